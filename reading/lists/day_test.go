package lists_test

import (
	"testing"
	"time"

	"samano/internal/testenv"
	"samano/law"
	"samano/match"
	"samano/reading/lists"
	"samano/register"
)

// A new law holds from midnight in the country, whatever the clock of the machine says.
func TestThresholdsAreThoseOfTheCountrysDay(t *testing.T) {
	first := register.DayOf(2027, 1, 1)
	changed := func(was, is int) law.Rule[int] {
		return law.Rule[int]{{Value: was, Until: first}, {Value: is, From: first, Until: register.LastDay}}
	}
	pack := &law.Pack{TimeZone: testenv.Vientiane}
	pack.Duplicates.AskPPM, pack.Duplicates.SamePPM = changed(1, 2), changed(3, 4)
	for name, c := range map[string]struct {
		at   time.Time
		want match.Thresholds
	}{
		"the last second of the old law":      {time.Date(2026, 12, 31, 16, 59, 59, 0, time.UTC), match.Thresholds{AskPPM: 1, SamePPM: 3}},
		"new year in Vientiane, not in UTC":   {time.Date(2026, 12, 31, 17, 0, 0, 0, time.UTC), match.Thresholds{AskPPM: 2, SamePPM: 4}},
		"new year in Kiribati, not in Laos":   {time.Date(2027, 1, 1, 5, 0, 0, 0, time.FixedZone("", 14*3600)), match.Thresholds{AskPPM: 1, SamePPM: 3}},
		"new year in Vientiane, on its clock": {time.Date(2027, 1, 1, 0, 0, 0, 0, testenv.Vientiane), match.Thresholds{AskPPM: 2, SamePPM: 4}},
	} {
		if got := lists.ThresholdsAt(pack, c.at); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}
