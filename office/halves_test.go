package office_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"samano/access"
	"samano/office"
	"samano/office/application"
	"samano/office/evidence"
	"samano/register"
)

// newPaper is a paper that nobody has uploaded.
var newPaper = slices.Concat([]byte("%PDF-1.7\nxref\n0 0\n"), make([]byte, 2*evidence.ChunkBytes), []byte("\ntrailer<<>>\nstartxref\n9\n%%EOF\n"))

// kept tells what the desk keeps and how large the register is, without ids and times.
func (c *counter) kept(t testing.TB) string {
	t.Helper()
	ctx := context.Background()
	c.desk.failing = nil
	var lines []string
	all, err := c.desk.ListApplications(ctx, application.List{Limit: math.MaxInt})
	must(t, err)
	for _, a := range all {
		line := fmt.Sprintf("application %s, until %s, due %s, %d changes, being decided %t", a.State, a.Until, a.Due, len(c.stored(t, a.ID).History), a.Deciding != nil)
		for _, i := range a.Acts {
			line += fmt.Sprintf(", registered %t, distinct from %d", i.Outcome != nil, len(i.Distinct))
		}
		lines = append(lines, line)
	}
	asked, err := c.desk.ListAdjudications(ctx, application.AdjudicationList{Limit: math.MaxInt})
	must(t, err)
	for _, q := range asked {
		lines = append(lines, fmt.Sprintf("adjudication %s at %s with %d rulings", q.State, q.Office, len(q.Rulings)))
	}
	for _, sha := range []string{fmt.Sprintf("%x", sha256.Sum256(newPaper)), c.paper, forgotten} {
		f, err := c.desk.Evidence(ctx, sha)
		if register.KindOf(err) == register.NotFound {
			continue
		}
		uploaded, err := c.desk.Uploaded(ctx, sha, c.other.Officer.ID)
		must(t, err)
		lines = append(lines, fmt.Sprintf("paper of %d bytes in %d chunks, uploaded by the other %t", f.Size, f.Chunks, uploaded))
	}
	head, err := c.Country.Store.Head(ctx)
	must(t, err)
	slices.Sort(lines)
	return fmt.Sprintf("%d acts\n%s", head.Size, strings.Join(lines, "\n"))
}

// versions tells how often applications were written.
func (c *counter) versions(t testing.TB) string {
	t.Helper()
	all, err := c.desk.ListApplications(context.Background(), application.List{Limit: math.MaxInt})
	must(t, err)
	n := 0
	for _, a := range all {
		n += a.Version
	}
	return fmt.Sprintf("\n%d versions", n)
}

// writing is an errand that changes what the desk keeps.
type writing struct {
	do func(ctx context.Context, c *counter) error
	// steps: it is done in several writes, so that part of them may be kept; each part is harmless.
	steps bool
}

func upload(content func(c *counter) []byte) func(context.Context, *counter) error {
	return func(ctx context.Context, c *counter) error {
		_, err := c.Upload(ctx, c.other, "identity-document", bytes.NewReader(content(c)))
		return err
	}
}

// again makes a writing of an errand whose answer counts elsewhere.
func again(name string) func(context.Context, *counter) error {
	return func(ctx context.Context, c *counter) error {
		_, err := errands[name].do(ctx, c)
		return err
	}
}

var writings = map[string]writing{
	"uploading a paper":               {upload(func(*counter) []byte { return newPaper }), true},
	"uploading a paper that is there": {upload(func(c *counter) []byte { return c.content }), true},
	"declaring":                       {again("declaring"), true},
	"registering":                     {again("registering"), true},
	"refusing":                        {again("refusing"), false},
	"returning":                       {again("returning"), false},
	"appealing":                       {again("appealing"), false},
	"withdrawing":                     {again("withdrawing"), false},
	"ruling that it is another":       {again("ruling that it is another"), false},
	"ruling that it is the same":      {again("ruling that it is the same"), false},
	"asking about a pair":             {again("asking about a pair"), false},
	"saving and declaring": {func(ctx context.Context, c *counter) error {
		_, err := c.handIn(ctx, c.papered)
		return err
	}, true},
	"looking at what is registered and not noted": {again("one that is registered and not noted"), false},
	"saving a draft":     {again("saving a draft"), false},
	"completing a draft": {again("completing a draft"), false},
	"deleting what nobody came back for": {func(ctx context.Context, c *counter) error {
		_, _, err := c.PruneDrafts(ctx)
		return err
	}, true},
	"submitting about the protected": {func(ctx context.Context, c *counter) error {
		told, err := c.Submit(ctx, c.kham, []register.Proposal{c.coveredSent})
		if err == nil && told[0].Application == "" {
			err = fmt.Errorf("it came to %+v", told[0])
		}
		return err
	}, false},
	"ruling on somebody who is protected since": {func(ctx context.Context, c *counter) error {
		_, err := c.Adjudicate(ctx, c.judge, c.askedOfProtected.ID, another("ອື່ນ"))
		if isKind(err, register.Forbidden, access.CodeNationalDesk) || isKind(err, register.NotFound, office.CodeNotTheirs) {
			err = nil // it was sent to the national desk
		}
		return err
	}, false},
}

func isKind(err error, kind register.ErrorKind, code string) bool {
	var e *register.Error
	return errors.As(err, &e) && e.Kind == kind && e.Code == code
}

// Of every errand each write of the desk fails in turn, or is done and its answer is lost. Who did
// the errand is told of an outage; what is kept is what was there before, or all of it; and the
// errand once more comes to one result, or to the answer that it is done already.
func TestEveryWriteThatFailsLeavesNothingHalf(t *testing.T) {
	for name, e := range writings {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t)
			before := c.kept(t)
			c.desk.failing = &failingCall{at: math.MaxInt}
			must(t, e.do(context.Background(), c))
			calls := c.desk.failing.calls
			done := c.kept(t)
			if len(calls) == 0 {
				t.Fatal("it writes nothing")
			}
			for n, call := range calls {
				for _, lost := range []bool{false, true} {
					at := fmt.Sprintf("%s (%d) fails, done %t", call, n, lost)
					c := newCounter(t)
					c.desk.failing = &failingCall{at: n, lost: lost}
					err := e.do(context.Background(), c)
					left := c.kept(t)
					if err == nil && left != done {
						t.Errorf("%s, and it is told as done. Kept is\n%s\nnot\n%s", at, left, done)
					}
					if err != nil && !errors.Is(err, errDesk) {
						t.Errorf("%s: it is told as %v", at, err)
					}
					if want := map[bool]string{false: before, true: done}[lost]; !e.steps && left != want {
						t.Errorf("%s. Kept is\n%s\nnot\n%s", at, left, want)
					}
					if err := e.do(context.Background(), c); err != nil && !(lost && register.KindOf(err) == register.Conflict) {
						t.Errorf("%s: once more it comes to %v", at, err)
					}
					if got := c.kept(t); got != done {
						t.Errorf("%s: once more it comes to\n%s\nnot\n%s", at, got, done)
					}
				}
			}
		})
	}
}
