package factor_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"samano/access"
	"samano/access/accesstest"
	"samano/access/factor"
	"samano/access/factor/factortest"
	"samano/access/factor/passkey"
	"samano/access/password"
	"samano/keys"
	"samano/register"
)

const secret = "nine green mountains"

// house is a sign-in with the registrars "kham" and "noy" at one office, and a clock that a test moves.
type house struct {
	*factor.SignIn
	desk  access.Desk
	store *factortest.Store
	now   time.Time
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{store: factortest.NewStore(), now: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)}
	h.desk = factor.Resetting(accesstest.NewDesk(), h.store)
	passwords, err := password.NewHasher(password.Cost{MemoryKiB: 8, Passes: 1, Lanes: 1}, rand.Reader)
	must(t, err)
	set, err := keys.Generate(rand.Reader, keys.Ed25519)
	must(t, err)
	sealer, err := set.Sealer(keys.Factors, rand.Reader)
	must(t, err)
	clock := func() time.Time { return h.now }
	h.SignIn = factor.NewSignIn(factor.Config{
		SignIn: access.NewSignIn(h.desk, passwords, []byte("a key of a key file, of 32 bytes"), clock, rand.Reader),
		Desk:   h.desk, Store: h.store, Passwords: passwords, Sealer: sealer, Now: clock, Random: rand.Reader,
	})
	must(t, h.desk.PutOffice(t.Context(), access.Author{}, register.Office{ID: "d11", Name: "ເມືອງ", Level: "district", Jurisdiction: 11}))
	hash, err := passwords.Hash(t.Context(), secret)
	must(t, err)
	for _, id := range []register.OfficerID{"kham", "noy"} {
		o := access.Officer{ID: id, Name: "x", Office: "d11", Roles: []access.Role{access.DistrictRegistrar}, Until: register.LastDay}
		must(t, h.desk.AddOfficer(t.Context(), access.Author{}, o, hash))
	}
	return h
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wantCode fails unless the error has that code; "": unless there is none.
func wantCode(t *testing.T, code string, err error) {
	t.Helper()
	var e *register.Error
	switch {
	case code == "" && err != nil, code != "" && err == nil:
	case code == "" || register.HasCode(err, code):
		return
	case errors.As(err, &e):
		for _, f := range e.Findings {
			if f.Code == code {
				return
			}
		}
	}
	t.Fatalf("error %v, want code %q", err, code)
}

// seat is a browser in which somebody has signed in.
type seat struct {
	access.Token
	factor.Registration
}

// sit signs in by the password, and by a proof if the account is asked for one.
func (h *house) sit(t *testing.T, account string, proof func(*testing.T, access.Token) factor.Proof) seat {
	t.Helper()
	token, _, asks, err := h.Begin(t.Context(), access.Credentials{Account: account, Password: secret}, "Firefox")
	must(t, err)
	if asks {
		must(t, h.Prove(t.Context(), token, proof(t, token)))
	}
	who, session, err := h.Resume(t.Context(), token)
	must(t, err)
	return seat{token, factor.Registration{Who: who, Session: session}}
}

// half signs in by the password alone.
func (h *house) half(t *testing.T, account string) access.Token {
	t.Helper()
	token, _, _, err := h.Begin(t.Context(), access.Credentials{Account: account, Password: secret}, "Firefox")
	must(t, err)
	return token
}

// app is an app for codes.
type app struct{ secret string }

func (h *house) newApp(t *testing.T, at seat) app {
	t.Helper()
	begun, err := h.StartTOTP(t.Context(), at.Registration, "Samano")
	must(t, err)
	a := app{begun.Secret}
	must(t, h.RegisterTOTP(t.Context(), at.Registration, begun.State, a.code(t, h.now)))
	h.now = h.now.Add(time.Minute) // its first code is used
	return a
}

func (a app) code(t *testing.T, at time.Time) string {
	t.Helper()
	b, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(a.secret)
	must(t, err)
	return factor.TOTPCode(b, at.Unix()/30)
}

// device is an authenticator with one key.
type device struct {
	key   *ecdsa.PrivateKey
	id    []byte
	count uint32
}

var site = passkey.Site{Name: "register.gov.la", Origin: "https://register.gov.la"}

func newDevice(t *testing.T) *device {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	id := make([]byte, 16)
	_, _ = rand.Read(id)
	return &device{key: key, id: id, count: 1}
}

// The flags of authenticator data (WebAuthn, 6.1).
const present, verified, attested = 1, 4, 64

// answer is what a browser at that origin hands on of the device's answer.
func (d *device) answer(t *testing.T, options, origin, ceremony string, flags byte) []byte {
	t.Helper()
	var asked struct {
		Challenge string
		RPID      string `json:"rpId"`
		RP        struct{ ID string }
	}
	must(t, json.Unmarshal([]byte(options), &asked))
	client, err := json.Marshal(map[string]any{"type": ceremony, "challenge": asked.Challenge, "origin": origin, "crossOrigin": false})
	must(t, err)
	of := sha256.Sum256([]byte(asked.RPID + asked.RP.ID))
	data := append(of[:], flags)
	data = binary.BigEndian.AppendUint32(data, d.count)
	b64 := base64.RawURLEncoding.EncodeToString
	response := map[string]any{"clientDataJSON": b64(client)}
	if flags&attested != 0 {
		point, err := d.key.PublicKey.Bytes()
		must(t, err)
		public, err := cbor.Marshal(map[int]any{1: 2, 3: -7, -1: 1, -2: point[1:33], -3: point[33:]})
		must(t, err)
		data = append(data, make([]byte, 16)...)
		data = binary.BigEndian.AppendUint16(data, uint16(len(d.id)))
		data = append(append(data, d.id...), public...)
		object, err := cbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": data})
		must(t, err)
		response["attestationObject"] = b64(object)
	} else {
		hash := sha256.Sum256(client)
		digest := sha256.Sum256(append(bytes.Clone(data), hash[:]...))
		signature, err := ecdsa.SignASN1(rand.Reader, d.key, digest[:])
		must(t, err)
		response["authenticatorData"], response["signature"] = b64(data), b64(signature)
	}
	out, err := json.Marshal(map[string]any{"id": b64(d.id), "rawId": b64(d.id), "type": "public-key", "response": response, "clientExtensionResults": map[string]any{}})
	must(t, err)
	return out
}

func (h *house) newPasskey(t *testing.T, at seat) *device {
	t.Helper()
	d := newDevice(t)
	q, err := h.StartPasskey(t.Context(), at.Registration, site)
	must(t, err)
	must(t, h.RegisterPasskey(t.Context(), at.Registration, factor.Answer{
		State: q.State, Response: string(d.answer(t, q.Options, site.Origin, "webauthn.create", present|verified|attested)), Site: site,
	}))
	h.now = h.now.Add(time.Minute)
	return d
}

// question asks a browser for a passkey of the account that signs in.
func (h *house) question(t *testing.T, token access.Token) factor.Question {
	t.Helper()
	a, err := h.Asked(t.Context(), token)
	must(t, err)
	q, err := h.AskPasskey(t.Context(), a, site)
	must(t, err)
	return q
}

// proof proves the device.
func (h *house) proof(d *device) func(*testing.T, access.Token) factor.Proof {
	return func(t *testing.T, token access.Token) factor.Proof {
		t.Helper()
		h.now = h.now.Add(time.Second)
		q := h.question(t, token)
		d.count++
		return factor.Proof{Passkey: factor.Answer{State: q.State, Response: string(d.answer(t, q.Options, site.Origin, "webauthn.get", present|verified)), Site: site}}
	}
}

func byCode(code string) func(*testing.T, access.Token) factor.Proof {
	return func(*testing.T, access.Token) factor.Proof { return factor.Proof{Code: code} }
}

func (h *house) kinds(t *testing.T, at seat) string {
	t.Helper()
	held, err := h.Factors(t.Context(), at.Who)
	must(t, err)
	var out []factor.Kind
	for _, f := range held {
		out = append(out, f.Kind)
	}
	return fmt.Sprint(out)
}
