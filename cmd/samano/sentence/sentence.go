// Package sentence owns what commands say of errors, findings and facts: what is wrong, by which rule, and what to do
// about it, in the reader's language.
package sentence

import (
	"errors"
	"maps"
	"strconv"
	"strings"
	"time"

	"samano/access"
	"samano/lang"
	"samano/node"
	"samano/node/open"
	"samano/office/dedupe"
	"samano/office/lines"
	"samano/register"
)

// CodePlaceUnknown says that no unit has the code.
const CodePlaceUnknown = "place-not-found"

// Words are those of one language.
type Words struct {
	Printer  *lang.Printer // nil: codes are shown
	KeysFile string        // where the keys rest
}

// OfError returns the sentences of an error: what is wrong, and beside each the remedy.
// An error in which nobody chose words for a reader is shown with its own text,
// which never holds anybody's data.
func (w Words) OfError(err error) (wrong, remedy []string) {
	var u open.Misuse
	if errors.As(err, &u) {
		return []string{u.Text}, nil
	}
	var e *register.Error
	known := errors.As(err, &e)
	code := open.Code(err)
	// A code that is only a finding's has its words among those of findings.
	if known && len(e.Findings) > 0 && (e.Code == "" || w.Printer != nil && !w.Printer.Has("error."+e.Code)) {
		for _, f := range e.Findings {
			wrong = append(wrong, w.OfFinding(f))
		}
		return wrong, nil
	}
	text, r := w.code(code, argsOf(err))
	if known && e.Code == code || w.Printer == nil {
		return []string{text}, []string{r}
	}
	return []string{text + " (" + err.Error() + ")"}, []string{r}
}

// argsOf returns the arguments of the message of an error's code.
func argsOf(err error) map[string]string {
	var locked *access.LockedError
	if errors.As(err, &locked) {
		minutes := max(1, int(locked.Wait.Round(time.Minute).Minutes()))
		return map[string]string{"minutes": strconv.Itoa(minutes)}
	}
	var e *register.Error
	if errors.As(err, &e) {
		for _, f := range e.Findings {
			if f.Code == e.Code {
				return f.Args
			}
		}
	}
	return nil
}

// code returns the message of an error code, and its remedy.
func (w Words) code(code string, args map[string]string) (wrong, remedy string) {
	p := w.Printer
	if p == nil || !p.Has("error."+code) {
		return code, ""
	}
	args = w.args(code, args)
	wrong = p.T("error."+code, args)
	if p.Has("error." + code + ".remedy") {
		remedy = p.T("error."+code+".remedy", args)
	}
	return wrong, remedy
}

// OfFinding returns a finding as one paragraph: field, what is wrong, rule, remedy.
// One that stops nothing says so first.
func (w Words) OfFinding(f register.Finding) string {
	p := w.Printer
	if p == nil {
		return f.Field + ": " + f.Code
	}
	t := p.Finding(f.Code, w.args(f.Code, f.Args))
	parts := []string{t.Wrong}
	for _, more := range []string{t.Rule, f.Article, t.Remedy} {
		if more != "" {
			parts = append(parts, more)
		}
	}
	text := strings.Join(parts, " ")
	if f.Field != "" {
		text = f.Field + ": " + text
	}
	if f.Severity != register.Blocking && f.Severity != "" {
		text = p.T("severity."+string(f.Severity)) + ": " + text
	}
	return text
}

// args is what remedies point to, beside what the error itself tells:
// commands, and names that no language translates.
func (w Words) args(code string, args map[string]string) map[string]string {
	out := map[string]string{"encoding": "UTF-8", "format": "JSON", "hash": "SHA-256"}
	switch code {
	case open.CodeNoRegister, open.CodeFoundingBroken, open.CodeAnotherVersion:
		out["command"] = "samano init"
	case open.CodeKeysOpenToAll:
		out["command"] = "chmod 600 " + w.KeysFile
	case node.CodeProjectionsOld, node.CodeIndexMissing:
		out["command"] = "samano doctor --rebuild"
	case node.CodeLoadOpen:
		out["command"] = "samano load"
	case dedupe.CodeTooManyPairs:
		out["command"] = "samano match dedupe --dry-run"
	case access.CodeChangeWaits, access.CodeNoChange, access.CodeOtherChange:
		out["command"] = "samano officer waiting"
	case access.CodeAccountExists:
		out["command"] = "samano officer reset"
	case CodePlaceUnknown:
		out["command"] = "samano place search"
	case lines.CodeNotJSON, lines.CodeNotObject, lines.CodeField:
		out["command"] = "samano act schema"
	}
	maps.Copy(out, args)
	return out
}
