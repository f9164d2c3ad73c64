package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"samano/lang"
	"samano/register"
)

// Globals are the flags that every command has.
type Globals struct {
	Data     string `help:"Folder with the register's files." default:"./data" env:"SAMANO_DATA" placeholder:"DIR"`
	Database string `help:"Database of the register; none: a SQLite file in the data folder." env:"SAMANO_DATABASE" placeholder:"postgres://…"`
	JSON     bool   `help:"Write JSON, one value a line." name:"json"`
	Lang     string `help:"Language of messages: lo or en." default:"en" env:"SAMANO_LANG"`
	// The passphrase of the keys never stands on the command line, where every
	// user of the machine could read it.
	PassphraseFile string `help:"File with the passphrase of the keys; none: SAMANO_PASSPHRASE, or a question." type:"path" env:"SAMANO_PASSPHRASE_FILE" placeholder:"FILE"`

	in        io.Reader
	out, errs io.Writer
	printer   *lang.Printer
}

// errTold is wrapped by errors whose text the reader has seen already.
var errTold = errors.New("told")

// told says that a command failed and has said why.
type told struct{ code int }

func (t told) Error() string        { return "told" }
func (t told) Is(target error) bool { return target == errTold }

func exitCode(err error) int {
	var t told
	if errors.As(err, &t) {
		return t.code
	}
	var u usageError
	if errors.As(err, &u) {
		return exitUsage
	}
	switch register.KindOf(err) {
	case register.Invalid, register.Conflict, register.Duplicate, register.TooLarge:
		return exitFindings
	case register.NotFound, register.NotHeld:
		return exitNotFound
	case register.Forbidden:
		return exitRefused
	case register.Unavailable:
		return exitDown
	}
	return exitInternal
}

// usageError is a mistake in how the command was called, with its remedy.
type usageError struct{ text string }

func (u usageError) Error() string { return u.text }

func usagef(format string, args ...any) error { return usageError{fmt.Sprintf(format, args...)} }

// words gives the messages in the reader's language.
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

// explain writes an error on stderr: what is wrong, the rule, the remedy.
func (g *Globals) explain(err error) {
	var u usageError
	var e *register.Error
	switch {
	case errors.As(err, &u):
		fmt.Fprintf(g.errs, "samano: %s\n", u.text)
	case errors.As(err, &e) && e.Code != "":
		fmt.Fprintf(g.errs, "samano: %s\n", g.codeText(e.Code))
	case errors.As(err, &e) && len(e.Findings) > 0:
		for _, f := range e.Findings {
			fmt.Fprintf(g.errs, "samano: %s\n", g.findingText(f))
		}
	default:
		fmt.Fprintf(g.errs, "samano: %v\n", err)
	}
}

// codeText gives the message of an error code with its remedy.
func (g *Globals) codeText(code string) string {
	p := g.words()
	if p == nil || !p.Has("error."+code) {
		return code
	}
	text := p.T("error." + code)
	if p.Has("error." + code + ".remedy") {
		text += "\n  " + p.T("error."+code+".remedy")
	}
	return text
}

// findingText gives a finding as one paragraph: field, what is wrong, rule, remedy.
func (g *Globals) findingText(f register.Finding) string {
	p := g.words()
	if p == nil {
		return f.Field + ": " + f.Code
	}
	t := p.Finding(f.Code, f.Args)
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
	return text
}

// line writes one JSON value as a line.
func (g *Globals) line(v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return register.Errorf(register.Internal, "samano", "%w", err)
	}
	_, err = g.out.Write(append(b, '\n'))
	return err
}

func (g *Globals) printf(format string, args ...any) { fmt.Fprintf(g.out, format, args...) }

// readAll reads up to a limit and refuses more.
func readAll(in io.Reader, limit int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(in, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(b)) > limit {
		return nil, &register.Error{Kind: register.TooLarge, Op: "read", Code: "file-too-large"}
	}
	return b, nil
}
