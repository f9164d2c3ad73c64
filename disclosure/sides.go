package disclosure

import (
	"context"
	"slices"

	"samano/access"
	"samano/register"
	"samano/registrar"
)

// Sides are the people and households that some acts would change, each before and after. The acts
// are not registered: they are folded one after another over the documents of now.
type Sides struct {
	acts     [][]side // by act
	cover    *Cover   // over everybody whom the sides show, and the others who are named
	shelters *Shelters
}

type side struct {
	ref           register.Ref
	before, after register.Subject
	left          []register.Ref // because of whom a fact is left out that the act would change
	withheld      string
}

// Side is one subject before and after an act, as a reader may see it. Both documents are nil if
// they are withheld.
type Side struct {
	// Ref is of person 0 where a protection covers somebody whom the act names: one side stands for
	// all.
	Ref      register.Ref
	Before   Seen[register.Subject] // of nil: the act enters it
	After    Seen[register.Subject]
	Withheld string // why: access.CodeNationalDesk or access.CodeOutsideArea
}

// SidesOf folds acts one after another. An act that cannot be registered is nil and has no sides.
// Beside the acts others are named, whom named may add.
func SidesOf(ctx context.Context, pass access.Pass, r *registrar.Documents, acts []*register.Act, others ...register.PersonID) (*Sides, error) {
	docs, err := subjectsOf(ctx, pass, r, acts)
	if err != nil {
		return nil, err
	}
	out := &Sides{acts: make([][]side, len(acts))}
	for i, act := range acts {
		if act == nil {
			continue
		}
		for _, ref := range act.Subjects() {
			if ref.Kind == register.SubjectPlace {
				continue
			}
			s := side{ref: ref, before: docs[ref]}
			base := s.before
			if base == nil {
				if base, err = register.NewSubject(ref); err != nil {
					return nil, register.Errorf(register.Internal, "disclosure.SidesOf", "%w", err)
				}
			}
			if s.after, err = register.Fold(base, act.Seq, act.Effects); err != nil {
				return nil, register.Errorf(register.Internal, "disclosure.SidesOf", "%w", err)
			}
			docs[ref] = s.after
			out.acts[i] = append(out.acts[i], s)
		}
	}
	shown := People(others...)
	for _, s := range slices.Concat(out.acts...) {
		shown = append(append(shown, People(NamedNow(s.before)...)...), People(NamedNow(s.after)...)...)
		if s.before != nil {
			shown = append(shown, s.ref)
		}
	}
	if out.cover, err = CoverOf(ctx, pass, r, shown...); err != nil {
		return nil, err
	}
	var documents []register.Subject
	for _, ref := range AddRefs(nil, shown...) {
		documents = append(documents, out.cover.Subject(ref))
	}
	if out.shelters, err = SheltersOf(ctx, pass, r, documents...); err != nil {
		return nil, err
	}
	for i := range out.acts {
		for n := range out.acts[i] {
			side := &out.acts[i][n]
			side.left = out.shelters.leftOutOf(side.ref, acts[i])
		}
	}
	return out, nil
}

// subjectsOf returns the present documents of the registered people and households that acts
// change.
func subjectsOf(ctx context.Context, pass access.Pass, r *registrar.Documents, acts []*register.Act) (map[register.Ref]register.Subject, error) {
	var refs []register.Ref
	for _, act := range acts {
		if act != nil {
			refs = append(refs, act.Subjects()...)
		}
	}
	return documentsOf(ctx, pass, r, refs)
}

// documentsOf returns the present documents of people and households, but of those that do not exist.
func documentsOf(ctx context.Context, pass access.Pass, r *registrar.Documents, refs []register.Ref) (map[register.Ref]register.Subject, error) {
	var persons []register.PersonID
	var households []register.HouseholdID
	for _, ref := range refs {
		switch ref.Kind {
		case register.SubjectPerson:
			persons = append(persons, register.PersonID(ref.ID))
		case register.SubjectHousehold:
			households = append(households, register.HouseholdID(ref.ID))
		case register.SubjectPlace:
		}
	}
	out := map[register.Ref]register.Subject{}
	ps, err := r.Persons(ctx, pass, persons...)
	if err != nil {
		return nil, err
	}
	for _, p := range ps {
		out[p.Ref()] = p
	}
	hs, err := r.Households(ctx, pass, households...)
	if err != nil {
		return nil, err
	}
	for _, h := range hs {
		out[h.Ref()] = h
	}
	return out, nil
}

// Persons returns by act the persons as the acts would leave them. The first effects of an act that
// enters somebody are about that person. A pass that is not valid is register.Forbidden.
func (s *Sides) Persons(pass access.Pass) ([][]*register.Person, error) {
	if err := pass.Check("disclosure.Sides"); err != nil {
		return nil, err
	}
	out := make([][]*register.Person, len(s.acts))
	for i := range s.acts {
		for _, side := range s.acts[i] {
			if p, ok := side.after.(*register.Person); ok {
				out[i] = append(out[i], p)
			}
		}
	}
	return out, nil
}

// withhold marks the sides that a reader of the area does not see. It returns those whom only the
// national desk may see.
func (s *Sides) withhold(area Area) (protected []register.Ref) {
	for i := range s.acts {
		var after []register.Subject
		for _, side := range s.acts[i] {
			after = append(after, side.after)
		}
		for n := range s.acts[i] {
			side := &s.acts[i][n]
			// Who is withheld, and where they live, is as registered now: an act before this one
			// may move them to an address that somebody has made up.
			now := s.cover.Subject(side.ref)
			switch homes := Homes(now); {
			case now == nil: // not in the register yet: no look can name it, but it shows where its own will live
				by := s.cover.Covered(People(NamedNow(side.after)...)...)
				if len(by) > 0 || s.cover.willCover(side.ref, after...) {
					side.withheld, protected = access.CodeNationalDesk, AddRefs(protected, by...)
				} else if homes := Homes(side.after); len(homes) > 0 && !area.IncludesAny(homes) {
					side.withheld = access.CodeOutsideArea
				}
			case s.cover.CoversRef(side.ref), s.cover.willCover(side.ref, after...):
				side.withheld, protected = access.CodeNationalDesk, AddRefs(protected, side.ref)
			case len(side.left) > 0:
				side.withheld, protected = access.CodeNationalDesk, AddRefs(protected, side.left...)
			case !area.IncludesAny(homes):
				side.withheld = access.CodeOutsideArea
			}
		}
	}
	return protected
}

// registered describes for the look those in the register whose sides are not withheld.
func (s *Sides) registered() (shown access.ReadingScope) {
	for _, side := range slices.Concat(s.acts...) {
		if now := s.cover.Subject(side.ref); now != nil && side.withheld == "" {
			shown.Subjects, shown.Places = AddRefs(shown.Subjects, side.ref), append(shown.Places, Homes(now))
		}
	}
	return shown
}

// protected reports whether only the national desk sees a side of an act.
func (s *Sides) protected(act int) bool {
	return slices.ContainsFunc(s.acts[act], func(side side) bool { return side.withheld == access.CodeNationalDesk })
}

// behindLeft reports whether an act before this one changes a home that is left out: what this one shows of
// anybody may be made of what that one brought back.
func (s *Sides) behindLeft(act int) bool {
	return slices.ContainsFunc(slices.Concat(s.acts[:act]...), func(side side) bool { return len(side.left) > 0 })
}

// hide withholds all sides of an act.
func (s *Sides) hide(act int) {
	for n := range s.acts[act] {
		s.acts[act][n].withheld = access.CodeNationalDesk
	}
}

// reveal removes the mark from sides that only the national desk may see: it reads.
func (s *Sides) reveal() {
	for i := range s.acts {
		for n := range s.acts[i] {
			if side := &s.acts[i][n]; side.withheld == access.CodeNationalDesk {
				side.withheld = ""
			}
		}
	}
}

// shown returns the sides of one act as a reader of the area sees them, after the looks, and whether one
// of them is withheld.
func (s *Sides) shown(looks *access.Looker, act int, area Area) (out []Side, withheld bool) {
	for _, side := range s.acts[act] {
		seen := Side{Ref: side.ref, Withheld: side.withheld}
		switch {
		case side.withheld != "":
		case s.cover.Subject(side.ref) == nil: // not in the register; an act before this one may enter it
			seen.Before, seen.After = RedactedProposal(area, side.before), RedactedProposal(area, side.after)
		default:
			seen.Before, seen.After = Redacted(looks, area, side.before), Redacted(looks, area, side.after)
		}
		withheld = withheld || side.withheld != ""
		out = append(out, seen)
	}
	return out, withheld
}

// documents returns the documents of the register that are shown: those of the sides, and of the people
// named beside.
func (s *Sides) documents(beside map[register.PersonID]*register.Person) (out []register.Subject) {
	for _, side := range slices.Concat(s.acts...) {
		if now := s.cover.Subject(side.ref); now != nil && side.withheld == "" {
			out = append(out, now)
		}
	}
	for _, p := range beside {
		out = append(out, p)
	}
	return out
}

// named returns the others and the people whom the shown documents name, as far as the reader may see
// them, and adds them to the look. The national desk sees those whom a protection covers too: the look
// at them is returned beside.
func (s *Sides) named(area Area, desk bool, shown *access.ReadingScope, others ...register.PersonID) (people map[register.PersonID]*register.Person, covered []register.Ref) {
	people = map[register.PersonID]*register.Person{}
	named := slices.Clone(others)
	for _, side := range slices.Concat(s.acts...) {
		if side.withheld == "" {
			named = append(named, NamedNow(side.after)...)
		}
	}
	for _, id := range named {
		p := s.cover.Person(id)
		if p == nil || len(shown.Subjects)+len(covered) >= access.MaxSubjects {
			continue
		}
		switch {
		case s.cover.Covers(p) && desk:
			covered = AddRefs(covered, p.Ref())
		case s.cover.Covers(p) || !area.IncludesAny(Homes(p)):
			continue
		default:
			shown.Subjects, shown.Places = AddRefs(shown.Subjects, p.Ref()), append(shown.Places, Homes(p))
		}
		people[id] = p
	}
	return people, covered
}
