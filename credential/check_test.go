package credential

import (
	"bytes"
	"compress/zlib"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"
	"github.com/google/go-cmp/cmp"
	"github.com/veraison/go-cose"
	"pgregory.net/rapid"

	"samano/credential/qrcode"
)

func TestWhatIsIssuedIsCheckedAndSaysTheSame(t *testing.T) {
	for _, key := range []testKey{ed25519Key("moha-2026"), es256Key(t, "device-1")} {
		trust := trusting(t, ed25519Key("another"), key)
		for name, c := range map[string]Claims{"birth": birthClaims(), "marriage": marriageClaims(), "death": deathClaims()} {
			v := Check(issued(t, key, c), trust, c.IssuedAt.Add(time.Hour))
			if v.Outcome != SignedStatusNotChecked || v.Outcome.Refused() {
				t.Fatalf("%s by %s: %v (%s)", name, key.id, v.Outcome, v.Detail)
			}
			if diff := cmp.Diff(c, v.Claims); diff != "" || len(v.Ignored) > 0 || v.Key.KeyID != key.id {
				t.Errorf("%s by %s, key %s, ignored %v (-want +got):\n%s", name, key.id, v.Key.KeyID, v.Ignored, diff)
			}
		}
	}
}

func TestOutcomes(t *testing.T) {
	key, other := ed25519Key("moha-2026"), ed25519Key("moha-2027")
	c := birthClaims()
	c.Expires = day(2027, 1, 1)
	text, now := issued(t, key, c), day(2026, 6, 1)
	held := TrustedKey{KeyID: key.id, Issuer: testIssuer, Public: key.Public(), From: day(2025, 1, 1)}
	with := func(change func(*TrustedKey)) Trust {
		k := held
		change(&k)
		trust, err := NewTrust(k)
		if err != nil {
			t.Fatal(err)
		}
		return trust
	}
	unsigned := tokenOf(t, text)
	unsigned = append(unsigned[:len(unsigned)-66:len(unsigned)-66], 0x40)

	for name, tc := range map[string]struct {
		text  string
		trust Trust
		now   time.Time
		want  Outcome
	}{
		"signed, in its time":               {text, with(func(*TrustedKey) {}), now, SignedStatusNotChecked},
		"the last second":                   {text, with(func(*TrustedKey) {}), c.Expires.Add(-time.Second), SignedStatusNotChecked},
		"the moment it expires":             {text, with(func(*TrustedKey) {}), c.Expires, Expired},
		"a checker's clock a little behind": {text, with(func(*TrustedKey) {}), c.IssuedAt.Add(-clockSkew), SignedStatusNotChecked},
		"a checker's clock far behind":      {text, with(func(*TrustedKey) {}), c.IssuedAt.Add(-clockSkew - time.Second), NotYetValid},
		"a key retired since":               {text, with(func(k *TrustedKey) { k.Until = day(2026, 4, 1) }), now, SignedStatusNotChecked},
		"a key retired before":              {text, with(func(k *TrustedKey) { k.Until = c.IssuedAt }), now, UnknownIssuer},
		"a key that came later":             {text, with(func(k *TrustedKey) { k.From = day(2026, 5, 1) }), now, UnknownIssuer},
		"no trust":                          {text, Trust{}, now, UnknownIssuer},
		"another key id":                    {text, with(func(k *TrustedKey) { k.KeyID = other.id }), now, UnknownIssuer},
		"the key id of another issuer":      {text, with(func(k *TrustedKey) { k.Issuer = "https://other.example" }), now, UnknownIssuer},
		"another key under its id":          {text, with(func(k *TrustedKey) { k.Public = other.Public() }), now, Altered},
		"a key of another kind":             {text, with(func(k *TrustedKey) { k.Public = es256Key(t, "x").Public() }), now, Altered},
		"its signature cut off":             {packed(t, unsigned), with(func(*TrustedKey) {}), now, Unsigned},
		"longer than any code":              {strings.Repeat("0", maxText+1), Trust{}, now, TooLarge},
		"nothing at all":                    {"", Trust{}, now, Unreadable},
	} {
		t.Run(name, func(t *testing.T) {
			v := Check(tc.text, tc.trust, tc.now)
			if v.Outcome != tc.want {
				t.Fatalf("%v (%s), want %v", v.Outcome, v.Detail, tc.want)
			}
			good := v.Outcome == SignedStatusNotChecked || v.Outcome == Expired || v.Outcome == NotYetValid
			if shown := v.Claims != (Claims{}); shown != good {
				t.Errorf("claims shown: %v, signature good: %v", shown, good)
			}
			if v.Outcome.Refused() && v.Detail == "" {
				t.Error("refused without a reason")
			}
		})
	}
}

// A code that names no key is tried with each of the issuer's.
func TestCodeWithoutKeyID(t *testing.T) {
	key := ed25519Key("moha-2026")
	payload, err := encodeClaims(birthClaims())
	if err != nil {
		t.Fatal(err)
	}
	signer, err := cose.NewSigner(cose.AlgorithmEdDSA, key)
	if err != nil {
		t.Fatal(err)
	}
	token, err := cose.Sign1(nil, signer, cose.Headers{}, payload, nil)
	if err != nil {
		t.Fatal(err)
	}
	text := packed(t, append([]byte{0xd8, 0x3d}, token...)) // and with the CWT tag
	if v := Check(text, trusting(t, ed25519Key("another"), key), day(2026, 6, 1)); v.Outcome != SignedStatusNotChecked {
		t.Errorf("%v (%s)", v.Outcome, v.Detail)
	}
	if v := Check(text, trusting(t, ed25519Key("another")), day(2026, 6, 1)); v.Outcome != Altered {
		t.Errorf("with another key only: %v (%s)", v.Outcome, v.Detail)
	}
}

// cborMap writes a map in which raw pairs follow each other as they are given.
func cborMap(pairs ...[]byte) []byte {
	return append([]byte{0xa0 | byte(len(pairs))}, bytes.Join(pairs, nil)...)
}

func cborOf(t *testing.T, v any) []byte {
	t.Helper()
	b, err := cbor.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestPayloadsThatAreRefused(t *testing.T) {
	pair := func(key, value any) []byte { return append(cborOf(t, key), cborOf(t, value)...) }
	issuer := pair(1, testIssuer)
	person := pair(169, map[int]any{4: "ສົມສັກ"})
	paper := func(change func(map[int]any)) []byte {
		m := map[int]any{1: 1, 2: 1, 3: 7, 4: "o", 5: "n", 6: "2026-03-02"}
		change(m)
		return pair(cwtPaper, m)
	}
	for name, tc := range map[string]struct {
		payload []byte
		stage   Stage
	}{
		"no map":                      {[]byte{0x80}, StageCWT},
		"bytes after the end":         {append(cborMap(issuer, person), 0), StageCWT},
		"an issuer twice":             {cborMap(issuer, issuer, person), StageCWT},
		"a name twice":                {cborMap(issuer, append(cborOf(t, 169), cborMap(pair(4, "a"), pair(4, "b"))...)), StageCWT},
		"twice in what we ignore":     {cborMap(issuer, person, append(cborOf(t, 999), cborMap(pair("k", 1), pair("k", 2))...)), StageCWT},
		"an indefinite map":           {[]byte{0xbf, 0x01, 0x61, 'a', 0xff}, StageCWT},
		"an indefinite text":          {cborMap([]byte{0x01, 0x7f, 0x61, 'a', 0xff}), StageCWT},
		"a tagged time":               {cborMap(issuer, person, []byte{0x06, 0xc1, 0x1a, 0x65, 0x53, 0xf1, 0x00}), StageCWT},
		"text that is not UTF-8":      {cborMap([]byte{0x01, 0x61, 0xff}), StageCWT},
		"nested too deep":             {cborMap(issuer, person, append(cborOf(t, 999), bytes.Repeat([]byte{0x81}, maxNesting)...)), StageCWT},
		"an issuer of bytes":          {cborMap(pair(1, []byte("x")), person), StageCWT},
		"an audience":                 {cborMap(issuer, person, pair(3, "somebody")), StageCWT},
		"a time that is no number":    {cborMap(issuer, person, pair(4, 0.0), pair(6, "now")), StageCWT},
		"a time before 1970":          {cborMap(issuer, person, pair(6, -1)), StageCWT},
		"no person":                   {cborMap(issuer), StageClaims},
		"a person who is a list":      {cborMap(issuer, pair(169, []int{1})), StageClaims},
		"a gender out of range":       {cborMap(issuer, pair(169, map[int]any{9: 4})), StageClaims},
		"a birth on no day":           {cborMap(issuer, pair(169, map[int]any{8: "19900231"})), StageClaims},
		"a version of the future":     {cborMap(issuer, person, paper(func(m map[int]any) { m[1] = 2 })), StageClaims},
		"no version":                  {cborMap(issuer, person, paper(func(m map[int]any) { delete(m, 1) })), StageClaims},
		"a kind of the future":        {cborMap(issuer, person, paper(func(m map[int]any) { m[2] = 4 })), StageClaims},
		"no seq":                      {cborMap(issuer, person, paper(func(m map[int]any) { delete(m, 3) })), StageClaims},
		"two dates that disagree":     {cborMap(issuer, pair(169, map[int]any{8: "1974"}), paper(func(m map[int]any) { m[10] = "1975" })), StageClaims},
		"a doubt that was left out":   {cborMap(issuer, pair(169, map[int]any{8: "1974"}), paper(func(m map[int]any) { m[10] = "1974~" })), StageClaims},
		"a birth with a spouse":       {cborMap(issuer, person, paper(func(m map[int]any) { m[13] = map[int]any{4: "x"} })), StageClaims},
		"a mother without a name":     {cborMap(issuer, person, paper(func(m map[int]any) { m[11] = []string{} })), StageClaims},
		"a turned name":               {cborMap(issuer, pair(169, map[int]any{4: "a\u202eb"})), StageClaims},
		"a status list without index": {cborMap(issuer, person, pair(65535, map[string]any{"status_list": map[string]any{"uri": "x"}})), StageClaims},
	} {
		t.Run(name, func(t *testing.T) {
			key := ed25519Key("moha-2026")
			v := Check(issuedRaw(t, key, tc.payload), trusting(t, key), day(2026, 6, 1))
			if v.Outcome != Unreadable || v.Stage != tc.stage {
				t.Errorf("%v at %q (%s), want unreadable at %q", v.Outcome, v.Stage, v.Detail, tc.stage)
			}
		})
	}
	// The pieces are sound by themselves, and keys of the future are listed.
	key := ed25519Key("moha-2026")
	payload := cborMap(issuer, person, paper(func(m map[int]any) { m[99] = true }), pair(999, 1), pair("x", 1))
	v := Check(issuedRaw(t, key, payload), trusting(t, key), day(2026, 6, 1))
	if diff := cmp.Diff([]string{"-70001.99", "999", "text"}, v.Ignored); v.Outcome != SignedStatusNotChecked || diff != "" {
		t.Errorf("%v (%s), ignored (-want +got):\n%s", v.Outcome, v.Detail, diff)
	}
}

func TestEnvelopesThatAreRefused(t *testing.T) {
	payload := cborOf(t, map[int]any{1: testIssuer, 169: map[int]any{4: "ສົມສັກ"}})
	signature := make([]byte, 64)
	protected := func(m map[int]any) []byte { return cborOf(t, m) }
	sign1 := func(parts ...any) []byte { return append([]byte{0xd2}, cborOf(t, parts)...) }
	eddsa := protected(map[int]any{1: -8})
	none := map[int]any{}

	for name, token := range map[string][]byte{
		"no tag":                         cborOf(t, []any{eddsa, none, payload, signature}),
		"COSE_Mac0":                      append([]byte{0xd1}, cborOf(t, []any{eddsa, none, payload, signature})...),
		"COSE_Encrypt0":                  append([]byte{0xd0}, cborOf(t, []any{eddsa, none, payload})...),
		"the CWT tag twice":              append([]byte{0xd8, 0x3d, 0xd8, 0x3d}, sign1(eddsa, none, payload, signature)...),
		"three elements":                 sign1(eddsa, none, payload),
		"five elements":                  sign1(eddsa, none, payload, signature, signature),
		"bytes after the end":            append(sign1(eddsa, none, payload, signature), 0),
		"an indefinite array":            append([]byte{0xd2, 0x9f}, append(bytes.Join([][]byte{cborOf(t, eddsa), {0xa0}, cborOf(t, payload), cborOf(t, signature)}, nil), 0xff)...),
		"a detached payload":             sign1(eddsa, none, nil, signature),
		"a signature of numbers":         sign1(eddsa, none, payload, []int{1, 2}),
		"a signature of null":            sign1(eddsa, none, payload, nil),
		"an algorithm not protected":     sign1([]byte{}, map[int]any{1: -8}, payload, signature),
		"an algorithm in text":           sign1(protected(map[int]any{1: "EdDSA"}), none, payload, signature),
		"no algorithm, yet a signature":  sign1([]byte{}, none, payload, signature),
		"RS256":                          sign1(protected(map[int]any{1: -257}), none, payload, signature),
		"HMAC 256/256":                   sign1(protected(map[int]any{1: 5}), none, payload, signature),
		"a header in both buckets":       sign1(protected(map[int]any{1: -8, 4: []byte("k")}), map[int]any{4: []byte("k")}, payload, signature),
		"a protected header twice":       sign1([]byte{0xa2, 0x01, 0x27, 0x01, 0x27}, none, payload, signature),
		"an unknown critical header":     sign1(protected(map[int]any{1: -8, 2: []int{99}, 99: 1}), none, payload, signature),
		"a critical header not there":    sign1(protected(map[int]any{1: -8, 2: []int{4}}), none, payload, signature),
		"an empty list of critical ones": sign1(protected(map[int]any{1: -8, 2: []int{}}), none, payload, signature),
		"a key id in text":               sign1(protected(map[int]any{1: -8, 4: "k"}), none, payload, signature),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := read(packed(t, token))
			var read *ReadError
			if !errors.As(err, &read) || read.Stage != StageCOSE {
				t.Errorf("%v, want a failure at cose", err)
			}
		})
	}
	// The same shapes done rightly are read, with a critical header that is known.
	u, err := read(packed(t, sign1(protected(map[int]any{1: -7, 2: []int{4}, 4: []byte("k")}), none, payload, signature)))
	if err != nil || u.algorithm != algES256 || u.keyID != "k" || !u.signed {
		t.Errorf("a good envelope: %+v, %v", u, err)
	}
}

func TestPackedDataIsBounded(t *testing.T) {
	var bomb bytes.Buffer
	z := zlib.NewWriter(&bomb)
	if _, err := io.CopyN(z, zeros{}, 2<<20); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if v := Check(encodeBase45(bomb.Bytes()), Trust{}, day(2026, 1, 1)); v.Outcome != TooLarge || v.Stage != StageZlib {
		t.Errorf("2 MB of zeros in a code: %v at %q", v.Outcome, v.Stage)
	}
	good, err := pack(tokenOf(t, issued(t, ed25519Key("moha-2026"), birthClaims())))
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{
		"a byte after the end": append(bytes.Clone(good), 0),
		"a checksum cut off":   good[:len(good)-1],
		"no zlib":              []byte("plain"),
	} {
		if v := Check(encodeBase45(b), Trust{}, day(2026, 1, 1)); v.Outcome != Unreadable || v.Stage != StageZlib {
			t.Errorf("%s: %v at %q", name, v.Outcome, v.Stage)
		}
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// Every single bit of what is signed, of the signature and of what surrounds
// them counts.
func TestOneFlippedBitIsNeverSigned(t *testing.T) {
	for _, key := range []testKey{ed25519Key("moha-2026"), es256Key(t, "device-1")} {
		trust, now := trusting(t, key), day(2026, 6, 1)
		token := tokenOf(t, issued(t, key, birthClaims()))
		for i := range token {
			for bit := range 8 {
				spoiled := bytes.Clone(token)
				spoiled[i] ^= 1 << bit
				u, err := readToken(spoiled)
				if err != nil {
					continue
				}
				if v := u.check(trust, now); v.Outcome != Altered && v.Outcome != UnknownIssuer && v.Outcome != Unsigned {
					t.Fatalf("%s: byte %d, bit %d: %v", key.id, i, bit, v.Outcome)
				}
			}
		}
	}
}

// One wrong character of the code is never taken for another certificate.
func TestOneWrongCharacterNeverSaysAnythingElse(t *testing.T) {
	key, c := ed25519Key("moha-2026"), birthClaims()
	trust, now, text := trusting(t, key), day(2026, 6, 1), issued(t, key, c)
	token := tokenOf(t, text)
	same := 0
	for i := range len(text) {
		for _, char := range []byte(qrcode.Alphabet) {
			if char == text[i] {
				continue
			}
			wrong := text[:i] + string(char) + text[i+1:]
			v := Check(wrong, trust, now)
			switch v.Outcome {
			case Expired, NotYetValid:
				t.Fatalf("character %d as %q: %v", i+1, char, v.Outcome)
			case SignedStatusNotChecked:
				if same++; !bytes.Equal(tokenOf(t, wrong), token) {
					t.Fatalf("character %d as %q says something else", i+1, char)
				}
			}
		}
	}
	t.Logf("%d characters, %d of %d replacements unpack to the very same bytes", len(text), same, len(text)*44)
}

func TestPropertyIssueThenCheck(t *testing.T) {
	key := ed25519Key("moha-2026")
	trust := trusting(t, key)
	rapid.Check(t, func(t *rapid.T) {
		c := drawClaims(t)
		text, err := Issue(key, c)
		if err != nil {
			t.Fatal(err)
		}
		v := Check(text, trust, c.IssuedAt)
		if v.Outcome != SignedStatusNotChecked {
			t.Fatalf("%v (%s)", v.Outcome, v.Detail)
		}
		if diff := cmp.Diff(c, v.Claims); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	})
}

func drawClaims(t *rapid.T) Claims {
	text := rapid.StringOfN(rapid.RuneFrom([]rune("ກຂຄງຈສຊຍດຕຖທນບປຜຝພຟມຢຣລວຫອຮ່້໋ໍາິີຶືແໂໃໄ ABCabc-/.ơđ𐍈")), 0, 12, -1)
	some := rapid.StringOfN(rapid.RuneFrom([]rune("ກຂຄAB/-12")), 1, 12, -1)
	date := rapid.Custom(func(t *rapid.T) Date {
		whole := day(1900, 1, 1).AddDate(0, 0, rapid.IntRange(0, 60_000).Draw(t, "days")).Format(time.DateOnly)
		cut := whole[:rapid.SampledFrom([]int{4, 7, 10}).Draw(t, "precision")]
		return rapid.SampledFrom([]Date{"", "XXXX", Date(cut), Date(cut + "~"), Date(cut + "?"), Date(cut + "%")}).Draw(t, "date")
	})
	names := func(label string) Names {
		if rapid.Bool().Draw(t, label+" stated") {
			return Names{some.Draw(t, label), text.Draw(t, label+" in Latin")}
		}
		return Names{}
	}
	person := func(label string) Person {
		p := Person{
			ID:          rapid.StringMatching(`([0-9]{12})?`).Draw(t, label+" id"),
			Language:    rapid.SampledFrom([]Language{"", "lao", "hmn"}).Draw(t, label+" language"),
			Names:       names(label),
			BirthDate:   date.Draw(t, label+" birth"),
			Gender:      Gender(rapid.IntRange(0, 3).Draw(t, label+" gender")),
			Nationality: rapid.SampledFrom([]string{"", "LAO", "VN"}).Draw(t, label+" nationality"),
		}
		if p.Names.Latin != "" {
			p.LatinLanguage = "eng"
		}
		return p
	}
	c := Claims{
		Issuer:     testIssuer,
		IssuedAt:   day(2025, 1, 2).Add(time.Duration(rapid.IntRange(0, 1e9).Draw(t, "issued")) * time.Second),
		Kind:       Kind(rapid.IntRange(1, 3).Draw(t, "kind")),
		Seq:        Seq(rapid.Int64Min(0).Draw(t, "seq")),
		Office:     some.Draw(t, "office"),
		ActNumber:  some.Draw(t, "act"),
		CopyCount:  rapid.Uint32().Draw(t, "copies"),
		Registered: "2026-03-02",
		Event:      Event{Place: text.Draw(t, "place")},
		Person:     person("person"),
		Mother:     names("mother"),
		Father:     names("father"),
	}
	copy(c.Copy[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "copy"))
	c.Copy[0] |= 1 // never the zero id
	if c.Kind != Birth {
		c.Event.Date = date.Draw(t, "event")
	}
	if c.Kind == Marriage {
		c.Spouse = person("spouse")
	}
	if rapid.Bool().Draw(t, "with status") {
		c.Status = &StatusRef{URI: "https://civil.example.la/s/1", Index: rapid.Uint64Max(1<<63-1).Draw(t, "index")}
	}
	if rapid.Bool().Draw(t, "expires") {
		c.Expires = c.IssuedAt.Add(time.Hour)
	}
	return c
}

// Paper is for decades: what version 1 printed must stay readable for ever.
func TestPaperOfVersion1(t *testing.T) {
	file, err := os.ReadFile("testdata/v1/trust.txt")
	if err != nil {
		t.Fatal(err)
	}
	trust, err := ParseTrust(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]Claims{"birth": birthClaims(), "marriage": marriageClaims(), "death": deathClaims()} {
		text, err := os.ReadFile("testdata/v1/" + name + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		v := Check(strings.TrimSuffix(string(text), "\n"), trust, day(2026, 6, 1))
		if diff := cmp.Diff(want, v.Claims); v.Outcome != SignedStatusNotChecked || diff != "" {
			t.Errorf("%s: %v (%s) (-want +got):\n%s", name, v.Outcome, v.Detail, diff)
		}
	}
}

// Whatever is read, reading never fails otherwise than by a ReadError, and no
// unsigned or wrongly signed text is ever taken for signed.
func FuzzRead(f *testing.F) {
	for _, v := range vectors(f) {
		f.Add([]byte(v.QR), true)
	}
	key := ed25519Key("moha-2026")
	token := tokenOf(f, issued(f, key, marriageClaims()))
	f.Add(token, false)
	trust := trusting(f, ed25519Key("nobody")) // whose key has signed nothing
	f.Fuzz(func(t *testing.T, input []byte, text bool) {
		var err error
		var u unverified
		if text {
			u, err = read(string(input))
		} else {
			u, err = readToken(input) // past the checksum, which a fuzzer seldom meets
		}
		var read *ReadError
		if err != nil && !errors.As(err, &read) {
			t.Fatalf("not a ReadError: %v", err)
		}
		if err != nil {
			return
		}
		if err := u.claims.validateShape(); err != nil {
			t.Fatalf("read claims that are out of shape: %v", err)
		}
		if v := u.check(trust, day(2026, 6, 1)); v.Outcome == SignedStatusNotChecked {
			t.Fatal("signed by nobody")
		}
	})
}
