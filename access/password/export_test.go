package password

import "context"

// Occupy takes all places for hashing, so that whoever wants to hash must wait.
func (p *Hasher) Occupy() (free func()) {
	for range cap(p.slots) {
		p.slots <- struct{}{}
	}
	return func() {
		for range cap(p.slots) {
			<-p.slots
		}
	}
}

// ParseSecret and Encode are the stored text of a password.
func ParseSecret(text string) (encoded string, key []byte, err error) {
	s, err := parseSecret(Secret(text))
	if err != nil {
		return "", nil, err
	}
	return string(s.encode()), s.key, nil
}

// HashWith makes a stored text at another cost.
func HashWith(cost Cost, p *Hasher, password string) (Secret, error) {
	q, err := NewHasher(cost, p.random)
	if err != nil {
		return "", err
	}
	return q.Hash(context.Background(), password)
}
