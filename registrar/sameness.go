package registrar

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"samano/acts"
	"samano/match"
	"samano/register"
	"samano/registrar/projection"
	"samano/store"
)

// Whoever is entered is compared with everybody who is there, and so is who gets
// another name or is parted from another record: by then, perhaps, somebody is in
// the register twice. What comes of it is a finding for each such person, which a
// human decides; nobody is refused by a probability.
//
// To look for somebody takes a hundred documents and is done before the writing
// transaction, by Examine. What it found goes with the request (Probe), and the
// transaction compares only with those who were found, and with those who were
// entered or renamed since. So two posts that register one child in one minute do
// not both succeed, and nobody waits for the other's search.

// Sameness is what people are compared by. Thresholds are the law's.
type Sameness struct {
	Version string // of the weights; findings name it
	Model   *match.Model
	Lexicon *match.Lexicon // with how common names are; it counts nobody any more
}

// NewSameness makes weights and frequencies of names ready.
func NewSameness(w *match.Weights, f *match.Frequencies) (*Sameness, error) {
	model, err := w.Model(match.People())
	if err != nil {
		return nil, register.Errorf(register.Internal, "registrar.NewSameness", "%w", err)
	}
	return &Sameness{Version: w.Version, Model: model, Lexicon: f.Lexicon()}, nil
}

// ShippedSameness compares by the weights and frequencies that come with the
// program.
func ShippedSameness() (*Sameness, error) {
	const op = "registrar.ShippedSameness"
	w, err := match.Shipped()
	if err != nil {
		return nil, register.Errorf(register.Internal, op, "%w", err)
	}
	f, err := match.ShippedFrequencies()
	if err != nil {
		return nil, register.Errorf(register.Internal, op, "%w", err)
	}
	return NewSameness(w, f)
}

// mostOthers bounds the findings about others on one act: more is not read but
// waved through. They are the most probable; in a register in order there is one.
const mostOthers = 5

// Probe is what an examination has found of people who are perhaps there already.
// It serves the same proposals, whole or one by one, and is ignored where it speaks
// of somebody who was declared otherwise.
type Probe struct {
	seq   register.Seq
	found map[description][]register.PersonID // whom the law asks about, by who was asked for
}

// Seq is the act up to which, but not with which, the examination has looked.
func (p *Probe) Seq() register.Seq {
	if p == nil {
		return 0
	}
	return p.seq
}

// description stands for all that a person was compared by.
type description [sha256.Size]byte

func describe(r match.Record) (description, error) {
	r.ID, r.Household = 0, 0 // an examination invents the id
	b, err := json.Marshal(r)
	if err != nil {
		return description{}, register.Errorf(register.Internal, "registrar.describe", "%w", err)
	}
	return sha256.Sum256(b), nil
}

// asker asks for the people of one overlay.
type asker struct {
	*Sameness
	o      *overlay
	size   register.Seq // of the register, without the overlay's acts
	since  int          // the first of the overlay's acts that may be taken back
	probe  *Probe       // what was found before; nil: look through the whole register
	notes  *Probe       // what is found is noted here; nil: it is not
	fresh  freshKeys    // who was entered or changed in this overlay
	latest latestKeys   // what was written since some probe
}

// asker makes what an overlay asks with; nil where nobody is compared.
func (r *Registrar) asker(o *overlay) *asker {
	if r.Sameness == nil {
		return nil
	}
	return &asker{Sameness: r.Sameness, o: o, size: register.Seq(o.head.Size)}
}

// begin turns to the next request.
func (a *asker) begin(req *Request) {
	if a == nil {
		return
	}
	a.probe, a.since = req.Probed, math.MaxInt
	if req.Together || a.notes != nil {
		a.since = len(a.o.entered)
	}
}

// people counts who is in the register by now.
func (a *asker) people() int { return int((a.o.head.NextPerson - 1) % examinedAhead) }

// other is somebody who is perhaps the person asked for.
type other struct {
	person   *register.Person
	evidence match.Evidence
	crowded  int // keys of which others were left out
}

// others gives a finding for each person who is perhaps one whom the case enters,
// renames or parts from another record.
func (a *asker) others(c *acts.Case) ([]register.Finding, error) {
	if a == nil {
		return nil, nil
	}
	people, err := a.toCompare(c)
	if err != nil {
		return nil, err
	}
	var out []register.Finding
	for _, p := range people {
		found, err := a.search(c, p)
		if err != nil {
			return nil, err
		}
		for _, x := range found {
			f, err := a.finding(c, p, x)
			if err != nil {
				return nil, err
			}
			out = append(out, f)
		}
	}
	return out, nil
}

// toCompare gives the persons of a case who are entered, renamed or parted from
// another record, as the case leaves them.
func (a *asker) toCompare(c *acts.Case) ([]*register.Person, error) {
	var out []*register.Person
	seen := map[register.Ref]bool{}
	for _, e := range c.Effects() {
		if !mayShow(e) || seen[e.Subject] {
			continue
		}
		seen[e.Subject] = true
		s, err := a.o.subject(e.Subject)
		if err != nil {
			return nil, err
		}
		was, _ := s.(*register.Person)
		base := s
		if was == nil {
			base = &register.Person{ID: register.PersonID(e.Subject.ID)}
		}
		s, err = register.Fold(base, c.Seq, c.Effects())
		if err != nil {
			return nil, register.Errorf(register.Internal, "registrar.compare", "%w", err)
		}
		if now := s.(*register.Person); projection.Keyed(now) && (!projection.Keyed(was) || newName(was, now)) {
			out = append(out, now)
		}
	}
	return out, nil
}

// mayShow reports whether an effect can enter, rename or part somebody.
func mayShow(e register.Effect) bool {
	if e.Subject.Kind != register.SubjectPerson {
		return false
	}
	switch e.Value.(type) {
	case register.Origin, register.Name:
		return true
	}
	return e.Op == register.OpVoid || e.Op == register.OpEnd
}

// newName reports whether a person bears a name that she did not bear before.
func newName(was, now *register.Person) bool {
	var r match.Reader
	before := r.Record(was).Names
	return slices.ContainsFunc(r.Record(now).Names, func(n match.Name) bool { return !slices.Contains(before, n) })
}

// search finds who is perhaps this person, the most probable first.
func (a *asker) search(c *acts.Case, p *register.Person) ([]other, error) {
	if err := a.o.loadPersons(projection.AppendRelatives(nil, p)); err != nil {
		return nil, err
	}
	written := match.Reader{Person: a.o.person}
	asked := written.Record(p)
	who, err := describe(asked)
	if err != nil {
		return nil, err
	}
	candidates, crowded, err := a.candidates(who, func() []store.Key {
		f, near := a.Lexicon.Read(asked), &a.o.r.near
		return projection.StoreKeys(a.Lexicon.AppendProbeKeysOf(nil, &f, near.of(a.o.atlas, asked.Home.Village), near.of(a.o.atlas, asked.BornAt.Village)))
	})
	if err != nil {
		return nil, err
	}
	found, err := a.compare(c, p, candidates)
	if err != nil {
		return nil, err
	}
	if a.notes != nil { // also whom the register itself tells apart: by then it may hold something else
		a.notes.note(who, found)
	}
	found = slices.DeleteFunc(found, func(x other) bool { return Settled(p, x.person) })
	for i := range found {
		found[i].crowded = crowded
	}
	return found[:min(len(found), mostOthers)], nil
}

// note keeps that somebody was asked for, and who was found. Who was only proposed
// beside is handed in with it, or found anew.
func (p *Probe) note(who description, found []other) {
	ids := p.found[who]
	for _, x := range found {
		if x.person.ID < examinedAhead {
			ids = append(ids, x.person.ID)
		}
	}
	p.found[who] = ids
}

// compare compares a person with candidates and gives those whom the law asks about, the
// most probable first.
func (a *asker) compare(c *acts.Case, p *register.Person, candidates []register.PersonID) ([]other, error) {
	if err := a.o.loadPersons(candidates); err != nil {
		return nil, err
	}
	var relatives []register.PersonID
	others := candidates[:0]
	for _, id := range candidates {
		if q := a.o.person(id); projection.Keyed(q) && q.ID != p.ID {
			others = append(others, id)
			relatives = projection.AppendRelatives(relatives, q)
		}
	}
	if len(others) == 0 {
		return nil, nil
	}
	if err := a.o.loadPersons(relatives); err != nil {
		return nil, err
	}
	r := match.Reader{Atlas: a.o.atlas, Day: c.Today, Person: a.o.person}
	rules := a.o.r.Law.Duplicates
	ask := float64(rules.AskPPM.On(c.Today).Value) / million
	model := a.Model.Expecting(float64(rules.ExpectedPPM.On(c.Today).Value) / million)
	f := a.Lexicon.Read(r.Record(p))
	people := a.people()
	var found []other
	for _, id := range others {
		q := a.o.person(id)
		g := a.Lexicon.Read(r.Record(q))
		v := a.Lexicon.Compare(&f, &g)
		if model.Probability(&v, people) >= ask {
			found = append(found, other{person: q, evidence: model.Explain(&v, people)})
		}
	}
	slices.SortStableFunc(found, func(x, y other) int { return cmp.Compare(y.evidence.P, x.evidence.P) })
	return found, nil
}

const million = 1e6

// Settled reports whether the register itself says that two are two, or are one: she
// is the very person, or was merged with the other once; the other is her parent,
// child or spouse; or both are children of one delivery.
func Settled(p, q *register.Person) bool {
	if p.ID == q.ID {
		return true
	}
	for i := range p.SameAs {
		if p.SameAs[i].Value.Person == q.ID {
			return true
		}
	}
	for i := range p.Partners {
		if p.Partners[i].Value.With.Person == q.ID {
			return true
		}
	}
	return bears(p, q) || bears(q, p) || oneDelivery(p, q)
}

func bears(parent, child *register.Person) bool {
	for _, f := range child.Parents.Standing() {
		if f.Value.Party.Person == parent.ID {
			return true
		}
	}
	return false
}

// oneDelivery reports whether two are twins by their acts of birth: of one mother, of
// one day, and counted one after the other.
func oneDelivery(p, q *register.Person) bool {
	a, b := p.Born(), q.Born()
	mothers := [2]register.PersonID{match.Relatives(p)[0], match.Relatives(q)[0]}
	return mothers[0] != 0 && mothers[0] == mothers[1] && a.Date == b.Date && a.Order > 0 && b.Order > 0 && a.Order != b.Order
}

// finding tells that a person is perhaps another, in a way that can be accepted for
// that other only.
func (a *asker) finding(c *acts.Case, p *register.Person, x other) (register.Finding, error) {
	name, err := a.handle(c, x.person)
	if err != nil {
		return register.Finding{}, err
	}
	same, ask := a.o.r.Law.Duplicates.SamePPM.On(c.Today), a.o.r.Law.Duplicates.AskPPM.On(c.Today)
	ppm := int(x.evidence.P * million)
	f := register.Finding{Code: register.CodePerhapsRegistered, Field: "payload", Severity: register.NeedsDecision, Article: ask.Article}
	if ppm >= same.Value {
		f.Code, f.Article = register.CodeSurelyRegistered, same.Article
	}
	reasons := make([]string, len(x.evidence.Reasons))
	for i, r := range x.evidence.Reasons {
		reasons[i] = "match." + r.Field + "." + r.Level
	}
	f.Args = map[string]string{
		register.ArgPerson: name, "ppm": strconv.Itoa(ppm), "reasons": strings.Join(reasons, " "),
		"rather": x.evidence.Rather, "weights": a.Version,
	}
	if x.crowded > 0 {
		f.Args["crowded"] = strconv.Itoa(x.crowded)
	}
	if p.Acts[0] != c.Seq { // the act changes somebody who was there before
		f.Args[register.ArgOf], err = a.handle(c, p)
	}
	return f, err
}

// handle names another as ArgPerson says. Where the proposal accepts somebody who is
// that person by another of her names, it is that name.
func (a *asker) handle(c *acts.Case, p *register.Person) (string, error) {
	for _, accepted := range c.Proposal.Accepted {
		l, ok := acts.PersonLookup(accepted.Person)
		if !ok {
			continue
		}
		if err := a.o.load([]acts.Lookup{l}); err != nil {
			return "", err
		}
		e, err := a.o.entry(l)
		if err != nil {
			return "", err
		}
		if e.Person != nil && e.Person.ID == p.ID {
			return accepted.Person, nil
		}
	}
	first := p.Acts[0]                           // the one that entered the person
	if i := a.o.enteredAt(first); i >= a.since { // the number may become somebody else's
		e := a.o.entered[i]
		for id, ref := range e.Named {
			if ref == p.Ref() {
				return "@" + string(id), nil
			}
		}
		return string(e.Act.ID), nil
	}
	if n := p.Number(); n != "" {
		return string(n), nil
	}
	act, err := a.o.act(first)
	if err != nil {
		return "", err
	}
	return string(act.ID), nil
}
