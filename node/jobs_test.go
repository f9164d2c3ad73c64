package node_test

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"samano/access"
	"samano/access/accesstest"
	"samano/access/factor/factortest"
	"samano/access/password"
	"samano/acts"
	"samano/certificate/certificatetest"
	"samano/keys"
	"samano/law"
	"samano/node"
	"samano/office/application"
	"samano/office/officetest"
	"samano/oversight/oversighttest"
	"samano/register"
	"samano/stay/staytest"
	"samano/store/memstore"
)

// parts are those of an empty register over the fakes, founded.
func parts(t testing.TB) node.Parts {
	t.Helper()
	set, err := keys.Generate(rand.Reader, keys.Ed25519)
	must(t, err)
	pack, err := law.Shipped("la", acts.ForLaw())
	must(t, err)
	p := node.Parts{
		Register: memstore.New(), Accounts: accesstest.NewDesk(), Factors: factortest.NewStore(), Applications: officetest.NewDesk(), Copies: certificatetest.NewCopies(), Oversight: oversighttest.NewStore(), Stays: staytest.NewNotices(), Looks: accesstest.NewLooks(),
		Keys: set, Law: pack, Origin: "register.test/acts", Now: time.Now, Random: rand.Reader,
		Passwords: password.Cost{MemoryKiB: 64, Passes: 1, Lanes: 1},
	}
	must(t, node.Found(t.Context(), p, "01900000-0000-7000-8000-000000000001"))
	return p
}

func built(t testing.TB, p node.Parts) *node.Node {
	t.Helper()
	n, err := node.Build(t.Context(), node.Serving, p)
	must(t, err)
	t.Cleanup(n.Close)
	return n
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// What the law no longer lets the register keep is gone when the server has started; what it
// keeps stays.
func TestForgetsWhatTheLawNoLongerKeeps(t *testing.T) {
	ctx := t.Context()
	p := parts(t)
	h := built(t, p)

	now := h.Clock()
	today := register.DayAt(now)
	months, days := h.Law.Looks.RetainMonths.On(today).Value, h.Law.Applications.DraftDays.On(today).Value
	someone := []register.Ref{register.PersonRef(1)}
	for _, at := range []time.Time{now.AddDate(0, -months-2, 0), now.AddDate(0, -months+2, 0)} {
		if _, err := p.Looks.Append(ctx, access.Look{
			At: at, Officer: "keo", Office: "centre", Role: access.NationalRegistrar, What: access.WhatPerson,
			Purpose: "registration", Case: "1", Subjects: someone, ShownFrom: register.DayAt(at),
		}, access.Budget{}); err != nil {
			t.Fatal(err)
		}
	}
	const old, fresh = application.ID("01900000-0000-7000-8000-000000000001"), application.ID("01900000-0000-7000-8000-000000000002")
	for id, touched := range map[application.ID]time.Time{old: now.AddDate(0, 0, -days-1), fresh: now.AddDate(0, 0, -days+1)} {
		if err := p.Applications.PutApplication(ctx, application.Application{
			ID: id, Version: 1, State: application.Draft, TakenBy: "keo", TakenAt: "centre", Due: application.NoDeadline, Touched: touched,
		}); err != nil {
			t.Fatal(err)
		}
	}

	stopped, stop := context.WithCancel(ctx)
	stop()
	node.Jobs(h, stopped)() // ends with the server, not before what is due at its start is done

	left, err := p.Looks.LooksOf(ctx, accesstest.Pass(t), someone, today, access.Newest, access.LooksPage)
	if err != nil || len(left) != 1 {
		t.Errorf("%d looks are left, error %v; want the one that the law keeps", len(left), err)
	}
	if _, err := p.Applications.Application(ctx, old); register.KindOf(err) != register.NotFound {
		t.Errorf("the old draft: %v; want it gone", err)
	}
	if _, err := p.Applications.Application(ctx, fresh); err != nil {
		t.Errorf("the fresh draft: %v", err)
	}
}

// A job that fails is logged; one that the stop of the server broke off is not.
func TestOnlyFailuresAreLogged(t *testing.T) {
	before := slog.Default()
	defer slog.SetDefault(before)
	for stopped, want := range map[bool]bool{false: true, true: false} {
		var log strings.Builder
		slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
		ctx, stop := context.WithCancel(t.Context())
		node.Run(&node.Node{}, ctx, node.Job{Name: "old drafts", Run: func(*node.Node, context.Context) error {
			if stopped {
				stop()
			}
			return errors.New("gone")
		}})
		stop()
		if logged := strings.Contains(log.String(), `"old drafts"`); logged != want {
			t.Errorf("stopped %t: logged is %q", stopped, log.String())
		}
	}
}

func TestUntilQuiet(t *testing.T) {
	vientiane := time.FixedZone("", 7*3600)
	for now, want := range map[string]time.Duration{
		"00:00": 3 * time.Hour, "02:59": time.Minute, "03:00": 24 * time.Hour, "03:01": 24*time.Hour - time.Minute, "23:30": 3*time.Hour + 30*time.Minute,
	} {
		at, err := time.ParseInLocation("2006-01-02 15:04", "2026-11-21 "+now, vientiane)
		if err != nil {
			t.Fatal(err)
		}
		if got := node.UntilQuiet(at); got != want {
			t.Errorf("at %s: in %v, want %v", now, got, want)
		}
	}
}
