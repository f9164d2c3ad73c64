package registrar

import (
	"context"

	"samano/number"
	"samano/register"
	"samano/store"
)

// numbersByCounter answers for numbers while the store has no index of them. A
// number is a permuted counter, so a plain list by counter holds them all, at
// eight bytes a person.
type numbersByCounter struct {
	store.Reader
	scheme number.Scheme
	bearer []register.PersonID
}

// fill reads the numbers of the people who are in the register already.
func (n *numbersByCounter) fill(ctx context.Context, s store.Register) error {
	for row, err := range s.EachSubject(ctx, register.SubjectPerson, 0) {
		if err != nil {
			return err
		}
		p, err := DecodeSubject(row)
		if err != nil {
			return err
		}
		n.add(edges(p))
	}
	return nil
}

func (n *numbersByCounter) add(p store.Projection) {
	counter, err := n.scheme.Counter(string(p.Number))
	if err != nil {
		return
	}
	for uint64(len(n.bearer)) <= counter {
		n.bearer = append(n.bearer, 0)
	}
	n.bearer[counter] = register.PersonID(p.Ref.ID)
}

// Numbers is store.Reader's, answered from the list.
func (n *numbersByCounter) Numbers(_ context.Context, numbers []register.Number) (map[register.Number]register.PersonID, error) {
	out := make(map[register.Number]register.PersonID, len(numbers))
	for _, num := range numbers {
		counter, err := n.scheme.Counter(string(num))
		if err == nil && counter < uint64(len(n.bearer)) && n.bearer[counter] != 0 {
			out[num] = n.bearer[counter]
		}
	}
	return out, nil
}
