package officetest

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"samano/office/evidence"
	"samano/office/request"
	"samano/register"
)

// keptRequest is a request as a database keeps it: what is no part of its JSON stands beside.
type keptRequest struct {
	Columns request.Request
	Doc     []byte
}

func (k *keptRequest) request() request.Request {
	r := decode[request.Request](k.Doc)
	c := &k.Columns
	r.ID, r.Version, r.Office, r.Year, r.No, r.By, r.At = c.ID, c.Version, c.Office, c.Year, c.No, c.By, micro(c.At)
	return r
}

// AddRequest implements request.Store.
func (d *Desk) AddRequest(_ context.Context, r request.Request, b request.Bound) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, there := d.files[r.Paper]; r.Paper != "" && !there {
		return 0, &register.Error{Kind: register.Invalid, Op: "officetest.AddRequest", Code: evidence.CodeUnknown}
	}
	if d.asks[r.ID] != nil {
		return 0, register.Errorf(register.Conflict, "officetest.AddRequest", "taken")
	}
	r.No = 1
	entered := 0
	for _, k := range d.asks {
		c := &k.Columns
		if c.By == r.By && c.IsDanger() == r.IsDanger() && !c.At.Before(b.Since) {
			entered++
		}
		if r.Paper != "" && c.Paper == r.Paper && c.Number != r.Number {
			return 0, register.InvalidBy("officetest.AddRequest", register.Blocked(request.CodePaperUsed, "scan"))
		}
		if k.Columns.Office == r.Office && k.Columns.Year == r.Year {
			r.No = max(r.No, k.Columns.No+1)
		}
	}
	if entered >= b.Most {
		return 0, register.InvalidBy("officetest.AddRequest", register.Blocked(request.CodeMany, "", "limit", strconv.Itoa(b.Most)))
	}
	d.asks[r.ID] = &keptRequest{r, encode(r)}
	return r.No, nil
}

// PutRequest implements request.Store.
func (d *Desk) PutRequest(_ context.Context, r request.Request, _ register.OfficerID, _ time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	old := d.asks[r.ID]
	if old == nil || old.Columns.Version != r.Version-1 {
		return register.Errorf(register.Conflict, "officetest.PutRequest", "not on version %d", r.Version-1)
	}
	c := &old.Columns
	c.Version, c.Judged, c.Judge, c.Due, c.Second, old.Doc = r.Version, r.Judged, r.Judge, r.Due, r.Second, encode(r)
	return nil
}

// Request implements request.Store.
func (d *Desk) Request(_ context.Context, id request.ID) (request.Request, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if k := d.asks[id]; k != nil {
		return k.request(), nil
	}
	return request.Request{}, missing("officetest.Request")
}

// RequestNamed implements request.Store.
func (d *Desk) RequestNamed(_ context.Context, office register.OfficeID, year, no int) (request.Request, error) {
	for _, r := range d.requests(func(c *request.Request) bool { return c.Office == office && c.Year == year && c.No == no }) {
		return r, nil
	}
	return request.Request{}, missing("officetest.RequestNamed")
}

// requests returns those whose columns are as asked for.
func (d *Desk) requests(which func(*request.Request) bool) (out []request.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, k := range d.asks {
		if which(&k.Columns) {
			out = append(out, k.request())
		}
	}
	return out
}

// ListRequests implements request.Store.
func (d *Desk) ListRequests(_ context.Context, l request.List) ([]request.Request, error) {
	out := d.requests(func(c *request.Request) bool {
		if l.Judge != nil {
			return c.Judge != nil && *c.Judge == *l.Judge && c.Judged == nil && (l.Office == "" || c.Office == l.Office)
		}
		return c.Office == l.Office
	})
	slices.SortFunc(out, func(a, b request.Request) int {
		if l.Judge != nil {
			return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.ID, b.ID))
		}
		return cmp.Or(cmp.Compare(b.Year, a.Year), cmp.Compare(b.No, a.No))
	})
	out = out[min(l.Skip, len(out)):]
	return out[:min(l.Limit, len(out)):len(out)], nil
}

// Overdue implements request.Store.
func (d *Desk) Overdue(_ context.Context, by register.OfficerID, day register.Day) (n int, err error) {
	late := d.requests(func(c *request.Request) bool {
		return (c.By == by || c.Second == by) && c.IsDrawn() && c.Judged == nil && c.Due < day
	})
	return len(late), nil
}
