package acts_test

import (
	"fmt"
	"strings"
	"testing"

	"samano/register"
)

// A list of a payload may have as many entries as its limit says, and not one more. What else is
// wrong with the entries does not matter here.
func TestLimitsOfLists(t *testing.T) {
	const part, form = `{"given":"A"}`, `{"script":"Latn","parts":[{"given":"A"}]}`
	for _, l := range []struct {
		kind        register.Kind
		payload     string // with the list in place of %s
		item        string
		most        int
		code, field string
	}{
		{"move", `{"persons":[%s]}`, `""`, 500, "household-too-large", "payload.persons"},
		{"temporary-stay", `{"persons":[%s]}`, `""`, 500, "household-too-large", "payload.persons"},
		{"member-relation", `{"members":[%s]}`, `{"person":""}`, 500, "household-too-large", "payload.members"},
		{"inquiry", `{"person":"@nobody","facts":[%s]}`, `"1.1"`, 200, "fact-count", "payload.facts"},
		{"place-change", `{"steps":[%s]}`, `{"place":"1"}`, 1000, "place-step-count", "payload.steps"},
		{"place-change", `{"steps":[{"place":"0101","successors":[%s]}]}`, `"1"`, 20, "place-successors", "payload.steps.0.successors"},
		{"naming", `{"name":[%s]}`, form, 4, "name-too-many-forms", "payload.name"},
		{"naming", `{"name":[{"script":"Latn","parts":[%s]}]}`, part, 8, "name-part-count", "payload.name.0.parts"},
	} {
		t.Run(string(l.kind)+" "+l.field, func(t *testing.T) {
			for _, n := range []int{l.most, l.most + 1} {
				list := strings.TrimSuffix(strings.Repeat(l.item+",", n), ",")
				st := newStage(t, nil)
				_, c, _ := st.try(parseDeed(fmt.Sprintf("%s 2026-11-01 "+l.payload, l.kind, list)))
				found := false
				for _, f := range c.Findings() {
					if f.Code == l.code && f.Field == l.field && f.Severity == register.Blocking {
						found = true
						if f.Args["limit"] != fmt.Sprint(l.most) {
							t.Errorf("the limit is told as %q", f.Args["limit"])
						}
					}
				}
				if found != (n > l.most) {
					t.Errorf("%d entries: %s is %v", n, l.code, found)
				}
			}
		})
	}
}
