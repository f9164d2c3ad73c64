package filing

import (
	"samano/acts"
	"samano/demo/people"
	"samano/demo/population"
	"samano/register"
)

// id returns the client-made id of a person as payloads name it.
func (d *Desk) id(i people.ID) string { return d.ids.subject(d.cell.People[i].Handle) }

// who names a parent who is in the register.
func (d *Desk) who(i people.ID) *acts.Who {
	if i == 0 || d.cell.People[i].Handle == 0 {
		return nil
	}
	return &acts.Who{Person: d.id(i)}
}

// home returns the household in which somebody lives.
func (d *Desk) home(i people.ID) *people.Household {
	return &d.cell.Households[d.cell.People[i].Home]
}

// office returns the office of the district in which somebody lives.
func (d *Desk) office(i people.ID) register.OfficeID { return officeOf(d.home(i).Village) }

// today returns the day of the cell.
func (d *Desk) today() register.Date { return register.Exact(d.cell.Today) }

var sexes = [...]register.Sex{population.Female: register.Female, population.Male: register.Male}

// Enrolment files the enrolment of somebody present: at the census, or on arrival. native says that
// they were born in the village where they live, since from when they live there.
func (d *Desk) Enrolment(i people.ID, native bool, since register.Date) {
	p := &d.cell.People[i]
	village := d.home(i).Village
	e := acts.Enrolment{
		Name: d.cell.Names.Forms(p), Sex: sexes[p.Sex], Born: p.Recorded, Mother: d.who(p.Mother), Father: d.who(p.Father),
		Residence: &acts.NewResidence{Kind: register.Permanent, Dwelling: d.dwelling(p.Home), Since: since},
	}
	if b, known := p.Nation.Bond(""); known {
		e.Nationalities = []register.Nationality{b}
	}
	if p.Nation.Foreign() {
		e.BornAt.Country = p.Nation.Country()
		e.Status = d.permit(p)
	} else if native {
		e.BornAt.Code = village.Code
	}
	d.cell.Enter(i)
	e.As = d.id(i)
	var evidence []register.Evidence
	if p.Recorded.Basis == register.Documented {
		evidence = papers("identity-document")
	}
	d.declare(paper{kind: register.KindEnrolment, payload: e, office: officeOf(village), evidence: evidence, persons: []people.ID{i}})
}

// Birth files the birth of somebody who lives in a home.
func (d *Desk) Birth(k people.ID, at register.Code, lag int) {
	p := &d.cell.People[k]
	payload := acts.Birth{
		Sex: sexes[p.Sex], Born: p.Recorded, Order: int(p.Order), Mother: d.who(p.Mother), Father: d.who(p.Father),
		Household: d.homeID(p.Home), Relation: d.cell.Relation(d.home(k).Head, k),
	}
	payload.BornAt.Code = at
	if !p.Unnamed {
		payload.Name = d.cell.Names.Forms(p)
	}
	if p.Nation.Foreign() {
		b, _ := p.Nation.Bond("birth")
		payload.Nationality = &b
	}
	d.cell.Enter(k)
	payload.As = d.id(k)
	persons := []people.ID{k, p.Mother}
	by := p.Mother
	if p.Father != 0 {
		persons = append(persons, p.Father)
		if d.cell.People[p.Father].Here() {
			by = p.Father
		}
	}
	d.declare(paper{kind: register.KindBirth, happened: p.Recorded, payload: payload, office: d.office(k), lag: lag, evidence: papers("birth-notice"), by: by, persons: persons, homes: []people.HomeID{p.Home}})
}

// Stillbirth files a stillbirth, which the register only counts.
func (d *Desk) Stillbirth(mother people.ID, sex population.Sex, weeks, lag int) {
	v := d.home(mother).Village
	payload := acts.Stillbirth{Sex: sexes[sex], Weeks: weeks, Grams: 1000 + 200*(weeks-28), MotherAge: d.cell.People[mother].Age(d.cell.Today), LivesAt: v.Code}
	payload.At.Code = v.Code
	d.declare(paper{kind: register.KindStillbirth, payload: payload, office: officeOf(v), lag: lag})
}

// Foundling files that a child is found, who lives with the guardian from now on.
func (d *Desk) Foundling(k people.ID, lag int) {
	d.cell.Enter(k)
	p := &d.cell.People[k]
	v := d.home(k).Village
	at := d.dwelling(p.Home)
	payload := acts.Foundling{
		As: d.id(k), Name: d.cell.Names.Forms(p), Sex: sexes[p.Sex], Born: p.Recorded, Dwelling: &at,
		Household: d.homeID(p.Home), Relation: "foster-child", Guardian: d.who(p.Guardian), Scope: "full",
	}
	payload.FoundAt.Code = v.Code
	d.declare(paper{kind: register.KindFoundling, payload: payload, office: officeOf(v), lag: lag, evidence: papers("police-report"), persons: []people.ID{k, p.Guardian}, homes: []people.HomeID{p.Home}})
}
