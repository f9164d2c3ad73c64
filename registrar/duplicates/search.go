package duplicates

import (
	"crypto/sha256"
	"encoding/json"

	"samano/match"
	"samano/register"
)

// FirstPreviewID separates the Seqs and ids that an examination invents from those that the
// register gives out meanwhile: an examination does not lock the head, so acts may be registered
// between its reading of the head and of the documents. Invented ids are never written.
const FirstPreviewID = 1 << 40

// Search is the result of the searches of one examination. It serves a request with the same
// proposals, or some of them, and is ignored for a person whose description has changed since.
type Search struct {
	seq   register.Seq
	found map[description][]register.PersonID // likely matches, by the description of the person
}

// Seq returns the first act that the examination did not see.
func (s *Search) Seq() register.Seq {
	if s == nil {
		return 0
	}
	return s.seq
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
func (s *Search) note(who description, found []candidate) {
	ids := s.found[who]
	for _, x := range found {
		if x.person.ID < FirstPreviewID {
			ids = append(ids, x.person.ID)
		}
	}
	s.found[who] = ids
}
