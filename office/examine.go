package office

import (
	"context"
	"encoding/json"
	"slices"

	"samano/access"
	"samano/acts"
	"samano/register"
	"samano/registrar"
	"samano/registrar/duplicates"
	"samano/registrar/record"
)

// undecided is the registrar of a proposal that is examined before anybody decides it. No officer
// can have this id, and nothing with it is stored.
const undecided register.OfficerID = "-"

// supposed is the reason of findings that an examination takes as accepted, so that the acts behind
// can be examined too.
const supposed = "-"

// examined is the outcome of an examination: a result for each act that is not registered.
type examined struct {
	results []registrar.Result
	search  *duplicates.Search   // for the registrar: the people who may be registered already
	before  []*register.Act      // the act as which it is registered already
	decided []*register.Act      // the act that is registered under its decision, the same one or another
	asked   [][]register.Finding // by act: what adjudicators have to say first; the results tell of it without particulars
}

// examine decides the open acts on the present state and discards the outcome. Findings that need a
// decision are taken as accepted, so that effects show and later acts can be examined; they still
// stand in the result.
func (c *Clerk) examine(ctx context.Context, pass access.Pass, a *Application) (*examined, error) {
	e := &examined{results: make([]registrar.Result, len(a.Acts)), before: make([]*register.Act, len(a.Acts)), decided: make([]*register.Act, len(a.Acts))}
	proposals, at := a.open()
	for i := range proposals {
		proposals[i].Registrar = undecided
	}
	if err := c.run(ctx, e, proposals, at); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(a.Acts, func(i Item) bool { return i.Outcome == nil && len(i.Proposal.Seen) > 0 }) {
		// Which act changes what had to be known first: see addSeen.
		if err := c.addSeen(ctx, pass, a, proposals, at, e); err != nil {
			return nil, err
		}
		if err := c.run(ctx, e, proposals, at); err != nil {
			return nil, err
		}
	}
	if err := c.recognise(ctx, pass, a, e); err != nil {
		return nil, err
	}
	e.setApart(a)
	return e, nil
}

// open returns the proposals that are not registered yet, with their places in the application:
// without what was seen, and with what adjudicators found.
func (a *Application) open() (proposals []register.Proposal, at []int) {
	for i, item := range a.Acts {
		if item.Outcome == nil {
			p := item.Proposal
			p.Accepted, p.Seen = slices.Clone(item.Distinct), nil
			proposals, at = append(proposals, p), append(at, i)
		}
	}
	return proposals, at
}

// run examines until no finding is left that can be taken as accepted. Each round can only add
// findings of acts behind those that passed, and duplicate findings of an act that passed its
// checks.
func (c *Clerk) run(ctx context.Context, e *examined, proposals []register.Proposal, at []int) error {
	for range 2*len(proposals) + 1 {
		examination, err := c.config.Writer.Examine(ctx, proposals)
		if err != nil {
			return err
		}
		e.search = examination.Search
		again := false
		for n, res := range examination.Results {
			e.results[at[n]] = res
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

// codeDecision is the registrar's finding that a decision of an authority is in
// the register under another id.
const codeDecision = "decision-already-registered"

// recognise finds the acts that are registered under the decisions of the open ones. The same act
// arrived before by another way; of any other act no more is told than that the decision is there.
func (c *Clerk) recognise(ctx context.Context, pass access.Pass, a *Application, e *examined) (err error) {
	for i := range e.results {
		res := &e.results[i]
		if res.Findings, e.decided[i], err = c.underDecision(ctx, pass, &a.Acts[i].Proposal, res.Findings); err != nil {
			return err
		}
		if n := slices.IndexFunc(res.Findings, isDecision); n >= 0 && res.Findings[n].Args != nil {
			e.before[i] = e.decided[i]
			res.Findings[n].Code, res.Findings[n].Severity = CodeAlreadyRegistered, register.Warning
		}
	}
	return nil
}

func isDecision(f register.Finding) bool { return f.Code == codeDecision }

// underDecision returns findings that do not tell which act is registered under the decision of a
// proposal, unless it is the same act; and that act, at whose people the teller writes a look.
// Else whoever counts through the references of a court would learn what it decided, and where.
func (c *Clerk) underDecision(ctx context.Context, pass access.Pass, p *register.Proposal, findings []register.Finding) (told []register.Finding, act *register.Act, err error) {
	n := slices.IndexFunc(findings, isDecision)
	if n < 0 {
		return findings, nil, nil
	}
	act, err = c.config.Documents.Act(ctx, pass, findings[n].Args["act"])
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

// store keeps the findings with the acts and returns those that stop the application, with the act
// in their field. What is stopped does not tell that somebody is very like.
func (e *examined) store(a *Application) (stops []register.Finding) {
	for i := range a.Acts {
		if a.Acts[i].Outcome != nil {
			continue
		}
		a.Acts[i].Findings = e.results[i].Findings
		for _, f := range e.results[i].Findings {
			if f.Severity == register.Blocking {
				f.Field = itemField(i) + f.Field
				stops = append(stops, f)
			}
		}
	}
	for i := range a.Acts {
		if stops != nil {
			a.Acts[i].Findings = withoutLikeness(a.Acts[i].Findings)
		}
	}
	limitFindings(a)
	return stops[:min(len(stops), maxFindings)]
}

// withoutLikeness returns findings that do not tell that somebody is very like. Of what is not
// declared nobody is told: it can be written anew with the next name, and nothing of it stays on
// record.
func withoutLikeness(findings []register.Finding) []register.Finding {
	return slices.DeleteFunc(slices.Clone(findings), func(f register.Finding) bool { return f.Code == CodeSomebodyLike })
}

// limitFindings keeps the gravest maxFindings of an application.
func limitFindings(a *Application) {
	left := maxFindings
	keep := make([]map[int]bool, len(a.Acts))
	for _, s := range []register.Severity{register.Blocking, register.NeedsDecision, register.Warning} {
		for i := range a.Acts {
			for n, f := range a.Acts[i].Findings {
				if f.Severity != s || left == 0 {
					continue
				}
				if keep[i] == nil {
					keep[i] = map[int]bool{}
				}
				keep[i][n] = true
				left--
			}
		}
	}
	for i := range a.Acts {
		var kept []register.Finding
		for n, f := range a.Acts[i].Findings {
			if keep[i][n] {
				kept = append(kept, f)
			}
		}
		a.Acts[i].Findings = kept
	}
}

// see writes into the open proposals the Seq of each subject that they name.
func (c *Clerk) see(ctx context.Context, pass access.Pass, a *Application) error {
	all, err := c.namingsOf(ctx, pass, a)
	if err != nil {
		return err
	}
	for i := range a.Acts {
		if a.Acts[i].Outcome != nil {
			continue
		}
		p := &a.Acts[i].Proposal
		p.Seen = all[i].texts
	}
	return nil
}

func subjectOf(e acts.Entry) register.Subject {
	switch {
	case e.Person != nil:
		return e.Person
	case e.Household != nil:
		return e.Household
	}
	return nil
}

// seen returns the Seq at which the subjects of an open act count as seen. A subject that only this
// application has changed since the declaration counts as seen after that change.
func (c *Clerk) seen(ctx context.Context, pass access.Pass, a *Application, i int) ([]register.Seen, error) {
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
		s, err := c.named(ctx, pass, seen.Subject)
		if err != nil {
			return nil, err
		}
		if s == nil {
			continue
		}
		foreign := slices.ContainsFunc(register.ActsOf(s), func(seq register.Seq) bool { return seq > seen.Seq && !own[seq] })
		if !foreign {
			out[n].Seq = max(seen.Seq, s.Seq())
		}
	}
	return out, nil
}

// named returns the subject that a text names; nil if there is none.
func (c *Clerk) named(ctx context.Context, pass access.Pass, text string) (register.Subject, error) {
	var ls []acts.Lookup
	if l, ok := acts.PersonLookup(text); ok {
		ls = append(ls, l)
	}
	if l, ok := acts.HouseholdLookup(text); ok {
		ls = append(ls, l)
	}
	found, err := c.config.Documents.Find(ctx, pass, ls...)
	if err != nil {
		return nil, err
	}
	for _, e := range found {
		if s := subjectOf(e); s != nil {
			return s, nil
		}
	}
	return nil, nil
}

// addSeen writes into the proposals of one request the Seq at which their subjects were seen. If an
// act of the request changes a subject, the subject has rightly changed for the acts behind it; so
// their Seq goes with that act.
func (c *Clerk) addSeen(ctx context.Context, pass access.Pass, a *Application, proposals []register.Proposal, at []int, e *examined) error {
	for n := range proposals {
		all, err := c.seen(ctx, pass, a, at[n])
		if err != nil {
			return err
		}
		for _, seen := range all {
			carrier := n
			s, err := c.named(ctx, pass, seen.Subject)
			if err != nil {
				return err
			}
			for m := range n {
				if act := e.results[at[m]].Act; s != nil && act != nil && slices.Contains(act.Subjects(), s.Ref()) {
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
