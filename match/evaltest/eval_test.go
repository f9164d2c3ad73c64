package evaltest

import (
	"bytes"
	"context"
	"encoding/xml"
	"flag"
	"fmt"
	"math"
	"os"
	"slices"
	"testing"
	"time"

	"samano/match"
)

var (
	learn  = flag.Bool("learn", false, "learn the shipped weights anew and write them")
	people = flag.Int("people", 30_000, "how many people the country of the evaluation has")
	seed   = flag.Uint64("seed", 8, "of the country of the evaluation; 7 was used while the comparison was made, 101 to learn")
	join   = flag.Bool("join", false, "in TestSpeed: also compare the register with itself")
	svg    = flag.String("svg", "", "file to draw the trade-off in")
	asked  = flag.Int("asked", 6_000, "how many of each sort come")
)

func shipped(t testing.TB) *match.Model {
	t.Helper()
	m, _, err := match.ShippedModel()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// With -learn this writes the weights; without it shows that learning is the same each time and
// close to what is shipped.
func TestLearn(t *testing.T) {
	if *learn {
		w, err := Learn(StandardTraining())
		if err != nil {
			t.Fatal(err)
		}
		write(t, w)
		return
	}
	small := StandardTraining()
	small.People, small.Draws = 40_000, 100_000
	var texts [2]bytes.Buffer
	for i := range texts {
		w, err := Learn(small)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Write(&texts[i]); err != nil {
			t.Fatal(err)
		}
		// One in six of the recent was there before; nobody said so.
		if got := w.Classes[0].PerPerson; got < 0.12 || got > 0.22 {
			t.Errorf("%.3f of the recent are found to have been there, want about 0.17", got)
		}
	}
	if !bytes.Equal(texts[0].Bytes(), texts[1].Bytes()) {
		t.Error("two trainings give two sets of weights")
	}
}

// With -learn this writes the frequencies of names; without it shows that counting is the same each
// time and close to what is shipped.
func TestNames(t *testing.T) {
	if *learn {
		var b bytes.Buffer
		b.WriteString("# How common names are. Made by: go test ./match/evaltest -run TestNames -learn\n# What the words mean is in the documentation of match.Frequencies.\n\n")
		if err := Names(namesPeople, StandardTraining().Seed).Write(&b); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("../data/names.toml", b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	shipped, err := match.ShippedFrequencies()
	if err != nil {
		t.Fatal(err)
	}
	small := Names(20_000, StandardTraining().Seed)
	for sound, n := range small.Sounds {
		was, now := float64(shipped.Sounds[sound][0])/shipped.Given.Names, float64(n[0])/small.Given.Names
		if n[0] > 200 && (was < now/1.5 || was > now*1.5) {
			t.Errorf("%q is borne by %.4f, the shipped frequencies say %.4f", sound, now, was)
		}
	}
}

// namesPeople is how many people the names are counted among: at half a million those listed are
// the same whatever the seed.
const namesPeople = 500_000

func write(t *testing.T, w *match.Weights) {
	t.Helper()
	var b bytes.Buffer
	b.WriteString("# Weights for persons. Made by: go test ./match/evaltest -run TestLearn -learn\n# What the words mean is in the documentation of package match.\n\n")
	if err := w.Write(&b); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("../data/people.toml", b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// thereHalf is the share of those who come here that are there already: the evaluation asks for as
// many as not.
const thereHalf = 0.5

// fewThere is the share that is told for the work of humans: at a counter few are there already.
const fewThere = 0.05

// The promises of the matcher, at thresholds chosen without the truth.
func TestTradeOff(t *testing.T) {
	b, err := Build(Country{People: *people, Seed: *seed, Asked: *asked}, 2)
	if err != nil {
		t.Fatal(err)
	}
	answers := b.Ask(shipped(t).Expecting(thereHalf))
	curve := Curve(answers)
	if err := Write(t.Output(), curve, fewThere); err != nil {
		t.Fatal(err)
	}
	var drawn bytes.Buffer
	title := fmt.Sprintf("%d people: missed against sent to a human", *people)
	if err := WriteSVG(&drawn, curve, fewThere, [4]string{title, "sent to a human, where 5 % are there already", "missed", "chosen without the truth"}); err != nil {
		t.Fatal(err)
	}
	if err := xml.Unmarshal(drawn.Bytes(), new(struct{})); err != nil {
		t.Error(err)
	}
	if *svg != "" {
		if err := os.WriteFile(*svg, drawn.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	c := curve[len(curve)-1]
	if c.There < *asked*9/10 || c.New < min(*asked, *people/10)*8/10 {
		t.Fatalf("%d and %d came, want about %d each", c.There, c.New, *asked)
	}
	for _, x := range []struct {
		what string
		got  float64
		most float64
	}{
		{"not compared", ratio(c.Unblocked, c.There), 0.0015},
		{"missed", ratio(c.Missed, c.There), 0.005},
		{"wrongly stopped", ratio(c.Stopped, c.New), 0.0005},
		{"held to be somebody else", ratio(c.Wrong, c.There), 0.0002},
		{"sent to a human, of whom one in twenty is there", c.Human(fewThere), 0.005},
	} {
		// The goals, and three standard deviations of what so few who come may differ by chance.
		most := x.most + 3*math.Sqrt(x.most/float64(min(c.There, c.New)))
		if x.got > most {
			t.Errorf("%s: %.3f %%, at most %.3f %%", x.what, 100*x.got, 100*most)
		}
	}
}

// Figures for the papers: go test ./match/evaltest -run TestSpeed -v -people 8000000. Only counts are
// held, never times.
func TestSpeed(t *testing.T) {
	start := time.Now()
	b, err := Build(Country{People: *people, Seed: *seed, Asked: *asked}, 2)
	if err != nil {
		t.Fatal(err)
	}
	built := time.Since(start)
	start = time.Now()
	n := 0
	for range b.records() {
		n++
	}
	made := time.Since(start)
	s := b.Index.Searcher(shipped(t), 0.001)
	records := slices.Collect(b.Applicants())
	took := make([]time.Duration, 0, len(records))
	compared, truncated := 0, 0
	for _, a := range records {
		start := time.Now()
		found := s.Search(a.Record)
		took = append(took, time.Since(start))
		compared += found.Compared
		truncated += found.Truncated
	}
	slices.Sort(took)
	t.Logf("%d people: built in %v (less %v to make them up), %d bytes each, of which postings %d; %d words",
		n, built, made, b.Index.Bytes()/n, b.Index.Postings.Bytes()/n, b.Index.Lexicon.Len())
	t.Logf("probe: p50 %v, p95 %v, p99 %v, longest %v; %.1f compared, %d keys truncated in %d probes",
		took[len(took)/2], took[len(took)*95/100], took[len(took)*99/100], took[len(took)-1], float64(compared)/float64(len(took)), truncated, len(took))
	if *join {
		start := time.Now()
		j, err := b.Index.Join(context.Background(), shipped(t).Expecting(0.01), 0.5, 0, 2, nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("with itself: %v, %d comparisons, %d pairs from 0.5 on, though nobody is there twice", time.Since(start), j.Compared, len(j.Pairs))
	}
	if mean := compared / len(took); mean > 100 {
		t.Errorf("%d compared for each, want fewer than 100", mean)
	}
}
