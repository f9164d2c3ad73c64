package web

import (
	"errors"
	"strings"
	"time"

	"samano/access"
	"samano/register"
	"samano/web/words"
)

// asError returns the error with its kind and code, nil if it is of no known kind.
func asError(err error) *register.Error {
	var e *register.Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// explain returns the texts of an error: what is wrong and what to do, and each
// finding with its rule.
func (v *visit) explain(err error) []string {
	e := asError(err)
	if e == nil {
		return nil
	}
	var out []string
	for _, f := range e.Findings {
		t := v.Finding(f)
		out = append(out, words.Join(" ", t.Wrong, t.Rule, t.Remedy))
	}
	if len(out) > 0 {
		return out
	}
	return []string{v.errorText(e)}
}

// errorText is what is wrong and what to do, in one text.
func (v *visit) errorText(e *register.Error) string {
	var args []any
	var locked *access.LockedError
	if errors.As(e, &locked) {
		args = []any{"minutes", max(1, int(locked.Wait.Round(time.Minute).Minutes()))}
	}
	if !v.Printer.Has("error." + e.Code) {
		return v.T("page.kind-" + strings.ReplaceAll(e.Kind.String(), " ", "-"))
	}
	return words.Join(" ", v.T("error."+e.Code, args...), v.T("error."+e.Code+".remedy", args...))
}
