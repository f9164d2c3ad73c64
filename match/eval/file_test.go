package eval_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"samano/match"
	"samano/match/eval"
	"samano/match/intake"
	"samano/match/rows"
)

const people = `given,surname,born,village,who
Kham,Vongsa,1974-03-02,Nongping,1
Kham,Vongsa,1974-03-02,Nongping,1
Boun,Sihalath,1980-11-20,Thatkhao,2
Somsak,Inthavong,1991-07-08,Nongping,3
`

// judge compares the file both ways.
func judge(t *testing.T, text string, how eval.File) (table, persons eval.Judged, tableErr, personsErr error) {
	t.Helper()
	at := match.Thresholds{SamePPM: 838_000, AskPPM: 165_000}
	table, tableErr = eval.Table(t.Context(), at, []byte(text), how)
	source, err := rows.CSV(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	persons, personsErr = eval.People(t.Context(), at, source, how, nil)
	return table, persons, tableErr, personsErr
}

func TestAFileIsJudgedInCounts(t *testing.T) {
	table, persons, err, err2 := judge(t, people, eval.File{Truth: "who", Curve: true})
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	for name, j := range map[string]eval.Judged{"table": table, "people": persons} {
		if j.Summary.Rows != 4 || j.Summary.SameFrom != 0.838 || j.Summary.AskFrom != 0.165 || len(j.Summary.Columns) != 4 || len(j.Points) == 0 || len(j.Rows) != 0 {
			t.Errorf("%s: %+v", name, j)
		}
	}
	if table, persons, err, err2 = judge(t, people, eval.File{}); err != nil || err2 != nil || table.Points != nil || persons.Points != nil {
		t.Errorf("without a truth: %v %v %+v", err, err2, table.Points)
	}
	short := people + "Kham\n"
	table, persons, err, err2 = judge(t, short, eval.File{Truth: "who"})
	if err != nil || err2 != nil || len(table.Rows) != 1 || table.Rows[0].Line != 6 || len(persons.Rows) != 1 || persons.Rows[0].Line != 6 {
		t.Errorf("a short row: %v %v %+v %+v", err, err2, table.Rows, persons.Rows)
	}
}

func TestAFileThatCannotBeJudged(t *testing.T) {
	_, _, err, err2 := judge(t, people, eval.File{Curve: true})
	if !errors.Is(err, eval.ErrNoTruth) || !errors.Is(err2, eval.ErrNoTruth) {
		t.Errorf("a curve without a truth: %v, %v", err, err2)
	}
	var plan *intake.PlanError
	if _, _, err, err2 = judge(t, people, eval.File{Plan: []byte("colour = 1")}); !errors.As(err, &plan) || !errors.As(err2, &plan) {
		t.Errorf("no plan: %v, %v", err, err2)
	}
	if _, _, err, err2 = judge(t, people, eval.File{Plan: []byte{}}); !errors.As(err, &plan) || !errors.As(err2, &plan) {
		t.Errorf("an empty plan: %v, %v", err, err2)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	source, err := rows.CSV(strings.NewReader(people))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := eval.People(gone, match.Thresholds{}, source, eval.File{}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("broken off: %v", err)
	}
}
