package certificate_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"testing"

	"samano/access"
	"samano/acts"
	"samano/certificate"
	"samano/credential"
	"samano/internal/testenv"
	"samano/office"
	"samano/register"
)

// certify issues a copy at Chanthabuly.
func (w *world) certify(t *testing.T, kind register.Kind, act register.ActID) certificate.Copy {
	t.Helper()
	c, err := w.Certify(context.Background(), w.kham, certificate.Request{ID: certificate.CopyID(testenv.NewID()), Kind: kind, Act: string(act), Case: "REQ-7"})
	must(t, err)
	return c
}

func (w *world) standing(t *testing.T, c certificate.Copy) certificate.Standing {
	t.Helper()
	s, err := w.CopyStatus(context.Background(), c.ID)
	must(t, err)
	return s
}

// nameFact returns the key of somebody's present official name.
func nameFact(t *testing.T, p *register.Person) register.EffectRef {
	t.Helper()
	f, ok := p.Names.Last()
	if !ok {
		t.Fatal("nobody's name")
	}
	return f.Key
}

func TestACopyIsSupersededByWhatChangesItAndByNothingElse(t *testing.T) {
	w := newWorld(t)
	mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	p := w.BirthForm(t, string(mother.Number()), "2026-10-20")
	w.registered(t, p)
	kid := w.PersonCalled(t, testenv.Child(t, p))
	proven := func(pr register.Proposal) register.Proposal {
		for _, kind := range w.Law.Kinds[pr.Kind].Evidence.On(pr.Declared).Value {
			pr.Evidence = append(pr.Evidence, register.Evidence{Kind: kind, Note: "1"})
		}
		return pr
	}

	c := w.certify(t, "birth", p.ID)
	if s := w.standing(t, c); s != certificate.Valid {
		t.Fatalf("just issued, it is %v", s)
	}
	// An address and an old card are not on the paper.
	w.Must(t, proven(w.Proposal("move", acts.Move{Persons: []string{string(kid.Number())}, To: acts.Dwelling{Code: "0102001", House: "1"}})))
	w.Must(t, proven(w.Proposal("identifier", acts.Identifier{Person: string(mother.Number()), Opens: &register.Identifier{Kind: "old-card", Value: "1"}})))
	if s := w.standing(t, c); s != certificate.Valid {
		t.Errorf("acts that change nothing on the paper made it %v", s)
	}
	// The mother's name is.
	right := acts.CorrectedValue{Name: &acts.CorrectedName{Kind: register.OfficialName, Forms: testenv.Named("ຄຳພອນ", "")}}
	fix := w.Must(t, proven(w.Proposal("correction", acts.Correction{Person: string(mother.Number()), Fact: nameFact(t, w.PersonCalled(t, string(mother.Number()))), Right: right})))[0]
	if s := w.standing(t, c); s != certificate.Superseded {
		t.Errorf("after act %d corrected the mother's name it is %v", fix.Seq, s)
	}
	second := w.certify(t, "birth", p.ID)
	if second.Count != 2 || !slices.Contains(second.Lines, certificate.Line{Field: "mother", Lao: "ຄຳພອນ"}) || w.standing(t, second) != certificate.Valid {
		t.Errorf("the next copy is number %d and says %+v", second.Count, second.Lines)
	}
	// The correction is annulled: the first paper is right again, the second wrong.
	w.Must(t, proven(w.Proposal("annulment", acts.Annulment{Act: string(fix.ID), Reason: "ຜິດຄົນ"})))
	if s := w.standing(t, c); s != certificate.Valid {
		t.Errorf("the correction undone, the first copy is %v", s)
	}
	if s := w.standing(t, second); s != certificate.Superseded {
		t.Errorf("the correction undone, the second copy is %v", s)
	}
	// The birth itself is annulled.
	gone := w.Must(t, proven(w.Proposal("annulment", acts.Annulment{Act: string(p.ID), Reason: "ບໍ່ມີເດັກ", Decisions: decideAll(t, w, p.ID)})))[0]
	if s := w.standing(t, c); s != certificate.Superseded {
		t.Errorf("the birth annulled by act %d, the copy is %v", gone.Seq, s)
	}
	_, err := w.Certify(context.Background(), w.kham, certificate.Request{ID: certificate.CopyID(testenv.NewID()), Kind: "birth", Act: string(p.ID), Case: "REQ-8"})
	wants(t, err, register.Invalid, certificate.CodeCopyVoid)
}

// decideAll keeps every act that rests on one that is to be annulled.
func decideAll(t *testing.T, w *world, act register.ActID) []acts.DependentDecision {
	t.Helper()
	pr := w.Proposal("annulment", acts.Annulment{Act: string(act), Reason: "?"})
	e, err := w.Examine(context.Background(), w.Pass, []register.Proposal{pr})
	must(t, err)
	var out []acts.DependentDecision
	for _, f := range e.Results[0].Findings {
		if f.Code == "rests-on" {
			seq, err := strconv.ParseInt(f.Args["act"], 10, 64)
			must(t, err)
			out = append(out, acts.DependentDecision{Seq: register.Seq(seq), Do: acts.KeepAct, Reason: "ບໍ່ກ່ຽວ"})
		}
	}
	return out
}

func TestCopiesOfADeathAndAMarriage(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	man := w.Resident(t, "ບຸນ", register.Male, "1990-01-05", "0101001")
	woman := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	wed := register.Proposal{
		ID: register.ActID(testenv.NewID()), Kind: "marriage", Decision: register.Decision{By: register.ByOffice}, Happened: testenv.Date(t, "2026-10-30"),
		Evidence: []register.Evidence{{Kind: "joint-request", Note: "1"}, {Kind: "identity-document", Note: "2"}},
		Payload:  testenv.Payload(acts.Marriage{Spouses: [2]acts.Who{{Person: string(man.Number())}, {Person: string(woman.Number())}}, At: acts.PlaceOf{Code: "0101"}}),
	}
	w.registered(t, wed)
	c := w.certify(t, "marriage", wed.ID)
	for _, want := range []certificate.Line{
		{Field: "spouses", Of: 1, Lao: "ບຸນ"},
		{Field: "spouses", Of: 2, Lao: "ຄຳ"},
		{Field: "birth-dates", Of: 2, Date: "1995-04-12"},
		{Field: "marriage-date", Date: "2026-10-30"},
		{Field: "nationalities", Of: 1, Word: "LAO"},
	} {
		if !slices.Contains(c.Lines, want) {
			t.Errorf("the marriage certificate lacks %+v: %+v", want, c.Lines)
		}
	}
	checkQR(t, w, c, func(claims credential.Claims) {
		if claims.Person.Names.Full != "ບຸນ" || claims.Spouse.Names.Full != "ຄຳ" || claims.Event.Date != "2026-10-30" {
			t.Errorf("the code says %+v", claims)
		}
	})

	died := register.Proposal{
		ID: register.ActID(testenv.NewID()), Kind: "death", Decision: register.Decision{By: register.ByOffice}, Happened: testenv.Date(t, "2026-10-31"),
		Evidence: []register.Evidence{{Kind: "death-notice", Note: "1"}},
		Payload:  testenv.Payload(acts.Death{Person: string(man.Number()), Died: testenv.Date(t, "2026-10-31"), DiedAt: acts.PlaceOf{Code: "0101001"}}),
	}
	w.registered(t, died)
	// A death ends the marriage; that there was one stays true.
	if s := w.standing(t, c); s != certificate.Valid {
		t.Errorf("widowed, the marriage certificate is %v", s)
	}
	d, err := w.Certify(ctx, w.kham, certificate.Request{ID: certificate.CopyID(testenv.NewID()), Kind: "death", Person: string(man.Number()), Case: "REQ-2"})
	must(t, err)
	checkQR(t, w, d, func(claims credential.Claims) {
		if claims.Kind != credential.Death || claims.Event.Date != "2026-10-31" {
			t.Errorf("the code says %+v", claims)
		}
	})

	list, err := w.CopiesOf(ctx, w.kham, string(man.Number()), "REQ-3")
	must(t, err)
	if len(list) != 2 {
		t.Errorf("about him %d copies were issued", len(list))
	}
	wants(t, w.Revoke(ctx, w.noy, d.ID, ""), register.Invalid, register.CodeReasonMissing)
	wants(t, w.Revoke(ctx, w.noy, d.ID, "a\u202eb"), register.Invalid, register.CodeTextCharacter)
	must(t, w.Revoke(ctx, w.noy, d.ID, "ພິມຜິດ"))
	wants(t, w.Revoke(ctx, w.noy, d.ID, "ພິມຜິດ"), register.Conflict, certificate.CodeCopyRevoked)
	wants(t, w.Revoke(ctx, w.other, c.ID, "x"), register.NotFound, office.CodeNotTheirs)
	if s := w.standing(t, d); s != certificate.Revoked {
		t.Errorf("revoked, it is %v", s)
	}
}

func TestNothingOnTheExtractTellsOfAnAdoption(t *testing.T) {
	w := newWorld(t)
	mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	adopter := w.Resident(t, "ແສງ", register.Female, "1980-02-02", "0101001")
	p := w.BirthForm(t, string(mother.Number()), "2026-10-20")
	w.registered(t, p)
	before := w.certify(t, "birth", p.ID)
	adoption := w.Proposal("adoption", acts.Adoption{Child: testenv.Child(t, p), Mother: &acts.Who{Person: string(adopter.Number())}})
	adoption.Decision = register.Decision{By: register.ByCourtOrder, Authority: "0101", Reference: "A-1"}
	adoption.Evidence = []register.Evidence{{Kind: "parents-consent", Note: "1"}}
	var number register.Number
	for _, e := range w.Must(t, adoption)[0].Effects {
		if n, ok := e.Value.(register.Number); ok {
			number = n
		}
	}
	again := certificate.Request{ID: certificate.CopyID(testenv.NewID()), Kind: "birth", Act: string(p.ID), Case: "REQ-7"}
	_, err := w.Certify(context.Background(), w.kham, again)
	wants(t, err, register.NotFound, access.CodeNothingToShow)
	again.Act, again.Person = "", string(number)
	after, err := w.Certify(context.Background(), w.kham, again)
	must(t, err)
	if s := w.standing(t, before); s != certificate.Superseded {
		t.Errorf("the copy from before is %v", s)
	}
	var differ []string
	for i, l := range after.Lines {
		if l != before.Lines[i] {
			differ = append(differ, l.Field)
		}
	}
	if len(after.Lines) != len(before.Lines) || !slices.Equal(differ, []string{"act-number", "number", "mother", "office"}) || !slices.Contains(after.Lines, certificate.Line{Field: "mother", Lao: "ແສງ"}) {
		t.Errorf("after the adoption %v read otherwise: %+v", differ, after.Lines)
	}
}

func TestWhoMayNotCertify(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	p := w.BirthForm(t, string(mother.Number()), "2026-10-20")
	w.registered(t, p)
	req := certificate.Request{ID: certificate.CopyID(testenv.NewID()), Kind: "birth", Act: string(p.ID), Case: "REQ-1"}

	_, err := w.Certify(ctx, w.chief, req)
	if register.KindOf(err) != register.Forbidden {
		t.Errorf("a village reporter: %v", err)
	}
	no := req
	no.Case = ""
	_, err = w.Certify(ctx, w.kham, no)
	if register.KindOf(err) != register.Invalid {
		t.Errorf("without a case: %v", err)
	}
	no = req
	no.Kind = "enrolment"
	_, err = w.Certify(ctx, w.kham, no)
	wants(t, err, register.Invalid, certificate.CodeCopyKind)
	no = req
	no.Kind = "death" // of an act that is no death: whom it is about is not told
	_, err = w.Certify(ctx, w.kham, no)
	wants(t, err, register.NotFound, access.CodeNothingToShow)
	no = req
	no.Act, no.Person = "", string(mother.Number()) // enrolled: nobody registered her birth
	_, err = w.Certify(ctx, w.kham, no)
	wants(t, err, register.NotFound, certificate.CodeCopyNoAct)

	w.looks.Fail(errLooks)
	if c, err := w.Certify(ctx, w.kham, req); err == nil || c.QR != "" {
		t.Error("a certificate was issued without a look")
	}
	w.looks.Fail(nil)
	first, err := w.Certify(ctx, w.kham, req)
	must(t, err)
	again, err := w.Certify(ctx, w.kham, req)
	must(t, err)
	if again.QR != first.QR || again.Count != 1 {
		t.Errorf("asked again, copy %d is issued", again.Count)
	}
	_, err = w.Certify(ctx, w.noy, req)
	wants(t, err, register.Duplicate, certificate.CodeCopyReused)

	w.Must(t, w.Proposal("protection", acts.Protection{Person: string(mother.Number()), Article: "ມາດຕາ 9"}))
	no = req
	no.ID = certificate.CopyID(testenv.NewID())
	_, err = w.Certify(ctx, w.kham, no)
	var e *register.Error
	if !errors.As(err, &e) || e.Code != access.CodeNothingToShow {
		t.Errorf("of a protected woman's child the district prints %v", err)
	}
	if _, err := w.Certify(ctx, w.national, no); err != nil {
		t.Errorf("the national desk: %v", err)
	}
}

func TestACopyOfABirth(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	p := w.BirthForm(t, string(mother.Number()), "2026-10-20")
	w.registered(t, p)
	c, err := w.Certify(ctx, w.kham, certificate.Request{ID: certificate.CopyID(testenv.NewID()), Kind: "birth", Act: string(p.ID), Case: "REQ-1"})
	must(t, err)
	kid := w.PersonCalled(t, testenv.Child(t, p))
	for _, want := range []certificate.Line{
		{Field: "name", Lao: "ສົມພອນ", Latin: "Somphone"},
		{Field: "number", Word: string(kid.Number())},
		{Field: "birth-date", Date: "2026-10-20"},
		{Field: "mother", Lao: "ຄຳ"},
		{Field: "nationality", Word: "LAO"},
		{Field: "act-number", Word: "D0101/2026/1"},
		{Field: "birth-place", Lao: "ໜອງປິງ, ຈັນທະບູລີ, ນະຄອນຫຼວງວຽງຈັນ", Latin: "Nongping, Chanthabuly, Vientiane Capital"},
	} {
		if !slices.Contains(c.Lines, want) {
			t.Errorf("the certificate lacks %+v: %+v", want, c.Lines)
		}
	}
	checkQR(t, w, c, func(claims credential.Claims) {
		if claims.Person.Names.Full != "ສົມພອນ" || claims.Mother.Full != "ຄຳ" || claims.ActNumber != "D0101/2026/1" || claims.CopyCount != 1 {
			t.Errorf("the code says %+v", claims)
		}
	})
}

// A wife who has fled asked for a copy of the marriage where she now is: the list of her husband's
// copies does not say at which office.
func TestCopiesDoNotTellWhereSomebodyProtectedAsked(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	man := w.Resident(t, "ບຸນ", register.Male, "1990-01-05", "0101001")
	woman := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0102001")
	wed := w.Proposal(register.KindMarriage, acts.Marriage{Spouses: [2]acts.Who{{Person: string(man.Number())}, {Person: string(woman.Number())}}, At: acts.PlaceOf{Code: "0101"}})
	wed.Happened, wed.Evidence = testenv.Date(t, "2026-10-30"), []register.Evidence{{Kind: "joint-request", Note: "1"}, {Kind: "identity-document", Note: "2"}}
	w.registered(t, wed)
	for _, who := range []access.Actor{w.kham, w.other} {
		if _, err := w.Certify(ctx, who, certificate.Request{ID: certificate.CopyID(testenv.NewID()), Kind: "marriage", Act: string(wed.ID), Case: "REQ-1"}); err != nil {
			t.Fatal(err)
		}
	}
	told := func(who access.Actor, of *register.Person) (out []register.OfficeID) {
		list, err := w.CopiesOf(ctx, who, string(of.Number()), "REQ-3")
		must(t, err)
		for _, c := range list {
			if c.Kind != "marriage" || c.Standing != certificate.Valid || c.Count == 0 || c.IssuedAt.IsZero() || c.ID == "" {
				t.Errorf("a copy is %+v", c)
			}
			out = append(out, c.Office)
		}
		slices.Sort(out)
		return out
	}
	both := []register.OfficeID{w.kham.Office.ID, w.other.Office.ID}
	if got := told(w.kham, man); !slices.Equal(got, both) {
		t.Errorf("before the protection %q issued", got)
	}
	w.Must(t, w.Proposal(register.KindProtection, acts.Protection{Person: string(woman.Number()), Article: "art. 1"}))
	if got := told(w.kham, man); !slices.Equal(got, []register.OfficeID{"", w.kham.Office.ID}) {
		t.Errorf("of the husband is told that %q issued", got)
	}
	if got := told(w.national, woman); !slices.Equal(got, both) {
		t.Errorf("the national desk reads of her that %q issued", got)
	}
}

// Whose records were merged has one list of copies, under each number.
func TestCopiesOfAllRecordsStandTogether(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	p, _, kid := w.born(t)
	c := w.certify(t, "birth", p.ID)
	again := w.Resident(t, "ນ້ອຍ", kid.Sex(), "2026-10-20", "0101001")
	w.Must(t, w.Proposal(register.KindMerge, acts.Merge{Survivor: string(kid.Number()), Other: string(again.Number()), Reason: "x"}))
	for _, number := range []register.Number{kid.Number(), again.Number()} {
		list, err := w.CopiesOf(ctx, w.kham, string(number), "REQ-3")
		must(t, err)
		if len(list) != 1 || list[0].ID != c.ID {
			t.Errorf("under %s there are %+v", number, list)
		}
	}
}
