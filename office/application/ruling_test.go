package application

import (
	"reflect"
	"strconv"
	"strings"
	"testing"

	"samano/access"
	"samano/acts"
	"samano/register"
)

// Who may rule: nobody who had a part in the application, and nobody on what is dropped.
func TestWhoMayNotRule(t *testing.T) {
	who := access.Actor{Officer: access.Officer{ID: "dao"}}
	for name, test := range map[string]struct {
		q    Adjudication
		a    *Application
		want string
	}{
		"a stranger":                     {Adjudication{State: Asked}, &Application{TakenBy: "noy", Writers: []register.OfficerID{"noy"}, Refusers: []register.OfficerID{"keo"}}, ""},
		"of two who are registered":      {Adjudication{State: Asked}, nil, ""},
		"dropped":                        {Adjudication{State: Dropped}, &Application{}, CodeDropped},
		"dropped, of two":                {Adjudication{State: Dropped}, nil, CodeDropped},
		"who took it":                    {Adjudication{State: Asked}, &Application{TakenBy: "dao"}, CodeOwnDeclaration},
		"who wrote at it":                {Adjudication{State: Ruled}, &Application{TakenBy: "noy", Writers: []register.OfficerID{"noy", "dao"}}, CodeOwnDeclaration},
		"who refused it":                 {Adjudication{State: Asked}, &Application{Refusers: []register.OfficerID{"keo", "dao"}}, CodeOwnRefusal},
		"who refused it, ruling anew":    {Adjudication{State: Ruled}, &Application{State: Refused, Refusers: []register.OfficerID{"dao"}}, ""},
		"who refused it, on appeal":      {Adjudication{State: Ruled}, &Application{State: Appealed, Refusers: []register.OfficerID{"dao"}}, CodeOwnRefusal},
		"who refused it, declared anew":  {Adjudication{State: Ruled}, &Application{State: Declared, Refusers: []register.OfficerID{"dao"}}, CodeOwnRefusal},
		"who found them to be different": {Adjudication{State: Asked}, &Application{Judges: []register.OfficerID{"dao"}}, ""},
	} {
		if got := test.q.Ineligible(who, test.a); got != test.want {
			t.Errorf("%s: %q, not %q", name, got, test.want)
		}
	}
}

// A ruling says what was found, of whom and why.
func TestFaultsOfARuling(t *testing.T) {
	q := Adjudication{Candidates: make([]Candidate, 2)}
	block := func(codes ...string) (out []register.Finding) {
		for i := 0; i < len(codes); i += 2 {
			out = append(out, register.Blocked(codes[i], codes[i+1]))
		}
		return out
	}
	for name, test := range map[string]struct {
		in   RulingInput
		want []register.Finding
	}{
		"different":                   {RulingInput{Verdict: Different, Reason: "x"}, nil},
		"different, with a candidate": {RulingInput{Verdict: Different, Candidate: 7, Reason: "x"}, nil},
		"the same as the first":       {RulingInput{Verdict: Same, Reason: "x"}, nil},
		"the same as the last":        {RulingInput{Verdict: Same, Candidate: 1, Reason: "x"}, nil},
		"the same as one behind":      {RulingInput{Verdict: Same, Candidate: 2, Reason: "x"}, block(CodeCandidateMissing, "candidate")},
		"the same as one before":      {RulingInput{Verdict: Same, Candidate: -1, Reason: "x"}, block(CodeCandidateMissing, "candidate")},
		"nothing":                     {RulingInput{}, block(CodeVerdictMissing, "verdict", register.CodeReasonMissing, "reason")},
		"something else":              {RulingInput{Verdict: "maybe", Reason: "x"}, block(CodeVerdictMissing, "verdict")},
		"a blank reason":              {RulingInput{Verdict: Different, Reason: " \n"}, block(register.CodeReasonMissing, "reason")},
		"the longest reason":          {RulingInput{Verdict: Different, Reason: strings.Repeat("a", acts.MaxText)}, nil},
		"a reason that is too long":   {RulingInput{Verdict: Same, Candidate: 9, Reason: strings.Repeat("a", acts.MaxText+1)}, append(block(CodeCandidateMissing, "candidate"), register.Blocked(register.CodeTextTooLong, "reason", "limit", strconv.Itoa(acts.MaxText)))},
	} {
		if got := q.CheckRuling(test.in); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
