package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"samano/internal/sqldb"
	"samano/node/open"
	"samano/office/application"
	"samano/office/officesql"
	"samano/register"
)

// A desk with decisions is judged in counts: how many of those of about one probability were the same person.
func TestMatchEvalDecisions(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	db, err := sqldb.Open(ctx, "sqlite:"+filepath.Join(dir, open.DeskFile), sqldb.Options{}, officesql.Schema)
	if err != nil {
		t.Fatal(err)
	}
	desk := officesql.New(db, nil)
	for n, d := range []struct {
		ppm   int
		finds application.Verdict
	}{
		{320_000, application.Different}, {390_000, application.Different}, {350_000, application.Same}, {995_000, application.Same}, {1_000_000, application.Same}, {700_000, ""},
	} {
		a := application.Adjudication{
			ID: application.AdjudicationID(fmt.Sprint("q", n)), Pair: [2]register.PersonID{1, register.PersonID(n + 2)}, Opened: time.Unix(0, 0),
			Candidates: []application.Candidate{{Person: register.PersonID(n + 2), Likeness: application.Likeness{PPM: d.ppm, Weights: "w-1"}}},
		}
		if _, _, err := desk.OpenPair(ctx, a); err != nil {
			t.Fatal(err)
		}
		r := application.Ruling{At: time.Unix(0, 0), By: "dao", Verdict: d.finds, Reason: "."}
		if d.finds == application.Same {
			r.Person = register.PersonID(n + 2)
		}
		if d.finds == "" { // nobody has decided it
			continue
		}
		if err := desk.AddRuling(ctx, a.ID, 0, r, nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{open.RegisterFile, open.LooksFile, open.KeysFile} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for json, want := range map[bool]string{
		false: "weights w-1, found by searches of the whole register:\nprobability     judged    same  expected\n" +
			"0.30 to 0.40         3       1       1.1\n0.99 to 1.00         2       2       2.0\n",
		true: `{"weights":"w-1","pairs":true,"from":0.3,"to":0.4,"labelled":3,"same":1,"expected":1.06}` + "\n" +
			`{"weights":"w-1","pairs":true,"from":0.99,"to":1,"labelled":2,"same":2,"expected":1.995}` + "\n",
	} {
		var out bytes.Buffer
		g := &Globals{Data: dir, JSON: json, out: &out}
		if err := (&matchEvalCmd{Decisions: true}).Run(ctx, g); err != nil {
			t.Fatal(err)
		}
		if out.String() != want {
			t.Errorf("told\n%s\nwant\n%s", out.String(), want)
		}
	}
}
