package audit

import (
	"cmp"
	"context"
	"slices"

	"samano/access"
	"samano/ledger"
	"samano/register"
	"samano/registrar/projection"
	"samano/registrar/record"
	"samano/store"
)

// Rebuild makes all documents and projections again from the stored acts, in one transaction. It
// needs neither law pack nor kinds of acts: the same documents result byte for byte under any
// pack and version of the program. audited is how many acts an audit found sound: a register that
// has more by now is in use, and is a Conflict with CodeOtherWriter.
func Rebuild(ctx context.Context, s store.Register, codec *ledger.Codec, audited int64, progress func(done, of int64)) error {
	return access.ForWriting(func(pass access.Pass) error { return rebuild(ctx, pass, s, codec, audited, progress) })
}

// CodeOtherWriter says that another process wrote since the register was audited.
const CodeOtherWriter = "rebuild-other-writer"

func rebuild(ctx context.Context, pass access.Pass, s store.Register, codec *ledger.Codec, audited int64, progress func(done, of int64)) error {
	tx, err := s.Begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	head, err := tx.Head(ctx)
	if err != nil {
		return err
	}
	if head.Size > audited {
		return &register.Error{Kind: register.Conflict, Op: "audit.Rebuild", Code: CodeOtherWriter}
	}
	if err := s.Clear(ctx, tx); err != nil {
		return err
	}
	head.Projections = projection.Version
	var nameKeys projection.NameKeys
	var matchKeys projection.MatchKeys
	for from := register.Seq(0); int64(from) < head.Size; {
		rows, err := tx.ActsFrom(ctx, pass, from, pageActs)
		if err != nil {
			return err
		}
		if len(rows) == 0 || rows[0].Seq != from {
			return register.Errorf(register.Internal, "audit.Rebuild", "act %d is gone", from)
		}
		b, err := replay(ctx, pass, tx, codec, rows, &nameKeys, &matchKeys)
		if err != nil {
			return err
		}
		b.Head = head
		if err := tx.Write(ctx, b); err != nil {
			return err
		}
		from = rows[len(rows)-1].Seq + 1
		if progress != nil {
			progress(int64(from), head.Size)
		}
	}
	return tx.Commit(ctx)
}

// replay folds a page of acts over the documents that the transaction has rebuilt so far.
func replay(ctx context.Context, pass access.Pass, tx store.Tx, codec *ledger.Codec, rows []store.Act, nameKeys *projection.NameKeys, matchKeys *projection.MatchKeys) (*store.Batch, error) {
	b := &store.Batch{New: map[register.Ref]bool{}, Aliases: map[register.ClientID]register.Ref{}}
	decoded := make([]*register.Act, len(rows))
	var refs []register.Ref
	seen := map[register.Ref]bool{}
	for i, row := range rows {
		rec, err := codec.Unpack(int64(row.Seq), row.Body)
		if err != nil {
			return nil, register.Errorf(register.Internal, "audit.Rebuild", "act %d: %w", row.Seq, err)
		}
		a, h, err := record.Parts(rec)
		if err != nil {
			return nil, err
		}
		decoded[i] = a
		projection.AddAct(b, a, h.Named)
		for _, ref := range a.Subjects() {
			if !seen[ref] {
				seen[ref] = true
				refs = append(refs, ref)
			}
		}
	}
	docs, err := tx.Subjects(ctx, pass, refs)
	if err != nil {
		return nil, err
	}
	before := make(map[register.Ref]register.Subject, len(refs))
	now := make(map[register.Ref]register.Subject, len(refs))
	for _, d := range docs {
		s, err := record.Subject(d)
		if err != nil {
			return nil, err
		}
		before[d.Ref], now[d.Ref] = s, s
	}
	for _, a := range decoded {
		for _, ref := range a.Subjects() {
			s := now[ref]
			if s == nil {
				if s, err = register.NewSubject(ref); err != nil {
					return nil, err
				}
			}
			if now[ref], err = register.Fold(s, a.Seq, a.Effects); err != nil {
				return nil, register.Errorf(register.Internal, "audit.Rebuild", "%w", err)
			}
		}
	}
	changes := make([]projection.Change, len(refs))
	for i, ref := range refs {
		changes[i] = projection.Change{Was: before[ref], Now: now[ref]}
		projection.AddSubject(b, changes[i], nameKeys)
	}
	list, err := projection.Rekey(&replayed{ctx: ctx, pass: pass, from: tx, before: before, now: now}, changes)
	matchKeys.AddPostings(b, list)
	return b, err
}

// replayed shows a page of replayed acts as a projection.BeforeAfter.
type replayed struct {
	ctx         context.Context
	pass        access.Pass
	from        store.Documents
	before, now map[register.Ref]register.Subject
}

func (s *replayed) Load(ids []register.PersonID) error {
	var refs []register.Ref
	for _, id := range ids {
		ref := register.PersonRef(id)
		if _, read := s.now[ref]; !read {
			refs = append(refs, ref)
		}
	}
	if len(refs) == 0 {
		return nil
	}
	slices.SortFunc(refs, func(a, b register.Ref) int { return cmp.Compare(a.ID, b.ID) })
	docs, err := s.from.Subjects(s.ctx, s.pass, slices.Compact(refs))
	if err != nil {
		return err
	}
	for _, d := range docs {
		p, err := record.Subject(d)
		if err != nil {
			return err
		}
		s.before[d.Ref], s.now[d.Ref] = p, p
	}
	return nil
}

func (s *replayed) At(id register.PersonID) (was, now *register.Person) {
	ref := register.PersonRef(id)
	was, _ = s.before[ref].(*register.Person)
	now, _ = s.now[ref].(*register.Person)
	return was, now
}

func (s *replayed) Children(of []register.PersonID) (out []register.PersonID, err error) {
	if len(of) == 0 {
		return nil, nil
	}
	found, err := s.from.Children(s.ctx, s.pass, of)
	for _, ids := range found {
		for _, id := range ids {
			out = append(out, register.PersonID(id))
		}
	}
	return out, err
}
