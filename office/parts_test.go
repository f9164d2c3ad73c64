package office

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samano/access"
	"samano/acts"
	"samano/law"
	"samano/register"
	"samano/registrar"
)

// How a declarant stands on an act: the name, the number, and to whom they are what.
func TestHowADeclarantIsWritten(t *testing.T) {
	for want, d := range map[string]Declarant{
		"":                        {},
		"mother":                  {Relation: "mother"},
		"ຄຳ":                      {Name: "ຄຳ"},
		"ຄຳ, mother":              {Name: "ຄຳ", Relation: "mother"},
		"123456789012":            {Person: "123456789012"},
		"ຄຳ, 123456789012":        {Person: "123456789012", Name: "ຄຳ"},
		"ຄຳ, 123456789012, uncle": {Person: "123456789012", Name: "ຄຳ", Relation: "uncle"},
	} {
		if got := d.Text(); got != want {
			t.Errorf("%+v is written %q, not %q", d, got, want)
		}
	}
}

// A text holds nothing that turns or breaks the line in which it is shown; line breaks of its own
// may be in it.
func TestCharactersOfAText(t *testing.T) {
	for r, bad := range map[rune]bool{
		0: true, '\t': true, '\n': false, '\r': true, 0x1F: true, ' ': false, 0x7E: false, 'ຄ': false,
		0x2029: false, 0x202A: true, 0x202C: true, 0x202E: true, 0x202F: false,
		0x2065: false, 0x2066: true, 0x2067: true, 0x2069: true, 0x206A: false,
		0xFFFC: false, 0xFFFD: true, 0xFFFE: false, 0x10000: false,
	} {
		var want []register.Finding
		if bad {
			want = []register.Finding{register.Blocked(CodeTextMalformed, "note")}
		}
		if got := CheckText("note", "a"+string(r)+"b", 20); !reflect.DeepEqual(got, want) {
			t.Errorf("with %U: %+v", r, got)
		}
	}
	if got := CheckText("note", "a\xffb", 20); len(got) != 1 || got[0].Code != CodeTextMalformed {
		t.Errorf("what is no UTF-8: %+v", got)
	}
	for n, want := range map[int][]register.Finding{0: nil, 6: nil, 9: nil, 12: {register.Blocked(CodeTextLong, "note", "limit", "9")}} {
		if got := CheckText("note", strings.Repeat("ຄ", n/3), 9); !reflect.DeepEqual(got, want) {
			t.Errorf("%d bytes of 9: %+v", n, got)
		}
	}
}

// A draft that cannot be handed in says all that is missing.
func TestWhatIsMissingFromADraft(t *testing.T) {
	item := []Item{{}}
	none, nobody := register.Blocked(CodeNoActs, "acts"), register.Blocked(CodeDeclarantMissing, "declarant")
	for name, test := range map[string]struct {
		a    Application
		want []register.Finding
	}{
		"nothing":           {Application{}, []register.Finding{none, nobody}},
		"no acts":           {Application{Declarant: Declarant{Name: "x"}}, []register.Finding{none}},
		"a relation alone":  {Application{Acts: item, Declarant: Declarant{Relation: "mother"}}, []register.Finding{nobody}},
		"by name":           {Application{Acts: item, Declarant: Declarant{Name: "x"}}, nil},
		"by number":         {Application{Acts: item, Declarant: Declarant{Person: "1"}}, nil},
		"by number, no act": {Application{Declarant: Declarant{Person: "1"}}, []register.Finding{none}},
	} {
		if got := checkComplete(&test.a); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// The last day for a decision is the first of those of the acts that are not registered, counted
// from when it was handed in; by the law of the day of declaration.
func TestTheLastDayForADecision(t *testing.T) {
	days := func(n int, more ...law.Dated[int]) law.KindRules {
		return law.KindRules{DecideDays: append(law.Rule[int]{{Value: n, Until: register.LastDay}}, more...)}
	}
	pack := &law.Pack{Kinds: map[register.Kind]law.KindRules{
		"quick": days(3), "slow": days(30), "never": days(0), "one": days(1),
		"changed": {DecideDays: law.Rule[int]{{Value: 5, Until: 100}, {Value: 9, From: 100, Until: register.LastDay}}},
	}}
	item := func(kind register.Kind) Item { return Item{Proposal: register.Proposal{Kind: kind}} }
	done := func(kind register.Kind) Item {
		return Item{Proposal: register.Proposal{Kind: kind}, Outcome: &Outcome{Seq: 1}}
	}
	for name, test := range map[string]struct {
		acts []Item
		day  register.Day
		want register.Day
	}{
		"one":                       {[]Item{item("quick")}, 150, 203},
		"a day":                     {[]Item{item("one")}, 150, 201},
		"the first of two":          {[]Item{item("slow"), item("quick")}, 150, 203},
		"in another order":          {[]Item{item("quick"), item("slow")}, 150, 203},
		"without a last day":        {[]Item{item("never")}, 150, NoDeadline},
		"with one that has none":    {[]Item{item("never"), item("slow")}, 150, 230},
		"what is registered is not": {[]Item{done("quick"), item("slow")}, 150, 230},
		"all is registered":         {[]Item{done("quick")}, 150, NoDeadline},
		"by the law of before":      {[]Item{item("changed")}, 99, 205},
		"by the law of after":       {[]Item{item("changed")}, 100, 209},
		"nothing":                   {nil, 150, NoDeadline},
		"unknown":                   {[]Item{item("wedding")}, 150, NoDeadline},
	} {
		a := Application{Acts: test.acts, Day: test.day, HandedIn: 200}
		if got := a.due(pack); got != test.want {
			t.Errorf("%s: %d, not %d", name, got, test.want)
		}
	}
	if NoDeadline.String() != "9999-12-31" {
		t.Errorf("no deadline is %s", NoDeadline)
	}
}

// After an adjudication an application stands where it stood before the last one.
func TestWhereAnApplicationReturnsTo(t *testing.T) {
	history := func(states ...State) (out []Change) {
		for i, s := range states {
			c := Change{To: s}
			if i > 0 {
				c.From = states[i-1]
			}
			out = append(out, c)
		}
		return out
	}
	for want, list := range map[State][][]Change{
		Declared: {history(Draft, Declared, Adjudicated), nil, history(Draft, Declared, Adjudicated, Declared, Adjudicated)},
		Appealed: {history(Draft, Declared, Adjudicated, Refused, Appealed, Adjudicated), history(Draft, Declared, Refused, Appealed, Adjudicated)},
	} {
		for _, h := range list {
			if got := (&Application{History: h}).outOfAdjudication(); got != want {
				t.Errorf("after %+v it is %s, not %s", h, got, want)
			}
		}
	}
}

func TestEvidenceNamed(t *testing.T) {
	a := Application{Acts: []Item{
		{Proposal: register.Proposal{Evidence: []register.Evidence{{SHA256: "a"}, {Note: "file 7"}, {SHA256: "b"}}}},
		{Proposal: register.Proposal{Evidence: []register.Evidence{{SHA256: "b"}}}},
		{},
	}}
	if got := a.EvidenceNamed(); !reflect.DeepEqual(got, map[string]bool{"a": true, "b": true}) {
		t.Errorf("%v", got)
	}
}

// The answer of a step that shows nobody holds no findings, and leaves what is kept as it is.
func TestAnAnswerWithoutFindings(t *testing.T) {
	a := Application{ID: "x", State: Refused, Acts: []Item{{Proposal: register.Proposal{ID: "1"}, Findings: []register.Finding{{Code: "a"}}, Distinct: []register.Accepted{{Code: "b"}}, Outcome: &Outcome{Seq: 3}}}}
	got := a.withoutFindings()
	want := Application{ID: "x", State: Refused, Acts: []Item{{Proposal: register.Proposal{ID: "1"}, Outcome: &Outcome{Seq: 3}}}}
	if !reflect.DeepEqual(got, want) || len(a.Acts[0].Findings) != 1 || len(a.Acts[0].Distinct) != 1 {
		t.Errorf("%+v, of %+v", got, a)
	}
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
		a := Application{}
		e := &examined{}
		for _, f := range test.found {
			a.Acts = append(a.Acts, Item{})
			e.results = append(e.results, resultOf(f))
		}
		a.Acts = append(a.Acts, Item{Outcome: &Outcome{Seq: 3}, Findings: warn(1)}) // registered, so it is left as it is
		e.results = append(e.results, resultOf(block(3)))
		stops := e.store(&a)
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

// Findings about another person are for adjudicators. Everybody else reads one warning for each
// person of the act, without who the other is and how like.
func TestFindingsAboutAnotherAreSplit(t *testing.T) {
	like := func(person, field string) register.Finding {
		return register.Finding{Code: register.CodePerhapsRegistered, Field: field, Severity: register.NeedsDecision, Article: "art. 3", Args: map[string]string{register.ArgPerson: person, argPPM: "300000"}}
	}
	told := func(code, field string) register.Finding {
		return register.Finding{Code: code, Field: field, Severity: register.Warning, Article: "art. 3"}
	}
	late := register.Finding{Code: "declared-late", Field: "declared", Severity: register.Warning, Args: map[string]string{"days": "30"}}
	item := Item{Distinct: []register.Accepted{{Code: register.CodePerhapsRegistered, Field: "payload", Person: "1", Reason: "x"}}}
	for name, test := range map[string]struct{ found, asked, told []register.Finding }{
		"nothing":                    {nil, nil, nil},
		"about nobody else":          {[]register.Finding{late}, nil, []register.Finding{late}},
		"about another":              {[]register.Finding{late, like("2", "payload")}, []register.Finding{like("2", "payload")}, []register.Finding{late, told(CodeSomebodyLike, "payload")}},
		"about two others":           {[]register.Finding{like("2", "payload"), like("3", "payload")}, []register.Finding{like("2", "payload"), like("3", "payload")}, []register.Finding{told(CodeSomebodyLike, "payload")}},
		"about others of two people": {[]register.Finding{like("2", "payload"), like("2", "payload.child")}, []register.Finding{like("2", "payload"), like("2", "payload.child")}, []register.Finding{told(CodeSomebodyLike, "payload"), told(CodeSomebodyLike, "payload.child")}},
		"found to be another":        {[]register.Finding{like("1", "payload")}, nil, []register.Finding{told(CodeAnotherPerson, "payload")}},
		"one found, one not":         {[]register.Finding{like("1", "payload"), like("2", "payload")}, []register.Finding{like("2", "payload")}, []register.Finding{told(CodeAnotherPerson, "payload"), told(CodeSomebodyLike, "payload")}},
	} {
		asked, rest := item.splitFindings(test.found)
		if diff := cmp.Diff(test.asked, asked) + cmp.Diff(test.told, rest); diff != "" {
			t.Errorf("%s\n%s", name, diff)
		}
	}
}

// What the matcher found goes from the finding into the adjudication.
func TestTheLikenessOfAFinding(t *testing.T) {
	f := register.Finding{Code: register.CodeSurelyRegistered, Args: map[string]string{argPPM: "812000", argReasons: "match.given.exact match.born.near", argNextBest: "sibling", argWeights: "w1"}}
	want := Likeness{PPM: 812_000, Certain: true, Reasons: []string{"given.exact", "born.near"}, NextBest: "sibling", Weights: "w1"}
	if got := likeness(f); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	f.Code = register.CodePerhapsRegistered
	if got := likeness(f); got.Certain {
		t.Error("what is perhaps so is certain")
	}
	if got := likeness(register.Finding{Code: register.CodePerhapsRegistered}); !reflect.DeepEqual(got, Likeness{}) {
		t.Errorf("of nothing: %+v", got)
	}
	for code, c := range map[string]Candidate{register.CodeSurelyRegistered: {Likeness: Likeness{Certain: true}}, register.CodePerhapsRegistered: {}} {
		if got := c.code(); got != code {
			t.Errorf("the ruling accepts %s, not %s", got, code)
		}
	}
}

// One adjudication is asked about each person of an act, however many are like them.
func TestFindingsByPerson(t *testing.T) {
	f := func(of, field, person string) register.Finding {
		args := map[string]string{register.ArgPerson: person}
		if of != "" {
			args[register.ArgOf] = of
		}
		return register.Finding{Field: field, Args: args}
	}
	all := []register.Finding{f("", "payload", "1"), f("77", "payload", "2"), f("", "payload", "3"), f("", "payload.child", "1")}
	want := [][]register.Finding{{all[0], all[2]}, {all[1]}, {all[3]}}
	got := byPerson(all)
	for _, w := range want {
		if !slices.ContainsFunc(slices.Collect(maps.Values(got)), func(g []register.Finding) bool { return reflect.DeepEqual(g, w) }) {
			t.Errorf("%+v are not together", w)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d adjudications", len(got))
	}
}

// Every registered person of an adjudication is looked at once; who is proposed beside has no id.
func TestPeopleOfAnAdjudication(t *testing.T) {
	q := Adjudication{Subject: 9, Candidates: []Candidate{{Person: 4}, {}, {Person: 2}, {Person: 9}}}
	if got := q.people(); !slices.Equal(got, []register.PersonID{2, 4, 9}) {
		t.Errorf("%v", got)
	}
	pair := Adjudication{Pair: [2]register.PersonID{3, 5}, Candidates: []Candidate{{Person: 5}}}
	if got := pair.people(); !slices.Equal(got, []register.PersonID{3, 5}) {
		t.Errorf("%v", got)
	}
	if !pair.IsPair() || (&Adjudication{Application: "x"}).IsPair() {
		t.Error("a pair waits for no application")
	}
}

// Who may rule: nobody who had a part in the application, and nobody on what is dropped.
func TestWhoMayNotRule(t *testing.T) {
	who := access.Actor{Officer: access.Officer{ID: "dao"}}
	for name, test := range map[string]struct {
		q    Adjudication
		a    *Application
		want string
	}{
		"a stranger":                     {Adjudication{State: Asked}, &Application{TakenBy: "noy", Writers: []register.OfficerID{"noy"}, Refusers: []register.OfficerID{"keo"}}, ""},
		"of two who are registered":      {Adjudication{State: Asked}, nil, ""},
		"dropped":                        {Adjudication{State: Dropped}, &Application{}, CodeDropped},
		"dropped, of two":                {Adjudication{State: Dropped}, nil, CodeDropped},
		"who took it":                    {Adjudication{State: Asked}, &Application{TakenBy: "dao"}, CodeOwnDeclaration},
		"who wrote at it":                {Adjudication{State: Ruled}, &Application{TakenBy: "noy", Writers: []register.OfficerID{"noy", "dao"}}, CodeOwnDeclaration},
		"who refused it":                 {Adjudication{State: Asked}, &Application{Refusers: []register.OfficerID{"keo", "dao"}}, CodeOwnRefusal},
		"who refused it, ruling anew":    {Adjudication{State: Ruled}, &Application{State: Refused, Refusers: []register.OfficerID{"dao"}}, ""},
		"who refused it, on appeal":      {Adjudication{State: Ruled}, &Application{State: Appealed, Refusers: []register.OfficerID{"dao"}}, CodeOwnRefusal},
		"who refused it, declared anew":  {Adjudication{State: Ruled}, &Application{State: Declared, Refusers: []register.OfficerID{"dao"}}, CodeOwnRefusal},
		"who found them to be different": {Adjudication{State: Asked}, &Application{Judges: []register.OfficerID{"dao"}}, ""},
	} {
		if got := ineligible(who, &test.q, test.a); got != test.want {
			t.Errorf("%s: %q, not %q", name, got, test.want)
		}
	}
}

// A ruling says what was found, of whom and why.
func TestFaultsOfARuling(t *testing.T) {
	q := Adjudication{Candidates: make([]Candidate, 2)}
	block := func(codes ...string) (out []register.Finding) {
		for i := 0; i < len(codes); i += 2 {
			out = append(out, register.Blocked(codes[i], codes[i+1]))
		}
		return out
	}
	for name, test := range map[string]struct {
		in   RulingInput
		want []register.Finding
	}{
		"different":                   {RulingInput{Verdict: Different, Reason: "x"}, nil},
		"different, with a candidate": {RulingInput{Verdict: Different, Candidate: 7, Reason: "x"}, nil},
		"the same as the first":       {RulingInput{Verdict: Same, Reason: "x"}, nil},
		"the same as the last":        {RulingInput{Verdict: Same, Candidate: 1, Reason: "x"}, nil},
		"the same as one behind":      {RulingInput{Verdict: Same, Candidate: 2, Reason: "x"}, block(CodeCandidateMissing, "candidate")},
		"the same as one before":      {RulingInput{Verdict: Same, Candidate: -1, Reason: "x"}, block(CodeCandidateMissing, "candidate")},
		"nothing":                     {RulingInput{}, block(CodeVerdictMissing, "verdict", CodeReasonMissing, "reason")},
		"something else":              {RulingInput{Verdict: "maybe", Reason: "x"}, block(CodeVerdictMissing, "verdict")},
		"a blank reason":              {RulingInput{Verdict: Different, Reason: " \n"}, block(CodeReasonMissing, "reason")},
		"the longest reason":          {RulingInput{Verdict: Different, Reason: strings.Repeat("a", acts.MaxText)}, nil},
		"a reason that is too long":   {RulingInput{Verdict: Same, Candidate: 9, Reason: strings.Repeat("a", acts.MaxText+1)}, append(block(CodeCandidateMissing, "candidate"), register.Blocked(CodeTextLong, "reason", "limit", strconv.Itoa(acts.MaxText)))},
	} {
		if got := q.checkRuling(test.in); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// ruledPages is a desk with that many rulings, which it gives page by page.
type ruledPages struct {
	Adjudications
	all  []Adjudication
	fail int // the page that cannot be read, from 0
	asks int
}

func (r *ruledPages) ListAdjudications(_ context.Context, l AdjudicationList) ([]Adjudication, error) {
	if r.asks++; r.asks-1 == r.fail {
		return nil, errRuled
	}
	if !slices.Equal(l.States, []AdjudicationState{Ruled}) || l.Offices != nil || l.Application != "" {
		return nil, fmt.Errorf("asked for %+v", l)
	}
	from := 0
	for from < len(r.all) && l.After.ID != "" && r.all[from].ID <= l.After.ID {
		from++
	}
	return r.all[from:min(len(r.all), from+l.Limit)], nil
}

var errRuled = errors.New("the desk is gone")

// To judge the weights every candidate of a ruling counts, page by page; where one was found to be
// the person, the ruling says nothing of the others.
func TestRulingsThatJudgeTheWeights(t *testing.T) {
	two := []Candidate{{Person: 4, Likeness: Likeness{PPM: 1}}, {Person: 5, Likeness: Likeness{PPM: 2, Certain: true}}}
	for name, test := range map[string]struct {
		q    Adjudication
		want []Labelled
	}{
		"nobody has ruled": {Adjudication{Candidates: two}, nil},
		"different":        {Adjudication{Application: "x", Candidates: two, Rulings: []Ruling{{Verdict: Different}}}, []Labelled{{Likeness: two[0].Likeness}, {Likeness: two[1].Likeness}}},
		"the second":       {Adjudication{Candidates: two, Rulings: []Ruling{{Verdict: Same, Person: 5}}}, []Labelled{{Likeness: two[1].Likeness, Pair: true, Same: true}}},
		"ruled anew":       {Adjudication{Candidates: two[:1], Rulings: []Ruling{{Verdict: Same, Person: 4}, {Verdict: Different}}}, []Labelled{{Likeness: two[0].Likeness, Pair: true}}},
	} {
		if got := test.q.labelled(); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: %+v", name, got)
		}
	}
	for _, n := range []int{0, 1, labelledPage - 1, labelledPage, labelledPage + 1, 2*labelledPage + 1} {
		d := &ruledPages{fail: -1}
		for i := range n {
			d.all = append(d.all, Adjudication{ID: AdjudicationID(fmt.Sprintf("%06d", i)), Due: register.Day(i), Candidates: two[:1], Rulings: []Ruling{{Verdict: Different}}})
		}
		got := 0
		for _, err := range AllLabelled(context.Background(), d) {
			if err != nil {
				t.Fatal(err)
			}
			got++
		}
		if got != n || d.asks != n/labelledPage+1 {
			t.Errorf("of %d rulings %d are told in %d pages", n, got, d.asks)
		}
		for range AllLabelled(context.Background(), d) { // who has enough stops
			break
		}
	}
	d := &ruledPages{fail: 1, all: make([]Adjudication, labelledPage+1)}
	var failed []error
	for _, err := range AllLabelled(context.Background(), d) {
		if err != nil {
			failed = append(failed, err)
		}
	}
	if len(failed) != 1 || !errors.Is(failed[0], errRuled) {
		t.Errorf("a page that cannot be read: %v", failed)
	}
}

// What a registrar may accept is never that two are two.
func TestWhatARegistrarAccepts(t *testing.T) {
	late, like := register.Accepted{Code: "declared-late"}, register.Accepted{Code: register.CodePerhapsRegistered}
	all := []register.Accepted{like, late, {Code: register.CodeSurelyRegistered}}
	if got := ofRegistrar(all); !slices.Equal(got, []register.Accepted{late}) || all[0] != like {
		t.Errorf("%+v of %+v", got, all)
	}
}

// Of whom a finding may tell, beside those whom the act names.
func TestOfWhomFindingsTell(t *testing.T) {
	mother, daughter := register.PersonRef(1), register.PersonRef(2)
	n := naming{covered: []register.Ref{mother}, near: []register.Ref{daughter, mother}}
	told1, silent := []register.Finding{{Code: "x", Args: map[string]string{"born": "1990"}}}, []register.Finding{{Code: "declared-late"}}
	changes := &register.Act{Effects: []register.Effect{{Subject: mother}}}
	for name, test := range map[string]struct {
		t    told
		want []register.Ref
	}{
		"stopped by what tells of them":             {told{naming: n, findings: &told1}, []register.Ref{mother, daughter, mother}},
		"stopped by the proposal itself":            {told{naming: n, findings: &silent}, []register.Ref{mother}},
		"can go in, though something tells of them": {told{naming: n, findings: &told1, act: changes}, []register.Ref{daughter}},
		"can go in":                {told{naming: n, findings: &silent, act: changes}, nil},
		"of nobody whom it covers": {told{findings: &told1}, nil},
	} {
		if got := test.t.hidden(); len(got)+len(test.want) > 0 && !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, not %v", name, got, test.want)
		}
	}
	if !n.redacted() || (&naming{}).redacted() || !(&naming{near: n.near}).redacted() || !(&naming{covered: n.covered}).redacted() {
		t.Error("findings are redacted where somebody is covered, named or near")
	}
	want := access.ReadingScope{Nobody: true}
	if got := (&naming{near: n.near}).found(); !reflect.DeepEqual(got, want) {
		t.Errorf("of nobody the look is %+v", got)
	}
	want = access.ReadingScope{Subjects: []register.Ref{mother, daughter}, Protected: true}
	if got := (&naming{subjects: want.Subjects, covered: n.covered}).found(); !reflect.DeepEqual(got, want) {
		t.Errorf("the look is %+v", got)
	}
}

// An error beside findings says what kind it is, and nothing of them.
func TestAnErrorWithoutItsFindings(t *testing.T) {
	found := &register.Error{Kind: register.Conflict, Op: "x", Code: "c", Findings: []register.Finding{{Code: "secret"}}, Err: errRuled}
	if got, ok := withoutFindings(fmt.Errorf("wrapped: %w", found)).(*register.Error); !ok || !reflect.DeepEqual(*got, register.Error{Kind: register.Conflict, Op: "x", Code: "c"}) {
		t.Errorf("%+v", got)
	}
	if got := withoutFindings(errRuled); got != errRuled {
		t.Errorf("%v", got)
	}
	if withoutFindings(nil) != nil {
		t.Error("none becomes one")
	}
	bare := &register.Error{Kind: register.Conflict, Err: errRuled}
	if got := withoutFindings(bare); got != error(bare) {
		t.Errorf("%v", got)
	}
}

// The lines of a lot are those that are not empty, however long.
func TestLinesOfALot(t *testing.T) {
	long := strings.Repeat("x", 10_000)
	for text, want := range map[string]int64{
		"": 0, "\n": 0, " \t\r\n \n": 0, "a": 1, "a\n": 1, "\na": 1, "a\n\nb": 2, "a\r\nb\r\n": 2, long: 1, long + "\n" + long + "\n": 2, strings.Repeat(" ", 10_000) + "\n": 0,
		strings.Repeat(" ", 5000) + "x\n": 1, "x" + strings.Repeat(" ", 5000) + "\n": 1, "a\n" + strings.Repeat(" ", 5000): 1,
	} {
		if got, err := countLines(strings.NewReader(text)); got != want || err != nil {
			t.Errorf("%.20q… of %d bytes: %d lines, not %d, %v", text, len(text), got, want, err)
		}
	}
	got, err := countLines(io.MultiReader(strings.NewReader("a\nb"), &failingReader{}))
	if !errors.Is(err, errRuled) || got != 2 {
		t.Errorf("a file that breaks off: %d, %v", got, err)
	}
}

type failingReader struct{}

func (failingReader) Read([]byte) (int, error) { return 0, errRuled }

// A lot's file is handed out by blocks of which the hash is known, in order and whole.
func TestBlocksOfALot(t *testing.T) {
	for _, size := range []int{0, 1, lotBlock - 1, lotBlock, lotBlock + 1, 2 * lotBlock} {
		text := bytes.Repeat([]byte("0123456789"), size/10+1)[:size]
		var sums []blockHash
		first := &blockReader{from: bytes.NewReader(text), accept: func(n int, sum blockHash) bool {
			if n != len(sums) {
				t.Errorf("block %d comes as number %d", len(sums), n)
			}
			sums = append(sums, sum)
			return true
		}}
		got, err := io.ReadAll(first)
		if err != nil || !bytes.Equal(got, text) || first.fault() != nil {
			t.Errorf("%d bytes: %d come, %v", size, len(got), err)
		}
		var want []blockHash
		for part := range slices.Chunk(text, lotBlock) {
			want = append(want, sha256.Sum256(part))
		}
		if !slices.Equal(sums, want) {
			t.Errorf("%d bytes are %d blocks", size, len(sums))
		}
		for _, stop := range []int{0, 1} { // a block that is refused, and all before it
			refusing := &blockReader{from: bytes.NewReader(text), accept: func(n int, _ blockHash) bool { return n < stop }}
			got, err := io.ReadAll(refusing)
			if len(want) <= stop {
				if err != nil {
					t.Errorf("%d bytes: %v", size, err)
				}
				continue
			}
			if !isCode(err, CodeLotChanged) || register.KindOf(err) != register.Conflict || len(got) != min(size, stop*lotBlock) || refusing.fault() == nil {
				t.Errorf("%d bytes, block %d refused: %d come, %v", size, stop, len(got), err)
			}
		}
		for more, whole := range map[int]bool{0: true, 1: false} { // a file that lacks blocks
			short := &blockReader{from: bytes.NewReader(text), blocks: len(want) + more, accept: func(int, blockHash) bool { return true }}
			if _, err := io.ReadAll(short); (err == nil) != whole || !whole && !isCode(err, CodeLotChanged) {
				t.Errorf("%d bytes, of which %d blocks lack: %v", size, more, err)
			}
		}
		broken := &blockReader{from: io.MultiReader(bytes.NewReader(text), failingReader{}), accept: func(int, blockHash) bool { return true }}
		if got, err := io.ReadAll(broken); !isCode(err, CodeLotUnread) || register.KindOf(err) != register.Invalid || !errors.Is(err, errRuled) || len(got) > size {
			t.Errorf("%d bytes that break off: %v", size, err)
		}
	}
}

// A lot's end counts what became of each proposal.
func TestTheCountOfALot(t *testing.T) {
	var end LotEnd
	for _, s := range []Submitted{{}, {Outcome: &Outcome{}}, {Outcome: &Outcome{Before: true}}, {Outcome: &Outcome{}}, {Err: errRuled}, {Application: "x"}, {Outcome: &Outcome{}}} {
		end.count(s)
	}
	if end != (LotEnd{Registered: 3, Repeated: 1, Refused: 3}) {
		t.Errorf("%+v", end)
	}
}

func resultOf(findings []register.Finding) registrar.Result {
	return registrar.Result{Findings: findings}
}

// The log tells from which state an application could not go to which.
func TestTheTextOfATransition(t *testing.T) {
	err := &TransitionError{From: Withdrawn, To: Registered}
	if text := err.Error(); !strings.Contains(text, "is withdrawn") || !strings.Contains(text, "become registered") {
		t.Errorf("it says %q", text)
	}
}
