package batch

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"samano/match"
	"samano/match/memindex"
	"samano/match/rows"
	"samano/match/synth"
	"samano/register"
)

// A register of 20,000 and a list of people who are there, written down again, and of others.
func TestAnswersAreRightAndInOrder(t *testing.T) {
	c := synth.Country{Seed: 51, People: 22_000}
	corruptor := synth.NewCorruptor(synth.Standard(), c, 52)
	var list []synth.Person
	x, err := memindex.Build(func(yield func(match.Record) bool) {
		for p := range c.All() {
			if list = append(list, p); p.ID%10 == 0 {
				continue // not registered
			}
			if !yield(p.Record) {
				return
			}
		}
	}, 2)
	if err != nil {
		t.Fatal(err)
	}
	var file strings.Builder
	if err := corruptor.WriteList(&file, 1, false); err != nil {
		t.Fatal(err)
	}
	// The file's header, and of its rows those written a second time.
	lines := strings.Split(file.String(), "\n")
	text := strings.Join(append(lines[:1:1], lines[1+len(list):]...), "\n")
	at := match.Thresholds{AskPPM: 620_000, SamePPM: 981_000}
	var words [2][]Answer
	for i, workers := range []int{1, 3} {
		source, err := rows.CSV(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		l := Answerer{Searchers: searchers(t, x, workers), Thresholds: at}
		missed, stopped, n := 0, 0, 0
		for rows, err := range l.Answers(context.Background(), NewReader(source, Guess(source.Header(), "who"), own{})) {
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range rows {
				there := list[n].ID%10 != 0
				switch {
				case a.Line != int64(n+2) || a.Truth != fmt.Sprint(list[n].ID):
					t.Fatalf("row %d is line %d", n, a.Line)
				case there && a.Answer == No:
					missed++
				case !there && a.Answer == Yes:
					stopped++
				case there && a.Answer == Yes && a.Person != list[n].ID:
					stopped++
				case (a.Answer == No || a.Answer == None) != (a.Person == 0):
					t.Fatalf("row %d: %q and person %d", n, a.Answer, a.Person)
				}
				words[i] = append(words[i], a.Answer)
				n++
			}
		}
		if n != len(list) || missed*1000 > 9*n || stopped*1000 > n {
			t.Errorf("of %d of %d rows %d missed, %d wrong", n, len(list), missed, stopped)
		}
	}
	if !slices.Equal(words[0], words[1]) {
		t.Error("three workers answer otherwise than one")
	}
}

func searchers(t *testing.T, x *memindex.Index, n int) (list []Searcher) {
	for range n {
		list = append(list, InMemory(x, shipped(t).Expecting(0.5)))
	}
	return list
}

// own reads the places of a made-up country, whose codes are their ids.
type own struct{}

func (own) Place(village, district, province string) (p match.Place) {
	for text, id := range map[string]*register.PlaceID{village: &p.Village, district: &p.District, province: &p.Province} {
		_, _ = fmt.Sscan(text, id) // an empty one stays 0
	}
	return p
}

// Many rows of one person, in a register of people who are all alike: the work of each is bounded,
// and what could not be compared is told.
func TestRowsOfOnePerson(t *testing.T) {
	one := match.Record{Names: []match.Name{{Given: "Bounmy", Surname: "Vongsa"}}, Birth: register.Exact(register.DayOf(1974, 5, 3)), Sex: register.Male}
	other := one
	other.Birth, other.Sex = register.Exact(register.DayOf(1931, 1, 9)), register.Female
	x, err := memindex.Build(func(yield func(match.Record) bool) {
		for i := range 5000 {
			r := other
			if r.ID = register.PersonID(i + 1); i > 2500 {
				r.Birth = register.Exact(register.DayOf(1931, 1, 10))
			}
			if !yield(r) {
				return
			}
		}
	}, 1)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("given,surname,born,sex\n")
	for range 3000 {
		b.WriteString("Bounmy,Vongsa,1931-01-10,F\n")
	}
	b.WriteString("Bounmy,,,\n,,1974-05-03,\nBounmy,Vongsa,,M\n")
	source, err := rows.CSV(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	l := Answerer{Searchers: searchers(t, x, 2), Thresholds: match.Thresholds{AskPPM: 140_000, SamePPM: 838_000}}
	var answered []Answered
	for part, err := range l.Answers(context.Background(), NewReader(source, Guess(source.Header(), ""), NewSpelledPlaces())) {
		if err != nil {
			t.Fatal(err)
		}
		answered = append(answered, part...)
	}
	if len(answered) != 3003 {
		t.Fatalf("%d rows", len(answered))
	}
	for i, a := range answered[:3000] {
		if a.Answer == None || a.Answer == No && !slices.Contains(a.Findings, Finding{Code: RowTruncated}) {
			t.Fatalf("row %d: %q, %v", i, a.Answer, a.Findings)
		}
	}
	for i, a := range answered[3000:3002] {
		if a.Answer != None || !slices.Equal(a.Findings, []Finding{{Code: RowLittle}}) {
			t.Errorf("row with too little %d: %q, %v", i, a.Answer, a.Findings)
		}
	}
	if a := answered[3002]; a.Answer != No || !slices.Equal(a.Findings, []Finding{{Code: RowTruncated}}) {
		t.Errorf("the man among women: %q, %v", a.Answer, a.Findings)
	}
	stopped, cancel := context.WithCancel(context.Background())
	cancel()
	source, err = rows.CSV(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	for rows, err := range l.Answers(stopped, NewReader(source, Guess(source.Header(), ""), NewSpelledPlaces())) {
		if rows != nil || !errors.Is(err, context.Canceled) {
			t.Errorf("stopped: %d rows, %v", len(rows), err)
		}
	}
}

// The share of a list whose people are there is learned from the list.
func TestPresent(t *testing.T) {
	c := synth.Country{Seed: 55, People: 12_000}
	corruptor := synth.NewCorruptor(synth.Standard(), c, 56)
	x, err := memindex.Build(func(yield func(match.Record) bool) {
		for p := range c.All() {
			if p.ID%3 != 0 && !yield(p.Record) {
				return
			}
		}
	}, 2)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name        string
		there       func(id register.PersonID) bool
		rows        int
		least, most float64
	}{
		{"all are", func(id register.PersonID) bool { return id%3 != 0 }, 2000, 0.93, 0.99},
		{"a third are not", func(register.PersonID) bool { return true }, 2000, 0.60, 0.73},
		{"nobody is", func(id register.PersonID) bool { return id%3 == 0 }, 2000, 0, 0.03},
		{"too few to learn from", func(id register.PersonID) bool { return id%3 == 0 }, 50, 0.5, 0.5},
	} {
		t.Run(c.name, func(t *testing.T) {
			var file strings.Builder
			if err := corruptor.WriteList(&file, 1, false); err != nil {
				t.Fatal(err)
			}
			lines := strings.SplitAfter(file.String(), "\n")
			text, n := lines[0], 0
			for _, line := range lines[1+12_000:] {
				var id register.PersonID
				if i := strings.LastIndexByte(line, ','); i < 0 || n == c.rows {
					continue
				} else if _, err := fmt.Sscan(line[i+1:], &id); err != nil {
					t.Fatal(err)
				}
				if c.there(id) {
					text += line
					n++
				}
			}
			source, err := rows.CSV(strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			share, err := Present(context.Background(), NewReader(source, Guess(source.Header(), "who"), own{}), InMemory(x, shipped(t).Expecting(1)), nil, int64(n))
			if err != nil || share.Told < c.least || share.Told > c.most || share.Everybody != share.Told {
				t.Errorf("%.3f of %d rows (%v), want %g to %g", share, n, err, c.least, c.most)
			}
		})
	}
}
