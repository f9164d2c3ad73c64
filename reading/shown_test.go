package reading

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"samano/disclosure"
	"samano/reading/view"
	"samano/register"
	"samano/registrar"
)

// What is void is shown in a history only, and on a day what may hold on it. What is sealed never
// comes here (disclosure.Area.Redact).
func TestShownFacts(t *testing.T) {
	year := func(y int) register.Date { return register.InYear(y, register.Documented) }
	facts := func() []view.Fact {
		return []view.Fact{
			{Value: "stands", From: year(2000)},
			{Value: "void", Void: true, From: year(2000)},
			{Value: "ended", Ended: true, Until: year(2005), From: year(2000)},
			{Value: "later", From: year(2010)},
			{Value: "perhaps", From: year(2007)},
		}
	}
	day := register.DayOf(2007, time.May, 1)
	for name, c := range map[string]struct {
		m       Moment
		history bool
		want    string
	}{
		"now":                   {Moment{}, false, "[stands ended later perhaps]"},
		"a history":             {Moment{}, true, "[stands void ended later perhaps]"},
		"on a day":              {Moment{On: &day}, false, "[stands perhaps]"},
		"in a history on a day": {Moment{On: &day}, true, "[stands perhaps]"},
	} {
		var got []any
		for _, f := range facts() {
			if shows(f, c.m, c.history) {
				got = append(got, f.Value)
			}
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("%s: %v, want %s", name, got, c.want)
		}
	}
}

func fact[T register.Value](v T) register.Fact[T] { return register.Fact[T]{Value: v} }

// The village of a hit is the first home that lies in the area.
func TestAHit(t *testing.T) {
	unit := func(id register.PlaceID, code register.Code, above ...register.PlaceID) *register.Place {
		p := &register.Place{ID: id, Origins: register.Facts[register.Origin]{fact(register.Origin{})}, Codes: register.Facts[register.Code]{fact(code)}}
		for i := range p.Origins {
			p.Origins[i].From, p.Codes[i].From = register.InYear(1900, register.Documented), register.InYear(1900, register.Documented)
		}
		for _, a := range above {
			f := fact(register.ParentPlace{Place: a})
			f.From = register.InYear(1900, register.Documented)
			p.Parents = append(p.Parents, f)
		}
		return p
	}
	day := register.DayOf(2026, time.May, 1)
	atlas := register.NewAtlas([]*register.Place{unit(1, "01"), unit(2, "02"), unit(11, "011", 1), unit(21, "021", 2)})
	home := func(place register.PlaceID) register.Fact[register.Residence] {
		return fact(register.Residence{Kind: register.Permanent, Address: register.Address{Place: place}})
	}
	p := &register.Person{
		ID: 5, Numbers: register.Facts[register.Number]{fact(register.Number("123"))}, Sexes: register.Facts[register.Sex]{fact(register.Female)},
		Names: register.Facts[register.Name]{fact(register.Name{Kind: register.OfficialName, Forms: []register.NameForm{
			{Script: register.Lao, Parts: []register.NamePart{{Given: "ຄຳ"}}}, {Script: register.Latin, Parts: []register.NamePart{{Given: "Kham"}}},
		}})},
		Births:     register.Facts[register.Birth]{fact(register.Birth{Date: register.InYear(1990, register.Documented)})},
		Residences: register.Facts[register.Residence]{home(11), home(21)},
	}
	p.Names[0].Source, p.Births[0].Source, p.Residences[1].Source = register.SourcePaper, register.SourceTakenOver, register.SourcePaper
	terms := view.Terms{Atlas: atlas, Day: day}
	sources := map[register.Code]string{"011": "declared", "021": "paper-seen"}
	in := func(unit register.PlaceID) disclosure.Area { return disclosure.Area{Area: atlas.Area(unit, day)} }
	for area, want := range map[disclosure.Area]register.Code{in(1): "011", in(2): "021", in(11): "011", disclosure.AreaFor(nil, register.Office{}, true, 1): "011"} {
		place, _ := new(disclosure.Shelters).PlaceOf(p, area)
		got := hit(terms, place, p)
		if got.Place == nil || got.Place.Code != want {
			t.Errorf("in %+v: %+v", area, got.Place)
		}
		if got.Source.Place.Source != sources[want] {
			t.Errorf("in %+v the home is %+v", area, got.Source.Place)
		}
		said := [3]string{got.Source.Name.Source, got.Source.Sex.Source, got.Source.Born.Source}
		if said != [3]string{"paper-seen", "declared", "taken-over"} {
			t.Errorf("sources %v", said)
		}
		got.Place, got.Source = nil, HitSources{}
		if want := (Hit{ID: 5, Number: "123", Lao: "ຄຳ", Latin: "Kham", Sex: register.Female, Born: register.InYear(1990, register.Documented)}); !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	p.Deaths = register.Facts[register.Death]{fact(register.Death{Date: register.InYear(2020, register.Documented)})}
	place, _ := new(disclosure.Shelters).PlaceOf(p, in(3))
	if got := hit(terms, place, p); got.Place != nil || !got.Dead {
		t.Errorf("elsewhere, dead: %+v", got)
	}
}

// Whoever is spelled as typed comes first, then whoever begins so; else the order stays.
func TestRank(t *testing.T) {
	hits := []Hit{{ID: 1, Lao: "ບຸນ", Latin: "Bounmy"}, {ID: 2, Latin: "Seng"}, {ID: 3, Lao: "ບຸນມີ"}, {ID: 4, Lao: "ສີ", Latin: "Bounmyxay"}, {ID: 5, Latin: "BOUNMY"}, {ID: 6, Lao: "ບຸນ"}}
	for typed, want := range map[string][]register.PersonID{
		"Bounmy": {1, 5, 4, 2, 3, 6},
		"ບຸນ":    {1, 6, 3, 2, 4, 5},
		"Kham":   {1, 2, 3, 4, 5, 6},
	} {
		got := slices.Clone(hits)
		rank(got, typed)
		var ids []register.PersonID
		for _, h := range got {
			ids = append(ids, h.ID)
		}
		if !slices.Equal(ids, want) {
			t.Errorf("%s: %v, want %v", typed, ids, want)
		}
	}
}

// What is too short to search for by its beginning would be a list of everybody.
func TestTheShortestBeginning(t *testing.T) {
	for word, want := range map[string][2]bool{"": {}, "ka": {true, false}, "nam": {true, true}, "somsak": {true, true}, "s": {true, false}, "so": {true, false}, "som": {true, true}} {
		w, all := whole(word)
		b, long := begins(word)
		if all != want[0] || long != want[1] || !w.Exact || b.Exact || w.Prefix != b.Prefix {
			t.Errorf("%q: whole %+v %t, beginning %+v %t", word, w, all, b, long)
		}
		p, may := mayBegin(word)
		if may != (len(p.Prefix) >= 3) || p.Exact {
			t.Errorf("%q may begin %+v %t", word, p, may)
		}
	}
}

func TestNamesInTheFeed(t *testing.T) {
	for want, s := range map[string]register.Subject{
		"123":  &register.Person{Numbers: register.Facts[register.Number]{fact(register.Number("123"))}},
		"BL-1": &register.Household{Books: register.Facts[register.Book]{fact(register.Book{Class: "blue", Number: "BL-1"})}},
		"0101": &register.Place{Codes: register.Facts[register.Code]{fact(register.Code("0101"))}},
		"":     &register.Person{},
	} {
		if got := nameOf(s); got != want {
			t.Errorf("%T is named %q, not %q", s, got, want)
		}
	}
}

// An entry of a history says of its act all that it can.
func TestEntryOf(t *testing.T) {
	at := time.Date(2026, 11, 2, 5, 0, 0, 0, time.UTC)
	a := &register.Act{Seq: 9, RegisteredAt: at, Nature: register.Correction, Repairs: 4, Printed: register.PrintedNumber{Office: "0101", Year: 2026, No: 3}}
	a.ID, a.Kind, a.Happened, a.Declared, a.Office, a.Registrar = "id", register.KindCorrection, register.InYear(2020, register.Documented), 7, "0101", "kham"
	want := Entry{Seq: 9, ID: "id", Kind: register.KindCorrection, Printed: a.Printed.String(), Happened: a.Happened, Declared: 7, RegisteredAt: at, Office: "0101", Registrar: "kham", Nature: register.Correction, Repairs: 4}
	if got := entryOf(a); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// A page of the feed ends before the act that would name more than one look holds, and never within
// an act.
func TestAPageOfTheFeedIsOneLook(t *testing.T) {
	child := func(id, mother register.PersonID) *register.Person {
		p := &register.Person{ID: id, Origins: register.Facts[register.Origin]{fact(register.Origin{})}}
		p.Parents = register.Facts[register.Parent]{fact(register.Parent{Role: register.Mother, Party: register.Party{Person: mother}})}
		return p
	}
	event := func(seq register.Seq, p *register.Person) registrar.EventWithSubject {
		return registrar.EventWithSubject{Event: registrar.Event{Seq: seq, Subject: p.Ref()}, Subject: p}
	}
	page := []registrar.EventWithSubject{
		event(1, child(1, 10)), event(1, child(2, 10)), // three people: 1, 2 and 10
		event(2, child(3, 10)),                         // and one more
		event(4, child(4, 11)), event(4, child(5, 11)), // and three
	}
	for most, want := range map[int]struct{ events, named int }{
		2: {2, 3}, 3: {2, 3}, 4: {3, 4}, 6: {3, 4}, 7: {5, 7}, 8: {5, 7},
	} {
		people := map[register.PersonID]*register.Person{10: child(10, 0), 11: child(11, 0)}
		k := &presentation{
			Terms: view.Terms{Atlas: register.NewAtlas(nil), Persons: people, Told: map[register.PersonID]bool{}},
			cover: new(disclosure.Cover),
		}
		events, named, whole := k.feed(page, most)
		if len(events) != want.events || len(named) != want.named || whole != (want.events == len(page)) {
			t.Errorf("of at most %d people: %d events, %d named, whole %t", most, len(events), len(named), whole)
		}
	}
	if events, named, whole := new(presentation).feed(nil, 1); len(events)+len(named) > 0 || !whole {
		t.Errorf("of no page: %v, %v, %t", events, named, whole)
	}
}

// The source that is told is that of the fact that is shown: of several that say the same, one that
// holds.
func TestTheSourceOfWhatIsShown(t *testing.T) {
	of := func(v register.Sex, s register.Source, ended bool) register.Fact[register.Sex] {
		f := fact(v)
		f.Source = s
		if ended {
			f.Trail = append(f.Trail, register.Trace{Op: register.OpEnd})
		}
		return f
	}
	const declared, paper, taken = register.SourceDeclared, register.SourcePaper, register.SourceTakenOver
	for name, c := range map[string]struct {
		facts register.Facts[register.Sex]
		want  string
	}{
		"none":                     {nil, ""},
		"of another":               {register.Facts[register.Sex]{of(register.Male, paper, false)}, ""},
		"the last":                 {register.Facts[register.Sex]{of(register.Female, declared, false), of(register.Female, paper, false)}, "paper-seen"},
		"one that holds":           {register.Facts[register.Sex]{of(register.Female, taken, false), of(register.Female, paper, true)}, "taken-over"},
		"one that holds no longer": {register.Facts[register.Sex]{of(register.Female, declared, true), of(register.Female, paper, true)}, "paper-seen"},
	} {
		if got := sourceOf(c.facts, func(s register.Sex) bool { return s == register.Female }); got.Source != c.want {
			t.Errorf("%s: %q, want %q", name, got.Source, c.want)
		}
	}
}
