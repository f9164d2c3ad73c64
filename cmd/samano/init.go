package main

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"samano/access"
	"samano/access/looksql"
	"samano/keys"
	keyfile "samano/keys/file"
	"samano/law"
	"samano/ledger"
	"samano/number"
	"samano/places"
	"samano/register"
	"samano/registrar"
	"samano/registrar/record"
	"samano/store/deskstore"
	"samano/store/sqlstore"
)

type initCmd struct {
	Law       string `help:"Law pack of the country." default:"la"`
	Origin    string `help:"Name of the register in its ledger, for good: your domain and a word, as register.example.gov.la/acts." required:""`
	Admin     string `help:"Account of the first administrator." default:"admin"`
	AdminName string `help:"The administrator's name." default:"Administrator"`
	NoPlaces  bool   `help:"Leave the territory empty; else the shipped lists are founded."`
}

// Run founds a register. One that was broken off is gone on with by the same
// command: what is there already is found there.
func (c *initCmd) Run(ctx context.Context, g *Globals) error {
	if err := g.mayFound(c.Law); err != nil {
		return err
	}
	phrase, err := g.passphrase("Passphrase for the new keys (at least 12 characters; write it down, nobody can recover it): ")
	if err != nil {
		return err
	}
	password, err := g.secret("SAMANO_PASSWORD", "Password for "+c.Admin+": ")
	if err != nil {
		return err
	}
	if bad := access.CheckNewPassword(password, register.OfficerID(c.Admin)); len(bad) > 0 {
		return &register.Error{Kind: register.Invalid, Op: "init", Code: bad[0].Code, Findings: bad}
	}
	g.founding = true
	h, err := g.found(ctx, founding{Law: c.Law, Origin: c.Origin, Passphrase: phrase, WorkFactor: keyfile.DefaultWorkFactor})
	if err != nil {
		return err
	}
	defer h.close()
	if err := c.people(ctx, h, password); err != nil {
		return err
	}
	list, err := h.verifierKeys(ctx)
	if err != nil {
		return err
	}
	if err := g.finished(); err != nil {
		return err
	}
	if g.JSON {
		return g.line(map[string]string{"origin": c.Origin, "data": g.Data, "key": list[0]})
	}
	g.printf("Founded %s in %s.\nThe public key of its checkpoints; give it to those who are to watch you:\n%s\n", c.Origin, g.Data, list[0])
	return nil
}

// people founds the places and then the first account: who has an account could
// begin to register.
func (c *initCmd) people(ctx context.Context, h *house, password string) error {
	office := register.Office{ID: centreOffice, Name: "ສູນກາງ", NameLatin: "Centre", Level: h.law.Offices[0].Name}
	if !c.NoPlaces {
		if err := h.desk.PutOffice(ctx, office); err != nil { // it enters the places
			return err
		}
		if err := h.foundPlaces(ctx); err != nil {
			return err
		}
	}
	admin := access.Officer{
		ID: register.OfficerID(c.Admin), Name: c.AdminName, Office: centreOffice, Roles: []access.Role{access.Administrator},
		From: register.DayAt(h.clock()), Until: register.LastDay,
	}
	accounts := access.NewAccounts(h.desk, h.rules, h.passwords, h.clock, rand.Reader)
	err := accounts.Found(ctx, office, admin, password)
	var e *register.Error
	if errors.As(err, &e) && e.Code == access.CodeFoundedAlready {
		return nil // broken off after the account was made, whose password stays
	}
	return err
}

// centreOffice is the office whose area is the whole country.
const centreOffice register.OfficeID = "centre"

// founding is what a register is founded with.
type founding struct {
	Law, Origin, Passphrase string
	WorkFactor              int
}

// mayFound looks at what can be seen before any secret is asked for.
func (g *Globals) mayFound(pack string) error {
	if !slices.Contains(law.Codes(), pack) {
		return usagef("there is no law pack %q; there are %s", pack, strings.Join(law.Codes(), ", "))
	}
	_, err := os.Stat(filepath.Join(g.Data, keysFile))
	if err == nil && !g.unfinished() {
		return existsAlready()
	}
	return nil
}

func existsAlready() error {
	return &register.Error{Kind: register.Conflict, Op: "init", Code: codeExists}
}

// unfinished reports whether founding was begun here by `samano init` and not
// ended; finished marks that it was.
func (g *Globals) unfinished() bool {
	_, err := os.Stat(filepath.Join(g.Data, initFile))
	return err == nil
}

func (g *Globals) finished() error {
	if err := os.Remove(filepath.Join(g.Data, initFile)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return usagef("cannot write in the data folder: %v", err)
	}
	return nil
}

// found makes the data folder, the keys and an empty register, and opens it.
func (g *Globals) found(ctx context.Context, f founding) (*house, error) {
	if err := g.mayFound(f.Law); err != nil {
		return nil, err
	}
	again := g.unfinished()
	if err := os.MkdirAll(g.Data, 0o700); err != nil {
		return nil, usagef("cannot make the data folder %s: %v", g.Data, err)
	}
	s, err := sqlstore.Open(ctx, g.address(registerFile), sqlstore.Options{})
	if err != nil {
		return nil, err
	}
	if err := errors.Join(g.foundOn(ctx, s, f, again), s.Close()); err != nil {
		return nil, err
	}
	if err := g.foundDesks(ctx); err != nil {
		return nil, err
	}
	return g.openHouse(ctx, needWriter)
}

// foundOn makes the keys and writes the founding record, unless an earlier start
// has done so.
func (g *Globals) foundOn(ctx context.Context, s *sqlstore.Store, f founding, again bool) error {
	before, err := s.Founding(ctx)
	switch {
	case err == nil && !again:
		return existsAlready()
	case err == nil && (before.Origin != f.Origin || before.Pack != f.Law):
		return usagef("the founding that was broken off is of %s under the pack %s: name the same", before.Origin, before.Pack)
	case err != nil && register.KindOf(err) != register.NotFound:
		return err
	}
	founded := err == nil
	set, err := g.foundKeys(f, again)
	if err != nil || founded {
		return err
	}
	pack, err := law.Shipped(f.Law)
	if err != nil {
		return err
	}
	numberKey, err := set.NumberKey()
	if err != nil {
		return err
	}
	scheme, err := number.NewTwelve(numberKey)
	if err != nil {
		return err
	}
	codec, err := ledger.NewCodec(record.Dictionaries()...)
	if err != nil {
		return err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return register.Errorf(register.Internal, "init", "%w", err)
	}
	c := registrar.Config{Store: s, Law: pack, Scheme: scheme, Codec: codec, Now: time.Now, Random: rand.Reader}
	return registrar.Found(ctx, c, f.Origin, register.ActID(id.String()))
}

// foundKeys makes the keys; of a founding that was broken off, it opens them.
func (g *Globals) foundKeys(f founding, again bool) (*keys.Set, error) {
	set, err := keys.Generate(rand.Reader, keys.Ed25519)
	if err != nil {
		return nil, err
	}
	for _, pub := range set.Publics(keys.LedgerSigning) {
		if _, err := ledger.VerifierKey(f.Origin, pub); err != nil {
			return nil, usagef("--origin %q cannot name a register: it has no spaces and no plus signs, as in register.example.gov.la/acts", f.Origin)
		}
	}
	if g.founding && !again {
		if err := os.WriteFile(filepath.Join(g.Data, initFile), nil, 0o600); err != nil {
			return nil, usagef("cannot write in the data folder: %v", err)
		}
	}
	err = keyfile.Create(filepath.Join(g.Data, keysFile), set, f.Passphrase, keyfile.Options{WorkFactor: f.WorkFactor})
	switch {
	case errors.Is(err, keyfile.ErrExists) && again:
		return g.openKeys(f.Passphrase)
	case errors.Is(err, keyfile.ErrExists):
		return nil, existsAlready()
	case errors.Is(err, keyfile.ErrWeakPassphrase):
		return nil, usagef("the passphrase is too short: at least %d characters", keyfile.MinPassphrase)
	}
	return set, err
}

// foundDesks makes the databases of accounts and of looks.
func (g *Globals) foundDesks(ctx context.Context) error {
	desk, err := deskstore.Open(ctx, g.address(deskFile))
	if err != nil {
		return err
	}
	looks, err := looksql.Open(ctx, g.address(looksFile), rand.Reader)
	if err != nil {
		return errors.Join(err, desk.Close())
	}
	return errors.Join(desk.Close(), looks.Close())
}

// foundPlaces founds the units of the shipped lists.
func (h *house) foundPlaces(ctx context.Context) error {
	sheets, err := places.Shipped(h.law.Territory)
	if err != nil {
		return err
	}
	return h.registerPlaces(ctx, sheets, "samano")
}

// firstYear is from when the units of a list are taken to stand: a list says what
// is, not since when, and people were born in these units long before it.
const firstYear = 1900

// registerPlaces registers the acts that found units, in the order of levels.
func (h *house) registerPlaces(ctx context.Context, sheets []places.Sheet, registeredBy register.OfficerID) error {
	atlas, err := h.registrar.Atlas(ctx)
	if err != nil {
		return err
	}
	day := register.DayAt(h.clock())
	decree := places.Decree{
		Authority: "territory", Reference: "list of " + day.String(), Evidence: "ministry-decision",
		Since: register.InYear(firstYear, register.Declared), Declared: day, Office: centreOffice, Registrar: registeredBy,
	}
	var batch []register.Proposal
	flush := func() error {
		results, err := h.registrar.Register(ctx, registrar.Request{Proposals: batch})
		if err != nil {
			return err
		}
		for _, r := range results {
			if r.Err != nil {
				return r.Err
			}
		}
		batch = nil
		return nil
	}
	for p, err := range places.Proposals(sheets, atlas, decree) {
		if err != nil {
			return err
		}
		if batch = append(batch, p); len(batch) == maxSubmitBatch {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}
