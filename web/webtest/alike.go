package webtest

import (
	"context"
	"testing"

	"samano/acts"
	"samano/office/application"
	"samano/register"
)

// Alike are two applications that enter somebody very like somebody who is there.
type Alike struct {
	// Woman was registered in Lao letters at one district, and comes again at the other
	// with a paper in Latin ones. Brother is the child of the Mother and the Father, as
	// is the one who is there.
	Woman, Brother application.Application
	// Who is there, by the number.
	There, ThereBrother register.Number
	// Again is how the woman is declared, for who declares her once more.
	Again acts.Enrolment
}

// Alike registers two people and declares two others; for a country that compares.
func (c *Country) Alike(t testing.TB) Alike {
	t.Helper()
	described := func(script register.Script, given, surname string) *acts.Who {
		return &acts.Who{Described: &acts.Described{Name: form(script, given, surname)}}
	}
	woman := acts.Enrolment{
		Name: form(register.Lao, "ບົວພັນ", "ຄຳວົງສາ"), Sex: register.Female, Born: register.Exact(register.DayOf(1987, 6, 12)), BornAt: acts.PlaceOf{Code: "0101001"},
		Mother: described(register.Lao, "ຈັນສຸກ", "ຄຳວົງສາ"), Father: described(register.Lao, "ບຸນເພັງ", "ຄຳວົງສາ"), Residence: home("0101001", "4"),
	}
	again := acts.Enrolment{
		Name: form(register.Latin, "Bouaphanh", "Khamvongsa"), Sex: register.Female, Born: register.Exact(register.DayOf(1987, 12, 6)), BornAt: acts.PlaceOf{Code: "0101001"},
		Mother: described(register.Latin, "Chansouk", "Khamvongsa"), Residence: home("0102001", "31"),
	}
	child := acts.Enrolment{
		Name: form(register.Lao, "ສົມພອນ", "ສີສຸລາດ"), Sex: register.Male, Born: register.Exact(register.DayOf(2019, 3, 8)), BornAt: acts.PlaceOf{Code: "0101001"},
		Mother: &acts.Who{Person: string(c.Mother)}, Father: &acts.Who{Person: string(c.Father)}, Residence: home("0101001", "12"),
	}
	brother := child
	brother.Name, brother.Born = form(register.Lao, "ສົມສັກ", "ສີສຸລາດ"), register.Exact(register.DayOf(2020, 3, 8))
	return Alike{
		There: c.Enters(t, woman), ThereBrother: c.Enters(t, child), Again: again,
		Woman: c.Comes(t, Other, again, "Bouaphanh"), Brother: c.Comes(t, Clerk, brother, "ບຸນທັນ"),
	}
}

func form(script register.Script, given, surname string) []register.NameForm {
	return []register.NameForm{{Script: script, Parts: []register.NamePart{{Given: given}, {Surname: surname}}}}
}

func home(village register.Code, house string) *acts.NewResidence {
	return &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: village, House: house}, Since: register.InYear(2021, register.Declared)}
}

func (c *Country) proposed(e acts.Enrolment) register.Proposal {
	e.As = "@" + string(c.ClientID())
	e.Nationalities = []register.Nationality{{State: register.NationalityHeld, Country: "LAO", Basis: "birth"}}
	p := c.Proposal(register.KindEnrolment, e)
	p.Evidence = []register.Evidence{{Kind: "identity-document", Note: "shelf 3"}}
	return p
}

// Enters registers somebody, another than those whom she is like, and gives the
// number.
func (c *Country) Enters(t testing.TB, e acts.Enrolment, like ...register.Number) register.Number {
	t.Helper()
	p := c.proposed(e)
	for _, n := range like {
		for _, code := range []string{register.CodePerhapsRegistered, register.CodeSurelyRegistered} {
			p.Accepted = append(p.Accepted, register.Accepted{Code: code, Field: "payload", Person: string(n), Reason: "ມາພ້ອມກັນ"})
		}
	}
	done := c.Must(t, p)
	id := register.PersonID(done[0].Subjects()[0].ID)
	found, err := c.Persons(context.Background(), c.Pass, id)
	must(t, err)
	return found[id].Number()
}

// Comes declares somebody, as an officer takes it.
func (c *Country) Comes(t testing.TB, at register.OfficerID, e acts.Enrolment, declarant string) application.Application {
	t.Helper()
	return c.Declared(t, at, c.proposed(e), declarant)
}

// Declared declares an act, as an officer takes it.
func (c *Country) Declared(t testing.TB, at register.OfficerID, p register.Proposal, declarant string) application.Application {
	t.Helper()
	ctx, who := context.Background(), c.Actor(t, at)
	in := application.DraftInput{ID: application.ID(c.ClientID()), Acts: []register.Proposal{p}, Declarant: application.Declarant{Name: declarant}}
	version, err := c.Clerk.SaveDraft(ctx, who, in, 0)
	must(t, err)
	_, err = c.Clerk.Declare(ctx, who, in.ID, version)
	must(t, err)
	out, err := c.Parts.Applications.Application(ctx, in.ID)
	must(t, err)
	return out
}

// Person returns somebody by the number.
func (c *Country) Person(t testing.TB, n register.Number) *register.Person {
	t.Helper()
	l, ok := acts.PersonLookup(string(n))
	if !ok {
		t.Fatalf("%s is no number", n)
	}
	found, err := c.Find(context.Background(), c.Pass, l)
	must(t, err)
	return found[0].Person
}
