package office_test

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"samano/access"
	"samano/access/accesstest"
	"samano/acts"
	"samano/disclosure"
	"samano/internal/testenv"
	"samano/office"
	"samano/office/application"
	"samano/office/evidence"
	"samano/register"
)

// looksSince returns what was looked at since: subject, by whom, for which case, and whether it was
// refused.
func (w *world) looksSince(t testing.TB, n int) (out []access.Look) {
	t.Helper()
	all, err := w.looks.LooksFrom(context.Background(), accesstest.Pass(t), 0, 10_000)
	must(t, err)
	return all[n:]
}

func (w *world) looksSoFar(t testing.TB) int { t.Helper(); return len(w.looksSince(t, 0)) }

func subjectsOf(looks []access.Look, refused bool) (out []register.Ref) {
	for _, l := range looks {
		if l.Refused == refused {
			out = append(out, l.Subjects...)
		}
	}
	slices.SortFunc(out, func(a, b register.Ref) int { return int(a.ID - b.ID) })
	return slices.Compact(out)
}

// An adjudicator is shown whom the compared people name, and the look is at them too. Of those whom
// a protection covers only the national desk reads.
func TestAnAdjudicatorIsShownWhomTheComparedName(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	mother := w.alone(t, "ຄຳຫຼ້າ", "1950-01-01", "0102001", "40")
	daughter := func(e *acts.Enrolment) { e.Mother = &acts.Who{Person: string(mother.Number())} }
	there := w.entered(t, enrolment(boun, daughter))
	q := w.asked(t, w.declare(t, w.noy, draft(enrolment(boun, nil))))
	before := w.looksSoFar(t)
	v, err := w.Adjudication(ctx, w.judge, q.ID)
	must(t, err)
	if people := v.People.Open(); len(people) != 1 || people[mother.ID] == nil {
		t.Errorf("shown are %v", people)
	}
	for _, l := range w.looksSince(t, before) {
		if l.Case != string(q.ID) || l.Purpose != access.PurposeDuplicates || l.What != access.WhatPerson || l.Officer != "dao" || l.Refused {
			t.Errorf("the look is %+v", l)
		}
	}
	if got := subjectsOf(w.looksSince(t, before), false); !slices.Equal(got, []register.Ref{mother.Ref(), there.Ref()}) {
		t.Errorf("looked at are %v", got)
	}
	// The mother comes under protection: the daughter, who does not live with her, is shown without.
	w.protect(t, mother)
	before = w.looksSoFar(t)
	v, err = w.Adjudication(ctx, w.judge, q.ID)
	must(t, err)
	if len(v.People.Open()) != 0 || !slices.Equal(subjectsOf(w.looksSince(t, before), false), []register.Ref{there.Ref()}) {
		t.Errorf("shown are %v, looked at %+v", v.People.Open(), w.looksSince(t, before))
	}
	w.looks.Fail(errDesk)
	if v, err := w.Adjudication(ctx, w.judge, q.ID); err == nil || v != nil {
		t.Errorf("without a look it shows %+v", v)
	}
	w.looks.Fail(nil)
	w.protect(t, there)
	_, err = w.Adjudication(ctx, w.judge, q.ID)
	wants(t, err, register.Forbidden, access.CodeNationalDesk)
	before = w.looksSoFar(t)
	v, err = w.Adjudication(ctx, w.judgeAll, q.ID)
	must(t, err)
	if people := v.People.Open(); len(people) != 1 || people[mother.ID] == nil || !slices.Equal(subjectsOf(w.looksSince(t, before), false), []register.Ref{mother.Ref(), there.Ref()}) {
		t.Errorf("the desk is shown %v, and looked at %+v", people, w.looksSince(t, before))
	}
}

// A declared paper is for the national desk where the act names somebody protected, whoever is
// compared.
func TestAPaperOfWhatNamesTheProtected(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	w.registered(t, draft(w.BirthForm(t, string(mother.Number()), "2026-10-20")))
	e, err := w.Upload(ctx, w.noy, "birth-notice", bytes.NewReader(newPaper))
	must(t, err)
	p := w.BirthForm(t, string(mother.Number()), "2026-10-20")
	p.Evidence = []register.Evidence{e}
	a := w.declare(t, w.noy, draft(p))
	q := w.asked(t, a)
	before := w.looksSoFar(t)
	content, media, err := w.AdjudicationPaper(ctx, w.judge, q.ID, e.SHA256)
	if must(t, err); !bytes.Equal(content, newPaper) || media != evidence.PDF || !slices.Contains(subjectsOf(w.looksSince(t, before), false), mother.Ref()) {
		t.Errorf("%d bytes, looked at %+v", len(content), w.looksSince(t, before))
	}
	examined := w.Proposal("protection", acts.Protection{Person: string(mother.Number()), Article: "ມາດຕາ 9"})
	w.Must(t, examined)
	before = w.looksSoFar(t)
	content, media, err = w.AdjudicationPaper(ctx, w.judge, q.ID, e.SHA256)
	if wants(t, err, register.Forbidden, access.CodeNationalDesk); content != nil || media != "" || !slices.Contains(subjectsOf(w.looksSince(t, before), true), mother.Ref()) {
		t.Errorf("%d bytes are read of a protected mother; looks %+v", len(content), w.looksSince(t, before))
	}
	if now, err := w.desk.Adjudication(ctx, q.ID); err != nil || now.Office != "CENTRE" {
		t.Errorf("it is at %s, %v", now.Office, err)
	}
	if content, _, err = w.AdjudicationPaper(ctx, w.judgeAll, q.ID, e.SHA256); err != nil || !bytes.Equal(content, newPaper) {
		t.Errorf("the desk reads %d bytes, %v", len(content), err)
	}
}

// A decision looks at those of whom it tells: who stands in an act that falls with another is not
// looked at.
func TestADecisionLooksAtThoseOfWhomItTells(t *testing.T) {
	for _, together := range []bool{true, false} {
		w, ctx := newWorld(t), context.Background()
		man, woman := w.alone(t, "ບຸນ", "1940-01-01", "0101001", "30"), w.alone(t, "ຄຳ", "1995-04-12", "0101001", "31")
		died := w.Proposal("death", acts.Death{Person: string(man.Number()), Died: testenv.Date(t, "2026-10-21")})
		died.Evidence = []register.Evidence{{Kind: "death-notice", Note: "1"}}
		named := w.Proposal("name-change", acts.NameChange{Person: string(woman.Number()), Name: testenv.Named("ໃໝ່", "")})
		named.Evidence = []register.Evidence{{Kind: "declaration"}}
		in := draft(died, named)
		in.Together = together
		a := w.declare(t, w.noy, in)
		w.Must(t, w.Proposal("death", acts.Death{Person: string(man.Number()), Died: testenv.Date(t, "2026-10-19")}))
		before := w.looksSoFar(t)
		a, decided, err := w.Decide(ctx, w.kham, a.ID, a.Version, nil)
		must(t, err)
		if a.State != application.Declared || !slices.Contains(codes(decided[0].Findings), "already-dead") || len(decided[1].Findings) != 0 || (decided[1].Outcome != nil) == together {
			t.Fatalf("together %t: decided %+v", together, decided)
		}
		looks := w.looksSince(t, before)
		if got := subjectsOf(looks, false); !slices.Equal(got, []register.Ref{man.Ref()}) || looks[0].Case != string(a.ID) || looks[0].Purpose != office.PurposeQueue {
			t.Errorf("together %t: looked at %v, %+v", together, got, looks)
		}
	}
}

// What stops an act may tell of a protected relative, so it is handed in all the same, and the
// national desk decides about it.
func TestWhatIsStoppedByTheProtectedGoesToTheDesk(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.alone(t, "ຄຳ", "1970-04-01", "0101001", "30")
	as := "@" + string(w.ClientID())
	w.Must(t, w.Proposal("enrolment", acts.Enrolment{
		As: as, Name: testenv.Named("ລັບ", ""), Sex: register.Female, Born: testenv.Date(t, "1995-03-03"), Mother: &acts.Who{Person: string(mother.Number())},
		Residence: &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: "0102001", House: "88"}},
	}))
	daughter := w.PersonCalled(t, as)
	correction := func(day string) register.Proposal {
		return register.Proposal{
			ID: register.ActID(testenv.NewID()), Kind: "correction", Happened: testenv.Date(t, "2026-11-01"), Decision: register.Decision{By: register.ByOffice},
			Payload: testenv.Payload(acts.Correction{Person: string(mother.Number()), Fact: mother.Births[0].Key, Right: acts.CorrectedValue{Birth: &acts.CorrectedBirth{Date: testenv.Date(t, day)}}}),
		}
	}
	for day, want := range map[string]register.OfficeID{"2000-01-01": "CENTRE", "1971-01-01": "D0101"} {
		for protected := range 2 {
			if protected == 1 && !daughter.Protected() {
				w.protect(t, daughter)
				daughter = w.PersonCalled(t, as)
			}
			a, err := w.SaveDraft(ctx, w.noy, draft(correction(day)), 0)
			must(t, err)
			_, err = w.Declare(ctx, w.noy, a.ID, a.Version)
			if stopped := register.KindOf(err) == register.Invalid && err != nil; stopped != (day == "2000-01-01" && !daughter.Protected()) {
				t.Fatalf("a correction to %s: %v", day, err)
			}
			now := w.stored(t, a.ID)
			if expect := map[bool]register.OfficeID{true: want, false: "D0101"}[daughter.Protected()]; now.Office != expect {
				t.Errorf("a correction to %s, the daughter protected %t: decided at %s", day, daughter.Protected(), now.Office)
			}
		}
	}
}

// Each subject is shown before and after; a side that is withheld says why, and shows neither. Whoever did
// not type the application sees nothing of it where one of its acts names somebody protected.
func TestSidesOfAnApplication(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	here, far, secret := w.alone(t, "ຄຳ", "1990-01-01", "0101001", "30"), w.alone(t, "ແກ້ວ", "1991-01-01", "0102001", "31"), w.alone(t, "ລັບ", "1992-01-01", "0101001", "32")
	rename := func(p *register.Person) register.Proposal {
		q := w.Proposal("name-change", acts.NameChange{Person: string(p.Number()), Name: testenv.Named("ໃໝ່", "")})
		q.ID, q.Evidence = register.ActID(testenv.NewID()), []register.Evidence{{Kind: "declaration"}}
		return q
	}
	a := w.declare(t, w.noy, draft(rename(here), rename(secret), w.BirthForm(t, string(here.Number()), "2026-10-20"), w.BirthForm(t, string(far.Number()), "2026-10-20")))
	w.protect(t, secret)
	type side struct {
		withheld string
		before   bool
	}
	desk := access.CodeNationalDesk
	for name, test := range map[string]struct {
		who     access.Actor
		decides bool
		want    [4]side
		seen    []register.Ref
		refused []register.Ref
	}{
		"who took it, above whom the district decides": {w.noy, true, [4]side{{"", true}, {desk, true}, {"", false}, {"", false}}, []register.Ref{here.Ref(), far.Ref()}, []register.Ref{secret.Ref()}},
		"a post of the district":                       {testenv.ActorAt(w.noy.Office, "post", access.PostOfficer), false, [4]side{{desk, true}, {desk, true}, {desk, true}, {desk, true}}, []register.Ref{here.Ref(), far.Ref()}, []register.Ref{secret.Ref()}},
		"the province":                                 {w.province, true, [4]side{{desk, true}, {desk, true}, {desk, true}, {desk, true}}, []register.Ref{here.Ref(), far.Ref()}, []register.Ref{secret.Ref()}},
		"the national desk":                            {w.national, true, [4]side{{"", true}, {"", true}, {"", false}, {"", false}}, []register.Ref{here.Ref(), far.Ref(), secret.Ref()}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if now := w.stored(t, a.ID); now.Office != a.Office { // whoever opened it before has sent it to the desk
				now.Office, now.Version = a.Office, now.Version+1
				must(t, w.desk.PutApplication(ctx, now))
			}
			before := w.looksSoFar(t)
			v, err := w.Open(ctx, test.who, a.ID)
			must(t, err)
			if v.Decides != test.decides || len(v.Acts) != 4 || len(v.Existing) != 0 {
				t.Errorf("it decides %t, %d acts", v.Decides, len(v.Acts))
			}
			for n, want := range test.want {
				s := v.Acts[n].Sides[0]
				shown := want.withheld == ""
				if s.Withheld != want.withheld || (s.After.Open() != nil) != shown || (s.Before.Open() != nil) != (shown && want.before) || v.Acts[n].Before != nil {
					t.Errorf("act %d: withheld %q, before %t, after %t", n, s.Withheld, s.Before.Open() != nil, s.After.Open() != nil)
				}
				if shown && n < 2 && (disclosureName(t, s.Before) == disclosureName(t, s.After) || disclosureName(t, s.After) != "ໃໝ່") {
					t.Errorf("act %d: from %s to %s", n, disclosureName(t, s.Before), disclosureName(t, s.After))
				}
			}
			looks := w.looksSince(t, before)
			if got := subjectsOf(looks, false); !slices.Equal(got, test.seen) {
				t.Errorf("looked at %v, not %v", got, test.seen)
			}
			if got := subjectsOf(looks, true); !slices.Equal(got, test.refused) {
				t.Errorf("refused were looks at %v, not %v", got, test.refused)
			}
		})
	}
}

func disclosureName(t testing.TB, s disclosure.Seen[register.Subject]) string {
	t.Helper()
	return s.Open().(*register.Person).Official().Forms[0].String()
}

// What an office that decides nothing sees is of its own area; the officer who decides sees all
// whom the case names, with a case in the look.
func TestTheLookOfWhoOpensAnApplication(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	a := w.declare(t, w.chief, draft(w.BirthForm(t, string(mother.Number()), "2026-10-20")))
	for who, want := range map[string]string{"bounmy": "", "kham": string(a.ID)} {
		before := w.looksSoFar(t)
		v, err := w.Open(ctx, map[string]access.Actor{"bounmy": w.chief, "kham": w.kham}[who], a.ID)
		must(t, err)
		looks := w.looksSince(t, before)
		if len(looks) != 1 || looks[0].Officer != register.OfficerID(who) || looks[0].Case != want || looks[0].Purpose != office.PurposeQueue || looks[0].What != access.WhatPerson || v.Decides != (want != "") {
			t.Errorf("%s: the looks are %+v", who, looks)
		}
		if people := v.People.Open(); people[mother.ID] == nil {
			t.Errorf("%s is shown %v", who, people)
		}
	}
}
