// Package testenv owns a whole country in one process for tests: a register over
// any store, its keys, its law, its offices, and a clock that tests move.
package testenv

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"samano/acts"
	"samano/keys"
	"samano/law"
	"samano/ledger"
	"samano/number"
	"samano/places"
	"samano/register"
	"samano/registrar"
	"samano/registrar/record"
	"samano/store"
	"samano/store/memstore"
)

// Country is a register with everything that it needs.
type Country struct {
	*registrar.Registrar
	Keys *keys.Set

	mu      sync.Mutex
	now     time.Time
	offices map[register.OfficeID]register.Office
	ids     uint64
}

// Options say how a country differs from the usual one: the Lao pack over memory,
// on 2026-11-02 at noon in Vientiane.
type Options struct {
	Pack  string         // "la"
	Store store.Register // memory
	Today string         // YYYY-MM-DD
	// Compare compares whoever is entered with those who are there, by the shipped
	// weights. In most tests people have nothing but a name, and are many.
	Compare bool
}

// Vientiane is where days begin.
var Vientiane = time.FixedZone("Asia/Vientiane", 7*3600)

// New founds a country, which is closed when the test ends.
func New(t testing.TB, o Options) *Country {
	t.Helper()
	if o.Pack == "" {
		o.Pack = "la"
	}
	if o.Store == nil {
		o.Store = memstore.New()
	}
	if o.Today == "" {
		o.Today = "2026-11-02"
	}
	c := &Country{offices: map[register.OfficeID]register.Office{}}
	c.SetToday(o.Today)
	config, set := Config(t, o.Pack, o.Store)
	c.Keys = set
	config.Now = c.Now
	config.Office = c.office
	if o.Compare {
		same, err := registrar.ShippedSameness()
		if err != nil {
			t.Fatal(err)
		}
		config.Sameness = same
	}
	ctx := context.Background()
	if err := registrar.Found(ctx, config, "register.test/acts", c.ActID()); err != nil {
		t.Fatal(err)
	}
	r, err := registrar.Open(ctx, config)
	if err != nil {
		t.Fatal(err)
	}
	c.Registrar = r
	t.Cleanup(c.Close)
	c.AddOffice(register.Office{ID: "CENTRE", Name: "ສູນກາງ", NameLatin: "Centre", Level: config.Law.Offices[0].Name})
	return c
}

// Config makes the configuration of a registrar with fresh keys; the caller sets
// clock and offices.
func Config(t testing.TB, pack string, s store.Register) (registrar.Config, *keys.Set) {
	t.Helper()
	set, err := keys.Generate(rand.Reader, keys.Ed25519)
	if err != nil {
		t.Fatal(err)
	}
	return ConfigWith(t, pack, s, set), set
}

// ConfigWith does the same with given keys: a register that is opened again.
func ConfigWith(t testing.TB, pack string, s store.Register, set *keys.Set) registrar.Config {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	p, err := law.Shipped(pack, acts.ForLaw())
	must(err)
	key, err := set.NumberKey()
	must(err)
	scheme, err := number.NewTwelve(key)
	must(err)
	codec, err := ledger.NewCodec(record.Dictionaries()...)
	must(err)
	sealer, err := set.Sealer(keys.SealedParts, rand.Reader)
	must(err)
	return registrar.Config{
		Store: s, Law: p, Scheme: scheme, Codec: codec, Sealer: sealer, Random: rand.Reader,
		Now: time.Now, Office: func(register.OfficeID) (register.Office, bool) { return register.Office{}, false },
	}
}

// Now is the country's clock.
func (c *Country) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// SetToday moves the clock to noon of a day.
func (c *Country) SetToday(day string) {
	t, err := time.ParseInLocation(time.DateOnly, day, Vientiane)
	if err != nil {
		panic(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t.Add(12 * time.Hour)
}

func (c *Country) office(id register.OfficeID) (register.Office, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	o, ok := c.offices[id]
	return o, ok
}

// AddOffice opens an office.
func (c *Country) AddOffice(o register.Office) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offices[o.ID] = o
}

// ActID gives the next client-made id, ClientID the next for a subject.
func (c *Country) ActID() register.ActID { return register.ActID(c.uuid(0xa)) }

// ClientID is described at ActID.
func (c *Country) ClientID() register.ClientID { return register.ClientID(c.uuid(0xb)) }

func (c *Country) uuid(kind int) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ids++
	return fmt.Sprintf("01900000-0000-7000-8%03x-%012x", kind, c.ids)
}

// Proposal makes a proposal by the centre, declared and happened today.
func (c *Country) Proposal(kind register.Kind, payload any) register.Proposal {
	b, err := json.Marshal(payload)
	if err != nil {
		panic(err)
	}
	today := register.DayAt(c.Now().In(Vientiane))
	return register.Proposal{
		ID: c.ActID(), Kind: kind, Happened: register.Exact(today), Declared: today,
		Decision: register.Decision{By: register.ByOffice}, Office: "CENTRE", DeclaredTo: "clerk", Registrar: "registrar", Payload: b,
	}
}

// Must registers proposals together and fails the test on any finding that stops.
func (c *Country) Must(t testing.TB, proposals ...register.Proposal) []*register.Act {
	t.Helper()
	results, err := c.Register(context.Background(), registrar.Request{Proposals: proposals, Together: true})
	if err != nil {
		t.Fatal(err)
	}
	out := make([]*register.Act, len(results))
	for i, r := range results {
		if r.Err != nil && len(r.Findings) > 0 { // the one because of which the others fell
			t.Fatalf("%s: %v", proposals[i].Kind, r.Err)
		}
		out[i] = r.Act
	}
	for i, r := range results {
		if r.Err != nil {
			t.Fatalf("%s: %v", proposals[i].Kind, r.Err)
		}
	}
	return out
}

// FoundPlaces founds the places of Laos.
func (c *Country) FoundPlaces(t testing.TB) {
	t.Helper()
	sheets, err := places.Shipped(c.Law.Territory)
	if err != nil {
		t.Fatal(err)
	}
	decree := places.Decree{
		Authority: "territory", Reference: "list", Evidence: "ministry-decision", Since: register.InYear(1900, register.Declared),
		Declared: c.Today(), Office: "CENTRE", Registrar: "registrar",
	}
	for p, err := range places.Proposals(sheets, nil, decree) {
		if err != nil {
			t.Fatal(err)
		}
		c.Must(t, p)
	}
}
