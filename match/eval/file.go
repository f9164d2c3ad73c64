package eval

import (
	"cmp"
	"context"
	"errors"
	"runtime"

	"samano/match"
	"samano/match/batch"
	"samano/match/intake"
	"samano/match/rows"
	"samano/match/tabular"
	"samano/register"
)

// seed draws the random pairs from which strangers are learned: the same file gives the same
// figures.
const seed = 1

// File is how a file is compared with itself.
type File struct {
	Plan  []byte // TOML that says what the columns are; nil: guessed from the file
	Truth string // the column that judges, in place of the plan's; empty: the plan's, or none
	Curve bool   // precision over recall is asked for, which needs a truth
}

// ErrNoTruth says that precision over recall is asked for without a column of the truth.
var ErrNoTruth = errors.New("eval: there is no column of the truth")

// Judged is what a file came to, in counts.
type Judged struct {
	Summary tabular.Summary
	Points  []tabular.Point // precision over recall; nil without a truth
	Rows    []Row           // that were compared by what can be read of them
	More    int             // of such rows, that are not listed
}

// Row is what is wrong with one row.
type Row struct {
	Line    int // of the file
	Finding register.Finding
}

// Table compares a file of any columns with itself. It is held in memory.
func Table(ctx context.Context, at match.Thresholds, text []byte, how File) (out Judged, err error) {
	plan, truth, err := tablePlan(how)
	if err != nil {
		return out, err
	}
	t, starts, err := intake.Table(text, plan, truth)
	if err != nil {
		return out, err
	}
	r, err := tabular.Link(ctx, t, seed)
	if err != nil {
		return out, register.Errorf(register.Internal, "match eval", "%w", err)
	}
	out.Summary, out.More = r.Summary(len(t.Rows), at), t.Lost
	for _, col := range t.Plan.Columns {
		out.Summary.Columns = append(out.Summary.Columns, tabular.SummaryColumn{Name: col.Name, Kind: col.Kind})
	}
	if truth != "" {
		out.Points = r.Curve(t.Truth)
	}
	for _, f := range t.Faults {
		out.Rows = append(out.Rows, Row{starts[f.Row-1], intake.TableFinding(f)})
	}
	return out, nil
}

// tablePlan reads the plan, nil if there is none, and settles which column is the truth.
func tablePlan(how File) (p *tabular.Plan, truth string, err error) {
	if how.Plan != nil {
		if p, err = intake.ReadTablePlan(how.Plan, how.Truth); err != nil {
			return nil, "", err
		}
		how.Truth = p.Truth
	}
	if how.Curve && how.Truth == "" {
		return nil, "", ErrNoTruth
	}
	return p, how.Truth, nil
}

// People compares a file of people with itself by the weights for persons. The file streams; what
// stands in memory is an index of its people. progress may be nil.
func People(ctx context.Context, at match.Thresholds, source rows.Source, how File, progress func(done, of int)) (out Judged, err error) {
	plan, err := intake.ReadPlan(how.Plan, source.Header(), how.Truth)
	if err != nil {
		return out, err
	}
	if how.Curve && plan.Truth == "" {
		return out, ErrNoTruth
	}
	model, _, err := match.ShippedModel()
	if err != nil {
		return out, err
	}
	s, err := batch.Deduplicate(ctx, batch.NewReader(source, plan, batch.NewSpelledPlaces()), model, runtime.GOMAXPROCS(0), progress)
	if err != nil {
		return out, cmp.Or(ctx.Err(), intake.Unreadable(err))
	}
	if err := intake.Deduplicated(s, plan.Truth); err != nil {
		return out, err
	}
	out.Summary, out.More = s.Summary(len(s.Lines), at), s.More
	for _, col := range plan.Columns {
		out.Summary.Columns = append(out.Summary.Columns, tabular.SummaryColumn{Name: col.Name, Kind: tabular.Kind(col.Holds)})
	}
	if plan.Truth != "" {
		out.Points = s.Curve(s.Truth)
	}
	for _, f := range s.Findings {
		out.Rows = append(out.Rows, Row{int(f.Line), intake.RowFinding(f.Finding)})
	}
	return out, nil
}
