package main

import (
	"fmt"
	"runtime/debug"

	"github.com/alecthomas/kong"

	"samano/cmd/samano/sentence"
)

// versionFlag prints version, commit and Go, and ends the program.
type versionFlag bool

// BeforeReset implements kong's hook: no other flag is looked at.
func (versionFlag) BeforeReset(app *kong.Kong) error {
	info, _ := debug.ReadBuildInfo()
	fmt.Fprintln(app.Stdout, sentence.Version(info))
	app.Exit(exitOK)
	return nil
}
