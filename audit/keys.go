package audit

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"

	"samano/internal/inorder"
	"samano/register"
	"samano/registrar/projection"
	"samano/registrar/record"
	"samano/store"
)

// The matcher's keys are compared like the rows of the other projections: by sums over buckets;
// differing buckets are read again.

// mostMended bounds the corrected documents that an audit keeps in memory. Beyond it, the keys of
// a person and of the children are judged by the altered document, and are reported too.
const mostMended = 10_000

// keyAudit compares the stored keys with those that follow from documents.
type keyAudit struct {
	sums
	// mended are the persons whose stored documents differ from their acts, with the correct
	// document, or nil where none can be made.
	mended map[register.PersonID]*register.Person
}

func (k *sumKey) posting(p store.Posting) mark {
	b := make([]byte, len(k), len(k)+18)
	b = binary.LittleEndian.AppendUint64(b, p.Hash)
	b = binary.LittleEndian.AppendUint16(b, p.Split)
	return k.mark(binary.LittleEndian.AppendUint64(b, uint64(p.Person)))
}

// mend keeps the correct document of a subject; nil: it is not known.
func (k *keyAudit) mend(ref register.Ref, p register.Subject) {
	if ref.Kind == register.SubjectPerson && k.mended != nil && len(k.mended) < mostMended {
		k.mended[register.PersonID(ref.ID)], _ = p.(*register.Person)
	}
}

// expectKeys calls each with the postings of some persons. The names of their relatives come from
// the stored documents, unless these are known to be altered.
func (v *verification) expectKeys(ctx context.Context, keys *projection.MatchKeys, people []*register.Person, each func(store.Posting)) error {
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
	docs, err := v.Store.Subjects(ctx, v.pass, refs)
	if err != nil {
		return err
	}
	for _, d := range docs {
		p, err := v.personOf(ctx, d)
		if err != nil {
			return err
		}
		if p != nil {
			at[p.ID] = p
		}
	}
	for _, p := range people {
		r := projection.StoredRecord(p, func(id register.PersonID) *register.Person { return at[id] })
		for _, key := range keys.Of(r) {
			each(store.Posting{Key: key, Person: p.ID})
		}
	}
	return nil
}

// personOf reads a person as the audit covers them; nil: the document cannot be read.
func (v *verification) personOf(ctx context.Context, row store.Subject) (*register.Person, error) {
	s, err := record.Subject(row)
	if err != nil {
		return nil, nil //nolint:nilerr // told before
	}
	if int64(s.Seq()) >= v.upto {
		if s, err = v.asOf(ctx, v.Store, s); err != nil {
			return nil, err
		}
	}
	p, _ := s.(*register.Person)
	return p, nil
}

// eachExpectedKey reads all documents once more, now that the altered ones are known, and calls
// each with the postings that follow from them.
func (v *verification) eachExpectedKey(each func(store.Posting)) error {
	var keys projection.MatchKeys
	for rows, err := range inorder.Pages(v.Store.EachSubject(v.ctx, v.pass, register.SubjectPerson, 0), pageSubjects) {
		if err != nil {
			return err
		}
		var page []*register.Person
		for _, row := range rows {
			p, mended := v.keyAudit.mended[register.PersonID(row.Ref.ID)]
			if !mended {
				if p, err = v.personOf(v.ctx, row); err != nil {
					return err
				}
			}
			if p != nil {
				page = append(page, p)
			}
		}
		if err := v.expectKeys(v.ctx, &keys, page, each); err != nil {
			return err
		}
	}
	return nil
}

// partPostings is about how many postings are read at once.
const partPostings = 50_000

// postingsRead are the stored postings of one part of the matcher's index.
type postingsRead struct {
	part    store.Hashes
	size    int64 // acts in the register when they were read
	n       int64
	damaged error
	marks   []mark
	wanted  []store.Posting
}

// postingParts cuts the index into parts of one width: hashes are spread evenly.
func (v *verification) postingParts(ctx context.Context) iter.Seq2[store.Hashes, error] {
	return func(yield func(store.Hashes, error) bool) {
		n, err := v.Store.CountPostings(ctx, v.pass)
		if err != nil {
			yield(store.Hashes{}, err)
			return
		}
		whole := store.AllHashes()
		width := whole.Last / uint64(n/partPostings+1)
		for first := uint64(0); ; first += width + 1 {
			last := min(first+width, whole.Last)
			if !yield(store.Hashes{First: first, Last: last}, nil) || last == whole.Last {
				return
			}
		}
	}
}

// postingReader reads parts on a processor of its own, each as it is at one moment; where wanted is
// set, the postings of these buckets themselves.
func (v *verification) postingReader(wanted map[int]bool) func() func(context.Context, store.Hashes) (postingsRead, error) {
	read := func(ctx context.Context, part store.Hashes) (postingsRead, error) {
		var r postingsRead
		err := v.Store.Snapshot(ctx, func(from store.Snapshot) error {
			head, err := from.Head(ctx)
			if err != nil {
				return err
			}
			r = postingsRead{part: part, size: head.Size}
			for p, err := range from.EachPosting(ctx, v.pass, part) {
				var e *register.Error
				if errors.As(err, &e) && e.Kind == register.Internal { // Rebuild makes it again
					r.damaged = e
					return nil
				}
				if err != nil {
					return err
				}
				r.n++
				switch m := v.key.posting(p); {
				case wanted == nil:
					r.marks = append(r.marks, m)
				case wanted[int(m.bucket)]:
					r.wanted = append(r.wanted, p)
				}
			}
			return nil
		})
		return r, err
	}
	return func() func(context.Context, store.Hashes) (postingsRead, error) { return read }
}

// errDamaged ends the reading of an index that cannot be read.
var errDamaged = errors.New("audit: the matcher's index is damaged")

// eachStoredPosting reads all parts of the index on all processors, and calls take with each. After
// these it calls late with the postings that acts since the audit began took away (-1) and gave (1),
// as far as they had done so when the part was read.
func (v *verification) eachStoredPosting(wanted map[int]bool, take func(postingsRead), late func(store.Posting, int)) error {
	var read []postingsRead
	err := inorder.Run(v.ctx, v.postingParts, v.postingReader(wanted), func(r postingsRead) error {
		if r.damaged != nil {
			return errors.Join(errDamaged, r.damaged)
		}
		take(r)
		read = append(read, postingsRead{part: r.part, size: r.size})
		return nil
	})
	if err != nil {
		return err
	}
	var keys projection.MatchKeys
	return v.eachLateAct(func(act *lateAct) error {
		return act.eachPosting(&keys, func(p store.Posting, n int) {
			i, _ := slices.BinarySearchFunc(read, p.Hash, func(r postingsRead, hash uint64) int { return cmp.Compare(r.part.Last, hash) })
			if int64(act.seq) < read[i].size {
				late(p, n)
			}
		})
	})
}

// verifyKeys compares the stored keys with the expected ones.
func (v *verification) verifyKeys() error {
	k := &v.keyAudit
	if len(v.suspects) > 0 { // until now the names in the altered documents were used
		clear(k.sums)
		if err := v.eachExpectedKey(func(p store.Posting) { k.add(v.key.posting(p)) }); err != nil {
			return err
		}
	}
	err := v.eachStoredPosting(nil, func(r postingsRead) {
		v.sum.Rows += r.n
		for _, m := range r.marks {
			k.sub(m)
		}
	}, func(p store.Posting, n int) { k.count(v.key.posting(p), n) })
	if errors.Is(err, errDamaged) {
		return v.fault(Fault{Kind: MissingProjection, Where: tableMatchKey, Alarm: true, Detail: err.Error()})
	}
	if err != nil {
		return err
	}
	differ := k.differ()
	if len(differ) == 0 {
		return nil
	}
	if err := v.bound(differ, tableMatchKey); err != nil {
		return err
	}
	return v.nameKeys(differ)
}

// tableMatchKey is what faults call the matcher's index.
const tableMatchKey = "match_key"

// nameKeys reports the persons whose keys differ, each once.
func (v *verification) nameKeys(differ map[int]bool) error {
	left := map[store.Posting]int{}
	count := func(p store.Posting, n int) {
		if !differ[int(v.key.posting(p).bucket)] {
			return
		}
		if left[p] += n; left[p] == 0 {
			delete(left, p)
		}
	}
	if err := v.eachExpectedKey(func(p store.Posting) { count(p, 1) }); err != nil {
		return err
	}
	err := v.eachStoredPosting(differ, func(r postingsRead) {
		for _, p := range r.wanted {
			count(p, -1)
		}
	}, count)
	if err != nil {
		return err
	}
	for p := range left {
		delete(differ, int(v.key.posting(p).bucket))
	}
	if err := v.healed(differ, tableMatchKey); err != nil {
		return err
	}
	told := map[Fault]bool{}
	for _, p := range slices.SortedFunc(maps.Keys(left), store.Posting.Compare) {
		f := Fault{Kind: MissingProjection, Where: fmt.Sprintf("%s of %s", tableMatchKey, register.PersonRef(p.Person)), Alarm: true}
		if left[p] < 0 {
			f.Kind = ExtraProjection
		}
		if told[f] {
			continue
		}
		told[f] = true
		if err := v.fault(f); err != nil {
			return err
		}
	}
	return nil
}
