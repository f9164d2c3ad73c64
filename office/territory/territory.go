// Package territory owns how the units of lists are registered: by a decree that an officer enters, or
// at the founding of a register, before there are officers.
package territory

import (
	"context"
	"io"
	"slices"

	"samano/access"
	"samano/places"
	"samano/register"
	"samano/registrar"
)

// Config is what a Service works with.
type Config struct {
	Writer    *registrar.Writer
	Documents *registrar.Documents
	Rules     access.Rules
}

// Service registers units. It is safe for concurrent use.
type Service struct{ config Config }

// New returns a service.
func New(c Config) *Service { return &Service{c} }

// atOnce bounds the acts of one transaction: a registrar takes 512.
const atOnce = 500

// Import registers the units of a list, by a decree that the officer enters at that office.
// Units that are there already are passed over, and rows with a fault that enters nothing. A list
// that cannot be read is an error of package places.
func (s *Service) Import(ctx context.Context, who access.Actor, at register.OfficeID, format places.Format, list io.Reader) (places.Imported, error) {
	day := s.config.Documents.Today()
	founding := register.Proposal{Kind: register.KindPlaceChange, Happened: sinceFirst, Declared: day}
	if err := s.config.Rules.MayRegister(ctx, who, &founding, 0, day); err != nil {
		return places.Imported{}, err
	}
	atlas, err := s.config.Documents.Atlas(ctx)
	if err != nil {
		return places.Imported{}, err
	}
	rows, faults, err := places.Read(format, list, func(code register.Code) bool {
		p, ok := atlas.ByCode(code, day)
		return ok && p.LevelOn(day) == format.Parent
	})
	if err != nil {
		return places.Imported{}, err
	}
	out := places.Import(atlas, day, rows, faults)
	return out, s.enter(ctx, at, who.Officer.ID, []places.Sheet{{Format: format, Rows: rows}})
}

// sinceFirst is from when the units of a list are taken to exist: a list says what is, not
// since when, and people were born in these units long before it.
var sinceFirst = register.InYear(1900, register.Declared)

// Found enters the units of lists in a register that holds nobody yet, and asks nobody: it is
// for founding a register, before there are officers. A register that holds people is refused.
func (s *Service) Found(ctx context.Context, at register.OfficeID, by register.OfficerID, sheets []places.Sheet) error {
	people, err := s.config.Documents.People(ctx)
	if err != nil {
		return err
	}
	if people > 0 {
		return register.Errorf(register.Forbidden, "territory.Found", "the register holds people")
	}
	return s.enter(ctx, at, by, sheets)
}

// enter registers the acts that found units, in the order of levels, by a decree of that
// office. Units that are there already are passed over.
func (s *Service) enter(ctx context.Context, at register.OfficeID, by register.OfficerID, sheets []places.Sheet) error {
	atlas, err := s.config.Documents.Atlas(ctx)
	if err != nil {
		return err
	}
	day := s.config.Documents.Today()
	decree := places.Decree{
		Authority: "territory", Reference: "list of " + day.String(), Evidence: "ministry-decision",
		Since: sinceFirst, Declared: day, Office: at, Registrar: by,
	}
	var all []register.Proposal
	for p, err := range places.Proposals(sheets, atlas, decree) {
		if err != nil {
			return err
		}
		all = append(all, p)
	}
	for batch := range slices.Chunk(all, atOnce) {
		results, err := s.config.Writer.Register(ctx, registrar.Request{Proposals: batch})
		if err != nil {
			return err
		}
		for _, r := range results {
			if r.Err != nil {
				return r.Err
			}
		}
	}
	return nil
}
