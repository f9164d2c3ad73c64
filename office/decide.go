package office

import (
	"context"
	"slices"

	"samano/access"
	"samano/disclosure"
	"samano/office/application"
	"samano/office/examination"
	"samano/register"
	"samano/registrar"
)

// Return returns an application to be completed within the days of the law. Like every decision about
// an application that names a protected person it is the national desk's.
func (c *Clerk) Return(ctx context.Context, who access.Actor, id application.ID, version int, reasons []application.Reason) (int, error) {
	days := c.config.Documents.Law.Applications.ReturnDays.On(c.today()).Value
	return c.reject(ctx, "office.Return", who, id, version, application.Returned, reasons, days)
}

// Refuse refuses the acts of an application that are not registered, with reasons. The refusal can
// be appealed within the days of the law. It is the national desk's where Return is.
func (c *Clerk) Refuse(ctx context.Context, who access.Actor, id application.ID, version int, reasons []application.Reason) (int, error) {
	days := c.config.Documents.Law.Applications.AppealDays.On(c.today()).Value
	return c.reject(ctx, "office.Refuse", who, id, version, application.Refused, reasons, days)
}

// reject returns or refuses an application; the declarant may complete it, or appeal, for so many
// days.
func (c *Clerk) reject(ctx context.Context, op register.Operation, who access.Actor, id application.ID, version int, to application.State, reasons []application.Reason, days int) (int, error) {
	return access.Answer(ctx, c.config.Reader, who, func(ctx context.Context, pass access.Pass, looks *access.Looker) (int, error) {
		a, err := c.load(ctx, pass, op, who, access.Register, id)
		if err != nil {
			return a.Version, err
		}
		if _, _, err := c.mayDecide(ctx, pass, looks, op, who, &a, version, to); err != nil {
			return a.Version, err
		}
		looks.Nobody() // but those who are looked at
		a, err = c.step(ctx, op, who, a, to, reasons, func(a *application.Application) {
			a.Until = c.today() + register.Day(days)
			if to == application.Refused {
				a.Refusers = append(a.Refusers, who.Officer.ID)
			}
		})
		return a.Version, err
	})
}

// Decide registers an application. accepted holds, by act, the findings that the officer accepts,
// with reasons. Findings that stop an act are in the answer, not in the error: the application
// keeps its state or, if its acts are independent, keeps the acts that could be registered.
//
// An application that names a protected person is decided by the national desk only; everybody else
// reads redacted findings.
//
// An error of kind register.Unavailable means that the outcome is unknown: look again. Deciding
// again is safe.
func (c *Clerk) Decide(ctx context.Context, who access.Actor, id application.ID, version int, accepted map[register.ActID][]register.Accepted) (int, []application.DecidedAct, error) {
	type answer struct {
		version int
		decided []application.DecidedAct
	}
	told, err := access.Answer(ctx, c.config.Reader, who, func(ctx context.Context, pass access.Pass, looks *access.Looker) (answer, error) {
		a, decided, err := c.decide(ctx, pass, looks, who, id, version, accepted)
		if err != nil {
			return answer{}, err
		}
		findings := make([]*[]register.Finding, len(decided))
		for i := range decided {
			findings[i] = &decided[i].Findings
		}
		_, err = c.lookAtFindings(ctx, pass, looks, who, &a, findings)
		return answer{a.Version, decided}, err
	})
	return told.version, told.decided, err
}

func (c *Clerk) decide(ctx context.Context, pass access.Pass, looks *access.Looker, who access.Actor, id application.ID, version int, accepted map[register.ActID][]register.Accepted) (application.Application, []application.DecidedAct, error) {
	const op = "office.Decide"
	a, err := c.load(ctx, pass, op, who, access.Register, id)
	if err != nil {
		return application.Application{}, nil, err
	}
	if a.State == application.Registered { // by a decision that died before it was written down
		return a, a.DecidedActs(), nil
	}
	e, covered, err := c.mayDecide(ctx, pass, looks, op, who, &a, version, application.Registered)
	if err != nil {
		return a, nil, err
	}
	if decided, stopped := c.fourEyesStop(who, &a); stopped {
		return a, decided, nil
	}
	if err := disclosure.LookAtSheltered(ctx, pass, looks, c.config.Documents, reasonOf(a.ID, a.State), covered, e.Acts()...); err != nil {
		return a, nil, err
	}
	begun := a.Clone()
	begun.Deciding = &application.Deciding{By: who.Officer.ID, At: c.now()}
	if begun, err = c.put(ctx, op, begun); err != nil {
		return a, nil, err
	}
	ended := begun.Clone()
	decided, asked, err := c.register(ctx, pass, op, who, &ended, e, accepted)
	if register.KindOf(err) == register.Duplicate { // a decision that was taken for dead came through
		now, again := c.reconcile(ctx, pass, begun)
		if again != nil {
			return begun, nil, again
		}
		if now.State == application.Registered {
			return now, now.DecidedActs(), nil
		}
	}
	if err != nil {
		return begun, nil, err // the mark stays; the register knows
	}
	ended.Deciding = nil
	ended.Close(who.Officer.ID, who.Office.ID, c.now())
	written, err := c.put(ctx, op, ended, asked...)
	if register.KindOf(err) == register.Conflict {
		// Somebody who looked in between has caught up with the register already.
		now, again := c.config.Store.Application(ctx, id)
		if again != nil {
			return begun, nil, again
		}
		if now.State == ended.State && slices.EqualFunc(now.Acts, ended.Acts, application.SameOutcome) {
			return now, decided, nil
		}
	}
	if err != nil {
		return begun, nil, err
	}
	return written, decided, nil
}

// mayDecide is the gate of every decision: to register, to return or to refuse an application. It
// returns the examination and the covered people of the acts, at whom it has looked; only the
// national desk goes on where there are any.
func (c *Clerk) mayDecide(ctx context.Context, pass access.Pass, looks *access.Looker, op register.Operation, who access.Actor, a *application.Application, version int, to application.State) (e *examination.Examination, covered []register.Ref, err error) {
	if err := c.mayWrite(op, who, a, version, to); err != nil {
		return nil, nil, err
	}
	if err := c.competent(ctx, who, a); err != nil {
		return nil, nil, err
	}
	if e, err = c.examination().Examine(ctx, pass, a); err != nil {
		return nil, nil, err
	}
	if covered, err = c.examination().Covered(ctx, pass, a, e); err != nil {
		return nil, nil, err
	}
	hides, err := c.examination().Hides(ctx, pass, a, e) // nobody decides what they may not read
	if err != nil {
		return nil, nil, err
	}
	covered = disclosure.AddRefs(covered, hides...)
	return e, covered, disclosure.LookAtCovered(ctx, looks, reasonOf(a.ID, a.State), covered)
}

// competent refuses an office to whose level the law does not give the acts.
func (c *Clerk) competent(ctx context.Context, who access.Actor, a *application.Application) error {
	for i := range a.Acts {
		if err := c.config.Rules.MayRegister(ctx, who, &a.Acts[i].Proposal, 0, c.today()); err != nil {
			return err
		}
	}
	return nil
}

// fourEyesStop returns a finding for each act that this officer may not register because they wrote
// at the application.
func (c *Clerk) fourEyesStop(who access.Actor, a *application.Application) (decided []application.DecidedAct, stopped bool) {
	decided = a.DecidedActs()
	for i := range a.Acts {
		if a.Acts[i].Outcome == nil {
			decided[i].Findings = c.examination().FourEyes(who.Officer.ID, a, i, true)
			stopped = stopped || decided[i].Findings != nil
		}
	}
	return decided, stopped
}

// register registers the open acts: in one request if they stand together, else one after another,
// so that each is decided on what the acts before it left. An act that adjudicators are asked about
// is not registered, nor are the acts that stand together with it.
func (c *Clerk) register(ctx context.Context, pass access.Pass, op register.Operation, who access.Actor, a *application.Application, e *examination.Examination, accepted map[register.ActID][]register.Accepted) ([]application.DecidedAct, []application.Adjudication, error) {
	out, err := c.handInAll(ctx, pass, who, a, e, accepted)
	if err != nil || !e.Asks() {
		return out, nil, err
	}
	asked, err := c.openAdjudications(ctx, pass, op, who, a, e)
	return out, asked, err
}

// handInAll registers the acts that no adjudicator is asked about, and notes the outcome. Somebody
// may have been entered since the examination about whom adjudicators must be asked.
func (c *Clerk) handInAll(ctx context.Context, pass access.Pass, who access.Actor, a *application.Application, e *examination.Examination, accepted map[register.ActID][]register.Accepted) ([]application.DecidedAct, error) {
	out := make([]application.DecidedAct, len(a.Acts))
	for i, act := range e.Before {
		if act != nil {
			a.Acts[i].Outcome = application.OutcomeOf(act, true)
		}
	}
	proposals, at := a.OpenProposals()
	for n := range proposals {
		p := &proposals[n]
		p.Office, p.Registrar = who.Office.ID, who.Officer.ID
		p.Accepted = append(p.Accepted, application.OfRegistrar(accepted[p.ID])...)
	}
	if a.Together {
		if err := c.handInTogether(ctx, pass, a, e, proposals, at, out); err != nil {
			return nil, err
		}
	} else {
		for n := range proposals {
			if len(e.Asked[at[n]]) > 0 {
				continue
			}
			var err error
			if proposals[n].Seen, err = c.examination().SeenBy(ctx, pass, a, at[n]); err != nil {
				return nil, err
			}
			if err := c.handIn(ctx, pass, a, e, proposals[n:n+1], at[n:n+1], out); err != nil {
				return nil, err
			}
		}
	}
	for i := range out {
		out[i].Outcome = a.Acts[i].Outcome
		if e.Before[i] != nil || len(e.Asked[i]) > 0 {
			out[i].Findings = e.Results[i].Findings
		}
	}
	return out, nil
}

func (c *Clerk) handInTogether(ctx context.Context, pass access.Pass, a *application.Application, e *examination.Examination, proposals []register.Proposal, at []int, out []application.DecidedAct) error {
	if e.Asks() {
		return nil
	}
	if err := c.examination().AddSeen(ctx, pass, a, proposals, at, e); err != nil {
		return err
	}
	return c.handIn(ctx, pass, a, e, proposals, at, out)
}

// handIn registers some acts of an application in one request and notes the outcome.
func (c *Clerk) handIn(ctx context.Context, pass access.Pass, a *application.Application, e *examination.Examination, proposals []register.Proposal, at []int, out []application.DecidedAct) error {
	results, err := c.config.Writer.Register(ctx, registrar.Request{Proposals: proposals, Together: a.Together, Search: e.Search})
	if err != nil {
		return err
	}
	for n, res := range results {
		i := at[n]
		for n := range res.Findings { // registered since the examination: Open tells whether it is this act
			if application.IsDecision(res.Findings[n]) {
				res.Findings[n].Args = nil
			}
		}
		e.Asked[i], out[i].Findings = a.Acts[i].SplitFindings(res.Findings)
		e.Results[i].Findings = out[i].Findings
		switch kind := register.KindOf(res.Err); {
		case res.Act != nil:
			a.Acts[i].Outcome = application.OutcomeOf(res.Act, false)
		case res.Err != nil && kind != register.Invalid:
			return res.Err
		}
	}
	return c.askHidden(ctx, pass, results)
}

// askHidden asks the national desk's adjudicators about likenesses by what is sealed. dedupe finds them again.
func (c *Clerk) askHidden(ctx context.Context, pass access.Pass, results []registrar.Result) error {
	for _, res := range results {
		for _, h := range res.Hidden {
			if _, _, err := c.OpenAdjudication(ctx, pass, Pair{Persons: h.Persons, Likeness: application.LikenessOf(h.Finding), Seq: res.Act.Seq}); err != nil {
				return err
			}
		}
	}
	return nil
}

// reconcile notes the acts of an application that are in the register already: a decision died
// before it was written down, or the desk was restored from an older copy.
func (c *Clerk) reconcile(ctx context.Context, pass access.Pass, a application.Application) (application.Application, error) {
	next, behind, err := c.examination().CaughtUp(ctx, pass, a)
	if err != nil || !behind {
		return a, err
	}
	return c.note(ctx, next)
}

// note writes an application that has caught up with the register.
func (c *Clerk) note(ctx context.Context, a application.Application) (application.Application, error) {
	next, err := c.put(ctx, "office.reconcile", a)
	if register.KindOf(err) == register.Conflict {
		return c.config.Store.Application(ctx, a.ID) // somebody else has caught up
	}
	return next, err
}
