package office_test

import (
	"context"
	"slices"
	"testing"

	"samano/access"
	"samano/acts"
	"samano/internal/testenv"
	"samano/office"
	"samano/office/application"
	"samano/register"
)

// kept brings a birth whose declaration holds a remark, a court and a sentence of who withdraws or
// refuses into each state in which an application is not examined, and into one in which it is stopped.
var kept = map[string]func(testing.TB, *world, register.Proposal) application.Application{
	"a draft": func(t testing.TB, w *world, p register.Proposal) application.Application {
		a, err := w.SaveDraft(context.Background(), w.noy, draft(p), 0)
		must(t, err)
		return a
	},
	"withdrawn": func(t testing.TB, w *world, p register.Proposal) application.Application {
		a := w.declare(t, w.noy, draft(p))
		a, err := w.Withdraw(context.Background(), w.noy, a.ID, a.Version, "ນາງຢູ່ສາລາ")
		must(t, err)
		return a
	},
	"returned": func(t testing.TB, w *world, p register.Proposal) application.Application {
		a := w.declare(t, w.noy, draft(p))
		a, err := w.Return(context.Background(), w.kham, a.ID, a.Version, []application.Reason{{Act: -1, Text: "ນາງຢູ່ສາລາ"}})
		must(t, err)
		return a
	},
	"refused": func(t testing.TB, w *world, p register.Proposal) application.Application {
		a := w.declare(t, w.noy, draft(p))
		a, err := w.Refuse(context.Background(), w.kham, a.ID, a.Version, []application.Reason{{Act: -1, Text: "ນາງຢູ່ສາລາ"}})
		must(t, err)
		return a
	},
	"registered": func(t testing.TB, w *world, p register.Proposal) application.Application {
		return w.registered(t, draft(p))
	},
	"waiting": func(t testing.TB, w *world, p register.Proposal) application.Application {
		return w.declare(t, w.noy, draft(p))
	},
	"stopped": func(t testing.TB, w *world, p register.Proposal) application.Application { // by stop
		return w.declare(t, w.noy, draft(p))
	},
}

// stop lets somebody die before the child of theirs was born that is declared.
func (w *world) stop(t testing.TB, state string, p *register.Person) {
	if state == "stopped" {
		w.Must(t, w.Proposal("death", acts.Death{Person: string(p.Number()), Died: testenv.Date(t, "2026-10-01")}))
	}
}

// aDeclaration is a birth with a text in every place that takes one.
func (w *world) aDeclaration(t testing.TB, mother *register.Person) register.Proposal {
	p := w.BirthForm(t, string(mother.Number()), "2026-10-20")
	p.Decision = register.Decision{By: register.ByCourtOrder, Authority: "court:0101", Reference: "ນາງຢູ່ສາລາ"}
	p.Evidence = []register.Evidence{{Kind: "court-decision", Note: "ນາງຢູ່ສາລາ"}}
	return p
}

// What was declared is read in every state by whoever may open the application, with whom it names, by
// a look at them: one who returns, refuses or appeals reads of whom. Without the look nothing leaves.
func TestWhatWasDeclaredIsReadInEveryState(t *testing.T) {
	for state, bring := range kept {
		t.Run(state, func(t *testing.T) {
			w, ctx := newWorld(t), context.Background()
			mother := w.alone(t, "ຄຳ", "1995-04-12", "0101001", "30")
			a := bring(t, w, w.aDeclaration(t, mother))
			w.stop(t, state, mother)
			for name, who := range map[string]access.Actor{"who took it": w.noy, "a colleague": w.kham, "the desk": w.national} {
				if state == "a draft" && name == "the desk" {
					continue
				}
				before := w.looksSoFar(t)
				v, err := w.Open(ctx, who, a.ID)
				must(t, err)
				if v.Acts[0].Withheld || !tells(t, v.Acts[0].Item, string(mother.Number())) || v.Acts[0].Proposal.Evidence[0].Note == "" {
					t.Errorf("%s reads %s", name, v.Acts[0].Proposal.Payload)
				}
				if v.Texts[string(mother.Number())] != mother.ID || v.People.Open()[mother.ID] == nil {
					t.Errorf("%s is shown %v of %v", name, v.People.Open(), v.Texts)
				}
				looks := w.looksSince(t, before)
				if got := subjectsOf(looks, false); !slices.Contains(got, mother.Ref()) || len(subjectsOf(looks, true)) != 0 || looks[0].Purpose != office.PurposeQueue {
					t.Errorf("%s looked at %v", name, looks)
				}
				w.looks.Fail(errDesk)
				if v, err := w.Open(ctx, who, a.ID); err == nil || v != nil {
					t.Errorf("without a look %s reads %+v", name, v)
				}
				w.looks.Fail(nil)
			}
		})
	}
}

// Of an application that names somebody protected nobody reads a word that was typed but the national
// desk and whoever typed it: not the paper's remark, not the court, not a sentence of an officer, not
// who declares for whom. The look of who asked is written.
func TestNoTextTellsOfTheProtected(t *testing.T) {
	for state, bring := range kept {
		t.Run(state, func(t *testing.T) {
			w, ctx := newWorld(t), context.Background()
			mother := w.alone(t, "ຄຳ", "1995-04-12", "0101001", "30")
			a := bring(t, w, w.aDeclaration(t, mother))
			w.protect(t, mother)
			w.stop(t, state, mother)
			texts := []string{"ນາງຢູ່ສາລາ", string(mother.Number()), "court", "2026-10-20", "0101001", "\"mother\""}
			looks := len(w.lookedAt(t, mother))
			v, err := w.Open(ctx, w.kham, a.ID)
			must(t, err)
			for _, text := range texts {
				if tells(t, v, text) {
					t.Errorf("a colleague is told %q", text)
				}
			}
			if !v.Acts[0].Withheld || len(v.People.Open()) != 0 || len(v.Acts[0].Sides) != 1 || v.Acts[0].Sides[0].Withheld != access.CodeNationalDesk || v.Acts[0].Proposal.Kind != "" || !v.DeclarantWithheld {
				t.Errorf("a colleague is shown %+v, %v", v.Acts[0], v.People.Open())
			}
			if len(w.lookedAt(t, mother)) == looks || !w.refusedLook(t, mother) {
				t.Error("no look at her is written")
			}
			v, err = w.Open(ctx, w.noy, a.ID)
			must(t, err)
			if v.Acts[0].Withheld || v.Acts[0].Proposal.Evidence[0].Note == "" || !tells(t, v.Acts[0].Item, string(mother.Number())) || len(v.People.Open())+len(v.Texts) != 0 || v.Acts[0].Sides[0].Withheld == "" {
				t.Errorf("whoever wrote it reads %+v of %v", v.Acts[0], v.People.Open())
			}
			if state == "a draft" {
				return
			}
			v, err = w.Open(ctx, w.national, a.ID)
			must(t, err)
			if v.Acts[0].Withheld || v.Acts[0].Proposal.Evidence[0].Note == "" || v.People.Open()[mother.ID] == nil || w.refusedLook(t, mother) {
				t.Errorf("the desk reads %+v of %v", v.Acts[0], v.People.Open())
			}
		})
	}
}

// Whoever only hands in what somebody else typed, or appeals for them, reads none of it; what is proposed
// as before stays typed by whoever typed it, and what is typed anew is read by whoever typed that.
func TestWhatWasTypedIsReadByWhoeverTypedIt(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.alone(t, "ຄຳ", "1995-04-12", "0101001", "30")
	typist := testenv.ActorAt(w.noy.Office, "bee", access.DistrictRegistrar)
	in := draft(w.aDeclaration(t, mother))
	a, err := w.SaveDraft(ctx, typist, in, 0)
	must(t, err)
	in.Together = true
	a, err = w.SaveDraft(ctx, w.noy, in, a.Version) // the act as it was
	must(t, err)
	a, err = w.Declare(ctx, w.noy, a.ID, a.Version)
	must(t, err)
	a, err = w.Refuse(ctx, w.kham, a.ID, a.Version, []application.Reason{{Act: -1, Text: "ນາງຢູ່ສາລາ"}})
	must(t, err)
	a, err = w.Appeal(ctx, w.noy, a.ID, a.Version, "ຂໍອຸທອນ")
	must(t, err)
	again := draft(w.BirthForm(t, string(mother.Number()), "2026-10-20"))
	b, err := w.SaveDraft(ctx, typist, again, 0)
	must(t, err)
	again.Acts[0].Happened = testenv.Date(t, "2026-10-21")
	b, err = w.SaveDraft(ctx, w.noy, again, b.Version)
	must(t, err)
	w.protect(t, mother)
	v, err := w.Open(ctx, w.noy, a.ID)
	must(t, err)
	if !v.Acts[0].Withheld || tells(t, v, "ນາງຢູ່ສາລາ") {
		t.Errorf("whoever handed it in reads %+v", v.Acts[0])
	}
	v, err = w.Open(ctx, typist, a.ID)
	must(t, err)
	if v.Acts[0].Withheld || !tells(t, v.Acts[0].Item, string(mother.Number())) || !tells(t, v.History, "ນາງຢູ່ສາລາ") {
		t.Errorf("whoever typed it reads %+v", v.Acts[0])
	}
	for who, withheld := range map[*access.Actor]bool{&w.noy: false, &typist: true} {
		v, err := w.Open(ctx, *who, b.ID)
		must(t, err)
		if v.Acts[0].Withheld != withheld {
			t.Errorf("what was typed anew is withheld from %s: %v", who.Officer.ID, !withheld)
		}
	}
}

// Whom only the effects of an act change, or of whom only its checks know, is protected likewise: while
// it waits, when it is stopped, and when it is registered.
func TestNoTextTellsOfWhomOnlyEffectsChange(t *testing.T) {
	for _, state := range []string{"waiting", "refused", "registered"} {
		t.Run(state, func(t *testing.T) {
			w, ctx := newWorld(t), context.Background()
			wife := w.alone(t, "ແກ້ວ", "1990-04-01", "0102001", "31")
			man := w.Resident(t, "ບຸນ", register.Male, "1980-04-01", "0101001")
			w.marry(t, wife, man)
			p := w.Proposal("death", acts.Death{Person: string(man.Number()), Died: testenv.Date(t, "2026-10-19")})
			p.ID, p.Happened, p.Evidence = register.ActID(testenv.NewID()), testenv.Date(t, "2026-10-19"), []register.Evidence{{Kind: "death-notice", Note: "ນາງຢູ່ສາລາ"}}
			a := kept[state](t, w, p)
			w.protect(t, wife)
			v, err := w.Open(ctx, w.kham, a.ID)
			must(t, err)
			if !v.Acts[0].Withheld || tells(t, v, "ນາງຢູ່ສາລາ") || tells(t, v, string(man.Number())) {
				t.Errorf("a colleague reads %+v", v.Acts[0])
			}
		})
	}
}
