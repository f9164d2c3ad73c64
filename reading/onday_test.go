package reading_test

import (
	"strings"
	"testing"

	"samano/acts"
	"samano/reading"
	"samano/register"
)

// As on a day, somebody is shown with the household of that day: a later one not, a former one too.
func TestTheHouseholdOfADay(t *testing.T) {
	h := newHome(t)
	father := h.enrol(t, "ບຸນ", "ໄຊຍະ", "1980-01-01")
	h.SetToday("2026-11-20")
	old := h.ClientID()
	h.Must(t, h.Proposal("household-open", acts.HouseholdOpen{
		As: "@" + string(old), Dwelling: acts.Dwelling{Code: "0101001", House: "8"}, Books: []register.Book{{Class: "blue", Number: "BL-2"}},
		Members: []acts.NewMember{{Person: "@" + string(father), Relation: register.HeadRelation}},
	}))
	h.SetToday("2026-11-25")
	move := h.Proposal("move", acts.Move{
		Persons: []string{"@" + string(h.mother)}, To: acts.Dwelling{Code: "0101001"}, Household: "@" + string(old), Relations: []register.Relation{"unrelated"},
	})
	h.Must(t, move)

	for name, want := range map[string]string{"": "BL-2", "2000-01-01": "", "2026-11-09": "", "2026-11-10": "BL-1", "2026-11-24": "BL-1", "2026-11-26": "BL-2"} {
		var m reading.Moment
		if name != "" {
			day := date(t, name).Earliest()
			m.On = &day
		}
		var books []string
		for _, house := range h.person(t, h.mother, m).Households {
			books = append(books, house.Book)
		}
		if got := strings.Join(books, " "); got != want {
			t.Errorf("on %q she lived in %q, want %q", name, got, want)
		}
	}
}

// Of somebody who was not born on the day that is asked for, no more is said than that.
func TestWhoWasNotBornOnADay(t *testing.T) {
	h := newHome(t)
	for text, unborn := range map[string]bool{"2026-10-01": true, "2026-10-19": true, "2026-10-20": false} {
		day := date(t, text).Earliest()
		p := h.person(t, h.child, reading.Moment{On: &day})
		if missing := p.Missing(); register.HasCode(missing, "not-born-then") != unborn || (missing == nil) == unborn || unborn != (len(p.Facts) == 0) || p.Version == 0 {
			t.Errorf("on %s: %+v", text, p)
		}
	}
}
