package main

import (
	"context"
	"errors"
	"fmt"
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

// words returns the messages in the reader's language.
func (g *Globals) words() *lang.Printer {
	if g.printer == nil {
		cat, err := lang.Load()
		if err != nil {
			// The catalogues are embedded and tested; without them codes are shown.
			fmt.Fprintln(g.errs, err)
			return nil
		}
		g.printer = cat.For(g.Lang)
	}
	return g.printer
}

// codeInterrupted is of a command that somebody stopped by a signal.
const codeInterrupted = "interrupted"

// notBySignal is the error of a command that is meant to end by a signal, so that the signal is not its
// cause.
type notBySignal struct{ error }

func (e notBySignal) Unwrap() error { return e.error }

// interrupted returns the error of a command as that of its signal, if that is why the command
// ended. The database that it no longer waited for has no fault, so its remedies do not help.
func interrupted(ctx context.Context, err error) error {
	if ctx.Err() == nil || (register.KindOf(err) != register.Unavailable && !errors.Is(err, ctx.Err())) {
		return err
	}
	var own notBySignal
	if errors.Is(err, errTold) || errors.As(err, &own) || open.Code(err) == open.CodeDiskFull {
		return err
	}
	return &register.Error{Kind: register.Unavailable, Op: "run", Code: codeInterrupted, Err: err}
}

// explain writes an error on stderr: what is wrong, and on the next line what to
// do about it.
func (g *Globals) explain(err error) {
	wrong, remedy := g.texts(err)
	for i, w := range wrong {
		fmt.Fprintf(g.errs, "samano: %s\n", w)
		if i < len(remedy) && remedy[i] != "" {
			fmt.Fprintf(g.errs, "  %s\n", remedy[i])
		}
	}
}

// texts returns the sentences of an error: what is wrong, and beside each the remedy.
// An error in which nobody chose words for a reader is shown with its own text,
// which never holds anybody's data.
func (g *Globals) texts(err error) (wrong, remedy []string) {
	var u open.Misuse
	if errors.As(err, &u) {
		return []string{u.Text}, nil
	}
	var e *register.Error
	known := errors.As(err, &e)
	code := open.Code(err)
	if known && e.Code == "" && len(e.Findings) > 0 {
		for _, f := range e.Findings {
			wrong = append(wrong, g.findingText(f))
		}
		return wrong, nil
	}
	w, r := g.codeText(code, argsOf(err))
	if known && e.Code == code || g.words() == nil {
		return []string{w}, []string{r}
	}
	return []string{w + " (" + err.Error() + ")"}, []string{r}
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

// codeText returns the message of an error code, and its remedy.
func (g *Globals) codeText(code string, args map[string]string) (wrong, remedy string) {
	p := g.words()
	if p == nil || !p.Has("error."+code) {
		return code, ""
	}
	args = g.remedyArgs(code, args)
	wrong = p.T("error."+code, args)
	if p.Has("error." + code + ".remedy") {
		remedy = p.T("error."+code+".remedy", args)
	}
	return wrong, remedy
}

// findingText returns a finding as one paragraph: field, what is wrong, rule, remedy.
// One that stops nothing says so first.
func (g *Globals) findingText(f register.Finding) string {
	p := g.words()
	if p == nil {
		return f.Field + ": " + f.Code
	}
	t := p.Finding(f.Code, g.remedyArgs(f.Code, f.Args))
	parts := []string{t.Wrong}
	for _, s := range []string{t.Rule, f.Article, t.Remedy} {
		if s != "" {
			parts = append(parts, s)
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

// remedyArgs is what remedies point to, beside what the error itself tells:
// commands, and names that no language translates.
func (g *Globals) remedyArgs(code string, args map[string]string) map[string]string {
	out := map[string]string{"encoding": "UTF-8", "format": "JSON", "hash": "SHA-256"}
	switch code {
	case open.CodeNoRegister, open.CodeFoundingBroken, open.CodeAnotherVersion:
		out["command"] = "samano init"
	case open.CodeKeysOpenToAll:
		out["command"] = "chmod 600 " + g.place().File(open.KeysFile)
	case node.CodeProjectionsOld, node.CodeIndexMissing:
		out["command"] = "samano doctor --rebuild"
	case node.CodeLoadOpen:
		out["command"] = "samano load"
	case dedupe.CodeTooManyPairs:
		out["command"] = "samano match dedupe --dry-run"
	case access.CodeAccountExists:
		out["command"] = "samano officer reset"
	case codePlaceUnknown:
		out["command"] = "samano place search"
	case lines.CodeNotJSON, lines.CodeNotObject, lines.CodeField:
		out["command"] = "samano act schema"
	}
	maps.Copy(out, args)
	return out
}
