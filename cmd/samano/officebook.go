package main

import (
	"context"
	"sync"
	"time"

	"samano/access"
	"samano/register"
)

// officeBook answers the registrar's questions for an office from memory, and
// asks the desk where it does not know: offices are few and seldom change.
type officeBook struct {
	desk access.Offices

	mu     sync.Mutex
	known  map[register.OfficeID]register.Office
	starts map[officeYear]int
	read   time.Time
}

type officeYear struct {
	office register.OfficeID
	year   int
}

// officesAge is how long an office that was closed or changed by another process
// may still be answered for.
const officesAge = 30 * time.Second

func (b *officeBook) office(id register.OfficeID) (register.Office, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	o, ok := b.known[id]
	if ok && time.Since(b.read) < officesAge {
		return o, true
	}
	if err := b.readAll(context.Background()); err != nil {
		return o, ok
	}
	o, ok = b.known[id]
	return o, ok
}

// printedStart answers from what was read with the offices: nobody numbers an act
// before office has said that its office exists.
func (b *officeBook) printedStart(id register.OfficeID, year int) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.starts[officeYear{id, year}]
}

func (b *officeBook) readAll(ctx context.Context) error {
	all, err := b.desk.Offices(ctx)
	if err != nil {
		return err
	}
	starts, err := b.desk.PrintedStarts(ctx)
	if err != nil {
		return err
	}
	b.read, b.known, b.starts = time.Now(), make(map[register.OfficeID]register.Office, len(all)), make(map[officeYear]int, len(starts))
	for _, o := range all {
		b.known[o.ID] = o
	}
	for _, p := range starts {
		b.starts[officeYear{p.Office, p.Year}] = p.First
	}
	return nil
}
