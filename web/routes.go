package web

import (
	"net/http"
	"slices"

	"samano/access"
	"samano/office"
	"samano/office/request"
	"samano/web/asked"
	"samano/web/assets"
	"samano/web/kept"
	"samano/web/own"
	"samano/web/watch"
)

// route is one address that is served: by a page, to officers unless it is public, or by a
// handler.
type route struct {
	pattern string
	reads   access.LookPurpose
	public  bool
	page    page
	handler func(*server) http.Handler
	again   func(*visit, kept.Form) error // shows the form that is sent here with what was typed; nil: it is not kept
}

// routeOf returns the route of a pattern.
func routeOf(pattern string) route {
	all := routes()
	if i := slices.IndexFunc(all, func(r route) bool { return r.pattern == pattern }); i >= 0 {
		return all[i]
	}
	return route{}
}

// none is what a page reads that shows nobody.
func none(why string) access.LookPurpose { return access.LookPurpose{None: why} }

// The looks that several pages take.
var (
	chosenPerson = access.LookPurpose{What: access.WhatPerson, Purpose: access.PurposeChosen}
	chosenSearch = access.LookPurpose{What: access.WhatSearch, Purpose: access.PurposeChosen}
	ownQueue     = access.LookPurpose{What: access.WhatPerson, Purpose: office.PurposeQueue}
	duplicates   = access.LookPurpose{What: access.WhatPerson, Purpose: access.PurposeDuplicates}
	certificates = access.LookPurpose{What: access.WhatCertificate, Purpose: office.PurposeCertificate}
)

// routes lists every address with the look that it takes.
func routes() []route {
	return append(append(publicRoutes(), readingRoutes()...), officeRoutes()...)
}

func publicRoutes() []route {
	return []route{
		{pattern: "GET " + assets.Prefix, reads: none("style and type"), handler: func(*server) http.Handler { return assets.Handler() }},
		{pattern: "GET " + assets.PrintStylesheet, reads: none("style"), handler: func(*server) http.Handler { return http.HandlerFunc(assets.ServePrintStylesheet) }},
		{pattern: "GET /healthz", reads: none("whether the register answers"), handler: func(s *server) http.Handler { return http.HandlerFunc(s.healthz) }},
		{pattern: "GET /sign-in", reads: none("a form"), public: true, page: signInPage},
		{pattern: "POST /sign-in", reads: none("an account"), public: true, page: signIn},
		{pattern: "GET " + own.ProofPath, reads: none("a form"), public: true, page: proofPage},
		{pattern: "POST " + own.ProofPath, reads: none("an account"), public: true, page: prove},
		{pattern: "POST /sign-out", reads: none("a session"), public: true, page: signOut},
		{pattern: "GET /check", reads: none("a form"), public: true, page: checkPage},
		{pattern: "POST /check", reads: none("what the checked paper itself says"), public: true, page: checkCertificate},
		{pattern: "POST /check/status", reads: none("whether the checked paper still stands, of nobody who is not on it"), public: true, page: checkStatus},
		{pattern: "/", reads: none("there is no such page"), public: true, page: func(v *visit) error { return v.notFound() }},
	}
}

func readingRoutes() []route {
	return []route{
		{pattern: "GET " + own.AccountPath, reads: none("the reader's own account"), page: ownPage((*own.Visit).Account)},
		{pattern: "POST " + own.AccountPath, reads: none("the reader's own account"), page: ownPage((*own.Visit).Change), again: func(v *visit, k kept.Form) error { return v.own(k.Sent()).Account() }},
		{pattern: "GET " + own.AccountPath + keptPath, reads: none("the reader's own account"), page: keptPage},
		{pattern: "GET " + own.PasswordPath, reads: none("a form"), page: ownPage(func(v *own.Visit) error { return v.Password(http.StatusOK, nil) })},
		{pattern: "POST " + own.PasswordPath, reads: none("the reader's own account"), page: ownPage((*own.Visit).ChangePassword)},
		{pattern: "POST " + own.PasswordPath + "/keep", reads: none("the reader's own account"), page: ownPage((*own.Visit).KeepPassword)},
		{pattern: "GET /{$}", reads: ownQueue, page: homePage},
		{pattern: "GET /search", reads: none("a form"), page: searchPage},
		{pattern: "POST /search", reads: none("sends on to the results"), page: search, again: keptSearch},
		{pattern: "GET /search" + keptPath, reads: none("what the reader typed"), page: keptPage},
		{pattern: "POST /find", reads: none("sends on to the person"), page: find, again: keptSearch},
		{pattern: "GET /search/{ticket}", reads: chosenSearch, page: searchResults},
		{pattern: "GET /person/{ticket}", reads: chosenPerson, page: personPage},
		{pattern: "POST /person/{ticket}", reads: chosenPerson, page: personMoment, again: keptMoment},
		{pattern: "GET /person/{ticket}" + keptPath, reads: chosenPerson, page: keptPage},
		{pattern: "GET /person/{ticket}/history", reads: access.LookPurpose{What: access.WhatHistory, Purpose: access.PurposeChosen}, page: historyPage},
		{pattern: "GET /person/{ticket}/looks", reads: access.LookPurpose{What: access.WhatLooks, Purpose: access.PurposeChosen}, page: looksPage},
		{pattern: "GET /person/{ticket}/copies", reads: certificates, page: copiesPage},
		{pattern: "GET /household/{ticket}", reads: access.LookPurpose{What: access.WhatHousehold, Purpose: access.PurposeChosen}, page: householdPage},
	}
}

func officeRoutes() []route {
	return []route{
		{pattern: "GET /declare", reads: none("a list of kinds"), page: declarePage},
		{pattern: "GET /declare/{kind}", reads: none("an empty form"), page: declareForm},
		{pattern: "POST /declare/{kind}", reads: ownQueue, page: declare, again: keptDeclaration},
		{pattern: "GET /declare/{kind}" + keptPath, reads: none("what the reader typed"), page: keptPage},
		{pattern: "GET /applications/{id}", reads: ownQueue, page: applicationPage},
		{pattern: "POST /applications/{id}", reads: ownQueue, page: decideApplication, again: keptDecision},
		{pattern: "GET /applications/{id}" + keptPath, reads: ownQueue, page: keptPage},
		{pattern: "GET /applications/{id}/edit", reads: ownQueue, page: editForm},
		{pattern: "GET /applications/{id}/evidence/{sha}", reads: ownQueue, page: evidenceFile},
		{pattern: "GET " + asked.Path, reads: none("numbers that officers entered, of nobody in the register"), page: requestsPage},
		{pattern: "POST " + asked.Path, reads: none("what the officer enters"), page: enterRequest, again: keptRequest},
		{pattern: "GET " + asked.Path + keptPath, reads: none("what the reader typed"), page: keptPage},
		{pattern: "GET " + asked.Path + "/{id}", reads: access.LookPurpose{What: access.WhatWhereabouts, Purpose: request.PurposeDanger}, page: requestPage},
		{pattern: "POST " + asked.Path + "/{id}", reads: none("a number that an officer entered"), page: stepRequest, again: keptJudgement},
		{pattern: "GET " + asked.Path + "/{id}" + keptPath, reads: none("what the reader typed"), page: keptPage},
		{pattern: "GET " + asked.Path + "/{id}/paper", reads: ownQueue, page: requestPaper},
		{pattern: "GET " + watch.Path, reads: none("counts of looks, of nobody in the register"), page: oversightPage},
		{pattern: "GET " + watch.PowersPath, reads: none("accounts and offices; of a request its reference"), page: powersPage},
		{pattern: "GET " + watch.BreachesPath, reads: none("what auditors recorded, which names nobody"), page: breachesPage},
		{pattern: "POST " + watch.BreachesPath, reads: none("what the auditor enters"), page: enterBreach, again: keptBreach},
		{pattern: "GET " + watch.BreachesPath + keptPath, reads: none("what the reader typed"), page: keptPage},
		{pattern: "POST /certificate", reads: certificates, page: certify, again: keptCertificate},
		{pattern: "GET /certificate" + keptPath, reads: none("what the reader typed"), page: keptPage},
		{pattern: "GET /certificate/{ticket}", reads: certificates, page: certificatePage},
		{pattern: "GET " + adjudicationsPath, reads: none("cases by deadline, of no subject"), page: adjudicationsPage},
		{pattern: "GET " + adjudicationsPath + "/{id}", reads: duplicates, page: adjudicationPage},
		{pattern: "POST " + adjudicationsPath + "/{id}", reads: duplicates, page: adjudicate, again: keptRuling},
		{pattern: "GET " + adjudicationsPath + "/{id}" + keptPath, reads: duplicates, page: keptPage},
		{pattern: "GET " + adjudicationsPath + "/{id}/evidence/{sha}", reads: duplicates, page: adjudicationPaper},
	}
}

// Routes returns what each address reads, by its pattern.
func Routes() map[string]access.LookPurpose {
	out := map[string]access.LookPurpose{}
	for _, r := range routes() {
		out[r.pattern] = r.reads
	}
	return out
}
