package bench

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"time"

	"github.com/google/uuid"

	"samano/access"
	"samano/acts"
	"samano/demo"
	"samano/demo/filing"
	"samano/demo/setup"
	"samano/names"
	"samano/node"
	"samano/node/open"
	"samano/office/application"
	"samano/office/lot"
	"samano/register"
	"samano/registrar"
	"samano/store"
)

// Register measures a register of synthetic people that it founds: loading, the floor beneath it,
// the start of a server, reading, and clerks who register at once. All figures come from one run
// on one machine, so their ratios hold where the machine's speed drifts. All fields are needed.
type Register struct {
	Show
	At     open.Place // of the register; nothing is there yet
	Floor  string     // address of an empty database for the floor
	People int
	Clerks int
	Time   time.Duration // how long the clerks register
}

// Run measures step by step and tells each figure.
func (m *Register) Run(ctx context.Context) error {
	c, err := found(ctx, m.Show, m.At, m.People)
	if err != nil {
		return err
	}
	defer func() { c.Close() }() // the node that is open then
	b := &registerRun{Register: m, country: c}
	for _, step := range []func(context.Context) error{b.load, b.size, b.floor, b.start, b.read, b.clerks} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// registerRun is one run of Register.
type registerRun struct {
	*Register
	*country
}

// country is a founded register of synthetic people. Nobody who is entered is compared: of a
// benchmark all are alike.
type country struct {
	*node.Node
	show      Show
	at        open.Place
	people    int
	parts     node.Parts
	registrar *registrar.Registrar
	atlas     *register.Atlas
	rate      float64           // of the load, in people a second
	numbers   []register.Number // a sample of the people loaded
}

// passphrase of registers that nobody keeps.
const passphrase = "bench, not a secret" // #nosec G101: the register is gone after the measurement

// found founds the register with its places, offices and officers.
func found(ctx context.Context, show Show, at open.Place, people int) (*country, error) {
	f := open.Founding{Law: "la", Origin: "bench.samano.example/acts", Passphrase: passphrase, WorkFactor: setup.WorkFactor}
	if err := open.Found(ctx, at, f); err != nil {
		return nil, err
	}
	c := &country{show: show, at: at, people: people}
	if err := c.open(ctx); err != nil {
		return nil, err
	}
	var err error
	if c.atlas, err = setup.Offices(ctx, c.Node, c.parts.Accounts); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

func (c *country) open(ctx context.Context) error {
	how := open.How{Mode: node.Serving, ComparesNobody: true, Passphrase: func() (string, error) { return passphrase, nil }}
	j, err := open.WithParts(ctx, c.at, how)
	if err == nil {
		c.Node, c.parts, c.registrar = j.Node, j.Parts, j.Registrar
	}
	return err
}

// load loads a census through acts and gives the rate, its first and last fifth.
func (c *country) load(ctx context.Context) error {
	made := demo.Country{People: c.people, Seed: 1}
	begun := c.show.Now()
	generated := 0
	for _, err := range made.Proposals(c.atlas) {
		if err != nil {
			return err
		}
		generated++
	}
	if err := c.show.Tell(Figure{What: "generating alone", Value: float64(generated) / c.show.Now().Sub(begun).Seconds(), Unit: "acts/s"}); err != nil {
		return err
	}

	var people, n int
	var marks [6]time.Time // at each fifth of the stream
	set, end := c.show.Progress("load")
	begun = c.show.Now()
	marks[0] = begun
	err := c.LoadSynthetic(ctx, lot.Lot{Proposals: made.Proposals(c.atlas), Report: func(i int64, p *register.Proposal, r application.Submitted) error {
		if r.Outcome == nil {
			return fmt.Errorf("%s %d was refused: %w", p.Kind, i, r.Err)
		}
		n++
		set(int64(n), int64(generated))
		if fifth := n * 5 / generated; marks[fifth].IsZero() {
			marks[fifth] = c.show.Now()
		}
		for _, num := range r.Numbers {
			people++
			if people%max(c.people/5000, 1) == 0 {
				c.numbers = append(c.numbers, num)
			}
		}
		return nil
	}})
	end()
	if err != nil {
		return err
	}
	took := c.show.Now().Sub(begun)
	c.rate = float64(people) / took.Seconds()
	return errors.Join(
		c.show.Tell(Figure{What: "load: people through acts", Value: c.rate, Unit: "people/s", Goal: "6,667 (8 M in 20 min)", Met: met(c.rate >= 8e6/1200)}),
		c.show.Tell(Figure{What: "load: acts", Value: float64(n) / took.Seconds(), Unit: "acts/s"}),
		c.flatness(n, marks),
	)
}

// batchesOfAFifth is from how many batches on a fifth of a load has a rate of its
// own: the first batches wait for the stages before them.
const batchesOfAFifth = 10

// flatness compares the rate of the last fifth with that of the second: while the
// first is loaded, caches fill and nothing is collected yet.
func (c *country) flatness(acts int, marks [6]time.Time) error {
	if acts/5 < batchesOfAFifth*lot.DefaultActs {
		return nil
	}
	second, last := marks[2].Sub(marks[1]).Seconds(), marks[5].Sub(marks[4]).Seconds()
	return c.show.Tell(Figure{What: "load: rate of the last fifth to the second", Value: second / last, Unit: "ratio", Goal: "flat: 0.80", Met: met(second/last > 0.8)})
}

func (b *registerRun) size(ctx context.Context) error {
	bytes, err := open.Size(ctx, b.At)
	if err != nil {
		return err
	}
	per := float64(bytes) / float64(b.People)
	return b.Tell(Figure{What: "on disk, all in, after the census", Value: per, Unit: "bytes/person", Goal: "4,000", Met: met(per <= 4000)})
}

// floor writes the identical rows and indexes by the same method into a second
// database, and nothing else.
func (b *registerRun) floor(ctx context.Context) error {
	took, err := open.Floor(ctx, b.At, b.Floor, b.Now)
	if err != nil {
		return err
	}
	floor := float64(b.People) / took.Seconds()
	return errors.Join(
		b.Tell(Figure{What: "floor: plain inserts of the same rows", Value: floor, Unit: "people/s"}),
		b.Tell(Figure{What: "load to floor", Value: b.rate / floor, Unit: "ratio", Goal: "0.50", Met: met(b.rate/floor >= 0.5)}),
	)
}

// serverAt is this program, serving a register at an address of its own. It writes a line once it
// listens.
func serverAt(ctx context.Context, at open.Place) (*exec.Cmd, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	args := []string{"serve", "--data", at.Folder, "--listen", "127.0.0.1:0"}
	if at.Database != "" {
		args = append(args, "--database", at.Database)
	}
	server := exec.CommandContext(ctx, self, args...) // #nosec G204: this program itself
	server.Env = append(os.Environ(), "SAMANO_PASSPHRASE="+passphrase)
	return server, nil
}

// start closes the register and lets another process serve it. It measures how long an operator waits
// for the start, and how much memory the idle server takes.
func (b *registerRun) start(ctx context.Context) error {
	b.country.Close()
	server, err := serverAt(ctx, b.at)
	if err != nil {
		return err
	}
	out, err := server.StdoutPipe()
	if err != nil {
		return err
	}
	begun := b.Now()
	if err := server.Start(); err != nil {
		return err
	}
	_, err = bufio.NewReader(out).ReadString('\n') // where to look, once it listens
	took := b.Now().Sub(begun)
	memory := residentMB(server.Process.Pid)
	err = errors.Join(err, server.Process.Signal(os.Interrupt), server.Wait())
	if err != nil {
		return err
	}
	if err := b.open(ctx); err != nil {
		return err
	}
	return errors.Join(
		b.Tell(Figure{What: "start of the server", Value: took.Seconds(), Unit: "s", Goal: "1 s", Met: met(took < time.Second)}),
		b.Tell(Figure{What: "resident memory of the idle server", Value: memory, Unit: "MB", Goal: "100 MB", Met: met(memory < 100)}),
	)
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
func (b *registerRun) read(ctx context.Context) error {
	_, err := access.ForJob(access.JobDemo, func(pass access.Pass) (struct{}, error) { return struct{}{}, b.readWith(ctx, pass) })
	return err
}

func (b *registerRun) readWith(ctx context.Context, pass access.Pass) error {
	const times = 2000
	byNumber := make([]time.Duration, times)
	type typed struct {
		words []store.KeyRange
		year  int
	}
	var queries []typed
	for i := range byNumber {
		l := acts.Lookup{By: acts.ByNumber, Key: string(b.numbers[rand.IntN(len(b.numbers))])} // #nosec G404: any sample will do
		begun := b.Now()
		es, err := b.registrar.Find(ctx, pass, l)
		byNumber[i] = b.Now().Sub(begun)
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
		begun := b.Now()
		ids, err := b.registrar.Search(ctx, pass, q.words, [2]int{q.year, q.year}, 50)
		if err != nil {
			return err
		}
		if _, err := b.registrar.Persons(ctx, pass, ids...); err != nil {
			return err
		}
		searches[i] = b.Now().Sub(begun)
		if len(ids) == 0 {
			return fmt.Errorf("a search for somebody of the sample found nobody")
		}
	}
	return errors.Join(
		b.percentile("person by number, p95", byNumber, 5*time.Millisecond),
		b.percentile("search by name and year, p95", searches, 20*time.Millisecond),
	)
}

// clerks lets many register at once, each waiting for an answer before the next.
func (b *registerRun) clerks(ctx context.Context) error {
	var mu sync.Mutex
	var all []time.Duration
	var failed error
	stop := b.Now().Add(b.Time)
	begun := b.Now()
	var wait sync.WaitGroup
	for clerk := range b.Clerks {
		wait.Go(func() {
			var own []time.Duration
			var err error
			for err == nil && b.Now().Before(stop) {
				begun := b.Now()
				err = b.register(ctx, clerk)
				own = append(own, b.Now().Sub(begun))
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
	rate := float64(len(all)) / b.Now().Sub(begun).Seconds()
	return errors.Join(
		b.Tell(Figure{What: strconv.Itoa(b.Clerks) + " clerks at once", Value: rate, Unit: "acts/s", Goal: "1,000", Met: met(rate >= 1000)}),
		b.percentile("registering, p95", all, 50*time.Millisecond),
	)
}

// register enrols somebody, as a clerk does who waits for the answer.
func (b *registerRun) register(ctx context.Context, clerk int) error {
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	today := b.Today()
	payload, err := json.Marshal(acts.Enrolment{
		Sex: register.Female, Born: register.InYear(1990, register.Declared),
		Name:          []register.NameForm{{Script: register.Lao, Parts: []register.NamePart{{Given: "ຄຳ" + string(rune('ກ'+clerk%2))}, {Surname: "ວົງສາ"}}}},
		Nationalities: []register.Nationality{{State: register.NationalityHeld, Country: b.Law.Country}},
	})
	if err != nil {
		return err
	}
	results, err := b.registrar.Register(ctx, registrar.Request{Proposals: []register.Proposal{{
		ID: register.ActID(id.String()), Kind: register.KindEnrolment, Declared: today, Decision: register.Decision{By: register.ByOffice},
		Office: filing.Centre, DeclaredTo: "phonesavanh", Registrar: "khamla", Payload: payload,
	}}})
	if err != nil {
		return err
	}
	return results[0].Err
}
