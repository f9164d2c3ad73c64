package content

import (
	"testing"

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
