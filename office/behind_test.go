package office_test

import (
	"context"
	"fmt"
	"testing"

	"samano/acts"
	"samano/internal/testenv"
	"samano/office/application"
	"samano/register"
)

// An officer reads the paper of an application that they typed, though it lies in another of theirs too.
func TestAPaperInTwoOwnApplicationsIsRead(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	him, her, _ := w.formerly(t)
	paper := w.attached(t, w.noy, "identity-document")
	one := func() application.Application {
		p := w.Proposal(register.KindMove, acts.Move{Persons: []string{string(him.Number())}, To: acts.Dwelling{Code: "0101001", House: "45"}})
		p.ID = register.ActID(testenv.NewID())
		w.addPapers(&p)
		p.Evidence = append(p.Evidence, paper)
		return w.declare(t, w.noy, draft(p))
	}
	a, b := one(), one()
	for _, when := range []string{"before", "after"} {
		for _, x := range []application.Application{a, b} {
			if _, _, err := w.Download(ctx, w.noy, x.ID, paper.SHA256); err != nil {
				t.Errorf("%s the protection of somebody in a former home: %v", when, err)
			}
			if v, err := w.Open(ctx, w.kham, x.ID); err != nil || v.Acts[0].Withheld {
				t.Errorf("%s: the registrar who decides: %v", when, err)
			}
			if _, _, err := w.Download(ctx, w.kham, x.ID, paper.SHA256); err != nil {
				t.Errorf("%s, the registrar who decides: %v", when, err)
			}
		}
		if when == "before" {
			w.protect(t, her)
		}
	}
}

// What a hidden act would bring back is not told by an act behind it of the same application, which derives an
// address from it.
func TestAnActBehindAnAnnulmentDoesNotTellAFormerHome(t *testing.T) {
	for name, second := range map[string]func(w *world, him *register.Person) register.Proposal{
		"absence": func(w *world, him *register.Person) register.Proposal {
			return w.Proposal("absence", acts.Absence{Persons: []string{string(him.Number())}, Reason: "study"})
		},
		"birth": func(w *world, him *register.Person) register.Proposal {
			return w.BirthForm(t, string(him.Number()), (w.Today() - 1).String())
		},
	} {
		t.Run(name, func(t *testing.T) {
			w, ctx := newWorld(t), context.Background()
			her, him := w.alone(t, "ແກ້ວ", "1990-04-01", "0101001", "31"), w.alone(t, "ດາ", "1980-04-01", "0101001", "31")
			w.SetToday((w.Today() + 1).String())
			away := w.Must(t, w.Proposal("move", acts.Move{Persons: []string{string(him.Number())}, To: acts.Dwelling{Code: "0101002", House: "44"}}))[0]
			w.SetToday((w.Today() + 1).String())
			w.protect(t, her)
			p := w.Proposal("annulment", acts.Annulment{Act: string(away.ID), Reason: "x"})
			p.ID = register.ActID(testenv.NewID())
			w.addPapers(&p)
			q := second(w, him)
			q.ID = register.ActID(testenv.NewID())
			if len(q.Evidence) == 0 {
				w.addPapers(&q)
			}
			a := w.declare(t, w.noy, draft(p, q))
			v, err := w.Open(ctx, w.noy, a.ID)
			must(t, err)
			for i := range v.Acts {
				for _, side := range v.Acts[i].Sides {
					if p, _ := side.After.Open().(*register.Person); p != nil {
						for _, r := range p.Residences {
							if r.Value.Address.Dwelling == "31" {
								t.Errorf("noy, who typed an annulment and %s, is told %+v, where the protected lives; looks at her %v", name, r.Value, w.lookedAt(t, her))
							}
						}
					}
				}
			}
		})
	}
}

// Nor is it told by what a correction, which states a left-out home anew, leaves to the act behind it.
func TestAnActBehindACorrectionDoesNotTellAFormerHome(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	him, her, home := w.formerly(t)
	w.protect(t, her)
	since := testenv.Date(t, "2001-02-03")
	p := w.Proposal(register.KindCorrection, acts.Correction{Person: string(him.Number()), Fact: home, Right: acts.CorrectedValue{From: &since}})
	p.ID = register.ActID(testenv.NewID())
	w.addPapers(&p)
	q := w.Proposal("name-change", acts.NameChange{Person: string(him.Number()), Name: testenv.Named("ສີດາ", "")})
	q.ID, q.Evidence = register.ActID(testenv.NewID()), []register.Evidence{{Kind: "declaration"}}
	a := w.declare(t, w.noy, draft(p, q))
	v, err := w.Open(ctx, w.noy, a.ID)
	must(t, err)
	for i := range v.Acts {
		for _, side := range v.Acts[i].Sides {
			if p, _ := side.After.Open().(*register.Person); p != nil && livedAt(p, "31") {
				t.Errorf("noy, who typed a correction of the day of a fact and a name, is told where the protected lives: %+v", p.Residences)
			}
		}
	}
}

// Nor by what is withheld: behind an annulment of a move the sides of a household are the same at whatever house.
func TestAHouseholdBehindAnAnnulmentConfirmsNoHouse(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	her, him := w.alone(t, "ແກ້ວ", "1990-04-01", "0101001", "31"), w.alone(t, "ດາ", "1980-04-01", "0101001", "31")
	w.SetToday((w.Today() + 1).String())
	away := w.Must(t, w.Proposal("move", acts.Move{Persons: []string{string(him.Number())}, To: acts.Dwelling{Code: "0101002", House: "44"}}))[0]
	w.SetToday((w.Today() + 1).String())
	w.protect(t, her)
	told := func(house string) (out string) {
		p := w.Proposal("annulment", acts.Annulment{Act: string(away.ID), Reason: "x"})
		q := w.Proposal("household-open", acts.HouseholdOpen{As: "@" + testenv.NewID(), Dwelling: acts.Dwelling{Code: "0101001", House: house}, Members: []acts.NewMember{{Person: string(him.Number()), Relation: register.HeadRelation}}})
		p.ID, q.ID = register.ActID(testenv.NewID()), register.ActID(testenv.NewID())
		w.addPapers(&p)
		w.addPapers(&q)
		a := w.declare(t, w.noy, draft(p, q))
		v, err := w.Open(ctx, w.noy, a.ID)
		must(t, err)
		for _, s := range v.Acts[1].Sides {
			out += fmt.Sprintf(" side{%v, withheld %q}", s.Ref.Kind, s.Withheld)
		}
		return out
	}
	if hers, empty := told("31"), told("32"); hers != empty {
		t.Errorf("at the house of the protected:%s; at any other:%s", hers, empty)
	}
}
