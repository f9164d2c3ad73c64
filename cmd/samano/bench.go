package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/google/uuid"

	"samano/access"
	"samano/acts"
	"samano/demo"
	"samano/names"
	"samano/node"
	"samano/node/open"
	"samano/office"
	"samano/places"
	"samano/register"
	"samano/registrar"
	"samano/store"
)

type benchCmd struct {
	Register benchRegisterCmd `cmd:"" default:"withargs" help:"The register: loading, reading, registering; what runs without a name."`
	Match    benchMatchCmd    `cmd:"" help:"The matcher: an index in memory, searches, everybody with everybody."`
}

type benchRegisterCmd struct {
	People        int           `help:"People to load." default:"200000"`
	Clerks        int           `help:"Clerks who register at once." default:"50"`
	Time          time.Duration `help:"How long the clerks register." default:"20s"`
	FloorDatabase string        `help:"With --database: a second empty database for the floor." placeholder:"postgres://…"`
	Keep          bool          `help:"Leave the data folder."`
}

// figure is one measured value with what it is held against.
type figure struct {
	What  string  `json:"what"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
	Goal  string  `json:"goal,omitempty"`
	Met   *bool   `json:"met,omitempty"`
}

// benchRun measures one register of synthetic people. All figures come from one
// run on one machine, so their ratios hold where the machine's speed drifts.
type benchRun struct {
	c       *benchRegisterCmd
	g       *Globals
	h       *house
	atlas   *register.Atlas
	rate    float64           // of the load, in people a second
	numbers []register.Number // a sample of the people loaded
}

// Run makes a register of its own in a temporary folder.
func (c *benchRegisterCmd) Run(ctx context.Context, g *Globals) (err error) {
	if g.Database != "" && c.FloorDatabase == "" {
		return usagef("--database needs --floor-database, a second empty one: the floor is measured beside it")
	}
	dir, err := os.MkdirTemp("", "samano-bench-")
	if err != nil {
		return err
	}
	if !c.Keep {
		defer os.RemoveAll(dir)
	}
	own := *g
	own.Data, own.comparesNobody = filepath.Join(dir, "data"), true
	const phrase = "bench, not a secret"
	if err := os.Setenv("SAMANO_PASSPHRASE", phrase); err != nil {
		return err
	}
	b := &benchRun{c: c, g: g}
	if b.h, err = own.found(ctx, open.Founding{Law: "la", Origin: "bench.samano.example/acts", Passphrase: phrase, WorkFactor: demoWorkFactor}); err != nil {
		return err
	}
	defer func() { b.h.Close() }()
	g.printf("%d cores, %s, %s\n", runtime.GOMAXPROCS(0), runtime.Version(), b.kind())
	for _, step := range []func(context.Context) error{b.prepare, b.load, b.size, b.floor(dir), b.start(&own), b.read, b.clerks} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (b *benchRun) kind() string {
	if b.g.Database != "" {
		return "PostgreSQL"
	}
	return "SQLite, synchronous=FULL"
}

// tell prints a figure. met is nil where nothing was asked of it.
func (b *benchRun) tell(f figure) error {
	if b.g.JSON {
		return b.g.line(f)
	}
	verdict := ""
	if f.Met != nil {
		verdict = "met"
		if !*f.Met {
			verdict = "NOT MET"
		}
	}
	b.g.printf("%-44s %12.2f %-10s %-22s %s\n", f.What, f.Value, f.Unit, f.Goal, verdict)
	return nil
}

func met(b bool) *bool { return &b }

func (b *benchRun) prepare(ctx context.Context) error {
	if err := b.h.PutOffice(ctx, register.Office{ID: centreOffice, Name: "Centre", Level: b.h.Law.Offices[0].Name}); err != nil {
		return err
	}
	sheets, err := places.Shipped(b.h.Law.Territory)
	if err != nil {
		return err
	}
	if err := b.h.Clerk.FoundPlaces(ctx, centreOffice, "bench", sheets); err != nil {
		return err
	}
	if b.atlas, err = b.h.Registrar.Atlas(ctx); err != nil {
		return err
	}
	return b.h.demoOffices(ctx, b.atlas, register.DayAt(b.h.Clock()))
}

// load loads a census through acts and gives the rate, its first and last fifth.
func (b *benchRun) load(ctx context.Context) error {
	country := demo.Country{People: b.c.People, Seed: 1}
	begun := time.Now()
	generated := 0
	for _, err := range country.Proposals(b.atlas) {
		if err != nil {
			return err
		}
		generated++
	}
	if err := b.tell(figure{What: "generating alone", Value: float64(generated) / time.Since(begun).Seconds(), Unit: "acts/s"}); err != nil {
		return err
	}

	var people, n int
	var marks [6]time.Time // at each fifth of the stream
	bar := b.g.progress("load")
	begun = time.Now()
	marks[0] = begun
	err := b.h.LoadSynthetic(ctx, office.Lot{Proposals: country.Proposals(b.atlas), Report: func(i int64, p *register.Proposal, r office.Submitted) error {
		if r.Outcome == nil {
			return fmt.Errorf("%s %d was refused: %w", p.Kind, i, r.Err)
		}
		n++
		bar.set(int64(n), int64(generated))
		if fifth := n * 5 / generated; marks[fifth].IsZero() {
			marks[fifth] = time.Now()
		}
		for _, num := range r.Numbers {
			people++
			if people%max(b.c.People/5000, 1) == 0 {
				b.numbers = append(b.numbers, num)
			}
		}
		return nil
	}})
	bar.done()
	if err != nil {
		return err
	}
	took := time.Since(begun)
	b.rate = float64(people) / took.Seconds()
	return errors.Join(
		b.tell(figure{What: "load: people through acts", Value: b.rate, Unit: "people/s", Goal: "6,667 (8 M in 20 min)", Met: met(b.rate >= 8e6/1200)}),
		b.tell(figure{What: "load: acts", Value: float64(n) / took.Seconds(), Unit: "acts/s"}),
		b.flatness(n, marks),
	)
}

// batchesOfAFifth is from how many batches on a fifth of a load has a rate of its
// own: the first batches wait for the stages before them.
const batchesOfAFifth = 10

// flatness compares the rate of the last fifth with that of the second: while the
// first is loaded, caches fill and nothing is collected yet.
func (b *benchRun) flatness(acts int, marks [6]time.Time) error {
	if acts/5 < batchesOfAFifth*office.LotActs {
		return nil
	}
	second, last := marks[2].Sub(marks[1]).Seconds(), marks[5].Sub(marks[4]).Seconds()
	return b.tell(figure{What: "load: rate of the last fifth to the second", Value: second / last, Unit: "ratio", Goal: "flat: 0.80", Met: met(second/last > 0.8)})
}

func (b *benchRun) size(ctx context.Context) error {
	bytes, err := open.Size(ctx, b.h.g.place())
	if err != nil {
		return err
	}
	per := float64(bytes) / float64(b.c.People)
	return b.tell(figure{What: "on disk, all in, after the census", Value: per, Unit: "bytes/person", Goal: "4,000", Met: met(per <= 4000)})
}

// floor writes the identical rows and indexes by the same method into a second
// database, and nothing else.
func (b *benchRun) floor(dir string) func(context.Context) error {
	return func(ctx context.Context) error {
		address := b.c.FloorDatabase
		if address == "" {
			address = "sqlite:" + filepath.Join(dir, "floor.db")
		}
		took, err := open.Floor(ctx, b.h.g.place(), address, time.Now)
		if err != nil {
			return err
		}
		floor := float64(b.c.People) / took.Seconds()
		return errors.Join(
			b.tell(figure{What: "floor: plain inserts of the same rows", Value: floor, Unit: "people/s"}),
			b.tell(figure{What: "load to floor", Value: b.rate / floor, Unit: "ratio", Goal: "0.50", Met: met(b.rate/floor >= 0.5)}),
		)
	}
}

// start closes the register and lets a process of its own serve it: what an
// operator waits for, and what the idle server takes.
func (b *benchRun) start(own *Globals) func(context.Context) error {
	return func(ctx context.Context) error {
		b.h.Close()
		self, err := os.Executable()
		if err != nil {
			return err
		}
		args := []string{"serve", "--data", own.Data, "--listen", "127.0.0.1:0"}
		if own.Database != "" {
			args = append(args, "--database", own.Database)
		}
		server := exec.CommandContext(ctx, self, args...) // #nosec G204: this program itself
		out, err := server.StdoutPipe()
		if err != nil {
			return err
		}
		begun := time.Now()
		if err := server.Start(); err != nil {
			return err
		}
		_, err = bufio.NewReader(out).ReadString('\n') // where to look, once it listens
		took := time.Since(begun)
		memory := residentMB(server.Process.Pid)
		err = errors.Join(err, server.Process.Signal(os.Interrupt), server.Wait())
		if err != nil {
			return err
		}
		if b.h, err = own.openHouse(ctx, node.Serving); err != nil {
			return err
		}
		return errors.Join(
			b.tell(figure{What: "start of the server", Value: took.Seconds(), Unit: "s", Goal: "1 s", Met: met(took < time.Second)}),
			b.tell(figure{What: "resident memory of the idle server", Value: memory, Unit: "MB", Goal: "100 MB", Met: met(memory < 100)}),
		)
	}
}

// residentMB reads what Linux says of a process; 0 elsewhere.
func residentMB(pid int) float64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0
	}
	var size, resident int64
	if _, err := fmt.Sscan(string(b), &size, &resident); err != nil {
		return 0
	}
	return float64(resident*int64(os.Getpagesize())) / (1 << 20)
}

// read asks for persons by number and searches by name and year of birth.
func (b *benchRun) read(ctx context.Context) error {
	_, err := access.ForJob(access.JobDemo, func(pass access.Pass) (struct{}, error) { return struct{}{}, b.readWith(ctx, pass) })
	return err
}

func (b *benchRun) readWith(ctx context.Context, pass access.Pass) error {
	const times = 2000
	byNumber := make([]time.Duration, times)
	type typed struct {
		words []store.KeyRange
		year  int
	}
	var queries []typed
	for i := range byNumber {
		l := acts.Lookup{By: acts.ByNumber, Key: string(b.numbers[rand.IntN(len(b.numbers))])} // #nosec G404: any sample will do
		begun := time.Now()
		es, err := b.h.Registrar.Find(ctx, pass, l)
		byNumber[i] = time.Since(begun)
		if err != nil {
			return err
		}
		p := es[0].Person
		if p == nil {
			return fmt.Errorf("nobody bears the number %d of the sample", i)
		}
		q := typed{year: int(p.Born().Date.Year)}
		if f, ok := p.Official().In(register.Lao); ok {
			for _, w := range []string{f.Given(), f.Surname()} {
				if k := names.SoundKey(w); k != "" {
					q.words = append(q.words, store.KeyRange{Prefix: k, Exact: true})
				}
			}
		}
		if len(q.words) > 0 {
			queries = append(queries, q)
		}
	}
	searches := make([]time.Duration, len(queries))
	for i, q := range queries {
		begun := time.Now()
		ids, err := b.h.Registrar.Search(ctx, pass, q.words, [2]int{q.year, q.year}, 50)
		if err != nil {
			return err
		}
		if _, err := b.h.Registrar.Persons(ctx, pass, ids...); err != nil {
			return err
		}
		searches[i] = time.Since(begun)
		if len(ids) == 0 {
			return fmt.Errorf("a search for somebody of the sample found nobody")
		}
	}
	return errors.Join(
		b.percentile("person by number, p95", byNumber, 5*time.Millisecond),
		b.percentile("search by name and year, p95", searches, 20*time.Millisecond),
	)
}

func (b *benchRun) percentile(what string, all []time.Duration, goal time.Duration) error {
	slices.Sort(all)
	p95 := all[len(all)*95/100]
	return b.tell(figure{What: what, Value: float64(p95.Microseconds()) / 1000, Unit: "ms", Goal: goal.String(), Met: met(p95 < goal)})
}

// clerks lets many register at once, each waiting for an answer before the next.
func (b *benchRun) clerks(ctx context.Context) error {
	var mu sync.Mutex
	var all []time.Duration
	var failed error
	stop := time.Now().Add(b.c.Time)
	begun := time.Now()
	var wait sync.WaitGroup
	for clerk := range b.c.Clerks {
		wait.Go(func() {
			var own []time.Duration
			var err error
			for err == nil && time.Now().Before(stop) {
				begun := time.Now()
				err = b.register(ctx, clerk)
				own = append(own, time.Since(begun))
			}
			mu.Lock()
			defer mu.Unlock()
			all, failed = append(all, own...), errors.Join(failed, err)
		})
	}
	wait.Wait()
	if failed != nil {
		return failed
	}
	rate := float64(len(all)) / time.Since(begun).Seconds()
	return errors.Join(
		b.tell(figure{What: strconv.Itoa(b.c.Clerks) + " clerks at once", Value: rate, Unit: "acts/s", Goal: "1,000", Met: met(rate >= 1000)}),
		b.percentile("registering, p95", all, 50*time.Millisecond),
	)
}

// register enrols somebody, as a clerk does who waits for the answer.
func (b *benchRun) register(ctx context.Context, clerk int) error {
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	today := register.DayAt(b.h.Clock())
	payload, err := json.Marshal(acts.Enrolment{
		Sex: register.Female, Born: register.InYear(1990, register.Declared),
		Name:          []register.NameForm{{Script: register.Lao, Parts: []register.NamePart{{Given: "ຄຳ" + string(rune('ກ'+clerk%2))}, {Surname: "ວົງສາ"}}}},
		Nationalities: []register.Nationality{{State: register.NationalityHeld, Country: b.h.Law.Country}},
	})
	if err != nil {
		return err
	}
	results, err := b.h.Registrar.Register(ctx, registrar.Request{Proposals: []register.Proposal{{
		ID: register.ActID(id.String()), Kind: register.KindEnrolment, Declared: today, Decision: register.Decision{By: register.ByOffice},
		Office: demo.Centre, DeclaredTo: "phonesavanh", Registrar: "khamla", Payload: payload,
	}}})
	if err != nil {
		return err
	}
	return results[0].Err
}
