package lists_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"samano/access"
	"samano/access/accesstest"
	"samano/acts"
	"samano/internal/testenv"
	"samano/keys"
	"samano/law"
	"samano/match"
	"samano/match/batch"
	"samano/node"
	"samano/reading/lists"
	"samano/register"
)

// world is a country with five people and an office that answers lists.
type world struct {
	*testenv.Country
	*lists.Service
	looks *accesstest.Looks
	who   access.Actor
	ids   []register.ClientID
}

var people = []struct {
	given, surname, born, village string
	sex                           register.Sex
}{
	{"ຄຳພອນ", "ວົງສາ", "1980-05-03", "0101001", register.Female},
	{"ນ້ອຍ", "ສີຫາລາດ", "1990-01-01", "0101002", register.Female},
	{"ດາວເຮືອງ", "ພົມມະຈັນ", "1985-02-03", "0101003", register.Female},
	{"ບຸນມີ", "ໄຊຍະວົງ", "1971-11-30", "0101003", register.Male},
}

const head = "name,sex,born\n"

// line is how a list writes somebody of people.
func line(i int) string {
	p := people[i]
	return fmt.Sprintf("%s %s,%s,%s\n", p.given, p.surname, map[register.Sex]string{register.Male: "M", register.Female: "F"}[p.sex], p.born)
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{looks: accesstest.NewLooks()}
	w.Country = testenv.New(t, testenv.Options{Change: func(p *node.Parts) { p.Looks = w.looks }})
	var enrol []register.Proposal
	for _, p := range people {
		born, err := register.ParseDate(p.born)
		must(t, err)
		w.ids = append(w.ids, w.ClientID())
		enrol = append(enrol, w.Proposal("enrolment", acts.Enrolment{
			As: "@" + string(w.ids[len(w.ids)-1]), Sex: p.sex, Born: born,
			Name:          []register.NameForm{{Script: register.Lao, Parts: []register.NamePart{{Given: p.given}, {Surname: p.surname}}}},
			Nationalities: []register.Nationality{{State: register.NationalityHeld, Country: "LAO"}},
		}))
	}
	w.Must(t, enrol...)
	centre := register.Office{ID: "CENTRE", Level: w.Law.Offices[0].Name}
	w.who = access.Actor{Office: centre, Officer: access.Officer{ID: "mali", Name: "Mali", Office: centre.ID, Roles: []access.Role{access.NationalRegistrar}, Until: register.LastDay}}
	w.Service = w.Node.Lists
	return w
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// protect covers somebody of people.
func (w *world) protect(t *testing.T, i int) {
	w.Must(t, w.Proposal("protection", acts.Protection{Person: "@" + string(w.ids[i]), Article: "art. 12"}))
}

// list writes a list to a file and reads its header.
func list(t *testing.T, text string) lists.List {
	t.Helper()
	name := filepath.Join(t.TempDir(), "list.csv")
	must(t, os.WriteFile(name, []byte(text), 0o600))
	f, err := os.Open(name)
	must(t, err)
	t.Cleanup(func() { f.Close() })
	l, err := batch.ReadFile(f)
	must(t, err)
	return lists.List{File: l, Plan: batch.Guess(l.Header, "")}
}

// answered asks and answers a list.
func (w *world) answered(t *testing.T, q lists.Question, text string) (string, *lists.AnsweredList) {
	t.Helper()
	asked, err := w.Ask(context.Background(), w.who, q)
	must(t, err)
	var out bytes.Buffer
	told, err := lists.Answer(asked, context.Background(), list(t, text), &out, nil)
	must(t, err)
	return out.String(), told
}

func (w *world) written(t *testing.T) []access.Look {
	t.Helper()
	all, err := w.looks.LooksFrom(context.Background(), accesstest.Pass(t), 0, 1000)
	must(t, err)
	return all
}

func (w *world) ref(t *testing.T, i int) register.Ref {
	return w.person(t, i).Ref()
}

func (w *world) person(t *testing.T, i int) *register.Person {
	t.Helper()
	l, _ := acts.PersonLookup("@" + string(w.ids[i]))
	found, err := w.Find(context.Background(), w.Pass, l)
	must(t, err)
	return found[0].Person
}

var fileCheck = lists.Question{Purpose: "file-check", Case: testenv.Export, Where: lists.InMemory, Expected: 0.9}

func TestEveryAnswerHasItsLook(t *testing.T) {
	for _, where := range []lists.Where{lists.InMemory, lists.InDatabase, lists.Cheapest} {
		t.Run(string(where), func(t *testing.T) {
			w := newWorld(t)
			w.protect(t, 2)
			q := fileCheck
			q.Where = where
			text := head + line(0) + line(2) + line(0) + "Nobody Here,M,1999-09-09\n"
			out, told := w.answered(t, q, text)
			if want := "row,answer,findings\n2,yes,\n3,no,\n4,yes,\n5,no,\n"; out != want {
				t.Errorf("the answers are %q", out)
			}
			looks := w.written(t)
			if len(looks) != 3 {
				t.Fatalf("the looks are %+v", looks)
			}
			for i, want := range []struct {
				subjects []register.Ref
				refused  bool
			}{{nil, false}, {[]register.Ref{w.ref(t, 0)}, false}, {[]register.Ref{w.ref(t, 2)}, true}} {
				l := looks[i]
				if !slices.Equal(l.Subjects, want.subjects) || l.Refused != want.refused || l.What != access.WhatFile || l.Purpose != q.Purpose || l.Case != q.Case {
					t.Errorf("look %d is %+v", i, l)
				}
			}
			r := told.Receipt
			if r.Rows != 4 || r.Yes != 2 || r.No != 2 || r.MostAsked != 2 || r.Officer != w.who.Officer.ID || r.Office != w.who.Office.ID ||
				r.Case != q.Case || r.Expected != q.Expected || r.Seq == 0 {
				t.Errorf("the receipt is %+v", r)
			}
			sum, err := batch.HashOf(strings.NewReader(out))
			must(t, err)
			if input, _ := batch.HashOf(strings.NewReader(text)); r.Answers != sum || r.Input != input {
				t.Errorf("the receipt is of %s and %s", r.Input, r.Answers)
			}
		})
	}
}

// The receipt is signed by the key of certificates.
func TestReceiptHolds(t *testing.T) {
	w := newWorld(t)
	_, told := w.answered(t, fileCheck, head+line(0))
	r, err := batch.OpenReceipt(told.Signed, func(id string, text, signature []byte) error {
		for _, pub := range w.Keys.Publics(keys.CertificateSigning) {
			if own, err := keys.KeyID(pub); err == nil && own == id {
				return keys.Verify(pub, text, signature)
			}
		}
		return errors.New("another key")
	})
	if err != nil || r.Answers != told.Receipt.Answers {
		t.Errorf("the receipt %s is %+v, %v", told.Signed, r, err)
	}
}

func TestNumbersStandBesideYesOnly(t *testing.T) {
	w := newWorld(t)
	q := fileCheck
	q.Numbers = true
	if _, err := w.Ask(context.Background(), w.who, q); register.KindOf(err) != register.Forbidden {
		t.Errorf("numbers for a purpose that has none: %v", err)
	}
	if n := len(w.written(t)); n != 0 {
		t.Errorf("%d looks at what was not asked", n)
	}
	q.Purpose, q.Case = "court-order", "C-1"
	if _, err := w.Ask(context.Background(), w.who, q); !register.HasCode(err, access.CodeNoCourtOrder) {
		t.Errorf("numbers for an order that there is not: %v", err)
	}
	w.Parts.Cases.(accesstest.Cases)["C-1"] = access.CaseScope{Kind: law.CaseCourt}
	w.protect(t, 2)
	out, told := w.answered(t, q, head+line(0)+line(2)+"Nobody Here,M,1999-09-09\n")
	want := fmt.Sprintf("row,answer,number,findings\n2,yes,%s,\n3,no,,\n4,no,,\n", w.person(t, 0).Number())
	if out != want || !told.Receipt.Numbers {
		t.Errorf("the answers are %q, want %q", out, want)
	}
}

func TestNobodyAsksWithoutRight(t *testing.T) {
	w := newWorld(t)
	for name, change := range map[string]func(*access.Actor, *lists.Question){
		"for another purpose": func(_ *access.Actor, q *lists.Question) { q.Purpose = "registration" },
		"without a case":      func(_ *access.Actor, q *lists.Question) { q.Case = "" },
		"at a district":       func(a *access.Actor, _ *lists.Question) { a.Office.Jurisdiction = 7 },
		"as an auditor":       func(a *access.Actor, _ *lists.Question) { a.Officer.Roles = []access.Role{access.Auditor} },
	} {
		who, q := w.who, fileCheck
		change(&who, &q)
		if _, err := w.Ask(context.Background(), who, q); err == nil {
			t.Errorf("%s somebody asked", name)
		}
	}
	if n := len(w.written(t)); n != 0 {
		t.Errorf("%d looks", n)
	}
}

// Without the look on disk nothing is asked, and nothing written.
func TestNoAnswerWithoutLook(t *testing.T) {
	w := newWorld(t)
	asked, err := w.Ask(context.Background(), w.who, fileCheck)
	must(t, err)
	w.looks.Fail(register.Errorf(register.Unavailable, "test", "power cut"))
	for name, row := range map[string]int{"shown": 0, "withheld": 2} {
		if name == "withheld" {
			w.protect(t, 2)
		}
		var out bytes.Buffer
		if told, err := lists.Answer(asked, context.Background(), list(t, head+line(row)), &out, nil); register.KindOf(err) != register.Unavailable || told != nil || strings.Contains(out.String(), "2,") {
			t.Errorf("%s: %q, %v", name, out.String(), err)
		}
	}
	if _, err := w.Ask(context.Background(), w.who, fileCheck); register.KindOf(err) != register.Unavailable {
		t.Errorf("asked without a look: %v", err)
	}
}

// The answers have their name when they and the receipt are whole: an office never sends half of them.
func TestFilesOfAnswersAreWhole(t *testing.T) {
	w := newWorld(t)
	asked, err := w.Ask(context.Background(), w.who, fileCheck)
	must(t, err)
	name := filepath.Join(t.TempDir(), "answers.csv")
	there := func() (out []string) {
		all, err := os.ReadDir(filepath.Dir(name))
		must(t, err)
		for _, f := range all {
			out = append(out, f.Name())
		}
		return out
	}
	w.looks.Fail(register.Errorf(register.Unavailable, "test", "power cut"))
	if _, err := asked.AnswerFile(context.Background(), list(t, head+line(0)), name, nil); register.KindOf(err) != register.Unavailable || len(there()) != 0 {
		t.Errorf("a list that failed: %v, files %v", err, there())
	}
	w.looks.Fail(nil)
	told, err := asked.AnswerFile(context.Background(), list(t, head+line(0)), name, nil)
	must(t, err)
	if signed, err := os.ReadFile(lists.ReceiptFile(name)); err != nil || !bytes.Equal(signed, told.Signed) {
		t.Errorf("receipt %q, %v", signed, err)
	}
	if got := there(); !slices.Equal(got, []string{"answers.csv", "answers.receipt"}) {
		t.Errorf("files %v", got)
	}
	must(t, os.Remove(name)) // the receipt stays
	if _, err := asked.AnswerFile(context.Background(), list(t, head+line(0)), name, nil); !errors.Is(err, lists.ErrFile) || len(there()) != 1 {
		t.Errorf("beside another receipt: %v, files %v", err, there())
	}
}

// What is wrong with rows is told up to a bound and counted beyond it.
func TestFindingsAreBounded(t *testing.T) {
	w := newWorld(t)
	_, told := w.answered(t, fileCheck, head+strings.Repeat("Nobody Here,X,1999-09-09\n", 100+5))
	if len(told.Findings) != 100 || told.More != 5 || told.Receipt.Findings != 100+5 {
		t.Errorf("%d findings and %d more, the receipt says %d", len(told.Findings), told.More, told.Receipt.Findings)
	}
}

// Progress is told of each step, up to the last row.
func TestProgressIsTold(t *testing.T) {
	w := newWorld(t)
	asked, err := w.Ask(context.Background(), w.who, fileCheck)
	must(t, err)
	last := map[string]int64{}
	_, err = lists.Answer(asked, context.Background(), list(t, head+line(0)+line(1)), &bytes.Buffer{}, func(step string, done, _ int64) { last[step] = done })
	must(t, err)
	if last["answer"] != 2 {
		t.Errorf("told %v", last)
	}
}

// A village is split in two. A list may name the one half, and the register the other: both are
// what the village was, so a list finds whom an application would find.
func TestStoredFindsWhoLivesInTheOtherHalfOfASplitVillage(t *testing.T) {
	w := newWorld(t)
	unit := func(level register.Level, code, parent register.Code) acts.PlaceStep {
		return acts.PlaceStep{Level: level, Code: code, Parent: parent, Name: register.PlaceName{Latin: string(code)}}
	}
	decree := func(reference string, steps ...acts.PlaceStep) {
		p := w.Proposal("place-change", acts.PlaceChange{Steps: steps})
		p.Decision = register.Decision{By: register.ByMinistry, Authority: "MOHA", Reference: reference}
		p.Evidence = []register.Evidence{{Kind: "ministry-decision"}}
		w.Must(t, p)
	}
	decree("8", unit("province", "01", ""), unit("district", "0101", "01"), unit("village", "0101001", "0101"), unit("village", "0101002", "0101"))
	decree("9", unit("village", "0101021", "0101"), unit("village", "0101022", "0101"),
		acts.PlaceStep{Place: "0101002", Successors: []register.Code{"0101021", "0101022"}})
	born, err := register.ParseDate("1974-05-03")
	must(t, err)
	id := w.ClientID()
	w.Must(t, w.Proposal("enrolment", acts.Enrolment{
		As: "@" + string(id), Sex: register.Female, Born: born,
		Name:          []register.NameForm{{Script: register.Latin, Parts: []register.NamePart{{Given: "Annegret"}}}},
		Nationalities: []register.Nationality{{State: register.NationalityHeld, Country: "LAO"}},
		Residence:     &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: "0101021"}},
	}))
	w.ids = append(w.ids, id)
	atlas, err := w.Atlas(context.Background())
	must(t, err)
	model, _, err := match.ShippedModel()
	must(t, err)
	search, err := w.Stored(context.Background(), w.Pass, model)
	must(t, err)
	for code, want := range map[register.Code]register.PersonID{
		"0101021": w.person(t, len(people)).ID, "0101022": w.person(t, len(people)).ID, "0101001": 0,
	} {
		village, ok := atlas.ByCode(code, w.Node.Today())
		if !ok {
			t.Fatalf("no unit %s", code)
		}
		// Nothing but birth and village is alike.
		found, err := search.Find(context.Background(), match.Record{
			Names: []match.Name{{Given: "Wolfgong"}}, Sex: register.Female, Birth: born, Home: match.Place{Village: village.ID},
		})
		must(t, err)
		if best := append(found.Hits, batch.Hit{})[0]; best.Person != want {
			t.Errorf("who lives in %s: found %d, want %d", code, best.Person, want)
		}
	}
}
