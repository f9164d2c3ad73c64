package audit

import (
	"testing"

	"samano/register"
	"samano/store"
)

// A document that lists an act of somebody else is wrong by itself, though it is what its list of acts makes of it: the
// sums over many documents do not have to show it.
func TestADocumentListsNoActOfAnother(t *testing.T) {
	one, other := register.PersonRef(1), register.PersonRef(2)
	sexOf := func(ref register.Ref) []register.Effect {
		return []register.Effect{{Subject: ref, Op: register.OpOpen, Value: register.Female}}
	}
	effects := map[register.Seq][]register.Effect{1: sexOf(one), 2: sexOf(other), 7: sexOf(other), 8: sexOf(one)}
	for name, c := range map[string]struct {
		list  []register.Seq
		wrong bool
	}{
		"its own acts":                  {[]register.Seq{1}, false},
		"its own, and a later one":      {[]register.Seq{1, 8}, false},
		"one of another":                {[]register.Seq{1, 2}, true},
		"a later one of another":        {[]register.Seq{1, 7}, true},
		"one that there is not":         {[]register.Seq{1, 3}, true},
		"a later one that is not there": {[]register.Seq{1, 9}, true},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := register.NewSubject(one)
			if err != nil {
				t.Fatal(err)
			}
			for _, seq := range c.list {
				if s, err = register.Fold(s, seq, effects[seq]); err != nil {
					t.Fatal(err)
				}
			}
			v := verification{upto: 5}
			d := docRead{ref: one, read: true}
			v.refoldOne(&d, store.Subject{Ref: one, Seq: s.Seq(), Doc: register.AppendDocument(nil, s)}, s, effects)
			if d.wrong() != c.wrong {
				t.Errorf("wrong: %t", d.wrong())
			}
		})
	}
}
