package office

import (
	"context"
	"io"

	"samano/access"
	"samano/places"
	"samano/register"
	"samano/registrar"
)

// ImportPlaces registers the units of a list, by a decree that the officer enters at that office.
// Units that are there already are passed over, and rows with a fault that enters nothing. A list
// that cannot be read is an error of package places.
func (c *Clerk) ImportPlaces(ctx context.Context, who access.Actor, at register.OfficeID, format places.Format, list io.Reader) (places.Imported, error) {
	day := c.today()
	founding := register.Proposal{Kind: register.KindPlaceChange, Happened: sinceFirst, Declared: day}
	if err := c.config.Rules.MayRegister(ctx, who, &founding, 0, day); err != nil {
		return places.Imported{}, err
	}
	atlas, err := c.config.Documents.Atlas(ctx)
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
	return out, c.enterPlaces(ctx, at, who.Officer.ID, []places.Sheet{{Format: format, Rows: rows}})
}

// sinceFirst is from when the units of a list are taken to exist: a list says what is, not
// since when, and people were born in these units long before it.
var sinceFirst = register.InYear(1900, register.Declared)

// FoundPlaces enters the units of lists in a register that holds nobody yet, and asks nobody: it is
// for founding a register, before there are officers. A register that holds people is refused.
func (c *Clerk) FoundPlaces(ctx context.Context, at register.OfficeID, by register.OfficerID, sheets []places.Sheet) error {
	people, err := c.config.Documents.People(ctx)
	if err != nil {
		return err
	}
	if people > 0 {
		return register.Errorf(register.Forbidden, "office.FoundPlaces", "the register holds people")
	}
	return c.enterPlaces(ctx, at, by, sheets)
}

// enterPlaces registers the acts that found units, in the order of levels, by a decree of that
// office. Units that are there already are passed over.
func (c *Clerk) enterPlaces(ctx context.Context, at register.OfficeID, by register.OfficerID, sheets []places.Sheet) error {
	atlas, err := c.config.Documents.Atlas(ctx)
	if err != nil {
		return err
	}
	day := c.today()
	decree := places.Decree{
		Authority: "territory", Reference: "list of " + day.String(), Evidence: "ministry-decision",
		Since: sinceFirst, Declared: day, Office: at, Registrar: by,
	}
	var batch []register.Proposal
	flush := func() error {
		results, err := c.config.Writer.Register(ctx, registrar.Request{Proposals: batch})
		if err != nil {
			return err
		}
		for _, r := range results {
			if r.Err != nil {
				return r.Err
			}
		}
		batch = nil
		return nil
	}
	for p, err := range places.Proposals(sheets, atlas, decree) {
		if err != nil {
			return err
		}
		if batch = append(batch, p); len(batch) == MaxSubmitted {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}
