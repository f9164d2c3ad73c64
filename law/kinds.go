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
	// CertificateFields are what a certificate of it may show. A pack rules on the
	// certificates of each kind that has some, and of no other.
	CertificateFields []string
}

// authorities are those whose decisions the register takes in.
func authorities() []string {
	return []string{
		string(register.ByOffice), string(register.ByCourtOrder), string(register.ByConsulate),
		string(register.ByMinistry), string(register.ByForeign),
	}
}
