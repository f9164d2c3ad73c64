package officetest

import (
	"cmp"
	"context"
	"slices"

	"samano/office/application"
	"samano/register"
)

// stored is a new adjudication as a database keeps it.
func stored(a application.Adjudication) *application.Adjudication {
	var out application.Adjudication
	doc, err := application.EncodeAdjudication(&a)
	if err == nil {
		err = application.DecodeAdjudication(doc, &out)
	}
	if err != nil {
		panic(err)
	}
	out.ID, out.Office, out.State = a.ID, a.Office, application.Asked
	return &out
}

// copyOf returns an adjudication that shares nothing with the original.
func copyOf(a *application.Adjudication) application.Adjudication {
	out := *stored(*a)
	out.State, out.Rulings = a.State, slices.Clone(a.Rulings)
	return out
}

// OpenPair implements application.Adjudications.
func (d *Desk) OpenPair(_ context.Context, a application.Adjudication) (application.Adjudication, bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, q := range d.asked {
		if q.IsPair() && q.Pair == a.Pair {
			return copyOf(q), false, nil
		}
	}
	d.asked[a.ID] = stored(a)
	return copyOf(d.asked[a.ID]), true, nil
}

// Adjudication implements application.Adjudications.
func (d *Desk) Adjudication(_ context.Context, id application.AdjudicationID) (application.Adjudication, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.asked[id] == nil {
		return application.Adjudication{}, missing("officetest.Adjudication")
	}
	return copyOf(d.asked[id]), nil
}

// ListAdjudications implements application.Adjudications.
func (d *Desk) ListAdjudications(_ context.Context, l application.AdjudicationList) ([]application.Adjudication, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := []application.Adjudication{}
	for _, q := range d.asked {
		behind := q.Due > l.After.Due || q.Due == l.After.Due && q.ID > l.After.ID
		if behind && (len(l.Offices) == 0 || slices.Contains(l.Offices, q.Office)) && (len(l.States) == 0 || slices.Contains(l.States, q.State)) &&
			(l.Application == "" || l.Application == q.Application) {
			out = append(out, copyOf(q))
		}
	}
	slices.SortFunc(out, func(a, b application.Adjudication) int {
		return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.ID, b.ID))
	})
	return out[:min(l.Limit, len(out))], nil
}

// AddRuling implements application.Adjudications.
func (d *Desk) AddRuling(_ context.Context, id application.AdjudicationID, n int, r application.Ruling, a *application.Application) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	q := d.asked[id]
	if q == nil || q.State == application.Dropped || n != len(q.Rulings) {
		return register.Errorf(register.Conflict, "officetest.AddRuling", "not the ruling %d", n)
	}
	was := *q
	q.State = application.Ruled
	if a != nil {
		if err := d.put(*a, nil); err != nil {
			*q = was
			return err
		}
	}
	r.At = micro(r.At)
	q.Rulings = append(q.Rulings, r)
	return nil
}

// SendAdjudication implements application.Adjudications.
func (d *Desk) SendAdjudication(_ context.Context, id application.AdjudicationID, to register.OfficeID) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.asked[id] == nil {
		return missing("officetest.SendAdjudication")
	}
	d.asked[id].Office = to
	return nil
}
