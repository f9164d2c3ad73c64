package application

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

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

// Of the rulings on one question the last counts, in whatever adjudication it stands; each question is
// answered by itself, and acts that are gone say nothing.
func TestWhomTheRulingsFoundToBeThere(t *testing.T) {
	at := func(hour int, v Verdict, p register.PersonID) Ruling {
		return Ruling{At: time.Date(2026, 11, 2, hour, 0, 0, 0, time.UTC), Verdict: v, Person: p}
	}
	q := func(act register.ActID, subject register.PersonID, r ...Ruling) Adjudication {
		return Adjudication{Act: act, Subject: subject, Rulings: r}
	}
	items := []Item{{Proposal: register.Proposal{ID: "a"}}, {Proposal: register.Proposal{ID: "b"}}}
	for name, test := range map[string]struct {
		ruled []Adjudication
		want  []register.PersonID
	}{
		"nothing":                       {nil, nil},
		"the same":                      {[]Adjudication{q("a", 0, at(1, Same, 7))}, []register.PersonID{7}},
		"another":                       {[]Adjudication{q("a", 0, at(1, Different, 0))}, nil},
		"the same, then another":        {[]Adjudication{q("a", 0, at(1, Same, 7), at(2, Different, 0))}, nil},
		"another on appeal":             {[]Adjudication{q("a", 0, at(1, Same, 7)), q("a", 0, at(2, Different, 0))}, nil},
		"another on appeal, read first": {[]Adjudication{q("a", 0, at(2, Different, 0)), q("a", 0, at(1, Same, 7))}, nil},
		"another person on appeal":      {[]Adjudication{q("a", 0, at(1, Same, 7)), q("a", 0, at(2, Same, 5))}, []register.PersonID{5}},
		"two questions of an act":       {[]Adjudication{q("a", 3, at(1, Same, 7)), q("a", 4, at(2, Different, 0))}, []register.PersonID{7}},
		"two acts":                      {[]Adjudication{q("a", 0, at(1, Same, 7)), q("b", 0, at(2, Same, 5))}, []register.PersonID{5, 7}},
		"twice the same person":         {[]Adjudication{q("a", 0, at(1, Same, 7)), q("b", 0, at(2, Same, 7))}, []register.PersonID{7}},
		"one who is proposed too":       {[]Adjudication{q("a", 0, at(1, Same, 0))}, nil},
		"an act that is gone":           {[]Adjudication{q("c", 0, at(1, Same, 7))}, nil},
	} {
		if got := FoundSame(test.ruled, items); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, not %v", name, got, test.want)
		}
	}
}
