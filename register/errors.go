package register

import (
	"errors"
	"fmt"
)

// ErrorKind is what went wrong, as far as a caller can act on it. The list only
// grows, at its end.
type ErrorKind uint8

// The kinds of errors.
const (
	NoError     ErrorKind = iota // of nil alone
	Internal                     // ours: its text is for the log, never for a reader
	Invalid                      // the input breaks a rule; Findings say which
	NotFound                     // no such thing, or none that the reader may know of
	NotHeld                      // not in this copy of the register; the centre may have it
	Forbidden                    // the reader or writer has no right to it
	Conflict                     // another act got there first; look again and repeat
	Duplicate                    // the same client-made id came with other bytes
	Unavailable                  // the store cannot be reached now; the outcome may be unknown
	TooLarge                     // over a limit
	Limited                      // asked too often; the same question is answered later
)

var errorKindText = [...]string{"no error", "internal error", "invalid", "not found", "not held here", "forbidden", "conflict", "duplicate", "unavailable", "too large", "asked too often"}

func (k ErrorKind) String() string { return errorKindText[k] }

// Operation is what was being done when an error arose: "registrar.Register".
type Operation string

// Error is an error of a known kind.
type Error struct {
	Kind     ErrorKind
	Op       Operation
	Code     string // a key of the message catalogue; empty: the kind's own message
	Findings []Finding
	Err      error
}

func (e *Error) Error() string {
	s := string(e.Op) + ": " + KindOf(e).String()
	if e.Code != "" {
		s += ": " + e.Code
	}
	for _, f := range e.Findings {
		s += "; " + f.Field + " " + f.Code
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an error of a kind around a message.
func Errorf(kind ErrorKind, op Operation, format string, args ...any) *Error {
	return &Error{Kind: kind, Op: op, Err: fmt.Errorf(format, args...)}
}

// Coded makes an error of a kind whose text is the catalogue's for a code.
func Coded(kind ErrorKind, op Operation, code string) *Error {
	return &Error{Kind: kind, Op: op, Code: code}
}

// InvalidBy makes the error of input that findings stop. Its code is that of the first.
func InvalidBy(op Operation, findings ...Finding) *Error {
	return &Error{Kind: Invalid, Op: op, Code: findings[0].Code, Findings: findings}
}

// KindOf returns the kind of an error. What is not an *Error, or one without a kind, is Internal.
func KindOf(err error) ErrorKind {
	var e *Error
	switch {
	case err == nil:
		return NoError
	case errors.As(err, &e) && e.Kind != NoError:
		return e.Kind
	}
	return Internal
}

// HasCode reports whether an error carries that code.
func HasCode(err error, code string) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == code
}
