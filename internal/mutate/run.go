package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// status is what came of a change.
type status string

const (
	killed   status = "killed"
	survived status = "survived"
	timedOut status = "timeout"
)

// Limits of one run of a package's tests.
const (
	slower = 5       // times as long as without a change: the processor is shared
	maxKiB = 6 << 20 // of memory; a change can make a loop endless
)

// runner runs the tests of packages over changed sources.
type runner struct {
	dir     string // the module
	work    string // for overlays and test programs
	overlay string // all changes of the run, each behind its switch
	suites  *suites
	limit   time.Duration // that a package's tests have at least

	importers int               // see options
	filter    map[string]string // by package: a pattern of its tests

	mu    sync.Mutex
	tests map[string]*suite
}

// newRunner writes the changed sources. Nothing in the tree is touched.
func newRunner(o options, s *suites, targets map[string]*target, ms []*mutant) (*runner, error) {
	work, err := filepath.Abs(o.state)
	if err != nil {
		return nil, err
	}
	r := &runner{dir: o.dir, work: work, suites: s, limit: o.limit, importers: o.importers, filter: map[string]string{}, tests: map[string]*suite{}}
	for _, f := range strings.Split(o.filter, ",") {
		if pkg, pattern, ok := strings.Cut(f, "="); ok {
			r.filter[pkg] = pattern
		}
	}
	files := map[string][]*mutant{}
	replace := map[string]string{}
	write := func(path, text string) error {
		name := filepath.Join(work, "source"+strconv.Itoa(len(replace))+".txt")
		replace[path] = name
		return os.WriteFile(name, []byte(text), 0o600)
	}
	for _, m := range ms {
		files[m.file] = append(files[m.file], m)
		if path := filepath.Join(filepath.Dir(m.file), "mutate_switch.go"); replace[path] == "" {
			if err := write(path, switchFile(targets[m.pkg].files[0].Name.Name)); err != nil {
				return nil, err
			}
		}
	}
	for path, list := range files {
		if err := write(path, string(switched(targets[list[0].pkg].src[path], list))); err != nil {
			return nil, err
		}
	}
	text, err := json.Marshal(map[string]map[string]string{"Replace": replace})
	if err != nil {
		return nil, err
	}
	r.overlay = filepath.Join(work, "overlay.json")
	return r, os.WriteFile(r.overlay, text, 0o600)
}

// outcome is the result of a change, and whose tests gave it.
type outcome struct {
	status status
	by     string
	took   time.Duration
}

// run tries one change: the tests of its package and of the importers, stopped at the first that
// fails.
func (r *runner) run(ctx context.Context, m *mutant) (outcome, error) {
	start := time.Now()
	for i, pkg := range r.suites.of(m.pkg) {
		if r.importers >= 0 && i > r.importers {
			break
		}
		t := r.suite(ctx, pkg)
		if t.err != nil {
			return outcome{}, t.err
		}
		s, _, err := r.test(ctx, t, m.id, max(r.limit, slower*t.took))
		if err != nil {
			return outcome{}, err
		}
		if s != survived {
			return outcome{s, pkg, time.Since(start)}, nil
		}
	}
	return outcome{survived, "", time.Since(start)}, nil
}

// suite is the test program of a package.
type suite struct {
	pkg, program string
	once         sync.Once
	took         time.Duration // of a run in which nothing is changed
	err          error
}

// suite builds a package's tests and runs them once with no change switched on: a failure there
// would look like a kill.
func (r *runner) suite(ctx context.Context, pkg string) *suite {
	r.mu.Lock()
	t := r.tests[pkg]
	if t == nil {
		t = &suite{pkg: pkg, program: filepath.Join(r.work, strings.ReplaceAll(pkg, "/", "-")+".test")}
		r.tests[pkg] = t
	}
	r.mu.Unlock()
	t.once.Do(func() {
		cmd := nice(ctx, "go", "test", "-c", "-vet=off", "-overlay="+r.overlay, "-o", t.program, pkg)
		cmd.Dir = r.dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.err = fmt.Errorf("the tests of %s do not compile: %w\n%s", pkg, err, out)
			return
		}
		start := time.Now()
		s, out, err := r.test(ctx, t, "", time.Hour)
		t.took, t.err = time.Since(start), err
		if err == nil && s != survived {
			t.err = fmt.Errorf("the tests of %s fail without a change:\n%s", pkg, out)
		}
	})
	return t
}

// test runs a package's tests with one change switched on; survived says that they passed.
func (r *runner) test(ctx context.Context, t *suite, id string, limit time.Duration) (status, []byte, error) {
	args := []string{t.program, "-test.failfast", "-test.timeout=" + limit.String()}
	if pattern := r.filter[t.pkg]; pattern != "" {
		args = append(args, "-test.run="+pattern)
	}
	if r.suites.properties(t.pkg) {
		args = append(args, "-rapid.nofailfile")
	}
	cmd := nice(ctx, args...)
	cmd.Dir = r.suites.dirs[t.pkg]
	cmd.Env = append(os.Environ(), switchName+"="+id)
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		return "", nil, ctx.Err()
	}
	var exit *exec.ExitError
	switch {
	case err == nil:
		return survived, out, nil
	case !errors.As(err, &exit):
		return "", nil, err
	case strings.Contains(string(out), "panic: test timed out after"):
		return timedOut, out, nil
	}
	return killed, out, nil
}

// nice starts a command that yields to everybody else, with bounded memory.
func nice(ctx context.Context, args ...string) *exec.Cmd {
	script := "ulimit -d " + strconv.Itoa(maxKiB) + " 2>/dev/null; exec nice -n 10 \"$@\""
	return exec.CommandContext(ctx, "sh", append([]string{"-c", script, "sh"}, args...)...) // #nosec G204: the arguments are this tool's own
}
