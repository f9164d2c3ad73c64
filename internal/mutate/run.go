package main

import (
	"bytes"
	"context"
	"encoding/json"
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
	killed      status = "killed"
	survived    status = "survived"
	notCompiled status = "not compiled" // the types agree and the compiler refuses
	timedOut    status = "timeout"
)

// Limits of one run of a package's tests.
const (
	slower = 5       // times as long as without a change: the processor is shared
	maxKiB = 6 << 20 // of memory; a change can make a loop endless
)

// runner runs tests over changed sources.
type runner struct {
	dir    string // the module
	work   string // for overlays
	suites *suites
	limit  time.Duration // that a package's tests have at least

	importers int // see options

	mu   sync.Mutex
	base map[string]*baseline
}

// baseline is how a package's tests do without a change.
type baseline struct {
	once sync.Once
	took time.Duration
	err  error
}

// outcome is the result of a change, and whose tests gave it.
type outcome struct {
	status status
	by     string
	took   time.Duration
}

// run tries one change: the tests of its package and of the importers, stopped at the first that
// fails.
func (r *runner) run(ctx context.Context, t *target, m *mutant) (outcome, error) {
	start := time.Now()
	changed := filepath.Join(r.work, m.id+".go")
	if err := os.WriteFile(changed, m.apply(t.src[m.file]), 0o600); err != nil {
		return outcome{}, err
	}
	defer func() { _ = os.Remove(changed) }()
	overlay := filepath.Join(r.work, m.id+".json")
	text, err := json.Marshal(map[string]map[string]string{"Replace": {m.file: changed}})
	if err != nil {
		return outcome{}, err
	}
	if err := os.WriteFile(overlay, text, 0o600); err != nil {
		return outcome{}, err
	}
	defer func() { _ = os.Remove(overlay) }()

	for i, pkg := range r.suites.of(m.pkg) {
		if r.importers >= 0 && i > r.importers {
			break
		}
		b := r.baseline(ctx, pkg)
		if b.err != nil {
			return outcome{}, b.err
		}
		s, out, err := r.test(ctx, pkg, overlay, max(r.limit, slower*b.took))
		if err != nil {
			return outcome{}, err
		}
		if s != survived {
			if err := os.WriteFile(filepath.Join(r.work, m.id+".txt"), out, 0o600); err != nil {
				return outcome{}, err
			}
			return outcome{s, pkg, time.Since(start)}, nil
		}
	}
	return outcome{survived, "", time.Since(start)}, nil
}

// baseline runs a package's tests without a change, once. A failure there would look like a kill.
func (r *runner) baseline(ctx context.Context, pkg string) *baseline {
	r.mu.Lock()
	b := r.base[pkg]
	if b == nil {
		b = &baseline{}
		r.base[pkg] = b
	}
	r.mu.Unlock()
	b.once.Do(func() {
		start := time.Now()
		s, out, err := r.test(ctx, pkg, "", time.Hour)
		b.took, b.err = time.Since(start), err
		if err == nil && s != survived {
			b.err = fmt.Errorf("the tests of %s fail without a change:\n%s", pkg, out)
		}
	})
	return b
}

// test runs a package's tests; survived says that they passed.
func (r *runner) test(ctx context.Context, pkg, overlay string, limit time.Duration) (status, []byte, error) {
	args := []string{"go", "test", "-vet=off", "-failfast", "-count=1", "-timeout=" + limit.String()}
	if overlay != "" {
		args = append(args, "-overlay="+overlay)
	}
	args = append(args, pkg)
	if r.suites.properties(pkg) {
		args = append(args, "-rapid.nofailfile")
	}
	// A change may take all memory or, with priority, all time of a machine that is shared.
	script := "ulimit -d " + strconv.Itoa(maxKiB) + " 2>/dev/null; exec nice -n 10 \"$@\""
	cmd := exec.CommandContext(ctx, "sh", append([]string{"-c", script, "sh"}, args...)...) //nolint:gosec // the arguments are this tool's own
	cmd.Dir = r.dir
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		return "", nil, ctx.Err()
	}
	switch {
	case err == nil:
		return survived, out, nil
	case bytes.Contains(out, []byte("[build failed]")), bytes.Contains(out, []byte("[setup failed]")):
		return notCompiled, out, nil
	case strings.Contains(string(out), "panic: test timed out after"):
		return timedOut, out, nil
	}
	return killed, out, nil
}
