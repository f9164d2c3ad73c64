package disclosure

import (
	"slices"
	"strings"

	"samano/access"
	"samano/acts"
	"samano/register"
	"samano/registrar"
)

// proposalCodes are the findings of an act that names somebody protected of which others are told.
// Every other finding tells something of whom the act names: that she was born after some day, is
// married, or lives in a house that was guessed. An office could try until one of these is found or
// is not.
var proposalCodes = []string{
	// The register is asked, and answers of everybody alike: there is nothing with this number, id or
	// reference, or there is something. Nothing is told of whom it has found.
	register.CodeActNotFound, register.CodeHouseholdNotFound, register.CodePersonNotFound, "id-taken", "centre-decides",
	registrar.CodeDecisionRegistered, register.CodeEvidenceNotUploaded, access.CodeOfficeUnknown,

	// The proposal, the law, the office and the list of places are asked, before anybody is looked for.
	register.CodeActTwice, register.CodeDateMissing, register.CodeDeclarantMissing, register.CodeDeclaredInFuture, register.CodeEvidenceKindUnknown,
	register.CodeFourEyes, register.CodePartyBoth, register.CodePayloadTooLarge, register.CodePersonMissing, register.CodePlaceUnknown,
	register.CodeReasonMissing, register.CodeRegistrarMissing, register.CodeTextCharacter, register.CodeTextTooLong, registrar.CodeActIDMalformed, acts.CodeNamesInstitution,
	"absence-long", "absence-reason-unlisted", "act-missing", "adopter-missing", "article-missing", "authority-not-competent", "birth-without-mother", "book-number-missing",
	"country-unknown", "date-in-future", "decided-twice", "decision-reference-missing", "declared-late", "departure-not-abroad", "ends-before-begin",
	"evidence-missing", "fact-count", "finding-missing", "happened-after-declaration", "household-missing", "household-one-head", "id-malformed",
	"identifier-missing", "kind-not-in-law", "kind-unknown", "marriage-of-nobody-registered", "name-missing", "name-part-count", "name-part-one",
	"name-script-unknown", "name-too-many-forms", "nationality-country-unexpected", "not-in-list", "nothing-changes", "notice-unexpected",
	"number-out-of-range", "number-wrong-digit", "office-not-competent", "paper-not-in-evidence", "paper-not-named", "paper-of-declarant",
	"parent-kept-and-replaced", "parent-missing", "payload-malformed", "payload-repeated-field", "payload-unknown-field", "payload-wrong-type", "place-beyond-unit", "place-changed-twice", "place-code-malformed",
	"place-code-not-under-parent", "place-code-taken", "place-here-and-abroad", "place-level-fixed", "place-name-missing", "place-parent-level",
	"place-step-count", "place-step-empty", "place-without-dwellings", "relations-count", "spouse-missing", "stay-is-short", "stay-too-long",
	"stillbirth-too-early", "subject-both",
}

// ofOthers reports whether a finding tells something of whom the proposal names. That somebody is
// like another is withheld elsewhere (FindingsWithoutOthers).
func ofOthers(f register.Finding) bool {
	found := func(field string) bool { return strings.HasPrefix(f.Field, field) }
	return !f.AboutAnother() && (!slices.Contains(proposalCodes, f.Code) || slices.ContainsFunc(checkedOnceFound, found))
}

// checkedOnceFound are the parts of payloads that are checked only once the fact or the act is found for
// which they are meant: any finding there tells that it was.
var checkedOnceFound = []string{"payload.right", "payload.decisions", "payload.allot"}

// publicArgs are the arguments of findings that come from the law or from the
// application itself. All others may tell of somebody.
var publicArgs = []string{"kind", "limit", "days", "age", "level", "authority", "role", "class", "code", "value", "reasons"}

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
