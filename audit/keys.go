package audit

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"

	"samano/register"
	"samano/registrar/projection"
	"samano/registrar/record"
	"samano/store"
)

// The matcher's keys are compared like the rows of the other projections: by sums over buckets;
// differing buckets are read again. There are ten times as many keys, so the sums are of fast
// seeded hashes: an attacker who edits the database does not know the seed.

// mostMended bounds the corrected documents that an audit keeps in memory. Beyond it, the keys of
// a person and of the children are judged by the altered document, and are reported too.
const mostMended = 10_000

// keyAudit compares the stored keys with those that follow from documents.
type keyAudit struct {
	matchKeys        projection.MatchKeys
	seeds            [3]maphash.Seed
	expected, actual []setSum
	// mended are the persons whose stored documents differ from their acts, with the correct
	// document, or nil where none can be made.
	mended map[register.PersonID]*register.Person
}

func (k *keyAudit) begin() {
	for i := range k.seeds {
		k.seeds[i] = maphash.MakeSeed()
	}
	k.expected, k.actual = make([]setSum, buckets), make([]setSum, buckets)
	k.mended = map[register.PersonID]*register.Person{}
}

func (k *keyAudit) bucket(p store.Posting) int {
	return int(uint16(k.hash(2, p)))
}

func (k *keyAudit) hash(seed int, p store.Posting) uint64 {
	var b [18]byte
	binary.LittleEndian.PutUint64(b[:], p.Hash)
	binary.LittleEndian.PutUint16(b[8:], p.Split)
	binary.LittleEndian.PutUint64(b[10:], uint64(p.Person))
	return maphash.Bytes(k.seeds[seed], b[:])
}

func (k *keyAudit) add(sums []setSum, p store.Posting) {
	sums[k.bucket(p)].add(k.hash(0, p), k.hash(1, p))
}

// mend keeps the correct document of a subject; nil: it is not known.
func (k *keyAudit) mend(ref register.Ref, p register.Subject) {
	if ref.Kind == register.SubjectPerson && k.mended != nil && len(k.mended) < mostMended {
		k.mended[register.PersonID(ref.ID)], _ = p.(*register.Person)
	}
}

// expectKeys calls each with the postings of some persons. The names of their relatives come from
// the stored documents, unless these are known to be altered.
func (v *verification) expectKeys(people []*register.Person, each func(store.Posting)) error {
	at := make(map[register.PersonID]*register.Person, 2*len(people))
	for _, p := range people {
		at[p.ID] = p
	}
	var refs []register.Ref
	for _, p := range people {
		for _, id := range projection.AppendRelatives(nil, p) {
			if _, read := at[id]; read {
				continue
			}
			if at[id] = v.keyAudit.mended[id]; at[id] == nil {
				refs = append(refs, register.PersonRef(id))
			}
		}
	}
	docs, err := v.from.Subjects(v.ctx, v.pass, refs)
	if err != nil {
		return err
	}
	for _, d := range docs {
		if s, err := record.Subject(d); err == nil {
			at[register.PersonID(d.Ref.ID)] = s.(*register.Person)
		}
	}
	for _, p := range people {
		r := projection.StoredRecord(p, func(id register.PersonID) *register.Person { return at[id] })
		for _, key := range v.keyAudit.matchKeys.Of(r) {
			each(store.Posting{Key: key, Person: p.ID})
		}
	}
	return nil
}

// eachExpectedKey reads all documents once more, now that the altered ones are known, and calls
// each with the postings that follow from them.
func (v *verification) eachExpectedKey(each func(store.Posting)) error {
	var page []*register.Person
	for row, err := range v.from.EachSubject(v.ctx, v.pass, register.SubjectPerson, 0) {
		if err != nil {
			return err
		}
		p, mended := v.keyAudit.mended[register.PersonID(row.Ref.ID)]
		if !mended {
			s, err := record.Subject(row)
			if err != nil {
				continue // told before
			}
			p = s.(*register.Person)
		}
		if p == nil {
			continue
		}
		if page = append(page, p); len(page) == pageSubjects {
			if err := v.expectKeys(page, each); err != nil {
				return err
			}
			page = page[:0]
		}
	}
	return v.expectKeys(page, each)
}

// verifyKeys compares the stored keys with the expected ones.
func (v *verification) verifyKeys() error {
	k := &v.keyAudit
	if len(k.mended) > 0 { // until now the names in the altered documents were used
		clear(k.expected)
		if err := v.eachExpectedKey(func(p store.Posting) { k.add(k.expected, p) }); err != nil {
			return err
		}
	}
	for p, err := range v.from.EachPosting(v.ctx, v.pass) {
		var e *register.Error
		if errors.As(err, &e) && e.Kind == register.Internal { // damaged: Rebuild makes it again
			return v.fault(Fault{Kind: MissingProjection, Where: tableMatchKey, Alarm: true, Detail: e.Error()})
		}
		if err != nil {
			return err
		}
		v.sum.Rows++
		k.add(k.actual, p)
	}
	differ := make(map[int]bool)
	for i := range k.expected {
		if k.expected[i] != k.actual[i] {
			differ[i] = true
		}
	}
	if len(differ) == 0 {
		return nil
	}
	return v.nameKeys(differ)
}

// tableMatchKey is what faults call the matcher's index.
const tableMatchKey = "match_key"

// mostNamed bounds the buckets that are read again, and with them the memory: if the whole index
// is altered, a hundredth of it names enough people.
const mostNamed = buckets / 100

// nameKeys reports the persons whose keys differ, each once.
func (v *verification) nameKeys(differ map[int]bool) error {
	if all := len(differ); all > mostNamed {
		for i := range differ {
			if len(differ) > mostNamed {
				delete(differ, i)
			}
		}
		detail := fmt.Sprintf("%d of %d parts differ, %d were read again", all, buckets, mostNamed)
		if err := v.fault(Fault{Kind: MissingProjection, Where: tableMatchKey, Alarm: true, Detail: detail}); err != nil {
			return err
		}
	}
	expected := map[store.Posting]bool{}
	err := v.eachExpectedKey(func(p store.Posting) {
		if differ[v.keyAudit.bucket(p)] {
			expected[p] = true
		}
	})
	if err != nil {
		return err
	}
	told := map[string]bool{}
	tell := func(kind string, p store.Posting) error {
		where := fmt.Sprintf("%s of %s", tableMatchKey, register.PersonRef(p.Person))
		if told[kind+where] {
			return nil
		}
		told[kind+where] = true
		return v.fault(Fault{Kind: kind, Where: where, Alarm: true})
	}
	for p, err := range v.from.EachPosting(v.ctx, v.pass) {
		if err != nil {
			return err
		}
		switch {
		case !differ[v.keyAudit.bucket(p)]:
		case expected[p]:
			delete(expected, p)
		default:
			if err := tell(ExtraProjection, p); err != nil {
				return err
			}
		}
	}
	for p := range expected {
		if err := tell(MissingProjection, p); err != nil {
			return err
		}
	}
	return nil
}
