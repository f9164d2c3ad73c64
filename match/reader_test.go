package match

import (
	"fmt"
	"reflect"
	"testing"

	"samano/register"
)

func facts[T register.Value](values ...T) (out register.Facts[T]) {
	for i, v := range values {
		out = append(out, register.Fact[T]{Key: register.EffectRef{Seq: 1, N: int32(i)}, Value: v})
	}
	return out
}

func written(script register.Script, parts ...register.NamePart) register.NameForm {
	return register.NameForm{Script: script, Parts: parts, Source: register.FromDocument}
}

// country is a province, a district and two villages, of which the first was merged into the
// second.
func country() *register.Atlas {
	unit := func(id, parent register.PlaceID) *register.Place {
		p := &register.Place{ID: id, Origins: facts(register.Origin{By: "place-change"})}
		if parent != 0 {
			p.Parents = facts(register.ParentPlace{Place: parent})
		}
		return p
	}
	old := unit(3, 2)
	old.Origins[0].Trail = []register.Trace{{Op: register.OpEnd, Until: register.Exact(register.DayOf(2010, 1, 1))}}
	old.Successors = facts(register.Successor{Place: 4})
	return register.NewAtlas([]*register.Place{unit(1, 0), unit(2, 1), old, unit(4, 2)})
}

func TestReaderReadsDocuments(t *testing.T) {
	mother := &register.Person{ID: 5, Names: facts(register.Name{Kind: register.OfficialName, Forms: []register.NameForm{
		written(register.Lao, register.NamePart{Given: "ມະນີ"}, register.NamePart{Surname: "ວົງສາ"}),
	}})}
	origin := register.Parent{Role: register.Mother, Party: register.Party{Described: &register.Description{Name: register.Name{
		Forms: []register.NameForm{written(register.Latin, register.NamePart{Given: "Sealed"})},
	}}}}
	parents := facts(register.Parent{Role: register.Mother, Party: register.Party{Person: 5}}, origin,
		register.Parent{Role: register.Father, Party: register.Party{Described: &register.Description{Name: register.Name{Forms: []register.NameForm{
			written(register.Latin, register.NamePart{Surname: "Nguyễn"}, register.NamePart{Middle: "Văn"}, register.NamePart{Given: "An"}),
		}}}}})
	parents[1].Trail = []register.Trace{{Op: register.OpSeal}}
	suggested := written(register.Latin, register.NamePart{Given: "Bounmi"})
	suggested.Source = register.FromRomanising
	p := &register.Person{
		ID: 9, Parents: parents, Sexes: facts(register.Male),
		Names: facts(
			register.Name{Kind: register.OfficialName, Forms: []register.NameForm{suggested, written(register.Lao, register.NamePart{Given: "ທ້າວ ບຸນມີ"}, register.NamePart{Surname: "ວົງສາ"})}},
			register.Name{Kind: register.OtherName, Forms: []register.NameForm{written(register.Latin, register.NamePart{Given: "Noy"})}},
		),
		Births:     facts(register.Birth{Date: register.InYear(1974, register.Declared), Where: register.Where{Place: 3}}),
		Residences: facts(register.Residence{Kind: register.Temporary, Address: register.Address{Place: 2}}),
	}
	r := Reader{
		Atlas: country(), Day: register.DayOf(2026, 1, 1),
		Person: func(id register.PersonID) *register.Person {
			return map[register.PersonID]*register.Person{5: mother}[id]
		},
		Household: func(register.PersonID) register.HouseholdID { return 77 },
	}
	got := r.Record(p)
	bounmy := Name{Given: "ບຸນມີ", Surname: "ວົງສາ"}
	want := Record{
		ID: 9, Names: []Name{bounmy, bounmy, {Given: "Noy", Other: true}}, Birth: register.InYear(1974, register.Declared), Sex: register.Male,
		BornAt: Place{Village: 4, District: 2, Province: 1}, Home: Place{District: 2, Province: 1},
		Mother: Name{Given: "ມະນີ", Surname: "ວົງສາ"}, Father: Name{Given: "Văn An", Surname: "Nguyễn"}, Household: 77,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if f := NewLexicon().Read(got); len(f.Names) != 2 {
		t.Errorf("%d names to compare, want 2", len(f.Names))
	}
}

// Stored keys follow from documents alone: places as written, the one of a village that was merged
// too.
func TestReaderWithoutAtlasReadsPlacesAsWritten(t *testing.T) {
	p := &register.Person{
		ID:         9,
		Parents:    facts(register.Parent{Role: register.Father, Party: register.Party{Person: 5}}),
		Partners:   facts(register.Partner{With: register.Party{Person: 6}}, register.Partner{With: register.Party{Person: 7}}),
		Births:     facts(register.Birth{Where: register.Where{Place: 3}}),
		Residences: facts(register.Residence{Kind: register.Permanent, Address: register.Address{Place: 2}}),
	}
	if got, want := Relatives(p), [3]register.PersonID{0, 5, 7}; got != want {
		t.Errorf("relatives %v, want %v", got, want)
	}
	r := Reader{Person: func(id register.PersonID) *register.Person {
		return &register.Person{ID: id, Names: facts(register.Name{Kind: register.OfficialName, Forms: []register.NameForm{
			written(register.Latin, register.NamePart{Given: fmt.Sprint("N", id)}),
		}})}
	}}
	want := Record{
		ID: 9, Sex: register.SexUndetermined, BornAt: Place{Village: 3}, Home: Place{Village: 2},
		Father: Name{Given: "N5"}, Spouse: Name{Given: "N7"},
	}
	if got := r.Record(p); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestReaderOfNearlyNothing(t *testing.T) {
	var r Reader
	got := r.Record(&register.Person{ID: 3})
	if want := (Record{ID: 3, Sex: register.SexUndetermined}); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// Whoever makes keys for many has names at hand and no documents; a party that is only described
// has a name in whatever script it was written, or none.
func TestNamesOfRelatives(t *testing.T) {
	const thai = register.Script("Thai")
	described := func(forms ...register.NameForm) register.Party {
		return register.Party{Described: &register.Description{Name: register.Name{Forms: forms}}}
	}
	r := Reader{
		Name: func(id register.PersonID) Name { return Name{Given: fmt.Sprint("N", id)} },
		Person: func(register.PersonID) *register.Person {
			t.Error("a document was asked for where names are at hand")
			return nil
		},
	}
	for what, c := range map[string]struct {
		party register.Party
		want  Name
	}{
		"of the register":        {register.Party{Person: 5}, Name{Given: "N5"}},
		"the first of it":        {register.Party{Person: 1}, Name{Given: "N1"}},
		"nobody":                 {register.Party{}, Name{}},
		"described in Lao":       {described(written(register.Latin, register.NamePart{Given: "Noy"}), written(register.Lao, register.NamePart{Given: "ນ້ອຍ"})), Name{Given: "ນ້ອຍ"}},
		"described in Latin":     {described(written(thai, register.NamePart{Given: "น้อย"}), written(register.Latin, register.NamePart{Given: "Noy"})), Name{Given: "Noy"}},
		"described in Thai":      {described(written(thai, register.NamePart{Given: "น้อย"}, register.NamePart{Surname: "ใจดี"})), Name{Given: "น้อย", Surname: "ใจดี"}},
		"described without name": {described(), Name{}},
	} {
		if got := r.party(c.party); got != c.want {
			t.Errorf("%s: %+v, want %+v", what, got, c.want)
		}
	}
	documents := Reader{Person: func(register.PersonID) *register.Person { return nil }}
	if got := documents.party(register.Party{Person: 5}); got != (Name{}) {
		t.Errorf("whose document is not at hand: %+v", got)
	}
	for n, want := range map[Name]bool{{}: true, {Given: "Noy"}: false, {Surname: "Ly"}: false, {Other: true}: true} {
		if n.IsZero() != want {
			t.Errorf("%+v is a name: %v", n, !want)
		}
	}
}

// A village that ended, with nothing in its place, is still the one where people were born.
func TestAVillageThatEndedWithoutSuccessor(t *testing.T) {
	gone := &register.Place{ID: 3, Origins: facts(register.Origin{By: "place-change"}), Parents: facts(register.ParentPlace{Place: 2})}
	gone.Origins[0].Trail = []register.Trace{{Op: register.OpEnd, Until: register.Exact(register.DayOf(2010, 1, 1))}}
	up := func(id, parent register.PlaceID) *register.Place {
		p := &register.Place{ID: id, Origins: facts(register.Origin{By: "place-change"})}
		if parent != 0 {
			p.Parents = facts(register.ParentPlace{Place: parent})
		}
		return p
	}
	r := Reader{Atlas: register.NewAtlas([]*register.Place{up(1, 0), up(2, 1), gone}), Day: register.DayOf(2026, 1, 1)}
	if got, want := r.Place(3), (Place{Village: 3, District: 2, Province: 1}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got := r.Place(99); got.Village != 0 && got.Village != 99 {
		t.Errorf("a place that the atlas lacks: %+v", got)
	}
}
