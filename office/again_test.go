package office_test

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"samano/access"
	"samano/acts"
	"samano/internal/testenv"
	"samano/node"
	"samano/office/application"
	"samano/register"
	"samano/registrar"
	"samano/store"
)

// What is submitted again and was sent to the national desk is the same only if the officer states
// the same throughout: the papers, what was examined, what is accepted and who declares are part of
// it, for they all go into the act.
func TestASubmissionIsRepeatedOnlyWithTheSameContent(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	w.protect(t, mother)
	name, _ := mother.Names.Last()
	p := w.submitted(w.BirthForm(t, string(mother.Number()), "2026-11-01"), w.kham)
	p.Declarant = "ນາງ ຄຳ"
	other := map[string]func(*register.Proposal){
		"Happened":  func(p *register.Proposal) { p.Happened = testenv.Date(t, "2026-11-02") },
		"Declared":  func(p *register.Proposal) { p.Declared-- },
		"Declarant": func(p *register.Proposal) { p.Declarant = "ທ້າວ ບຸນ" },
		"Decision":  func(p *register.Proposal) { p.Decision.Reference = "77" },
		"Evidence": func(p *register.Proposal) {
			p.Evidence = []register.Evidence{{Kind: "birth-notice", Note: "ແຟ້ມ 13"}}
		},
		"Examined": func(p *register.Proposal) {
			p.Examined = []register.Examined{{Person: string(mother.Number()), Fact: name.Key, Paper: "birth-notice"}}
		},
		"DeclaredTo": func(p *register.Proposal) { p.DeclaredTo = w.chief.Officer.ID },
		"Accepted":   func(p *register.Proposal) { p.Accepted = []register.Accepted{{Code: "declared-late", Reason: "x"}} },
		"Seen": func(p *register.Proposal) {
			p.Seen = []register.Seen{{Subject: string(mother.Number()), Seq: mother.Seq()}}
		},
		"Payload": func(p *register.Proposal) {
			p.Payload = json.RawMessage(strings.Replace(string(p.Payload), "Somphone", "Somphon", 1))
		},
	}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[register.Proposal]()) {
		if other[f.Name] == nil && !slices.Contains([]string{"ID", "Kind", "Office", "Registrar"}, f.Name) {
			t.Errorf("nothing is submitted with another %s", f.Name)
		}
	}
	again := func(p register.Proposal) application.Submitted {
		t.Helper()
		told, err := w.Clerk.Submit(ctx, w.kham, []register.Proposal{p}, w.noy, w.chief)
		must(t, err)
		return told[0]
	}
	sent := application.Submitted{Application: application.ID(p.ID)}
	if got := again(p); !reflect.DeepEqual(got, sent) {
		t.Fatalf("it came to %+v", got)
	}
	spaced := p
	spaced.Payload = json.RawMessage(strings.ReplaceAll(string(p.Payload), `":`, "\" :\n"))
	registered := (*application.Outcome)(nil)
	for _, decided := range []bool{false, true} {
		if decided {
			a := w.stored(t, sent.Application)
			a, _, err := w.Decide(ctx, w.national, a.ID, a.Version, nil)
			must(t, err)
			registered = a.Acts[0].Outcome
			registered.Before, sent = true, application.Submitted{Outcome: registered}
		}
		for _, same := range []register.Proposal{p, spaced} {
			if got := again(same); !reflect.DeepEqual(got, sent) {
				t.Errorf("decided %t: submitted again it came to %+v, %+v", decided, got, got.Outcome)
			}
		}
		for field, change := range other {
			q := p
			change(&q)
			got := again(q)
			wants(t, got.Err, register.Duplicate, registrar.CodeActIDReused)
			if got.Application != "" || got.Outcome != nil || got.Findings != nil || got.Numbers != nil {
				t.Errorf("decided %t: with another %s it came to %+v", decided, field, got)
			}
		}
	}
	// An application that did not come of a submission is none of the submitter's.
	a := w.declare(t, w.noy, draft(w.BirthForm(t, string(mother.Number()), "2026-11-01")))
	q := w.submitted(a.Acts[0].Proposal, w.kham)
	q.ID = register.ActID(a.ID)
	wants(t, again(q).Err, register.Duplicate, registrar.CodeActIDReused)
}

// The cause of a death is sealed and is no part of the act: the desk finds the act again all the
// same.
func TestADeathWithASealedCauseThatWasNotNoted(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	man := w.Resident(t, "ບຸນ", register.Male, "1940", "0101001")
	died := w.Proposal("death", acts.Death{Person: string(man.Number()), Died: testenv.Date(t, "2026-10-21"), Cause: "malaria"})
	died.Evidence = []register.Evidence{{Kind: "death-notice", Note: "1"}}
	a := w.declare(t, w.noy, draft(died))
	w.desk.failPut = func(a application.Application) bool { return a.State == application.Registered }
	_, _, err := w.Decide(ctx, w.kham, a.ID, a.Version, nil)
	if !errors.Is(err, errDesk) {
		t.Fatalf("the decision ends with %v", err)
	}
	w.desk.failPut = nil
	if v, err := w.Open(ctx, w.province, a.ID); err != nil || v.State != application.Registered {
		t.Errorf("looked at again it is %+v, %v", v, err)
	}
}

// An act under the id of a proposal whose content is another is not the one that was decided.
func TestAnActOfOtherContentIsNotTakenForTheDecided(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	w.made = true
	mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	for name, change := range map[string]func(*register.Proposal){
		"another paper": func(p *register.Proposal) {
			p.Evidence = []register.Evidence{{Kind: "birth-notice", Note: "ແຟ້ມ 13"}}
		},
		"another declarant": func(p *register.Proposal) { p.Declarant = "ທ້າວ ບຸນ" },
		"another name": func(p *register.Proposal) {
			p.Payload = json.RawMessage(strings.Replace(string(p.Payload), "Somphone", "Somphon", 1))
		},
		"the same": func(*register.Proposal) {},
	} {
		a := w.declare(t, w.noy, draft(w.BirthForm(t, string(mother.Number()), "2026-10-20")))
		p := a.Acts[0].Proposal
		p.Office, p.Registrar, p.Seen, p.Accepted = w.kham.Office.ID, w.kham.Officer.ID, nil, []register.Accepted{{Code: "births-too-close", Reason: "x"}}
		change(&p)
		w.Must(t, p)
		_, err := w.Open(ctx, w.kham, a.ID)
		must(t, err)
		if got, want := w.stored(t, a.ID).State, map[bool]application.State{false: application.Declared, true: application.Registered}[name == "the same"]; got != want {
			t.Errorf("%s: the application is %s", name, got)
		}
	}
}

// lossy is a register that has lost acts.
type lossy struct {
	store.Register
	lost map[register.Seq]bool
}

func (l *lossy) Acts(ctx context.Context, pass access.Pass, seqs []register.Seq) ([]store.Act, error) {
	return l.Register.Acts(ctx, pass, slices.DeleteFunc(slices.Clone(seqs), func(s register.Seq) bool { return l.lost[s] }))
}

// Whose act is lost is not shown as registered already. The others are, and looked at.
func TestSomebodyRegisteredAlreadyWhoseActIsLost(t *testing.T) {
	for _, lost := range [][]bool{{true, false}, {false, true}, {true, true}, {false, false}} {
		l := &lossy{lost: map[register.Seq]bool{}}
		w, ctx := newWorldWith(t, testenv.Options{Compare: true, Change: func(p *node.Parts) { l.Register, p.Register = p.Register, l }}), context.Background()
		w.made = true
		there := []*register.Person{w.entered(t, enrolment(boun, nil)), w.entered(t, enrolment(boun, somsak))}
		a := w.declare(t, w.noy, draft(enrolment(boun, nil), enrolment(boun, somsak)))
		asked, err := w.desk.ListAdjudications(ctx, application.AdjudicationList{Application: a.ID, Limit: 9})
		must(t, err)
		// The first ruling lets the application wait for the second, which refuses it.
		a = w.stored(t, a.ID)
		for n, q := range asked {
			r := application.Ruling{At: w.Country.Now(), By: "dao", Office: "P01", Verdict: application.Same, Person: q.Candidates[0].Person, Reason: "x"}
			next := (*application.Application)(nil)
			if n == len(asked)-1 {
				a.Version++
				a.State = application.Refused
				next = &a
			}
			must(t, w.desk.AddRuling(ctx, q.ID, 0, r, next))
		}
		var want []register.PersonID
		for n, p := range there {
			if l.lost[p.Acts[0]] = lost[n]; !lost[n] {
				want = append(want, p.ID)
			}
		}
		before := []int{len(w.lookedAt(t, there[0])), len(w.lookedAt(t, there[1]))}
		v, err := w.Open(ctx, w.noy, a.ID)
		must(t, err)
		var got []register.PersonID
		for _, x := range v.Existing {
			got = append(got, x.Person.Open().ID)
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("lost %v: shown are %v, not %v", lost, got, want)
		}
		for n, p := range there {
			if looks := len(w.lookedAt(t, p)) - before[n]; (looks == 1) == lost[n] {
				t.Errorf("lost %v: %d looks at the one of number %d", lost, looks, n)
			}
		}
	}
}
