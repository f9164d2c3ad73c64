package certificate_test

import (
	"context"
	"testing"

	"samano/access"
	"samano/acts"
	"samano/certificate"
	"samano/internal/testenv"
	"samano/register"
)

func (w *world) movesTo(t *testing.T, who *register.Person, code register.Code, house string) {
	t.Helper()
	w.Must(t, w.Proposal(register.KindMove, acts.Move{Persons: []string{string(who.Number())}, To: acts.Dwelling{Code: code, House: house}}))
}

// The last home of the dead is no home by which the office of a copy is told.
func TestCopiesOfTheDeadDoNotTellWhereTheProtectedLives(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	man := w.Resident(t, "ບຸນ", register.Male, "1990-01-05", "0101001")
	woman := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	wed := w.Proposal(register.KindMarriage, acts.Marriage{Spouses: [2]acts.Who{{Person: string(man.Number())}, {Person: string(woman.Number())}}, At: acts.PlaceOf{Code: "0101"}})
	wed.Happened, wed.Evidence = testenv.Date(t, "2026-10-30"), []register.Evidence{{Kind: "joint-request", Note: "1"}, {Kind: "identity-document", Note: "2"}}
	w.registered(t, wed)
	w.movesTo(t, man, "0102001", "88")
	w.movesTo(t, woman, "0102001", "88")
	w.SetToday((w.Today() + 1).String())
	died := w.Must(t, w.Proposal(register.KindDeath, acts.Death{Person: string(man.Number()), Died: register.Exact(w.Today())}))[0]
	w.SetToday((w.Today() + 1).String())
	for _, who := range []access.Actor{w.kham, w.other} {
		for _, req := range []certificate.Request{{Kind: "marriage", Act: string(wed.ID)}, {Kind: "death", Act: string(died.ID)}} {
			req.ID, req.Case = certificate.CopyID(testenv.NewID()), "REQ-1"
			_, err := w.Certify(ctx, who, req)
			must(t, err)
		}
	}
	w.Must(t, w.Proposal(register.KindProtection, acts.Protection{Person: string(woman.Number()), Article: "art. 1"}))
	list, err := w.CopiesOf(ctx, w.kham, string(man.Number()), "REQ-3")
	must(t, err)
	for _, c := range list {
		if c.Office == w.other.Office.ID {
			t.Errorf("a %s copy about him tells office %s, where the protected widow lives in his last home", c.Kind, c.Office)
		}
	}
}

// wedThere lets a wife live in 0102 where somebody protected lives, and move back to 0101; copies of her marriage
// were issued by both offices.
func (w *world) wedThere(t *testing.T) (man, wife *register.Person) {
	t.Helper()
	man, wife = w.Resident(t, "ບຸນ", register.Male, "1990-01-05", "0101001"), w.Resident(t, "ສີ", register.Female, "1995-05-12", "0101001")
	protected := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	w.movesTo(t, wife, "0102001", "88")
	w.movesTo(t, protected, "0102001", "88")
	wed := w.Proposal(register.KindMarriage, acts.Marriage{Spouses: [2]acts.Who{{Person: string(man.Number())}, {Person: string(wife.Number())}}, At: acts.PlaceOf{Code: "01"}})
	wed.Happened, wed.Evidence = testenv.Date(t, "2026-10-30"), []register.Evidence{{Kind: "joint-request", Note: "1"}, {Kind: "identity-document", Note: "2"}}
	w.registered(t, wed)
	for _, who := range []access.Actor{w.kham, w.other} {
		_, err := w.Certify(context.Background(), who, certificate.Request{ID: certificate.CopyID(testenv.NewID()), Kind: "marriage", Act: string(wed.ID), Case: "REQ-1"})
		must(t, err)
	}
	w.SetToday((w.Today() + 1).String())
	w.movesTo(t, wife, "0101001", "3")
	w.Must(t, w.Proposal(register.KindProtection, acts.Protection{Person: string(protected.Number()), Article: "art. 1"}))
	return man, wife
}

// Copies of whoever once lived there, of who stands on the paper beside them, and of a merged record.
func TestCopiesDoNotTellAFormerHome(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	twin := w.Resident(t, "ສີ", register.Female, "1995-05-12", "0101001")
	man, wife := w.wedThere(t)
	tells := func(what string, p *register.Person) {
		t.Helper()
		list, err := w.CopiesOf(ctx, w.kham, string(p.Number()), "REQ-3")
		must(t, err)
		if len(list) != 2 {
			t.Errorf("%s has %d copies", what, len(list))
		}
		for _, c := range list {
			if c.Office == w.other.Office.ID {
				t.Errorf("%s: a %s copy tells office %s", what, c.Kind, c.Office)
			}
		}
	}
	tells("she herself", wife)
	tells("her husband", man)
	w.Must(t, w.Proposal(register.KindMerge, acts.Merge{Survivor: string(twin.Number()), Other: string(wife.Number()), Reason: "x"}))
	tells("the survivor", twin)
	tells("the former number", wife)
}
