package acts

import (
	"samano/acts/life"
	"samano/register"
)

// HouseholdOpen opens a household with its head and members at a dwelling.
type HouseholdOpen struct {
	As       string                 `json:"as,omitempty"`
	Kind     register.HouseholdKind `json:"kind,omitempty"` // none: private
	Dwelling Dwelling               `json:"dwelling"`
	Members  []NewMember            `json:"members,omitempty"` // one of them with the relation "head"
	Books    []register.Book        `json:"books,omitempty"`   // papers that exist already
}

// NewMember is one member as a client writes it.
type NewMember struct {
	Person   string            `json:"person"`
	Relation register.Relation `json:"relation"`
	Since    register.Date     `json:"since,omitzero"`
}

// Needs asks for the members and the households they may have to leave.
func (h *HouseholdOpen) Needs(s *State) []Lookup {
	out := needHouseholds(h.As)
	for _, m := range h.Members {
		out = append(out, needPersons(m.Person)...)
		out = append(out, needHouseholdsOf(s, s.person(m.Person))...)
	}
	for _, b := range h.Books {
		out = append(out, needHouseholds(b.Number)...)
	}
	return out
}

// Check checks the dwelling, the head and the members.
func (h *HouseholdOpen) Check(c *Case) {
	day := c.happened()
	c.newID("payload.as", h.As)
	if h.Kind != "" {
		c.listed("payload.kind", string(h.Kind), c.Law.Household.Kinds.On(day))
	}
	h.Dwelling.check(c, "payload.dwelling", day)
	c.competent("payload.dwelling.code", h.Dwelling.address(c, day).Place)
	if len(h.Members) > maxMembers {
		c.Block("household-too-large", "payload.members", "", "limit", itoa(maxMembers))
		return
	}
	heads := 0
	seen := make(map[register.PersonID]bool, len(h.Members))
	for i, m := range h.Members {
		field := "payload.members." + itoa(i)
		c.listed(field+".relation", string(m.Relation), c.Law.Household.Relations.On(day))
		if m.Relation == register.HeadRelation {
			heads++
		}
		c.notFuture(field+".since", m.Since)
		p := c.person(field+".person", m.Person)
		if p == nil {
			continue
		}
		if seen[p.ID] {
			c.Block("member-twice", field+".person", "")
		}
		seen[p.ID] = true
		c.living(field+".person", p)
	}
	if heads > 1 || (heads == 0 && h.private() && len(h.Members) > 0) {
		c.Block("household-one-head", "payload.members", "")
	}
	c.checkNewBooks("payload.books", h.Books)
}

func (h *HouseholdOpen) private() bool {
	return h.Kind == "" || h.Kind == register.PrivateHousehold
}

// Apply opens the household; members leave the private household in which they
// were until then.
func (h *HouseholdOpen) Apply(c *Case) {
	day, from := c.happened(), c.from()
	id := c.newHousehold(h.As, from)
	ref := register.HouseholdRef(id)
	kind := h.Kind
	if kind == "" {
		kind = register.PrivateHousehold
	}
	c.Open(ref, from, kind)
	c.Open(ref, from, h.Dwelling.address(c, day))
	for _, b := range h.Books {
		c.Open(ref, from, b)
	}
	for _, m := range h.Members {
		p := c.State.person(m.Person)
		since := m.Since
		if since.IsZero() {
			since = from
		}
		var until *register.Date
		if h.private() {
			until = leaveFormer(c, p.ID, since, 0)
		}
		openMember(c, ref, register.Member{Person: p.ID, Relation: m.Relation}, since, until)
		settle(c, p, h.Dwelling.address(c, day), since)
	}
}

// settle makes the address the person's permanent residence unless it is already.
// derived are the sources of what the address is known from, if not from the act.
func settle(c *Case, p *register.Person, a register.Address, since register.Date, derived ...register.Source) {
	for _, r := range p.Residence(register.Permanent) {
		if r.Value.Address == a {
			return
		}
	}
	succeed(c, p.Ref(), p.Residences, life.PermanentOrNone, since, register.Residence{Kind: register.Permanent, Address: a}, derived...)
}
