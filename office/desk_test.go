package office_test

import (
	"context"
	"maps"
	"math"
	"slices"
	"testing"

	"samano/access"
	"samano/access/accesstest"
	"samano/acts"
	"samano/internal/testenv"
	"samano/law"
	"samano/node"
	"samano/office/application"
	"samano/register"
)

func (w *world) protect(t testing.TB, p *register.Person) {
	t.Helper()
	w.Must(t, w.Proposal("protection", acts.Protection{Person: string(p.Number()), Article: "ມາດຕາ 9"}))
}

// A move out of an office's area is a fault only of who does not live in it. Of the
// protected the answer is the same wherever they live, or each office could ask.
func TestNoOfficeLearnsWhetherTheProtectedLiveInItsArea(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	near := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	far := w.Resident(t, "ແກ້ວ", register.Female, "1996", "0102001")
	farMove := func(p *register.Person) application.DraftInput {
		move := w.Proposal("move", acts.Move{Persons: []string{string(p.Number())}, To: acts.Dwelling{Code: "0102001", House: "77"}})
		for _, kind := range w.Law.Kinds["move"].Evidence.On(w.Today()).Value {
			move.Evidence = append(move.Evidence, register.Evidence{Kind: kind, Note: "1"})
		}
		return draft(move)
	}
	in := farMove(far)
	a, err := w.SaveDraft(ctx, w.noy, in, 0)
	must(t, err)
	_, err = w.Declare(ctx, w.noy, in.ID, a.Version)
	wants(t, err, register.Invalid, "office-outside-area") // or nothing is tested

	w.protect(t, near)
	w.protect(t, far)
	for name, who := range map[string]*register.Person{"in its area": near, "outside": far} {
		a := w.declare(t, w.noy, farMove(who))
		if a.Office != "CENTRE" || len(a.Acts[0].Findings) != 0 {
			t.Errorf("%s: it goes to %s with %v", name, a.Office, codes(a.Acts[0].Findings))
		}
		looks, err := w.looks.LooksOf(ctx, accesstest.Pass(t), []register.Ref{who.Ref()}, w.Today(), math.MaxInt64, 99)
		must(t, err)
		if len(looks) == 0 || !looks[0].Refused {
			t.Errorf("%s: where it goes tells of a protection, and no look was written", name)
		}
		v, err := w.Open(ctx, w.noy, a.ID)
		must(t, err)
		if got := codes(v.Acts[0].Findings); len(got) != 0 {
			t.Errorf("%s: opened, it has %v", name, got)
		}
		a, _, err = w.Decide(ctx, w.national, a.ID, a.Version, nil)
		must(t, err)
		if a.State != application.Registered {
			t.Errorf("%s: the national desk makes it %s", name, a.State)
		}
	}
}

// Somebody may come under protection while an application waits.
func TestWhatNamesTheProtectedTheNationalDeskDecides(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	a := w.declare(t, w.noy, draft(w.BirthForm(t, string(mother.Number()), "2026-10-20")))
	if a.Office != "D0101" {
		t.Fatalf("before, it goes to %s", a.Office)
	}
	w.protect(t, mother)
	_, _, err := w.Decide(ctx, w.kham, a.ID, a.Version, nil)
	wants(t, err, register.Forbidden, access.CodeNationalDesk)
	accepted := map[register.ActID][]register.Accepted{a.Acts[0].Proposal.ID: {{Code: "subject-changed-since", Reason: "ປົກປ້ອງ"}}}
	a, decided, err := w.Decide(ctx, w.national, a.ID, a.Version, accepted)
	must(t, err)
	if a.State != application.Registered {
		t.Errorf("the national desk makes it %s: %+v", a.State, decided)
	}
}

// What a decision finds is told as discreetly as what a declaration finds, even
// where the protection came while it was being decided.
func TestADecisionTellsNoParticularsOfTheProtected(t *testing.T) {
	for name, protected := range map[string]bool{"protected": true, "not protected": false} {
		t.Run(name, func(t *testing.T) {
			w, ctx := newWorld(t), context.Background()
			man := w.Resident(t, "ບຸນ", register.Male, "1940", "0101001")
			died := w.Proposal("death", acts.Death{Person: string(man.Number()), Died: testenv.Date(t, "2026-10-21")})
			a := w.declare(t, w.noy, draft(died))
			once := false
			w.desk.failPut = func(application.Application) bool { // the decision has begun
				if !once {
					once = true
					if protected {
						w.protect(t, man)
					}
					w.Must(t, w.Proposal("death", acts.Death{Person: string(man.Number()), Died: testenv.Date(t, "2026-10-19")}))
				}
				return false
			}
			told, decided, err := w.Decide(ctx, w.kham, a.ID, a.Version, nil)
			must(t, err)
			if told.State != application.Declared {
				t.Fatalf("the second death is %s", told.State)
			}
			at := slices.IndexFunc(decided[0].Findings, func(f register.Finding) bool { return f.Code == "already-dead" })
			if told := at >= 0 && decided[0].Findings[at].Args["died"] == "2026-10-19"; told == protected {
				t.Errorf("told %+v", decided[0].Findings)
			}
		})
	}
}

// Which levels may decide is the law of the day of the event, for the route and for who decides,
// as for the act.
func TestLevelsAreThoseOfTheDayOfTheEvent(t *testing.T) {
	w := newWorldWith(t, testenv.Options{Change: func(p *node.Parts) {
		changed := *p.Law
		changed.Kinds = maps.Clone(changed.Kinds)
		r, from := changed.Kinds[register.KindBirth], register.DayOf(2026, 11, 2)
		r.Levels = law.Rule[[]string]{{Value: []string{"district"}, Until: from}, {Value: []string{"province"}, From: from, Until: register.LastDay}}
		changed.Kinds[register.KindBirth] = r
		p.Law = &changed
	}})
	mother := w.Resident(t, "ຄຳ", register.Female, "1998-04-01", "0101001")
	a := w.declare(t, w.noy, draft(w.BirthForm(t, string(mother.Number()), "2026-11-01")))
	if a.Office != w.kham.Office.ID {
		t.Errorf("it goes to %s", a.Office)
	}
	_, _, err := w.Decide(t.Context(), w.province, a.ID, a.Version, nil)
	if register.KindOf(err) != register.Forbidden {
		t.Errorf("the province: %v", err)
	}
	if a, decided, err := w.Decide(t.Context(), w.kham, a.ID, a.Version, nil); err != nil || a.State != application.Registered {
		t.Errorf("the district: %v, %+v", err, decided)
	}
}
