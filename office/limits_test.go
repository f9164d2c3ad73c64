package office

import (
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"samano/acts"
	"samano/law"
	"samano/register"
	"samano/registrar"
)

// clerk is one who knows the day and the law, and nothing else.
func clerk(t *testing.T) *Clerk {
	t.Helper()
	pack, err := law.Shipped("la", acts.ForLaw())
	if err != nil {
		t.Fatal(err)
	}
	c := &Clerk{}
	now := func() time.Time { return time.Date(2026, 11, 2, 12, 0, 0, 0, pack.TimeZone) }
	c.config.Documents = &registrar.Documents{Terms: &registrar.Terms{Law: pack, Now: now}}
	return c
}

func uuidOf(n int) string {
	s := strconv.Itoa(n)
	return "01900000-0000-7000-8000-" + strings.Repeat("0", 12-len(s)) + s
}

// Each limit of a draft holds at its value and not beyond, and names what is too much and where.
func TestLimitsOfADraft(t *testing.T) {
	c := clerk(t)
	draft := func(n int) DraftInput {
		in := DraftInput{ID: ApplicationID(uuidOf(999)), Day: c.today(), Declarant: Declarant{Name: "ຄຳ"}}
		for i := range n {
			in.Acts = append(in.Acts, register.Proposal{ID: register.ActID(uuidOf(i))})
		}
		return in
	}
	with := func(change func(*DraftInput)) DraftInput {
		in := draft(2)
		change(&in)
		return in
	}
	sum := strings.Repeat("a", 64)
	for name, test := range map[string]struct {
		in    DraftInput
		code  string
		field string
		args  map[string]string
	}{
		"as many acts as may be": {draft(20), "", "", nil},
		"one act more":           {draft(21), CodeTooManyActs, "acts", map[string]string{"limit": "20"}},
		"an id that is none":     {with(func(in *DraftInput) { in.ID = "x" }), CodeApplicationID, "id", nil},
		"tomorrow":               {with(func(in *DraftInput) { in.Day++ }), CodeDayInFuture, "day", map[string]string{"day": "2026-11-03"}},
		"an act of no id":        {with(func(in *DraftInput) { in.Acts[1].ID = "x" }), CodeActID, "acts.1.id", nil},
		"an act twice":           {with(func(in *DraftInput) { in.Acts[1].ID = in.Acts[0].ID }), CodeActTwice, "acts.1.id", nil},
		"the largest payload":    {with(func(in *DraftInput) { in.Acts[1].Payload = make([]byte, acts.MaxPayload) }), "", "", nil},
		"a payload too large":    {with(func(in *DraftInput) { in.Acts[1].Payload = make([]byte, acts.MaxPayload+1) }), "payload-too-large", "acts.1.payload", nil},
		"as many papers":         {with(func(in *DraftInput) { in.Acts[1].Evidence = make([]register.Evidence, 20) }), "", "", nil},
		"one paper more":         {with(func(in *DraftInput) { in.Acts[1].Evidence = make([]register.Evidence, 21) }), CodeTooMuchEvidence, "acts.1.evidence", map[string]string{"limit": "20"}},
		"a paper":                {with(func(in *DraftInput) { in.Acts[1].Evidence = []register.Evidence{{SHA256: sum}} }), "", "", nil},
		"a paper of no hash":     {with(func(in *DraftInput) { in.Acts[1].Evidence = []register.Evidence{{}, {SHA256: sum[1:]}} }), CodeEvidenceUnknown, "acts.1.evidence.1.sha256", nil},
		"a note that is long": {with(func(in *DraftInput) {
			in.Acts[1].Evidence = []register.Evidence{{Note: strings.Repeat("a", acts.MaxText+1)}}
		}), CodeTextLong, "acts.1.evidence.0.note", map[string]string{"limit": strconv.Itoa(acts.MaxText)}},
		"a person too long":   {with(func(in *DraftInput) { in.Declarant.Person = strings.Repeat("a", maxNameBytes+1) }), CodeTextLong, "declarant.person", map[string]string{"limit": strconv.Itoa(maxNameBytes)}},
		"a name too long":     {with(func(in *DraftInput) { in.Declarant.Name = strings.Repeat("a", maxNameBytes+1) }), CodeTextLong, "declarant.name", map[string]string{"limit": strconv.Itoa(maxNameBytes)}},
		"the longest name":    {with(func(in *DraftInput) { in.Declarant.Name = strings.Repeat("a", maxNameBytes) }), "", "", nil},
		"a relation too long": {with(func(in *DraftInput) { in.Declarant.Relation = strings.Repeat("a", maxNameBytes+1) }), CodeTextLong, "declarant.relation", map[string]string{"limit": strconv.Itoa(maxNameBytes)}},
	} {
		got := c.checkInput(&test.in)
		if test.code == "" {
			if len(got) > 0 {
				t.Errorf("%s: %v", name, got)
			}
			continue
		}
		if len(got) != 1 || got[0].Code != test.code || got[0].Field != test.field || got[0].Severity != register.Blocking || test.args != nil && !maps.Equal(got[0].Args, test.args) {
			t.Errorf("%s: %+v, want %s at %s", name, got, test.code, test.field)
		}
	}
}

// A reason says something, about an act of the application or about the whole (-1).
func TestReasons(t *testing.T) {
	many := func(n int) []Reason { return slices.Repeat([]Reason{{Act: -1, Text: "ບໍ່ຄົບ"}}, n) }
	for name, test := range map[string]struct {
		reasons []Reason
		kind    register.ErrorKind
		code    string
	}{
		"of the whole":      {many(1), 0, ""},
		"of the first act":  {[]Reason{{Act: 0, Text: "x"}}, 0, ""},
		"of the last act":   {[]Reason{{Act: 1, Text: "x"}}, 0, ""},
		"of one behind it":  {[]Reason{{Act: 2, Text: "x"}}, register.Invalid, CodeReasonMissing},
		"of none":           {[]Reason{{Act: -2, Text: "x"}}, register.Invalid, CodeReasonMissing},
		"none":              {nil, register.Invalid, CodeReasonMissing},
		"blank":             {[]Reason{{Act: -1, Text: " "}}, register.Invalid, CodeReasonMissing},
		"the longest":       {[]Reason{{Act: -1, Text: strings.Repeat("a", acts.MaxText)}}, 0, ""},
		"too long":          {[]Reason{{Act: -1, Text: strings.Repeat("a", acts.MaxText+1)}}, register.Invalid, CodeTextLong},
		"as many as may be": {many(maxFindings), 0, ""},
		"one more":          {many(maxFindings + 1), register.TooLarge, CodeTextLong},
	} {
		err := checkReasons("office.Refuse", test.reasons, 2)
		if test.code == "" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		e, ok := err.(*register.Error)
		if !ok || e.Kind != test.kind || e.Code != test.code || e.Op != "office.Refuse" {
			t.Errorf("%s: %v, want %s %s", name, err, test.kind, test.code)
		}
	}
}

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
	c := a.clone()
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

func TestOverdue(t *testing.T) {
	for name, test := range map[string]struct {
		state AdjudicationState
		due   register.Day
		want  bool
	}{"before": {Asked, 11, false}, "on the day": {Asked, 10, false}, "after": {Asked, 9, true}, "answered": {Ruled, 9, false}} {
		if got := (&Adjudication{State: test.state, Due: test.due}).overdue(10); got != test.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
