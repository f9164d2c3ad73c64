package access_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"samano/access"
)

// The operator of a server is told of each attempt to sign in: how it ended, and from where, so that one sees that it
// is the same place again. What was typed, and addresses, are not told.
func TestAttemptsToSignInAreTold(t *testing.T) {
	h := newHouse(t)
	var told []access.SignInEvent
	h.OnAttempt(func(_ context.Context, e access.SignInEvent) { told = append(told, e) })
	elsewhere := netip.MustParseAddr("198.51.100.9")
	for _, c := range []struct {
		account, password string
		from              netip.Addr
		outcome           string
	}{
		{"kham", khamPassword, home, "signed-in"},
		{"kham", "wrong", home, access.CodeSignInRefused},
		{"kham", "wrong", elsewhere, access.CodeSignInRefused},
		{khamPassword, "kham", home, access.CodeSignInRefused},
		{"nobody", khamPassword, netip.Addr{}, access.CodeSignInRefused},
	} {
		_, _ = h.try(t, c.account, c.password, c.from)
		e := told[len(told)-1]
		if signedIn := c.outcome == "signed-in"; e.Outcome != c.outcome || (e.Account == "kham") != signedIn || e.Account != "" && !signedIn || (e.Network == "") == c.from.IsValid() {
			t.Errorf("%s from %s is told as %+v", c.account, c.from, e)
		}
	}
	if told[0].Network != told[1].Network || told[1].Network == told[2].Network || told[0].Tried != told[2].Tried || told[0].Tried == told[3].Tried {
		t.Errorf("what is the same, or another, is not told as such: %+v", told)
	}
	if text := fmt.Sprint(told[1:]); strings.Contains(text, "192.0.2") || strings.Contains(text, "river") || strings.Contains(text, "mountain") || strings.Contains(text, "nobody") {
		t.Errorf("told is %s", text)
	}
	for range 8 {
		_, _ = h.try(t, "kham", "wrong", home)
	}
	if last := told[len(told)-1]; last.Outcome != access.CodeSignInLocked {
		t.Errorf("too many attempts are told as %+v", last)
	}
}

// An outage is told as one.
func TestAnOutageOfSignInIsTold(t *testing.T) {
	h := newHouse(t)
	var told access.SignInEvent
	signIn := access.NewSignIn(&failingDesk{Desk: h.desk, n: 1}, h.passwords, []byte("key"), func() time.Time { return h.now }, source(9))
	signIn.OnAttempt(func(_ context.Context, e access.SignInEvent) { told = e })
	if _, _, err := signIn.Begin(t.Context(), access.Credentials{Account: "kham", Password: khamPassword}); !errors.Is(err, outage) || told.Outcome != "sign-in-failed" {
		t.Errorf("%v is told as %+v", err, told)
	}
}
