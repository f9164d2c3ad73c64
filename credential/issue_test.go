package credential

import (
	"errors"
	"math/rand/v2"
	"testing"

	"samano/credential/qrcode"
)

// randomLetters is a text of the length n, always the same for n.
func randomLetters(n int) string {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	b := make([]byte, n)
	for i := range b {
		b[i] = 'A' + byte(r.IntN(26))
	}
	return string(b)
}

// The three certificates must print at 35 to 45 mm with modules of a third of a
// millimetre at least.
func TestCertificatesFitOnPaper(t *testing.T) {
	for name, c := range map[string]Claims{"birth": birthClaims(), "marriage": marriageClaims(), "death": deathClaims()} {
		text := issued(t, ed25519Key("moha-2026"), c)
		modules, err := qrcode.Modules(text)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: token %d bytes, code %d characters, %d modules wide, %.2f mm each at 40 mm",
			name, len(tokenOf(t, text)), len(text), modules, 40/float64(modules))
		if modules > 40*3 {
			t.Errorf("%s: %d modules are too many for 40 mm", name, modules)
		}
	}
	c := birthClaims()
	c.Event.Place = randomLetters(MaxTextBytes)
	c.Office, c.Mother.Full, c.Father.Full, c.Person.Names.Full = c.Event.Place, c.Event.Place, c.Event.Place[1:], c.Event.Place[2:]
	c.ActNumber = randomLetters(maxShortBytes)
	c.Mother.Latin, c.Father.Latin = randomLetters(MaxTextBytes-1), randomLetters(MaxTextBytes-2)
	c.Person.Names.Latin = randomLetters(MaxTextBytes - 3)
	if _, err := Issue(ed25519Key("moha-2026"), c); !errors.Is(err, qrcode.ErrTooLong) {
		t.Errorf("every field at its limit: %v, want ErrTooLong", err)
	}
}
