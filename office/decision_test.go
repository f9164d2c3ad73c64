package office_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"samano/access"
	"samano/acts"
	"samano/internal/testenv"
	"samano/office/application"
	"samano/office/examination"
	"samano/register"
)

var court = register.Decision{By: register.ByCourtOrder, Authority: "ສານເມືອງ", Reference: "7/2026"}

// ordered is a change of somebody's name by that court order.
func (w *world) ordered(of *register.Person) register.Proposal {
	p := w.Proposal("name-change", acts.NameChange{Person: string(of.Number()), Name: testenv.Named("ໃໝ່", "")})
	p.ID, p.Decision, p.Evidence = register.ActID(testenv.NewID()), court, []register.Evidence{{Kind: "declaration"}}
	return p
}

// Whoever counts through the references of a court learns of each that it is registered, and
// nothing of the act: whether it is about somebody protected, of which kind it is, or where it
// stands.
func TestAReferenceDoesNotTellWhatWasDecided(t *testing.T) {
	for _, protected := range []bool{false, true} {
		for _, sameKind := range []bool{false, true} {
			t.Run(fmt.Sprintf("protected %t, same kind %t", protected, sameKind), func(t *testing.T) {
				w, ctx := newWorld(t), context.Background()
				her, mine := w.alone(t, "ແກ້ວ", "1990-04-01", "0102001", "31"), w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
				act := w.Must(t, w.ordered(her))[0]
				if protected {
					w.protect(t, her)
				}
				proposal := func() register.Proposal {
					if sameKind {
						return w.ordered(mine)
					}
					p := w.BirthForm(t, string(mine.Number()), "2026-11-01")
					p.Decision = court
					return p
				}
				holds := func(step string, told any, findings []register.Finding) {
					t.Helper()
					if len(findings) != 1 || findings[0].Code != "decision-already-registered" || findings[0].Args != nil ||
						findings[0].Severity != register.Blocking || tells(t, told, string(act.ID)) || tells(t, told, act.Printed.String()) {
						t.Errorf("%s: %+v", step, told)
					}
					looks := w.lookedAt(t, her)
					if len(looks) == 0 || looks[0].Refused != protected || looks[0].Officer == w.national.Officer.ID {
						t.Errorf("%s: the looks at her are %+v", step, looks)
					}
				}
				for _, who := range []access.Actor{w.noy, w.national} {
					a, err := w.SaveDraft(ctx, who, draft(proposal()), 0)
					must(t, err)
					_, err = w.Declare(ctx, who, a.ID, a.Version)
					if register.KindOf(err) != register.Invalid {
						t.Errorf("declared it is %v", err)
					}
					a = w.stored(t, a.ID)
					if who.Officer.ID == w.noy.Officer.ID {
						holds("declared", a, a.Acts[0].Findings)
					} else if a.State != application.Draft || len(a.Acts[0].Findings) != 1 || a.Acts[0].Findings[0].Args != nil {
						t.Errorf("at the national desk it is %s: %+v", a.State, a.Acts[0].Findings)
					}
				}
				n := len(w.lookedAt(t, her))
				told, err := w.Submit(ctx, w.kham, []register.Proposal{w.submitted(proposal(), w.kham)})
				must(t, err)
				holds("submitted", told, told[0].Findings)
				if len(w.lookedAt(t, her)) != n+1 {
					t.Error("submitting left no look at her")
				}
			})
		}
	}
}

// One decision registers one act about the same people. Of anybody else it registers nothing, and
// no application about them ends as registered by it.
func TestADecisionAboutOneIsNotTheOneAboutAnother(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	one, two := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001"), w.Resident(t, "ແກ້ວ", register.Female, "1996-04-12", "0101001")
	w.registered(t, draft(w.ordered(one)))
	again := w.declare(t, w.noy, draft(w.ordered(one)))
	if !slices.Equal(codes(again.Acts[0].Findings), []string{examination.CodeAlreadyRegistered}) {
		t.Errorf("the same decision about the same woman: %+v", again.Acts[0].Findings)
	}
	otherDay := w.ordered(one)
	otherDay.Happened = testenv.Date(t, "2026-10-03")
	unnamed := w.ordered(one)
	unnamed.Payload = testenv.Payload(acts.NameChange{Person: string(one.Number()), Name: testenv.Named("ອື່ນ", "")})
	for name, p := range map[string]register.Proposal{"another woman": w.ordered(two), "of another day": otherDay, "to another name": unnamed} {
		a, err := w.SaveDraft(ctx, w.noy, draft(p), 0)
		must(t, err)
		_, err = w.Declare(ctx, w.noy, a.ID, a.Version)
		wants(t, err, register.Invalid, "decision-already-registered")
		if a = w.stored(t, a.ID); a.State != application.Draft || a.Acts[0].Outcome != nil {
			t.Errorf("%s: %s", name, a.State)
		}
	}
}

// Who the act is that came by another way is told where nobody of it is protected. If its child is
// by now, the national desk decides and others are not told as what it is registered.
func TestAnActThatCameByAnotherWayIsOfTheProtectedToo(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.alone(t, "ຄຳ", "1995-04-12", "0101001", "9")
	p, q := w.BirthForm(t, string(mother.Number()), "2026-10-20"), w.BirthForm(t, string(mother.Number()), "2026-10-20")
	p.Decision = register.Decision{By: register.ByMinistry, Authority: "MOHA", Reference: "B-2026-77"}
	q.Decision = p.Decision
	first := w.registered(t, draft(p)).Acts[0].Outcome
	child := w.PersonCalled(t, testenv.Child(t, p))
	w.protect(t, child)
	w.Must(t, w.Proposal("move", acts.Move{Persons: []string{string(mother.Number())}, To: acts.Dwelling{Code: "0101001", House: "10"}}))
	a := w.declare(t, w.noy, draft(q))
	v, err := w.Open(ctx, w.noy, a.ID)
	must(t, err)
	if a.Office != "CENTRE" || v.Acts[0].Before != nil || tells(t, v, first.Printed.String()) || tells(t, a, first.Printed.String()) || !w.refusedLook(t, child) {
		t.Errorf("at %s it is %+v", a.Office, v.Acts[0])
	}
	v, err = w.Open(ctx, w.national, a.ID)
	must(t, err)
	if v.Acts[0].Before == nil || *v.Acts[0].Before != (application.Outcome{Seq: first.Seq, Act: first.Act, Printed: first.Printed, Before: true}) {
		t.Errorf("the national desk is told %+v", v.Acts[0])
	}
}
