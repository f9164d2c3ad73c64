package duplicates

import (
	"crypto/sha256"
	"encoding/json"

	"samano/match"
	"samano/register"
)

// Invented is the first person id that an examination invents. Such ids are never written.
const Invented = 1 << 40

// Search is the result of the searches of one examination. It serves a request with the same
// proposals, or some of them, and is ignored for a person whose description has changed since.
type Search struct {
	seq   register.Seq
	found map[description][]register.PersonID // likely matches, by the description of the person
}

// Seq returns the first act that the examination did not see.
func (p *Search) Seq() register.Seq {
	if p == nil {
		return 0
	}
	return p.seq
}

// description is a hash of everything by which a person is compared.
type description [sha256.Size]byte

func describe(r match.Record) (description, error) {
	r.ID, r.Household = 0, 0 // the id is invented by an examination
	b, err := json.Marshal(r)
	if err != nil {
		return description{}, register.Errorf(register.Internal, "duplicates.describe", "%w", err)
	}
	return sha256.Sum256(b), nil
}

// note records the people found for a description. People who are only proposed in the same
// examination are left out: the transaction finds them again.
func (p *Search) note(who description, found []candidate) {
	ids := p.found[who]
	for _, x := range found {
		if x.person.ID < Invented {
			ids = append(ids, x.person.ID)
		}
	}
	p.found[who] = ids
}
