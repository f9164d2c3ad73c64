package acts_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samano/acts"
	"samano/register"
)

// A payload that cannot be read is told with the field where reading ends.
func TestDecode(t *testing.T) {
	const absence = `{"persons":["@keo"],"reason":"work"}`
	wide := absence + strings.Repeat(" ", acts.MaxPayload-len(absence))
	for name, c := range map[string]struct {
		kind          register.Kind
		payload       string
		code, field   string
		arg, argValue string
	}{
		"as it should be":             {kind: "absence", payload: absence},
		"as large as it may be":       {kind: "absence", payload: wide},
		"a byte too large":            {kind: "absence", payload: wide + " ", code: "payload-too-large", field: "payload"},
		"a kind that there is not":    {kind: "holiday", payload: absence, code: "kind-unknown", field: "kind", arg: "kind", argValue: "holiday"},
		"nothing":                     {kind: "absence", payload: "", code: "payload-malformed", field: "payload"},
		"no JSON":                     {kind: "absence", payload: "{", code: "payload-malformed", field: "payload"},
		"two payloads":                {kind: "absence", payload: absence + absence, code: "payload-malformed", field: "payload"},
		"something behind it":         {kind: "absence", payload: absence + "]", code: "payload-malformed", field: "payload"},
		"a list":                      {kind: "absence", payload: "[]", code: "payload-wrong-type", field: "payload"},
		"a number for a word":         {kind: "absence", payload: `{"reason":1}`, code: "payload-wrong-type", field: "payload.reason"},
		"a word for a part":           {kind: "move", payload: `{"to":{"code":1}}`, code: "payload-wrong-type", field: "payload.to.code"},
		"a member that there is not":  {kind: "absence", payload: `{"cause":"work"}`, code: "payload-unknown-field", field: "payload.cause"},
		"a member twice":              {kind: "move", payload: `{"to":{"code":"0101001"},"To":{"house":"31"}}`, code: "payload-repeated-field", field: "payload.To"},
		"a day that there is not":     {kind: "absence", payload: `{"until":"2026-02-30"}`, code: "date-no-such-day", field: "payload", arg: "text", argValue: "2026-02-30"},
		"a day that nobody can write": {kind: "absence", payload: `{"until":"soon"}`, code: "date-malformed", field: "payload", arg: "text", argValue: "soon"},
	} {
		t.Run(name, func(t *testing.T) {
			payload, found := acts.Decode(&register.Proposal{Kind: c.kind, Payload: []byte(c.payload)})
			if c.code == "" {
				if _, absence := payload.(*acts.Absence); !absence || found != nil {
					t.Fatalf("read as %T, found %v", payload, found)
				}
				return
			}
			want := []register.Finding{register.Blocked(c.code, c.field)}
			if c.arg != "" {
				want[0].Args = map[string]string{c.arg: c.argValue}
			}
			if d := cmp.Diff(want, found); d != "" || payload != nil {
				t.Errorf("read as %v; findings (-want +got):\n%s", payload, d)
			}
		})
	}
}

// asks is a payload that needs what it lists, and from the second round on what it lists there.
type asks struct{ first, second []acts.Lookup }

func (a asks) Needs(s *acts.State) []acts.Lookup {
	if a.second == nil || len(acts.Unasked(asks{first: a.first}, s)) > 0 {
		return a.first
	}
	return append(slices.Clone(a.first), a.second...)
}
func (asks) Check(*acts.Case) {}
func (asks) Apply(*acts.Case) {}

// What is needed is asked for once, in rounds, and a failing store ends the loading.
func TestLoad(t *testing.T) {
	one, two, three := acts.Lookup{By: acts.ByAct, Key: "1"}, acts.Lookup{By: acts.ByAct, Key: "2"}, acts.Lookup{By: acts.ByNumber, Key: "2"}
	payload := asks{first: []acts.Lookup{one, two, one}, second: []acts.Lookup{two, three}}
	s := acts.NewState(register.NewAtlas(nil))
	var rounds [][]acts.Lookup
	answer := func(ls []acts.Lookup) error {
		rounds = append(rounds, ls)
		for _, l := range ls {
			s.Put(l, acts.Entry{Presence: acts.Absent})
		}
		return nil
	}
	if err := acts.Load(payload, s, answer); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([][]acts.Lookup{{one, two}, {three}}, rounds); d != "" {
		t.Errorf("asked for (-want +got):\n%s", d)
	}

	broken, asked := errors.New("the store is gone"), 0
	err := acts.Load(payload, acts.NewState(register.NewAtlas(nil)), func([]acts.Lookup) error { asked++; return broken })
	if !errors.Is(err, broken) || asked != 1 {
		t.Errorf("after a failure: %v, asked %d times", err, asked)
	}

	silent := 0
	if err := acts.Load(payload, acts.NewState(register.NewAtlas(nil)), func([]acts.Lookup) error { silent++; return nil }); err != nil || silent != acts.MaxRounds {
		t.Errorf("a store that answers nothing is asked %d times: %v", silent, err)
	}
}

// What the program knows of kinds beside their rules.
func TestDescriptorsOfKinds(t *testing.T) {
	never := map[register.Kind]bool{"birth": true, "naming": true, "enrolment": true, "foundling": true}
	certificates := map[register.Kind]register.Field{"birth": register.FieldOrigin, "death": register.FieldDeath, "marriage": register.FieldPartner}
	sealed := map[register.Kind]string{"death": "cause", "adoption": "origin", "absence": "reason"}
	var certified []register.Kind
	for i, kind := range acts.Kinds() {
		d, ok := acts.Describe(kind)
		if !ok || d.Kind != kind || d.NeverStopped != never[kind] || d.Certificate != certificates[kind] || strings.Join(d.Sealed, " ") != sealed[kind] {
			t.Errorf("%s is described as %+v", kind, d)
		}
		if l := acts.ForLaw()[i]; l.Name != kind || l.NeverStopped != never[kind] || (len(l.CertificateFields) > 0) != (certificates[kind] != "") {
			t.Errorf("%s is described to the law as %+v", kind, l)
		}
		if certificates[kind] != "" {
			certified = append(certified, kind)
		}
	}
	if got := acts.Certified(); !slices.Equal(got, certified) || len(got) != len(certificates) {
		t.Errorf("there are certificates of %v", got)
	}
	if d, ok := acts.Describe("holiday"); ok || d.New != nil {
		t.Errorf("a kind that there is not is %+v", d)
	}
}
