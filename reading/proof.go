package reading

import (
	"context"
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
		a, found, err := r.act(ctx, pass, act)
		if err != nil {
			return nil, found, err
		}
		switch part {
		case ledger.PayloadPart:
		case ledger.HeaderPart:
			if err := r.lookAtHeader(ctx, pass, a, &found); err != nil {
				return nil, found, err
			}
		default:
			named, err := r.people(ctx, pass, part)
			if err != nil {
				return nil, found, err
			}
			if len(named) == 0 || !slices.Contains(a.Subjects(), named[0]) {
				return nil, found, notFound("reading.Proof")
			}
			part = ledger.EffectsPrefix + named[0].String()
		}
		proof, err := r.prove(ctx, pass, a.Seq, part)
		return proof, found, err
	})
}

// lookAtHeader adds to what was found whom the header of an act names.
func (r *Service) lookAtHeader(ctx context.Context, pass access.Pass, a *register.Act, found *access.ReadingScope) error {
	var texts []string
	for _, f := range a.Findings {
		found.Protected = found.Protected || f.AboutAnother()
		for _, text := range f.Args {
			texts = append(texts, text)
		}
	}
	for _, accepted := range a.Accepted {
		found.Protected = found.Protected || accepted.Person != ""
		texts = append(texts, accepted.Person)
	}
	for _, x := range a.Examined {
		texts = append(texts, x.Person)
	}
	for _, x := range a.Seen {
		texts = append(texts, x.Subject)
	}
	named, err := r.people(ctx, pass, texts...)
	if err != nil {
		return err
	}
	cover, err := disclosure.CoverOf(ctx, pass, r.documents, named...)
	if err != nil {
		return err
	}
	found.Protected = found.Protected || cover.CoversAny(named...)
	for _, ref := range named {
		if !slices.Contains(found.Subjects, ref) {
			found.Subjects, found.Places = append(found.Subjects, ref), append(found.Places, disclosure.Homes(cover.Subject(ref)))
		}
	}
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
