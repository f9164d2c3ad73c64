package main

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
	"samano/register"
	"samano/registrar"
)

type doctorCmd struct {
	Rebuild bool `help:"Make documents and projections again from the acts, if they disagree."`
}

// complaint is one thing that doctor looked at.
type complaint struct {
	What   string `json:"what"`
	OK     bool   `json:"ok"`
	Says   string `json:"says"`
	Remedy string `json:"remedy,omitempty"`
}

// doctor looks at one thing after another; what later things rest on comes first.
type doctor struct {
	g   *Globals
	bad int
}

func (d *doctor) tell(what string, err error, says, remedy string) bool {
	c := complaint{What: what, OK: err == nil, Says: says}
	if err != nil {
		d.bad++
		c.Says, c.Remedy = d.inWords(err, remedy)
	}
	if d.g.JSON {
		_ = d.g.line(c)
		return c.OK
	}
	mark := "ok   "
	if !c.OK {
		mark = "FAULT"
	}
	d.g.printf("%s %-14s %s\n", mark, c.What, c.Says)
	if c.Remedy != "" {
		d.g.printf("      remedy: %s\n", c.Remedy)
	}
	return c.OK
}

// inWords says what is wrong. The remedy that goes with the error is better than
// the one that goes with the place where it was met.
func (d *doctor) inWords(err error, remedy string) (says, do string) {
	var e *register.Error
	if !errors.As(err, &e) {
		return err.Error(), remedy
	}
	wrong, own := d.g.texts(err)
	if len(own) > 0 && own[0] != "" {
		remedy = own[0]
	}
	return wrong[0], remedy
}

func (c *doctorCmd) Run(ctx context.Context, g *Globals) error {
	d := &doctor{g: g}
	d.examine(ctx, c.Rebuild)
	if d.bad > 0 {
		return told{exitFindings}
	}
	return nil
}

func (d *doctor) examine(ctx context.Context, rebuild bool) {
	g := d.g
	if !d.folder() {
		return
	}
	d.disk()
	d.clock()
	err := g.place().Check()
	if !d.tell("files", err, text(err, "keys and databases are there"), "") || !d.reach(ctx) {
		return
	}
	h, err := g.openHouse(ctx, node.Loading)
	if !d.tell("open", err, text(err, "databases and keys"), "see the message") {
		return
	}
	defer h.Close()
	d.tell("law", nil, fmt.Sprintf("pack %s, %s, of %v", h.Law.Code, short(h.Law.Hash), law.Codes()), "")
	if !d.loading(ctx, h) {
		return
	}
	d.register(ctx, h, rebuild)
}

// folder goes on where the folder is there, though others may read it.
func (d *doctor) folder() bool {
	info, err := os.Stat(d.g.Data)
	remedy := "make it with \"samano init\" or \"samano demo\", or correct --data"
	switch {
	case err == nil && !info.IsDir():
		err = fmt.Errorf("%s is no folder", d.g.Data)
	case err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0: // on Windows the bits mean nothing
		err = fmt.Errorf("%s can be read by others (%v)", d.g.Data, info.Mode().Perm())
		remedy = "chmod 700 " + d.g.Data
	}
	return d.tell("data folder", err, text(err, d.g.Data), remedy) || info != nil && info.IsDir()
}

func short(hash string) string { return hash[:min(12, len(hash))] }

func text(err error, fine string) string {
	if err != nil {
		return ""
	}
	return fine
}

// minFree is the space below which a busy district could fill the disk in a week.
const minFree = 1 << 30

func (d *doctor) disk() {
	free, err := freeSpace(d.g.Data)
	if err == nil && free < minFree {
		err = fmt.Errorf("only %d MB free at %s", free>>20, d.g.Data)
	}
	d.tell("disk", err, text(err, fmt.Sprintf("%d MB free", free>>20)), "free some space: a full disk stops registering, it loses nothing")
}

// oldestClock is before this program was written: a clock that says so is wrong.
var oldestClock = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func (d *doctor) clock() {
	var err error
	now := time.Now()
	if now.Before(oldestClock) {
		err = fmt.Errorf("the clock says %s", now.Format(time.DateTime))
	}
	d.tell("clock", err, text(err, now.Format(time.RFC3339)), "set the clock: deadlines and ages follow it")
}

// reach tells a database that cannot be reached from one that is not a register.
func (d *doctor) reach(ctx context.Context) bool {
	err := open.Reach(ctx, d.g.place())
	return d.tell("database", err, text(err, d.shownAddress()), "start the database, or correct --database")
}

// shownAddress is the address without its password.
func (d *doctor) shownAddress() string {
	if u, err := url.Parse(d.g.Database); err == nil && d.g.Database != "" {
		return u.Redacted()
	}
	return d.g.place().Address(open.RegisterFile)
}

func (d *doctor) loading(ctx context.Context, h *house) bool {
	err := h.CheckLoaded(ctx)
	return d.tell("loading", err, text(err, "no load is under way"), "")
}

func (d *doctor) register(ctx context.Context, h *house, rebuild bool) {
	err := h.CheckRegistrar(ctx)
	remedy := "the keys or the law pack are not this register's own: restore the right ones"
	var refused *register.Error
	old := rebuild && errors.As(err, &refused) && refused.Code == registrar.CodeProjectionsOld
	if old {
		err = nil // told below, when it has been made again
	}
	if !d.tell("registrar", err, text(err, "number key and law pack are the register's own"), remedy) {
		return
	}
	if !d.lastAct(ctx, h) {
		return
	}
	_, err = h.VerifierKeys()
	if !d.tell("checkpoint", err, text(err, "the last signed one is readable"), "see \"samano ledger verify\"") {
		return
	}
	found, err := d.audit(ctx, h)
	if rebuild && err == nil && (found.alarms > 0 || old) {
		if found.alarms > 0 && !found.mendable {
			err := errors.New("acts or the ledger itself are altered: nothing sound can be made of them")
			d.tell("rebuild", err, "", "restore from a backup older than the fault, and keep this database as evidence; \"samano ledger verify\" names every fault")
			return
		}
		bar := d.g.progress("rebuild")
		err = h.Rebuild(ctx, bar.set)
		bar.done()
		if !d.tell("rebuild", err, text(err, found.firstText()+": documents and projections were made again from the acts"), "see the message") {
			return
		}
		found, err = d.audit(ctx, h)
	}
	if err == nil && found.alarms > 0 {
		err = fmt.Errorf("%d faults; the first: %s", found.alarms, found.first)
	}
	remedy = "restore from a backup older than the fault, and keep this database as evidence; \"samano ledger verify\" names every fault"
	if found.mendable {
		remedy = "the acts are sound: \"samano doctor --rebuild\" makes the rest again. First find out who changed it"
	}
	d.tell("projections", err, text(err, strconv.FormatInt(found.acts, 10)+" acts; ledger, documents and projections agree"), remedy)
}

func (a audited) firstText() string {
	if a.alarms == 0 {
		return "another version had made them"
	}
	return a.first.String() + " and what else was wrong"
}

// lastAct compares the clock with the last act: the register's time never goes
// back, so a clock that did makes every act bear the same day.
func (d *doctor) lastAct(ctx context.Context, h *house) bool {
	last, err := h.LastAct(ctx)
	if err == nil && time.Until(last) > maxClockLead {
		err = fmt.Errorf("the last act was registered at %s, which is in the future", last.Format(time.RFC3339))
		d.tell("last act", err, "", "set the clock; if it is right, it was wrong when that act was registered")
		return true
	}
	return d.tell("last act", err, text(err, last.Format(time.RFC3339)), "see the message")
}

// maxClockLead is the skew accepted between two clocks of the country.
const maxClockLead = 10 * time.Minute

// audited is what an audit found.
type audited struct {
	acts, alarms int64
	first        audit.Fault
	mendable     bool // there are faults, all in what is made from the acts
}

// derived are the faults in what can be made again from the acts. An altered
// column is one where it stands beside a document.
var derived = []string{
	audit.AlteredDocument, audit.MissingDocument, audit.ExtraDocument,
	audit.MissingProjection, audit.ExtraProjection,
}

func (d *doctor) audit(ctx context.Context, h *house) (found audited, err error) {
	bar := d.g.progress("audit")
	defer bar.done()
	sound := true
	sum, err := h.Verify(ctx, node.Audit{Progress: bar.set, Report: func(f audit.Fault) error {
		if !f.Alarm {
			return nil
		}
		if found.first.Kind == "" {
			found.first = f
		}
		sound = sound && (slices.Contains(derived, f.Kind) || f.Kind == audit.AlteredColumn && f.Seq == 0)
		return nil
	}})
	found.acts, found.alarms, found.mendable = sum.Acts, sum.Alarms, sound && sum.Alarms > 0
	return found, err
}
