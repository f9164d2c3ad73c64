package duplicates

import (
	"testing"

	"samano/register"
)

type test struct {
	name string
	p, q register.Person
	want bool
}

func TestSettled(t *testing.T) {
	called := func(given string) register.Facts[register.Name] {
		return register.Facts[register.Name]{{Value: register.Name{Kind: register.OfficialName, Forms: []register.NameForm{
			{Script: register.Lao, Parts: []register.NamePart{{Given: given}, {Surname: "ວົງສາ"}}},
		}}}}
	}
	name := called("ບຸນມີ")
	parent := func(role register.ParentRole, id register.PersonID) register.Facts[register.Parent] {
		return register.Facts[register.Parent]{{Value: register.Parent{Role: role, Party: register.Party{Person: id}, Basis: register.ByBirth}}}
	}
	on := func(date register.Date, order int) register.Facts[register.Birth] {
		return register.Facts[register.Birth]{{Value: register.Birth{Date: date, Order: order}}}
	}
	born := func(day register.Day, order int) register.Facts[register.Birth] {
		return on(register.Exact(day), order)
	}
	year := func(y int) register.Facts[register.Birth] { return on(register.InYear(y, register.Declared), 0) }
	family := func(father, son register.Facts[register.Birth]) (p, q register.Person) {
		return register.Person{ID: 1, Names: name, Births: father}, register.Person{ID: 2, Names: name, Births: son, Parents: parent(register.Father, 1)}
	}
	aged := func(what string, father, son register.Facts[register.Birth], want bool) test {
		p, q := family(father, son)
		return test{what, p, q, want}
	}
	died := func(what string, birth, death, other register.Facts[register.Birth], want bool) test {
		deaths := register.Facts[register.Death]{{Value: register.Death{Date: death[0].Value.Date}}}
		return test{what, register.Person{ID: 1, Names: name, Births: birth, Deaths: deaths}, register.Person{ID: 2, Names: name, Births: other}, want}
	}
	then, twelve := register.DayOf(1960, 5, 5), register.DayOf(1972, 5, 5)
	voided := []register.Trace{{By: register.EffectRef{Seq: 9}, Op: register.OpVoid}}
	void := func(facts register.Facts[register.Parent]) register.Facts[register.Parent] {
		facts[0].Trail = voided
		return facts
	}
	tests := []test{
		{"two people of one name", register.Person{ID: 1, Names: name}, register.Person{ID: 2, Names: name}, false},
		aged("father and son of one name", born(then, 0), born(twelve, 0), true),
		aged("a father who was not twelve", born(then, 0), born(twelve-1, 0), false),
		aged("a father of the son's own day", born(then, 0), born(then, 0), false),
		aged("a father younger than the son", born(twelve, 0), born(then, 0), false),
		aged("years in which he was twelve whatever the days", year(1960), year(1973), true),
		aged("years in which he was perhaps eleven", year(1960), year(1972), false),
		aged("a son of whose birth nothing is known", born(then, 0), on(register.Date{}, 0), false),
		aged("a father of whose birth nothing is known", on(register.Date{}, 0), born(twelve, 0), false),
		{"the son of another of that name", register.Person{ID: 1, Names: name, Births: born(then, 0)}, register.Person{ID: 2, Names: name, Births: born(twelve, 0), Parents: parent(register.Father, 3)}, false},
		{"a father who was found not to be", register.Person{ID: 1, Names: name, Births: born(then, 0)}, register.Person{ID: 2, Names: name, Births: born(twelve, 0), Parents: void(parent(register.Father, 1))}, false},
		died("who died before the other was born", year(1950), year(1986), born(then+20000, 0), true),
		died("who died in the year of the other's birth", year(1950), year(1986), year(1986), false),
		died("who died on the day of both births", born(then, 0), born(then, 0), born(then, 0), false),
		died("who died on the day of birth, before the other was born", born(then, 0), born(then, 0), born(then+1, 0), true),
		died("of whose birth nothing is known", nil, year(1986), year(1987), true),
		died("who died nobody knows when", year(1950), on(register.Date{}, 0), year(1987), false),
		{"husband and wife", register.Person{ID: 1}, register.Person{ID: 2, Partners: register.Facts[register.Partner]{{Value: register.Partner{With: register.Party{Person: 1}}}}}, true},
		{"a marriage that was void", register.Person{ID: 1}, register.Person{ID: 2, Partners: register.Facts[register.Partner]{{Value: register.Partner{With: register.Party{Person: 1}}, Trail: voided}}}, false},
		{"merged once", register.Person{ID: 1, SameAs: register.Facts[register.SameAs]{{Value: register.SameAs{Person: 2}}}}, register.Person{ID: 2}, true},
		{"twins", register.Person{ID: 1, Births: born(7000, 1), Parents: parent(register.Mother, 3)}, register.Person{ID: 2, Births: born(7000, 2), Parents: parent(register.Mother, 3)}, true},
		{"twins of two names", register.Person{ID: 1, Names: name, Births: born(7000, 1), Parents: parent(register.Mother, 3)}, register.Person{ID: 2, Names: called("ບຸນມາ"), Births: born(7000, 2), Parents: parent(register.Mother, 3)}, true},
		{"twins of one name", register.Person{ID: 1, Names: name, Births: born(7000, 1), Parents: parent(register.Mother, 3)}, register.Person{ID: 2, Names: name, Births: born(7000, 2), Parents: parent(register.Mother, 3)}, false},
		{"one place in the order of birth twice", register.Person{ID: 1, Births: born(7000, 1), Parents: parent(register.Mother, 3)}, register.Person{ID: 2, Births: born(7000, 1), Parents: parent(register.Mother, 3)}, false},
		{"one day, two mothers", register.Person{ID: 1, Births: born(7000, 1), Parents: parent(register.Mother, 3)}, register.Person{ID: 2, Births: born(7000, 2), Parents: parent(register.Mother, 4)}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, pair := range [][2]*register.Person{{&tt.p, &tt.q}, {&tt.q, &tt.p}} {
				if tt.name == "husband and wife" || tt.name == "merged once" {
					// Both records hold the fact in a register; here one does.
					if got := Settled(&tt.p, &tt.q, 12) || Settled(&tt.q, &tt.p, 12); got != tt.want {
						t.Errorf("settled: %v", got)
					}
					continue
				}
				if got := Settled(pair[0], pair[1], 12); got != tt.want {
					t.Errorf("settled: %v", got)
				}
			}
		})
	}
}
