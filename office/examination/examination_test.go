package examination

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samano/office/application"
	"samano/register"
	"samano/registrar"
)

func resultOf(findings []register.Finding) registrar.Result {
	return registrar.Result{Findings: findings}
}

// Of too many findings the gravest are kept, in the order of the acts, and so are those that stop.
func TestTheGravestFindingsAreKept(t *testing.T) {
	of := func(n int, severity register.Severity) (out []register.Finding) {
		for i := range n {
			out = append(out, register.Finding{Code: fmt.Sprintf("%s-%d", severity, i), Field: "payload", Severity: severity})
		}
		return out
	}
	block, need, warn := func(n int) []register.Finding { return of(n, register.Blocking) }, func(n int) []register.Finding { return of(n, register.NeedsDecision) }, func(n int) []register.Finding { return of(n, register.Warning) }
	cat := func(lists ...[]register.Finding) []register.Finding { return slices.Concat(lists...) }
	for name, test := range map[string]struct{ found, kept [][]register.Finding }{
		"as many as may be":          {[][]register.Finding{cat(warn(20), block(20))}, [][]register.Finding{cat(warn(20), block(20))}},
		"one warning more":           {[][]register.Finding{cat(warn(21), block(20))}, [][]register.Finding{cat(warn(20), block(20))}},
		"decisions before warnings":  {[][]register.Finding{cat(warn(30), need(20)), cat(need(15), warn(1))}, [][]register.Finding{cat(warn(5), need(20)), need(15)}},
		"stops before all":           {[][]register.Finding{need(30), warn(30), block(39)}, [][]register.Finding{need(1), nil, block(39)}},
		"more stops than are kept":   {[][]register.Finding{block(30), nil, block(30)}, [][]register.Finding{block(30), nil, block(10)}},
		"none of a later act":        {[][]register.Finding{block(40), warn(1)}, [][]register.Finding{block(40), nil}},
		"of an act that is in there": {[][]register.Finding{block(1)}, [][]register.Finding{block(1)}},
	} {
		a := application.Application{}
		e := &Examination{}
		for _, f := range test.found {
			a.Acts = append(a.Acts, application.Item{})
			e.Results = append(e.Results, resultOf(f))
		}
		a.Acts = append(a.Acts, application.Item{Outcome: &application.Outcome{Seq: 3}, Findings: warn(1)}) // registered, so it is left as it is
		e.Results = append(e.Results, resultOf(block(3)))
		stops := e.KeepFindings(&a, nil)
		var want []register.Finding
		for i, list := range test.found {
			for _, f := range list {
				if f.Severity == register.Blocking && len(want) < 40 {
					f.Field = fmt.Sprintf("acts.%d.payload", i)
					want = append(want, f)
				}
			}
		}
		if diff := cmp.Diff(want, stops); diff != "" {
			t.Errorf("%s: what stops it differs\n%s", name, diff)
		}
		for i := range test.kept {
			if diff := cmp.Diff(test.kept[i], a.Acts[i].Findings); diff != "" {
				t.Errorf("%s: of act %d other findings are kept\n%s", name, i, diff)
			}
		}
	}
}

// Two proposals say the same if their kind, their day and their payload do, but for the client-made id of
// whom they enter. What was erased says nothing, and is the same as nothing.
func TestTheSameContent(t *testing.T) {
	of := func(kind register.Kind, happened, payload string) *register.Proposal {
		p := &register.Proposal{Kind: kind, Payload: []byte(payload)}
		if err := p.Happened.UnmarshalText([]byte(happened)); err != nil {
			t.Fatal(err)
		}
		return p
	}
	const child = `{"as":"@1","sex":"male"}`
	x := of("birth", "2026-10-20", child)
	later := of("birth", "2026-10-20", child)
	later.ID, later.Declared, later.Office, later.Evidence = "other", 7, "D0102", []register.Evidence{{Kind: "birth-notice"}}
	for name, test := range map[string]struct {
		x, y *register.Proposal
		same bool
	}{
		"itself":              {x, x, true},
		"taken elsewhere":     {x, later, true},
		"another id":          {x, of("birth", "2026-10-20", `{"as":"@2","sex":"male"}`), true},
		"no id":               {x, of("birth", "2026-10-20", `{"sex":"male"}`), true},
		"in another order":    {x, of("birth", "2026-10-20", `{"sex":"male","as":"@1"}`), true},
		"another value":       {x, of("birth", "2026-10-20", `{"as":"@1","sex":"female"}`), false},
		"a value more":        {x, of("birth", "2026-10-20", `{"as":"@1","sex":"male","order":1}`), false},
		"another day":         {x, of("birth", "2026-10-21", child), false},
		"another kind":        {x, of("late-birth", "2026-10-20", child), false},
		"erased":              {of("birth", "2026-10-20", ""), of("birth", "2026-10-20", ""), false},
		"erased, and another": {of("birth", "2026-10-20", ""), x, false},
		"another, and erased": {x, of("birth", "2026-10-20", ""), false},
	} {
		if got := sameContent(test.x, test.y); got != test.same {
			t.Errorf("%s: the same: %t", name, got)
		}
	}
}
