package access

import (
	"context"
	"slices"

	"samano/register"
)

// Looker writes the looks of one answer whose parts are shown for different reasons, or of which
// only some are shown. It belongs to one call of Answer and is for one goroutine.
type Looker struct {
	reader *Reader
	who    Actor
	stated bool
	took   bool // a look
	looked []register.Ref
	shown  []register.Ref // those of looked who may be shown
}

// Look writes a look at those whom a part of the answer is about. The look is durable when the
// call returns without error; an error of kind register.Forbidden withholds the part, and that look
// is durable too.
func (l *Looker) Look(ctx context.Context, why Reason, found ReadingScope) error {
	_, written, err := looked(ctx, l.reader, l.who, why, l.took, func(context.Context, Pass) (struct{}, ReadingScope, error) { return struct{}{}, found, nil })
	if written {
		l.stated, l.took, l.looked = true, true, append(l.looked, found.Subjects...)
	}
	if err == nil {
		l.shown = append(l.shown, found.Subjects...)
	}
	return err
}

// Shows reports whether this answer has a look at a subject that was not refused.
func (l *Looker) Shows(s register.Ref) bool { return slices.Contains(l.shown, s) }

// Took reports whether this answer has a look, whoever it is at.
func (l *Looker) Took() bool { return l.took }

// Rest returns those of the subjects at whom this answer has no look yet.
func (l *Looker) Rest(subjects []register.Ref) []register.Ref {
	return slices.DeleteFunc(slices.Clone(subjects), func(r register.Ref) bool { return slices.Contains(l.looked, r) })
}

// Nobody states that the answer tells nothing about anybody in the register.
func (l *Looker) Nobody() { l.stated = true }

// Answer lends a pass to an officer's work whose answer takes several looks, or none. The work
// writes its looks by the Looker, each before what it decides or changes on the strength of it. An
// answer for which the work neither wrote a look nor stated that it tells of nobody is withheld, as
// register.Internal. Nothing but the error leaves with an error. Where one look is enough, use Read.
func Answer[T any](ctx context.Context, r *Reader, who Actor, work func(context.Context, Pass, *Looker) (T, error)) (T, error) {
	p, end := lend()
	defer end()
	l := &Looker{reader: r, who: who}
	answer, err := work(ctx, p, l)
	if err == nil && !l.stated {
		err = register.Errorf(register.Internal, "access.Answer", "an answer without a look")
	}
	if err != nil {
		var none T
		return none, err
	}
	return answer, nil
}
