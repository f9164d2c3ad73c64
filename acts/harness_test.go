package acts_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"testing"

	"samano/acts"
	"samano/internal/testenv"
	"samano/law"
	"samano/register"
)

// book is a register in memory that knows nothing but acts and the fold: the
// smallest thing in which the meaning of kinds can be tried.
type book struct {
	t        fataler
	of       country
	law      *law.Pack
	atlas    *register.Atlas
	subjects map[register.Ref]register.Subject
	acts     []*register.Act // acts[i] has Seq i+1
	aliases  map[string]register.Ref
	next     int64
	today    register.Day
	area     register.PlaceID // of the office; 0: the whole country
	// takenOver: what is decided comes in a lot behind which no declarant stands.
	takenOver bool
}

// elsewhere names a subject that this copy of the register does not hold.
const elsewhere = "@00000000-0000-7000-8000-00000000ffff"

var _ acts.Allocator = (*book)(nil)

// fataler is what testing and rapid have in common.
type fataler interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

func (b *book) mint() int64                             { b.next++; return b.next }
func (b *book) AllocatePerson() register.PersonID       { return register.PersonID(b.mint()) }
func (b *book) AllocateHousehold() register.HouseholdID { return register.HouseholdID(b.mint()) }
func (b *book) AllocatePlace() register.PlaceID         { return register.PlaceID(b.mint()) }
func (b *book) AllocateNumber() register.Number {
	return register.Number(fmt.Sprintf("%012d", b.mint()))
}

// country is what differs between the tests under one law and under another: names
// of things, never a rule.
type country struct {
	law         func() (*law.Pack, error)
	nationality register.Country
	centre      string          // the level of office that may register everything
	villages    []register.Code // where people live
	steps       string          // of the decree that founds its units
	parent      register.Relation
	relative    register.Relation // one that no rule knows
}

func shipped(code string) func() (*law.Pack, error) {
	return sync.OnceValues(func() (*law.Pack, error) { return law.Shipped(code, acts.ForLaw()) })
}

var laos = country{
	law: shipped("la"), nationality: "LAO", centre: "centre", villages: []register.Code{"0101001", "0101002", "0102001"},
	parent: "parent", relative: "other-relative",
	steps: `{"code":"01","level":"province","name":{"latin":"Vientiane Capital"}},` +
		`{"code":"0101","level":"district","parent":"01","name":{"latin":"Chanthabuly"}},` +
		`{"code":"0102","level":"district","parent":"01","name":{"latin":"Sikhottabong"}},` +
		`{"code":"0101001","level":"village","parent":"0101","name":{"latin":"Nongping"}},` +
		`{"code":"0101002","level":"village","parent":"0101","name":{"latin":"Bornangoua"}},` +
		`{"code":"0102001","level":"village","parent":"0102","name":{"latin":"Nakham"}}`,
}

var xanadria = country{
	law: shipped("xx"), nationality: "XXA", centre: "chancery", villages: []register.Code{"010001", "010002", "020001"},
	parent: "elder", relative: "lodger",
	steps: `{"code":"010","level":"region","name":{"latin":"Eastmark"}},` +
		`{"code":"020","level":"region","name":{"latin":"Westmark"}},` +
		`{"code":"010001","level":"commune","parent":"010","name":{"latin":"Alder"}},` +
		`{"code":"010002","level":"commune","parent":"010","name":{"latin":"Birch"}},` +
		`{"code":"020001","level":"commune","parent":"020","name":{"latin":"Cedar"}}`,
}

// underEachLaw runs a test of what holds whatever the law says.
func underEachLaw(t *testing.T, test func(*testing.T, country)) {
	for name, c := range map[string]country{"la": laos, "xx": xanadria} {
		t.Run(name, func(t *testing.T) { test(t, c) })
	}
}

func newBook(t fataler, of country) *book {
	t.Helper()
	pack, err := of.law()
	if err != nil {
		t.Fatal(err)
	}
	// What comes back by itself must come back whole for "as it was before".
	always := law.Rule[bool]{{Value: true, From: register.FirstDay, Until: register.LastDay}}
	changed := *pack
	changed.Revives.Marriage, changed.Revives.Member = always, always
	b := &book{
		t: t, of: of, law: &changed, atlas: register.NewAtlas(nil), subjects: map[register.Ref]register.Subject{},
		aliases: map[string]register.Ref{}, today: register.DayOf(2026, 11, 21),
	}
	p := b.proposal("place-change", register.InYear(1900, register.Documented), map[string]any{"steps": json.RawMessage("[" + of.steps + "]")})
	p.Decision = register.Decision{By: register.ByMinistry, Authority: "MOHA", Reference: "1/1900"}
	for _, kind := range pack.Kinds[p.Kind].Evidence.On(b.today).Value {
		p.Evidence = append(p.Evidence, register.Evidence{Kind: kind})
	}
	b.mustRegister(p)
	return b
}

func (b *book) proposal(kind register.Kind, happened register.Date, payload any) *register.Proposal {
	text, err := json.Marshal(payload)
	if err != nil {
		b.t.Fatal(err)
	}
	return &register.Proposal{
		ID: register.ActID("act-" + strconv.Itoa(len(b.acts)+1)), Kind: kind, Happened: happened, Declared: b.today,
		Decision: register.Decision{By: register.ByOffice}, Office: "C", DeclaredTo: "Vilay", Registrar: "Somsak", Payload: text,
	}
}

// newID makes the client-made id of the nth person or household of a test.
func newID(n int) string { return fmt.Sprintf("@00000000-0000-7000-8000-%012x", n) }

func (b *book) answer(l acts.Lookup) acts.Entry {
	var ref register.Ref
	switch n, _ := strconv.ParseInt(l.Key, 10, 64); l.By {
	case acts.ByProposed:
		if "@"+l.Key == elsewhere {
			return acts.Entry{Presence: acts.NotHeld}
		}
		ref = b.aliases[l.Key]
	case acts.ByNumber:
		if len(l.Key) != 12 {
			return acts.Entry{Presence: acts.Malformed}
		}
		ref = b.found(func(s register.Subject) bool {
			p, ok := s.(*register.Person)
			return ok && p.Number() == register.Number(l.Key)
		})
	case acts.ByBook:
		ref = b.found(func(s register.Subject) bool {
			h, ok := s.(*register.Household)
			return ok && slices.ContainsFunc(h.Books.Standing(), func(f register.Fact[register.Book]) bool { return f.Value.Number == l.Key })
		})
	case acts.ByPersonID:
		ref = register.PersonRef(register.PersonID(n))
	case acts.ByHouseholdID:
		ref = register.HouseholdRef(register.HouseholdID(n))
	case acts.ByAct:
		for _, a := range b.acts {
			if string(a.ID) == l.Key {
				return acts.Entry{Presence: acts.Present, Act: a}
			}
		}
	case acts.ChildrenOf:
		return acts.Entry{Presence: acts.Present, IDs: b.naming(register.SubjectPerson, register.PersonID(n))}
	case acts.HouseholdsOf:
		return acts.Entry{Presence: acts.Present, IDs: b.naming(register.SubjectHousehold, register.PersonID(n))}
	}
	switch s := b.subjects[ref].(type) {
	case *register.Person:
		for l.By != acts.ByPersonID && s.Survivor() != 0 {
			s = b.subjects[register.PersonRef(s.Survivor())].(*register.Person)
		}
		return acts.Entry{Presence: acts.Present, Person: s}
	case *register.Household:
		return acts.Entry{Presence: acts.Present, Household: s}
	}
	return acts.Entry{Presence: acts.Absent}
}

// found returns the one subject of which something is true.
func (b *book) found(is func(register.Subject) bool) register.Ref {
	for ref, s := range b.subjects {
		if is(s) {
			return ref
		}
	}
	return register.Ref{}
}

// naming lists the children, or the households, that name a person.
func (b *book) naming(kind register.SubjectKind, id register.PersonID) (out []int64) {
	for ref, s := range b.subjects {
		if ref.Kind != kind {
			continue
		}
		s.Each(func(f register.AnyFact) bool {
			parent, isParent := f.Value.(register.Parent)
			member, isMember := f.Value.(register.Member)
			if (isParent && parent.Party.Person == id) || (isMember && member.Person == id) {
				out = append(out, ref.ID)
				return false
			}
			return true
		})
	}
	slices.Sort(out)
	return out
}

// decide runs a proposal without registering it.
func (b *book) decide(p *register.Proposal) (*acts.Case, bool) {
	payload, bad := acts.Decode(p)
	if bad != nil {
		b.t.Fatalf("%s: %v", p.Kind, bad)
	}
	payload = acts.WithProposal(payload, p)
	s := acts.NewState(b.atlas)
	s.Desk = true // which names every fact and act, sealed ones too
	err := acts.Load(payload, s, func(ls []acts.Lookup) error {
		for _, l := range ls {
			s.Put(l, b.answer(l))
		}
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
	c := &acts.Case{
		Proposal: p, Law: b.law, State: s, Office: register.Office{ID: "C", Level: b.of.centre, Jurisdiction: b.area},
		Today: b.today, Seq: register.Seq(len(b.acts) + 1), Allocator: b, TakenOver: b.takenOver,
	}
	ok := acts.Decide(payload, c)
	if err := testenv.CheckFindings(c.Findings()); err != nil {
		b.t.Fatal(p.Kind, err)
	}
	return c, ok
}

// register registers a proposal if nothing stops it.
func (b *book) register(p *register.Proposal) (*register.Act, []register.Finding) {
	c, ok := b.decide(p)
	if !ok {
		return nil, c.Findings()
	}
	return b.enter(p, c), nil
}

// enter registers what was decided.
func (b *book) enter(p *register.Proposal, c *acts.Case) *register.Act {
	act := &register.Act{Proposal: *p, Seq: c.Seq, Nature: c.Nature, Repairs: c.Repairs, Effects: c.Effects(), Findings: c.Findings()}
	b.fold(act)
	for id, ref := range c.Named {
		b.aliases[string(id)] = ref
	}
	b.acts = append(b.acts, act)
	for _, e := range c.Erased {
		if e.Part == "payload" {
			b.acts[e.Seq-1].Payload = nil
		}
	}
	return act
}

func (b *book) mustRegister(p *register.Proposal) *register.Act {
	b.t.Helper()
	act, findings := b.register(p)
	if act == nil {
		b.t.Fatalf("%s: %v", p.Kind, findings)
	}
	return act
}

func (b *book) fold(act *register.Act) {
	if err := foldInto(b.subjects, act); err != nil {
		b.t.Fatal(err)
	}
	for _, ref := range act.Subjects() {
		if p, place := b.subjects[ref].(*register.Place); place {
			b.atlas = b.atlas.With(p)
		}
	}
}

func foldInto(subjects map[register.Ref]register.Subject, act *register.Act) error {
	for _, ref := range act.Subjects() {
		s, known := subjects[ref]
		if !known {
			var err error
			if s, err = register.NewSubject(ref); err != nil {
				return err
			}
		}
		s, err := register.Fold(s, act.Seq, act.Effects)
		if err != nil {
			return err
		}
		subjects[ref] = s
	}
	return nil
}

// without folds all acts but those at these places, from nothing.
func (b *book) without(seqs ...register.Seq) (map[register.Ref]register.Subject, error) {
	out := map[register.Ref]register.Subject{}
	for _, a := range b.acts {
		if !slices.Contains(seqs, a.Seq) {
			if err := foldInto(out, a); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// held writes what is held to be true of every subject: the facts that are not
// void, with their time. Subjects of whom nothing is held do not appear.
func held(subjects map[register.Ref]register.Subject) map[string][]string {
	out := map[string][]string{}
	for ref, s := range subjects {
		s.Each(func(f register.AnyFact) bool {
			if st := f.Standing(); !st.Void {
				value, _ := json.Marshal(f.Value)
				out[ref.String()] = append(out[ref.String()], fmt.Sprintf("%s %s from %s ended %v %s %v %v", f.Field(), value, f.From, st.Ended, st.Until, st.Inquiry, st.Sealed))
			}
			return true
		})
		slices.Sort(out[ref.String()])
	}
	return out
}
