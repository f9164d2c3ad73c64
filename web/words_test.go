package web_test

import (
	"os"
	"regexp"
	"testing"

	"samano/access"
	"samano/acts"
	"samano/acts/certificates"
	"samano/lang"
	"samano/law"
	"samano/office/application"
	"samano/office/lot"
	"samano/office/request"
	"samano/oversight"
	"samano/register"
)

func printer(t *testing.T) *lang.Printer {
	t.Helper()
	words, err := lang.Load()
	if err != nil {
		t.Fatal(err)
	}
	return words.For(lang.First)
}

// Every code that a package gives an officer is worded, with what to do next.
func TestEveryErrorIsWorded(t *testing.T) {
	p := printer(t)
	code := regexp.MustCompile(`(?m)^\s+Code[A-Za-z]+\s*=\s*"([a-z-]+)"|Code: +"([a-z-]+)"|errs\.add\([^,]+, "([a-z-]+)"|return "(number-[a-z-]+|picture-[a-z-]+)"`)
	for _, file := range []string{"../access/code.go", "../office/code.go", "../number/number.go", "../reading/reading.go", "ticket.go", "form/form.go", "search.go", "declare.go", "birth.go", "death.go", "move.go", "typedplace.go", "check.go", "application.go", "person.go"} {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		found := code.FindAllStringSubmatch(string(b), -1)
		for _, m := range found {
			c := m[1] + m[2] + m[3] + m[4]
			if !p.Has("error."+c) && !p.Has("finding."+c) {
				t.Errorf("%s: %q has no words", file, c)
			}
			if p.Has("error."+c) && !p.Has("error."+c+".remedy") {
				t.Errorf("error.%s does not say what to do", c)
			}
		}
	}
}

// Every word of the Lao law, and of the sets that are in code, has its translation.
func TestEveryWordOfASetIsWorded(t *testing.T) {
	p := printer(t)
	pack, err := law.Shipped("la", acts.ForLaw())
	if err != nil {
		t.Fatal(err)
	}
	const today = 20000 // some day in 2024
	need := func(set string, list ...string) {
		t.Helper()
		for _, w := range list {
			if !p.Has(set + "." + w) {
				t.Errorf("%s.%s is not in the catalogue", set, w)
			}
		}
	}
	for _, k := range acts.Kinds() {
		need("kind", string(k))
	}
	for _, r := range access.Roles() {
		need("role", string(r))
	}
	for _, s := range application.States() {
		need("state", string(s))
	}
	for _, l := range pack.Offices {
		need("level", l.Name)
	}
	for _, c := range pack.Persons.Classes.On(today).Value {
		need("class", c.Name)
	}
	for _, b := range pack.Household.BookClasses.On(today).Value {
		need("book-class", b.Name)
	}
	for _, u := range pack.Looks.Purposes.On(today).Value {
		need("purpose", u.Name)
	}
	need("relation", pack.Household.Relations.On(today).Value...)
	need("relation", pack.Persons.GuardianScopes.On(today).Value...)
	need("relation", string(register.Mother), string(register.Father))
	need("household-kind", pack.Household.Kinds.On(today).Value...)
	need("identifier-kind", pack.Persons.IdentifierKinds.On(today).Value...)
	need("status-kind", pack.Persons.StatusKinds.On(today).Value...)
	need("evidence-kind", pack.Persons.EvidenceKinds.On(today).Value...)
	for _, kind := range acts.Certified() {
		for _, f := range certificates.Fields(kind) {
			need("certificate", "field-"+f)
		}
	}
	for _, k := range pack.Kinds {
		need("authority", k.Decided.On(today).Value...)
	}
	need("residence-kind", string(register.Permanent), string(register.Temporary), string(register.Absent), string(register.Abroad), string(register.NotLivingHere), string(register.NoFixedAbode))
	for _, by := range oversight.Groupings() {
		need("watch", "by-"+string(by))
	}
	for _, what := range []access.PowerKind{
		access.OfficePut, access.PrintedSet, access.AccountAdded, access.AccountChanged, access.ChangeAsked, access.ResetConfirmed, access.ChangeEnded, access.LooksDropped,
		access.RecoverySet, access.OversightSet, access.PasswordReset, access.PasswordChosen, access.PasswordHashed,
		lot.Declared, lot.Ended, request.Entered, request.Confirmed, request.Judged, oversight.BreachRecorded, oversight.BreachTold,
	} {
		need("power", string(what))
	}
	need("reading", string(access.WhatPerson), string(access.WhatHistory), string(access.WhatHousehold), string(access.WhatSearch), string(access.WhatCertificate), string(access.WhatAct), string(access.WhatFeed), string(access.WhatLooks), string(access.WhatDuplicates), string(access.WhatFile), string(access.WhatStays))
}
