package registrar_test

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"testing"

	"samano/acts"
	"samano/internal/testenv"
	"samano/match"
	"samano/register"
	"samano/registrar"
	"samano/registrar/duplicates"
)

func latinName(given, surname string) []register.NameForm {
	return []register.NameForm{{Script: register.Latin, Parts: []register.NamePart{{Given: given}, {Surname: surname}}}}
}

func described(forms []register.NameForm) *acts.Who {
	return &acts.Who{Described: &acts.Described{Name: forms}}
}

// someone is an enrolment of somebody of whom all is known that papers say.
func someone(t testing.TB, name []register.NameForm, sex register.Sex, born string) acts.Enrolment {
	return acts.Enrolment{
		Name: name, Sex: sex, Born: date(t, born), Nationalities: []register.Nationality{{State: register.NationalityHeld, Country: "LAO"}},
		Mother: described(lao("ຈັນທາ", "ພົມມະຈັນ")), Father: described(lao("ສີສຸກ", "ພົມມະຈັນ")),
	}
}

// manisone is one woman as two posts write her.
func manisone(t testing.TB) (atOnePost, atAnother acts.Enrolment) {
	atOnePost, atAnother = someone(t, lao("ມະນີສອນ", "ພົມມະຈັນ"), register.Female, "1974-05-03"), someone(t, latinName("Manisone", "Phommachanh"), register.Female, "1974-03-05")
	atAnother.Mother, atAnother.Father = described(latinName("Chantha", "Phommachanh")), described(latinName("Sisouk", "Phommachanh"))
	return atOnePost, atAnother
}

func comparing(t testing.TB) *testenv.Country { return testenv.New(t, testenv.Options{Compare: true}) }

// about returns the findings about others.
func about(res registrar.Result) (out []register.Finding) {
	for _, f := range res.Findings {
		if f.AboutAnother() {
			out = append(out, f)
		}
	}
	return out
}

func one(t testing.TB, c *testenv.Country, search *duplicates.Search, p register.Proposal) registrar.Result {
	t.Helper()
	res, err := c.Register(context.Background(), registrar.Request{Proposals: []register.Proposal{p}, Search: search})
	if err != nil {
		t.Fatal(err)
	}
	return res[0]
}

func examine(t testing.TB, c *testenv.Country, p ...register.Proposal) registrar.Examination {
	t.Helper()
	res, err := c.Examine(context.Background(), c.Pass, p)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// enrolled returns the person whom an act entered.
func enrolled(t testing.TB, c *testenv.Country, a *register.Act) *register.Person {
	t.Helper()
	id := register.PersonID(a.Subjects()[0].ID)
	people, err := c.Persons(context.Background(), c.Pass, id)
	if err != nil || people[id] == nil {
		t.Fatalf("person %d: %v", id, err)
	}
	return people[id]
}

func TestSomebodyWhoIsThereAlreadyIsAskedAbout(t *testing.T) {
	c := comparing(t)
	lao, latin := manisone(t)
	first := c.Must(t, c.Proposal("enrolment", lao))[0]
	there := enrolled(t, c, first)
	again := c.Proposal("enrolment", latin)
	e := examine(t, c, again)
	res := e.Results[0]
	found := about(res)
	if len(found) != 1 || res.Act != nil {
		t.Fatalf("examined: %+v", res)
	}
	f := found[0]
	ppm, err := strconv.Atoi(f.Args["ppm"])
	if f.Severity != register.NeedsDecision || f.Args[register.ArgPerson] != string(there.Number()) || err != nil || ppm < 500_000 || ppm > 1_000_000 {
		t.Errorf("the finding is %+v, the person %s", f, there.Number())
	}
	if w, _ := match.Shipped(); f.Args["weights"] != w.Version || f.Args["next-best"] == "" || !strings.Contains(f.Args["reasons"], "match.given.") {
		t.Errorf("the finding says %v", f.Args)
	}
	if e.Search.Seq() != first.Seq+1 {
		t.Errorf("looked up to %d, want %d", e.Search.Seq(), first.Seq+1)
	}
	for name, search := range map[string]*duplicates.Search{"without having looked": nil, "with what was found": e.Search} {
		if res := one(t, c, search, again); res.Act != nil || len(about(res)) != 1 {
			t.Errorf("%s, and nobody decided: %+v", name, res)
		}
	}
	again.Accepted = []register.Accepted{f.Accept("two cousins, both were there")}
	if res = one(t, c, e.Search, again); res.Act == nil || len(about(res)) != 1 || res.Act.Accepted[0].Person != string(there.Number()) {
		t.Fatalf("accepted: %+v", res)
	}
	if faults := alarms(t, c); len(faults) > 0 {
		t.Error(faults)
	}
}

// That not everybody was compared is said, or an adjudicator believes to see all.
func TestWhoSharesHerKeysWithVeryManyIsNotComparedWithAll(t *testing.T) {
	for name, test := range map[string]struct {
		people    int
		truncated bool
	}{"with few": {3, false}, "with very many": {match.MostPerKey + 2, true}} {
		c := testenv.New(t, testenv.Options{})
		e, _ := manisone(t)
		for range test.people {
			c.Must(t, c.Proposal("enrolment", e))
		}
		var err error
		if c.Matcher, err = duplicates.Shipped(); err != nil {
			t.Fatal(err)
		}
		found := about(examine(t, c, c.Proposal("enrolment", e)).Results[0])
		if len(found) == 0 {
			t.Fatalf("%s: nobody is found", name)
		}
		for _, f := range found {
			if n, _ := strconv.Atoi(f.Args["truncated"]); (n > 0) != test.truncated {
				t.Errorf("%s: of %v it is said that %q keys are truncated", name, f.Args[register.ArgPerson], f.Args["truncated"])
			}
		}
	}
}

// Each is two people, however alike; nobody is asked.
func TestWhoIsNotAskedAbout(t *testing.T) {
	for name, other := range map[string]func(e *acts.Enrolment){
		"a brother": func(e *acts.Enrolment) {
			e.Name, e.Sex, e.Born = lao("ສົມພອນ", "ພົມມະຈັນ"), register.Male, date(t, "1979-11-20")
		},
		"a namesake": func(e *acts.Enrolment) {
			e.Born, e.Mother, e.Father = date(t, "1991-12-24"), described(lao("ບົວ", "ໄຊຍະວົງ")), described(lao("ຄຳ", "ແກ້ວວົງສາ"))
		},
		"one of whom nothing is known": func(e *acts.Enrolment) {
			*e = acts.Enrolment{Sex: register.Female, Born: date(t, "1974"), Nationalities: e.Nationalities}
		},
	} {
		c := comparing(t)
		e, _ := manisone(t)
		c.Must(t, c.Proposal("enrolment", e))
		other(&e)
		if res := one(t, c, nil, c.Proposal("enrolment", e)); res.Act == nil || len(about(res)) > 0 {
			t.Errorf("%s: %+v", name, res)
		}
	}
}

// A child who is named like somebody dead, of parents who are named alike, waits for an adjudicator
// only where both may be one.
func TestWhoIsNamedLikeSomebodyDead(t *testing.T) {
	for name, test := range map[string]struct {
		died  string
		asked bool
	}{
		"somebody who lives":                    {"", true},
		"who died twenty years before":          {"2006-10-20", false},
		"who died the day before":               {"2026-10-19", false},
		"who died on the day of the birth":      {"2026-10-20", true},
		"who died perhaps before the birth":     {"2026", true},
		"who died in the year before the birth": {"2025", false},
		"who died about the time of the birth":  {"2025~", true},
	} {
		t.Run(name, func(t *testing.T) {
			c := comparing(t)
			e, _ := manisone(t)
			e.Born = register.Date{}
			there := enrolled(t, c, c.Must(t, c.Proposal("enrolment", e))[0])
			if test.died != "" {
				p := c.Proposal("death", acts.Death{Person: string(there.Number()), Died: date(t, test.died)})
				p.Happened = date(t, test.died)
				c.Must(t, p)
			}
			e.Born = date(t, "2026-10-20")
			res := one(t, c, nil, c.Proposal("enrolment", e))
			if found := about(res); (len(found) > 0) != test.asked || (res.Act == nil) != test.asked {
				t.Errorf("asked about are %v; %+v", found, res)
			}
		})
	}
}

func TestTwinsOfOneDeliveryAndTheirMotherAreNotAskedAbout(t *testing.T) {
	c := comparing(t)
	m := c.ClientID()
	twin := func(order int, given string) register.Proposal {
		p := c.Proposal("birth", acts.Birth{As: "@" + string(c.ClientID()), Name: lao(given, "ພົມມະຈັນ"), Father: described(lao("ສີສຸກ", "ພົມມະຈັນ")), Sex: register.Female, Born: date(t, "2026-10-20"), Order: order, Mother: &acts.Who{Person: "@" + string(m)}})
		p.Happened = date(t, "2026-10-20")
		return p
	}
	c.Must(t, mother(t, c, m), twin(1, "ມະນີຈັນ"), twin(2, "ມະນີວັນ"))
	for name, again := range map[string]register.Proposal{"the first twin once more": twin(1, "ມະນີຈັນ"), "the first twin as a third": twin(3, "ມະນີຈັນ")} {
		again.Accepted = []register.Accepted{{Code: "births-too-close", Reason: "perhaps a third"}}
		res := one(t, c, nil, again)
		if found := about(res); res.Act != nil || len(found) == 0 {
			t.Errorf("%s: %+v", name, res)
		}
	}
}

// Two posts register one child in one minute: each has looked, nobody was there.
func TestOneChildFromTwoPostsInOneMinute(t *testing.T) {
	c := comparing(t)
	lao, latin := manisone(t)
	posts := []register.Proposal{c.Proposal("enrolment", lao), c.Proposal("enrolment", latin)}
	var looked, came sync.WaitGroup
	looked.Add(len(posts))
	results := make([]registrar.Result, len(posts))
	for i, p := range posts {
		came.Go(func() {
			e, err := c.Examine(context.Background(), c.Pass, []register.Proposal{p})
			looked.Done()
			looked.Wait()
			if err != nil || len(about(e.Results[0])) > 0 {
				t.Errorf("%+v, %v", e, err)
				return
			}
			all, err := c.Register(context.Background(), registrar.Request{Proposals: []register.Proposal{p}, Search: e.Search})
			if err != nil {
				t.Error(err)
				return
			}
			results[i] = all[0]
		})
	}
	came.Wait()
	in, out := 0, 0
	for _, res := range results {
		if res.Act != nil {
			in++
		} else if len(about(res)) == 1 {
			out++
		}
	}
	if in != 1 || out != 1 {
		t.Errorf("%d registered, %d asked about: %+v", in, out, results)
	}
}

// The same in one application, where neither has a number yet.
func TestOneChildTwiceInOneApplication(t *testing.T) {
	c := comparing(t)
	lao, latin := manisone(t)
	id := c.ClientID()
	lao.As = "@" + string(id)
	proposals := []register.Proposal{c.Proposal("enrolment", lao), c.Proposal("enrolment", latin)}
	e := examine(t, c, proposals...)
	found := about(e.Results[1])
	if len(found) != 1 || found[0].Args[register.ArgPerson] != "@"+string(id) {
		t.Fatalf("%+v", e)
	}
	// Accepted by that name, it is accepted when the first has come in by itself and has a number.
	if first := one(t, c, e.Search, proposals[0]); first.Act == nil {
		t.Fatalf("%+v", first)
	}
	proposals[1].Accepted = []register.Accepted{found[0].Accept("twins, says the midwife")}
	if second := one(t, c, e.Search, proposals[1]); second.Act == nil {
		t.Errorf("%+v", second)
	}
}

// What an examination found serves nobody who was declared otherwise.
func TestASearchForSomebodyElseIsIgnored(t *testing.T) {
	c := comparing(t)
	lao, latin := manisone(t)
	c.Must(t, c.Proposal("enrolment", lao))
	stranger := someone(t, latinName("Wolfgang", "Amadeus"), register.Male, "1956-01-27")
	search := examine(t, c, c.Proposal("enrolment", stranger)).Search
	if res := one(t, c, search, c.Proposal("enrolment", latin)); res.Act != nil {
		t.Errorf("registered by the search for a stranger: %+v", res)
	}
}

// A name that is put right may show that somebody is there twice; so may a merge that
// is taken back, but not with the other of the two.
func TestANameIsCorrected(t *testing.T) {
	c := comparing(t)
	e, again := manisone(t)
	c.Must(t, c.Proposal("enrolment", e))
	again.Name = lao("ບົວລະພັນ", "")
	again.Mother, again.Father = nil, nil
	id := c.ClientID()
	again.As = "@" + string(id)
	c.Must(t, c.Proposal("enrolment", again))
	change := c.Proposal("name-change", map[string]any{"person": "@" + string(id), "kind": "official", "name": e.Name})
	change.Evidence = []register.Evidence{{Kind: "declaration", Note: "shelf 3"}}
	res := one(t, c, nil, change)
	if res.Act != nil || len(about(res)) != 1 {
		t.Fatalf("renamed: %+v", res)
	}
	change.Accepted = []register.Accepted{about(res)[0].Accept("an aunt of that name")}
	if res = one(t, c, nil, change); res.Act == nil {
		t.Errorf("accepted: %+v", res)
	}
}

func TestAMergeTakenBack(t *testing.T) {
	c := comparing(t)
	e, again := manisone(t)
	a := enrolled(t, c, c.Must(t, c.Proposal("enrolment", e))[0])
	p := c.Proposal("enrolment", again)
	p.Accepted = []register.Accepted{{Code: register.CodePerhapsRegistered, Person: string(a.Number()), Reason: "cousins"}}
	b := enrolled(t, c, c.Must(t, p)[0])
	merging := c.Proposal("merge", acts.Merge{Survivor: string(a.Number()), Other: string(b.Number()), Reason: "one after all"})
	merging.Accepted = []register.Accepted{{Code: "merge-birth-differs", Reason: "day and month were exchanged"}}
	m := c.Must(t, merging)[0]
	third := c.Proposal("enrolment", again)
	if res := one(t, c, nil, third); len(about(res)) != 1 || about(res)[0].Args[register.ArgPerson] != string(a.Number()) {
		t.Errorf("while they are one: %+v", res)
	}
	third.Accepted = []register.Accepted{{Code: register.CodePerhapsRegistered, Person: string(b.Number()), Reason: "another cousin"}}
	if res := one(t, c, nil, third); res.Act == nil { // the number of the merged leads to who answers for it
		t.Errorf("accepted by the number of the merged: %+v", res)
	}
	res := one(t, c, nil, c.Proposal("unmerge", acts.Unmerge{Merge: string(m.ID), Reason: "two after all"}))
	found := about(res)
	if res.Act != nil || len(found) != 1 {
		t.Fatalf("parted: %+v", res)
	}
	if n := found[0].Args[register.ArgPerson]; n == string(a.Number()) || n == string(b.Number()) {
		t.Errorf("parted, and asked about each other")
	}
	if faults := alarms(t, c); len(faults) > 0 {
		t.Error(faults)
	}
}

// A child is known by its parents' names where it has none itself. Renamed a moment before, in the
// same transaction, they lead to their child under the new names already.
func TestChildrenOfParentsRenamedAMomentBefore(t *testing.T) {
	mothers, fathers := lao("ມະນີສອນ", "ພົມມະຈັນ"), lao("ສີສຸກ", "ພົມມະຈັນ")
	for name, apart := range map[string]bool{"one after the other": true, "in one transaction": false} {
		c := comparing(t)
		c.FoundPlaces(t)
		parent := func(name string, sex register.Sex) (id register.ClientID) {
			e := someone(t, lao(name, "ໄຊຍະວົງ"), sex, "2000-02-11")
			id = c.ClientID()
			e.As, e.Mother, e.Father = "@"+string(id), nil, nil
			c.Must(t, c.Proposal(register.KindEnrolment, e))
			return id
		}
		renamed := func(id register.ClientID, name []register.NameForm) register.Proposal {
			p := c.Proposal(register.KindNameChange, acts.NameChange{Person: "@" + string(id), Kind: register.OfficialName, Name: name})
			p.Evidence = []register.Evidence{{Kind: "declaration", Note: "shelf 3"}}
			return p
		}
		mother, father := parent("ບົວລະພັນ", register.Female), parent("ຄຳພູ", register.Male)
		child := acts.Birth{
			As: "@" + string(c.ClientID()), Sex: register.Female, Born: date(t, "2026-10-20"), BornAt: acts.PlaceOf{Code: "0101001"},
			Mother: &acts.Who{Person: "@" + string(mother)}, Father: &acts.Who{Person: "@" + string(father)},
		}
		born := c.Proposal(register.KindBirth, child)
		born.Happened = child.Born
		c.Must(t, born)

		again := c.Proposal(register.KindEnrolment, acts.Enrolment{
			As: "@" + string(c.ClientID()), Sex: register.Female, Born: date(t, "2026-10-21"), Mother: described(mothers), Father: described(fathers),
			BornAt: acts.PlaceOf{Code: "0101002"}, Nationalities: []register.Nationality{{State: register.NationalityHeld, Country: "LAO"}},
		})
		proposals := []register.Proposal{renamed(mother, mothers), renamed(father, fathers), again}
		var results []registrar.Result
		if apart {
			for _, p := range proposals {
				results = append(results, one(t, c, nil, p))
			}
		} else {
			var err error
			if results, err = c.Register(t.Context(), registrar.Request{Proposals: proposals}); err != nil {
				t.Fatal(err)
			}
		}
		if results[0].Act == nil || results[1].Act == nil || len(about(results[2])) != 1 {
			t.Errorf("%s: the child is asked about %d times: %+v", name, len(about(results[2])), results)
		}
	}
}
