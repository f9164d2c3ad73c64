package testenv_test

import (
	"slices"

	"pgregory.net/rapid"

	"samano/acts"
	"samano/register"
)

// drawn are the kinds as they are drawn. The first come out more often, so those
// stand first that make others possible or take them back.
var drawn = slices.Concat([]register.Kind{
	"annulment", "birth", "correction", "merge", "unmerge", "marriage", "household-split", "move", "annulment", "found-alive", "return", "adoption", "enrolment",
	"place-change", "divorce", "household-merge", "head-change", "not-living-here", "erasure", "adoption-end", "false-identity", "inquiry", "examination",
}, acts.Kinds())

// payloads draw what the form of each kind says.
var payloads = map[register.Kind]func(*life, register.Date) map[string]any{
	"birth": func(l *life, day register.Date) map[string]any {
		m := map[string]any{"as": l.newID(), "sex": l.sex(), "born": day, "born_at": map[string]any{"code": l.unit()}, "mother": l.who(woman)}
		l.maybe(m, "father", func() any { return l.who(man) })
		l.maybe(m, "name", func() any { return l.forms() })
		l.maybe(m, "household", func() any { return l.home() })
		return m
	},
	"naming": func(l *life, _ register.Date) map[string]any {
		return map[string]any{"person": l.one(unnamed), "name": l.forms()}
	},
	"death": func(l *life, day register.Date) map[string]any {
		m := map[string]any{"person": l.person(), "died": day}
		l.maybe(m, "cause", func() any { return "fever" })
		return m
	},
	"stillbirth": func(l *life, _ register.Date) map[string]any {
		return map[string]any{"at": map[string]any{"code": l.unit()}, "sex": l.sex(), "weeks": 30}
	},
	"marriage": func(l *life, _ register.Date) map[string]any {
		return map[string]any{"spouses": []any{l.who(woman), l.who(man)}}
	},
	"divorce": func(l *life, _ register.Date) map[string]any {
		who := l.one(married)
		m := map[string]any{"person": who}
		if p, ok := l.subject(who).(*register.Person); ok && married(p) {
			m["spouse"] = l.one(func(q *register.Person) bool { return q.ID == p.Partners.Current()[0].Value.With.Person })
		}
		return m
	},
	"adoption": func(l *life, _ register.Date) map[string]any {
		m := map[string]any{"child": l.one(l.child), "mother": l.who(func(p *register.Person) bool { return woman(p) && l.adult(p) }), "origin": "found at the temple"}
		l.maybe(m, "name", func() any { return l.forms() })
		return m
	},
	"adoption-end": func(l *life, _ register.Date) map[string]any {
		return map[string]any{"child": l.one(parented(register.ByAdoption)), "restore": []string{"mother"}}
	},
	"recognition": func(l *life, _ register.Date) map[string]any {
		return map[string]any{"child": l.one(l.child), "parent": l.who(man)}
	},
	"parentage": func(l *life, _ register.Date) map[string]any {
		m := map[string]any{"child": l.one(parented("")), "role": l.of("role", "mother", "father"), "denied": true}
		l.maybe(m, "parent", func() any { return l.who(l.adult) })
		return m
	},
	"guardianship": func(l *life, _ register.Date) map[string]any {
		return map[string]any{"person": l.one(l.child), "guardian": l.who(l.adult), "scope": l.c.Law.Persons.GuardianScopes.On(today).Value[0], "end": l.often(3, "ends")}
	},
	"name-change": func(l *life, _ register.Date) map[string]any {
		return map[string]any{"person": l.person(), "kind": l.of("kind of name", "official", "other"), "name": l.forms()}
	},
	"missing": func(l *life, day register.Date) map[string]any {
		return map[string]any{"person": l.person(), "since": day}
	},
	"declared-dead": func(l *life, day register.Date) map[string]any {
		return map[string]any{"person": l.person(), "died": day}
	},
	"found-alive": func(l *life, _ register.Date) map[string]any {
		m := map[string]any{"person": l.one(lost)}
		l.maybe(m, "dwelling", func() any { return l.dwelling() })
		return m
	},
	"nationality": func(l *life, _ register.Date) map[string]any {
		m := map[string]any{"person": l.person(), "opens": l.nationality()}
		l.maybe(m, "ends", func() any { return []any{l.nationality()} })
		return m
	},
	"residence-status": func(l *life, _ register.Date) map[string]any {
		return map[string]any{"person": l.person(), "opens": map[string]any{"kind": l.of("status", l.c.Law.Persons.StatusKinds.On(today).Value...)}}
	},
	"identifier": func(l *life, _ register.Date) map[string]any {
		return map[string]any{"person": l.person(), "opens": map[string]any{"kind": l.of("identifier", l.c.Law.Persons.IdentifierKinds.On(today).Value...), "issuer": l.c.Law.Country, "value": "P-77"}}
	},
	"enrolment": func(l *life, _ register.Date) map[string]any {
		m := map[string]any{"as": l.newID(), "name": l.forms(), "sex": l.sex(), "born": l.of("born", "1949", "1971-06", "1999-12-31", "2020"), "nationalities": []any{l.nationality()}}
		l.maybe(m, "mother", func() any { return l.who(woman) })
		l.maybe(m, "residence", func() any { return map[string]any{"kind": "permanent", "dwelling": l.dwelling()} })
		if l.often(4, "joins") {
			m["household"], m["relation"] = l.home(), l.relation()
		}
		return m
	},
	"foundling": func(l *life, day register.Date) map[string]any {
		return map[string]any{"as": l.newID(), "sex": l.sex(), "born": register.InYear(int(day.Year), register.Estimated), "found_at": map[string]any{"code": l.unit()}, "household": l.house(), "relation": l.relation()}
	},
	"move": func(l *life, _ register.Date) map[string]any {
		m := map[string]any{"persons": []string{l.person()}, "to": l.dwelling()}
		switch {
		case l.often(2, "joins"):
			m["household"], m["relations"] = l.home(), []string{l.relation()}
		case l.often(3, "whole"):
			m["persons"], m["whole"] = l.members(l.house()), true
		}
		return m
	},
	"temporary-stay": func(l *life, _ register.Date) map[string]any {
		return map[string]any{"persons": []string{l.person()}, "at": l.dwelling()}
	},
	"absence": func(l *life, _ register.Date) map[string]any {
		return map[string]any{"persons": []string{l.person(), l.person()}, "reason": l.of("reason", l.c.Law.Residence.AbsenceReasons.On(today).Value...)}
	},
	"departure": func(l *life, _ register.Date) map[string]any {
		return map[string]any{"persons": []string{l.person()}, "to": map[string]any{"country": "THA"}}
	},
	"return": func(l *life, _ register.Date) map[string]any {
		m := map[string]any{"persons": []string{l.one(away)}}
		l.maybe(m, "to", func() any { return l.dwelling() })
		return m
	},
	"not-living-here": func(l *life, _ register.Date) map[string]any {
		step := l.of("step", "notice", "objection", "decision")
		m := map[string]any{"person": l.person(), "step": step, "reason": "nobody is there"}
		if step != "notice" {
			m["notice"] = l.act("not-living-here")
		}
		return m
	},
	"household-open": func(l *life, _ register.Date) map[string]any {
		return map[string]any{"as": l.newID(), "dwelling": l.dwelling(), "members": []any{map[string]any{"person": l.person(), "relation": "head"}}}
	},
	"household-split": func(l *life, _ register.Date) map[string]any {
		house := l.house()
		who := l.members(house)
		m := map[string]any{"household": house, "as": l.newID(), "members": []any{map[string]any{"person": who[len(who)-1], "relation": "head"}}, "head_consents": true}
		l.maybe(m, "dwelling", func() any { return l.dwelling() })
		return m
	},
	"household-merge": func(l *life, _ register.Date) map[string]any {
		house := l.house()
		var related []any
		for _, who := range l.members(house) {
			related = append(related, map[string]any{"person": who, "relation": l.relation()})
		}
		return map[string]any{"household": house, "into": l.house(), "members": related}
	},
	"head-change": func(l *life, _ register.Date) map[string]any {
		house := l.house()
		who := l.members(house)
		return map[string]any{"household": house, "head": who[len(who)-1], "relations": []any{map[string]any{"person": who[0], "relation": l.relation()}}}
	},
	"member-relation": func(l *life, _ register.Date) map[string]any {
		house := l.house()
		return map[string]any{"household": house, "members": []any{map[string]any{"person": l.members(house)[0], "relation": l.relation()}}}
	},
	"book-issue": func(l *life, _ register.Date) map[string]any {
		number := l.book()
		if l.often(4, "a book that exists") {
			number = l.of("book", l.books...)
		}
		m := map[string]any{"household": l.house(), "book": map[string]any{"class": l.of("class", append(l.g.books(), "of no law")...), "number": number}}
		l.maybe(m, "replaces", func() any { return l.of("replaced", l.books...) })
		return m
	},
	"merge": func(l *life, _ register.Date) map[string]any {
		return map[string]any{"survivor": l.person(), "other": l.person(), "reason": "one and the same"}
	},
	"unmerge": func(l *life, _ register.Date) map[string]any {
		return map[string]any{"merge": l.act("merge"), "reason": "two after all"}
	},
	"false-identity": func(l *life, _ register.Date) map[string]any {
		who := l.person()
		return map[string]any{"person": who, "facts": l.facts(who), "reason": "somebody else's papers"}
	},
	"protection": func(l *life, _ register.Date) map[string]any {
		return map[string]any{"person": l.person(), "article": "art. 1", "ends": l.often(3, "ends")}
	},
	"examination": func(l *life, _ register.Date) map[string]any {
		who := l.person()
		return map[string]any{"person": who, "facts": l.facts(who), "paper": l.c.Law.Persons.EvidenceKinds.On(today).Value[0]}
	},
	"inquiry": func(l *life, _ register.Date) map[string]any {
		who := l.person()
		return map[string]any{"person": who, "facts": l.facts(who), "reason": "doubts", "ends": l.often(3, "ends")}
	},
	"correction": func(l *life, day register.Date) map[string]any {
		who := l.person()
		f, _ := l.fact(who, func(f register.AnyFact) bool { return !f.Standing().Void })
		right := map[string]any{"from": day}
		switch f.Value.(type) {
		case register.Name:
			right = map[string]any{"name": map[string]any{"kind": "official", "forms": l.forms()}}
		case register.Birth:
			right = map[string]any{"birth": map[string]any{"date": l.of("born", "1950", "1991-01-02", "2003")}}
		case register.Sex:
			right = map[string]any{"sex": l.sex()}
		case register.Death:
			right = map[string]any{"death": map[string]any{"date": day}}
		case register.Nationality:
			right = map[string]any{"nationality": l.nationality()}
		}
		return map[string]any{"person": who, "fact": f.Key, "right": right}
	},
	"annulment": func(l *life, _ register.Date) map[string]any {
		return map[string]any{"act": l.act(""), "reason": "it never was so"}
	},
	"erasure": func(l *life, _ register.Date) map[string]any {
		switch l.of("part", "payload", "cause", "origin") {
		case "cause":
			return map[string]any{"act": l.act("death"), "part": "sealed/cause-of-death", "article": "art. 2"}
		case "origin":
			return map[string]any{"act": l.act("adoption"), "part": "sealed/adoption-origin", "article": "art. 2"}
		}
		return map[string]any{"act": l.act(""), "part": "payload", "article": "art. 2"}
	},
	"place-change": func(l *life, _ register.Date) map[string]any {
		step := map[string]any{"place": l.unit()}
		switch l.of("step", "rename", "found", "recode", "merge") {
		case "rename":
			step["name"] = map[string]any{"latin": l.of("called", "Mai", "Kao")}
		case "found":
			code := l.g.code(l.g.lowest(), l.g.above[1], rapid.IntRange(101, 103).Draw(l.r, "number"))
			l.units = append(l.units, code)
			step = l.g.unit(l.g.lowest(), l.g.above[1], code)
		case "recode":
			code := l.g.code(l.g.lowest(), l.g.above[0], rapid.IntRange(201, 203).Draw(l.r, "number"))
			l.units = append(l.units, code)
			step["code"], step["parent"] = code, l.g.above[0]
		case "merge":
			step["successors"] = []string{l.unit()}
		}
		return map[string]any{"steps": []any{step}}
	},
}

// home names a household as a form may: by its id or by one of its books.
func (l *life) home() string {
	if l.often(2, "by its book") {
		return l.of("book", l.books...)
	}
	return l.house()
}

// relation is one that the law knows.
func (l *life) relation() string { return l.of("relation", l.g.relations()...) }

func (l *life) newID() string { return "@" + string(l.c.ClientID()) }
func (l *life) sex() string   { return l.of("sex", "female", "male") }

func (l *life) nationality() map[string]any {
	if l.often(6, "no nationality") {
		return map[string]any{"state": "none"}
	}
	return map[string]any{"state": "held", "country": l.of("country", string(l.c.Law.Country), "VNM", "THA")}
}

func (l *life) maybe(m map[string]any, key string, value func() any) {
	if l.often(2, "with "+key) {
		m[key] = value()
	}
}

// facts draws one fact of a person, as a payload names several.
func (l *life) facts(who string) []register.EffectRef {
	f, _ := l.fact(who, func(f register.AnyFact) bool { return !f.Standing().Void })
	return []register.EffectRef{f.Key}
}

// members names those who are members of a household, or somebody if there are none.
func (l *life) members(house string) []string {
	var out []string
	if h, ok := l.subject(house).(*register.Household); ok {
		for _, f := range h.Members.Current() {
			i := slices.IndexFunc(l.people, func(id string) bool {
				s := l.subject(id)
				return s != nil && s.Ref() == register.PersonRef(f.Value.Person)
			})
			if i >= 0 {
				out = append(out, l.people[i])
			}
		}
	}
	if len(out) == 0 {
		return []string{l.person()}
	}
	return out
}
