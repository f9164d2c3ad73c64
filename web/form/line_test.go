package form_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"samano/web/form"
)

// called reports whether a server with these names answers a request for that one.
func called(name string, own []string) (answered bool) {
	answers := func(is bool) http.Handler {
		return http.HandlerFunc(func(http.ResponseWriter, *http.Request) { answered = is })
	}
	form.CalledBy(own, answers(true), answers(false)).ServeHTTP(nil, &http.Request{Host: name})
	return answered
}

// A form is what was sent, and nothing that a link to it says.
func TestAnAddressFillsInNoForm(t *testing.T) {
	r := httptest.NewRequest(http.MethodPost, "/search?name=of-the-link&purpose=of-the-link", strings.NewReader("name=typed"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	f, err := form.Read(r, 1<<20)
	if err != nil || f.Text("name") != "typed" || f.Text("purpose") != "" || len(f.Values["name"]) != 1 {
		t.Errorf("the form is %v, %v", f.Values, err)
	}
}

// A server answers under its own names, whatever the letters, the port and the dot at the end; at the machine
// itself under the machine's.
func TestByWhichNamesAServerIsCalled(t *testing.T) {
	own := []string{"samano.gov.la", "*.Posts.gov.la", "10.0.0.1", "2001:db8::1"}
	for name, want := range map[string]bool{
		"samano.gov.la": true, "SAMANO.gov.la:8160": true, "samano.gov.la.": true, "10.0.0.1": true, "10.0.0.1:443": true, "[2001:db8::1]:443": true,
		"north.posts.gov.la": true, "posts.gov.la": false, "a.north.posts.gov.la": false, "samano.gov.la.evil.example": false, "evil.example": false, "10.0.0.2": false,
		"localhost": true, "localhost:8160": true, "127.0.0.1:8160": true, "[::1]": true, "[::1]:8160": true, "localhost.evil.example": false, "": false,
	} {
		if got := called(name, own); got != want {
			t.Errorf("%q: %t", name, got)
		}
	}
	if called("samano.gov.la", nil) || !called("127.0.0.1", nil) {
		t.Error("without a name of its own it answers under another than the machine's")
	}
}
