package reading

import (
	"context"

	"samano/access"
	"samano/reading/view"
	"samano/register"
)

// FeedEvent is one event of the feed in the reader's terms.
type FeedEvent struct {
	register.Event
	SubjectKind string      `json:"subject"`
	Name        string      `json:"name,omitempty"` // the number of a person, the book of a household, the code of a place
	Facts       []view.Fact `json:"facts"`          // as the subject was after the event
}

// Feed returns the events of a page of acts after that Seq, for the whole country.
// Of a protected person only that something happened is told.
func (r *Service) Feed(ctx context.Context, who access.Actor, why access.Reason, after register.Seq) (events []FeedEvent, next register.Seq, err error) {
	next = after
	events, err = access.Read(ctx, r.reader, who, why, func(ctx context.Context, pass access.Pass) ([]FeedEvent, access.ReadingScope, error) {
		page, last, err := r.documents.Events(ctx, pass, after, access.MaxSubjects)
		if err != nil {
			return nil, access.ReadingScope{}, err
		}
		found := access.ReadingScope{Nobody: len(page) == 0}
		var related []register.PersonID
		for _, e := range page {
			found.Subjects = append(found.Subjects, e.Subject.Ref())
			related = register.PersonsOf(related, e.Subject)
			if ref := e.Subject.Ref(); ref.Kind == register.SubjectPerson {
				related = append(related, register.PersonID(ref.ID))
			}
		}
		k, err := r.present(ctx, pass, who, why, found.Subjects, related, Moment{})
		if err != nil {
			return nil, found, err
		}
		out := make([]FeedEvent, len(page))
		for i, e := range page {
			out[i] = FeedEvent{Event: e.Event, SubjectKind: e.Subject.Ref().Kind.String(), Name: nameOf(e.Subject)}
			if k.cover.CoversRef(e.Subject.Ref()) {
				continue
			}
			out[i].Facts = k.facts(e.Subject, Moment{}, true)
		}
		next = last
		return out, found, nil
	})
	return events, next, err
}

// nameOf returns the number, book or code by which people name a subject.
func nameOf(s register.Subject) string {
	switch s := s.(type) {
	case *register.Person:
		return string(s.Number())
	case *register.Household:
		f, _ := s.Books.Last()
		return f.Value.Number
	case *register.Place:
		f, _ := s.Codes.Last()
		return string(f.Value)
	}
	return ""
}
