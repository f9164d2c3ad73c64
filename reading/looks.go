package reading

import (
	"context"

	"samano/access"
	"samano/disclosure"
	"samano/register"
)

// Looks shows who looked at a person: what the person may see, and an auditor too.
// Which offices look tells where somebody is, so that a protection covers it.
func (r *Service) Looks(ctx context.Context, who access.Actor, why access.Reason, id register.PersonID, before int64) ([]access.Look, error) {
	return access.Read(ctx, r.reader, who, why, func(ctx context.Context, pass access.Pass) ([]access.Look, access.ReadingScope, error) {
		found := access.ReadingScope{Subjects: disclosure.People(id)}
		cover, err := disclosure.CoverOf(ctx, pass, r.documents, found.Subjects...)
		if err != nil {
			return nil, found, err
		}
		found.Places = [][]register.PlaceID{disclosure.Homes(cover.Subject(register.PersonRef(id)))}
		found.Protected = cover.CoversPerson(id)
		list, err := r.reader.LooksOf(ctx, r.Now(), before, id)
		return list, found, err
	})
}
