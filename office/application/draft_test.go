package application

import (
	"maps"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"samano/acts"
	"samano/office/evidence"
	"samano/register"
	"samano/registrar"
)

func uuidOf(n int) string {
	s := strconv.Itoa(n)
	return "01900000-0000-7000-8000-" + strings.Repeat("0", 12-len(s)) + s
}

// Each limit of a draft holds at its value and not beyond, and names what is too much and where.
func TestLimitsOfADraft(t *testing.T) {
	const today register.Day = 20_000
	draft := func(n int) DraftInput {
		in := DraftInput{ID: ID(uuidOf(999)), Day: today, Declarant: Declarant{Name: "ຄຳ"}}
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
		"tomorrow":               {with(func(in *DraftInput) { in.Day++ }), register.CodeDeclaredInFuture, "day", map[string]string{"day": "2024-10-05"}},
		"an act of no id":        {with(func(in *DraftInput) { in.Acts[1].ID = "x" }), registrar.CodeActIDMalformed, "acts.1.id", nil},
		"an act twice":           {with(func(in *DraftInput) { in.Acts[1].ID = in.Acts[0].ID }), CodeActTwice, "acts.1.id", nil},
		"the largest payload":    {with(func(in *DraftInput) { in.Acts[1].Payload = make([]byte, acts.MaxPayload) }), "", "", nil},
		"a payload too large":    {with(func(in *DraftInput) { in.Acts[1].Payload = make([]byte, acts.MaxPayload+1) }), "payload-too-large", "acts.1.payload", nil},
		"as many papers":         {with(func(in *DraftInput) { in.Acts[1].Evidence = make([]register.Evidence, 20) }), "", "", nil},
		"one paper more":         {with(func(in *DraftInput) { in.Acts[1].Evidence = make([]register.Evidence, 21) }), CodeTooMuchEvidence, "acts.1.evidence", map[string]string{"limit": "20"}},
		"a paper":                {with(func(in *DraftInput) { in.Acts[1].Evidence = []register.Evidence{{SHA256: sum}} }), "", "", nil},
		"a paper of no hash":     {with(func(in *DraftInput) { in.Acts[1].Evidence = []register.Evidence{{}, {SHA256: sum[1:]}} }), evidence.CodeUnknown, "acts.1.evidence.1.sha256", nil},
		"a note that is long": {with(func(in *DraftInput) {
			in.Acts[1].Evidence = []register.Evidence{{Note: strings.Repeat("a", acts.MaxText+1)}}
		}), register.CodeTextTooLong, "acts.1.evidence.0.note", map[string]string{"limit": strconv.Itoa(acts.MaxText)}},
		"a person too long":   {with(func(in *DraftInput) { in.Declarant.Person = strings.Repeat("a", maxNameBytes+1) }), register.CodeTextTooLong, "declarant.person", map[string]string{"limit": strconv.Itoa(maxNameBytes)}},
		"a name too long":     {with(func(in *DraftInput) { in.Declarant.Name = strings.Repeat("a", maxNameBytes+1) }), register.CodeTextTooLong, "declarant.name", map[string]string{"limit": strconv.Itoa(maxNameBytes)}},
		"the longest name":    {with(func(in *DraftInput) { in.Declarant.Name = strings.Repeat("a", maxNameBytes) }), "", "", nil},
		"a relation too long": {with(func(in *DraftInput) { in.Declarant.Relation = strings.Repeat("a", maxNameBytes+1) }), register.CodeTextTooLong, "declarant.relation", map[string]string{"limit": strconv.Itoa(maxNameBytes)}},
	} {
		got := test.in.Check(today, nil)
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

// A draft that cannot be handed in says all that is missing.
func TestWhatIsMissingFromADraft(t *testing.T) {
	item := []Item{{}}
	none, nobody := register.Blocked(CodeNoActs, "acts"), register.Blocked(CodeDeclarantMissing, "declarant")
	for name, test := range map[string]struct {
		a    Application
		want []register.Finding
	}{
		"nothing":           {Application{}, []register.Finding{none, nobody}},
		"no acts":           {Application{Declarant: Declarant{Name: "x"}}, []register.Finding{none}},
		"a relation alone":  {Application{Acts: item, Declarant: Declarant{Relation: "mother"}}, []register.Finding{nobody}},
		"by name":           {Application{Acts: item, Declarant: Declarant{Name: "x"}}, nil},
		"by number":         {Application{Acts: item, Declarant: Declarant{Person: "1"}}, nil},
		"by number, no act": {Application{Declarant: Declarant{Person: "1"}}, []register.Finding{none}},
	} {
		if got := test.a.CheckComplete(); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// An act that is handed in as it was stays typed by whoever typed it; what is changed is typed anew.
func TestWhoTypedAnAct(t *testing.T) {
	p := func(id register.ActID, payload string) register.Proposal {
		return register.Proposal{ID: id, Kind: "birth", Payload: []byte(payload)}
	}
	before := Items("noy", []register.Proposal{p("a", `{"sex":"male"}`), p("b", `{}`), p("c", `{}`)}, nil, true)
	before[0].Proposal.Office, before[0].Proposal.Declarant = "D", "Kham" // which the clerk fills in
	before[2].Outcome = &Outcome{Seq: 1}
	after := Items("kham", []register.Proposal{p("a", `{"sex":"male"}`), p("b", `{"sex":"male"}`), p("d", `{}`)}, before, true)
	got := map[register.ActID]register.OfficerID{}
	for _, i := range after {
		got[i.Proposal.ID] = i.TypedBy
	}
	if want := map[register.ActID]register.OfficerID{"a": "noy", "b": "kham", "c": "noy", "d": "kham"}; !reflect.DeepEqual(got, want) {
		t.Errorf("typed by %v, not %v", got, want)
	}
}
