package register

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestSubjectsAsText(t *testing.T) {
	for text, ref := range map[string]Ref{"person/17": PersonRef(17), "household/1": HouseholdRef(1), "place/9223372036854775807": PlaceRef(1<<63 - 1)} {
		written, err := ref.MarshalText()
		var back Ref
		if err != nil || string(written) != text || ref.String() != text {
			t.Errorf("%v is written %q and %q, %v", ref, written, ref.String(), err)
		}
		if err := back.UnmarshalText([]byte(text)); err != nil || back != ref || back.IsZero() {
			t.Errorf("%q is read as %v, %v", text, back, err)
		}
	}
	for _, text := range []string{"", "person", "person/", "person/0", "person/-1", "person/x", "person/9223372036854775808", "dog/1", "/1", "Person/1", "person/1/2"} {
		ref := PersonRef(5)
		if err := ref.UnmarshalText([]byte(text)); err == nil || ref != PersonRef(5) {
			t.Errorf("%q is read as %v", text, ref)
		}
	}
	if !(Ref{}).IsZero() {
		t.Error("the zero Ref names a subject")
	}
}

func TestEffectsAsText(t *testing.T) {
	for text, ref := range map[string]EffectRef{"": {}, "12.3": {12, 3}, "1.0": {1, 0}, "9223372036854775807.2147483647": {1<<63 - 1, 1<<31 - 1}} {
		written, err := ref.MarshalText()
		if err != nil || string(written) != text || ref.String() != text || ref.IsZero() != (text == "") {
			t.Errorf("%+v is written %q and %q, %v", ref, written, ref.String(), err)
		}
		back := EffectRef{7, 7}
		if err := back.UnmarshalText([]byte(text)); err != nil || back != ref {
			t.Errorf("%q is read as %+v, %v", text, back, err)
		}
	}
	for _, text := range []string{"1", "1.", ".1", "0.1", "-1.1", "1.-1", "x.1", "1.x", "1.2147483648", "9223372036854775808.1", "."} {
		ref := EffectRef{7, 7}
		if err := ref.UnmarshalText([]byte(text)); err == nil || ref != (EffectRef{7, 7}) {
			t.Errorf("%q is read as %+v", text, ref)
		}
	}
}

// An act's effects come back from the parts in which they are stored, each part by itself, in
// whatever order the parts are read.
func TestEffectsComeBackFromTheirParts(t *testing.T) {
	she, home, day := PersonRef(1), HouseholdRef(2), Exact(DayOf(2020, time.May, 1))
	fact := EffectRef{3, 1}
	effects := []Effect{
		{Subject: she, Op: OpOpen, Value: Female, From: day, Source: SourcePaper},
		{Subject: home, Op: OpOpen, Value: Head{Person: 1}, Source: SourceTakenOver},
		{Subject: she, Op: OpEnd, Fact: fact, Until: day},
		{Subject: home, Op: OpVoid, Fact: fact, Of: EffectRef{4, 2}},
		{Subject: she, Op: OpInquire, Fact: fact},
		{Subject: she, Op: OpLift, Fact: fact},
		{Subject: she, Op: OpSeal, Fact: fact},
		{Subject: home, Op: OpExamined, Fact: fact, On: day, Paper: "family-book"},
	}
	for _, order := range [][]Ref{{she, home}, {home, she}} {
		var back []Effect
		for _, ref := range order {
			var err error
			if back, err = DecodeEffects(back, ref, AppendEffects(nil, effects, ref)); err != nil {
				t.Fatal(err)
			}
		}
		if !reflect.DeepEqual(back, effects) {
			t.Errorf("came back as %+v", back)
		}
	}
	const want = `[{"n":1,"op":"open","field":"head","value":{"person":1},"source":"taken-over"},{"n":3,"op":"void","fact":"3.1","of":"4.2"},` +
		`{"n":7,"op":"examined","fact":"3.1","on":"2020-05-01","paper":"family-book"}]`
	if got := string(AppendEffects([]byte{}, effects, home)); got != want {
		t.Errorf("written is\n%s\nwant\n%s", got, want)
	}
	if got := string(AppendEffects([]byte("x"), effects, PlaceRef(1))); got != "x[]" {
		t.Errorf("of a subject without effects: %s", got)
	}
}

func TestEffectsThatAreNone(t *testing.T) {
	for what, text := range map[string]string{
		"no JSON":             `[`,
		"an object":           `{}`,
		"an unknown effect":   `[{"n":0,"op":"forget","fact":"1.0"}]`,
		"no effect":           `[{"n":0}]`,
		"an unknown field":    `[{"n":0,"op":"open","field":"religion","value":"x"}]`,
		"a value of another":  `[{"n":0,"op":"open","field":"sex","value":{"person":1}}]`,
		"a place below 0":     `[{"n":-1,"op":"seal","fact":"1.0"}]`,
		"a place beyond all":  fmt.Sprintf(`[{"n":%d,"op":"seal","fact":"1.0"}]`, MaxEffects),
		"a fact that is none": `[{"n":0,"op":"seal","fact":"1"}]`,
		"a date that is none": `[{"n":0,"op":"end","fact":"1.0","until":"2023-02-31"}]`,
	} {
		if got, err := DecodeEffects(nil, PersonRef(1), []byte(text)); err == nil || got != nil {
			t.Errorf("%s is read as %+v", what, got)
		}
	}
	last := fmt.Sprintf(`[{"n":%d,"op":"seal","fact":"1.0"}]`, MaxEffects-1)
	if got, err := DecodeEffects(nil, PersonRef(1), []byte(last)); err != nil || len(got) != MaxEffects || got[MaxEffects-1].Op != OpSeal {
		t.Errorf("the last place: %d effects, %v", len(got), err)
	}
}

// A refused fold names the act, the effect and the subject, for whoever has to find the damage.
func TestRefusedFoldsSayWhere(t *testing.T) {
	p := &Person{ID: 4}
	_, err := Fold(p, 6, []Effect{{Subject: PersonRef(9)}, {Subject: PersonRef(4), Op: OpEnd, Fact: EffectRef{2, 0}}})
	if err == nil || !strings.Contains(err.Error(), "6.1 on person/4") || !strings.Contains(err.Error(), "2.0") {
		t.Errorf("%v", err)
	}
	if _, err := Fold(p, 0, nil); err == nil {
		t.Error("act 0 concerns a person")
	}
}

// What is written by hand of a proposal is what encoding/json would write, all but the payload.
func TestProposalsAreWrittenAsTheStructSays(t *testing.T) {
	gen := rapid.MakeCustom[Proposal](rapid.MakeConfig{Types: map[reflect.Type]*rapid.Generator[any]{
		reflect.TypeFor[Date](): rapid.Custom(func(t *rapid.T) any { return anyDate(t) }),
		reflect.TypeFor[Day]():  rapid.Custom(func(t *rapid.T) any { return Day(rapid.IntRange(-40_000, 80_000).Draw(t, "day")) }),
	}})
	rapid.Check(t, func(t *rapid.T) {
		p := gen.Draw(t, "proposal")
		p.Payload = nil
		want, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(p.AppendOpen(nil)) + `,"payload":null}`; got != string(want) {
			t.Fatalf("by hand:\n%s\nby encoding/json:\n%s", got, want)
		}
	})
}

// The law of an event is that of the last day on which it may have been, and never of a day after
// its declaration.
func TestTheDayOfAnEvent(t *testing.T) {
	declared := DayOf(2026, time.November, 3)
	for happened, want := range map[string]string{
		"2026-11-01": "2026-11-01", "2026-11-03": "2026-11-03", "2026-12-01": "2026-11-03", "2026-11": "2026-11-03", "2026-10": "2026-10-31", "2020": "2020-12-31", "": "2026-11-03",
	} {
		p := Proposal{Happened: mustDate(t, happened), Declared: declared}
		if got := p.EventDay().String(); got != want {
			t.Errorf("happened %q: the law of %s, want %s", happened, got, want)
		}
	}
}

func TestNumbersOnPaper(t *testing.T) {
	if got := (PrintedNumber{Office: "0101-05", Year: 2026, No: 417}).String(); got != "0101-05/2026/417" {
		t.Errorf("written %q", got)
	}
	if n := (PrintedNumber{}); n.String() != "" || !n.IsZero() || (PrintedNumber{No: 1}).IsZero() {
		t.Errorf("no number is written %q", n)
	}
	for part, want := range map[string]string{"sealed/payload": "payload", "payload": "", "sealed": "", "sealed/": ""} {
		name, sealed := CutSealed(part)
		if sealed != strings.HasPrefix(part, "sealed/") || sealed && name != want {
			t.Errorf("%q: %q, sealed %v", part, name, sealed)
		}
	}
	a := &Act{Effects: []Effect{{Subject: PersonRef(2)}, {Subject: HouseholdRef(2)}, {Subject: PersonRef(2)}, {Subject: PersonRef(1)}}}
	if got := a.Subjects(); !slices.Equal(got, []Ref{PersonRef(2), HouseholdRef(2), PersonRef(1)}) {
		t.Errorf("subjects %v", got)
	}
}

func TestErrorsSayWhatAndWhere(t *testing.T) {
	cause := errors.New("the disk is full")
	found := []Finding{{Code: "date-malformed", Field: "payload.born"}, {Code: "person-dead", Field: "payload.mother"}}
	for want, err := range map[string]*Error{
		"registrar.Register: unavailable: the disk is full":                                                {Kind: Unavailable, Op: "registrar.Register", Err: cause},
		"access.SignIn: forbidden: locked":                                                                 Coded(Forbidden, "access.SignIn", "locked"),
		"office.Declare: invalid: date-malformed; payload.born date-malformed; payload.mother person-dead": InvalidBy("office.Declare", found...),
		"store.Read: not found: act 7":                                                                     Errorf(NotFound, "store.Read", "act %d", 7),
		"x: internal error":                                                                                {Op: "x"},
	} {
		if got := err.Error(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
		if wrapped := fmt.Errorf("while working: %w", err); KindOf(wrapped) != cmp.Or(err.Kind, Internal) || KindOf(err) != KindOf(wrapped) {
			t.Errorf("%q is of kind %v", want, KindOf(wrapped))
		}
	}
	if err := error(&Error{Kind: Unavailable, Err: cause}); !errors.Is(err, cause) {
		t.Error("the cause is not to be found")
	}
	if err := Errorf(TooLarge, "x", "reading: %w", cause); !errors.Is(err, cause) || err.Kind != TooLarge || err.Op != "x" {
		t.Errorf("%+v", err)
	}
	if err := Coded(Conflict, "x", "y"); err.Kind != Conflict || err.Op != "x" || err.Code != "y" || err.Err != nil {
		t.Errorf("%+v", err)
	}
	if KindOf(cause) != Internal || KindOf(&Error{Op: "x"}) != Internal || KindOf(nil) != NoError {
		t.Error("the kind of an unknown error, or of none")
	}
	names := []string{"no error", "internal error", "invalid", "not found", "not held here", "forbidden", "conflict", "duplicate", "unavailable", "too large"}
	for i, want := range names {
		if got := ErrorKind(i).String(); got != want {
			t.Errorf("kind %d is called %q, want %q", i, got, want)
		}
	}
	if TooLarge != ErrorKind(len(names)-1) {
		t.Error("a kind without a name")
	}
}

func TestWhatFindingsStop(t *testing.T) {
	finding := func(s Severity) Finding { return NewFinding(s, "code", "field", "a", "1", "odd") }
	if f := finding(Warning); len(f.Args) != 1 || f.Args["a"] != "1" || f.Severity != Warning {
		t.Errorf("%+v", f)
	}
	yes := finding(NeedsDecision).Accept("seen")
	other := yes
	other.Field = ""
	for _, c := range []struct {
		what     string
		f        Finding
		accepted []Accepted
		want     bool
	}{
		{"a warning", finding(Warning), nil, false},
		{"one that blocks", finding(Blocking), []Accepted{yes}, true},
		{"a question", finding(NeedsDecision), nil, true},
		{"a question answered", finding(NeedsDecision), []Accepted{yes}, false},
		{"answered for every field", finding(NeedsDecision), []Accepted{other}, false},
		{"another question answered", finding(NeedsDecision), []Accepted{{Code: "other", Reason: "seen"}}, true},
		{"the second answer is its own", finding(NeedsDecision), []Accepted{{Code: "other", Reason: "seen"}, yes}, false},
	} {
		if got := c.f.Stops(c.accepted); got != c.want {
			t.Errorf("%s stops: %v", c.what, got)
		}
	}
}
