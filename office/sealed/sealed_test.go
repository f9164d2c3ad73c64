package sealed_test

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	"samano/keys"
	"samano/office"
	"samano/office/application"
	"samano/office/officetest"
	"samano/office/sealed"
	"samano/register"
)

func key(t *testing.T) *keys.Sealer {
	t.Helper()
	random := rand.NewChaCha8([32]byte{1})
	set, err := keys.Generate(random, keys.Ed25519)
	if err != nil {
		t.Fatal(err)
	}
	s, err := set.Sealer(keys.SealedParts, random)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestStore(t *testing.T) {
	officetest.Run(t, func(t *testing.T) office.Store { return sealed.New(officetest.NewDesk(), key(t)) })
}

// Without randomness nothing is sealed, and so nothing is kept.
func TestWhatCannotBeSealedIsNotKept(t *testing.T) {
	desk, ctx, dry := officetest.NewDesk(), context.Background(), errors.New("no randomness")
	set, err := keys.Generate(rand.NewChaCha8([32]byte{1}), keys.Ed25519)
	if err != nil {
		t.Fatal(err)
	}
	unsealing, err := set.Sealer(keys.SealedParts, iotest.ErrReader(dry))
	if err != nil {
		t.Fatal(err)
	}
	a := application.Application{ID: "a", Version: 1, State: application.Draft, Acts: []application.Item{{Proposal: register.Proposal{ID: "a1", Kind: register.KindDeath, Payload: []byte(`{"person":"7","cause":"malaria"}`)}}}}
	if err := sealed.New(desk, unsealing).PutApplication(ctx, a); register.KindOf(err) != register.Internal || !errors.Is(err, dry) || !strings.HasPrefix(err.Error(), "sealed.Put: ") {
		t.Errorf("it comes to %v", err)
	}
	if _, err := desk.Application(ctx, "a"); register.KindOf(err) != register.NotFound {
		t.Errorf("the desk holds it, %v", err)
	}
	if err := sealed.New(desk, unsealing).AddRuling(ctx, "q", 0, application.Ruling{}, &a); register.KindOf(err) != register.Internal || !errors.Is(err, dry) {
		t.Errorf("a ruling comes to %v", err)
	}
}

// A cause of death is never in the clear in the desk's database. It comes back as long as the application
// may go on, and is gone once the act is registered or the application withdrawn; what is not sealed
// stays byte for byte.
func TestASealedPartIsNeverInTheClear(t *testing.T) {
	const payload = `{"person": "7", "cause":"malaria"}`
	for state, keeps := range map[application.State]bool{application.Draft: true, application.Returned: true, application.Refused: true, application.Withdrawn: false, application.Registered: false} {
		desk, ctx := officetest.NewDesk(), context.Background()
		s := sealed.New(desk, key(t))
		other := register.Proposal{ID: "a2", Kind: register.KindBirth, Payload: []byte(`{"sex":"male"}`)}
		a := application.Application{ID: "a", Version: 1, State: state, Acts: []application.Item{{Proposal: register.Proposal{ID: "a1", Kind: register.KindDeath, Payload: []byte(payload)}}, {Proposal: other}}}
		if state == application.Registered {
			a.Acts[0].Outcome = &application.Outcome{Seq: 9, Act: "a1"}
		}
		if err := s.PutApplication(ctx, a); err != nil {
			t.Fatal(err)
		}
		if string(a.Acts[0].Proposal.Payload) != payload {
			t.Errorf("%s: it is taken from whoever put it", state)
		}
		kept, err := desk.Application(ctx, "a")
		if err != nil || bytes.Contains(kept.Acts[0].Proposal.Payload, []byte("cause")) || bytes.Contains(kept.Acts[0].Sealed, []byte("malaria")) || (len(kept.Acts[0].Sealed) > 0) != keeps {
			t.Errorf("%s: the desk has %s and %d sealed bytes, %v", state, kept.Acts[0].Proposal.Payload, len(kept.Acts[0].Sealed), err)
		}
		if string(kept.Acts[1].Proposal.Payload) != string(other.Payload) || kept.Acts[1].Sealed != nil {
			t.Errorf("%s: the desk has %s of what holds nothing sealed", state, kept.Acts[1].Proposal.Payload)
		}
		back, err := s.Application(ctx, "a")
		if err != nil || (string(back.Acts[0].Proposal.Payload) == payload) != keeps || back.Acts[0].Sealed != nil {
			t.Errorf("%s: %s comes back, %v", state, back.Acts[0].Proposal.Payload, err)
		}
		if !keeps {
			continue
		}
		moved := kept.Clone() // to another act, by whoever may write the database
		moved.ID, moved.Acts[0].Proposal.ID, moved.Acts[1].Proposal.ID = "b", "b1", "b2"
		if err := desk.PutApplication(ctx, moved); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Application(ctx, "b"); register.KindOf(err) != register.Internal || !strings.HasPrefix(err.Error(), "sealed.Application: ") {
			t.Errorf("%s: sealed for another act it opens, %v", state, err)
		}
	}
}
