// Package setup owns how the synthetic country of package demo becomes a register on disk: its
// folder and keys, places, offices and accounts, the people, and the applications that wait for
// whoever signs in. It founds, loads and declares by the services that a real register is founded,
// loaded and declared with; only to choose mothers for the births that wait does it read people as
// a job. `samano demo` and the benchmarks (package bench) begin with it.
package setup

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"os"
	"strings"
	"time"

	"samano/access"
	"samano/demo"
	"samano/demo/filing"
	"samano/node"
	"samano/node/open"
	"samano/office/application"
	"samano/office/lot"
	"samano/register"
	"samano/web/account"
)

// PassphraseFile is the file of a demo's data folder that holds the passphrase of its keys. A
// folder without it is a real register's.
const PassphraseFile = "demo-passphrase"

// Password is every demo officer's: the country is synthetic, the address is this machine's own,
// and the sign-in page shows it.
const Password = "sabaidee-samano"

// WorkFactor makes unlocking quick: in a demonstration the passphrase lies beside the key file,
// which so protects nothing.
const WorkFactor = 10

// Held reports whether the folder holds a demo country. A folder with another register is
// refused, and one in which the making of a demo country was cut off (open.CodeDemoBroken).
func Held(at open.Place) (bool, error) {
	if !at.Held() {
		return false, nil
	}
	if _, err := os.Stat(at.File(PassphraseFile)); err != nil {
		return false, &register.Error{Kind: register.Conflict, Op: "demo", Code: "not-a-demo"}
	}
	err := at.Check()
	return err == nil, err
}

// Made says what was made.
type Made struct {
	Acts int64
	Took time.Duration // to found and to load, without the queue
}

// Make makes a country in an empty folder. The folder is marked until all of it is there, the queue
// too: a making that was cut off is not gone on with but begun anew elsewhere. now reads a clock;
// progress is told of acts.
func Make(ctx context.Context, at open.Place, country demo.Country, now func() time.Time, progress func(done, of int64)) (Made, error) {
	phrase, err := newPassphrase(at)
	if err != nil {
		return Made{}, err
	}
	f := open.Founding{Law: "la", Origin: "demo.samano.example/acts", Passphrase: phrase, WorkFactor: WorkFactor, Demo: true}
	if err := open.Found(ctx, at, f); err != nil {
		return Made{}, err
	}
	how := open.How{Mode: node.Serving, Passphrase: func() (string, error) { return phrase, nil }, Unfinished: true}
	begun := now()
	acts, err := populate(ctx, at, how, country, progress)
	if err != nil {
		return Made{}, err
	}
	made := Made{acts, now().Sub(begun)}
	j, err := open.WithParts(ctx, at, how)
	if err != nil {
		return made, err
	}
	defer j.Close()
	if err := (&queue{j.Node, j.Parts}).declare(ctx); err != nil {
		return made, err
	}
	return made, at.Finished()
}

// newPassphrase draws one and writes it into the folder, which it makes.
func newPassphrase(at open.Place) (string, error) {
	secret := make([]byte, 20)
	if _, err := rand.Read(secret); err != nil {
		return "", err
	}
	phrase := strings.ToLower(base32.StdEncoding.EncodeToString(secret))
	if err := os.MkdirAll(at.Folder, 0o700); err != nil {
		return "", open.Misuse{Text: fmt.Sprintf("cannot make the data folder %s: %v", at.Folder, err)}
	}
	marker := at.File(PassphraseFile)
	if err := os.WriteFile(marker, []byte(phrase+"\n"), 0o600); err != nil {
		return "", open.Misuse{Text: fmt.Sprintf("cannot write %s: %v", marker, err)}
	}
	return phrase, nil
}

// populate founds the places, opens offices and accounts, and loads the people.
func populate(ctx context.Context, at open.Place, how open.How, country demo.Country, progress func(done, of int64)) (acts int64, err error) {
	n, err := open.WithParts(ctx, at, how)
	if err != nil {
		return 0, err
	}
	defer n.Close()
	atlas, err := Offices(ctx, n.Node, n.Parts.Accounts)
	if err != nil {
		return 0, err
	}
	of := int64(country.Acts())
	err = n.LoadSynthetic(ctx, lot.Lot{Proposals: country.Proposals(atlas), Report: func(i int64, p *register.Proposal, r application.Submitted) error {
		acts = i + 1
		progress(acts, max(of, acts))
		if r.Outcome == nil {
			return fmt.Errorf("the demo country's %s %d was refused: %w", p.Kind, i, r.Err)
		}
		return nil
	}})
	if err != nil {
		return acts, err
	}
	_, err = n.Checkpoint(ctx)
	return acts, err
}

// Offices founds the places of an empty register and opens the demo's offices and accounts.
func Offices(ctx context.Context, n *node.Node, accounts access.Desk) (*register.Atlas, error) {
	if err := n.FoundTerritory(ctx, register.Office{ID: filing.Centre, Name: "ສູນກາງ", Level: n.Law.Offices[0].Name}); err != nil {
		return nil, err
	}
	atlas, err := n.Atlas(ctx)
	if err != nil {
		return nil, err
	}
	for _, o := range filing.Offices(atlas, n.Today()) {
		if err := n.PutOffice(ctx, o); err != nil {
			return nil, err
		}
	}
	secret, err := n.Passwords.Hash(ctx, Password)
	if err != nil {
		return nil, err
	}
	for _, o := range filing.Officers() {
		officer := access.Officer{
			ID: o.ID, Name: o.Name, NameLatin: o.NameLatin, Office: o.Office, Roles: o.Roles,
			From: n.Today(), Until: register.LastDay,
		}
		if err := accounts.AddOfficer(ctx, access.Author{At: n.Clock()}, officer, secret); err != nil {
			return nil, err
		}
	}
	return atlas, nil
}

// Open opens a demo country and returns the accounts that its sign-in page offers. The caller
// closes the node.
func Open(ctx context.Context, at open.Place, passphrase func() (string, error)) (*node.Node, []account.Demo, error) {
	n, err := open.WithParts(ctx, at, open.How{Mode: node.Serving, Passphrase: passphrase})
	if err != nil {
		return nil, nil, err
	}
	var out []account.Demo
	for _, o := range filing.Officers() {
		who, err := actor(ctx, n.Parts.Accounts, o.ID)
		if err != nil {
			n.Close()
			return nil, nil, err
		}
		out = append(out, account.Demo{Account: string(o.ID), Password: Password, Officer: who.Officer, Office: who.Office})
	}
	return n.Node, out, nil
}

// actor returns an officer of the demo at their office.
func actor(ctx context.Context, accounts access.Desk, id register.OfficerID) (access.Actor, error) {
	officer, err := accounts.Officer(ctx, id)
	if err != nil {
		return access.Actor{}, err
	}
	at, err := accounts.Office(ctx, officer.Office)
	return access.Actor{Officer: officer, Office: at}, err
}
