package register

import (
	"encoding/json"
	"strconv"
	"unicode/utf8"
)

// Values and documents are written by hand, because every act and every document
// goes through here when a country is loaded. The struct tags stay what they mean
// and serve reading; a test holds these writers to encoding/json's result.

// member begins a member of an object.
func member(b []byte, name string) []byte {
	if b[len(b)-1] != '{' {
		b = append(b, ',')
	}
	return append(append(append(b, '"'), name...), '"', ':')
}

func textMember[S ~string](b []byte, name string, s S) []byte {
	return AppendString(member(b, name), string(s))
}

// textMemberIf leaves out what is empty.
func textMemberIf[S ~string](b []byte, name string, s S) []byte {
	if s == "" {
		return b
	}
	return textMember(b, name, s)
}

func numberMember[N ~int | ~int64](b []byte, name string, n N) []byte {
	return strconv.AppendInt(member(b, name), int64(n), 10)
}

// numberMemberIf leaves out 0.
func numberMemberIf[N ~int | ~int64](b []byte, name string, n N) []byte {
	if n == 0 {
		return b
	}
	return numberMember(b, name, n)
}

// trueMember leaves out false.
func trueMember(b []byte, name string, is bool) []byte {
	if !is {
		return b
	}
	return append(member(b, name), "true"...)
}

// dateMember leaves out the unknown date.
func dateMember(b []byte, name string, d Date) []byte {
	if d.IsZero() {
		return b
	}
	return append(d.appendText(append(member(b, name), '"')), '"')
}

func refMember(b []byte, name string, r EffectRef) []byte {
	if r.IsZero() {
		return b
	}
	return append(r.appendText(append(member(b, name), '"')), '"')
}

// AppendString appends a string as encoding/json writes it. What needs more than quotes
// is rare and left to it.
func AppendString(b []byte, s string) []byte {
	plain := true
	for i := range len(s) {
		switch c := s[i]; {
		case c >= utf8.RuneSelf:
			// U+2028 and U+2029, which encoding/json escapes, begin with 0xe2.
			plain = plain && c != 0xe2
		case c < ' ' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || c == 0x7f:
			plain = false
		}
	}
	if plain && utf8.ValidString(s) {
		return append(append(append(b, '"'), s...), '"')
	}
	text, _ := json.Marshal(s) // of a string it cannot fail
	return append(b, text...)
}

func (v Origin) appendJSON(b []byte) []byte {
	return append(textMember(append(b, '{'), "by", v.By), '}')
}
func (v Number) appendJSON(b []byte) []byte { return AppendString(b, string(v)) }
func (v Sex) appendJSON(b []byte) []byte    { return AppendString(b, string(v)) }

func (v Name) appendJSON(b []byte) []byte {
	b = textMember(append(b, '{'), "kind", v.Kind)
	if len(v.Forms) > 0 {
		b = append(member(b, "forms"), '[')
		for i := range v.Forms {
			if i > 0 {
				b = append(b, ',')
			}
			b = v.Forms[i].appendJSON(b)
		}
		b = append(b, ']')
	}
	return append(trueMember(b, "unnamed", v.Unnamed), '}')
}

func (f *NameForm) appendJSON(b []byte) []byte {
	b = member(textMember(append(b, '{'), "script", f.Script), "parts")
	if f.Parts == nil {
		b = append(b, "null"...)
	} else {
		b = append(b, '[')
		for i, p := range f.Parts {
			if i > 0 {
				b = append(b, ',')
			}
			b = textMemberIf(append(b, '{'), "given", p.Given)
			b = textMemberIf(b, "middle", p.Middle)
			b = append(textMemberIf(b, "surname", p.Surname), '}')
		}
		b = append(b, ']')
	}
	return append(textMemberIf(b, "source", f.Source), '}')
}

func (v Where) appendJSON(b []byte) []byte {
	b = numberMemberIf(append(b, '{'), "place", v.Place)
	b = textMemberIf(b, "country", v.Country)
	return append(textMemberIf(b, "text", v.Text), '}')
}

// whereMember leaves out what is not known.
func whereMember(b []byte, v Where) []byte {
	if v == (Where{}) {
		return b
	}
	return v.appendJSON(member(b, "where"))
}

func (v Birth) appendJSON(b []byte) []byte {
	b = whereMember(dateMember(append(b, '{'), "date", v.Date), v.Where)
	return append(numberMemberIf(b, "order", v.Order), '}')
}

func (v Death) appendJSON(b []byte) []byte {
	b = whereMember(dateMember(append(b, '{'), "date", v.Date), v.Where)
	return append(trueMember(b, "declared", v.Declared), '}')
}

func (v Missing) appendJSON(b []byte) []byte {
	return append(dateMember(append(b, '{'), "since", v.Since), '}')
}

func (v Nationality) appendJSON(b []byte) []byte {
	b = textMember(append(b, '{'), "state", v.State)
	b = textMemberIf(b, "country", v.Country)
	return append(textMemberIf(b, "basis", v.Basis), '}')
}

func (v ResidenceStatus) appendJSON(b []byte) []byte {
	return append(textMemberIf(textMember(append(b, '{'), "kind", v.Kind), "permit", v.Permit), '}')
}

func (v Identifier) appendJSON(b []byte) []byte {
	b = textMemberIf(textMember(append(b, '{'), "kind", v.Kind), "issuer", v.Issuer)
	return append(textMember(b, "value", v.Value), '}')
}

func (v Party) appendJSON(b []byte) []byte {
	b = numberMemberIf(append(b, '{'), "person", v.Person)
	if d := v.Described; d != nil {
		b = d.appendJSON(member(b, "described"))
	}
	return append(b, '}')
}

func (d *Description) appendJSON(b []byte) []byte {
	b = append(b, '{')
	if d.Name.Kind != "" || d.Name.Forms != nil || d.Name.Unnamed {
		b = d.Name.appendJSON(member(b, "name"))
	}
	b = dateMember(b, "born", d.Born)
	b = dateMember(b, "died", d.Died)
	b = textMemberIf(b, "sex", d.Sex)
	if d.Nationality != nil {
		b = d.Nationality.appendJSON(member(b, "nationality"))
	}
	b = whereMember(b, d.Where)
	if d.Document != nil {
		b = d.Document.appendJSON(member(b, "document"))
	}
	return append(b, '}')
}

func (v Parent) appendJSON(b []byte) []byte {
	b = v.Party.appendJSON(member(textMember(append(b, '{'), "role", v.Role), "party"))
	return append(textMember(b, "basis", v.Basis), '}')
}

func (v Partner) appendJSON(b []byte) []byte {
	return append(whereMember(v.With.appendJSON(member(append(b, '{'), "with")), v.Where), '}')
}

func (v Guardian) appendJSON(b []byte) []byte {
	return append(textMemberIf(v.Party.appendJSON(member(append(b, '{'), "party")), "scope", v.Scope), '}')
}

func (v Address) appendJSON(b []byte) []byte {
	return append(textMemberIf(numberMember(append(b, '{'), "place", v.Place), "dwelling", v.Dwelling), '}')
}

func (v Residence) appendJSON(b []byte) []byte {
	b = textMember(append(b, '{'), "kind", v.Kind)
	if v.Address != (Address{}) {
		b = v.Address.appendJSON(member(b, "address"))
	}
	b = textMemberIf(b, "country", v.Country)
	b = textMemberIf(b, "reason", v.Reason)
	return append(dateMember(b, "expected", v.Expected), '}')
}

func (v Protection) appendJSON(b []byte) []byte {
	return append(textMemberIf(append(b, '{'), "reason", v.Reason), '}')
}

func (v SameAs) appendJSON(b []byte) []byte {
	return append(trueMember(numberMember(append(b, '{'), "person", v.Person), "survives", v.Survives), '}')
}

func (v Member) appendJSON(b []byte) []byte {
	return append(textMember(numberMember(append(b, '{'), "person", v.Person), "relation", v.Relation), '}')
}

func (v Head) appendJSON(b []byte) []byte {
	return append(numberMember(append(b, '{'), "person", v.Person), '}')
}

func (v HouseholdKind) appendJSON(b []byte) []byte { return AppendString(b, string(v)) }

func (v Book) appendJSON(b []byte) []byte {
	return append(textMember(textMember(append(b, '{'), "class", v.Class), "number", v.Number), '}')
}

func (v Code) appendJSON(b []byte) []byte { return AppendString(b, string(v)) }

func (v PlaceName) appendJSON(b []byte) []byte {
	return append(textMemberIf(textMemberIf(append(b, '{'), "lao", v.Lao), "latin", v.Latin), '}')
}

func (v Level) appendJSON(b []byte) []byte { return AppendString(b, string(v)) }

func (v ParentPlace) appendJSON(b []byte) []byte {
	return append(numberMember(append(b, '{'), "place", v.Place), '}')
}

func (v Successor) appendJSON(b []byte) []byte {
	return append(numberMember(append(b, '{'), "place", v.Place), '}')
}

// factsMember writes the facts of one field; none are left out.
func factsMember[T Value](b []byte, name string, fs Facts[T]) []byte {
	if len(fs) == 0 {
		return b
	}
	b = append(member(b, name), '[')
	for i := range fs {
		if i > 0 {
			b = append(b, ',')
		}
		b = fs[i].appendJSON(b)
	}
	return append(b, ']')
}

func (f *Fact[T]) appendJSON(b []byte) []byte {
	b = append(append(b, `{"key":"`...), f.Key.String()...)
	b = f.Value.appendJSON(append(b, `","value":`...))
	b = dateMember(b, "from", f.From)
	if len(f.Trail) > 0 {
		b = append(member(b, "trail"), '[')
		for i := range f.Trail {
			if i > 0 {
				b = append(b, ',')
			}
			t := &f.Trail[i]
			b = append(append(append(b, `{"by":"`...), t.By.String()...), '"')
			b = textMember(b, "op", t.Op)
			b = append(dateMember(refMember(b, "of", t.Of), "until", t.Until), '}')
		}
		b = append(b, ']')
	}
	return append(b, '}')
}

func (h *History) appendJSON(b []byte) []byte {
	if h.Acts == nil {
		return append(member(b, "acts"), "null"...)
	}
	b = append(member(b, "acts"), '[')
	for i, seq := range h.Acts {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, int64(seq), 10)
	}
	return append(b, ']')
}

// AppendDocument appends the person's document, as it is stored.
func (p *Person) AppendDocument(b []byte) []byte {
	b = p.History.appendJSON(append(b, '{'))
	b = factsMember(b, "origins", p.Origins)
	b = factsMember(b, "numbers", p.Numbers)
	b = factsMember(b, "names", p.Names)
	b = factsMember(b, "births", p.Births)
	b = factsMember(b, "sexes", p.Sexes)
	b = factsMember(b, "deaths", p.Deaths)
	b = factsMember(b, "missing", p.Missing)
	b = factsMember(b, "nationalities", p.Nationalities)
	b = factsMember(b, "statuses", p.Statuses)
	b = factsMember(b, "identifiers", p.Identifiers)
	b = factsMember(b, "parents", p.Parents)
	b = factsMember(b, "partners", p.Partners)
	b = factsMember(b, "guardians", p.Guardians)
	b = factsMember(b, "residences", p.Residences)
	b = factsMember(b, "protections", p.Protections)
	return append(factsMember(b, "same_as", p.SameAs), '}')
}

// AppendDocument appends the household's document, as it is stored.
func (h *Household) AppendDocument(b []byte) []byte {
	b = h.History.appendJSON(append(b, '{'))
	b = factsMember(b, "origins", h.Origins)
	b = factsMember(b, "kinds", h.Kinds)
	b = factsMember(b, "addresses", h.Addresses)
	b = factsMember(b, "heads", h.Heads)
	b = factsMember(b, "members", h.Members)
	return append(factsMember(b, "books", h.Books), '}')
}

// AppendDocument appends the place's document, as it is stored.
func (p *Place) AppendDocument(b []byte) []byte {
	b = p.History.appendJSON(append(b, '{'))
	b = factsMember(b, "origins", p.Origins)
	b = factsMember(b, "codes", p.Codes)
	b = factsMember(b, "names", p.Names)
	b = factsMember(b, "levels", p.Levels)
	b = factsMember(b, "parents", p.Parents)
	return append(factsMember(b, "successors", p.Successors), '}')
}

// AppendOpen appends the members of a proposal, all but its payload, as an object that
// is not closed: the register adds what it says of the act itself.
func (p *Proposal) AppendOpen(b []byte) []byte {
	b = textMember(append(b, '{'), "id", p.ID)
	b = textMember(b, "kind", p.Kind)
	b = dateMember(b, "happened", p.Happened)
	b = textMember(b, "declared", p.Declared.String())
	b = textMemberIf(b, "declarant", p.Declarant)
	b = textMember(append(member(b, "decision"), '{'), "by", p.Decision.By)
	b = textMemberIf(b, "authority", p.Decision.Authority)
	b = textMemberIf(b, "reference", p.Decision.Reference)
	b = append(dateMember(b, "on", p.Decision.On), '}')
	b = listMember(b, "evidence", p.Evidence, func(b []byte, e *Evidence) []byte {
		b = textMemberIf(textMember(b, "kind", e.Kind), "sha256", e.SHA256)
		return textMemberIf(b, "note", e.Note)
	})
	b = textMember(b, "office", p.Office)
	b = textMemberIf(b, "declared_to", p.DeclaredTo)
	b = textMember(b, "registrar", p.Registrar)
	b = listMember(b, "accepted", p.Accepted, func(b []byte, a *Accepted) []byte {
		b = textMemberIf(textMember(b, "code", a.Code), "field", a.Field)
		return textMember(textMemberIf(b, "person", a.Person), "reason", a.Reason)
	})
	return listMember(b, "seen", p.Seen, func(b []byte, s *Seen) []byte {
		return numberMember(textMember(b, "subject", s.Subject), "seq", s.Seq)
	})
}

// listMember writes a list of objects; an empty one is left out.
func listMember[T any](b []byte, name string, list []T, members func([]byte, *T) []byte) []byte {
	if len(list) == 0 {
		return b
	}
	b = append(member(b, name), '[')
	for i := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(members(append(b, '{'), &list[i]), '}')
	}
	return append(b, ']')
}
