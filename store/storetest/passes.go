package storetest

import (
	"errors"
	"iter"
	"strings"

	"samano/access"
	"samano/register"
	"samano/store"
)

// passes wants every method that reads people or acts to refuse a pass that nobody made, and one
// whose maker's function has returned; in a transaction too.
func passes(f *fixture) {
	f.found()
	f.write(func(b *store.Batch) { addActs(b, 1) })
	var ended access.Pass
	f.ok(access.ForWriting(func(p access.Pass) error {
		ended = p
		_, err := f.r.Acts(f.ctx(), p, []register.Seq{0})
		return err
	}))
	tx, err := f.r.Begin(f.ctx())
	f.ok(err)
	for _, r := range []store.Reader{f.r, tx} {
		for _, pass := range []access.Pass{{}, ended} {
			for name, err := range refusals(f, r, pass) {
				f.forbidden(name, err)
			}
		}
	}
	f.ok(tx.Rollback())
	for name, read := range map[string]func(access.Pass) error{
		"EachSubject":    func(p access.Pass) error { return firstError(f.r.EachSubject(f.ctx(), p, register.SubjectPerson, 0)) },
		"EachProjection": func(p access.Pass) error { return firstError(f.r.EachProjection(f.ctx(), p)) },
		"EachSealed":     func(p access.Pass) error { return firstError(f.r.EachSealed(f.ctx(), p, 0)) },
		"EachPosting":    func(p access.Pass) error { return firstError(f.r.EachPosting(f.ctx(), p)) },
		"Cut": func(p access.Pass) error {
			_, err := f.r.Cut(f.ctx(), p, store.TableNumber, nil, 1)
			return err
		},
		"CountPostings": func(p access.Pass) error {
			_, err := f.r.CountPostings(f.ctx(), p)
			return err
		},
	} {
		for _, pass := range []access.Pass{{}, ended} {
			f.forbidden(name, read(pass))
		}
		f.ok(read(f.pass))
	}
}

// forbidden wants a refusal that tells the log which read was refused.
func (f *fixture) forbidden(read string, err error) {
	f.Helper()
	var e *register.Error
	if !errors.As(err, &e) || e.Kind != register.Forbidden || !strings.HasSuffix(string(e.Op), "."+read) {
		f.Errorf("%s with an invalid pass: %v", read, err)
	}
}

func firstError[T any](walk iter.Seq2[T, error]) error {
	for _, err := range walk {
		return err
	}
	return nil
}

// refusals calls every method of a reader that reads people or acts.
func refusals(f *fixture, r store.Reader, pass access.Pass) map[string]error {
	out := map[string]error{}
	_, out["Subjects"] = r.Subjects(f.ctx(), pass, nil)
	_, out["Aliases"] = r.Aliases(f.ctx(), pass, nil)
	_, out["Numbers"] = r.Numbers(f.ctx(), pass, nil)
	_, out["Books"] = r.Books(f.ctx(), pass, nil)
	_, out["Dwellings"] = r.Dwellings(f.ctx(), pass, nil)
	_, out["Children"] = r.Children(f.ctx(), pass, nil)
	_, out["Households"] = r.Households(f.ctx(), pass, nil)
	_, out["Acts"] = r.Acts(f.ctx(), pass, nil)
	_, out["ActsFrom"] = r.ActsFrom(f.ctx(), pass, 0, 1)
	_, out["ActsByID"] = r.ActsByID(f.ctx(), pass, nil)
	_, out["Decisions"] = r.Decisions(f.ctx(), pass, nil)
	_, out["PrintedActs"] = r.PrintedActs(f.ctx(), pass, nil)
	_, out["SearchNames"] = r.SearchNames(f.ctx(), pass, []store.KeyRange{{Prefix: "a"}}, [2]int{}, 1)
	_, out["Sealed"] = r.Sealed(f.ctx(), pass, 1)
	_, _, out["Sharing"] = r.Sharing(f.ctx(), pass, nil, store.Limits{PerKey: 1, PerSplit: 1})
	_, _, out["PostingsSince"] = r.PostingsSince(f.ctx(), pass, 0)
	return out
}
