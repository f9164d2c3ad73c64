package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	keyfile "samano/keys/file"
	"samano/law"
	"samano/register"
	"samano/registrar"
	"samano/store/sqlstore"
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
		c.Remedy = remedy
		if says == "" {
			c.Says = err.Error()
		}
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
	info, err := os.Stat(g.Data)
	if err == nil && info.Mode().Perm()&0o077 != 0 {
		err = fmt.Errorf("%s can be read by others (%v)", g.Data, info.Mode().Perm())
	}
	if !d.tell("data folder", err, text(err, g.Data), "make it with \"samano init\" or \"samano demo\", and chmod 700 it") && info == nil {
		return
	}
	d.disk()
	d.clock()
	if !d.reach(ctx) {
		return
	}
	h, err := g.openHouse(ctx, needLoad)
	if !d.tell("open", err, text(err, "databases and keys"), d.openRemedy(err)) {
		return
	}
	defer h.close()
	d.tell("law", nil, fmt.Sprintf("pack %s, %s, of %v", h.law.Code, short(h.law.Hash), law.Codes()), "")
	if !d.loading(ctx, h) {
		return
	}
	d.register(ctx, h, rebuild)
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
	var st syscall.Statfs_t
	err := syscall.Statfs(d.g.Data, &st)
	free := int64(st.Bavail) * st.Bsize
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
	s, err := sqlstore.Open(ctx, d.g.address(registerFile), sqlstore.Options{Loading: true})
	if err == nil {
		defer s.Close()
		_, err = s.Founding(ctx)
	}
	remedy := "start the database, or correct --database"
	switch register.KindOf(err) {
	case register.NotFound:
		remedy = "found a register with \"samano init\", or correct --data and --database"
	case register.Invalid:
		remedy = "follow the message: the server is not set up as a register needs it"
	}
	return d.tell("database", err, text(err, d.shownAddress()), remedy)
}

// shownAddress is the address without its password.
func (d *doctor) shownAddress() string {
	if u, err := url.Parse(d.g.Database); err == nil && d.g.Database != "" {
		return u.Redacted()
	}
	return d.g.address(registerFile)
}

func (d *doctor) openRemedy(err error) string {
	switch {
	case errors.Is(err, keyfile.ErrPermissions):
		return "chmod 600 " + filepath.Join(d.g.Data, keysFile)
	case errors.Is(err, keyfile.ErrDamaged):
		return "restore the key file from its copy: the register cannot be opened without it"
	case register.KindOf(err) == register.Forbidden:
		return "give the right passphrase in SAMANO_PASSPHRASE or --passphrase-file"
	case register.KindOf(err) == register.NotFound:
		return "restore " + keysFile + " from its copy"
	}
	return "see the message"
}

func (d *doctor) loading(ctx context.Context, h *house) bool {
	loading, err := h.store.Loading(ctx)
	if err == nil && loading {
		err = errors.New("a load was begun and not ended")
	}
	return d.tell("loading", err, text(err, "no load is under way"), "run the same \"samano load\" again: it goes on where it was")
}

func (d *doctor) register(ctx context.Context, h *house, rebuild bool) {
	r, err := registrar.Open(ctx, h.config)
	remedy := "the keys or the law pack are not this register's own: restore the right ones"
	if !d.tell("registrar", err, text(err, "number key and law pack are the register's own"), remedy) {
		return
	}
	r.Close()
	a, err := h.audit(ctx, nil)
	if !d.tell("checkpoint", err, text(err, "the last signed one is readable"), "see \"samano ledger verify\"") {
		return
	}
	bar := d.g.progress("audit")
	a.Progress = bar.set
	var first registrar.Fault
	sum, err := registrar.Verify(ctx, a, func(f registrar.Fault) error {
		if f.Alarm && first.Kind == "" {
			first = f
		}
		return nil
	})
	bar.done()
	if err == nil && sum.Alarms > 0 {
		err = fmt.Errorf("%d faults; the first: %s", sum.Alarms, first)
	}
	says := text(err, strconv.FormatInt(sum.Acts, 10)+" acts; ledger, documents and projections agree")
	if d.tell("projections", err, says, "\"samano ledger verify\" names every fault; where acts are sound, \"samano doctor --rebuild\" makes the rest again") || !rebuild {
		return
	}
	err = registrar.Rebuild(ctx, h.store, h.config.Codec, bar.set)
	bar.done()
	d.tell("rebuild", err, text(err, "documents and projections were made again; run doctor once more"), "see the message")
}
