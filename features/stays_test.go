package features

import (
	"context"
	"fmt"
	"strings"

	"github.com/cucumber/godog"

	"samano/acts"
	"samano/register"
	"samano/stay"
)

func (w *world) staySteps(sc *godog.ScenarioContext) {
	const at = ` in (house \S+ in .+)`
	sc.Step(`^`+officePattern+` enters a notice that `+whoPattern+` stays`+at+` from `+datePattern+` to `+datePattern+`$`, w.entersNotice)
	sc.Step(`^on `+datePattern+` `+officePattern+` finds (nobody|\p{Lu}\p{L}*)`+at+`$`, w.findsGuest)
	sc.Step(`^`+officePattern+` may not find who stays`+at+`$`, w.mayNotFindGuests)
	sc.Step(`^the notices whose days are over are deleted$`, w.forgetsNotices)
}

// guests finds the notices of a dwelling on a day.
func (w *world) guests(day, officeName, dwelling string) (found []stay.Notice, d acts.Dwelling, err error) {
	who, err := w.actor("Somsak", officeName)
	if err != nil {
		return nil, d, err
	}
	on, err := parseDate(day)
	if err != nil {
		return nil, d, err
	}
	if d, err = w.parseDwelling(dwelling); err != nil {
		return nil, d, err
	}
	found, err = w.node.Stays.Find(context.Background(), who, d.Code, d.House, on.Earliest())
	return found, d, err
}

func (w *world) entersNotice(officeName, name, dwelling, from, until string) error {
	p, err := w.entered(name)
	if err != nil {
		return err
	}
	_, d, err := w.guests(from, officeName, dwelling)
	if err != nil {
		return err
	}
	who, err := w.actor("Somsak", officeName)
	if err != nil {
		return err
	}
	first, err := parseDate(from)
	if err != nil {
		return err
	}
	last, err := parseDate(until)
	if err != nil {
		return err
	}
	in := stay.Input{Code: d.Code, House: d.House, Guests: []stay.Guest{{Number: p.Number()}}, From: first.Earliest(), Until: last.Earliest()}
	_, err = w.node.Stays.Enter(context.Background(), who, in)
	return err
}

func (w *world) findsGuest(day, officeName, name, dwelling string) error {
	found, _, err := w.guests(day, officeName, dwelling)
	if err != nil {
		return err
	}
	var numbers []string
	for _, n := range found {
		for _, g := range n.Guests {
			numbers = append(numbers, string(g.Number))
		}
	}
	want := ""
	if name != "nobody" {
		p, err := w.entered(name)
		if err != nil {
			return err
		}
		want = string(p.Number())
	}
	if got := strings.Join(numbers, ", "); got != want {
		return fmt.Errorf("found are %q", got)
	}
	return nil
}

func (w *world) mayNotFindGuests(officeName, dwelling string) error {
	_, _, err := w.guests("1 November 2026", officeName, dwelling)
	if register.KindOf(err) != register.Forbidden {
		return fmt.Errorf("finding came to %w", err)
	}
	return nil
}

func (w *world) forgetsNotices() error {
	_, err := w.node.Stays.Forget(context.Background())
	return err
}
