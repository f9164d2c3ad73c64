// Package examination owns what an application would do if it were decided now: its open acts are
// tried on the present state of the register and the outcome is discarded ([Service.Examine]). It
// also recognises acts that are registered already under the same decision, sets apart what
// adjudicators have to say first, and keeps up to which act each subject was seen.
package examination

import (
	"context"
	"encoding/json"
	"slices"

	"samano/access"
	"samano/acts"
	"samano/disclosure"
	"samano/office/application"
	"samano/register"
	"samano/registrar"
	"samano/registrar/duplicates"
	"samano/registrar/record"
)

// CodeAlreadyRegistered says that the act is registered under the same decision of the same
// authority. Args: act, printed.
const CodeAlreadyRegistered = "already-registered-as"

// undecided is the registrar of a proposal that is examined before anybody decides it. No officer
// can have this id, and nothing with it is stored.
const undecided register.OfficerID = "-"

// supposed is the reason of findings that an examination takes as accepted, so that the acts behind
// can be examined too.
const supposed = "-"

// Service tries the acts of an application on the present state of the register.
type Service struct {
	Writer    *registrar.Writer
	Documents *registrar.Documents
}

// Examination is the outcome of an examination: a result for each act that is not registered.
type Examination struct {
	Results       []registrar.Result
	Search        *duplicates.Search   // for the registrar: the people who may be registered already
	Before        []*register.Act      // the act as which it is registered already
	UnderDecision []*register.Act      // the act that is registered under its decision, the same one or another
	Asked         [][]register.Finding // by act: what adjudicators have to say first; the results tell of it without particulars
}

// Examine decides the open acts on the present state and discards the outcome. Findings that need a
// decision are taken as accepted, so that effects show and later acts can be examined; they still
// stand in the result.
func (x *Service) Examine(ctx context.Context, pass access.Pass, a *application.Application) (*Examination, error) {
	e := &Examination{Results: make([]registrar.Result, len(a.Acts)), Before: make([]*register.Act, len(a.Acts)), UnderDecision: make([]*register.Act, len(a.Acts))}
	proposals, at := a.OpenProposals()
	for i := range proposals {
		proposals[i].Registrar = undecided
	}
	if err := x.run(ctx, pass, e, proposals, at); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(a.Acts, func(i application.Item) bool { return i.Outcome == nil && len(i.Proposal.Seen) > 0 }) {
		// Which act changes what had to be known first: see AddSeen.
		if err := x.AddSeen(ctx, pass, a, proposals, at, e); err != nil {
			return nil, err
		}
		if err := x.run(ctx, pass, e, proposals, at); err != nil {
			return nil, err
		}
	}
	if err := x.recognise(ctx, pass, a, e); err != nil {
		return nil, err
	}
	e.setApart(a)
	return e, nil
}

// Acts returns the acts that the examination found can be registered, nil for the others.
func (e *Examination) Acts() []*register.Act {
	out := make([]*register.Act, len(e.Results))
	for i := range e.Results {
		out[i] = e.Results[i].Act
	}
	return out
}

// run examines until no finding is left that can be taken as accepted. Each round can only add
// findings of acts behind those that passed, and duplicate findings of an act that passed its
// checks.
func (x *Service) run(ctx context.Context, pass access.Pass, e *Examination, proposals []register.Proposal, at []int) error {
	for range 2*len(proposals) + 1 {
		examination, err := x.Writer.Examine(ctx, pass, proposals)
		if err != nil {
			return err
		}
		e.Search = examination.Search
		again := false
		for n, res := range examination.Results {
			e.Results[at[n]] = res
			again = suppose(&proposals[n], res) || again
		}
		if !again {
			break
		}
	}
	return nil
}

// suppose takes as accepted the findings that stopped an act and can be accepted. It reports
// whether there were any.
func suppose(p *register.Proposal, res registrar.Result) bool {
	if res.Act != nil || slices.ContainsFunc(res.Findings, func(f register.Finding) bool { return f.Severity == register.Blocking }) {
		return false
	}
	more := false
	for _, f := range res.Findings {
		if f.Severity == register.NeedsDecision && f.Stops(p.Accepted) {
			p.Accepted = append(p.Accepted, f.Accept(supposed))
			more = true
		}
	}
	return more
}

// recognise finds the acts that are registered under the decisions of the open ones. The same act
// arrived before by another way; of any other act no more is told than that the decision is there.
func (x *Service) recognise(ctx context.Context, pass access.Pass, a *application.Application, e *Examination) (err error) {
	for i := range e.Results {
		res := &e.Results[i]
		if res.Findings, e.UnderDecision[i], err = x.UnderDecision(ctx, pass, &a.Acts[i].Proposal, res.Findings); err != nil {
			return err
		}
		if n := slices.IndexFunc(res.Findings, application.IsDecision); n >= 0 && res.Findings[n].Args != nil {
			e.Before[i] = e.UnderDecision[i]
			res.Findings[n].Code, res.Findings[n].Severity = CodeAlreadyRegistered, register.Warning
		}
	}
	return nil
}

// UnderDecision returns findings that do not tell which act is registered under the decision of a
// proposal, unless it is the same act; and that act, at whose people the teller writes a look.
// Else whoever counts through the references of a court would learn what it decided, and where.
func (x *Service) UnderDecision(ctx context.Context, pass access.Pass, p *register.Proposal, findings []register.Finding) (told []register.Finding, act *register.Act, err error) {
	n := slices.IndexFunc(findings, application.IsDecision)
	if n < 0 {
		return findings, nil, nil
	}
	act, err = x.Documents.Act(ctx, pass, findings[n].Args["act"])
	told = slices.Clone(findings)
	if act == nil || !sameContent(&act.Proposal, p) {
		told[n].Args = nil
	}
	return told, act, err
}

// sameContent reports whether two proposals say the same of the same people. They may differ in
// who took them when, by which papers, and in the client-made id of whom they enter.
func sameContent(x, y *register.Proposal) bool {
	content := func(p *register.Proposal) *register.Proposal {
		var payload map[string]json.RawMessage
		if json.Unmarshal(p.Payload, &payload) != nil {
			payload = nil // erased, or not to be read
		}
		delete(payload, "as")
		text, _ := json.Marshal(payload) // raw values that were read a moment ago can be written
		return &register.Proposal{Kind: p.Kind, Happened: p.Happened, Payload: text}
	}
	return len(x.Payload) > 0 && record.SameProposal(content(x), content(y))
}

// KeepFindings keeps the findings with the acts and returns those that stop the application, with the
// act in their field, and behind them the faults of the application as a whole. What is stopped, by
// any of these, does not tell that somebody is very like.
func (e *Examination) KeepFindings(a *application.Application, faults []register.Finding) (stops []register.Finding) {
	for i := range a.Acts {
		if a.Acts[i].Outcome != nil {
			continue
		}
		a.Acts[i].Findings = e.Results[i].Findings
		for _, f := range e.Results[i].Findings {
			if f.Severity == register.Blocking {
				f.Field = application.ItemField(i) + f.Field
				stops = append(stops, f)
			}
		}
	}
	stops = append(stops, faults...)
	for i := range a.Acts {
		if stops != nil {
			a.Acts[i].Findings = application.WithoutLikeness(a.Acts[i].Findings)
		}
	}
	a.KeepGravest()
	return stops[:min(len(stops), application.MaxFindings)]
}

// AddOfficeFaults adds to an examination at the national desk, if faults of the application or of its
// acts stop it there, what its own office finds of its competence: the absence of that would tell
// of the desk. What is about a covered person tells where they live, and is redacted later.
func (x *Service) AddOfficeFaults(ctx context.Context, pass access.Pass, a *application.Application, e, own *Examination, stopped bool) error {
	all, err := NamedBy(ctx, pass, x.Documents, a)
	if err != nil {
		return err
	}
	for i := range all {
		found := e.Results[i].Findings
		if all[i].Redacted() {
			found = disclosure.Redact(found)
		}
		stopped = stopped || slices.ContainsFunc(found, func(f register.Finding) bool { return f.Severity == register.Blocking })
	}
	for i := range own.Results {
		there := &e.Results[i]
		for n, f := range own.Results[i].Findings {
			if stopped && f.Field == "office" {
				there.Act, there.Findings = nil, slices.Insert(there.Findings, min(n, len(there.Findings)), f)
			}
		}
	}
	return nil
}

// NoteSeen writes into the open proposals the Seq of each subject that they name.
func (x *Service) NoteSeen(ctx context.Context, pass access.Pass, a *application.Application) error {
	all, err := NamedBy(ctx, pass, x.Documents, a)
	if err != nil {
		return err
	}
	for i := range a.Acts {
		if a.Acts[i].Outcome != nil {
			continue
		}
		p := &a.Acts[i].Proposal
		p.Seen = all[i].Texts
	}
	return nil
}

// SeenBy returns the Seq at which the subjects of an open act count as seen. A subject that only
// this application has changed since the declaration counts as seen after that change.
func (x *Service) SeenBy(ctx context.Context, pass access.Pass, a *application.Application, i int) ([]register.Seen, error) {
	own := map[register.Seq]bool{}
	for _, item := range a.Acts {
		if item.Outcome != nil {
			own[item.Outcome.Seq] = true
		}
	}
	then := a.Acts[i].Proposal.Seen
	if len(own) == 0 || len(then) == 0 {
		return slices.Clone(then), nil
	}
	out := slices.Clone(then)
	for n, seen := range then {
		s, err := disclosure.SubjectNamed(ctx, pass, x.Documents, seen.Subject)
		if err != nil {
			return nil, err
		}
		if s == nil {
			continue
		}
		s = register.WithoutSealed(s)
		foreign := slices.ContainsFunc(register.ActsOf(s), func(seq register.Seq) bool { return seq > seen.Seq && !own[seq] })
		if !foreign {
			out[n].Seq = max(seen.Seq, s.Seq())
		}
	}
	return out, nil
}

// AddSeen writes into the proposals of one request the Seq at which their subjects were seen. If an
// act of the request changes a subject, the subject has rightly changed for the acts behind it; so
// their Seq goes with that act.
func (x *Service) AddSeen(ctx context.Context, pass access.Pass, a *application.Application, proposals []register.Proposal, at []int, e *Examination) error {
	for n := range proposals {
		all, err := x.SeenBy(ctx, pass, a, at[n])
		if err != nil {
			return err
		}
		for _, seen := range all {
			carrier := n
			s, err := disclosure.SubjectNamed(ctx, pass, x.Documents, seen.Subject)
			if err != nil {
				return err
			}
			for m := range n {
				if act := e.Results[at[m]].Act; s != nil && act != nil && slices.Contains(act.Subjects(), s.Ref()) {
					carrier = m
					break
				}
			}
			if !slices.ContainsFunc(proposals[carrier].Seen, func(x register.Seen) bool { return x.Subject == seen.Subject }) {
				proposals[carrier].Seen = append(proposals[carrier].Seen, seen)
			}
		}
	}
	return nil
}

// CaughtUp returns an application with the acts that are in the register already, and whether the
// desk does not know of one.
func (x *Service) CaughtUp(ctx context.Context, pass access.Pass, a application.Application) (next application.Application, behind bool, err error) {
	if !a.State.Waiting() && a.State != application.Adjudicated && a.Deciding == nil {
		return a, false, nil
	}
	next = a.Clone()
	var last *register.Act
	for i := range next.Acts {
		if next.Acts[i].Outcome != nil {
			continue
		}
		act, err := x.Documents.Act(ctx, pass, string(next.Acts[i].Proposal.ID))
		if err != nil {
			return a, false, err
		}
		if act != nil && application.CameOf(act, &next.Acts[i].Proposal) {
			next.Acts[i].Outcome, last = application.OutcomeOf(act, false), act
		}
	}
	if last == nil {
		return a, false, nil
	}
	next.Deciding = nil
	next.Close(last.Registrar, last.Office, last.RegisteredAt)
	return next, true, nil
}

// setApart moves the duplicate findings of an examination out of its results.
func (e *Examination) setApart(a *application.Application) {
	e.Asked = make([][]register.Finding, len(a.Acts))
	for i := range e.Results {
		e.Asked[i], e.Results[i].Findings = a.Acts[i].SplitFindings(e.Results[i].Findings)
	}
}

// Asks reports whether adjudicators must be asked.
func (e *Examination) Asks() bool {
	return slices.ContainsFunc(e.Asked, func(f []register.Finding) bool { return len(f) > 0 })
}

// kills reports whether an act of the application says that somebody is dead.
func (e *Examination) kills(p *register.Person) bool {
	for i := range e.Results {
		if act := e.Results[i].Act; act != nil && slices.ContainsFunc(act.Effects, func(x register.Effect) bool {
			_, death := x.Value.(register.Death)
			return death && x.Subject == p.Ref()
		}) {
			return true
		}
	}
	return false
}

// FourEyes returns a finding if an officer may not register an act because they wrote at the
// application, to the office that decides. The act knows one officer who took the declaration; the
// application knows all who wrote at it.
func (x *Service) FourEyes(who register.OfficerID, a *application.Application, i int, decides bool) []register.Finding {
	r := acts.FourEyes(x.Documents.Law, &a.Acts[i].Proposal)
	if !decides || !r.Value || !slices.Contains(a.Writers, who) {
		return nil
	}
	return []register.Finding{{Code: register.CodeFourEyes, Field: "registrar", Severity: register.Blocking, Article: r.Article}}
}
