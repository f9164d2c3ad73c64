// Package stay owns notices of stays that are too short to be a residence: who stays at which dwelling of a
// village, from which day to which. A notice is no act: it changes nothing in the register, no
// document and no event tells of it, and it is deleted when the law's days after the departure are
// over. It is found by its dwelling and a day alone, by the office that keeps the notices of that
// village, so that nobody can ask where a person was.
//
// What is entered is compared with nobody: an entry tells nothing of whether there is such a
// person. Whoever is found has the look in their list, also where a protection keeps them out of
// the answer.
package stay

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"samano/access"
	"samano/acts"
	"samano/disclosure"
	"samano/law"
	"samano/names"
	"samano/office"
	"samano/register"
	"samano/registrar"
)

// Guest is somebody who stays: by number, or by name where they have none at hand. No more is asked.
type Guest struct {
	Number register.Number `json:"number,omitempty"`
	Name   string          `json:"name,omitempty"`
}

// Guests reads guests as they are typed: whatever begins with a digit is a number.
func Guests(typed []string) []Guest {
	out := make([]Guest, len(typed))
	for i, text := range typed {
		if r, _ := utf8.DecodeRuneInString(text); unicode.IsDigit(r) {
			out[i].Number = register.Number(text)
		} else {
			out[i].Name = text
		}
	}
	return out
}

// Notice is what was said of one stay.
type Notice struct {
	Place    register.PlaceID   `json:"-"`
	Dwelling string             `json:"-"`     // the house as houses are compared (names.Dwelling)
	House    string             `json:"house"` // as it was written
	Guests   []Guest            `json:"guests"`
	From     register.Day       `json:"from"`
	Until    register.Day       `json:"until"` // the day of departure
	Office   register.OfficeID  `json:"office"`
	Officer  register.OfficerID `json:"officer"`
	At       time.Time          `json:"at"`
}

// Holds reports whether the guests stay on a day, those of arrival and departure included.
func (n *Notice) Holds(day register.Day) bool { return n.From <= day && day <= n.Until }

// Input is a notice as an officer enters it.
type Input struct {
	Code        register.Code
	House       string
	Guests      []Guest
	From, Until register.Day
}

// Store keeps notices in the desk's database.
type Store interface {
	// AddStay keeps a notice. It is durable when the call returns.
	AddStay(ctx context.Context, n Notice) error
	// StaysAt returns the notices of a dwelling that hold on a day, the oldest first.
	StaysAt(ctx context.Context, place register.PlaceID, dwelling string, day register.Day) ([]Notice, error)
	// DropStays deletes the notices of those who left before a day, and returns how many.
	DropStays(ctx context.Context, before register.Day) (int64, error)
}

// Config is what a Service works with.
type Config struct {
	Store     Store
	Documents *registrar.Documents
	Reader    *access.Reader
	Rules     access.Rules
	Offices   func(context.Context) ([]register.Office, error)
	Now       func() time.Time // the country's own time
}

// Service takes notices, finds and forgets them. It is safe for concurrent use.
type Service struct{ config Config }

// New returns a service.
func New(c Config) *Service { return &Service{c} }

// maxGuests bounds a notice, so that no entry is a list: a bus of people is several.
const maxGuests = 50

// Enter keeps a notice. The findings are warnings; what stops it is an error with findings.
func (s *Service) Enter(ctx context.Context, who access.Actor, in Input) ([]register.Finding, error) {
	const op = "stay.Enter"
	place, err := s.own(ctx, op, who, in.Code)
	if err != nil {
		return nil, err
	}
	in.Guests = slices.Clone(in.Guests)
	stops, warnings := s.check(&in)
	if len(stops) > 0 {
		return nil, &register.Error{Kind: register.Invalid, Op: op, Code: stops[0].Code, Findings: stops}
	}
	return warnings, s.config.Store.AddStay(ctx, Notice{
		Place: place, Dwelling: names.Dwelling(in.House), House: in.House, Guests: in.Guests, From: in.From, Until: in.Until, Office: who.Office.ID, Officer: who.Officer.ID, At: s.config.Now(),
	})
}

// check finds what is wrong with a notice. Lateness only warns.
func (s *Service) check(in *Input) (stops, warnings []register.Finding) {
	pack, today := s.config.Documents.Terms.Law, s.today()
	block := func(code, field, article string, args ...string) {
		f := register.Blocked(code, field, args...)
		f.Article = article
		stops = append(stops, f)
	}
	if names.Dwelling(in.House) == "" || len(in.House) > acts.MaxText {
		block("stay-house-missing", "house", "")
	}
	institutions := pack.Residence.InstitutionWords.On(in.From)
	if slices.ContainsFunc(institutions.Value, func(word string) bool { return names.Mentions(in.House, word) }) {
		block(acts.CodeNamesInstitution, "house", institutions.Article)
	}
	if len(in.Guests) == 0 || len(in.Guests) > maxGuests {
		block("stay-guest-count", "guests", "", "limit", strconv.Itoa(maxGuests))
	}
	for i, g := range in.Guests[:min(len(in.Guests), maxGuests)] {
		// One of the two: a name beside a number would be kept for nothing.
		canonical, err := s.config.Documents.Terms.Scheme.Parse(string(g.Number))
		named := strings.TrimSpace(g.Name) != "" && len(g.Name) <= acts.MaxText
		if named != (g.Number == "") || !named && (g.Name != "" || err != nil) {
			block("stay-guest", "guests."+strconv.Itoa(i), "")
			continue
		}
		if !named {
			in.Guests[i].Number = register.Number(canonical)
		}
	}
	longest := pack.Residence.TemporaryFromDays.On(in.From)
	if days := int(in.Until - in.From); days < 0 || days >= longest.Value {
		block("stay-length", "until", longest.Article, "days", strconv.Itoa(longest.Value))
	}
	kept := pack.Stays.KeptDays.On(today)
	if in.Until+register.Day(kept.Value) < today || int(in.From-today) > longest.Value {
		block("stay-not-now", "from", kept.Article, "days", strconv.Itoa(kept.Value))
	}
	if r := pack.Stays.NoticeDays.On(in.From); int(today-in.From) > r.Value {
		f := register.NewFinding(register.Warning, "stay-late", "from", "days", strconv.Itoa(r.Value))
		f.Article = r.Article
		warnings = append(warnings, f)
	}
	return stops, warnings
}

// Find returns who stays at a dwelling on a day, by a look at each of them and at the village. Whom a
// protection covers is looked at and not in the answer.
func (s *Service) Find(ctx context.Context, who access.Actor, code register.Code, house string, day register.Day) ([]Notice, error) {
	place, err := s.own(ctx, "stay.Find", who, code)
	if err != nil {
		return nil, err
	}
	why := access.Reason{What: access.WhatStays, Purpose: office.PurposeQueue}
	return access.Read(ctx, s.config.Reader, who, why, func(ctx context.Context, pass access.Pass) ([]Notice, access.ReadingScope, error) {
		return s.find(ctx, pass, place, names.Dwelling(house), day)
	})
}

// find returns the notices of a dwelling without those whom a protection covers, and whom they name.
func (s *Service) find(ctx context.Context, pass access.Pass, place register.PlaceID, dwelling string, day register.Day) (out []Notice, found access.ReadingScope, err error) {
	found.Subjects = []register.Ref{register.PlaceRef(place)}
	notices, err := s.config.Store.StaysAt(ctx, place, dwelling, day)
	if err != nil {
		return nil, found, err
	}
	var asked []acts.Lookup
	var numbers []string
	for _, n := range notices {
		for _, g := range n.Guests {
			if l, ok := acts.PersonLookup(string(g.Number)); ok {
				asked, numbers = append(asked, l), append(numbers, string(g.Number))
			}
		}
	}
	entries, err := s.config.Documents.Find(ctx, pass, asked...)
	if err != nil {
		return nil, found, err
	}
	bearers := map[string]register.Ref{}
	for i, e := range entries {
		if e.Person != nil {
			bearers[numbers[i]] = e.Person.Ref()
			found.Subjects = disclosure.AddRefs(found.Subjects, e.Person.Ref())
		}
	}
	cover, err := disclosure.CoverOf(ctx, pass, s.config.Documents, found.Subjects[1:]...)
	if err != nil {
		return nil, found, err
	}
	for _, n := range notices {
		n.Guests = slices.DeleteFunc(slices.Clone(n.Guests), func(g Guest) bool {
			ref, registered := bearers[string(g.Number)]
			return registered && cover.CoversRef(ref)
		})
		if len(n.Guests) > 0 {
			out = append(out, n)
		}
	}
	for range found.Subjects {
		found.Places = append(found.Places, []register.PlaceID{place})
	}
	return out, found, nil
}

// own returns the unit of a code if the officer's office keeps the notices of its dwellings: of the
// offices of the law's levels whose area holds it, the one with the smallest unit.
func (s *Service) own(ctx context.Context, op register.Operation, who access.Actor, code register.Code) (register.PlaceID, error) {
	day := s.today()
	if err := s.config.Rules.Has(who, access.Declare, day); err != nil {
		return 0, err
	}
	atlas, err := s.config.Documents.Atlas(ctx)
	if err != nil {
		return 0, err
	}
	terms := s.config.Documents.Terms
	unit, ok := atlas.ByCode(code, day)
	if !ok || !slices.ContainsFunc(terms.Law.Territory.Levels, func(l law.TerritoryLevel) bool { return l.Name == unit.LevelOn(day) && l.Dwellings }) {
		return 0, &register.Error{Kind: register.Invalid, Op: op, Findings: []register.Finding{register.Blocked(register.CodePlaceUnknown, "code", "code", string(code))}}
	}
	offices, err := s.config.Offices(ctx)
	if err != nil {
		return 0, err
	}
	levels := terms.Law.Stays.Levels.On(day).Value
	area := atlas.AreaOf(who.Office, day)
	keeps := func(o register.Office) bool {
		return slices.Contains(levels, o.Level) && o.Jurisdiction != 0 && atlas.AreaOf(o, day).Contains(unit.ID)
	}
	nearer := func(o register.Office) bool {
		return keeps(o) && o.Jurisdiction != who.Office.Jurisdiction && area.Contains(o.Jurisdiction)
	}
	if !keeps(who.Office) || slices.ContainsFunc(offices, nearer) {
		return 0, register.Coded(register.Forbidden, op, access.CodeOutsideArea)
	}
	return unit.ID, nil
}

// Forget deletes the notices whose days are over, and returns how many.
func (s *Service) Forget(ctx context.Context) (int64, error) {
	kept := s.config.Documents.Terms.Law.Stays.KeptDays.On(s.today()).Value
	return s.config.Store.DropStays(ctx, s.today()-register.Day(kept))
}

func (s *Service) today() register.Day { return register.DayAt(s.config.Now()) }
