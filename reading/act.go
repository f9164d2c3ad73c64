package reading

import (
	"context"

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
	named := append(disclosure.NamedIn(a), found.Subjects...)
	cover, err := disclosure.CoverOf(ctx, pass, r.documents, named...)
	if err != nil {
		return nil, access.ReadingScope{}, err
	}
	found.Protected = cover.CoversAny(named...)
	found.Places = cover.PlacesOf(a)
	return a, found, nil
}
