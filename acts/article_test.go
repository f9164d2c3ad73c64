package acts_test

import (
	"encoding/json"
	"slices"
	"testing"

	"samano/law"
	"samano/register"
)

// entitled returns the same values through time, each under this article.
func entitled[T any](r law.Rule[T], article string) law.Rule[T] {
	r = slices.Clone(r)
	for i := range r {
		r[i].Article = article
	}
	return r
}

// What a check reads from the law pack, it names by the pack's article.
func TestFindingsNameTheArticleOfTheirRule(t *testing.T) {
	village := `{"level":"village","name":{"latin":"Thongkang"},`
	tests := []struct {
		name     string
		kind     register.Kind
		payload  string
		evidence string
		code     string
		field    string
		article  string
	}{
		{"a document of no kind in the list", "household-open", `{}`, "napkin", "evidence-kind-unknown", "evidence.0.kind", "evidence"},
		{"a household of no kind in the list", "household-open", `{"kind":"castle"}`, "", "not-in-list", "payload.kind", "kinds"},
		{"a relation that is not in the list", "household-open", `{"members":[{"person":"@x","relation":"rival"}]}`, "", "not-in-list", "payload.members.0.relation", "relations"},
		{"a book of no class", "household-open", `{"books":[{"class":"pink","number":"7"}]}`, "", "not-in-list", "payload.books.0.class", "books"},
		{"a dwelling in a whole district", "household-open", `{"dwelling":{"code":"0101"}}`, "", "place-without-dwellings", "payload.dwelling.code", "district"},
		{"a status that is not in the list", "residence-status", `{"person":"@x","opens":{"kind":"guest"}}`, "", "not-in-list", "payload.opens.kind", "statuses"},
		{"a number of no kind in the list", "identifier", `{"person":"@x","opens":{"kind":"tattoo","value":"7"}}`, "", "not-in-list", "payload.opens.kind", "identifiers"},
		{"a guardian of no scope", "guardianship", `{"person":"@x","guardian":{"person":"@y"},"scope":"soul"}`, "", "not-in-list", "payload.scope", "scopes"},
		{"a reason to be away that is not in the list", "absence", `{"persons":["@x"],"reason":"whim"}`, "", "absence-reason-unlisted", "payload.reason", "reasons"},
		{"a code too short", "place-change", `{"steps":[` + village + `"code":"01","parent":"0101"}]}`, "", "place-code-malformed", "payload.steps.0.code", "village"},
		{"a code under another unit's", "place-change", `{"steps":[` + village + `"code":"0102009","parent":"0101"}]}`, "", "place-code-not-under-parent", "payload.steps.0.code", "village"},
		{"a village under a province", "place-change", `{"steps":[` + village + `"code":"0101009","parent":"01"}]}`, "", "place-parent-level", "payload.steps.0.parent", "village"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newBook(t, laos)
			b.law.Persons.EvidenceKinds = entitled(b.law.Persons.EvidenceKinds, "evidence")
			b.law.Persons.StatusKinds = entitled(b.law.Persons.StatusKinds, "statuses")
			b.law.Persons.IdentifierKinds = entitled(b.law.Persons.IdentifierKinds, "identifiers")
			b.law.Persons.GuardianScopes = entitled(b.law.Persons.GuardianScopes, "scopes")
			b.law.Household.Kinds = entitled(b.law.Household.Kinds, "kinds")
			b.law.Household.Relations = entitled(b.law.Household.Relations, "relations")
			b.law.Household.BookClasses = entitled(b.law.Household.BookClasses, "books")
			b.law.Residence.AbsenceReasons = entitled(b.law.Residence.AbsenceReasons, "reasons")
			b.law.Territory.Levels = slices.Clone(b.law.Territory.Levels)
			for i, l := range b.law.Territory.Levels {
				b.law.Territory.Levels[i].Article = string(l.Name)
			}
			p := b.proposal(tt.kind, register.Exact(b.today), json.RawMessage(tt.payload))
			if tt.evidence != "" {
				p.Evidence = []register.Evidence{{Kind: tt.evidence}}
			}
			c, ok := b.decide(p)
			i := slices.IndexFunc(c.Findings(), func(f register.Finding) bool { return f.Code == tt.code && f.Field == tt.field })
			if ok || i < 0 {
				t.Fatalf("no %s on %s: %v", tt.code, tt.field, c.Findings())
			}
			if got := c.Findings()[i].Article; got != tt.article {
				t.Errorf("article %q, want %q", got, tt.article)
			}
		})
	}
}
