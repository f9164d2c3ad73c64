package reading

import (
	"context"
	"slices"
	"time"

	"samano/access"
	"samano/disclosure"
	"samano/register"
)

// Look is a reading of somebody as they may see it: by whom, when and why, not whom else it named.
type Look struct {
	Seq     int64 // of the cursor of the next page
	At      time.Time
	Officer register.OfficerID // "" with Office and Case: they tell where somebody protected is, that somebody is protected, or of a home outside the area
	Office  register.OfficeID
	Role    access.Role
	What    access.What
	Purpose string
	Case    string
	Refused bool // nothing was shown
}

// Looks shows an auditor or an overseer who looked at a person, as the person may see it: they give it to whoever asks
// for their own. No officer at work is shown it. Which offices look tells where somebody is, so that a protection covers
// it, and a reader of an area is told no office of another area.
func (r *Service) Looks(ctx context.Context, who access.Actor, why access.Reason, id register.PersonID, before int64) ([]Look, error) {
	return access.Read(ctx, r.reader, who, why, func(ctx context.Context, pass access.Pass) ([]Look, access.ReadingScope, error) {
		return r.looksAt(ctx, pass, who, id, before)
	})
}

// LooksByNumber does so for whoever has no page of the person, but their number.
func (r *Service) LooksByNumber(ctx context.Context, who access.Actor, why access.Reason, number string, before int64) ([]Look, error) {
	return access.Read(ctx, r.reader, who, why, func(ctx context.Context, pass access.Pass) ([]Look, access.ReadingScope, error) {
		p, _, err := r.named(ctx, pass, number)
		if err != nil {
			return nil, access.ReadingScope{}, err
		}
		return r.looksAt(ctx, pass, who, p.ID, before)
	})
}

func (r *Service) looksAt(ctx context.Context, pass access.Pass, who access.Actor, id register.PersonID, before int64) ([]Look, access.ReadingScope, error) {
	found := access.ReadingScope{Subjects: disclosure.People(id)}
	cover, err := disclosure.CoverOf(ctx, pass, r.documents, found.Subjects...)
	if err != nil {
		return nil, found, err
	}
	of := cover.Subject(register.PersonRef(id))
	found.Places = [][]register.PlaceID{disclosure.Homes(of)}
	protected := cover.CoversPerson(id)
	found.Protected = protected && r.Rules.Has(who, access.Oversee, r.today()) != nil // who alone is told who looks at the protected
	records := cover.Records(id)
	found.Subjects = disclosure.People(records...)
	if p, ok := of.(*register.Person); ok && p.SealedUntil() != 0 {
		records = []register.PersonID{id} // the others tell of the life before
	}
	var list []access.Look
	for more, from := true, before; more && err == nil; {
		var page []access.Look
		page, err = r.reader.LooksOf(ctx, pass, r.Now(), from, records...)
		more = len(page) == access.LooksPage
		if more {
			from = page[len(page)-1].Seq
		}
		if err == nil {
			page, err = r.withoutSides(ctx, pass, of, page)
		}
		list = append(list, page...)
		more = more && len(list) < access.LooksPage
	}
	list = list[:min(len(list), access.LooksPage)]
	if err == nil && !protected {
		p, ok := of.(*register.Person)
		if !ok {
			return nil, found, notFound("reading.Looks")
		}
		var told []register.Ref
		told, err = r.hideOffices(ctx, pass, who, list, p, cover.PersonsOf(id))
		found.Subjects = append(found.Subjects, told...)
	}
	return shownLooks(list), found, err
}

// withoutSides drops the looks that tell one side of a seal of the other: of somebody sealed those from before
// the seal, and of whoever is on the other side those since then that were also at the sealed. No look
// stands in the lists of both.
func (r *Service) withoutSides(ctx context.Context, pass access.Pass, of register.Subject, list []access.Look) ([]access.Look, error) {
	var all []register.Ref
	for i := range list {
		all = append(all, list[i].Subjects...)
	}
	cover, err := disclosure.CoverOf(ctx, pass, r.documents, all...)
	if err != nil {
		return nil, err
	}
	sealedAt := map[register.Ref]time.Time{}
	for _, ref := range disclosure.AddRefs(nil, all...) {
		p, ok := cover.Subject(ref).(*register.Person)
		if !ok || p == nil || p.SealedUntil() == 0 {
			continue
		}
		sealing, err := r.documents.Acts(ctx, pass, []register.Seq{p.SealedUntil()})
		if err != nil {
			return nil, err
		}
		sealedAt[ref] = sealing[0].RegisteredAt
	}
	return slices.DeleteFunc(list, func(l access.Look) bool {
		if at, sealed := sealedAt[of.Ref()]; sealed {
			return l.At.Before(at)
		}
		return l.What == access.WhatOrigin || slices.ContainsFunc(cover.LinkedBySeal(l.Subjects), func(ref register.Ref) bool { return !l.At.Before(sealedAt[ref]) })
	}), nil
}

func shownLooks(list []access.Look) []Look {
	out := make([]Look, len(list))
	for i, l := range list {
		out[i] = Look{l.Seq, l.At, l.Officer, l.Office, l.Role, l.What, l.Purpose, l.Case, l.Refused}
	}
	return out
}

// hideOffices takes the office, the officer and the case out of looks that are also at somebody
// whom a protection covers, unless the office is that of the homes: an office elsewhere that looked
// at a husband and his wife tells where she asked. Readings that find many people tell nothing of
// where one of them is. Which office adjudicates tells that somebody else who was compared is
// protected: nobody is told. It takes them out too where the office tells of a home outside the reader's
// area. told are those because of whom it takes them out, which tells of them.
func (r *Service) hideOffices(ctx context.Context, pass access.Pass, who access.Actor, list []access.Look, of *register.Person, records []*register.Person) (told []register.Ref, err error) {
	var also []register.Ref
	for i := range list {
		if !findsMany(list[i].What) {
			also = append(also, list[i].Subjects...)
		}
	}
	cover, err := disclosure.CoverOf(ctx, pass, r.documents, also...)
	if err != nil {
		return nil, err
	}
	atlas, err := r.documents.Atlas(ctx)
	if err != nil {
		return nil, err
	}
	shelters, err := disclosure.SheltersOf(ctx, pass, r.documents, subjectsFrom(records)...)
	if err != nil {
		return nil, err
	}
	homes := shelters.HomesOf(of)
	area := disclosure.AreaFor(atlas, who.Office, false, r.today())
	for i := range list {
		l := &list[i]
		if l.Purpose == access.PurposeDuplicates {
			l.Office, l.Officer, l.Case = "", "", ""
			continue
		}
		var beside []register.Ref
		if !findsMany(l.What) {
			beside = cover.Covered(l.Subjects...)
		}
		if len(beside) == 0 && area.Country() && len(shelters.Left(subjectsFrom(records)...)) == 0 {
			continue
		}
		o, err := r.documents.Office(ctx, l.Office)
		if err != nil && register.KindOf(err) != register.NotFound {
			return nil, err
		}
		elsewhere := len(beside) > 0 && (err != nil || disclosure.Elsewhere(atlas, o, homes, r.today()))
		if elsewhere {
			told = append(told, beside...)
		}
		var because []register.Ref
		if l.Office != who.Office.ID {
			because = shelters.ToldBy(atlas, o, r.today(), records...)
		}
		told = append(told, because...)
		if elsewhere || err != nil || len(because) > 0 || !area.Overlaps(o) {
			l.Office, l.Officer, l.Case = "", "", ""
		}
	}
	return told, nil
}

// findsMany reports whether a reading finds people who have nothing to do with one another.
func findsMany(w access.What) bool {
	switch w {
	case access.WhatSearch, access.WhatFeed, access.WhatDuplicates, access.WhatFile:
		return true
	}
	return false
}

func subjectsFrom(people []*register.Person) []register.Subject {
	out := make([]register.Subject, len(people))
	for i, p := range people {
		out[i] = p
	}
	return out
}
