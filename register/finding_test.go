package register

import (
	"maps"
	"testing"
)

func TestAcceptingAFindingAboutAnother(t *testing.T) {
	about := func(code, person string) Finding {
		return Finding{Code: code, Field: "payload", Severity: NeedsDecision, Args: map[string]string{ArgPerson: person}}
	}
	perhaps := about(CodePerhapsRegistered, "900000000001")
	late := Finding{Code: "declared-late", Severity: NeedsDecision, Args: map[string]string{ArgPerson: "900000000001"}}
	for _, c := range []struct {
		name     string
		finding  Finding
		accepted Accepted
		stops    bool
	}{
		{"this person", perhaps, perhaps.Accept("they are cousins"), false},
		{"this person, by now surely", about(CodeSurelyRegistered, "900000000001"), perhaps.Accept("they are cousins"), false},
		{"another person", about(CodePerhapsRegistered, "900000000002"), perhaps.Accept("they are cousins"), true},
		{"nobody in particular", perhaps, Accepted{Code: CodePerhapsRegistered, Reason: "new here"}, true},
		{"a finding that names nobody", about(CodePerhapsRegistered, ""), Accepted{Code: CodePerhapsRegistered, Reason: "new here"}, true},
		{"no reason", perhaps, perhaps.Accept(""), true},
		{"another field", perhaps, Accepted{Code: CodePerhapsRegistered, Field: "payload.name", Person: "900000000001", Reason: "x"}, true},
		{"another question about that person", perhaps, Accepted{Code: "declared-late", Person: "900000000001", Reason: "x"}, true},
		{"a finding that is of itself", late, late.Accept("the road was closed"), false},
		{"a finding that is of itself, by this question's answer", late, perhaps.Accept("they are cousins"), true},
	} {
		if got := c.finding.Stops([]Accepted{c.accepted}); got != c.stops {
			t.Errorf("%s: stops is %v", c.name, got)
		}
	}
}

func TestArgumentsOfAFinding(t *testing.T) {
	f := Blocked("code", "field", "a", "1", "b", "2", "c", "3")
	if want := map[string]string{"a": "1", "b": "2", "c": "3"}; f.Code != "code" || f.Field != "field" || !maps.Equal(f.Args, want) {
		t.Errorf("%+v", f)
	}
	if f := Blocked("code", "field"); f.Args != nil {
		t.Errorf("without arguments: %+v", f)
	}
}
