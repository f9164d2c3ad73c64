package access

import "samano/law"

// The codes of this package's errors and findings: keys of the message
// catalogue. Those of signing in never say whether an account exists.
const (
	// Signing in.
	CodeSignInRefused  = "sign-in-refused"      // account or password wrong, or the account not active
	CodeSignInLocked   = "sign-in-locked"       // too many wrong attempts; Err is a *LockedError
	CodeSessionEnded   = "session-ended"        // unknown, signed out, idle or too old
	CodePasswordChange = "password-must-change" // a password that somebody else has set must be changed first

	// A new password.
	CodePasswordSame = "password-not-new"

	// Rights.
	CodeNotActive        = "officer-not-active"
	CodeNoPermission     = "permission-missing"
	CodeOutsideArea      = "outside-jurisdiction"
	CodeNotCompetent     = "office-without-competence" // the law gives the kind to other levels
	CodeNationalDesk     = "national-desk-only"
	CodeOwnAccount       = "own-account"      // nobody changes their own roles
	CodeFoundedAlready   = "accounts-founded" // there is a first administrator already
	CodeFirstNotAdmin    = "first-not-administrator"
	CodeAccountExists    = "account-exists"
	CodeChangeWaits      = "account-change-waits" // another change of the account does already
	CodeNoChange         = "account-change-none"  // none waits
	CodeOwnChange        = "account-change-own"   // who asked for it does not confirm it
	CodeOtherChange      = "account-change-other" // what waits is not what was seen
	CodeAskerPowerless   = "account-change-void"  // who asked for it has not the power any more
	CodeChangedMeanwhile = "changed-meanwhile"    // by somebody else, since it was read
	CodeRecoveryRefused  = "recovery-refused"     // a half of the paper is wrong, or there is no paper
	CodeFirstTwoAlike    = "first-two-alike"      // a register begins with two administrators
	CodeAccountUnknown   = "account-not-found"
	CodeOfficeUnknown    = "office-unknown"
	CodeAccountMalformed = "account-malformed" // an id of an officer or office
	CodeNameMissing      = "officer-name-missing"
	CodeNameMalformed    = "officer-name-malformed"
	CodeIntervalEmpty    = "active-interval-empty"
	CodeLevelUnknown     = "office-level-unknown"
	CodeAbroadInUnit     = "office-abroad-in-unit"
	CodePrintedStart     = "printed-start-malformed" // Field: year or first
	CodeRoleUnknown      = "role-unknown"
	CodeRoleTwice        = "role-twice"
	CodeRoleAlone        = "role-stands-alone"
	CodeRoleNational     = "role-needs-national-office"
	CodeRoleArea         = "role-needs-area"       // at an office that has none, as a consulate
	CodeRoleHead         = "role-needs-registrar"  // an office's head registers there
	CodeRoleOversight    = "role-of-oversight"     // overseers work at an office of oversight, and nobody else does
	CodeOverseersAgree   = "overseers-agree"       // no administrator confirms what becomes of an overseer
	CodeOfficeOversight  = "office-of-oversight"   // which no administrator changes
	CodeOversightRefused = "oversight-paper-wrong" // or there is none

	// Reading.
	CodePurposeMissing  = "purpose-missing"
	CodePurposeUnknown  = "purpose-unknown"
	CodePurposeNotFiles = "purpose-not-for-files"
	CodePurposeNotYours = "purpose-not-for-role"
	CodeCaseMalformed   = "case-malformed"
	CodePurposeNotThis  = "purpose-not-for-this" // what is read is not what the purpose is for
	CodeWhatUnknown     = "reading-unknown"
	CodeNothingToShow   = "nothing-to-show" // to whoever gives no case: absent, protected and not theirs are one
	CodeLookTooLarge    = "look-too-large"
	CodeLookFailed      = "look-not-written" // so nothing is answered
	CodeBudgetSlow      = "budget-slow"      // so many people for now; the next in a minute
	CodeBudgetSpent     = "budget-spent"     // no more people until some time has passed
)

// What is said where a case is missing, or there is none such of the officer's, by the kind that it has to
// be before others.
const (
	CodeNoApplication  = "case-not-of-office"
	CodeNoAdjudication = "case-not-adjudicated"
	CodeNoRequest      = "case-no-request"
	CodeNoCourtOrder   = "case-no-court-order"
	CodeNoExport       = "case-no-export"
	CodeNoDanger       = "case-no-danger"
)

var caseCodes = map[law.CaseKind]struct{ missing, unknown string }{
	law.CaseApplication:  {"case-missing-application", CodeNoApplication},
	law.CaseAdjudication: {"case-missing-adjudication", CodeNoAdjudication},
	law.CaseRequest:      {"case-missing-request", CodeNoRequest},
	law.CaseCourt:        {"case-missing-court-order", CodeNoCourtOrder},
	law.CaseDanger:       {"case-missing-danger", CodeNoDanger},
	law.CaseExport:       {"case-missing-export", CodeNoExport},
	law.CasePaper:        {"case-missing", ""}, // any number is one
}
