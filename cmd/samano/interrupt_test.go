package main

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"samano/register"
)

// Whoever stops a command is told so, and not to start a database that runs.
func TestACommandThatIsStopped(t *testing.T) {
	foundHouse(t)
	stopped, stop := context.WithCancel(t.Context())
	stop()
	for _, args := range [][]string{
		{"lots"},
		{"ledger", "verify"},
		{"place", "search", "x"},
		{"match", "eval", "../../match/testdata/fake_1000.csv"},
		{"match", "eval", "../../match/testdata/fake_1000.csv", "--people"},
		{"act", "submit", enrolments(t, 1), "--officer", "keo"},
		append(stated(enrolments(t, 1)), "--batch", "1"),
	} {
		t.Run(strings.Join(args[:1], " "), func(t *testing.T) {
			t.Setenv("SAMANO_PASSWORD", testPassword)
			t.Setenv("SAMANO_CONFIRM_PASSWORD", testPassword)
			var out, errs bytes.Buffer
			code := run(stopped, args, strings.NewReader(""), &out, &errs)
			if told := errs.String(); code != exitDown || !strings.Contains(told, "The command was stopped.") || strings.Contains(told, "Start the database") {
				t.Errorf("code %d: %s", code, told)
			}
		})
	}
}

// A server always ends by a signal: what fails while it stops has another cause.
func TestWhatFailsWhileAServerStops(t *testing.T) {
	stopped, stop := context.WithCancel(t.Context())
	stop()
	away := &register.Error{Kind: register.Unavailable, Op: "audit.Checkpoint"}
	for name, c := range map[string]struct {
		err  error
		want string
	}{"a command": {away, codeInterrupted}, "a server": {notBySignal{away}, ""}} {
		var e *register.Error
		if !errors.As(interrupted(stopped, c.err), &e) || e.Code != c.want {
			t.Errorf("%s ends with %v", name, e)
		}
	}
}
