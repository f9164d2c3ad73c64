package registrar

import (
	"samano/acts"
	"samano/register"
	"samano/registrar/duplicates"
	"samano/registrar/record"
	"samano/store"
)

// view shows an overlay as a duplicates.View.
type view struct{ o *overlay }

func (v view) Atlas() *register.Atlas { return v.o.atlas }

func (v view) People() int { return int((v.o.head.NextPerson - 1) % duplicates.FirstPreviewID) }

func (v view) Subject(ref register.Ref) (register.Subject, error) { return v.o.subject(ref) }

func (v view) LoadPersons(ids []register.PersonID) error { return v.o.loadPersons(ids) }

func (v view) Person(id register.PersonID) *register.Person { return v.o.person(id) }

func (v view) Find(l acts.Lookup) (acts.Entry, error) {
	if err := v.o.load([]acts.Lookup{l}); err != nil {
		return acts.Entry{}, err
	}
	return v.o.entry(l)
}

func (v view) Act(seq register.Seq) (*register.Act, error) { return v.o.act(seq) }

func (v view) Uncommitted() []record.Entered { return v.o.entered }

func (v view) Sharing(keys []store.Key, limits store.Limits) (people []register.PersonID, truncated int, err error) {
	return v.o.from.Sharing(v.o.ctx, v.o.pass, keys, limits)
}

func (v view) PostingsSince(from register.Seq) (list []store.Posting, ok bool, err error) {
	return v.o.from.PostingsSince(v.o.ctx, v.o.pass, from)
}
