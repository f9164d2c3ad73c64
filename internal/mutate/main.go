// Command mutate changes the program in small ways and asks whether the tests notice.
//
//	go run ./internal/mutate -seed 7 -n 30 ./acts ./office
//
// It draws a sample of changes (operator) of the packages by a seed, and for each runs the tests
// of the changed package and of those that import it, the nearest first, stopped at the first
// failure. Nothing in the tree is written: the go command reads changed files by an overlay. They
// hold all changes of the sample, each in a copy of its function's body that a variable of the
// environment switches on, so that a test program is built once and run for every change.
// A change that all tests pass is a test that is missing, or one that no test can notice; the
// latter is listed with a reason in the file of equivalents, under a hash of the function, so that
// the entry ages out when the function changes.
//
// Results are kept in a folder. A run that is interrupted goes on where it was; a run after new
// tests takes -again, which tries again what survived.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// maxWorkers leaves something of the machine to others.
const maxWorkers = 2

// options are what a run is asked for.
type options struct {
	dir         string // of the module
	state       string
	equivalents string
	seed        uint64
	n           int
	workers     int
	limit       time.Duration // see runner
	again       bool
	list        bool
	only        string // ids, between commas
	importers   int    // whose tests run, at most; all if below 0
	filter      string // PACKAGE=PATTERN, between commas: which of its tests run
	skip        []string
	always      []string
	patterns    []string
}

func main() {
	var o options
	var skip, always string
	flag.StringVar(&o.dir, "dir", ".", "the module")
	flag.StringVar(&o.state, "state", "data/mutate", "the `folder` of results")
	flag.StringVar(&o.equivalents, "equivalents", "internal/mutate/equivalents.txt", "the `file` of changes that no test can notice")
	flag.Uint64Var(&o.seed, "seed", 1, "of the sample")
	flag.IntVar(&o.n, "n", 30, "how many changes")
	flag.IntVar(&o.workers, "workers", 1, "how many at a time, at most 2")
	flag.DurationVar(&o.limit, "limit", 30*time.Second, "the time that a package's tests have at least; else five times what they need without a change")
	flag.BoolVar(&o.again, "again", false, "try again what survived or ran out of time")
	flag.BoolVar(&o.list, "list", false, "only list the sample")
	flag.StringVar(&o.only, "only", "", "only the changes with these `ids`, of all changes of the packages")
	flag.IntVar(&o.importers, "importers", -1, "how many importers' tests run for a change, the nearest first; -1: all")
	flag.StringVar(&o.filter, "filter", "samano/features=TestFeatures/memory", "which tests of a `package=pattern` run, between commas: the others do the same over a database")
	flag.StringVar(&skip, "skip", "samano/cmd,samano/web,samano/demo,samano/bench", "packages whose tests do not run")
	flag.StringVar(&always, "always", "samano/features,samano/internal/testenv", "packages whose tests run also for what they import through others")
	flag.Parse()
	o.skip, o.always, o.patterns = strings.Split(skip, ","), strings.Split(always, ","), flag.Args()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := mutate(ctx, o, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		stop()
		os.Exit(1)
	}
}

// mutate draws the sample, tries it and reports.
func mutate(ctx context.Context, o options, w io.Writer) error {
	if len(o.patterns) == 0 || o.n < 1 || o.workers < 1 || o.workers > maxWorkers {
		return errors.New("name packages, at least one change, and one or two workers")
	}
	targets, err := load(o.dir, o.patterns)
	if err != nil {
		return err
	}
	known, err := readEquivalents(o.equivalents)
	if err != nil {
		return err
	}
	drawn, rejected := sample(targets, o.seed, o.n)
	if o.only != "" {
		drawn, rejected = named(targets, strings.Split(o.only, ",")), 0
	}
	byPath := map[string]*target{}
	for _, t := range targets {
		byPath[t.path] = t
	}
	if o.list {
		for _, m := range drawn {
			fmt.Fprintf(w, "%s\n%s", title(o.dir, m), m.diff(byPath[m.pkg].src[m.file]))
		}
		return nil
	}
	if err := os.MkdirAll(o.state, 0o700); err != nil {
		return err
	}
	st, err := openState(o.state)
	if err != nil {
		return err
	}
	if err := try(ctx, o, byPath, drawn, known, st, w); err != nil {
		return err
	}
	report(w, o.dir, byPath, drawn, rejected, known, st)
	for _, line := range known.old(targets) {
		fmt.Fprintf(w, "no change any more, take it off the equivalents: %s\n", line)
	}
	return nil
}

// named returns the changes with the ids.
func named(targets []*target, ids []string) (out []*mutant) {
	for _, t := range targets {
		for _, m := range t.find() {
			if slices.Contains(ids, m.id) {
				out = append(out, m)
			}
		}
	}
	return out
}

// try runs the changes of which nothing is known.
func try(ctx context.Context, o options, targets map[string]*target, drawn []*mutant, known equivalents, st *state, w io.Writer) error {
	var open []*mutant
	for _, m := range drawn {
		r, ok := st.get(m.id)
		if _, same := known[m.id]; same || ok && (r.Status == killed || !o.again) {
			continue
		}
		open = append(open, m)
	}
	s, err := loadSuites(o.dir, o.skip, o.always)
	if err != nil {
		return err
	}
	r, err := newRunner(o, s, targets, open)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan *mutant)
	var all sync.WaitGroup
	var out sync.Mutex
	for range o.workers {
		all.Go(func() {
			for m := range next {
				got, err := r.run(ctx, m)
				if err == nil {
					err = st.put(record{m.id, got.status, got.by, got.took.Seconds()})
				}
				if err != nil {
					cancel(err)
					return
				}
				out.Lock()
				fmt.Fprintf(w, "%-12s %5s %s %s\n", got.status, got.took.Round(time.Second), title(o.dir, m), got.by)
				out.Unlock()
			}
		})
	}
	for _, m := range open {
		select {
		case next <- m:
			continue
		case <-ctx.Done():
		}
		break
	}
	close(next)
	all.Wait()
	return context.Cause(ctx)
}

func title(dir string, m *mutant) string {
	file := m.file
	if abs, err := filepath.Abs(dir); err == nil {
		if rel, err := filepath.Rel(abs, m.file); err == nil {
			file = rel
		}
	}
	return fmt.Sprintf("%s %s:%d %s %s", m.id, file, m.line, m.op, m.function)
}

// count is what came of the changes of one package.
type count struct{ killed, timedOut, survived, equivalent, open int }

func (c *count) add(s status, known bool) {
	switch {
	case known:
		c.equivalent++
	case s == killed:
		c.killed++
	case s == timedOut:
		c.timedOut++
	case s == survived:
		c.survived++
	default:
		c.open++
	}
}

func (c *count) row(w io.Writer, name string) {
	noticed := c.killed + c.timedOut
	rate := "-"
	if all := noticed + c.survived; all > 0 {
		rate = fmt.Sprintf("%.1f %%", 100*float64(noticed)/float64(all))
	}
	fmt.Fprintf(w, "%-28s %6d %7d %8d %10d %8s\n", name, c.killed, c.timedOut, c.survived, c.equivalent, rate)
}

// report writes what survived, and the table.
func report(w io.Writer, dir string, targets map[string]*target, drawn []*mutant, rejected int, known equivalents, st *state) {
	counts := map[string]*count{}
	var sum count
	var names []string
	for _, m := range drawn {
		if counts[m.pkg] == nil {
			counts[m.pkg] = &count{}
			names = append(names, m.pkg)
		}
		r, _ := st.get(m.id)
		_, same := known[m.id]
		counts[m.pkg].add(r.Status, same)
		sum.add(r.Status, same)
		if !same && (r.Status == survived || r.Status == timedOut) {
			fmt.Fprintf(w, "\n%s: %s\n%s", r.Status, title(dir, m), m.diff(targets[m.pkg].src[m.file]))
		}
	}
	slices.Sort(names)
	fmt.Fprintf(w, "\n%-28s %6s %7s %8s %10s %8s\n", "package", "killed", "timeout", "survived", "equivalent", "noticed")
	for _, name := range names {
		counts[name].row(w, name)
	}
	sum.row(w, "all")
	fmt.Fprintf(w, "%d changes; %d more were drawn that do not compile.\n", len(drawn), rejected)
}
