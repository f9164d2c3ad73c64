package acts

import (
	"slices"
	"strconv"

	"samano/law"
	"samano/register"
)

// Allocator hands out ids and numbers while an act is applied. Whether what a failed act took
// is handed out again is for the registrar to decide.
type Allocator interface {
	AllocatePerson() register.PersonID
	AllocateHousehold() register.HouseholdID
	AllocatePlace() register.PlaceID
	AllocateNumber() register.Number
}

// Case is one proposal before one state of the register.
type Case struct {
	Proposal  *register.Proposal
	Law       *law.Pack
	State     *State
	Office    register.Office
	Today     register.Day // of registering, by the register's clock
	Seq       register.Seq // the act's, once it is being registered
	Allocator Allocator
	// TakenOver: the proposal comes with a load, or in a lot and no declarant stands behind it.
	TakenOver bool

	// What Apply leaves behind.
	Nature  register.Nature
	Repairs register.Seq
	Named   map[register.ClientID]register.Ref // client-made ids that now name a subject
	Sealed  []SealedPart
	Erased  []Erasure

	findings []register.Finding
	effects  []register.Effect
}

// SealedPart is content that is kept encrypted outside the act, under its own key.
type SealedPart struct {
	Subject register.Ref
	Name    string // "adoption-origin", "cause-of-death", "absence-reason"
	Bytes   []byte
}

// Erasure asks for the removal of one part of an act; its commitment stays in the
// ledger, so that everything still verifies.
type Erasure struct {
	Seq  register.Seq
	Part string // as in Erase
}

// Findings returns what Check wrote.
func (c *Case) Findings() []register.Finding { return c.findings }

// Effects returns what Apply wrote.
func (c *Case) Effects() []register.Effect { return c.effects }

// happened is the day by which the law of the event is chosen.
func (c *Case) happened() register.Day { return c.Proposal.EventDay() }

// from is the date from which the change holds: when it happened, or failing
// that the day of declaration.
func (c *Case) from() register.Date {
	if c.Proposal.Happened.Precision() == register.Unknown {
		return register.Exact(c.Proposal.Declared)
	}
	return c.Proposal.Happened
}

// Block writes a finding that stops the act whoever decided it: the change
// cannot be written down, or says something impossible.
func (c *Case) Block(code, field, article string, pairs ...string) {
	c.find(register.Blocking, code, field, article, pairs)
}

// conflict writes a finding about recorded data: it stops the act, unless a
// court ordered it. Then the order stands and the finding is kept as a warning.
func (c *Case) conflict(code, field, article string, pairs ...string) {
	severity := register.Blocking
	if c.Proposal.Decision.By == register.ByCourtOrder {
		severity = register.Warning
	}
	c.find(severity, code, field, article, pairs)
}

// ask writes a finding that the registrar must decide, with a reason. A court
// has decided already.
func (c *Case) ask(code, field, article string, pairs ...string) {
	severity := register.NeedsDecision
	if c.Proposal.Decision.By == register.ByCourtOrder {
		severity = register.Warning
	}
	c.find(severity, code, field, article, pairs)
}

// warn writes a finding that stops nothing.
func (c *Case) warn(code, field, article string, pairs ...string) {
	c.find(register.Warning, code, field, article, pairs)
}

func (c *Case) find(s register.Severity, code, field, article string, pairs []string) {
	f := register.NewFinding(s, code, field, pairs...)
	f.Article = article
	c.findings = append(c.findings, f)
}

// Open writes the effect that opens a fact and returns its key. A fact that is derived has
// the weakest of the act's source and of those of the facts that it is derived from.
func (c *Case) Open(subject register.Ref, from register.Date, v register.Value, derived ...register.Source) register.EffectRef {
	return c.effect(register.Effect{Subject: subject, Op: register.OpOpen, Value: v, From: from, Source: c.source().Weakest(derived...)})
}

// reopen writes the effect that opens again what is known already, on another document or
// with another person in it. The register holds it from where it held it before.
func (c *Case) reopen(subject register.Ref, from register.Date, v register.Value, source register.Source) register.EffectRef {
	return c.effect(register.Effect{Subject: subject, Op: register.OpOpen, Value: v, From: from, Source: source})
}

// source is that of what the act itself says.
func (c *Case) source() register.Source {
	if c.TakenOver {
		return register.SourceTakenOver
	}
	if c.Proposal.Decision.By != register.ByOffice {
		return register.SourcePaper
	}
	named := c.Law.Kinds[c.Proposal.Kind].Evidence.On(c.Proposal.Declared)
	for _, e := range c.Proposal.Evidence {
		if slices.Contains(named.Value, e.Kind) && !c.writtenByDeclarant(e.Kind) {
			return register.SourcePaper
		}
	}
	return register.SourceDeclared
}

// writtenByDeclarant reports whether a paper of that kind is what the declarant writes. It proves
// nothing beyond the declaration.
func (c *Case) writtenByDeclarant(paper string) bool {
	return slices.Contains(c.Law.Persons.DeclarantPapers.On(c.Proposal.Declared).Value, paper)
}

// examine writes the effect that a fact was compared on a day with a paper of that kind.
func (c *Case) examine(subject register.Ref, fact register.EffectRef, on register.Date, paper string) {
	c.effect(register.Effect{Subject: subject, Op: register.OpExamined, Fact: fact, On: on, Paper: paper})
}

// End writes the effect that ends a fact; until is the first day on which it no
// longer holds.
func (c *Case) End(subject register.Ref, fact register.EffectRef, until register.Date) {
	c.effect(register.Effect{Subject: subject, Op: register.OpEnd, Fact: fact, Until: until})
}

// void writes the effect that voids a fact, or one entry of its trail if of
// names one.
func (c *Case) void(subject register.Ref, fact, of register.EffectRef) {
	c.effect(register.Effect{Subject: subject, Op: register.OpVoid, Fact: fact, Of: of})
}

// mark writes one of the effects that need no value: inquire, lift, seal.
func (c *Case) mark(subject register.Ref, op register.Op, fact register.EffectRef) {
	c.effect(register.Effect{Subject: subject, Op: op, Fact: fact})
}

// usualEffects is what most acts have at most.
const usualEffects = 12

func (c *Case) effect(e register.Effect) register.EffectRef {
	if c.effects == nil {
		c.effects = make([]register.Effect, 0, usualEffects)
	}
	c.effects = append(c.effects, e)
	return register.EffectRef{Seq: c.Seq, N: int32(len(c.effects) - 1)}
}

// newPerson gives a new subject its id and the fact of its origin; as is the
// client-made id by which later acts may name it, with '@', or empty.
func (c *Case) newPerson(as string, from register.Date) register.PersonID {
	id := c.Allocator.AllocatePerson()
	c.Open(register.PersonRef(id), from, register.Origin{By: c.Proposal.Kind})
	c.name(as, register.PersonRef(id))
	return id
}

// newHousehold does the same for a household.
func (c *Case) newHousehold(as string, from register.Date) register.HouseholdID {
	id := c.Allocator.AllocateHousehold()
	c.Open(register.HouseholdRef(id), from, register.Origin{By: c.Proposal.Kind})
	c.name(as, register.HouseholdRef(id))
	return id
}

func (c *Case) name(as string, ref register.Ref) {
	if len(as) < 2 {
		return
	}
	if c.Named == nil {
		c.Named = make(map[register.ClientID]register.Ref, 1)
	}
	c.Named[register.ClientID(as[1:])] = ref
}

// succeed opens a fact that takes the place of the one of its sort that held
// until then. Acts arrive out of order: if a later fact of the sort is already
// there, the new one ends where that begins; if the one that it cuts short had
// ended, it ends there too.
func succeed[T register.Value](c *Case, subject register.Ref, facts register.Facts[T], sort func(T) bool, from register.Date, v T, derived ...register.Source) register.EffectRef {
	var end *register.Date
	earlier := func(d register.Date) {
		if end == nil || d.Before(*end) == register.Yes {
			end = &d
		}
	}
	for i := range facts {
		f := &facts[i]
		s := f.Standing()
		if s.Void || !sort(f.Value) {
			continue
		}
		if from.Before(f.From) == register.Yes {
			earlier(f.From)
			continue
		}
		if s.Ended && from.Before(s.Until) == register.Yes {
			earlier(s.Until)
		}
		if !s.Ended || from.Before(s.Until) == register.Yes {
			c.End(subject, f.Key, from)
		}
	}
	key := c.Open(subject, from, v, derived...)
	if end != nil {
		c.End(subject, key, *end)
	}
	return key
}

func anyOf[T any](T) bool { return true }

func itoa(n int) string { return strconv.Itoa(n) }
