// Package open owns how the parts of a register are opened and founded: SQLite files in a data
// folder or a PostgreSQL database, and the key file. It alone imports the packages that reach
// databases; package node joins what it opens.
package open

import (
	"errors"
	"net/url"
	"os"
	"path/filepath"

	"samano/internal/sqldb"
	"samano/register"
)

// The files of a data folder.
const (
	RegisterFile = "register.db"
	DeskFile     = "desk.db"
	LooksFile    = "looks.db"
	KeysFile     = "keys.age"
	initFile     = "init-unfinished" // only while a founding is at work, or was broken off
	demoFile     = "demo-unfinished" // only while a demonstration is made, or was broken off
)

// Place says where a register's data lie.
type Place struct {
	Folder   string
	Database string // postgres://…; empty: a SQLite file in the folder
}

// The codes of a place that cannot be opened.
const (
	CodeNoRegister     = "no-register"
	CodeFileMissing    = "file-missing"
	CodeFoundingBroken = "founding-broken-off"
	CodeDemoBroken     = "demo-broken-off"
	CodeExists         = "register-exists"
	CodeAnotherVersion = sqldb.CodeAnotherVersion
)

// Misuse is a mistake in what the operator asked for. Its text, in English, holds the remedy.
type Misuse struct{ Text string }

func (m Misuse) Error() string { return m.Text }

// Address returns the address of one of the three databases: files beside each other in the
// data folder, or the register's own on a server.
func (p Place) Address(file string) string {
	if file == RegisterFile && p.Database != "" {
		return p.Database
	}
	return "sqlite:" + p.File(file)
}

// File returns the path of a file of the data folder.
func (p Place) File(name string) string { return filepath.Join(p.Folder, name) }

// check refuses an address of another kind of database.
func (p Place) check() error {
	if p.Database == "" {
		return nil
	}
	if u, err := url.Parse(p.Database); err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		return Misuse{"--database must be a postgres:// address; without it the register is a SQLite file in --data"}
	}
	return nil
}

// Held reports whether a register was founded in the folder, or is being founded.
func (p Place) Held() bool {
	_, err := os.Stat(p.File(KeysFile))
	return err == nil
}

// Check refuses a folder in which a file of the register is missing. Opening a database creates
// it where there is none: an empty one in place of a lost one would be taken for the register,
// or for the book of all looks.
func (p Place) Check() error { return p.whole(false) }

func (p Place) whole(unfinished bool) error {
	const op = "open"
	if err := p.demoBroken(); err != nil && !unfinished {
		return err
	}
	_, err := os.Stat(p.File(KeysFile))
	if errors.Is(err, os.ErrNotExist) && !p.unfinished() {
		return &register.Error{Kind: register.NotFound, Op: op, Code: CodeNoRegister}
	}
	if p.unfinished() && !unfinished {
		return &register.Error{Kind: register.Forbidden, Op: op, Code: CodeFoundingBroken}
	}
	for _, file := range []string{KeysFile, RegisterFile, DeskFile, LooksFile} {
		if file == RegisterFile && p.Database != "" {
			continue
		}
		switch _, err := os.Stat(p.File(file)); {
		case errors.Is(err, os.ErrNotExist):
			missing := register.Finding{Code: CodeFileMissing, Args: map[string]string{"file": p.File(file)}}
			return &register.Error{Kind: register.NotFound, Op: op, Code: CodeFileMissing, Findings: []register.Finding{missing}}
		case err != nil:
			return Misuse{"cannot read the data folder " + p.Folder + ": " + err.Error()}
		}
	}
	return nil
}

// unfinished reports whether a founding was begun here and not ended; Finished marks that it
// was.
func (p Place) unfinished() bool {
	_, err := os.Stat(p.File(initFile))
	return err == nil
}

// demoBroken refuses a folder in which the making of a demonstration was begun and not ended. It is
// not gone on with.
func (p Place) demoBroken() error {
	if _, err := os.Stat(p.File(demoFile)); err != nil {
		return nil
	}
	return &register.Error{Kind: register.Forbidden, Op: "open", Code: CodeDemoBroken}
}

// Finished is described at unfinished and demoBroken.
func (p Place) Finished() error {
	for _, mark := range []string{initFile, demoFile} {
		if err := os.Remove(p.File(mark)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return Misuse{"cannot write in the data folder: " + err.Error()}
		}
	}
	return nil
}
