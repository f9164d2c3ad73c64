package access

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"samano/law"
	"samano/register"
)

// Territory returns the atlas that is current when it is called. A request calls it once.
type Territory func(context.Context) (*register.Atlas, error)

// Rules answers questions about rights. It is immutable.
type Rules struct {
	pack      *law.Pack
	territory Territory
}

// NewRules makes the rules of a country.
func NewRules(pack *law.Pack, territory Territory) Rules { return Rules{pack, territory} }

// area returns the area of the actor's office. It fails with register.Unavailable: an outage must
// never be told as "outside".
func (r Rules) area(ctx context.Context, who Actor, day register.Day) (register.Area, error) {
	switch {
	case r.pack.National(who.Office):
		return register.WholeCountry(), nil
	case !r.pack.HasArea(who.Office):
		return register.Area{}, nil
	}
	atlas, err := r.territory(ctx)
	if err != nil {
		return register.Area{}, &register.Error{Kind: register.Unavailable, Op: "access.Territory", Err: err}
	}
	return atlas.AreaOf(who.Office, day), nil
}

// Has says whether the officer has the permission at all on that day; the error
// says why not.
func (r Rules) Has(who Actor, p Permission, day register.Day) error {
	_, err := r.role(who, p, day)
	return err
}

// may says whether the officer has the permission for what lies in that unit.
func (r Rules) may(ctx context.Context, who Actor, p Permission, place register.PlaceID, day register.Day) error {
	if err := r.Has(who, p, day); err != nil {
		return err
	}
	area, err := r.area(ctx, who, day)
	if err != nil {
		return err
	}
	if !area.Contains(place) {
		return register.Coded(register.Forbidden, "access.May", CodeOutsideArea)
	}
	return nil
}

// role returns the first role that grants the permission.
func (r Rules) role(who Actor, p Permission, day register.Day) (Role, error) {
	const op = "access.Has"
	switch {
	case who.Officer.ID == "" || who.Office.ID == "" || who.Officer.Office != who.Office.ID || !who.Officer.Active(day):
		return "", register.Coded(register.Forbidden, op, CodeNotActive)
	case who.Officer.MustChange:
		return "", register.Coded(register.Forbidden, op, CodePasswordChange)
	case slices.Contains(wholeCountry.permissions, p) && !r.pack.National(who.Office):
		return "", register.Coded(register.Forbidden, op, CodeOutsideArea)
	}
	for _, role := range r.roles(who) {
		if role.grants(p) {
			return role, nil
		}
	}
	return "", register.Coded(register.Forbidden, op, CodeNoPermission)
}

// roles returns those of the officer's roles that have an effect at the office.
func (r Rules) roles(who Actor) []Role {
	if r.pack.HasArea(who.Office) {
		return who.Officer.Roles
	}
	return slices.DeleteFunc(slices.Clone(who.Officer.Roles), func(role Role) bool { return slices.Contains(needArea, role) })
}

// MayRegister says whether the officer may register on that day an act that belongs to that unit;
// place 0 is an act that belongs to none (an event abroad). A consulate registers wherever an act
// belongs. Which levels may is the law of the event, as in acts. That somebody else took the
// declaration is asked in acts.
func (r Rules) MayRegister(ctx context.Context, who Actor, p *register.Proposal, place register.PlaceID, day register.Day) error {
	if err := r.Has(who, Register, day); err != nil {
		return err
	}
	if place != 0 && r.pack.HasArea(who.Office) {
		if err := r.may(ctx, who, Register, place, day); err != nil {
			return err
		}
	}
	if may, article := r.pack.MayRegister(p.Kind, who.Office.Level, p.EventDay()); !may {
		f := register.Finding{Code: CodeNotCompetent, Field: "office", Severity: register.Blocking, Article: article, Args: map[string]string{"kind": string(p.Kind), "level": who.Office.Level}}
		return &register.Error{Kind: register.Forbidden, Op: "access.MayRegister", Code: f.Code, Findings: []register.Finding{f}}
	}
	return nil
}

// What says what sort of thing is read. The set is closed; values are stored.
type What string

// The readings.
const (
	WhatPerson      What = "person"
	WhatHistory     What = "history" // earlier states, and who did what
	WhatHousehold   What = "household"
	WhatSearch      What = "search"
	WhatCertificate What = "certificate"
	WhatAct         What = "act"
	WhatFeed        What = "feed"        // events, for the whole country
	WhatLooks       What = "looks"       // who looked at a person
	WhatWhereabouts What = "whereabouts" // in which unit a person lives, whose life is in danger
	WhatOrigin      What = "origin"      // where a person comes from, which is sealed
	WhatStays       What = "stays"       // who stays at a dwelling for a few days

	// Bulk work: programs compare, and no officer is shown anybody.
	WhatDuplicates What = "duplicates" // the whole register with itself
	WhatFile       What = "file"       // the people of another office's file with the register
)

// countryWide are the readings that are of the whole country or not at all.
var countryWide = []What{WhatFeed, WhatDuplicates, WhatFile}

// needs says which permission each reading needs.
var needs = map[What]Permission{
	WhatPerson: ReadPerson, WhatHousehold: ReadPerson, WhatWhereabouts: ReadPerson,
	WhatHistory: ReadHistory, WhatAct: ReadHistory, WhatFeed: ReadHistory, WhatOrigin: ReadHistory,
	WhatSearch: Search, WhatCertificate: IssueCertificate, WhatLooks: ReadLooks,
	WhatDuplicates: Adjudicate, WhatFile: Search, WhatStays: Declare,
}

// Reason is why somebody reads.
type Reason struct {
	What    What
	Purpose string // a name from the law pack
	Case    string // what it serves, as the officer names it; see Cases

	// Of an office's own work: the kind of the case in hand, whether it opens whom the work finds, and
	// whether the work is on nobody's budget.
	kind        law.CaseKind
	opens, free bool
}

// maxCaseBytes bounds a case reference: a court's longest in Lao, with room.
const maxCaseBytes = 128

// MayRead says whether the officer may read for that reason, in which role, and
// what the law says of the purpose. One and the same role must have the
// permission and the purpose: an adjudicator who is also a registrar does not
// carry the purposes of one office into the other.
func (r Rules) MayRead(who Actor, why Reason, day register.Day) (Role, law.Purpose, error) {
	const op = "access.MayRead"
	refuse := func(kind register.ErrorKind, code, field string) (Role, law.Purpose, error) {
		return "", law.Purpose{}, &register.Error{Kind: kind, Op: op, Code: code, Findings: []register.Finding{register.Blocked(code, field)}}
	}
	p, known := needs[why.What]
	switch {
	case !known:
		return refuse(register.Invalid, CodeWhatUnknown, "what")
	case why.Purpose == "":
		return refuse(register.Invalid, CodePurposeMissing, "purpose")
	case !validCase(why.Case):
		return refuse(register.Invalid, CodeCaseMalformed, "case")
	}
	if err := r.Has(who, p, day); err != nil {
		return "", law.Purpose{}, err
	}
	if slices.Contains(countryWide, why.What) && !r.pack.National(who.Office) {
		return refuse(register.Forbidden, CodeOutsideArea, "what")
	}
	var purpose law.Purpose
	for _, role := range r.roles(who) {
		q, may := r.pack.PurposeFor(why.Purpose, string(role), day)
		if q.Name != "" {
			purpose = q
		}
		if !may || !role.grants(p) {
			continue
		}
		if q.PlaceOnly != (why.What == WhatWhereabouts) || q.Origin != (why.What == WhatOrigin) {
			return refuse(register.Forbidden, CodePurposeNotThis, "purpose")
		}
		if !q.NoCase && why.Case == "" {
			return refuse(register.Invalid, caseCodes[q.Cases[0]].missing, "case")
		}
		if why.What == WhatFeed && !slices.Contains(q.Cases, law.CaseExport) || q.ExportsOnly() && !slices.Contains(countryWide, why.What) {
			return refuse(register.Forbidden, CodePurposeNotThis, "purpose")
		}
		if why.What == WhatFile && q.Files == "" {
			return refuse(register.Forbidden, CodePurposeNotFiles, "purpose")
		}
		return role, q, nil
	}
	if purpose.Name == "" {
		return refuse(register.Invalid, CodePurposeUnknown, "purpose")
	}
	return refuse(register.Forbidden, CodePurposeNotYours, "purpose")
}

// validCase accepts references, not stories: letters and digits of any script
// and "-/.:_", without spaces.
func validCase(s string) bool {
	if len(s) > maxCaseBytes || !utf8.ValidString(s) {
		return false
	}
	return !strings.ContainsFunc(s, func(c rune) bool {
		return !unicode.In(c, unicode.L, unicode.M, unicode.Nd) && !strings.ContainsRune("-/.:_", c)
	})
}
