package web_test

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"math"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"samano/access"
	"samano/access/accesstest"
	"samano/acts"
	"samano/office/application"
	"samano/register"
	"samano/web/webtest"
)

// offering is a country with an officer of each role at a browser.
type offering struct {
	*webtest.Country
	t      *testing.T
	alike  *webtest.Alike // nil: nobody is compared
	at     map[register.OfficerID]*person
	houses int
}

// roles are the officers who work in the country: who takes and decides, who is above and beside, who
// adjudicates, and who only reads.
var roles = []register.OfficerID{
	webtest.Village, webtest.Clerk, webtest.Chief, webtest.Other, webtest.Province, webtest.National, webtest.Auditor, webtest.Admin,
	webtest.Judge, webtest.SecondJudge, webtest.NationalJudge, webtest.DistrictJudge,
}

func newOffering(t *testing.T, c *webtest.Country) *offering {
	c.Tireless = true
	o := &offering{Country: c, t: t, at: map[register.OfficerID]*person{}}
	for _, id := range roles {
		o.at[id] = officer(t, c, id)
		o.at[id].get("/?lang=en")
	}
	return o
}

// birth declares a birth, with a paper, and returns the mother.
func (o *offering) birth(at register.OfficerID) (application.Application, *register.Person) {
	o.t.Helper()
	p, who := o.ofSomebody(at)
	return o.Declared(o.t, at, p, "ບຸນທັນ"), who
}

// ofSomebody proposes the birth of a child of somebody new, who lives alone.
func (o *offering) ofSomebody(at register.OfficerID) (register.Proposal, *register.Person) {
	o.t.Helper()
	o.houses++
	who := o.Person(o.t, o.Enters(o.t, acts.Enrolment{
		Name: []register.NameForm{{Script: register.Lao, Parts: []register.NamePart{{Given: "ຄຳ"}}}}, Sex: register.Female, Born: register.InYear(1995, register.Declared),
		Residence: &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: "0101001", House: strconv.Itoa(1000 + o.houses)}, Since: register.InYear(2021, register.Declared)},
	}))
	p := o.BirthForm(o.t, string(who.Number()), "2026-11-01")
	paper, err := o.Clerk.Upload(o.t.Context(), o.Actor(o.t, at), "birth-notice", bytes.NewReader(onePixel(o.t)))
	if err != nil {
		o.t.Fatal(err)
	}
	p.Evidence = []register.Evidence{paper}
	return p, who
}

// inState returns an application in a state, which an officer took.
func (o *offering) inState(s application.State, at register.OfficerID, protected bool) application.ID {
	o.t.Helper()
	ctx, why := context.Background(), []application.Reason{{Act: -1, Text: "x"}}
	taker, chief := o.Actor(o.t, at), o.Actor(o.t, webtest.Chief)
	if s == application.Draft {
		p, who := o.ofSomebody(at)
		in := application.DraftInput{ID: application.ID(o.ClientID()), Acts: []register.Proposal{p}, Declarant: application.Declarant{Name: "x"}}
		if _, err := o.Clerk.SaveDraft(ctx, taker, in, 0); err != nil {
			o.t.Fatal(err)
		}
		o.protect(who, protected)
		return in.ID
	}
	if s == application.Adjudicated {
		again := o.alike.Again
		home := *again.Residence
		home.Dwelling.Code, again.Residence = "0101001", &home
		a := o.Comes(o.t, at, again, "Bouaphanh")
		o.protect(o.Person(o.t, o.alike.There), protected)
		return a.ID
	}
	a, who := o.birth(at)
	version, err := a.Version, error(nil)
	switch s {
	case application.Returned:
		_, err = o.Clerk.Return(ctx, chief, a.ID, version, why)
	case application.Refused, application.Appealed:
		if version, err = o.Clerk.Refuse(ctx, chief, a.ID, version, why); err == nil && s == application.Appealed {
			_, err = o.Clerk.Appeal(ctx, taker, a.ID, version, "x")
		}
	case application.Withdrawn:
		_, err = o.Clerk.Withdraw(ctx, taker, a.ID, version, "x")
	case application.Registered:
		_, _, err = o.Clerk.Decide(ctx, chief, a.ID, version, nil)
	}
	if now, again := o.Parts.Applications.Application(ctx, a.ID); err != nil || again != nil || now.State != s {
		o.t.Fatalf("the application is %s: %v, %v", now.State, err, again)
	}
	o.protect(who, protected)
	return a.ID
}

func (o *offering) protect(p *register.Person, protected bool) {
	if protected && !p.Protected() {
		o.Must(o.t, o.Proposal(register.KindProtection, acts.Protection{Person: string(p.Number()), Article: "Law, art. 7"}))
	}
}

// refuses reports whether an answer tells that what was asked for cannot be had.
func refuses(status int) bool {
	return slices.Contains([]int{http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusUnprocessableEntity}, status)
}

// button is one way to send a form, with what a browser would send.
type button struct {
	action string
	values url.Values
}

var anchorPattern = regexp.MustCompile(`<a [^>]*href="(/[^"]*)"`)

// anchors are the addresses to which a page leads in its language.
func (p *person) anchors() (out []string) {
	for _, m := range anchorPattern.FindAllStringSubmatch(p.page, -1) {
		if link := html.UnescapeString(m[1]); !strings.Contains(link, "?lang=") {
			out = append(out, link)
		}
	}
	return out
}

var buttonPattern = regexp.MustCompile(`(?s)<button ([^>]*)>`)

// buttons are the buttons of a page, its fields filled in.
func (p *person) buttons() (out []button) {
	for _, m := range formPattern.FindAllStringSubmatch(p.page, -1) {
		action := html.UnescapeString(m[1])
		if !strings.HasPrefix(action, "/applications/") && !strings.HasPrefix(action, "/adjudications/") && action != "/certificate" || strings.Contains(m[2], `type="radio"`) {
			continue
		}
		for _, b := range buttonPattern.FindAllStringSubmatch(m[2], -1) {
			v := formValues(m[2])
			for name := range v {
				if v.Get(name) == "" && (name == "reason" || name == "wish" || name == "case" || strings.HasPrefix(name, "accept-")) {
					v.Set(name, "ໃບຢັ້ງຢືນ 7")
				}
			}
			if name := attribute(b[1], "name"); name != "" {
				v.Set(name, attribute(b[1], "value"))
			}
			for name := range v { // no step takes what was typed for another
				if do := v.Get("do"); do != "" && (name == "reason" || name == "wish" || strings.HasPrefix(name, "accept-")) && !takes(do, name) {
					v.Del(name)
				}
			}
			out = append(out, button{action, v})
		}
	}
	return out
}

// takes says whether a step takes the answer to a question.
func takes(do, name string) bool {
	if do == "register" {
		return strings.HasPrefix(name, "accept-")
	}
	return name == question(do)
}

// Whatever a page of an application offers can be done: no link and no button, of any officer, in any
// state, comes to a refusal.
func TestWhatIsOfferedCanBeDone(t *testing.T) {
	plain, comparing := newOffering(t, webtest.New(t)), newOffering(t, webtest.Comparing(t))
	alike := comparing.Alike(t)
	comparing.alike = &alike
	for _, protected := range []bool{false, true} {
		for _, s := range application.States() {
			for _, taker := range []register.OfficerID{webtest.Village, webtest.Clerk} {
				o := plain
				if s == application.Adjudicated {
					o = comparing
				}
				name := fmt.Sprintf("%s, taken by %s, protected %t", s, taker, protected)
				another := func() string { return "/applications/" + string(o.inState(s, taker, protected)) }
				one := another()
				for _, who := range roles {
					o.follows(name+", "+string(who), o.at[who], one, another)
				}
			}
		}
	}
}

// follows follows every link of an application's page and presses every button, each of another
// application.
func (o *offering) follows(name string, p *person, at string, another func() string) {
	o.t.Helper()
	if p.get(at); refuses(p.status) {
		return // not theirs
	}
	for _, link := range p.anchors() {
		if p.get(link); refuses(p.status) {
			o.t.Errorf("%s: the link %s comes to %d: %s", name, link, p.status, p.text())
		}
		for _, further := range p.anchors() {
			if strings.HasPrefix(further, "/person/") || strings.HasPrefix(further, "/household/") {
				if p.get(further); refuses(p.status) {
					o.t.Errorf("%s: the link %s of %s comes to %d", name, further, link, p.status)
				}
			}
		}
	}
	p.get(at)
	for n := range p.buttons() {
		p.get(another())
		b := p.buttons()[n]
		if p.send(b.action, "", "", b.values); refuses(p.status) {
			o.t.Errorf("%s: the button %v of %s comes to %d", name, b.values, b.action, p.status)
		}
	}
}

// The list of copies that were issued needs a case. A person who was opened without one is asked for it,
// and the list leads back to them.
func TestTheListOfCopiesAsksForACase(t *testing.T) {
	c := webtest.New(t)
	p := officer(t, c, webtest.Clerk)
	p.get("/?lang=en")
	p.lookUp(c.Mother, "own-queue", "").shows(http.StatusOK, "Copies issued")
	p.send("/certificate", "copies", "yes", nil).shows(http.StatusUnprocessableEntity, "needs the number of a case", "Copies issued")
	if !strings.Contains(p.page, `href="#case"`) {
		t.Error("the fault does not lead to its question")
	}
	p.send("/certificate", "copies", "yes", values("case", "77/2026")).shows(http.StatusOK, "Copies issued")
	looks, err := c.Looks.LooksOf(t.Context(), accesstest.Pass(t), []register.Ref{c.Person(t, c.Mother).Ref()}, c.Today(), math.MaxInt64, 1)
	if err != nil || len(looks) != 1 || looks[0].What != access.WhatCertificate || looks[0].Case != "77/2026" {
		t.Errorf("the look is %+v, %v", looks, err)
	}
	p.get(p.link("/person/", "Back")).shows(http.StatusOK, "Khamphaeng")
}

// Whoever is refused a page, or finds none, is led back to their work.
func TestARefusalLeadsBack(t *testing.T) {
	p := officer(t, webtest.New(t), webtest.Auditor)
	for path, status := range map[string]int{"/nowhere": http.StatusNotFound, "/applications/x": http.StatusForbidden, "/declare": http.StatusForbidden, "/person/x": http.StatusNotFound} {
		p.get(path + "?lang=en")
		p.get(path).shows(status)
		p.get(p.link("/", "Work of the office")).shows(http.StatusOK)
	}
}
