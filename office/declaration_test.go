package office_test

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"slices"
	"testing"

	"samano/access"
	"samano/access/accesstest"
	"samano/acts"
	"samano/internal/testenv"
	"samano/office"
	"samano/office/application"
	"samano/office/evidence"
	"samano/register"
)

// withPaper hands in an enrolment with a paper; the application is of two acts, of
// which the other's paper is nobody's business but its registrar's.
func (w *world) withPaper(t testing.TB) (a application.Application, content []byte, asked, other string) {
	t.Helper()
	upload := func(content []byte) register.Evidence {
		e, err := w.Upload(context.Background(), w.noy, "identity-document", bytes.NewReader(content))
		must(t, err)
		return e
	}
	content = picture(t, 20)
	one, two := enrolment(boun, nil), enrolment(boun, somsak)
	one.Evidence, two.Evidence = []register.Evidence{upload(content)}, []register.Evidence{upload(picture(t, 21))}
	return w.declare(t, w.noy, draft(one, two)), content, one.Evidence[0].SHA256, two.Evidence[0].SHA256
}

func TestAnAdjudicatorReadsWhatWasDeclaredAndItsPapers(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	there := w.entered(t, enrolment(boun, nil))
	a, content, sha, other := w.withPaper(t)
	q := w.asked(t, a)
	v, err := w.Adjudication(ctx, w.judge, q.ID)
	must(t, err)
	d := v.Declaration
	if d == nil || d.Declarant != a.Declarant || d.TakenBy != "noy" || d.TakenAt != "D0101" || d.Day != a.Day ||
		len(d.Acts) != 1 || d.Acts[0].Kind != "enrolment" || len(d.Acts[0].Evidence) != 1 || d.Acts[0].Evidence[0].SHA256 != sha {
		t.Fatalf("what was declared is %+v", d)
	}
	seen := func() int {
		looks, err := w.looks.LooksOf(ctx, accesstest.Pass(t), []register.Ref{there.Ref()}, w.Today(), math.MaxInt64, 99)
		must(t, err)
		return len(slices.DeleteFunc(looks, func(l access.Look) bool {
			return l.Purpose != access.PurposeDuplicates || l.Case != string(q.ID) || l.Refused
		}))
	}
	before := seen()
	for name, who := range map[string]access.Actor{"at the office that is asked": w.judge, "above it": w.judgeAll} {
		got, media, err := w.AdjudicationPaper(ctx, who, q.ID, sha)
		must(t, err)
		if !bytes.Equal(got, content) || media != evidence.PNG {
			t.Errorf("%s: %d bytes of %s", name, len(got), media)
		}
	}
	if got := seen() - before; got != 2 {
		t.Errorf("two opened the paper, and there are %d looks more", got)
	}
	for _, not := range []string{other, testenv.NewID(), ""} {
		_, _, err = w.AdjudicationPaper(ctx, w.judge, q.ID, not)
		wants(t, err, register.NotFound, evidence.CodeUnknown)
	}
	_, err = w.Open(ctx, w.judge, a.ID) // the rest of the application stays where it was
	if k := register.KindOf(err); k != register.NotFound && k != register.Forbidden {
		t.Errorf("the application is opened: %v", err)
	}

	w.looks.Fail(errDesk)
	if got, _, err := w.AdjudicationPaper(ctx, w.judge, q.ID, sha); err == nil || got != nil {
		t.Error("a paper was given out without a look")
	}
	w.looks.Fail(nil)
	_, err = w.Adjudicate(ctx, w.judge, q.ID, another("ປຶ້ມສຳມະໂນຄົວ ຄົນລະຫົວ"))
	must(t, err)
	if _, _, err = w.AdjudicationPaper(ctx, w.judge2, q.ID, sha); err != nil {
		t.Errorf("who might rule anew is refused: %v", err)
	}
}

func TestPapersAreForWhoMayRule(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	w.entered(t, enrolment(boun, nil))
	a, _, sha, _ := w.withPaper(t)
	q := w.asked(t, a)
	atDistrict := w.kham
	atDistrict.Officer.Roles = []access.Role{access.Adjudicator}
	both := w.judge2
	both.Officer.ID = "noy" // who took it
	elsewhere := w.judge
	elsewhere.Officer.Office, elsewhere.Office.ID, elsewhere.Office.Jurisdiction = "P02", "P02", w.Area(t, "0102")
	for _, test := range []struct {
		name string
		who  access.Actor
		kind register.ErrorKind
		code string
	}{
		{"not who registers", w.kham, register.Forbidden, access.CodeNoPermission},
		{"not at a level that the law does not name", atDistrict, register.Forbidden, office.CodeNotAdjudicating},
		{"not at another office", elsewhere, register.NotFound, office.CodeNotTheirs},
		{"not who took part in the declaration", both, register.NotFound, office.CodeNotTheirs},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, _, err := w.AdjudicationPaper(ctx, test.who, q.ID, sha)
			if wants(t, err, test.kind, test.code); got != nil {
				t.Error("and the paper was given out")
			}
		})
	}
	_, err := w.Adjudication(ctx, both, q.ID)
	wants(t, err, register.NotFound, office.CodeNotTheirs)
	_, err = w.Withdraw(ctx, w.noy, a.ID, a.Version, "ຖອນ")
	must(t, err)
	_, _, err = w.AdjudicationPaper(ctx, w.judge, q.ID, sha)
	wants(t, err, register.Forbidden, application.CodeDropped)
	if v, err := w.Adjudication(ctx, w.judge, q.ID); err != nil || v.Declaration != nil {
		t.Errorf("of what nobody waits for there is shown %+v, %v", v.Declaration, err)
	}
}

func TestPapersAboutTheProtectedAreForTheNationalDesk(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	there := w.entered(t, enrolment(boun, nil))
	a, content, sha, _ := w.withPaper(t)
	q := w.asked(t, a)
	w.protect(t, there)
	_, _, err := w.AdjudicationPaper(ctx, w.judge, q.ID, sha)
	wants(t, err, register.Forbidden, access.CodeNationalDesk)
	_, _, err = w.AdjudicationPaper(ctx, w.judge, q.ID, sha) // it went to the country's own desk
	wants(t, err, register.NotFound, office.CodeNotTheirs)
	got, _, err := w.AdjudicationPaper(ctx, w.judgeAll, q.ID, sha)
	must(t, err)
	if !bytes.Equal(got, content) {
		t.Error("the desk reads something else")
	}
}

// One who is compared with somebody in the same application: the papers of both.
func TestThePapersOfBothWhereOneIsProposedBeside(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	q := w.asked(t, w.declare(t, w.noy, draft(enrolment(boun, nil), enrolment(boun, nil))))
	v, err := w.Adjudication(ctx, w.judge, q.ID)
	must(t, err)
	if v.Declaration == nil || len(v.Declaration.Acts) != 2 {
		t.Errorf("what was declared is %+v", v.Declaration)
	}
}

// The act names somebody who comes under protection, and so may its papers.
func TestADeclarationThatNamesTheProtectedGoesToTheNationalDesk(t *testing.T) {
	for _, as := range []string{"the mother", "one of the household"} {
		t.Run("who comes under protection is "+as, func(t *testing.T) {
			w, ctx := comparing(t), context.Background()
			mother, other := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001"), w.entered(t, enrolment(boun, nil))
			house := "@" + string(w.ClientID())
			w.Must(t, w.Proposal("household-open", acts.HouseholdOpen{
				As: house, Dwelling: acts.Dwelling{Code: "0101001", House: "14"},
				Members: []acts.NewMember{{Person: string(other.Number()), Relation: register.HeadRelation}},
			}))
			birth := func() register.Proposal {
				p := w.BirthForm(t, string(mother.Number()), "2026-10-20")
				var b acts.Birth
				must(t, json.Unmarshal(p.Payload, &b))
				b.Household, b.Relation = house, "grandchild"
				p.Payload = testenv.Payload(b)
				return p
			}
			w.registered(t, draft(w.BirthForm(t, string(mother.Number()), "2026-10-20")))
			q := w.asked(t, w.declare(t, w.noy, draft(birth())))
			if v, err := w.Adjudication(ctx, w.judge, q.ID); err != nil || v.Declaration == nil {
				t.Fatalf("before that it is shown %+v, %v", v, err)
			}
			w.protect(t, map[string]*register.Person{"the mother": mother, "one of the household": other}[as])
			_, err := w.Adjudication(ctx, w.judge, q.ID)
			wants(t, err, register.Forbidden, access.CodeNationalDesk)
			_, err = w.Adjudication(ctx, w.judge, q.ID)
			wants(t, err, register.NotFound, office.CodeNotTheirs)
			v, err := w.Adjudication(ctx, w.judgeAll, q.ID)
			must(t, err)
			if v.Declaration == nil || len(v.Declaration.Acts) != 1 {
				t.Errorf("the desk is shown %+v", v.Declaration)
			}
		})
	}
}

// Where a protection covers whom a co-proposed person names, the adjudication is for the national
// desk, and the look is written.
func TestTheProtectedWhomSomebodyProposedBesideNames(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	mother := w.alone(t, "ຄຳຫຼ້າ", "1950-01-01", "0102001", "40")
	q := w.asked(t, w.declare(t, w.noy, draft(enrolment(boun, func(e *acts.Enrolment) { e.Mother = &acts.Who{Person: string(mother.Number())} }), enrolment(boun, nil))))
	v, err := w.Adjudication(ctx, w.judge, q.ID)
	must(t, err)
	if people := v.People.Open(); len(people) != 1 || people[mother.ID] == nil {
		t.Errorf("shown are %v", people)
	}
	w.protect(t, mother)
	v, err = w.Adjudication(ctx, w.judge, q.ID)
	wants(t, err, register.Forbidden, access.CodeNationalDesk)
	if v != nil || !w.refusedLook(t, mother) {
		t.Errorf("of the protected is shown %+v, looks %+v", v, w.lookedAt(t, mother))
	}
}
