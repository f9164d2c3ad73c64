package content

import (
	"slices"
	"testing"

	"samano/acts"
	"samano/acts/certificates"
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
