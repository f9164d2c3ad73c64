package disclosure

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"samano/access"
	"samano/acts"
	"samano/acts/life"
	"samano/register"
	"samano/registrar"
)

// Shelters are dwellings in which somebody protected lives now. Whoever lived there before, and lives
// elsewhere, is covered by no protection, and their former home is the present one of the protected: it is
// shown to nobody to whom the protected is not.
type Shelters struct {
	left map[register.EffectRef][]register.Ref // by facts that are left out, because of whom
}

// SheltersOf finds which of the dwellings that subjects had are shelters. The documents are those of now:
// what is shown of them may be of another day, or as an act would make it. What that act says of a home is
// shown to whoever may read the act: it is left out of nothing. Nor is where a subject lives now, whenever
// it was entered and whatever act would end it: who lives with somebody protected is covered.
func SheltersOf(ctx context.Context, pass access.Pass, r *registrar.Documents, subjects ...register.Subject) (*Shelters, error) {
	atlas, err := r.Atlas(ctx)
	if err != nil {
		return nil, err
	}
	names, asked := &Cover{atlas: atlas, day: r.Today()}, map[register.Address]bool{}
	former := map[register.EffectRef][]register.Address{}
	for _, s := range subjects {
		if s == nil {
			continue
		}
		homes := names.dwellings(s)
		register.WithoutSealed(s).Each(func(f register.AnyFact) bool {
			for _, a := range names.named(addressOf(f.Value)) {
				if slices.Contains(homes, a) {
					continue
				}
				asked[a], former[f.Key] = true, append(former[f.Key], a)
				if own, _ := life.FindShown(s, f.Key); own.Key != f.Key { // by which acts name it
					former[own.Key] = append(former[own.Key], a)
				}
			}
			return true
		})
	}
	who, err := sheltersAt(ctx, pass, r, asked)
	if err != nil {
		return nil, err
	}
	out := &Shelters{map[register.EffectRef][]register.Ref{}}
	for fact, addresses := range former {
		for _, a := range addresses {
			if len(who[a]) > 0 {
				out.left[fact] = AddRefs(out.left[fact], who[a]...)
			}
		}
	}
	return out, nil
}

// ShelteredBy returns the protected people who live now where an act that is registered says that
// somebody lived, or because of whom a home is left out that it examined or ended: its papers show the
// home, and its office is that of the place. Whoever joins the household of a house where they live already
// gets no new home: the house stands in the payload alone.
func ShelteredBy(ctx context.Context, pass access.Pass, r *registrar.Documents, done *register.Act) ([]register.Ref, error) {
	atlas, err := r.Atlas(ctx)
	if err != nil {
		return nil, err
	}
	addresses := addressesIn(atlas, &done.Proposal)
	for _, e := range done.Effects {
		addresses = append(addresses, addressOf(e.Value))
	}
	names, asked := &Cover{atlas: atlas, day: r.Today()}, map[register.Address]bool{}
	for _, a := range addresses {
		for _, a := range names.named(a) {
			asked[a] = true
		}
	}
	who, err := sheltersAt(ctx, pass, r, asked)
	if err != nil {
		return nil, err
	}
	out, err := leftOutOf(ctx, pass, r, done)
	for _, refs := range who {
		out = AddRefs(out, refs...)
	}
	return access.SortSubjects(out), err
}

// leftOutOf returns the protected people because of whom homes are left out that an act names by their facts.
func leftOutOf(ctx context.Context, pass access.Pass, r *registrar.Documents, act *register.Act) (out []register.Ref, err error) {
	if !slices.ContainsFunc(act.Effects, func(e register.Effect) bool { return !e.Fact.IsZero() }) {
		return nil, nil
	}
	docs, err := subjectsOf(ctx, pass, r, []*register.Act{act})
	if err != nil {
		return nil, err
	}
	shelters, err := SheltersOf(ctx, pass, r, slices.Collect(maps.Values(docs))...)
	if err != nil {
		return nil, err
	}
	for ref := range docs {
		out = AddRefs(out, shelters.leftOutOf(ref, act)...)
	}
	return out, nil
}

// CountrySparing returns the area for a case, in which an answer shows people: the whole country, without
// their former homes in which somebody protected lives now (spare).
func CountrySparing(ctx context.Context, pass access.Pass, r *registrar.Documents, looks *access.Looker, desk bool, why access.Reason, people ...*register.Person) (Area, error) {
	var subjects []register.Subject
	for _, p := range people {
		if p != nil && p.ID != 0 { // is registered
			subjects = append(subjects, p)
		}
	}
	s, err := SheltersOf(ctx, pass, r, subjects...)
	if err != nil {
		return Area{}, err
	}
	return s.spare(ctx, looks, desk, why, wholeCountry(), subjects...)
}

// spare returns the area in which an answer shows subjects: for the national desk as it is, for other
// readers without the shelters. The look at those because of whom a home is left out, or is shown to the
// desk, is written.
func (s *Shelters) spare(ctx context.Context, looks *access.Looker, desk bool, why access.Reason, area Area, shown ...register.Subject) (Area, error) {
	var left []register.Ref
	for _, of := range shown {
		if of != nil {
			left = AddRefs(left, s.Left(of)...)
		}
	}
	if err := NoteCovered(ctx, looks, why, left); err != nil {
		return Area{}, err
	}
	if desk {
		return area, nil
	}
	return area.Sparing(s), nil
}

// sheltersAt finds which of some dwellings are shelters, and returns the protected people who live there now.
func sheltersAt(ctx context.Context, pass access.Pass, r *registrar.Documents, asked map[register.Address]bool) (map[register.Address][]register.Ref, error) {
	if len(asked) == 0 {
		return nil, nil
	}
	atlas, err := r.Atlas(ctx)
	if err != nil {
		return nil, err
	}
	names := &Cover{atlas: atlas, day: r.Today()}
	living, err := r.UnderDwellings(ctx, pass, names.everWritten(slices.Collect(maps.Keys(asked)))...)
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
	out := map[register.Address][]register.Ref{}
	for i, s := range living {
		who := slices.DeleteFunc(in[i], func(id register.PersonID) bool { return !protected[id] })
		if len(who) == 0 {
			continue
		}
		for _, a := range names.dwellings(s) {
			if asked[a] {
				out[a] = AddRefs(out[a], People(who...)...)
			}
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

// addressesIn returns the addresses that the payload of a proposal names, in the units that bore their codes
// when it happened or was declared.
func addressesIn(atlas *register.Atlas, p *register.Proposal) (out []register.Address) {
	for _, d := range dwellingsIn(p.Payload) {
		for _, day := range [...]register.Day{p.EventDay(), p.Declared} {
			if unit, ok := atlas.ByCode(d.Code, day); ok {
				out = append(out, register.Address{Place: unit.ID, Dwelling: d.House})
			}
		}
	}
	return out
}

// dwellingsIn returns the dwellings that a payload names, wherever in it they stand.
func dwellingsIn(payload json.RawMessage) (out []acts.Dwelling) {
	var whole any
	if json.Unmarshal(payload, &whole) != nil {
		return nil
	}
	for parts := []any{whole}; len(parts) > 0; parts = parts[1:] {
		switch part := parts[0].(type) {
		case []any:
			parts = append(parts, part...)
		case map[string]any:
			for _, code := range textsUnder(part, "code") {
				for _, house := range textsUnder(part, "house") {
					out = append(out, acts.Dwelling{Code: register.Code(code), House: house})
				}
			}
			parts = slices.AppendSeq(parts, maps.Values(part))
		}
	}
	return out
}

// textsUnder returns the texts of a member, under each spelling by which a payload is read.
func textsUnder(object map[string]any, name string) (out []string) {
	for key, value := range object {
		if text, ok := value.(string); ok && text != "" && strings.EqualFold(key, name) {
			out = append(out, text)
		}
	}
	return out
}

// because returns the protected people because of whom a fact is left out; nobody where it is not.
func (s *Shelters) because(fact register.EffectRef) []register.Ref {
	if s == nil {
		return nil
	}
	return s.left[fact]
}

// leftOutOf returns the protected people because of whom facts of a subject are left out that an act would
// change: what becomes of them is not told either.
func (s *Shelters) leftOutOf(of register.Ref, act *register.Act) (out []register.Ref) {
	for _, e := range act.Effects {
		if e.Subject == of {
			out = AddRefs(out, s.because(e.Fact)...)
		}
	}
	return out
}

// Left returns the protected people because of whom homes of subjects are left out.
func (s *Shelters) Left(subjects ...register.Subject) (out []register.Ref) {
	for _, of := range subjects {
		of.Each(func(f register.AnyFact) bool { out = AddRefs(out, s.because(f.Key)...); return true })
	}
	return out
}

// HomesOf is Homes without the last home of a person who lives nowhere now, where it is left out.
func (s *Shelters) HomesOf(p *register.Person) []register.PlaceID {
	homes := Homes(p)
	if HasHome(p) {
		return homes
	}
	return slices.DeleteFunc(homes, func(place register.PlaceID) bool { return len(s.leftAt(p, place)) > 0 })
}

// leftAt returns the protected people because of whom homes of a person in a place are left out.
func (s *Shelters) leftAt(p *register.Person, place register.PlaceID) (out []register.Ref) {
	for _, f := range p.Residences {
		if f.Value.Address.Place == place {
			out = AddRefs(out, s.because(f.Key)...)
		}
	}
	return out
}

// ToldBy returns the protected people because of whom an office is not told that did something about somebody:
// a home that is left out lies in its area, and none of the homes that are told does. Of a human being with
// several records all are given.
func (s *Shelters) ToldBy(atlas *register.Atlas, o register.Office, day register.Day, records ...*register.Person) (because []register.Ref) {
	area := Area{Area: atlas.AreaOf(o, day)}
	if area.Country() {
		return nil
	}
	for _, p := range records {
		for _, f := range p.Residences {
			switch left := s.because(f.Key); {
			case !area.Contains(f.Value.Address.Place) || f.Standing().Sealed:
			case len(left) == 0:
				return nil
			default:
				because = AddRefs(because, left...)
			}
		}
	}
	return because
}

// PlaceOf returns the place within the area that is told of where a person lives or last lived; 0 where
// there is none, and where a home there is left out. It returns the protected people because of whom.
func (s *Shelters) PlaceOf(p *register.Person, area Area) (place register.PlaceID, left []register.Ref) {
	homes := Homes(p)
	i := slices.IndexFunc(homes, area.Contains)
	if i < 0 {
		return 0, nil
	}
	if left = s.leftAt(p, homes[i]); len(left) > 0 {
		return 0, left
	}
	return homes[i], nil
}
