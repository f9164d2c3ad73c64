package credential

import (
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// vector is a file of the Claim 169 working group's test vectors.
type vector struct {
	Name          string         `json:"name"`
	QR            string         `json:"qr_data"`
	ExpectedError string         `json:"expected_error"`
	Person        map[string]any `json:"expected_claim169"`
	CWT           struct {
		Issuer    string `json:"issuer"`
		Subject   string `json:"subject"`
		Expires   int64  `json:"expiresAt"`
		NotBefore int64  `json:"notBefore"`
		IssuedAt  int64  `json:"issuedAt"`
	} `json:"expected_cwt_meta"`
	Key struct {
		Public  string `json:"public_key_hex"`
		Private string `json:"private_key_hex"`
	} `json:"signing_key"`
}

func vectors(t testing.TB) map[string]vector {
	t.Helper()
	files, err := filepath.Glob("testdata/claim169/*/*.json")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]vector{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var v vector
		if err := json.Unmarshal(data, &v); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		all[v.Name] = v
	}
	if len(all) != 7 {
		t.Fatalf("found %d vectors, want 7", len(all))
	}
	return all
}

// attributeOf maps names to the numbers of the attributes that we only list.
var attributeOf = map[string]int{
	"version": 2, "firstName": 5, "middleName": 6, "lastName": 7, "address": 10, "email": 11, "phone": 12,
	"maritalStatus": 14, "guardian": 15, "photoFormat": 17, "bestQualityFingers": 18, "locationCode": 21,
	"legalStatus": 22, "countryOfIssuance": 23, "face": 62,
}

// expected turns the words of a vector into claims and the list of the ignored.
func (v vector) expected(t *testing.T) (Claims, []string) {
	t.Helper()
	unix := func(s int64) time.Time {
		if s == 0 {
			return time.Time{}
		}
		return time.Unix(s, 0).UTC()
	}
	c := Claims{
		Issuer: v.CWT.Issuer, IssuedAt: unix(v.CWT.IssuedAt),
		NotBefore: unix(v.CWT.NotBefore), Expires: unix(v.CWT.Expires),
	}
	var ignored []string
	if v.CWT.Subject != "" {
		ignored = append(ignored, "2")
	}
	for name, value := range v.Person {
		text, _ := value.(string)
		switch name {
		case "id":
			c.Person.ID = text
		case "language":
			c.Person.Language = Language(text)
		case "fullName":
			c.Person.Names.Full = text
		case "secondaryFullName":
			c.Person.Names.Latin = text
		case "secondaryLanguage":
			c.Person.LatinLanguage = Language(text)
		case "dateOfBirth":
			c.Person.BirthDate = Date(text[:4] + "-" + text[4:6] + "-" + text[6:])
		case "gender":
			c.Person.Gender = Gender(value.(float64))
		case "nationality":
			c.Person.Nationality = text
		default:
			n, ok := attributeOf[name]
			if !ok {
				t.Fatalf("the vector has an attribute %q that this test does not know", name)
			}
			ignored = append(ignored, "169."+strconv.Itoa(n))
		}
	}
	slices.Sort(ignored)
	return c, ignored
}

func TestVectorsSayWhatTheyShould(t *testing.T) {
	for name, v := range vectors(t) {
		if v.ExpectedError != "" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			u, err := read(v.QR)
			if err != nil {
				t.Fatal(err)
			}
			want, wantIgnored := v.expected(t)
			if diff := cmp.Diff(want, u.claims); diff != "" {
				t.Errorf("claims (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(wantIgnored, u.ignored); diff != "" {
				t.Errorf("ignored (-want +got):\n%s", diff)
			}
			if signed := v.Key.Public != ""; u.signed != signed {
				t.Errorf("signed: %v, want %v", u.signed, signed)
			}
		})
	}
}

func TestVectorsThatFailDoSoAtTheirStage(t *testing.T) {
	stages := map[string]Stage{"Base45Decode": StageBase45, "CoseParse": StageCOSE}
	failing := 0
	for name, v := range vectors(t) {
		if v.ExpectedError == "" {
			continue
		}
		failing++
		_, err := read(v.QR)
		var read *ReadError
		if !errors.As(err, &read) || read.Stage != stages[v.ExpectedError] {
			t.Errorf("%s: %v, want a failure at %q", name, err, stages[v.ExpectedError])
		}
		verdict := Check(v.QR, Trust{}, day(2026, 1, 1))
		if verdict.Outcome != Unreadable || verdict.Stage != stages[v.ExpectedError] {
			t.Errorf("%s: verdict %v at %q", name, verdict.Outcome, verdict.Stage)
		}
	}
	if failing != 2 {
		t.Errorf("%d vectors should fail, want 2", failing)
	}
}

// vectorTrust holds the public key that signed the vector.
func vectorTrust(t *testing.T, v vector) Trust {
	t.Helper()
	public, err := hex.DecodeString(v.Key.Public)
	if err != nil {
		t.Fatal(err)
	}
	trust, err := NewTrust(TrustedKey{
		KeyID: "vector", Issuer: v.CWT.Issuer,
		Public: ed25519.PublicKey(public), From: day(2020, 1, 1),
	})
	if err != nil {
		t.Fatal(err)
	}
	return trust
}

func TestVectorsAreCheckedAgainstTheirKey(t *testing.T) {
	all := vectors(t)
	signed := all["ed25519-signed"]
	trust := vectorTrust(t, signed)
	inTime := day(2026, 1, 1)

	v := Check(signed.QR, trust, inTime)
	if v.Outcome != SignedStatusNotChecked || v.Claims.Person.ID != "ID-SIGNED-001" || v.Claims.Kind != NoKind {
		t.Errorf("ed25519-signed: %v (%s), %+v", v.Outcome, v.Detail, v.Claims)
	}
	if v := Check(signed.QR, trust, time.Unix(1800000000, 0)); v.Outcome != Expired {
		t.Errorf("ed25519-signed at its exp: %v, want expired", v.Outcome)
	}
	if v := Check(signed.QR, Trust{}, inTime); v.Outcome != UnknownIssuer {
		t.Errorf("ed25519-signed without trust: %v, want unknown-issuer", v.Outcome)
	}
	// Whatever an unsigned code says of its time, it is first of all unsigned.
	for _, name := range []string{"minimal", "demographics-full", "with-face", "expired"} {
		v := Check(all[name].QR, trust, inTime)
		if v.Outcome != Unsigned || v.Claims != (Claims{}) {
			t.Errorf("%s: %v with claims %+v, want unsigned and none", name, v.Outcome, v.Claims)
		}
	}
}

// The working group's expired vector carries no signature, so its payload is
// signed here to show that time is judged once the signature is good.
func TestExpiredVectorIsExpiredOnceItIsSigned(t *testing.T) {
	u, err := read(vectors(t)["expired"].QR)
	if err != nil {
		t.Fatal(err)
	}
	key := ed25519Key("moha-2026")
	trust, err := NewTrust(TrustedKey{KeyID: key.id, Issuer: u.claims.Issuer, Public: key.Public(), From: day(2019, 1, 1)})
	if err != nil {
		t.Fatal(err)
	}
	text := issuedRaw(t, key, u.message.Payload)
	for when, want := range map[time.Time]Outcome{
		day(2020, 6, 1):  SignedStatusNotChecked,
		day(2021, 1, 1):  Expired, // its exp is 2021-01-01T00:00:00Z
		day(2026, 1, 1):  Expired,
		day(2019, 12, 1): NotYetValid,
	} {
		if v := Check(text, trust, when); v.Outcome != want {
			t.Errorf("on %s: %v (%s), want %v", when.Format(time.DateOnly), v.Outcome, v.Detail, want)
		}
	}
}
