package certificate_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"samano/access"
	"samano/access/accesstest"
	"samano/acts"
	"samano/certificate"
	"samano/internal/testenv"
	"samano/law"
	"samano/office"
	"samano/register"
)

// born registers a child at Chanthabuly and returns the birth, the mother and the child.
func (w *world) born(t *testing.T) (birth register.Proposal, mother, kid *register.Person) {
	t.Helper()
	mother = w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	birth = w.BirthForm(t, string(mother.Number()), "2026-10-20")
	w.registered(t, birth)
	return birth, mother, w.PersonCalled(t, testenv.Child(t, birth))
}

func TestAFailingDatabaseIssuesNothing(t *testing.T) {
	for _, method := range []string{"NextStatusIndex", "AddCopy", "Copy", "CountCopies"} {
		w := newWorld(t)
		p, _, _ := w.born(t)
		w.copies.failIn = method
		c, err := w.Certify(context.Background(), w.kham, certificate.Request{ID: certificate.CopyID(testenv.NewID()), Kind: "birth", Act: string(p.ID), Case: "REQ-7"})
		if !errors.Is(err, errCopies) || c.QR != "" {
			t.Errorf("%s: %+v, %v", method, c, err)
		}
	}
}

func TestAFailingDatabaseTellsNothing(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	p, _, kid := w.born(t)
	c := w.certify(t, "birth", p.ID)
	w.copies.failIn = "Copy"
	if _, err := w.CopyStatus(ctx, c.ID); !errors.Is(err, errCopies) {
		t.Errorf("the status is told: %v", err)
	}
	if err := w.Revoke(ctx, w.noy, c.ID, "ພິມຜິດ"); !errors.Is(err, errCopies) {
		t.Errorf("revoked: %v", err)
	}
	w.copies.failIn = "RevokeCopy"
	if err := w.Revoke(ctx, w.noy, c.ID, "ພິມຜິດ"); !errors.Is(err, errCopies) {
		t.Errorf("revoked: %v", err)
	}
	w.copies.failIn = "CopiesOf"
	if list, err := w.CopiesOf(ctx, w.kham, string(kid.Number()), "REQ-3"); !errors.Is(err, errCopies) || list != nil {
		t.Errorf("the copies are %v, %v", list, err)
	}
	w.copies.failIn = ""
	w.looks.Fail(errLooks)
	if list, err := w.CopiesOf(ctx, w.kham, string(kid.Number()), "REQ-3"); err == nil || list != nil {
		t.Errorf("without a look the copies are %v, %v", list, err)
	}
}

func TestWhoMayRevokeAndWhy(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	p, _, _ := w.born(t)
	c := w.certify(t, "birth", p.ID)
	wants(t, w.Revoke(ctx, w.noy, c.ID, ""), register.Invalid, register.CodeReasonMissing)
	wants(t, w.Revoke(ctx, w.noy, c.ID, "a\u202eb"), register.Invalid, register.CodeTextCharacter)
	wants(t, w.Revoke(ctx, w.noy, c.ID, strings.Repeat("x", acts.MaxText+1)), register.Invalid, register.CodeTextTooLong)
	if err := w.Revoke(ctx, w.chief, c.ID, "x"); register.KindOf(err) != register.Forbidden {
		t.Errorf("a village reporter revokes: %v", err)
	}
	wants(t, w.Revoke(ctx, w.other, c.ID, "x"), register.NotFound, office.CodeNotTheirs)
	if s := w.standing(t, c); s != certificate.Valid {
		t.Errorf("nobody revoked it, and it is %v", s)
	}
	must(t, w.Revoke(ctx, w.province, c.ID, strings.Repeat("x", acts.MaxText))) // stands over the district
	kept, err := w.copies.Copy(ctx, c.ID)
	must(t, err)
	if r := kept.Revoked; r == nil || r.By != w.province.Officer.ID || len(r.Reason) != acts.MaxText || !r.At.Equal(w.Country.Now()) {
		t.Errorf("what is kept of it is %+v", r)
	}
}

// An office of a level that the law does not name issues none, whoever works there.
func TestALevelThatMayNotCertify(t *testing.T) {
	w := newWorld(t)
	p, _, _ := w.born(t)
	who := w.kham
	who.Office.Level = "post"
	if slices.Contains(w.Law.Certificates["birth"].Levels.On(w.Today()).Value, who.Office.Level) {
		t.Fatal("a post issues birth certificates")
	}
	_, err := w.Certify(context.Background(), who, certificate.Request{ID: certificate.CopyID(testenv.NewID()), Kind: "birth", Act: string(p.ID), Case: "REQ-7"})
	var e *register.Error
	if !errors.As(err, &e) || e.Kind != register.Forbidden || e.Code != certificate.CodeCopyLevel || e.Findings[0].Args["level"] != "post" || e.Findings[0].Field != "office" {
		t.Errorf("it is refused by %v", err)
	}
}

// The look of a birth's copy names the child and the parents, and is refused outside the area.
func TestTheLookNamesWhomThePaperNames(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	p, mother, kid := w.born(t)
	w.certify(t, "birth", p.ID)
	all, err := w.looks.LooksFrom(ctx, accesstest.Pass(t), 0, 100)
	must(t, err)
	l := all[len(all)-1]
	if want := access.SortSubjects([]register.Ref{mother.Ref(), kid.Ref()}); !slices.Equal(l.Subjects, want) || l.Refused || l.What != access.WhatCertificate || l.Case != "REQ-7" {
		t.Errorf("the look is %+v", l)
	}
	if _, err := w.CopiesOf(ctx, w.kham, "@"+testenv.NewID(), "REQ-3"); register.KindOf(err) != register.NotFound {
		t.Errorf("the copies of nobody: %v", err)
	}
	if _, err := w.CopiesOf(ctx, w.kham, string(kid.Number()), "REQ-3"); err != nil {
		t.Fatal(err)
	}
	all, err = w.looks.LooksFrom(ctx, accesstest.Pass(t), 0, 100)
	must(t, err)
	if l := all[len(all)-1]; !slices.Equal(l.Subjects, []register.Ref{kid.Ref()}) || l.Refused || l.Case != "REQ-3" {
		t.Errorf("the look at the list is %+v", l)
	}
}

// Officers who print at once get counts of their own, and each copy a status index of its own.
func TestCopiesPrintedAtOnceAreCountedApart(t *testing.T) {
	w := newWorld(t)
	p, _, _ := w.born(t)
	var mu sync.Mutex
	var counts []int
	status := map[int64]bool{}
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			c, err := w.Certify(context.Background(), w.kham, certificate.Request{ID: certificate.CopyID(testenv.NewID()), Kind: "birth", Act: string(p.ID), Case: "REQ-7"})
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			counts = append(counts, c.Count)
			status[c.Status] = true
		})
	}
	all.Wait()
	if slices.Sort(counts); !slices.Equal(counts, []int{1, 2, 3}) || len(status) != 3 {
		t.Errorf("the copies are number %v, with %d status indexes", counts, len(status))
	}
}

// An officer who prints while others print the same is not refused: not where the database goes
// away when the count is found taken, nor where others take every count.
func TestACountThatOthersTakeIsNoRefusal(t *testing.T) {
	for name, outage := range map[string]bool{"the database goes away": true, "others take every count": false} {
		t.Run(name, func(t *testing.T) {
			w, ctx := newWorld(t), context.Background()
			p, _, _ := w.born(t)
			others := 0
			w.copies.onAdd = func(c certificate.Copy) {
				others++
				c.ID, c.Status = certificate.CopyID(testenv.NewID()), int64(1000+others)
				if err := w.copies.Copies.AddCopy(ctx, c); err != nil {
					t.Fatal(err)
				}
				if outage {
					w.copies.failIn = "Copy"
				}
			}
			req := certificate.Request{ID: certificate.CopyID(testenv.NewID()), Kind: "birth", Act: string(p.ID), Case: "REQ-7"}
			if c, err := w.Certify(ctx, w.kham, req); register.KindOf(err) != register.Unavailable || c.QR != "" {
				t.Errorf("it comes to %+v, %v", c, err)
			}
			w.copies.onAdd, w.copies.failIn = nil, ""
			if c, err := w.Certify(ctx, w.kham, req); err != nil || c.Count != others+1 {
				t.Errorf("asked again it is copy %d, %v, want %d", c.Count, err, others+1)
			}
		})
	}
}

func TestAnIDThatIsNone(t *testing.T) {
	w := newWorld(t)
	p, _, _ := w.born(t)
	for _, id := range []certificate.CopyID{"", "1", certificate.CopyID(strings.ToUpper(testenv.NewID()))} {
		_, err := w.Certify(context.Background(), w.kham, certificate.Request{ID: id, Kind: "birth", Act: string(p.ID), Case: "REQ-7"})
		wants(t, err, register.Invalid, certificate.CodeCopyID)
	}
}

// A copy expires at the end of the days that the law gives, to the second.
func TestACopyExpires(t *testing.T) {
	w := newWorld(t)
	p, _, _ := w.born(t)
	changed := *w.Law
	changed.Certificates = maps.Clone(changed.Certificates)
	rules := changed.Certificates["birth"]
	rules.ValidDays = law.Rule[int]{{Value: 30}}
	changed.Certificates["birth"] = rules
	w.Country.Registrar.Law = &changed
	c := w.certify(t, "birth", p.ID)
	if want := c.IssuedAt.AddDate(0, 0, 30); !c.Expires.Equal(want) {
		t.Fatalf("it expires at %s, not %s", c.Expires, want)
	}
	issued := register.DayAt(w.Country.Now())
	w.SetToday((issued + 29).String())
	if s := w.standing(t, c); s != certificate.Valid {
		t.Errorf("a day before, it is %v", s)
	}
	w.SetToday((issued + 30).String())
	if s := w.standing(t, c); s != certificate.Expired {
		t.Errorf("when its days are over, it is %v", s)
	}
}
