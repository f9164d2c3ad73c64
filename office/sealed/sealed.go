// Package sealed owns the sealed parts of payloads in the desk's database: a medical cause of death, the
// origin of an adopted child, the reason of an absence. While an application may go on, a payload that has one is kept
// encrypted beside the payload without it; once its act is registered, or the application is withdrawn,
// only the latter is kept. Whoever lists applications reads the latter.
package sealed

import (
	"bytes"
	"context"

	"samano/acts"
	"samano/keys"
	"samano/office"
	"samano/office/application"
	"samano/register"
)

// New returns the desk's store with sealed parts encrypted under a key. It is safe for concurrent use.
func New(desk office.Store, key *keys.Sealer) office.Store { return store{desk, key} }

type store struct {
	office.Store
	key *keys.Sealer
}

// part binds a payload to its application and its act.
func part(a *application.Application, i int) []byte {
	return []byte("payload " + string(a.ID) + " " + string(a.Acts[i].Proposal.ID))
}

// seal returns an application as the desk keeps it.
func (s store) seal(a application.Application) (application.Application, error) {
	a = a.Clone()
	for i := range a.Acts {
		item := &a.Acts[i]
		p := &item.Proposal
		open := acts.WithoutSealed(p.Kind, p.Payload)
		if bytes.Equal(open, p.Payload) {
			continue
		}
		if item.Outcome == nil && a.State != application.Withdrawn {
			var err error
			if item.Sealed, err = s.key.Seal(p.Payload, part(&a, i)); err != nil {
				return a, register.Errorf(register.Internal, "sealed.Put", "%w", err)
			}
		}
		p.Payload = open
	}
	return a, nil
}

func (s store) PutApplication(ctx context.Context, a application.Application, asked ...application.Adjudication) error {
	a, err := s.seal(a)
	if err != nil {
		return err
	}
	return s.Store.PutApplication(ctx, a, asked...)
}

func (s store) AddRuling(ctx context.Context, id application.AdjudicationID, n int, r application.Ruling, a *application.Application) error {
	if a != nil {
		next, err := s.seal(*a)
		if err != nil {
			return err
		}
		a = &next
	}
	return s.Store.AddRuling(ctx, id, n, r, a)
}

func (s store) Application(ctx context.Context, id application.ID) (application.Application, error) {
	a, err := s.Store.Application(ctx, id)
	if err != nil {
		return a, err
	}
	for i := range a.Acts {
		item := &a.Acts[i]
		if len(item.Sealed) == 0 {
			continue
		}
		payload, err := s.key.Open(item.Sealed, part(&a, i))
		if err != nil {
			return a, register.Errorf(register.Internal, "sealed.Application", "%w", err)
		}
		item.Proposal.Payload, item.Sealed = payload, nil
	}
	return a, nil
}
