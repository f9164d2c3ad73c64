package apart

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
	"unicode"

	"samano/credential"
	"samano/credential/qrcode"
	"samano/lang"
	"samano/node/open"
	"samano/register"
)

// Verify checks a certificate.
type Verify struct {
	Code  string `arg:"" help:"Text of the QR code; or a file with that text or a picture (PNG, JPEG) of the paper; \"-\" reads standard input."`
	Trust string `help:"File with the public keys of issuers whom you trust. Every office gives it out; samano trust writes it." type:"existingfile" required:"" env:"SAMANO_TRUST"`
}

// Line is what it says of one certificate as JSON.
type Line struct {
	Outcome string             `json:"outcome"`
	Stage   string             `json:"stage,omitempty"`
	Detail  string             `json:"detail,omitempty"`
	Claims  *credential.Claims `json:"claims,omitempty"`
	Ignored []string           `json:"ignored,omitempty"` // claims of a later version
}

// LineOf returns what is said of a verdict.
func LineOf(v credential.Verdict) Line {
	line := Line{Outcome: v.Outcome.String(), Stage: string(v.Stage), Detail: v.Detail}
	if !v.Outcome.Refused() {
		line.Claims, line.Ignored = &v.Claims, v.Ignored
	}
	return line
}

// Check checks the certificate. input is read where no file is named.
func (c *Verify) Check(ctx context.Context, input io.Reader, now time.Time) (credential.Verdict, error) {
	file, err := os.ReadFile(c.Trust)
	if err != nil {
		return credential.Verdict{}, open.Misuse{Text: fmt.Sprintf("cannot read %s: %v", c.Trust, err)}
	}
	trust, err := credential.ParseTrust(file)
	if err != nil {
		return credential.Verdict{}, open.Misuse{Text: fmt.Sprintf("%s is no trust file: %v", c.Trust, err)}
	}
	text, err := c.text(ctx, input)
	if err != nil {
		return credential.Verdict{}, err
	}
	return credential.Check(text, trust, now), nil
}

// Say says a verdict in words; words may be nil, and codes are shown.
func Say(out io.Writer, words *lang.Printer, v credential.Verdict) {
	if key := "check." + v.Outcome.String(); words != nil {
		fmt.Fprintf(out, "%s\n  %s\n", words.T(key), words.T(key+".remedy"))
	}
	if v.Outcome.Refused() {
		if v.Detail != "" {
			fmt.Fprintf(out, "  (%s)\n", v.Detail)
		}
		return
	}
	cl := v.Claims
	fmt.Fprintf(out, "  %s certificate, act %s, issued by %s\n", cl.Kind, cl.ActNumber, cl.Issuer)
	fmt.Fprintf(out, "  %s  %s  born %s\n", cl.Person.Names.Full, cl.Person.Names.Latin, cl.Person.BirthDate)
	fmt.Fprintf(out, "  copy %s, showing the register as of act %d\n", cl.Copy, cl.Seq)
}

// ReadAll reads up to a limit and refuses more.
func ReadAll(in io.Reader, limit int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(in, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(b)) > limit {
		return nil, &register.Error{Kind: register.TooLarge, Op: "read", Code: "file-too-large"}
	}
	return b, nil
}

// maxCodeFile bounds what is read as a picture or text.
const maxCodeFile = 16 << 20

func (c *Verify) text(ctx context.Context, input io.Reader) (string, error) {
	if c.Code != "-" && !c.isFile() {
		return strings.TrimSpace(c.Code), nil
	}
	if c.Code != "-" {
		f, err := os.Open(c.Code)
		if err != nil {
			return "", open.Misuse{Text: fmt.Sprintf("cannot read %s: %v", c.Code, err)}
		}
		defer f.Close()
		input = f
	}
	b, err := ReadAll(input, maxCodeFile)
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
func (c *Verify) isFile() bool {
	if _, err := os.Stat(c.Code); err == nil {
		return true
	}
	return strings.ContainsFunc(c.Code, unicode.IsLower)
}
