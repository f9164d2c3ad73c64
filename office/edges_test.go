package office_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samano/access"
	"samano/acts"
	"samano/internal/testenv"
	"samano/law"
	"samano/node"
	"samano/office/application"
	"samano/office/lot"
	"samano/register"
)

// Where an act changes one person only, the look is at that person alone.
func TestTheLookIsAtWhoIsShown(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	one := w.alone(t, "ຄຳ", "1990-01-01", "0101001", "30")
	change := w.Proposal("name-change", acts.NameChange{Person: string(one.Number()), Name: testenv.Named("ໃໝ່", "")})
	change.ID, change.Evidence = register.ActID(testenv.NewID()), []register.Evidence{{Kind: "declaration"}}
	a := w.declare(t, w.chief, draft(change))
	for name, who := range map[string]access.Actor{"who decides": w.kham, "who decides nothing": w.chief, "the national desk": w.national} {
		before := w.looksSoFar(t)
		v, err := w.Open(ctx, who, a.ID)
		must(t, err)
		if got := subjectsOf(w.looksSince(t, before), false); !slices.Equal(got, []register.Ref{one.Ref()}) {
			t.Errorf("%s: looked at are %v", name, got)
		}
		if s := v.Acts[0].Sides; len(s) != 1 || s[0].Withheld != "" || s[0].After.Open() == nil {
			t.Errorf("%s: shown is %+v", name, s)
		}
	}
}

// birthOf is the birth of a child of both.
func (w *world) birthOf(t testing.TB, mother, father *register.Person) register.Proposal {
	t.Helper()
	p := w.BirthForm(t, string(mother.Number()), "2026-10-20")
	var b acts.Birth
	must(t, json.Unmarshal(p.Payload, &b))
	b.Father = &acts.Who{Person: string(father.Number())}
	p.Payload = testenv.Payload(b)
	return p
}

// Whom a shown document names is withheld from an office of another area that decides nothing. What was
// declared of them it reads, as it was typed, by a look at them.
func TestWhoIsNamedOutsideTheAreaIsNotShown(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.alone(t, "ຄຳ", "1995-04-12", "0101001", "30")
	father := w.Resident(t, "ບຸນ", register.Male, "1990-04-12", "0102001")
	p := w.birthOf(t, mother, father)
	a := w.declare(t, w.chief, draft(p))
	for who, test := range map[string]struct {
		who  access.Actor
		want []register.Ref
	}{
		"who took it":     {w.chief, []register.Ref{mother.Ref()}},
		"who decides":     {w.kham, []register.Ref{mother.Ref(), father.Ref()}},
		"the whole realm": {w.national, []register.Ref{mother.Ref(), father.Ref()}},
	} {
		named := []register.Ref{mother.Ref(), father.Ref()}
		before := w.looksSoFar(t)
		v, err := w.Open(ctx, test.who, a.ID)
		must(t, err)
		people := v.People.Open()
		if got := subjectsOf(w.looksSince(t, before), false); !slices.Equal(got, named) || len(people) != len(test.want) || (people[father.ID] != nil) != (len(test.want) == 2) {
			t.Errorf("%s: shown are %v, looked at %v", who, people, got)
		}
	}
}

// Whom a child that is not registered yet names is shown to the national desk, by a look, also
// where only one of them is protected and lives elsewhere; everybody else sees one withheld side.
func TestAChildThatNamesOneOfTheProtected(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.alone(t, "ຄຳ", "1995-04-12", "0101001", "30")
	father := w.Resident(t, "ລັບ", register.Male, "1990-04-12", "0102001")
	p := w.birthOf(t, mother, father)
	a := w.declare(t, w.noy, draft(p))
	w.protect(t, father)
	for name, who := range map[string]access.Actor{"the desk": w.national, "the district": w.kham} {
		before := w.looksSoFar(t)
		v, err := w.Open(ctx, who, a.ID)
		must(t, err)
		desk, sides := name == "the desk", v.Acts[0].Sides
		if got := slices.Contains(subjectsOf(w.looksSince(t, before), !desk), father.Ref()); !got || (v.People.Open()[father.ID] != nil) != desk {
			t.Errorf("%s: shown are %v, looks %+v", name, v.People.Open(), w.looksSince(t, before))
		}
		if len(sides) != 1 || (sides[0].Withheld == access.CodeNationalDesk) == desk || (sides[0].After.Open() != nil) != desk {
			t.Errorf("%s: the sides are %+v", name, sides)
		}
	}
}

// One look names a thousand people at most: whoever is named beyond them is not shown.
func TestAnApplicationThatNamesMoreThanALookDoes(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	const houses, each = 3, 400
	names := [houses][]acts.NewMember{}
	lot := lot.Lot{Proposals: func(yield func(register.Proposal, error) bool) {
		for n := range houses * each {
			e := boun
			e.As, e.Mother, e.Father = "@"+testenv.NewID(), nil, nil
			e.Residence = &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: "0101001", House: fmt.Sprint(n % houses)}}
			relation := register.Relation("unrelated")
			if n < houses {
				relation = register.HeadRelation
			}
			names[n%houses] = append(names[n%houses], acts.NewMember{Person: e.As, Relation: relation})
			p := w.submitted(enrolment(e, func(x *acts.Enrolment) { x.As = e.As }), w.national)
			if !yield(p, nil) {
				return
			}
		}
	}, Report: func(_ int64, _ *register.Proposal, s application.Submitted) error {
		if s.Err != nil {
			return fmt.Errorf("%w: %v", s.Err, s.Findings)
		}
		return nil
	}}
	must(t, w.Node.LoadSynthetic(ctx, lot))
	mother := w.alone(t, "ຄຳ", "1995-04-12", "0101001", "90")
	var births []register.Proposal
	for n := range houses {
		house := "@" + string(w.ClientID())
		w.Must(t, w.Proposal("household-open", acts.HouseholdOpen{As: house, Dwelling: acts.Dwelling{Code: "0101001", House: fmt.Sprint(n)}, Members: names[n]}))
		p := w.BirthForm(t, string(mother.Number()), fmt.Sprintf("202%d-10-20", n))
		var b acts.Birth
		must(t, json.Unmarshal(p.Payload, &b))
		b.Household, b.Relation = house, "unrelated"
		p.Payload = testenv.Payload(b)
		births = append(births, p)
	}
	a := w.declare(t, w.noy, draft(births...))
	before := w.looksSoFar(t)
	v, err := w.Open(ctx, w.kham, a.ID)
	must(t, err)
	looked := subjectsOf(w.looksSince(t, before), false)
	people := v.People.Open()
	if len(looked) != access.MaxSubjects || len(people) != access.MaxSubjects-houses {
		t.Errorf("looked at are %d, shown %d", len(looked), len(people))
	}
	for id := range people {
		if !slices.Contains(looked, register.PersonRef(id)) {
			t.Errorf("%d is shown without a look", id)
		}
	}
}

// A change of places shows nobody, and takes no look.
func TestAChangeOfPlacesShowsNobody(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	p := w.Decree("D-1", acts.PlaceStep{Code: "0101009", Level: "village", Parent: "0101", Name: register.PlaceName{Lao: "ໃໝ່", Latin: "Mai"}})
	p.ID = register.ActID(testenv.NewID())
	a := w.declare(t, w.national, draft(p))
	before := w.looksSoFar(t)
	judge := w.national
	judge.Officer.ID = "other"
	v, err := w.Open(ctx, judge, a.ID)
	must(t, err)
	if len(v.Acts) != 1 || len(v.Acts[0].Sides) != 0 || w.looksSoFar(t) != before {
		t.Errorf("shown is %+v, looks %+v", v.Acts, w.looksSince(t, before))
	}
}

// A draft whose payload cannot be read names nobody: its paper is read under a look at nobody, and
// it is not declared.
func TestAPaperBesideWhatCannotBeRead(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	e, err := w.Upload(ctx, w.noy, "birth-notice", bytes.NewReader(newPaper))
	must(t, err)
	p := w.BirthForm(t, "1", "2026-10-20")
	p.Payload, p.Evidence = []byte(`{"mother":7}`), []register.Evidence{e}
	a, err := w.SaveDraft(ctx, w.noy, draft(p), 0)
	must(t, err)
	before := w.looksSoFar(t)
	content, _, err := w.Download(ctx, w.noy, a.ID, e.SHA256)
	must(t, err)
	looks := w.looksSince(t, before)
	if !bytes.Equal(content, newPaper) || len(looks) != 1 || looks[0].Subjects != nil || looks[0].Case != string(a.ID) || looks[0].Refused {
		t.Errorf("%d bytes are read, looks %+v", len(content), looks)
	}
	if _, err = w.Declare(ctx, w.noy, a.ID, a.Version); register.KindOf(err) != register.Invalid || w.stored(t, a.ID).State != application.Draft {
		t.Errorf("declared it comes to %v", err)
	}
}

// Where the law lets no office of the whole country register such acts, the ordinary office decides
// about the protected too, and the refused look is written all the same.
func TestWhereTheNationalDeskMayNotRegister(t *testing.T) {
	w := newWorldWith(t, testenv.Options{Change: func(p *node.Parts) {
		changed := *p.Law
		changed.Kinds = maps.Clone(changed.Kinds)
		r := changed.Kinds[register.KindBirth]
		r.Levels = law.Rule[[]string]{{Value: []string{"district"}, Until: register.LastDay}}
		changed.Kinds[register.KindBirth] = r
		p.Law = &changed
	}})
	mother := w.alone(t, "ລັບ", "1995-04-12", "0101001", "88")
	w.protect(t, mother)
	before := w.looksSoFar(t)
	a := w.declare(t, w.noy, draft(w.BirthForm(t, string(mother.Number()), "2026-10-20")))
	if a.Office != w.noy.Office.ID || !slices.Equal(subjectsOf(w.looksSince(t, before), true), []register.Ref{mother.Ref()}) {
		t.Errorf("it goes to %s; looks %+v", a.Office, w.looksSince(t, before))
	}
}

// What was found of an act that is registered is not told where the rest is handed in: nobody looks
// at those whom it names, and one of them may be protected by now.
func TestHandingInTheRestTellsNothingOfTheProtected(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.alone(t, "ລັບ", "1995-04-12", "0101001", "88")
	a := w.registered(t, draft(w.BirthForm(t, string(mother.Number()), "2026-10-20")))
	told := []register.Finding{{Code: "birth-close-to-other", Field: "payload.born", Severity: register.Warning, Args: map[string]string{"born": "2025-12-01"}}}
	a = w.stored(t, a.ID)
	a.Version, a.State, a.Due, a.Until, a.Acts[0].Findings = a.Version+1, application.Returned, application.NoDeadline, w.Today(), told
	a.Declarant = application.Declarant{}
	must(t, w.desk.PutApplication(ctx, a))
	w.protect(t, mother)
	for _, complete := range []bool{false, true} {
		if complete {
			a = w.stored(t, a.ID)
			a.Version, a.Declarant = a.Version+1, application.Declarant{Name: "ຄຳ"}
			must(t, w.desk.PutApplication(ctx, a))
		}
		_, err := w.Declare(ctx, w.noy, a.ID, w.stored(t, a.ID).Version)
		if complete {
			must(t, err)
		} else if tells(t, err.Error(), "2025-12-01") {
			t.Errorf("told is %v", err)
		}
		if kept := w.stored(t, a.ID).Acts[0].Findings; cmp.Diff(told, kept) != "" {
			t.Errorf("complete %t: kept is %+v", complete, kept)
		}
	}
}

// A register that was restored without somebody: their number names nobody, and what was seen of
// them stays as it was.
func TestWhoWasSeenIsNotThere(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	for _, together := range []bool{false, true} {
		a := w.partlyRegistered(t)
		a.Together, a.Version = together, a.Version+1
		a.Acts[1].Proposal.Seen = append(slices.Clone(a.Acts[1].Proposal.Seen), register.Seen{Subject: "900000000001", Seq: 3})
		must(t, w.desk.PutApplication(ctx, a))
		v, err := w.Open(ctx, w.kham, a.ID)
		must(t, err)
		got, decided, err := w.Decide(ctx, w.kham, a.ID, a.Version, nil)
		must(t, err)
		if len(v.Acts) != 2 || decided[1].Outcome == nil || got.State != application.Registered || !slices.Equal(codes(v.Acts[1].Findings), codes(decided[1].Findings)) {
			t.Errorf("together %t: it is %s, opened %v, decided %v", together, got.State, codes(v.Acts[1].Findings), codes(decided[1].Findings))
		}
	}
}

// An act that waits beside one about which adjudicators are asked is told without findings, and
// nobody is looked at for it.
func TestWhatWaitsBesideIsNotTold(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	mother := w.alone(t, "ຄຳ", "1995-04-12", "0101001", "30")
	in := draft(enrolment(boun, nil), w.BirthForm(t, string(mother.Number()), "2024-10-20"))
	in.Together = true
	a := w.declare(t, w.noy, in)
	since := w.Proposal("enrolment", boun)
	since.Evidence = []register.Evidence{{Kind: "identity-document", Note: "1"}}
	w.Must(t, since)
	before := w.looksSoFar(t)
	a, decided, err := w.Decide(ctx, w.kham, a.ID, a.Version, nil)
	must(t, err)
	if a.State != application.Adjudicated || !slices.Contains(codes(decided[0].Findings), application.CodeSomebodyLike) || decided[1].Findings != nil || decided[1].Outcome != nil {
		t.Errorf("it is %s: %+v", a.State, decided)
	}
	if got := subjectsOf(w.looksSince(t, before), false); len(got) != 0 {
		t.Errorf("looked at are %v", got)
	}
}

// A lot of which a result cannot be told ends there, without an end; so does one whose reader goes
// on behind the place where the file was changed.
func TestALotThatEndsEarly(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	in, _ := w.lot(t)
	broken := errors.New("the list of results is full")
	in.Acts, in.Report = 1, func(int64, *register.Proposal, application.Submitted) error { return broken }
	if err := w.Node.Load(ctx, in); !errors.Is(err, broken) || w.lots(t)[0].End != nil {
		t.Errorf("it comes to %v; recorded is %+v", err, w.lots(t))
	}
	in, told := w.lot(t)
	in.File.(*file).changed = strings.Replace(lotText, "two", "to", 1)
	proposals := in.Read
	in.Read = func(r io.Reader) iter.Seq2[register.Proposal, error] {
		return func(yield func(register.Proposal, error) bool) {
			for p, err := range proposals(r) {
				if _, fault := r.Read(make([]byte, 2)); fault != nil {
					err = nil // it takes what it has for a line
				}
				if !yield(p, err) {
					return
				}
			}
		}
	}
	head, err := w.Country.Store.Head(ctx)
	must(t, err)
	wants(t, w.Node.Load(ctx, in), register.Conflict, lot.CodeChanged)
	if now, err := w.Country.Store.Head(ctx); err != nil || now.Size != head.Size || len(*told) != 0 {
		t.Errorf("%d acts are registered behind it, told %+v", now.Size-head.Size, *told)
	}
}

// A document that is kept for adjudicators is the same if all of it is.
func TestADocumentThatIsKept(t *testing.T) {
	w := newWorld(t)
	one, two := w.alone(t, "ຄຳ", "1990-01-01", "0101001", "30"), w.alone(t, "ແກ້ວ", "1991-01-01", "0101001", "31")
	none := application.Propose(nil)
	if none != nil || !none.Equal(nil) || none.Equal(application.Propose(one)) || application.Propose(one).Equal(none) {
		t.Error("nobody is somebody")
	}
	if !application.Propose(one).Equal(application.Propose(w.subjectOf(t, one.ID))) || application.Propose(one).Equal(application.Propose(two)) {
		t.Error("two are one")
	}
}
