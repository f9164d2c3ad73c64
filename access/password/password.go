// Package password owns passwords: what one must be, how it is kept as a hash, and how a first one is made.
package password

import (
	"context"
	"crypto/subtle"
	"encoding/base32"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"samano/register"
)

// The codes of its findings: keys of the message catalogue.
const (
	CodeShort   = "password-too-short" // Args: least
	CodeLong    = "password-too-long"  // Args: most
	CodeText    = "password-malformed" // not UTF-8, or control characters in it
	CodeSimple  = "password-too-simple"
	CodeAccount = "password-names-account"
	CodeCommon  = "password-too-common"
)

// Limits of passwords.
const (
	// MinRunes: with a delay on guessing, length is what counts, and a
	// registrar's password opens a district.
	MinRunes = 12
	// maxBytes bounds the work of hashing what a stranger sends; a
	// sentence in Lao has three bytes a letter.
	maxBytes = 512
	// minDistinctRunes refuses "aaaaaaaaaaaa" and "121212121212".
	minDistinctRunes = 5
)

// Cost is what one hash costs.
type Cost struct {
	MemoryKiB uint32
	Passes    uint32
	Lanes     uint8
}

// RecommendedCost is the second recommended option of RFC 9106, section 4: 64 MiB,
// 3 passes, 4 lanes. The first one wants 2 GiB, more than a post's laptop has.
var RecommendedCost = Cost{MemoryKiB: 64 << 10, Passes: 3, Lanes: 4}

// Lengths of RFC 9106, section 4.
const (
	saltBytes = 16
	keyBytes  = 32
)

// hashesAtOnce bounds the memory that signing in takes: on a Monday morning
// fifty clerks wait a moment in a row, and the server keeps its memory.
const hashesAtOnce = 2

// Bounds of what a stored hash may ask for, so that one altered row cannot take
// the whole machine's memory.
const (
	maxMemoryKiB = 1 << 20
	maxPasses    = 64
)

// ErrSecret says that a stored secret is no argon2id hash of this package. The
// secret is not quoted.
var ErrSecret = errors.New("password: the stored secret cannot be read")

// Secret is the stored text of a password: its hash, in the PHC string format.
type Secret string

// secret is a hash with all that is needed to make it again. Its text is that
// of the PHC string format: $argon2id$v=19$m=65536,t=3,p=4$salt$key
type secret struct {
	cost Cost
	salt []byte
	key  []byte
}

func (s secret) encode() Secret {
	b64 := base64.RawStdEncoding
	return Secret(fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		s.cost.MemoryKiB, s.cost.Passes, s.cost.Lanes, b64.EncodeToString(s.salt), b64.EncodeToString(s.key)))
}

// parseSecret reads what encode wrote, and nothing else: there is one text for
// each secret.
func parseSecret(text Secret) (secret, error) {
	var s secret
	fields := strings.Split(string(text), "$")
	if len(fields) != 6 {
		return secret{}, ErrSecret
	}
	params := strings.Split(fields[3], ",")
	if len(params) != 3 {
		return secret{}, ErrSecret
	}
	number := func(field, prefix string, most uint64) uint64 {
		digits, ok := strings.CutPrefix(field, prefix)
		n, err := strconv.ParseUint(digits, 10, 32)
		if !ok || err != nil || n > most {
			return 0
		}
		return n
	}
	s.cost = Cost{
		MemoryKiB: uint32(number(params[0], "m=", maxMemoryKiB)),
		Passes:    uint32(number(params[1], "t=", maxPasses)),
		Lanes:     uint8(number(params[2], "p=", 255)),
	}
	var err, err2 error
	s.salt, err = base64.RawStdEncoding.Strict().DecodeString(fields[4])
	s.key, err2 = base64.RawStdEncoding.Strict().DecodeString(fields[5])
	if err != nil || err2 != nil || len(s.salt) != saltBytes || len(s.key) != keyBytes || !s.cost.usable() || s.encode() != text {
		return secret{}, ErrSecret
	}
	return s, nil
}

// usable says whether argon2 can be run at that cost: at least one pass and
// lane, and eight blocks of 1 KiB a lane (RFC 9106, 3.1).
func (c Cost) usable() bool {
	return c.Passes >= 1 && c.Lanes >= 1 && c.MemoryKiB >= 8*uint32(c.Lanes)
}

// Hasher hashes passwords and checks them. It is safe for concurrent use.
type Hasher struct {
	cost   Cost
	random io.Reader
	slots  chan struct{}
}

// NewHasher makes one. Tests give a low cost, everybody else RecommendedCost.
func NewHasher(cost Cost, random io.Reader) (*Hasher, error) {
	if !cost.usable() || cost.MemoryKiB > maxMemoryKiB || cost.Passes > maxPasses {
		return nil, errors.New("password: this cost of passwords cannot be computed")
	}
	return &Hasher{cost, random, make(chan struct{}, hashesAtOnce)}, nil
}

// Hash returns the text to store for a password.
func (p *Hasher) Hash(ctx context.Context, password string) (Secret, error) {
	s := secret{cost: p.cost, salt: make([]byte, saltBytes)}
	if _, err := io.ReadFull(p.random, s.salt); err != nil {
		return "", fmt.Errorf("password: a salt: %w", err)
	}
	key, err := p.derive(ctx, s, password)
	if err != nil {
		return "", err
	}
	s.key = key
	return s.encode(), nil
}

// Check says whether the password is that of the stored text, and whether the
// text should be made anew because the cost has changed. An empty text, which
// stands for an account that does not exist, takes the same work and is never
// right.
func (p *Hasher) Check(ctx context.Context, password string, stored Secret) (right, renew bool, err error) {
	s := secret{cost: p.cost, salt: make([]byte, saltBytes), key: make([]byte, keyBytes)}
	if stored != "" {
		if s, err = parseSecret(stored); err != nil {
			return false, false, err
		}
	}
	key, err := p.derive(ctx, s, password)
	if err != nil {
		return false, false, err
	}
	same := subtle.ConstantTimeCompare(key, s.key) == 1
	return same && stored != "", s.cost != p.cost, nil
}

// derive computes the key. The password is normalised first, because two
// keyboards may write one Lao vowel (ຳ) as one character or as two.
func (p *Hasher) derive(ctx context.Context, s secret, password string) ([]byte, error) {
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if len(password) > maxBytes { // never a right one; hash something all the same
		password = password[:maxBytes] + "\x00"
	}
	return argon2.IDKey(norm.NFKC.Bytes([]byte(password)), s.salt, s.cost.Passes, s.cost.MemoryKiB, s.cost.Lanes, keyBytes), nil
}

// CheckNew returns what is wrong with a password that an officer chooses;
// nothing if it may be used. Rules about kinds of characters are left out on
// purpose: they make passwords worse.
func CheckNew(password string, account register.OfficerID) []register.Finding {
	bad := func(code string, args map[string]string) []register.Finding {
		return []register.Finding{{Code: code, Field: "password", Severity: register.Blocking, Args: args}}
	}
	if len(password) > maxBytes {
		return bad(CodeLong, map[string]string{"most": strconv.Itoa(maxBytes)})
	}
	if !utf8.ValidString(password) || strings.ContainsFunc(password, unicode.IsControl) {
		return bad(CodeText, nil)
	}
	// Counted before NFKC, which makes eighteen letters of one ligature.
	if password = norm.NFC.String(password); utf8.RuneCountInString(password) < MinRunes {
		return bad(CodeShort, map[string]string{"least": strconv.Itoa(MinRunes)})
	}
	distinct := map[rune]bool{}
	for _, c := range password {
		distinct[c] = true
	}
	if len(distinct) < minDistinctRunes {
		return bad(CodeSimple, nil)
	}
	if account != "" && strings.Contains(strings.ToLower(password), string(account)) {
		return bad(CodeAccount, nil)
	}
	if isCommon(password) {
		return bad(CodeCommon, nil)
	}
	return nil
}

// temporaryBytes: 80 bits, sixteen characters to copy from a slip of paper.
const temporaryBytes = 10

// Temporary makes a password that is given to an officer once and must
// be changed at the first sign-in: "abcd-efgh-ijkl-mnop". Base32 has no 0, 1, 8
// and 9 to confuse.
func Temporary(random io.Reader) (string, error) {
	b := make([]byte, temporaryBytes)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", fmt.Errorf("password: a temporary password: %w", err)
	}
	s := strings.ToLower(base32.StdEncoding.EncodeToString(b))
	return s[:4] + "-" + s[4:8] + "-" + s[8:12] + "-" + s[12:], nil
}
