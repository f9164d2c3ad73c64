package office

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"samano/access"
	"samano/disclosure"
	"samano/register"
)

// The arguments of a finding about another person, besides register.ArgPerson.
const (
	argPPM       = "ppm"
	argReasons   = "reasons" // "match.FIELD.LEVEL", separated by spaces
	argNextBest  = "next-best"
	argWeights   = "weights"
	argTruncated = "truncated" // so many keys are of so many people that not all were compared; absent: none
)

// splitFindings separates unresolved duplicate findings (adjudicators only) from the findings that
// anyone may see, with the other person's details removed.
func (i *Item) splitFindings(findings []register.Finding) (asked, told []register.Finding) {
	for _, f := range findings {
		if !f.AboutAnother() {
			told = append(told, f)
			continue
		}
		code := CodeAnotherPerson
		if f.Stops(i.Distinct) {
			asked = append(asked, f)
			code = CodeSomebodyLike
		}
		if !slices.ContainsFunc(told, func(t register.Finding) bool { return t.Code == code && t.Field == f.Field }) {
			told = append(told, register.Finding{Code: code, Field: f.Field, Severity: register.Warning, Article: f.Article})
		}
	}
	return asked, told
}

// setApart moves the duplicate findings of an examination out of its results.
func (e *examined) setApart(a *Application) {
	e.asked = make([][]register.Finding, len(a.Acts))
	for i := range e.results {
		e.asked[i], e.results[i].Findings = a.Acts[i].splitFindings(e.results[i].Findings)
	}
}

// asks reports whether adjudicators must be asked.
func (e *examined) asks() bool {
	return slices.ContainsFunc(e.asked, func(f []register.Finding) bool { return len(f) > 0 })
}

// openAdjudications moves an application to Adjudicated and returns the adjudications that it waits
// for.
func (c *Clerk) openAdjudications(ctx context.Context, pass access.Pass, op register.Operation, who access.Actor, a *Application, e *examined) ([]Adjudication, error) {
	proposed, err := c.proposed(ctx, pass, e)
	if err != nil {
		return nil, err
	}
	var out []Adjudication
	a.Due = NoDeadline
	for i, findings := range e.asked {
		of := byPerson(findings)
		for _, person := range slices.Sorted(maps.Keys(of)) {
			q, err := c.question(ctx, pass, a, i, of[person], proposed)
			if err != nil {
				return nil, err
			}
			q.Field, q.Seq = of[person][0].Field, e.search.Seq()
			a.Due = min(a.Due, q.Due)
			out = append(out, q)
		}
	}
	a.become(Adjudicated, who.Officer.ID, who.Office.ID, c.now(), nil)
	return out, nil
}

// byPerson groups findings about other people by the person of the act.
func byPerson(findings []register.Finding) map[string][]register.Finding {
	out := map[string][]register.Finding{}
	for _, f := range findings {
		key := f.Args[register.ArgOf] + " " + f.Field
		out[key] = append(out[key], f)
	}
	return out
}

// question returns the adjudication of one person of the ith act.
func (c *Clerk) question(ctx context.Context, pass access.Pass, a *Application, i int, findings []register.Finding, proposed [][]*register.Person) (Adjudication, error) {
	p := &a.Acts[i].Proposal
	q, err := c.newAdjudication()
	if err != nil {
		return q, err
	}
	q.Application, q.Act, q.Kind = a.ID, p.ID, p.Kind
	q.Truncated = findings[0].Args[argTruncated] != ""
	for _, f := range findings {
		candidate := Candidate{Named: f.Args[register.ArgPerson], Likeness: likeness(f)}
		person, err := c.subjectNamed(ctx, pass, candidate.Named)
		switch {
		case err != nil:
			return q, err
		case person != nil:
			candidate.Person = person.ID
		default: // somebody whom another act of the application would enter
			candidate.CoProposed = Propose(coProposed(a, candidate.Named, proposed))
		}
		q.Candidates = append(q.Candidates, candidate)
	}
	named, err := c.namings(ctx, pass, q.compared(a)...)
	if err != nil {
		return q, err
	}
	for i := range named {
		q.Named = addRef(q.Named, named[i].subjects...)
	}
	person, err := c.concerned(ctx, pass, findings[0], proposed[i])
	if err != nil {
		return q, err
	}
	q.Proposed = Propose(person)
	if person == nil {
		return q, register.Errorf(register.Internal, "office.openAdjudications", "act %s is like somebody and enters nobody", p.ID)
	}
	if findings[0].Args[register.ArgOf] != "" {
		q.Subject = person.ID
	}
	q.Office, err = c.adjudicators(ctx, pass, a.Office, disclosure.NamedNow(person), q.people())
	return q, err
}

func (c *Clerk) newAdjudication() (Adjudication, error) {
	id, err := uuid.NewRandomFromReader(c.config.Random)
	if err != nil {
		return Adjudication{}, register.Errorf(register.Internal, "office.openAdjudications", "%w", err)
	}
	days := c.config.Documents.Law.Duplicates.Days.On(c.today()).Value
	return Adjudication{ID: AdjudicationID(id.String()), State: Asked, Opened: c.now(), Due: c.today() + register.Day(days)}, nil
}

// likeness returns the evidence that a finding holds.
func likeness(f register.Finding) Likeness {
	ppm, _ := strconv.Atoi(f.Args[argPPM]) // 0 where it says nothing
	l := Likeness{PPM: ppm, Certain: f.Code == register.CodeSurelyRegistered, NextBest: f.Args[argNextBest], Weights: f.Args[argWeights]}
	for _, r := range strings.Fields(f.Args[argReasons]) {
		l.Reasons = append(l.Reasons, strings.TrimPrefix(r, "match."))
	}
	return l
}

// subjectNamed returns the registered person whom a finding names: for a merged person the one who
// answers now. Nil if there is none.
func (c *Clerk) subjectNamed(ctx context.Context, pass access.Pass, named string) (*register.Person, error) {
	if s, err := c.named(ctx, pass, named); s != nil || err != nil {
		p, _ := s.(*register.Person)
		return p, err
	}
	if !register.ValidUUID(named) {
		return nil, nil
	}
	act, err := c.config.Documents.Act(ctx, pass, named)
	if act == nil || err != nil {
		return nil, err
	}
	id := register.PersonID(act.Effects[0].Subject.ID) // who is entered
	found, err := c.config.Documents.Persons(ctx, pass, id)
	return found[id], err
}

// proposed returns, by act, the persons as the examined acts would leave them. The first effects of
// an act that enters somebody are about that person.
func (c *Clerk) proposed(ctx context.Context, pass access.Pass, e *examined) ([][]*register.Person, error) {
	sides, err := c.sides(ctx, pass, e)
	out := make([][]*register.Person, len(sides))
	for i := range sides {
		for _, s := range sides[i] {
			if p, ok := s.after.(*register.Person); ok {
				out[i] = append(out[i], p)
			}
		}
	}
	return out, err
}

// concerned returns the proposed person that the finding is about, or nil.
func (c *Clerk) concerned(ctx context.Context, pass access.Pass, f register.Finding, proposed []*register.Person) (*register.Person, error) {
	of := f.Args[register.ArgOf]
	if of == "" && len(proposed) > 0 {
		return proposed[0], nil // who is entered comes first
	}
	for _, p := range proposed { // before it is asked who answers for that number now
		if string(p.Number()) == of {
			return p, nil
		}
	}
	there, err := c.subjectNamed(ctx, pass, of)
	if err != nil || there == nil {
		return nil, err
	}
	for _, p := range proposed {
		if p.ID == there.ID {
			return p, nil
		}
	}
	return nil, nil
}

// coProposed returns the person entered by another act of the same application, looked up by act id
// or client-made id.
func coProposed(a *Application, named string, proposed [][]*register.Person) *register.Person {
	for i := range a.Acts {
		p := &a.Acts[i].Proposal
		if len(proposed[i]) > 0 && speaksOf(p, named) {
			return proposed[i][0]
		}
	}
	return nil
}

// people returns the registered people whom an adjudication shows.
func (a *Adjudication) people() (ids []register.PersonID) {
	ids = append(ids, a.Subject, a.Pair[0], a.Pair[1])
	for _, candidate := range a.Candidates {
		ids = append(ids, candidate.Person)
	}
	slices.Sort(ids)
	return slices.DeleteFunc(slices.Compact(ids), func(id register.PersonID) bool { return id == 0 })
}

// adjudicators returns the office that adjudicates: the nearest above that office whose level the
// law names, or the national desk's if a protection covers one of the people, since only the
// national desk may see them. named are the people whom only the new person's document names.
func (c *Clerk) adjudicators(ctx context.Context, pass access.Pass, near register.OfficeID, named, people []register.PersonID) (register.OfficeID, error) {
	covered, err := c.coversAny(ctx, pass, named, people)
	if err != nil {
		return "", err
	}
	var from register.Office
	if !covered {
		if from, err = c.config.Documents.Office(ctx, near); err != nil && register.KindOf(err) != register.NotFound {
			return "", err
		}
	}
	return c.nearestAdjudicators(ctx, from)
}

func (c *Clerk) nearestAdjudicators(ctx context.Context, from register.Office) (register.OfficeID, error) {
	levels := c.config.Documents.Law.Duplicates.Decides.On(c.today()).Value
	return c.nearest(ctx, from, func(o register.Office) bool { return slices.Contains(levels, o.Level) })
}

// coversAny reports whether a protection covers one of the people.
func (c *Clerk) coversAny(ctx context.Context, pass access.Pass, lists ...[]register.PersonID) (bool, error) {
	people := disclosure.People(slices.Concat(lists...)...)
	cover, err := disclosure.CoverOf(ctx, pass, c.config.Documents, people...)
	return err == nil && cover.CoversAny(people...), err
}
