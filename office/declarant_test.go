package office_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"samano/access"
	"samano/acts"
	"samano/internal/testenv"
	"samano/office/application"
	"samano/office/examination"
	"samano/register"
)

// Who declares by number is registered and alive: neither a slip of the pen nor the deceased
// declares. The name that was given stays beside the number.
func TestTheDeclarantsNumberIsOfSomebodyWhoLives(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	sister, late := w.alone(t, "ແກ້ວ", "1990-04-01", "0101001", "31"), w.alone(t, "ຄຳ", "1991-04-01", "0101001", "32")
	dead := w.alone(t, "ບຸນ", "1992-04-01", "0101001", "33")
	death := func(p *register.Person) register.Proposal {
		d := w.Proposal("death", acts.Death{Person: string(p.Number()), Died: register.Exact(w.Today() - 1)})
		d.Happened, d.Evidence = register.Exact(w.Today()-1), []register.Evidence{{Kind: "death-notice", Note: "1"}}
		return d
	}
	w.Must(t, death(dead))
	by := func(number string) application.DraftInput {
		in := draft(death(late))
		in.Acts[0].ID = register.ActID(testenv.NewID())
		in.Declarant = application.Declarant{Person: number, Name: "ນາງ ແກ້ວ", Relation: "sister"}
		return in
	}
	right := string(sister.Number())
	wrong := right[:11] + string('0'+(right[11]-'0'+1)%10)
	for text, code := range map[string]string{"abc": "number-not-digits", wrong: "number-check-digits"} {
		_, err := w.SaveDraft(ctx, w.noy, by(text), 0)
		wants(t, err, register.Invalid, code)
	}
	for number, code := range map[string]string{
		string(dead.Number()): examination.CodeDeclarantDead, string(late.Number()): examination.CodeDeclarantDead, w.free(t): examination.CodeDeclarantNotFound,
	} {
		a, err := w.SaveDraft(ctx, w.noy, by(number), 0)
		must(t, err)
		a, err = w.Declare(ctx, w.noy, a.ID, a.Version)
		if wants(t, err, register.Invalid, code); a.State != application.Draft {
			t.Errorf("%s: it is %s", code, a.State)
		}
	}
	if len(w.lookedAt(t, dead)) == 0 {
		t.Error("that somebody is dead is told without a look")
	}
	unsaid, err := w.SaveDraft(ctx, w.noy, by(string(dead.Number())), 0)
	must(t, err)
	for n, failed := 0, true; failed; n++ {
		w.looking.armed, w.looking.left = true, n
		_, err := w.Declare(ctx, w.noy, unsaid.ID, unsaid.Version)
		if failed = !w.looking.armed; failed && !errors.Is(err, errDesk) {
			t.Errorf("look %d cannot be written, and it comes to %v", n, err)
		}
	}
	w.looking.armed = false
	a := w.declare(t, w.noy, by(right[:4]+" "+right[4:8]+" "+right[8:]))
	if got, want := a.Acts[0].Proposal.Declarant, "ນາງ ແກ້ວ, "+right+", sister"; got != want {
		t.Errorf("the act names the declarant as %q, not %q", got, want)
	}
}

// Whether a protected person is dead is told to the national desk alone.
func TestNobodyLearnsByADeclarantWhetherSomebodyProtectedIsDead(t *testing.T) {
	w := newWorld(t)
	late, hidden := w.alone(t, "ຄຳ", "1991-04-01", "0101001", "32"), w.alone(t, "ບຸນ", "1992-04-01", "0101001", "33")
	w.protect(t, hidden)
	w.Must(t, w.Proposal("death", acts.Death{Person: string(hidden.Number()), Died: register.Exact(w.Today() - 1)}))
	in := draft(w.Proposal("name-change", acts.NameChange{Person: string(late.Number()), Name: testenv.Named("ໃໝ່", "Mai")}))
	in.Acts[0].ID, in.Acts[0].Evidence = register.ActID(testenv.NewID()), []register.Evidence{{Kind: "declaration", Note: "1"}}
	in.Declarant = application.Declarant{Person: string(hidden.Number()), Name: "ນາງ ແກ້ວ"}
	if a := w.declare(t, w.noy, in); a.State != application.Declared || !w.refusedLook(t, hidden) {
		t.Errorf("it is %s; looks %+v", a.State, w.lookedAt(t, hidden))
	}
}

// free returns a number that nobody has.
func (w *world) free(t *testing.T) string {
	t.Helper()
	n, err := w.Scheme.Format(999999)
	must(t, err)
	return n
}

// deadMan returns the number of somebody who has died.
func (w *world) deadMan(t *testing.T) string {
	t.Helper()
	dead := w.alone(t, "ສີ", "1950-04-01", "0101001", "39")
	d := w.Proposal("death", acts.Death{Person: string(dead.Number()), Died: register.Exact(w.Today() - 1)})
	d.Happened, d.Evidence = register.Exact(w.Today()-1), []register.Evidence{{Kind: "death-notice", Note: "1"}}
	w.Must(t, d)
	return string(dead.Number())
}

// A protected declarant stands by name and number before the national desk and whoever typed both, and
// before nobody else who wrote at the application: not on it, not in a list.
func TestAProtectedDeclarantIsNotShown(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	declarant, late := w.alone(t, "ແກ້ວ", "1990-04-01", "0101001", "31"), w.alone(t, "ຄຳ", "1991-04-01", "0101001", "32")
	in := draft(w.Proposal("name-change", acts.NameChange{Person: string(late.Number()), Name: testenv.Named("ໃໝ່", "Mai")}))
	in.Acts[0].ID, in.Acts[0].Evidence = register.ActID(testenv.NewID()), []register.Evidence{{Kind: "declaration", Note: "1"}}
	in.Declarant = application.Declarant{Person: string(declarant.Number()), Name: "ນາງ ແກ້ວ", Relation: "sister"}
	a := w.declare(t, w.noy, in)
	shown := func(who access.Actor) (application.Declarant, application.Entry) {
		v, err := w.Open(ctx, who, a.ID)
		must(t, err)
		listed, _, err := w.Taken(ctx, who, nil, application.Cursor{})
		if c := w.national; c.Officer.ID == who.Officer.ID {
			listed, _, err = w.Queue(ctx, who, true, application.Cursor{})
		}
		must(t, err)
		if len(listed) != 1 {
			t.Fatalf("listed are %+v", listed)
		}
		return v.Declarant, listed[0]
	}
	if d, e := shown(w.kham); d != in.Declarant || e.Declarant != in.Declarant.Name || e.Withheld {
		t.Errorf("before the protection it is %+v, %+v", d, e)
	}
	w.protect(t, declarant)
	if d, e := shown(w.kham); d != (application.Declarant{}) || e.Declarant != "" || !e.Withheld {
		t.Errorf("the district is shown %+v, %+v", d, e)
	}
	for name, who := range map[string]access.Actor{"the national desk": w.national, "who typed it": w.noy} {
		if d, e := shown(who); d != in.Declarant || e.Declarant != in.Declarant.Name || e.Withheld {
			t.Errorf("%s is shown %+v, %+v", name, d, e)
		}
	}
	// A colleague who hands it in anew, by whom it was not typed, has written at it and is not shown them;
	// nor do they type another over it.
	a, err := w.Return(ctx, w.national, a.ID, w.stored(t, a.ID).Version, []application.Reason{{Act: -1, Text: "x"}})
	must(t, err)
	in.ID = a.ID
	other := in
	other.Declarant.Relation = "aunt"
	_, err = w.SaveDraft(ctx, w.kham, other, a.Version)
	wants(t, err, register.Forbidden, access.CodeNationalDesk)
	a, err = w.Declare(ctx, w.kham, a.ID, a.Version)
	must(t, err)
	if v, err := w.Open(ctx, w.kham, a.ID); err != nil || v.Declarant != (application.Declarant{}) || !v.DeclarantWithheld || !slices.Contains(v.Writers, w.kham.Officer.ID) {
		t.Errorf("a colleague who wrote at it is shown %+v, %v", v, err)
	}
	taken, _, err := w.Taken(ctx, w.noy, nil, application.Cursor{})
	if must(t, err); len(taken) != 1 || taken[0].Declarant != in.Declarant.Name {
		t.Errorf("who typed it has taken %+v", taken)
	}
}

// A declarant whom a second officer types anew is known to that officer, and not to whoever typed the
// former.
func TestADeclarantIsKnownToWhoTypedThemLast(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	declarant := w.alone(t, "ແກ້ວ", "1990-04-01", "0101001", "31")
	in := draft(w.BirthForm(t, "", "2026-10-20"))
	in.Declarant = application.Declarant{Person: string(declarant.Number()), Name: "ນາງ ແກ້ວ", Relation: "sister"}
	a, err := w.SaveDraft(ctx, w.noy, in, 0)
	must(t, err)
	in.Declarant.Relation = "aunt"
	_, err = w.SaveDraft(ctx, w.kham, in, a.Version)
	must(t, err)
	w.protect(t, declarant)
	if v, err := w.Open(ctx, w.kham, a.ID); err != nil || v.Declarant != in.Declarant {
		t.Errorf("who typed another is shown %+v, %v", v, err)
	}
	if v, err := w.Open(ctx, w.noy, a.ID); err != nil || v.Declarant != (application.Declarant{}) || !v.DeclarantWithheld {
		t.Errorf("who typed the former is shown %+v, %v", v, err)
	}
}
