package application

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"samano/law"
	"samano/register"
)

// What is changed in a copy of an application is not changed in the original.
func TestACopyOfAnApplicationIsItsOwn(t *testing.T) {
	a := &Application{}
	v := reflect.ValueOf(a).Elem()
	lists := 0
	for i := range v.NumField() {
		if f := v.Field(i); f.Kind() == reflect.Slice {
			f.Set(reflect.MakeSlice(f.Type(), 1, 1))
		}
	}
	a.Acts[0].Outcome = nil
	c := a.Clone()
	w := reflect.ValueOf(&c).Elem()
	for i := range v.NumField() {
		f, g := v.Field(i), w.Field(i)
		if f.Kind() != reflect.Slice {
			continue
		}
		lists++
		if g.Len() != 1 || f.Index(0).Addr().Pointer() == g.Index(0).Addr().Pointer() {
			t.Errorf("the copy shares %s", v.Type().Field(i).Name)
		}
	}
	if lists < 6 {
		t.Errorf("an application has %d lists", lists)
	}
}

// The last day for a decision is the first of those of the acts that are not registered, counted
// from when it was handed in; by the law of the day of declaration.
func TestTheLastDayForADecision(t *testing.T) {
	days := func(n int, more ...law.Dated[int]) law.KindRules {
		return law.KindRules{DecideDays: append(law.Rule[int]{{Value: n, Until: register.LastDay}}, more...)}
	}
	pack := &law.Pack{Kinds: map[register.Kind]law.KindRules{
		"quick": days(3), "slow": days(30), "never": days(0), "one": days(1),
		"changed": {DecideDays: law.Rule[int]{{Value: 5, Until: 100}, {Value: 9, From: 100, Until: register.LastDay}}},
	}}
	item := func(kind register.Kind) Item { return Item{Proposal: register.Proposal{Kind: kind}} }
	done := func(kind register.Kind) Item {
		return Item{Proposal: register.Proposal{Kind: kind}, Outcome: &Outcome{Seq: 1}}
	}
	for name, test := range map[string]struct {
		acts []Item
		day  register.Day
		want register.Day
	}{
		"one":                       {[]Item{item("quick")}, 150, 203},
		"a day":                     {[]Item{item("one")}, 150, 201},
		"the first of two":          {[]Item{item("slow"), item("quick")}, 150, 203},
		"in another order":          {[]Item{item("quick"), item("slow")}, 150, 203},
		"without a last day":        {[]Item{item("never")}, 150, NoDeadline},
		"with one that has none":    {[]Item{item("never"), item("slow")}, 150, 230},
		"what is registered is not": {[]Item{done("quick"), item("slow")}, 150, 230},
		"all is registered":         {[]Item{done("quick")}, 150, NoDeadline},
		"by the law of before":      {[]Item{item("changed")}, 99, 205},
		"by the law of after":       {[]Item{item("changed")}, 100, 209},
		"nothing":                   {nil, 150, NoDeadline},
		"unknown":                   {[]Item{item("wedding")}, 150, NoDeadline},
	} {
		a := Application{Acts: test.acts, Day: test.day, HandedIn: 200}
		if got := a.DecideBy(pack); got != test.want {
			t.Errorf("%s: %d, not %d", name, got, test.want)
		}
	}
	if NoDeadline.String() != "9999-12-31" {
		t.Errorf("no deadline is %s", NoDeadline)
	}
}

// After an adjudication an application stands where it stood before the last one.
func TestWhereAnApplicationReturnsTo(t *testing.T) {
	history := func(states ...State) (out []Change) {
		for i, s := range states {
			c := Change{To: s}
			if i > 0 {
				c.From = states[i-1]
			}
			out = append(out, c)
		}
		return out
	}
	for want, list := range map[State][][]Change{
		Declared: {history(Draft, Declared, Adjudicated), nil, history(Draft, Declared, Adjudicated, Declared, Adjudicated)},
		Appealed: {history(Draft, Declared, Adjudicated, Refused, Appealed, Adjudicated), history(Draft, Declared, Refused, Appealed, Adjudicated)},
	} {
		for _, h := range list {
			if got := (&Application{History: h}).BeforeAdjudication(); got != want {
				t.Errorf("after %+v it is %s, not %s", h, got, want)
			}
		}
	}
}

func TestEvidenceNamed(t *testing.T) {
	a := Application{Acts: []Item{
		{Proposal: register.Proposal{Evidence: []register.Evidence{{SHA256: "a"}, {Note: "file 7"}, {SHA256: "b"}}}},
		{Proposal: register.Proposal{Evidence: []register.Evidence{{SHA256: "b"}}}},
		{},
	}}
	if got := a.EvidenceNamed(); !reflect.DeepEqual(got, map[string]bool{"a": true, "b": true}) {
		t.Errorf("%v", got)
	}
}

// An answer of the office holds no findings and does not tell who ruled, and leaves what is kept as it is.
func TestAnAnswerForOthers(t *testing.T) {
	a := Application{ID: "x", State: Refused, Refusers: []register.OfficerID{"chan"}, Judges: []register.OfficerID{"dao"}, History: []Change{{From: Adjudicated, To: Refused, By: "chan", Office: "CENTRE"}}, Acts: []Item{{Proposal: register.Proposal{ID: "1"}, Findings: []register.Finding{{Code: "a"}}, Distinct: []register.Accepted{{Code: "b"}}, Outcome: &Outcome{Seq: 3}}}}
	got := a.ForOthers()
	want := Application{ID: "x", State: Refused, History: []Change{{From: Adjudicated, To: Refused}}, Acts: []Item{{Proposal: register.Proposal{ID: "1"}, Outcome: &Outcome{Seq: 3}}}}
	if !reflect.DeepEqual(got, want) || len(a.Acts[0].Findings) != 1 || len(a.Acts[0].Distinct) != 1 || a.History[0].By != "chan" || len(a.Refusers) != 1 {
		t.Errorf("%+v, of %+v", got, a)
	}
}

// The log tells from which state an application could not go to which.
func TestTheTextOfATransition(t *testing.T) {
	err := &TransitionError{From: Withdrawn, To: Registered}
	if text := err.Error(); !strings.Contains(text, "is withdrawn") || !strings.Contains(text, "become registered") {
		t.Errorf("it says %q", text)
	}
}

// From which state an officer brings an application to which; Draft is to rewrite it. While adjudicators
// are asked it is only withdrawn.
func TestWhereAnOfficerMayBringAnApplication(t *testing.T) {
	want := map[State][]State{
		Draft:       {Draft, Declared, Withdrawn},
		Declared:    {Adjudicated, Returned, Refused, Withdrawn, Registered},
		Adjudicated: {Withdrawn},
		Returned:    {Draft, Declared, Withdrawn},
		Refused:     {Appealed},
		Appealed:    {Adjudicated, Returned, Refused, Withdrawn, Registered},
	}
	for _, from := range States() {
		for _, to := range States() {
			if got := from.Allows(to); got != slices.Contains(want[from], to) {
				t.Errorf("from %s to %s: %t", from, to, got)
			}
		}
	}
}

// Of a withheld act its id is left, and of the whole application no sentence; for whom they declare is read
// by whoever typed the declarant.
func TestWhatIsLeftOfAWithheldAct(t *testing.T) {
	said := []Reason{{Code: "a", Act: 0, Text: "at the temple"}}
	of := func() Application {
		return Application{
			Declarant: Declarant{Name: "Kham", Relation: "aunt"}, DeclarantBy: "noy", Reasons: slices.Clone(said), History: []Change{{To: Refused, Reasons: slices.Clone(said)}},
			Acts: []Item{{Proposal: register.Proposal{ID: "a1", Kind: "death", Payload: []byte("{}")}}, {Proposal: register.Proposal{ID: "a2", Kind: "birth", Payload: []byte("{}")}}},
		}
	}
	for reader, declarant := range map[register.OfficerID]Declarant{"noy": {Name: "Kham", Relation: "aunt"}, "kham": {}} {
		a, whole := of(), of()
		a.Withhold(0, reader)
		silent := []Reason{{Code: "a", Act: 0}}
		if a.Declarant != declarant || !slices.Equal(a.Reasons, silent) || !slices.Equal(a.History[0].Reasons, silent) {
			t.Errorf("%s reads %+v, %v, %v", reader, a.Declarant, a.Reasons, a.History)
		}
		if !reflect.DeepEqual(a.Acts[0].Proposal, register.Proposal{ID: "a1"}) || !reflect.DeepEqual(a.Acts[1], whole.Acts[1]) {
			t.Errorf("%s reads of the acts %+v", reader, a.Acts)
		}
	}
}
