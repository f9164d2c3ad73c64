package reading

import (
	"context"
	"slices"

	"samano/access"
	"samano/acts"
	"samano/disclosure"
	"samano/ledger"
	"samano/register"
)

// Act shows an act with its payload, findings and effects. Nobody learns from it to whom
// its person is very like: adjudications say that to those who judge it.
func (r *Service) Act(ctx context.Context, who access.Actor, why access.Reason, name string) (*register.Act, error) {
	return access.Read(ctx, r.Reader, who, why, func(ctx context.Context) (*register.Act, access.Found, error) {
		a, err := r.Documents.Act(ctx, name)
		if err != nil {
			return nil, access.Found{}, err
		}
		if a == nil {
			return nil, access.Found{}, &register.Error{Kind: register.NotFound, Op: "reading.Act", Code: "act-not-found"}
		}
		found := access.Found{Subjects: a.Subjects()}
		named := append(disclosure.NamedIn(a), found.Subjects...)
		cover, err := disclosure.CoverOf(ctx, r.Documents, named...)
		if err != nil {
			return nil, access.Found{}, err
		}
		found.Protected = cover.CoversAny(named...)
		found.Places = cover.PlacesOf(a)
		return disclosure.WithoutOthers(a), found, nil
	})
}

// ProofPart says which part of which act a proof is to show: "header", "payload",
// or the effects on the person with that number. Showing it is a look.
func (r *Service) ProofPart(ctx context.Context, who access.Actor, why access.Reason, act, part string) (register.Seq, string, error) {
	a, err := r.Act(ctx, who, why, act)
	if err != nil {
		return 0, "", err
	}
	if part == ledger.HeaderPart || part == ledger.PayloadPart {
		return a.Seq, part, nil
	}
	l, ok := acts.PersonLookup(part)
	if !ok {
		return 0, "", notFound("reading.ProofPart")
	}
	es, err := r.Documents.Find(ctx, l)
	if err != nil {
		return 0, "", err
	}
	if es[0].Person == nil || !slices.Contains(a.Subjects(), es[0].Person.Ref()) {
		return 0, "", notFound("reading.ProofPart")
	}
	return a.Seq, ledger.EffectsPrefix + es[0].Person.Ref().String(), nil
}
