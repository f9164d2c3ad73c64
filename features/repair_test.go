package features

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/cucumber/godog"

	"samano/acts"
	"samano/register"
)

// The words in which scenarios speak of facts, of acts, and of what was decided
// about them; and the questions about places, books and numbers.

func (w *world) moreSteps(sc *godog.ScenarioContext) {
	sc.Step(`^it waits for a decision about "([^"]+)"(?: and "([^"]+)")?$`, w.waitsAbout)
	sc.Step(`^everything that the register says is as at "([^"]+)"$`, w.asAt)
	sc.Step(`^the inquiry into `+whoPattern+`'s ([a-z ]+?) is (open|closed)$`, w.underInquiry)
	sc.Step(`^(?:on `+datePattern+` )?`+whoPattern+`'s address (lies|does not lie) in (\p{Lu}\p{L}*)$`, w.addressLies)
	sc.Step(`^on `+datePattern+` the code (\d+) is borne by (nobody|\p{Lu}\p{L}*)(?: in (\p{Lu}\p{L}*))?$`, w.codeBorne)
	sc.Step(`^the number of `+whoPattern+` leads to `+whoPattern+`$`, w.numberLeads)
	sc.Step(`^the books of the household of `+whoPattern+` are (.+)$`, w.booksAre)
	sc.Step(`^`+whoPattern+` is listed in a (\w+) book$`, w.listedIn)
	sc.Step(`^the content of "([^"]+)" can no longer be read$`, w.erased)
}

// wordingOfRepair reads the types that only repairs, households and places have.
func (w *world) wordingOfRepair(t reflect.Type, text string) (value any, known bool, err error) {
	switch t {
	case reflect.TypeFor[acts.Related]():
		var m acts.NewMember
		m, err = w.parseMember(text)
		value = acts.Related{Person: m.Person, Relation: m.Relation}
	case reflect.TypeFor[register.EffectRef]():
		value, err = w.parseFact(text)
	case reflect.TypeFor[acts.CorrectedValue]():
		value, err = w.parseRight(text)
	case reflect.TypeFor[acts.DependentDecision]():
		var d acts.DependentDecision
		var do string
		d.Seq, do, d.Reason, err = w.parseDecided(text)
		d.Do = acts.Disposition(do)
		value = d
	case reflect.TypeFor[acts.Allot]():
		var a acts.Allot
		var to string
		a.Seq, to, a.Reason, err = w.parseDecided(text)
		a.To = acts.AllotTo(to)
		value = a
	case reflect.TypeFor[acts.PlaceStep]():
		value, err = w.parseStep(text)
	default:
		return nil, false, nil
	}
	return value, true, err
}

// factFields are the words for the fields of facts.
var factFields = map[string]register.Field{
	"name": register.FieldName, "birth": register.FieldBirth, "sex": register.FieldSex, "death": register.FieldDeath,
	"nationality": register.FieldNationality, "identifier": register.FieldIdentifier, "mother": register.FieldParent,
	"father": register.FieldParent, "spouse": register.FieldPartner, "residence": register.FieldResidence,
	"number": register.FieldNumber, "address": register.FieldAddress, "membership": register.FieldMember,
	"protection": register.FieldProtection, "guardian": register.FieldGuardian,
}

// parseFact finds the key of the current fact of its sort, or failing that of the
// last that is not void: "Noy's residence", "Noy's first residence", "household of
// Noy's address".
func (w *world) parseFact(text string) (key register.EffectRef, err error) {
	who, word, ok := strings.Cut(text, "'s ")
	first := strings.HasPrefix(word, "first ")
	word = strings.TrimPrefix(word, "first ")
	field, known := factFields[word]
	if !ok || !known {
		return key, fmt.Errorf("%q names no fact", text)
	}
	var doc register.Subject
	if strings.HasPrefix(who, "household ") {
		doc, err = w.house(who)
	} else {
		doc, err = w.person(who)
	}
	if err != nil {
		return key, err
	}
	current := false
	doc.Each(func(f register.AnyFact) bool {
		parent, isParent := f.Value.(register.Parent)
		s := f.Standing()
		if f.Field() != field || s.Void || (isParent && string(parent.Role) != word) {
			return true
		}
		if key.IsZero() || (!first && !(current && s.Ended)) {
			key, current = f.Key, !s.Ended
		}
		return true
	})
	if key.IsZero() {
		return key, fmt.Errorf("the register has no %s", text)
	}
	return key, nil
}

// house gives a household of the scenario.
func (w *world) house(name string) (*register.Household, error) {
	ctx := context.Background()
	id := register.ClientID(strings.TrimPrefix(w.houses[name], "@"))
	found, err := w.store.Aliases(ctx, w.pass, []register.ClientID{id})
	if err != nil {
		return nil, err
	}
	hid := register.HouseholdID(found[id].ID)
	hs, err := w.reg.Households(ctx, w.pass, hid)
	if err == nil && hs[hid] == nil {
		err = fmt.Errorf("there is no %s", name)
	}
	return hs[hid], err
}

// parseRight reads the right value of a fact: "sex male", "birth 3 May 1990 in
// Nongping", "residence permanent in Nakham", "mother Kham", "since 2 May 2020".
func (w *world) parseRight(text string) (r acts.CorrectedValue, err error) {
	word, rest, _ := strings.Cut(text, " ")
	at := func() (d register.Date, p acts.PlaceOf) {
		date, place, ok := strings.Cut(rest, " in ")
		var err2 error
		d, err = parseDate(date)
		if ok {
			p, err2 = w.parsePlace(place)
		}
		err = errors.Join(err, err2)
		return d, p
	}
	switch word {
	case "since":
		var d register.Date
		d, err = parseDate(rest)
		r.From = &d
	case "sex":
		s := register.Sex(rest)
		r.Sex = &s
	case "name":
		r.Name = &acts.CorrectedName{Kind: register.OfficialName, Forms: parseName(rest)}
	case "birth":
		r.Birth = &acts.CorrectedBirth{}
		r.Birth.Date, r.Birth.At = at()
	case "death":
		r.Death = &acts.CorrectedDeath{}
		r.Death.Date, r.Death.At = at()
	case "mother", "father":
		r.Parent = &acts.CorrectedParent{Role: register.ParentRole(word), Basis: register.ByBirth}
		r.Parent.Party, err = w.parseWho(rest)
	case "spouse":
		r.Partner = &acts.CorrectedPartner{}
		r.Partner.With, err = w.parseWho(rest)
	case "residence":
		var n acts.NewResidence
		n, err = w.parseResidence(rest)
		r.Residence = &acts.CorrectedResidence{Kind: n.Kind, Dwelling: &n.Dwelling}
	default:
		err = fmt.Errorf("%q is no right value", text)
	}
	return r, err
}

// parseDecided reads `the move: keep because he does live there`; the act is one
// that a row "called" has named.
func (w *world) parseDecided(text string) (seq register.Seq, do, reason string, err error) {
	act, rest, _ := strings.Cut(text, ": ")
	do, reason, _ = strings.Cut(rest, " because ")
	seq, err = w.seqOf(act)
	return seq, do, reason, err
}

func (w *world) seqOf(act string) (register.Seq, error) {
	id, ok := w.acts[act]
	if !ok {
		return 0, fmt.Errorf("no act is called %q", act)
	}
	a, err := w.reg.Act(context.Background(), w.pass, string(id))
	if err != nil {
		return 0, err
	}
	return a.Seq, nil
}

// parseStep reads one step of a decree: "0908 gets the code 1805 in 18", "0101002
// ends in 0101001 and 0101003", "0101002 is called Namsai ນ້ຳໃສ", "a village
// 0101009 called Namsai ນ້ຳໃສ in 0101 is founded".
func (w *world) parseStep(text string) (s acts.PlaceStep, err error) {
	name := func(text string) (n register.PlaceName) {
		for _, f := range parseName(text) {
			if f.Script == register.Lao {
				n.Lao = f.String()
			} else {
				n.Latin = f.String()
			}
		}
		return n
	}
	if body, founded := strings.CutSuffix(text, " is founded"); founded {
		body = strings.TrimPrefix(body, "a ")
		body, parent, _ := strings.Cut(body, " in ")
		head, called, _ := strings.Cut(body, " called ")
		level, code, _ := strings.Cut(head, " ")
		return acts.PlaceStep{Code: register.Code(code), Level: register.Level(level), Name: name(called), Parent: register.Code(parent)}, nil
	}
	code, rest, _ := strings.Cut(text, " ")
	s.Place = register.Code(code)
	switch {
	case strings.HasPrefix(rest, "ends in "):
		for _, c := range strings.Split(strings.TrimPrefix(rest, "ends in "), " and ") {
			s.Successors = append(s.Successors, register.Code(c))
		}
	case strings.HasPrefix(rest, "gets the code "):
		c, parent, _ := strings.Cut(strings.TrimPrefix(rest, "gets the code "), " in ")
		s.Code, s.Parent = register.Code(c), register.Code(parent)
	case strings.HasPrefix(rest, "is called "):
		s.Name = name(strings.TrimPrefix(rest, "is called "))
	default:
		err = fmt.Errorf("%q is no step of a decree", text)
	}
	return s, err
}

// waitsAbout checks which later acts a repair says rest on what it takes away.
func (w *world) waitsAbout(first, second string) error {
	if err := w.waits("rests-on"); err != nil {
		return err
	}
	var want, got []string
	for _, name := range []string{first, second} {
		if name == "" {
			continue
		}
		seq, err := w.seqOf(name)
		if err != nil {
			return err
		}
		want = append(want, fmt.Sprint(seq))
	}
	for _, f := range w.results[0].Findings {
		if f.Code == "rests-on" {
			got = append(got, f.Args["act"])
		}
	}
	slices.Sort(want)
	if slices.Sort(got); !slices.Equal(got, want) {
		return fmt.Errorf("a decision is asked about the acts %v, not %v", got, want)
	}
	return nil
}

// asAt compares all that the register now holds of everybody in the scenario with
// what it held then: facts that are not void, and when they begin and end.
func (w *world) asAt(moment string) error {
	seq, ok := w.moments[moment]
	if !ok {
		return fmt.Errorf("no moment is called %q", moment)
	}
	v, err := w.viewNow()
	if err != nil {
		return err
	}
	for name := range w.people {
		p, err := w.person(name)
		if err != nil {
			continue // not entered, or only named
		}
		if now, then := heldOf(p), heldOf(register.AsKnown(p, seq)); !slices.Equal(now, then) {
			return fmt.Errorf("%s: now %q, then %q", name, now, then)
		}
	}
	for _, h := range v.homes {
		if now, then := heldOf(h), heldOf(register.AsKnown(h, seq)); !slices.Equal(now, then) {
			return fmt.Errorf("household %d: now %q, then %q", h.ID, now, then)
		}
	}
	return nil
}

// heldOf writes the facts of a subject that are not void, one line each.
func heldOf(s register.Subject) []string {
	var out []string
	s.Each(func(f register.AnyFact) bool {
		st := f.Standing()
		if st.Void {
			return true
		}
		value, _ := json.Marshal(f.Value)
		out = append(out, fmt.Sprintf("%s %s from %s ended %v %s inquiry %v sealed %v", f.Field(), value, f.From, st.Ended, st.Until, st.Inquiry, st.Sealed))
		return true
	})
	slices.Sort(out)
	return out
}

func (w *world) underInquiry(name, word, state string) error {
	key, err := w.parseFact(name + "'s " + word)
	if err != nil {
		return err
	}
	p, err := w.person(name)
	if err != nil {
		return err
	}
	if f, _ := register.FindFact(p, key); f.Standing().Inquiry != (state == "open") {
		return fmt.Errorf("under inquiry: %v", f.Standing().Inquiry)
	}
	return nil
}

// addressLies reads the permanent address through the successors of its unit.
func (w *world) addressLies(day, name, lies, area string) error {
	v, err := w.viewNow()
	if err != nil {
		return err
	}
	on := w.today
	if day != "" {
		d, err := parseDate(day)
		if err != nil {
			return err
		}
		on = d.Latest()
	}
	p, err := w.person(name)
	if err != nil {
		return err
	}
	within := false
	for _, f := range p.Residences.On(on) {
		if f.Value.Kind != register.Permanent {
			continue
		}
		for _, id := range v.atlas.Successors(f.Value.Address.Place, on) {
			for _, unit := range v.atlas.Chain(id, on) {
				within = within || unit.NameOn(on).Latin == area
			}
		}
	}
	if within != (lies == "lies") {
		return fmt.Errorf("%s's address on %s within %s: %v", name, on, area, within)
	}
	return nil
}

func (w *world) codeBorne(day, code, name, area string) error {
	v, err := w.viewNow()
	if err != nil {
		return err
	}
	d, err := parseDate(day)
	if err != nil {
		return err
	}
	got, above := "nobody", ""
	if p, ok := v.atlas.ByCode(register.Code(code), d.Latest()); ok {
		got = p.NameOn(d.Latest()).Latin
		if q, ok := v.atlas.Place(p.ParentOn(d.Latest())); ok {
			above = q.NameOn(d.Latest()).Latin
		}
	}
	if got != name || (area != "" && above != area) {
		return fmt.Errorf("the code is borne by %s in %s", got, above)
	}
	return nil
}

// numberLeads looks somebody up by number, as a counter would.
func (w *world) numberLeads(of, to string) error {
	p, err := w.person(of)
	if err != nil {
		return err
	}
	want, err := w.personID(to)
	if err != nil {
		return err
	}
	found, err := w.reg.Find(context.Background(), w.pass, acts.Lookup{By: acts.ByNumber, Key: string(p.Number())})
	if err != nil {
		return err
	}
	if found[0].Person == nil || found[0].Person.ID != want {
		return errors.New("it leads to somebody else, or to nobody")
	}
	return nil
}

func (w *world) booksAre(name, want string) error {
	h, err := w.house("household of " + name)
	if err != nil {
		return err
	}
	var got []string
	for _, f := range h.Books.Current() {
		got = append(got, f.Value.Class+" "+f.Value.Number)
	}
	if text := strings.Join(got, " and "); text != want {
		return fmt.Errorf("the books are %s", text)
	}
	return nil
}

func (w *world) listedIn(name, class string) error {
	p, err := w.person(name)
	if err != nil {
		return err
	}
	own := w.pack().Class(p, w.today)
	for _, b := range w.pack().Household.BookClasses.On(w.today).Value {
		if slices.Contains(b.Classes, own) && b.Name != class {
			return fmt.Errorf("%s belongs in a %q book", name, b.Name)
		} else if b.Name == class && !slices.Contains(b.Classes, own) {
			return fmt.Errorf("a %q book does not list people of class %q", class, own)
		}
	}
	return nil
}

func (w *world) erased(act string) error {
	a, err := w.reg.Act(context.Background(), w.pass, string(w.acts[act]))
	if err != nil {
		return err
	}
	if len(a.Payload) > 0 {
		return errors.New("it can still be read")
	}
	return nil
}
