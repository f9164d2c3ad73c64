package features

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/cucumber/godog"

	"samano/office/application"
	"samano/register"
)

func (w *world) appealSteps(sc *godog.ScenarioContext) {
	const officer = `(\p{Lu}\p{L}*) of ` + officePattern
	sc.Step(`^`+officer+` (decide|refuse|return|withdraw|declare|rewrite|appeal)s the application(?: because "([^"]+)")?$`, w.takesStep)
	sc.Step(`^`+officer+` may not (decide|refuse|return|withdraw|declare|rewrite|appeal) the application because of "([a-z-]+)"$`, w.mayNotTakeStep)
	sc.Step(`^the act was declared to (\p{Lu}\p{L}*)$`, w.declaredTo)
	sc.Step(`^`+officer+` submits the act of the application$`, w.submitsOfApplication)
	sc.Step(`^`+officer+` may not register the application because of "([a-z-]+)"$`, w.mayNotRegister)
	sc.Step(`^`+officer+` may not rule anew because of "([a-z-]+)"$`, w.mayNotRuleAnew)
}

// takesStep moves the last application on.
func (w *world) takesStep(name, officeName, step, reason string) error {
	c, a, err := w.application()
	if err != nil {
		return err
	}
	who, err := w.actor(name, officeName)
	if err != nil {
		return err
	}
	ctx, why := context.Background(), []application.Reason{{Act: -1, Text: reason}}
	switch step {
	case "decide":
		_, c.told, err = c.Decide(ctx, who, a.ID, a.Version, nil)
	case "refuse":
		_, err = c.Refuse(ctx, who, a.ID, a.Version, why)
	case "return":
		_, err = c.Return(ctx, who, a.ID, a.Version, why)
	case "withdraw":
		_, err = c.Withdraw(ctx, who, a.ID, a.Version, reason)
	case "declare":
		_, err = c.Declare(ctx, who, a.ID, a.Version)
	case "rewrite":
		in := application.DraftInput{ID: a.ID, Declarant: application.Declarant{Name: "Thongdy"}}
		for _, item := range a.Acts {
			in.Acts = append(in.Acts, item.Proposal)
		}
		_, err = c.SaveDraft(ctx, who, in, a.Version)
	case "appeal":
		_, err = c.Appeal(ctx, who, a.ID, a.Version, reason)
	}
	return err
}

func (w *world) mayNotTakeStep(name, officeName, step, code string) error {
	return refusedBy(code, w.takesStep(name, officeName, step, "a reason"))
}

// mayNotRegister decides the application and is stopped by a finding.
func (w *world) mayNotRegister(name, officeName, code string) error {
	if err := w.takesStep(name, officeName, "decide", ""); err != nil {
		return err
	}
	c, a, err := w.application()
	if err == nil && (a.State == application.Registered || len(c.told) != 1 || len(c.told[0].Findings) != 1 || c.told[0].Findings[0].Code != code) {
		return fmt.Errorf("the application is %s: %+v", a.State, c.told)
	}
	return err
}

// declaredTo holds whom the act of the last application names as who took the declaration.
func (w *world) declaredTo(name string) error {
	_, a, err := w.application()
	if err != nil {
		return err
	}
	act, err := w.reg.Act(context.Background(), w.pass, string(a.Acts[0].Proposal.ID))
	if err == nil && (act == nil || string(act.DeclaredTo) != strings.ToLower(name)) {
		err = fmt.Errorf("the act is %+v", act)
	}
	return err
}

// submitsOfApplication hands the act of the last application in as a file of acts does.
func (w *world) submitsOfApplication(name, officeName string) error {
	c, a, err := w.application()
	if err != nil {
		return err
	}
	who, err := w.actor(name, officeName)
	if err != nil {
		return err
	}
	p := a.Acts[0].Proposal
	p.Registrar, p.Office, p.Seen = who.Officer.ID, who.Office.ID, nil
	return w.submit(c, who, p)
}

// mayNotRuleAnew adds a ruling to the one that the officer has given.
func (w *world) mayNotRuleAnew(name, officeName, code string) error {
	c, a, err := w.application()
	if err != nil {
		return err
	}
	who, err := w.adjudicatorAt(name, officeName)
	if err != nil {
		return err
	}
	ctx := context.Background()
	ruled, err := c.desk.ListAdjudications(ctx, application.AdjudicationList{Application: a.ID, States: []application.AdjudicationState{application.Ruled}, Limit: 9})
	if err != nil {
		return err
	}
	for _, q := range ruled {
		if q.Rulings[0].By == who.Officer.ID {
			return refusedBy(code, c.Adjudicate(ctx, who, q.ID, application.RulingInput{Rulings: len(q.Rulings), Verdict: application.Same, Reason: "a reason"}))
		}
	}
	return fmt.Errorf("%s has ruled on nothing", name)
}

// refusedBy holds that a step was refused by that code.
func refusedBy(code string, err error) error {
	var e *register.Error
	if !errors.As(err, &e) || e.Code != code {
		return fmt.Errorf("the step came to %v, not to %s", err, code)
	}
	return nil
}
