// Package apart owns the commands that open no register: whoever runs them needs a public key and
// what somebody gave them, or measures with people whom it makes up.
package apart

import (
	"errors"
	"fmt"
	"io"
	"os"

	"samano/ledger"
	"samano/node/open"
	"samano/register"
)

// Check checks a proof of an act, or one between two checkpoints.
type Check struct {
	Proof string `arg:"" help:"File with the proof: of a part of an act, or between two checkpoints." type:"existingfile"`
	Key   string `help:"The register's public key, as \"ledger key\" shows it." required:""`
}

// Print prints what is proven.
func (c *Check) Print(out io.Writer) error {
	b, err := os.ReadFile(c.Proof)
	if err != nil {
		return open.Misuse{Text: fmt.Sprintf("cannot read %s: %v", c.Proof, err)}
	}
	text, err := c.proven(b)
	if errors.Is(err, ledger.ErrCheckpointKey) {
		return open.Misuse{Text: "--key is not a public key as \"samano ledger key\" shows it"}
	}
	if err != nil {
		return &register.Error{Kind: register.Invalid, Op: "ledger", Code: "proof-does-not-hold", Err: err}
	}
	_, err = io.WriteString(out, text)
	return err
}

func (c *Check) proven(b []byte) (string, error) {
	if ledger.IsBetween(b) {
		p, err := ledger.CheckBetween(b, c.Key)
		return fmt.Sprintf("Proven: the %d entries of %s hold all of its first %d, unchanged and in their places.\n", p.Newer.Size, p.Newer.Origin, p.Older.Size), err
	}
	p, err := ledger.CheckProof(b, c.Key)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("Proven: act %d of %s, among %d acts.\n%s: %s\n", p.Seq, p.Checkpoint.Origin, p.Checkpoint.Size, p.Part, p.Bytes), nil
}
