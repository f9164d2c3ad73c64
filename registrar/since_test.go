package registrar_test

import (
	"context"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"

	"samano/access"
	"samano/acts"
	"samano/internal/testenv"
	"samano/register"
	"samano/registrar"
	"samano/registrar/duplicates"
	"samano/store"
	"samano/store/memstore"
)

// searched counts what a writing transaction asks the matcher's index, and forgets what was
// written since if a test says so.
type searched struct {
	store.Register
	forgets       bool
	shared, asked int // calls of Sharing and of PostingsSince
}

func (s *searched) Begin(ctx context.Context) (store.Tx, error) {
	tx, err := s.Register.Begin(ctx)
	return &searchedTx{tx, s}, err
}

type searchedTx struct {
	store.Tx
	s *searched
}

func (t *searchedTx) Sharing(ctx context.Context, pass access.Pass, keys []store.Key, limits store.Limits) ([]register.PersonID, int, error) {
	t.s.shared++
	return t.Tx.Sharing(ctx, pass, keys, limits)
}

func (t *searchedTx) PostingsSince(ctx context.Context, pass access.Pass, from register.Seq) ([]store.Posting, bool, error) {
	t.s.asked++
	if t.s.forgets {
		return nil, false, nil
	}
	return t.Tx.PostingsSince(ctx, pass, from)
}

// A transaction looks only at those who came since the examination; where that is no longer kept
// apart it looks at everybody, and comes to the same.
func TestWhatATransactionLooksAtAgain(t *testing.T) {
	for name, tt := range map[string]struct {
		searches, comes, forgets bool
		shared, asked            int
	}{
		"without an examination":                  {shared: 1},
		"nobody came since":                       {searches: true},
		"somebody came since":                     {searches: true, comes: true, asked: 1},
		"somebody came since, which is forgotten": {searches: true, comes: true, forgets: true, asked: 1, shared: 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := &searched{Register: memstore.New()}
			c := testenv.New(t, testenv.Options{Compare: true, Store: s})
			there, same := manisone(t)
			p := c.Proposal("enrolment", same)
			var search *duplicates.Search
			if tt.searches {
				search = examine(t, c, p).Search
			}
			if tt.comes {
				c.Must(t, c.Proposal("enrolment", there))
			}
			s.forgets, s.shared, s.asked = tt.forgets, 0, 0
			res := one(t, c, search, p)
			if found := len(about(res)) == 1; found != tt.comes || (res.Act == nil) != tt.comes {
				t.Errorf("%+v", res)
			}
			if s.shared != tt.shared || s.asked != tt.asked {
				t.Errorf("everybody was looked at %d times, those who came since %d times", s.shared, s.asked)
			}
		})
	}
}

// Two requests of one transaction may have been examined at different times, in any order.
func TestExaminationsOfDifferentTimesInOneTransaction(t *testing.T) {
	for _, olderFirst := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			s := &refusing{Register: memstore.New()}
			c := testenv.New(t, testenv.Options{Compare: true, Store: s})
			one, same := manisone(t)
			other, sameOther := someone(t, lao("ບຸນມີ", "ໄຊຍະວົງ"), register.Male, "1961-02-03"), someone(t, latinName("Bounmy", "Xayavong"), register.Male, "1961-02-03")
			first, second, third := c.Proposal("enrolment", same), c.Proposal("enrolment", sameOther), c.Proposal("enrolment", sameOther)
			early := examine(t, c, first, third).Search
			c.Must(t, c.Proposal("enrolment", one))
			late := examine(t, c, second).Search
			c.Must(t, c.Proposal("enrolment", other))
			requests := []registrar.Request{
				{Proposals: []register.Proposal{first, third}, Search: early}, {Proposals: []register.Proposal{second}, Search: late},
			}
			if !olderFirst {
				slices.Reverse(requests)
			}
			for i, results := range inOneGroup(t, c, s, requests) {
				for j, res := range results {
					if res.Act != nil || len(about(res)) != 1 {
						t.Errorf("older first %t, request %d, proposal %d: %+v", olderFirst, i, j, res)
					}
				}
			}
		})
	}
}

// At most five are asked about, the most probable first; each finding says what a ruling needs.
func TestHowManyAreAskedAbout(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	e, _ := manisone(t)
	less := e
	less.Born, less.Mother, less.Father = date(t, "1974"), nil, nil
	for _, who := range []acts.Enrolment{less, less, e, less, less, less, e} {
		c.Must(t, c.Proposal("enrolment", who))
	}
	id := c.ClientID()
	stranger := someone(t, latinName("Wolfgang", "Amadeus"), register.Female, "1974-05-03")
	stranger.As = "@" + string(id)
	c.Must(t, c.Proposal("enrolment", stranger))
	var err error
	if c.Matcher, err = duplicates.Shipped(); err != nil {
		t.Fatal(err)
	}
	found := about(examine(t, c, c.Proposal("enrolment", e)).Results[0])
	if len(found) != 5 {
		t.Fatalf("%d are asked about", len(found))
	}
	last := 1_000_000
	rules := c.Law.Duplicates
	for i, f := range found {
		ppm, err := strconv.Atoi(f.Args["ppm"])
		if err != nil || ppm > last {
			t.Errorf("finding %d, after %d: %+v", i, last, f)
		}
		last = ppm
		code, article := register.CodePerhapsRegistered, rules.AskPPM.On(c.Today()).Article
		if ppm >= rules.SamePPM.On(c.Today()).Value {
			code, article = register.CodeSurelyRegistered, rules.SamePPM.On(c.Today()).Article
		}
		if f.Code != code || f.Article != article || f.Field != "payload" || f.Args[register.ArgOf] != "" {
			t.Errorf("finding %d: %+v", i, f)
		}
	}
	seen := map[string]bool{}
	for _, f := range found[:2] {
		people, err := c.Find(t.Context(), c.Pass, acts.Lookup{By: acts.ByNumber, Key: f.Args[register.ArgPerson]})
		if err != nil || people[0].Person == nil || people[0].Person.ID != 3 && people[0].Person.ID != 7 || seen[f.Args[register.ArgPerson]] {
			t.Errorf("among the first two is %+v, %v", people, err)
		}
		seen[f.Args[register.ArgPerson]] = true
	}
	// Of a change of name the finding says whose name it is.
	change := c.Proposal(register.KindNameChange, acts.NameChange{Person: "@" + string(id), Kind: register.OfficialName, Name: e.Name})
	change.Evidence = []register.Evidence{{Kind: "declaration", Note: "shelf 3"}}
	renamed := about(examine(t, c, change).Results[0])
	if len(renamed) == 0 {
		t.Fatal("nobody is asked about")
	}
	for _, f := range renamed {
		if f.Args[register.ArgOf] != string(person(t, c, id).Number()) {
			t.Errorf("of whom: %+v", f)
		}
	}
}
