package access

import (
	"iter"
	"slices"
	"sync/atomic"

	"samano/law"
	"samano/register"
)

// Pass is what the register's store and documents ask of whoever reads people in them. Only four
// functions make one: Read, for an officer whose look is written before the answer leaves;
// Answer, for an answer that takes several looks; ForJob, for the closed list of jobs below;
// ForWriting, for the writing transaction, a load and an audit, whose findings, keys and stored
// acts are all that leaves them. A pass is valid until the function that received it returns. The
// zero Pass is valid nowhere.
type Pass struct {
	open   *atomic.Bool
	opened CaseScope
}

// Opens reports whether the case for which an officer reads opens all of the subjects.
func (p Pass) Opens(subjects ...register.Ref) bool { return p.opened.has(subjects) }

// Opened returns those whom the case opens.
func (p Pass) Opened() []register.Ref { return slices.Clone(p.opened.Subjects) }

// Asks says by what kind of case an officer reads, and whether whoever asked is the person whom it opens.
func (p Pass) Asks() (kind law.CaseKind, self bool) { return p.opened.Kind, p.opened.Self }

// Drafts reports whether the officer writes a draft, for which they read.
func (p Pass) Drafts() bool { return p.opened.Draft }

// Check refuses a pass that is not valid, with register.Forbidden.
func (p Pass) Check(op register.Operation) error {
	if p.open == nil || !p.open.Load() {
		return register.Errorf(register.Forbidden, op, "reading people without a pass that is valid now")
	}
	return nil
}

// Walk returns a walk over people that ends with register.Forbidden where the pass is not valid.
func Walk[T any](p Pass, op register.Operation, walk iter.Seq2[T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		if err := p.Check(op); err != nil {
			yield(none, err)
			return
		}
		for x, err := range walk {
			if refused := p.Check(op); refused != nil {
				yield(none, refused)
				return
			}
			if !yield(x, err) {
				return
			}
		}
	}
}

// lend makes a pass and ends it.
func lend() (p Pass, end func()) {
	p = Pass{open: new(atomic.Bool)}
	p.open.Store(true)
	return p, func() { p.open.Store(false) }
}

// Job is a work of the program itself that reads people, and shows them to nobody without a look.
type Job string

// The jobs. internal/tidy lists the packages that do each.
const (
	// JobApplications moves an office's application on, or asks adjudicators. Nobody is shown
	// anything of the register.
	JobApplications Job = "applications"
	// JobCopies finds out whether a copy still says what the register says. That is all it tells.
	JobCopies Job = "copies"
	// JobLists answers the list of another authority, and searches for duplicates. The look is
	// written before the work begins.
	JobLists Job = "lists"
	// JobCounts counts looks, and tells nobody whom they are at.
	JobCounts Job = "counts"
	// JobErasure finds what the law's time is over for. It tells which acts hold it, to the erasure alone.
	JobErasure Job = "erasure"
	// JobAgreement compares applications with acts. It tells which do not agree, and nothing of anybody.
	JobAgreement Job = "agreement"
	// JobDemo makes and measures a country of which nobody exists.
	JobDemo Job = "demo"
)

// ForJob lends a pass to a job. A job outside the list is refused with register.Forbidden.
// Nothing but the error leaves with an error.
func ForJob[T any](job Job, f func(Pass) (T, error)) (T, error) {
	var none T
	switch job {
	case JobApplications, JobCopies, JobLists, JobCounts, JobErasure, JobAgreement, JobDemo:
	default:
		return none, register.Errorf(register.Forbidden, "access.ForJob", "%q is no job that reads people", job)
	}
	p, end := lend()
	defer end()
	return f(p)
}

// ForWriting lends a pass to the writing transaction, a load or an audit.
func ForWriting(f func(Pass) error) error {
	p, end := lend()
	defer end()
	return f(p)
}
