package office

// The codes of this package's errors and findings: keys of the message
// catalogue.
const (
	// Applications.
	CodeApplicationID     = "application-id-malformed"
	CodeActID             = "act-id-malformed"
	CodeNoActs            = "application-without-acts"
	CodeTooManyActs       = "application-too-many-acts" // Args: limit
	CodeActTwice          = "application-act-twice"     // two acts with one id
	CodeTooMuchEvidence   = "application-too-much-evidence"
	CodeDeclarantMissing  = "declarant-missing"
	CodeDeclarantNotFound = "declarant-not-found"
	CodeDeclarantDead     = "declarant-dead"
	CodeTextMalformed     = "text-bad-character"
	CodeTextLong          = "text-too-long"
	CodeDayInFuture       = "declared-in-future"
	CodeNoOfficeCompetent = "no-office-competent"
	CodeTransition        = "application-transition" // Err is a *TransitionError
	CodeChangedSince      = "application-changed"    // somebody else changed it; look again
	CodeBeingDecided      = "application-being-decided"
	CodeReasonMissing     = "reason-missing"
	CodeAppealLate        = "appeal-too-late" // Args: until
	CodeOwnRefusal        = "own-refusal"     // who refused it takes no step after the appeal
	CodeNotTheirs         = "application-not-found"
	CodeCaseNotTheirs     = "case-not-of-office" // a reading's case is no application of the reader's office

	// CodeAlreadyRegistered says that the act is registered under the same decision of the same
	// authority. Args: act, printed.
	CodeAlreadyRegistered = "already-registered-as"

	// Adjudication.

	// CodeSomebodyLike is the warning beside an act that adjudicators are asked about. It does not
	// say who the other person is. CodeAnotherPerson is the warning once they found that it is
	// somebody else.
	CodeSomebodyLike  = "somebody-very-like"
	CodeAnotherPerson = "found-another-person"
	// CodeSamePerson is the reason of a refusal: adjudicators found that the person is registered
	// already.
	CodeSamePerson       = "found-same-person"
	CodeNotAdjudicating  = "office-does-not-adjudicate" // Args: level
	CodeOwnDeclaration   = "own-declaration"            // who wrote at the application does not adjudicate it
	CodeOwnRuling        = "own-ruling"                 // who adjudicated does not register what follows
	CodeVerdictMissing   = "adjudication-nothing-found" // neither another nor the same
	CodeCandidateMissing = "adjudication-of-whom"       // the same, but as whom
	CodeDropped          = "adjudication-dropped"       // nobody waits for it any more
	CodePairMalformed    = "pair-malformed"
	CodeTooManyPairs     = "match-too-many-pairs" // a search found more than maxPairs

	// Evidence.
	CodeEvidenceKind    = "evidence-kind-unknown"
	CodeEvidenceType    = "evidence-type-unknown" // neither PDF nor JPEG nor PNG
	CodeEvidenceLarge   = "evidence-too-large"    // Args: limit
	CodeEvidenceEmpty   = "evidence-empty"
	CodeEvidenceUnknown = "evidence-not-uploaded"
	CodeEvidenceDamaged = "evidence-damaged"

	// Submissions and lots.
	CodeRegistrarNotSignedIn = "registrar-not-signed-in"
	CodeRegistrarMissing     = "registrar-missing"
	CodeOfficeMissing        = "office-missing"
	CodeOfficeNotOwn         = "office-not-own"
	CodeAcceptedAboutAnother = "accepted-about-another" // adjudicators accept these, and register nothing
	CodeDeclaredToUnknown    = "declared-to-unknown"    // who took the declaration has no active account
	CodeLotAuthority         = "lot-authority"          // Field: officer or confirmed-by
	CodeLotOnePerson         = "lot-one-person"         // the same officer declares and confirms
	CodeLotBasis             = "lot-without-basis"      //
	CodeLotCount             = "lot-count"              // Args: stated, found
	CodeLotHash              = "lot-hash"               // Args: found
	CodeLotChanged           = "lot-changed"            // the file was changed while it was read
	CodeLotUnread            = "input-broken-off"       //
	CodeActReused            = "act-id-reused"          // another application has the act's id
)
