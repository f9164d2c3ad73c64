package office_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"testing"

	"samano/access"
	"samano/acts"
	"samano/disclosure"
	"samano/internal/testenv"
	"samano/office/application"
	"samano/register"
)

// addPapers adds to a proposal the papers that its kind takes.
func (w *world) addPapers(p *register.Proposal) {
	for _, kind := range w.Law.Kinds[p.Kind].Evidence.On(w.Today()).Value {
		p.Evidence = append(p.Evidence, register.Evidence{Kind: kind, Note: "1"})
	}
}

// showsAfterMove reports whether the registrar who typed it is shown a house as the home after a move there.
func (w *world) showsAfterMove(t *testing.T, of *register.Person, house string) bool {
	t.Helper()
	ctx := context.Background()
	moves := w.Proposal(register.KindMove, acts.Move{Persons: []string{string(of.Number())}, To: acts.Dwelling{Code: "0101001", House: house}})
	moves.ID = register.ActID(testenv.NewID())
	w.addPapers(&moves)
	a := w.declare(t, w.noy, draft(moves))
	v, err := w.Open(ctx, w.noy, a.ID)
	must(t, err)
	return slices.ContainsFunc(v.Acts[0].Sides, func(side disclosure.Side) bool {
		p, _ := side.After.Open().(*register.Person)
		return p != nil && livedAt(p, house)
	})
}

// The house into which a daughter would move is shown, her protected mother's as any other.
func TestAMoveDoesNotTellWhereARelativeLives(t *testing.T) {
	w := newWorld(t)
	mother := w.alone(t, "ແມ່", "1970-04-01", "0101001", "31")
	as := "@" + string(w.ClientID())
	w.Must(t, w.Proposal("enrolment", acts.Enrolment{
		As: as, Name: testenv.Named("ລູກ", ""), Sex: register.Female, Born: testenv.Date(t, "1995-03-03"), Mother: &acts.Who{Person: string(mother.Number())},
		Residence: &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: "0101001", House: "60"}},
	}))
	daughter := w.PersonCalled(t, as)
	shows := func(house string) bool { return w.showsAfterMove(t, daughter, house) }
	if !shows("31") || !shows("32") {
		t.Fatal("before the protection a new home is not shown")
	}
	w.protect(t, mother)
	if empty, hers := shows("32"), shows("31"); empty != hers {
		t.Errorf("a move to an empty house shows it %t, to that of the mother %t", empty, hers)
	}
}

// A move back to a house where one lived before tells the same as a move to any.
func TestAMoveBackDoesNotTellWhereTheProtectedLive(t *testing.T) {
	w := newWorld(t)
	her := w.alone(t, "ແກ້ວ", "1990-04-01", "0101001", "31")
	him := w.alone(t, "ດາ", "1970-04-01", "0101001", "31")
	w.SetToday((w.Today() + 1).String())
	w.Must(t, w.Proposal("move", acts.Move{Persons: []string{string(him.Number())}, To: acts.Dwelling{Code: "0101001", House: "44"}}))
	w.SetToday((w.Today() + 1).String())
	shows := func(house string) bool { return w.showsAfterMove(t, him, house) }
	if !shows("31") || !shows("32") {
		t.Fatal("before the protection a new home is not shown")
	}
	w.protect(t, her)
	if empty, hers := shows("32"), shows("31"); empty != hers {
		t.Errorf("a move to an empty house shows it %t, back to that of the protected %t", empty, hers)
	}
}

// An adjudication over somebody registered keeps their document as of the day when it was asked; that they
// have moved since does not tell where the protected live.
func TestAnAdjudicationDoesNotTellWhatBecameAFormerHome(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	w.entered(t, enrolment(boun, func(e *acts.Enrolment) { e.Residence.Dwelling.House = "12" }))
	renamed := w.entered(t, enrolment(boun, func(e *acts.Enrolment) {
		e.Name, e.Mother, e.Father = fullName("ສີດາ", "ພົມມະວົງ", register.Lao), nil, nil
		e.Born = register.InYear(1987, register.Declared)
		e.Residence = &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: "0101001", House: "77"}}
	}))
	aunt := w.alone(t, "ນ້າ", "1962-04-12", "0101001", "77")
	change := w.Proposal("name-change", acts.NameChange{Person: string(renamed.Number()), Name: fullName("ບົວວັນ", "ໄຊຍະວົງ", register.Lao)})
	change.ID, change.Evidence = register.ActID(testenv.NewID()), []register.Evidence{{Kind: "declaration"}}
	q := w.asked(t, w.declare(t, w.noy, draft(change)))
	w.SetToday((w.Today() + 1).String())
	w.Must(t, w.Proposal("move", acts.Move{Persons: []string{string(renamed.Number())}, To: acts.Dwelling{Code: "0101001", House: "44"}}))
	w.SetToday((w.Today() + 1).String())
	w.protect(t, aunt)
	v, err := w.Adjudication(ctx, w.judge, q.ID)
	must(t, err)
	p := v.One.Open()
	if p == nil {
		t.Fatal("she is not shown")
	}
	if livedAt(p, "77") {
		t.Errorf("she lives at 44, and the adjudicator is told of 77, where the protected aunt lives: %+v", p.Residences)
	}
}

// The national desk, which decides, sees the home into which an act lets somebody move.
func TestTheDeskSeesTheHomeIntoWhichSomebodyMoves(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	her := w.alone(t, "ແກ້ວ", "1990-04-01", "0101001", "31")
	w.protect(t, her)
	moves := w.Proposal(register.KindMove, acts.Move{Persons: []string{string(her.Number())}, To: acts.Dwelling{Code: "0101001", House: "44"}})
	moves.ID = register.ActID(testenv.NewID())
	other := w.alone(t, "ດາ", "1970-04-01", "0101001", "44")
	w.protect(t, other)
	again := w.Proposal(register.KindMove, acts.Move{Persons: []string{string(other.Number())}, To: acts.Dwelling{Code: "0101001", House: "31"}})
	again.ID = register.ActID(testenv.NewID())
	w.addPapers(&moves)
	w.addPapers(&again)
	a := w.declare(t, w.noy, draft(moves, again))
	v, err := w.Open(ctx, w.national, a.ID)
	must(t, err)
	for n, house := range []string{"44", "31"} {
		p, _ := v.Acts[n].Sides[0].After.Open().(*register.Person)
		if p == nil || !livedAt(p, house) {
			t.Errorf("act %d does not show the home %s into which she moves: %+v", n, house, p)
		}
	}
}

// A child whom an officer would enter at a house tells nothing of who lives there, though the mother once did.
func TestAnEnrolmentDoesNotTellWhereTheProtectedLive(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	her := w.alone(t, "ແກ້ວ", "1990-04-01", "0101001", "31")
	mother := w.alone(t, "ແມ່", "1970-04-01", "0101001", "31")
	w.SetToday((w.Today() + 1).String())
	w.Must(t, w.Proposal("move", acts.Move{Persons: []string{string(mother.Number())}, To: acts.Dwelling{Code: "0101001", House: "44"}}))
	w.SetToday((w.Today() + 1).String())
	shows := func(house string) bool {
		p := enrolment(boun, func(e *acts.Enrolment) {
			e.Mother = &acts.Who{Person: string(mother.Number())}
			e.Born = testenv.Date(t, "1995-03-03")
			e.Residence = &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: "0101001", House: house}}
		})
		a := w.declare(t, w.noy, draft(p))
		v, err := w.Open(ctx, w.noy, a.ID)
		must(t, err)
		for _, side := range v.Acts[0].Sides {
			if p, _ := side.After.Open().(*register.Person); p != nil && side.Before.Open() == nil {
				return len(p.Residences) > 0
			}
		}
		t.Fatalf("no side: %+v", v.Acts[0])
		return false
	}
	if !shows("31") || !shows("32") {
		t.Fatal("before the protection a declared home is not shown")
	}
	w.protect(t, her)
	if empty, hers := shows("32"), shows("31"); empty != hers {
		t.Errorf("entered at an empty house the home is shown %t, at that of the protected %t", empty, hers)
	}
}

// Of two who are like each other in one application the adjudicator is shown the homes as they are declared,
// whoever lives there.
func TestTwoProposedDoNotTellWhereTheProtectedLive(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	her := w.alone(t, "ແກ້ວ", "1961-04-01", "0101001", "88")
	w.protect(t, her)
	at := func(house string) func(*acts.Enrolment) {
		return func(e *acts.Enrolment) {
			e.Residence = &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: "0101001", House: house}}
		}
	}
	shows := func(first, second string) (out []int) {
		a := w.declare(t, w.noy, draft(enrolment(boun, at(first)), enrolment(boun, at(second))))
		q := w.asked(t, a)
		v, err := w.Adjudication(ctx, w.judge, q.ID)
		must(t, err)
		_, err = w.Withdraw(ctx, w.noy, a.ID, w.stored(t, a.ID).Version, "x")
		must(t, err)
		return []int{len(v.One.Open().Residences), len(v.Others[0].Open().Residences)}
	}
	empty := shows("60", "61")
	if got := shows("60", "88"); !slices.Equal(got, empty) {
		t.Errorf("homes shown: %v where the second is declared at the protected's, %v where it is at an empty house", got, empty)
	}
	if got := shows("88", "60"); !slices.Equal(got, empty) {
		t.Errorf("homes shown: %v where the first is declared at the protected's, %v where it is at an empty house", got, empty)
	}
}

// formerly lets somebody live where she lived who is protected then, and move on.
func (w *world) formerly(t *testing.T) (him, her *register.Person, home register.EffectRef) {
	t.Helper()
	her, him = w.alone(t, "ແກ້ວ", "1990-04-01", "0101001", "31"), w.alone(t, "ດາ", "1970-04-01", "0101001", "31")
	home = him.Residences[len(him.Residences)-1].Key
	w.SetToday((w.Today() + 3).String())
	w.Must(t, w.Proposal("move", acts.Move{Persons: []string{string(him.Number())}, To: acts.Dwelling{Code: "0101001", House: "44"}}))
	w.SetToday((w.Today() + 1).String())
	return w.PersonCalled(t, string(him.Number())), her, home
}

// A correction of a former home that is shown to nobody does not tell by its findings what it was.
func TestACorrectionDoesNotTellAFormerHome(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	him, her, home := w.formerly(t)
	w.protect(t, her)
	told := func(house string) []string {
		p := register.Proposal{
			ID: register.ActID(testenv.NewID()), Kind: "correction", Happened: register.Exact(w.Today()), Decision: register.Decision{By: register.ByOffice},
			Payload: testenv.Payload(acts.Correction{Person: string(him.Number()), Fact: home, Right: acts.CorrectedValue{
				Residence: &acts.CorrectedResidence{Kind: register.Permanent, Dwelling: &acts.Dwelling{Code: "0101001", House: house}},
			}}),
		}
		w.addPapers(&p)
		a, err := w.SaveDraft(ctx, w.noy, draft(p), 0)
		must(t, err)
		a, err = w.Declare(ctx, w.noy, a.ID, a.Version)
		must(t, err)
		return append(codes(a.Acts[0].Findings), string(a.State))
	}
	empty := told("32")
	if hers := told("31"); !slices.Equal(hers, empty) {
		t.Errorf("right would be the house of the protected: %v, any other: %v; the looks at her: %v", hers, empty, w.lookedAt(t, her))
	}
}

// Nor does a move that is dated back, whatever the case of the names in its payload.
func TestAMoveOfAnEarlierDayDoesNotTellAFormerHome(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	him, her, _ := w.formerly(t)
	w.protect(t, her)
	told := func(house, member string) []string {
		p := w.Proposal("move", acts.Move{Persons: []string{string(him.Number())}, To: acts.Dwelling{Code: "0101001", House: house}})
		p.Payload = bytes.ReplaceAll(p.Payload, []byte(`"house"`), []byte(member))
		p.ID, p.Happened = register.ActID(testenv.NewID()), register.Exact(w.Today()-2)
		w.addPapers(&p)
		a, err := w.SaveDraft(ctx, w.noy, draft(p), 0)
		must(t, err)
		a, err = w.Declare(ctx, w.noy, a.ID, a.Version)
		must(t, err)
		return append(codes(a.Acts[0].Findings), string(a.State))
	}
	for _, member := range []string{`"house"`, `"House"`} {
		if empty, hers := told("32", member), told("31", member); !slices.Equal(hers, empty) {
			t.Errorf("%s: a move to the house of the protected: %v, to any other: %v; the looks at her: %v", member, hers, empty, w.lookedAt(t, her))
		}
	}
}

// An application by which somebody joined a household where they lived already tells where that was, by its
// payload and by its papers.
func TestAnApplicationOfJoiningDoesNotTellAFormerHome(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	her, him, friend := w.alone(t, "ແກ້ວ", "1990-04-01", "0101001", "31"), w.alone(t, "ດາ", "1970-04-01", "0101001", "31"), w.alone(t, "ໝູ່", "1975-04-01", "0101001", "31")
	house := "@" + string(w.ClientID())
	w.Must(t, w.Proposal("household-open", acts.HouseholdOpen{
		As: house, Dwelling: acts.Dwelling{Code: "0101001", House: "31"},
		Members: []acts.NewMember{{Person: string(friend.Number()), Relation: register.HeadRelation}},
	}))
	paper := w.attached(t, w.noy, "declaration")
	joins := w.Proposal("move", acts.Move{
		Persons: []string{string(him.Number())}, To: acts.Dwelling{Code: "0101001", House: "31"}, Household: house,
		Relations: []register.Relation{register.Relation(w.Law.Household.Relations.On(w.Today()).Value[1])},
	})
	joins.ID, joins.Evidence = register.ActID(testenv.NewID()), []register.Evidence{paper}
	w.addPapers(&joins)
	a := w.registered(t, draft(joins))
	w.SetToday((w.Today() + 1).String())
	w.Must(t, w.Proposal("move", acts.Move{Persons: []string{string(him.Number()), string(friend.Number())}, To: acts.Dwelling{Code: "0101001", House: "44"}, Whole: true}))
	w.protect(t, her)
	v, err := w.Open(ctx, w.kham, a.ID)
	must(t, err)
	if tells(t, v.Acts[0].Proposal.Payload, "31") {
		t.Errorf("whoever did not type it reads %s, withheld %t, covered %t; the looks at her: %v", v.Acts[0].Proposal.Payload, v.Acts[0].Withheld, v.Acts[0].Covered, w.lookedAt(t, her))
	}
	if _, _, err := w.Download(ctx, w.kham, a.ID, paper.SHA256); err == nil {
		t.Error("and its paper")
	}
}

// A household that an act would open tells nothing of who lives there.
func TestAHouseholdThatWouldOpenDoesNotTellWhereTheProtectedLive(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	him, her, _ := w.formerly(t)
	w.protect(t, her)
	shows := func(house string) (n int) {
		p := w.Proposal("household-open", acts.HouseholdOpen{
			As: "@" + testenv.NewID(), Dwelling: acts.Dwelling{Code: "0101001", House: house},
			Members: []acts.NewMember{{Person: string(him.Number()), Relation: register.HeadRelation}},
		})
		p.ID = register.ActID(testenv.NewID())
		w.addPapers(&p)
		a := w.declare(t, w.noy, draft(p))
		v, err := w.Open(ctx, w.noy, a.ID)
		must(t, err)
		for _, side := range v.Acts[0].Sides {
			if h, _ := side.After.Open().(*register.Household); h != nil {
				n += len(h.Addresses)
			}
		}
		return n
	}
	if empty, hers := shows("32"), shows("31"); empty != hers {
		t.Errorf("a household at an empty house shows %d addresses, at that of the protected %d", empty, hers)
	}
}

// An act that changes a home which is left out is for the national desk, whatever it would make of it: a
// correction of its day alone would state the address anew.
func TestACorrectionOfAFormerHomeIsForTheNationalDesk(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	him, her, home := w.formerly(t)
	since := testenv.Date(t, "2001-02-03")
	p := register.Proposal{
		ID: register.ActID(testenv.NewID()), Kind: register.KindCorrection, Happened: register.Exact(w.Today()), Decision: register.Decision{By: register.ByOffice},
		Payload: testenv.Payload(acts.Correction{Person: string(him.Number()), Fact: home, Right: acts.CorrectedValue{From: &since}}),
	}
	w.addPapers(&p)
	a := w.declare(t, w.noy, draft(p))
	shows := func(who access.Actor) bool {
		v, err := w.Open(ctx, who, a.ID)
		must(t, err)
		return slices.ContainsFunc(v.Acts[0].Sides, func(side disclosure.Side) bool {
			p, _ := side.After.Open().(*register.Person)
			return p != nil && livedAt(p, "31")
		})
	}
	if !shows(w.kham) || !shows(w.noy) {
		t.Fatal("before the protection it is not shown")
	}
	w.protect(t, her)
	if shows(w.kham) || shows(w.noy) || !w.refusedLook(t, her) || !shows(w.national) {
		t.Errorf("the house of the protected is shown, or to nobody; looks %v", w.lookedAt(t, her))
	}
	if _, _, err := w.Decide(ctx, w.kham, a.ID, a.Version, nil); err == nil || w.stored(t, a.ID).State != application.Declared {
		t.Errorf("who is not of the desk decides it: %v", err)
	}
	p.ID = register.ActID(testenv.NewID())
	if b := w.declare(t, w.noy, draft(p)); b.Office != "CENTRE" {
		t.Errorf("declared now it goes to %s", b.Office)
	}
}

// An act of joining that was registered under other names in its payload tells it as little.
func TestAnApplicationOfJoiningWithCapitalKeys(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	her, him, friend := w.alone(t, "ແກ້ວ", "1990-04-01", "0101001", "31"), w.alone(t, "ດາ", "1970-04-01", "0101001", "31"), w.alone(t, "ໝູ່", "1975-04-01", "0101001", "31")
	house := "@" + string(w.ClientID())
	w.Must(t, w.Proposal("household-open", acts.HouseholdOpen{
		As: house, Dwelling: acts.Dwelling{Code: "0101001", House: "31"},
		Members: []acts.NewMember{{Person: string(friend.Number()), Relation: register.HeadRelation}},
	}))
	joins := w.Proposal("move", acts.Move{
		Persons: []string{string(him.Number())}, To: acts.Dwelling{Code: "0101001", House: "31"}, Household: house,
		Relations: []register.Relation{register.Relation(w.Law.Household.Relations.On(w.Today()).Value[1])},
	})
	joins.ID = register.ActID(testenv.NewID())
	joins.Payload = bytes.ReplaceAll(joins.Payload, []byte(`"house"`), []byte(`"House"`))
	w.addPapers(&joins)
	a := w.registered(t, draft(joins))
	w.SetToday((w.Today() + 1).String())
	w.Must(t, w.Proposal("move", acts.Move{Persons: []string{string(him.Number()), string(friend.Number())}, To: acts.Dwelling{Code: "0101001", House: "44"}, Whole: true}))
	w.protect(t, her)
	v, err := w.Open(ctx, w.kham, a.ID)
	must(t, err)
	if tells(t, v.Acts[0].Proposal.Payload, "31") {
		t.Errorf("whoever did not type it reads %s; looks at her %v", v.Acts[0].Proposal.Payload, w.lookedAt(t, her))
	}
}

// opened declares a proposal and returns what whoever typed it is told of it.
func (w *world) opened(t *testing.T, p register.Proposal) string {
	t.Helper()
	ctx := context.Background()
	w.addPapers(&p)
	a := w.declare(t, w.noy, draft(p))
	v, err := w.Open(ctx, w.noy, a.ID)
	must(t, err)
	out := fmt.Sprint(v.State, v.Office, codes(v.Acts[0].Findings), v.Acts[0].Withheld, v.Acts[0].Covered)
	for _, s := range v.Acts[0].Sides {
		out += fmt.Sprintf(" side{%v %s}", s.Ref, s.Withheld)
	}
	return out
}

// Nor is it told, by what is shown of the application, whether something stops it.
func TestAnOpenedMoveOfAnEarlierDayDoesNotTellAFormerHome(t *testing.T) {
	w := newWorld(t)
	him, her, _ := w.formerly(t)
	w.protect(t, her)
	told := func(house string) string {
		p := w.Proposal("move", acts.Move{Persons: []string{string(him.Number())}, To: acts.Dwelling{Code: "0101001", House: house}})
		p.ID, p.Happened = register.ActID(testenv.NewID()), register.Exact(w.Today()-2)
		return w.opened(t, p)
	}
	empty := told("32")
	if hers := told("31"); hers != empty {
		t.Errorf("opened, a move to the house of the protected: %s; to any other: %s", hers, empty)
	}
}

// Nor does a correction.
func TestAnOpenedCorrectionDoesNotTellAFormerHome(t *testing.T) {
	w := newWorld(t)
	him, her, home := w.formerly(t)
	w.protect(t, her)
	told := func(house string) string {
		return w.opened(t, register.Proposal{
			ID: register.ActID(testenv.NewID()), Kind: "correction", Happened: register.Exact(w.Today()), Decision: register.Decision{By: register.ByOffice},
			Payload: testenv.Payload(acts.Correction{Person: string(him.Number()), Fact: home, Right: acts.CorrectedValue{
				Residence: &acts.CorrectedResidence{Kind: register.Permanent, Dwelling: &acts.Dwelling{Code: "0101001", House: house}},
			}}),
		})
	}
	empty := told("32")
	if hers := told("31"); hers != empty {
		t.Errorf("opened, a correction to the house of the protected: %s; to any other: %s", hers, empty)
	}
}

// examinationOf compares a home with its paper, which is uploaded.
func (w *world) examinationOf(t *testing.T, him *register.Person, home register.EffectRef) (register.Proposal, register.Evidence) {
	paper := w.attached(t, w.noy, "identity-document")
	p := w.Proposal("examination", acts.Examination{Person: string(him.Number()), Facts: []register.EffectRef{home}, Paper: "identity-document"})
	p.ID, p.Evidence = register.ActID(testenv.NewID()), []register.Evidence{paper}
	return p, paper
}

// The paper with which a home was compared shows it.
func TestAPaperOfAnExaminedHomeDoesNotTellIt(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	her, him := w.alone(t, "ແກ້ວ", "1990-04-01", "0101001", "31"), w.alone(t, "ດາ", "1970-04-01", "0101001", "31")
	p, paper := w.examinationOf(t, him, him.Residences[len(him.Residences)-1].Key)
	a := w.registered(t, draft(p))
	w.SetToday((w.Today() + 1).String())
	w.Must(t, w.Proposal("move", acts.Move{Persons: []string{string(him.Number())}, To: acts.Dwelling{Code: "0101001", House: "44"}}))
	w.SetToday((w.Today() + 1).String())
	w.protect(t, her)
	v, err := w.Open(ctx, w.kham, a.ID)
	must(t, err)
	if !v.Acts[0].Withheld {
		t.Errorf("kham reads the act: %s covered %t; looks at her %v", v.Acts[0].Proposal.Payload, v.Acts[0].Covered, w.lookedAt(t, her))
	}
	if _, _, err := w.Download(ctx, w.kham, a.ID, paper.SHA256); err == nil {
		t.Errorf("whoever did not bring it reads the paper of a home that is left out; the looks at her: %v", w.lookedAt(t, her))
	}
}

// What is withdrawn is not examined, and is hidden all the same.
func TestAWithdrawnExaminationOfAFormerHome(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	him, her, home := w.formerly(t)
	w.protect(t, her)
	p, paper := w.examinationOf(t, him, home)
	a := w.declare(t, w.noy, draft(p))
	if _, _, err := w.Download(ctx, w.kham, a.ID, paper.SHA256); err == nil {
		t.Errorf("declared: kham reads the paper")
	}
	_, err := w.Withdraw(ctx, w.noy, a.ID, w.stored(t, a.ID).Version, "x")
	must(t, err)
	if _, _, err := w.Download(ctx, w.kham, a.ID, paper.SHA256); err == nil {
		t.Errorf("withdrawn: kham reads the paper of the former home; looks at her %v", w.lookedAt(t, her))
	}
}

// Nor is an annulment of the move by which somebody left the protected read where it was withdrawn.
func TestAWithdrawnAnnulmentOfAMoveAway(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	her, him := w.alone(t, "ແກ້ວ", "1990-04-01", "0101001", "31"), w.alone(t, "ດາ", "1970-04-01", "0101001", "31")
	w.SetToday((w.Today() + 1).String())
	away := w.Must(t, w.Proposal("move", acts.Move{Persons: []string{string(him.Number())}, To: acts.Dwelling{Code: "0101001", House: "44"}}))[0]
	w.SetToday((w.Today() + 1).String())
	w.protect(t, her)
	paper := w.attached(t, w.noy, "declaration")
	p := w.Proposal("annulment", acts.Annulment{Act: string(away.ID), Reason: "x"})
	p.ID = register.ActID(testenv.NewID())
	w.addPapers(&p)
	p.Evidence = append(p.Evidence, paper)
	a := w.declare(t, w.noy, draft(p))
	if v, err := w.Open(ctx, w.kham, a.ID); err == nil && !v.Acts[0].Withheld {
		t.Errorf("declared, kham reads %s", v.Acts[0].Proposal.Payload)
	}
	_, err := w.Withdraw(ctx, w.noy, a.ID, w.stored(t, a.ID).Version, "x")
	must(t, err)
	v, err := w.Open(ctx, w.kham, a.ID)
	must(t, err)
	if !v.Acts[0].Withheld {
		t.Errorf("withdrawn, kham reads %s", v.Acts[0].Proposal.Payload)
	}
	if _, _, err := w.Download(ctx, w.kham, a.ID, paper.SHA256); err == nil {
		t.Errorf("withdrawn, kham reads the paper")
	}
}

// Somebody whom an application enters, moves and renames is compared under the new name, and shown as declared.
func TestAnAdjudicationOfOneEnteredMovedAndRenamed(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	w.entered(t, enrolment(boun, func(e *acts.Enrolment) { e.Residence.Dwelling.House = "12" }))
	her := w.alone(t, "ແກ້ວ", "1961-04-01", "0101001", "88")
	w.SetToday((w.Today() + 5).String())
	w.protect(t, her)
	shows := func(house string) bool {
		as := ""
		in := enrolment(boun, func(e *acts.Enrolment) {
			as = e.As
			e.Name, e.Mother, e.Father = fullName("ສີດາ", "ພົມມະວົງ", register.Lao), nil, nil
			e.Born = register.InYear(1987, register.Declared)
			e.Residence = &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: "0101001", House: house}}
		})
		in.ID = register.ActID(testenv.NewID())
		p := w.Proposal("move", acts.Move{Persons: []string{as}, To: acts.Dwelling{Code: "0101001", House: "44"}})
		p.ID = register.ActID(testenv.NewID())
		w.addPapers(&p)
		change := w.Proposal("name-change", acts.NameChange{Person: as, Name: fullName("ບົວວັນ", "ໄຊຍະວົງ", register.Lao)})
		change.ID, change.Evidence = register.ActID(testenv.NewID()), []register.Evidence{{Kind: "declaration"}}
		a := w.declare(t, w.noy, draft(in, p, change))
		q := w.asked(t, a)
		v, err := w.Adjudication(ctx, w.judge, q.ID)
		must(t, err)
		_, err = w.Withdraw(ctx, w.noy, a.ID, w.stored(t, a.ID).Version, "x")
		must(t, err)
		return livedAt(v.One.Open(), house)
	}
	if empty, hers := shows("60"), shows("88"); empty != hers {
		t.Errorf("typed at an empty house it is shown %t, at that of the protected %t", empty, hers)
	}
}
