package acts_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samano/acts"
	"samano/disclosure"
	"samano/register"
)

// notThere are the findings by which everybody is told that there is nobody and nothing of that
// name, or somebody.
var notThere = []string{register.CodePersonNotFound, register.CodeHouseholdNotFound, register.CodeActNotFound, "id-taken"}

// What others are told of a proposal that names somebody protected follows from the proposal alone.
// Each case of a sheet is tried again with other people, households and acts in the place of those
// that it names, and with nobody and nothing; and each that can be registered so, with faults put
// into it. Whoever reads what is left of the findings cannot tell of which the register holds what.
func TestWhatIsToldOfTheProtectedFollowsFromTheProposal(t *testing.T) {
	world, sheets := readSheets(t)
	tried := 0
	for _, s := range sheets {
		t.Run(s.name, func(t *testing.T) {
			for _, c := range s.cases {
				st := newStage(t, c.laws)
				for _, given := range [][]deed{world, s.given, c.given} {
					for _, d := range given {
						st.happen(d)
					}
				}
				p, _, ok := st.try(c.when)
				proposals := []*register.Proposal{p}
				if ok {
					proposals = append(proposals, withFaults(p)...)
				}
				back, others := st.sitAt(c.when), st.others()
				for _, p := range proposals {
					n, difference := st.toldOfOthers(p, others)
					if tried += n; difference != "" {
						t.Fatalf("%s/%s.txt:%d, of whom it names (-) and of others (+) is told:\n%s\n%s", rulesFolder, s.name, c.line, p.Payload, difference)
					}
				}
				back()
			}
		})
	}
	if tried < 10_000 {
		t.Errorf("only %d were tried", tried)
	}
}

// toldOfOthers tries a proposal with all others in the place of those whom it names, and returns
// how often, and the first difference in what is told.
func (s *stage) toldOfOthers(p *register.Proposal, renamings []*strings.Replacer) (tried int, difference string) {
	decided, _ := s.decide(p)
	want := toldToOthers(decided.Findings())
	seen := map[string]bool{}
	for _, others := range renamings {
		q := renamed(p, others)
		text := fmt.Sprint(string(q.Payload), q.Examined, q.Seen)
		if seen[text] {
			continue
		}
		seen[text] = true
		tried++
		again, _ := s.decide(q)
		if d := cmp.Diff(want, toldToOthers(again.Findings())); d != "" {
			return tried, string(q.Payload) + "\n" + d
		}
	}
	return tried, ""
}

// toldToOthers are the findings as whoever may not read of the protected reads them.
func toldToOthers(found []register.Finding) (out []string) {
	for _, f := range disclosure.Redact(found) {
		if !slices.Contains(notThere, f.Code) {
			out = append(out, fmt.Sprint(f.Severity, " ", f.Code, " at ", f.Field, " ", f.Args))
		}
	}
	return out
}

// others lists ways to put others in the place of all who are named: each time everybody is another,
// so that who is named twice still is.
func (s *stage) others() (out []*strings.Replacer) {
	var people, households, done, nobody []string
	for _, name := range slices.Sorted(maps.Keys(s.ids)) {
		switch s.ref(name).Kind {
		case register.SubjectPerson:
			people = append(people, s.ids[name])
		case register.SubjectHousehold:
			households = append(households, s.ids[name])
		}
	}
	for _, a := range s.acts {
		done = append(done, string(a.ID))
	}
	for i, name := range slices.Concat(people, households, done) {
		nobody = append(nobody, `"`+name+`"`, `"`+newID(0x10000+i)+`"`)
	}
	for n := 1; n < max(len(people), len(households), len(done)); n++ {
		var pairs []string
		for _, list := range [][]string{people, households, done} {
			for i, name := range list {
				pairs = append(pairs, `"`+name+`"`, `"`+list[(i+n)%len(list)]+`"`)
			}
		}
		out = append(out, strings.NewReplacer(pairs...))
	}
	return append(out, strings.NewReplacer(nobody...))
}

// renamed is the same proposal about others.
func renamed(p *register.Proposal, others *strings.Replacer) *register.Proposal {
	q := *p
	q.Payload = []byte(others.Replace(string(p.Payload)))
	name := func(text string) string { return strings.Trim(others.Replace(`"`+text+`"`), `"`) }
	q.Examined, q.Seen = slices.Clone(p.Examined), slices.Clone(p.Seen)
	for i := range q.Examined {
		q.Examined[i].Person = name(q.Examined[i].Person)
	}
	for i := range q.Seen {
		q.Seen[i].Subject = name(q.Seen[i].Subject)
	}
	return &q
}

// withFaults lists the proposals in which one member of the payload is missing, or is what no member
// should be.
func withFaults(p *register.Proposal) (out []*register.Proposal) {
	payload := map[string]json.RawMessage{}
	if json.Unmarshal(p.Payload, &payload) != nil {
		return nil
	}
	with := func(member, value string) {
		changed := maps.Clone(payload)
		if changed[member] = json.RawMessage(value); value == "" {
			delete(changed, member)
		}
		q := *p
		q.Payload, _ = json.Marshal(changed)
		if _, bad := acts.Decode(&q); bad == nil {
			out = append(out, &q)
		}
	}
	kind, _ := acts.Describe(p.Kind)
	of := reflect.TypeOf(kind.New()).Elem()
	for i := range of.NumField() {
		member, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ",")
		for _, fault := range []string{"", `"?"`, `"2999"`, `-1`, `true`, `{}`, `[]`, `[""]`, `[{}]`, `[{},{}]`} {
			with(member, fault)
		}
	}
	return out
}
