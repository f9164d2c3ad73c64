package evaltest

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"samano/match"
	"samano/register"
)

// family is a group of a few people in two villages: 1 and 2 are parents; 3 and 4 their twins, 5 a
// younger child at home, 6 one who has moved; 7 is a cousin in the village, 8 a neighbour, 9 a
// stranger in the other village, 10 a lodger.
func family() *Group {
	l := match.NewLexicon()
	here, there := match.Place{Village: 1, District: 10, Province: 100}, match.Place{Village: 2, District: 11, Province: 100}
	crowd := &Group{Lexicon: l, Draws: 400}
	add := func(given, surname, born string, home match.Place, household register.HouseholdID, mother, father register.PersonID) {
		crowd.People = append(crowd.People, l.Add(match.Record{
			ID: register.PersonID(len(crowd.People) + 1), Names: []match.Name{{Given: given, Surname: surname}},
			Birth: onDay(born), Home: home, BornAt: here, Household: household,
		}))
		crowd.Parents = append(crowd.Parents, ParentIDs{Mother: mother, Father: father})
	}
	add("Noy", "Ly", "1970-02-03", here, 1, 0, 0)
	add("Bounmy", "Vongsa", "1968-04-05", here, 1, 0, 0)
	add("Manichanh", "Vongsa", "1995-06-07", here, 1, 1, 2)
	add("Khamphone", "Vongsa", "1995-06-07", here, 1, 1, 2)
	add("Somsack", "Vongsa", "1998-08-09", here, 1, 1, 2)
	add("Toukta", "Vongsa", "1999-10-11", there, 2, 0, 2) // only the father is known
	add("Keo", "Vongsa", "1996-01-12", here, 3, 0, 0)
	add("Phet", "Phommachanh", "1980-02-13", here, 4, 0, 0)
	add("Sy", "Xayavong", "1981-03-14", there, 5, 0, 0)
	add("Dao", "Keovongsa", "1982-04-15", here, 4, 0, 0)
	return crowd
}

type sort struct {
	class     string
	pairs     int
	perPerson float64
}

func sorts(c *Group) (out []sort) {
	for _, k := range c.Known(rand.New(rand.NewPCG(3, 4))) {
		n := 0
		for range k.Vectors {
			n++
		}
		out = append(out, sort{k.Class, n, k.PerPerson})
	}
	return out
}

func TestKnownPairsOfAGroup(t *testing.T) {
	got := sorts(family())
	want := []sort{
		{match.Twin, 1, 0.1},    // 3 and 4
		{match.Sibling, 2, 0.2}, // 5 with 3 and with 4
		// 6 is known as a child of the father alone, so under another parent than the three: one of
		// each pair is enough.
		{match.Sibling, 0, 0.1},
		// 1-2, and each parent with each of the three at home; 8-10.
		{match.Relative, 8, 0.8},
	}
	for i, w := range want {
		if got[i].class != w.class || got[i].pairs != w.pairs || math.Abs(got[i].perPerson-w.perPerson) > 1e-9 {
			t.Errorf("%d: %+v, want %+v", i, got[i], w)
		}
	}
	if cousins := got[4]; cousins.class != match.Cousin || cousins.pairs == 0 {
		t.Errorf("cousins: %+v", cousins)
	}
	// Each of the eight at home has seven others, each of the two in the other village one: 58
	// among ten.
	if n := got[5]; n.class != match.Neighbour || math.Abs(n.perPerson-5.8) > 1e-9 || n.pairs < 100 || n.pairs >= 400 {
		t.Errorf("neighbours: %+v", n)
	}
	if s := got[6]; s.class != match.Stranger || s.perPerson != 0 || s.pairs < 250 || s.pairs >= 400 {
		t.Errorf("strangers: %+v", s)
	}
}

// Of those who came last, each pair has one.
func TestKnownPairsOfTheRecent(t *testing.T) {
	c := family()
	c.Recent = 4
	got := sorts(c)
	for i, w := range []sort{
		{match.Twin, 0, 1.0 / 6},
		{match.Sibling, 2, 2.0 / 6},
		{match.Sibling, 0, 1.0 / 6},
		{match.Relative, 3, 3.0 / 6}, // 5 with both parents; 8-10
	} {
		if got[i].class != w.class || got[i].pairs != w.pairs || math.Abs(got[i].perPerson-w.perPerson) > 1e-9 {
			t.Errorf("%d: %+v, want %+v", i, got[i], w)
		}
	}
	// A reader who stops is not given more.
	for _, k := range c.Known(rand.New(rand.NewPCG(3, 4))) {
		for range k.Vectors {
			break
		}
	}
}

// Brothers and sisters of whom one has moved away are a sort of their own, and a mother of very
// many is a fault of the data that must not fill the sample.
func TestSiblingsApartAndFamiliesThatAreNone(t *testing.T) {
	c := family()
	c.Parents[5].Mother = 1
	got := sorts(c)
	if got[1].pairs != 2 || got[2].class != match.Sibling || got[2].pairs != 3 || math.Abs(got[2].perPerson-0.3) > 1e-9 {
		t.Errorf("at home %+v, apart %+v", got[1], got[2])
	}
	l := match.NewLexicon()
	many := &Group{Lexicon: l}
	for i := range 40 {
		many.People = append(many.People, l.Add(match.Record{Home: match.Place{Village: register.PlaceID(i + 1)}}))
		many.Parents = append(many.Parents, ParentIDs{Mother: 1})
	}
	// The first thirty are kept: 30 * 29 / 2 pairs among them, and ten later ones with each of the
	// thirty.
	if got := sorts(many)[2]; got.pairs != 30*29/2+10*30 {
		t.Errorf("of one mother of forty: %d pairs", got.pairs)
	}
}

// In which fields a class agrees by chance: a sibling's parents and surname agree for a reason.
func TestWhereAClassAgreesByChance(t *testing.T) {
	kin, others := []string{"given", "spouse"}, []string{"given", "mother", "father", "spouse"}
	want := [][]string{kin, kin, kin, others, others, others, append([]string{"surname"}, others...)}
	for i, k := range family().Known(rand.New(rand.NewPCG(3, 4))) {
		if !slices.Equal(k.Chance, want[i]) {
			t.Errorf("%s agrees by chance in %v, want %v", k.Class, k.Chance, want[i])
		}
	}
}

// People of whom little is known: whose household nobody knows lives with nobody, whose village
// nobody knows has no neighbours, and a child of the father alone has siblings too.
func TestGroupsOfWhomLittleIsKnown(t *testing.T) {
	l := match.NewLexicon()
	g := &Group{Lexicon: l, Draws: 300}
	for i := range 30 {
		r := match.Record{Names: []match.Name{{Given: string(rune('a'+i)) + "bounmy", Surname: "Vongsa"}}}
		if i < 6 {
			r.Home = match.Place{Village: 1}
		}
		g.People = append(g.People, l.Add(r))
	}
	known := func() map[string]match.Known {
		out := map[string]match.Known{}
		for _, k := range g.Known(rand.New(rand.NewPCG(3, 4))) {
			if k.Class != match.Sibling || out[match.Sibling].PerPerson == 0 { // of siblings those at home
				out[k.Class] = k
			}
		}
		return out
	}
	count := func(k match.Known) (n int) {
		for v := range k.Vectors {
			if v.Level[match.GivenField] == sameName {
				t.Errorf("%s: somebody is paired with themselves", k.Class)
			}
			n++
		}
		return n
	}
	k := known()
	if n := k[match.Neighbour].PerPerson; n != 1 { // six times five among thirty
		t.Errorf("%g neighbours a person", n)
	}
	if count(k[match.Cousin]) == 0 || count(k[match.Neighbour]) == 0 || count(k[match.Stranger]) < 250 {
		t.Error("nobody is a cousin, a neighbour or a stranger")
	}
	if n := count(k[match.Relative]); n != 0 {
		t.Errorf("%d relatives of no household", n)
	}
	g.Parents = []ParentIDs{{Father: 9}, {Father: 9}, {Mother: 8, Father: 7}}
	k = known()
	for _, class := range []string{match.Cousin, match.Relative, match.Neighbour, match.Stranger} {
		count(k[class])
	}
	if count(k[match.Sibling]) != 1 || k[match.Sibling].PerPerson != 1.0/30 {
		t.Errorf("children of one father: %d pairs, %g a person", count(k[match.Sibling]), k[match.Sibling].PerPerson)
	}
}

// Neighbours are counted of those alone who have a village.
func TestNeighboursOfThoseWhoHaveAVillage(t *testing.T) {
	g := &Group{Lexicon: match.NewLexicon()}
	for i := range 10 {
		f := match.Features{}
		if i < 5 {
			f.Home.Village = 1
		}
		g.People = append(g.People, f)
	}
	if got := sorts(g)[5]; got.class != match.Neighbour || got.perPerson != 2 { // five times four among ten
		t.Errorf("%+v", got)
	}
}

// A household of very many is a barracks, not a family.
func TestHouseholdsThatAreNone(t *testing.T) {
	g := &Group{Lexicon: match.NewLexicon()}
	for range 40 {
		g.People = append(g.People, match.Features{Household: 1})
	}
	if got := sorts(g)[3]; got.class != match.Relative || got.pairs != maxFamily*(maxFamily-1)/2+10*maxFamily {
		t.Errorf("%+v", got)
	}
}

// When somebody is asked for, each random pair has one of those who came last.
func TestRandomPairsOfTheRecent(t *testing.T) {
	l := match.NewLexicon()
	g := &Group{Lexicon: l, Draws: 200, Recent: 2}
	for _, given := range []string{"Bounmy", "Bounmy", "Khamphone"} {
		g.People = append(g.People, l.Add(match.Record{Names: []match.Name{{Given: given}}, Home: match.Place{Village: 1}}))
	}
	for _, k := range g.Known(rand.New(rand.NewPCG(3, 4))) {
		n := 0
		for v := range k.Vectors {
			if n++; v.Level[match.GivenField] == sameName {
				t.Fatalf("a pair of class %s has none of the recent", k.Class)
			}
		}
		if (k.Class == match.Neighbour || k.Class == match.Stranger) && n == 0 {
			t.Errorf("no pairs of class %s", k.Class)
		}
	}
}

func onDay(s string) register.Date {
	d, err := register.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// sameName is the level of a name that is compared with itself.
var sameName = func() uint8 {
	l := match.NewLexicon()
	f := l.Add(match.Record{Names: []match.Name{{Given: "Bounmy"}}})
	return l.Compare(&f, &f).Level[match.GivenField]
}()

func TestChooseKeepsToWhatItExpects(t *testing.T) {
	// Ten thousand with nothing, a thousand surely there, a hundred in doubt.
	best := slices.Repeat([]float64{0.00001}, 10_000)
	best = append(best, slices.Repeat([]float64{0.9999}, 1000)...)
	for i := range 100 {
		best = append(best, float64(i)/100)
	}
	got := choose(best, 0.005, 0.0005)
	// Passing those below t misses sum(p): to 0.30 these are 4.65 of 1050; stopping from t on stops
	// sum(1-p).
	if got.AskPPM < 280_000 || got.AskPPM > 340_000 || got.SamePPM < 650_000 || got.SamePPM > 750_000 {
		t.Errorf("%+v", got)
	}
}

// The shares that may go wrong may be used up to the last person.
func TestChooseAtTheBoundary(t *testing.T) {
	for _, c := range []struct {
		missed, stopped float64
		want            match.Thresholds
	}{
		{0.25, 0.25, match.Thresholds{SamePPM: 750_000, AskPPM: 750_000}},
		{0.24, 0.25, match.Thresholds{SamePPM: 750_000, AskPPM: 250_000}},
		{0.25, 0.24, match.Thresholds{SamePPM: 1e6, AskPPM: 750_000}},
		{0.25, 1, match.Thresholds{SamePPM: 750_000, AskPPM: 750_000}}, // nobody is stopped who would not be asked
		{1, 0, match.Thresholds{SamePPM: 1e6, AskPPM: 1e6}},
	} {
		best := []float64{0.75, 0.25}
		if got := choose(best, c.missed, c.stopped); got != c.want {
			t.Errorf("missing %g, stopping %g: %+v, want %+v", c.missed, c.stopped, got, c.want)
		}
		if !slices.Equal(best, []float64{0.75, 0.25}) {
			t.Fatal("the probabilities were put in another order")
		}
	}
}
