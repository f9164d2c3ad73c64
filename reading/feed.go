package reading

import (
	"context"
	"slices"

	"samano/access"
	"samano/reading/view"
	"samano/register"
	"samano/registrar"
)

// FeedEvent is one event of the feed in the reader's terms.
type FeedEvent struct {
	registrar.Event
	SubjectKind string      `json:"subject"`
	Name        string      `json:"name,omitempty"` // the number of a person, the book of a household, the code of a place
	Facts       []view.Fact `json:"facts"`          // as the subject was after the event
}

// Feed returns the events of a page of acts after that Seq, for the whole country.
// Of whom a protection covers the national desk is told that something happened, and no more. Other
// readers are told nothing: the number and the kind of the act beside those of the others whom the
// act is about would say with whom. A page ends before an act that would name more people than one
// look holds.
func (r *Service) Feed(ctx context.Context, who access.Actor, why access.Reason, after register.Seq) (events []FeedEvent, next register.Seq, err error) {
	events, err = access.Read(ctx, r.reader, who, why, func(ctx context.Context, pass access.Pass) (out []FeedEvent, found access.ReadingScope, err error) {
		page, last, err := r.documents.Events(ctx, pass, after, access.MaxSubjects)
		if err != nil {
			return nil, found, err
		}
		var related []register.PersonID
		for _, e := range page {
			found.Subjects = append(found.Subjects, e.Subject.Ref())
			related = register.PersonsOf(related, e.Subject)
		}
		k, err := r.present(ctx, pass, who, false, found.Subjects, related, Moment{})
		if err != nil {
			return nil, found, err
		}
		k.desk = r.Rules.Has(who, access.NationalDesk, r.today()) == nil
		var whole bool
		out, found.Subjects, whole = k.feed(page, access.MaxSubjects)
		if next = last; !whole { // told though nobody is
			next = out[len(out)-1].Seq
		}
		found.Nobody = len(found.Subjects) == 0
		return out, found, nil
	})
	if err != nil {
		return nil, after, err
	}
	return events, next, nil
}

// feed shows the events of a page, and says whom they name. It stops before an act that would bring
// those above the most that one look holds, but shows at least one act; whole says that it showed all.
func (p *presentation) feed(page []registrar.EventWithSubject, most int) (out []FeedEvent, named []register.Ref, whole bool) {
	for len(page) > 0 {
		n := eventsOfOneAct(page)
		events, more := p.eventsOf(page[:n])
		if more = access.SortSubjects(slices.Concat(named, more)); len(out) > 0 && len(more) > most {
			return out, named, false
		}
		out, named, page = append(out, events...), more, page[n:]
	}
	return out, named, true
}

// eventsOfOneAct returns how many events of the first act stand at the beginning of a page.
func eventsOfOneAct(page []registrar.EventWithSubject) int {
	n := slices.IndexFunc(page, func(e registrar.EventWithSubject) bool { return e.Seq != page[0].Seq })
	if n < 0 {
		return len(page)
	}
	return n
}

// eventsOf shows the events of one act, and says whom they and those before them name.
func (p *presentation) eventsOf(page []registrar.EventWithSubject) (out []FeedEvent, named []register.Ref) {
	for _, e := range page {
		ref := e.Subject.Ref()
		if !p.desk && p.cover.CoversRef(ref) {
			continue
		}
		shown := FeedEvent{Event: e.Event, SubjectKind: ref.Kind.String(), Name: nameOf(e.Subject)}
		if !p.cover.CoversRef(ref) {
			shown.Facts = p.facts(e.Subject, Moment{}, true)
			named = append(named, p.shelters.Left(e.Subject)...)
		}
		out, named = append(out, shown), append(named, ref)
	}
	return out, append(named, p.told()...)
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
