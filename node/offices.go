package node

import (
	"context"
	"sync"
	"time"

	"samano/access"
	"samano/register"
)

// officeBook answers the registrar's questions for an office from memory, and reads the desk
// where it does not know: offices are few and seldom change. A change that goes through it is
// known at once.
type officeBook struct {
	access.Desk
	now func() time.Time

	mu     sync.Mutex // guards all below
	known  map[register.OfficeID]register.Office
	starts map[officeYear]int
	read   time.Time
}

type officeYear struct {
	office register.OfficeID
	year   int
}

// OfficesAge is how long an office that another process changed may still be answered for.
const OfficesAge = 30 * time.Second

// office fails with register.NotFound for an office that does not exist, and as the desk does
// where that cannot be known.
func (b *officeBook) office(ctx context.Context, id register.OfficeID) (register.Office, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	o, ok := b.known[id]
	if age := b.now().Sub(b.read); ok && age >= 0 && age < OfficesAge {
		return o, nil
	}
	if err := b.readAll(ctx); err != nil {
		return register.Office{}, err
	}
	if o, ok = b.known[id]; !ok {
		return o, unknownOffice(id)
	}
	return o, nil
}

func unknownOffice(id register.OfficeID) error {
	return register.Errorf(register.NotFound, "node.Office", "there is no office %q", id)
}

// printedStart answers from what was read with the offices: nobody numbers an act before
// office has said that its office exists.
func (b *officeBook) printedStart(id register.OfficeID, year int) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.starts[officeYear{id, year}]
}

func (b *officeBook) readAll(ctx context.Context) error {
	all, err := b.Desk.Offices(ctx)
	if err != nil {
		return err
	}
	starts, err := b.PrintedStarts(ctx)
	if err != nil {
		return err
	}
	b.read, b.known, b.starts = b.now(), make(map[register.OfficeID]register.Office, len(all)), make(map[officeYear]int, len(starts))
	for _, o := range all {
		b.known[o.ID] = o
	}
	for _, p := range starts {
		b.starts[officeYear{p.Office, p.Year}] = p.First
	}
	return nil
}

// PutOffice implements access.Offices.
func (b *officeBook) PutOffice(ctx context.Context, by access.Author, o register.Office) error {
	return b.changed(b.Desk.PutOffice(ctx, by, o))
}

// MakeChange implements access.Changes.
func (b *officeBook) MakeChange(ctx context.Context, by access.Author, c access.AccountChange) error {
	return b.changed(b.Desk.MakeChange(ctx, by, c))
}

// PutPrintedStart implements access.Offices.
func (b *officeBook) PutPrintedStart(ctx context.Context, by access.Author, p access.PrintedStart) error {
	return b.changed(b.Desk.PutPrintedStart(ctx, by, p))
}

// changed lets the next question read the desk, also where the outcome is unknown.
func (b *officeBook) changed(err error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.read = time.Time{}
	return err
}
