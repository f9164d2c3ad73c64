package request_test

import (
	"context"
	"testing"

	"samano/access"
	"samano/law"
	"samano/office/request"
)

// What leaves about many people is entered by one officer and confirmed by another; each time an overseer
// judges it. It opens nobody by themselves, and ends.
func TestAnExportIsOfTwoOfficers(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	in := request.Input{Kind: law.CaseExport, Asks: "ກະຊວງສຶກສາ", Ground: "ກົດໝາຍ 12, ມາດຕາ 4", Number: string(w.there.Number()), Proof: request.ByCode}
	_, err := w.Enter(ctx, w.kham, in)
	wants(t, request.CodeNoPurpose, err)
	_, err = w.Enter(ctx, w.national, request.Input{Kind: law.CaseExport, Asks: "x"})
	wants(t, request.CodeGround, err)
	r := w.entered(t, w.national, in)
	if r.Number != "" || r.Name != "" || r.Proof != request.BySecond || !r.Waits() || r.IsDrawn() {
		t.Fatalf("entered is %+v", r)
	}
	events := func(who access.Actor) error {
		_, _, err := w.Node.Reading.Feed(ctx, who, access.Reason{What: access.WhatFeed, Purpose: "events", Case: r.Reference()}, 0)
		return err
	}
	wants(t, access.CodeNoExport, events(w.national))
	_, err = w.Confirm(ctx, w.national, r.ID, 1)
	wants(t, request.CodeOwn, err)
	r, err = w.Named(ctx, w.second, r.Reference())
	must(t, err)
	r, err = w.Confirm(ctx, w.second, r.ID, r.Version)
	must(t, err)
	if !r.IsDrawn() || *r.Judge != "" || r.Due != w.Today()+10 {
		t.Errorf("confirmed is %+v", r)
	}
	must(t, events(w.national))
	must(t, events(w.second))
	_, err = w.reads(w.national, "events", r.Reference(), w.there)
	wants(t, access.CodePurposeNotThis, err)
	_, err = w.Named(ctx, w.kham, r.Reference())
	wants(t, request.CodeNotYours, err)
	_, err = w.Named(ctx, w.national, "no reference")
	wants(t, request.CodeNotYours, err)
	_, toJudge, _, err := w.Requests(ctx, w.auditor, 0)
	must(t, err)
	if len(toJudge) != 1 || toJudge[0].ID != r.ID {
		t.Errorf("auditors are told of %+v", toJudge)
	}
	_, err = w.Judge(ctx, w.overseer, r.ID, r.Version, request.Judgement{Fair: true})
	must(t, err)
	w.now = w.now.AddDate(0, 0, 30)
	wants(t, access.CodeNoExport, events(w.national))
}
