package features

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cucumber/godog"

	"samano/access"
	"samano/reading"
	shown "samano/reading/view"
	"samano/register"
)

func (w *world) disclosureSteps(sc *godog.ScenarioContext) {
	const forCase = `(?: (for a case|without a case|for the application))?`
	sc.Step(`^`+officePattern+` reads `+whoPattern+forCase+`$`, w.readsPerson)
	sc.Step(`^`+officePattern+` may not read `+whoPattern+forCase+` because of "([a-z-]+)"$`, w.mayNotRead)
	sc.Step(`^`+officePattern+` (finds|does not find) `+whoPattern+` by name`+forCase+`$`, w.findsByName)
	sc.Step(`^`+officePattern+` (reads|does not read) on `+whoPattern+`'s page of `+whoPattern+`$`, w.readsOnPage)
	sc.Step(`^`+officePattern+` reads`+forCase+` that `+whoPattern+` lives in (.+)$`, w.readsHomes)
	sc.Step(`^in `+whoPattern+`'s history `+officePattern+` reads of an? `+kindPattern+` at (.+)$`, w.readsOffices)
}

// reader is an officer of an office who reads, and the reason.
func (w *world) reader(officeName, forCase string, what access.What) (*reading.Service, access.Actor, access.Reason, error) {
	if _, err := w.atCounter(); err != nil {
		return nil, access.Actor{}, access.Reason{}, err
	}
	who, err := w.actor("Somsak", officeName)
	why := access.Reason{What: what, Purpose: "own-queue"}
	switch forCase {
	case "without a case":
	case "for the application":
		why.Case = string(w.counter.last)
	default: // for one that opens everybody
		why.Case = "A-1"
	}
	return w.node.Reading, who, why, err
}

func (w *world) page(officeName, name, forCase string) (*reading.Person, error) {
	room, who, why, err := w.reader(officeName, forCase, access.WhatPerson)
	if err != nil {
		return nil, err
	}
	return room.Person(context.Background(), who, why, w.name(name), reading.Moment{})
}

func (w *world) readsPerson(officeName, name, forCase string) error {
	_, err := w.page(officeName, name, forCase)
	return err
}

func (w *world) mayNotRead(officeName, name, forCase, code string) error {
	_, err := w.page(officeName, name, forCase)
	var e *register.Error
	if !errors.As(err, &e) || e.Code != code {
		return fmt.Errorf("reading came to %w, not to %s", err, code)
	}
	return nil
}

func (w *world) findsByName(officeName, finds, name, forCase string) error {
	room, who, why, err := w.reader(officeName, forCase, access.WhatSearch)
	if err != nil {
		return err
	}
	p, err := w.entered(name)
	if err != nil {
		return err
	}
	hits, _, err := room.Search(context.Background(), who, why, reading.Query{Name: name})
	if err != nil {
		return err
	}
	found := slices.ContainsFunc(hits, func(h reading.Hit) bool { return h.Number == p.Number() })
	if want := finds == "finds"; found != want {
		return fmt.Errorf("%s is found: %t", name, found)
	}
	return nil
}

func (w *world) readsOnPage(officeName, reads, whose, name string) error {
	page, err := w.page(officeName, whose, "for a case")
	if err != nil {
		return err
	}
	p, err := w.entered(name)
	if err != nil {
		return err
	}
	text, err := json.Marshal(page)
	if err != nil {
		return err
	}
	lao, _ := p.Official().In(register.Lao)
	for _, secret := range []string{string(p.Number()), lao.String()} {
		if got, want := strings.Contains(string(text), secret), reads == "reads"; got != want {
			return fmt.Errorf("the page of %s has %q: %t, in %s", whose, secret, got, text)
		}
	}
	return nil
}

func (w *world) readsHomes(officeName, forCase, name, places string) error {
	page, err := w.page(officeName, name, forCase)
	if err != nil {
		return err
	}
	var got []string
	for _, f := range page.Facts {
		if h, ok := f.Value.(shown.Home); ok && f.Field == register.FieldResidence {
			village, _, _ := strings.Cut(h.Place.Latin, ",")
			got = append(got, village)
		}
	}
	if want := strings.Split(places, " and "); !slices.Equal(got, want) {
		return fmt.Errorf("%s is shown to live in %v", name, got)
	}
	return nil
}

// readsOffices says at which office an act of a history was registered, as a reader is told.
func (w *world) readsOffices(name, officeName, kind, want string) error {
	room, who, why, err := w.reader(officeName, "for a case", access.WhatHistory)
	if err != nil {
		return err
	}
	page, err := room.Person(context.Background(), who, why, w.name(name), reading.Moment{})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(page.History, func(e reading.Entry) bool { return string(e.Kind) == strings.ReplaceAll(kind, " ", "-") })
	if i < 0 {
		return fmt.Errorf("there is no %s in %v", kind, page.History)
	}
	told := page.History[i]
	if want == "no office" {
		if told.Office != "" || told.Registrar != "" || told.Printed != "" {
			return fmt.Errorf("it tells of %s, %s, %s", told.Office, told.Registrar, told.Printed)
		}
		return nil
	}
	o, err := w.officeNamed(want)
	if err == nil && told.Office != o.id {
		err = fmt.Errorf("it tells of office %q", told.Office)
	}
	return err
}
