package match

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
)

// Names in which the order of given name and surname, or a missing one, decides.
func TestNamesInAnotherOrder(t *testing.T) {
	named := func(given, surname string) Record {
		return Record{Names: []Name{{Given: given, Surname: surname}}}
	}
	other := func(given, surname string) Record {
		return Record{Names: []Name{{Given: given, Surname: surname, Other: true}}}
	}
	for _, c := range []struct {
		what           string
		a, b           Record
		given, surname string
	}{
		{"only one of the two is exchanged", named("Bounmy", "Xayavong"), named("Khamphone", "Bounmy"), "differs", "odd"},
		{"the surname in the place of the given name", named("Bounmy", ""), named("Khamphone", "Bounmy"), "part", "unknown"},
		{"the given name alone, as a surname", named("Bounmy", "Vongsa"), named("", "Bounmy"), "unknown", "odd"},
		{"exchanged, while the surnames agree too", named("Bounmy", "Bounmy"), named("Bounmy", "Bounmy"), "exact", "exact"},
		{"a surname that is a letter off", named("Bounmy", "Xayavong"), named("Bounmy", "Xayavonx"), "exact", "slip"},
		{"the first syllables", named("Manichanh", ""), named("Mani", ""), "part", "unknown"},
		{"too short a part", named("Manichanh", ""), named("Ma", ""), "odd", "unknown"},
		{"another name, agreeing", named("Bounmy", "Vongsa"), other("Bounmy", "Vongsa"), "other", "exact"},
		{"another name, another surname", named("Bounmy", "Vongsa"), other("Bounmy", "Phommachanh"), "other", "unknown"},
		{"another name, a surname of nobody", named("Bounmy", "Vongsa"), other("Bounmy", "Zuxepho"), "other", "unknown"},
		{"another name that differs", named("Bounmy", "Vongsa"), other("Khamphone", "Vongsa"), "differs", "exact"},
		{"another name without a given name", named("Bounmy", "Vongsa"), other("", "Vongsa"), "unknown", "exact"},
	} {
		if given, surname := level(c.a, c.b, GivenField), level(c.a, c.b, SurnameField); given != c.given || surname != c.surname {
			t.Errorf("%s: given %s, surname %s; want %s, %s", c.what, given, surname, c.given, c.surname)
		}
	}
}

// The limits of what is near a birth date.
func TestBirthDatesAtTheirLimits(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"1974-05-03", "1976-05-03", "year-near"},
		{"1974-05-03", "1977-05-03", "differs"},
		{"1974-05-03", "1994-05-03", "year-digit"},
		{"1974-05-03", "1985-05-03", "differs"},
		{"1974-05-03", "1931-05-03", "year-digit"}, // 43 years: a Buddhist year with another century
		{"1974-05-03", "1976-06-09", "near"},
		{"1974-05-03", "1977-06-09", "differs"},
		{"1974", "1977", "differs"},
		{"1974-05-03", "1976", "about"},
		{"1974", "1978~", "about"},
		{"1974", "1979~", "differs"},
		{"1974~", "1974~", "about"},
		{"1974-03-05", "1975-05-03", "near"},
		{"1974-05-05", "1974-05-06", "day-differs"},
		{"1974-01-01", "1974-02-01", "rough"},
		{"1974-01-02", "1974-02-02", "month-differs"},
	} {
		if got := level(Record{Birth: date(c.a)}, Record{Birth: date(c.b)}, BirthField); got != c.want {
			t.Errorf("%s and %s: %s, want %s", c.a, c.b, got, c.want)
		}
	}
}

func TestSexAndHousehold(t *testing.T) {
	for _, c := range []struct {
		a, b Record
		sex  string
		home string
	}{
		{Record{Sex: "male", Household: 3}, Record{Sex: "male", Household: 3}, "same", "same"},
		{Record{Sex: "male", Household: 3}, Record{Sex: "female", Household: 4}, "differs", "differs"},
		{Record{Sex: "male", Household: 3}, Record{}, "unknown", "unknown"},
		{Record{Sex: "undetermined"}, Record{Sex: "undetermined"}, "unknown", "unknown"},
		{Record{Sex: "undetermined"}, Record{Sex: "male"}, "unknown", "unknown"},
	} {
		if sex, home := level(c.a, c.b, SexField), level(c.a, c.b, HouseholdField); sex != c.sex || home != c.home {
			t.Errorf("%+v and %+v: sex %s, household %s", c.a, c.b, sex, home)
		}
	}
}

// An explanation adds up to the probability: the bits of all fields are the odds against everybody
// else.
func TestReasonsAddUp(t *testing.T) {
	schema := Schema{
		{Name: "a", Levels: []string{Unknown, "same", "differs"}},
		{Name: "b", Levels: []string{Unknown, "same", "near", "differs"}},
	}
	w := &Weights{Version: "t", Classes: []Class{
		{Name: Same, PerPerson: 0.1, Levels: map[string]map[string]float64{
			"a": {"same": 0.9, "differs": 0.1}, "b": {"same": 0.8, "near": 0.15, "differs": 0.05},
		}},
		{Name: Stranger, Chance: []string{"a"}, Levels: map[string]map[string]float64{
			"a": {"same": 0.01, "differs": 0.99}, "b": {"same": 0.02, "near": 0.08, "differs": 0.9},
		}},
	}}
	m, err := w.Model(schema)
	if err != nil {
		t.Fatal(err)
	}
	v := Vector{Level: [MaxFields]uint8{1, 2}, Rarity: [MaxFields]float32{0.5, 1}}
	same, stranger := 0.1*0.9*0.15, 50*0.01*0.5*0.08
	want := same / (same + stranger)
	if got := m.Probability(&v, 50); math.Abs(got-want) > 1e-9 {
		t.Errorf("probability %g, want %g", got, want)
	}
	e := m.Explain(&v, 50)
	if math.Abs(e.P-want) > 1e-9 || e.NextBest != Stranger || len(e.Reasons) != 2 {
		t.Fatalf("%+v", e)
	}
	first, second := e.Reasons[0], e.Reasons[1]
	if first.Field != "a" || first.Level != "same" || first.Rarity != 0.5 || !(math.Abs(first.Bits-math.Log2(0.9/0.005)) < 1e-9) {
		t.Errorf("the weightiest: %+v", first)
	}
	if second.Field != "b" || second.Level != "near" || second.Rarity != 1 || !(math.Abs(second.Bits-math.Log2(0.15/0.08)) < 1e-9) {
		t.Errorf("the other: %+v", second)
	}
	if got := m.Expecting(0.2).Probability(&v, 50); math.Abs(got-2*same/(2*same+stranger)) > 1e-9 {
		t.Errorf("with twice as many there: %g", got)
	}
	if got := m.Probability(&v, 0); math.Abs(got-same/(same+stranger/50)) > 1e-9 {
		t.Errorf("among nobody, as among one: %g", got)
	}
	none := Vector{Level: [MaxFields]uint8{0, 3}, Rarity: [MaxFields]float32{1, 1}}
	if e := m.Explain(&none, 50); len(e.Reasons) != 1 || e.Reasons[0].Field != "b" || e.Reasons[0].Bits >= 0 {
		t.Errorf("a field that is not known gives a reason: %+v", e)
	}
}

func TestVerdictsByName(t *testing.T) {
	for v, want := range map[Outcome]string{NonMatch: "new", PossibleMatch: "ask", Match: "here"} {
		if v.String() != want {
			t.Errorf("%d is %s", v, v)
		}
	}
}

var errFull = errors.New("the disk is full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestWritingAndReadingThatFails(t *testing.T) {
	w, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(full{}); !errors.Is(err, errFull) {
		t.Errorf("weights on a full disk: %v", err)
	}
	if err := lexicon().Frequencies("1", "t", 1).Write(full{}); !errors.Is(err, errFull) {
		t.Errorf("frequencies on a full disk: %v", err)
	}
	for _, text := range []string{"version = ", "versoin = \"1\"", "[given]\nnames = \"three\""} {
		if f, err := readFrequencies(strings.NewReader(text)); err == nil {
			t.Errorf("%q was read as frequencies %v", text, f)
		}
	}
	for _, text := range []string{"version = ", "[[class]]\nname = 3", "[[class]]\nnaem = \"same\""} {
		if w, err := readWeights(strings.NewReader(text)); err == nil {
			t.Errorf("%q was read as weights %v", text, w)
		}
	}
	many := make(Schema, MaxFields+1)
	if m, err := w.Model(many); err == nil || m != nil {
		t.Error("a schema of more fields than a vector has was taken")
	}
	wrong, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	wrong.Classes = slices.Insert(wrong.Classes, 1, Class{Name: "x"})
	if _, err := Learn(TrainingSet{Schema: People(), Known: []Known{{Class: Stranger, Vectors: func(func(*Vector) bool) {}}}}); err == nil {
		t.Error("weights were learned from no pairs")
	}
	one := func(yield func(*Vector) bool) { yield(&Vector{}) }
	if w, err := Learn(TrainingSet{Schema: People(), Known: []Known{{Class: Twin, PerPerson: 1, Vectors: one}}}); err == nil || w != nil {
		t.Error("weights were learned without strangers")
	}
}

// The frequencies of a lexicon: those borne by enough people, in both roles, and the sums over all.
func TestFrequenciesOfALexicon(t *testing.T) {
	l := NewLexicon()
	for i, n := range []Name{{Given: "Noy", Surname: "Ly"}, {Given: "Noy", Surname: "Vongsa"}, {Given: "Bounmy", Surname: "Ly"}, {Given: "Ly"}} {
		l.Add(Record{ID: 1, Names: []Name{n}, Mother: Name{Given: "Dao"}})
		if l.Len() == 0 {
			t.Fatal("no words after", i+1)
		}
	}
	f := l.Frequencies("3", "a test", 2)
	if f.Version != "3" || f.From != "a test" || f.Given != (Total{Names: 4, Squares: 4 + 1 + 1}) || f.Surname != (Total{Names: 3, Squares: 4 + 1}) {
		t.Errorf("%+v", f)
	}
	if len(f.Sounds) != 2 { // Noy, and Ly as a surname; Bounmy, Vongsa and the mother are too few
		t.Errorf("%v", f.Sounds)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	back, err := readFrequencies(&b)
	if err != nil || back.Given != f.Given || back.Surname != f.Surname || len(back.Sounds) != len(f.Sounds) {
		t.Errorf("%+v, %v", back, err)
	}
}
