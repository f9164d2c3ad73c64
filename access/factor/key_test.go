package factor_test

import (
	"testing"
	"time"

	"samano/access"
	"samano/access/factor"
	"samano/access/factor/passkey"
)

func TestAPasskeyProves(t *testing.T) {
	h := newHouse(t)
	at := h.sit(t, "kham", nil)
	d, other := h.newPasskey(t, at), h.newPasskey(t, at)
	for range 2 {
		h.sit(t, "kham", h.proof(d))
		h.sit(t, "kham", h.proof(other))
	}
	if got := h.kinds(t, at); got != "[passkey passkey]" {
		t.Errorf("there are %s", got)
	}
}

// What an answer may not be, each by itself.
func TestAPasskeysAnswerHasToHold(t *testing.T) {
	h := newHouse(t)
	d := h.newPasskey(t, h.sit(t, "kham", nil))
	hers := h.newPasskey(t, h.sit(t, "noy", nil))
	elsewhere := passkey.Site{Name: "register.example", Origin: "https://register.example"}
	get := func(dev *device, q factor.Question, origin string, flags byte) factor.Answer {
		return factor.Answer{State: q.State, Response: string(dev.answer(t, q.Options, origin, "webauthn.get", flags)), Site: site}
	}
	for name, c := range map[string]struct {
		of   func(q factor.Question) factor.Answer
		code string
	}{
		"as it should be":       {func(q factor.Question) factor.Answer { return get(d, q, site.Origin, present|verified) }, ""},
		"from another origin":   {func(q factor.Question) factor.Answer { return get(d, q, "https://register.g0v.la", present|verified) }, factor.CodePasskey},
		"another officer's":     {func(q factor.Question) factor.Answer { return get(hers, q, site.Origin, present|verified) }, factor.CodePasskey},
		"without a finger":      {func(q factor.Question) factor.Answer { return get(d, q, site.Origin, present) }, factor.CodePasskey},
		"a key that nobody has": {func(q factor.Question) factor.Answer { return get(newDevice(t), q, site.Origin, present|verified) }, factor.CodePasskey},
		"of another challenge": {func(q factor.Question) factor.Answer {
			a := get(d, h.question(t, h.half(t, "kham")), site.Origin, present|verified)
			a.State = q.State
			return a
		}, factor.CodePasskey},
		"of another session": {func(factor.Question) factor.Answer {
			return get(d, h.question(t, h.half(t, "kham")), site.Origin, present|verified)
		}, factor.CodeStart},
		"no answer": {func(q factor.Question) factor.Answer {
			return factor.Answer{State: q.State, Response: "{}", Site: site}
		}, factor.CodePasskey},
		"handed on to elsewhere": {func(q factor.Question) factor.Answer {
			a := get(d, q, elsewhere.Origin, present|verified)
			a.Site = elsewhere
			return a
		}, factor.CodePasskey},
		"a registration": {func(q factor.Question) factor.Answer {
			return factor.Answer{State: q.State, Response: string(d.answer(t, q.Options, site.Origin, "webauthn.create", present|verified|attested)), Site: site}
		}, factor.CodePasskey},
	} {
		t.Run(name, func(t *testing.T) {
			h.now = h.now.Add(time.Second)
			must(t, h.desk.Succeeded(t.Context(), access.Credentials{Account: "kham"}.ProofKeys()[0]))
			token := h.half(t, "kham")
			q := h.question(t, token)
			d.count++
			wantCode(t, c.code, h.Prove(t.Context(), token, factor.Proof{Passkey: c.of(q)}))
		})
	}
}

func TestAPasskeyWhoseCounterGoesBackIsRefused(t *testing.T) {
	h := newHouse(t)
	d := h.newPasskey(t, h.sit(t, "kham", nil))
	h.sit(t, "kham", h.proof(d))
	h.sit(t, "kham", h.proof(d))
	d.count -= 2 // and one more for this proof: a copy stands where the key stood before
	token := h.half(t, "kham")
	wantCode(t, factor.CodePasskey, h.Prove(t.Context(), token, h.proof(d)(t, token)))
}

// Keys that are kept in a cloud count nothing; their answers count once all the same.
func TestAnAnswerOfAPasskeyCountsOnce(t *testing.T) {
	h := newHouse(t)
	at := h.sit(t, "kham", nil)
	d := newDevice(t)
	d.count = 0
	q, err := h.StartPasskey(t.Context(), at.Registration, site)
	must(t, err)
	made := factor.Answer{State: q.State, Response: string(d.answer(t, q.Options, site.Origin, "webauthn.create", present|verified|attested)), Site: site}
	must(t, h.RegisterPasskey(t.Context(), at.Registration, made))
	h.now = h.now.Add(time.Second)
	asked := h.question(t, at.Token)
	proof := factor.Proof{Passkey: factor.Answer{State: asked.State, Response: string(d.answer(t, asked.Options, site.Origin, "webauthn.get", present|verified)), Site: site}}
	must(t, h.Prove(t.Context(), at.Token, proof))
	wantCode(t, factor.CodeProofWrong, h.Prove(t.Context(), at.Token, proof))
}

func TestAPasskeyThatIsRegisteredHasToHold(t *testing.T) {
	h := newHouse(t)
	at := h.sit(t, "kham", nil)
	d := newDevice(t)
	for name, c := range map[string]struct {
		origin string
		flags  byte
	}{"from another origin": {"https://register.g0v.la", present | verified | attested}, "without a finger": {site.Origin, present | attested}} {
		q, err := h.StartPasskey(t.Context(), at.Registration, site)
		must(t, err)
		answer := factor.Answer{State: q.State, Response: string(d.answer(t, q.Options, c.origin, "webauthn.create", c.flags)), Site: site}
		wantCode(t, factor.CodePasskey, h.RegisterPasskey(t.Context(), at.Registration, answer))
		if got := h.kinds(t, at); got != "[]" {
			t.Errorf("%s: there are %s", name, got)
		}
	}
}

// One answer registers one passkey, and a credential is registered once.
func TestAPasskeyIsRegisteredOnce(t *testing.T) {
	h := newHouse(t)
	at := h.sit(t, "kham", nil)
	d := newDevice(t)
	q, err := h.StartPasskey(t.Context(), at.Registration, site)
	must(t, err)
	answer := factor.Answer{State: q.State, Response: string(d.answer(t, q.Options, site.Origin, "webauthn.create", present|verified|attested)), Site: site}
	must(t, h.RegisterPasskey(t.Context(), at.Registration, answer))
	wantCode(t, factor.CodeStart, h.RegisterPasskey(t.Context(), at.Registration, answer))
	if held, err := h.Factors(t.Context(), at.Who); err != nil || len(held) != 1 {
		t.Errorf("there are %d factors, %v", len(held), err)
	}
}
