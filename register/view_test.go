package register

import (
	"encoding/json"
	"strings"
	"testing"
)

// adopted is a child of mother 7 whom person 8 adopted and gave another name.
func adopted(t *testing.T) *Person {
	t.Helper()
	born, day := Exact(DayOf(2020, 7, 7)), Exact(DayOf(2026, 11, 10))
	ref := PersonRef(1)
	name := func(s string) Name {
		return Name{Kind: OfficialName, Forms: []NameForm{{Script: Latin, Parts: []NamePart{{Given: s}}}}}
	}
	open := func(v Value, from Date) Effect { return Effect{Subject: ref, Op: OpOpen, Value: v, From: from} }
	mark := func(op Op, n int32) Effect { return Effect{Subject: ref, Op: op, Fact: EffectRef{1, n}, Until: day} }
	var s Subject = &Person{ID: 1}
	var err error
	for seq, effects := range [][]Effect{
		{
			open(Origin{By: "foundling"}, born), open(name("Noy"), born), open(Birth{Date: born}, born),
			open(Parent{Role: Mother, Party: Party{Person: 7}, Basis: ByBirth}, born),
			open(Nationality{State: NationalityHeld, Country: "LAO", Basis: "foundling"}, born),
		},
		{
			mark(OpEnd, 3),
			{Subject: ref, Op: OpSeal, Fact: EffectRef{1, 3}},
			open(Parent{Role: Mother, Party: Party{Person: 8}, Basis: ByAdoption}, day),
			{Subject: ref, Op: OpSeal, Fact: EffectRef{1, 1}},
			mark(OpEnd, 1), open(name("Dala"), day),
		},
	} {
		if s, err = Fold(s, Seq(seq+1), effects); err != nil {
			t.Fatal(err)
		}
	}
	return s.(*Person)
}

// An extract of an adopted child reads as that of any other: no word, day or key
// in it comes from the adoption or from what was before.
func TestOrdinaryDoesNotTellOfAnAdoption(t *testing.T) {
	p := adopted(t)
	text, err := json.Marshal(p.Ordinary())
	if err != nil {
		t.Fatal(err)
	}
	for _, telling := range []string{"adoption", "foundling", "2026-11-10", "Noy", `"person":7`, `"2.`} {
		if strings.Contains(string(text), telling) {
			t.Errorf("the extract holds %s: %s", telling, text)
		}
	}
	o := p.Ordinary()
	if m := o.Parents.On(DayOf(2021, 1, 1)); len(m) != 1 || m[0].Value.Party.Person != 8 {
		t.Errorf("parents in 2021: %+v", m)
	}
	if o.Official().Forms[0].Given() != "Dala" {
		t.Errorf("name %+v", o.Official())
	}
}

func TestOrdinaryLeavesTheRecordAsItIs(t *testing.T) {
	p := adopted(t)
	before, _ := json.Marshal(p)
	p.Ordinary()
	if after, _ := json.Marshal(p); string(after) != string(before) {
		t.Error("looking changed the record")
	}
	if p.Parents.On(DayOf(2021, 1, 1))[0].Value.Party.Person != 7 {
		t.Error("the record itself forgot the mother of 2021")
	}
}

// Whoever was neither adopted nor found keeps the days and the sources of their facts; what is void
// is shown to nobody.
func TestOrdinaryOfAnOrdinaryPerson(t *testing.T) {
	born, later := Exact(DayOf(2000, 7, 7)), Exact(DayOf(2010, 1, 1))
	p := &Person{
		ID: 1, History: History{Acts: []Seq{1, 2}},
		Origins: Facts[Origin]{held(Origin{By: KindBirth}), held(Origin{By: KindFoundling}, OpVoid)},
		Births:  Facts[Birth]{{Value: Birth{Date: born}, From: born, Source: SourcePaper}},
		Names: Facts[Name]{
			{Key: EffectRef{1, 1}, Value: Name{Kind: OfficialName}, From: born, Source: SourceTakenOver},
			{Key: EffectRef{2, 0}, Value: Name{Kind: OtherName}, From: later},
			called(OtherName, "Wrong", OpVoid),
		},
		Nationalities: Facts[Nationality]{{Value: Nationality{State: NationalityHeld, Country: "LAO", Basis: "birth"}, From: born}},
		Parents: Facts[Parent]{
			{Key: EffectRef{1, 3}, Value: Parent{Role: Mother, Party: Party{Person: 7}, Basis: ByBirth}, From: later, Source: SourceTakenOver},
			held(Parent{Role: Father, Party: Party{Person: 8}}, OpEnd),
		},
	}
	o := p.Ordinary()
	if o.Version() != 0 || len(o.Origins) != 1 || o.Origins[0].Value.By != "" || o.Origins[0].Key != (EffectRef{}) {
		t.Errorf("it tells by which act the person came: %+v", o.Origins)
	}
	if len(o.Names) != 2 || o.Names[0].From != born || o.Names[0].Source != SourceTakenOver || o.Names[1].From != later || o.Names[1].Key != (EffectRef{2, 0}) {
		t.Errorf("names %+v", o.Names)
	}
	if len(o.Nationalities) != 1 || o.Nationalities[0].Value != (Nationality{State: NationalityHeld, Country: "LAO"}) || o.Nationalities[0].From != born {
		t.Errorf("nationalities %+v", o.Nationalities)
	}
	if len(o.Parents) != 1 || o.Parents[0].Value != (Parent{Role: Mother, Party: Party{Person: 7}}) || o.Parents[0].From != born || o.Parents[0].Source != SourcePaper || o.Parents[0].Key != (EffectRef{}) {
		t.Errorf("parents %+v", o.Parents)
	}
}
