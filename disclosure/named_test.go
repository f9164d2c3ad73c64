package disclosure

import (
	"reflect"
	"slices"
	"testing"

	"samano/register"
)

// Whoever a present fact names is named, by whatever fact it is, once.
func TestNamedNow(t *testing.T) {
	party := func(id register.PersonID) register.Party { return register.Party{Person: id} }
	p := &register.Person{
		ID: 1,
		Parents: register.Facts[register.Parent]{
			fact(register.Parent{Role: register.Mother, Party: party(2)}),
			trailed(register.Parent{Role: register.Father, Party: party(3)}, register.OpVoid),
			trailed(register.Parent{Role: register.Father, Party: party(9)}, register.OpSeal),
			fact(register.Parent{Role: register.Father}),
		},
		Partners:  register.Facts[register.Partner]{trailed(register.Partner{With: party(4)}, register.OpEnd), fact(register.Partner{With: party(5)})},
		Guardians: register.Facts[register.Guardian]{fact(register.Guardian{Party: party(2)}), fact(register.Guardian{Party: party(6)})},
	}
	if got := NamedNow(p); !slices.Equal(slices.Sorted(slices.Values(got)), []register.PersonID{2, 5, 6}) {
		t.Errorf("a person names %v", got)
	}
	h := &register.Household{ID: 1, Members: register.Facts[register.Member]{fact(register.Member{Person: 7}), trailed(register.Member{Person: 8}, register.OpEnd)}}
	if got := NamedNow(h); !slices.Equal(got, []register.PersonID{7}) {
		t.Errorf("a household names %v", got)
	}
	if got := NamedNow(nil); got != nil {
		t.Errorf("nothing names %v", got)
	}
}

// The look at an act has a place for each subject and for each address that the act opens.
func TestPeopleAndPlacesOfAnAct(t *testing.T) {
	person, household, place := register.PersonRef(1), register.HouseholdRef(2), register.PlaceRef(3)
	c := &Cover{
		persons:    map[register.PersonID]*register.Person{1: {ID: 1, Residences: register.Facts[register.Residence]{fact(home(11)), fact(home(12))}}},
		households: map[register.HouseholdID]*register.Household{2: {ID: 2, Addresses: register.Facts[register.Address]{fact(register.Address{Place: 13})}}},
	}
	a := &register.Act{Effects: []register.Effect{
		{Subject: person, Op: register.OpOpen, Value: home(14)},
		{Subject: household, Op: register.OpOpen, Value: register.Address{Place: 15}},
		{Subject: place, Op: register.OpOpen, Value: register.Code("01")},
		{Subject: household, Op: register.OpOpen, Value: register.Member{Person: 4}},
		{Subject: household, Op: register.OpOpen, Value: register.Head{Person: 5}},
		{Subject: person, Op: register.OpEnd, Fact: register.EffectRef{Seq: 1}},
		{Subject: register.PersonRef(9), Op: register.OpOpen, Value: register.Male}, // of whom the cover was not made
	}}
	if got, want := NamedIn(a), People(4, 5); !slices.Equal(got, want) {
		t.Errorf("it names %v, want %v", got, want)
	}
	if got, want := c.PlacesOf(a, opensNobody), [][]register.PlaceID{{11, 12}, {13}, {3}, nil, {14}, {15}}; !reflect.DeepEqual(got, want) {
		t.Errorf("its places are %v, want %v", got, want)
	}
	named := func(refs ...register.Ref) bool { return slices.Contains(refs, household) }
	if got, want := c.PlacesOf(a, named), [][]register.PlaceID{{11, 12}, {3}, nil, {14}}; !reflect.DeepEqual(got, want) {
		t.Errorf("where the case opens the household its places are %v, want %v", got, want)
	}
}

func opensNobody(...register.Ref) bool { return false }

// Of the protected nothing is told but what the proposal itself gives rise to.
func TestRedact(t *testing.T) {
	law := map[string]string{"kind": "death-notice", "limit": "3", "days": "30", "age": "18", "level": "district", "authority": "court", "role": "mother", "class": "blue", "code": "0101", "value": "x"}
	findings := []register.Finding{
		{Code: "office-outside-area", Field: "office"},
		{Code: "already-lives-there", Field: "payload.persons.0", Severity: register.Blocking},
		{Code: "person-dead", Field: "payload.person", Article: "art. 1", Severity: register.Blocking, Args: map[string]string{"died": "2020"}},
		{Code: "mother-too-young", Severity: register.NeedsDecision},
		{Code: "number-wrong-digit"},
		{Code: "declared-late", Article: "art. 2", Args: law},
		{Code: "text-too-long", Args: map[string]string{"limit": "9", "subject": "1"}},
		{Code: "date-in-future", Field: "payload.right.birth.date"}, // found with the fact that is corrected
		{Code: "reason-missing", Field: "payload.decisions.0.reason"},
	}
	whole := slices.Clone(findings)
	want := []register.Finding{
		{Code: "number-wrong-digit"}, {Code: "declared-late", Article: "art. 2", Args: law}, {Code: "text-too-long", Args: map[string]string{"limit": "9", "subject": "–"}},
	}
	if got := Redact(findings); !reflect.DeepEqual(got, want) {
		t.Errorf("redacted: %+v", got)
	}
	if !reflect.DeepEqual(findings, whole) || findings[6].Args["subject"] != "1" {
		t.Errorf("the findings themselves were changed: %+v", findings)
	}
	if Redact(nil) != nil {
		t.Error("of no findings something was left")
	}
}

func TestOneFindingAboutOthersIsLeft(t *testing.T) {
	args := map[string]string{register.ArgPerson: "1"}
	got := FindingsWithoutOthers([]register.Finding{
		{Code: register.CodeSurelyRegistered, Field: "payload", Article: "art. 9", Args: args},
		{Code: register.CodePerhapsRegistered, Field: "payload", Article: "art. 8", Args: args},
		{Code: register.CodePerhapsRegistered, Args: args},
		{Code: register.CodeSurelyRegistered, Args: args},
	})
	if want := []register.Finding{{Code: register.CodePerhapsRegistered, Field: "payload"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
}

// Findings tell of somebody as soon as one of them has something that Redact would take out.
func TestFindingsThatTell(t *testing.T) {
	ofLaw := register.Finding{Code: "declared-late", Args: map[string]string{"days": "30", "limit": "60"}}
	for name, c := range map[string]struct {
		findings []register.Finding
		want     bool
	}{
		"none":                            {nil, false},
		"without arguments":               {[]register.Finding{{Code: "number-wrong-digit"}}, false},
		"of the law":                      {[]register.Finding{ofLaw}, false},
		"of somebody":                     {[]register.Finding{{Code: "person-dead", Args: map[string]string{"died": "2020"}}}, true},
		"of the law and of somebody":      {[]register.Finding{{Code: "person-dead", Args: map[string]string{"days": "30", "died": "2020"}}}, true},
		"the second of somebody":          {[]register.Finding{ofLaw, {Code: "person-dead", Args: map[string]string{"died": "2020"}}}, true},
		"of where somebody lives":         {[]register.Finding{{Code: "not-a-member"}}, true},
		"the second of where somebody is": {[]register.Finding{ofLaw, {Code: "already-lives-there"}}, true},
	} {
		if got := Tells(c.findings); got != c.want {
			t.Errorf("findings %s: they tell %v", name, got)
		}
	}
}
