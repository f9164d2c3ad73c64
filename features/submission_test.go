package features

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cucumber/godog"

	"samano/access"
	"samano/law"
	"samano/office/application"
	"samano/register"
	"samano/registrar"
)

func (w *world) submissionSteps(sc *godog.ScenarioContext) {
	sc.Step(`^the law asks for four eyes at an? `+kindPattern+` (from|until) `+datePattern+`$`, w.lawOfFourEyes)
	sc.Step(`^it is sent to `+officePattern+`$`, w.isSent)
	sc.Step(`^the findings say nothing of (.+)$`, w.saysNothingOf)
	sc.Step(`^`+officePattern+` submits(?: for `+officePattern+`)? an? `+kindPattern+`(?: of `+datePattern+`)?:$`, w.submits)
}

// lawOfFourEyes changes the pack in memory: a law that began or ended.
func (w *world) lawOfFourEyes(kind, which, day string) error {
	d, err := parseDate(day)
	if err != nil {
		return err
	}
	change := d.Earliest()
	if which == "until" {
		change = d.Latest() + 1
	}
	const article = "the scenario's own law"
	changed := *w.pack()
	changed.Kinds = maps.Clone(changed.Kinds)
	k := changed.Kinds[register.Kind(kind)]
	k.FourEyes = law.Rule[bool]{
		{Value: which == "until", From: register.FirstDay, Until: change, Article: article},
		{Value: which == "from", From: change, Until: register.LastDay, Article: article},
	}
	changed.Kinds[register.Kind(kind)] = k
	*w.law = changed
	return nil
}

// submits hands an act in as a file of acts does: without an application, by Somsak.
func (w *world) submits(officeName, other, kind, happened string, table *godog.Table) error {
	c, err := w.atCounter()
	if err != nil {
		return err
	}
	if other == "" {
		other = officeName
	}
	p, err := w.proposal(other, kind, happened, table)
	if err != nil {
		return err
	}
	who, err := w.actor("Somsak", officeName)
	if err != nil {
		return err
	}
	who.Officer.ID = p.Registrar
	c.last, c.who = "", who
	return w.submit(c, who, p)
}

// takersOf signs in who took a declaration, at the office of the act, unless that is nobody.
func (w *world) takersOf(p register.Proposal) ([]access.Actor, error) {
	i := slices.IndexFunc(w.offices(), func(o office) bool { return o.id == p.Office })
	if p.DeclaredTo == "" || p.DeclaredTo == "nobody" || i < 0 {
		return nil, nil
	}
	taker, err := w.actor(string(p.DeclaredTo), w.offices()[i].name)
	taker.Officer.ID = p.DeclaredTo
	return []access.Actor{taker}, err
}

// submit hands a proposal in and keeps what came of it.
func (w *world) submit(c *counter, who access.Actor, p register.Proposal) error {
	takers, err := w.takersOf(p)
	if err != nil {
		return err
	}
	told, err := c.Submit(context.Background(), who, []register.Proposal{p}, takers...)
	if err != nil {
		return err
	}
	if told[0].Application != "" {
		c.last = told[0].Application
	}
	var e *register.Error
	if errors.As(told[0].Err, &e) && (e.Kind == register.Duplicate || e.Kind == register.Forbidden) { // told by its code alone
		told[0].Findings = append(told[0].Findings, register.Blocked(e.Code, "id"))
	}
	w.asked, w.results, w.unread = []register.Proposal{p}, []registrar.Result{{Findings: told[0].Findings, Err: told[0].Err}}, true
	if told[0].Outcome != nil {
		w.results[0].Act, err = w.reg.Act(context.Background(), w.pass, string(p.ID))
	}
	return err
}

// isSent holds that nothing was registered, and that another office has to decide.
func (w *world) isSent(officeName string) error {
	o, err := w.officeNamed(officeName)
	if err != nil {
		return err
	}
	_, a, err := w.application()
	if err != nil || w.allIn() {
		return fmt.Errorf("nothing was sent: %s, %w", w.outcome(), err)
	}
	if a.State != application.Declared || a.Office != o.id {
		return fmt.Errorf("it is %s at %s", a.State, a.Office)
	}
	w.unread = false
	return nil
}

// saysNothingOf holds that a text is in none of the findings.
func (w *world) saysNothingOf(text string) error {
	d, err := parseDate(text)
	if err != nil {
		return err
	}
	told, err := json.Marshal(w.results[0].Findings)
	if err != nil {
		return err
	}
	if strings.Contains(string(told), d.EDTF()) {
		return fmt.Errorf("the findings are %s", told)
	}
	return nil
}
