package credential

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"testing"
	"time"
)

const testIssuer = "https://civil.example.la"

// testKey is a key with its id; the interface embedded in it hides what kind of
// private key it is, as a device does.
type testKey struct {
	crypto.Signer
	id string
}

func (k testKey) KeyID() string { return k.id }

func ed25519Key(id string) testKey {
	seed := sha256.Sum256([]byte(id))
	return testKey{ed25519.NewKeyFromSeed(seed[:]), id}
}

func es256Key(t testing.TB, id string) testKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return testKey{key, id}
}

func trusting(t testing.TB, keys ...testKey) Trust {
	t.Helper()
	var list []TrustedKey
	for _, k := range keys {
		list = append(list, TrustedKey{KeyID: k.id, Issuer: testIssuer, Public: k.Public(), From: day(2025, 1, 1)})
	}
	trust, err := NewTrust(list...)
	if err != nil {
		t.Fatal(err)
	}
	return trust
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// birthClaims is the birth of a girl in a village of Savannakhet: as long as
// such certificates usually are.
func birthClaims() Claims {
	return Claims{
		Issuer:     testIssuer,
		IssuedAt:   time.Date(2026, 3, 4, 8, 30, 0, 0, time.UTC),
		Copy:       CopyID{0x01, 0x95, 0x5f, 0x3a, 0x7b, 0x10, 0x7c, 0x41, 0x9d, 0x02, 0xaa, 0x10, 0x22, 0x33, 0x44, 0x55},
		Kind:       Birth,
		Seq:        1_204_771,
		Office:     "ຫ້ອງການພາຍໃນເມືອງ ໄຊບູລີ",
		ActNumber:  "1306/2026/00412",
		CopyCount:  1,
		Registered: "2026-03-02",
		Event:      Event{Place: "ໂຮງໝໍເມືອງໄຊບູລີ, ແຂວງສະຫວັນນະເຂດ"},
		Person: Person{
			Language:      "lao",
			Names:         Names{"ນາງ ມະນີຈັນ ພົມມະວົງ", "Manichanh Phommavong"},
			LatinLanguage: "lao",
			BirthDate:     "2026-02-11",
			Gender:        Female,
			Nationality:   "LAO",
		},
		Mother: Names{"ນາງ ຄຳແພງ ສີສຸວັນ", "Khampheng Sisouvanh"},
		Father: Names{"ທ້າວ ສົມສັກ ພົມມະວົງ", "Somsack Phommavong"},
		Status: &StatusRef{URI: "https://civil.example.la/status/7", Index: 52_113},
	}
}

func marriageClaims() Claims {
	c := birthClaims()
	c.Kind = Marriage
	c.Event = Event{Date: "1974~", Place: "ບ້ານໂພນໄຊ"}
	c.Person.BirthDate = "1951"
	c.Spouse = Person{
		Language:      "vie",
		Names:         Names{"Nguyễn Văn An", "Nguyen Van An"},
		LatinLanguage: "vie",
		BirthDate:     "1949-07~",
		Gender:        Male,
		Nationality:   "VNM",
	}
	return c
}

func deathClaims() Claims {
	c := birthClaims()
	c.Kind = Death
	c.Event = Event{Date: "2026-02", Place: "ບ້ານໂພນໄຊ"}
	c.Person.BirthDate = "XXXX"
	c.Mother, c.Father = Names{}, Names{"ທ້າວ ບຸນມີ", ""}
	c.Status = nil
	c.Expires = day(2027, 3, 4)
	return c
}

func issued(t testing.TB, key testKey, c Claims) string {
	t.Helper()
	text, err := Issue(key, c)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// issuedRaw signs a payload without any of Issue's checks.
func issuedRaw(t testing.TB, key testKey, payload []byte) string {
	t.Helper()
	token, err := sign(key, payload)
	if err != nil {
		t.Fatal(err)
	}
	return packed(t, token)
}

func packed(t testing.TB, token []byte) string {
	t.Helper()
	b, err := pack(token)
	if err != nil {
		t.Fatal(err)
	}
	return encodeBase45(b)
}

func tokenOf(t testing.TB, text string) []byte {
	t.Helper()
	b, err := decodeBase45(text)
	if err != nil {
		t.Fatal(err)
	}
	token, err := unpack(b)
	if err != nil {
		t.Fatal(err)
	}
	return token
}
