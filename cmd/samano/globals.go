package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"samano/lang"
	"samano/node/open"
	"samano/register"
)

// Globals are the flags that every command has.
type Globals struct {
	Data     string `help:"Folder with the register's files." default:"./data" env:"SAMANO_DATA" placeholder:"DIR"`
	Database string `help:"Database of the register; none: a SQLite file in the data folder." env:"SAMANO_DATABASE" placeholder:"postgres://…"`
	JSON     bool   `help:"Write JSON, one value a line." name:"json"`
	Lang     string `help:"Language of messages: ${enum}." default:"en" enum:"lo,en" env:"SAMANO_LANG"`
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
	var u open.Misuse
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

// usagef is a mistake in how the command was called, with its remedy.
func usagef(format string, args ...any) error { return open.Misuse{Text: fmt.Sprintf(format, args...)} }

// line writes one JSON value as a line.
func (g *Globals) line(v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return register.Errorf(register.Internal, "samano", "%w", err)
	}
	_, err = g.out.Write(append(b, '\n'))
	return err
}

// each tells the elements of a list, one a line.
func each[T any](g *Globals, list []T, print func(T)) error {
	for _, v := range list {
		if !g.JSON {
			print(v)
		} else if err := g.line(v); err != nil {
			return err
		}
	}
	return nil
}

func (g *Globals) printf(format string, args ...any) { fmt.Fprintf(g.out, format, args...) }
