package lists_test

import (
	"slices"
	"strings"
	"testing"

	"samano/access"
	"samano/acts"
	"samano/match/batch"
	"samano/reading/lists"
	"samano/register"
)

// enrol enters somebody with the names and sex of people[i] who was born on a day.
func (w *world) enrol(t *testing.T, i int, born string) {
	t.Helper()
	p := people[i]
	day, err := register.ParseDate(born)
	must(t, err)
	id := w.ClientID()
	w.Must(t, w.Proposal("enrolment", acts.Enrolment{
		As: "@" + string(id), Sex: p.sex, Born: day,
		Name:          []register.NameForm{{Script: register.Lao, Parts: []register.NamePart{{Given: p.given}, {Surname: p.surname}}}},
		Nationalities: []register.Nationality{{State: register.NationalityHeld, Country: "LAO"}},
	}))
	w.ids = append(w.ids, id)
}

// Answers and receipt are the same, whether the protected person for whom a list asks exists or not:
// then somebody of the same name, born on another day, is protected in their place.
func TestAnswersDoNotTellWhetherAProtectedPersonExists(t *testing.T) {
	const rows = 120 // enough to learn from them how many are registered
	const birth, another = "1962-08-19", "1931-07-09"
	asked := strings.Replace(line(2), people[2].born, birth, 1)
	for name, c := range map[string]struct {
		text     string
		expected float64
		refused  bool // a look at the person who exists
	}{
		"a list of the person alone":           {head + strings.Repeat(asked, rows), 0, true},
		"among others":                         {head + strings.Repeat(asked+line(0)+"Nobody Here,M,1999-09-09\n", rows), 0, true},
		"a short list":                         {head + asked + line(0), 0, true},
		"a told share":                         {head + asked + line(0), 0.9, true},
		"beside somebody of the same name":     {head + strings.Repeat(line(2)+asked, rows), 0, true},
		"nobody asks for the protected person": {head + line(0) + line(1), 0, false},
	} {
		for _, where := range []lists.Where{lists.InMemory, lists.InDatabase} {
			t.Run(name+"/"+string(where), func(t *testing.T) {
				var answers []string
				var receipts []batch.Receipt
				for _, born := range []string{birth, another} {
					w := newWorld(t)
					w.enrol(t, 2, born)
					w.protect(t, len(people))
					q := fileCheck
					q.Where, q.Expected = where, c.expected
					out, told := w.answered(t, q, c.text)
					answers, receipts = append(answers, out), append(receipts, told.Receipt)
					refused := slices.ContainsFunc(w.written(t), func(l access.Look) bool {
						return l.Refused && slices.Equal(l.Subjects, []register.Ref{w.ref(t, len(people))})
					})
					if want := c.refused && born == birth; refused != want {
						t.Errorf("born %s: a refused look is %t, want %t", born, refused, want)
					}
				}
				if answers[0] != answers[1] {
					t.Errorf("the answers are %q, were nobody there %q", answers[0], answers[1])
				}
				receipts[1].At = receipts[0].At
				first, err := receipts[0].Text()
				must(t, err)
				second, err := receipts[1].Text()
				must(t, err)
				if string(first) != string(second) {
					t.Errorf("the receipt is\n%swere nobody there\n%s", first, second)
				}
			})
		}
	}
}

// Of two people alike, one is protected: the other is found as if alone.
func TestAProtectedPersonHidesNobodyAlike(t *testing.T) {
	for _, where := range []lists.Where{lists.InMemory, lists.InDatabase} {
		for _, protected := range []int{0, len(people)} { // the one entered first, then the other
			w := newWorld(t)
			w.enrol(t, 0, people[0].born)
			w.protect(t, protected)
			q := fileCheck
			q.Where = where
			out, told := w.answered(t, q, head+line(0))
			if out != "row,answer,findings\n2,yes,\n" || told.Receipt.Yes != 1 {
				t.Errorf("%s, %d is protected: the answers are %q", where, protected, out)
			}
			other := len(people) - protected
			if !slices.ContainsFunc(w.written(t), func(l access.Look) bool {
				return !l.Refused && slices.Equal(l.Subjects, []register.Ref{w.ref(t, other)})
			}) {
				t.Errorf("%s, %d is protected: no look at %d", where, protected, other)
			}
		}
	}
}
