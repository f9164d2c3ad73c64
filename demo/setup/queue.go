package setup

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/google/uuid"

	"samano/access"
	"samano/acts"
	"samano/node"
	"samano/office/application"
	"samano/reading/view"
	"samano/register"
	"samano/registrar/record"
)

// newborn is a child whose birth waits in the demo's first queue.
type newborn struct {
	lao, latin string
	sex        register.Sex
	daysAgo    register.Day
}

// newborns wait to be registered, so that whoever signs in as the second officer
// has something to decide: one in time, one late, one not yet named.
var newborns = []newborn{
	{"ວິໄລສອນ", "Vilayson", register.Female, 6},
	{"ສຸກສະຫວັນ", "Souksavanh", register.Male, 47},
	{"", "", register.Female, 2},
}

// queueClerk took the declarations; they wait at that officer's office.
const queueClerk register.OfficerID = "chanthala"

// queue declares the applications that wait.
type queue struct {
	*node.Node
	parts node.Parts
}

// declare declares the births, by the same service as a page does.
func (q *queue) declare(ctx context.Context) error {
	who, err := actor(ctx, q.parts.Accounts, queueClerk)
	if err != nil {
		return err
	}
	mothers, err := q.mothers(ctx, who.Office.Jurisdiction, len(newborns))
	if err != nil {
		return err
	}
	today := q.Today()
	for i, m := range mothers {
		id, err := uuid.NewV7()
		if err != nil {
			return err
		}
		p, err := newborns[i].proposal(m, today)
		if err != nil {
			return err
		}
		in := application.DraftInput{
			ID: application.ID(id.String()), Declarant: application.Declarant{Name: view.In(m.Official(), register.Lao), Person: string(m.Number()), Relation: "mother"},
			Acts: []register.Proposal{p},
		}
		if err := q.handIn(ctx, who, in); err != nil {
			return err
		}
	}
	if len(mothers) == 0 {
		return nil
	}
	return q.twice(ctx, who, mothers[0])
}

func (q *queue) handIn(ctx context.Context, who access.Actor, in application.DraftInput) error {
	version, err := q.Clerk.SaveDraft(ctx, who, in, 0)
	if err != nil {
		return err
	}
	_, err = q.Clerk.Declare(ctx, who, in.ID, version)
	return err
}

// asAFrenchClerk writes a Lao name in Latin letters as an old paper may have it.
var asAFrenchClerk = strings.NewReplacer("X", "S", "Kh", "K", "Ph", "P", "Th", "T", "Vi", "Vy", "anh", "ane", "ong", "ongse", "y", "i")

// twice declares somebody who is registered once more, under another spelling, so that whoever
// signs in as the adjudicator has two people to compare.
func (q *queue) twice(ctx context.Context, who access.Actor, there *register.Person) error {
	e := acts.Enrolment{Sex: there.Sex(), Born: there.Born().Date, Nationalities: []register.Nationality{{State: register.NationalityUnknown}}}
	name, ok := there.Official().In(register.Latin)
	if !ok {
		return nil
	}
	form := register.NameForm{Script: register.Latin}
	for _, part := range name.Parts {
		form.Parts = append(form.Parts, register.NamePart{Given: asAFrenchClerk.Replace(part.Given), Surname: asAFrenchClerk.Replace(part.Surname)})
	}
	e.Name = []register.NameForm{form}
	atlas, err := q.Atlas(ctx)
	if err != nil {
		return err
	}
	today := q.Today()
	for _, f := range there.Residence(register.Permanent) {
		if p, ok := atlas.Place(f.Value.Address.Place); ok {
			e.Residence = &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: p.CodeOn(today)}}
		}
	}
	ids := [3]uuid.UUID{}
	for i := range ids {
		if ids[i], err = uuid.NewV7(); err != nil {
			return err
		}
	}
	e.As = "@" + ids[0].String()
	payload, err := json.Marshal(e)
	if err != nil {
		return err
	}
	in := application.DraftInput{
		ID: application.ID(ids[1].String()), Declarant: application.Declarant{Name: form.String(), Relation: "self"},
		Acts: []register.Proposal{{
			ID: register.ActID(ids[2].String()), Kind: register.KindEnrolment, Happened: register.Exact(today), Decision: register.Decision{By: register.ByOffice}, Payload: payload,
		}},
	}
	return q.handIn(ctx, who, in)
}

func (n newborn) proposal(mother *register.Person, today register.Day) (register.Proposal, error) {
	child, err := uuid.NewV7()
	if err != nil {
		return register.Proposal{}, err
	}
	born := register.Exact(today - n.daysAgo)
	payload := acts.Birth{As: "@" + child.String(), Sex: n.sex, Born: born, Mother: &acts.Who{Person: string(mother.Number())}}
	if n.lao != "" {
		payload.Name = []register.NameForm{
			{Script: register.Lao, Parts: []register.NamePart{{Given: n.lao}}},
			{Script: register.Latin, Parts: []register.NamePart{{Given: n.latin}}},
		}
	}
	b, err := json.Marshal(payload)
	if err != nil {
		return register.Proposal{}, err
	}
	id, err := uuid.NewV7()
	return register.Proposal{
		ID: register.ActID(id.String()), Kind: register.KindBirth, Happened: born, Decision: register.Decision{By: register.ByOffice}, Payload: b,
	}, err
}

// Mothers of the demo's newborns are of an age at which nobody asks.
const (
	youngestMother = 22
	oldestMother   = 36
	// quietDays is how long before they have had no other child.
	quietDays = 500
	// lookedThrough bounds the people who are looked through for them: a country of
	// millions has enough among its first.
	lookedThrough = 50_000
)

// mothers finds married women who live in the area and have had no child lately.
func (q *queue) mothers(ctx context.Context, area register.PlaceID, n int) ([]*register.Person, error) {
	return access.ForJob(access.JobDemo, func(pass access.Pass) ([]*register.Person, error) { return q.mothersIn(ctx, pass, area, n) })
}

func (q *queue) mothersIn(ctx context.Context, pass access.Pass, area register.PlaceID, n int) ([]*register.Person, error) {
	atlas, err := q.Atlas(ctx)
	if err != nil {
		return nil, err
	}
	today := q.Today()
	last := map[register.PersonID]register.Day{} // the last child of each mother
	var candidates []*register.Person
	for row, err := range q.parts.Register.EachSubject(ctx, pass, register.SubjectPerson, 0) {
		if err != nil {
			return nil, err
		}
		if row.Ref.ID > lookedThrough {
			break
		}
		s, err := record.Subject(row)
		if err != nil {
			return nil, err
		}
		p := s.(*register.Person)
		for _, f := range p.Parents.Current() {
			if f.Value.Role == register.Mother {
				last[f.Value.Party.Person] = max(last[f.Value.Party.Person], p.Born().Date.Latest())
			}
		}
		if mayBeMother(p, atlas.Area(area, today), today) {
			candidates = append(candidates, p)
		}
	}
	var out []*register.Person
	for _, p := range candidates {
		if len(out) < n && today-last[p.ID] > quietDays {
			out = append(out, p)
		}
	}
	return out, nil
}

func mayBeMother(p *register.Person, area register.Area, today register.Day) bool {
	if _, dead := p.Dead(); dead || p.Sex() != register.Female || p.Number() == "" || len(p.Partners.Current()) == 0 {
		return false
	}
	least, most, ok := p.Born().Date.Age(today)
	if !ok || least < youngestMother || most > oldestMother {
		return false
	}
	for _, f := range p.Residence(register.Permanent) {
		if area.Contains(f.Value.Address.Place) {
			return true
		}
	}
	return false
}
