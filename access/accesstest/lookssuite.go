package accesstest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samano/access"
	"samano/register"
)

// aLook returns a look at some subjects.
func aLook(at time.Time, shown register.Day, subjects ...register.Ref) access.Look {
	return access.Look{
		At: at, Officer: "kham.s", Office: "d0101", Role: access.DistrictRegistrar, What: access.WhatPerson,
		Purpose: "registration", Case: "ຄດີ-12/2026", Subjects: subjects, ShownFrom: shown,
	}
}

// written appends a look and returns it as it is kept.
func written(t *testing.T, s access.Looks, l access.Look) access.Look {
	t.Helper()
	seq, err := s.Append(t.Context(), l, access.Budget{})
	must(t, err)
	kept, err := s.LooksFrom(t.Context(), Pass(t), seq, 1)
	if must(t, err); len(kept) != 1 || kept[0].Seq != seq {
		t.Fatalf("look %d is kept as %+v", seq, kept)
	}
	return kept[0]
}

// RunLooks runs the conformance suite of access.Looks. Each call of open returns
// an empty store; reopen returns the same one after a restart.
func RunLooks(t *testing.T, open func(t *testing.T) (looks access.Looks, reopen func() access.Looks)) {
	t.Run("looks come back whole and in order, also after a restart", func(t *testing.T) {
		s, reopen := open(t)
		var want []access.Look
		for i := range 5 {
			l := aLook(start.Add(time.Duration(i)*time.Second), 20600, register.PersonRef(7), register.HouseholdRef(7))
			l.Refused = i == 2
			if i == 3 {
				l.Case, l.Subjects = "", nil
			}
			l.Seq = int64(i)
			same(t, l.Seq, first(s.Append(t.Context(), l, access.Budget{})))
			want = append(want, l)
		}
		for range 2 {
			same(t, want, first(s.LooksFrom(t.Context(), Pass(t), 0, 10)))
			same(t, want[1:3], first(s.LooksFrom(t.Context(), Pass(t), 1, 2)))
			s = reopen()
		}
		if rest, err := s.LooksFrom(t.Context(), Pass(t), 5, 10); err != nil || len(rest) > 0 {
			t.Errorf("%d looks beyond the last (%v)", len(rest), err)
		}
		if seq, err := s.Append(t.Context(), aLook(start.Add(time.Hour), 20600), access.Budget{}); err != nil || seq != 5 {
			t.Errorf("after a restart the next look is %d (%v)", seq, err)
		}
	})
	t.Run("a clock that goes back does not take the order with it", func(t *testing.T) {
		s, _ := open(t)
		for _, at := range []time.Time{start, start.Add(-time.Hour)} {
			l := written(t, s, aLook(at, 0))
			if l.At.Before(start) {
				t.Errorf("look %d at %s, before the one before it", l.Seq, l.At)
			}
		}
	})
	t.Run("looks of many at once are each there once", looksAtOnce(open))
	t.Run("the list has every look whose day has come, and only those", looksProperty(open))
	t.Run("subjects come back sorted, each once", func(t *testing.T) {
		s, _ := open(t)
		a, b := register.PersonRef(10), register.PersonRef(9)
		_, err := s.Append(t.Context(), aLook(start, 0, register.HouseholdRef(1), a, b, a), access.Budget{})
		must(t, err)
		want := aLook(start, 0, b, a, register.HouseholdRef(1))
		same(t, []access.Look{want}, first(s.LooksFrom(t.Context(), Pass(t), 0, 5)))
	})
	t.Run("a month that is dropped is gone, the others stay", func(t *testing.T) {
		s, reopen := open(t)
		for i := range 9 { // three looks in each of March, April and May
			_, err := s.Append(t.Context(), aLook(start.AddDate(0, i/3, i%3), 0, register.PersonRef(1)), access.Budget{})
			must(t, err)
		}
		if n, err := s.DropBefore(t.Context(), start.AddDate(0, 2, 20), func(int64) error { return errAnnounce }); !errors.Is(err, errAnnounce) || n != 0 {
			t.Errorf("what nobody could announce was dropped: %d (%v)", n, err)
		}
		for i, c := range []struct {
			before    time.Time
			gone      int64
			announced []int64
		}{{start, 0, nil}, {start.AddDate(0, 2, 20), 6, []int64{3, 6}}, {start.AddDate(0, 2, 20), 0, nil}} {
			var announced []int64
			n, err := s.DropBefore(t.Context(), c.before, func(stays int64) error { announced = append(announced, stays); return nil })
			if must(t, err); n != c.gone || !slices.Equal(announced, c.announced) {
				t.Errorf("drop %d dropped %d, want %d, and announced %v, want %v", i, n, c.gone, announced, c.announced)
			}
		}
		s = reopen()
		rest, err := s.LooksFrom(t.Context(), Pass(t), 0, 20)
		if must(t, err); len(rest) != 3 || rest[0].Seq != 6 {
			t.Fatalf("%d looks are left: %v", len(rest), rest)
		}
		list, err := s.LooksOf(t.Context(), Pass(t), []register.Ref{register.PersonRef(1)}, 0, access.Newest, 20)
		if must(t, err); len(list) != 3 || list[2].Seq != 6 {
			t.Errorf("the person's list has %d looks: %v", len(list), list)
		}
		seq, err := s.Append(t.Context(), aLook(start.AddDate(0, 2, 9), 0), access.Budget{})
		if must(t, err); seq != 9 {
			t.Errorf("after a drop the next look is %d", seq)
		}
	})
	t.Run("looks are read with a pass that is valid", func(t *testing.T) {
		s, _ := open(t)
		who := register.PersonRef(1)
		written(t, s, aLook(start, 0, who))
		for name, read := range map[string]func() ([]access.Look, error){
			"of somebody": func() ([]access.Look, error) {
				return s.LooksOf(t.Context(), access.Pass{}, []register.Ref{who}, 0, access.Newest, 10)
			},
			"all": func() ([]access.Look, error) { return s.LooksFrom(t.Context(), access.Pass{}, 0, 10) },
		} {
			if got, err := read(); len(got) != 0 || err == nil || register.KindOf(err) != register.Forbidden {
				t.Errorf("looks %s without a pass: %v (%v)", name, got, err)
			}
		}
	})
	t.Run("budgets count people, also after a restart", budgetsProperty(open))
	t.Run("looks of many at once spend one budget", budgetAtOnce(open))
	t.Run("a thousand subjects", func(t *testing.T) {
		s, _ := open(t)
		refs := make([]register.Ref, access.MaxSubjects)
		for i := range refs {
			refs[i] = register.PersonRef(register.PersonID(i + 1))
		}
		l, pass := written(t, s, aLook(start, 0, refs...)), Pass(t)
		same(t, []access.Look{l}, first(s.LooksOf(t.Context(), pass, refs[999:], 0, access.Newest, 10)))
		same(t, []access.Look{l}, first(s.LooksOf(t.Context(), pass, refs, 0, access.Newest, 10)))
	})
}

func looksAtOnce(open func(t *testing.T) (access.Looks, func() access.Looks)) func(t *testing.T) {
	return func(t *testing.T) {
		const clerks, each = 20, 15
		s, reopen := open(t)
		var wg sync.WaitGroup
		for c := range clerks {
			wg.Go(func() {
				for i := range each {
					l := aLook(start, 0, register.PersonRef(register.PersonID(c+1)))
					l.Case = fmt.Sprintf("%d-%d", c, i)
					if _, err := s.Append(context.Background(), l, access.Budget{}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		all, err := reopen().LooksFrom(t.Context(), Pass(t), 0, clerks*each+1)
		must(t, err)
		seen := map[string]bool{}
		for i, l := range all {
			if l.Seq != int64(i) || seen[l.Case] {
				t.Fatalf("look %d has Seq %d, case %s", i, l.Seq, l.Case)
			}
			seen[l.Case] = true
		}
		if len(seen) != clerks*each {
			t.Errorf("%d looks of %d", len(seen), clerks*each)
		}
	}
}

func looksProperty(open func(t *testing.T) (access.Looks, func() access.Looks)) func(t *testing.T) {
	return func(t *testing.T) {
		s, _ := open(t)
		pass := Pass(t)
		var all []access.Look
		rapid.Check(t, func(r *rapid.T) { // the store grows from one check to the next
			ref := rapid.Custom(func(r *rapid.T) register.Ref {
				return register.Ref{Kind: register.SubjectKind(rapid.IntRange(1, 2).Draw(r, "kind")), ID: rapid.Int64Range(1, 4).Draw(r, "id")}
			})
			day := register.Day(rapid.IntRange(20510, 20530).Draw(r, "day"))
			at := day.Time().Add(time.Duration(rapid.IntRange(0, 86399).Draw(r, "second")) * time.Second)
			l := aLook(at, day+register.Day(rapid.IntRange(0, 9).Draw(r, "delay")), rapid.SliceOfNDistinct(ref, 0, 4, rapid.ID).Draw(r, "subjects")...)
			all = append(all, written(t, s, l))

			subjects := rapid.SliceOfN(ref, 1, 3).Draw(r, "asked")
			now := register.Day(rapid.IntRange(20510, 20540).Draw(r, "now"))
			var want []int64
			for _, l := range slices.Backward(all) {
				if l.ShownFrom <= now && slices.ContainsFunc(l.Subjects, func(x register.Ref) bool { return slices.Contains(subjects, x) }) {
					want = append(want, l.Seq)
				}
			}
			var got []int64
			limit := rapid.IntRange(1, 7).Draw(r, "limit")
			for before := int64(access.Newest); ; before = got[len(got)-1] {
				page, err := s.LooksOf(t.Context(), pass, subjects, now, before, limit)
				if err != nil || len(page) > limit {
					r.Fatal(len(page), err)
				}
				for _, l := range page {
					got = append(got, l.Seq)
				}
				if len(page) < limit {
					break
				}
			}
			if !slices.Equal(want, got) {
				r.Fatalf("the list of %v on day %d is %v, want %v", subjects, now, got, want)
			}
		})
	}
}

var errAnnounce = errors.New("nobody was told")

// budgetsProperty compares a store with the rule, and holds the rule to what it promises: no officer sees
// twice as many people as the budget has, in any hour or any 24 hours.
func budgetsProperty(open func(t *testing.T) (access.Looks, func() access.Looks)) func(t *testing.T) {
	return func(t *testing.T) {
		s, reopen := open(t)
		budget := access.Budget{Hour: 4, Day: 9}
		at, checks := start, 0 // the store grows from one check to the next
		rapid.Check(t, func(r *rapid.T) {
			checks++
			kept := map[register.OfficerID][]access.BudgetEntry{}
			type seen struct {
				at  time.Time
				who register.Ref
			}
			all := map[register.OfficerID][]seen{}
			var stops []access.BudgetStop
			for i := range rapid.IntRange(1, 40).Draw(r, "looks") {
				at = at.Add(rapid.SampledFrom([]time.Duration{0, time.Second, 50 * time.Second, time.Minute, 11 * time.Minute, time.Hour, 7 * time.Hour}).Draw(r, "later"))
				var subjects []register.Ref
				for _, id := range rapid.SliceOfNDistinct(rapid.Int64Range(1, 30), 0, 3, rapid.ID).Draw(r, "people") {
					subjects = append(subjects, register.PersonRef(register.PersonID(id)))
				}
				l := aLook(at, 0, subjects...)
				l.Officer = register.OfficerID(fmt.Sprintf("%s.%d", rapid.SampledFrom([]string{"kham", "noy"}).Draw(r, "officer"), checks))
				b := budget
				b.At = at
				if rapid.IntRange(0, 5).Draw(r, "free") == 0 {
					b = access.Budget{}
				}
				if rapid.IntRange(0, 9).Draw(r, "restart") == 0 {
					s = reopen()
				}
				seq, err := s.Append(t.Context(), l, b)
				if l.Seq = seq; err != nil {
					l.Seq = math.MaxInt64 // what was refused is not kept, so it has no number of its own
				}
				added, want := b.Spend(&l, kept[l.Officer])
				if register.KindOf(err) != register.KindOf(want) || want != nil && err.Error() != want.Error() {
					r.Fatalf("look %d at %s: %v, want %v", i, at, err, want)
				}
				if want != nil {
					hour := at.UTC().Truncate(time.Hour)
					n := slices.IndexFunc(stops, func(x access.BudgetStop) bool { return x.Officer == l.Officer && x.Hour.Equal(hour) })
					if n < 0 {
						n, stops = len(stops), append(stops, access.BudgetStop{Officer: l.Officer, Office: l.Office, Hour: hour})
					}
					stops[n].Count(want)
					continue
				}
				for _, c := range added {
					kept[l.Officer] = append(slices.DeleteFunc(kept[l.Officer], func(k access.BudgetEntry) bool { return k.Subject == c.Subject }), c)
				}
				if b.Hour == 0 {
					continue
				}
				for _, who := range subjects {
					all[l.Officer] = append(all[l.Officer], seen{at, who})
				}
			}
			for officer, list := range all {
				for _, last := range list {
					for span, most := range map[time.Duration]int{time.Hour: 2 * budget.Hour, access.DayOfBudget: 2 * budget.Day} {
						people := map[register.Ref]bool{}
						for _, x := range list {
							if !x.at.After(last.at) && last.at.Sub(x.at) < span {
								people[x.who] = true
							}
						}
						if len(people) > most {
							r.Fatalf("%s saw %d people within %s before %s", officer, len(people), span, last.at)
						}
					}
				}
			}
			got, err := s.Stops(t.Context(), "", 1_000_000)
			got = slices.DeleteFunc(got, func(x access.BudgetStop) bool {
				return !strings.HasSuffix(string(x.Officer), fmt.Sprintf(".%d", checks))
			})
			slices.SortFunc(stops, func(a, b access.BudgetStop) int {
				return cmp.Or(b.Hour.Compare(a.Hour), cmp.Compare(a.Officer, b.Officer))
			})
			if err != nil || len(got) != len(stops) || !slices.EqualFunc(got, stops, func(a, b access.BudgetStop) bool {
				return a.Hour.Equal(b.Hour) && a.Officer == b.Officer && a.Office == b.Office && a.Slowed == b.Slowed && a.Stopped == b.Stopped
			}) {
				r.Fatalf("the stops are %+v, want %+v (%v)", got, stops, err)
			}
			if of, err := s.Stops(t.Context(), "nowhere", 1_000_000); err != nil || len(of) > 0 {
				r.Fatalf("the stops of another office are %+v (%v)", of, err)
			}
		})
	}
}

func budgetAtOnce(open func(t *testing.T) (access.Looks, func() access.Looks)) func(t *testing.T) {
	return func(t *testing.T) {
		s, _ := open(t)
		b := access.Budget{Hour: 10, Day: 100, At: start, Follows: true}
		var answered atomic.Int64
		var wg sync.WaitGroup
		for c := range 8 {
			wg.Go(func() {
				for i := range 10 {
					l := aLook(start, 0, register.PersonRef(register.PersonID(1+10*c+i)))
					if _, err := s.Append(context.Background(), l, b); err == nil {
						answered.Add(1)
					} else if register.KindOf(err) != register.Limited {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		all, err := s.LooksFrom(t.Context(), Pass(t), 0, 100)
		if must(t, err); answered.Load() != 20 || len(all) != 20 {
			t.Errorf("%d looks were answered and %d are kept, of a budget of 20", answered.Load(), len(all))
		}
	}
}
