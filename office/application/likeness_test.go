package application

import (
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samano/register"
)

// Findings about another person are for adjudicators. Everybody else reads one warning for each
// person of the act, without who the other is and how like.
func TestFindingsAboutAnotherAreSplit(t *testing.T) {
	like := func(person, field string) register.Finding {
		return register.Finding{Code: register.CodePerhapsRegistered, Field: field, Severity: register.NeedsDecision, Article: "art. 3", Args: map[string]string{register.ArgPerson: person, argPPM: "300000"}}
	}
	told := func(code, field string) register.Finding {
		return register.Finding{Code: code, Field: field, Severity: register.Warning, Article: "art. 3"}
	}
	late := register.Finding{Code: "declared-late", Field: "declared", Severity: register.Warning, Args: map[string]string{"days": "30"}}
	item := Item{Distinct: []register.Accepted{{Code: register.CodePerhapsRegistered, Field: "payload", Person: "1", Reason: "x"}}}
	for name, test := range map[string]struct{ found, asked, told []register.Finding }{
		"nothing":                    {nil, nil, nil},
		"about nobody else":          {[]register.Finding{late}, nil, []register.Finding{late}},
		"about another":              {[]register.Finding{late, like("2", "payload")}, []register.Finding{like("2", "payload")}, []register.Finding{late, told(CodeSomebodyLike, "payload")}},
		"about two others":           {[]register.Finding{like("2", "payload"), like("3", "payload")}, []register.Finding{like("2", "payload"), like("3", "payload")}, []register.Finding{told(CodeSomebodyLike, "payload")}},
		"about others of two people": {[]register.Finding{like("2", "payload"), like("2", "payload.child")}, []register.Finding{like("2", "payload"), like("2", "payload.child")}, []register.Finding{told(CodeSomebodyLike, "payload"), told(CodeSomebodyLike, "payload.child")}},
		"found to be another":        {[]register.Finding{like("1", "payload")}, nil, []register.Finding{told(CodeAnotherPerson, "payload")}},
		"one found, one not":         {[]register.Finding{like("1", "payload"), like("2", "payload")}, []register.Finding{like("2", "payload")}, []register.Finding{told(CodeAnotherPerson, "payload"), told(CodeSomebodyLike, "payload")}},
	} {
		asked, rest := item.SplitFindings(test.found)
		if diff := cmp.Diff(test.asked, asked) + cmp.Diff(test.told, rest); diff != "" {
			t.Errorf("%s\n%s", name, diff)
		}
	}
}

// What the matcher found goes from the finding into the adjudication.
func TestTheLikenessOfAFinding(t *testing.T) {
	f := register.Finding{Code: register.CodeSurelyRegistered, Args: map[string]string{argPPM: "812000", argReasons: "match.given.exact match.born.near", argNextBest: "sibling", argWeights: "w1"}}
	want := Likeness{PPM: 812_000, Certain: true, Reasons: []string{"given.exact", "born.near"}, NextBest: "sibling", Weights: "w1"}
	if got := LikenessOf(f); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	f.Code = register.CodePerhapsRegistered
	if got := LikenessOf(f); got.Certain {
		t.Error("what is perhaps so is certain")
	}
	if got := LikenessOf(register.Finding{Code: register.CodePerhapsRegistered}); !reflect.DeepEqual(got, Likeness{}) {
		t.Errorf("of nothing: %+v", got)
	}
	for code, c := range map[string]Candidate{register.CodeSurelyRegistered: {Likeness: Likeness{Certain: true}}, register.CodePerhapsRegistered: {}} {
		if got := c.code(); got != code {
			t.Errorf("the ruling accepts %s, not %s", got, code)
		}
	}
}

// One adjudication is asked about each person of an act, however many are like them.
func TestFindingsByPerson(t *testing.T) {
	f := func(of, field, person string) register.Finding {
		args := map[string]string{register.ArgPerson: person}
		if of != "" {
			args[register.ArgOf] = of
		}
		return register.Finding{Field: field, Args: args}
	}
	all := []register.Finding{f("", "payload", "1"), f("77", "payload", "2"), f("", "payload", "3"), f("", "payload.child", "1")}
	want := [][]register.Finding{{all[0], all[2]}, {all[1]}, {all[3]}}
	got := ByPerson(all)
	for _, w := range want {
		if !slices.ContainsFunc(slices.Collect(maps.Values(got)), func(g []register.Finding) bool { return reflect.DeepEqual(g, w) }) {
			t.Errorf("%+v are not together", w)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d adjudications", len(got))
	}
}
