// Package reading owns how officers look at people: it asks package access
// whether they may, reads the register, and returns the answer in the reader's terms
// once the look is on disk. Every page and every command that shows people goes
// through it; what is withheld from whom is for package disclosure to say.
package reading

import (
	"context"
	"maps"
	"slices"
	"time"

	"samano/access"
	"samano/disclosure"
	"samano/reading/view"
	"samano/register"
	"samano/registrar"
)

// The codes of this package's errors that the faces tell by themselves too, or ask for: keys of the
// message catalogue.
const (
	CodeNotKnownThen = "not-known-then" // the register holds the subject, and did not at the moment asked for
	CodeSearchYears  = "search-years"   // the last year lies before the first
)

// Service answers officers who read.
type Service struct {
	documents *registrar.Documents
	reader    *access.Reader
	prove     prover
	Rules     access.Rules
	Now       func() time.Time // the country's own time
}

// New makes the service. The clock gives the country's own time.
func New(d *registrar.Documents, r *access.Reader, prove prover, rules access.Rules, clock func() time.Time) *Service {
	return &Service{d, r, prove, rules, clock}
}

// Terms are the values by which the register decides; they say nothing of anybody.
func (r *Service) Terms() *registrar.Terms { return r.documents.Terms }

// Atlas returns the administrative units as they now are.
func (r *Service) Atlas(ctx context.Context) (*register.Atlas, error) { return r.documents.Atlas(ctx) }

// Moment says of which day, and as known when, somebody is asked for. The zero
// Moment is here and now.
type Moment struct {
	On    *register.Day // only facts that are, or may be, true on that day
	Known *time.Time    // as the register held them at that time
}

// CheckCase refuses a reason for which nobody may be read, or whose case there is not.
func (r *Service) CheckCase(ctx context.Context, who access.Actor, why access.Reason) error {
	return r.reader.CheckCase(ctx, who, why)
}

func (r *Service) today() register.Day { return register.DayAt(r.Now()) }

// at returns the subject as it was known at a moment, without what is sealed now.
func (r *Service) at(ctx context.Context, s register.Subject, m Moment) (register.Subject, error) {
	if p, ok := s.(*register.Person); ok && m.On != nil {
		s = disclosure.Backdated(p)
	}
	if m.Known == nil {
		return register.WithoutSealed(s), nil
	}
	seq, err := r.documents.SeqAt(ctx, *m.Known)
	if err != nil {
		return nil, err
	}
	return register.AsShown(s, seq), nil
}

// presentation is what it takes to show subjects to one reader: the words for whom and what
// they name, whom a protection covers, and the reader's area.
type presentation struct {
	view.Terms
	cover    *disclosure.Cover
	shelters *disclosure.Shelters
	area     disclosure.Area
	desk     bool // of the feed: the reader is of the national desk
}

// present loads what it takes to show subjects that name those people. Whom a case opens is shown as to a
// reader whose area is the whole country.
func (r *Service) present(ctx context.Context, pass access.Pass, who access.Actor, opened bool, subjects []register.Ref, people []register.PersonID, m Moment) (*presentation, error) {
	atlas, err := r.documents.Atlas(ctx)
	if err != nil {
		return nil, err
	}
	k := &presentation{area: disclosure.AreaFor(atlas, who.Office, opened, r.today())}
	if k.cover, err = disclosure.CoverOf(ctx, pass, r.documents, append(disclosure.People(people...), subjects...)...); err != nil {
		return nil, err
	}
	documents := make([]register.Subject, len(subjects))
	for i, ref := range subjects {
		documents[i] = k.cover.Subject(ref)
	}
	if k.shelters, err = disclosure.SheltersOf(ctx, pass, r.documents, documents...); err != nil {
		return nil, err
	}
	k.area = k.area.Sparing(k.shelters)
	k.Terms = view.Terms{
		Atlas: atlas, Day: r.today(), Persons: map[register.PersonID]*register.Person{},
		Withheld: map[register.PersonID]bool{}, Told: map[register.PersonID]bool{},
	}
	if m.On != nil {
		k.Day = *m.On
	}
	for _, id := range people {
		k.Persons[id] = k.cover.Person(id)
		k.Withheld[id] = k.cover.CoversPerson(id)
	}
	return k, nil
}

// facts returns the facts of a subject that the reader is shown.
func (p *presentation) facts(s register.Subject, m Moment, history bool) []view.Fact {
	return p.FactsWhere(p.area.Redact(s), func(f view.Fact) bool { return shows(f, m, history) })
}

// reveal shows the covered people whom the subjects name by name. It is for an answer that only the
// national desk gets to see.
func (p *presentation) reveal() { clear(p.Withheld) }

// told returns those who were named so far, for the look; that somebody is withheld tells of them too.
func (p *presentation) told() []register.Ref {
	return disclosure.People(slices.Sorted(maps.Keys(p.Told))...)
}

// shows reports whether a fact is shown: a void one only in a history, and one that is not of the
// day not at all.
func shows(f view.Fact, m Moment, history bool) bool {
	if f.Void && !history {
		return false
	}
	return m.On == nil || f.Holds(*m.On) != register.No
}

func notFound(op register.Operation) error {
	return &register.Error{Kind: register.NotFound, Op: op, Code: register.CodePersonNotFound}
}
