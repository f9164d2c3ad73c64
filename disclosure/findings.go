package disclosure

import (
	"slices"

	"samano/register"
	"samano/registrar"
)

// proposalCodes are the findings to which a proposal, the law and the list of places alone give
// rise. Every other finding tells something of whom the proposal names: that she was born after
// some day, is married, or lives in a house that was guessed. An office could try until one of
// these is found or is not. That a decision is registered is told alike of everybody.
var proposalCodes = []string{
	"absence-long", "act-id-malformed", "act-missing", "act-not-found", "adopter-missing", "application-act-twice", "article-missing",
	"authority-not-competent", "birth-without-mother", "book-number-missing", "centre-decides", "country-unknown", "date-in-future",
	"date-missing", "decided-twice", "decision-already-registered", "decision-reference-missing", "declarant-missing", "declared-in-future", "declared-late",
	"departure-not-abroad", "ends-before-begin", "evidence-kind-unknown", "evidence-missing", "evidence-not-uploaded", "fact-count",
	"finding-missing", "four-eyes", "happened-after-declaration", "household-missing", "household-not-found", "household-one-head",
	"id-malformed", "id-taken", "identifier-missing", "kind-not-in-law", "kind-unknown", "marriage-of-nobody-registered", "name-missing",
	"name-part-count", "name-part-one", "name-script-unknown", "name-too-many-forms", "nationality-country-unexpected", "not-in-list",
	"nothing-changes", "notice-unexpected", "number-out-of-range", "number-wrong-digit", "office-not-competent", "office-unknown",
	"paper-not-in-evidence", "paper-not-named", "paper-of-declarant", "parent-missing", "party-both", "payload-malformed",
	"payload-too-large", "payload-unknown-field", "payload-wrong-type", "person-missing", "person-not-found", "place-changed-twice",
	"place-code-malformed", "place-code-not-under-parent", "place-code-taken", "place-here-and-abroad", "place-level-fixed", "place-name-missing",
	"place-parent-level", "place-step-count", "place-step-empty", "place-unknown", "place-without-dwellings", "reason-missing",
	"registrar-missing", "relations-count", "spouse-missing", "stay-is-short", "stay-too-long", "stillbirth-too-early", "subject-both",
	"text-bad-character", "text-too-long",
}

// ofOthers reports whether a finding tells something of whom the proposal names. That somebody is
// like another is withheld elsewhere (FindingsWithoutOthers).
func ofOthers(f register.Finding) bool {
	return !f.AboutAnother() && !slices.Contains(proposalCodes, f.Code)
}

// publicArgs are the arguments of findings that come from the law or from the
// application itself. All others may tell of somebody.
var publicArgs = []string{"kind", "limit", "days", "age", "level", "authority", "role", "class", "code", "value"}

// Tells reports whether findings may tell of somebody: there is something that Redact takes out.
func Tells(findings []register.Finding) bool {
	return slices.ContainsFunc(findings, func(f register.Finding) bool {
		for name := range f.Args {
			if !slices.Contains(publicArgs, name) {
				return true
			}
		}
		return ofOthers(f)
	})
}

// Redact returns findings about somebody whom a protection covers as others may see them:
// only those that the proposal itself gives rise to, without particulars. An act that only others
// stop is for the national desk to refuse.
func Redact(findings []register.Finding) []register.Finding {
	return withoutParticulars(slices.DeleteFunc(slices.Clone(findings), ofOthers))
}

// WithOwnParticulars returns findings without the arguments that may tell of somebody, but of those to
// which the proposal itself gives rise: whoever wrote it knows the date that lies in the future. The
// act to which a decision led is not the proposal's own.
func WithOwnParticulars(findings []register.Finding) []register.Finding {
	out := withoutParticulars(findings)
	for i, f := range findings {
		if slices.Contains(proposalCodes, f.Code) && f.Code != registrar.CodeDecisionRegistered {
			out[i] = f
		}
	}
	return out
}

// withoutParticulars returns findings without the arguments that may tell of somebody.
func withoutParticulars(findings []register.Finding) []register.Finding {
	out := slices.Clone(findings)
	for i := range out {
		args := map[string]string{}
		for name, value := range out[i].Args {
			if !slices.Contains(publicArgs, name) {
				value = "–"
			}
			args[name] = value
		}
		if len(args) > 0 {
			out[i].Args = args
		}
	}
	return out
}
