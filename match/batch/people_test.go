package batch

import (
	"bytes"
	"context"
	"testing"

	"samano/match"
	"samano/match/rows"
	"samano/match/synth"
)

func shipped(t testing.TB) *match.Model {
	t.Helper()
	m, _, err := match.ShippedModel()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// A list of which one in ten stands there twice comes out as it went in, by a threshold chosen
// without its truth.
func TestPeopleOfAList(t *testing.T) {
	c := synth.Country{Seed: 41, People: 20_000}
	var file bytes.Buffer
	if err := synth.NewCorruptor(synth.Standard(), c, 42).WriteList(&file, 0.1, false); err != nil {
		t.Fatal(err)
	}
	source, err := rows.CSV(&file)
	if err != nil {
		t.Fatal(err)
	}
	plan := Guess(source.Header(), "who")
	if want := 16; plan == nil || len(plan.Columns) != want {
		t.Fatalf("plan %+v, want %d columns", plan, want)
	}
	told := 0
	got, err := Deduplicate(context.Background(), NewReader(source, plan, NewSpelledPlaces()), shipped(t), 2, func(done, _ int) { told = max(told, done) })
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Findings) > 0 || told != len(got.Truth) || len(got.Truth) < 21_500 {
		t.Errorf("%d rows, %d told, findings %v", len(got.Truth), told, got.Findings)
	}
	if got.Expected < 0.12 || got.Expected > 0.25 { // 2,000 of 22,000 rows have one more each, on both sides
		t.Errorf("%.3f expected to be there again", got.Expected)
	}
	points := got.Curve(got.Truth)
	p := points[len(points)-1] // at the chosen threshold
	t.Logf("at %.3f: %+v; expected %.3f", got.Threshold, p, got.Expected)
	if p.F1 < 0.98 {
		t.Errorf("F1 %.4f", p.F1)
	}
}
