package disclosure

import (
	"context"
	"maps"
	"slices"

	"samano/access"
	"samano/register"
	"samano/registrar"
)

// Shelters are dwellings in which somebody protected lives now. Whoever lived there before, and lives
// elsewhere, is covered by no protection, and their former home is the present one of the protected: it is
// shown to nobody to whom the protected is not.
type Shelters struct {
	cover *Cover // of the names of dwellings alone
	who   map[register.Address][]register.Ref
	homes map[register.Ref]map[register.Address]bool // where the subjects live now
}

// SheltersOf finds which of the dwellings that subjects have or had are shelters. They are as they are
// registered now: what is shown of them may be of another day, or as an act would make it.
func SheltersOf(ctx context.Context, pass access.Pass, r *registrar.Documents, subjects ...register.Subject) (*Shelters, error) {
	var values []register.Value
	for _, s := range subjects {
		if s != nil {
			s.Each(func(f register.AnyFact) bool { values = append(values, f.Value); return true })
		}
	}
	out, err := sheltersOf(ctx, pass, r, values)
	if err != nil {
		return nil, err
	}
	for _, s := range subjects {
		if s == nil {
			continue
		}
		out.homes[s.Ref()] = map[register.Address]bool{}
		for _, a := range out.cover.dwellings(s) {
			out.homes[s.Ref()][a] = true
		}
	}
	return out, nil
}

// ShelteredBy returns the protected people who live now where an act that is registered says that
// somebody lived.
func ShelteredBy(ctx context.Context, pass access.Pass, r *registrar.Documents, done *register.Act) ([]register.Ref, error) {
	values := make([]register.Value, len(done.Effects))
	for i, e := range done.Effects {
		values[i] = e.Value
	}
	s, err := sheltersOf(ctx, pass, r, values)
	if err != nil {
		return nil, err
	}
	var out []register.Ref
	for _, v := range values {
		out = AddRefs(out, s.at(v)...)
	}
	return out, nil
}

// CountrySparing returns the whole country without the former homes of people in which somebody protected
// lives now: for a case, which shows every area.
func CountrySparing(ctx context.Context, pass access.Pass, r *registrar.Documents, people ...*register.Person) (Area, error) {
	var subjects []register.Subject
	for _, p := range people {
		if p != nil {
			subjects = append(subjects, p)
		}
	}
	s, err := SheltersOf(ctx, pass, r, subjects...)
	return wholeCountry().Sparing(s), err
}

// sheltersOf finds which of the dwellings that facts hold are shelters.
func sheltersOf(ctx context.Context, pass access.Pass, r *registrar.Documents, values []register.Value) (*Shelters, error) {
	atlas, err := r.Atlas(ctx)
	if err != nil {
		return nil, err
	}
	cover, asked := &Cover{atlas: atlas, day: r.Today()}, map[register.Address]bool{}
	for _, v := range values {
		for _, a := range cover.named(addressOf(v)) {
			asked[a] = true
		}
	}
	return sheltersAt(ctx, pass, r, asked)
}

// sheltersAt finds which of some dwellings are shelters.
func sheltersAt(ctx context.Context, pass access.Pass, r *registrar.Documents, asked map[register.Address]bool) (*Shelters, error) {
	atlas, err := r.Atlas(ctx)
	if err != nil {
		return nil, err
	}
	out := &Shelters{cover: &Cover{atlas: atlas, day: r.Today()}, who: map[register.Address][]register.Ref{}, homes: map[register.Ref]map[register.Address]bool{}}
	if len(asked) == 0 {
		return out, nil
	}
	living, err := r.UnderDwellings(ctx, pass, out.cover.everWritten(slices.Collect(maps.Keys(asked)))...)
	if err != nil {
		return nil, err
	}
	in := make([][]register.PersonID, len(living))
	for i, s := range living {
		switch s := s.(type) {
		case *register.Person:
			in[i] = []register.PersonID{s.ID}
		case *register.Household:
			for _, f := range s.Members.Current() {
				in[i] = append(in[i], f.Value.Person)
			}
		}
	}
	protected, err := r.Protected(ctx, pass, slices.Concat(in...)...)
	if err != nil {
		return nil, err
	}
	for i, s := range living {
		who := slices.DeleteFunc(in[i], func(id register.PersonID) bool { return !protected[id] })
		if len(who) == 0 {
			continue
		}
		for _, a := range out.cover.dwellings(s) {
			if !asked[a] {
				continue
			}
			out.who[a] = AddRefs(out.who[a], People(who...)...)
		}
	}
	return out, nil
}

// addressOf returns the address that a fact holds, none where it holds none.
func addressOf(v register.Value) register.Address {
	switch v := v.(type) {
	case register.Residence:
		return v.Address
	case register.Address:
		return v
	}
	return register.Address{}
}

// at returns the protected people who live now in the dwelling that a fact holds.
func (s *Shelters) at(v register.Value) (out []register.Ref) {
	if s.empty() {
		return nil
	}
	for _, a := range s.cover.named(addressOf(v)) {
		out = AddRefs(out, s.who[a]...)
	}
	return out
}

// left returns the protected people because of whom one address of a subject is left out. Where the subject
// lives now is theirs, whenever it was entered and whatever act would end it: who lives with somebody
// protected is covered.
func (s *Shelters) left(of register.Ref, v register.Value) (out []register.Ref) {
	if s.empty() {
		return nil
	}
	for _, a := range s.cover.named(addressOf(v)) {
		if !s.homes[of][a] {
			out = AddRefs(out, s.who[a]...)
		}
	}
	return out
}

// Left returns the protected people because of whom homes of a subject are left out.
func (s *Shelters) Left(of register.Subject) (out []register.Ref) {
	of.Each(func(f register.AnyFact) bool { out = AddRefs(out, s.left(of.Ref(), f.Value)...); return true })
	return out
}

// empty reports whether no home is left out.
func (s *Shelters) empty() bool { return s == nil || len(s.who) == 0 }
