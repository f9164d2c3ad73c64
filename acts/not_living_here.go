package acts

import (
	"encoding/json"

	"samano/acts/life"
	"samano/register"
)

// NotLivingHere establishes, in three steps and never by a clock, that somebody
// does not live at the registered place: a notice to the person, perhaps an
// objection, and a decision. It ends the residence and the membership of the
// household; person, number and nationality stay.
type NotLivingHere struct {
	Person string        `json:"person"`
	Step   NotLivingStep `json:"step"`
	// The notice that an objection or a decision follows: the act's client-made id
	// or its number on paper.
	Notice string `json:"notice,omitempty"`
	// For a decision: whether the person lives there after all.
	Stays  bool   `json:"stays,omitempty"`
	Reason string `json:"reason,omitempty"`
}

// NotLivingStep is one of the three steps.
type NotLivingStep string

// The steps.
const (
	StepNotice    NotLivingStep = "notice"
	StepObjection NotLivingStep = "objection"
	StepDecision  NotLivingStep = "decision"
)

// Needs asks for the person, the households and the notice.
func (n *NotLivingHere) Needs(s *State) []Lookup {
	out := needPersons(n.Person)
	out = append(out, needHouseholdsOf(s, s.person(n.Person))...)
	return append(out, needAct(n.Notice)...)
}

// Check checks the order of the steps and the days between them.
func (n *NotLivingHere) Check(c *Case) {
	p := c.person("payload.person", n.Person)
	c.Text("payload.reason", n.Reason)
	if n.Step == StepDecision && n.Reason == "" {
		c.Block(register.CodeReasonMissing, "payload.reason", "")
	}
	c.living("payload.person", p)
	switch n.Step {
	case StepNotice:
		n.checkNotice(c, p)
	case StepObjection, StepDecision:
		n.checkFollowing(c, p)
	default:
		c.Block("not-in-list", "payload.step", "", "value", string(n.Step))
	}
}

func (n *NotLivingHere) checkNotice(c *Case, p *register.Person) {
	if n.Notice != "" {
		c.Block("notice-unexpected", "payload.notice", "")
	}
	if p == nil {
		return
	}
	home, ok := life.Permanent(p)
	if !ok {
		c.Block("no-permanent-place", "payload.person", "")
		return
	}
	c.competent("office", home.Value.Address.Place)
	if s := home.Standing(); s.Inquiry {
		c.Block("notice-running-already", "payload.person", "")
	}
}

// checkFollowing checks a step that follows a notice.
func (n *NotLivingHere) checkFollowing(c *Case, p *register.Person) {
	notice := c.act("payload.notice", n.Notice)
	if notice == nil || p == nil {
		return
	}
	home, by := n.noticed(p, notice)
	switch {
	case by.IsZero():
		c.Block("notice-of-something-else", "payload.notice", "")
		return
	case !life.Running(home.Trail, by):
		c.Block("notice-ended", "payload.notice", "")
		return
	}
	c.competent("office", home.Value.Address.Place)
	rules, day := c.Law.Residence, notice.Declared
	objection := rules.NotLivingObjection.On(day)
	if n.Step == StepObjection {
		// Late is no reason not to hear somebody.
		if c.Proposal.Declared > day+register.Day(objection.Value) {
			c.warn("objection-late", "declared", objection.Article, "days", itoa(objection.Value))
		}
		return
	}
	if n.Stays {
		return
	}
	notified := rules.NotLivingNotice.On(day)
	if c.Proposal.Declared < day+register.Day(notified.Value) {
		c.conflict("notice-time-running", "declared", notified.Article, "days", itoa(notified.Value), "since", day.String())
	}
	if c.Proposal.Declared < day+register.Day(objection.Value) {
		c.conflict("objection-time-running", "declared", objection.Article, "days", itoa(objection.Value), "since", day.String())
	}
	for i, t := range home.Trail {
		if t.Op == register.OpInquire && t.By.Seq > notice.Seq && !register.Voided(home.Trail, i) {
			c.ask("objection-made", "payload.notice", objection.Article)
			break
		}
	}
}

// noticed returns the residence that the notice put under inquiry, if it still
// stands and is this person's, and the effect that did so; else a zero effect.
func (n *NotLivingHere) noticed(p *register.Person, notice *register.Act) (f register.Fact[register.Residence], by register.EffectRef) {
	var was NotLivingHere
	if notice.Kind != register.KindNotLivingHere || json.Unmarshal(notice.Payload, &was) != nil || was.Step != StepNotice {
		return f, by
	}
	for i, e := range notice.Effects {
		if e.Subject != p.Ref() || e.Op != register.OpInquire {
			continue
		}
		if home, ok := p.Residences.Current().Find(e.Fact); ok {
			f, by = home, register.EffectRef{Seq: notice.Seq, N: int32(i)}
		}
	}
	return f, by
}

// Apply puts the residence under inquiry, by the notice and again by the
// objection; a decision lifts it and ends the residence, or lets it stand.
func (n *NotLivingHere) Apply(c *Case) {
	p := c.State.person(n.Person)
	home, _ := life.Permanent(p)
	if n.Step != StepNotice {
		home, _ = n.noticed(p, c.State.act(n.Notice))
	}
	if n.Step != StepDecision {
		c.mark(p.Ref(), register.OpInquire, home.Key)
		return
	}
	c.mark(p.Ref(), register.OpLift, home.Key)
	if n.Stays {
		return
	}
	gone := register.Residence{Kind: register.NotLivingHere, Address: home.Value.Address}
	succeed(c, p.Ref(), p.Residences, life.PermanentOrNone, c.from(), gone)
	leaveFormer(c, p.ID, c.from(), 0)
}
