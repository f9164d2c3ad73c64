package features

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"samano/acts"
	"samano/register"
)

// parseDate reads a date as people say it: "3 May 2026", "May 2026", "2026",
// "about 1974", each perhaps followed by "declared" or "estimated".
func parseDate(text string) (register.Date, error) {
	var d register.Date
	if text == "" || text == "unknown" {
		return d, nil
	}
	words := strings.Fields(text)
	if words[0] == "about" {
		d.About, words = true, words[1:]
	}
	switch words[len(words)-1] {
	case "declared":
		d.Basis, words = register.Declared, words[:len(words)-1]
	case "estimated":
		d.Basis, words = register.Estimated, words[:len(words)-1]
	}
	if len(words) == 0 || len(words) > 3 {
		return d, fmt.Errorf("%q is not a date", text)
	}
	year, err := strconv.Atoi(words[len(words)-1])
	if err != nil {
		return d, fmt.Errorf("%q is not a date", text)
	}
	d.Year = int16(year)
	if len(words) > 1 {
		month, err := time.Parse("January", words[len(words)-2])
		if err != nil {
			return d, fmt.Errorf("%q is not a date", text)
		}
		d.Month = uint8(month.Month())
	}
	if len(words) > 2 {
		day, err := strconv.Atoi(words[0])
		if err != nil || day < 1 || day > 31 {
			return d, fmt.Errorf("%q is not a date", text)
		}
		d.Day = uint8(day)
	}
	return d, nil
}

// sayDate writes what parseDate reads.
func sayDate(d register.Date) string {
	if d.Precision() == register.Unknown {
		return "unknown"
	}
	text := strconv.Itoa(int(d.Year))
	if d.Month != 0 {
		text = time.Month(d.Month).String() + " " + text
	}
	if d.Day != 0 {
		text = strconv.Itoa(int(d.Day)) + " " + text
	}
	if d.About {
		text = "about " + text
	}
	if d.Basis != register.Documented {
		text += " " + d.Basis.String()
	}
	return text
}

// parseDecision reads who decided: "court 0101, judgment 12/2026".
func parseDecision(text string) (register.Decision, error) {
	who, reference, _ := strings.Cut(text, ", ")
	by, authority, _ := strings.Cut(who, " ")
	return register.Decision{By: register.AuthorityKind(by), Authority: authority, Reference: reference}, nil
}

// parseName reads a name in one or two scripts: "Noy Xayavong ນ້ອຍ ໄຊຍະວົງ". The
// first word of each is the given name, what follows the surname.
func parseName(text string) []register.NameForm {
	byScript := map[register.Script][]string{}
	for _, word := range strings.Fields(text) {
		script := register.Latin
		if unicode.Is(unicode.Lao, []rune(word)[0]) {
			script = register.Lao
		}
		byScript[script] = append(byScript[script], word)
	}
	var out []register.NameForm
	for _, script := range []register.Script{register.Lao, register.Latin} {
		words := byScript[script]
		if len(words) == 0 {
			continue
		}
		f := register.NameForm{Script: script, Parts: []register.NamePart{{Given: words[0]}}}
		if len(words) > 1 {
			f.Parts = append(f.Parts, register.NamePart{Surname: strings.Join(words[1:], " ")})
		}
		out = append(out, f)
	}
	return out
}

// code gives the code of a unit by its name in Latin, or a text that is a code.
func (w *world) code(name string) (register.Code, error) {
	r, err := w.registrar()
	if err != nil {
		return "", err
	}
	atlas, err := r.Atlas(context.Background())
	if err != nil {
		return "", err
	}
	for _, p := range atlas.All() {
		for _, n := range p.Names.On(w.today) {
			if code := p.CodeOn(w.today); n.Value.Latin == name || string(code) == name {
				return code, nil
			}
		}
	}
	if strings.Trim(name, "0123456789") == "" {
		return register.Code(name), nil // one that there is not: the scenario's point
	}
	return "", fmt.Errorf("no place is called %q", name)
}

// name gives what a payload writes for a person or a household of the scenario:
// '@' and a client-made id. Anything else stands for itself.
func (w *world) name(text string) string {
	if number, ok := w.renamed[text]; ok {
		return string(number)
	}
	if id, ok := w.people[text]; ok {
		return id
	}
	if id, ok := w.houses[text]; ok {
		return id
	}
	if id, ok := w.acts[text]; ok {
		return string(id)
	}
	return text
}

// newID makes the client-made id of somebody or of a household to be created.
func (w *world) newID(text string) string {
	id := "@" + w.uuid()
	if strings.HasPrefix(text, "household ") {
		w.houses[text] = id
	} else {
		w.people[text] = id
	}
	return id
}

// read fills a payload from the rows of a table: "born at" is the field born_at,
// and the field's type says how the cell is read.
func (w *world) read(payload acts.Payload, rows [][2]string) error {
	v := reflect.ValueOf(payload).Elem()
	if as := v.FieldByName("As"); as.IsValid() {
		w.readAs(as, &rows)
	}
	for _, r := range rows {
		field, ok := fieldNamed(v, strings.ReplaceAll(r[0], " ", "_"))
		if !ok {
			return fmt.Errorf("an act of this kind says nothing of %q", r[0])
		}
		if err := w.cell(field, r[1]); err != nil {
			return fmt.Errorf("%s: %w", r[0], err)
		}
	}
	return nil
}

// readAs gives whoever is created the row "as", or the first word of the name, to
// be called by in the scenario.
func (w *world) readAs(as reflect.Value, rows *[][2]string) {
	call := ""
	for i, r := range *rows {
		if r[0] == "as" {
			call = r[1]
			*rows = slices.Delete(slices.Clone(*rows), i, i+1)
			break
		}
		if r[0] == "name" {
			call = firstWord(r[1])
		}
	}
	if call != "" {
		as.SetString(w.newID(call))
	}
}

func fieldNamed(v reflect.Value, json string) (reflect.Value, bool) {
	for i := range v.NumField() {
		if tag, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ","); tag == json {
			return v.Field(i), true
		}
	}
	return reflect.Value{}, false
}

// cell reads one cell into a field.
func (w *world) cell(v reflect.Value, text string) error {
	value, known, err := w.wording(v.Type(), text)
	if err != nil {
		return err
	}
	if known {
		v.Set(reflect.ValueOf(value))
		return nil
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return w.cell(v.Elem(), text)
	case reflect.String:
		v.SetString(w.name(text))
	case reflect.Bool:
		v.SetBool(text == "yes")
	case reflect.Int:
		n, err := strconv.Atoi(text)
		v.SetInt(int64(n))
		return err
	case reflect.Array, reflect.Slice:
		parts := splitList(text)
		if v.Kind() == reflect.Slice {
			v.Set(reflect.MakeSlice(v.Type(), len(parts), len(parts)))
		}
		if v.Len() < len(parts) {
			return fmt.Errorf("at most %d are asked for", v.Len())
		}
		for i, p := range parts {
			if err := w.cell(v.Index(i), p); err != nil {
				return err
			}
		}
	default:
		return json.Unmarshal([]byte(text), v.Addr().Interface())
	}
	return nil
}

// wording reads the types that have words of their own.
func (w *world) wording(t reflect.Type, text string) (value any, known bool, err error) {
	switch t {
	case reflect.TypeFor[register.Date]():
		value, err = parseDate(text)
	case reflect.TypeFor[register.Code]():
		value, err = w.code(text)
	case reflect.TypeFor[[]register.NameForm]():
		value = parseName(text)
	case reflect.TypeFor[register.Name]():
		value = register.Name{Kind: register.OtherName, Forms: parseName(text)}
	case reflect.TypeFor[register.Nationality]():
		value = parseNationality(text)
	case reflect.TypeFor[register.ResidenceStatus]():
		kind, permit, _ := strings.Cut(text, " ")
		value = register.ResidenceStatus{Kind: kind, Permit: permit}
	case reflect.TypeFor[register.Identifier]():
		value = parseIdentifier(text)
	case reflect.TypeFor[register.Book]():
		class, no, _ := strings.Cut(text, " ")
		value = register.Book{Class: class, Number: no}
	case reflect.TypeFor[acts.PlaceOf]():
		value, err = w.parsePlace(text)
	case reflect.TypeFor[acts.Dwelling]():
		value, err = w.parseDwelling(text)
	case reflect.TypeFor[acts.NewResidence]():
		value, err = w.parseResidence(text)
	case reflect.TypeFor[acts.NewMember]():
		value, err = w.parseMember(text)
	case reflect.TypeFor[acts.Who]():
		value, err = w.parseWho(text)
	default:
		return w.wordingOfRepair(t, text)
	}
	return value, true, err
}

// parseNationality reads "held LAO", "none", "unknown", "held LAO by naturalisation".
func parseNationality(text string) register.Nationality {
	text, basis, _ := strings.Cut(text, " by ")
	state, country, _ := strings.Cut(text, " ")
	return register.Nationality{State: register.NationalityState(state), Country: register.Country(country), Basis: basis}
}

// parseIdentifier reads "passport P123 of VNM".
func parseIdentifier(text string) register.Identifier {
	text, issuer, _ := strings.Cut(text, " of ")
	kind, value, _ := strings.Cut(text, " ")
	return register.Identifier{Kind: kind, Value: value, Issuer: issuer}
}

// parsePlace reads "Nongping", or "Hanoi in VNM".
func (w *world) parsePlace(text string) (acts.PlaceOf, error) {
	if at, country, abroad := strings.Cut(text, " in "); abroad {
		return acts.PlaceOf{Country: register.Country(country), Text: at}, nil
	}
	code, err := w.code(text)
	return acts.PlaceOf{Code: code}, err
}

// parseDwelling reads "Nongping", or "house 12 in Nongping".
func (w *world) parseDwelling(text string) (acts.Dwelling, error) {
	house, place, ok := strings.Cut(text, " in ")
	if !ok {
		house, place = "", text
	}
	code, err := w.code(place)
	return acts.Dwelling{Code: code, House: strings.TrimPrefix(house, "house ")}, err
}

// parseResidence reads "permanent in Nongping since 1 May 2020", "no-fixed-abode".
func (w *world) parseResidence(text string) (acts.NewResidence, error) {
	text, since, _ := strings.Cut(text, " since ")
	kind, place, _ := strings.Cut(text, " in ")
	r := acts.NewResidence{Kind: register.ResidenceKind(kind)}
	var err, err2 error
	r.Since, err = parseDate(since)
	if place != "" {
		r.Dwelling, err2 = w.parseDwelling(place)
	}
	return r, errors.Join(err, err2)
}

// parseMember reads "Noy as child since 1 May 2020".
func (w *world) parseMember(text string) (acts.NewMember, error) {
	text, since, _ := strings.Cut(text, " since ")
	who, relation, ok := strings.Cut(text, " as ")
	if !ok {
		return acts.NewMember{}, fmt.Errorf("%q does not say as what", text)
	}
	d, err := parseDate(since)
	return acts.NewMember{Person: w.name(who), Relation: register.Relation(relation), Since: d}, err
}

// parseWho reads somebody of the scenario, or a description of somebody outside
// the register: "Nguyễn Hùng (male; born 1980; died 2001; held VNM)".
func (w *world) parseWho(text string) (acts.Who, error) {
	if _, ok := w.people[text]; ok {
		return acts.Who{Person: w.name(text)}, nil
	}
	name, rest, ok := strings.Cut(text, " (")
	if !ok {
		return acts.Who{Person: text}, nil
	}
	d := &acts.Described{Name: parseName(name)}
	for _, part := range strings.Split(strings.TrimSuffix(rest, ")"), "; ") {
		var err error
		switch word, value, _ := strings.Cut(part, " "); word {
		case "male", "female":
			d.Sex = register.Sex(word)
		case "born":
			d.Born, err = parseDate(value)
		case "died":
			d.Died, err = parseDate(value)
		case "held", "claimed", "none", "unknown":
			n := parseNationality(part)
			d.Nationality = &n
		default:
			err = fmt.Errorf("%q says nothing that a description has", part)
		}
		if err != nil {
			return acts.Who{}, err
		}
	}
	return acts.Who{Described: d}, nil
}
