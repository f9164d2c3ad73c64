package factor

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"samano/access"
	"samano/register"
)

// Limits of what one subject registers.
const (
	maxFactors   = 10
	maxNameRunes = 60 // one line of a telephone
	idBytes      = 16
	// startedFor is how long a form that begins a registration, or a question to a passkey, is good.
	startedFor = 10 * time.Minute
)

// secret is what checks proofs of a factor, of the member that its kind has. It is sealed.
type secret struct {
	TOTP    []byte   `json:"totp,omitempty"`
	Codes   [][]byte `json:"codes,omitempty"` // hashes, in the order of the paper
	Passkey []byte   `json:"passkey,omitempty"`
}

// place says where a secret belongs, so that it opens nowhere else.
func (f *Factor) place() []byte {
	return []byte("factor " + string(f.Subject) + " " + string(f.Kind) + " " + string(f.ID))
}

func (s *SignIn) open(f *Factor) (out secret, err error) {
	b, err := s.c.Sealer.Open(f.Secret, f.place())
	if err == nil {
		err = json.Unmarshal(b, &out)
	}
	if err != nil {
		return out, register.Errorf(register.Internal, "factor.open", "the factor %s: %w", f.ID, err)
	}
	return out, nil
}

// Factors returns those of the officer's own account, the oldest first.
func (s *SignIn) Factors(ctx context.Context, who access.Actor) ([]Factor, error) {
	held, err := s.c.Store.Factors(ctx, OfOfficer(who.Officer.ID))
	if err != nil {
		return nil, fmt.Errorf("factor.Factors: %w", err)
	}
	return held, nil
}

// CodesLeft is how many codes of a list or of recovery codes are not used yet.
func (f *Factor) CodesLeft() int {
	_, n := lettersOf(f.Kind)
	for i := range n {
		if f.Usage.Codes&(1<<i) != 0 {
			n--
		}
	}
	return n
}

// RecoveredAt is when a recovery code of the account was used last; the zero time: none was, since
// there are new ones. Its officer is told.
func RecoveredAt(held []Factor) time.Time {
	for _, f := range held {
		if f.Kind == Recovery && f.Usage.Codes != 0 {
			return f.LastUsed
		}
	}
	return time.Time{}
}

// Registration is what an officer registers, by a session that has proved a factor a moment ago.
type Registration struct {
	Who     access.Actor
	Session access.Session
	Name    string
}

// add seals a secret and adds the factor, and ends all other sessions: whoever sits at one knows the
// password alone.
func (s *SignIn) add(ctx context.Context, r Registration, f Factor, of secret) error {
	const op = "factor.Register"
	b, err := json.Marshal(of)
	if err != nil {
		return register.Errorf(register.Internal, op, "%w", err)
	}
	if f.Secret, err = s.c.Sealer.Seal(b, f.place()); err != nil {
		return register.Errorf(register.Internal, op, "%w", err)
	}
	if err := s.c.Store.AddFactor(ctx, access.Author{At: f.Since, By: r.Who.Officer.ID}, f); register.KindOf(err) == register.Conflict && err != nil {
		return register.Coded(register.Forbidden, op, CodeStart) // it is registered already, by the same form
	} else if err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	return s.EndOthers(ctx, r.Who, r.Session)
}

// prepare checks that the officer may register one more, and draws its id.
func (s *SignIn) prepare(ctx context.Context, r Registration, kind Kind) (f Factor, held []Factor, err error) {
	const op = "factor.Register"
	if err := s.Fresh(ctx, r.Session); err != nil {
		return f, nil, err
	}
	name := strings.TrimSpace(r.Name)
	if !utf8.ValidString(name) || utf8.RuneCountInString(name) > maxNameRunes || strings.ContainsFunc(name, unicode.IsControl) {
		return f, nil, register.InvalidBy(op, register.Blocked(CodeName, "name"))
	}
	if held, err = s.Factors(ctx, r.Who); err != nil {
		return f, nil, err
	}
	if len(held) >= maxFactors {
		return f, nil, register.InvalidBy(op, register.Finding{Code: CodeMany, Field: "name", Severity: register.Blocking, Args: map[string]string{"most": strconv.Itoa(maxFactors)}})
	}
	id := make([]byte, idBytes)
	if _, err := io.ReadFull(s.c.Random, id); err != nil {
		return f, nil, fmt.Errorf("%s: an id: %w", op, err)
	}
	return Factor{ID: ID(hex.EncodeToString(id)), Subject: OfOfficer(r.Who.Officer.ID), Kind: kind, Name: name, Since: s.c.Now()}, held, nil
}

// idOf is the id of an app's secret or a passkey's credential, so that neither is registered twice, and no code counts for
// two factors.
func idOf(of []byte) ID {
	sum := sha256.Sum256(append([]byte("samano factor "), of...))
	return ID(hex.EncodeToString(sum[:idBytes]))
}

// started is what a form carries from the beginning of a registration, or of a question, to its end.
type started struct {
	At      time.Time        `json:"at"`
	Session access.SessionID `json:"session"`
	Content []byte           `json:"content"`
}

// carry seals what a form carries along for a session.
func (s *SignIn) carry(kind Kind, what string, session access.Session, content []byte) (string, error) {
	b, err := json.Marshal(started{s.c.Now(), session.ID, content})
	if err == nil {
		b, err = s.c.Sealer.Seal(b, []byte("started "+string(kind)+" "+what))
	}
	if err != nil {
		return "", register.Errorf(register.Internal, "factor.carry", "%w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

// carried opens what a form carried; another session's, or an old one, is CodeStart.
func (s *SignIn) carried(kind Kind, what string, session access.Session, text string) (started, error) {
	var out started
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		b, err = s.c.Sealer.Open(b, []byte("started "+string(kind)+" "+what))
	}
	if err == nil {
		err = json.Unmarshal(b, &out)
	}
	if age := s.c.Now().Sub(out.At); err != nil || out.Session != session.ID || age < 0 || age > startedFor {
		return started{}, register.Coded(register.Forbidden, "factor.carried", CodeStart)
	}
	return out, nil
}

// The two things that are asked of a passkey or an app.
const (
	toRegister = "registration"
	toProve    = "proof"
)

// App is what an app for codes is told.
type App struct {
	Secret string // to type
	URI    string // to scan
	State  string // for the form that brings the first code
}

// StartTOTP draws a secret for an app. It is registered when the app has shown that it has it.
func (s *SignIn) StartTOTP(ctx context.Context, r Registration, issuer string) (App, error) {
	if _, _, err := s.prepare(ctx, r, TOTP); err != nil {
		return App{}, err
	}
	b := make([]byte, totpBytes)
	if _, err := io.ReadFull(s.c.Random, b); err != nil {
		return App{}, fmt.Errorf("factor.StartTOTP: a secret: %w", err)
	}
	return s.app(r, issuer, b)
}

func (s *SignIn) app(r Registration, issuer string, b []byte) (App, error) {
	state, err := s.carry(TOTP, toRegister, r.Session, b)
	return App{totpText(b), totpURI(issuer, string(r.Who.Officer.ID), b), state}, err
}

// AppAgain returns what the app was told, for a form that comes back because its code was wrong.
func (s *SignIn) AppAgain(r Registration, issuer, state string) (App, error) {
	begun, err := s.carried(TOTP, toRegister, r.Session, state)
	if err != nil {
		return App{}, err
	}
	return App{totpText(begun.Content), totpURI(issuer, string(r.Who.Officer.ID), begun.Content), state}, nil
}

// RegisterTOTP registers an app by its first code, which is used up by that.
func (s *SignIn) RegisterTOTP(ctx context.Context, r Registration, state, code string) error {
	const op = "factor.RegisterTOTP"
	f, _, err := s.prepare(ctx, r, TOTP)
	if err != nil {
		return err
	}
	begun, err := s.carried(TOTP, toRegister, r.Session, state)
	if err != nil {
		return err
	}
	step, ok := totpStep(begun.Content, typedCode(code), 0, f.Since)
	if !ok {
		return register.InvalidBy(op, register.Blocked(CodeProofWrong, "code"))
	}
	f.ID, f.Usage.Mark = idOf(begun.Content), step
	return s.add(ctx, r, f, secret{TOTP: begun.Content})
}

// RegisterPaper registers a list of codes, or recovery codes in place of those that there are, and
// returns what is printed. It is shown once. Recovery codes replace a factor, so there has to be one.
func (s *SignIn) RegisterPaper(ctx context.Context, r Registration, kind Kind) ([]string, error) {
	const op = "factor.RegisterPaper"
	f, held, err := s.prepare(ctx, r, kind)
	if err != nil {
		return nil, err
	}
	if kind == Recovery && !slices.ContainsFunc(held, func(f Factor) bool { return f.Kind != Recovery }) {
		return nil, register.InvalidBy(op, register.Blocked(CodeAlone, "name"))
	}
	codes, err := newCodes(kind, s.c.Random)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	if err := s.add(ctx, r, f, secret{Codes: hashCodes(f.ID, codes)}); err != nil {
		return nil, err
	}
	for _, old := range held {
		if kind == Recovery && old.Kind == Recovery {
			if err := s.c.Store.RemoveFactor(ctx, access.Author{At: f.Since, By: r.Who.Officer.ID}, old.Subject, old.ID); err != nil && register.KindOf(err) != register.NotFound {
				return nil, fmt.Errorf("%s: %w", op, err)
			}
		}
	}
	return codes, nil
}

// Remove ends a factor of the officer's own account. Recovery codes end with the last other factor.
func (s *SignIn) Remove(ctx context.Context, who access.Actor, session access.Session, id ID) error {
	const op = "factor.Remove"
	if err := s.Fresh(ctx, session); err != nil {
		return err
	}
	held, err := s.Factors(ctx, who)
	if err != nil {
		return err
	}
	by := access.Author{At: s.c.Now(), By: who.Officer.ID}
	if !slices.ContainsFunc(held, func(f Factor) bool { return f.ID == id }) {
		return register.Coded(register.NotFound, op, CodeUnknown)
	}
	if slices.ContainsFunc(held, func(f Factor) bool { return f.ID != id && f.Kind != Recovery }) {
		err = s.c.Store.RemoveFactor(ctx, by, OfOfficer(who.Officer.ID), id)
	} else {
		err = s.removeLast(ctx, by, held, id)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	return s.EndOthers(ctx, who, session) // one of them may have been proved by it
}

// removeLast removes the last factor with the recovery codes, or the recovery codes alone.
func (s *SignIn) removeLast(ctx context.Context, by access.Author, held []Factor, id ID) error {
	i := slices.IndexFunc(held, func(f Factor) bool { return f.ID == id })
	if held[i].Kind == Recovery && len(held) > 1 {
		return s.c.Store.RemoveFactor(ctx, by, held[i].Subject, id)
	}
	return s.c.Store.RemoveFactors(ctx, by, held[i].Subject)
}
