package password

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"samano/register"
)

// cheap is the least that argon2 computes.
var cheap = Cost{MemoryKiB: 8, Passes: 1, Lanes: 1}

func source(seed byte) *rand.ChaCha8 { return rand.NewChaCha8([32]byte{seed}) }

func hasher(t testing.TB, cost Cost) *Hasher {
	t.Helper()
	p, err := NewHasher(cost, source(1))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// released was written by the first version; such texts are read for ever.
const released = "$argon2id$v=19$m=8,t=1,p=1$auZ4P0+96RtuuItzpI7SRw$SWAoxet0jIFFdBWR7v1qIcszC+/dyjFgLqzuT2nru+U"

func TestPasswordsComeBackRight(t *testing.T) {
	p := hasher(t, cheap)
	composed, decomposed := "ຂ້ອຍຢູ່ບ້ານນ\u0eb3ປາ 12", "ຂ້ອຍຢູ່ບ້ານນ\u0ecd\u0eb2ປາ 12"
	tests := []struct {
		name, set, typed string
		right            bool
	}{
		{"the same", "correct horse 7", "correct horse 7", true},
		{"another", "correct horse 7", "correct horse 8", false},
		{"none", "correct horse 7", "", false},
		{"two ways to write one Lao vowel", composed, decomposed, true},
		{"longer than any password, with the right one in front", strings.Repeat("x", maxBytes), strings.Repeat("x", maxBytes+1), false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			stored, err := p.Hash(t.Context(), test.set)
			if err != nil {
				t.Fatal(err)
			}
			right, renew, err := p.Check(t.Context(), test.typed, stored)
			if err != nil || right != test.right || renew {
				t.Errorf("right=%t renew=%t (%v)", right, renew, err)
			}
		})
	}
	t.Run("one of the first version", func(t *testing.T) {
		if right, _, err := p.Check(t.Context(), "correct horse 7", released); err != nil || !right {
			t.Errorf("right=%t (%v)", right, err)
		}
	})
	t.Run("an account that does not exist, whatever is typed", func(t *testing.T) {
		if right, _, err := p.Check(t.Context(), "correct horse 7", ""); err != nil || right {
			t.Errorf("right=%t (%v)", right, err)
		}
	})
	t.Run("at an older cost it is right and should be renewed", func(t *testing.T) {
		old, err := HashWith(Cost{MemoryKiB: 16, Passes: 1, Lanes: 2}, p, "correct horse 7")
		if err != nil {
			t.Fatal(err)
		}
		if right, renew, err := p.Check(t.Context(), "correct horse 7", old); err != nil || !right || !renew {
			t.Errorf("right=%t renew=%t (%v)", right, renew, err)
		}
	})
}

// TestRecommendedCost holds the cost to RFC 9106, section 4, second option.
func TestRecommendedCost(t *testing.T) {
	p := hasher(t, RecommendedCost)
	stored, err := p.Hash(t.Context(), "correct horse 7")
	if err != nil || !strings.HasPrefix(string(stored), "$argon2id$v=19$m=65536,t=3,p=4$") {
		t.Errorf("%s (%v)", stored, err)
	}
}

// TestHashingWaitsItsTurn: memory is bounded, and who leaves does not wait.
func TestHashingWaitsItsTurn(t *testing.T) {
	p := hasher(t, cheap)
	free := p.Occupy()
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for _, stored := range []Secret{"", released} {
		if right, renew, err := p.Check(gone, "x", stored); !errors.Is(err, context.Canceled) || right || renew {
			t.Errorf("with all places taken: right=%t renew=%t (%v)", right, renew, err)
		}
	}
	free()
	if right, renew, err := p.Check(t.Context(), "x", "no secret"); !errors.Is(err, ErrSecret) || right || renew {
		t.Errorf("of a secret that cannot be read: right=%t renew=%t (%v)", right, renew, err)
	}
	if _, _, err := p.Check(t.Context(), "x", ""); err != nil {
		t.Error(err)
	}
}

func TestNewPasswords(t *testing.T) {
	tests := []struct{ name, password, code string }{
		{"twelve letters", "brown rivers", ""},
		{"eleven", "brown river", CodeShort},
		{"twelve Lao letters", "ນ້ຳຂອງສີນ້ຳຕານ", ""},
		{"one ligature is one letter", strings.Repeat("\ufdfa", 5), CodeShort},
		{"the longest", strings.Repeat("abcdefgh", 64), ""},
		{"one byte more", strings.Repeat("abcdefgh", 64) + "i", CodeLong},
		{"four letters over and over", "abcdabcdabcd", CodeSimple},
		{"five", "abcdeabcdeab", ""},
		{"the account in it", "I am KHAM.S of here", CodeAccount},
		{"a line break", "brown\nrivers here", CodeText},
		{"no UTF-8", "brown rivers\xff", CodeText},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := ""
			if bad := CheckNew(test.password, "kham.s"); len(bad) > 0 {
				got = bad[0].Code
			}
			if got != test.code {
				t.Errorf("%q, want %q", got, test.code)
			}
			for _, f := range CheckNew(test.password, "kham.s") {
				limit := map[string]string{CodeShort: f.Args["least"], CodeLong: f.Args["most"]}[f.Code]
				if f.Field != "password" || f.Severity != register.Blocking || limit != map[string]string{CodeShort: "12", CodeLong: "512"}[f.Code] {
					t.Errorf("the form is told %+v", f)
				}
			}
		})
	}
}

// FuzzStoredPassword: a text either is refused or is the one text of its secret.
func FuzzStoredPassword(f *testing.F) {
	f.Add(released)
	f.Add("$argon2id$v=19$m=65536,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$argon2id$v=19$m=4294967295,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$argon2i$v=19$m=8,t=0,p=0$$")
	f.Add("$$$$$")
	f.Fuzz(func(t *testing.T, text string) {
		encoded, key, err := ParseSecret(text)
		if err != nil {
			if !errors.Is(err, ErrSecret) || strings.Contains(err.Error(), "argon2id$") {
				t.Fatalf("the error is %v", err)
			}
			return
		}
		if encoded != text || len(key) != 32 {
			t.Fatalf("%q was read as %q", text, encoded)
		}
	})
}

func TestRefusedSecrets(t *testing.T) {
	good := "$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	if _, _, err := ParseSecret(good); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string][2]string{
		"another algorithm":            {"argon2id", "argon2i"},
		"another version":              {"v=19", "v=16"},
		"all the memory of the server": {"m=8,", "m=4194304,"},
		"too little memory":            {"m=8,", "m=7,"},
		"no pass":                      {"t=1", "t=0"},
		"no lane":                      {"p=1", "p=0"},
		"a number written otherwise":   {"t=1", "t=01"},
		"a sign":                       {"t=1", "t=+1"},
		"a short salt":                 {"$AAAAAAAAAAAAAAAAAAAAAA$", "$AAAA$"},
		"bits that count for nothing":  {"$AAAAAAAAAAAAAAAAAAAAAA$", "$AAAAAAAAAAAAAAAAAAAAAB$"},
		"padding":                      {"AAA$", "AAA==$"},
		"something behind":             {"p=1", "p=1,x=1"},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(good, change[0], change[1], 1)
			if _, _, err := ParseSecret(text); err == nil || text == good {
				t.Errorf("%q is read", text)
			}
		})
	}
}

// What can be computed, and what one altered row may not ask of the machine: each bound, on both
// sides, for a cost that is set and for one that is stored.
func TestTheBoundsOfACost(t *testing.T) {
	for _, c := range []struct {
		cost Cost
		good bool
	}{
		{Cost{MemoryKiB: 8, Passes: 1, Lanes: 1}, true},
		{Cost{MemoryKiB: 7, Passes: 1, Lanes: 1}, false},
		{Cost{MemoryKiB: 8, Passes: 0, Lanes: 1}, false},
		{Cost{MemoryKiB: 8, Passes: 1, Lanes: 0}, false},
		{Cost{MemoryKiB: 16, Passes: 1, Lanes: 2}, true},
		{Cost{MemoryKiB: 15, Passes: 1, Lanes: 2}, false},
		{Cost{MemoryKiB: 8 * 255, Passes: 1, Lanes: 255}, true},
		{Cost{MemoryKiB: maxMemoryKiB, Passes: maxPasses, Lanes: 255}, true},
		{Cost{MemoryKiB: maxMemoryKiB + 1, Passes: 1, Lanes: 1}, false},
		{Cost{MemoryKiB: 8, Passes: maxPasses + 1, Lanes: 1}, false},
		{Cost{}, false},
	} {
		p, err := NewHasher(c.cost, strings.NewReader(""))
		if (err == nil) != c.good || (p != nil) != c.good {
			t.Errorf("%+v is set: %v", c.cost, err)
		}
		text := string(secret{cost: c.cost, salt: make([]byte, saltBytes), key: make([]byte, keyBytes)}.encode())
		if _, _, err := ParseSecret(text); (err == nil) != c.good || !c.good && !errors.Is(err, ErrSecret) {
			t.Errorf("%+v is stored: %v", c.cost, err)
		}
	}
	if _, _, err := ParseSecret("$argon2id$v=19$m=8,t=1,p=256$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"); err == nil {
		t.Error("256 lanes are read")
	}
}
