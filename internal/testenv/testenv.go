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

	"samano/access"
	"samano/access/accesstest"
	"samano/access/factor/factortest"
	"samano/access/password"
	"samano/acts"
	"samano/certificate/certificatetest"
	"samano/keys"
	"samano/law"
	"samano/ledger"
	"samano/node"
	"samano/office/officetest"
	"samano/oversight/oversighttest"
	"samano/places"
	"samano/register"
	"samano/registrar"
	"samano/registrar/duplicates"
	"samano/stay/staytest"
	"samano/store"
	"samano/store/memstore"
)

// Country is a register with everything that it needs, joined as a real one is.
type Country struct {
	*registrar.Registrar
	Node   *node.Node
	Parts  node.Parts
	Keys   *keys.Set
	Setup  registrar.Config // for a second registrar, or a load
	Store  store.Register
	Codec  *ledger.Codec
	Sealer *keys.Sealer
	Pass   access.Pass // for what a test itself reads

	mu  sync.Mutex
	now time.Time
	ids uint64
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
	// Change changes the parts before they are joined, after the register is founded.
	Change func(*node.Parts)
}

// Vientiane is where days begin.
var Vientiane = time.FixedZone("Asia/Vientiane", 7*3600)

// Export is the case of an export that two officers answer for.
const Export = "E-1"

// Origin is the name of every country's register.
const Origin = "register.test/acts"

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
	c := &Country{Pass: accesstest.Pass(t)}
	c.SetToday(o.Today)
	c.Parts = Parts(t, o.Pack, o.Store)
	c.Keys, c.Parts.Now = c.Parts.Keys, c.Now
	c.Parts.Opened = func(r *registrar.Registrar) { c.Registrar = r }
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var err error
	if o.Compare {
		c.Parts.Matcher, err = matcher()
		must(err)
	}
	ctx := context.Background()
	must(node.Found(ctx, c.Parts, c.ActID()))
	if o.Change != nil {
		o.Change(&c.Parts)
	}
	c.Node, err = node.Build(ctx, node.Serving, c.Parts)
	must(err)
	t.Cleanup(c.Node.Close)
	c.Setup, err = node.Config(c.Parts)
	must(err)
	c.Setup.Terms = *c.Terms
	c.Store, c.Codec, c.Sealer = c.Setup.Store, c.Setup.Codec, c.Setup.Sealer
	c.AddOffice(register.Office{ID: "CENTRE", Name: "ສູນກາງ", NameLatin: "Centre", Level: c.Law.Offices[0].Name})
	return c
}

// matcher reads the shipped matcher once for all tests of a process: nothing writes to it.
var matcher = sync.OnceValues(duplicates.Shipped)

// packs holds the law packs that were read, by name, for all tests of a process: nothing writes to
// them, a test with another law changes a copy.
var packs sync.Map

// Parts returns the parts of a register that is not founded yet, with fresh keys and fakes of
// everything beside the store.
func Parts(t testing.TB, pack string, s store.Register) node.Parts {
	t.Helper()
	set, err := keys.Generate(rand.Reader, keys.Ed25519)
	if err != nil {
		t.Fatal(err)
	}
	read, _ := packs.LoadOrStore(pack, sync.OnceValues(func() (*law.Pack, error) { return law.Shipped(pack, acts.ForLaw()) }))
	p, err := read.(func() (*law.Pack, error))()
	if err != nil {
		t.Fatal(err)
	}
	return node.Parts{
		Register: s, Accounts: accesstest.NewDesk(), Factors: factortest.NewStore(), Applications: officetest.NewDesk(), Copies: certificatetest.NewCopies(), Oversight: oversighttest.NewStore(), Stays: staytest.NewNotices(), Looks: accesstest.NewLooks(), Cases: accesstest.Cases{Export: {Kind: law.CaseExport}},
		Keys: set, Law: p, Origin: Origin, Now: time.Now, Random: rand.Reader,
		Passwords: password.Cost{MemoryKiB: 64, Passes: 1, Lanes: 1},
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

// Wait moves the clock forward.
func (c *Country) Wait(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// AddOffice opens an office.
func (c *Country) AddOffice(o register.Office) {
	if err := c.Node.PutOffice(context.Background(), o); err != nil {
		panic(err) // of a fake in memory
	}
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
