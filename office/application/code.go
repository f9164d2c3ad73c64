package application

import "samano/register"

// The codes of this package's errors and findings: keys of the message catalogue.
const (
	CodeApplicationID    = "application-id-malformed"
	CodeActID            = "act-id-malformed"
	CodeNoActs           = "application-without-acts"
	CodeTooManyActs      = "application-too-many-acts" // Args: limit
	CodeActTwice         = "application-act-twice"     // two acts with one id
	CodeActReused        = "act-id-reused"             // an application has the act's id
	CodeTooMuchEvidence  = "application-too-much-evidence"
	CodeDeclarantMissing = "declarant-missing"
	CodeTextMalformed    = "text-bad-character"
	CodeTextLong         = "text-too-long"
	CodeDayInFuture      = "declared-in-future"
	CodeTransition       = "application-transition" // Err is a *TransitionError
	CodeReasonMissing    = "reason-missing"
	CodeOwnRefusal       = "own-refusal" // who refused it takes no further step
	CodeOwnRuling        = "own-ruling"  // nor who found that somebody in it is another person

	// CodeSomebodyLike is the warning beside an act that adjudicators are asked about. It does not
	// say who the other person is. CodeAnotherPerson is the warning once they found that it is
	// somebody else.
	CodeSomebodyLike  = "somebody-very-like"
	CodeAnotherPerson = "found-another-person"
	// CodeSamePerson is the reason of a refusal: adjudicators found that the person is registered
	// already.
	CodeSamePerson       = "found-same-person"
	CodeOwnDeclaration   = "own-declaration"            // who wrote at the application does not adjudicate it
	CodeVerdictMissing   = "adjudication-nothing-found" // neither another nor the same
	CodeCandidateMissing = "adjudication-of-whom"       // the same, but as whom
	CodeDropped          = "adjudication-dropped"       // nobody waits for it any more

	// CodeDecision is the registrar's finding that a decision of an authority is in the register
	// under another id.
	CodeDecision = "decision-already-registered"
)

// IsDecision reports whether a finding tells of a decision that is in the register.
func IsDecision(f register.Finding) bool { return f.Code == CodeDecision }
