package application

import (
	"cmp"
	"slices"
	"strconv"

	"samano/acts"
	"samano/number"
	"samano/office/evidence"
	"samano/register"
	"samano/registrar"
)

// DraftInput is the content of an application, as a form hands it in.
type DraftInput struct {
	ID        ID
	Together  bool
	Declarant Declarant
	// Acts in order. The clerk fills Office, DeclaredTo, Declared, Declarant, Registrar, Accepted
	// and Seen: values that are already there are ignored.
	Acts []register.Proposal
	// Day of declaration on the receipt of a village or post; 0: the day on which it is declared
	// here.
	Day register.Day
	// Office that is to decide; empty: the nearest that the law lets decide.
	Office register.OfficeID
}

// Items returns the acts of an application. Registered acts stay as they were registered. What
// adjudicators found holds as long as all that they saw does: the declarant, and each act as it is
// proposed, papers and days included. An act that is proposed as before stays typed by whoever typed
// it.
func Items(by register.OfficerID, proposals []register.Proposal, before []Item, sameDeclarant bool) []Item {
	var out []Item
	for _, i := range before {
		if i.Outcome != nil {
			out = append(out, i)
		}
	}
	for _, p := range proposals {
		if slices.ContainsFunc(out, func(i Item) bool { return i.Proposal.ID == p.ID }) {
			continue
		}
		clearFilled(&p)
		out = append(out, Item{Proposal: p, TypedBy: typedBy(by, &p, before)})
	}
	if sameDeclarant {
		keepRulings(out, before)
	}
	return out
}

// typedBy returns who typed an act that an officer hands in: whoever typed it before, if it is the same.
func typedBy(by register.OfficerID, p *register.Proposal, before []Item) register.OfficerID {
	for i := range before {
		was := before[i].Proposal
		if clearFilled(&was); SubmittedSum(&was) == SubmittedSum(p) {
			return before[i].TypedBy
		}
	}
	return by
}

// keepRulings keeps with each act what adjudicators found about it, unless the act or the one of
// the other person was changed.
func keepRulings(acts, before []Item) {
	was := map[register.ActID]*Item{}
	var changed []*register.Proposal
	for i := range before {
		p, b := before[i].Proposal, &before[i]
		clearFilled(&p)
		same := func(i Item) bool {
			return i.Outcome != nil && i.Proposal.ID == p.ID || SubmittedSum(&i.Proposal) == SubmittedSum(&p)
		}
		if slices.ContainsFunc(acts, same) {
			was[p.ID] = b
		} else {
			changed = append(changed, &b.Proposal)
		}
	}
	for i := range acts {
		if b := was[acts[i].Proposal.ID]; b != nil {
			acts[i].Distinct = slices.DeleteFunc(slices.Clone(b.Distinct), func(o register.Accepted) bool {
				return slices.ContainsFunc(changed, func(p *register.Proposal) bool { return SpeaksOf(p, o.Person) })
			})
		}
	}
}

// clearFilled takes out of a proposal what the clerk fills in.
func clearFilled(p *register.Proposal) {
	p.Office, p.DeclaredTo, p.Declared, p.Declarant, p.Registrar, p.Accepted, p.Seen = "", "", 0, "", "", nil, nil
}

// Check returns the faults because of which a draft cannot be kept at all, and writes the
// declarant's number as the register does. Everything else is checked when it is declared.
func (in *DraftInput) Check(today register.Day, scheme number.Scheme) []register.Finding {
	var out []register.Finding
	if !register.ValidUUID(string(in.ID)) {
		out = append(out, register.Blocked(CodeApplicationID, "id"))
	}
	if len(in.Acts) > MaxActs {
		return append(out, register.Blocked(CodeTooManyActs, "acts", "limit", strconv.Itoa(MaxActs)))
	}
	if in.Day > today {
		out = append(out, register.Blocked(register.CodeDeclaredInFuture, "day", "day", in.Day.String()))
	}
	for i, p := range in.Acts {
		at := ItemField(i)
		switch {
		case !register.ValidUUID(string(p.ID)):
			out = append(out, register.Blocked(registrar.CodeActIDMalformed, at+"id"))
		case slices.ContainsFunc(in.Acts[:i], func(q register.Proposal) bool { return q.ID == p.ID }):
			out = append(out, register.Blocked(CodeActTwice, at+"id"))
		case len(p.Payload) > acts.MaxPayload:
			out = append(out, register.Blocked(register.CodePayloadTooLarge, at+"payload"))
		case len(p.Evidence) > maxEvidence:
			out = append(out, register.Blocked(CodeTooMuchEvidence, at+"evidence", "limit", strconv.Itoa(maxEvidence)))
		}
		for n, e := range p.Evidence {
			out = append(out, CheckText(at+"evidence."+strconv.Itoa(n)+".note", e.Note, acts.MaxText)...)
			if e.SHA256 != "" && !evidence.ValidSHA256(e.SHA256) {
				out = append(out, register.Blocked(evidence.CodeUnknown, at+"evidence."+strconv.Itoa(n)+".sha256"))
			}
		}
	}
	return append(out, in.Declarant.check(scheme)...)
}

// ItemField returns how the field of a finding begins that is about the ith act.
func ItemField(i int) string { return "acts." + strconv.Itoa(i) + "." }

// CheckComplete returns what an application lacks without which nobody examines it.
func (a *Application) CheckComplete() []register.Finding {
	var out []register.Finding
	if len(a.Acts) == 0 {
		out = append(out, register.Blocked(CodeNoActs, "acts"))
	}
	if a.Declarant.Person == "" && a.Declarant.Name == "" {
		out = append(out, register.Blocked(CodeDeclarantMissing, "declarant"))
	}
	return out
}

// Fill writes into the proposals the office, the day, the declarant and the officer of the
// application.
func (a *Application) Fill() {
	for i := range a.Acts {
		if a.Acts[i].Outcome != nil {
			continue
		}
		p := &a.Acts[i].Proposal
		p.Declared, p.Office, p.DeclaredTo, p.Declarant, p.Seen = a.Day, a.Office, a.TakenBy, a.Declarant.Text(), nil
	}
}

// Proposals returns the proposals of all acts, with the declarant, whom those of a draft do not name
// yet.
func (a *Application) Proposals() []*register.Proposal {
	out := make([]*register.Proposal, len(a.Acts))
	for i := range a.Acts {
		p := a.Acts[i].Proposal
		p.Declarant = cmp.Or(p.Declarant, a.Declarant.Text())
		out[i] = &p
	}
	return out
}

// OpenProposals returns the proposals that are not registered yet, with their places in the
// application: without what was seen, and with what adjudicators found.
func (a *Application) OpenProposals() (proposals []register.Proposal, at []int) {
	for i, item := range a.Acts {
		if item.Outcome == nil {
			p := item.Proposal
			p.Accepted, p.Seen = slices.Clone(item.Distinct), nil
			proposals, at = append(proposals, p), append(at, i)
		}
	}
	return proposals, at
}

// KeepGravest keeps of all findings the gravest MaxFindings.
func (a *Application) KeepGravest() {
	left := MaxFindings
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
