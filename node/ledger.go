package node

import (
	"context"
	"time"

	"samano/access"
	"samano/audit"
	"samano/credential"
	"samano/keys"
	"samano/ledger"
	"samano/register"
	"samano/registrar"
	"samano/store"
)

// Checkpoint signs the present state of the ledger and keeps the signed note.
func (n *Node) Checkpoint(ctx context.Context) ([]byte, error) {
	signer, err := n.Keys.Signer(keys.LedgerSigning)
	if err != nil {
		return nil, err
	}
	list, err := n.VerifierKeys()
	if err != nil {
		return nil, err
	}
	return audit.Checkpoint(ctx, n.parts.Register, signer, list)
}

// VerifierKeys returns the public keys of the register's checkpoints, the present one first.
func (n *Node) VerifierKeys() ([]string, error) {
	var out []string
	for _, pub := range n.Keys.Publics(keys.LedgerSigning) {
		k, err := ledger.VerifierKey(n.parts.Origin, pub)
		if err != nil {
			return nil, err
		}
		out = append(out, k)
	}
	return out, nil
}

// Fault and Summary are what an audit finds, in places and counts.
type (
	Fault   = audit.Fault
	Summary = audit.Summary
)

// Audit is what an audit is held against, and whom it tells.
type Audit struct {
	Checkpoints []ledger.Checkpoint // kept outside the register
	Progress    func(done, of int64)
	Report      func(Fault) error // an error ends the audit
}

// Verify audits the register against itself, the last checkpoint in it and those given.
func (n *Node) Verify(ctx context.Context, a Audit) (Summary, error) {
	list, err := n.VerifierKeys()
	if err != nil {
		return Summary{}, err
	}
	return audit.Verify(ctx, audit.Inputs{
		Store: n.parts.Register, Codec: n.config.Codec, Scheme: n.config.Scheme, Sealer: n.config.Sealer,
		Keys: list, Checkpoints: a.Checkpoints, Progress: a.Progress,
	}, a.Report)
}

// CodeCheckpointForeign says that a checkpoint was altered, or is another register's.
const CodeCheckpointForeign = "checkpoint-not-of-register"

// OpenCheckpoint reads a checkpoint of this register that was kept in the named file.
func (n *Node) OpenCheckpoint(name string, note []byte) (ledger.Checkpoint, error) {
	list, err := n.VerifierKeys()
	if err != nil {
		return ledger.Checkpoint{}, err
	}
	cp, err := ledger.OpenCheckpoint(note, list...)
	if err != nil {
		foreign := register.Finding{Code: CodeCheckpointForeign, Args: map[string]string{"file": name}}
		err = &register.Error{Kind: register.Invalid, Op: "ledger", Code: CodeCheckpointForeign, Findings: []register.Finding{foreign}, Err: err}
	}
	return cp, err
}

// Rebuild makes documents and projections again from so many acts, which an audit found sound.
func (n *Node) Rebuild(ctx context.Context, audited int64, progress func(done, of int64)) error {
	return audit.Rebuild(ctx, n.parts.Register, n.config.Codec, audited, progress)
}

// prove makes the proofs of package reading.
func (n *Node) prove(ctx context.Context, pass access.Pass, seq register.Seq, part string) ([]byte, error) {
	note, err := n.Checkpoint(ctx)
	if err != nil {
		return nil, err
	}
	list, err := n.VerifierKeys()
	if err != nil {
		return nil, err
	}
	return audit.Prove(ctx, pass, n.parts.Register, n.config.Codec, seq, part, note, list[0])
}

// Restored leaves out the numbers and ids that may have been given after the backup from which
// the register was restored.
func (n *Node) Restored(ctx context.Context) (registrar.Skipped, error) {
	return registrar.SkipAfterRestore(ctx, n.parts.Register, n.config.Scheme)
}

// CheckRegistrar refuses a register that no registrar would open: keys or law pack of another
// register, projections of another version of the program.
func (n *Node) CheckRegistrar(ctx context.Context) error {
	r, err := registrar.Open(ctx, n.config)
	if err == nil {
		r.Close()
	}
	return err
}

// Unsigned returns how many acts no signed checkpoint holds yet, and when the first of them was registered.
func (n *Node) Unsigned(ctx context.Context) (acts int64, since time.Time, err error) {
	return audit.Unsigned(ctx, n.parts.Register)
}

// LastAct returns when the last act was registered.
func (n *Node) LastAct(ctx context.Context) (time.Time, error) {
	head, err := n.parts.Register.Head(ctx)
	return time.UnixMicro(head.Last), err
}

// LastPrinted returns the last number on paper that an office gave in a year; 0: none.
func (n *Node) LastPrinted(ctx context.Context, office register.OfficeID, year int) (int, error) {
	return n.parts.Register.LastPrinted(ctx, office, year)
}

// Trust returns the register's own trust file, by which others check its certificates.
func (n *Node) Trust(ctx context.Context) (credential.Trust, error) {
	founded, err := audit.FoundedAt(ctx, n.parts.Register)
	if err != nil {
		return credential.Trust{}, err
	}
	var list []credential.TrustedKey
	for _, pub := range n.Keys.Publics(keys.CertificateSigning) {
		id, err := keys.KeyID(pub)
		if err != nil {
			return credential.Trust{}, err
		}
		list = append(list, credential.TrustedKey{KeyID: id, Issuer: n.parts.Origin, Public: pub, From: founded})
	}
	return credential.NewTrust(list...)
}

// CodeIndexMissing says that the register's database lacks an index of the schema.
const CodeIndexMissing = store.CodeIndexMissing

// CheckIndexes refuses a register whose database lacks an index of the schema.
func (n *Node) CheckIndexes(ctx context.Context) error {
	loader, ok := n.parts.Register.(store.Loader)
	if !ok {
		return nil
	}
	return loader.CheckIndexes(ctx)
}

// CodeProjectionsOld says that another version of the program made the projections.
const CodeProjectionsOld = registrar.CodeProjectionsOld

// CodeLoadOpen says that the register is in the middle of a load.
const CodeLoadOpen = "load-not-ended"

// CheckLoaded refuses a register in the middle of a load.
func (n *Node) CheckLoaded(ctx context.Context) error {
	loader, ok := n.parts.Register.(store.Loader)
	if !ok {
		return nil
	}
	loading, err := loader.Loading(ctx)
	if err == nil && loading {
		err = &register.Error{Kind: register.Forbidden, Op: "open", Code: CodeLoadOpen}
	}
	return err
}
