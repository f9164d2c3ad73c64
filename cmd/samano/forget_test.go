package main

import (
	"context"
	"io"
	"os"
	"testing"
	"time"

	"samano/access"
	"samano/office"
	"samano/register"
)

// What the law no longer lets the register keep is gone when the server has
// started; what it keeps stays.
func TestForgetsWhatTheLawNoLongerKeeps(t *testing.T) {
	ctx := context.Background()
	g := &Globals{Data: foundHouse(t), in: os.Stdin, out: io.Discard, errs: os.Stderr}
	h, err := g.openHouse(ctx, needWriter)
	if err != nil {
		t.Fatal(err)
	}
	defer h.close()
	clerk, err := h.clerk(ctx)
	if err != nil {
		t.Fatal(err)
	}

	now := h.clock()
	today := register.DayAt(now)
	months, days := h.law.Looks.RetainMonths.On(today).Value, h.law.Applications.DraftDays.On(today).Value
	someone := []register.Ref{register.PersonRef(1)}
	for _, at := range []time.Time{now.AddDate(0, -months-2, 0), now.AddDate(0, -months+2, 0)} {
		if _, err := h.looks.Append(ctx, access.Look{
			At: at, Officer: "keo", Office: centreOffice, Role: access.NationalRegistrar, What: access.WhatPerson,
			Purpose: "registration", Case: "1", Subjects: someone, ShownFrom: register.DayAt(at),
		}); err != nil {
			t.Fatal(err)
		}
	}
	const old, fresh = office.ApplicationID("01900000-0000-7000-8000-000000000001"), office.ApplicationID("01900000-0000-7000-8000-000000000002")
	for id, touched := range map[office.ApplicationID]time.Time{old: now.AddDate(0, 0, -days-1), fresh: now.AddDate(0, 0, -days+1)} {
		if err := h.desk.PutApplication(ctx, office.Application{
			ID: id, Version: 1, State: office.Draft, TakenBy: "keo", TakenAt: centreOffice, Due: office.NoDeadline, Touched: touched,
		}); err != nil {
			t.Fatal(err)
		}
	}

	stopped, stop := context.WithCancel(ctx)
	stop()
	h.forget(ctx, clerk)
	h.keepForgetting(stopped, clerk) // ends with the server

	left, err := h.looks.LooksOf(ctx, someone, today, access.Newest, access.LooksPage)
	if err != nil || len(left) != 1 {
		t.Errorf("%d looks are left, error %v; want the one that the law keeps", len(left), err)
	}
	if _, err := h.desk.Application(ctx, old); register.KindOf(err) != register.NotFound {
		t.Errorf("the old draft: %v; want it gone", err)
	}
	if _, err := h.desk.Application(ctx, fresh); err != nil {
		t.Errorf("the fresh draft: %v", err)
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
		if got := untilQuiet(at); got != want {
			t.Errorf("at %s: in %v, want %v", now, got, want)
		}
	}
}
