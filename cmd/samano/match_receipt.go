package main

import (
	"errors"
	"os"

	"samano/credential"
	"samano/keys"
	"samano/match/batch"
	"samano/register"
)

type matchReceiptCmd struct {
	File    string `arg:"" help:"The receipt." type:"existingfile"`
	Trust   string `help:"File with the public keys of issuers whom you trust. Every office gives it out." type:"existingfile" required:"" env:"SAMANO_TRUST"`
	List    string `help:"The list that was handed in: is it the one?" type:"existingfile" placeholder:"FILE"`
	Answers string `help:"The answers: are they as they were given?" type:"existingfile" placeholder:"FILE"`
}

// The codes of receipts that do not hold.
const (
	codeReceipt      = "receipt-does-not-hold"
	codeReceiptOther = "receipt-of-another-file"
)

// errUnknownKey says that no trusted issuer has the key.
var errUnknownKey = errors.New("the key is not in the trust file")

// Run checks a receipt. It opens no register.
func (c *matchReceiptCmd) Run(g *Globals) error {
	b, err := os.ReadFile(c.Trust)
	if err != nil {
		return usagef("cannot read %s: %v", c.Trust, err)
	}
	trust, err := credential.ParseTrust(b)
	if err != nil {
		return usagef("%s is no trust file: %v", c.Trust, err)
	}
	file, err := os.ReadFile(c.File)
	if err != nil {
		return usagef("cannot read %s: %v", c.File, err)
	}
	r, err := batch.OpenReceipt(file, func(keyID string, text, signature []byte) error {
		for _, k := range trust.Keys() {
			if k.KeyID == keyID {
				return keys.Verify(k.Public, text, signature)
			}
		}
		return errUnknownKey
	})
	if err != nil {
		return &register.Error{Kind: register.Invalid, Op: "match receipt", Code: codeReceipt, Err: err}
	}
	for _, x := range []struct{ name, want string }{{c.List, r.Input}, {c.Answers, r.Answers}} {
		if err := isFile(x.name, x.want); err != nil {
			return err
		}
	}
	if g.JSON {
		return g.line(r)
	}
	g.printf("By %s of %s at %s, for %s (%s), of register %s as of act %d.\n", r.Officer, r.Office, r.At.Format("2006-01-02 15:04"), r.Purpose, r.Case, r.Register, r.Seq)
	g.printf("%d rows: yes %d, ask %d, no %d, without an answer %d\n", r.Rows, r.Yes, r.Ask, r.No, r.Unanswered)
	return nil
}

// isFile holds that a file, if one is named, is the one that was hashed.
func isFile(name, want string) error {
	if name == "" {
		return nil
	}
	f, err := os.Open(name)
	if err != nil {
		return usagef("cannot read %s: %v", name, err)
	}
	defer f.Close()
	sum, err := batch.HashOf(f)
	if err != nil {
		return usagef("cannot read %s: %v", name, err)
	}
	if sum != want {
		other := register.Finding{Code: codeReceiptOther, Severity: register.Blocking, Args: map[string]string{"file": name}}
		return &register.Error{Kind: register.Invalid, Op: "match receipt", Code: codeReceiptOther, Findings: []register.Finding{other}}
	}
	return nil
}
