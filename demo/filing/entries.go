package filing

import (
	"samano/acts"
	"samano/demo/people"
	"samano/demo/population"
	"samano/register"
)

// id returns the client-made id of a person as payloads name it.
func (o *Office) id(i people.ID) string { return o.ids.subject(o.cell.People[i].Handle) }

// who names a parent who is in the register.
func (o *Office) who(i people.ID) *acts.Who {
	if i == 0 || o.cell.People[i].Handle == 0 {
		return nil
	}
	return &acts.Who{Person: o.id(i)}
}

// home returns the household in which somebody lives.
func (o *Office) home(i people.ID) *people.Household {
	return &o.cell.Households[o.cell.People[i].Home]
}

// office returns the office of the district in which somebody lives.
func (o *Office) office(i people.ID) register.OfficeID { return officeOf(o.home(i).Village) }

// today returns the day of the cell.
func (o *Office) today() register.Date { return register.Exact(o.cell.Today) }

var sexes = [...]register.Sex{population.Female: register.Female, population.Male: register.Male}

// Enrolment files the enrolment of somebody present: at the census, or on arrival. native says that
// they were born in the village where they live, since from when they live there.
func (o *Office) Enrolment(i people.ID, native bool, since register.Date) {
	p := &o.cell.People[i]
	village := o.home(i).Village
	e := acts.Enrolment{
		Name: o.cell.Names.Forms(p), Sex: sexes[p.Sex], Born: p.Recorded, Mother: o.who(p.Mother), Father: o.who(p.Father),
		Residence: &acts.NewResidence{Kind: register.Permanent, Dwelling: o.dwelling(p.Home), Since: since},
	}
	if b, known := p.Nation.Bond(""); known {
		e.Nationalities = []register.Nationality{b}
	}
	if p.Nation.Foreign() {
		e.BornAt.Country = p.Nation.Country()
		e.Status = o.permit(p)
	} else if native {
		e.BornAt.Code = village.Code
	}
	o.cell.Enter(i)
	e.As = o.id(i)
	var evidence []register.Evidence
	if p.Recorded.Basis == register.Documented {
		evidence = papers("identity-document")
	}
	o.declare(paper{kind: register.KindEnrolment, payload: e, office: officeOf(village), evidence: evidence, persons: []people.ID{i}})
}

// Birth files the birth of somebody who lives in a home.
func (o *Office) Birth(k people.ID, at register.Code, lag int) {
	p := &o.cell.People[k]
	payload := acts.Birth{
		Sex: sexes[p.Sex], Born: p.Recorded, Order: int(p.Order), Mother: o.who(p.Mother), Father: o.who(p.Father),
		Household: o.homeID(p.Home), Relation: o.cell.Relation(o.home(k).Head, k),
	}
	payload.BornAt.Code = at
	if !p.Unnamed {
		payload.Name = o.cell.Names.Forms(p)
	}
	if p.Nation.Foreign() {
		b, _ := p.Nation.Bond("birth")
		payload.Nationality = &b
	}
	o.cell.Enter(k)
	payload.As = o.id(k)
	persons := []people.ID{k, p.Mother}
	by := p.Mother
	if p.Father != 0 {
		persons = append(persons, p.Father)
		if o.cell.People[p.Father].Here() {
			by = p.Father
		}
	}
	o.declare(paper{kind: register.KindBirth, happened: p.Recorded, payload: payload, office: o.office(k), lag: lag, evidence: papers("birth-notice"), by: by, persons: persons, homes: []people.HomeID{p.Home}})
}

// Stillbirth files a stillbirth, which the register only counts.
func (o *Office) Stillbirth(mother people.ID, sex population.Sex, weeks, lag int) {
	v := o.home(mother).Village
	payload := acts.Stillbirth{Sex: sexes[sex], Weeks: weeks, Grams: 1000 + 200*(weeks-28), MotherAge: o.cell.People[mother].Age(o.cell.Today), LivesAt: v.Code}
	payload.At.Code = v.Code
	o.declare(paper{kind: register.KindStillbirth, payload: payload, office: officeOf(v), lag: lag})
}

// Foundling files that a child is found, who lives with the guardian from now on.
func (o *Office) Foundling(k people.ID, lag int) {
	o.cell.Enter(k)
	p := &o.cell.People[k]
	v := o.home(k).Village
	at := o.dwelling(p.Home)
	payload := acts.Foundling{
		As: o.id(k), Name: o.cell.Names.Forms(p), Sex: sexes[p.Sex], Born: p.Recorded, Dwelling: &at,
		Household: o.homeID(p.Home), Relation: "foster-child", Guardian: o.who(p.Guardian), Scope: "full",
	}
	payload.FoundAt.Code = v.Code
	o.declare(paper{kind: register.KindFoundling, payload: payload, office: officeOf(v), lag: lag, evidence: papers("police-report"), persons: []people.ID{k, p.Guardian}, homes: []people.HomeID{p.Home}})
}
