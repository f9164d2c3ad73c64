package office_test

import (
	"context"
	"slices"
	"testing"

	"samano/access"
	"samano/acts"
	"samano/internal/testenv"
	"samano/office/application"
	"samano/register"
)

// Findings that are kept with an application tell of the register as any do: whoever reads them
// later has looked at those whom the act names, and of somebody protected since reads no
// particulars.
func TestFindingsThatAreKeptAreLooksToo(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.Resident(t, "ຄຳ", register.Female, "1998-04-01", "0101001")
	w.registered(t, draft(w.BirthForm(t, string(mother.Number()), "2026-06-01")))
	withdrawn := w.declare(t, w.noy, draft(w.BirthForm(t, string(mother.Number()), "2026-11-01")))
	withdrawn, err := w.Withdraw(ctx, w.noy, withdrawn.ID, withdrawn.Version, "x")
	must(t, err)
	refused := w.declare(t, w.noy, draft(w.BirthForm(t, string(mother.Number()), "2026-11-01")))
	refused, err = w.Refuse(ctx, w.kham, refused.ID, refused.Version, []application.Reason{{Act: -1, Text: "x"}})
	must(t, err)
	dead := w.Resident(t, "ແກ້ວ", register.Female, "1995-04-01", "0101001")
	w.Must(t, w.Proposal("death", acts.Death{Person: string(dead.Number()), Died: testenv.Date(t, "2026-10-19")}))
	stopped, err := w.SaveDraft(ctx, w.noy, draft(w.BirthForm(t, string(dead.Number()), "2026-11-01")), 0)
	must(t, err)
	_, err = w.Declare(ctx, w.noy, stopped.ID, stopped.Version)
	if register.KindOf(err) != register.Invalid {
		t.Fatalf("born of a dead woman: %v", err)
	}
	for name, c := range map[string]struct {
		id    application.ID
		who   access.Actor
		of    *register.Person
		tells string
	}{
		"withdrawn, read above":                {withdrawn.ID, w.province, mother, "2026-06-01"},
		"refused, read above":                  {refused.ID, w.province, mother, "2026-06-01"},
		"a stopped draft, read by a colleague": {stopped.ID, w.kham, dead, "2026-10-19"},
	} {
		n := w.looksSoFar(t)
		v, err := w.Open(ctx, c.who, c.id)
		must(t, err)
		looks := w.looksSince(t, n)
		if !tells(t, v.Acts[0].Findings, c.tells) || len(looks) != 1 || looks[0].Refused || looks[0].Case != string(c.id) || !slices.Contains(looks[0].Subjects, c.of.Ref()) {
			t.Errorf("%s: told %+v, with the looks %+v", name, v.Acts[0].Findings, looks)
		}
		if tells(t, v.Application, c.tells) || v.Acts[0].Item.Findings != nil {
			t.Errorf("%s: they are told beside, too: %+v", name, v.Application)
		}
		w.looks.Fail(errDesk)
		if v, err := w.Open(ctx, c.who, c.id); err == nil {
			t.Errorf("%s: without a look it is %+v", name, v)
		}
		w.looks.Fail(nil)
	}
	w.protect(t, mother)
	for n, id := range []application.ID{withdrawn.ID, refused.ID} {
		before := len(w.lookedAt(t, mother))
		v, err := w.Open(ctx, w.kham, id)
		must(t, err)
		if tells(t, v.Acts[0].Findings, "2026-06-01") || !w.refusedLook(t, mother) || len(w.lookedAt(t, mother)) != before+1 {
			t.Errorf("%d: protected since, the %s tells %+v", n, v.State, v.Acts[0].Findings)
		}
	}
}

// What is decided already is answered again with what was found, and so with a look; and steps
// that show nobody tell of nobody.
func TestWhatWasFoundLeavesWithALookOrNotAtAll(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.Resident(t, "ຄຳ", register.Female, "1998-04-01", "0101001")
	p, q := w.BirthForm(t, string(mother.Number()), "2026-10-20"), w.BirthForm(t, string(mother.Number()), "2026-10-20")
	p.Decision = register.Decision{By: register.ByMinistry, Authority: "MOHA", Reference: "B-2026-77"}
	q.Decision = p.Decision
	w.registered(t, draft(p))
	a := w.declare(t, w.noy, draft(q))
	for _, step := range []string{"decided", "decided again"} {
		n := w.looksSoFar(t)
		_, decided, err := w.Decide(ctx, w.kham, a.ID, a.Version, nil)
		must(t, err)
		looks := w.looksSince(t, n)
		if len(decided[0].Findings) == 0 || len(looks) != 1 || !slices.Contains(looks[0].Subjects, mother.Ref()) {
			t.Errorf("%s: told %+v, with the looks %+v", step, decided[0].Findings, looks)
		}
	}

	dead := w.Resident(t, "ແກ້ວ", register.Female, "1995-04-01", "0101001")
	w.Must(t, w.Proposal("death", acts.Death{Person: string(dead.Number()), Died: testenv.Date(t, "2026-10-19")}))
	in := draft(w.BirthForm(t, string(dead.Number()), "2026-11-01"))
	b, err := w.SaveDraft(ctx, w.noy, in, 0)
	must(t, err)
	_, err = w.Declare(ctx, w.noy, b.ID, b.Version)
	if register.KindOf(err) != register.Invalid {
		t.Fatalf("born of a dead woman: %v", err)
	}
	b = w.stored(t, b.ID)
	b.Declarant = application.Declarant{}
	b.Acts[0].Proposal.ID = register.ActID(testenv.NewID()) // no two applications hold one act
	id := w.put(t, b)
	n := w.looksSoFar(t)
	_, err = w.Declare(ctx, w.kham, id, 1)
	wants(t, err, register.Invalid, application.CodeDeclarantMissing)
	if tells(t, err.Error(), "2026-10-19") || len(w.looksSince(t, n)) != 0 {
		t.Errorf("incomplete, it tells %v", err)
	}
}

// An adjudication shows where the proposed person would live. If somebody who lives there is
// protected since, only the national desk is shown it: also where the application proposes another home
// by now. Where it was dropped nobody is shown anything.
func TestAnAdjudicationHidesAHomeThatIsProtectedSince(t *testing.T) {
	for _, how := range []string{"dropped", "changed"} {
		t.Run(how, func(t *testing.T) {
			w, ctx := comparing(t), context.Background()
			w.entered(t, enrolment(boun, nil))
			host, house := w.Resident(t, "ບຸນ", register.Male, "1980-04-01", "0102001"), "@"+testenv.NewID()
			w.Must(t, w.Proposal("household-open", acts.HouseholdOpen{
				As: house, Dwelling: acts.Dwelling{Code: "0101001", House: "77"}, Members: []acts.NewMember{{Person: string(host.Number()), Relation: register.HeadRelation}},
			}))
			in := draft(enrolment(boun, func(e *acts.Enrolment) {
				r := *e.Residence
				r.Dwelling.House, e.Residence = "77", &r
				e.Household, e.Relation = house, register.OtherRelation
			}))
			a := w.declare(t, w.noy, in)
			q := w.asked(t, a)
			var err error
			switch how {
			case "dropped":
				_, err = w.Withdraw(ctx, w.noy, a.ID, a.Version, "x")
			case "changed":
				_, err = w.Adjudicate(ctx, w.judge, q.ID, another("two"))
				must(t, err)
				a, err = w.Return(ctx, w.kham, a.ID, w.stored(t, a.ID).Version, []application.Reason{{Act: -1, Text: "x"}})
				must(t, err)
				moved := enrolment(boun, nil)
				moved.ID = in.Acts[0].ID
				in.Acts[0] = moved
				_, err = w.SaveDraft(ctx, w.noy, in, a.Version)
			}
			must(t, err)
			nothing := how != "changed"
			if v, err := w.Adjudication(ctx, w.judge, q.ID); err != nil || tells(t, v.One.Open(), "77") == nothing {
				t.Fatalf("before anybody is protected it shows %+v, %v", v, err)
			}
			w.protect(t, host)
			n := w.looksSoFar(t)
			v, err := w.Adjudication(ctx, w.judge, q.ID)
			if nothing {
				if err != nil || v.One.Open() != nil || len(v.Others)+len(v.Candidates)+len(v.Named)+len(w.looksSince(t, n)) > 0 || v.Proposed != nil {
					t.Errorf("it shows %+v, %v, with the looks %+v", v, err, w.looksSince(t, n))
				}
				return
			}
			wants(t, err, register.Forbidden, access.CodeNationalDesk)
			home, err := w.Find(ctx, w.Pass, acts.Lookup{By: acts.ByProposed, Key: house[1:]})
			must(t, err)
			if v != nil || !slices.Contains(subjectsOf(w.looksSince(t, n), true), home[0].Household.Ref()) {
				t.Errorf("it shows %+v, with the looks %+v", v, w.looksSince(t, n))
			}
			if v, err = w.Adjudication(ctx, w.judgeAll, q.ID); err != nil || !tells(t, v.One.Open(), "77") {
				t.Errorf("the national desk is shown %+v, %v", v, err)
			}
		})
	}
}
