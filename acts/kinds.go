package acts

import (
	"samano/acts/certificates"
	"samano/law"
	"samano/register"
)

// Descriptor is what the program knows of a kind of act beside the code of its payload.
type Descriptor struct {
	Kind register.Kind
	New  func() Payload // the empty payload
	// NeverStopped marks the kinds by which somebody comes into the register. No missing
	// paper stops them: a person whom the register lacks has no other way to get a paper.
	NeverStopped bool
	// Certificate is the fact that a certificate of such an act is about; none: there is none.
	Certificate register.Field
	// Sealed are the members of the payload whose content is kept only in a sealed part:
	// neither the act nor the ledger's record of it holds them in the clear.
	Sealed []string
}

// descriptors is the one list of kinds.
var descriptors = [...]Descriptor{
	{Kind: register.KindBirth, New: func() Payload { return new(Birth) }, NeverStopped: true, Certificate: register.FieldOrigin},
	{Kind: register.KindNaming, New: func() Payload { return new(Naming) }, NeverStopped: true},
	{Kind: register.KindDeath, New: func() Payload { return new(Death) }, Certificate: register.FieldDeath, Sealed: []string{"cause"}},
	{Kind: register.KindStillbirth, New: func() Payload { return new(Stillbirth) }},
	{Kind: register.KindMarriage, New: func() Payload { return new(Marriage) }, Certificate: register.FieldPartner},
	{Kind: register.KindDivorce, New: func() Payload { return new(Divorce) }},
	{Kind: register.KindAdoption, New: func() Payload { return new(Adoption) }, Sealed: []string{"origin"}},
	{Kind: register.KindAdoptionEnd, New: func() Payload { return new(AdoptionEnd) }},
	{Kind: register.KindRecognition, New: func() Payload { return new(Recognition) }},
	{Kind: register.KindParentage, New: func() Payload { return new(Parentage) }},
	{Kind: register.KindGuardianship, New: func() Payload { return new(Guardianship) }},
	{Kind: register.KindNameChange, New: func() Payload { return new(NameChange) }},
	{Kind: register.KindMissing, New: func() Payload { return new(MissingPerson) }},
	{Kind: register.KindDeclaredDead, New: func() Payload { return new(DeclaredDead) }},
	{Kind: register.KindFoundAlive, New: func() Payload { return new(FoundAlive) }},
	{Kind: register.KindNationality, New: func() Payload { return new(Nationality) }},
	{Kind: register.KindResidenceStatus, New: func() Payload { return new(ResidenceStatus) }},
	{Kind: register.KindIdentifier, New: func() Payload { return new(Identifier) }},
	{Kind: register.KindEnrolment, New: func() Payload { return new(Enrolment) }, NeverStopped: true},
	{Kind: register.KindFoundling, New: func() Payload { return new(Foundling) }, NeverStopped: true},
	{Kind: register.KindMove, New: func() Payload { return new(Move) }},
	{Kind: register.KindTemporaryStay, New: func() Payload { return new(TemporaryStay) }},
	{Kind: register.KindAbsence, New: func() Payload { return new(Absence) }, Sealed: []string{"reason"}},
	{Kind: register.KindDeparture, New: func() Payload { return new(Departure) }},
	{Kind: register.KindReturn, New: func() Payload { return new(Return) }},
	{Kind: register.KindNotLivingHere, New: func() Payload { return new(NotLivingHere) }},
	{Kind: register.KindHouseholdOpen, New: func() Payload { return new(HouseholdOpen) }},
	{Kind: register.KindHouseholdSplit, New: func() Payload { return new(HouseholdSplit) }},
	{Kind: register.KindHouseholdMerge, New: func() Payload { return new(HouseholdMerge) }},
	{Kind: register.KindHeadChange, New: func() Payload { return new(HeadChange) }},
	{Kind: register.KindMemberRelation, New: func() Payload { return new(MemberRelation) }},
	{Kind: register.KindBookIssue, New: func() Payload { return new(BookIssue) }},
	{Kind: register.KindMerge, New: func() Payload { return new(Merge) }},
	{Kind: register.KindUnmerge, New: func() Payload { return new(Unmerge) }},
	{Kind: register.KindFalseIdentity, New: func() Payload { return new(FalseIdentity) }},
	{Kind: register.KindProtection, New: func() Payload { return new(Protection) }},
	{Kind: register.KindExamination, New: func() Payload { return new(Examination) }},
	{Kind: register.KindInquiry, New: func() Payload { return new(Inquiry) }},
	{Kind: register.KindCorrection, New: func() Payload { return new(Correction) }},
	{Kind: register.KindAnnulment, New: func() Payload { return new(Annulment) }},
	{Kind: register.KindErasure, New: func() Payload { return new(Erase) }},
	{Kind: register.KindPlaceChange, New: func() Payload { return new(PlaceChange) }},
}

// Describe returns the descriptor of a kind; ok is false if there is no such kind.
func Describe(kind register.Kind) (d Descriptor, ok bool) {
	for i := range descriptors {
		if descriptors[i].Kind == kind {
			return descriptors[i], true
		}
	}
	return Descriptor{}, false
}

// Kinds lists all kinds of acts.
func Kinds() []register.Kind {
	out := make([]register.Kind, len(descriptors))
	for i, d := range descriptors {
		out[i] = d.Kind
	}
	return out
}

// Certified lists the kinds of acts of which there are certificates.
func Certified() []register.Kind {
	var out []register.Kind
	for _, d := range descriptors {
		if d.Certificate != "" {
			out = append(out, d.Kind)
		}
	}
	return out
}

// ForLaw lists the kinds as a law pack must rule on them.
func ForLaw() []law.Kind {
	out := make([]law.Kind, len(descriptors))
	for i, d := range descriptors {
		out[i] = law.Kind{Name: d.Kind, NeverStopped: d.NeverStopped, CertificateFields: certificates.Fields(d.Kind)}
	}
	return out
}
