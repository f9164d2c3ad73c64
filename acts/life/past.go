package life

import (
	"slices"

	"samano/register"
)

// What an act seals that gives somebody another origin.

// Telling is a fact that may tell where somebody comes from.
type Telling struct {
	Subject register.Ref
	register.AnyFact
	Ends bool // it holds no longer; else it holds as before, and nobody is shown it
}

// holds reports whether the fact is neither void nor ended.
func (t Telling) holds() bool { return !t.Standing().Void && !t.Standing().Ended }

// Left reports whether facts that end are among those, which hold now: a household, and a home.
func Left(told []Telling) (household, home bool) {
	for _, t := range told {
		_, member := t.Value.(register.Member)
		r, residence := t.Value.(register.Residence)
		household = household || member && t.holds()
		home = home || residence && r.LivesThere() && t.holds()
	}
	return household, home
}

// staysOpen says which fields of a person such an act leaves open. Of the others it seals all that was known
// before, but for what is true of the new life too: the parent who stays, the homes shared with the parents,
// a name or a number that does not change.
var staysOpen = map[register.Field]bool{
	register.FieldOrigin: true, register.FieldBirth: true, register.FieldSex: true, register.FieldDeath: true, register.FieldMissing: true,
	register.FieldNationality: true, register.FieldResidenceStatus: true, register.FieldPartner: true, register.FieldProtection: true,
	register.FieldNumber: false, register.FieldName: false, register.FieldIdentifier: false, register.FieldParent: false,
	register.FieldGuardian: false, register.FieldResidence: false, register.FieldSameAs: false,
}

// FormerHomes returns the households in which a child does not live with any of its parents, and the homes that
// were not shared with the one who stays (kept), nor are with the others. Where no parent has a home on record,
// the child has none either: a move declares it.
func FormerHomes(child, kept *register.Person, parents []*register.Person, households []*register.Household) (out []Telling) {
	var shared []register.Address
	for _, q := range parents {
		homes := q.Residences.Current()
		if q == kept {
			homes = q.Residences.Standing()
		}
		for _, f := range homes {
			shared = append(shared, f.Value.Address)
		}
	}
	for _, h := range households {
		if slices.ContainsFunc(parents, func(q *register.Person) bool { _, lives := h.Member(q.ID); return lives }) {
			for _, f := range h.Addresses.Standing() {
				shared = append(shared, f.Value)
			}
			continue
		}
		out = append(out, placesIn(h, child.ID, true)...)
	}
	for i := range child.Residences {
		if f := &child.Residences[i]; !slices.Contains(shared, f.Value.Address) {
			out = append(out, Telling{child.Ref(), f.Any(), true})
		}
	}
	return out
}

// placesIn returns the memberships of a person in a household, and the times as its head.
func placesIn(h *register.Household, id register.PersonID, ends bool) (out []Telling) {
	h.Each(func(f register.AnyFact) bool {
		if Names(f.Value, id) {
			out = append(out, Telling{h.Ref(), f, ends})
		}
		return true
	})
	return out
}

// Keeps says what of somebody's record the new life keeps.
type Keeps struct {
	Parent       register.ParentRole // who stays; empty: nobody
	Name, Number bool
}

// Origin returns what else may tell where somebody comes from. Guardians end with the parents for whom they stood
// in: where a parent stays, they do too.
func Origin(p *register.Person, keeps Keeps) (out []Telling) {
	p.Each(func(f register.AnyFact) bool {
		t := Telling{Subject: p.Ref(), AnyFact: f}
		stays := staysOpen[f.Field()]
		switch f.Field() {
		case register.FieldNumber, register.FieldIdentifier, register.FieldSameAs:
			stays = keeps.Number
		case register.FieldName:
			stays = keeps.Name
		case register.FieldParent:
			stays = t.holds() && f.Value.(register.Parent).Role == keeps.Parent
		case register.FieldGuardian:
			stays, t.Ends = t.holds() && keeps.Parent != "", true
		case register.FieldResidence: // see FormerHomes
			stays = true
		}
		if !stays {
			out = append(out, t)
		}
		return true
	})
	return out
}

// MergedRecord returns what the record of a person says for which another one answers whose origin is sealed.
// Nothing of it ends: the merge can be taken back.
func MergedRecord(p *register.Person, households []*register.Household, keepsNumber bool) (out []Telling) {
	p.Each(func(f register.AnyFact) bool {
		number := f.Field() == register.FieldNumber || f.Field() == register.FieldIdentifier
		if !staysOpen[f.Field()] && !(number && keepsNumber) {
			out = append(out, Telling{Subject: p.Ref(), AnyFact: f})
		}
		return true
	})
	for _, h := range households {
		out = append(out, placesIn(h, p.ID, false)...)
	}
	return out
}
