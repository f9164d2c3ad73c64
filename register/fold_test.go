package register

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func mustDate(t testing.TB, s string) Date {
	t.Helper()
	d, err := ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func mustFold(t testing.TB, s Subject, seq Seq, effects ...Effect) *Person {
	t.Helper()
	out, err := Fold(s, seq, effects)
	if err != nil {
		t.Fatal(err)
	}
	return out.(*Person)
}

// A woman lives in village 1, moves to 2 in 2020; the move is annulled, and then
// the annulment itself.
func TestBothTimes(t *testing.T) {
	who := PersonRef(7)
	home := func(p PlaceID) Residence { return Residence{Kind: Permanent, Address: Address{Place: p}} }
	p := mustFold(t, &Person{ID: 7}, 1, Effect{Subject: who, Op: OpOpen, Value: home(1), From: mustDate(t, "2010-01-01")})
	p = mustFold(t, p, 2,
		Effect{Subject: who, Op: OpEnd, Fact: EffectRef{1, 0}, Until: mustDate(t, "2020-05-01")},
		Effect{Subject: who, Op: OpOpen, Value: home(2), From: mustDate(t, "2020-05-01")})
	p = mustFold(t, p, 3,
		Effect{Subject: who, Op: OpVoid, Fact: EffectRef{1, 0}, Of: EffectRef{2, 0}},
		Effect{Subject: who, Op: OpVoid, Fact: EffectRef{2, 1}})
	p = mustFold(t, p, 4,
		Effect{Subject: who, Op: OpVoid, Fact: EffectRef{1, 0}, Of: EffectRef{3, 0}},
		Effect{Subject: who, Op: OpVoid, Fact: EffectRef{2, 1}, Of: EffectRef{3, 1}})

	day := mustDate(t, "2021-01-01").Earliest()
	for seq, want := range map[Seq][]PlaceID{0: nil, 1: {1}, 2: {2}, 3: {1}, 4: {2}} {
		var got []PlaceID
		for _, f := range AsKnown(p, seq).Residences.On(day) {
			got = append(got, f.Value.Address.Place)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("known at %d, on %s she lived at %v, want %v", seq, day, got, want)
		}
	}
	if p.Version() != 4 || AsKnown(p, 2).Version() != 2 {
		t.Errorf("versions %d and %d", p.Version(), AsKnown(p, 2).Version())
	}
}

func TestAFactOfAPartialDateMayHold(t *testing.T) {
	f := Fact[Residence]{From: mustDate(t, "2020"), Trail: []Trace{{By: EffectRef{2, 0}, Op: OpEnd, Until: mustDate(t, "2022-06")}}}
	for day, want := range map[string]Truth{
		"2019-12-31": No, "2020-06-01": Undetermined, "2021-01-01": Yes, "2022-06-15": Undetermined, "2022-07-01": No,
	} {
		if got := f.Holds(mustDate(t, day).Earliest()); got != want {
			t.Errorf("on %s: %v, want %v", day, got, want)
		}
	}
}

func TestInquiryIsLiftedAndOpenedAgain(t *testing.T) {
	f := Fact[Sex]{Key: EffectRef{1, 0}, Value: Female}
	for i, step := range []struct {
		op   Op
		want bool
	}{{OpInquire, true}, {OpLift, false}, {OpInquire, true}} {
		f.Trail = append(f.Trail, Trace{By: EffectRef{Seq(i + 2), 0}, Op: step.op})
		if got := f.Standing().Inquiry; got != step.want {
			t.Errorf("after step %d under inquiry: %v", i, got)
		}
	}
}

// anyHistory draws acts that open facts and mark earlier ones at random.
func anyHistory(t *rapid.T) [][]Effect {
	who := PersonRef(1)
	var acts [][]Effect
	type target struct{ fact, entry EffectRef }
	var facts []EffectRef
	var entries []target
	for i := range rapid.IntRange(1, 12).Draw(t, "acts") {
		var effects []Effect
		for n := range rapid.IntRange(1, 4).Draw(t, "effects") {
			key := EffectRef{Seq(i + 1), int32(n)}
			what := rapid.IntRange(0, 5).Draw(t, "what")
			switch {
			case len(facts) == 0 || what == 0:
				effects = append(effects, Effect{Subject: who, Op: OpOpen, Value: Name{Kind: OtherName}, From: anyDate(t)})
				facts = append(facts, key)
			case what == 5 && len(entries) > 0:
				e := rapid.SampledFrom(entries).Draw(t, "entry")
				effects = append(effects, Effect{Subject: who, Op: OpVoid, Fact: e.fact, Of: e.entry})
				entries = append(entries, target{e.fact, key})
			default:
				op := [...]Op{OpEnd, OpEnd, OpVoid, OpInquire, OpLift}[what-1]
				f := rapid.SampledFrom(facts).Draw(t, "fact")
				e := Effect{Subject: who, Op: op, Fact: f}
				if op == OpEnd {
					e.Until = anyDate(t)
				}
				effects = append(effects, e)
				entries = append(entries, target{f, key})
			}
		}
		acts = append(acts, effects)
	}
	return acts
}

// What the register said at a Seq is a filter over what it says now; and a
// document, an act's effects and their fold survive being written and read.
func TestAsKnownIsTheFoldUntilThen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		history := anyHistory(t)
		var states []Subject
		var s Subject = &Person{ID: 1}
		for i, effects := range history {
			again, err := DecodeEffects(nil, PersonRef(1), AppendEffects(nil, effects, PersonRef(1)))
			if err != nil {
				t.Fatal(err)
			}
			if s, err = Fold(s, Seq(i+1), again); err != nil {
				t.Fatal(err)
			}
			states = append(states, s)
		}
		for i, then := range states {
			a, err := json.Marshal(then)
			if err != nil {
				t.Fatal(err)
			}
			b, err := json.Marshal(AsKnown(s, Seq(i+1)))
			if err != nil || string(a) != string(b) {
				t.Fatalf("after act %d:\n%s\nas known then:\n%s, %v", i+1, a, b, err)
			}
			read := &Person{ID: 1}
			if err := json.Unmarshal(a, read); err != nil {
				t.Fatal(err)
			}
			c, err := json.Marshal(read)
			if err != nil || string(a) != string(c) {
				t.Fatalf("written %s, read and written again %s, %v", a, c, err)
			}
		}
	})
}

func TestFoldRefusesWhatDoesNotBelong(t *testing.T) {
	who := PersonRef(1)
	p := mustFold(t, &Person{ID: 1}, 5, Effect{Subject: who, Op: OpOpen, Value: Female})
	for name, c := range map[string]struct {
		seq Seq
		e   Effect
	}{
		"an act that is in already": {5, Effect{Subject: who, Op: OpOpen, Value: Male}},
		"a fact that is not there":  {6, Effect{Subject: who, Op: OpEnd, Fact: EffectRef{4, 0}}},
		"a field of a household":    {6, Effect{Subject: who, Op: OpOpen, Value: Head{Person: 1}}},
		"a fact without a value":    {6, Effect{Subject: who, Op: OpOpen}},
	} {
		if _, err := Fold(p, c.seq, []Effect{c.e}); err == nil {
			t.Errorf("%s was folded", name)
		}
	}
	if len(p.Sexes) != 1 || len(p.Acts) != 1 {
		t.Errorf("a refused fold has changed the document: %+v", p)
	}
}

// Folding must not touch documents that were given out before.
func TestFoldLeavesOldDocumentsAlone(t *testing.T) {
	who := PersonRef(1)
	a := mustFold(t, &Person{ID: 1}, 1, Effect{Subject: who, Op: OpOpen, Value: Female})
	before, _ := json.Marshal(a)
	b := mustFold(t, a, 2, Effect{Subject: who, Op: OpVoid, Fact: EffectRef{1, 0}}, Effect{Subject: who, Op: OpOpen, Value: Male})
	c := mustFold(t, a, 2, Effect{Subject: who, Op: OpInquire, Fact: EffectRef{1, 0}}, Effect{Subject: who, Op: OpOpen, Value: SexUndetermined})
	after, _ := json.Marshal(a)
	if string(before) != string(after) {
		t.Errorf("before %s, after %s", before, after)
	}
	if b.Sex() != Male || c.Sex() != SexUndetermined {
		t.Errorf("two folds of one document share memory: %v, %v", b.Sex(), c.Sex())
	}
}

// What AppendEffects writes by hand is what encoding/json would write.
func TestEffectsAreWrittenAsTheirStructSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, effects := range anyHistory(t) {
			var plain []storedEffect
			for i, e := range effects {
				s := storedEffect{N: int32(i), Op: e.Op, From: e.From, Fact: e.Fact, Of: e.Of, Until: e.Until}
				if e.Value != nil {
					v, err := json.Marshal(e.Value)
					if err != nil {
						t.Fatal(err)
					}
					s.Field, s.Value = e.Value.field(), v
				}
				plain = append(plain, s)
			}
			want, err := json.Marshal(plain)
			if err != nil {
				t.Fatal(err)
			}
			if got := AppendEffects(nil, effects, PersonRef(1)); string(got) != string(want) {
				t.Fatalf("by hand:\n%s\nby encoding/json:\n%s", got, want)
			}
		}
	})
}

// Facts that are handed out are part of the document where all are wanted. Whoever adds to them
// does not write into it.
func TestFactsHandedOutAreNotWrittenInto(t *testing.T) {
	fact := func(seq Seq, trail ...Trace) Fact[Sex] {
		return Fact[Sex]{Key: EffectRef{Seq: seq}, Value: Male, Trail: trail}
	}
	void, end := Trace{By: EffectRef{Seq: 9}, Op: OpVoid}, Trace{By: EffectRef{Seq: 9}, Op: OpEnd, Until: mustDate(t, "2001")}
	for _, c := range []struct {
		name              string
		all               Facts[Sex]
		standing, current []Seq
	}{
		{"none", nil, nil, nil},
		{"all", Facts[Sex]{fact(1), fact(2), fact(3)}, []Seq{1, 2, 3}, []Seq{1, 2, 3}},
		{"not the first", Facts[Sex]{fact(1, void), fact(2), fact(3)}, []Seq{2, 3}, []Seq{2, 3}},
		{"not the second", Facts[Sex]{fact(1), fact(2, end), fact(3)}, []Seq{1, 2, 3}, []Seq{1, 3}},
		{"not the last", Facts[Sex]{fact(1), fact(2), fact(3, void)}, []Seq{1, 2}, []Seq{1, 2}},
		{"void and ended", Facts[Sex]{fact(1, void), fact(2, end)}, []Seq{2}, nil},
	} {
		room := append(make(Facts[Sex], 0, len(c.all)+1), c.all...)
		for _, part := range []struct {
			got  Facts[Sex]
			want []Seq
		}{{room.Standing(), c.standing}, {room.Current(), c.current}} {
			var got []Seq
			for i := range part.got {
				got = append(got, part.got[i].Key.Seq)
			}
			if !slices.Equal(got, part.want) || (part.got == nil) != (part.want == nil) {
				t.Errorf("%s: %v, want %v", c.name, got, part.want)
			}
			_ = append(part.got, fact(7))
			if !reflect.DeepEqual(room[:len(c.all)], append(Facts[Sex]{}, c.all...)) || room[:cap(room)][len(c.all)].Key.Seq != 0 {
				t.Errorf("%s: the document has become %v", c.name, room[:cap(room)])
			}
		}
	}
}
