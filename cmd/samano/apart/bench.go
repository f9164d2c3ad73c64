package apart

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"samano/bench"
	"samano/internal/progress"
	"samano/match"
	"samano/node/open"
)

// Console is where a command writes, and what the flags of every command say.
type Console struct {
	Out, Errs io.Writer
	JSON      bool
	Database  string // empty: SQLite
}

// BenchRegister measures loading, reading and registering.
type BenchRegister struct {
	People        int           `help:"People to load." default:"200000"`
	Clerks        int           `help:"Clerks who register at once." default:"50"`
	Time          time.Duration `help:"How long the clerks register." default:"20s"`
	FloorDatabase string        `help:"With --database: a second empty database for the floor." placeholder:"postgres://…"`
	Keep          bool          `help:"Leave the data folder."`
}

// Measure makes a register of its own in a temporary folder.
func (c *BenchRegister) Measure(ctx context.Context, g Console) error {
	if g.Database != "" && c.FloorDatabase == "" {
		return open.Misuse{Text: "--database needs --floor-database, a second empty one: the floor is measured beside it"}
	}
	dir, err := os.MkdirTemp("", "samano-bench-")
	if err != nil {
		return err
	}
	if !c.Keep {
		defer os.RemoveAll(dir)
	}
	m := bench.Register{
		Show: g.figures(), At: g.place(dir), Floor: c.FloorDatabase, People: c.People, Clerks: c.Clerks, Time: c.Time,
	}
	if m.Floor == "" {
		m.Floor = "sqlite:" + filepath.Join(dir, "floor.db")
	}
	g.printf("%d cores, %s, %s\n", runtime.GOMAXPROCS(0), runtime.Version(), g.databaseKind())
	return m.Run(ctx)
}

func (g Console) place(dir string) open.Place {
	return open.Place{Folder: filepath.Join(dir, "data"), Database: g.Database}
}

func (g Console) printf(format string, args ...any) { fmt.Fprintf(g.Out, format, args...) }

func (g Console) databaseKind() string {
	if g.Database != "" {
		return "PostgreSQL"
	}
	return "SQLite, synchronous=FULL"
}

// figures shows a benchmark line by line.
func (g Console) figures() bench.Show {
	return bench.Show{Now: time.Now, Progress: progress.Step(g.Errs), Tell: func(f bench.Figure) error {
		if g.JSON {
			return json.NewEncoder(g.Out).Encode(f)
		}
		verdict := ""
		if f.Met != nil {
			verdict = "met"
			if !*f.Met {
				verdict = "NOT MET"
			}
		}
		g.printf("%-44s %12.2f %-10s %-22s %s\n", f.What, f.Value, f.Unit, f.Goal, verdict)
		return nil
	}}
}

// BenchMatch measures the matcher.
type BenchMatch struct {
	People int  `help:"People to make up." default:"200000"`
	NoJoin bool `help:"Leave out the comparison of everybody with everybody."`

	Register bool `help:"Also load a register with as many people and search the index in its database."`

	File  string `help:"Measure nothing: write the people to a CSV file, one in ten of them twice and with faults, for linking by others too." placeholder:"FILE"`
	Latin bool   `help:"With --file: names in Latin letters throughout, for programs that do not read Lao."`
}

// Measure makes people up, in memory unless it says otherwise.
func (c *BenchMatch) Measure(ctx context.Context, g Console) error {
	if c.People < 1 {
		return open.Misuse{Text: "--people must be at least 1"}
	}
	if c.File != "" {
		return c.list()
	}
	_, weights, err := match.ShippedModel()
	if err != nil {
		return err
	}
	if !g.JSON {
		g.printf("%d cores, %s, %d people, weights %s; goals are those of 8,000,000 people\n", runtime.GOMAXPROCS(0), runtime.Version(), c.People, weights)
	}
	m := bench.Match{Show: g.figures(), People: c.People, NoJoin: c.NoJoin}
	dir := ""
	defer func() { _ = os.RemoveAll(dir) }()
	if c.Register {
		m.Register = func() (_ open.Place, err error) {
			if !g.JSON {
				g.printf("%s\n", g.databaseKind())
			}
			dir, err = os.MkdirTemp("", "samano-bench-")
			return g.place(dir), err
		}
	}
	return m.Run(ctx)
}

// list writes the people to a file of its own.
func (c *BenchMatch) list() error {
	f, err := os.OpenFile(c.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return open.Misuse{Text: fmt.Sprintf("cannot write %s: %v", c.File, err)}
	}
	w := bufio.NewWriterSize(f, 1<<20)
	return errors.Join(bench.WriteList(w, c.People, c.Latin), w.Flush(), f.Close())
}
