package register

// History is what every subject's document carries beside its facts: the acts
// that concern it, in their order. The version of a document is their count.
type History struct {
	Acts []Seq `json:"acts"`
}

// Version counts the acts that have concerned the subject.
func (h *History) Version() int { return len(h.Acts) }

// Seq is the last act that concerned the subject, 0 if none did.
func (h *History) Seq() Seq {
	if len(h.Acts) == 0 {
		return 0
	}
	return h.Acts[len(h.Acts)-1]
}

func (h *History) note(seq Seq) {
	if h.Seq() != seq {
		n := len(h.Acts)
		h.Acts = append(h.Acts[:n:n], seq)
	}
}

func (h *History) rewind(seq Seq) {
	n := 0
	for n < len(h.Acts) && h.Acts[n] <= seq {
		n++
	}
	h.Acts = h.Acts[:n:n]
}

func (h *History) history() *History { return h }

// Person is a human being in the register. Only [Fold] changes one.
type Person struct {
	ID PersonID `json:"-"`
	History
	Origins       Facts[Origin]          `json:"origins,omitempty"`
	Numbers       Facts[Number]          `json:"numbers,omitempty"`
	Names         Facts[Name]            `json:"names,omitempty"`
	Births        Facts[Birth]           `json:"births,omitempty"`
	Sexes         Facts[Sex]             `json:"sexes,omitempty"`
	Deaths        Facts[Death]           `json:"deaths,omitempty"`
	Missing       Facts[Missing]         `json:"missing,omitempty"`
	Nationalities Facts[Nationality]     `json:"nationalities,omitempty"`
	Statuses      Facts[ResidenceStatus] `json:"statuses,omitempty"`
	Identifiers   Facts[Identifier]      `json:"identifiers,omitempty"`
	Parents       Facts[Parent]          `json:"parents,omitempty"`
	Partners      Facts[Partner]         `json:"partners,omitempty"`
	Guardians     Facts[Guardian]        `json:"guardians,omitempty"`
	Residences    Facts[Residence]       `json:"residences,omitempty"`
	Protections   Facts[Protection]      `json:"protections,omitempty"`
	SameAs        Facts[SameAs]          `json:"same_as,omitempty"`
}

// Ref names the person as a subject.
func (p *Person) Ref() Ref { return PersonRef(p.ID) }

// Exists reports whether the person was ever rightly entered.
func (p *Person) Exists() bool { return len(p.Origins.Standing()) > 0 }

// Number returns the number for life, empty where the law gives none.
func (p *Person) Number() Number {
	f, _ := p.Numbers.Last()
	return f.Value
}

// Official returns the name that the law uses: the official one, or failing that
// the one given at birth.
func (p *Person) Official() Name {
	for _, kind := range [...]NameKind{OfficialName, BirthName} {
		for i := len(p.Names) - 1; i >= 0; i-- {
			if s := p.Names[i].Standing(); p.Names[i].Value.Kind == kind && !s.Void && !s.Ended {
				return p.Names[i].Value
			}
		}
	}
	return Name{}
}

// Born returns when and where the person was born, as now held.
func (p *Person) Born() Birth {
	f, _ := p.Births.Last()
	return f.Value
}

// Sex returns the sex as now held.
func (p *Person) Sex() Sex {
	f, ok := p.Sexes.Last()
	if !ok {
		return SexUndetermined
	}
	return f.Value
}

// Dead returns the death as now held; ok is false of the living.
func (p *Person) Dead() (d Death, ok bool) {
	f, ok := p.Deaths.Last()
	return f.Value, ok
}

// Survivor returns the person who answers in this one's place after a merge, or 0.
func (p *Person) Survivor() PersonID {
	for _, f := range p.SameAs.Current() {
		if !f.Value.Survives {
			return f.Value.Person
		}
	}
	return 0
}

// HasOwnRecord reports whether the person has a record that was neither taken back nor merged into
// another person's. A nil person has none.
func (p *Person) HasOwnRecord() bool { return p != nil && p.Exists() && p.Survivor() == 0 }

// Residence returns the current residences of that kind.
func (p *Person) Residence(kind ResidenceKind) Facts[Residence] {
	return p.Residences.Current().only(func(f *Fact[Residence]) bool { return f.Value.Kind == kind })
}

// Protected reports whether address and data are withheld.
func (p *Person) Protected() bool { return len(p.Protections.Current()) > 0 }

// Household is people living as one at a dwelling. Head, members and relations
// are stored here and nowhere else.
type Household struct {
	ID HouseholdID `json:"-"`
	History
	Origins   Facts[Origin]        `json:"origins,omitempty"`
	Kinds     Facts[HouseholdKind] `json:"kinds,omitempty"`
	Addresses Facts[Address]       `json:"addresses,omitempty"`
	Heads     Facts[Head]          `json:"heads,omitempty"`
	Members   Facts[Member]        `json:"members,omitempty"`
	Books     Facts[Book]          `json:"books,omitempty"`
}

// Ref names the household as a subject.
func (h *Household) Ref() Ref { return HouseholdRef(h.ID) }

// Exists reports whether the household stands: rightly opened and not dissolved.
func (h *Household) Exists() bool { return len(h.Origins.Current()) > 0 }

// Head returns the present head, or 0: a household may be without one until the
// members agree or the office decides.
func (h *Household) Head() PersonID {
	f, _ := h.Heads.Last()
	return f.Value.Person
}

// Member returns the current membership of that person.
func (h *Household) Member(id PersonID) (f Fact[Member], ok bool) {
	for _, f := range h.Members.Current() {
		if f.Value.Person == id {
			return f, true
		}
	}
	return f, false
}

// Place is an administrative unit.
type Place struct {
	ID PlaceID `json:"-"`
	History
	Origins    Facts[Origin]      `json:"origins,omitempty"`
	Codes      Facts[Code]        `json:"codes,omitempty"`
	Names      Facts[PlaceName]   `json:"names,omitempty"`
	Levels     Facts[Level]       `json:"levels,omitempty"`
	Parents    Facts[ParentPlace] `json:"parents,omitempty"`
	Successors Facts[Successor]   `json:"successors,omitempty"`
}

// Ref names the place as a subject.
func (p *Place) Ref() Ref { return PlaceRef(p.ID) }
