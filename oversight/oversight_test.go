package oversight

import (
	"testing"

	"samano/register"
)

// A day is unusual on which an officer looked at three times as many people as on the middle one of their days before,
// and at twenty at least.
func TestUnusualDays(t *testing.T) {
	period := Period{From: 100, To: 110}
	for name, c := range map[string]struct {
		before []int // people on the days up to the last before the period
		people int   // on its first day
		usual  int
		found  bool
	}{
		"three times as many":           {[]int{10, 10, 10}, 30, 10, true},
		"one less":                      {[]int{10, 10, 10}, 29, 10, false},
		"one great day among small":     {[]int{10, 90, 10}, 30, 10, true},
		"nineteen":                      {[]int{1, 1}, 19, 1, false},
		"twenty on a first day":         {nil, 20, 0, true},
		"as always, in a large office":  {[]int{140, 150, 145}, 149, 145, false},
		"a day so long ago is not seen": {append([]int{90}, make([]int, unusualSpan)...), 25, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			var days []Count
			for i, n := range c.before {
				days = append(days, Count{Officer: "kham", Day: period.From - register.Day(len(c.before)-i), People: n})
			}
			days = append(days, Count{Officer: "kham", Day: period.From, People: c.people}, Count{Officer: "noy", Day: period.From, People: 1})
			got := unusual(days, period)
			if (len(got) == 1) != c.found || c.found && (got[0].Usual != c.usual || got[0].Officer != "kham" || got[0].Day != period.From) {
				t.Errorf("found is %+v", got)
			}
		})
	}
	if got := unusual([]Count{{Officer: "kham", Day: 99, People: 500}}, period); len(got) != 0 {
		t.Errorf("a day before the period is found: %+v", got)
	}
}
