package main

import (
	"os"

	"samano/credential"
	"samano/reading/lists"
	"samano/register"
)

type matchReceiptCmd struct {
	File    string `arg:"" help:"The receipt." type:"existingfile"`
	Trust   string `help:"File with the public keys of issuers whom you trust. Every office gives it out; samano trust writes it." type:"existingfile" required:"" env:"SAMANO_TRUST"`
	List    string `help:"The list that was handed in: is it the one?" type:"existingfile" placeholder:"FILE"`
	Answers string `help:"The answers: are they as they were given?" type:"existingfile" placeholder:"FILE"`
}

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
	r, err := lists.OpenReceipt(file, trust)
	if err != nil {
		return err
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
	switch err := lists.Compare(name, f, want); {
	case err != nil && register.KindOf(err) == register.Internal:
		return usagef("cannot read %s: %v", name, err)
	default:
		return err
	}
}
