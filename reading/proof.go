package reading

import (
	"context"
	"maps"
	"slices"

	"samano/access"
	"samano/acts"
	"samano/disclosure"
	"samano/ledger"
	"samano/register"
)

// prover makes a proof of one part of an act under a checkpoint signed now. The proof holds the
// bytes of the part.
type prover func(ctx context.Context, pass access.Pass, seq register.Seq, part string) ([]byte, error)

// Proof returns the proof of a part of an act: "header", "payload", or the effects on the person
// with that number. The look is at whomever the act is about and names, and for the header also at
// those whom its findings and decisions name. A header that says whom its person is very like is
// for the national desk alone: its bytes cannot be cut.
func (r *Service) Proof(ctx context.Context, who access.Actor, why access.Reason, act, part string) ([]byte, error) {
	return access.Read(ctx, r.reader, who, why, func(ctx context.Context, pass access.Pass) ([]byte, access.ReadingScope, error) {
		f, err := r.act(ctx, pass, who, act)
		if err != nil {
			return nil, access.ReadingScope{}, err
		}
		of := part // as the ledger names it
		switch part {
		case ledger.PayloadPart:
		case ledger.HeaderPart:
			if err := r.lookAtHeader(ctx, pass, f); err != nil {
				return nil, f.ReadingScope, err
			}
		default:
			named, err := r.people(ctx, pass, part)
			if err != nil {
				return nil, f.ReadingScope, err
			}
			if len(named) == 0 || !slices.Contains(f.act.Subjects(), named[0]) {
				return nil, f.ReadingScope, notFound("reading.Proof")
			}
			of = ledger.EffectsPrefix + named[0].String()
		}
		proof, err := r.prove(ctx, pass, f.act.Seq, of)
		return proof, f.ReadingScope, err
	})
}

// lookAtHeader adds to what was found whom the header of an act names, and those of whom its
// findings may tell: its bytes cannot be cut. Whom the header names beside the act's subjects has to
// be of the reader's area too.
func (r *Service) lookAtHeader(ctx context.Context, pass access.Pass, f *foundAct) error {
	texts := textsOf(f.act)
	for _, finding := range f.act.Findings {
		if finding.AboutAnother() {
			f.Protected, texts = true, slices.AppendSeq(texts, maps.Values(finding.Args))
		}
	}
	for _, accepted := range f.act.Accepted {
		f.Protected, texts = f.Protected || accepted.Person != "", append(texts, accepted.Person)
	}
	named, err := r.people(ctx, pass, texts...)
	if err != nil {
		return err
	}
	cover, err := disclosure.CoverOf(ctx, pass, r.documents, named...)
	if err != nil {
		return err
	}
	for _, ref := range named {
		if !slices.Contains(f.act.Subjects(), ref) && !pass.Opens(ref) {
			f.Opened, f.Places = false, append(f.Places, disclosure.Homes(cover.Subject(ref)))
		}
	}
	f.Protected = f.Protected || f.elsewhere
	if f.tellsOfHidden() {
		f.Protected, named = true, append(named, f.near...)
	}
	f.Subjects, f.Protected = append(f.Subjects, named...), f.Protected || cover.CoversAny(named...)
	return nil
}

// people returns the persons whom texts name by number, or by '@' and a client-made id. Texts that
// name nobody are passed over.
func (r *Service) people(ctx context.Context, pass access.Pass, texts ...string) ([]register.Ref, error) {
	var ask []acts.Lookup
	for _, text := range texts {
		if l, ok := acts.PersonLookup(text); ok {
			ask = append(ask, l)
		}
	}
	entries, err := r.documents.Find(ctx, pass, ask...)
	if err != nil {
		return nil, err
	}
	var out []register.Ref
	for _, e := range entries {
		if e.Person != nil && !slices.Contains(out, e.Person.Ref()) {
			out = append(out, e.Person.Ref())
		}
	}
	return out, nil
}
