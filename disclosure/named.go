package disclosure

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"samano/access"
	"samano/acts"
	"samano/register"
	"samano/registrar"
)

// NamedNow returns the persons whom the present facts of a subject name, each once; nil names
// nobody. A sealed fact is shown to nobody, so it names nobody.
func NamedNow(s register.Subject) []register.PersonID {
	if s == nil {
		return nil
	}
	var out []register.PersonID
	s.Each(func(f register.AnyFact) bool {
		if st := f.Standing(); st.Void || st.Ended || st.Sealed {
			return true
		}
		for _, id := range register.Persons(nil, f.Value) {
			if !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
		return true
	})
	return out
}

// NamedBeside returns whom a person names beside another: those of the present facts and, of whoever
// is not married now, the partner of the last marriage.
func NamedBeside(p *register.Person) []register.PersonID {
	out := NamedNow(p)
	if len(p.Partners.Current()) > 0 {
		return out
	}
	for _, f := range slices.Backward(p.Partners) {
		if st := f.Standing(); !st.Void && !st.Sealed {
			return register.Persons(out, f.Value)
		}
	}
	return out
}

// StatesOf loads for each proposal what it needs to see, so that the state tells whom it names
// (acts.State.Named); nil where the payload cannot be read.
func StatesOf(ctx context.Context, pass access.Pass, r *registrar.Documents, proposals ...*register.Proposal) ([]*acts.State, error) {
	atlas, err := r.Atlas(ctx)
	if err != nil {
		return nil, err
	}
	states, payloads := make([]*acts.State, len(proposals)), make([]acts.Payload, len(proposals))
	for i, p := range proposals {
		if payload, findings := acts.Decode(p); findings == nil {
			states[i], payloads[i] = acts.NewState(atlas), acts.WithProposal(payload, p)
			office, err := r.Office(ctx, p.Office)
			if err != nil && register.KindOf(err) != register.NotFound {
				return nil, err
			}
			states[i].Desk = err == nil && r.Law.National(office) && p.Decision.By == register.ByCourtOrder
		}
	}
	for range acts.MaxRounds {
		var asked []acts.Lookup
		var of []*acts.State
		for i, s := range states {
			if s == nil {
				continue
			}
			for _, l := range acts.Unasked(payloads[i], s) {
				asked, of = append(asked, l), append(of, s)
			}
		}
		entries, err := r.Find(ctx, pass, asked...)
		if err != nil {
			return nil, err
		}
		for n, e := range entries {
			of[n].Put(asked[n], e)
		}
	}
	return states, nil
}

// Named is whom one proposal names in the register (acts.State.Named), its declarant too.
type Named struct {
	Texts    []register.Seen // those whom it names by a text
	Subjects []register.Ref
	Covered  []register.Ref // those of the subjects whom a protection covers
	// Households are some of the subjects, one of each household: on a budget one stands for all who live together.
	Households []register.Ref
	// Counted are so many of each household as are one family, and whose pages others read for the case without a
	// budget of their own.
	Counted []register.Ref
	Unfound int // numbers that nobody bears
	// Near are others whom a protection covers and of whom the checks know: a finding about
	// a mother may tell when her daughter was born, or where she lived with her. And those are near of whom
	// the checks know by what is sealed: a finding about a bride may tell whose daughter she was.
	Near []register.Ref
	// Sheltered are those of Near of whom the checks know only because a former home of the subjects is where
	// they live now.
	Sheltered []register.Ref
}

// Scope describes the subjects for a look at the proposal's papers, which show addresses.
func (n *Named) Scope() access.ReadingScope {
	return access.ReadingScope{Subjects: n.Subjects, Nobody: len(n.Subjects) == 0, Protected: len(n.Covered) > 0}
}

// Redacted reports whether only the national desk reads findings of the proposal with particulars.
func (n *Named) Redacted() bool { return len(n.Covered)+len(n.Near) > 0 }

// NamedBy returns for each proposal whom it names in the register. A payload that cannot be read names
// whoever has a number, or a client-made id, in its text.
func NamedBy(ctx context.Context, pass access.Pass, r *registrar.Documents, proposals ...*register.Proposal) ([]Named, error) {
	states, err := StatesOf(ctx, pass, r, proposals...)
	if err != nil {
		return nil, err
	}
	texts := make([]*register.Proposal, len(proposals))
	for i, p := range proposals {
		texts[i] = &register.Proposal{Declarant: p.Declarant}
		if states[i] == nil {
			texts[i].Declarant += " " + textOf(p.Payload)
		}
	}
	declarants, err := DeclarantsOf(ctx, pass, r, texts...)
	if err != nil {
		return nil, err
	}
	out := make([]Named, len(proposals))
	lists := make([]*[]register.Ref, len(proposals))
	var refs []register.Ref
	for i, s := range states {
		if s != nil {
			out[i].Texts, out[i].Subjects = s.Named()
			refs = append(refs, s.Loaded()...)
		}
		out[i].Subjects = AddRefs(out[i].Subjects, declarants[i]...)
		lists[i] = &out[i].Subjects
	}
	if err := addSurvivors(ctx, pass, r, lists...); err != nil {
		return nil, err
	}
	for i := range out {
		refs = append(refs, out[i].Subjects...)
	}
	cover, err := CoverOf(ctx, pass, r, refs...)
	if err != nil {
		return nil, err
	}
	for i, s := range states {
		out[i].Covered = cover.Covered(out[i].Subjects...)
		out[i].Households, out[i].Counted = cover.ofEach(out[i].Subjects, 1), cover.ofEach(out[i].Subjects, familySize)
		if s == nil {
			continue
		}
		out[i].Unfound = s.Unfound()
		for _, ref := range cover.Covered(s.Loaded()...) {
			if !slices.Contains(out[i].Covered, ref) {
				out[i].Near = append(out[i].Near, ref)
			}
		}
		linked := cover.LinkedBySeal(AddRefs(s.Loaded(), out[i].Subjects...))
		out[i].Near = AddRefs(out[i].Near, Except(linked, out[i].Covered)...)
	}
	return out, addSheltered(ctx, pass, r, cover, out)
}

// addSheltered adds to whom proposals name those because of whom homes of these are left out: findings of an
// address, of a fact or of where somebody lived tell of it, and so may what lies beside.
func addSheltered(ctx context.Context, pass access.Pass, r *registrar.Documents, cover *Cover, list []Named) error {
	var documents []register.Subject
	for i := range list {
		for _, ref := range list[i].Subjects {
			documents = append(documents, cover.Subject(ref))
		}
	}
	shelters, err := SheltersOf(ctx, pass, r, documents...)
	if err != nil {
		return err
	}
	for i := range list {
		for _, ref := range list[i].Subjects {
			if s := cover.Subject(ref); s != nil {
				left := Except(Except(shelters.Left(s), list[i].Covered), list[i].Near)
				list[i].Sheltered = AddRefs(list[i].Sheltered, left...)
			}
		}
		list[i].Near = AddRefs(list[i].Near, list[i].Sheltered...)
	}
	return nil
}

// familySize is how many of one household are as one: of a temple or a dormitory the others count each.
const familySize = 10

// ofEach returns of those of the subjects who live in one household the first few.
func (c *Cover) ofEach(refs []register.Ref, most int) (out []register.Ref) {
	seen := map[register.HouseholdID]int{}
	for _, ref := range refs {
		var homes []register.HouseholdID
		if ref.Kind == register.SubjectHousehold {
			homes = append(homes, register.HouseholdID(ref.ID))
		} else {
			for _, h := range c.householdsOf(register.PersonID(ref.ID)) {
				homes = append(homes, h.ID)
			}
		}
		if !slices.ContainsFunc(homes, func(id register.HouseholdID) bool { return seen[id] >= most }) {
			out = append(out, ref)
		}
		for _, id := range homes {
			seen[id]++
		}
	}
	return out
}

// LinkedBySeal returns those of the people who name another of them in a sealed fact and in no other.
func (c *Cover) LinkedBySeal(refs []register.Ref) (out []register.Ref) {
	for _, ref := range refs {
		p := c.persons[register.PersonID(ref.ID)]
		if ref.Kind != register.SubjectPerson || p == nil {
			continue
		}
		var sealed, open []register.Ref
		p.Each(func(f register.AnyFact) bool {
			to := &open
			if st := f.Standing(); st.Sealed {
				to = &sealed
			} else if st.Void {
				return true
			}
			*to = append(*to, People(register.Persons(nil, f.Value)...)...)
			return true
		})
		if slices.ContainsFunc(Except(sealed, open), func(r register.Ref) bool { return slices.Contains(refs, r) }) {
			out = append(out, ref)
		}
	}
	return out
}

// textOf returns all texts and numbers in a payload, apart from one another and without escapes.
func textOf(payload json.RawMessage) string {
	var out strings.Builder
	d := json.NewDecoder(bytes.NewReader(payload))
	d.UseNumber()
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out.String()
		}
		if err != nil {
			return out.String() + " " + string(payload)
		}
		fmt.Fprintf(&out, " %v", token)
	}
}

// addSurvivors adds to each list the records that answer for merged ones, reading everybody at once.
func addSurvivors(ctx context.Context, pass access.Pass, r *registrar.Documents, lists ...*[]register.Ref) error {
	people := map[register.PersonID]*register.Person{}
	for {
		var ask []register.PersonID
		for _, list := range lists {
			for _, ref := range *list {
				if _, read := people[register.PersonID(ref.ID)]; ref.Kind == register.SubjectPerson && !read {
					ask, people[register.PersonID(ref.ID)] = append(ask, register.PersonID(ref.ID)), nil
				}
			}
		}
		if len(ask) == 0 {
			return nil
		}
		found, err := r.Persons(ctx, pass, ask...)
		if err != nil {
			return err
		}
		maps.Copy(people, found)
		for _, list := range lists {
			for n := 0; n < len(*list); n++ { // the list grows
				ref := (*list)[n]
				if p := people[register.PersonID(ref.ID)]; ref.Kind == register.SubjectPerson && p != nil && p.Survivor() != 0 {
					*list = AddRefs(*list, register.PersonRef(p.Survivor()))
				}
			}
		}
	}
}

// SubjectNamed returns the person or household that a text of a proposal names; nil if there is none.
func SubjectNamed(ctx context.Context, pass access.Pass, r *registrar.Documents, text string) (register.Subject, error) {
	var asked []acts.Lookup
	if l, ok := acts.PersonLookup(text); ok {
		asked = append(asked, l)
	}
	if l, ok := acts.HouseholdLookup(text); ok {
		asked = append(asked, l)
	}
	found, err := r.Find(ctx, pass, asked...)
	if err != nil {
		return nil, err
	}
	for _, e := range found {
		switch {
		case e.Person != nil:
			return e.Person, nil
		case e.Household != nil:
			return e.Household, nil
		}
	}
	return nil, nil
}

// PersonNamed returns the registered person whom a finding names, by a number, an id or the act that
// entered them: for a merged person the one who answers now. Nil if there is none.
func PersonNamed(ctx context.Context, pass access.Pass, r *registrar.Documents, text string) (*register.Person, error) {
	if s, err := SubjectNamed(ctx, pass, r, text); s != nil || err != nil {
		p, _ := s.(*register.Person)
		return p, err
	}
	if !register.ValidUUID(text) {
		return nil, nil
	}
	act, err := r.Act(ctx, pass, text)
	if act == nil || err != nil {
		return nil, err
	}
	id := register.PersonID(act.Effects[0].Subject.ID) // who is entered
	found, err := r.Persons(ctx, pass, id)
	return found[id], err
}

// coveredBy returns those of the subjects of acts, and of the people whom their effects name, whom
// a protection covers now or of whom an act tells what is sealed, and the cover over all of them.
func coveredBy(ctx context.Context, pass access.Pass, r *registrar.Documents, list []*register.Act) ([]register.Ref, *Cover, error) {
	var refs []register.Ref
	for _, act := range list {
		refs = AddRefs(refs, peopleOf(act)...)
	}
	cover, err := CoverOf(ctx, pass, r, refs...)
	if err != nil {
		return nil, nil, err
	}
	covered := cover.Covered(refs...)
	for _, act := range list {
		for _, ref := range refs {
			if cover.Seals(act, ref) && slices.Contains(peopleOf(act), ref) {
				covered = AddRefs(covered, ref)
			}
		}
	}
	return covered, cover, nil
}

// CoveredByUndone returns those of whom acts that are not registered would change, and of the people whom they
// name, whom a protection covers now, and the protected because of whom a home is left out that one would change.
func CoveredByUndone(ctx context.Context, pass access.Pass, r *registrar.Documents, would ...*register.Act) ([]register.Ref, error) {
	out, cover, err := coveredBy(ctx, pass, r, would)
	if err != nil {
		return nil, err
	}
	var changed []register.Subject
	for _, act := range would {
		for _, e := range act.Effects {
			if s := cover.Subject(e.Subject); s != nil && !e.Fact.IsZero() && !slices.Contains(changed, s) {
				changed = append(changed, s)
			}
		}
	}
	shelters, err := SheltersOf(ctx, pass, r, changed...)
	if err != nil {
		return nil, err
	}
	for _, act := range would {
		for _, ref := range act.Subjects() {
			out = AddRefs(out, shelters.leftOutOf(ref, act)...)
		}
	}
	return out, nil
}

// CoveredByDone is the same for acts that are registered, with whoever is protected and lives now where
// one of them says that somebody lived.
func CoveredByDone(ctx context.Context, pass access.Pass, r *registrar.Documents, done ...*register.Act) ([]register.Ref, error) {
	out, _, err := coveredBy(ctx, pass, r, done)
	for _, act := range done {
		if err != nil {
			return nil, err
		}
		var sheltered []register.Ref
		sheltered, err = ShelteredBy(ctx, pass, r, act)
		out = AddRefs(out, sheltered...)
	}
	return out, err
}

// peopleOf returns the people and households that an act changes, and the people whom it names.
func peopleOf(act *register.Act) []register.Ref {
	refs := AddRefs(act.Subjects(), NamedIn(act)...)
	return slices.DeleteFunc(refs, func(r register.Ref) bool { return r.Kind == register.SubjectPlace })
}

// AddRefs adds the references that are not in the list yet.
func AddRefs(refs []register.Ref, more ...register.Ref) []register.Ref {
	for _, r := range more {
		if !slices.Contains(refs, r) {
			refs = append(refs, r)
		}
	}
	return refs
}

// Except returns the references that are not among the others.
func Except(refs, others []register.Ref) []register.Ref {
	return slices.DeleteFunc(slices.Clone(refs), func(r register.Ref) bool { return slices.Contains(others, r) })
}
