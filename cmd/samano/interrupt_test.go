package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
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
