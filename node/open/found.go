package open

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"samano/acts"
	"samano/keys"
	keyfile "samano/keys/file"
	"samano/law"
	"samano/ledger"
	"samano/node"
	"samano/register"
	"samano/store/sqlstore"
)

// Founding is what a register is founded with.
type Founding struct {
	Law, Origin, Passphrase string
	// WorkFactor is the cost of unlocking the key file; 0: keyfile's default.
	WorkFactor int
	// Marked marks the folder until Finished: one that was broken off is gone on with, and
	// nobody opens it before.
	Marked bool
	// Demo marks the folder until Finished: one that was broken off is never opened.
	Demo bool
}

// MayFound looks at what can be seen before any secret is asked for.
func MayFound(at Place, pack string) error {
	if !slices.Contains(law.Codes(), pack) {
		return Misuse{"there is no law pack " + strconv.Quote(pack) + "; there are " + strings.Join(law.Codes(), ", ")}
	}
	if at.Held() && !at.unfinished() && at.demoBroken() == nil {
		return existsAlready()
	}
	return at.demoBroken()
}

func existsAlready() error {
	return &register.Error{Kind: register.Conflict, Op: "init", Code: CodeExists}
}

// Found creates the data folder, the keys and an empty register. A marked founding that was
// broken off is gone on with: what is there already is found there.
func Found(ctx context.Context, at Place, f Founding) error {
	if err := errors.Join(at.check(), MayFound(at, f.Law)); err != nil {
		return err
	}
	again := at.unfinished()
	if err := os.MkdirAll(at.Folder, 0o700); err != nil {
		return Misuse{"cannot make the data folder " + at.Folder + ": " + err.Error()}
	}
	s, err := sqlstore.Open(ctx, at.Address(RegisterFile), sqlstore.Options{})
	if err != nil {
		return err
	}
	if err := errors.Join(foundOn(ctx, at, s, f, again), s.Close()); err != nil {
		return err
	}
	return foundDesks(ctx, at)
}

// foundOn creates the keys and writes the founding record, unless an earlier start has done so.
func foundOn(ctx context.Context, at Place, s *sqlstore.Store, f Founding, again bool) error {
	before, err := s.Founding(ctx)
	switch {
	case err == nil && !again:
		return existsAlready()
	case err == nil && (before.Origin != f.Origin || before.Pack != f.Law):
		return Misuse{"the founding that was broken off is of " + before.Origin + " under the pack " + before.Pack + ": name the same"}
	case err != nil && register.KindOf(err) != register.NotFound:
		return err
	}
	founded := err == nil
	set, err := foundKeys(at, f, again)
	if err != nil || founded {
		return err
	}
	pack, err := law.Shipped(f.Law, acts.ForLaw())
	if err != nil {
		return err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return register.Errorf(register.Internal, "init", "%w", err)
	}
	p := node.Parts{Register: s, Law: pack, Keys: set, Origin: f.Origin, Now: time.Now, Random: rand.Reader}
	return node.Found(ctx, p, register.ActID(id.String()))
}

// foundKeys creates the keys; of a founding that was broken off, it opens them.
func foundKeys(at Place, f Founding, again bool) (*keys.Set, error) {
	set, err := keys.Generate(rand.Reader, keys.Ed25519)
	if err != nil {
		return nil, err
	}
	for _, pub := range set.Publics(keys.LedgerSigning) {
		if _, err := ledger.VerifierKey(f.Origin, pub); err != nil {
			return nil, Misuse{"--origin " + strconv.Quote(f.Origin) + " cannot name a register: it has no spaces and no plus signs, as in register.example.gov.la/acts"}
		}
	}
	mark := initFile
	if f.Demo {
		mark = demoFile
	}
	if (f.Marked || f.Demo) && !again {
		if err := os.WriteFile(at.File(mark), nil, 0o600); err != nil {
			return nil, Misuse{"cannot write in the data folder: " + err.Error()}
		}
	}
	if f.WorkFactor == 0 {
		f.WorkFactor = keyfile.DefaultWorkFactor
	}
	err = keyfile.Create(at.File(KeysFile), set, keyfile.Passphrase(f.Passphrase), keyfile.Options{WorkFactor: f.WorkFactor})
	switch {
	case errors.Is(err, keyfile.ErrExists) && again:
		return Keys(at, f.Passphrase)
	case errors.Is(err, keyfile.ErrExists):
		return nil, existsAlready()
	case errors.Is(err, keyfile.ErrWeakPassphrase):
		return nil, Misuse{"the passphrase is too short: at least " + strconv.Itoa(keyfile.MinPassphrase) + " characters"}
	}
	return set, keyError(err)
}

// foundDesks creates the databases of accounts and applications, and of looks.
func foundDesks(ctx context.Context, at Place) error {
	desk, err := openDesk(ctx, at)
	if err != nil {
		return err
	}
	looks, err := openLooks(ctx, at)
	if err != nil {
		return errors.Join(err, desk.Close())
	}
	return errors.Join(desk.Close(), looks.Close())
}
