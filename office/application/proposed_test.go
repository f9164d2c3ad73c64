package application

import (
	"encoding/json"
	"strings"
	"testing"

	"samano/access"
	"samano/register"
)

// keptBefore is an adjudication as desks keep it: what was written must stay readable.
const keptBefore = `{"opened":"2026-11-20T08:00:00Z","due":"2026-11-24","application":"a1","act":"b1","kind":"enrolment","field":"payload",` +
	`"proposed":{"acts":[7]},"named":["person/3"],"candidates":[{"id":12,"named":"100000000012","ppm":620000,"certain":true,"reasons":["given.exact"]},` +
	`{"id":0,"named":"@c1","co_proposed":{"acts":[8]},"ppm":510000}],"seq":40}`

func TestProposedPeopleAreReadWithAPass(t *testing.T) {
	q := Adjudication{}
	if err := DecodeAdjudication([]byte(keptBefore), &q); err != nil {
		t.Fatal(err)
	}
	for _, p := range []*Proposed{q.Proposed, q.Candidates[1].CoProposed, nil} {
		if got, err := p.Person(access.Pass{}); got != nil || register.KindOf(err) != register.Forbidden {
			t.Errorf("without a pass: %v, %v", got, err)
		}
	}
	var ended access.Pass
	err := access.ForWriting(func(pass access.Pass) error {
		ended = pass
		one, err := q.Proposed.Person(pass)
		if err != nil || one.Acts[0] != 7 {
			t.Errorf("the proposed: %v, %v", one, err)
		}
		other, err := q.Candidates[1].CoProposed.Person(pass)
		if err != nil || other.Acts[0] != 8 || q.Candidates[1].PPM != 510_000 || q.Candidates[0].CoProposed != nil {
			t.Errorf("the candidates: %+v, %v", q.Candidates, err)
		}
		none, err := (*Proposed)(nil).Person(pass)
		if none != nil || err != nil {
			t.Errorf("nobody: %v, %v", none, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := q.Proposed.Person(ended); got != nil || err == nil {
		t.Errorf("after the pass: %v, %v", got, err)
	}
}

func TestTheDeskAloneKeepsDocuments(t *testing.T) {
	q := Adjudication{}
	if err := DecodeAdjudication([]byte(keptBefore), &q); err != nil {
		t.Fatal(err)
	}
	for name, v := range map[string]any{"the question": q, "a document": q.Proposed, "a candidate": q.Candidates[1]} {
		if b, err := json.Marshal(v); err != nil || strings.Contains(string(b), `"acts"`) {
			t.Errorf("%s: %s, %v", name, b, err)
		}
	}
	b, err := EncodeAdjudication(&q)
	if err != nil {
		t.Fatal(err)
	}
	again := Adjudication{}
	if err := DecodeAdjudication(b, &again); err != nil || !again.Proposed.Equal(q.Proposed) || !again.Candidates[1].CoProposed.Equal(q.Candidates[1].CoProposed) {
		t.Errorf("%s reads as %+v, %v", b, again, err)
	}
	if err := DecodeAdjudication([]byte("{"), &again); register.KindOf(err) != register.Internal {
		t.Errorf("half of one: %v", err)
	}
}
