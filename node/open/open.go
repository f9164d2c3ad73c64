package open

import (
	"context"
	"crypto/rand"
	"errors"
	"iter"
	"time"

	"samano/access/accesssql"
	"samano/access/factor/factorsql"
	"samano/access/looksql"
	"samano/acts"
	"samano/certificate/certificatesql"
	"samano/internal/powerlog"
	"samano/internal/sqldb"
	"samano/keys/keyssql"
	"samano/law"
	"samano/match"
	"samano/node"
	"samano/office/application"
	"samano/office/officesql"
	"samano/oversight/oversightsql"
	"samano/reading/lists"
	"samano/register"
	"samano/registrar"
	"samano/registrar/duplicates"
	"samano/stay/staysql"
	"samano/store/sqlstore"
)

// How says how much is opened.
type How struct {
	Mode       node.Mode
	Passphrase func() (string, error) // of the key file; asked once the register is found
	// Unfinished opens also a register whose founding is not ended.
	Unfinished bool
	// ComparesNobody leaves out the comparison of whoever is entered with everybody: of a
	// benchmark all people are alike.
	ComparesNobody bool
}

// Node opens the parts and joins them. The node owns the parts and closes them.
func Node(ctx context.Context, at Place, how How) (*node.Node, error) {
	j, err := WithParts(ctx, at, how)
	if err != nil {
		return nil, err
	}
	return j.Node, nil
}

// Joined is a node with what it was joined of. The node owns the parts.
type Joined struct {
	*node.Node
	Parts     node.Parts
	Registrar *registrar.Registrar // nil unless it serves
}

// WithParts is Node for the work of the program's own on a country of which nobody exists, which
// goes past the services. internal/tidy lists who may call it.
func WithParts(ctx context.Context, at Place, how How) (*Joined, error) {
	var j Joined
	var err error
	if j.Parts, err = parts(ctx, at, how); err != nil {
		return nil, err
	}
	j.Parts.Opened = func(r *registrar.Registrar) { j.Registrar = r }
	if j.Node, err = node.Build(ctx, how.Mode, j.Parts); err != nil {
		return nil, errors.Join(err, j.Parts.Close())
	}
	return &j, nil
}

// parts opens the databases and unlocks the keys. The caller closes them.
func parts(ctx context.Context, at Place, how How) (p node.Parts, err error) {
	if err := errors.Join(at.check(), at.whole(how.Unfinished)); err != nil {
		return p, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.Close())
		}
	}()
	p.Now, p.Random = time.Now, rand.Reader
	if err := openRegister(ctx, at, how.Mode, &p); err != nil {
		return p, err
	}
	phrase, err := how.Passphrase()
	if err != nil {
		return p, err
	}
	if p.Keys, err = Keys(at, phrase); err != nil {
		return p, err
	}
	if err := openDesks(ctx, at, &p); err != nil {
		return p, err
	}
	if how.Mode == node.Serving && !how.ComparesNobody {
		p.Matcher, err = duplicates.Shipped()
	}
	return p, err
}

func openRegister(ctx context.Context, at Place, mode node.Mode, p *node.Parts) error {
	// Opened as for loading, so that a load that was not ended is told by a code.
	s, err := sqlstore.Open(ctx, at.Address(RegisterFile), sqlstore.Options{Loading: true})
	if err != nil {
		return err
	}
	p.Register, p.Owned = s, append(p.Owned, s)
	founding, err := s.Founding(ctx)
	if err != nil {
		return err
	}
	p.Origin = founding.Origin
	if loading, err := s.Loading(ctx); err != nil {
		return err
	} else if loading && mode != node.Loading {
		return &register.Error{Kind: register.Forbidden, Op: "open", Code: node.CodeLoadOpen}
	}
	if mode == node.Serving {
		if err := s.CheckIndexes(ctx); err != nil {
			return err
		}
	}
	p.Law, err = law.Shipped(founding.Pack, acts.ForLaw())
	return err
}

// openDesks opens the databases of accounts and applications, and of looks.
func openDesks(ctx context.Context, at Place, p *node.Parts) error {
	desk, err := openDesk(ctx, at)
	if err != nil {
		return err
	}
	p.Owned = append(p.Owned, desk)
	macs, err := p.Keys.EntryMAC(node.PowersLog)
	if err != nil {
		return err
	}
	log, err := powerlog.New(ctx, desk, p.Random, macs)
	if err != nil {
		return err
	}
	accounts, factors, applications, copies, watch := accesssql.New(desk, log), factorsql.New(desk, log), officesql.New(desk, log), certificatesql.New(desk, log), oversightsql.New(desk, log)
	renewed := keyssql.New(desk, log)
	p.Renewed = renewed
	p.Accounts, p.Factors, p.Applications, p.Copies, p.Oversight, p.Stays = accounts, factors, applications, copies, watch, staysql.New(desk)
	p.PowersLog = powersLog{log, []powerlog.Holder{accounts, factors, applications, copies, watch, renewed}}
	db, err := openLooks(ctx, at)
	if err != nil {
		return err
	}
	p.Owned = append(p.Owned, db)
	if macs, err = p.Keys.EntryMAC(node.LooksLog); err != nil {
		return err
	}
	looks, err := looksql.New(ctx, db, p.Random, macs)
	if err != nil {
		return err
	}
	p.Looks, p.LooksLog, p.Owned = looks, looksLog{looks}, append(p.Owned, looks)
	return nil
}

func openDesk(ctx context.Context, at Place) (*sqldb.DB, error) {
	return sqldb.Open(ctx, at.Address(DeskFile), sqldb.Options{}, powerlog.Schema, accesssql.Schema, factorsql.Schema, officesql.Schema, certificatesql.Schema, oversightsql.Schema, staysql.Schema, keyssql.Schema)
}

func openLooks(ctx context.Context, at Place) (*sqldb.DB, error) {
	return sqldb.Open(ctx, at.Address(LooksFile), sqldb.Options{}, looksql.Schema)
}

// Thresholds returns the probabilities from which the law of a shipped pack asks, and is sure, now. It
// opens no register.
func Thresholds(pack string, now time.Time) (match.Thresholds, error) {
	p, err := law.Shipped(pack, acts.ForLaw())
	if err != nil {
		return match.Thresholds{}, err
	}
	return lists.ThresholdsAt(p, now), nil
}

// Decisions returns what the matcher said of people on whom an adjudicator has ruled, of nobody by
// name. It opens the database of applications alone, which needs no keys.
func Decisions(ctx context.Context, at Place) iter.Seq2[application.Labelled, error] {
	return func(yield func(application.Labelled, error) bool) {
		if err := at.Check(); err != nil {
			yield(application.Labelled{}, err)
			return
		}
		desk, err := openDesk(ctx, at)
		if err != nil {
			yield(application.Labelled{}, err)
			return
		}
		for l, err := range application.AllLabelled(ctx, officesql.New(desk, nil)) { // which writes nothing
			if !yield(l, err) {
				break
			}
		}
		_ = desk.Close() // nothing was written
	}
}
