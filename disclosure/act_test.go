package disclosure

import (
	"encoding/json"
	"strings"
	"testing"

	"samano/register"
)

// An act was registered although its person is very like somebody: who reads the act
// learns that, and why it was accepted, and not like whom.
func TestAnActDoesNotTellWhomItsPersonIsLike(t *testing.T) {
	f := register.Finding{Code: register.CodePerhapsRegistered, Field: "payload", Severity: register.NeedsDecision, Args: map[string]string{
		register.ArgPerson: "100000000012", "reasons": "match.given.exact",
	}}
	age := register.Finding{Code: "mother-very-young", Severity: register.NeedsDecision, Args: map[string]string{"limit": "12"}}
	a := &register.Act{
		Proposal: register.Proposal{Kind: "enrolment", Accepted: []register.Accepted{f.Accept("two family books"), age.Accept("seen")}},
		Seq:      7, Findings: []register.Finding{f, age},
	}
	told, err := json.Marshal(WithoutOthers(a).Open())
	if err != nil {
		t.Fatal(err)
	}
	for word, want := range map[string]bool{"100000000012": false, "given": false, register.CodePerhapsRegistered: true, "two family books": true, `"limit":"12"`: true} {
		if strings.Contains(string(told), word) != want {
			t.Errorf("%q is told: %v; want %v in %s", word, !want, want, told)
		}
	}
	surely := f
	surely.Code = register.CodeSurelyRegistered
	b := &register.Act{Proposal: register.Proposal{Accepted: []register.Accepted{surely.Accept("two family books")}}, Findings: []register.Finding{surely}}
	if told := WithoutOthers(b).Open(); told.Findings[0].Code != f.Code || told.Accepted[0].Code != f.Code {
		t.Errorf("how like it is is told: %+v", told)
	}
	if a.Findings[0].Args == nil || a.Accepted[0].Person == "" {
		t.Error("the act itself was changed")
	}
}

func TestFindingsDoNotTellHowManyAreLike(t *testing.T) {
	like := func(number string) register.Finding {
		return register.Finding{Code: register.CodePerhapsRegistered, Field: "payload", Args: map[string]string{register.ArgPerson: number}}
	}
	late := register.Finding{Code: "declared-late", Args: map[string]string{"days": "30"}}
	findings := []register.Finding{like("1"), late, like("2"), late}
	told := FindingsWithoutOthers(findings)
	if len(told) != 3 || told[0].Args != nil || told[0].Code != register.CodePerhapsRegistered || told[1].Args["days"] != "30" || told[2].Args["days"] != "30" {
		t.Errorf("told %+v", told)
	}
	if findings[0].Args[register.ArgPerson] != "1" {
		t.Error("the findings themselves were changed")
	}
}
