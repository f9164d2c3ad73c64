package access_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"samano/access"
	"samano/access/accesstest"
	"samano/access/password"
	"samano/register"
)

// cheap is the least that argon2 computes.
var cheap = password.Cost{MemoryKiB: 8, Passes: 1, Lanes: 1}

// sessionKey names sessions.
var sessionKey = []byte("a key of a key file, of 32 bytes")

func source(seed byte) *rand.ChaCha8 { return rand.NewChaCha8([32]byte{seed}) }

func hashing(t testing.TB, cost password.Cost) *password.Hasher {
	t.Helper()
	p, err := password.NewHasher(cost, source(1))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// house is a sign-in, its accounts and a clock that a test moves. The ministry has
// the administrator "boss", district 11 the registrar "kham".
type house struct {
	*access.SignIn
	accounts  *access.Accounts
	desk      *accesstest.Desk
	passwords *password.Hasher
	now       time.Time
}

const bossPassword, secondPassword, khamPassword = "seven brown rivers", "three grey harbours", "nine green mountains"

var home = netip.MustParseAddr("192.0.2.7")

// emptyHouse has no accounts.
func emptyHouse(t *testing.T) *house {
	t.Helper()
	h := &house{desk: accesstest.NewDesk(), passwords: hashing(t, cheap), now: today.Time().Add(8 * time.Hour)}
	clock := func() time.Time { return h.now }
	h.SignIn = access.NewSignIn(h.desk, h.passwords, sessionKey, clock, source(2))
	h.accounts = access.NewAccounts(h.desk, access.NewRules(pack(t, "la"), territory), h.passwords, clock, source(3))
	return h
}

// founders are the two administrators with whom a register begins.
func founders() [2]access.Founder {
	account := func(id register.OfficerID, password string) access.Founder {
		return access.Founder{Officer: access.Officer{ID: id, Name: "Boss", Roles: []access.Role{access.Administrator}, Until: register.LastDay}, Password: password}
	}
	return [2]access.Founder{account("boss", bossPassword), account("second", secondPassword)}
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := emptyHouse(t)
	_, err := h.accounts.Found(t.Context(), centreOffice, founders())
	wantCode(t, "", err)
	admin := h.enter(t, "boss", bossPassword)
	wantCode(t, "", errOf(h.accounts.PutOffice(t.Context(), admin, register.Office{ID: "d11", Name: "ເມືອງ", Level: "district", Jurisdiction: 11})))
	temporary := h.add(t, admin, h.kham())
	kham := h.enter(t, "kham", temporary)
	wantCode(t, "", h.ChangePassword(t.Context(), kham, access.PasswordChange{Old: temporary, New: khamPassword}))
	return h
}

// add makes an account as an administrator asks for it, and the second one confirms it where that is needed.
func (h *house) add(t *testing.T, by access.Actor, o access.Officer) (temporary string) {
	t.Helper()
	temporary, err := h.accounts.AddOfficer(t.Context(), by, o)
	wantCode(t, "", err)
	if temporary != "" {
		return temporary
	}
	_, temporary, err = h.confirm(t, h.enter(t, "second", secondPassword), o.ID)
	wantCode(t, "", err)
	return temporary
}

// confirm confirms what waits for the account now.
func (h *house) confirm(t *testing.T, by access.Actor, account register.OfficerID) (access.AccountChange, string, error) {
	t.Helper()
	return h.accounts.Confirm(t.Context(), by, account, h.code(account))
}

// code is the code of what waits for the account now; empty: nothing does.
func (h *house) code(account register.OfficerID) string {
	c, err := h.desk.Change(context.Background(), account)
	if err != nil {
		return ""
	}
	return c.Code()
}

func (h *house) confirmByPaper(t *testing.T, account register.OfficerID, paper string) (access.AccountChange, string, string, error) {
	t.Helper()
	return h.accounts.ConfirmByPaper(t.Context(), account, h.code(account), paper)
}

// change asks that the account be so.
func (h *house) change(t *testing.T, by access.Actor, o access.Officer) (waits bool, err error) {
	t.Helper()
	return h.accounts.ChangeOfficer(t.Context(), by, o.ID, func(before *access.Officer) { *before = o })
}

func (h *house) kham() access.Officer {
	return access.Officer{ID: "kham", Name: "ຄຳ", Office: "d11", Roles: []access.Role{access.DistrictRegistrar}, Until: register.LastDay}
}

func (h *house) try(t *testing.T, account, password string, from netip.Addr) (access.Token, error) {
	t.Helper()
	token, _, err := h.Begin(t.Context(), access.Credentials{Account: account, Password: password, From: from})
	return token, err
}

func (h *house) enter(t *testing.T, account, password string) access.Actor {
	t.Helper()
	token, err := h.try(t, account, password, netip.Addr{})
	wantCode(t, "", err)
	who, _, err := h.Resume(t.Context(), token)
	wantCode(t, "", err)
	return who
}

// TestNobodyLearnsWhichAccountsExist: whatever is wrong, the answer is the same,
// byte for byte, also when it comes to waiting.
func TestNobodyLearnsWhichAccountsExist(t *testing.T) {
	h := newHouse(t)
	boss := h.enter(t, "boss", bossPassword)
	gone := h.kham()
	gone.ID, gone.Until = "gone", today
	gone.From = today - 10
	temporary := h.add(t, boss, gone)
	attempts := map[string]access.Credentials{
		"a wrong password":             {Account: "kham", Password: "wrong"},
		"nobody's account":             {Account: "nobody", Password: "wrong"},
		"no account":                   {Account: "", Password: "wrong"},
		"what cannot be an account":    {Account: "ຄຳ\x00'--", Password: "wrong"},
		"an account that has ended":    {Account: "gone", Password: temporary},
		"a password as the account":    {Account: khamPassword, Password: "kham"},
		"a password of half a kB":      {Account: "kham", Password: strings.Repeat("x", 600)},
		"the hash instead of the word": {Account: "kham", Password: "$argon2id$v=19$m=8,t=1,p=1$auZ4P0+96RtuuItzpI7SRw$SWAoxet0jIFFdBWR7v1qIcszC+/dyjFgLqzuT2nru+U"},
	}
	story := func(k access.Credentials) (lines []string) {
		for range 12 {
			_, _, err := h.Begin(t.Context(), k)
			lines = append(lines, fmt.Sprint(err))
		}
		return lines
	}
	want := story(access.Credentials{Account: "another.nobody", Password: "x"})
	if !strings.Contains(want[0], access.CodeSignInRefused) || !strings.Contains(want[11], access.CodeSignInLocked) {
		t.Fatalf("the story is %q", want)
	}
	for name, k := range attempts {
		t.Run(name, func(t *testing.T) {
			h.now = h.now.Add(25 * time.Hour) // what was tried before is forgotten
			if got := story(k); !slices.Equal(got, want) {
				t.Errorf("got  %q\nwant %q", got, want)
			}
		})
	}
}

func TestWrongGuessesCostGrowingDelays(t *testing.T) {
	h := newHouse(t)
	wait := func(err error) time.Duration {
		var locked *access.LockedError
		if errors.As(err, &locked) {
			return locked.Wait
		}
		return 0
	}
	var waits []time.Duration
	for range 40 {
		_, err := h.try(t, "kham", "wrong", home)
		if w := wait(err); w > 0 {
			waits = append(waits, w)
			h.now = h.now.Add(w)
		}
	}
	want := []time.Duration{2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second, 32 * time.Second, 64 * time.Second, 128 * time.Second, 256 * time.Second, 512 * time.Second, 15 * time.Minute, 15 * time.Minute}
	if !slices.Equal(waits[:len(want)], want) {
		t.Errorf("waits %v", waits)
	}
	// The right password does not open a lock either, but opens when it is over.
	_, err := h.try(t, "kham", "wrong", netip.Addr{})
	for wait(err) == 0 {
		_, err = h.try(t, "kham", "wrong", netip.Addr{})
	}
	_, err = h.try(t, "kham", khamPassword, netip.Addr{})
	wantCode(t, access.CodeSignInLocked, err)
	h.now = h.now.Add(15 * time.Minute)
	_, err = h.try(t, "kham", khamPassword, netip.Addr{})
	wantCode(t, "", err)
	// And then the slate is clean.
	_, err = h.try(t, "kham", "wrong", netip.Addr{})
	wantCode(t, access.CodeSignInRefused, err)
}

func TestOneAddressCannotTryAllAccounts(t *testing.T) {
	h := newHouse(t)
	locked := 0
	for i := range 60 { // each time another account, from another address of one network
		_, err := h.try(t, fmt.Sprintf("officer%d", i), "wrong", netip.MustParseAddr(fmt.Sprintf("2001:db8:1:2::%x", i)))
		var e *access.LockedError
		if errors.As(err, &e) {
			locked++
		}
	}
	if locked != 20 {
		t.Errorf("%d of 60 attempts were locked out, want 20", locked)
	}
	_, err := h.try(t, "kham", khamPassword, netip.MustParseAddr("2001:db8:1:3::1"))
	wantCode(t, "", err) // the next network is another customer
	// Officers who sign in rightly from one address never lock it.
	for range 60 {
		_, err := h.try(t, "kham", khamPassword, home)
		wantCode(t, "", err)
	}
}

func TestASessionEnds(t *testing.T) {
	tests := []struct {
		name string
		do   func(t *testing.T, h *house, token access.Token)
		code string
	}{
		{"not while it is used", func(t *testing.T, h *house, token access.Token) {
			for range 50 {
				h.now = h.now.Add(14 * time.Minute)
				_, _, err := h.Resume(t.Context(), token)
				wantCode(t, "", err)
			}
		}, ""},
		{"after twelve hours, used or not", func(t *testing.T, h *house, token access.Token) {
			for range 52 {
				h.now = h.now.Add(14 * time.Minute) // the last one is beyond
				_, _, _ = h.Resume(t.Context(), token)
			}
		}, access.CodeSessionEnded},
		{"after fifteen minutes unused", func(_ *testing.T, h *house, _ access.Token) { h.now = h.now.Add(15 * time.Minute) }, access.CodeSessionEnded},
		{"by signing out", func(t *testing.T, h *house, token access.Token) {
			wantCode(t, "", h.SignOut(t.Context(), token))
		}, access.CodeSessionEnded},
		{"when the password is changed elsewhere", func(t *testing.T, h *house, _ access.Token) {
			kham := h.enter(t, "kham", khamPassword)
			wantCode(t, "", h.ChangePassword(t.Context(), kham, access.PasswordChange{Old: khamPassword, New: "eleven red houses"}))
		}, access.CodeSessionEnded},
		{"not when it is changed here", func(t *testing.T, h *house, token access.Token) {
			kham, session, err := h.Resume(t.Context(), token)
			wantCode(t, "", err)
			wantCode(t, "", h.ChangePassword(t.Context(), kham, access.PasswordChange{Old: khamPassword, New: "eleven red houses", Keep: session.ID}))
		}, ""},
		{"not when an administrator asks for a new password", func(t *testing.T, h *house, _ access.Token) {
			wantCode(t, "", h.accounts.ResetPassword(t.Context(), h.enter(t, "boss", bossPassword), "kham"))
		}, ""},
		{"when roles are changed", func(t *testing.T, h *house, _ access.Token) {
			o := h.kham()
			o.Roles = nil
			wantCode(t, "", changed(h.change(t, h.enter(t, "boss", bossPassword), o)))
		}, access.CodeSessionEnded},
		{"when the account is closed", func(t *testing.T, h *house, _ access.Token) {
			wantCode(t, "", errOf(h.accounts.CloseOfficer(t.Context(), h.enter(t, "boss", bossPassword), "kham")))
		}, access.CodeSessionEnded},
		{"when it is the oldest of too many", func(t *testing.T, h *house, _ access.Token) {
			for range 4 {
				h.now = h.now.Add(time.Second)
				h.enter(t, "kham", khamPassword)
			}
		}, access.CodeSessionEnded},
		{"when the sweeper thinks so, and not before", func(t *testing.T, h *house, _ access.Token) {
			h.now = h.now.Add(14 * time.Minute)
			wantCode(t, "", h.Sweep(t.Context()))
		}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := newHouse(t)
			h.now = h.now.Add(time.Second)
			token, err := h.try(t, "kham", khamPassword, home)
			wantCode(t, "", err)
			test.do(t, h, token)
			_, _, err = h.Resume(t.Context(), token)
			wantCode(t, test.code, err)
		})
	}
	t.Run("a token that nobody was given", func(t *testing.T) {
		_, _, err := newHouse(t).Resume(t.Context(), "")
		wantCode(t, access.CodeSessionEnded, err)
	})
}

// A password opens its account until it is changed: whoever must change it often writes it down.
func TestAPasswordDoesNotAge(t *testing.T) {
	h := newHouse(t)
	h.now = h.now.AddDate(5, 0, 0)
	_, err := h.try(t, "kham", khamPassword, home)
	wantCode(t, "", err)
}

func TestWhatIsStoredOpensNothing(t *testing.T) {
	h := newHouse(t)
	token, s, err := h.Begin(t.Context(), access.Credentials{Account: " Kham ", Password: khamPassword})
	wantCode(t, "", err)
	if len(token) < 43 || strings.Contains(string(s.ID), string(token)) {
		t.Errorf("a token of %d characters", len(token))
	}
	_, _, err = h.Resume(t.Context(), access.Token(s.ID))
	wantCode(t, access.CodeSessionEnded, err)
	secret, err := h.desk.Secret(t.Context(), "kham")
	if err != nil || strings.Contains(string(secret), khamPassword) {
		t.Errorf("the secret is %q (%v)", secret, err)
	}
}

func TestAPasswordIsChanged(t *testing.T) {
	h := newHouse(t)
	kham := h.enter(t, "kham", khamPassword)
	for _, c := range []struct{ name, old, next, code string }{
		{"without the old one", "wrong", "eleven red houses", access.CodeSignInRefused},
		{"for a short one", khamPassword, "short", password.CodeShort},
		{"for the same", khamPassword, khamPassword, access.CodePasswordSame},
		{"for a good one", khamPassword, "eleven red houses", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			wantCode(t, c.code, h.ChangePassword(t.Context(), kham, access.PasswordChange{Old: c.old, New: c.next}))
		})
	}
	_, err := h.try(t, "kham", khamPassword, home)
	wantCode(t, access.CodeSignInRefused, err)
	h.enter(t, "kham", "eleven red houses")
}

// TestAHigherCostComesWithTheNextSignIn: nobody has to change a password for it.
func TestAHigherCostComesWithTheNextSignIn(t *testing.T) {
	h := newHouse(t)
	higher := hashing(t, password.Cost{MemoryKiB: 32, Passes: 1, Lanes: 1})
	h.SignIn = access.NewSignIn(h.desk, higher, sessionKey, func() time.Time { return h.now }, source(5))
	for range 2 {
		h.enter(t, "kham", khamPassword)
		if secret, err := h.desk.Secret(t.Context(), "kham"); err != nil || !strings.Contains(string(secret), "m=32,") {
			t.Errorf("the secret is at another cost (%v)", err)
		}
	}
}
