package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"samano/access"
	"samano/access/accesstest"
	"samano/acts"
	"samano/audit"
	"samano/node"
	"samano/node/open"
	"samano/office/lines"
	"samano/office/lot"
	"samano/register"
	"samano/registrar"
	"samano/store/sqlstore"
)

// childVariable makes the test binary behave as the program: what is killed must
// be a process of its own. Scripts do so by the name under which they call it.
const childVariable = "SAMANO_TEST_CHILD"

func TestMain(m *testing.M) {
	switch os.Getenv(childVariable) {
	case "":
		testscript.Main(m, map[string]func(){"samano": main})
	case "samano":
		os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	case "submit":
		os.Exit(submitChild(os.Args[1]))
	case "load":
		os.Exit(loadChild(os.Args[1], os.Args[2], os.Args[3]))
	}
}

// opened is a register with its parts, of which commands know nothing.
type opened struct {
	*node.Node
	parts     node.Parts
	registrar *registrar.Registrar
}

func (g *Globals) opened(ctx context.Context, mode node.Mode) (*opened, error) {
	j, err := open.WithParts(ctx, g.place(), open.How{Mode: mode, Passphrase: g.unlocking})
	if err != nil {
		return nil, err
	}
	return &opened{j.Node, j.Parts, j.Registrar}, nil
}

func (g *Globals) foundOpened(ctx context.Context, f open.Founding) (*opened, error) {
	if err := open.Found(ctx, g.place(), f); err != nil {
		return nil, err
	}
	return g.opened(ctx, node.Serving)
}

// submitChild is `act submit` for an officer who has signed in already: hashing a
// password at each of a hundred starts would be most of the test.
func submitChild(file string) int {
	ctx := context.Background()
	g := &Globals{Data: os.Getenv("SAMANO_DATA"), JSON: true, in: os.Stdin, out: os.Stdout, errs: os.Stderr}
	h, err := g.opened(ctx, node.Serving)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return exitInternal
	}
	defer h.Close()
	who, err := actorOf(ctx, h, "keo")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return exitInternal
	}
	taker, err := actorOf(ctx, h, "noi")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return exitInternal
	}
	in, err := os.Open(file)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return exitInternal
	}
	defer in.Close()
	if err := g.submit(ctx, in, lines.Submission{Clerk: h.Clerk, Who: who, Takers: []access.Actor{taker}, Acts: 20}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return exitCode(err)
	}
	return exitOK
}

// loadChild is `load` for officers who have signed in already.
func loadChild(file, count, sum string) int {
	ctx := context.Background()
	g := &Globals{Data: os.Getenv("SAMANO_DATA"), JSON: true, in: os.Stdin, out: os.Stdout, errs: os.Stderr}
	err := func() error {
		h, err := g.opened(ctx, node.Loading)
		if err != nil {
			return err
		}
		defer h.Close()
		var in lot.Input
		if in.Declares, err = actorOf(ctx, h, "keo"); err != nil {
			return err
		}
		if in.Confirms, err = actorOf(ctx, h, "noi"); err != nil {
			return err
		}
		f, err := os.Open(file)
		if err != nil {
			return err
		}
		defer f.Close()
		in.File = f
		c := &loadCmd{Basis: "order 7", SHA256: sum, Batch: 100}
		if c.Count, err = strconv.ParseInt(count, 10, 64); err != nil {
			return err
		}
		return c.load(ctx, g, h.Node, in)
	}()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return exitCode(err)
	}
	return exitOK
}

func actorOf(ctx context.Context, h *opened, id register.OfficerID) (access.Actor, error) {
	officer, err := h.parts.Accounts.Officer(ctx, id)
	if err != nil {
		return access.Actor{}, err
	}
	office, err := h.parts.Accounts.Office(ctx, officer.Office)
	officer.MustChange = false
	return access.Actor{Officer: officer, Office: office}, err
}

const testPassphrase = "a passphrase for tests"

// foundHouse founds a register in a new folder with one office and one registrar.
func foundHouse(t *testing.T) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "data")
	t.Setenv("SAMANO_PASSPHRASE", testPassphrase)
	t.Setenv("SAMANO_DATA", dir)
	ctx := context.Background()
	g := &Globals{Data: dir, in: os.Stdin, out: io.Discard, errs: os.Stderr}
	h, err := g.foundOpened(ctx, open.Founding{Law: "la", Origin: "register.test/acts", Passphrase: testPassphrase, WorkFactor: 10})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	centre := register.Office{ID: node.Centre, Name: "Centre", Level: h.Law.Offices[0].Name}
	if err := h.PutOffice(ctx, centre); err != nil {
		t.Fatal(err)
	}
	keo := access.Officer{ID: "keo", Name: "Keo", Office: node.Centre, Roles: []access.Role{access.NationalRegistrar}, From: register.FirstDay, Until: register.LastDay}
	noi := keo
	noi.ID, noi.Name = "noi", "Noi"
	for _, o := range []access.Officer{keo, noi} {
		if err := h.parts.Accounts.AddOfficer(ctx, access.Author{}, o, "no password"); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// enrolments writes a file of n enrolments.
func enrolments(t *testing.T, n int) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "acts.jsonl")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriter(f)
	enc := json.NewEncoder(w)
	for i := range n {
		payload, err := json.Marshal(acts.Enrolment{
			As: fmt.Sprintf("@01900000-0000-7000-8001-%012x", i), Sex: register.Female, Born: register.InYear(1950+i%70, register.Declared),
			Name: []register.NameForm{{Script: register.Lao, Parts: []register.NamePart{{Given: "ຄຳ"}}}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := enc.Encode(register.Proposal{
			ID: register.ActID(fmt.Sprintf("01900000-0000-7000-8000-%012x", i)), Kind: "enrolment", Declared: register.DayOf(2026, 11, 1),
			Decision: register.Decision{By: register.ByOffice}, Office: node.Centre, DeclaredTo: "noi", Registrar: "keo", Payload: payload,
		}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return name
}

// Killing at random moments: every acknowledged act is there, no half act is, and
// the same command run again ends what was begun.
func TestKill(t *testing.T) {
	for _, c := range []struct {
		name  string
		child string
		args  func(file string) []string
		kills int
		acts  int
	}{
		{"load", "load", func(file string) []string {
			args := stated(file)
			return []string{file, args[slices.Index(args, "--count")+1], args[slices.Index(args, "--sha256")+1]}
		}, 100, 4000},
		{"act submit", "submit", func(file string) []string { return []string{file} }, 100, 2000},
	} {
		t.Run(c.name, func(t *testing.T) {
			foundHouse(t)
			file := enrolments(t, c.acts)
			acknowledged := map[register.ActID]bool{}
			for i := range c.kills {
				patience := time.Duration(rand.IntN(400)) * time.Millisecond
				killed := runAndKill(t, c.child, c.args(file), patience, acknowledged)
				checkAcknowledged(t, acknowledged)
				if i%25 == 24 {
					checkWhole(t)
				}
				if !killed { // all is in: begin anew, with nothing acknowledged
					foundHouse(t)
					clear(acknowledged)
				}
			}
			if killed := runAndKill(t, c.child, c.args(file), time.Minute, acknowledged); killed {
				t.Fatal("the last run did not end by itself")
			}
			if len(acknowledged) != c.acts {
				t.Errorf("%d acts acknowledged of %d", len(acknowledged), c.acts)
			}
			checkAcknowledged(t, acknowledged)
			checkWhole(t)
		})
	}
}

// runAndKill starts a child, notes what it acknowledges, and kills it when
// patience ends, counted from its first line or from its start.
func runAndKill(t *testing.T, child string, args []string, patience time.Duration, acknowledged map[register.ActID]bool) (killed bool) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Env = append(os.Environ(), childVariable+"="+child)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(patience, func() { _ = cmd.Process.Kill() })
	acks := bufio.NewReader(out)
	for {
		line, err := acks.ReadBytes('\n')
		if err != nil {
			break // a line cut off is no acknowledgement
		}
		var r lines.Line
		if json.Unmarshal(line, &r) == nil && r.Seq > 0 {
			acknowledged[r.ID] = true
		}
	}
	err = cmd.Wait()
	timer.Stop()
	if err == nil {
		return false
	}
	if cmd.ProcessState.ExitCode() >= 0 {
		t.Fatalf("the child ended with %v", err)
	}
	return true
}

func checkAcknowledged(t *testing.T, acknowledged map[register.ActID]bool) {
	pass := accesstest.Pass(t)
	t.Helper()
	s := openRegister(t)
	defer s.Close()
	ids := make([]register.ActID, 0, len(acknowledged))
	for id := range acknowledged {
		ids = append(ids, id)
	}
	found, err := s.ActsByID(context.Background(), pass, ids)
	if err != nil {
		t.Fatal(err)
	}
	if len(found) != len(ids) {
		t.Fatalf("%d of %d acknowledged acts are in the register", len(found), len(ids))
	}
}

func openRegister(t *testing.T) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.Open(context.Background(), "sqlite:"+filepath.Join(os.Getenv("SAMANO_DATA"), open.RegisterFile), sqlstore.Options{Loading: true})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// checkWhole audits the register: no half act, no half document.
func checkWhole(t *testing.T) {
	t.Helper()
	ctx := context.Background()
	g := &Globals{Data: os.Getenv("SAMANO_DATA"), in: os.Stdin, out: io.Discard, errs: os.Stderr}
	h, err := g.opened(ctx, node.Loading)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	err = h.CheckLoaded(ctx)
	loading := register.KindOf(err) == register.Forbidden
	if err != nil && !loading {
		t.Fatal(err)
	}
	if _, err := h.Verify(ctx, node.Audit{Report: func(f node.Fault) error {
		if f.Alarm && !(loading && f.Kind == audit.MissingProjection) { // search keys come at the end of a load
			t.Errorf("%s", f)
		}
		return nil
	}}); err != nil {
		t.Fatal(err)
	}
}
