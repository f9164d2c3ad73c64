package filing

import (
	"slices"

	"samano/acts"
	"samano/demo/people"
	"samano/register"
)

// Marriage files the marriage of a woman with her husband. Where ages are known to the year only,
// the registrar confirms having seen other papers.
func (d *Desk) Marriage(i people.ID, on register.Date, lag int) {
	k := d.cell.People[i].Spouse
	w, m := &d.cell.People[i], &d.cell.People[k]
	if w.Handle == 0 || m.Handle == 0 {
		return
	}
	var accepted []register.Accepted
	evidence := papers("joint-request", "identity-document")
	for _, p := range [...]*people.Person{w, m} {
		least, most := p.AgeOn(on)
		switch {
		case most < 18:
			evidence = append(evidence, papers("parents-consent")...)
		case least < 18:
			accepted = []register.Accepted{{Code: register.CodeSpouseAgeUndetermined, Reason: "age known from the family book"}}
		}
	}
	village := d.home(i).Village
	office := officeOf(village)
	if w.Nation.Elsewhere() || m.Nation.Elsewhere() {
		office = aboveOf(village)
	}
	payload := acts.Marriage{Spouses: [2]acts.Who{{Person: d.id(k)}, {Person: d.id(i)}}}
	if on.Precision() == register.ToDay && on.Year > firstYearOfPlaces {
		payload.At.Code = village.Code
	}
	w.MarriageFiled, m.MarriageFiled = true, true
	d.declare(paper{kind: register.KindMarriage, happened: on, payload: payload, office: office, lag: lag, evidence: slices.Compact(evidence), accepted: accepted, persons: []people.ID{i, k}})
}

// firstYearOfPlaces is the year from which all units exist, see package places: earlier
// weddings name none.
const firstYearOfPlaces = 1976

// Divorce files the divorce of a couple.
func (d *Desk) Divorce(i, k people.ID, lag int) {
	payload := acts.Divorce{Person: d.id(i), Spouse: d.id(k)}
	d.declare(paper{kind: register.KindDivorce, payload: payload, office: d.office(i), lag: lag, evidence: papers("joint-request"), by: i, persons: []people.ID{i, k}})
}

// Naming files the name of a child.
func (d *Desk) Naming(k people.ID, lag int) {
	p := &d.cell.People[k]
	payload := acts.Naming{Person: d.id(k), Name: d.cell.Names.Forms(p)}
	d.declare(paper{kind: register.KindNaming, payload: payload, office: d.office(k), lag: lag, by: p.Mother, persons: []people.ID{k}})
}

// NameChange files the name that somebody has from now on.
func (d *Desk) NameChange(i people.ID, lag int) {
	payload := acts.NameChange{Person: d.id(i), Name: d.cell.Names.Forms(&d.cell.People[i])}
	d.declare(paper{kind: register.KindNameChange, payload: payload, office: d.office(i), lag: lag, evidence: papers("declaration"), by: i, persons: []people.ID{i}})
}

// Recognition files that its father declares a child to be his.
func (d *Desk) Recognition(k people.ID, lag int) {
	p := &d.cell.People[k]
	payload := acts.Recognition{Child: d.id(k), Role: register.Father, Parent: acts.Who{Person: d.id(p.Father)}}
	d.declare(paper{kind: register.KindRecognition, payload: payload, office: d.office(k), lag: lag, evidence: papers("declaration"), by: p.Father, persons: []people.ID{k, p.Father, p.Mother}})
}

// Guardianship files that a child's guardian has the care of it.
func (d *Desk) Guardianship(i people.ID, lag int) {
	head := d.cell.People[i].Guardian
	payload := acts.Guardianship{Person: d.id(i), Guardian: acts.Who{Person: d.id(head)}, Scope: "full"}
	d.declare(paper{kind: register.KindGuardianship, payload: payload, office: d.office(i), lag: lag, by: head, persons: []people.ID{i, head}})
}

// Death files a death of today at home.
func (d *Desk) Death(i people.ID, lag int) {
	p := &d.cell.People[i]
	home := d.home(i)
	payload := acts.Death{Person: d.id(i), Died: d.today()}
	payload.DiedAt.Code = home.Village.Code
	by := home.Head
	if by == i || p.Spouse != 0 {
		by = p.Spouse
	}
	d.declare(paper{kind: register.KindDeath, payload: payload, office: d.office(i), lag: lag, evidence: papers("death-notice"), by: by, persons: d.couple(i), homes: []people.HomeID{p.Home}})
}

// couple returns somebody and their spouse, if they have one.
func (d *Desk) couple(i people.ID) []people.ID {
	if s := d.cell.People[i].Spouse; s != 0 {
		return []people.ID{i, s}
	}
	return []people.ID{i}
}

// courtLag is how many days a decision of a court takes to the office.
const courtLag = 10

// court returns the reference of a court's decision.
func (d *Desk) court() string { return d.number(5) + "/" + digits(d.cell.Today.Year(), 4) }

// Missing files a court's decision that a person is missing.
func (d *Desk) Missing(i people.ID, since register.Day) {
	payload := acts.MissingPerson{Person: d.id(i), Since: register.Exact(since)}
	d.declare(paper{kind: register.KindMissing, payload: payload, office: d.office(i), lag: courtLag, court: d.court(), persons: []people.ID{i}})
}

// DeclaredDead files a court's decision that a missing person is dead.
func (d *Desk) DeclaredDead(i people.ID) {
	payload := acts.DeclaredDead{Person: d.id(i), Died: d.today()}
	d.declare(paper{kind: register.KindDeclaredDead, payload: payload, office: d.office(i), lag: courtLag, court: d.court(), persons: d.couple(i), homes: []people.HomeID{d.cell.People[i].Home}})
}
