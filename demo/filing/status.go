package filing

import (
	"samano/acts"
	"samano/demo/people"
	"samano/register"
)

// permit returns a foreigner's permit to reside.
func (o *Office) permit(p *people.Person) *register.ResidenceStatus {
	kind := "temporary-residence"
	if p.Since < o.cell.Today-7*365 {
		kind = "permanent-residence" // after seven years, as for the red book
	}
	return &register.ResidenceStatus{Kind: kind, Permit: "RP-" + o.number(6)}
}

// Permit files a new permit of a foreigner.
func (o *Office) Permit(i people.ID, lag int) {
	payload := acts.ResidenceStatus{Person: o.id(i), Opens: o.permit(&o.cell.People[i])}
	o.declare(paper{kind: register.KindResidenceStatus, payload: payload, office: o.office(i), lag: lag, evidence: papers("residence-permit"), by: i, persons: []people.ID{i}})
}

// Citizenship files that a foreigner is naturalised, or that a person of unknown
// nationality has that of the country.
func (o *Office) Citizenship(i people.ID, lag int) {
	p := &o.cell.People[i]
	payload := acts.Nationality{Person: o.id(i), Opens: &register.Nationality{State: register.NationalityHeld, Country: people.OfLaos.Country(), Basis: "determination"}}
	if p.Nation.Foreign() {
		payload.Opens.Basis = "naturalisation"
		held, _ := p.Nation.Bond("")
		payload.Ends = []register.Nationality{held}
	}
	p.Nation = people.OfLaos
	o.declare(paper{kind: register.KindNationality, payload: payload, office: aboveOf(o.home(i).Village), lag: lag, evidence: papers("nationality-decision"), by: i, persons: []people.ID{i}})
}

// BookIssue files a book of another class for a household, for one of its members.
func (o *Office) BookIssue(i people.ID, lag int) {
	home := o.home(i)
	h := o.cell.People[i].Home
	payload := acts.BookIssue{Household: o.homeID(h), Book: newBook(home, o.bookFor(i))}
	o.declare(paper{kind: register.KindBookIssue, payload: payload, office: officeOf(home.Village), lag: lag, by: home.Head, persons: []people.ID{i}, homes: []people.HomeID{h}})
}

// Passport files the number of a passport.
func (o *Office) Passport(i people.ID) {
	payload := acts.Identifier{Person: o.id(i), Opens: &register.Identifier{Kind: "passport", Issuer: "LAO", Value: "P" + o.number(7)}}
	o.declare(paper{kind: register.KindIdentifier, payload: payload, office: o.office(i), by: i, persons: []people.ID{i}})
}

// digits writes a number with leading zeros.
func digits(n, width int) string {
	b := make([]byte, width)
	for i := width - 1; i >= 0; i-- {
		b[i] = byte('0' + n%10)
		n /= 10
	}
	return string(b)
}
