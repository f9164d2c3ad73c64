package law

import "samano/register"

// Kind is what loading must know of a kind of act on which a pack rules. Package acts owns
// the list and hands it in, so that a pack that forgets a kind is refused before the
// register opens, and not at the first act of that kind.
type Kind struct {
	Name register.Kind
	// NeverStopped: no pack may let a missing paper stop such an act, nor leave it without
	// an office that registers it.
	NeverStopped bool
	// Certified: every country issues certificates of it.
	Certified bool
}

// authorities are those whose decisions the register takes in.
func authorities() []string {
	return []string{
		string(register.ByOffice), string(register.ByCourtOrder), string(register.ByConsulate),
		string(register.ByMinistry), string(register.ByForeign),
	}
}
