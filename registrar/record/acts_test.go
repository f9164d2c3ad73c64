package record

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"samano/acts"
	"samano/ledger"
	"samano/register"
	"samano/store"
)

var (
	person = register.Ref{Kind: register.SubjectPerson, ID: 7}
	other  = register.Ref{Kind: register.SubjectPerson, ID: 9}
)

func act() *register.Act {
	a := &register.Act{
		Seq: 12, RegisteredAt: time.UnixMicro(1_700_000_000_123_456).UTC(), PackHash: "pack", Nature: register.Change,
		Printed: register.PrintedNumber{Office: "0101", Year: 2024, No: 5}, Repairs: 4,
		Findings: []register.Finding{{Code: "late"}},
		Effects: []register.Effect{
			{Subject: person, Op: register.OpOpen, Value: register.Male},
			{Subject: other, Op: register.OpOpen, Value: register.Female},
		},
	}
	a.ID, a.Kind, a.Payload = "0190a0b0-1111-7222-8333-444455556666", register.KindCorrection, json.RawMessage(`{"a":1}`)
	return a
}

func stored(t *testing.T, e *Entered) *ledger.Record {
	t.Helper()
	parts, err := new(Encoder).Encode(e)
	if err != nil {
		t.Fatal(err)
	}
	rec, err := ledger.NewRecord(int64(e.Act.Seq), ledger.Salt{}, parts)
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

func TestActsComeBack(t *testing.T) {
	codec, err := ledger.NewCodec()
	if err != nil {
		t.Fatal(err)
	}
	e := &Entered{
		Act: act(), Named: map[register.ClientID]register.Ref{"child": person},
		Sealed: []acts.SealedPart{{Subject: person, Name: "cause", Bytes: []byte("salted")}},
	}
	rec := stored(t, e)
	body, err := codec.Pack(rec)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Decode(codec, store.Act{Seq: 12, Body: body})
	if err != nil || !reflect.DeepEqual(got, e.Act) {
		t.Errorf("got  %+v, %v\nwant %+v", got, err, e.Act)
	}
	_, h, err := Parts(rec)
	if err != nil {
		t.Fatal(err)
	}
	want := []Commitment{{Subject: person, Name: "cause", SHA256: SealedSum([]byte("salted"))}}
	if !slices.Equal(h.Sealed, want) || h.Named["child"] != person {
		t.Errorf("header %+v", h)
	}
	erased, err := rec.Erase(ledger.PayloadPart, 20)
	if err != nil {
		t.Fatal(err)
	}
	if got, _, err := Parts(erased); err != nil || got.Payload != nil || len(got.Effects) != 2 || got.Kind != register.KindCorrection {
		t.Errorf("without its payload: %+v, %v", got, err)
	}
	if got, err := Decode(codec, store.Act{Seq: 12, Body: body[1:]}); register.KindOf(err) != register.Internal || got != nil {
		t.Errorf("unreadable: %+v, %v", got, err)
	}
}

// A part that cannot be read is named, and nothing of the act is returned.
func TestPartsThatCannotBeRead(t *testing.T) {
	for name, spoil := range map[string]func([]ledger.Part){
		ledger.HeaderPart:                      func(p []ledger.Part) { p[0].Bytes = []byte("{") },
		ledger.EffectsPrefix + person.String(): func(p []ledger.Part) { p[2].Bytes = []byte("[{]") },
		ledger.EffectsPrefix + "nobody":        func(p []ledger.Part) { p[2].Name = ledger.EffectsPrefix + "nobody" },
	} {
		parts, err := new(Encoder).Encode(&Entered{Act: act()})
		if err != nil {
			t.Fatal(err)
		}
		spoil(parts)
		rec, err := ledger.NewRecord(12, ledger.Salt{}, parts)
		if err != nil {
			t.Fatal(err)
		}
		a, h, err := Parts(rec)
		if register.KindOf(err) != register.Internal || !strings.Contains(err.Error(), name) || a != nil || h != nil {
			t.Errorf("%s: %+v, %v", name, a, err)
		}
	}
}

func TestSameProposal(t *testing.T) {
	one := act().Proposal
	with := func(change func(*register.Proposal)) register.Proposal {
		p := one
		change(&p)
		return p
	}
	for name, c := range map[string]struct {
		p    register.Proposal
		same bool
	}{
		"itself":          {one, true},
		"spaces":          {with(func(p *register.Proposal) { p.Payload = json.RawMessage("{ \"a\" :\n\t1 }") }), true},
		"another value":   {with(func(p *register.Proposal) { p.Payload = json.RawMessage(`{"a":2}`) }), false},
		"another payload": {with(func(p *register.Proposal) { p.Payload = json.RawMessage(`{"a":1,"b":1}`) }), false},
		"another kind":    {with(func(p *register.Proposal) { p.Kind = register.KindAnnulment }), false},
		"another id":      {with(func(p *register.Proposal) { p.ID = "0190a0b0-1111-7222-8333-444455556667" }), false},
	} {
		if got := SameProposal(&one, &c.p); got != c.same {
			t.Errorf("%s: %v", name, got)
		}
	}
	erased := with(func(p *register.Proposal) { p.Payload = nil })
	if !SameProposal(&erased, &one) || SameProposal(&one, &erased) {
		t.Error("an erased payload is not compared, and only where it is the act's")
	}
	for text, want := range map[string]string{"{ }": "{}", "{}": "{}", "{ not json": "{ not json", "[1,\r\n2]": "[1,2]", `"a b"`: `"a b"`} {
		if got := string(compact(json.RawMessage(text))); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

func TestDecisionKey(t *testing.T) {
	d := register.Decision{By: register.ByCourtOrder, Authority: "Court of  Vientiane", Reference: "12 / ໒໐໒໔"}
	want := store.Decision{Authority: "court/courtofvientiane", Reference: "12/2024"}
	if got, ok := DecisionKey(d); !ok || got != want {
		t.Errorf("%+v, %v, want %+v", got, ok, want)
	}
	for _, d := range []register.Decision{
		{By: register.ByOffice},
		{By: register.ByCourtOrder, Authority: "Court"},
		{By: register.ByCourtOrder, Reference: "12"},
		{By: register.ByCourtOrder, Authority: " ", Reference: "12"},
	} {
		if got, ok := DecisionKey(d); ok || got != (store.Decision{}) {
			t.Errorf("%+v has the key %+v", d, got)
		}
	}
}

// What is stored under these can only be found and opened while they stay as they are.
func TestNamesOfSealedParts(t *testing.T) {
	if got := string(SealedContext(12, person, "cause")); got != "sealed 12 "+person.String()+" cause" {
		t.Errorf("context %q", got)
	}
	if got := SealedSum([]byte("abc")); got != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" { // FIPS 180-2
		t.Errorf("sum %s", got)
	}
	for part, want := range map[string]string{"sealed/cause": "cause", "cause": "", "header": "", "sealed": ""} {
		if name, sealed := register.CutSealed(part); sealed != (want != "") || sealed && name != want {
			t.Errorf("%s: %q, %v", part, name, sealed)
		}
	}
}

func TestDocumentsThatCannotBeRead(t *testing.T) {
	s, err := Subject(store.Subject{Ref: person, Doc: []byte(`{}`)})
	if _, ok := s.(*register.Person); !ok || err != nil {
		t.Errorf("a person: %T, %v", s, err)
	}
	if s, err := Subject(store.Subject{Ref: person, Doc: []byte(`{`)}); register.KindOf(err) != register.Internal || s != nil {
		t.Errorf("half a document: %v, %v", s, err)
	}
	if s, err := Subject(store.Subject{Ref: register.Ref{Kind: 99, ID: 1}, Doc: []byte(`{}`)}); err == nil || s != nil {
		t.Errorf("of an unknown kind: %v, %v", s, err)
	}
}
