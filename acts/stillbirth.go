package acts

import (
	"samano/law"
	"samano/register"
)

// Stillbirth records a child born dead, for statistics only: nobody enters the
// register, nobody is named, and the mother's record does not show it. A second
// report of the same event is recognised by the deciding authority's reference.
type Stillbirth struct {
	At        PlaceOf       `json:"at,omitzero"`
	Sex       register.Sex  `json:"sex,omitempty"`
	Weeks     int           `json:"weeks,omitempty"`      // of pregnancy; 0: not known
	Grams     int           `json:"grams,omitempty"`      // at birth; 0: not known
	Order     int           `json:"order,omitempty"`      // among children of one delivery, from 1
	MotherAge int           `json:"mother_age,omitempty"` // full years; 0: not known
	LivesAt   register.Code `json:"lives_at,omitempty"`   // the unit where the mother lives
}

// Limits of what can be true, wide, as law.MaxWeeks is: they catch slips of the pen, not rare cases.
const (
	maxGrams     = 8000
	maxMotherAge = 70
)

// Needs asks for nobody.
func (*Stillbirth) Needs(*State) []Lookup { return nil }

// Check checks the figures.
func (b *Stillbirth) Check(c *Case) {
	day := c.happened()
	if c.Proposal.Happened.Precision() == register.Unknown {
		c.Block(register.CodeDateMissing, "happened", "")
	}
	b.At.checkUnit(c, "payload.at", day)
	places := []register.PlaceID{b.At.place(c, day)}
	if b.LivesAt != "" {
		if _, ok := c.State.Atlas.ByCode(b.LivesAt, day); !ok {
			c.Block(register.CodePlaceUnknown, "payload.lives_at", "", "code", string(b.LivesAt))
		}
		places = append(places, PlaceOf{Code: b.LivesAt}.place(c, day))
	}
	if b.Sex != "" {
		checkSex(c, "payload.sex", b.Sex)
	}
	c.within("payload.weeks", b.Weeks, law.MaxWeeks)
	c.within("payload.grams", b.Grams, maxGrams)
	c.within("payload.order", b.Order, maxMultiple)
	c.within("payload.mother_age", b.MotherAge, maxMotherAge)
	if r := c.Law.Birth.StillbirthWeeks.On(day); b.Weeks > 0 && b.Weeks < r.Value {
		c.ask("stillbirth-too-early", "payload.weeks", r.Article, "weeks", itoa(r.Value))
	}
	c.competent("payload.at.code", places...)
}

// within checks a count for which 0 stands where nothing is known.
func (c *Case) within(field string, n, most int) {
	if n < 0 || n > most {
		c.Block("number-out-of-range", field, "", "limit", itoa(most))
	}
}

// Apply has no effect on anybody: the act itself is what is counted.
func (*Stillbirth) Apply(*Case) {}
