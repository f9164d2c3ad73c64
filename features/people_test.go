package features

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/cucumber/godog"

	"samano/register"
)

// census is the day on which people of a scenario entered the register, unless
// they were born later.
var census = register.DayOf(2005, time.March, 1)

// peopleLive enrols people as one household; the first is the head.
func (w *world) peopleLive(place string, table *godog.Table) error {
	return w.enrol(place, table)
}

func (w *world) peopleEnrolled(table *godog.Table) error { return w.enrol("", table) }

func (w *world) enrol(place string, table *godog.Table) error {
	var members []string
	for _, row := range table.Rows[1:] {
		cells := make(map[string]string, len(row.Cells))
		for i, c := range row.Cells {
			cells[table.Rows[0].Cells[i].Value] = c.Value
		}
		born, err := parseDate(cells["born"])
		if err != nil && cells["born"] != "" {
			return err
		}
		since := max(census, born.Latest())
		if born.Precision() == register.Unknown {
			since = census
		}
		relation := cells["relation"]
		delete(cells, "relation")
		p := register.Proposal{
			ID: register.ActID(w.uuid()), Kind: "enrolment", Declared: since, Happened: register.Exact(since),
			Decision: register.Decision{By: register.ByOffice}, Office: w.offices()[0].id, DeclaredTo: "Vilay", Registrar: "Somsak",
		}
		var rows [][2]string
		for _, k := range slices.Sorted(maps.Keys(cells)) {
			if field := plural[k]; cells[k] != "" && field != "" {
				rows = append(rows, [2]string{field, cells[k]})
			} else if cells[k] != "" {
				rows = append(rows, [2]string{k, cells[k]})
			}
		}
		if place != "" {
			rows = append(rows, [2]string{"residence", "permanent in " + place + " since " + sayDate(register.Exact(since))})
		}
		if err := w.must(p, rows); err != nil {
			return err
		}
		if relation == "" {
			relation = "head"
		}
		members = append(members, firstWord(cells["name"])+" as "+relation+" since "+sayDate(register.Exact(since)))
	}
	if place == "" {
		return nil
	}
	p := register.Proposal{
		ID: register.ActID(w.uuid()), Kind: "household-open", Declared: w.today, Happened: register.Exact(census),
		Decision: register.Decision{By: register.ByOffice}, Office: w.offices()[0].id, DeclaredTo: "Vilay", Registrar: "Somsak",
	}
	head := firstWord(members[0])
	rows := [][2]string{{"as", "household of " + head}, {"dwelling", place}, {"members", strings.Join(members, ", ")}}
	return w.must(p, rows)
}

// plural are the columns that a person has one of in a scenario and several of in
// the form.
var plural = map[string]string{"nationality": "nationalities", "identifier": "identifiers"}

// must hands in an act that is no part of what the scenario shows.
func (w *world) must(p register.Proposal, rows [][2]string) error {
	if err := w.fill(&p, rows); err != nil {
		return err
	}
	if err := w.hand(false, p); err != nil {
		return err
	}
	return w.isRegistered()
}
