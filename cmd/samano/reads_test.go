package main

import (
	"maps"
	"slices"
	"testing"

	"github.com/alecthomas/kong"

	"samano/access"
	"samano/reading/view"
	"samano/register"
)

// commands returns the paths of all commands that can be run.
func commands(t *testing.T, model any) (paths []string) {
	t.Helper()
	parser, err := kong.New(model, kong.Name("samano"))
	if err != nil {
		t.Fatal(err)
	}
	for _, leaf := range parser.Model.Leaves(false) {
		paths = append(paths, leaf.Path())
	}
	return paths
}

// Every command names the look that it takes and its purpose, or says why it takes none.
func TestEveryCommandSaysWhatItReads(t *testing.T) {
	paths := commands(t, &cli{})
	for _, wrong := range access.CheckLookPurposes(reads, paths) {
		t.Error(wrong)
	}
	planted := maps.Clone(reads)
	delete(planted, "person show")
	planted["doctor"] = access.LookPurpose{}
	if wrong := access.CheckLookPurposes(planted, paths); len(wrong) != 2 {
		t.Errorf("of a command that says nothing and one that says neither it finds %v", wrong)
	}
	if !slices.Contains(paths, "person show") {
		t.Errorf("the commands are %v", paths)
	}
}

// The source of a fact is told in the reader's language, by the words of the pages.
func TestSourcesAreToldInTheReadersLanguage(t *testing.T) {
	examined := view.FactSource{Source: "taken-over", Examined: register.Exact(register.DayOf(2026, 11, 20)), Paper: "birth-certificate"}
	for lang, want := range map[string]string{
		"en": " [taken over, compared on 20/11/2026 with: Birth certificate]",
		"lo": " [ໂອນເຂົ້າຈາກທະບຽນເກົ່າ, ກວດທຽບໃນວັນທີ 20/11/2026 ກັບ: ໃບເກີດ]",
	} {
		g := Globals{Lang: lang}
		if got := g.sentences().Source(examined); got != want {
			t.Errorf("%s: %q, not %q", lang, got, want)
		}
	}
	g := Globals{Lang: "en"}
	if got := g.sentences().Source(view.FactSource{}); got != "" {
		t.Errorf("of no fact it says %q", got)
	}
}
