package office_test

import (
	"context"
	"testing"

	"samano/acts"
	"samano/office/application"
	"samano/register"
)

// An office that lets somebody stay in house after house learns where somebody protected lives when the
// page of the one vanishes. So at that house it looks at the other, whom nothing names, and at no
// other house.
func TestProbingHousesLeavesALookAtWhoIsFound(t *testing.T) {
	ways := map[string]func(*testing.T, *world, register.Proposal) string{
		"by submitting": func(t *testing.T, w *world, p register.Proposal) string {
			p = w.submitted(p, w.kham)
			told, err := w.Submit(context.Background(), w.kham, []register.Proposal{p})
			must(t, err)
			if told[0].Outcome == nil || len(told[0].Findings) > 0 {
				t.Fatalf("it came to %+v", told[0])
			}
			return string(p.ID)
		},
		"by deciding": func(t *testing.T, w *world, p register.Proposal) string {
			a := w.declare(t, w.noy, draft(p))
			a, _, err := w.Decide(context.Background(), w.kham, a.ID, a.Version, nil)
			must(t, err)
			if a.State != application.Registered {
				t.Fatalf("it is %s", a.State)
			}
			return string(a.ID)
		},
	}
	for name, registers := range ways {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			her, friend := w.alone(t, "ແກ້ວ", "1990-04-01", "0101001", "31"), w.alone(t, "ດາ", "1970-04-01", "0101002", "9")
			w.protect(t, her)
			for _, house := range []string{"29", "30", "໓໑"} {
				before := len(w.lookedAt(t, her))
				stay := w.Proposal("temporary-stay", acts.TemporaryStay{Persons: []string{string(friend.Number())}, At: acts.Dwelling{Code: "0101001", House: house}})
				reference := registers(t, w, stay)
				looks := w.lookedAt(t, her) // the newest first
				looks = looks[:len(looks)-before]
				if house != "໓໑" {
					if len(looks) > 0 {
						t.Errorf("at house %s there are looks: %+v", house, looks)
					}
					continue
				}
				if len(looks) != 1 || !looks[0].Refused || looks[0].Officer != w.kham.Officer.ID || looks[0].Case != reference {
					t.Errorf("at her house the looks are %+v", looks)
				}
			}
		})
	}
}

// An act that undoes a move lets somebody live again where they lived, as one that moves them does. Where
// somebody protected lives there now the national desk decides, since the home is told to nobody else.
func TestUndoingAMoveLeavesALookAtWhoIsFound(t *testing.T) {
	w := newWorld(t)
	friend := w.alone(t, "ດາ", "1970-04-01", "0101001", "31")
	left := w.Must(t, w.Proposal(register.KindMove, acts.Move{Persons: []string{string(friend.Number())}, To: acts.Dwelling{Code: "0101001", House: "9"}}))[0]
	her := w.alone(t, "ແກ້ວ", "1990-04-01", "0101001", "31")
	w.protect(t, her)
	before := len(w.lookedAt(t, her))
	a := w.declare(t, w.noy, draft(w.Proposal(register.KindAnnulment, acts.Annulment{Act: string(left.ID), Reason: "x"})))
	declared := len(w.lookedAt(t, her))
	a, _, err := w.Decide(context.Background(), w.national, a.ID, a.Version, nil)
	must(t, err)
	looks := w.lookedAt(t, her)
	if a.State != application.Registered || declared == before || len(looks) != declared+1 || looks[0].Officer != w.national.Officer.ID || looks[0].Case != string(a.ID) {
		t.Errorf("it is %s, and the looks at her are %+v", a.State, looks)
	}
}
