package examination

import (
	"context"

	"samano/access"
	"samano/disclosure"
	"samano/office/application"
	"samano/register"
)

// Covered returns the covered people because of whom only the national desk decides: those whom an act
// that is not registered yet names, those whom its effects change or name, and those of whom its
// findings may tell.
func (x *Service) Covered(ctx context.Context, pass access.Pass, a *application.Application, e *Examination) ([]register.Ref, error) {
	all, err := NamedBy(ctx, pass, x.Documents, a)
	if err != nil {
		return nil, err
	}
	var out []register.Ref
	var changed []*register.Act
	for i := range all {
		if a.Acts[i].Outcome != nil {
			continue
		}
		act, err := x.act(ctx, pass, a, e, i)
		if err != nil {
			return nil, err
		}
		if act != nil {
			changed = append(changed, act)
		}
		out = disclosure.AddRefs(out, all[i].Covered...)
		if disclosure.Tells(e.Results[i].Findings) {
			out = disclosure.AddRefs(out, all[i].Near...)
		}
	}
	effects, err := disclosure.CoveredByUndone(ctx, pass, x.Documents, changed...)
	return disclosure.AddRefs(out, effects...), err
}

// Hides returns the covered people because of whom only the national desk, and whoever typed it, reads
// an application: those whom an act names, those whom it changes or would change or, where that cannot
// be said, of whom its checks know. e is nil where the application is not examined.
func (x *Service) Hides(ctx context.Context, pass access.Pass, a *application.Application, e *Examination) ([]register.Ref, error) {
	all, err := NamedBy(ctx, pass, x.Documents, a)
	if err != nil {
		return nil, err
	}
	var out []register.Ref
	var would, done []*register.Act
	for i := range all {
		act, err := x.act(ctx, pass, a, e, i)
		if err != nil {
			return nil, err
		}
		out = disclosure.AddRefs(out, all[i].Covered...)
		switch {
		case act == nil:
			out = disclosure.AddRefs(out, all[i].Near...)
		case a.Acts[i].Outcome != nil:
			done = append(done, act)
		default:
			would = append(would, act)
		}
	}
	effects, err := disclosure.CoveredByUndone(ctx, pass, x.Documents, would...)
	if err != nil {
		return nil, err
	}
	out = disclosure.AddRefs(out, effects...)
	effects, err = disclosure.CoveredByDone(ctx, pass, x.Documents, done...)
	return disclosure.AddRefs(out, effects...), err
}

// HidesNow is Hides, after an examination where the state of the application asks for one.
func (x *Service) HidesNow(ctx context.Context, pass access.Pass, a *application.Application) ([]register.Ref, error) {
	var e *Examination
	if a.State.Examined() {
		var err error
		if e, err = x.Examine(ctx, pass, a); err != nil {
			return nil, err
		}
	}
	return x.Hides(ctx, pass, a, e)
}

// act returns the ith act as it is registered or, as an examination found, as it would be or under its
// decision is already. It is nil where something stops it, where it was not examined, and where it was
// lost, of which the audit tells.
func (x *Service) act(ctx context.Context, pass access.Pass, a *application.Application, e *Examination, i int) (*register.Act, error) {
	switch o := a.Acts[i].Outcome; {
	case o != nil:
		return x.Documents.Act(ctx, pass, string(o.Act))
	case e == nil:
		return nil, nil
	case e.Results[i].Act != nil:
		return e.Results[i].Act, nil
	}
	return e.Before[i], nil
}

// CoveredByRegistered returns whom a protection covers of those whom the ith act names, entered or
// changed; nobody before it is registered.
func (x *Service) CoveredByRegistered(ctx context.Context, pass access.Pass, a *application.Application, i int) ([]register.Ref, error) {
	if a.Acts[i].Outcome == nil {
		return nil, nil
	}
	all, err := disclosure.NamedBy(ctx, pass, x.Documents, a.Proposals()[i])
	if err != nil {
		return nil, err
	}
	act, err := x.act(ctx, pass, a, nil, i)
	if err != nil || act == nil {
		return all[0].Covered, err
	}
	changed, err := disclosure.CoveredByDone(ctx, pass, x.Documents, act)
	return disclosure.AddRefs(all[0].Covered, changed...), err
}
