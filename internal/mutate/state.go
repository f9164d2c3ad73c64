package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// record is one line of the state: what came of a change.
type record struct {
	ID     string  `json:"id"`
	Status status  `json:"status"`
	By     string  `json:"by,omitempty"`
	Took   float64 `json:"seconds"`
}

// state remembers results on disk, so that an interrupted run goes on where it was.
type state struct {
	path string

	mu   sync.Mutex
	done map[string]record // by id
}

func openState(dir string) (*state, error) {
	s := &state{path: filepath.Join(dir, "results.jsonl"), done: map[string]record{}}
	text, err := os.ReadFile(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(text)) {
		var r record
		if json.Unmarshal([]byte(line), &r) == nil { // else the line that a kill cut off: it runs again
			s.done[r.ID] = r
		}
	}
	return s, nil
}

func (s *state) get(id string) (record, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.done[id]
	return r, ok
}

func (s *state) put(r record) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(s.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	// A line of its own even behind one that a kill cut off.
	if _, err := f.Write(append([]byte("\n"), line...)); err != nil {
		return errors.Join(err, f.Close())
	}
	s.done[r.ID] = r
	return f.Close()
}

// equivalents are changes that no test can notice, with the reason.
type equivalents map[string]equivalent // by id

type equivalent struct{ pkg, function, reason string }

// readEquivalents reads lines "ID PACKAGE FUNCTION: reason".
func readEquivalents(path string) (equivalents, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	out := equivalents{}
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		head, reason, _ := strings.Cut(line, ": ")
		words := strings.Fields(head)
		if len(words) != 3 || strings.TrimSpace(reason) == "" {
			return nil, fmt.Errorf("%s:%d: want \"ID PACKAGE FUNCTION: reason\"", path, n)
		}
		if _, twice := out[words[0]]; twice {
			return nil, fmt.Errorf("%s:%d: %s stands twice", path, n, words[0])
		}
		out[words[0]] = equivalent{words[1], words[2], reason}
	}
	return out, lines.Err()
}

// old lists the entries of the packages that are no change of theirs any more: the function was
// rewritten, and whoever rewrote it judges anew.
func (e equivalents) old(targets []*target) (out []string) {
	for _, t := range targets {
		found := map[string]bool{}
		for _, m := range t.find() {
			found[m.id] = true
		}
		for id, q := range e {
			if q.pkg == t.path && !found[id] {
				out = append(out, id+" "+q.pkg+" "+q.function)
			}
		}
	}
	return out
}
