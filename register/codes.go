package register

// The codes of findings and errors that several packages tell, or one tells and another asks for: keys
// of the message catalogue. The others are written where they are told.
const (
	CodeBrokenOff             = "input-broken-off"      // an input ended, or failed, in the middle
	CodeActNotFound           = "act-not-found"         // Args: act
	CodeActTwice              = "application-act-twice" // two acts with one id
	CodeBirthOrder            = "birth-order"           // Args: limit
	CodeDateMissing           = "date-missing"          // an act's own day
	CodeDeclarantMissing      = "declarant-missing"
	CodeDeclaredInFuture      = "declared-in-future"    // Args: day
	CodeEvidenceKindUnknown   = "evidence-kind-unknown" // of no kind that the law pack names; Args: kind
	CodeEvidenceNotUploaded   = "evidence-not-uploaded"
	CodeFourEyes              = "four-eyes" // who took it down may not register it
	CodeHouseholdNotFound     = "household-not-found"
	CodePartyBoth             = "party-both" // a person and a description
	CodePayloadTooLarge       = "payload-too-large"
	CodePersonMissing         = "person-missing"
	CodePersonNotFound        = "person-not-found"
	CodePlaceUnknown          = "place-unknown" // Args: code
	CodeReasonMissing         = "reason-missing"
	CodeRegistrarMissing      = "registrar-missing"
	CodeSpouseAgeUndetermined = "spouse-age-undetermined" // Args: age
	CodeTextCharacter         = "text-bad-character"
	CodeTextTooLong           = "text-too-long" // Args: limit
)
