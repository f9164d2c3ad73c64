package main

import (
	"fmt"
	"runtime/debug"

	"github.com/alecthomas/kong"
)

// versionFlag prints version, commit and Go, and ends the program.
type versionFlag bool

// BeforeReset implements kong's hook: no other flag is looked at.
func (versionFlag) BeforeReset(app *kong.Kong) error {
	info, _ := debug.ReadBuildInfo()
	fmt.Fprintln(app.Stdout, versionText(info))
	app.Exit(exitOK)
	return nil
}

// versionText writes what the linker recorded about the program; nil: nothing.
func versionText(info *debug.BuildInfo) string {
	version, commit, goVersion := "unknown", "unknown", "unknown"
	if info != nil {
		goVersion = info.GoVersion
		if info.Main.Version != "" {
			version = info.Main.Version
		}
		for _, s := range info.Settings {
			switch {
			case s.Key == "vcs.revision":
				commit = s.Value
			case s.Key == "vcs.modified" && s.Value == "true":
				commit += " with changes"
			}
		}
	}
	return fmt.Sprintf("samano %s, commit %s, %s", version, commit, goVersion)
}
