package features

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/cucumber/godog"

	"samano/register"
)

// view is the register as a question sees it.
type view struct {
	w     *world
	on    *register.Day         // nil: what is current
	known *register.Seq         // nil: as now known
	names map[int64]string      // people of the scenario by internal id
	homes []*register.Household // all households of the scenario
	atlas *register.Atlas       //
	look  func(*register.Person) *register.Person
}

func (w *world) viewNow() (*view, error) {
	r, err := w.registrar()
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	v := &view{w: w, names: map[int64]string{}, look: func(p *register.Person) *register.Person { return p }}
	if v.atlas, err = r.Atlas(ctx); err != nil {
		return nil, err
	}
	for name := range w.people {
		if id, err := w.personID(name); err == nil {
			v.names[int64(id)] = name
		}
	}
	var ids []register.PersonID
	for id := range v.names {
		ids = append(ids, register.PersonID(id))
	}
	lists, err := w.store.Households(ctx, w.pass, ids)
	if err != nil {
		return nil, err
	}
	seen := map[int64]bool{}
	for _, list := range lists {
		for _, id := range list {
			if seen[id] {
				continue
			}
			seen[id] = true
			hs, err := r.Households(ctx, w.pass, register.HouseholdID(id))
			if err != nil {
				return nil, err
			}
			v.homes = append(v.homes, hs[register.HouseholdID(id)])
		}
	}
	return v, nil
}

// personID gives the internal id of somebody of the scenario: this very person,
// merged or not.
func (w *world) personID(name string) (register.PersonID, error) {
	id, ok := w.people[name]
	if !ok {
		return 0, fmt.Errorf("nobody here is called %s", name)
	}
	client := register.ClientID(strings.TrimPrefix(id, "@"))
	found, err := w.store.Aliases(context.Background(), w.pass, []register.ClientID{client})
	if err != nil {
		return 0, err
	}
	if found[client].IsZero() {
		return 0, fmt.Errorf("%s is not in the register", name)
	}
	return register.PersonID(found[client].ID), nil
}

func (w *world) person(name string) (*register.Person, error) {
	id, err := w.personID(name)
	if err != nil {
		return nil, err
	}
	ps, err := w.reg.Persons(context.Background(), w.pass, id)
	return ps[id], err
}

func (w *world) says(how, day, name, field, want string) error {
	v, err := w.viewNow()
	if err != nil {
		return err
	}
	switch {
	case strings.HasPrefix(how, "before"):
		seq := w.lastAct()
		if seq == 0 {
			return errors.New("there is no last act")
		}
		seq--
		v.known = &seq
	case how != "":
		v.look = (*register.Person).Ordinary
	}
	return v.compare(day, name, field, want)
}

func (w *world) lastAct() (seq register.Seq) {
	for _, r := range w.results {
		if r.Act != nil {
			seq = r.Act.Seq
		}
	}
	return seq
}

func (w *world) momentCalled(name string) error {
	if _, err := w.registrar(); err != nil {
		return err
	}
	head, err := w.store.Head(context.Background())
	w.moments[name] = register.Seq(head.Size - 1)
	return err
}

func (w *world) saidAt(moment, day, name, field, want string) error {
	seq, ok := w.moments[moment]
	if !ok {
		return fmt.Errorf("no moment is called %q", moment)
	}
	v, err := w.viewNow()
	if err != nil {
		return err
	}
	v.known = &seq
	return v.compare(day, name, field, want)
}

func (v *view) compare(day, name, field, want string) error {
	if day != "" {
		d, err := parseDate(day)
		if err != nil {
			return err
		}
		on := d.Latest()
		v.on = &on
	}
	p, err := v.w.person(name)
	if err != nil {
		return err
	}
	if v.known != nil {
		p = register.AsKnown(p, *v.known)
	}
	got, err := v.field(v.look(p), field)
	if err != nil {
		return err
	}
	var wanted []string
	switch want {
	case "nobody", "none", "nothing", "not known":
	default:
		for _, part := range strings.Split(want, " and ") {
			wanted = append(wanted, strings.Trim(part, `"`))
		}
	}
	slices.Sort(got)
	slices.Sort(wanted)
	if !slices.Equal(got, wanted) {
		return fmt.Errorf("%s's %s: the register says %q, not %q", name, field, got, wanted)
	}
	return nil
}

// told gives the texts of the facts that hold, with "perhaps" where that cannot be
// determined.
func told[T register.Value](v *view, fs register.Facts[T], say func(T) string) []string {
	var out []string
	if v.on == nil {
		for _, f := range fs.Current() {
			out = appendText(out, say(f.Value))
		}
		return out
	}
	for _, f := range fs.On(*v.on) {
		text := say(f.Value)
		if text != "" && f.Holds(*v.on) == register.Undetermined {
			text = "perhaps " + text
		}
		out = appendText(out, text)
	}
	return out
}

func appendText(out []string, text string) []string {
	if text == "" || slices.Contains(out, text) {
		return out
	}
	return append(out, text)
}

// field gives what the register says in one field, in words.
func (v *view) field(p *register.Person, field string) ([]string, error) {
	switch field {
	case "name", "other name":
		return told(v, p.Names, func(n register.Name) string { return sayName(n, field == "other name") }), nil
	case "birth":
		return told(v, p.Births, func(b register.Birth) string { return sayDate(b.Date) }), nil
	case "place of birth":
		return told(v, p.Births, func(b register.Birth) string { return v.where(b.Where) }), nil
	case "sex":
		return told(v, p.Sexes, func(s register.Sex) string { return string(s) }), nil
	case "death":
		return told(v, p.Deaths, sayDeath), nil
	case "absence of news":
		return told(v, p.Missing, func(m register.Missing) string { return "since " + sayDate(m.Since) }), nil
	case "number":
		return told(v, p.Numbers, func(register.Number) string { return "given" }), nil
	case "nationality":
		return told(v, p.Nationalities, func(n register.Nationality) string {
			return strings.TrimSpace(string(n.State) + " " + string(n.Country))
		}), nil
	case "class":
		return []string{v.w.pack().Class(p, v.day())}, nil
	case "status":
		return told(v, p.Statuses, func(s register.ResidenceStatus) string { return s.Kind }), nil
	case "identifier":
		return told(v, p.Identifiers, func(i register.Identifier) string { return i.Kind + " " + i.Value }), nil
	case "mother", "father":
		return told(v, p.Parents, func(q register.Parent) string {
			if string(q.Role) != field {
				return ""
			}
			return v.party(q.Party)
		}), nil
	case "spouse":
		return told(v, p.Partners, func(q register.Partner) string { return v.party(q.With) }), nil
	case "guardian":
		return told(v, p.Guardians, func(g register.Guardian) string { return v.party(g.Party) }), nil
	case "residence":
		return told(v, p.Residences, v.residence), nil
	case "protection":
		return told(v, p.Protections, func(q register.Protection) string { return "in force" }), nil
	case "survivor":
		return told(v, p.SameAs, func(s register.SameAs) string {
			if s.Survives {
				return ""
			}
			return v.names[int64(s.Person)]
		}), nil
	case "relation", "household":
		return v.household(p, field), nil
	}
	return nil, fmt.Errorf("the register keeps no %q", field)
}

func (v *view) day() register.Day {
	if v.on != nil {
		return *v.on
	}
	return v.w.today
}

func sayName(n register.Name, other bool) string {
	if (n.Kind == register.OtherName) != other {
		return ""
	}
	if n.Unnamed {
		return "not yet given"
	}
	if f, ok := n.In(register.Latin); ok {
		return f.String()
	}
	f, _ := n.In(register.Lao)
	return f.String()
}

func sayDeath(d register.Death) string {
	text := sayDate(d.Date)
	if d.Declared {
		text += ", declared by a court"
	}
	return text
}

func (v *view) place(id register.PlaceID) string {
	p, ok := v.atlas.Place(id)
	if !ok {
		return ""
	}
	return p.NameOn(v.day()).Latin
}

func (v *view) where(w register.Where) string {
	if w.Country != "" {
		return strings.TrimSpace(w.Text + " in " + string(w.Country))
	}
	return v.place(w.Place)
}

func (v *view) party(p register.Party) string {
	if p.Described != nil {
		return sayName(p.Described.Name, false)
	}
	return v.names[int64(p.Person)]
}

// residence says the permanent one by its place alone.
func (v *view) residence(r register.Residence) string {
	text := v.place(r.Address.Place)
	if r.Address.Dwelling != "" {
		text = "house " + r.Address.Dwelling + " in " + text
	}
	if r.Kind == register.Permanent {
		return text
	}
	if r.Country != "" {
		text = string(r.Country)
	}
	if text == "" {
		return string(r.Kind)
	}
	return string(r.Kind) + " in " + text
}

// household says with which head somebody lives, or as what.
func (v *view) household(p *register.Person, field string) []string {
	var out []string
	for _, h := range v.homes {
		if v.known != nil {
			h = register.AsKnown(h, *v.known)
		}
		for _, text := range told(v, h.Members, func(m register.Member) string {
			if m.Person != p.ID {
				return ""
			}
			return string(m.Relation)
		}) {
			if field == "household" {
				head := told(v, h.Heads, func(x register.Head) string { return v.names[int64(x.Person)] })
				text = "that of " + strings.Join(append(head, "nobody")[:1], "")
			}
			out = append(out, text)
		}
	}
	return out
}

// householdHas compares the present members of somebody's household.
func (w *world) householdHas(name string, table *godog.Table) error {
	v, err := w.viewNow()
	if err != nil {
		return err
	}
	id, err := w.personID(name)
	if err != nil {
		return err
	}
	var got, want []string
	for _, h := range v.homes {
		if _, member := h.Member(id); !member {
			continue
		}
		for _, f := range h.Members.Current() {
			got = append(got, v.names[int64(f.Value.Person)]+" as "+string(f.Value.Relation))
		}
	}
	for _, r := range table.Rows {
		want = append(want, r.Cells[0].Value+" as "+r.Cells[1].Value)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		return fmt.Errorf("the household has %q", got)
	}
	return nil
}

// holds counts the people who were ever entered.
func (w *world) holds(n string) error {
	if _, err := w.registrar(); err != nil {
		return err
	}
	got := 0
	for s, err := range w.store.EachSubject(context.Background(), w.pass, register.SubjectPerson, 0) {
		if err != nil {
			return err
		}
		_ = s
		got++
	}
	if strconv.Itoa(got) != n {
		return fmt.Errorf("the register holds %d", got)
	}
	return nil
}

// history compares the kinds of the acts that concern somebody, in their order.
func (w *world) history(name, want string) error {
	p, err := w.person(name)
	if err != nil {
		return err
	}
	as, err := w.reg.Acts(context.Background(), w.pass, p.Acts)
	if err != nil {
		return err
	}
	var got []string
	for _, a := range as {
		got = append(got, string(a.Kind))
	}
	if strings.Join(got, ", ") != want {
		return fmt.Errorf("the history is %s", strings.Join(got, ", "))
	}
	return nil
}

func (w *world) sealedPart(name string) error {
	parts, err := w.store.Sealed(context.Background(), w.pass, w.lastAct())
	if err != nil {
		return err
	}
	for _, p := range parts {
		if p.Name == name && len(p.Box) > 0 {
			return nil
		}
	}
	return fmt.Errorf("no such part; there are %d", len(parts))
}

// actDoesNotHold reads the last act as it is stored.
func (w *world) actDoesNotHold(text string) error {
	as, err := w.reg.Acts(context.Background(), w.pass, []register.Seq{w.lastAct()})
	if err != nil {
		return err
	}
	whole, err := json.Marshal(as[0])
	if err == nil && strings.Contains(string(whole), text) {
		return fmt.Errorf("it does: %s", whole)
	}
	return err
}
