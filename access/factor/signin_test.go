package factor_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"samano/access"
	"samano/access/factor"
	"samano/register"
)

// The vectors of RFC 6238, appendix B, whose codes have eight digits.
func TestCodesByTimeAreThoseOfTheRFC(t *testing.T) {
	for at, code := range map[int64]string{59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130"} {
		if got := factor.TOTPCode([]byte("12345678901234567890"), at/30); got != code[2:] {
			t.Errorf("at %d: %s, want %s", at, got, code[2:])
		}
	}
}

func TestAnAccountWithoutAFactorSignsInByItsPassword(t *testing.T) {
	h := newHouse(t)
	s := h.sit(t, "kham", nil)
	if s.Who.Officer.ID != "kham" {
		t.Errorf("%+v signed in", s.Who)
	}
	wantCode(t, "", h.Fresh(t.Context(), s.Session))
}

func TestASessionOpensNothingBeforeTheProof(t *testing.T) {
	h := newHouse(t)
	a := h.newApp(t, h.sit(t, "kham", nil))
	token := h.half(t, "kham")
	_, _, err := h.Resume(t.Context(), token)
	wantCode(t, factor.CodeProofMissing, err)
	wantCode(t, factor.CodeProofWrong, h.Prove(t.Context(), token, factor.Proof{Password: secret}))
	wantCode(t, factor.CodeProofWrong, h.Prove(t.Context(), token, factor.Proof{}))
	must(t, h.Prove(t.Context(), token, factor.Proof{Code: a.code(t, h.now)}))
	_, _, err = h.Resume(t.Context(), token)
	must(t, err)
}

func TestAnUnprovedSessionEndsSoon(t *testing.T) {
	h := newHouse(t)
	a := h.newApp(t, h.sit(t, "kham", nil))
	token := h.half(t, "kham")
	h.now = h.now.Add(10*time.Minute + time.Second)
	wantCode(t, access.CodeSessionEnded, h.Prove(t.Context(), token, factor.Proof{Code: a.code(t, h.now)}))
}

func TestACodeOfAnAppCountsOnce(t *testing.T) {
	h := newHouse(t)
	a := h.newApp(t, h.sit(t, "kham", nil))
	code := a.code(t, h.now)
	h.sit(t, "kham", byCode(code[:3]+" "+code[3:]))
	wantCode(t, factor.CodeProofWrong, h.Prove(t.Context(), h.half(t, "kham"), factor.Proof{Code: code}))
	// Nor does the code of a step before the one that was used.
	wantCode(t, factor.CodeProofWrong, h.Prove(t.Context(), h.half(t, "kham"), factor.Proof{Code: a.code(t, h.now.Add(-30*time.Second))}))
	h.sit(t, "kham", byCode(a.code(t, h.now.Add(30*time.Second))))
}

func TestATelephonesClockMayBeAStepOff(t *testing.T) {
	for off, code := range map[time.Duration]string{
		-61 * time.Second: factor.CodeProofWrong, -30 * time.Second: "", 30 * time.Second: "", 60 * time.Second: factor.CodeProofWrong,
	} {
		h := newHouse(t)
		a := h.newApp(t, h.sit(t, "kham", nil))
		h.now = h.now.Add(5 * time.Minute)
		wantCode(t, code, h.Prove(t.Context(), h.half(t, "kham"), factor.Proof{Code: a.code(t, h.now.Add(off))}))
	}
}

// The first code, by which the app is registered, is used up.
func TestTheFirstCodeOfAnAppOpensNoSession(t *testing.T) {
	h := newHouse(t)
	at := h.sit(t, "kham", nil)
	begun, err := h.StartTOTP(t.Context(), at.Registration, "Samano")
	must(t, err)
	if !strings.HasPrefix(begun.URI, "otpauth://totp/Samano:kham?") || !strings.Contains(begun.URI, begun.Secret) {
		t.Errorf("an app scans %s", begun.URI)
	}
	code := app{begun.Secret}.code(t, h.now)
	wantCode(t, factor.CodeProofWrong, h.RegisterTOTP(t.Context(), at.Registration, begun.State, "000000"))
	again, err := h.AppAgain(at.Registration, "Samano", begun.State)
	must(t, err)
	if again != begun {
		t.Errorf("after a wrong code the app is told %+v, before %+v", again, begun)
	}
	must(t, h.RegisterTOTP(t.Context(), at.Registration, begun.State, code))
	wantCode(t, factor.CodeProofWrong, h.Prove(t.Context(), h.half(t, "kham"), factor.Proof{Code: code}))
}

func TestACodeOfAListCountsOnce(t *testing.T) {
	h := newHouse(t)
	codes, err := h.RegisterPaper(t.Context(), h.sit(t, "kham", nil).Registration, factor.List)
	must(t, err)
	if len(codes) != 20 {
		t.Fatalf("%d codes", len(codes))
	}
	at := h.sit(t, "kham", byCode(strings.ToUpper(codes[7])))
	wantCode(t, factor.CodeProofWrong, h.Prove(t.Context(), h.half(t, "kham"), factor.Proof{Code: codes[7]}))
	h.sit(t, "kham", byCode(strings.ReplaceAll(codes[19], "-", " ")))
	held, err := h.Factors(t.Context(), at.Who)
	must(t, err)
	if n := held[0].CodesLeft(); n != 18 || !held[0].LastUsed.Equal(h.now) {
		t.Errorf("%d codes are left, last used %s", n, held[0].LastUsed)
	}
}

func TestWrongCodesAreSlowedDown(t *testing.T) {
	h := newHouse(t)
	a := h.newApp(t, h.sit(t, "kham", nil))
	for range 5 {
		wantCode(t, factor.CodeProofWrong, h.Prove(t.Context(), h.half(t, "kham"), factor.Proof{Code: "000000"})) // in as many sessions
	}
	token := h.half(t, "kham")
	wantCode(t, access.CodeSignInLocked, h.Prove(t.Context(), token, factor.Proof{Code: a.code(t, h.now)}))
	known := access.Device{ID: "the counter", Accounts: []register.OfficerID{"kham"}}
	must(t, h.Prove(t.Context(), token, factor.Proof{Code: a.code(t, h.now), Device: known})) // which no stranger reaches
}

func TestARecoveryCodeEndsTheOthersAndCountsOnce(t *testing.T) {
	h := newHouse(t)
	at := h.sit(t, "kham", nil)
	_, err := h.RegisterPaper(t.Context(), at.Registration, factor.Recovery)
	wantCode(t, factor.CodeAlone, err)
	a := h.newApp(t, at)
	codes, err := h.RegisterPaper(t.Context(), at.Registration, factor.Recovery)
	must(t, err)
	lost := h.sit(t, "kham", byCode(a.code(t, h.now)))
	saved := h.sit(t, "kham", byCode(codes[2]))
	if got := h.kinds(t, saved); got != "[recovery]" {
		t.Errorf("after a recovery there are %s", got)
	}
	_, _, err = h.Resume(t.Context(), lost.Token)
	wantCode(t, access.CodeSessionEnded, err)
	for _, code := range []string{codes[2], a.code(t, h.now.Add(30*time.Second))} {
		wantCode(t, factor.CodeProofWrong, h.Prove(t.Context(), h.half(t, "kham"), factor.Proof{Code: code}))
	}
	held, err := h.Factors(t.Context(), saved.Who)
	must(t, err)
	if !factor.RecoveredAt(held).Equal(h.now) {
		t.Errorf("the officer is told of a recovery at %s", factor.RecoveredAt(held))
	}
	// New codes end the old ones, and what was told.
	h.newApp(t, saved)
	_, err = h.RegisterPaper(t.Context(), saved.Registration, factor.Recovery)
	must(t, err)
	held, err = h.Factors(t.Context(), saved.Who)
	must(t, err)
	if got := h.kinds(t, saved); got != "[totp recovery]" || !factor.RecoveredAt(held).IsZero() {
		t.Errorf("there are %s, and a recovery is told of at %s", got, factor.RecoveredAt(held))
	}
	wantCode(t, factor.CodeProofWrong, h.Prove(t.Context(), h.half(t, "kham"), factor.Proof{Code: codes[3]}))
}

func TestAProofGrowsOld(t *testing.T) {
	h := newHouse(t)
	at := h.sit(t, "kham", nil)
	a := h.newApp(t, at)
	h.now = h.now.Add(factor.FreshFor)
	wantCode(t, factor.CodeProofOld, h.Fresh(t.Context(), at.Session))
	must(t, h.Prove(t.Context(), at.Token, factor.Proof{Code: a.code(t, h.now)}))
	wantCode(t, "", h.Fresh(t.Context(), at.Session))
}

// Without a factor the password is the proof.
func TestAProofIsRenewedByThePassword(t *testing.T) {
	h := newHouse(t)
	at := h.sit(t, "kham", nil)
	h.now = h.now.Add(factor.FreshFor + time.Second)
	wantCode(t, factor.CodeProofOld, h.Fresh(t.Context(), at.Session))
	wantCode(t, factor.CodeProofWrong, h.Prove(t.Context(), at.Token, factor.Proof{Password: "five red bridges"}))
	must(t, h.Prove(t.Context(), at.Token, factor.Proof{Password: secret}))
	wantCode(t, "", h.Fresh(t.Context(), at.Session))
}

// Whoever finds an open session makes it no way in for later.
func TestAStolenSessionRegistersNothing(t *testing.T) {
	h := newHouse(t)
	at := h.sit(t, "kham", nil)
	h.newApp(t, at)
	begun, err := h.StartTOTP(t.Context(), at.Registration, "Samano")
	must(t, err)
	key, err := h.StartPasskey(t.Context(), at.Registration, site)
	must(t, err)
	held, err := h.Factors(t.Context(), at.Who)
	must(t, err)
	h.now = h.now.Add(factor.FreshFor)
	d := newDevice(t)
	for name, do := range map[string]func() error{
		"an app": func() error { _, err := h.StartTOTP(t.Context(), at.Registration, "Samano"); return err },
		"an app's code": func() error {
			return h.RegisterTOTP(t.Context(), at.Registration, begun.State, app{begun.Secret}.code(t, h.now))
		},
		"a list":         func() error { _, err := h.RegisterPaper(t.Context(), at.Registration, factor.List); return err },
		"recovery codes": func() error { _, err := h.RegisterPaper(t.Context(), at.Registration, factor.Recovery); return err },
		"a passkey":      func() error { _, err := h.StartPasskey(t.Context(), at.Registration, site); return err },
		"a passkey's answer": func() error {
			return h.RegisterPasskey(t.Context(), at.Registration, factor.Answer{State: key.State, Response: string(d.answer(t, key.Options, site.Origin, "webauthn.create", present|verified|attested)), Site: site})
		},
		"the end of another": func() error { return h.Remove(t.Context(), at.Who, at.Session, held[0].ID) },
	} {
		t.Run(name, func(t *testing.T) { wantCode(t, factor.CodeProofOld, do()) })
	}
	if got := h.kinds(t, at); got != "[totp]" {
		t.Errorf("there are %s", got)
	}
}

// A session that knows the password alone ends when a factor is registered.
func TestARegistrationEndsOtherSessions(t *testing.T) {
	h := newHouse(t)
	other, at := h.sit(t, "kham", nil), h.sit(t, "kham", nil)
	h.newApp(t, at)
	_, _, err := h.Resume(t.Context(), other.Token)
	wantCode(t, access.CodeSessionEnded, err)
	_, _, err = h.Resume(t.Context(), at.Token)
	must(t, err)
}

func TestAFactorIsRemovedByItsOwner(t *testing.T) {
	h := newHouse(t)
	at, hers := h.sit(t, "kham", nil), h.sit(t, "noy", nil)
	h.newApp(t, at)
	h.newApp(t, at)
	_, err := h.RegisterPaper(t.Context(), at.Registration, factor.Recovery)
	must(t, err)
	held, err := h.Factors(t.Context(), at.Who)
	must(t, err)
	wantCode(t, factor.CodeUnknown, h.Remove(t.Context(), hers.Who, hers.Session, held[0].ID))
	must(t, h.Remove(t.Context(), at.Who, at.Session, held[0].ID))
	if got := h.kinds(t, at); got != "[totp recovery]" {
		t.Errorf("there are %s", got)
	}
	wantCode(t, factor.CodeUnknown, h.Remove(t.Context(), at.Who, at.Session, held[0].ID))
	must(t, h.Remove(t.Context(), at.Who, at.Session, held[1].ID)) // the last one, with the codes that replace it
	if got := h.kinds(t, at); got != "[]" {
		t.Errorf("there are %s", got)
	}
	h.sit(t, "kham", nil)
}

func TestRecoveryCodesAloneAreRemoved(t *testing.T) {
	h := newHouse(t)
	at := h.sit(t, "kham", nil)
	h.newApp(t, at)
	_, err := h.RegisterPaper(t.Context(), at.Registration, factor.Recovery)
	must(t, err)
	held, err := h.Factors(t.Context(), at.Who)
	must(t, err)
	must(t, h.Remove(t.Context(), at.Who, at.Session, held[1].ID))
	if got := h.kinds(t, at); got != "[totp]" {
		t.Errorf("there are %s", got)
	}
}

func TestWhatIsRegisteredIsBounded(t *testing.T) {
	h := newHouse(t)
	at := h.sit(t, "kham", nil)
	for name, code := range map[string]string{strings.Repeat("ກ", 60): "", strings.Repeat("x", 61): factor.CodeName, "a\nb": factor.CodeName, "\xff": factor.CodeName} {
		r := at.Registration
		r.Name = name
		_, err := h.RegisterPaper(t.Context(), r, factor.List)
		wantCode(t, code, err)
	}
	for range 9 {
		_, err := h.RegisterPaper(t.Context(), at.Registration, factor.List)
		must(t, err)
	}
	_, err := h.RegisterPaper(t.Context(), at.Registration, factor.List)
	wantCode(t, factor.CodeMany, err)
}

// What a form carries is of one session, and for some minutes.
func TestWhatAFormCarriesIsOfOneSession(t *testing.T) {
	h := newHouse(t)
	at, hers := h.sit(t, "kham", nil), h.sit(t, "noy", nil)
	begun, err := h.StartTOTP(t.Context(), at.Registration, "Samano")
	must(t, err)
	code := app{begun.Secret}.code(t, h.now)
	for _, state := range []string{"", "x", begun.State[:len(begun.State)-4]} {
		wantCode(t, factor.CodeStart, h.RegisterTOTP(t.Context(), at.Registration, state, code))
	}
	wantCode(t, factor.CodeStart, h.RegisterTOTP(t.Context(), hers.Registration, begun.State, code))
	_, err = h.AppAgain(hers.Registration, "Samano", begun.State)
	wantCode(t, factor.CodeStart, err)
	h.now = h.now.Add(11 * time.Minute)
	must(t, h.Prove(t.Context(), at.Token, factor.Proof{Password: secret}))
	wantCode(t, factor.CodeStart, h.RegisterTOTP(t.Context(), at.Registration, begun.State, app{begun.Secret}.code(t, h.now)))
}

// A sealed secret opens nothing at another account, in another row or under another kind.
func TestAFactorThatIsMovedOpensNothing(t *testing.T) {
	h := newHouse(t)
	at := h.sit(t, "kham", nil)
	a := h.newApp(t, at)
	held, err := h.Factors(t.Context(), at.Who)
	must(t, err)
	planted := held[0]
	planted.Subject = factor.OfOfficer("noy")
	h.store.Plant(planted)
	err = h.Prove(t.Context(), h.half(t, "noy"), factor.Proof{Code: a.code(t, h.now)})
	if err == nil || register.KindOf(err) != register.Internal {
		t.Errorf("another officer's app: %v", err)
	}
}

// What two people agree on ends what was lost; what the officer does themselves does not.
func TestAResetByOthersEndsTheFactors(t *testing.T) {
	h := newHouse(t)
	at := h.sit(t, "kham", nil)
	h.newApp(t, at)
	must(t, h.ChangePassword(t.Context(), at.Who, access.PasswordChange{Old: secret, New: "five red bridges", Keep: at.Session.ID}))
	if got := h.kinds(t, at); got != "[totp]" {
		t.Errorf("after a change of the own password there are %s", got)
	}
	reset := access.AccountChange{Account: "kham", What: access.ChangeReset, Officer: at.Who.Officer, By: "boss", At: h.now}
	must(t, h.desk.AddChange(t.Context(), access.Author{At: h.now, By: "boss"}, reset))
	reset.Second, reset.From, reset.Secret = "second", h.now, "a hash"
	must(t, h.desk.ConfirmReset(t.Context(), access.Author{At: h.now, By: "boss", Second: "second"}, reset))
	if got := h.kinds(t, at); got != "[totp]" {
		t.Errorf("before its hour a reset has ended factors: %s", got)
	}
	must(t, h.Sweep(t.Context()))
	if got := h.kinds(t, at); got != "[]" {
		t.Errorf("after a reset there are %s", got)
	}
	h.newApp(t, h.sit(t, "noy", nil))
	must(t, h.desk.SetSecret(t.Context(), access.Author{At: h.now}, "noy", "a hash", false, "")) // by the recovery paper
	held, err := h.store.Factors(t.Context(), factor.OfOfficer("noy"))
	must(t, err)
	if len(held) > 0 {
		t.Errorf("%d factors of an account that was recovered", len(held))
	}
}

// The owner of an account sees where it was signed in, and ends it.
func TestOneSignsOutEverywhere(t *testing.T) {
	h := newHouse(t)
	first := h.sit(t, "kham", nil)
	h.now = h.now.Add(time.Minute)
	here := h.sit(t, "kham", nil)
	list, err := h.Entries(t.Context(), here.Who)
	must(t, err)
	if len(list) != 2 || list[0].Session != here.Session.ID || list[0].Browser != "Firefox" || !list[1].Began.Equal(first.Session.Started) {
		t.Errorf("the sign-ins are %+v", list)
	}
	must(t, h.EndOthers(t.Context(), here.Who, here.Session))
	_, _, err = h.Resume(t.Context(), first.Token)
	wantCode(t, access.CodeSessionEnded, err)
	_, _, err = h.Resume(t.Context(), here.Token)
	must(t, err)
	h.now = h.now.Add(30*24*time.Hour + time.Second)
	must(t, h.Sweep(t.Context()))
	if list, err = h.Entries(t.Context(), here.Who); err != nil || len(list) != 0 {
		t.Errorf("after a month the sign-ins are %+v, %v", list, err)
	}
}

// A command asks for a code where the account has a factor, and leaves no session behind.
func TestACommandSignsIn(t *testing.T) {
	h := newHouse(t)
	never := func() (string, error) { t.Error("a code is asked without a factor"); return "", nil }
	c := access.Credentials{Account: "kham", Password: secret}
	who, err := h.Once(t.Context(), c, never)
	must(t, err)
	if who.Officer.ID != "kham" {
		t.Errorf("%+v signed in", who)
	}
	_, err = h.Once(t.Context(), access.Credentials{Account: "kham", Password: "five red bridges"}, never)
	wantCode(t, access.CodeSignInRefused, err)
	a := h.newApp(t, h.sit(t, "kham", nil))
	_, err = h.Once(t.Context(), c, func() (string, error) { return "000000", nil })
	wantCode(t, factor.CodeProofWrong, err)
	_, err = h.Once(t.Context(), c, func() (string, error) { return a.code(t, h.now), nil })
	must(t, err)
	list, err := h.Entries(t.Context(), who)
	must(t, err)
	for _, e := range list {
		if e.Browser != "" {
			continue
		}
		if _, err := h.desk.Session(t.Context(), e.Session); err == nil {
			t.Error("a session of a command goes on")
		}
	}
}

func TestActsThatAskForAProof(t *testing.T) {
	for kind, asks := range map[register.Kind]bool{register.KindBirth: false, register.KindMerge: true, register.KindUnmerge: true, register.KindProtection: true, register.KindErasure: true} {
		if factor.AsksProof(kind) != asks {
			t.Errorf("%s asks for a proof: %v", kind, !asks)
		}
	}
}

// One form registers one app, however often it is sent: of two factors with one secret each code would count twice.
func TestAnAppIsRegisteredOnce(t *testing.T) {
	h := newHouse(t)
	at := h.sit(t, "kham", nil)
	begun, err := h.StartTOTP(t.Context(), at.Registration, "Samano")
	must(t, err)
	a := app{begun.Secret}
	must(t, h.RegisterTOTP(t.Context(), at.Registration, begun.State, a.code(t, h.now)))
	wantCode(t, factor.CodeStart, h.RegisterTOTP(t.Context(), at.Registration, begun.State, a.code(t, h.now)))
	if held, err := h.Factors(t.Context(), at.Who); err != nil || len(held) != 1 {
		t.Errorf("there are %d factors, %v", len(held), err)
	}
}

// What is removed may have been stolen: no session goes on that it proved.
func TestRemovingAFactorEndsOtherSessions(t *testing.T) {
	h := newHouse(t)
	first := h.sit(t, "kham", nil)
	stolen := h.newApp(t, first)
	mine := h.newApp(t, first)
	thief := h.sit(t, "kham", byCode(stolen.code(t, h.now)))
	at := h.sit(t, "kham", byCode(mine.code(t, h.now)))
	held, err := h.Factors(t.Context(), at.Who)
	must(t, err)
	must(t, h.Remove(t.Context(), at.Who, at.Session, held[0].ID))
	_, _, err = h.Resume(t.Context(), thief.Token)
	wantCode(t, access.CodeSessionEnded, err)
	_, _, err = h.Resume(t.Context(), at.Token)
	wantCode(t, "", err)
}

// Whoever guesses at a second factor has the password already: those who run the server are told of each guess.
func TestGuessesAtAFactorAreTold(t *testing.T) {
	h := newHouse(t)
	h.newApp(t, h.sit(t, "kham", nil))
	token := h.half(t, "kham")
	var told []string
	h.OnAttempt(func(_ context.Context, e access.SignInEvent) {
		if e.Account != "" || e.Tried == "" {
			t.Errorf("told is %+v", e)
		}
		told = append(told, e.Outcome)
	})
	for range 3 {
		wantCode(t, factor.CodeProofWrong, h.Prove(t.Context(), token, factor.Proof{Code: "000000"}))
	}
	if want := slices.Repeat([]string{factor.CodeProofWrong}, 3); !slices.Equal(told, want) {
		t.Errorf("told is %v, want %v", told, want)
	}
}
