package content

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"samano/acts"
	"samano/acts/certificates"
	"samano/credential"
	"samano/law"
	"samano/register"
)

// A unit without a name in Latin letters leaves no gap in the line.
func TestAPlaceWithoutALatinName(t *testing.T) {
	unit := func(id, parent register.PlaceID, lao, latin string) *register.Place {
		p := &register.Place{ID: id}
		p.Names = register.Facts[register.PlaceName]{{Value: register.PlaceName{Lao: lao, Latin: latin}}}
		if parent != 0 {
			p.Parents = register.Facts[register.ParentPlace]{{Value: register.ParentPlace{Place: parent}}}
		}
		return p
	}
	c := Content{Day: register.DayOf(2026, 11, 1), Atlas: register.NewAtlas([]*register.Place{
		unit(1, 0, "ນະຄອນຫຼວງວຽງຈັນ", "Vientiane Capital"), unit(2, 1, "ສີສັດຕະນາກ", "Sisattanak"), unit(3, 2, "ທາດຂາວ", ""),
	})}
	got := c.placeLine(register.Where{Place: 3}, register.Exact(register.DayOf(2026, 10, 1)))
	if want := (Line{Lao: "ທາດຂາວ, ສີສັດຕະນາກ, ນະຄອນຫຼວງວຽງຈັນ", Latin: "Sisattanak, Vientiane Capital"}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// Each field of the closed list has its line on the certificates of its kinds, and on no other: of
// whom another kind would show, no look is written.
func TestEachFieldHasALineOnCertificatesOfItsKind(t *testing.T) {
	mother := &register.Person{ID: 2}
	child := &register.Person{ID: 1}
	child.Parents = register.Facts[register.Parent]{{Value: register.Parent{Role: register.Mother, Party: register.Party{Person: 2}}}}
	every := map[string]bool{}
	for _, kind := range acts.Kinds() {
		for _, f := range certificates.Fields(kind) {
			every[f] = true
		}
	}
	if len(every) < 15 {
		t.Fatalf("there are %d fields only", len(every))
	}
	for _, kind := range acts.Kinds() {
		c := Content{
			Kind: kind, Act: new(register.Act), Atlas: register.NewAtlas(nil), Of: []*register.Person{child},
			All: map[register.PersonID]*register.Person{1: child, 2: mother},
		}
		for f := range every {
			if _, ok := c.Lines([]string{f}); ok != slices.Contains(certificates.Fields(kind), f) {
				t.Errorf("a certificate of %s with the field %s: %v", kind, f, ok)
			}
		}
	}
	if !slices.Contains(certificates.Fields(register.KindBirth), "mother") || slices.Contains(certificates.Fields(register.KindDeath), "mother") {
		t.Error("a birth shows its mother, and a death does not")
	}
}

// Each field of the law has a line on the paper, also where the register holds nothing that it could
// show: a line that is missing could be written in by hand.
func TestEachFieldOfTheLawHasALine(t *testing.T) {
	bare := func(c *Content) {
		for _, p := range c.Of {
			*p = register.Person{ID: p.ID}
		}
	}
	nobody := func(c *Content) { c.Of = nil }
	for what, change := range map[string]func(*Content){
		"of whom all is known": func(*Content) {}, "of whom nothing is known": bare, "of nobody who is registered": nobody,
		"without a father": func(c *Content) { c.Of[0].Parents = c.Of[0].Parents[:1] },
	} {
		for _, kind := range acts.Certified() {
			for _, code := range law.Codes() {
				pack, err := law.Shipped(code, acts.ForLaw())
				if err != nil {
					t.Fatal(err)
				}
				c := family(kind)
				change(c)
				for _, fields := range [][]string{pack.Certificates[string(kind)].Fields.On(c.Day).Value, certificates.Fields(kind)} {
					lines, _ := c.Lines(fields)
					for _, f := range fields {
						if !slices.ContainsFunc(lines, func(l Line) bool { return l.Field == f }) {
							t.Errorf("%s, a %s %s: %s has no line", code, kind, what, f)
						}
					}
				}
			}
		}
	}
}

// family is a certificate of each kind about people of whom everything is known.
func family(kind register.Kind) *Content {
	named := func(lao, latin string) register.Facts[register.Name] {
		return register.Facts[register.Name]{{Value: register.Name{Kind: register.OfficialName, Forms: []register.NameForm{
			{Script: register.Lao, Parts: []register.NamePart{{Given: lao}}}, {Script: register.Latin, Parts: []register.NamePart{{Given: latin}}},
		}}}}
	}
	person := func(id register.PersonID, lao, latin string, born int, sex register.Sex) *register.Person {
		return &register.Person{
			ID: id, Names: named(lao, latin), Sexes: register.Facts[register.Sex]{{Value: sex}},
			Births:        register.Facts[register.Birth]{{Value: register.Birth{Date: register.Exact(register.DayOf(born, 2, 3)), Where: register.Where{Text: "born in " + lao}}}},
			Nationalities: register.Facts[register.Nationality]{{Value: register.Nationality{State: register.NationalityHeld, Country: "LAO"}}},
			Numbers:       register.Facts[register.Number]{{Value: register.Number("10000000000" + strconv.Itoa(int(id)))}},
		}
	}
	of := person(1, "ຈັນ", "Chan", 1990, register.Male)
	wife := person(2, "ບົວ", "Boua", 1991, register.Female)
	mother, father := person(3, "ຄຳ", "Kham", 1960, register.Female), person(4, "ສີ", "Si", 1959, register.Male)
	of.Parents = register.Facts[register.Parent]{
		{Value: register.Parent{Role: register.Mother, Party: register.Party{Person: 3}}},
		{Value: register.Parent{Role: register.Father, Party: register.Party{Person: 4}}},
	}
	key := register.EffectRef{Seq: 7}
	of.Deaths = register.Facts[register.Death]{{Key: key, Value: register.Death{Date: register.Exact(register.DayOf(2020, 4, 5)), Where: register.Where{Text: "died here"}}}}
	wed := func(with register.PersonID) register.Facts[register.Partner] {
		return register.Facts[register.Partner]{{
			Key: key, From: register.Exact(register.DayOf(2010, 6, 7)),
			Value: register.Partner{With: register.Party{Person: with}, Where: register.Where{Text: "wed here"}},
		}}
	}
	of.Partners, wife.Partners = wed(2), wed(1)
	c := &Content{
		Kind: kind, Act: &register.Act{Seq: 7}, Office: register.Office{ID: "D0101"}, Atlas: register.NewAtlas(nil), Country: "LAO",
		Of: []*register.Person{of}, All: map[register.PersonID]*register.Person{1: of, 2: wife, 3: mother, 4: father}, Day: register.DayOf(2021, 1, 1), Seq: 9,
	}
	if kind == register.KindMarriage {
		c.Of = append(c.Of, wife)
	}
	return c
}

// said are the texts about people and events that a code holds.
func said(c credential.Claims) (out []string) {
	for _, p := range []credential.Person{c.Person, c.Spouse, {Names: c.Mother}, {Names: c.Father}} {
		out = append(out, p.ID, p.Names.Full, p.Names.Latin, string(p.BirthDate), p.Nationality)
		out = append(out, map[credential.Gender]string{credential.Male: string(register.Male), credential.Female: string(register.Female)}[p.Gender])
	}
	out = append(out, string(c.Event.Date), c.Event.Place)
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

// Whatever a law lets a certificate show, its code says nothing else of anybody; and with all
// fields it says all that a code can say.
func TestTheCodeSaysOnlyWhatThePaperShows(t *testing.T) {
	most := map[register.Kind]int{register.KindBirth: 11, register.KindDeath: 8, register.KindMarriage: 11}
	for _, kind := range acts.Certified() {
		c, all := family(kind), certificates.Fields(kind)
		papers := [][]string{nil, all}
		for i, f := range all {
			papers = append(papers, []string{f}, slices.Delete(slices.Clone(all), i, i+1))
		}
		for _, code := range law.Codes() {
			pack, err := law.Shipped(code, acts.ForLaw())
			if err != nil {
				t.Fatal(err)
			}
			papers = append(papers, pack.Certificates[string(kind)].Fields.On(c.Day).Value)
		}
		for _, fields := range papers {
			lines, ok := c.Lines(fields)
			if !ok {
				t.Fatalf("%s: %q", kind, fields)
			}
			for _, text := range said(c.Claims(fields)) {
				if !slices.ContainsFunc(lines, func(l Line) bool { return slices.Contains([]string{l.Lao, l.Latin, l.Date, l.Word}, text) }) {
					t.Errorf("the code of a %s with %s says %q", kind, strings.Join(fields, ", "), text)
				}
			}
		}
		if got := said(c.Claims(all)); len(got) != most[kind] {
			t.Errorf("the code of a %s with all fields says %q", kind, got)
		}
	}
}

// A paper that leaves the parents off stands as long as nothing on it changes, and so does its code.
func TestAPaperWithoutParentsIsNotAboutThem(t *testing.T) {
	pack, err := law.Shipped("xx", acts.ForLaw())
	if err != nil {
		t.Fatal(err)
	}
	then, now := family(register.KindBirth), family(register.KindBirth)
	fields := pack.Certificates["birth"].Fields.On(then.Day).Value
	now.Seq = 10
	now.Of[0].Parents[0].Value.Party.Person = 2 // another woman
	if c := then.Claims(fields); c.Mother != (credential.Names{}) || c.Father != (credential.Names{}) || c.Person.Names.Latin != "Chan" || c.Person.Gender != credential.NotStated {
		t.Errorf("the code of xx says %+v", c)
	}
	if !now.Reads(then, fields) {
		t.Error("another mother is not on the paper, and it reads otherwise")
	}
	if with := append(slices.Clone(fields), certificates.Mother); now.Reads(then, with) {
		t.Error("another mother is on the paper, and it reads the same")
	}
}
