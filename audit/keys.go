package audit

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

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

func postingMark(p store.Posting) mark {
	var b [18]byte
	binary.LittleEndian.PutUint64(b[:], p.Hash)
	binary.LittleEndian.PutUint16(b[8:], p.Split)
	binary.LittleEndian.PutUint64(b[10:], uint64(p.Person))
	return markOf(sha256.Sum256(b[:]))
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
	for rows, err := range inPages(v.Store.EachSubject(v.ctx, v.pass, register.SubjectPerson, 0), pageSubjects) {
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

// verifyKeys compares the stored keys, as they are at one moment, with the expected ones.
func (v *verification) verifyKeys() error {
	k := &v.keyAudit
	if len(v.suspects) > 0 { // until now the names in the altered documents were used
		clear(k.sums)
		if err := v.eachExpectedKey(func(p store.Posting) { k.add(postingMark(p)) }); err != nil {
			return err
		}
	}
	damaged := false
	err := v.Store.Snapshot(v.ctx, func(from store.Snapshot) error {
		err := v.rekeyed(from, func(p store.Posting) {
			if p.Gone {
				p.Gone = false
				k.sub(postingMark(p))
			} else {
				k.add(postingMark(p))
			}
		})
		if err != nil {
			return err
		}
		for p, err := range from.EachPosting(v.ctx, v.pass) {
			var e *register.Error
			if errors.As(err, &e) && e.Kind == register.Internal { // damaged: Rebuild makes it again
				damaged = true
				return v.fault(Fault{Kind: MissingProjection, Where: tableMatchKey, Alarm: true, Detail: e.Error()})
			}
			if err != nil {
				return err
			}
			v.sum.Rows++
			k.sub(postingMark(p))
		}
		return nil
	})
	if err != nil || damaged {
		return err
	}
	differ := k.differ()
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
	left := map[store.Posting]bool{}
	wanted := func(p store.Posting) bool { return differ[int(postingMark(p).bucket)] }
	err := v.eachExpectedKey(func(p store.Posting) {
		if wanted(p) {
			left[p] = true
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
	err = v.Store.Snapshot(v.ctx, func(from store.Snapshot) error {
		err := v.rekeyed(from, func(p store.Posting) {
			gone := p.Gone
			p.Gone = false
			if gone {
				delete(left, p)
			} else if wanted(p) {
				left[p] = true
			}
		})
		if err != nil {
			return err
		}
		for p, err := range from.EachPosting(v.ctx, v.pass) {
			if err != nil {
				return err
			}
			switch {
			case !wanted(p):
			case left[p]:
				delete(left, p)
			default:
				if err := tell(ExtraProjection, p); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for p := range left {
		if err := tell(MissingProjection, p); err != nil {
			return err
		}
	}
	return nil
}
