package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"samano/cmd/samano/sentence"
	"samano/names"
	"samano/node"
	"samano/places"
	"samano/reading/view"
	"samano/register"
)

type placeCmd struct {
	Import placeImportCmd `cmd:"" help:"Found the units of a list (CSV)."`
	Search placeSearchCmd `cmd:"" help:"Find units by the beginning of a name, in Lao or Latin, or of a code."`
	Show   placeShowCmd   `cmd:"" help:"Show a unit with everything it was called."`
}

type placeImportCmd struct {
	officerFlags
	File  string `arg:"" help:"CSV file; \"-\" reads standard input."`
	Level string `help:"Level of the units: province, district, village." required:""`
}

func (c *placeImportCmd) Run(ctx context.Context, g *Globals) error {
	in, err := g.input(c.File)
	if err != nil {
		return err
	}
	defer in.Close()
	h, who, err := g.signIn(ctx, c.officerFlags)
	if err != nil {
		return err
	}
	defer h.Close()
	format, ok := places.FormatOf(h.Law.Territory, register.Level(c.Level))
	if !ok {
		return usagef("the law pack %q has no level %q", h.Law.Code, c.Level)
	}
	done, err := h.Territory.Import(ctx, who, node.Centre, format, in)
	var ours *register.Error
	switch {
	case errors.As(err, &ours):
		return err
	case err != nil:
		return usagef("cannot read %s: %v", c.File, err)
	}
	return g.imported(done)
}

// imported tells of each row that has a fault, and then of all.
func (g *Globals) imported(t places.Imported) error {
	for _, f := range t.Faults {
		if !g.JSON {
			fmt.Fprintf(g.errs, "%s\n", f)
		} else if err := g.line(f); err != nil {
			return err
		}
	}
	if g.JSON {
		if err := g.line(t); err != nil {
			return err
		}
	} else {
		g.printf("%d units entered, %d there already, %d rows refused\n", t.Entered, t.There, t.Refused)
	}
	if t.Refused > 0 {
		return told{exitFindings}
	}
	return nil
}

// placeLine is a unit as the place commands print it.
type placeLine struct {
	Code  register.Code  `json:"code"`
	Level register.Level `json:"level"`
	Place *view.Place    `json:"place"`
}

// territory opens the register for whoever asks for places on a day; the caller
// closes the house. Places are no secret, so nobody signs in.
func (g *Globals) territory(ctx context.Context, on string) (*node.Node, *register.Atlas, register.Day, error) {
	h, err := g.open(ctx, node.Serving)
	if err != nil {
		return nil, nil, 0, err
	}
	day, err := dayOf(h, on)
	if err != nil {
		h.Close()
		return nil, nil, 0, err
	}
	atlas, err := h.Atlas(ctx)
	if err != nil {
		h.Close()
		return nil, nil, 0, err
	}
	return h, atlas, day, nil
}

type placeSearchCmd struct {
	Query []string `arg:"" help:"Beginning of a name or code; behind a comma the units above: \"nongping, chanthabuly\"."`
	On    string   `help:"As the territory was on that day; none: today." placeholder:"YYYY-MM-DD"`
}

func (c *placeSearchCmd) Run(ctx context.Context, g *Globals) error {
	h, atlas, day, err := g.territory(ctx, c.On)
	if err != nil {
		return err
	}
	defer h.Close()
	var hits []placeLine
	terms := view.Terms{Atlas: atlas, Day: day}
	for _, f := range places.Search(atlas, strings.Join(c.Query, " "), day, places.MaxHits) {
		p := f.Place()
		hits = append(hits, placeLine{Code: p.CodeOn(day), Level: p.LevelOn(day), Place: terms.Place(p.ID)})
	}
	if len(hits) == 0 {
		return g.nothingFound()
	}
	return each(g, hits, func(l placeLine) {
		g.printf("%-8s %-10s %s  (%s)\n", l.Code, l.Level, l.Place.Lao, l.Place.Latin)
	})
}

func dayOf(h *node.Node, text string) (register.Day, error) {
	if text == "" {
		return h.Today(), nil
	}
	return parseDay(text)
}

type placeShowCmd struct {
	Code string `arg:"" help:"Code of the unit."`
	On   string `help:"The day on which it bore the code; none: today." placeholder:"YYYY-MM-DD"`
}

func (c *placeShowCmd) Run(ctx context.Context, g *Globals) error {
	h, atlas, day, err := g.territory(ctx, c.On)
	if err != nil {
		return err
	}
	defer h.Close()
	p, ok := atlas.ByCode(register.Code(names.Digits(c.Code)), day)
	if !ok {
		return &register.Error{Kind: register.NotFound, Op: "place show", Code: sentence.CodePlaceUnknown}
	}
	facts := view.Terms{Atlas: atlas, Day: day}.Facts(p)
	if g.JSON {
		return g.line(facts)
	}
	g.facts(facts)
	return nil
}
