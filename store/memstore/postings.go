package memstore

import (
	"context"
	"maps"
	"slices"

	"samano/access"
	"samano/register"
	"samano/store"
)

// transactionsKept is how many transactions with postings are kept apart for
// PostingsSince; the databases keep about as many.
const transactionsKept = 2048

// postings is the matcher's index.
type postings struct {
	under map[uint64][]store.Posting // by hash, in order; a slice is never changed, since states share it
	log   []logged                   // the last transactions, by upto
	kept  register.Seq               // from this act on the log is whole
}

// logged is what one transaction wrote.
type logged struct {
	upto register.Seq // the act after its last
	list []store.Posting
}

func (p *postings) clone() postings {
	return postings{under: maps.Clone(p.under), log: slices.Clone(p.log), kept: p.kept}
}

// apply writes a batch's postings, which Check has put in order.
func (p *postings) apply(list []store.Posting, upto register.Seq) {
	if len(list) == 0 {
		return
	}
	for _, n := range list {
		here := p.under[n.Hash]
		i, had := slices.BinarySearchFunc(here, n, store.Posting.Compare)
		switch {
		case n.Gone && had:
			here = slices.Delete(slices.Clone(here), i, i+1)
		case !n.Gone && !had:
			here = slices.Insert(slices.Clone(here), i, n)
		}
		if p.under[n.Hash] = here; len(here) == 0 {
			delete(p.under, n.Hash)
		}
	}
	p.log = append(p.log, logged{upto, list})
	if extra := len(p.log) - transactionsKept; extra > 0 {
		p.kept = p.log[extra-1].upto
		p.log = slices.Clone(p.log[extra:])
	}
}

func (p *postings) all() []store.Posting {
	var out []store.Posting
	for _, hash := range slices.Sorted(maps.Keys(p.under)) {
		out = append(out, p.under[hash]...)
	}
	return out
}

func (r reader) Sharing(ctx context.Context, pass access.Pass, keys []store.Key, limits store.Limits) (people []register.PersonID, truncated int, err error) {
	if err := pass.Check("memstore.Sharing"); err != nil {
		return nil, 0, err
	}
	err = r.use(ctx, func(s *state) error {
		for _, k := range keys {
			found := s.postings.under[k.Hash]
			if len(found) > limits.PerKey {
				found = sameSplit(found, k.Split)
				if len(found) > limits.PerSplit {
					found = found[:limits.PerSplit]
					truncated++
				}
			}
			for _, p := range found {
				people = append(people, p.Person)
			}
		}
		return nil
	})
	slices.Sort(people)
	return slices.Compact(people), truncated, err
}

func sameSplit(list []store.Posting, split uint16) []store.Posting {
	return slices.DeleteFunc(slices.Clone(list), func(p store.Posting) bool { return p.Split != split })
}

func (r reader) PostingsSince(ctx context.Context, pass access.Pass, from register.Seq) (list []store.Posting, ok bool, err error) {
	if err := pass.Check("memstore.PostingsSince"); err != nil {
		return nil, false, err
	}
	err = r.use(ctx, func(s *state) error {
		if ok = from >= s.postings.kept; !ok {
			return nil
		}
		for _, t := range s.postings.log {
			if t.upto > from {
				list = append(list, t.list...)
			}
		}
		return nil
	})
	return list, ok, err
}
