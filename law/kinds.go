package law

import "samano/register"

// Kinds lists the kinds of acts on which every pack must rule. Package acts owns
// what they mean; the list is here so that a pack that forgets one is refused
// before the register opens, and not at the first act of that kind.
func Kinds() []register.Kind {
	return []register.Kind{
		// civil status
		"birth", "naming", "death", "stillbirth", "marriage", "divorce",
		"adoption", "adoption-end", "recognition", "parentage", "guardianship",
		"name-change", "missing", "declared-dead", "found-alive",
		// standing
		"nationality", "residence-status", "identifier",
		// enrolment
		"enrolment", "foundling",
		// residence
		"move", "temporary-stay", "short-stay", "absence", "departure", "return", "not-living-here",
		// household
		"household-open", "household-split", "household-merge", "head-change", "member-relation", "book-issue",
		// identity
		"merge", "unmerge", "false-identity", "protection", "inquiry",
		// repair
		"correction", "annulment", "erasure",
		// places
		"place-change",
	}
}

// neverStopped are the kinds by which somebody comes into the register. No pack
// may let a missing paper stop them, nor leave them without an office: a person
// whom the register lacks has no other way to get a paper.
func neverStopped() []register.Kind {
	return []register.Kind{"birth", "naming", "enrolment", "foundling"}
}

// certificates are the kinds of acts of which every country issues certificates.
func certificates() []register.Kind {
	return []register.Kind{"birth", "death", "marriage"}
}

// authorities are those whose decisions the register takes in.
func authorities() []string {
	return []string{
		string(register.ByOffice), string(register.ByCourtOrder), string(register.ByConsulate),
		string(register.ByMinistry), string(register.ByForeign),
	}
}

// derived are the relations to the head that the acts derive by themselves: for a
// child born into the household, or somebody who comes back to it.
func derived() []string {
	return []string{string(register.HeadRelation), "spouse", "child", "child-in-law", "grandchild", "other"}
}
