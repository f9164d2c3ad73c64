package tabular

import (
	"fmt"
	"io"
	"regexp"
	"slices"

	"samano/internal/flattoml"
	"samano/match"
)

// Kind says how the values of a column are compared.
type Kind string

// The kinds.
const (
	Text   Kind = "text"
	Date   Kind = "date"
	Number Kind = "number"
	Email  Kind = "email"
)

// Plan says what the columns of a file are. Columns that it does not name are not looked at.
type Plan struct {
	Columns []Column `toml:"column"`
	// Truth is the column that says who is who, for judging only; TruthPattern takes a part of it,
	// by its first group.
	Truth        string `toml:"truth"`
	TruthPattern string `toml:"truth_pattern"`
}

// Column is one column that is compared.
type Column struct {
	Name    string `toml:"name"`
	Kind    Kind   `toml:"kind"`
	Partner string `toml:"partner"` // of a text: the column with which its values are exchanged by mistake
}

// ReadPlan reads a plan as TOML; unknown keys are errors. A truth that is given takes the place of the
// plan's own, with its pattern.
func ReadPlan(r io.Reader, truth string) (*Plan, error) {
	var p Plan
	meta, err := flattoml.Decode(r, flattoml.MaxBytes, &p)
	if err != nil {
		return nil, fmt.Errorf("tabular: plan: %w", err)
	}
	if extra := meta.Undecoded(); len(extra) > 0 {
		return nil, fmt.Errorf("tabular: plan: unknown key %s", extra[0])
	}
	if truth != "" && truth != p.Truth {
		p.Truth, p.TruthPattern = truth, ""
	}
	return &p, p.check()
}

func (p *Plan) check() error {
	if len(p.Columns) == 0 || len(p.Columns) > match.MaxFields {
		return fmt.Errorf("tabular: plan: %d columns, want 1 to %d", len(p.Columns), match.MaxFields)
	}
	for i, c := range p.Columns {
		if p.column(c.Name) != i {
			return fmt.Errorf("tabular: plan: column %q twice", c.Name)
		}
		if levels(c.Kind) == nil {
			return fmt.Errorf("tabular: plan: column %q: unknown kind %q", c.Name, c.Kind)
		}
		if c.Partner != "" && (c.Kind != Text || p.column(c.Partner) < 0) {
			return fmt.Errorf("tabular: plan: column %q: partner %q is no text of this plan", c.Name, c.Partner)
		}
	}
	if p.Truth != "" && p.column(p.Truth) >= 0 {
		return fmt.Errorf("tabular: plan: the truth, %q, is among the columns that are compared: leave it out there", p.Truth)
	}
	if _, err := regexp.Compile(p.TruthPattern); err != nil {
		return fmt.Errorf("tabular: plan: truth_pattern: %w", err)
	}
	return nil
}

func (p *Plan) column(name string) int {
	return slices.IndexFunc(p.Columns, func(c Column) bool { return c.Name == name })
}

// schema returns the fields and levels of the plan.
func (p *Plan) schema() match.Schema {
	var s match.Schema
	for _, c := range p.Columns {
		s = append(s, match.Field{Name: c.Name, Levels: levels(c.Kind)})
	}
	return s
}
