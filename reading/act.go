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
func (r *Service) Act(ctx context.Context, who access.Actor, why access.Reason, name string) (disclosure.Seen[*register.Act], error) {
	return access.Read(ctx, r.reader, who, why, func(ctx context.Context, pass access.Pass) (disclosure.Seen[*register.Act], access.ReadingScope, error) {
		a, found, err := r.act(ctx, pass, name)
		if err != nil {
			return disclosure.Seen[*register.Act]{}, found, err
		}
		return disclosure.WithoutOthers(a), found, nil
	})
}

// act reads an act and says whom the look is at.
func (r *Service) act(ctx context.Context, pass access.Pass, name string) (*register.Act, access.ReadingScope, error) {
	a, err := r.documents.Act(ctx, pass, name)
	if err != nil {
		return nil, access.ReadingScope{}, err
	}
	if a == nil {
		return nil, access.ReadingScope{}, &register.Error{Kind: register.NotFound, Op: "reading.Act", Code: "act-not-found"}
	}
	found := access.ReadingScope{Subjects: a.Subjects()}
	named := append(disclosure.NamedIn(a), found.Subjects...)
	cover, err := disclosure.CoverOf(ctx, pass, r.documents, named...)
	if err != nil {
		return nil, access.ReadingScope{}, err
	}
	found.Protected = cover.CoversAny(named...)
	found.Places = cover.PlacesOf(a)
	return a, found, nil
}

// ProofPart says which part of which act a proof is to show: "header", "payload",
// or the effects on the person with that number. Showing it is a look.
func (r *Service) ProofPart(ctx context.Context, who access.Actor, why access.Reason, act, part string) (register.Seq, string, error) {
	var named *register.Person // whom the part names
	l, byPerson := acts.PersonLookup(part)
	a, err := access.Read(ctx, r.reader, who, why, func(ctx context.Context, pass access.Pass) (*register.Act, access.ReadingScope, error) {
		a, found, err := r.act(ctx, pass, act)
		if err != nil || !byPerson {
			return a, found, err
		}
		es, err := r.documents.Find(ctx, pass, l)
		if err == nil {
			named = es[0].Person
		}
		return a, found, err
	})
	switch {
	case err != nil:
		return 0, "", err
	case part == ledger.HeaderPart || part == ledger.PayloadPart:
		return a.Seq, part, nil
	case named == nil || !slices.Contains(a.Subjects(), named.Ref()):
		return 0, "", notFound("reading.ProofPart")
	}
	return a.Seq, ledger.EffectsPrefix + named.Ref().String(), nil
}
