package disclosure

import (
	"reflect"
	"slices"
	"testing"

	"samano/access"
	"samano/register"
)

// Of whom a finding may tell, beside those whom the act names.
func TestOfWhomFindingsTell(t *testing.T) {
	mother, daughter := register.PersonRef(1), register.PersonRef(2)
	n := Named{Covered: []register.Ref{mother}, Near: []register.Ref{daughter, mother}}
	told1, silent := []register.Finding{{Code: "x", Args: map[string]string{"born": "1990"}}}, []register.Finding{{Code: "declared-late"}}
	changes := &register.Act{Effects: []register.Effect{{Subject: mother}}}
	for name, test := range map[string]struct {
		t    ActFindings
		want []register.Ref
	}{
		"stopped by what tells of them":             {ActFindings{Named: n, Findings: &told1}, []register.Ref{mother, daughter, mother}},
		"stopped by the proposal itself":            {ActFindings{Named: n, Findings: &silent}, []register.Ref{mother}},
		"can go in, though something tells of them": {ActFindings{Named: n, Findings: &told1, Act: changes}, []register.Ref{mother, daughter, mother}},
		"can go in, and is shown":                   {ActFindings{Named: n, Findings: &told1, Act: changes, Shown: true}, []register.Ref{daughter}},
		"can go in, is shown and tells of nobody":   {ActFindings{Named: n, Findings: &silent, Act: changes, Shown: true}, nil},
		"can go in":                {ActFindings{Named: n, Findings: &silent, Act: changes}, nil},
		"of nobody whom it covers": {ActFindings{Findings: &told1}, nil},
	} {
		if got := test.t.hidden(); len(got)+len(test.want) > 0 && !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, not %v", name, got, test.want)
		}
	}
	if !n.Redacted() || (&Named{}).Redacted() || !(&Named{Near: n.Near}).Redacted() || !(&Named{Covered: n.Covered}).Redacted() {
		t.Error("findings are redacted where somebody is covered, named or near")
	}
	want := access.ReadingScope{Nobody: true}
	if got := (&Named{Near: n.Near}).Scope(); !reflect.DeepEqual(got, want) {
		t.Errorf("of nobody the look is %+v", got)
	}
	want = access.ReadingScope{Subjects: []register.Ref{mother, daughter}, Protected: true}
	if got := (&Named{Subjects: want.Subjects, Covered: n.Covered}).Scope(); !reflect.DeepEqual(got, want) {
		t.Errorf("the look is %+v", got)
	}
}
