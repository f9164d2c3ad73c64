package office

// The codes of this package's errors and findings: keys of the message catalogue.
const (
	// Applications.
	CodeChangedSince   = "application-changed" // somebody else changed it; look again
	CodeBeingDecided   = "application-being-decided"
	CodeAppealLate     = "appeal-too-late" // Args: until
	CodeReturnLate     = "return-too-late" // Args: until
	CodeNotTheirs      = "application-not-found"
	CodeTakenElsewhere = "taken-elsewhere" // another office took it, and writes there for the declarant

	// Adjudication.
	CodeNotAdjudicating = "office-does-not-adjudicate" // Args: level
	CodePairMalformed   = "pair-malformed"

	// Submissions.
	CodeRegistrarNotSignedIn = "registrar-not-signed-in"
	CodeOfficeMissing        = "office-missing"
	CodeOfficeNotOwn         = "office-not-own"
	CodeTakerNotSignedIn     = "taker-not-signed-in" // who took the declaration has not signed in beside who submits it
)
