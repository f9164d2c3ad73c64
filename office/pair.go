package office

import (
	"context"
	"slices"

	"samano/access"
	"samano/disclosure"
	"samano/office/application"
	"samano/register"
)

// Pair is two registered people who may be one, as a search of the whole register found them.
type Pair struct {
	Persons [2]register.PersonID
	application.Likeness
	Seq register.Seq // up to which the register was searched
}

// OpenAdjudication asks adjudicators whether two registered people are one. Each pair is asked
// about once, whatever was found before, so that a search that died can be repeated: opened is
// false if the pair was asked about before. The id is empty if there is nothing to ask: one of the
// two was merged away or entered in error, or adjudicators found at the registration of one of them
// that it was not the other.
//
// Whether a pair can be asked about tells who is registered, and adjudicators will read the two
// whatever their area: so it takes a pass. Its caller has written the look of its search; the looks
// at the two are written when an adjudicator opens the pair (Clerk.Adjudication).
func (c *Clerk) OpenAdjudication(ctx context.Context, pass access.Pass, s Pair) (id application.AdjudicationID, opened bool, err error) {
	if err := pass.Check("office.OpenAdjudication"); err != nil {
		return "", false, err
	}
	slices.Sort(s.Persons[:])
	if s.Persons[0] <= 0 || s.Persons[0] == s.Persons[1] {
		return "", false, register.InvalidBy("office.OpenAdjudication", register.Blocked(CodePairMalformed, "persons"))
	}
	found, err := c.config.Documents.Persons(ctx, pass, s.Persons[:]...)
	if err != nil {
		return "", false, err
	}
	one, other := found[s.Persons[0]], found[s.Persons[1]]
	if !one.HasOwnRecord() || !other.HasOwnRecord() {
		return "", false, nil
	}
	for _, two := range [2][2]*register.Person{{one, other}, {other, one}} {
		told, err := c.recordedDistinct(ctx, pass, two[0], two[1])
		if told || err != nil {
			return "", false, err
		}
	}
	q, err := c.newAdjudication()
	if err != nil {
		return "", false, err
	}
	q.Pair, q.Seq = s.Persons, s.Seq
	if q.Entered, err = c.enteredBy(ctx, pass, one, other); err != nil {
		return "", false, err
	}
	q.Candidates = []application.Candidate{{Person: other.ID, Named: string(other.Number()), Likeness: s.Likeness}}
	if q.Office, err = c.routing().AdjudicatingPair(ctx, pass, one, other); err != nil {
		return "", false, err
	}
	there, opened, err := c.config.Store.OpenPair(ctx, q)
	return there.ID, opened, err
}

// recordedDistinct reports whether an act of one person was registered on the finding that they are
// not the other.
func (c *Clerk) recordedDistinct(ctx context.Context, pass access.Pass, one, other *register.Person) (bool, error) {
	done, err := c.config.Documents.Acts(ctx, pass, one.Acts)
	if err != nil {
		return false, err
	}
	for _, act := range done {
		for _, accepted := range act.Accepted {
			if !(register.Finding{Code: accepted.Code}).AboutAnother() {
				continue
			}
			p, err := disclosure.PersonNamed(ctx, pass, c.config.Documents, accepted.Person)
			if err != nil || (p != nil && p.ID == other.ID) {
				return err == nil, err
			}
		}
	}
	return false, nil
}

// enteredBy returns who took, wrote or registered the acts that entered two people: as the acts say,
// and the applications from which they came.
func (c *Clerk) enteredBy(ctx context.Context, pass access.Pass, one, other *register.Person) ([]register.OfficerID, error) {
	done, err := c.config.Documents.Acts(ctx, pass, []register.Seq{one.Acts[0], other.Acts[0]})
	if err != nil {
		return nil, err
	}
	var out []register.OfficerID
	ids := make([]register.ActID, len(done))
	for i, act := range done {
		ids[i], out = act.ID, append(out, act.DeclaredTo, act.Registrar)
	}
	holders, err := c.config.Store.Holders(ctx, ids...)
	if err != nil {
		return nil, err
	}
	for _, id := range holders {
		a, err := c.config.Store.Application(ctx, id)
		if err != nil {
			return nil, err
		}
		out = append(append(out, a.TakenBy), a.Writers...)
	}
	slices.Sort(out)
	return slices.DeleteFunc(slices.Compact(out), func(id register.OfficerID) bool { return id == "" }), nil
}
