package reading

import (
	"context"
	"slices"

	"samano/access"
	"samano/disclosure"
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
	declared, err := r.namedByProposal(ctx, pass, &a.Proposal)
	if err != nil {
		return nil, access.ReadingScope{}, err
	}
	named := slices.Concat(disclosure.NamedIn(a), declared, found.Subjects)
	cover, err := disclosure.CoverOf(ctx, pass, r.documents, named...)
	if err != nil {
		return nil, access.ReadingScope{}, err
	}
	found.Protected = cover.CoversAny(named...)
	found.Places = cover.PlacesOf(a)
	return a, found, nil
}

// namedByProposal returns the people and households whom the proposal of a registered act names. An
// act that ends a fact may name in its payload somebody whom none of its effects names. An erased
// payload names nobody.
func (r *Service) namedByProposal(ctx context.Context, pass access.Pass, p *register.Proposal) ([]register.Ref, error) {
	if p.Payload == nil {
		return nil, nil
	}
	states, err := disclosure.StatesOf(ctx, pass, r.documents, p)
	if err != nil {
		return nil, err
	}
	if states[0] == nil {
		return nil, register.Errorf(register.Internal, "reading.Act", "the payload of %s cannot be read", p.ID)
	}
	_, named := states[0].Named()
	return named, nil
}
