package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"
	"unicode"

	"samano/credential"
	"samano/credential/qrcode"
	"samano/register"
)

type verifyCmd struct {
	Code  string `arg:"" help:"Text of the QR code; or a file with that text or a picture (PNG, JPEG) of the paper; \"-\" reads standard input."`
	Trust string `help:"File with the public keys of issuers whom you trust. Every office gives it out; samano trust writes it." type:"existingfile" required:"" env:"SAMANO_TRUST"`
}

// verdictLine is what `verify --json` prints.
type verdictLine struct {
	Outcome string             `json:"outcome"`
	Stage   string             `json:"stage,omitempty"`
	Detail  string             `json:"detail,omitempty"`
	Claims  *credential.Claims `json:"claims,omitempty"`
	Ignored []string           `json:"ignored,omitempty"` // claims of a later version
}

// Run checks a certificate. It opens no register and no network.
func (c *verifyCmd) Run(ctx context.Context, g *Globals) error {
	file, err := os.ReadFile(c.Trust)
	if err != nil {
		return usagef("cannot read %s: %v", c.Trust, err)
	}
	trust, err := credential.ParseTrust(file)
	if err != nil {
		return usagef("%s is no trust file: %v", c.Trust, err)
	}
	text, err := c.text(ctx, g)
	if err != nil {
		return err
	}
	v := credential.Check(text, trust, time.Now())
	line := verdictLine{Outcome: v.Outcome.String(), Stage: string(v.Stage), Detail: v.Detail}
	if !v.Outcome.Refused() {
		line.Claims, line.Ignored = &v.Claims, v.Ignored
	}
	if g.JSON {
		if err := g.line(line); err != nil {
			return err
		}
	} else {
		c.print(g, v)
	}
	if v.Outcome.Refused() {
		return told{exitFindings}
	}
	return nil
}

func (c *verifyCmd) print(g *Globals, v credential.Verdict) {
	out := g.out
	if v.Outcome.Refused() {
		out = g.errs
	}
	p := g.words()
	if key := "check." + v.Outcome.String(); p != nil {
		fmt.Fprintf(out, "%s\n  %s\n", p.T(key), p.T(key+".remedy"))
	}
	if v.Outcome.Refused() {
		if v.Detail != "" {
			fmt.Fprintf(out, "  (%s)\n", v.Detail)
		}
		return
	}
	cl := v.Claims
	g.printf("  %s certificate, act %s, issued by %s\n", cl.Kind, cl.ActNumber, cl.Issuer)
	g.printf("  %s  %s  born %s\n", cl.Person.Names.Full, cl.Person.Names.Latin, cl.Person.BirthDate)
	g.printf("  copy %s, showing the register as of act %d\n", cl.Copy, cl.Seq)
}

// maxCodeFile bounds what is read as a picture or text.
const maxCodeFile = 16 << 20

func (c *verifyCmd) text(ctx context.Context, g *Globals) (string, error) {
	if c.Code != "-" && !c.isFile() {
		return strings.TrimSpace(c.Code), nil
	}
	in, err := g.input(c.Code)
	if err != nil {
		return "", err
	}
	defer in.Close()
	b, err := readAll(in, maxCodeFile)
	if err != nil {
		return "", err
	}
	text, err := qrcode.TextOf(ctx, b)
	if err != nil {
		return "", &register.Error{Kind: register.Invalid, Op: "verify", Code: qrcode.Fault(err), Err: err}
	}
	return text, nil
}

// isFile tells a file from the text of a code. A name that has a small letter is
// no code, which is in Base45 (RFC 9285): so a name mistyped is told as such.
func (c *verifyCmd) isFile() bool {
	if _, err := os.Stat(c.Code); err == nil {
		return true
	}
	return strings.ContainsFunc(c.Code, unicode.IsLower)
}
