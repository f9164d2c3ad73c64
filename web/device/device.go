// Package device owns how a browser is known again in which officers have signed in before. Who guesses
// elsewhere locks an account there, and the office's own browsers stay open to it (access.Device).
package device

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"

	"samano/access"
	"samano/keys"
	"samano/register"
	"samano/web/ticket"
)

// cookie is the name of the cookie. What is in it is sealed: who works at a counter is nobody else's business.
const cookie = "samano_device"

// kept is how long a browser is known after the last sign-in; browsers keep no cookie longer than 400 days.
const kept = 400 * 24 * time.Hour

// maxLength bounds what is opened: as many accounts as a device knows, each of the longest.
const maxLength = 4096

// idBytes is long enough that no two browsers have one.
const idBytes = 16

var seal = []byte("known browser")

// Of returns what a request's browser is known as; zero where it is not.
func Of(r *http.Request, by *keys.Sealer, name func(string) string) (d access.Device) {
	c, err := r.Cookie(name(cookie))
	if err != nil || len(c.Value) > maxLength {
		return access.Device{}
	}
	plain, ok := ticket.OpenText(by, c.Value, seal)
	if !ok || json.Unmarshal(plain, &d) != nil || d.ID == "" {
		return access.Device{}
	}
	return d
}

// Remember returns the cookie by which a browser is known again in which an officer has signed in.
func Remember(d access.Device, account register.OfficerID, by *keys.Sealer, random io.Reader, name func(string) string) (*http.Cookie, error) {
	if d.ID == "" {
		id := make([]byte, idBytes)
		if _, err := io.ReadFull(random, id); err != nil {
			return nil, register.Errorf(register.Internal, "device.Remember", "%w", err)
		}
		d.ID = base64.RawURLEncoding.EncodeToString(id)
	}
	plain, err := json.Marshal(d.With(account))
	if err != nil {
		return nil, register.Errorf(register.Internal, "device.Remember", "%w", err)
	}
	return &http.Cookie{
		Name: name(cookie), Value: ticket.SealText(by, plain, seal), Path: "/", MaxAge: int(kept.Seconds()),
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: name(cookie) != cookie,
	}, nil
}

// Browser is the kind of a request's browser, for the list of sign-ins, and no more: nothing that tells two of a kind
// apart. Several call themselves by others' names too, and the first that is found is the one.
func Browser(r *http.Request) string {
	says := r.UserAgent()
	for _, b := range [][2]string{{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}} {
		if strings.Contains(says, b[0]) {
			return b[1]
		}
	}
	return "?"
}
