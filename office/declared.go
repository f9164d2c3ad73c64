package office

import (
	"context"
	"slices"

	"samano/access"
	"samano/disclosure"
	"samano/office/application"
	"samano/register"
)

// What was declared is shown whatever became of it: an officer cannot return, refuse or appeal what
// they cannot read. It names people, so it leaves by looks at them. Where a protection covers one of
// them, it is read by the national desk and by whoever typed it.

// showDeclared shows what was declared by each act, which subjects it would change, and whom both name.
// Of a registered act it shows what the register holds, without what was sealed or erased.
func (c *Clerk) showDeclared(ctx context.Context, pass access.Pass, looks *access.Looker, who access.Actor, v *View, named []disclosure.Named, would []*register.Act) error {
	reader := disclosure.Reader{Desk: c.isDesk(who), Why: besides(v.State), Case: reasonOf(v.ID, v.State)}
	if v.Decides {
		reader.Why = reader.Case // the case lets the decider see people of any area
	}
	var err error
	if reader.Area, err = c.area(ctx, who, reader.Why); err != nil {
		return err
	}
	list := make([]disclosure.DeclaredAct, len(v.Acts))
	for i := range v.Acts {
		item := &v.Acts[i]
		list[i] = disclosure.DeclaredAct{Named: named[i], Payload: item.Proposal.Payload, Act: would[i], Findings: &item.Findings, Typed: item.TypedBy == who.Officer.ID, Examined: v.State.Examined()}
		if item.Outcome == nil {
			continue
		}
		done, err := c.config.Documents.Act(ctx, pass, string(item.Outcome.Act))
		if err != nil {
			return err
		}
		if list[i].Done = done; done != nil { // else the audit tells of a lost act
			p := &item.Proposal
			p.Payload, p.Happened, p.Decision, p.Evidence = done.Payload, done.Happened, done.Decision, done.Evidence
		}
	}
	if v.People, v.Texts, err = disclosure.Declared(ctx, pass, looks, c.config.Documents, reader, list); err != nil {
		return err
	}
	for i := range list {
		v.Acts[i].Sides, v.Acts[i].hidden = list[i].Sides, list[i].Hidden
	}
	return nil
}

// hide leaves one withheld side, of nobody, of the acts that only the national desk sees: whether there
// are sides, and of whom, tells whether something stops the act and who lives with whom. Whoever did not
// type such an act, though they handed it in or appealed, reads nothing of it, not even its kind, nor of
// the declarant, none of the papers that lie beside it, and not who is registered already; nor do they
// rewrite the application.
func (v *View) hide(who access.Actor) {
	for i := range v.Acts {
		act := &v.Acts[i]
		if !act.hidden {
			continue
		}
		act.Sides = []Side{{Ref: register.PersonRef(0), Withheld: access.CodeNationalDesk}}
		if act.TypedBy == who.Officer.ID {
			continue
		}
		for _, e := range act.Proposal.Evidence {
			v.unread = append(v.unread, e.SHA256)
		}
		v.Application.Withhold(i, who.Officer.ID)
		v.DeclarantWithheld = v.DeclarantBy != who.Officer.ID
		*act = ActView{Item: v.Application.Acts[i], Sides: act.Sides, Covered: act.Covered, Withheld: true, hidden: true}
		v.Existing = nil
		delete(v.Steps, application.Draft)
	}
	for sha := range v.EvidenceNamed() { // beside an act that is shown
		if slices.Contains(v.unread, sha) && !slices.Contains(v.WithheldPapers, sha) {
			v.WithheldPapers = append(v.WithheldPapers, sha)
		}
	}
	shown := v.EvidenceNamed()
	v.unread = append(v.unread, v.WithheldPapers...)
	v.WithheldPapers = slices.DeleteFunc(v.WithheldPapers, func(sha string) bool { return !shown[sha] })
}
