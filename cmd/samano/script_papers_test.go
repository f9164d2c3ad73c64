package main

import (
	"bytes"
	"compress/zlib"
	"crypto/rand"
	"errors"
	"image"
	"image/png"
	"io"
	"os"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"rsc.io/qr"

	"samano/credential"
	"samano/keys"
	keyfile "samano/keys/file"
	"samano/node/open"
)

// certificate FILE [expired] signs a birth certificate with the key of the register
// and writes the text of its code.
func cmdCertificate(ts *testscript.TestScript, _ bool, args []string) {
	code, err := certificateCode(ts.Getenv("SAMANO_DATA"), testPassphrase, "register.test/acts", len(args) == 2 && args[1] == "expired")
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(code+"\n"), 0o600))
}

// certificateCode is the text of the code of a birth certificate of the register in a folder.
func certificateCode(folder, passphrase, issuer string, expired bool) (string, error) {
	set, err := open.Keys(open.Place{Folder: folder}, passphrase)
	if err != nil {
		return "", err
	}
	signer, err := set.Signer(keys.CertificateSigning)
	if err != nil {
		return "", err
	}
	issued := time.Now()
	claims := credential.Claims{
		Issuer: issuer, IssuedAt: issued, Kind: credential.Birth, Seq: 21, Office: "d0101", ActNumber: "d0101/2026/7",
		Registered: "2026-11-20", Event: credential.Event{Place: "ໜອງປິງ"},
		Person: credential.Person{Language: "lao", LatinLanguage: "eng", Names: credential.Names{Full: "ຄຳ", Latin: "Kham"}, BirthDate: "2026-11-01"},
	}
	if _, err := rand.Read(claims.Copy[:]); err != nil {
		return "", err
	}
	if expired {
		claims.IssuedAt, claims.Expires = issued.Add(-time.Minute), issued.Add(-time.Second)
	}
	return credential.Issue(signer, claims)
}

// picture CODE PNG draws the code as it stands on paper.
func cmdPicture(ts *testscript.TestScript, _ bool, args []string) {
	code, err := qr.Encode(strings.TrimSpace(ts.ReadFile(args[0])), qr.M)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), code.PNG(), 0o600))
}

// blank PNG draws a paper without a code.
func cmdBlank(ts *testscript.TestScript, _ bool, args []string) {
	var b bytes.Buffer
	ts.Check(png.Encode(&b, image.NewGray(image.Rect(0, 0, 400, 400))))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b.Bytes(), 0o600))
}

// reseal CODE unsigned|altered takes the signature off a code, or changes its last
// byte, and packs it again as it stands on paper: what a forger can do.
func cmdReseal(ts *testscript.TestScript, _ bool, args []string) {
	r, err := zlib.NewReader(bytes.NewReader(fromBase45(ts, strings.TrimSpace(ts.ReadFile(args[0])))))
	ts.Check(err)
	token, err := io.ReadAll(r)
	ts.Check(err)
	// A COSE_Sign1 ends with its signature, a byte string: 58 40 and 64 bytes.
	if args[1] == "unsigned" {
		token = append(token[:len(token)-66], 0x40)
	} else {
		token[len(token)-1] ^= 1
	}
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, err = w.Write(token)
	ts.Check(errors.Join(err, w.Close()))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(toBase45(b.Bytes())), 0o600))
}

// base45 is the alphabet of RFC 9285.
const base45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

func toBase45(b []byte) string {
	var out []byte
	for ; len(b) > 1; b = b[2:] {
		n := int(b[0])<<8 | int(b[1])
		out = append(out, base45[n%45], base45[n/45%45], base45[n/45/45])
	}
	if len(b) == 1 {
		out = append(out, base45[b[0]%45], base45[b[0]/45])
	}
	return string(out)
}

func fromBase45(ts *testscript.TestScript, text string) (out []byte) {
	for len(text) > 0 {
		k := min(3, len(text))
		n := 0
		for i := k - 1; i >= 0; i-- {
			n = n*45 + strings.IndexByte(base45, text[i])
		}
		if k == 3 {
			out = append(out, byte(n>>8))
		}
		out, text = append(out, byte(n)), text[k:]
	}
	if len(out) == 0 {
		ts.Fatalf("no code")
	}
	return out
}

// stranger trust|keys FILE writes a trust file, or a key file under the same
// passphrase, of another register. stranger renewed FILE gives a key file another key that signs the ledger.
func cmdStranger(ts *testscript.TestScript, _ bool, args []string) {
	set, err := keys.Generate(rand.Reader, keys.Ed25519)
	ts.Check(err)
	switch args[0] {
	case "renewed":
		own, err := keyfile.Open(ts.MkAbs(args[1]), testPassphrase)
		ts.Check(err)
		set, err = own.Renew(keys.LedgerSigning, keys.Ed25519, rand.Reader)
		ts.Check(err)
		ts.Check(keyfile.Replace(ts.MkAbs(args[1]), set, testPassphrase, keyfile.Options{WorkFactor: 10}))
		return
	case "keys":
		ts.Check(keyfile.Create(ts.MkAbs(args[1]), set, testPassphrase, keyfile.Options{WorkFactor: 10}))
		return
	}
	public := set.Publics(keys.CertificateSigning)[0]
	id, err := keys.KeyID(public)
	ts.Check(err)
	trust, err := credential.NewTrust(credential.TrustedKey{KeyID: id, Issuer: "elsewhere.test/acts", Public: public, From: time.Now()})
	ts.Check(err)
	file, err := trust.File()
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), file, 0o600))
}
