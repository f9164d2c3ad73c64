package acts

import (
	"slices"
	"strings"

	"samano/acts/life"
	"samano/law"
	"samano/register"
)

// checkCommon checks what every act has: who decided, which office, the days,
// the evidence, four eyes, and whether what was seen is still so.
func (c *Case) checkCommon() {
	p := c.Proposal
	rules, ok := c.Law.Kinds[p.Kind]
	if !ok {
		c.Block("kind-not-in-law", "kind", "", "kind", string(p.Kind))
		return
	}
	day := c.happened()

	if p.Declared > c.Today {
		c.Block(register.CodeDeclaredInFuture, "declared", "", "day", p.Declared.String())
	}
	if register.Exact(p.Declared).Before(p.Happened) == register.Yes {
		c.Block("happened-after-declaration", "happened", "", "date", p.Happened.String())
	}
	if p.Registrar == "" {
		c.Block(register.CodeRegistrarMissing, "registrar", "")
	}
	if r := FourEyes(c.Law, p); r.Value && p.DeclaredTo != "" && p.DeclaredTo == p.Registrar {
		c.Block(register.CodeFourEyes, "registrar", r.Article)
	}
	if r := rules.Decided.On(day); !slices.Contains(r.Value, string(p.Decision.By)) {
		c.Block("authority-not-competent", "decision.by", r.Article, "authority", string(p.Decision.By))
	}
	if p.Decision.By != register.ByOffice && (strings.TrimSpace(p.Decision.Authority) == "" || strings.TrimSpace(p.Decision.Reference) == "") {
		c.Block("decision-reference-missing", "decision.reference", "")
	}
	if may, article := c.Law.MayRegister(p.Kind, c.Office.Level, day); !may {
		c.Block("office-not-competent", "office", article, "level", c.Office.Level)
	}
	c.checkLateness()
	c.checkEvidence()
	c.checkSeen()
}

// FourEyes returns the rule of the day of the event: whether the officer who took the declaration
// may not register the act.
func FourEyes(pack *law.Pack, p *register.Proposal) law.Dated[bool] {
	return pack.Kinds[p.Kind].FourEyes.On(p.EventDay())
}

// checkLateness warns; a late declaration is never refused.
func (c *Case) checkLateness() {
	p := c.Proposal
	if late, _, rule := c.Law.Deadline(p.Kind, p.Happened, c.Office.Level, p.Declared); late {
		c.warn("declared-late", "declared", rule.Article, "days", itoa(rule.Value))
	}
}

func (c *Case) checkEvidence() {
	p, rules := c.Proposal, c.Law.Kinds[c.Proposal.Kind]
	known := c.Law.Persons.EvidenceKinds.On(p.Declared)
	for i, e := range p.Evidence {
		if !slices.Contains(known.Value, e.Kind) {
			c.Block(register.CodeEvidenceKindUnknown, "evidence."+itoa(i)+".kind", known.Article, "kind", e.Kind)
		}
	}
	c.checkExamined()
	wanted := rules.Evidence.On(p.Declared)
	kind, _ := Describe(p.Kind)
	for _, paper := range wanted.Value {
		if slices.ContainsFunc(p.Evidence, func(e register.Evidence) bool { return e.Kind == paper }) {
			continue
		}
		if rules.EvidenceBlocks.On(p.Declared).Value && !kind.NeverStopped {
			c.ask("evidence-missing", "evidence", wanted.Article, "kind", paper)
		} else {
			c.warn("evidence-missing", "evidence", wanted.Article, "kind", paper)
		}
	}
}

// checkPaper checks that a paper with which facts were compared is among the evidence, and that
// the declarant did not write it.
func (c *Case) checkPaper(field, paper string) {
	if paper == "" {
		c.Block("paper-not-named", field, "")
		return
	}
	if c.writtenByDeclarant(paper) {
		c.Block("paper-of-declarant", field, "", "kind", paper)
	}
	if !slices.ContainsFunc(c.Proposal.Evidence, func(e register.Evidence) bool { return e.Kind == paper }) {
		c.Block("paper-not-in-evidence", field, "", "kind", paper)
	}
}

// checkExamined checks the facts that were compared with papers of this act.
func (c *Case) checkExamined() {
	for i, x := range c.Proposal.Examined {
		field := "examined." + itoa(i)
		c.checkPaper(field+".paper", x.Paper)
		p := c.person(field+".person", x.Person)
		if p == nil {
			continue
		}
		c.competent("office", life.LivesAt(p)...)
		c.checkExaminable(field+".fact", p, x.Fact, x.Paper, c.seenOn())
	}
}

// fact looks a fact up by the key under which it is shown; the national desk finds a sealed one by its own.
func (c *Case) fact(doc register.Subject, key register.EffectRef) (f register.AnyFact, ok bool) {
	if f, ok = life.FindShown(doc, key); !ok && c.State.Desk {
		return register.FindFact(doc, key)
	}
	return f, ok
}

// seenOn is the day on which a paper was seen that came with another act: the event of the act may
// lie years before it.
func (c *Case) seenOn() register.Date { return register.Exact(c.Proposal.Declared) }

// checkExaminable checks that a paper seen on that day can speak of a fact.
func (c *Case) checkExaminable(field string, p *register.Person, key register.EffectRef, paper string, on register.Date) {
	f, ok := c.fact(p, key)
	switch {
	case !ok:
		c.Block("fact-not-held", field, "", "fact", key.String())
	case f.Standing().Void:
		c.Block("fact-void-now", field, "", "fact", key.String())
	case paper != "" && !c.writtenByDeclarant(paper) && !c.Law.Persons.SpeaksOf(paper, f.Field(), c.Proposal.Declared):
		c.Block("fact-not-of-this-paper", field, c.Law.Persons.PaperFields.On(c.Proposal.Declared).Article, "kind", paper, "field", string(f.Field()))
	case on.Before(f.From) == register.Yes:
		c.conflict("examined-before-fact", field, "", "from", f.From.EDTF())
	}
}

// applyExamined writes that facts were compared with papers, but for those that the act has
// just found void.
func (c *Case) applyExamined() {
	for _, x := range c.Proposal.Examined {
		p := c.State.person(x.Person)
		f, _ := c.fact(p, x.Fact)
		void := slices.ContainsFunc(c.effects, func(e register.Effect) bool {
			return e.Op == register.OpVoid && e.Subject == p.Ref() && e.Fact == f.Key && e.Of.IsZero()
		})
		if !void {
			c.examine(p.Ref(), f.Key, c.seenOn(), x.Paper)
		}
	}
}

// checkSeen asks for a decision where a subject has changed since the declarant's
// side saw it.
func (c *Case) checkSeen() {
	for i, seen := range c.Proposal.Seen {
		for _, l := range subjectLookups(seen.Subject) {
			e := c.State.get(l)
			var now register.Seq
			if doc := e.subject(); doc != nil {
				now = register.WithoutSealed(doc).Seq()
			}
			if now > seen.Seq {
				c.ask("subject-changed-since", "seen."+itoa(i), "", "subject", seen.Subject)
				break
			}
		}
	}
}

func subjectLookups(text string) []Lookup {
	return append(needPersons(text), needHouseholds(text)...)
}

// competent checks that one of the places lies in the office's area. Place 0 (unknown or
// abroad) gives no competence. If no place is known, any office is competent: nobody is sent
// from one to the next. An act that another authority decided may be entered anywhere.
func (c *Case) competent(field string, places ...register.PlaceID) {
	if c.Proposal.Decision.By != register.ByOffice || c.Office.Jurisdiction == 0 {
		return
	}
	area, known := c.State.Atlas.Area(c.Office.Jurisdiction, c.Proposal.Declared), false
	for _, id := range places {
		known = known || id != 0
		if area.Contains(id) {
			return
		}
	}
	if !known {
		return
	}
	c.Block("office-outside-area", field, "", "office", string(c.Office.ID))
}

// person returns the person that a payload's text names. An absent or doubtful one
// is a finding on that field and returns nil.
func (c *Case) person(field, text string) *register.Person {
	l, ok := PersonLookup(text)
	if !ok {
		c.Block(register.CodePersonMissing, field, "")
		return nil
	}
	switch e := c.State.get(l); {
	case e.Presence == Malformed:
		c.Block("number-wrong-digit", field, "")
	case e.Presence == NotHeld:
		c.warn("centre-decides", field, "")
	case e.Person != nil && e.Person.Exists():
		return e.Person
	default:
		c.Block(register.CodePersonNotFound, field, "")
	}
	return nil
}

// household does the same for a household that still stands.
func (c *Case) household(field, text string) *register.Household {
	l, ok := HouseholdLookup(text)
	if !ok {
		c.Block("household-missing", field, "")
		return nil
	}
	switch e := c.State.get(l); {
	case e.Presence == NotHeld:
		c.warn("centre-decides", field, "")
	case e.Household != nil && e.Household.Exists():
		return e.Household
	case e.Household != nil:
		c.Block("household-dissolved", field, "")
	default:
		c.Block(register.CodeHouseholdNotFound, field, "")
	}
	return nil
}

// act returns the act that a payload names: by its client-made id, or its number on
// paper as office/year/no.
func (c *Case) act(field, text string) *register.Act {
	if text == "" {
		c.Block("act-missing", field, "")
		return nil
	}
	e := c.State.get(Lookup{ByAct, text})
	switch {
	case e.Presence == NotHeld:
		c.warn("centre-decides", field, "")
	case e.Act == nil:
		c.Block(register.CodeActNotFound, field, "", "act", text)
	}
	return e.Act
}

// living checks that somebody was alive when it happened.
func (c *Case) living(field string, p *register.Person) {
	if p == nil {
		return
	}
	d, dead := p.Dead()
	if !dead {
		return
	}
	switch d.Date.Before(c.from()) {
	case register.Yes:
		c.conflict("person-dead", field, "", "died", d.Date.EDTF())
	case register.Undetermined:
		c.ask("person-perhaps-dead", field, "", "died", d.Date.EDTF())
	}
}

// newID checks a client-made id for a subject to be created: it must be free.
func (c *Case) newID(field, as string) {
	if as == "" {
		return
	}
	if as[0] != '@' || !register.ValidUUID(as[1:]) {
		c.Block("id-malformed", field, "")
		return
	}
	if c.State.get(Lookup{ByProposed, as[1:]}).Presence == Present {
		c.Block("id-taken", field, "")
	}
}

// notFuture checks a date in a payload against the day of declaration.
func (c *Case) notFuture(field string, d register.Date) {
	if register.Exact(c.Proposal.Declared).Before(d) == register.Yes {
		c.Block("date-in-future", field, "", "date", d.EDTF())
	}
}

func (c *Case) country(field string, code register.Country) {
	if !c.Law.KnowsCountry(code) {
		c.Block("country-unknown", field, "", "code", string(code))
	}
}

// oneOf checks a word against a list of the register's own.
func (c *Case) oneOf(field, value string, allowed []string) {
	c.listed(field, value, law.Dated[[]string]{Value: allowed})
}

// listed checks a word against a list of the law pack, whose article it names.
func (c *Case) listed(field, value string, allowed law.Dated[[]string]) {
	if !slices.Contains(allowed.Value, value) {
		c.Block("not-in-list", field, allowed.Article, "value", value)
	}
}

// reason checks the sentence that a decision must give.
func (c *Case) reason(field, s string) {
	if s == "" {
		c.Block(register.CodeReasonMissing, field, "")
	}
	c.Text(field, s)
}

// Text checks a free text for its length and for characters that cannot be
// stored or printed.
func (c *Case) Text(field, s string) {
	if len(s) > MaxText {
		c.Block(register.CodeTextTooLong, field, "", "limit", itoa(MaxText))
	}
	for _, r := range s {
		if r == 0 || r == 0xFFFD || (r < 0x20 && r != '\n') || (r >= 0x202A && r <= 0x202E) || (r >= 0x2066 && r <= 0x2069) {
			c.Block(register.CodeTextCharacter, field, "")
			return
		}
	}
}

// MaxText bounds a free text in bytes: three printed lines in Lao.
const MaxText = 600
