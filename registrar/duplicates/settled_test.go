package duplicates

import (
	"testing"

	"samano/register"
)

func TestSettled(t *testing.T) {
	name := register.Facts[register.Name]{{Value: register.Name{Kind: register.OfficialName, Forms: []register.NameForm{
		{Script: register.Lao, Parts: []register.NamePart{{Given: "ບຸນມີ"}, {Surname: "ວົງສາ"}}},
	}}}}
	parent := func(role register.ParentRole, id register.PersonID) register.Facts[register.Parent] {
		return register.Facts[register.Parent]{{Value: register.Parent{Role: role, Party: register.Party{Person: id}, Basis: register.ByBirth}}}
	}
	born := func(day register.Day, order int) register.Facts[register.Birth] {
		return register.Facts[register.Birth]{{Value: register.Birth{Date: register.Exact(day), Order: order}}}
	}
	void := func(facts register.Facts[register.Parent]) register.Facts[register.Parent] {
		facts[0].Trail = []register.Trace{{By: register.EffectRef{Seq: 9}, Op: register.OpVoid}}
		return facts
	}
	tests := []struct {
		name string
		p, q register.Person
		want bool
	}{
		{"two people of one name", register.Person{ID: 1, Names: name}, register.Person{ID: 2, Names: name}, false},
		{"father and son of one name", register.Person{ID: 1, Names: name}, register.Person{ID: 2, Names: name, Parents: parent(register.Father, 1)}, true},
		{"the son of another of that name", register.Person{ID: 1, Names: name}, register.Person{ID: 2, Names: name, Parents: parent(register.Father, 3)}, false},
		{"a father who was found not to be", register.Person{ID: 1, Names: name}, register.Person{ID: 2, Names: name, Parents: void(parent(register.Father, 1))}, false},
		{"husband and wife", register.Person{ID: 1}, register.Person{ID: 2, Partners: register.Facts[register.Partner]{{Value: register.Partner{With: register.Party{Person: 1}}}}}, true},
		{"merged once", register.Person{ID: 1, SameAs: register.Facts[register.SameAs]{{Value: register.SameAs{Person: 2}}}}, register.Person{ID: 2}, true},
		{"twins", register.Person{ID: 1, Births: born(7000, 1), Parents: parent(register.Mother, 3)}, register.Person{ID: 2, Births: born(7000, 2), Parents: parent(register.Mother, 3)}, true},
		{"one place in the order of birth twice", register.Person{ID: 1, Births: born(7000, 1), Parents: parent(register.Mother, 3)}, register.Person{ID: 2, Births: born(7000, 1), Parents: parent(register.Mother, 3)}, false},
		{"one day, two mothers", register.Person{ID: 1, Births: born(7000, 1), Parents: parent(register.Mother, 3)}, register.Person{ID: 2, Births: born(7000, 2), Parents: parent(register.Mother, 4)}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, pair := range [][2]*register.Person{{&tt.p, &tt.q}, {&tt.q, &tt.p}} {
				if tt.name == "husband and wife" || tt.name == "merged once" {
					// Both records hold the fact in a register; here one does.
					if got := Settled(&tt.p, &tt.q) || Settled(&tt.q, &tt.p); got != tt.want {
						t.Errorf("settled: %v", got)
					}
					continue
				}
				if got := Settled(pair[0], pair[1]); got != tt.want {
					t.Errorf("settled: %v", got)
				}
			}
		})
	}
}
