package node

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"samano/access"
	"samano/audit"
	"samano/audit/stored"
	"samano/credential"
	"samano/keys"
	"samano/ledger"
	"samano/office/agreement"
	"samano/office/evidence"
	"samano/register"
	"samano/registrar"
	"samano/store"
)

// The logs of a register beside that of its acts.
const (
	LooksLog  = "looks"
	PowersLog = "powers"
)

// log is one of them as it was opened.
type log struct {
	name string
	audit.Log
}

// logs returns those that are kept in a tree, in the order in which they are signed: a note of acts is never older
// than what the others knew before it. Fakes keep none.
func (n *Node) logs() (out []log) {
	for _, l := range []log{{LooksLog, n.parts.LooksLog}, {PowersLog, n.parts.PowersLog}} {
		if l.Log != nil {
			out = append(out, l)
		}
	}
	return out
}

// origin is the origin of the notes of a log.
func (n *Node) origin(log string) string { return n.parts.Origin + "/" + log }

// Checkpoint signs the present state of all logs, the acts last, and keeps the signed notes. It returns them one
// after the other, as they are given out.
func (n *Node) Checkpoint(ctx context.Context) ([]byte, error) {
	if _, err := n.Keys.Signer(keys.LedgerSigning); err != nil {
		return nil, err
	}
	var out []byte
	for _, l := range n.logs() {
		before, err := n.notesOf(ctx, l.name)
		if err != nil {
			return nil, err
		}
		note, err := audit.CheckpointLog(ctx, l, n.origin(l.name), n.signing(), before...)
		if err == nil {
			err = n.remember(ctx, l.name, note)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, note...)
	}
	note, err := n.checkpointActs(ctx)
	return append(out, note...), err
}

// checkpointActs signs the acts alone.
func (n *Node) checkpointActs(ctx context.Context) ([]byte, error) {
	if _, err := n.Keys.Signer(keys.LedgerSigning); err != nil {
		return nil, err
	}
	before, err := n.notesOf(ctx, actsLog)
	if err != nil {
		return nil, err
	}
	note, err := audit.Checkpoint(ctx, n.parts.Register, n.signing(), before...)
	if err == nil {
		err = n.remember(ctx, actsLog, note)
	}
	return note, err
}

// actsLog is what the register's own log is called beside the others.
const actsLog = "acts"

// notesOf returns the notes of a log that are kept apart from it: that which this process signed last, and what the
// other logs hold. They are read before its own last note, which is written before them: else what another process
// signs in between seemed to be gone.
func (n *Node) notesOf(ctx context.Context, of string) (out [][]byte, err error) {
	if note, ok := n.signed.Load(of); ok && len(note.([]byte)) > 0 {
		out = append(out, note.([]byte))
	}
	for _, l := range n.logs() {
		if l.name == of {
			continue
		}
		note, err := l.Copy(ctx, of)
		if err != nil {
			return nil, err
		}
		if len(note) > 0 {
			out = append(out, note)
		}
	}
	return out, nil
}

// remember keeps the last note of a log in the databases of the others, and in memory; an empty one forgets it.
func (n *Node) remember(ctx context.Context, of string, note []byte) error {
	note = append([]byte{}, note...) // no NULL
	n.signed.Store(of, note)
	for _, l := range n.logs() {
		if l.name == of {
			continue
		}
		kept, err := l.Copy(ctx, of)
		if err == nil && !bytes.Equal(kept, note) {
			err = l.PutCopy(ctx, of, note)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// VerifierKeys returns the public keys by which others verify checkpoints: of the acts, and of each other log.
func (n *Node) VerifierKeys() ([]string, error) {
	out, err := n.signing().VerifierKeys(n.parts.Origin)
	for _, l := range n.logs() {
		if err != nil {
			return nil, err
		}
		var more []string
		more, err = n.signing().VerifierKeys(n.origin(l.name))
		out = append(out, more...)
	}
	return out, err
}

// signing is by what notes are signed.
func (n *Node) signing() audit.Signing {
	return audit.Signing{Signers: n.Keys.Signers(keys.LedgerSigning), Recorded: n.recordedKey}
}

// Fault is what an audit finds, in places and counts.
type Fault = audit.Fault

// Summary is what an audit of the acts and of the logs beside them covered.
type Summary struct {
	audit.Summary
	Logs   map[string]audit.LogSummary `json:"logs"` // by LooksLog and PowersLog
	Papers int64                       `json:"papers"`
	// Applications that were compared with their acts.
	Applications int64 `json:"applications"`
	Since        int64 `json:"since,omitempty"` // the acts before it, and much else, were not read
}

// AlteredEvidence is the kind of fault of a paper that is not the content of its name, or is gone.
const AlteredEvidence = "altered-evidence"

// AlteredApplication is the kind of fault of an application that is not that of its acts.
const AlteredApplication = string(agreement.Altered)

// unopened is the kind of fault that nothing could be compared with the register, which no registrar opens.
const unopened = "not-compared"

// Audit is what an audit is held against, and whom it tells.
type Audit struct {
	Checkpoints []ledger.Checkpoint // kept outside the register
	Since       []ledger.Checkpoint // up to these the logs were verified before: only what came after is read; nil: all is
	Resume      string              // file that keeps where an audit of all is, and is gone when it comes to its end; empty: none
	Now         time.Time           // by which entries have waited too long for a note; zero: by the register's clock
	Progress    func(done, of int64)
	Report      func(Fault) error // an error ends the audit
}

// CodeNoActsNote says that no note of the acts is among those since which the register is to be verified.
const CodeNoActsNote = "verify-since-no-acts"

// Verify audits the register against itself, the last checkpoints in it and those given: acts first, then the other
// logs, then every paper against its hash. Alarms are those of all. Since notes, it reads what came after in the acts,
// compares the trees of the other logs with theirs, and reads no paper. Entries that waited too long for a signed checkpoint
// are a fault either way.
func (n *Node) Verify(ctx context.Context, a Audit) (Summary, error) {
	sum := Summary{Logs: map[string]audit.LogSummary{}}
	in, alarms, err := n.actInputs(ctx, a)
	if err != nil {
		return sum, err
	}
	unsigned, err := n.verifySigned(ctx, a)
	if alarms += unsigned; err != nil {
		return sum, err
	}
	if a.Since != nil {
		sum, err = n.verifySince(ctx, in, a)
		sum.Alarms += alarms
		return sum, err
	}
	if a.Resume != "" {
		if in.From, in.Keep, err = audit.ResumeFile(a.Resume, in.MAC); err != nil {
			return sum, err
		}
	}
	sum.Summary, err = audit.Verify(ctx, in, a.Report)
	sum.Alarms += alarms
	if err != nil {
		return sum, err
	}
	if a.Resume != "" {
		if err := os.Remove(a.Resume); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return sum, register.Errorf(register.Unavailable, "node.Verify", "%w", err)
		}
	}
	for _, l := range n.logs() {
		notes, err := n.notes(ctx, l.name, n.origin(l.name), a)
		if err != nil {
			return sum, err
		}
		s, err := audit.VerifyLog(ctx, l.name, l, notes, a.Report)
		if err == nil {
			err = n.verifyDropped(ctx, l.name, &s, a.Report)
		}
		sum.Logs[l.name], sum.Alarms = s, sum.Alarms+s.Alarms
		if err != nil {
			return sum, err
		}
	}
	sealer, err := n.Keys.Sealer(keys.Evidence, n.parts.Random)
	if err != nil {
		return sum, err
	}
	papers := evidence.Papers{Store: n.parts.Applications, Sealer: sealer, Now: n.Clock}
	sum.Papers, err = papers.Verify(ctx, func(sha string, err error) error {
		sum.Alarms++
		return a.Report(Fault{Kind: AlteredEvidence, Where: "paper/" + sha, Detail: err.Error(), Alarm: true})
	})
	if err != nil {
		return sum, err
	}
	sum.Applications, alarms, err = n.verifyApplications(ctx, a.Report)
	sum.Alarms += alarms
	return sum, err
}

// verifyApplications compares applications with their acts, and counts those that are not those of their acts.
func (n *Node) verifyApplications(ctx context.Context, report func(Fault) error) (read, alarms int64, err error) {
	r, err := registrar.Open(ctx, n.config)
	if register.KindOf(err) == register.Unavailable { // an outage stays one
		return 0, 0, err
	}
	if err != nil {
		alarm := !register.HasCode(err, CodeProjectionsOld) // which are made again, and nobody altered them
		if alarm {
			alarms = 1
		}
		return 0, alarms, report(Fault{Kind: unopened, Where: "applications", Detail: err.Error(), Alarm: alarm})
	}
	defer r.Close()
	s := agreement.Service{Applications: n.parts.Applications, Documents: r.Documents}
	read, err = s.Verify(ctx, func(f agreement.Finding) error {
		alarm := f.Kind == agreement.Altered
		if alarm {
			alarms++
		}
		return report(Fault{Kind: string(f.Kind), Where: "application/" + string(f.Of), Detail: f.Detail, Alarm: alarm})
	})
	return read, alarms, err
}

// verificationMAC is what the key of verifications is derived for.
const verificationMAC = "verification"

// actInputs is what the acts are audited against. Of notes that are wrong or gone it tells at once, and counts them.
func (n *Node) actInputs(ctx context.Context, a Audit) (in audit.Inputs, alarms int64, err error) {
	notes, err := n.notes(ctx, actsLog, n.parts.Origin, a)
	if err != nil {
		return in, 0, err
	}
	size, note, err := n.parts.Register.LastCheckpoint(ctx)
	if err != nil {
		return in, 0, err
	}
	checkpoints, err := notes.Compare("", size, note, func(f Fault) error {
		alarms++
		return a.Report(f)
	})
	if err != nil {
		return in, alarms, err
	}
	mac, err := n.Keys.EntryMAC(verificationMAC)
	return audit.Inputs{
		MAC: mac, Store: n.parts.Register, Codec: n.config.Codec, Scheme: n.config.Scheme, Sealer: n.config.Sealer,
		Checkpoints: checkpoints, Progress: a.Progress, Random: n.parts.Random,
	}, alarms, err
}

// notes returns those by which a log is verified, but its own.
func (n *Node) notes(ctx context.Context, of, origin string, a Audit) (out audit.Notes, err error) {
	out = audit.Notes{Origin: origin, Held: a.Checkpoints}
	if out.Keys, err = n.signing().VerifierKeys(origin); err == nil {
		out.Elsewhere, err = n.notesOf(ctx, of)
	}
	return out, err
}

func (n *Node) verifySince(ctx context.Context, in audit.Inputs, a Audit) (Summary, error) {
	sum := Summary{Logs: map[string]audit.LogSummary{}}
	of := audit.OfOrigin(a.Since, n.parts.Origin)
	if len(of) == 0 {
		return sum, &register.Error{Kind: register.Invalid, Op: "node.Verify", Code: CodeNoActsNote}
	}
	sum.Since = of[0].Size
	var err error
	if sum.Summary, err = audit.VerifySince(ctx, in, of[0], a.Report); err != nil {
		return sum, err
	}
	for _, l := range n.logs() {
		for _, note := range audit.OfOrigin(a.Since, n.origin(l.name)) {
			extends, err := audit.LogExtends(ctx, l, note)
			if err != nil {
				return sum, err
			}
			if extends {
				sum.Logs[l.name] = audit.LogSummary{Signed: note.Size}
				continue
			}
			sum.Alarms++
			f := Fault{Log: l.name, Kind: ledger.Forked.String(), Detail: "it does not extend the note", Alarm: true}
			if err := a.Report(f); err != nil {
				return sum, err
			}
		}
	}
	return sum, nil
}

// droppedLooks is the kind of fault of looks that are gone though nobody let them go.
const droppedLooks = "dropped-looks"

// verifyDropped compares how many entries of a log are gone with how many were let go.
func (n *Node) verifyDropped(ctx context.Context, log string, s *audit.LogSummary, report func(Fault) error) error {
	stays, err := n.parts.Accounts.Dropped(ctx)
	if err != nil || s.Dropped == 0 || log == LooksLog && s.Dropped <= stays {
		return err
	}
	s.Alarms++
	return report(Fault{Log: log, Kind: droppedLooks, Detail: fmt.Sprintf("the first %d are gone, of which %d were let go", s.Dropped, stays), Alarm: true})
}

// ProveBetween returns a file that proves that of two signed notes of a log the newer extends the older. Of files with
// the notes of several logs it takes those of the acts.
func (n *Node) ProveBetween(ctx context.Context, a, b string) ([]byte, error) {
	const op = "node.ProveBetween"
	list, err := n.VerifierKeys()
	if err != nil {
		return nil, err
	}
	var notes [2][]byte
	var first ledger.Checkpoint
	for i, name := range []string{a, b} {
		of, err := readNotes(name)
		if err != nil {
			return nil, err
		}
		if len(of) == 0 {
			return nil, foreign(name, ledger.ErrCheckpoint)
		}
		notes[i] = of[len(of)-1] // the acts are signed last
		if first, err = ledger.OpenCheckpoint(notes[i], list...); err != nil {
			return nil, foreign(name, err)
		}
	}
	tree, size, err := n.treeOf(ctx, first.Origin)
	if err != nil {
		return nil, err
	}
	proof, err := ledger.ProveBetween(ctx, tree, size, notes[0], notes[1], list...)
	switch {
	case errors.Is(err, ledger.ErrProof), errors.Is(err, ledger.ErrSize):
		return nil, &register.Error{Kind: register.Invalid, Op: op, Code: CodeNotBetween, Err: err}
	case err != nil:
		return nil, register.Errorf(register.KindOf(err), op, "%w", err) // an outage stays one
	}
	return proof, nil
}

// CodeNotBetween says that a log does not hold what two notes say, or that they are of two logs.
const CodeNotBetween = "notes-not-of-one-history"

// treeOf returns the tree of the log of an origin, and how much it holds.
func (n *Node) treeOf(ctx context.Context, origin string) (ledger.Reader, int64, error) {
	for _, l := range n.logs() {
		if n.origin(l.name) == origin {
			now, err := l.Frontier(ctx)
			return l, now.Size(), err
		}
	}
	head, err := n.parts.Register.Head(ctx)
	return stored.Tree(n.parts.Register), head.Size, err
}

// CodeCheckpointForeign says that a checkpoint was altered, or is another register's.
const CodeCheckpointForeign = "checkpoint-not-of-register"

// OpenCheckpoints reads the checkpoints of this register that were kept in the named files.
func (n *Node) OpenCheckpoints(files []string) (out []ledger.Checkpoint, err error) {
	list, err := n.VerifierKeys()
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		notes, err := readNotes(name)
		if err != nil {
			return nil, err
		}
		for _, note := range notes {
			cp, err := ledger.OpenCheckpoint(note, list...)
			if err != nil {
				return nil, foreign(name, err)
			}
			out = append(out, cp)
		}
	}
	return out, nil
}

func readNotes(name string) ([][]byte, error) {
	file, err := os.ReadFile(name)
	if err != nil {
		return nil, register.Errorf(register.Unavailable, "ledger", "%w", err)
	}
	notes, err := ledger.SplitNotes(file)
	if err != nil {
		return nil, foreign(name, err)
	}
	return notes, nil
}

func foreign(name string, err error) error {
	f := register.Finding{Code: CodeCheckpointForeign, Args: map[string]string{"file": name}}
	return &register.Error{Kind: register.Invalid, Op: "ledger", Code: CodeCheckpointForeign, Findings: []register.Finding{f}, Err: err}
}

// Rebuild makes documents and projections again from so many acts, which an audit found sound.
func (n *Node) Rebuild(ctx context.Context, audited int64, progress func(done, of int64)) error {
	return audit.Rebuild(ctx, n.parts.Register, n.config.Codec, audited, progress)
}

// prove makes the proofs of package reading.
func (n *Node) prove(ctx context.Context, pass access.Pass, seq register.Seq, part string) ([]byte, error) {
	note, err := n.checkpointActs(ctx)
	if err != nil {
		return nil, err
	}
	list, err := n.signing().VerifierKeys(n.parts.Origin)
	if err != nil {
		return nil, err
	}
	return stored.Prove(ctx, pass, n.parts.Register, n.config.Codec, seq, part, note, list[0])
}

// Restored leaves out the numbers and ids that may have been given after the backup from which
// the register was restored. What one database of the backup knows of later notes than another is forgotten: their
// backups were made one after the other.
func (n *Node) Restored(ctx context.Context) (registrar.Skipped, error) {
	_, note, err := n.parts.Register.LastCheckpoint(ctx)
	if err == nil {
		err = n.remember(ctx, actsLog, note)
	}
	for _, l := range n.logs() {
		if err == nil {
			_, note, err = l.LastCheckpoint(ctx)
		}
		if err == nil {
			err = n.remember(ctx, l.name, note)
		}
	}
	if err != nil {
		return registrar.Skipped{}, err
	}
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

// Unsigned is what no signed checkpoint of a log holds yet.
type Unsigned struct {
	Log     string    // actsLog, LooksLog or PowersLog
	Entries int64     // 0: nothing
	Since   time.Time // when the first of them was written
}

// UnsignedFor is how long an entry may wait for a signed checkpoint: a server makes one each minute.
const UnsignedFor = time.Hour

// UnsignedEntries is the kind of fault of entries that no signed checkpoint held in time.
const UnsignedEntries = "unsigned-entries"

// verifySigned reports what nobody signed in time: it can be altered without a trace.
func (n *Node) verifySigned(ctx context.Context, a Audit) (alarms int64, err error) {
	now := a.Now
	if now.IsZero() {
		now = n.Clock()
	}
	list, err := n.Unsigned(ctx)
	for _, u := range list {
		if u.Entries == 0 || now.Sub(u.Since) <= UnsignedFor {
			continue
		}
		log := u.Log
		if log == actsLog {
			log = ""
		}
		alarms++
		f := Fault{Log: log, Kind: UnsignedEntries, Detail: fmt.Sprintf("%d %s since %s are in no signed checkpoint", u.Entries, u.Log, u.Since.Format(time.RFC3339)), Alarm: true}
		if err := a.Report(f); err != nil {
			return alarms, err
		}
	}
	return alarms, err
}

// Unsigned returns what is not signed yet, of each log.
func (n *Node) Unsigned(ctx context.Context) (out []Unsigned, err error) {
	acts, since, err := audit.Unsigned(ctx, n.parts.Register)
	out = append(out, Unsigned{actsLog, acts, since})
	for _, l := range n.logs() {
		if err != nil {
			return nil, err
		}
		var entries int64
		entries, since, err = audit.UnsignedOf(ctx, l)
		out = append(out, Unsigned{l.name, entries, since})
	}
	return out, err
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
