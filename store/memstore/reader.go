package memstore

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sort"
	"strings"

	"samano/access"
	"samano/register"
	"samano/store"
)

// reader answers from whatever state use shows it.
type reader struct {
	use func(ctx context.Context, f func(*state) error) error
}

func (r reader) Head(ctx context.Context) (h store.Head, err error) {
	err = r.use(ctx, func(s *state) error {
		h = s.head
		h.Frontier = slices.Clone(h.Frontier)
		return nil
	})
	return h, err
}

func (r reader) Subjects(ctx context.Context, pass access.Pass, refs []register.Ref) (out []store.Subject, err error) {
	if err := pass.Check("memstore.Subjects"); err != nil {
		return nil, err
	}
	err = r.use(ctx, func(s *state) error {
		seen := set[register.Ref]{}
		for _, ref := range refs {
			doc, ok := s.subjects[ref]
			if _, twice := seen[ref]; ok && !twice {
				doc.Doc = slices.Clone(doc.Doc)
				out = append(out, doc)
				seen[ref] = struct{}{}
			}
		}
		return nil
	})
	return out, err
}

// lookUp answers a list of keys from a map of the state.
func lookUp[K comparable, V any](ctx context.Context, r reader, keys []K, pick func(*state) map[K]V) (map[K]V, error) {
	out := make(map[K]V, len(keys))
	err := r.use(ctx, func(s *state) error {
		m := pick(s)
		for _, k := range keys {
			if v, ok := m[k]; ok {
				out[k] = v
			}
		}
		return nil
	})
	return out, err
}

func (r reader) Aliases(ctx context.Context, pass access.Pass, ids []register.ClientID) (map[register.ClientID]register.Ref, error) {
	if err := pass.Check("memstore.Aliases"); err != nil {
		return nil, err
	}
	return lookUp(ctx, r, ids, func(s *state) map[register.ClientID]register.Ref { return s.aliases })
}

func (r reader) Numbers(ctx context.Context, pass access.Pass, ns []register.Number) (map[register.Number]register.PersonID, error) {
	if err := pass.Check("memstore.Numbers"); err != nil {
		return nil, err
	}
	return lookUp(ctx, r, ns, func(s *state) map[register.Number]register.PersonID { return s.numbers })
}

func (r reader) Books(ctx context.Context, pass access.Pass, ns []string) (map[string]register.HouseholdID, error) {
	if err := pass.Check("memstore.Books"); err != nil {
		return nil, err
	}
	return lookUp(ctx, r, ns, func(s *state) map[string]register.HouseholdID { return s.books })
}

func (r reader) FormerNumbers(ctx context.Context, pass access.Pass, ns []register.Number) (map[register.Number]register.PersonID, error) {
	if err := pass.Check("memstore.FormerNumbers"); err != nil {
		return nil, err
	}
	return lookUp(ctx, r, ns, func(s *state) map[register.Number]register.PersonID { return s.former })
}

func (r reader) Dwellings(ctx context.Context, pass access.Pass, keys []string) (out []register.Ref, err error) {
	if err := pass.Check("memstore.Dwellings"); err != nil {
		return nil, err
	}
	err = r.use(ctx, func(s *state) error {
		found := set[register.Ref]{}
		for d := range s.dwellings {
			if slices.Contains(keys, d.key) {
				found[d.ref] = struct{}{}
			}
		}
		out = slices.Collect(maps.Keys(found))
		return nil
	})
	return out, err
}

func (r reader) ActsByID(ctx context.Context, pass access.Pass, ids []register.ActID) (map[register.ActID]register.Seq, error) {
	if err := pass.Check("memstore.ActsByID"); err != nil {
		return nil, err
	}
	return lookUp(ctx, r, ids, func(s *state) map[register.ActID]register.Seq { return s.byID })
}

func (r reader) Decisions(ctx context.Context, pass access.Pass, ds []store.Decision) (map[store.Decision]register.Seq, error) {
	if err := pass.Check("memstore.Decisions"); err != nil {
		return nil, err
	}
	return lookUp(ctx, r, ds, func(s *state) map[store.Decision]register.Seq { return s.decided })
}

func (r reader) PrintedActs(ctx context.Context, pass access.Pass, ns []register.PrintedNumber) (map[register.PrintedNumber]register.Seq, error) {
	if err := pass.Check("memstore.PrintedActs"); err != nil {
		return nil, err
	}
	return lookUp(ctx, r, ns, func(s *state) map[register.PrintedNumber]register.Seq { return s.printed })
}

func (r reader) Children(ctx context.Context, pass access.Pass, of []register.PersonID) (map[register.PersonID][]int64, error) {
	if err := pass.Check("memstore.Children"); err != nil {
		return nil, err
	}
	return r.edges(ctx, of, func(s *state) set[edge] { return s.kin })
}

func (r reader) Households(ctx context.Context, pass access.Pass, of []register.PersonID) (map[register.PersonID][]int64, error) {
	if err := pass.Check("memstore.Households"); err != nil {
		return nil, err
	}
	return r.edges(ctx, of, func(s *state) set[edge] { return s.members })
}

func (r reader) edges(ctx context.Context, of []register.PersonID, pick func(*state) set[edge]) (map[register.PersonID][]int64, error) {
	out := map[register.PersonID][]int64{}
	err := r.use(ctx, func(s *state) error {
		asked := make(set[register.PersonID], len(of))
		for _, id := range of {
			asked[id] = struct{}{}
		}
		for e := range pick(s) {
			if _, ok := asked[register.PersonID(e.from)]; ok {
				out[register.PersonID(e.from)] = append(out[register.PersonID(e.from)], e.to)
			}
		}
		for _, ids := range out {
			slices.Sort(ids)
		}
		return nil
	})
	return out, err
}

func (r reader) Acts(ctx context.Context, pass access.Pass, seqs []register.Seq) (out []store.Act, err error) {
	if err := pass.Check("memstore.Acts"); err != nil {
		return nil, err
	}
	err = r.use(ctx, func(s *state) error {
		sorted := slices.Clone(seqs)
		slices.Sort(sorted)
		for _, seq := range slices.Compact(sorted) {
			if a, ok := s.act(seq); ok {
				out = append(out, a)
			}
		}
		out = cloneActs(out)
		return nil
	})
	return out, err
}

func (r reader) ActsFrom(ctx context.Context, pass access.Pass, from register.Seq, limit int) (out []store.Act, err error) {
	if err := pass.Check("memstore.ActsFrom"); err != nil {
		return nil, err
	}
	err = r.use(ctx, func(s *state) error {
		out = cloneActs(page(s.acts, int64(from-s.first), int64(limit)))
		return nil
	})
	return out, err
}

// page returns up to n elements from i on.
func page[T any](all []T, i, n int64) []T {
	i = max(i, 0)
	if n <= 0 || i >= int64(len(all)) {
		return nil
	}
	return all[i:min(i+n, int64(len(all)))]
}

func (r reader) Leaves(ctx context.Context, from, n int64) (out [][]byte, err error) {
	err = r.use(ctx, func(s *state) error {
		for _, a := range page(s.acts, from-int64(s.first), n) {
			out = append(out, slices.Clone(a.Leaf))
		}
		return nil
	})
	return out, err
}

func (r reader) Nodes(ctx context.Context, level int, from, n int64) (out [][]byte, err error) {
	err = r.use(ctx, func(s *state) error {
		var at []nodeAt
		for k := range s.nodes {
			if k.level == int64(level) && k.n >= from && k.n-from < n {
				at = append(at, k)
			}
		}
		slices.SortFunc(at, func(a, b nodeAt) int { return cmp.Compare(a.n, b.n) })
		for _, k := range at {
			out = append(out, slices.Clone(s.nodes[k]))
		}
		return nil
	})
	return out, err
}

func (r reader) LastPrinted(ctx context.Context, office register.OfficeID, year int) (last int, err error) {
	err = r.use(ctx, func(s *state) error {
		for n := range s.printed {
			if n.Office == office && n.Year == year {
				last = max(last, n.No)
			}
		}
		return nil
	})
	return last, err
}

func (r reader) SeqAt(ctx context.Context, micros int64) (seq register.Seq, ok bool, err error) {
	err = r.use(ctx, func(s *state) error {
		n := sort.Search(len(s.acts), func(i int) bool { return s.acts[i].At > micros })
		if ok = n > 0; ok {
			seq = s.acts[n-1].Seq
		}
		return nil
	})
	return seq, ok, err
}

func (r reader) Sealed(ctx context.Context, pass access.Pass, seq register.Seq) (out []store.Sealed, err error) {
	if err := pass.Check("memstore.Sealed"); err != nil {
		return nil, err
	}
	err = r.use(ctx, func(s *state) error {
		out = s.sealedParts(func(of register.Seq) bool { return of == seq })
		return nil
	})
	return out, err
}

// sealedParts returns the sealed parts of the wanted acts by Seq and name.
func (s *state) sealedParts(wanted func(register.Seq) bool) (out []store.Sealed) {
	for k, p := range s.sealed {
		if wanted(k.seq) {
			p.Box = slices.Clone(p.Box)
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b store.Sealed) int {
		return cmp.Or(cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.Name, b.Name))
	})
	return out
}

func (r reader) SearchNames(ctx context.Context, pass access.Pass, words []store.KeyRange, years [2]int, limit int) (out []register.PersonID, err error) {
	if err := pass.Check("memstore.SearchNames"); err != nil {
		return nil, err
	}
	if err := store.CheckSearch(words); err != nil {
		return nil, err
	}
	err = r.use(ctx, func(s *state) error {
		first := make([]map[register.PersonID]store.NameKey, len(words)) // a word's first key of each person
		for i := range words {
			first[i] = map[register.PersonID]store.NameKey{}
		}
		for k := range s.keys {
			for i, w := range words {
				if old, had := first[i][k.Person]; fits(k, w, years) && (!had || byKey(k, old) < 0) {
					first[i][k.Person] = k
				}
			}
		}
		for id := range first[0] {
			if !slices.ContainsFunc(first[1:], func(m map[register.PersonID]store.NameKey) bool { _, ok := m[id]; return !ok }) {
				out = append(out, id)
			}
		}
		slices.SortFunc(out, func(a, b register.PersonID) int { return byKey(first[0][a], first[0][b]) })
		out = out[:min(max(limit, 0), len(out))]
		return nil
	})
	return out, err
}

func byKey(a, b store.NameKey) int {
	return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Year, b.Year), cmp.Compare(a.Person, b.Person))
}

func fits(k store.NameKey, w store.KeyRange, years [2]int) bool {
	if k.Year != 0 && years != [2]int{} && (k.Year < years[0] || k.Year > years[1]) {
		return false
	}
	return k.Key == w.Prefix || !w.Exact && strings.HasPrefix(k.Key, w.Prefix)
}
