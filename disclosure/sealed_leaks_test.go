package disclosure_test

import (
	"slices"
	"strings"
	"testing"

	"samano/access"
	"samano/access/accesstest"
	"samano/acts"
	"samano/internal/testenv"
	"samano/law"
	"samano/office/application"
	"samano/reading"
	"samano/register"
)

const (
	secondName, secondNew = "ສົມໃຈ", "ພອນສະຫວັນ"
)

// adopts lets somebody adopt a child, and returns its new number.
func (o *origin) adopts(t *testing.T, child *register.Person, mother, father *acts.Who) string {
	t.Helper()
	adoption := o.Proposal(register.KindAdoption, acts.Adoption{Child: string(child.Number()), Mother: mother, Father: father, Name: testenv.Named(secondNew, ""), Origin: "given up"})
	adoption.Office, adoption.Evidence = "D0101", []register.Evidence{{Kind: "court-decision"}}
	adoption.Decision = register.Decision{By: register.ByCourtOrder, Authority: "court", Reference: "81/26"}
	o.sealed = o.Must(t, adoption)[0]
	return string(o.newNumber(t))
}

// theCouple adopts a child.
func (o *origin) theCouple(t *testing.T, child *register.Person) string {
	t.Helper()
	return o.adopts(t, child, &acts.Who{Person: string(o.couple[0].Number())}, &acts.Who{Person: string(o.couple[1].Number())})
}

// second is another child of Malai.
func (o *origin) second(t *testing.T) *register.Person {
	t.Helper()
	_, p := o.born(t, secondName, register.Female, "2012-03-04")
	return p
}

func ownQueue(what access.What) access.Reason {
	return access.Reason{What: what, Purpose: "own-queue"}
}

func (o *origin) page(t *testing.T, who access.Actor, number string) *reading.Person {
	t.Helper()
	p, err := o.Node.Reading.Person(t.Context(), who, ownQueue(access.WhatHistory), number, reading.Moment{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// tells fails for each of the words that an answer holds.
func tells(t *testing.T, name string, answer any, words ...string) {
	t.Helper()
	shown := text(t, answer)
	for _, w := range words {
		if strings.Contains(shown, w) {
			t.Errorf("%s tells of %q", name, w)
		}
	}
}

// The case of an application that entered or named the child before the seal opens it no more.
func TestACaseOfBeforeTheSealOpensNobody(t *testing.T) {
	o := newOrigin(t)
	why := func(what access.What) access.Reason {
		return access.Reason{What: what, Purpose: "registration", Case: string(o.application)}
	}
	if hits, _, _ := o.Node.Reading.Search(t.Context(), o.beside, why(access.WhatSearch), reading.Query{Name: newName}); len(hits) > 0 {
		t.Errorf("by the case of its birth a search by the new name finds %s", text(t, hits))
	}
	if p, err := o.Node.Reading.Person(t.Context(), o.beside, why(access.WhatPerson), string(o.child.Number()), reading.Moment{}); err == nil {
		t.Errorf("the case of its birth opens the page of %s, %s", p.Number, p.Lao)
	}
}

// The same of an adjudication that compared it: who is refused its page reads the child by its case.
func TestAnAdjudicationOfBeforeTheSealOpensNobody(t *testing.T) {
	o := newOrigin(t)
	child := o.second(t)
	o.declared(t, register.KindBirth, "2012-03-04", acts.Birth{
		As: "@" + testenv.NewID(), Name: testenv.Named(secondName, ""), Sex: register.Female, Born: testenv.Date(t, "2012-03-04"), BornAt: acts.PlaceOf{Code: "0102001"}, Mother: &acts.Who{Person: string(o.malai.Number())},
	})
	qs, err := o.Parts.Applications.ListAdjudications(t.Context(), application.AdjudicationList{Limit: 9})
	if err != nil || len(qs) != 1 {
		t.Fatal(qs, err)
	}
	number := o.theCouple(t, child)
	office, err := o.Documents.Office(t.Context(), qs[0].Office)
	if err != nil {
		t.Fatal(err)
	}
	judge := testenv.ActorAt(office, "sao", access.Adjudicator)
	if _, err := o.Node.Clerk.Adjudication(t.Context(), judge, qs[0].ID); err == nil {
		t.Error("the adjudication is shown")
	}
	if p, err := o.Node.Reading.Person(t.Context(), judge, access.Reason{What: access.WhatPerson, Purpose: access.PurposeDuplicates, Case: string(qs[0].ID)}, number, reading.Moment{}); err == nil {
		t.Errorf("its case opens the page of %s, %s", p.Number, p.Lao)
	}
}

// Records that were merged are sealed with the one that answers for them, before the seal and behind it.
func TestASealCoversTheRecordsThatWereMerged(t *testing.T) {
	for name, test := range map[string]struct{ birthSurvives, behind bool }{"the birth's answers": {true, false}, "the other answers": {false, false}, "behind the seal": {true, true}} {
		t.Run(name, func(t *testing.T) {
			o := newOrigin(t)
			a := o.second(t)
			b, _ := o.settles(t, "ວິໄລ", register.Female, "2012", "0102001")
			survivor, other := a, b
			if !test.birthSurvives {
				survivor, other = b, a
			}
			merge := func(survivor string) {
				o.Must(t, o.Proposal(register.KindMerge, acts.Merge{Survivor: survivor, Other: string(other.Number()), Reason: "entered twice"}))
			}
			if !test.behind {
				merge(string(survivor.Number()))
			}
			number := o.theCouple(t, survivor)
			if test.behind {
				merge(number)
			}
			for _, who := range []access.Actor{o.here, o.there} {
				for _, old := range []string{string(a.Number()), string(b.Number()), o.as} {
					for _, why := range []access.Reason{ownQueue(access.WhatPerson), {What: access.WhatPerson, Purpose: "registration", Case: "A-1"}} {
						if p, err := o.Node.Reading.Person(t.Context(), who, why, old, reading.Moment{}); err == nil {
							t.Errorf("at %s, %q, what named the child before leads to %s, %s", who.Office.ID, why.Case, p.Number, p.Lao)
						}
					}
				}
			}
			tells(t, "the child's page", o.page(t, o.here, number), string(a.Number()), string(b.Number()), secondName, "ວິໄລ")
			tells(t, "the mother's page", o.page(t, o.there, string(o.malai.Number())).Children, string(a.Number()), number)
		})
	}
}

// The feed tells of an adoption as of an event of the child and of those with whom it lives, and of no other.
func TestTheFeedJoinsNoSidesOfASeal(t *testing.T) {
	o := newOrigin(t)
	page, _, err := o.Node.Reading.Feed(t.Context(), o.desk, access.Reason{What: access.WhatFeed, Purpose: "events", Case: testenv.Export}, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range page {
		if e.Seq == o.sealed.Seq && strings.Contains(text(t, e), malaiName) {
			t.Errorf("an event of act %d is %s of a %s of %s; another is of the child", e.Seq, e.Kind, e.SubjectKind, malaiName)
		}
	}
}

// A place in the register that one side tells, and the other too, joins the two.
func TestNoPlaceInTheRegisterJoinsTheSidesOfASeal(t *testing.T) {
	o := newOrigin(t)
	child := o.page(t, o.here, string(o.child.Number()))
	sealing, born := child.History[0].Seq, register.Seq(0)
	for _, f := range child.Facts {
		if f.Field == register.FieldBirth {
			born = f.Key.Seq
		}
	}
	for _, h := range o.page(t, o.there, string(o.malai.Number())).Households {
		if h.Seq == sealing {
			t.Errorf("the mother's page tells that her household changed by act %d, the child's that it was adopted by act %d", h.Seq, sealing)
		}
	}
	for name, m := range map[string]reading.Moment{"now": {}, "as known at the birth": {Known: &o.birth.RegisteredAt}} {
		h, err := o.Node.Reading.Household(t.Context(), o.there, ownQueue(access.WhatHousehold), o.household, m)
		if err != nil || h.Seq == sealing || h.Seq == born {
			t.Errorf("the mother's household, %s, is of act %d, %v; the child's page tells of acts %d and %d", name, h.Seq, err, born, sealing)
		}
	}
}

// A correction of a household's sealed fact tells no more than one of a fact that there is not.
func TestACorrectionOfASealedMemberTellsNothing(t *testing.T) {
	o := newOrigin(t)
	other := o.Resident(t, "ສົມສີ", register.Female, "1985-05-03", "0102001")
	told := func(n int32, who *register.Person) string {
		v := o.declared(t, register.KindCorrection, "2026-11-02", acts.Correction{Household: o.household, Fact: register.EffectRef{Seq: o.birth.Seq, N: n}, Right: acts.CorrectedValue{Member: &acts.Related{Person: string(who.Number()), Relation: "child"}}})
		var out []string
		for _, f := range v.Acts[0].Findings {
			out = append(out, f.Code+f.Args["act"])
		}
		return text(t, []any{v.State, out})
	}
	none, sealed := told(13, o.child), int32(7)
	for name, who := range map[string]*register.Person{"somebody": other, "the child": o.child} {
		if is := told(sealed, who); is != none {
			t.Errorf("of the sealed fact, with %s: %s; of one that there is not: %s", name, is, none)
		}
	}
}

// Looks of before the seal stand in no list of the child that others read, and none in those of both.
func TestNoLookJoinsTheSidesOfASeal(t *testing.T) {
	o := newOrigin(t)
	is, err := o.Node.Reading.Looks(t.Context(), auditorAt(o.here.Office), audit, o.child.ID, access.Newest)
	was, err2 := o.Node.Reading.Looks(t.Context(), auditorAt(o.there.Office), audit, o.malai.ID, access.Newest)
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	for _, l := range is {
		if l.Office == o.there.Office.ID {
			t.Errorf("the child's list tells of %s and the case %s", l.Office, l.Case)
		}
		if slices.ContainsFunc(was, func(m reading.Look) bool { return m.Seq == l.Seq }) {
			t.Errorf("look %d stands in the child's list and in the mother's", l.Seq)
		}
	}
}

// A sealed home is no shelter of the child: nobody who lives there now is looked at with it.
func TestASealedHomeWritesNoLook(t *testing.T) {
	o := newOrigin(t)
	o.Must(t, o.Proposal(register.KindProtection, acts.Protection{Person: string(o.malai.Number()), Article: "art. 1"}))
	o.page(t, o.here, string(o.child.Number()))
	at := o.there
	o.there = o.here
	o.declared(t, register.KindNameChange, "2026-11-02", acts.NameChange{Person: string(o.child.Number()), Name: testenv.Named("ມະນີ", "")})
	o.there = at
	looks, err := o.Parts.Looks.LooksOf(t.Context(), o.Pass, []register.Ref{o.malai.Ref()}, register.LastDay, access.Newest, 50)
	for _, l := range looks {
		if l.Office == o.here.Office.ID {
			t.Errorf("a look at the child, %s at %s, is one at the protected mother, who sees it: %v, %v", l.What, l.Office, l.Subjects, err)
		}
	}
}

// Where no new home is known, or a parent once was of the household, the child is shown in the mother's no more.
func TestASealTakesTheChildOutOfTheHousehold(t *testing.T) {
	for name, adopts := range map[string]func(*origin, *register.Person) string{
		"parents who are not registered": func(o *origin, child *register.Person) string {
			return o.adopts(t, child, &acts.Who{Described: &acts.Described{Name: testenv.Named("ຄຳດີ", ""), Sex: register.Female, Born: testenv.Date(t, "1980-01-01")}}, nil)
		},
		"a parent who was a member once": func(o *origin, child *register.Person) string {
			aunt := o.Resident(t, "ຄຳດີ", register.Female, "1980-05-05", "0101001")
			for _, to := range []acts.Move{
				{Persons: []string{string(aunt.Number())}, To: acts.Dwelling{Code: "0102002", House: "4"}, Household: o.household, Relations: []register.Relation{"other-relative"}},
				{Persons: []string{string(aunt.Number())}, To: acts.Dwelling{Code: "0101001", House: "7"}},
			} {
				p := o.Proposal(register.KindMove, to)
				p.Office, p.Evidence = "D0102", []register.Evidence{{Kind: "joint-request", Note: "2"}, {Kind: "identity-document", Note: "3"}, {Kind: "family-book", Note: "4"}}
				o.Must(t, p)
			}
			return o.adopts(t, child, &acts.Who{Person: string(aunt.Number())}, nil)
		},
	} {
		o := newOrigin(t)
		number := adopts(o, o.second(t))
		tells(t, name+": the mother's page", o.page(t, o.there, string(o.malai.Number())), number, secondNew)
		h, err := o.Node.Reading.Household(t.Context(), o.there, ownQueue(access.WhatHousehold), o.household, reading.Moment{})
		if err != nil {
			t.Fatal(err)
		}
		tells(t, name+": the household's page", h, number, secondNew)
	}
}

// Guardians and papers of before are sealed, whether they ended before the seal or not.
func TestASealCoversGuardiansAndFormerPapers(t *testing.T) {
	o := newOrigin(t)
	child := o.second(t)
	at := func(kind register.Kind, payload any) {
		p := o.Proposal(kind, payload)
		p.Office = "D0102"
		o.Must(t, p)
	}
	scope := o.Law.Persons.GuardianScopes.On(o.Documents.Today()).Value[0]
	g := acts.Guardianship{Person: string(child.Number()), Guardian: acts.Who{Person: string(o.malai.Number())}, Scope: scope}
	at(register.KindGuardianship, g)
	g.End = true
	at(register.KindGuardianship, g)
	old := register.Identifier{Kind: "old-card", Value: "123477"}
	at(register.KindIdentifier, acts.Identifier{Person: string(child.Number()), Opens: &old})
	at(register.KindIdentifier, acts.Identifier{Person: string(child.Number()), Ends: &old, Opens: &register.Identifier{Kind: "old-card", Value: "123488"}})
	tells(t, "the child's page", o.page(t, o.here, o.theCouple(t, child)).Facts, malaiName, string(o.malai.Number()), old.Value)
}

// An origin that is opened is no look in the mother's list.
func TestTheMotherSeesNotWhoOpensAnOrigin(t *testing.T) {
	o := newOrigin(t)
	o.Parts.Cases.(accesstest.Cases)["C-1"] = access.CaseScope{Kind: law.CaseCourt, Subjects: []register.Ref{o.child.Ref()}}
	if _, err := o.Node.Reading.Origin(t.Context(), o.desk, "C-1", string(o.child.Number())); err != nil {
		t.Fatal(err)
	}
	o.SetToday("2028-01-05")
	was, err := o.Node.Reading.Looks(t.Context(), auditorAt(o.there.Office), audit, o.malai.ID, access.Newest)
	if err != nil {
		t.Fatal(err)
	}
	tells(t, "the mother's list", was, "origin", "C-1")
}

// The number on paper, and the id, of a sealed act answer to an annulment as ones that were never given.
func TestAnAnnulmentKnowsNoSealedAct(t *testing.T) {
	o := newOrigin(t)
	told := func(act string) string {
		v := o.declared(t, register.KindAnnulment, "2026-11-01", acts.Annulment{Act: act, Reason: "x"})
		var out []string
		for _, f := range v.Acts[0].Findings {
			out = append(out, f.Code)
		}
		return text(t, []any{v.State, out})
	}
	none := told("D0102/2026/77")
	for _, act := range []string{o.birth.Printed.String(), string(o.birth.ID)} {
		if is := told(act); is != none {
			t.Errorf("of %s: %s; of one that was never given: %s", act, is, none)
		}
	}
}

// auditorAt is an auditor of an office, to whom lists of looks are shown.
func auditorAt(o register.Office) access.Actor { return testenv.ActorAt(o, "souk", access.Auditor) }

var audit = access.Reason{What: access.WhatLooks, Purpose: "audit", Case: "R-7"}
