package law

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"samano/register"
)

// Dated is one value of a rule with the time in which it is law.
type Dated[T any] struct {
	Value      T            `toml:"value"`
	From       register.Day `toml:"from"`  // the first day in force
	Until      register.Day `toml:"until"` // the first day no longer in force; LastDay if open
	Article    string       `toml:"article"`
	Unverified bool         `toml:"unverified"` // not checked against the text of the law
}

// Rule is a value through time. Loading proves that the intervals touch without
// gap or overlap, that the first begins at FirstDay (what was law before
// computers is the first entry) and that the last is open, so On always answers.
type Rule[T any] []Dated[T]

// On returns the value in force on that day.
func (r Rule[T]) On(day register.Day) Dated[T] {
	for i := len(r) - 1; i > 0; i-- {
		if r[i].From <= day {
			return r[i]
		}
	}
	if len(r) == 0 {
		var zero Dated[T]
		return zero
	}
	return r[0]
}

// interval is one value of a rule as written.
type interval[T any] struct {
	Value      *T     `toml:"value"`
	From       *date  `toml:"from"`
	Until      *date  `toml:"until"`
	Article    string `toml:"article"`
	Unverified bool   `toml:"unverified"`
}

// date is a day as TOML writes it. A time of day would name a moment, and laws
// come into force on days.
type date struct {
	day   register.Day
	fault *fault // why it is none; reported with its key
}

// UnmarshalTOML takes a local date. It never fails, since the decoder could not
// say in which interval.
func (d *date) UnmarshalTOML(v any) error {
	t, ok := v.(time.Time)
	switch {
	case !ok || t.Location().String() != "date-local":
		d.fault = &fault{show(v), "is not a day", "write it as 1991-11-29, without quotes"}
	case t.Year() < register.MinYear || t.Year() > register.MaxYear:
		d.fault = &fault{t.Format(time.DateOnly), fmt.Sprintf("is not between the years %d and %d", register.MinYear, register.MaxYear), "write the Gregorian year"}
	default:
		d.day = register.DayAt(t)
	}
	return nil
}

// wanted says in words what a value of a rule has to be.
func wanted(zero any) string {
	switch zero.(type) {
	case int:
		return "a whole number"
	case bool:
		return "true or false"
	case string:
		return "a text in quotes"
	case []string:
		return "a list of texts in quotes"
	}
	return "a list of tables"
}

// rule reads a value through time and holds it against the check.
func rule[T any](t *table, key string, ok check[T]) Rule[T] {
	path := t.name + "." + key
	prim, found := t.take(key)
	if !found {
		t.missing(key, "write "+key+` = { value = …, article = "…" }`)
		return nil
	}
	var list []interval[T]
	want := "a table whose value is " + wanted(*new(T)) + ", or a list of such tables"
	always := isTable(t.meta, strings.Split(path, ".")...)
	if always {
		list = make([]interval[T], 1)
		if !t.decode(prim, path, &list[0], want) {
			return nil
		}
	} else if !t.decode(prim, path, &list, want) {
		return nil
	}
	t.read[path] = true
	t.intervals(path, always, outlines(list))
	out := make(Rule[T], 0, len(list))
	for i, iv := range list {
		if iv.Value == nil {
			continue // reported by intervals
		}
		for _, f := range ok(*iv.Value) {
			t.at(place(path, always, i)+".value", f.value, f.wrong, f.remedy)
		}
		d := Dated[T]{
			Value: *iv.Value, From: register.FirstDay, Until: register.LastDay,
			Article: iv.Article, Unverified: iv.Unverified,
		}
		if iv.From != nil {
			d.From = iv.From.day
		}
		if iv.Until != nil {
			d.Until = iv.Until.day
		}
		out = append(out, d)
	}
	return out
}

// inherit reads a rule, or takes the base where the table leaves it out.
func inherit[T any](t *table, key string, base Rule[T], ok check[T]) Rule[T] {
	if t.inherits && !t.has(key) {
		return base
	}
	return rule(t, key, ok)
}

// place names one interval of a rule, counted from 1 as people count.
func place(path string, always bool, i int) string {
	if always {
		return path
	}
	return fmt.Sprintf("%s[%d]", path, i+1)
}

// outline is an interval without its value's type.
type outline struct {
	valued, grounded bool
	from, until      *date
}

func outlines[T any](list []interval[T]) []outline {
	out := make([]outline, len(list))
	for i, iv := range list {
		out[i] = outline{iv.Value != nil, strings.TrimSpace(iv.Article) != "" || iv.Unverified, iv.From, iv.Until}
	}
	return out
}

// intervals proves that a rule answers on every day, once, and on some ground.
func (l *loader) intervals(path string, always bool, list []outline) {
	bad := func(i int, part string, d *date, wrong, remedy string) {
		value := ""
		if d != nil {
			value = d.day.String()
		}
		l.at(place(path, always, i)+part, value, wrong, remedy)
	}
	if !always && len(list) < 2 {
		l.at(path, "", fmt.Sprintf("is a list of %d", len(list)),
			"write a value that was always law as a table, and give a list all its intervals")
	}
	timeless := false
	for i, iv := range list {
		for part, d := range map[string]*date{".from": iv.from, ".until": iv.until} {
			if d != nil && d.fault != nil {
				timeless = true
				l.at(place(path, always, i)+part, d.fault.value, d.fault.wrong, d.fault.remedy)
			}
		}
	}
	if timeless {
		return // what does not lie in time cannot be compared
	}
	for i, iv := range list {
		last := i == len(list)-1
		if !iv.valued {
			bad(i, ".value", nil, "is missing", "write value = …")
		}
		if !iv.grounded {
			bad(i, ".article", nil, "is missing", `name the article, or write unverified = true`)
		}
		switch {
		case i == 0 && iv.from != nil:
			bad(i, ".from", iv.from, "leaves a gap: nothing is law before it", "leave from out of the first interval; put what was law before in front")
		case i > 0 && iv.from == nil:
			bad(i, ".from", nil, "is missing", "write the first day in force")
		}
		switch {
		case last && iv.until != nil:
			bad(i, ".until", iv.until, "leaves a gap: nothing is law from then on", "leave until out of the last interval; add what is law afterwards")
		case !last && iv.until == nil:
			bad(i, ".until", nil, "is missing", "write the first day no longer in force")
		case iv.until != nil && iv.from != nil && iv.until.day <= iv.from.day:
			bad(i, ".until", iv.until, "is not after from", "write the first day no longer in force")
		}
		if last || iv.until == nil || list[i+1].from == nil {
			continue
		}
		switch next := list[i+1].from.day; {
		case iv.until.day < next:
			bad(i, ".until", iv.until, "leaves a gap to the next interval from "+next.String(), "write one and the same day on both sides")
		case iv.until.day > next:
			bad(i, ".until", iv.until, "overlaps the next interval from "+next.String(), "write one and the same day on both sides")
		}
	}
}

// convert returns the rule with every value turned into another.
func convert[T, U any](r Rule[T], turn func(T) U) Rule[U] {
	out := make(Rule[U], len(r))
	for i, d := range r {
		out[i] = Dated[U]{turn(d.Value), d.From, d.Until, d.Article, d.Unverified}
	}
	return out
}

// together hands fn every two values of the rules that are law on one day.
func together[T, U any](a Rule[T], b Rule[U], fn func(Dated[T], Dated[U])) {
	for _, x := range a {
		for _, y := range b {
			if x.From < y.Until && y.From < x.Until {
				fn(x, y)
			}
		}
	}
}

// listed reports the names in a rule that the list in force on the same day lacks.
func (l *loader) listed(key string, r Rule[[]string], listKey string, list Rule[[]string]) {
	together(r, list, func(x, y Dated[[]string]) {
		for _, name := range x.Value {
			if !slices.Contains(y.Value, name) {
				l.at(key, name, "is not in "+listKey+" ("+strings.Join(y.Value, ", ")+")", "mend its spelling or add it there")
			}
		}
	})
}

// ordered reports where the first value is above the second on the same day.
func (l *loader) ordered(lowKey string, low Rule[int], highKey string, high Rule[int]) {
	together(low, high, func(x, y Dated[int]) {
		if x.Value > y.Value {
			l.at(lowKey, fmt.Sprint(x.Value), fmt.Sprintf("is above %s = %d", highKey, y.Value), "lower it or raise the other")
		}
	})
}
