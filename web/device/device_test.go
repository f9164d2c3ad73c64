package device_test

import (
	"crypto/rand"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"samano/access"
	"samano/keys"
	"samano/register"
	"samano/web/device"
)

func plain(name string) string { return name }

// A browser is known again as whoever signed in there; a cookie that somebody has made or altered is none.
func TestABrowserIsKnownAgain(t *testing.T) {
	by := sealer(t)
	c, err := device.Remember(access.Device{}, "noy", by, rand.Reader, plain)
	if err != nil {
		t.Fatal(err)
	}
	if !c.HttpOnly || c.Secure || c.SameSite != http.SameSiteStrictMode || strings.Contains(c.Value, "noy") {
		t.Errorf("the cookie is %+v", c)
	}
	as := func(c *http.Cookie) access.Device {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.AddCookie(c)
		return device.Of(r, by, plain)
	}
	first := as(c)
	if first.ID == "" || !slices.Equal(first.Accounts, []register.OfficerID{"noy"}) {
		t.Fatalf("it is known as %+v", first)
	}
	c, err = device.Remember(first, "kham", by, rand.Reader, plain)
	if err != nil {
		t.Fatal(err)
	}
	if got := as(c); got.ID != first.ID || !slices.Equal(got.Accounts, []register.OfficerID{"kham", "noy"}) {
		t.Errorf("then as %+v", got)
	}
	for name, value := range map[string]string{
		"nothing": "", "anything": "abc", "another's": strings.ToUpper(c.Value), "too much": strings.Repeat("a", 5000),
	} {
		if got := as(&http.Cookie{Name: c.Name, Value: value}); got.ID != "" || got.Accounts != nil {
			t.Errorf("by %s it is known as %+v", name, got)
		}
	}
	if got := device.Of(httptest.NewRequest(http.MethodGet, "/", nil), by, plain); got.ID != "" {
		t.Errorf("without a cookie it is known as %+v", got)
	}
	full := access.Device{ID: first.ID}
	for i := range 16 {
		full = full.With(register.OfficerID(strings.Repeat(string(rune('a'+i)), 64)))
	}
	if c, err = device.Remember(full, "noy", by, rand.Reader, plain); err != nil || len(as(c).Accounts) != 16 {
		t.Errorf("a full one is %d bytes, %v", len(c.Value), err)
	}
	secure, err := device.Remember(access.Device{}, "noy", by, rand.Reader, func(name string) string { return "__Host-" + name })
	if err != nil || !secure.Secure || !strings.HasPrefix(secure.Name, "__Host-") {
		t.Errorf("on an encrypted line it is %+v, %v", secure, err)
	}
	gone := errors.New("no randomness")
	if _, err := device.Remember(access.Device{}, "noy", by, iotest.ErrReader(gone), plain); !errors.Is(err, gone) {
		t.Errorf("without randomness: %v", err)
	}
}

func sealer(t *testing.T) *keys.Sealer {
	t.Helper()
	k, err := keys.Generate(rand.Reader, keys.ES256)
	if err != nil {
		t.Fatal(err)
	}
	by, err := k.Sealer(keys.Links, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return by
}
