package batch

import (
	"context"
	"strings"
	"testing"

	"samano/match"
	"samano/match/memindex"
	"samano/match/rows"
	"samano/register"
)

// Names as lists have them. A woman of 1974 is registered with her mother; what is written beside
// her name does not hide her, and what is no name neither finds nor invents anybody.
func TestNamesThatAreHardlyNames(t *testing.T) {
	kham := match.Record{
		ID: 1, Names: []match.Name{{Given: "ຄຳພອນ", Surname: "ວົງສາ"}}, Birth: register.Exact(register.DayOf(1974, 5, 3)), Sex: register.Female,
		Mother: match.Name{Given: "ບຸນມີ"}, Home: match.Place{Village: 1},
	}
	x, err := memindex.Build(func(yield func(match.Record) bool) {
		if !yield(kham) {
			return
		}
		for i := range 500 { // others of the village, so that nothing is rare
			r := match.Record{
				ID: register.PersonID(i + 2), Names: []match.Name{{Given: []string{"ຄຳພອນ", "ສົມສັກ", "ນ້ອຍ"}[i%3], Surname: []string{"ວົງສາ", "ສີຫາລາດ"}[i%2]}},
				Birth: register.Exact(register.DayOf(1950, 1, 1) + register.Day(41*i)), Sex: register.Male, Home: match.Place{Village: 1},
			}
			if !yield(r) {
				return
			}
		}
	}, 1)
	if err != nil {
		t.Fatal(err)
	}
	const rest = ",1974-05-03,F,v,ບຸນມີ"
	for _, c := range []struct {
		name, value string
		want        Answer
	}{
		{"as registered", "ຄຳພອນ ວົງສາ" + rest, Yes},
		{"in Latin letters", "Khamphone Vongsa" + rest, Yes},
		{"with a title", "ນາງ ຄຳພອນ ວົງສາ" + rest, Yes},
		{"with a face", "ຄຳພອນ😀 ວົງສາ" + rest, Yes},
		{"with marks of direction", "\u202eຄຳພອນ\u202c \u200fວົງສາ\u200e" + rest, Yes},
		{"with zero-width spaces and joiners", "ຄຳ\u200bພອນ ວົງ\u200dສາ" + rest, Yes},
		{"in two scripts", "ຄຳphone Vongsa" + rest, Yes},
		{"only a title", "ນາງ" + rest, Unsure},
		{"only tone marks", "່້" + rest, Unsure},
		{"only a face", "😀" + rest, Unsure},
		{"one letter of another name", "B" + rest, Unsure},
		{"two hundred letters", strings.Repeat("ກາ", 100) + rest, Unsure},
		{"a title and nothing else", "ທ້າວ,,,,", None},
		{"tone marks and nothing else", "່້,,,,", None},
		{"a face and nothing else", "😀😀,,,,", None},
		{"one letter and nothing else", "ກ,,,,", None},
		{"nothing", ",,,,", None},
		{"another woman", "Manichanh Phommasone,1999-01-02,F,w,Noy", No},
	} {
		t.Run(c.name, func(t *testing.T) {
			source, err := rows.CSV(strings.NewReader("name,born,sex,village,mother\n" + c.value + "\n"))
			if err != nil {
				t.Fatal(err)
			}
			l := Answerer{Searchers: searchers(t, x, 1), Thresholds: match.Thresholds{AskPPM: 140_000, SamePPM: 981_000}}
			for rows, err := range l.Answers(context.Background(), NewReader(source, Guess(source.Header(), ""), NewSpelledPlaces())) {
				if err != nil {
					t.Fatal(err)
				}
				a := rows[0]
				t.Logf("%q, %v", a.Answer, a.Findings)
				if a.Answer != c.want || a.Person > 1 || (a.Answer == None) != (len(a.Findings) > 0) {
					t.Errorf("%q about person %d, %v; want %q", a.Answer, a.Person, a.Findings, c.want)
				}
			}
		})
	}
}
