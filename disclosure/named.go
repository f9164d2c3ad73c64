package disclosure

import (
	"context"
	"slices"

	"samano/access"
	"samano/acts"
	"samano/register"
	"samano/registrar"
)

// NamedNow returns the persons whom the present facts of a subject name, each once; nil names
// nobody. A sealed fact is shown to nobody, so it names nobody.
func NamedNow(s register.Subject) []register.PersonID {
	if s == nil {
		return nil
	}
	var out []register.PersonID
	s.Each(func(f register.AnyFact) bool {
		if st := f.Standing(); st.Void || st.Ended || st.Sealed {
			return true
		}
		for _, id := range register.Persons(nil, f.Value) {
			if !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
		return true
	})
	return out
}

// NamedBeside returns whom a person names beside another: those of the present facts and, of whoever
// is not married now, the partner of the last marriage.
func NamedBeside(p *register.Person) []register.PersonID {
	out := NamedNow(p)
	if len(p.Partners.Current()) > 0 {
		return out
	}
	for _, f := range slices.Backward(p.Partners) {
		if st := f.Standing(); !st.Void && !st.Sealed {
			return register.Persons(out, f.Value)
		}
	}
	return out
}

// StatesOf loads for each proposal what it needs to see, so that the state tells whom it names
// (acts.State.Named); nil where the payload cannot be read.
func StatesOf(ctx context.Context, pass access.Pass, r *registrar.Documents, proposals ...*register.Proposal) ([]*acts.State, error) {
	atlas, err := r.Atlas(ctx)
	if err != nil {
		return nil, err
	}
	states, payloads := make([]*acts.State, len(proposals)), make([]acts.Payload, len(proposals))
	for i, p := range proposals {
		if payload, findings := acts.Decode(p); findings == nil {
			states[i], payloads[i] = acts.NewState(atlas), acts.WithProposal(payload, p)
		}
	}
	for range acts.MaxRounds {
		var asked []acts.Lookup
		var of []*acts.State
		for i, s := range states {
			if s == nil {
				continue
			}
			for _, l := range acts.Unasked(payloads[i], s) {
				asked, of = append(asked, l), append(of, s)
			}
		}
		entries, err := r.Find(ctx, pass, asked...)
		if err != nil {
			return nil, err
		}
		for n, e := range entries {
			of[n].Put(asked[n], e)
		}
	}
	return states, nil
}
