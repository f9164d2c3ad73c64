package acts

import (
	"testing"

	"samano/register"
)

func TestKinship(t *testing.T) {
	family := map[register.PersonID][]register.PersonID{ // child: parents
		1: nil, 2: {1}, 3: {1}, 4: {2}, 5: {3}, 6: {4}, 7: nil,
	}
	s := NewState(nil)
	for id, parents := range family {
		p := &register.Person{ID: id}
		for i, q := range parents {
			p.Parents = append(p.Parents, register.Fact[register.Parent]{Key: register.EffectRef{Seq: 1, N: int32(i)}, Value: register.Parent{Party: register.Party{Person: q}}})
		}
		s.Put(byPersonID(id), Entry{Presence: Present, Person: p})
	}
	tests := []struct {
		name   string
		a, b   register.PersonID
		degree int
		kin    bool
	}{
		{"parent and child", 1, 2, 1, true},
		{"siblings", 2, 3, 2, true},
		{"grandparent", 1, 4, 2, true},
		{"aunt and niece", 3, 4, 3, true},
		{"cousins", 4, 5, 4, true},
		{"strangers", 4, 7, 0, false},
		{"beyond grandparents nothing is known", 1, 6, 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, pair := range [][2]register.PersonID{{tt.a, tt.b}, {tt.b, tt.a}} {
				degree, kin := kinship(s, s.personByID(pair[0]), s.personByID(pair[1]))
				if kin != tt.kin || degree != tt.degree {
					t.Errorf("degree %d, kin %v", degree, kin)
				}
			}
		})
	}
}
