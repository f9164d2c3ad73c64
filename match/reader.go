package match

import (
	"samano/names"
	"samano/register"
)

// Reader builds records from register documents, in one of two ways.
//
// To compare two people, places are looked up on a day (Atlas and Day): a village that was renamed
// or merged agrees with itself, and who lives in the same district is known.
//
// To make the keys that are stored, there is no Atlas: each place enters as it was written,
// whatever level it has and whatever has become of it since. So the keys of a person follow from
// their own document and the official names of their parents and last partner ([NameOf]), and from
// nothing else: not from the day, and not from what happens to places. A village that is merged
// into another changes nobody's keys; a search uses both ([Lexicon.AppendProbeKeysOf]).
type Reader struct {
	Atlas *register.Atlas // nil: places as written
	Day   register.Day    // on which places are looked up: today
	// Person returns a related person's document, or nil if it is not at hand: then only the
	// document itself is used.
	Person func(register.PersonID) *register.Person
	// Name returns a related person's name instead (NameOf), where names are at hand and documents
	// are not; it goes first.
	Name func(register.PersonID) Name
	// Sealed takes in the names that are sealed: for keys, and for comparisons of which only the national
	// desk is told what came.
	Sealed bool
	// Household returns the household in which somebody lives, 0 if it is not known.
	Household func(register.PersonID) register.HouseholdID
}

// Record returns the record of a person. It leaves out sealed facts (the parents by birth of an
// adopted person), but names where those are wanted, and takes only the village of the address.
func (r *Reader) Record(p *register.Person) Record {
	life := LifeOf(p)
	out := Record{ID: p.ID, Names: r.writtenNames(p), Birth: life.Birth, Death: life.Death, Sex: p.Sex(), BornAt: r.Place(p.Born().Where.Place)}
	out.Home = r.home(p)
	mother, father, spouse := relatives(p)
	out.Mother, out.Father, out.Spouse = r.party(mother), r.party(father), r.party(spouse)
	if r.Household != nil {
		out.Household = r.Household(p.ID)
	}
	return out
}

// relatives returns whom a person's record names: their parents, but not those of a sealed fact,
// and their last partner.
func relatives(p *register.Person) (mother, father, spouse register.Party) {
	for _, f := range p.Parents.Current() {
		switch {
		case f.Standing().Sealed:
		case f.Value.Role == register.Father:
			father = f.Value.Party
		default:
			mother = f.Value.Party
		}
	}
	f, _ := p.Partners.Last()
	return mother, father, f.Value.With
}

// Relatives returns the persons of the register whom their record names, 0 for each who is not in
// it.
func Relatives(p *register.Person) [3]register.PersonID {
	mother, father, spouse := relatives(p)
	return [3]register.PersonID{mother.Person, father.Person, spouse.Person}
}

// NameOf returns the name of a person in the records of their children and partner.
func NameOf(p *register.Person) Name { return oneName(p.Official()) }

// writtenNames returns the official name first, then those borne before, each in all its forms. The
// Lao form of a name comes first: a Latin one may be our own suggestion, so of those only confirmed
// ones count.
func (r *Reader) writtenNames(p *register.Person) []Name {
	var out []Name
	add := func(n register.Name, other bool) {
		for _, lao := range [...]bool{true, false} {
			for _, f := range n.Forms {
				if (f.Script == register.Lao) == lao && f.Source != register.FromRomanising {
					out = append(out, nameOf(f, other))
				}
			}
		}
	}
	add(p.Official(), false)
	for _, f := range p.Names {
		if s := f.Standing(); !s.Void && (!s.Sealed || r.Sealed) {
			add(f.Value, f.Value.Kind == register.OtherName || s.Ended)
		}
	}
	return out
}

// nameOf reads one written form. All parts but the surname are the given name, in the order
// written.
func nameOf(f register.NameForm, other bool) Name {
	n := Name{Surname: f.Surname(), Other: other}
	for _, p := range f.Parts {
		if word := p.Given + p.Middle; word != "" {
			if n.Given != "" {
				n.Given += " "
			}
			n.Given += word
		}
	}
	n.Given = names.DropTitle(n.Given)
	return n
}

// party returns the name of a party to an act.
func (r *Reader) party(p register.Party) Name {
	switch {
	case p.Described != nil:
		return oneName(p.Described.Name)
	case p.Person != 0 && r.Name != nil:
		return r.Name(p.Person)
	case p.Person != 0 && r.Person != nil:
		if who := r.Person(p.Person); who != nil {
			return NameOf(who)
		}
	}
	return Name{}
}

// oneName returns the Lao form, else the Latin, else any.
func oneName(n register.Name) Name {
	for _, script := range [...]register.Script{register.Lao, register.Latin} {
		if f, ok := n.In(script); ok {
			return nameOf(f, false)
		}
	}
	if len(n.Forms) > 0 {
		return nameOf(n.Forms[0], false)
	}
	return Name{}
}

// home returns where a person lives for good, else where they stay.
func (r *Reader) home(p *register.Person) Place {
	for _, kind := range [...]register.ResidenceKind{register.Permanent, register.Temporary} {
		if list := p.Residence(kind); len(list) > 0 {
			return r.Place(list[len(list)-1].Value.Address.Place)
		}
	}
	return Place{}
}

// Place reads a unit through its successors, so that a village renamed or merged agrees with
// itself. For a village that was split it is unknown which part is meant: the first by id is taken.
func (r *Reader) Place(id register.PlaceID) Place {
	if id == 0 || r.Atlas == nil {
		return Place{Village: id}
	}
	if next := r.Atlas.Successors(id, r.Day); len(next) > 0 {
		id = next[0]
		for _, n := range next {
			id = min(id, n)
		}
	}
	chain := r.Atlas.Chain(id, r.Day)
	var out Place
	// The top of the chain is the province, whatever the levels below are called; an event may be
	// known to a district only.
	for i := range chain {
		switch len(chain) - i {
		case 1:
			out.Province = chain[i].ID
		case 2:
			out.District = chain[i].ID
		case 3:
			out.Village = chain[i].ID
		}
	}
	return out
}
