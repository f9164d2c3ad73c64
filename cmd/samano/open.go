package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/term"

	"samano/access"
	"samano/access/looksql"
	"samano/keys"
	keyfile "samano/keys/file"
	"samano/law"
	"samano/ledger"
	"samano/number"
	"samano/reading"
	"samano/register"
	"samano/registrar"
	"samano/registrar/record"
	"samano/store/deskstore"
	"samano/store/sqlstore"
)

// The files of a data folder.
const (
	registerFile = "register.db"
	deskFile     = "desk.db"
	looksFile    = "looks.db"
	keysFile     = "keys.age"
	demoFile     = "demo-passphrase" // only in a folder made by `samano demo`
	initFile     = "init-unfinished" // only while `samano init` is at work, or was broken off
)

// house is everything that stands open while a command works.
type house struct {
	g         *Globals
	store     *sqlstore.Store
	desk      *deskstore.Store
	looks     *looksql.Store
	keys      *keys.Set
	law       *law.Pack
	config    registrar.Config
	registrar *registrar.Registrar // nil where a command opened without one
	rules     access.Rules
	passwords *access.Passwords
	offices   *officeBook
}

// address gives the address of one of the three databases: beside each other in
// the data folder, or the register's own on a server.
func (g *Globals) address(file string) string {
	if file == registerFile && g.Database != "" {
		return g.Database
	}
	return "sqlite:" + filepath.Join(g.Data, file)
}

// what says how much of the house a command needs.
type need uint8

const (
	needStore  need = iota // the database alone: verify, doctor
	needWriter             // and the registrar
	needLoad               // and nobody else: loading
)

// openHouse opens the databases and unlocks the keys.
func (g *Globals) openHouse(ctx context.Context, n need) (_ *house, err error) {
	if g.Database != "" {
		if u, err := url.Parse(g.Database); err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
			return nil, usagef("--database must be a postgres:// address; without it the register is a SQLite file in --data")
		}
	}
	h := &house{g: g}
	defer func() {
		if err != nil {
			h.close()
		}
	}()
	if err := g.filesThere(); err != nil {
		return nil, err
	}
	// Opened as for loading, so that a load that was not ended is told by a code.
	if h.store, err = sqlstore.Open(ctx, g.address(registerFile), sqlstore.Options{Loading: true}); err != nil {
		return nil, err
	}
	founding, err := h.store.Founding(ctx)
	if err != nil {
		return nil, err
	}
	if loading, err := h.store.Loading(ctx); err != nil {
		return nil, err
	} else if loading && n != needLoad {
		return nil, &register.Error{Kind: register.Forbidden, Op: "open", Code: codeLoadOpen}
	}
	if h.law, err = law.Shipped(founding.Pack); err != nil {
		return nil, err
	}
	if h.keys, err = g.unlock(); err != nil {
		return nil, err
	}
	if h.desk, err = deskstore.Open(ctx, g.address(deskFile)); err != nil {
		return nil, err
	}
	if h.looks, err = looksql.Open(ctx, g.address(looksFile), rand.Reader); err != nil {
		return nil, err
	}
	h.offices = &officeBook{desk: h.desk}
	if h.config, err = h.registrarConfig(); err != nil {
		return nil, err
	}
	if n != needWriter {
		return h, nil
	}
	if !g.comparesNobody {
		if h.config.Sameness, err = registrar.ShippedSameness(); err != nil {
			return nil, err
		}
	}
	if h.registrar, err = registrar.Open(ctx, h.config); err != nil {
		return nil, err
	}
	return h, h.openAccess()
}

// filesThere refuses a folder in which a file of the register is missing. To open a
// database makes it where there is none: an empty one in place of a lost one would
// be taken for the register, or for the book of all looks.
func (g *Globals) filesThere() error {
	const op = "open"
	_, err := os.Stat(filepath.Join(g.Data, keysFile))
	if errors.Is(err, os.ErrNotExist) && !g.unfinished() {
		return &register.Error{Kind: register.NotFound, Op: op, Code: codeNoRegister}
	}
	if g.unfinished() && !g.founding {
		return &register.Error{Kind: register.Forbidden, Op: op, Code: codeFoundingBroken}
	}
	for _, file := range []string{keysFile, registerFile, deskFile, looksFile} {
		if file == registerFile && g.Database != "" {
			continue
		}
		switch _, err := os.Stat(filepath.Join(g.Data, file)); {
		case errors.Is(err, os.ErrNotExist):
			missing := register.Finding{Code: codeFileMissing, Args: map[string]string{"file": filepath.Join(g.Data, file)}}
			return &register.Error{Kind: register.NotFound, Op: op, Code: codeFileMissing, Findings: []register.Finding{missing}}
		case err != nil:
			return usagef("cannot read the data folder %s: %v", g.Data, err)
		}
	}
	return nil
}

func (h *house) registrarConfig() (registrar.Config, error) {
	c := registrar.Config{Store: h.store, Law: h.law, Random: rand.Reader, Now: time.Now, Office: h.offices.office, PrintedStart: h.offices.printedStart}
	key, err := h.keys.NumberKey()
	if err != nil {
		return c, err
	}
	if c.Scheme, err = number.NewTwelve(key); err != nil {
		return c, err
	}
	if c.Codec, err = ledger.NewCodec(record.Dictionaries()...); err != nil {
		return c, err
	}
	c.Sealer, err = h.keys.Sealer(keys.SealedParts, rand.Reader)
	return c, err
}

// openAccess makes what decides who may see what.
func (h *house) openAccess() error {
	within := func(place, area register.PlaceID, day register.Day) bool {
		atlas, err := h.registrar.Atlas(context.Background())
		return err == nil && atlas.Within(place, area, day)
	}
	h.rules = access.NewRules(h.law, within)
	var err error
	h.passwords, err = access.NewPasswords(access.RecommendedCost, rand.Reader)
	return err
}

// clock gives the country's own time.
func (h *house) clock() time.Time { return time.Now().In(h.law.TimeZone) }

func (h *house) door() *access.Door {
	return access.NewDoor(h.desk, h.passwords, h.clock, rand.Reader)
}

func (h *house) reader() *access.Reader { return access.NewReader(h.rules, h.looks, h.clock) }

func (h *house) room() *reading.Room {
	return &reading.Room{Registrar: h.registrar, Reader: h.reader(), Rules: h.rules, Now: h.clock}
}

// close gives everything back, last opened first. What is acknowledged is on disk
// already, so that a database which does not close well is only told of.
func (h *house) close() {
	if h.registrar != nil {
		h.registrar.Close()
	}
	var err error
	if h.looks != nil {
		err = errors.Join(err, h.looks.Close())
	}
	if h.desk != nil {
		err = errors.Join(err, h.desk.Close())
	}
	if h.store != nil {
		err = errors.Join(err, h.store.Close())
	}
	if err != nil {
		slog.Warn("closing", "error", err)
	}
}

// unlock opens the key file with the passphrase.
func (g *Globals) unlock() (*keys.Set, error) {
	phrase, err := g.passphrase("Passphrase of the keys: ")
	if err != nil {
		return nil, err
	}
	return g.openKeys(phrase)
}

// openKeys reads the key file; every way in which that fails has its own remedy.
func (g *Globals) openKeys(phrase string) (*keys.Set, error) {
	const op = "unlock"
	set, err := keyfile.Open(filepath.Join(g.Data, keysFile), phrase)
	switch {
	case errors.Is(err, keyfile.ErrPassphrase):
		err = &register.Error{Kind: register.Forbidden, Op: op, Code: codePassphrase, Err: err}
	case errors.Is(err, keyfile.ErrPermissions):
		err = &register.Error{Kind: register.Forbidden, Op: op, Code: codeKeysOpenToAll, Err: err}
	case errors.Is(err, keyfile.ErrDamaged):
		err = &register.Error{Kind: register.Invalid, Op: op, Code: codeKeysDamaged, Err: err}
	case errors.Is(err, keyfile.ErrMissing), errors.Is(err, keyfile.ErrNotRegular):
		err = &register.Error{Kind: register.NotFound, Op: op, Code: codeKeysNoFile, Err: err}
	}
	return set, err
}

// passphrase comes from a file, the demo's own file, the environment, or a question
// at the terminal; never from the command line. A demo's own goes before what the
// environment has for a real register.
func (g *Globals) passphrase(question string) (string, error) {
	if g.PassphraseFile != "" {
		return firstLine(g.PassphraseFile)
	}
	if p, err := firstLine(filepath.Join(g.Data, demoFile)); err == nil {
		return p, nil
	}
	if p := os.Getenv("SAMANO_PASSPHRASE"); p != "" {
		return p, nil
	}
	return g.ask(question)
}

func firstLine(path string) (string, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return "", usagef("cannot read the passphrase: %v", err)
	}
	line, _, _ := strings.Cut(string(b), "\n")
	return strings.TrimRight(line, "\r"), nil
}

// ask reads a secret at the terminal without showing it.
func (g *Globals) ask(question string) (string, error) {
	f, ok := g.in.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		line, err := bufio.NewReader(g.in).ReadString('\n')
		if line == "" && err != nil {
			return "", usagef("a secret is needed: set SAMANO_PASSPHRASE or --passphrase-file (keys), SAMANO_PASSWORD (officer), or run at a terminal")
		}
		return strings.TrimRight(line, "\r\n"), nil
	}
	fmt.Fprint(g.errs, question)
	secret, err := term.ReadPassword(int(f.Fd()))
	fmt.Fprintln(g.errs)
	return string(secret), err
}
