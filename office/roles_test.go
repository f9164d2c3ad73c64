package office_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"samano/access"
	"samano/internal/testenv"
	"samano/office"
	"samano/office/application"
	"samano/register"
)

// rights says what comes of each errand for each officer. It is about applications that noy took at
// the district, which decides them, and about adjudication that the province is asked.
//
//   - done          n  not found: it is another office's       4  four eyes
//     p  permission    l  the law names other levels of office    r  refused it
//     u  the purpose is another role's        c, d  no application, no adjudication of theirs
//     t  taken at another office    k  not competent for the kind    a  outside the area
const rights = `
                    taker colleague post village neighbour province centre consulate judge judge-registrar judge-centre judge-district judge-taker auditor administrator
save a draft        +     +         +    +       +         +        +      +         p     +               +            p              p           p       p
complete a draft    +     +         +    n       n         n        n      n         p     n               n            p              p           p       p
declare a draft     +     +         +    n       n         n        n      n         p     n               n            p              p           p       p
upload              +     +         +    +       +         +        +      +         p     +               +            p              p           p       p
queue               +     +         p    p       +         +        +      +         p     +               +            p              p           p       p
taken               +     +         +    +       +         +        +      +         p     +               +            p              p           p       p
open                +     +         +    n       n         +        +      n         p     +               +            p              p           p       p
open a draft        +     +         +    n       n         n        n      n         p     n               n            p              p           p       p
paper               +     +         +    n       n         +        +      n         p     +               +            p              p           p       p
case                +     +         +    u       c         +        +      c         u     +               +            u              u           p       p
draft as case       +     +         +    c       c         c        c      c         u     c               c            u              u           p       p
return              +     +         p    p       n         +        +      n         p     +               +            p              p           p       p
refuse              +     +         p    p       n         +        +      n         p     +               +            p              p           p       p
decide              4     +         p    p       n         +        +      n         p     +               +            p              p           p       p
withdraw            +     +         +    n       n         t        t      n         p     t               t            p              p           p       p
appeal              +     r         +    n       n         t        t      n         p     t               t            p              p           p       p
adjudications       p     p         p    p       p         p        p      p         +     +               +            l              +           p       p
adjudication        p     p         p    p       p         p        p      p         +     +               +            l              n           p       p
its paper           p     p         p    p       p         p        p      p         +     +               +            l              n           p       p
its case            u     u         u    u       u         u        u      u         +     +               +            d              d           p       p
rule                p     p         p    p       p         p        p      p         +     +               +            l              n           p       p
submit              4     +         f    f       a         +        +      +         f     +               +            f              f           f       f
import places       k     k         p    p       k         k        +      k         p     k               +            p              p           p       p`

// refusals are the kinds and codes of the table.
var refusals = map[string]struct {
	kind register.ErrorKind
	code string
}{
	"p": {register.Forbidden, access.CodeNoPermission}, "n": {register.NotFound, office.CodeNotTheirs}, "l": {register.Forbidden, office.CodeNotAdjudicating},
	"t": {register.Forbidden, office.CodeTakenElsewhere}, "r": {register.Forbidden, application.CodeOwnRefusal}, "c": {register.Invalid, access.CodeNoApplication}, "k": {register.Forbidden, access.CodeNotCompetent},
	"u": {register.Forbidden, access.CodePurposeNotYours}, "d": {register.Invalid, access.CodeNoAdjudication},
	"f": {register.Invalid, access.CodeNoPermission}, "4": {register.Invalid, "four-eyes"}, "a": {register.Invalid, "office-outside-area"},
}

// errandsOfAll are the errands by name, each about one application.
var errandsOfAll = []struct {
	name string
	do   func(ctx context.Context, c *counter, who access.Actor) error
}{
	{"save a draft", func(ctx context.Context, c *counter, who access.Actor) error {
		_, err := c.SaveDraft(ctx, who, draft(c.anew()), 0)
		return err
	}},
	{"complete a draft", func(ctx context.Context, c *counter, who access.Actor) error {
		_, err := c.SaveDraft(ctx, who, c.next, 1)
		return err
	}},
	{"declare a draft", func(ctx context.Context, c *counter, who access.Actor) error {
		_, err := c.Declare(ctx, who, c.next.ID, 1)
		return err
	}},
	{"upload", func(ctx context.Context, c *counter, who access.Actor) error {
		_, err := c.Upload(ctx, who, "birth-notice", bytes.NewReader(newPaper))
		return err
	}},
	{"queue", func(ctx context.Context, c *counter, who access.Actor) error {
		_, _, err := c.Queue(ctx, who, false, application.Cursor{})
		return err
	}},
	{"taken", func(ctx context.Context, c *counter, who access.Actor) error {
		_, _, err := c.Taken(ctx, who, nil, application.Cursor{})
		return err
	}},
	{"open", func(ctx context.Context, c *counter, who access.Actor) error {
		_, err := c.Open(ctx, who, c.birth.ID)
		return err
	}},
	{"open a draft", func(ctx context.Context, c *counter, who access.Actor) error {
		_, err := c.Open(ctx, who, c.next.ID)
		return err
	}},
	{"paper", func(ctx context.Context, c *counter, who access.Actor) error {
		_, _, err := c.Download(ctx, who, c.like.ID, c.paper)
		return err
	}},
	{"case", func(ctx context.Context, c *counter, who access.Actor) error {
		return c.CheckCase(ctx, who, access.Reason{What: access.WhatPerson, Purpose: "registration", Case: string(c.birth.ID)})
	}},
	{"draft as case", func(ctx context.Context, c *counter, who access.Actor) error {
		return c.CheckCase(ctx, who, access.Reason{What: access.WhatPerson, Purpose: office.PurposeQueue, Case: string(c.next.ID)})
	}},
	{"return", func(ctx context.Context, c *counter, who access.Actor) error {
		_, err := c.Return(ctx, who, c.birth.ID, c.birth.Version, []application.Reason{{Act: -1, Text: "x"}})
		return err
	}},
	{"refuse", func(ctx context.Context, c *counter, who access.Actor) error {
		_, err := c.Refuse(ctx, who, c.birth.ID, c.birth.Version, []application.Reason{{Act: -1, Text: "x"}})
		return err
	}},
	{"decide", func(ctx context.Context, c *counter, who access.Actor) error {
		_, decided, err := c.Decide(ctx, who, c.birth.ID, c.birth.Version, nil)
		if err == nil && decided[0].Outcome == nil {
			return register.InvalidBy("test", decided[0].Findings...)
		}
		return err
	}},
	{"withdraw", func(ctx context.Context, c *counter, who access.Actor) error {
		_, err := c.Withdraw(ctx, who, c.birth.ID, c.birth.Version, "x")
		return err
	}},
	{"appeal", func(ctx context.Context, c *counter, who access.Actor) error {
		_, err := c.Appeal(ctx, who, c.refused.ID, c.refused.Version, "x")
		return err
	}},
	{"adjudications", func(ctx context.Context, c *counter, who access.Actor) error {
		_, _, err := c.AdjudicationQueue(ctx, who, application.Asked, false, application.AdjudicationCursor{})
		return err
	}},
	{"adjudication", func(ctx context.Context, c *counter, who access.Actor) error {
		_, err := c.world.Adjudication(ctx, who, c.asked.ID)
		return err
	}},
	{"its paper", func(ctx context.Context, c *counter, who access.Actor) error {
		_, _, err := c.AdjudicationPaper(ctx, who, c.asked.ID, c.paper)
		return err
	}},
	{"its case", func(ctx context.Context, c *counter, who access.Actor) error {
		return c.CheckCase(ctx, who, access.Reason{What: access.WhatPerson, Purpose: access.PurposeDuplicates, Case: string(c.asked.ID)})
	}},
	{"rule", func(ctx context.Context, c *counter, who access.Actor) error {
		_, err := c.Adjudicate(ctx, who, c.asked.ID, another("x"))
		return err
	}},
	{"submit", func(ctx context.Context, c *counter, who access.Actor) error {
		p := c.submitted(c.BirthForm(c.t, string(c.mother), "2026-11-01"), who)
		told, err := c.Submit(ctx, who, []register.Proposal{p})
		if err == nil && told[0].Outcome == nil {
			return register.InvalidBy("test", told[0].Findings...)
		}
		return err
	}},
	{"import places", func(ctx context.Context, c *counter, who access.Actor) error {
		_, err := c.Node.Territory.Import(ctx, who, "CENTRE", villages(c.Law), strings.NewReader(twoVillages))
		return err
	}},
}

// officers of the table.
func (c *counter) officers() map[string]access.Actor {
	as := func(who access.Actor, id register.OfficerID, role access.Role) access.Actor {
		who.Officer.ID, who.Officer.Roles = id, []access.Role{role}
		return who
	}
	return map[string]access.Actor{
		"taker": c.noy, "colleague": c.kham, "post": as(c.kham, "somchit", access.PostOfficer), "village": c.chief, "neighbour": c.other, "province": c.province,
		"centre": c.national, "consulate": testenv.ActorAt(register.Office{ID: "K-HAN", Level: "consulate"}, "consul", access.DistrictRegistrar),
		"judge": c.judge, "judge-registrar": c.judge2, "judge-centre": c.judgeAll, "judge-district": as(c.kham, "xay", access.Adjudicator),
		"judge-taker": as(c.judge, c.noy.Officer.ID, access.Adjudicator), "auditor": as(c.national, "audit", access.Auditor), "administrator": as(c.national, "admin", access.Administrator),
	}
}

// Who may do what: every errand for officers of every role and of offices of every level. What is
// refused is refused for the reason in the table, and changes nothing.
func TestWhoMayDoWhat(t *testing.T) {
	rows := strings.Split(strings.TrimPrefix(rights, "\n"), "\n")
	columns := strings.Fields(rows[0])
	if len(rows)-1 != len(errandsOfAll) {
		t.Fatalf("the table has %d errands", len(rows)-1)
	}
	c := newCounter(t)
	before := c.kept(t) + c.versions(t)
	for n, e := range errandsOfAll {
		name, cells, _ := strings.Cut(rows[n+1], "  ")
		if name != e.name || len(strings.Fields(cells)) != len(columns) {
			t.Fatalf("the table tells %s with %d officers, not %s", name, len(strings.Fields(cells)), e.name)
		}
		for i, want := range strings.Fields(cells) {
			at := fmt.Sprintf("%s, %s", e.name, columns[i])
			err := e.do(context.Background(), c, c.officers()[columns[i]])
			if want == "+" && err != nil {
				t.Errorf("%s: %v", at, err)
			}
			if r := refusals[want]; want != "+" && !isKind(err, r.kind, r.code) {
				t.Errorf("%s: %v, not %s %s", at, err, r.kind, r.code)
			}
			if c.kept(t)+c.versions(t) == before {
				continue
			}
			if err != nil {
				t.Errorf("%s: it was refused and changed something", at)
			}
			c = newCounter(t)
		}
	}
}

// What is refused at a consulate is decided anew at the centre: of its two officers one has written, the
// other has refused.
func TestTheCentreIsAboveAConsulate(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	o, err := w.Country.Documents.Office(ctx, "K-HAN")
	must(t, err)
	one, two := testenv.ActorAt(o, "one", access.DistrictRegistrar), testenv.ActorAt(o, "two", access.DistrictRegistrar)
	mother := w.Resident(t, "ຄຳ", register.Female, "1998-04-01", "0101001")
	a := w.declare(t, one, draft(w.BirthForm(t, string(mother.Number()), "2026-10-01")))
	a, err = w.Refuse(ctx, two, a.ID, a.Version, []application.Reason{{Act: -1, Text: "x"}})
	must(t, err)
	a, err = w.Appeal(ctx, one, a.ID, a.Version, "no")
	must(t, err)
	for _, who := range []access.Actor{w.province, w.other} {
		if _, _, err := w.Decide(ctx, who, a.ID, a.Version, nil); register.KindOf(err) != register.NotFound {
			t.Errorf("%s: %v", who.Officer.ID, err)
		}
	}
	list, _, err := w.Queue(ctx, w.national, true, application.Cursor{})
	if must(t, err); len(list) != 1 || list[0].ID != a.ID {
		t.Errorf("the centre finds %+v", list)
	}
	a, decided, err := w.Decide(ctx, w.national, a.ID, a.Version, nil)
	if must(t, err); a.State != application.Registered {
		t.Errorf("it is %s: %+v", a.State, decided)
	}
}
