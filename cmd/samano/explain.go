package main

import (
	"context"
	"errors"
	"fmt"

	"samano/cmd/samano/sentence"
	"samano/lang"
	"samano/node/open"
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

// sentences says what is wrong in the reader's language.
func (g *Globals) sentences() sentence.Words {
	return sentence.Words{Printer: g.words(), KeysFile: g.place().File(open.KeysFile)}
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
	wrong, remedy := g.sentences().OfError(err)
	for i, w := range wrong {
		fmt.Fprintf(g.errs, "samano: %s\n", w)
		if i < len(remedy) && remedy[i] != "" {
			fmt.Fprintf(g.errs, "  %s\n", remedy[i])
		}
	}
}
