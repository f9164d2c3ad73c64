package main

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/google/uuid"

	"samano/access"
	"samano/keys"
	keyfile "samano/keys/file"
	"samano/law"
	"samano/ledger"
	"samano/number"
	"samano/places"
	"samano/register"
	"samano/registrar"
	"samano/store/sqlstore"
)

type initCmd struct {
	Law       string `help:"Law pack of the country." default:"la"`
	Origin    string `help:"Name of the register in its ledger, for good: your domain and a word, as register.example.gov.la/acts." required:""`
	Admin     string `help:"Account of the first administrator." default:"admin"`
	AdminName string `help:"The administrator's name." default:"Administrator"`
	NoPlaces  bool   `help:"Leave the territory empty; else the shipped lists are founded."`
}

func (c *initCmd) Run(ctx context.Context, g *Globals) error {
	phrase, err := g.passphrase("Passphrase for the new keys (at least 12 characters; write it down, nobody can recover it): ")
	if err != nil {
		return err
	}
	password, err := g.secret("SAMANO_PASSWORD", "Password for "+c.Admin+": ")
	if err != nil {
		return err
	}
	h, err := g.found(ctx, founding{Law: c.Law, Origin: c.Origin, Passphrase: phrase, WorkFactor: keyfile.DefaultWorkFactor})
	if err != nil {
		return err
	}
	defer h.close()
	day := register.DayAt(h.clock())
	office := register.Office{ID: centreOffice, Name: "ສູນກາງ", NameLatin: "Centre", Level: h.law.Offices[0].Name}
	admin := access.Officer{ID: register.OfficerID(c.Admin), Name: c.AdminName, Office: centreOffice, Roles: []access.Role{access.Administrator}, From: day, Until: register.LastDay}
	accounts := access.NewAccounts(h.desk, h.rules, h.passwords, h.clock, rand.Reader)
	if err := accounts.Found(ctx, office, admin, password); err != nil {
		return err
	}
	if !c.NoPlaces {
		if err := h.foundPlaces(ctx); err != nil {
			return err
		}
	}
	list, err := h.verifierKeys(ctx)
	if err != nil {
		return err
	}
	g.printf("Founded %s in %s.\nThe public key of its checkpoints; give it to those who are to watch you:\n%s\n", c.Origin, g.Data, list[0])
	return nil
}

// centreOffice is the office whose area is the whole country.
const centreOffice register.OfficeID = "centre"

// founding is what a register is founded with.
type founding struct {
	Law, Origin, Passphrase string
	WorkFactor              int
}

// found makes the data folder, the keys and an empty register, and opens it.
func (g *Globals) found(ctx context.Context, f founding) (*house, error) {
	if !slices.Contains(law.Codes(), f.Law) {
		return nil, usagef("there is no law pack %q; there are %v", f.Law, law.Codes())
	}
	pack, err := law.Shipped(f.Law)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(g.Data, 0o700); err != nil {
		return nil, usagef("cannot make the data folder %s: %v", g.Data, err)
	}
	set, err := keys.Generate(rand.Reader, keys.Ed25519)
	if err != nil {
		return nil, err
	}
	err = keyfile.Create(filepath.Join(g.Data, keysFile), set, f.Passphrase, keyfile.Options{WorkFactor: f.WorkFactor})
	switch {
	case errors.Is(err, keyfile.ErrExists):
		return nil, &register.Error{Kind: register.Conflict, Op: "init", Code: "register-exists"}
	case errors.Is(err, keyfile.ErrWeakPassphrase):
		return nil, usagef("the passphrase is too short: at least 12 characters")
	case err != nil:
		return nil, err
	}
	numberKey, err := set.NumberKey()
	if err != nil {
		return nil, err
	}
	scheme, err := number.NewTwelve(numberKey)
	if err != nil {
		return nil, err
	}
	codec, err := ledger.NewCodec(registrar.Dictionaries()...)
	if err != nil {
		return nil, err
	}
	s, err := sqlstore.Open(ctx, g.address(registerFile), sqlstore.Options{})
	if err != nil {
		return nil, err
	}
	id, err := uuid.NewV7()
	if err == nil {
		c := registrar.Config{Store: s, Law: pack, Scheme: scheme, Codec: codec, Now: time.Now, Random: rand.Reader}
		err = registrar.Found(ctx, c, f.Origin, register.ActID(id.String()))
	}
	if err := errors.Join(err, s.Close()); err != nil {
		return nil, err
	}
	return g.openHouse(ctx, needWriter)
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
