package register

// Kind names a kind of act. The values are stored: never rename. What a kind means stands
// in package acts, in one table.
type Kind string

// The kinds of acts.
const (
	// civil status
	KindBirth        Kind = "birth"
	KindNaming       Kind = "naming"
	KindDeath        Kind = "death"
	KindStillbirth   Kind = "stillbirth"
	KindMarriage     Kind = "marriage"
	KindDivorce      Kind = "divorce"
	KindAdoption     Kind = "adoption"
	KindAdoptionEnd  Kind = "adoption-end"
	KindRecognition  Kind = "recognition"
	KindParentage    Kind = "parentage"
	KindGuardianship Kind = "guardianship"
	KindNameChange   Kind = "name-change"
	KindMissing      Kind = "missing"
	KindDeclaredDead Kind = "declared-dead"
	KindFoundAlive   Kind = "found-alive"
	// standing
	KindNationality     Kind = "nationality"
	KindResidenceStatus Kind = "residence-status"
	KindIdentifier      Kind = "identifier"
	// enrolment
	KindEnrolment Kind = "enrolment"
	KindFoundling Kind = "foundling"
	// residence
	KindMove          Kind = "move"
	KindTemporaryStay Kind = "temporary-stay"
	KindAbsence       Kind = "absence"
	KindDeparture     Kind = "departure"
	KindReturn        Kind = "return"
	KindNotLivingHere Kind = "not-living-here"
	// households
	KindHouseholdOpen  Kind = "household-open"
	KindHouseholdSplit Kind = "household-split"
	KindHouseholdMerge Kind = "household-merge"
	KindHeadChange     Kind = "head-change"
	KindMemberRelation Kind = "member-relation"
	KindBookIssue      Kind = "book-issue"
	// identity
	KindMerge         Kind = "merge"
	KindUnmerge       Kind = "unmerge"
	KindFalseIdentity Kind = "false-identity"
	KindProtection    Kind = "protection"
	KindExamination   Kind = "examination"
	KindInquiry       Kind = "inquiry"
	// repair
	KindCorrection Kind = "correction"
	KindAnnulment  Kind = "annulment"
	KindErasure    Kind = "erasure"
	// places
	KindPlaceChange Kind = "place-change"

	// KindFounding is the kind of act 0, the founding record. It is no act of law: package
	// acts does not know it and no law pack names it.
	KindFounding Kind = "founding"
)
