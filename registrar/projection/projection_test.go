package projection

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"samano/match"
	"samano/register"
	"samano/store"
)

func fact[T register.Value](v T) register.Fact[T] { return register.Fact[T]{Value: v} }

// after returns the fact with what a later effect did to it.
func after[T register.Value](f register.Fact[T], op register.Op) register.Fact[T] {
	f.Trail = append(slices.Clone(f.Trail), register.Trace{By: register.EffectRef{Seq: 99, N: int32(len(f.Trail))}, Op: op})
	return f
}

func name(kind register.NameKind, parts ...register.NamePart) register.Fact[register.Name] {
	return fact(register.Name{Kind: kind, Forms: []register.NameForm{{Script: register.Latin, Parts: parts}}})
}

func official(given, surname string) register.Fact[register.Name] {
	return name(register.OfficialName, register.NamePart{Given: given}, register.NamePart{Surname: surname})
}

// lives makes a residence in a house of a village.
func lives(place register.PlaceID, house string) register.Fact[register.Residence] {
	return fact(register.Residence{Kind: register.Permanent, Address: register.Address{Place: place, Dwelling: house}})
}

// anybody exists, with these names and a year of birth.
func anybody(id register.PersonID, names ...register.Fact[register.Name]) *register.Person {
	return &register.Person{
		ID: id, Origins: register.Facts[register.Origin]{fact(register.Origin{By: register.KindEnrolment})}, Names: names,
		Births: register.Facts[register.Birth]{fact(register.Birth{Date: register.InYear(1974, register.Documented)})},
		Sexes:  register.Facts[register.Sex]{fact(register.Female)},
	}
}

// words returns the keys without year and person, and fails where one of these is not the person's.
func words(t *testing.T, p *register.Person) (out []string) {
	t.Helper()
	for _, k := range Of(p, &NameKeys{}).Keys {
		if k.Person != p.ID || k.Year != 1974 {
			t.Errorf("the key %q is of %d, born %d", k.Key, k.Person, k.Year)
		}
		out = append(out, k.Key)
	}
	return out
}

// The rows of a person are found under every part of every name that is not void, former names too.
func TestKeysOfNames(t *testing.T) {
	p := anybody(7,
		name(register.OfficialName, register.NamePart{Given: "Kham"}, register.NamePart{Middle: "Noy"}, register.NamePart{Surname: "Vongsa"}),
		after(official("Bounmy", "Vongsa"), register.OpEnd),
		after(official("Wrong", "Phommasan"), register.OpVoid),
		after(official("Dala", "Xayavong"), register.OpSeal),
	)
	got := words(t, p)
	for word, want := range map[string]bool{"kam": true, "noi": true, "vongsa": true, "bunmi": true, "wrong": false, "phommasan": false, "dala": false, "saiavong": false} {
		if slices.Contains(got, word) != want {
			t.Errorf("found by %q: %t, of %q", word, !want, got)
		}
	}
	if !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != len(got) {
		t.Errorf("the keys are out of order or doubled: %q", got)
	}
	p.Origins[0] = after(p.Origins[0], register.OpVoid)
	if got := Of(p, &NameKeys{}); got.Keys != nil {
		t.Errorf("somebody entered in error is found by %v", got.Keys)
	}
}

// Of a Lao name the sound stands in the index, and not the folded form that it stands for.
func TestKeysOfALaoName(t *testing.T) {
	lao := func(text string) *register.Person {
		return anybody(7, fact(register.Name{Kind: register.OfficialName, Forms: []register.NameForm{{Script: register.Lao, Parts: []register.NamePart{{Given: text}}}}}))
	}
	got := words(t, lao("ສົມສັກ"))
	if len(got) == 0 {
		t.Fatal("no key")
	}
	beyond := 0
	for _, k := range got {
		if k[0] >= 0x80 {
			beyond++
		}
	}
	if beyond > 1 || slices.Contains(got, "ສົມສັກ") {
		t.Errorf("keys %q", got)
	}
	if short := (&NameKeys{}).keysOf("O"); len(short) == 0 || len(short[0]) != 1 {
		t.Errorf("a name of one letter has the keys %q", short)
	}
	if !slices.Equal(got, words(t, lao("ສົມສັກ"))) || slices.Equal(got, words(t, lao("ບຸນມີ"))) {
		t.Errorf("another name has the same keys %q", got)
	}
}

// Names are read once; a full cache is emptied, and forgets nothing that it cannot make again.
func TestTheCacheOfNames(t *testing.T) {
	c := &NameKeys{}
	first := c.keysOf("Vongsa")
	if again := c.keysOf("Vongsa"); len(first) == 0 || &again[0] != &first[0] {
		t.Errorf("%q, again %q", first, again)
	}
	for n := len(c.keys); n < maxKeyCache; n++ {
		c.keys[string(rune('a'+n))+" "] = nil
	}
	if got := c.keysOf("Vongsa"); &got[0] != &first[0] {
		t.Error("a cache that is just full does not answer")
	}
	c.keysOf("Bounmy")
	if len(c.keys) != 1 {
		t.Errorf("the cache holds %d", len(c.keys))
	}
	if got := c.keysOf("Vongsa"); !slices.Equal(got, first) {
		t.Errorf("made again: %q, not %q", got, first)
	}
}

// A protected person is found by house and unit, where they live, stay or ever lived; so is a record
// that was merged, and a household where it is now. What a house is called is folded as names are.
func TestKeysOfDwellings(t *testing.T) {
	if got := DwellingKeys(register.Address{Place: 12, Dwelling: "Villa 7"}, register.Address{Place: 12, Dwelling: "villa 07"}); !slices.Equal(got, []string{"12/villa 7"}) {
		t.Errorf("the key of a house is %q", got)
	}
	dwellings := func(s register.Subject) []string { return Of(s, &NameKeys{}).Dwellings }
	away := lives(12, "4")
	away.Value.Kind = register.NotLivingHere
	homes := register.Facts[register.Residence]{
		lives(12, "7"), lives(12, "7"), lives(1, "2"), after(lives(12, "5"), register.OpEnd), after(lives(12, "6"), register.OpVoid), away, lives(0, "8"), lives(12, ""),
	}
	p := anybody(7)
	p.Residences = homes
	if got := dwellings(p); len(got) > 0 {
		t.Errorf("somebody who is not protected is found by %q", got)
	}
	all := []string{"1/2", "12/5", "12/7"}
	p.Protections = register.Facts[register.Protection]{fact(register.Protection{Reason: "art. 1"})}
	if got := dwellings(p); !slices.Equal(got, all) {
		t.Errorf("the dwellings are %q", got)
	}
	if got := words(t, p); len(got) > 0 {
		t.Errorf("a search by name reaches %q", got)
	}
	p.Protections[0] = after(p.Protections[0], register.OpEnd)
	if got := dwellings(p); len(got) > 0 {
		t.Errorf("somebody who was protected is found by %q", got)
	}
	p.SameAs = register.Facts[register.SameAs]{fact(register.SameAs{Person: 9, Survives: true})}
	if got := dwellings(p); len(got) > 0 {
		t.Errorf("somebody who answers for another record is found by %q", got)
	}
	p.SameAs[0].Value.Survives = false
	if got := dwellings(p); !slices.Equal(got, all) {
		t.Errorf("the dwellings of a merged record are %q", got)
	}
	stands := func(house string) register.Fact[register.Address] {
		return fact(register.Address{Place: 3, Dwelling: house})
	}
	h := &register.Household{ID: 8, Addresses: register.Facts[register.Address]{stands("1"), after(stands("2"), register.OpEnd), after(stands("3"), register.OpVoid), stands("")}}
	if got := dwellings(h); !slices.Equal(got, []string{"3/1"}) {
		t.Errorf("a household is found by %q", got)
	}
}

func parent(id register.PersonID) register.Fact[register.Parent] {
	return fact(register.Parent{Role: register.Mother, Basis: register.ByBirth, Party: register.Party{Person: id}})
}

func member(id register.PersonID) register.Fact[register.Member] {
	return fact(register.Member{Person: id})
}

func book(number string) register.Fact[register.Book] {
	return fact(register.Book{Class: "blue", Number: number})
}

// The reverse edges: of whom somebody is the child, who is or was a member, which books there are.
func TestEdges(t *testing.T) {
	child := anybody(7, official("Kham", "Vongsa"))
	child.Parents = register.Facts[register.Parent]{parent(9), parent(3), parent(9), parent(1), parent(0), after(parent(5), register.OpEnd), after(parent(4), register.OpVoid)}
	child.Numbers = register.Facts[register.Number]{after(fact(register.Number("1")), register.OpSeal), fact(register.Number("2")), after(fact(register.Number("3")), register.OpVoid)}
	gone := anybody(2)
	gone.Numbers = register.Facts[register.Number]{after(fact(register.Number("4")), register.OpVoid), fact(register.Number("5"))}
	house := &register.Household{
		ID:      8,
		Members: register.Facts[register.Member]{member(9), member(3), member(9), after(member(5), register.OpEnd), after(member(4), register.OpVoid)},
		Books:   register.Facts[register.Book]{book("b"), book("a"), book("b"), after(book("c"), register.OpEnd), after(book("d"), register.OpVoid)},
	}
	for _, c := range []struct {
		s    register.Subject
		want store.Projection
	}{
		{child, store.Projection{Ref: child.Ref(), Number: "2", Former: []register.Number{"1", "3"}, ChildOf: []register.PersonID{1, 3, 5, 9}}},
		{gone, store.Projection{Ref: gone.Ref(), Number: "5", Former: []register.Number{"4"}}},
		{anybody(1), store.Projection{Ref: register.PersonRef(1)}},
		{house, store.Projection{Ref: house.Ref(), Members: []register.PersonID{3, 5, 9}, Books: []string{"A", "B", "C"}}},
		{&register.Household{ID: 1}, store.Projection{Ref: register.HouseholdRef(1)}},
		{&register.Place{ID: 4}, store.Projection{Ref: register.PlaceRef(4)}},
		{nil, store.Projection{}},
	} {
		if got := Edges(c.s); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%v: %+v, want %+v", c.want.Ref, got, c.want)
		}
	}
	all := Of(house, &NameKeys{})
	if want := Edges(house); !reflect.DeepEqual(all, want) {
		t.Errorf("a household: %+v, want %+v", all, want)
	}
	if all := Of(child, &NameKeys{}); all.Number != "2" || len(all.Keys) == 0 || len(all.ChildOf) != 4 {
		t.Errorf("a person: %+v", all)
	}
}

// A document goes into the batch with its rows, and with those that they replace.
func TestAddSubject(t *testing.T) {
	now := anybody(7, official("Kham", "Vongsa"))
	now.Acts = []register.Seq{3, 12}
	now.History.Acts = now.Acts
	was := anybody(7, official("Bounmy", "Vongsa"))
	cache := &NameKeys{}
	for name, was := range map[string]*register.Person{"new": nil, "changed": was} {
		b := &store.Batch{New: map[register.Ref]bool{}}
		c := Change{Now: now}
		if was != nil {
			c.Was = was
		}
		AddSubject(b, c, cache)
		want := store.Subject{Ref: now.Ref(), Seq: 12, Doc: register.AppendDocument(nil, now)}
		if len(b.Subjects) != 1 || !reflect.DeepEqual(b.Subjects[0], want) {
			t.Errorf("%s: %+v", name, b.Subjects)
		}
		rows := Of(now, cache)
		if was == nil != b.New[now.Ref()] {
			t.Errorf("%s: new %v", name, b.New)
		}
		if was != nil {
			old := Of(was, cache)
			rows.Replaces = &old
		}
		if len(b.Projections) != 1 || !reflect.DeepEqual(b.Projections[0], rows) {
			t.Errorf("%s: %+v", name, b.Projections)
		}
	}
}

// What an act gives to searches: the ids under which it was proposed, the reference of its decision
// as it is folded, and its number on paper. What it does not have, it does not give.
func TestAddAct(t *testing.T) {
	act := &register.Act{Seq: 12, Printed: register.PrintedNumber{Office: "0101", Year: 2026, No: 7}}
	act.Decision = register.Decision{By: register.ByCourtOrder, Authority: "Court 1", Reference: "12 / 2026"}
	named := map[register.ClientID]register.Ref{"a": register.PersonRef(7), "b": register.HouseholdRef(1)}
	b := &store.Batch{Aliases: map[register.ClientID]register.Ref{"c": register.PlaceRef(1)}}
	AddAct(b, &register.Act{Seq: 11}, nil)
	if len(b.Aliases) != 1 || len(b.Decisions) > 0 || len(b.Printed) > 0 {
		t.Errorf("an act without any: %+v", b)
	}
	AddAct(b, act, named)
	want := &store.Batch{
		Aliases:   map[register.ClientID]register.Ref{"a": register.PersonRef(7), "b": register.HouseholdRef(1), "c": register.PlaceRef(1)},
		Decisions: []store.Decision{{Authority: "court/court1", Reference: "12/2026", Seq: 12}},
		Printed:   []store.Printed{{PrintedNumber: act.Printed, Seq: 12}},
	}
	if !reflect.DeepEqual(b, want) {
		t.Errorf("%+v, want %+v", b, want)
	}
}

// people are documents before and after a batch.
type people struct {
	was, now map[register.PersonID]*register.Person
	loaded   map[register.PersonID]bool
	children []register.PersonID
	asked    []register.PersonID
	calls    int
	fails    int // the call that fails, from 1
}

var errGone = errors.New("the database is gone")

func (p *people) call() error {
	if p.calls++; p.calls == p.fails {
		return errGone
	}
	return nil
}

func (p *people) Load(ids []register.PersonID) error {
	for _, id := range ids {
		p.loaded[id] = true
	}
	return p.call()
}

func (p *people) At(id register.PersonID) (was, now *register.Person) {
	if !p.loaded[id] {
		return nil, nil
	}
	return p.was[id], p.now[id]
}

func (p *people) Children(of []register.PersonID) ([]register.PersonID, error) {
	p.asked = of
	if len(of) == 0 {
		return nil, p.call()
	}
	return p.children, p.call()
}

// family is a mother (1), her child (2), her husband (3), and a stranger (4): what changes of the
// mother changes the keys of the others, of whom the names of mother and wife are part.
func family(change func(mother *register.Person)) (*people, []Change) {
	mother := anybody(1, official("Kham", "Vongsa"))
	mother.Partners = register.Facts[register.Partner]{fact(register.Partner{With: register.Party{Person: 3}}), fact(register.Partner{With: register.Party{}})}
	child, husband := anybody(2, official("Noy", "Vongsa")), anybody(3, official("Bounmy", "Phommasan"))
	child.Parents = register.Facts[register.Parent]{parent(1)}
	husband.Partners = register.Facts[register.Partner]{fact(register.Partner{With: register.Party{Person: 1}})}
	s := &people{loaded: map[register.PersonID]bool{}, children: []register.PersonID{2}}
	s.was = map[register.PersonID]*register.Person{1: mother, 2: child, 3: husband, 4: anybody(4, official("Seng", "Xayasan"))}
	s.now = map[register.PersonID]*register.Person{2: child, 3: husband, 4: s.was[4]}
	now := *mother
	now.Names, now.Residences, now.Origins = slices.Clone(now.Names), slices.Clone(now.Residences), slices.Clone(now.Origins)
	change(&now)
	s.now[1] = &now
	return s, []Change{{Was: mother, Now: &now}, {Now: &register.Household{ID: 1}}}
}

func ids(list []Rekeyed) (out []register.PersonID) {
	for _, r := range list {
		out = append(out, r.ID)
	}
	return out
}

func TestWhoseKeysABatchChanges(t *testing.T) {
	rename := func(p *register.Person) { p.Names = append(p.Names, official("Chan", "Vongsa")) }
	for name, c := range map[string]struct {
		change func(*register.Person)
		want   []register.PersonID
	}{
		"nothing": {func(*register.Person) {}, nil},
		"a fact that no key is of": {func(p *register.Person) {
			p.Identifiers = append(p.Identifiers, fact(register.Identifier{Kind: "x", Value: "1"}))
		}, nil},
		"a date of birth": {func(p *register.Person) {
			p.Births = register.Facts[register.Birth]{fact(register.Birth{Date: register.InYear(1975, register.Documented)})}
		}, []register.PersonID{1}},
		"a name":                  {rename, []register.PersonID{1, 2, 3}},
		"that she exists":         {func(p *register.Person) { p.Origins[0] = after(p.Origins[0], register.OpVoid) }, []register.PersonID{1}},
		"whom she is the same as": {func(p *register.Person) { p.SameAs = append(p.SameAs, fact(register.SameAs{Person: 4})) }, []register.PersonID{1}},
		"another mother of hers":  {func(p *register.Person) { p.Parents = append(p.Parents, parent(4)) }, []register.PersonID{1}},
	} {
		s, changes := family(c.change)
		got, err := Rekey(s, changes)
		if err != nil || !slices.Equal(ids(got), c.want) {
			t.Errorf("%s: %v, %v, want %v", name, ids(got), err, c.want)
		}
	}

	s, changes := family(rename)
	got, err := Rekey(s, changes)
	if err != nil || len(got) != 3 {
		t.Fatal(got, err)
	}
	wasAt := func(id register.PersonID) *register.Person { return s.was[id] }
	nowAt := func(id register.PersonID) *register.Person { return s.now[id] }
	for _, r := range got {
		if !reflect.DeepEqual(r.Was, StoredRecord(s.was[r.ID], wasAt)) || !reflect.DeepEqual(r.Now, StoredRecord(s.now[r.ID], nowAt)) || reflect.DeepEqual(r.Was, r.Now) {
			t.Errorf("%d: %+v, then %+v", r.ID, r.Was, r.Now)
		}
	}
	if !slices.Equal(s.asked, []register.PersonID{1}) {
		t.Errorf("children were asked for of %v", s.asked)
	}

	// A husband who takes another name changes the keys of his wife, who is the first of all.
	renamed := *s.was[3]
	renamed.Names = append(slices.Clone(renamed.Names), official("Bounmy", "Vongsa"))
	s, _ = family(func(*register.Person) {})
	s.now[3], s.children = &renamed, nil
	if got, err := Rekey(s, []Change{{Was: s.was[3], Now: &renamed}}); err != nil || !slices.Equal(ids(got), []register.PersonID{1, 3}) {
		t.Errorf("a husband: %v, %v", ids(got), err)
	}

	// Who is entered has keys, whoever is entered in error has none.
	entered, wrong := anybody(5, official("Seng", "Xayasan")), anybody(6, official("Seng", "Xayasan"))
	wrong.Origins[0] = after(wrong.Origins[0], register.OpVoid)
	entered.Parents = register.Facts[register.Parent]{parent(1)}
	s.now[5], s.now[6] = entered, wrong
	s.now[1] = s.was[1]
	got, err = Rekey(s, []Change{{Now: wrong}, {Now: entered}, {Now: entered}})
	if err != nil || !slices.Equal(ids(got), []register.PersonID{5}) || got[0].Was != nil || !reflect.DeepEqual(got[0].Now, StoredRecord(entered, nowAt)) {
		t.Errorf("entered: %+v, %v", got, err)
	}
	if len(s.asked) > 0 {
		t.Errorf("of whom was entered children were asked for: %v", s.asked)
	}

	for n := 1; n <= 3; n++ {
		s, changes := family(rename)
		s.fails = n
		if got, err := Rekey(s, changes); !errors.Is(err, errGone) || got != nil {
			t.Errorf("call %d fails: %v, %v", n, ids(got), err)
		}
	}
}

// Postings say what is new and what is gone; who is compared as before is not written again.
func TestPostings(t *testing.T) {
	var keys MatchKeys
	record := func(p *register.Person) *match.Record { return StoredRecord(p, nil) }
	kham, chan_ := record(anybody(1, official("Kham", "Vongsa"))), record(anybody(1, official("Chan", "Vongsa")))
	if kham == nil || len(keys.Of(kham)) == 0 || len(keys.Of(nil)) > 0 {
		t.Fatalf("%+v has the keys %v", kham, keys.Of(kham))
	}
	for _, k := range keys.Of(kham) {
		if k.Hash == 0 || k.Hash >= 1<<store.KeyBits {
			t.Errorf("the key %+v", k)
		}
	}
	if got := StoreKeys([]match.Key{{Hash: 5, Split: 6}, {Hash: 7}}); !slices.Equal(got, []store.Key{{Hash: 5, Split: 6}, {Hash: 7}}) {
		t.Errorf("converted: %v", got)
	}
	postings := func(was, now *match.Record) []store.Posting {
		b := &store.Batch{}
		keys.AddPostings(b, []Rekeyed{{ID: 1, Was: was, Now: now}})
		return b.Postings
	}
	all := func(r *match.Record, gone bool) (out []store.Posting) {
		for _, k := range keys.Of(r) {
			out = append(out, store.Posting{Key: k, Person: 1, Gone: gone})
		}
		return out
	}
	for name, c := range map[string]struct{ got, want []store.Posting }{
		"entered":            {postings(nil, kham), all(kham, false)},
		"entered in error":   {postings(kham, nil), all(kham, true)},
		"as before":          {postings(kham, kham), nil},
		"nobody at any time": {postings(nil, nil), nil},
	} {
		if !slices.Equal(c.got, c.want) {
			t.Errorf("%s: %v, want %v", name, c.got, c.want)
		}
	}
	was, now := keys.Of(kham), keys.Of(chan_)
	seen := map[store.Key]bool{}
	for _, p := range postings(kham, chan_) {
		seen[p.Key] = true
		if p.Person != 1 || p.Gone != !slices.Contains(now, p.Key) || p.Gone && !slices.Contains(was, p.Key) {
			t.Errorf("renamed: %+v", p)
		}
	}
	for _, k := range append(slices.Clone(was), now...) {
		if !seen[k] {
			t.Errorf("nothing is written of %+v", k)
		}
	}
}

func TestWhoIsInTheIndex(t *testing.T) {
	gone, merged, survivor := anybody(1), anybody(1), anybody(1)
	gone.Origins[0] = after(gone.Origins[0], register.OpVoid)
	merged.SameAs = register.Facts[register.SameAs]{fact(register.SameAs{Person: 2})}
	survivor.SameAs = register.Facts[register.SameAs]{fact(register.SameAs{Person: 2, Survives: true})}
	for name, c := range map[string]struct {
		p    *register.Person
		want bool
	}{"nobody": {nil, false}, "somebody": {anybody(1), true}, "in error": {gone, false}, "merged": {merged, false}, "who survives": {survivor, true}} {
		if c.p.HasOwnRecord() != c.want || (StoredRecord(c.p, nil) != nil) != c.want {
			t.Errorf("%s: %t, %v", name, c.p.HasOwnRecord(), StoredRecord(c.p, nil))
		}
	}
	child := anybody(2)
	child.Parents = register.Facts[register.Parent]{parent(9)}
	if got := AppendRelatives([]register.PersonID{1}, child); !slices.Equal(got, []register.PersonID{1, 9}) {
		t.Errorf("relatives %v", got)
	}
	child.Parents = register.Facts[register.Parent]{parent(1)}
	if got := AppendRelatives(nil, child); !slices.Equal(got, []register.PersonID{1}) {
		t.Errorf("the first of all is no relative: %v", got)
	}
	if got := AppendRelatives([]register.PersonID{1}, nil); !slices.Equal(got, []register.PersonID{1}) {
		t.Errorf("of nobody %v", got)
	}
	if !sameKeys(child, child) || sameKeys(child, anybody(2)) || sameKeys(gone, anybody(1)) || sameKeys(anybody(1, official("A", "B")), anybody(1, official("C", "B"))) {
		t.Error("which states have the same keys")
	}
}
