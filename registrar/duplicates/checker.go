package duplicates

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"samano/acts"
	"samano/law"
	"samano/match"
	"samano/register"
	"samano/registrar/projection"
	"samano/registrar/record"
	"samano/store"
)

// mostOthers bounds the findings about others on one act, because nobody reads more. They are the
// most probable ones; in a register in good order there is one.
const mostOthers = 5

// View is the register as a writing transaction or an examination sees it: the stored state
// with the decided, uncommitted acts over it.
type View interface {
	Atlas() *register.Atlas
	// People returns how many people are in the register.
	People() int
	Subject(ref register.Ref) (register.Subject, error)
	// LoadPersons reads documents, so that Person returns them.
	LoadPersons(ids []register.PersonID) error
	Person(id register.PersonID) *register.Person
	// Find answers one lookup.
	Find(l acts.Lookup) (acts.Entry, error)
	Act(seq register.Seq) (*register.Act, error)
	// Uncommitted returns the acts decided so far, in order.
	Uncommitted() []record.Entered
	// Sharing and PostingsSince are those of store.Reader.
	Sharing(keys []store.Key, limits store.Limits) (people []register.PersonID, truncated int, err error)
	PostingsSince(from register.Seq) (list []store.Posting, ok bool, err error)
}

// Checker searches for duplicates on behalf of one transaction or examination. A nil Checker finds
// nothing. It belongs to one goroutine.
type Checker struct {
	*Matcher
	of            View
	law           *law.Pack
	keys          *projection.MatchKeys
	size          register.Seq    // of the register, without the uncommitted acts
	firstUndoable int             // the first uncommitted act that may be undone
	search        *Search         // of an examination; nil: search the whole register
	result        *Search         // receives what is found; may be nil
	uncommitted   uncommittedKeys // of the uncommitted acts
	recent        recentKeys      // written since some examination
}

// NewChecker returns a checker for a register whose stored state has size acts. A nil Matcher has a
// nil Checker. It is no method, so that whoever holds a Matcher to compare two people holds no more.
func NewChecker(m *Matcher, of View, pack *law.Pack, keys *projection.MatchKeys, size register.Seq) *Checker {
	if m == nil {
		return nil
	}
	return &Checker{Matcher: m, of: of, law: pack, keys: keys, size: size}
}

// Record returns a Search that receives everything the checker finds from now on; nil from a nil
// Checker.
func (ch *Checker) Record() *Search {
	if ch == nil {
		return nil
	}
	ch.result = &Search{seq: ch.size, found: map[description][]register.PersonID{}}
	return ch.result
}

// Begin starts a request. search is the result of its examination, or nil. undoable says that the
// acts of the request may be undone together.
func (ch *Checker) Begin(search *Search, undoable bool) {
	if ch == nil {
		return
	}
	ch.search, ch.firstUndoable = search, math.MaxInt
	if undoable || ch.result != nil {
		ch.firstUndoable = len(ch.of.Uncommitted())
	}
}

// Changed notes a changed document of the transaction. Notes are not removed on undo: a stale
// candidate is dropped when its document is read.
func (ch *Checker) Changed(was, now register.Subject) {
	if ch != nil {
		ch.uncommitted.note(was, now)
	}
}

// candidate is a person who may be the one searched for.
type candidate struct {
	person    *register.Person
	evidence  match.Evidence
	truncated int  // keys of which the store left people out
	hidden    bool // they are alike by what is sealed of one of them, and not otherwise
}

// Hidden is a finding about two people who are alike by what is sealed of one of them. The act is not
// stopped and its office is told nothing: adjudicators of the national desk are asked once it is registered.
type Hidden struct {
	Persons [2]register.PersonID
	Finding register.Finding
}

// Findings returns a finding for each person who may be one that the case enters, renames or parts
// from another record.
func (ch *Checker) Findings(c *acts.Case) (out []register.Finding, hidden []Hidden, err error) {
	if ch == nil {
		return nil, nil, nil
	}
	people, err := ch.toCompare(c)
	if err != nil {
		return nil, nil, err
	}
	for _, p := range people {
		found, err := ch.searchFor(c, p)
		if err != nil {
			return nil, nil, err
		}
		told := 0
		for _, x := range found {
			f, err := ch.finding(c, p, x)
			if err != nil {
				return nil, nil, err
			}
			switch {
			case x.hidden && len(hidden) < mostOthers:
				hidden = append(hidden, Hidden{[2]register.PersonID{p.ID, x.person.ID}, f})
			case !x.hidden && told < mostOthers:
				out, told = append(out, f), told+1
			}
		}
	}
	return out, hidden, nil
}

// toCompare returns the persons whom a case enters, renames or parts from another record, as the
// case leaves them.
func (ch *Checker) toCompare(c *acts.Case) ([]*register.Person, error) {
	var out []*register.Person
	seen := map[register.Ref]bool{}
	for _, e := range c.Effects() {
		if !mayShow(e) || seen[e.Subject] {
			continue
		}
		seen[e.Subject] = true
		s, err := ch.of.Subject(e.Subject)
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
			return nil, register.Errorf(register.Internal, "duplicates.compare", "%w", err)
		}
		if now := s.(*register.Person); now.HasOwnRecord() && (!was.HasOwnRecord() || newName(was, now)) {
			out = append(out, now)
		}
	}
	return out, nil
}

// mayShow reports whether an effect can enter, rename or part a person.
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

// newName reports whether a person has a name that they did not have before.
func newName(was, now *register.Person) bool {
	var r match.Reader
	before := r.Record(was).Names
	return slices.ContainsFunc(r.Record(now).Names, func(n match.Name) bool { return !slices.Contains(before, n) })
}

// searchFor returns the people who may be this person, the most probable first.
func (ch *Checker) searchFor(c *acts.Case, p *register.Person) ([]candidate, error) {
	if err := ch.of.LoadPersons(projection.AppendRelatives(nil, p)); err != nil {
		return nil, err
	}
	written := match.Reader{Person: ch.of.Person, Sealed: true}
	asked := written.Record(p)
	who, err := describe(asked)
	if err != nil {
		return nil, err
	}
	candidates, truncated, err := ch.candidates(who, func() []store.Key {
		f, atlas := ch.Lexicon.Read(asked), ch.of.Atlas()
		return projection.StoreKeys(ch.Lexicon.AppendProbeKeysOf(nil, &f,
			atlas.OtherIDs(asked.Home.Village, match.MaxVillages), atlas.OtherIDs(asked.BornAt.Village, match.MaxVillages)))
	})
	if err != nil {
		return nil, err
	}
	found, err := ch.compare(c, p, candidates)
	if err != nil {
		return nil, err
	}
	if ch.result != nil { // includes settled pairs: that may change before the transaction
		ch.result.note(who, found)
	}
	found = slices.DeleteFunc(found, func(x candidate) bool { return Settled(p, x.person, ch.law.Birth.MotherMinAge.On(c.Today).Value) })
	for i := range found {
		found[i].truncated = truncated
	}
	return found, nil
}

// compare compares a person with candidates and returns those above the law's threshold, the most
// probable first.
func (ch *Checker) compare(c *acts.Case, p *register.Person, candidates []register.PersonID) ([]candidate, error) {
	if err := ch.of.LoadPersons(candidates); err != nil {
		return nil, err
	}
	var relatives []register.PersonID
	others := candidates[:0]
	for _, id := range candidates {
		if q := ch.of.Person(id); q.HasOwnRecord() && q.ID != p.ID {
			others = append(others, id)
			relatives = projection.AppendRelatives(relatives, q)
		}
	}
	if len(others) == 0 {
		return nil, nil
	}
	if err := ch.of.LoadPersons(relatives); err != nil {
		return nil, err
	}
	r := match.Reader{Atlas: ch.of.Atlas(), Day: c.Today, Person: ch.of.Person, Sealed: true}
	rules := ch.law.Duplicates
	ask := float64(rules.AskPPM.On(c.Today).Value) / million
	model := ch.Model.Expecting(float64(rules.ExpectedPPM.On(c.Today).Value) / million)
	f := ch.Lexicon.Read(r.Record(p))
	people := ch.of.People()
	var found []candidate
	for _, id := range others {
		q := ch.of.Person(id)
		g := ch.Lexicon.Read(r.Record(q))
		v := ch.Lexicon.Compare(&f, &g)
		if model.Probability(&v, people) >= ask {
			x := candidate{person: q, evidence: model.Explain(&v, people)}
			if p.SealedUntil() != 0 || q.SealedUntil() != 0 {
				open := ch.withoutSealed(r, p, q)
				if x.hidden = model.Probability(&open, people) < ask; !x.hidden {
					x.evidence = model.Explain(&open, people)
				}
			}
			found = append(found, x)
		}
	}
	slices.SortStableFunc(found, func(x, y candidate) int { return cmp.Compare(y.evidence.P, x.evidence.P) })
	return found, nil
}

// withoutSealed compares two people by what is open of both.
func (ch *Checker) withoutSealed(r match.Reader, p, q *register.Person) match.Vector {
	r.Sealed = false
	f, g := ch.Lexicon.Read(r.Record(p)), ch.Lexicon.Read(r.Record(q))
	return ch.Lexicon.Compare(&f, &g)
}

const million = 1e6

// finding says that a person may be another. It can be accepted for that other person only.
func (ch *Checker) finding(c *acts.Case, p *register.Person, x candidate) (register.Finding, error) {
	name, err := ch.handle(c, x.person)
	if err != nil {
		return register.Finding{}, err
	}
	same, ask := ch.law.Duplicates.SamePPM.On(c.Today), ch.law.Duplicates.AskPPM.On(c.Today)
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
		"next-best": x.evidence.NextBest, "weights": ch.Version,
	}
	if x.truncated > 0 {
		f.Args["truncated"] = strconv.Itoa(x.truncated)
	}
	if p.Acts[0] != c.Seq { // the act changes a person who was registered before
		f.Args[register.ArgOf], err = ch.handle(c, p)
	}
	return f, err
}

// handle names a person as register.ArgPerson says. If the proposal accepts this person under
// another handle, that one is returned.
func (ch *Checker) handle(c *acts.Case, p *register.Person) (string, error) {
	for _, accepted := range c.Proposal.Accepted {
		l, ok := acts.PersonLookup(accepted.Person)
		if !ok {
			continue
		}
		e, err := ch.of.Find(l)
		if err != nil {
			return "", err
		}
		if e.Person != nil && e.Person.ID == p.ID {
			return accepted.Person, nil
		}
	}
	first := p.Acts[0]                                          // the act that entered the person
	if i := ch.uncommittedIndex(first); i >= ch.firstUndoable { // its number may be given to another person
		e := ch.of.Uncommitted()[i]
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
	act, err := ch.of.Act(first)
	if err != nil {
		return "", err
	}
	return string(act.ID), nil
}

// uncommittedIndex returns the place of an act among the uncommitted ones, -1 if it is none of
// them.
func (ch *Checker) uncommittedIndex(seq register.Seq) int {
	list := ch.of.Uncommitted()
	if len(list) == 0 || seq < list[0].Act.Seq {
		return -1
	}
	return int(seq - list[0].Act.Seq)
}
