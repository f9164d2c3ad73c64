package form_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"samano/web/form"
)

func network(n byte) netip.Prefix { return netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 0, 0, n}), 32) }

func upload(body io.Reader) *http.Request {
	return httptest.NewRequest(http.MethodPost, "/check", body)
}

// Forms that nothing has arrived of yet keep nobody out, but others of their own network; who has been let go
// leaves the place.
func TestSlowFormsKeepNobodyOut(t *testing.T) {
	var in form.Intake
	var release []func()
	for n := range byte(100) {
		let, err := in.Take(upload(nil), network(n))
		if err != nil {
			t.Fatalf("form %d: %v", n, err)
		}
		release = append(release, let)
	}
	for range 3 {
		if _, err := in.Take(upload(nil), network(7)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := in.Take(upload(nil), network(7)); !errors.Is(err, form.ErrBusy) {
		t.Errorf("the fifth of a network comes to %v", err)
	}
	release[7]()
	if _, err := in.Take(upload(nil), network(7)); err != nil {
		t.Errorf("when one is let go it comes to %v", err)
	}
}

// What has arrived is bounded over all networks, and what is let go makes room.
func TestWhatStrangersHoldIsBounded(t *testing.T) {
	var in form.Intake
	large := bytes.Repeat([]byte("x"), form.MaxUpload)
	take := func(n byte) (func(), error) {
		r := upload(bytes.NewReader(large))
		let, err := in.Take(r, network(n))
		if err != nil {
			t.Fatal(err)
		}
		_, err = io.Copy(io.Discard, r.Body)
		return let, err
	}
	var release func()
	for n := range byte(4) {
		let, err := take(n)
		if err != nil {
			t.Fatalf("form %d: %v", n, err)
		}
		release = let
	}
	over, err := take(5)
	if !errors.Is(err, form.ErrBusy) {
		t.Errorf("one more comes to %v", err)
	}
	over()
	release()
	if _, err := take(6); err != nil {
		t.Errorf("when one is let go it comes to %v", err)
	}
}

// line is a connection that notes until when a request may be read.
type line struct {
	*httptest.ResponseRecorder
	until []time.Time
}

func (l *line) SetReadDeadline(t time.Time) error {
	l.until = append(l.until, t)
	return nil
}

// pieces arrive one at each reading.
type pieces []int

func (p *pieces) Read(b []byte) (int, error) {
	if len(*p) == 0 {
		return 0, io.EOF
	}
	n := min(len(b), (*p)[0])
	*p = (*p)[1:]
	return n, nil
}

// A form has half a minute, and a second more for each thousand bytes that have arrived, up to what such a form
// may take at all. When all of it is there, its sender waits as long as the answer takes.
func TestAFormArrivesAtSomePace(t *testing.T) {
	const minute = time.Minute
	for name, c := range map[string]struct {
		path, kind string
		pieces     pieces
		want       []time.Duration
		stranger   bool
	}{
		"a form":              {"/search", "", pieces{10_000, 20_000, 4_000}, []time.Duration{minute / 2, minute * 2 / 3, minute, minute, 25 * minute}, false},
		"a picture to check":  {"/check", "multipart/form-data; boundary=x", pieces{30_000, 900_000}, []time.Duration{minute / 2, minute, 10 * minute, 25 * minute}, false},
		"an officer's paper":  {"/declare/birth", "multipart/form-data; boundary=x", pieces{900_000, 900_000}, []time.Duration{minute / 2, 15*minute + minute/2, 25 * minute, 25 * minute}, false},
		"one without session": {"/declare/birth", "multipart/form-data; boundary=x", pieces{900_000}, []time.Duration{minute / 2, 10 * minute, 25 * minute}, true},
	} {
		l := &line{ResponseRecorder: httptest.NewRecorder()}
		r := httptest.NewRequest(http.MethodPost, c.path, &c.pieces)
		if r.Header.Set("Content-Type", c.kind); c.kind == "" {
			r.Header.Del("Content-Type")
		}
		began := time.Now()
		sender := func(path string) form.Sending {
			return map[string]form.Sending{"/check": form.FileOfAnybody, "/declare/birth": form.FileOfOfficer}[path]
		}
		form.Limit(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			if c.stranger {
				form.FromStranger(r)
			}
			b := make([]byte, 1<<20)
			for {
				if _, err := r.Body.Read(b); err != nil {
					return
				}
			}
		}), sender).ServeHTTP(l, r)
		late := time.Since(began)
		if len(l.until) != len(c.want) {
			t.Fatalf("%s: read until %v", name, l.until)
		}
		for i, until := range l.until {
			if took := until.Sub(began); took < c.want[i] || took > c.want[i]+late {
				t.Errorf("%s: reading %d has %v, want %v", name, i, took, c.want[i])
			}
		}
	}
}
