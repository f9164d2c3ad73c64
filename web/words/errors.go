package words

import (
	"errors"
	"strings"
	"time"

	"samano/access"
	"samano/register"
)

// Explain returns the texts of an error: what is wrong and what to do, and each finding with its rule. Of an error of no
// known kind there are none.
func (w Words) Explain(err error) (out []string) {
	var e *register.Error
	if !errors.As(err, &e) {
		return nil
	}
	for _, f := range e.Findings {
		t := w.Finding(f)
		out = append(out, Join(" ", t.Wrong, t.Rule, t.Remedy))
	}
	if len(out) > 0 {
		return out
	}
	return []string{w.ErrorText(e)}
}

// ErrorText is what is wrong and what to do, in one text.
func (w Words) ErrorText(e *register.Error) string {
	var args []any
	var locked *access.LockedError
	if errors.As(e, &locked) {
		args = []any{"minutes", max(1, int(locked.Wait.Round(time.Minute).Minutes()))}
	}
	if !w.Printer.Has("error." + e.Code) {
		return w.T("page.kind-" + strings.ReplaceAll(e.Kind.String(), " ", "-"))
	}
	return Join(" ", w.T("error."+e.Code, args...), w.T("error."+e.Code+".remedy", args...))
}
