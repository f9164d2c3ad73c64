package audit

import (
	"context"
	"fmt"
	"time"

	"samano/ledger"
	"samano/register"
)

// Log is a log beside the acts, with a tree and notes of its own: of looks, of powers.
type Log interface {
	LogTree
	// Audit proves the log against itself and the checkpoints, which are verified.
	Audit(ctx context.Context, checkpoints []ledger.Checkpoint, report func(ledger.Fault) error) (LogSummary, error)
}

// LogTree is the tree of a log, and its notes.
type LogTree interface {
	ledger.Reader
	LogNotes
	Frontier(ctx context.Context) (ledger.Frontier, error)
	// Begins returns the first entry whose hash is kept; those before it are gone, by law.
	Begins(ctx context.Context) (int64, error)
	// WrittenAt returns when an entry was written.
	WrittenAt(ctx context.Context, seq int64) (time.Time, error)
}

// LogNotes keeps the notes of a log, and the last notes of the others.
type LogNotes interface {
	PutCheckpoint(ctx context.Context, size int64, note []byte) error
	LastCheckpoint(ctx context.Context) (size int64, note []byte, err error)
	// PutCopy keeps the last note of another log, and Copy returns it; nil: there is none.
	PutCopy(ctx context.Context, log string, note []byte) error
	Copy(ctx context.Context, log string) (note []byte, err error)
	// Authenticate refuses entries of from <= seq < to that this program did not write.
	Authenticate(ctx context.Context, from, to int64) error
}

// LogSummary is what an audit of a log covered.
type LogSummary struct {
	Entries int64 `json:"entries"` // read
	Dropped int64 `json:"dropped"` // gone, as if by law
	Signed  int64 `json:"signed"`  // covered by the largest checkpoint that matches
	Alarms  int64 `json:"alarms"`
}

// CheckpointLog does for a log what Checkpoint does for the acts.
func CheckpointLog(ctx context.Context, l LogTree, origin string, by Signing, elsewhere ...[]byte) ([]byte, error) {
	size, note, err := l.LastCheckpoint(ctx)
	if err != nil {
		return nil, err
	}
	from, err := l.Begins(ctx)
	if err != nil {
		return nil, err
	}
	now, err := l.Frontier(ctx)
	if err != nil {
		return nil, err
	}
	last := signed{size, note, from, elsewhere, l.Authenticate}
	return last.extend(ctx, l, &now, origin, by, l.PutCheckpoint)
}

// Notes are those by which a log is verified.
type Notes struct {
	Origin    string
	Keys      []string            // verifier keys of the log
	Elsewhere [][]byte            // of the log, kept in the register but apart from it, and read before
	Held      []ledger.Checkpoint // kept outside the register, of whichever log
}

// Compare returns the checkpoints of the log, and reports notes of its that are not: altered, or of a greater size than
// the last note that the log itself keeps, which is gone.
func (n Notes) Compare(log string, size int64, note []byte, report func(Fault) error) (out []ledger.Checkpoint, err error) {
	out = OfOrigin(n.Held, n.Origin)
	altered := func(detail string) error {
		return report(Fault{Kind: AlteredCheckpoint, Log: log, Detail: detail, Alarm: true})
	}
	if size > 0 {
		cp, failed := ledger.OpenCheckpoint(note, n.Keys...)
		if failed == nil && cp.Size == size && cp.Origin == n.Origin {
			out = append(out, cp)
		} else if err := altered(""); err != nil {
			return nil, err
		}
	}
	elsewhere, failed := openNotes(n.Elsewhere, n.Origin, n.Keys)
	if failed != nil {
		if err := altered("a copy of a note that is kept apart from it"); err != nil {
			return nil, err
		}
	}
	for _, cp := range elsewhere {
		if cp.Size > size {
			if err := altered(fmt.Sprintf("of what was signed, %d entries, its notes tell only %d", cp.Size, size)); err != nil {
				return nil, err
			}
		}
	}
	return append(out, elsewhere...), nil
}

// VerifyLog proves a log against itself, its last note and the others. Of its faults, Log says which log.
func VerifyLog(ctx context.Context, name string, l Log, notes Notes, report func(Fault) error) (LogSummary, error) {
	size, note, err := l.LastCheckpoint(ctx)
	if err != nil {
		return LogSummary{}, err
	}
	var alarms int64
	checkpoints, err := notes.Compare(name, size, note, func(f Fault) error {
		alarms++
		return report(f)
	})
	if err != nil {
		return LogSummary{Alarms: alarms}, err
	}
	sum, err := l.Audit(ctx, checkpoints, func(f ledger.Fault) error {
		return report(Fault{Kind: f.Kind.String(), Log: name, Detail: placeOf(f), Alarm: f.Kind.Alarm()})
	})
	sum.Alarms += alarms
	return sum, err
}

// LogExtends reports whether a log extends a note of it, by its stored hashes.
func LogExtends(ctx context.Context, l LogTree, note ledger.Checkpoint) (bool, error) {
	now, err := l.Frontier(ctx)
	if err != nil {
		return false, err
	}
	relation, err := ledger.Compare(ctx, note, l, &now)
	if err != nil {
		return false, register.Errorf(register.KindOf(err), "audit.LogExtends", "%w", err)
	}
	return relation == ledger.Same || relation == ledger.Extends, nil
}

// placeOf says where in a log a fault is.
func placeOf(f ledger.Fault) string {
	text := fmt.Sprintf("entry %d", f.Seq)
	if f.Count > 0 {
		text = fmt.Sprintf("entries from %d, %d of them", f.Seq, f.Count)
	}
	if f.Detail != "" {
		text += ": " + f.Detail
	}
	return text
}

// OfOrigin returns those checkpoints that are of that log.
func OfOrigin(all []ledger.Checkpoint, origin string) (out []ledger.Checkpoint) {
	for _, c := range all {
		if c.Origin == origin {
			out = append(out, c)
		}
	}
	return out
}

// UnsignedOf returns how many entries of a log its last note does not hold, and when the first of them was written.
func UnsignedOf(ctx context.Context, l LogTree) (entries int64, since time.Time, err error) {
	size, _, err := l.LastCheckpoint(ctx)
	if err != nil {
		return 0, since, err
	}
	now, err := l.Frontier(ctx)
	if err != nil || now.Size() <= size {
		return 0, since, err
	}
	// Of looks that are gone nothing says when they were.
	from, err := l.Begins(ctx)
	if err != nil || from >= now.Size() {
		return 0, since, err
	}
	since, err = l.WrittenAt(ctx, max(size, from))
	if register.KindOf(err) == register.NotFound {
		return 0, since, nil
	}
	return now.Size() - size, since, err
}
