package office_test

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"samano/access"
	"samano/office/application"
	"samano/register"
)

// allowed is written out from the law of applications, apart from the code.
var allowed = map[application.State][]application.State{
	application.Draft:       {application.Declared, application.Withdrawn},
	application.Declared:    {application.Adjudicated, application.Returned, application.Refused, application.Withdrawn, application.Registered},
	application.Adjudicated: {application.Declared, application.Appealed, application.Refused, application.Withdrawn, application.Registered},
	application.Returned:    {application.Declared, application.Withdrawn},
	application.Refused:     {application.Appealed},
	application.Appealed:    {application.Adjudicated, application.Returned, application.Refused, application.Withdrawn, application.Registered},
	application.Withdrawn:   nil,
	application.Registered:  nil,
}

// TestAnyOrderOfSteps tries steps on an application in any order, each on the
// version before or on an old one. Whatever comes: what is not allowed is a typed
// error and changes nothing, the history is one unbroken line, and the application
// is registered exactly when its act is in the register.
func TestAnyOrderOfSteps(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	steps := slices.DeleteFunc(application.States(), func(s application.State) bool { return s == application.Adjudicated }) // no step of an officer
	rapid.Check(t, func(rt *rapid.T) {
		in := draft(w.BirthForm(t, string(mother.Number()), "2026-10-20"))
		accepted := map[register.ActID][]register.Accepted{in.Acts[0].ID: {
			{Code: "births-too-close", Reason: "ການທົດສອບ"}, {Code: "subject-changed-since", Reason: "ການທົດສອບ"},
		}}
		why := []application.Reason{{Act: -1, Text: "ເຫດຜົນ"}}
		a, err := w.SaveDraft(ctx, w.noy, in, 0)
		must(rt, err)
		deciders := []access.Actor{w.kham, w.province}
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			was, err := w.desk.Application(ctx, a.ID)
			must(rt, err)
			version := was.Version
			stale := rapid.IntRange(0, 5).Draw(rt, "stale") == 0
			if stale {
				version--
			}
			decider := rapid.SampledFrom(deciders).Draw(rt, "who")
			next := steps
			if on := slices.DeleteFunc(slices.Clone(allowed[was.State]), func(s application.State) bool { return s == application.Adjudicated }); len(on) > 0 && rapid.Bool().Draw(rt, "on") {
				next = on
			}
			to := rapid.SampledFrom(next).Draw(rt, "to")
			switch to {
			case application.Draft:
				_, err = w.SaveDraft(ctx, w.noy, in, max(version, 1))
			case application.Declared:
				_, err = w.Declare(ctx, w.noy, a.ID, version)
			case application.Returned:
				_, err = w.Return(ctx, decider, a.ID, version, why)
			case application.Refused:
				_, err = w.Refuse(ctx, decider, a.ID, version, why)
			case application.Appealed:
				_, err = w.Appeal(ctx, w.noy, a.ID, version, "ອຸທອນ")
			case application.Withdrawn:
				decider = rapid.SampledFrom([]access.Actor{w.noy, w.kham}).Draw(rt, "who withdraws")
				_, err = w.Withdraw(ctx, decider, a.ID, version, "ຖອນ")
			case application.Registered:
				_, _, err = w.Decide(ctx, decider, a.ID, version, accepted)
			}
			now, again := w.desk.Application(ctx, a.ID)
			must(rt, again)
			if err == nil && version != was.Version && (to != application.Draft || version > 0) && was.State != application.Registered {
				rt.Fatalf("a step to %s on version %d went through on version %d", to, version, was.Version)
			}
			check(rt, w, &was, &now, to, decider, err)
		}
	})
}

func check(t *rapid.T, w *world, was, now *application.Application, to application.State, decider access.Actor, err error) {
	legal := slices.Contains(allowed[was.State], to) || to == application.Draft && was.State.Editable()
	if err != nil {
		if !reflect.DeepEqual(mustJSON(was), mustJSON(now)) || len(was.History) != len(now.History) {
			t.Fatalf("%s to %s failed with %v and changed the application", was.State, to, err)
		}
		var e *register.Error
		if !errors.As(err, &e) || !slices.Contains([]register.ErrorKind{register.Conflict, register.Forbidden, register.NotFound}, e.Kind) {
			t.Fatalf("%s to %s: %v", was.State, to, err)
		}
		var illegal *application.TransitionError
		if errors.As(err, &illegal) && legal {
			t.Fatalf("%s to %s is called illegal", was.State, to)
		}
	} else {
		if !legal && !(to == application.Registered && was.State == application.Registered) {
			t.Fatalf("%s became %s", was.State, to)
		}
		if want := to; to != application.Draft && now.State != want {
			t.Fatalf("%s to %s led to %s", was.State, to, now.State)
		}
	}
	checkRefusers(t, now)
	before := application.State("")
	for i, c := range now.History {
		if c.From != before || i > 0 && !slices.Contains(allowed[c.From], c.To) {
			t.Fatalf("the history goes from %s over to %s after %s", c.From, c.To, before)
		}
		before = c.To
	}
	if before != now.State {
		t.Fatalf("the history ends at %s, the application is %s", before, now.State)
	}
	act, err := w.Act(context.Background(), w.Pass, string(now.Acts[0].Proposal.ID))
	must(t, err)
	if (act != nil) != (now.State == application.Registered) {
		t.Fatalf("the application is %s, its act in the register: %v", now.State, act != nil)
	}
}

// checkRefusers checks that whoever refused took no step once the declarant had appealed.
func checkRefusers(t *rapid.T, a *application.Application) {
	refused := map[register.OfficerID]bool{}
	for _, c := range a.History {
		if refused[c.By] && c.From != application.Refused {
			t.Fatalf("%s refused the application, and made it %s after %s", c.By, c.To, c.From)
		}
		refused[c.By] = refused[c.By] || c.To == application.Refused
	}
}

func mustJSON(a *application.Application) string {
	b, err := json.Marshal(a)
	if err != nil {
		panic(err)
	}
	return string(b)
}
