package disclosure_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"samano/access"
	"samano/access/accesstest"
	"samano/acts"
	"samano/certificate"
	"samano/internal/testenv"
	"samano/law"
	"samano/office"
	"samano/office/application"
	"samano/reading"
	"samano/register"
)

// origin is a child whom Malai bore in Nakham, with whom it moved once, and whom a couple of Nongping
// adopted and gave another name.
type origin struct {
	*testenv.Country
	here, there access.Actor // registrars of the districts of the couple and of Malai
	beside      access.Actor // another of Malai's
	desk        access.Actor // a national registrar
	malai       *register.Person
	couple      [2]*register.Person
	brother     *register.Person
	as          string // how the birth named the child
	number      register.Number
	birth, move *register.Act
	sealed      *register.Act
	copy        certificate.Copy // issued before
	application application.ID   // of the birth
	before      time.Time        // when the child was Malai's
	child       *register.Person // now
	household   string           // of Malai
}

const (
	formerName, newName = "ນ້ອຍຄຳ", "ດາລາ"
	malaiName           = "ມະໄລ"
	keoName             = "ແກ້ວຕາ"
	bounName            = "ບຸນທອງ"
)

func newOrigin(t *testing.T) *origin {
	t.Helper()
	c := testenv.New(t, testenv.Options{Compare: true})
	c.FoundDistricts(t)
	o := &origin{Country: c}
	national := register.Office{ID: "CENTRE", Name: "Centre", Level: c.Law.Offices[0].Name}
	o.here = testenv.ActorAt(c.OpenOffice(t, "D0101", "district", "0101"), "kham", access.DistrictRegistrar)
	o.there = testenv.ActorAt(c.OpenOffice(t, "D0102", "district", "0102"), "noy", access.DistrictRegistrar)
	o.beside = testenv.ActorAt(o.there.Office, "phet", access.DistrictRegistrar)
	o.desk = testenv.ActorAt(national, "seng", access.NationalRegistrar, access.Adjudicator)
	c.Parts.Cases.(accesstest.Cases)["A-1"] = accesstest.Everybody(law.CaseApplication)
	o.malai, o.household = o.settles(t, malaiName, register.Female, "1985-05-02", "0102001")
	_, o.brother = o.born(t, "ຈັນທາ", register.Male, "2008-02-03")
	o.couple[0], _ = o.settles(t, keoName, register.Female, "1987-06-12", "0101001")
	o.couple[1], _ = o.settles(t, bounName, register.Male, "1985-05-03", "0101001")
	o.application, o.child = o.born(t, formerName, register.Female, "2010-07-07")
	o.number = o.child.Number()
	move := c.Proposal(register.KindMove, acts.Move{Persons: []string{string(o.malai.Number()), string(o.number), string(o.brother.Number())}, To: acts.Dwelling{Code: "0102002", House: "4"}, Whole: true})
	move.Office = "D0102"
	o.move = c.Must(t, move)[0]
	copied, err := c.Node.Certificates.Certify(t.Context(), o.there, certificate.Request{ID: certificate.CopyID(testenv.NewID()), Kind: register.KindBirth, Act: string(o.birth.ID), Case: "P-1"})
	if err != nil {
		t.Fatal(err)
	}
	o.copy, o.before = copied, c.Now()
	adoption := c.Proposal(register.KindAdoption, acts.Adoption{
		Child: string(o.number), Mother: &acts.Who{Person: string(o.couple[0].Number())}, Father: &acts.Who{Person: string(o.couple[1].Number())},
		Name: testenv.Named(newName, ""), Origin: "given up",
	})
	adoption.Office, adoption.Evidence = "D0101", []register.Evidence{{Kind: "court-decision"}}
	adoption.Decision = register.Decision{By: register.ByCourtOrder, Authority: "court", Reference: "80/26"}
	o.sealed = c.Must(t, adoption)[0]
	o.child = c.PersonCalled(t, string(o.newNumber(t)))
	return o
}

// settles enrols somebody with a household of their own, and says how that is named.
func (o *origin) settles(t *testing.T, name string, sex register.Sex, born, village string) (p *register.Person, household string) {
	t.Helper()
	as, household := "@"+string(o.ClientID()), "@"+string(o.ClientID())
	home := acts.Dwelling{Code: register.Code(village), House: "12"}
	enrol := o.Proposal(register.KindEnrolment, acts.Enrolment{
		As: as, Name: testenv.Named(name, ""), Sex: sex, Born: testenv.Date(t, born),
		Nationalities: []register.Nationality{{State: register.NationalityHeld, Country: "LAO"}},
		Residence:     &acts.NewResidence{Kind: register.Permanent, Dwelling: home},
	})
	o.Must(t, enrol, o.Proposal(register.KindHouseholdOpen, acts.HouseholdOpen{As: household, Dwelling: home, Members: []acts.NewMember{{Person: as, Relation: register.HeadRelation}}}))
	return o.PersonCalled(t, as), household
}

// born enters a child of Malai by an application.
func (o *origin) born(t *testing.T, name string, sex register.Sex, born string) (application.ID, *register.Person) {
	t.Helper()
	o.as = "@" + testenv.NewID()
	a := o.declared(t, register.KindBirth, born, acts.Birth{
		As: o.as, Name: testenv.Named(name, ""), Sex: sex, Born: testenv.Date(t, born), BornAt: acts.PlaceOf{Code: "0102001"}, Mother: &acts.Who{Person: string(o.malai.Number())},
	})
	_, decided, err := o.Node.Clerk.Decide(t.Context(), o.beside, a.ID, a.Version, nil)
	if err != nil || decided[0].Outcome == nil {
		t.Fatal(decided, err)
	}
	found, err := o.Documents.Act(t.Context(), o.Pass, string(decided[0].Outcome.Act))
	if err != nil {
		t.Fatal(err)
	}
	o.birth = found
	return a.ID, o.PersonCalled(t, o.as)
}

// declared declares something at Malai's district, and returns what its officer is shown of it.
func (o *origin) declared(t *testing.T, kind register.Kind, happened string, payload any) *office.View {
	t.Helper()
	in := application.DraftInput{ID: application.ID(testenv.NewID()), Declarant: application.Declarant{Name: "ບຸນທັນ"}, Acts: []register.Proposal{{
		ID: register.ActID(testenv.NewID()), Kind: kind, Happened: testenv.Date(t, happened), Decision: register.Decision{By: register.ByOffice},
		Evidence: []register.Evidence{{Kind: "birth-notice", Note: "1"}, {Kind: "joint-request", Note: "2"}, {Kind: "identity-document", Note: "3"}}, Payload: testenv.Payload(payload),
	}}}
	version, err := o.Node.Clerk.SaveDraft(t.Context(), o.there, in, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = o.Node.Clerk.Declare(t.Context(), o.there, in.ID, version); err != nil {
		t.Log(err)
	}
	shown, err := o.Node.Clerk.Open(t.Context(), o.there, in.ID)
	if err != nil {
		t.Fatal(err)
	}
	return shown
}

// newNumber reads the number that the adoption opened.
func (o *origin) newNumber(t *testing.T) register.Number {
	t.Helper()
	for _, e := range o.sealed.Effects {
		if n, ok := e.Value.(register.Number); ok {
			return n
		}
	}
	t.Fatal("the adoption gives no number")
	return ""
}

func text(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Whoever reads the one side learns nothing of the other, by whatever way of reading.
func TestSealedOriginInEveryWayOfReading(t *testing.T) {
	o := newOrigin(t)
	ctx, r := t.Context(), o.Node.Reading
	own := func(what access.What) access.Reason { return access.Reason{What: what, Purpose: "own-queue"} }
	onCase := func(what access.What) access.Reason {
		return access.Reason{What: what, Purpose: "registration", Case: "A-1"}
	}
	day := register.DayOf(2011, 1, 1)
	number, malai := string(o.child.Number()), string(o.malai.Number())
	if number == string(o.number) || number == "" {
		t.Fatalf("the child has the number %s, before %s", number, o.number)
	}
	// What would tell of where the child came from, and what of where it went.
	from := []string{formerName, malaiName, malai, string(o.number), "D0102", `"4"`, o.birth.Printed.String(), string(o.birth.ID)}
	where := []string{newName, keoName, number, string(o.couple[0].Number()), string(o.couple[1].Number()), "adoption"}
	person := func(who access.Actor, why func(access.What) access.Reason, what access.What, name string, m reading.Moment) func() (any, error) {
		return func() (any, error) { return r.Person(ctx, who, why(what), name, m) }
	}
	act := func(who access.Actor, why func(access.What) access.Reason, name string) func() (any, error) {
		return func() (any, error) {
			seen, err := r.Act(ctx, who, why(access.WhatAct), name)
			return seen.Open(), err
		}
	}
	proof := func(who access.Actor, why func(access.What) access.Reason, name, part string) func() (any, error) {
		return func() (any, error) {
			b, err := r.Proof(ctx, who, why(access.WhatAct), name, part)
			return string(b), err
		}
	}
	search := func(who access.Actor, name string) func() (any, error) {
		return func() (any, error) {
			hits, _, err := r.Search(ctx, who, onCase(access.WhatSearch), reading.Query{Name: name})
			return hits, err
		}
	}
	household := func(what access.What, m reading.Moment) func() (any, error) {
		return func() (any, error) { return r.Household(ctx, o.there, own(what), o.household, m) }
	}
	certify := func(who access.Actor, req certificate.Request) func() (any, error) {
		return func() (any, error) {
			req.ID, req.Kind, req.Case = certificate.CopyID(testenv.NewID()), register.KindBirth, "P-2"
			c, err := o.Node.Certificates.Certify(ctx, who, req)
			return []any{c.Lines, c.Printed, c.Office}, err
		}
	}
	for name, test := range map[string]struct {
		read    func() (any, error)
		without []string
		refused bool // as somebody, or an act, that there is not
	}{
		"the mother's page":                       {person(o.there, own, access.WhatPerson, malai, reading.Moment{}), append(where, formerName), false},
		"her page of a day before":                {person(o.there, own, access.WhatPerson, malai, reading.Moment{On: &day}), append(where, formerName), false},
		"her page as known before":                {person(o.there, own, access.WhatPerson, malai, reading.Moment{Known: &o.before}), append(where, formerName), false},
		"her history":                             {person(o.there, own, access.WhatHistory, malai, reading.Moment{}), append(where, formerName), false},
		"her household":                           {household(access.WhatHousehold, reading.Moment{}), append(where, formerName), false},
		"the former lines of her book":            {household(access.WhatHistory, reading.Moment{}), append(where, formerName), false},
		"her household as known before":           {household(access.WhatHousehold, reading.Moment{Known: &o.before}), append(where, formerName), false},
		"the child's page":                        {person(o.here, own, access.WhatPerson, number, reading.Moment{}), from, false},
		"its page of a day before":                {person(o.here, own, access.WhatPerson, number, reading.Moment{On: &day}), from, false},
		"its page as known before":                {person(o.here, own, access.WhatPerson, number, reading.Moment{Known: &o.before}), from, false},
		"its history":                             {person(o.here, own, access.WhatHistory, number, reading.Moment{}), from, false},
		"its history as known before":             {person(o.here, own, access.WhatHistory, number, reading.Moment{Known: &o.before}), from, false},
		"its page at the desk, for a case":        {person(o.desk, onCase, access.WhatPerson, number, reading.Moment{}), from, false},
		"the number known before, there":          {person(o.there, own, access.WhatPerson, string(o.number), reading.Moment{}), nil, true},
		"the number known before, here":           {person(o.here, own, access.WhatPerson, string(o.number), reading.Moment{}), nil, true},
		"the number known before, for a case":     {person(o.there, onCase, access.WhatPerson, string(o.number), reading.Moment{}), nil, true},
		"the number known before, at the desk":    {person(o.desk, onCase, access.WhatPerson, string(o.number), reading.Moment{}), nil, true},
		"the id that the birth gave":              {person(o.there, onCase, access.WhatPerson, o.as, reading.Moment{}), nil, true},
		"the birth by its id":                     {act(o.there, own, string(o.birth.ID)), nil, true},
		"the birth by its number on paper":        {act(o.there, own, o.birth.Printed.String()), nil, true},
		"the birth, for a case":                   {act(o.there, onCase, string(o.birth.ID)), nil, true},
		"the birth, by the couple's office":       {act(o.here, onCase, string(o.birth.ID)), nil, true},
		"the move of the family":                  {act(o.there, own, string(o.move.ID)), nil, true},
		"the adoption by the office that made it": {act(o.here, own, string(o.sealed.ID)), nil, true},
		"the adoption by the mother's office":     {act(o.there, onCase, o.sealed.Printed.String()), nil, true},
		"the proof of the birth":                  {proof(o.there, own, string(o.birth.ID), "payload"), nil, true},
		"the proof of its header":                 {proof(o.there, own, string(o.birth.ID), "header"), nil, true},
		"the proof of its effects on the child":   {proof(o.there, own, string(o.birth.ID), number), nil, true},
		"the proof of the move's on the mother":   {proof(o.there, own, string(o.move.ID), malai), nil, true},
		"the application of the birth": {func() (any, error) {
			return o.Node.Clerk.Open(ctx, o.there, o.application)
		}, where, false},
		"the application of the birth, by who decided it": {func() (any, error) {
			return o.Node.Clerk.Open(ctx, o.beside, o.application)
		}, append(where, formerName), false},
		"a search by the former name":              {search(o.there, formerName), append(where, formerName), false},
		"a search by the former name, at the desk": {search(o.desk, formerName), append(where, formerName), false},
		"a search by the new name":                 {search(o.here, newName), from, false},
		"a certificate by the former act":          {certify(o.there, certificate.Request{Act: o.birth.Printed.String()}), nil, true},
		"a certificate by the former number":       {certify(o.there, certificate.Request{Person: string(o.number)}), nil, true},
		"a certificate by the former id":           {certify(o.there, certificate.Request{Person: o.as}), nil, true},
		"a certificate of the child":               {certify(o.here, certificate.Request{Person: number}), []string{formerName, malaiName, malai, string(o.number), o.birth.Printed.String(), "D0102"}, false},
		"the copies of the child": {func() (any, error) {
			return o.Node.Certificates.CopiesOf(ctx, o.here, number, "P-3")
		}, []string{string(o.copy.ID)}, false},
		"the copies under the former number": {func() (any, error) {
			return o.Node.Certificates.CopiesOf(ctx, o.there, string(o.number), "P-3")
		}, nil, true},
		"the status of the first certificate": {func() (any, error) {
			s, err := o.Node.Certificates.CopyStatus(ctx, o.copy.ID)
			if s != certificate.Superseded {
				t.Errorf("the status of the first certificate is %q", s)
			}
			return nil, err
		}, nil, false},
	} {
		answer, err := test.read()
		switch {
		case test.refused && register.KindOf(err) != register.NotFound && !register.HasCode(err, access.CodeNationalDesk):
			t.Errorf("%s: %v, shown %s", name, err, text(t, answer))
		case test.refused:
			continue
		case err != nil:
			t.Errorf("%s: %v", name, err)
		}
		shown := text(t, answer)
		for _, word := range test.without {
			if strings.Contains(shown, word) {
				t.Errorf("%s tells of %q: %s", name, word, shown)
			}
		}
	}
}

// Whatever is declared that touches a sealed child, its office is told no more than of a stranger.
func TestWhatIsDeclaredTellsNothingOfASealedOrigin(t *testing.T) {
	o := newOrigin(t)
	codes := func(v *office.View) (out []string) {
		for _, f := range v.Acts[0].Findings {
			out = append(out, f.Code)
		}
		return out
	}
	var others []register.Proposal // so many that a day of birth alone is nobody's
	for range 2000 {
		others = append(others, o.Proposal(register.KindEnrolment, acts.Enrolment{Sex: register.Male, Born: testenv.Date(t, "1950"), Nationalities: []register.Nationality{{State: register.NationalityHeld, Country: "LAO"}}}))
	}
	for part := range slices.Chunk(others, 500) {
		o.Must(t, part...)
	}
	stranger, err := o.Scheme.Format(999_999)
	if err != nil {
		t.Fatal(err)
	}
	move := func(number string) any {
		return acts.Move{Persons: []string{number}, To: acts.Dwelling{Code: "0102001", House: "9"}}
	}
	unknown := o.declared(t, register.KindMove, "2026-11-01", move(stranger))
	if known := o.declared(t, register.KindMove, "2026-11-01", move(string(o.number))); !slices.Equal(codes(known), codes(unknown)) || known.State != unknown.State {
		t.Errorf("of the sealed number is told %v, of one that was never given %v", codes(known), codes(unknown))
	}

	again := o.declared(t, register.KindBirth, "2010-11-07", acts.Birth{
		As: "@" + testenv.NewID(), Name: testenv.Named("ສອນ", ""), Sex: register.Male, Born: testenv.Date(t, "2010-11-07"), BornAt: acts.PlaceOf{Code: "0102001"}, Mother: &acts.Who{Person: string(o.malai.Number())},
	})
	if again.Office != o.desk.Office.ID || again.State != application.Declared || slices.Contains(codes(again), "births-too-close") {
		t.Errorf("a birth four months after the sealed child's is %s at %s with %v", again.State, again.Office, codes(again))
	}
	if at, err := o.Node.Clerk.Open(t.Context(), o.desk, again.ID); err != nil || !slices.Contains(codes(at), "births-too-close") {
		t.Errorf("the national desk is told %+v, %v", at, err)
	}

	twice := o.declared(t, register.KindBirth, "2010-07-07", acts.Birth{
		As: "@" + testenv.NewID(), Name: testenv.Named(formerName, ""), Sex: register.Female, Born: testenv.Date(t, "2010-07-07"), BornAt: acts.PlaceOf{Code: "0102002"},
	})
	if twice.Office != o.there.Office.ID || twice.State != application.Declared {
		t.Errorf("a child of the former name is %s at %s with %v", twice.State, twice.Office, codes(twice))
	}
	_, decided, err := o.Node.Clerk.Decide(t.Context(), o.beside, twice.ID, twice.Version, nil)
	if err != nil || decided[0].Outcome == nil {
		t.Fatalf("it is not registered: %+v, %v", decided, err)
	}
	pairs, err := o.Parts.Applications.ListAdjudications(t.Context(), application.AdjudicationList{Limit: 9})
	if err != nil || len(pairs) != 1 || !pairs[0].IsPair() || pairs[0].Office != o.desk.Office.ID || !slices.Contains(pairs[0].People(), o.child.ID) {
		t.Errorf("adjudicators of the national desk are asked %+v, %v", pairs, err)
	}

	o.SetToday("2031-01-05")
	wed := o.declared(t, register.KindMarriage, "2031-01-05", acts.Marriage{Spouses: [2]acts.Who{{Person: string(o.brother.Number())}, {Person: string(o.child.Number())}}, At: acts.PlaceOf{Code: "0102"}})
	if wed.Office != o.desk.Office.ID || slices.Contains(codes(wed), "spouses-kin") {
		t.Errorf("the marriage of two who have one mother is %s at %s with %v", wed.State, wed.Office, codes(wed))
	}
	if at, err := o.Node.Clerk.Open(t.Context(), o.desk, wed.ID); err != nil || !slices.Contains(codes(at), "spouses-kin") {
		t.Errorf("the national desk is told %+v, %v", at, err)
	}
}

// A court opens what is sealed, by the number of before too; so does the person of age who asks; and nobody else.
func TestWhoOpensASealedOrigin(t *testing.T) {
	o := newOrigin(t)
	cases := o.Parts.Cases.(accesstest.Cases)
	its := []register.Ref{o.child.Ref()}
	cases["C-1"] = access.CaseScope{Kind: law.CaseCourt, Subjects: its}
	cases["C-2"] = access.CaseScope{Kind: law.CaseCourt, Subjects: []register.Ref{o.malai.Ref()}}
	cases["R-1"] = access.CaseScope{Kind: law.CaseRequest, Subjects: its, Self: true}
	cases["R-2"] = access.CaseScope{Kind: law.CaseRequest, Subjects: its}
	number := string(o.child.Number())
	opens := func(name string, who access.Actor, cause, asked, refused string) {
		t.Helper()
		got, err := o.Node.Reading.Origin(t.Context(), who, cause, asked)
		if refused != "" {
			if !register.HasCode(err, refused) {
				t.Errorf("%s: %v, want %q; shown %s", name, err, refused, text(t, got))
			}
			return
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		shown := text(t, got)
		for _, word := range []string{formerName, malaiName, string(o.malai.Number()), string(o.number), o.birth.Printed.String(), "given up", number} {
			if !strings.Contains(shown, word) {
				t.Errorf("%s tells nothing of %q: %s", name, word, shown)
			}
		}
		looks, err := o.Parts.Looks.LooksOf(t.Context(), o.Pass, its, register.LastDay, access.Newest, 1)
		if err != nil || len(looks) != 1 || looks[0].What != access.WhatOrigin || looks[0].Case != cause || !slices.Contains(looks[0].Subjects, o.malai.Ref()) {
			t.Errorf("%s: the look is %+v, %v", name, looks, err)
		}
	}
	opens("a court", o.desk, "C-1", number, "")
	opens("a court, by the number of before", o.desk, "C-1", string(o.number), "")
	opens("a court that asked for somebody else", o.desk, "C-2", number, register.CodePersonNotFound)
	opens("an order that there is not", o.desk, "C-3", number, access.CodeNoCourtOrder)
	opens("of whom nothing is sealed", o.desk, "C-2", string(o.malai.Number()), register.CodePersonNotFound)
	opens("a district", o.here, "C-1", number, access.CodePurposeNotYours)
	opens("the person, of sixteen", o.desk, "R-1", number, reading.CodeOriginSelf)
	o.SetToday("2028-07-08")
	opens("the person, of eighteen", o.desk, "R-1", number, "")
	opens("somebody else, then", o.desk, "R-2", number, reading.CodeOriginSelf)
}
