package office_test

import (
	"testing"

	"samano/acts"
	"samano/internal/testenv"
	"samano/register"
)

// Whom an application names as the declarant is looked at, and a protected declarant makes it the
// national desk's, by an application and without one.
func TestAProtectedDeclarantMakesItTheNationalDesks(t *testing.T) {
	w := newWorld(t)
	her, man := w.alone(t, "ແກ້ວ", "1990-04-01", "0102001", "31"), w.alone(t, "ດາ", "1970-04-01", "0101001", "9")
	w.protect(t, her)
	change := func() register.Proposal {
		q := w.Proposal("name-change", acts.NameChange{Person: string(man.Number()), Name: testenv.Named("ໃໝ່", "")})
		q.ID, q.Evidence = register.ActID(testenv.NewID()), []register.Evidence{{Kind: "declaration"}}
		return q
	}
	in := draft(change())
	in.Declarant.Person, in.Declarant.Name, in.Declarant.Relation = string(her.Number()), "", "sister"
	before := len(w.lookedAt(t, her))
	if a := w.declare(t, w.noy, in); a.Office != w.national.Office.ID {
		t.Errorf("decided at %s", a.Office)
	}
	if len(w.lookedAt(t, her)) == before {
		t.Error("no look is at the declarant")
	}
	q := w.submitted(change(), w.kham)
	q.Declarant = string(her.Number()) + ", sister"
	s, err := w.Submit(t.Context(), w.kham, []register.Proposal{q})
	if err != nil || s[0].Outcome != nil || s[0].Application == "" {
		t.Errorf("submitted without an application: %+v, %v", s, err)
	}
}
