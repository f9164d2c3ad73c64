// Package lines owns files of proposals: JSON texts, one a line, as officers submit and load them.
// It reads them strictly, hands them to package office, and says of each line what became of it. A
// line that is no proposal is a fault of its own, and reading goes on behind it.
package lines

import (
	"context"
	"errors"
	"io"
	"iter"
	"sync"

	"samano/access"
	"samano/office"
	"samano/office/application"
	"samano/register"
)

// Line is what became of one line.
type Line struct {
	No      int               `json:"line"` // from 1
	ID      register.ActID    `json:"id,omitempty"`
	Result  string            `json:"result"`
	Seq     register.Seq      `json:"seq,omitempty"`
	Printed string            `json:"printed,omitempty"`
	Numbers []register.Number `json:"numbers,omitempty"` // given by this act
	// Application is the one that the act became: it waits for the national desk or for adjudicators.
	Application application.ID     `json:"application,omitempty"`
	Findings    []register.Finding `json:"findings,omitempty"`
	Error       string             `json:"error,omitempty"`
}

// The results.
const (
	Registered = "registered"
	Repeated   = "repeated" // registered by an earlier submission
	Sent       = "sent"     // became an application, for the national desk or for adjudicators
	Refused    = "refused"
	Unreadable = "unreadable" // it never became a proposal
	Unknown    = "unknown"    // the database failed: submit the same bytes again
)

func (l *Line) fill(r application.Submitted) {
	switch {
	case r.Outcome != nil:
		l.Result, l.Seq, l.Printed, l.Numbers, l.Findings = Registered, r.Outcome.Seq, r.Outcome.Printed.String(), r.Numbers, r.Findings
		if r.Outcome.Before {
			l.Result = Repeated
		}
	case r.Application != "":
		l.Result, l.Application, l.Findings = Sent, r.Application, r.Findings
	case register.KindOf(r.Err) == register.Unavailable:
		l.Result, l.Error = Unknown, r.Err.Error()
	default:
		l.Result, l.Findings = Refused, r.Findings
		if len(r.Findings) > 0 {
			return
		}
		var e *register.Error
		if errors.As(r.Err, &e) && e.Code != "" {
			l.Findings = []register.Finding{{Code: e.Code, Severity: register.Blocking}}
			return
		}
		l.Error = r.Err.Error()
	}
}

func (l *Line) unreadable(read readProposal) {
	l.Result, l.Findings, l.Error = Unreadable, []register.Finding{*read.fault}, read.detail
}

// Submission submits the lines of a file for an officer. A bad line stops nothing but itself, and
// lines are told in their order.
type Submission struct {
	Clerk  *office.Clerk
	Who    access.Actor
	Takers []access.Actor   // who took declarations and have signed in too
	Acts   int              // of one transaction, at most office.MaxSubmitted
	Tell   func(Line) error // an error ends the run

	pending   []Line              // the lines read since the last flush
	proposals []register.Proposal // those of them that can be submitted
	at        []int               // and where each is in pending
}

// Run submits all lines. It ends where the database fails, after telling what is known of that
// transaction: later lines may rest on acts whose outcome is unknown.
func (s *Submission) Run(ctx context.Context, in io.Reader) error {
	most := min(max(s.Acts, 1), office.MaxSubmitted)
	for no, read := range proposalsOf(in) {
		out := Line{No: no, ID: read.proposal.ID}
		if read.fault != nil {
			out.unreadable(read)
		} else {
			s.proposals, s.at = append(s.proposals, read.proposal), append(s.at, len(s.pending))
		}
		s.pending = append(s.pending, out)
		if len(s.pending) >= most {
			if err := s.flush(ctx); err != nil {
				return err
			}
		}
	}
	return s.flush(ctx)
}

// flush submits what was read.
func (s *Submission) flush(ctx context.Context) error {
	results, err := s.Clerk.Submit(ctx, s.Who, s.proposals, s.Takers...)
	if err != nil {
		return err
	}
	var failed error
	for i, r := range results {
		out := &s.pending[s.at[i]]
		out.fill(r)
		if out.Result == Unknown {
			failed = r.Err
		}
	}
	for _, l := range s.pending {
		if err := s.Tell(l); err != nil {
			return err
		}
	}
	s.pending, s.proposals, s.at = nil, nil, nil
	return failed
}

// File reads the file of a lot and says of each line what became of it: Read and Report are for an
// lot.Input. One lot is one run.
type File struct {
	Tell func(Line) error // never called twice at a time

	mu     sync.Mutex // reading and reporting are two goroutines; guards all below, and Tell
	lines  []int      // of the proposals that have no result yet
	failed error      // of telling while reading
}

// Read reads the proposals of the file.
func (l *File) Read(in io.Reader) iter.Seq2[register.Proposal, error] {
	return func(yield func(register.Proposal, error) bool) {
		for no, read := range proposalsOf(in) {
			if read.broken != nil {
				yield(register.Proposal{}, read.broken)
				return
			}
			if read.fault != nil {
				l.unread(no, read)
				continue
			}
			l.note(no)
			if !yield(read.proposal, nil) {
				return
			}
		}
	}
}

// unread tells of a line that never became a proposal.
func (l *File) unread(no int, read readProposal) {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := Line{No: no}
	out.unreadable(read)
	if err := l.Tell(out); err != nil {
		l.failed = err
	}
}

// note keeps the line of a proposal until its result comes; results come in the order of
// proposals.
func (l *File) note(no int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, no)
}

// Report tells what became of a proposal.
func (l *File) Report(_ int64, p *register.Proposal, r application.Submitted) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := Line{No: l.lines[0], ID: p.ID}
	l.lines = l.lines[1:]
	if l.failed != nil {
		return l.failed
	}
	out.fill(r)
	return l.Tell(out)
}
