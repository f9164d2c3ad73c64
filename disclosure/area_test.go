package disclosure

import (
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"samano/access"
	"samano/register"
)

// fact makes a fact that stands, and trailed the same with a trail.
func fact[T register.Value](v T) register.Fact[T] { return register.Fact[T]{Value: v} }

func trailed[T register.Value](v T, ops ...register.Op) register.Fact[T] {
	f := fact(v)
	for n, op := range ops {
		f.Trail = append(f.Trail, register.Trace{By: register.EffectRef{Seq: 99, N: int32(n)}, Op: op})
	}
	return f
}

func home(place register.PlaceID) register.Residence {
	return register.Residence{Kind: register.Permanent, Address: register.Address{Place: place, Dwelling: "1"}}
}

func away(place register.PlaceID) register.Residence {
	r := home(place)
	r.Kind = register.NotLivingHere
	return r
}

func TestHomesOfEverySubject(t *testing.T) {
	lives := func(facts ...register.Fact[register.Residence]) register.Subject {
		return &register.Person{ID: 1, Residences: facts}
	}
	stands := func(facts ...register.Fact[register.Address]) register.Subject {
		return &register.Household{ID: 1, Addresses: facts}
	}
	at := func(place register.PlaceID, ops ...register.Op) register.Fact[register.Address] {
		return trailed(register.Address{Place: place}, ops...)
	}
	for name, c := range map[string]struct {
		s    register.Subject
		want []register.PlaceID
	}{
		"a person of two homes":                            {lives(fact(home(1)), fact(home(2))), []register.PlaceID{1, 2}},
		"of two houses in one village":                     {lives(fact(home(2)), fact(home(2))), []register.PlaceID{2}},
		"of a home nobody knows the place of":              {lives(fact(home(0))), nil},
		"of one that has ended":                            {lives(trailed(home(1), register.OpEnd), fact(home(2))), []register.PlaceID{2}},
		"of one that is void":                              {lives(fact(home(1)), trailed(home(2), register.OpVoid)), []register.PlaceID{1}},
		"of one that is sealed":                            {lives(fact(home(1)), trailed(home(2), register.OpSeal)), []register.PlaceID{1}},
		"away, so that the last one stands":                {lives(fact(home(1)), trailed(home(2), register.OpEnd), fact(away(3))), []register.PlaceID{1}},
		"who lives nowhere now":                            {lives(trailed(home(1), register.OpEnd), trailed(home(2), register.OpEnd)), []register.PlaceID{2}},
		"whose only home has ended":                        {lives(trailed(home(1), register.OpEnd)), []register.PlaceID{1}},
		"whose last one is sealed":                         {lives(trailed(home(1), register.OpEnd), trailed(home(2), register.OpEnd, register.OpSeal)), []register.PlaceID{1}},
		"whose only one is sealed":                         {lives(trailed(home(1), register.OpSeal)), nil},
		"a person without any":                             {lives(), nil},
		"whose last one nobody knows the place of":         {lives(trailed(home(2), register.OpEnd), trailed(home(0), register.OpEnd)), []register.PlaceID{2}},
		"of the first place of all":                        {lives(fact(home(1))), []register.PlaceID{1}},
		"a household whose last place is unknown":          {stands(at(4, register.OpEnd), at(0, register.OpEnd)), []register.PlaceID{4}},
		"a household that stood in the first place of all": {stands(at(1, register.OpEnd)), []register.PlaceID{1}},
		"a household":                                      {stands(at(4)), []register.PlaceID{4}},
		"a household that moved":                           {stands(at(4, register.OpEnd), at(5)), []register.PlaceID{5}},
		"one of two addresses":                             {stands(at(4), at(5)), []register.PlaceID{4, 5}},
		"one that stands nowhere now":                      {stands(at(4, register.OpEnd), at(5, register.OpEnd)), []register.PlaceID{5}},
		"one that stood in one place only":                 {stands(at(4, register.OpEnd)), []register.PlaceID{4}},
		"a household entered in error":                     {stands(at(4, register.OpVoid)), nil},
		"a household of which nobody knows where":          {stands(), nil},
		"a place": {&register.Place{ID: 7}, []register.PlaceID{7}},
	} {
		if got := Homes(c.s); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// units are a province of two districts, 1 over 2 and 3; village 20 is of district 2 until 2009,
// and of district 3 from then on.
func units() *register.Atlas {
	unit := func(id register.PlaceID, above ...register.Fact[register.ParentPlace]) *register.Place {
		return &register.Place{ID: id, Origins: register.Facts[register.Origin]{fact(register.Origin{})}, Parents: above}
	}
	since := register.Exact(register.DayOf(2010, time.January, 1))
	until := fact(register.ParentPlace{Place: 2})
	until.Trail = []register.Trace{{By: register.EffectRef{Seq: 9}, Op: register.OpEnd, Until: since}}
	until.From = register.Exact(register.DayOf(1975, time.January, 1))
	from := fact(register.ParentPlace{Place: 3})
	from.From = since
	always := func(place register.PlaceID) register.Fact[register.ParentPlace] {
		f := fact(register.ParentPlace{Place: place})
		f.From = register.Exact(register.DayOf(1975, time.January, 1))
		return f
	}
	return register.NewAtlas([]*register.Place{unit(1), unit(2, always(1)), unit(3, always(1)), unit(20, until, from)}).
		WithNational(func(o register.Office) bool { return o.Level == "centre" })
}

func TestWhatIsOfAnArea(t *testing.T) {
	before, after := register.DayOf(2009, time.December, 31), register.DayOf(2010, time.January, 1)
	atlas := units()
	for name, c := range map[string]struct {
		area  Area
		place register.PlaceID
		want  bool
	}{
		"a village in its district":          {Area{Area: atlas.Area(2, before)}, 20, true},
		"a village that has gone to another": {Area{Area: atlas.Area(2, after)}, 20, false},
		"a village that has come":            {Area{Area: atlas.Area(3, after)}, 20, true},
		"one that has not come yet":          {Area{Area: atlas.Area(3, before)}, 20, false},
		"through the district":               {Area{Area: atlas.Area(1, after)}, 20, true},
		"the unit itself":                    {Area{Area: atlas.Area(2, after)}, 2, true},
		"the first unit of all":              {Area{Area: atlas.Area(1, after)}, 1, true},
		"the unit above":                     {Area{Area: atlas.Area(2, after)}, 1, false},
		"an unknown place":                   {Area{Area: atlas.Area(2, after)}, 0, false},
		"anything of the country":            {wholeCountry(), 20, true},
		"anything where an area is not said": {Area{}, 20, false},
		"unknown where an area is not said":  {Area{}, 0, false},
		"unknown, of the country":            {wholeCountry(), 0, true},
	} {
		if got := c.area.Contains(c.place); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
		if got := c.area.IncludesAny([]register.PlaceID{99, c.place}); got != c.want {
			t.Errorf("%s, and a place far away: %v", name, got)
		}
		if c.area.IncludesAny(nil) != c.area.Country() {
			t.Errorf("%s: homes that nobody knows", name)
		}
	}
}

// The area of a reader is that of the office, and for a case the whole country.
func TestTheAreaOfAReader(t *testing.T) {
	atlas, day := units(), register.DayOf(2020, time.May, 1)
	office := register.Office{ID: "D", Jurisdiction: 3}
	if a := AreaFor(atlas, office, false, day); a.Country() || !a.Contains(20) || a.Contains(2) {
		t.Errorf("without a case: %+v", a)
	}
	if a := AreaFor(atlas, office, true, day); !a.Country() {
		t.Errorf("for a case: %+v", a)
	}
	if a := AreaFor(atlas, register.Office{ID: "C", Level: "centre"}, false, day); !a.Country() {
		t.Errorf("the office of the country: %+v", a)
	}
	consulate := register.Office{ID: "K", Level: "consulate"}
	if a := AreaFor(atlas, consulate, false, day); a.Country() || a.IncludesAny([]register.PlaceID{0, 1, 2, 3, 20}) {
		t.Errorf("a consulate, without a case: %+v", a)
	}
	if a := AreaFor(atlas, consulate, true, day); !a.Country() {
		t.Errorf("a consulate, for a case: %+v", a)
	}
}

// What lies outside is taken out of a copy, and of nothing else.
func TestWhatAnAreaIsShown(t *testing.T) {
	country, district := wholeCountry(), Area{Area: units().Area(3, register.DayOf(2020, time.May, 1))}
	person := &register.Person{ID: 5, Residences: register.Facts[register.Residence]{fact(home(2)), fact(home(20)), fact(home(0))}}
	household := &register.Household{ID: 6, Addresses: register.Facts[register.Address]{fact(register.Address{Place: 20}), fact(register.Address{Place: 2})}}
	place := &register.Place{ID: 2}

	for _, s := range []register.Subject{person, household, place} {
		if country.Redact(s) != s {
			t.Errorf("the whole country is shown another %T", s)
		}
	}
	if got := district.Redact(place); got != register.Subject(place) {
		t.Errorf("a place: %v", got)
	}
	p, _ := district.Redact(person).(*register.Person)
	if p == nil || p.ID != 5 || len(p.Residences) != 1 || p.Residences[0].Value.Address.Place != 20 {
		t.Errorf("a person: %+v", p)
	}
	h, _ := district.Redact(household).(*register.Household)
	if h == nil || h.ID != 6 || len(h.Addresses) != 1 || h.Addresses[0].Value.Place != 20 {
		t.Errorf("a household: %+v", h)
	}
	if len(person.Residences) != 3 || person.Residences[0].Value.Address.Place != 2 || len(household.Addresses) != 2 || household.Addresses[1].Value.Place != 2 {
		t.Error("the documents themselves were changed")
	}

	answering(t, func(looks *access.Looker) {
		if got := Redacted(looks, district, person).Open(); !reflect.DeepEqual(got, p) {
			t.Errorf("shown: %+v", got)
		}
		var nobody *register.Person
		if got := Redacted(looks, district, nobody).Open(); got != nil || RedactedProposal(district, nobody).Open() != nil {
			t.Errorf("nobody is shown as %+v", got)
		}
		if got := Redacted[register.Subject](looks, district, nil).Open(); got != nil || RedactedProposal[register.Subject](district, nil).Open() != nil {
			t.Errorf("nothing is shown as %+v", got)
		}
		if got := Redacted(looks, district, household).Open(); !reflect.DeepEqual(got, h) {
			t.Errorf("shown: %+v", got)
		}
		people := RedactedPeople(looks, district, map[register.PersonID]*register.Person{5: person, 8: nil}).Open()
		if want := map[register.PersonID]*register.Person{5: p}; !reflect.DeepEqual(people, want) {
			t.Errorf("people: %v", slices.Collect(maps.Keys(people)))
		}
	}, access.ReadingScope{Subjects: []register.Ref{person.Ref(), household.Ref()}})
}

// Which office registered an act tells where somebody lived: it is said of acts of the reader's own
// area, if the act opens no home outside it.
func TestWhichOfficeIsShown(t *testing.T) {
	atlas, day := units(), register.DayOf(2020, time.May, 1)
	district := Area{Area: atlas.Area(3, day)}
	of := func(place register.PlaceID) register.Office { return register.Office{ID: "O", Jurisdiction: place} }
	consulate := register.Office{ID: "K", Level: "consulate"}
	opens := func(values ...register.Value) *register.Act {
		a := &register.Act{}
		for _, v := range values {
			a.Effects = append(a.Effects, register.Effect{Subject: register.PersonRef(1), Op: register.OpOpen, Value: v})
		}
		return a
	}
	for name, c := range map[string]struct {
		area   Area
		office register.Office
		act    *register.Act
		want   bool
	}{
		"its own":                          {district, of(3), opens(register.Male), true},
		"of a village in it":               {district, of(20), opens(register.Male), true},
		"of the province above":            {district, of(1), opens(register.Male), true},
		"of the whole country":             {district, register.Office{ID: "C", Level: "centre"}, opens(register.Male), true},
		"of a consulate":                   {district, consulate, opens(register.Male), false},
		"a reader at a consulate":          {AreaFor(atlas, consulate, false, day), of(2), opens(register.Male), false},
		"of another district":              {district, of(2), opens(register.Male), false},
		"a move within":                    {district, of(3), opens(home(20)), true},
		"a move out":                       {district, of(3), opens(home(2)), false},
		"two moves, the last out":          {district, of(3), opens(home(20), home(2)), false},
		"a household within":               {district, of(3), opens(register.Address{Place: 20}), true},
		"a household that moves out":       {district, of(3), opens(register.Address{Place: 2}), false},
		"a move to where nobody knows":     {district, of(3), opens(home(0)), false},
		"a reader of the whole country":    {wholeCountry(), of(2), opens(home(2)), true},
		"an act that opens nothing":        {district, of(3), &register.Act{Effects: []register.Effect{{Op: register.OpEnd}}}, true},
		"of another district, a move here": {district, of(2), opens(home(20)), false},
	} {
		if got := c.area.ShowsOffice(c.office, c.act); got != c.want {
			t.Errorf("%s: shown %v", name, got)
		}
	}
}

// An office tells of another place than somebody's homes if none of them lies in its area on that
// day. One of the whole country tells of no place.
func TestAnOfficeElsewhere(t *testing.T) {
	before, after := register.DayOf(2009, time.December, 31), register.DayOf(2010, time.January, 1)
	atlas := units()
	places := func(ids ...register.PlaceID) []register.PlaceID { return ids }
	for name, c := range map[string]struct {
		of    register.PlaceID // 0: of the country
		homes []register.PlaceID
		day   register.Day
		want  bool
	}{
		"of the district":                         {3, places(20), after, false},
		"of the district, on the last day before": {3, places(20), before, true},
		"of the former district":                  {2, places(20), after, true},
		"of the former one, on its last day":      {2, places(20), before, false},
		"of one of two homes":                     {2, places(3, 2), after, false},
		"of neither":                              {20, places(3, 2), after, true},
		"of the province":                         {1, places(20), after, false},
		"of the country":                          {0, places(20), after, false},
		"of the country, homes unknown":           {0, nil, after, false},
		"homes unknown":                           {3, nil, after, true},
	} {
		o := register.Office{ID: "O", Level: "district", Jurisdiction: c.of}
		if c.of == 0 {
			o.Level = "centre"
		}
		if got := Elsewhere(atlas, o, c.homes, c.day); got != c.want {
			t.Errorf("the office %s: elsewhere %t", name, got)
		}
	}
	if !Elsewhere(atlas, register.Office{ID: "K", Level: "consulate"}, places(20), after) {
		t.Error("a consulate tells of no other place")
	}
}

// The area of a reader is that of the day.
func TestTheAreaIsThatOfTheDay(t *testing.T) {
	before, after := register.DayOf(2009, time.December, 31), register.DayOf(2010, time.January, 1)
	o := register.Office{ID: "D", Jurisdiction: 2}
	if a, b := AreaFor(units(), o, false, before), AreaFor(units(), o, false, after); !a.Contains(20) || b.Contains(20) {
		t.Errorf("on the last day of the old district %t, on the first of the new %t", a.Contains(20), b.Contains(20))
	}
}
