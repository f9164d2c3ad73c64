package application

import (
	"reflect"
	"strconv"
	"strings"
	"testing"

	"samano/acts"
	"samano/register"
)

// Nobody rules who had a part in the application, or entered one of a pair.
func TestWhoTookPart(t *testing.T) {
	pair := Adjudication{Entered: []register.OfficerID{"keo", "dao"}}
	for name, test := range map[string]struct {
		q    Adjudication
		a    *Application
		want bool
	}{
		"a stranger":                     {Adjudication{}, &Application{TakenBy: "noy", Writers: []register.OfficerID{"noy"}, Refusers: []register.OfficerID{"keo"}}, false},
		"a stranger to a pair":           {Adjudication{Entered: []register.OfficerID{"keo"}}, nil, false},
		"who entered one of a pair":      {pair, nil, true},
		"who took it":                    {Adjudication{}, &Application{TakenBy: "dao"}, true},
		"who wrote at it":                {Adjudication{}, &Application{TakenBy: "noy", Writers: []register.OfficerID{"noy", "dao"}}, true},
		"who refused it":                 {Adjudication{}, &Application{Refusers: []register.OfficerID{"keo", "dao"}}, true},
		"who refused it, ruling anew":    {Adjudication{}, &Application{State: Refused, Refusers: []register.OfficerID{"dao"}}, false},
		"who refused it, on appeal":      {Adjudication{}, &Application{State: Appealed, Refusers: []register.OfficerID{"dao"}}, true},
		"who refused it, declared anew":  {Adjudication{}, &Application{State: Declared, Refusers: []register.OfficerID{"dao"}}, true},
		"who found them to be different": {Adjudication{}, &Application{Judges: []register.OfficerID{"dao"}}, false},
	} {
		if got := test.q.TookPart("dao", test.a); got != test.want {
			t.Errorf("%s: %t", name, got)
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
