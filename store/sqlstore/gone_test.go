package sqlstore_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"samano/access/accesstest"
	"samano/register"
	"samano/store"
	"samano/store/sqlstore"
)

// everyRead calls every read of a register about something that is there.
func everyRead(t *testing.T, s *sqlstore.Store) map[string]error {
	t.Helper()
	ctx, pass := t.Context(), accesstest.Pass(t)
	out := map[string]error{}
	_, out["Head"] = s.Head(ctx)
	_, out["Founding"] = s.Founding(ctx)
	_, out["Loading"] = s.Loading(ctx)
	_, _, out["LastCheckpoint"] = s.LastCheckpoint(ctx)
	_, out["Subjects of persons"] = s.Subjects(ctx, pass, []register.Ref{register.PersonRef(1)})
	_, out["Subjects of households"] = s.Subjects(ctx, pass, []register.Ref{register.HouseholdRef(1)})
	_, out["Subjects of places"] = s.Subjects(ctx, pass, []register.Ref{register.PlaceRef(1)})
	_, out["Aliases"] = s.Aliases(ctx, pass, []register.ClientID{"01900000-0000-7000-8000-000000000001"})
	_, out["Numbers"] = s.Numbers(ctx, pass, []register.Number{numberOf(1)})
	_, out["Books"] = s.Books(ctx, pass, []string{"B-1"})
	_, out["Children"] = s.Children(ctx, pass, []register.PersonID{1})
	_, out["Households"] = s.Households(ctx, pass, []register.PersonID{1})
	_, out["Acts"] = s.Acts(ctx, pass, []register.Seq{0})
	_, out["ActsFrom"] = s.ActsFrom(ctx, pass, 0, 9)
	_, out["ActsByID"] = s.ActsByID(ctx, pass, []register.ActID{"01900000-0000-7000-8000-000000000001"})
	_, out["Decisions"] = s.Decisions(ctx, pass, []store.Decision{{Authority: "a", Reference: "1"}})
	_, out["PrintedActs"] = s.PrintedActs(ctx, pass, []register.PrintedNumber{{Office: "o", Year: 2026, No: 1}})
	_, out["LastPrinted"] = s.LastPrinted(ctx, "o", 2026)
	_, _, out["SeqAt"] = s.SeqAt(ctx, 1<<60)
	_, out["Sealed"] = s.Sealed(ctx, pass, 0)
	_, out["Leaves"] = s.Leaves(ctx, 0, 1)
	_, out["Nodes"] = s.Nodes(ctx, 8, 0, 1)
	_, out["SearchNames, one word"] = s.SearchNames(ctx, pass, []store.KeyRange{{Prefix: "k"}}, [2]int{}, 9)
	_, out["SearchNames, one word in a year"] = s.SearchNames(ctx, pass, []store.KeyRange{{Prefix: "k"}}, [2]int{1980, 1990}, 9)
	_, out["SearchNames, two words"] = s.SearchNames(ctx, pass, []store.KeyRange{{Prefix: "k"}, {Prefix: "v"}}, [2]int{}, 9)
	_, _, out["Sharing"] = s.Sharing(ctx, pass, []store.Key{{Hash: 1}}, store.Limits{PerKey: 1, PerSplit: 1})
	_, _, out["PostingsSince"] = s.PostingsSince(ctx, pass, 0)
	for _, kind := range []register.SubjectKind{register.SubjectPerson, register.SubjectHousehold, register.SubjectPlace} {
		for _, err := range s.EachSubject(ctx, pass, kind, 0) {
			out["EachSubject of "+kind.String()] = err
		}
	}
	for _, err := range s.EachProjection(ctx, pass) {
		out["EachProjection"] = err
	}
	for _, err := range s.EachPosting(ctx, pass) {
		out["EachPosting"] = err
	}
	for _, err := range s.EachSealed(ctx, pass, 0) {
		out["EachSealed"] = err
	}
	return out
}

// A table that is gone is told by whatever reads it, as an error of the register and not as an
// empty answer; everything else answers.
func TestATableThatIsGoneIsTold(t *testing.T) {
	address := databases["sqlite"](t)
	s := open(t, address, sqlstore.Options{})
	written(t, s)
	db := raw(t, address)
	for read, err := range everyRead(t, s) {
		if err != nil {
			t.Fatalf("%s: %v", read, err)
		}
	}
	searches := []string{"SearchNames, one word", "SearchNames, one word in a year", "SearchNames, two words"}
	for table, want := range map[string][]string{
		"head":       {"Head", "Loading"},
		"founding":   {"Founding"},
		"checkpoint": {"LastCheckpoint"},
		"person":     {"Subjects of persons", "Numbers", "EachSubject of person", "EachProjection"},
		"household":  {"Subjects of households", "EachSubject of household"},
		"place":      {"Subjects of places", "EachSubject of place"},
		"alias":      {"Aliases", "EachProjection"},
		"name_key":   append(slices.Clone(searches), "EachProjection"),
		"kin":        {"Children", "EachProjection"},
		"member":     {"Households", "EachProjection"},
		"book":       {"Books", "EachProjection"},
		"act":        {"Acts", "ActsFrom", "ActsByID", "SeqAt", "Leaves"},
		"decision":   {"Decisions", "EachProjection"},
		"printed":    {"PrintedActs", "LastPrinted", "EachProjection"},
		"sealed":     {"Sealed", "EachSealed"},
		"node":       {"Nodes"},
	} {
		execute(t, db, "ALTER TABLE "+table+" RENAME TO gone")
		for read, err := range everyRead(t, s) {
			if told := err != nil && register.KindOf(err) == register.Internal; told != slices.Contains(want, read) {
				t.Errorf("without %s, %s: %v", table, read, err)
			}
		}
		if table == "head" {
			if _, err := s.Begin(t.Context()); register.KindOf(err) != register.Internal || err == nil {
				t.Errorf("without a head a transaction begins: %v", err)
			}
		}
		execute(t, db, "ALTER TABLE gone RENAME TO "+table)
	}
	for read, err := range everyRead(t, s) {
		if err != nil {
			t.Errorf("at the end, %s: %v", read, err)
		}
	}
}

// A floor is measured whole or not at all: a table that is gone on either side is told.
func TestAFloorWithoutATable(t *testing.T) {
	for _, table := range []string{"founding", "head", "person", "printed", "sealed", "node", "match_state"} {
		for side := range 2 {
			t.Run(fmt.Sprintf("%s of %d", table, side), func(t *testing.T) {
				addresses := [2]string{databases["sqlite"](t), databases["sqlite"](t)}
				from, into := open(t, addresses[0], sqlstore.Options{}), open(t, addresses[1], sqlstore.Options{})
				written(t, from)
				execute(t, raw(t, addresses[side]), "ALTER TABLE "+table+" RENAME TO gone")
				if _, err := into.Floor(t.Context(), from, time.Now); err == nil || !strings.Contains(err.Error(), table) {
					t.Errorf("told as %v", err)
				}
			})
		}
	}
}
