package application

import (
	"samano/register"
	"samano/registrar"
)

// The codes of this package's errors and findings: keys of the message catalogue.
const (
	CodeApplicationID    = "application-id-malformed"
	CodeNoActs           = "application-without-acts"
	CodeTooManyActs      = "application-too-many-acts" // Args: limit
	CodeActTwice         = register.CodeActTwice
	CodeTooMuchEvidence  = "application-too-much-evidence"
	CodeDeclarantMissing = register.CodeDeclarantMissing
	CodeTooManyReasons   = "too-many-reasons"       // Args: limit
	CodeTransition       = "application-transition" // Err is a *TransitionError
	CodeOwnRefusal       = "own-refusal"            // who refused it takes no further step
	CodeOwnRuling        = "own-ruling"             // nor who found that somebody in it is another person
	CodeOwnAppeal        = "own-appeal"             // who wrote at an appealed application does not decide it

	// CodeSomebodyLike is the warning beside an act that adjudicators are asked about. It does not
	// say who the other person is. CodeAnotherPerson is the warning once they found that it is
	// somebody else.
	CodeSomebodyLike  = "somebody-very-like"
	CodeAnotherPerson = "found-another-person"
	// CodeSamePerson is the reason of a refusal: adjudicators found that the person is registered
	// already.
	CodeSamePerson = "found-same-person"
	// CodeAnotherSince stands in its place once a later ruling found somebody else. The refusal stands
	// until it is appealed.
	CodeAnotherSince     = "found-another-since"
	CodeVerdictMissing   = "adjudication-nothing-found" // neither another nor the same
	CodeCandidateMissing = "adjudication-of-whom"       // the same, but as whom
	CodeAcceptedAnother  = "accepted-about-another"     // what only adjudicators find
	CodeDropped          = "adjudication-dropped"       // nobody waits for it any more
)

// IsDecision reports whether a finding tells that the decision of an authority is in the register under
// another id.
func IsDecision(f register.Finding) bool { return f.Code == registrar.CodeDecisionRegistered }
