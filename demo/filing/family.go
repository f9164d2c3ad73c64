package filing

import (
	"slices"

	"samano/acts"
	"samano/demo/people"
	"samano/register"
)

// Marriage files the marriage of a woman with her husband. Where ages are known to the year only,
// the registrar confirms having seen other papers.
func (o *Office) Marriage(i people.ID, on register.Date, lag int) {
	k := o.cell.People[i].Spouse
	w, m := &o.cell.People[i], &o.cell.People[k]
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
	village := o.home(i).Village
	office := officeOf(village)
	if w.Nation.Elsewhere() || m.Nation.Elsewhere() {
		office = aboveOf(village)
	}
	payload := acts.Marriage{Spouses: [2]acts.Who{{Person: o.id(k)}, {Person: o.id(i)}}}
	if on.Precision() == register.ToDay && on.Year > firstYearOfPlaces {
		payload.At.Code = village.Code
	}
	w.MarriageFiled, m.MarriageFiled = true, true
	o.declare(paper{kind: register.KindMarriage, happened: on, payload: payload, office: office, lag: lag, evidence: slices.Compact(evidence), accepted: accepted, persons: []people.ID{i, k}})
}

// firstYearOfPlaces is the year from which all units exist, see package places: earlier
// weddings name none.
const firstYearOfPlaces = 1976

// Divorce files the divorce of a couple.
func (o *Office) Divorce(i, k people.ID, lag int) {
	payload := acts.Divorce{Person: o.id(i), Spouse: o.id(k)}
	o.declare(paper{kind: register.KindDivorce, payload: payload, office: o.office(i), lag: lag, evidence: papers("joint-request"), by: i, persons: []people.ID{i, k}})
}

// Naming files the name of a child.
func (o *Office) Naming(k people.ID, lag int) {
	p := &o.cell.People[k]
	payload := acts.Naming{Person: o.id(k), Name: o.cell.Names.Forms(p)}
	o.declare(paper{kind: register.KindNaming, payload: payload, office: o.office(k), lag: lag, by: p.Mother, persons: []people.ID{k}})
}

// NameChange files the name that somebody has from now on.
func (o *Office) NameChange(i people.ID, lag int) {
	payload := acts.NameChange{Person: o.id(i), Name: o.cell.Names.Forms(&o.cell.People[i])}
	o.declare(paper{kind: register.KindNameChange, payload: payload, office: o.office(i), lag: lag, evidence: papers("declaration"), by: i, persons: []people.ID{i}})
}

// Recognition files that its father declares a child to be his.
func (o *Office) Recognition(k people.ID, lag int) {
	p := &o.cell.People[k]
	payload := acts.Recognition{Child: o.id(k), Role: register.Father, Parent: acts.Who{Person: o.id(p.Father)}}
	o.declare(paper{kind: register.KindRecognition, payload: payload, office: o.office(k), lag: lag, evidence: papers("declaration"), by: p.Father, persons: []people.ID{k, p.Father, p.Mother}})
}

// Guardianship files that a child's guardian has the care of it.
func (o *Office) Guardianship(i people.ID, lag int) {
	head := o.cell.People[i].Guardian
	payload := acts.Guardianship{Person: o.id(i), Guardian: acts.Who{Person: o.id(head)}, Scope: "full"}
	o.declare(paper{kind: register.KindGuardianship, payload: payload, office: o.office(i), lag: lag, by: head, persons: []people.ID{i, head}})
}

// Death files a death of today at home.
func (o *Office) Death(i people.ID, lag int) {
	p := &o.cell.People[i]
	home := o.home(i)
	payload := acts.Death{Person: o.id(i), Died: o.today()}
	payload.DiedAt.Code = home.Village.Code
	by := home.Head
	if by == i || p.Spouse != 0 {
		by = p.Spouse
	}
	o.declare(paper{kind: register.KindDeath, payload: payload, office: o.office(i), lag: lag, evidence: papers("death-notice"), by: by, persons: o.couple(i), homes: []people.HomeID{p.Home}})
}

// couple returns somebody and their spouse, if they have one.
func (o *Office) couple(i people.ID) []people.ID {
	if s := o.cell.People[i].Spouse; s != 0 {
		return []people.ID{i, s}
	}
	return []people.ID{i}
}

// courtLag is how many days a decision of a court takes to the office.
const courtLag = 10

// court returns the reference of a court's decision.
func (o *Office) court() string { return o.number(5) + "/" + digits(o.cell.Today.Year(), 4) }

// Missing files a court's decision that a person is missing.
func (o *Office) Missing(i people.ID, since register.Day) {
	payload := acts.MissingPerson{Person: o.id(i), Since: register.Exact(since)}
	o.declare(paper{kind: register.KindMissing, payload: payload, office: o.office(i), lag: courtLag, court: o.court(), persons: []people.ID{i}})
}

// DeclaredDead files a court's decision that a missing person is dead.
func (o *Office) DeclaredDead(i people.ID) {
	payload := acts.DeclaredDead{Person: o.id(i), Died: o.today()}
	o.declare(paper{kind: register.KindDeclaredDead, payload: payload, office: o.office(i), lag: courtLag, court: o.court(), persons: o.couple(i), homes: []people.HomeID{o.cell.People[i].Home}})
}
