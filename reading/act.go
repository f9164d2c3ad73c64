package reading

import (
	"context"
	"maps"
	"slices"

	"samano/access"
	"samano/disclosure"
	"samano/register"
)

// Act shows an act with its payload, findings and effects. Nobody learns from it to whom
// its person is very like: adjudications say that to those who judge it. Where a finding may tell of
// somebody covered whom the act does not name, only the national desk reads it with particulars.
func (r *Service) Act(ctx context.Context, who access.Actor, why access.Reason, name string) (disclosure.Seen[*register.Act], error) {
	return access.Read(ctx, r.reader, who, why, func(ctx context.Context, pass access.Pass) (disclosure.Seen[*register.Act], access.ReadingScope, error) {
		f, err := r.act(ctx, pass, who, name)
		if err != nil {
			return disclosure.Seen[*register.Act]{}, access.ReadingScope{}, err
		}
		switch {
		case !f.tellsOfHidden():
		case r.Rules.Has(who, access.NationalDesk, r.today()) == nil:
			f.Subjects = append(f.Subjects, f.near...)
		default:
			redacted := *f.act
			redacted.Findings = disclosure.Redact(redacted.Findings)
			f.act = &redacted
		}
		if f.elsewhere {
			redacted := *f.act
			redacted.Office, redacted.DeclaredTo, redacted.Registrar = "", "", ""
			redacted.Printed, redacted.Decision = register.PrintedNumber{}, register.Decision{}
			f.act = &redacted
		}
		return disclosure.WithoutOthers(f.act), f.ReadingScope, nil
	})
}

// foundAct is an act with whom it names, as the look says.
type foundAct struct {
	access.ReadingScope
	act *register.Act
	// near are covered people whom the act does not name and of whom its checks knew: a finding
	// about a mother may tell when her daughter was born.
	near []register.Ref
	// elsewhere says that the office tells of a home of its people which is left out, to whoever is not of
	// that office.
	elsewhere bool
	// unknown says that nobody knows of whom the checks knew, since the payload is erased.
	unknown bool
}

// tellsOfHidden reports whether findings of the act may tell of covered people whom it does not name.
func (f *foundAct) tellsOfHidden() bool {
	return (f.unknown || len(f.near) > 0) && disclosure.Tells(f.act.Findings)
}

// act reads an act and says whom the look is at: its subjects, and everybody whom it names.
func (r *Service) act(ctx context.Context, pass access.Pass, who access.Actor, name string) (*foundAct, error) {
	a, err := r.documents.Act(ctx, pass, name)
	if err != nil {
		return nil, err
	}
	if a == nil {
		return nil, &register.Error{Kind: register.NotFound, Op: "reading.Act", Code: register.CodeActNotFound}
	}
	proposed, known, err := r.namedByProposals(ctx, pass, a)
	if err != nil {
		return nil, err
	}
	written, err := r.people(ctx, pass, textsOf(a)...)
	if err != nil {
		return nil, err
	}
	f := &foundAct{act: a, unknown: a.Payload == nil}
	f.Asked = a.Subjects()[:min(1, len(a.Subjects()))]
	f.Subjects = slices.Concat(a.Subjects(), disclosure.NamedIn(a), proposed[0], written)
	cover, err := disclosure.CoverOf(ctx, pass, r.documents, slices.Concat(f.Subjects, known[0])...)
	if err != nil {
		return nil, err
	}
	sheltered, err := disclosure.ShelteredBy(ctx, pass, r.documents, a) // it tells where they live
	if err != nil {
		return nil, err
	}
	f.Subjects = append(f.Subjects, sheltered...)
	if a.Office != who.Office.ID && r.Rules.Has(who, access.NationalDesk, r.today()) != nil {
		told, err := r.officeTells(ctx, pass, cover, a)
		if err != nil {
			return nil, err
		}
		f.elsewhere, f.Subjects = len(told) > 0, append(f.Subjects, told...)
		if f.elsewhere && name == a.Printed.String() { // the number names the office
			return nil, &register.Error{Kind: register.NotFound, Op: "reading.Act", Code: register.CodeActNotFound}
		}
	}
	f.Protected = cover.CoversAny(f.Subjects...) || len(sheltered) > 0 || cover.Seals(a, f.Subjects...)
	f.Places = cover.PlacesOf(a, pass.Opens)
	f.Opened = len(f.Places) == 0 && len(a.Subjects()) > 0
	for _, ref := range cover.Covered(known[0]...) {
		if !slices.Contains(f.Subjects, ref) {
			f.near = append(f.near, ref)
		}
	}
	return f, nil
}

// officeTells returns the protected people because of whom the office of an act is not told.
func (r *Service) officeTells(ctx context.Context, pass access.Pass, cover *disclosure.Cover, a *register.Act) (because []register.Ref, err error) {
	people := peopleOf(cover, a)
	shelters, err := disclosure.SheltersOf(ctx, pass, r.documents, people...)
	if err != nil {
		return nil, err
	}
	atlas, err := r.documents.Atlas(ctx)
	if err != nil {
		return nil, err
	}
	office, err := r.documents.Office(ctx, a.Office)
	if err != nil {
		return nil, err
	}
	return toldBy(shelters, atlas, office, r.today(), people), nil
}

// toldBy returns the protected people because of whom an office is not told that made an act about those people.
func toldBy(s *disclosure.Shelters, atlas *register.Atlas, o register.Office, day register.Day, people []register.Subject) (because []register.Ref) {
	for _, p := range people {
		because = disclosure.AddRefs(because, s.ToldBy(atlas, o, day, p.(*register.Person))...)
	}
	return because
}

// peopleOf returns the people whom an act is about.
func peopleOf(cover *disclosure.Cover, a *register.Act) (out []register.Subject) {
	for _, ref := range a.Subjects() {
		if p, ok := cover.Subject(ref).(*register.Person); ok && p != nil {
			out = append(out, p)
		}
	}
	return out
}

// textsOf returns the texts of an act, outside its payload, by which it may name somebody. Whom its
// person is like is left out, as disclosure.WithoutOthers leaves it out.
func textsOf(a *register.Act) []string {
	var out []string
	for _, f := range disclosure.FindingsWithoutOthers(a.Findings) {
		out = slices.AppendSeq(out, maps.Values(f.Args))
	}
	for _, x := range a.Examined {
		out = append(out, x.Person)
	}
	for _, x := range a.Seen {
		out = append(out, x.Subject)
	}
	return out
}

// namedByProposals returns for each act the people and households whom its proposal names, with its
// declarant, and those of whom its checks know. An act that ends a fact may name in its payload
// somebody whom none of its effects names. An erased payload names nobody.
func (r *Service) namedByProposals(ctx context.Context, pass access.Pass, done ...*register.Act) (named, known [][]register.Ref, err error) {
	named, known = make([][]register.Ref, len(done)), make([][]register.Ref, len(done))
	var proposals []*register.Proposal
	var of []int
	for i, a := range done {
		if a.Payload != nil {
			proposals, of = append(proposals, &a.Proposal), append(of, i)
		}
	}
	states, err := disclosure.StatesOf(ctx, pass, r.documents, proposals...)
	if err != nil {
		return nil, nil, err
	}
	headers := make([]*register.Proposal, len(done))
	for i, a := range done {
		headers[i] = &a.Proposal
	}
	declarants, err := disclosure.DeclarantsOf(ctx, pass, r.documents, headers...)
	if err != nil {
		return nil, nil, err
	}
	for n, s := range states {
		if s == nil {
			return nil, nil, register.Errorf(register.Internal, "reading.Act", "the payload of %s cannot be read", proposals[n].ID)
		}
		_, named[of[n]] = s.Named()
		known[of[n]] = s.Loaded()
	}
	for i := range done {
		named[i] = append(named[i], declarants[i]...)
	}
	return named, known, nil
}
