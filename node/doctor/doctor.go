// Package doctor owns the examination of a register where it stands: the folder, the disk, the
// clock, the database, the keys, and what an audit says of the acts and of all that is made from
// them. It looks at one thing after another, what later things rest on first, and names for each
// fault what an operator can do. Nothing that stands in the register is told.
package doctor

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"runtime"
	"slices"
	"strconv"
	"time"

	"samano/audit"
	"samano/law"
	"samano/node"
	"samano/node/open"
)

// Finding is one thing that was looked at.
type Finding struct {
	What string // "disk", "clock", "database", …
	Err  error  // what is wrong with it; nil: nothing
	Says string // what was found where nothing is wrong
	// Remedy is what to do where the error has none of its own.
	Remedy string
}

// Doctor says what is examined. All fields are needed.
type Doctor struct {
	At         open.Place
	Passphrase func() (string, error)
	Rebuild    bool // make documents and projections again from the acts, if they disagree
	Now        func() time.Time
	Tell       func(Finding)
	// Progress begins to show a long step and returns what moves and what ends it.
	Progress func(step string) (set func(done, of int64), end func())
}

// tell hands a finding on and reports whether nothing is wrong.
func (d *Doctor) tell(what string, err error, says, remedy string) bool {
	f := Finding{What: what, Err: err, Remedy: remedy}
	if err == nil {
		f.Says, f.Remedy = says, ""
	}
	d.Tell(f)
	return err == nil
}

// Examine looks at everything, as far as it can go on.
func (d *Doctor) Examine(ctx context.Context) {
	if !d.folder() {
		return
	}
	d.disk()
	d.clock()
	if !d.tell("files", d.At.Check(), "keys and databases are there", "") || !d.reach(ctx) {
		return
	}
	n, err := open.Node(ctx, d.At, open.How{Mode: node.Loading, Passphrase: d.Passphrase})
	if !d.tell("open", err, "databases and keys", "see the message") {
		return
	}
	defer n.Close()
	d.tell("law", nil, fmt.Sprintf("pack %s, %s, of %v", n.Law.Code, short(n.Law.Hash), law.Codes()), "")
	if !d.tell("loading", n.CheckLoaded(ctx), "no load is under way", "") {
		return
	}
	d.register(ctx, n)
}

// folder goes on where the folder is there, though others may read it.
func (d *Doctor) folder() bool {
	info, err := os.Stat(d.At.Folder)
	remedy := "make it with \"samano init\" or \"samano demo\", or correct --data"
	switch {
	case err == nil && !info.IsDir():
		err = fmt.Errorf("%s is no folder", d.At.Folder)
	case err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0: // on Windows the bits mean nothing
		err = fmt.Errorf("%s can be read by others (%v)", d.At.Folder, info.Mode().Perm())
		remedy = "chmod 700 " + d.At.Folder
	}
	return d.tell("data folder", err, d.At.Folder, remedy) || info != nil && info.IsDir()
}

func short(hash string) string { return hash[:min(12, len(hash))] }

// minFree is the space below which a busy district could fill the disk in a week.
const minFree = 1 << 30

func (d *Doctor) disk() {
	free, err := freeSpace(d.At.Folder)
	if err == nil && free < minFree {
		err = fmt.Errorf("only %d MB free at %s", free>>20, d.At.Folder)
	}
	d.tell("disk", err, fmt.Sprintf("%d MB free", free>>20), "free some space: a full disk stops registering, it loses nothing")
}

// oldestClock is before this program was written: a clock that says so is wrong.
var oldestClock = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func (d *Doctor) clock() {
	var err error
	now := d.Now()
	if now.Before(oldestClock) {
		err = fmt.Errorf("the clock says %s", now.Format(time.DateTime))
	}
	d.tell("clock", err, now.Format(time.RFC3339), "set the clock: deadlines and ages follow it")
}

// reach tells a database that cannot be reached from one that is not a register.
func (d *Doctor) reach(ctx context.Context) bool {
	return d.tell("database", open.Reach(ctx, d.At), d.address(), "start the database, or correct --database")
}

// address is that of the database, without its password.
func (d *Doctor) address() string {
	if u, err := url.Parse(d.At.Database); err == nil && d.At.Database != "" {
		return u.Redacted()
	}
	return d.At.Address(open.RegisterFile)
}

// Remedies for a register that does not agree with itself.
const (
	remedyAltered  = "restore from a backup older than the fault, and keep this database as evidence; \"samano ledger verify\" names every fault"
	remedyMendable = "the acts are sound: \"samano doctor --rebuild\" makes the rest again. First find out who changed it"
)

func (d *Doctor) register(ctx context.Context, n *node.Node) {
	err, why := n.CheckRegistrar(ctx), ""
	if d.mends(err, node.CodeProjectionsOld) {
		err, why = nil, "another version had made them" // told below, when it has been made again
	}
	if !d.tell("registrar", err, "number key and law pack are the register's own", "the keys or the law pack are not this register's own: restore the right ones") {
		return
	}
	if d.mends(n.CheckIndexes(ctx), node.CodeIndexMissing) {
		why = "an index was absent"
	}
	if !d.lastAct(ctx, n) {
		return
	}
	if !d.signed(ctx, n) {
		return
	}
	found, err := d.audit(ctx, n)
	if d.Rebuild && err == nil && (found.alarms > 0 || why != "") {
		if !d.rebuild(ctx, n, found, why) {
			return
		}
		found, err = d.audit(ctx, n)
	}
	d.tell("indexes", n.CheckIndexes(ctx), "those of the schema are there", "see the message")
	if err == nil && found.alarms > 0 {
		err = fmt.Errorf("%d faults; the first: %s", found.alarms, found.first)
	}
	remedy := remedyAltered
	if found.mendable {
		remedy = remedyMendable
	}
	d.tell("projections", err, strconv.FormatInt(found.acts, 10)+" acts; ledger, documents and projections agree", remedy)
	for _, log := range []string{node.LooksLog, node.PowersLog} {
		d.beside(log, found.logs[log], "entries; the log is what was signed, and what it tells of stands")
	}
	d.beside(papers, found.logs[papers], "papers; each is the content of its hash")
	d.beside(applications, found.logs[applications], "applications; each is that of its acts")
}

// What the examinations of the evidence and of the applications are called.
const (
	papers       = "papers"
	applications = "applications"
)

// beside tells what the audit found beside the acts.
func (d *Doctor) beside(name string, of logAudited, sound string) {
	var err error
	if of.alarms > 0 {
		err = fmt.Errorf("%d faults; the first: %s", of.alarms, of.first)
	}
	d.tell(name, err, strconv.FormatInt(of.entries, 10)+" "+sound,
		"somebody has written to the database past the program: find out who could, keep the file as evidence, and look at what the log says (\"samano powers\")")
}

// signed tells whether all acts, looks and powers but the latest are under a signed checkpoint: what is not can be altered without
// a trace.
func (d *Doctor) signed(ctx context.Context, n *node.Node) bool {
	list, err := n.Unsigned(ctx)
	if err == nil {
		_, err = n.VerifierKeys()
	}
	if err != nil {
		return d.tell("checkpoint", err, "", "see \"samano ledger verify\"")
	}
	sound := true
	for _, u := range list {
		if u.Entries > 0 && u.Since.Sub(d.Now()) > maxClockLead {
			err := fmt.Errorf("%d %s that nobody signed were written at %s, which is in the future", u.Entries, u.Log, u.Since.Format(time.RFC3339))
			sound = d.tell("checkpoint", err, "", "set the clock; if it is right, it was wrong when they were written, or somebody has written to the database past the program")
		}
		if u.Entries > 0 && d.Now().Sub(u.Since) > node.UnsignedFor {
			err := fmt.Errorf("%d %s since %s are in no signed checkpoint", u.Entries, u.Log, u.Since.Format(time.RFC3339))
			sound = d.tell("checkpoint", err, "", "sign them: \"samano ledger checkpoint\". A server signs each minute: ask whoever runs it since when it has not")
		}
	}
	return !sound || d.tell("checkpoint", nil, "all acts, looks and powers but those of the last hour are signed", "")
}

// mends reports whether what is wrong is a fault of that code, which the rebuild that was asked for
// mends.
func (d *Doctor) mends(err error, code string) bool {
	return d.Rebuild && err != nil && open.Code(err) == code
}

// rebuild makes documents and projections again, where the acts are sound. why is the reason where
// the audit has found none.
func (d *Doctor) rebuild(ctx context.Context, n *node.Node, found audited, why string) bool {
	if found.alarms > 0 {
		why = found.first.String() + " and what else was wrong"
	}
	if found.alarms > 0 && !found.mendable {
		err := errors.New("acts or the ledger itself are altered: nothing sound can be made of them")
		return d.tell("rebuild", err, "", remedyAltered)
	}
	set, end := d.Progress("rebuild")
	err := n.Rebuild(ctx, found.acts, set)
	end()
	return d.tell("rebuild", err, why+": documents and projections were made again from the acts", "see the message")
}

// lastAct compares the clock with the last act: the register's time never goes back, so a clock
// that did makes every act bear the same day.
func (d *Doctor) lastAct(ctx context.Context, n *node.Node) bool {
	last, err := n.LastAct(ctx)
	if err == nil && last.Sub(d.Now()) > maxClockLead {
		err = fmt.Errorf("the last act was registered at %s, which is in the future", last.Format(time.RFC3339))
		d.tell("last act", err, "", "set the clock; if it is right, it was wrong when that act was registered")
		return true
	}
	return d.tell("last act", err, last.Format(time.RFC3339), "see the message")
}

// maxClockLead is the skew accepted between two clocks of the country.
const maxClockLead = 10 * time.Minute

// audited is what an audit found.
type audited struct {
	acts, alarms int64
	first        node.Fault
	mendable     bool // there are faults, all in what is made from the acts
	logs         map[string]logAudited
}

// logAudited is what an audit found of a log beside the acts, or of the papers.
type logAudited struct {
	entries, alarms int64
	first           node.Fault
}

// derived are the faults in what can be made again from the acts. An altered column is one where
// it stands beside a document.
var derived = []string{
	audit.AlteredDocument, audit.MissingDocument, audit.ExtraDocument,
	audit.MissingProjection, audit.ExtraProjection,
}

func (d *Doctor) audit(ctx context.Context, n *node.Node) (found audited, err error) {
	set, end := d.Progress("audit")
	defer end()
	sound := true
	found.logs = map[string]logAudited{}
	sum, err := n.Verify(ctx, node.Audit{Progress: set, Report: func(f node.Fault) error {
		if !f.Alarm || f.Kind == node.UnsignedEntries { // signed tells of these
			return nil
		}
		beside := f.Log
		switch f.Kind {
		case node.AlteredEvidence:
			beside = papers
		case node.AlteredApplication:
			beside = applications
		}
		if beside != "" {
			of := found.logs[beside]
			if of.alarms++; of.alarms == 1 {
				of.first = f
			}
			found.logs[beside] = of
			return nil
		}
		if found.alarms++; found.alarms == 1 {
			found.first = f
		}
		sound = sound && (slices.Contains(derived, f.Kind) || f.Kind == audit.AlteredColumn && f.Seq == 0)
		return nil
	}})
	found.acts, found.mendable = sum.Acts, sound && found.alarms > 0
	for name, s := range sum.Logs {
		of := found.logs[name]
		of.entries = s.Entries
		found.logs[name] = of
	}
	for name, read := range map[string]int64{papers: sum.Papers, applications: sum.Applications} {
		of := found.logs[name]
		of.entries = read
		found.logs[name] = of
	}
	return found, err
}
