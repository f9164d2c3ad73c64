package register

import (
	"strconv"

	"samano/internal/jsonw"
)

// Values are written by hand, because every act and every document passes here when a
// country is loaded. The struct tags say the same and serve reading; a test holds these
// writers to encoding/json's result.

// dateMember leaves out the unknown date.
func dateMember(b []byte, name string, d Date) []byte {
	if d.IsZero() {
		return b
	}
	return append(d.appendText(append(jsonw.Member(b, name), '"')), '"')
}

func refMember(b []byte, name string, r EffectRef) []byte {
	if r.IsZero() {
		return b
	}
	return keyMember(b, name, r)
}

// keyMember writes the empty text for no effect.
func keyMember(b []byte, name string, r EffectRef) []byte {
	b = append(jsonw.Member(b, name), '"')
	if !r.IsZero() {
		b = r.appendText(b)
	}
	return append(b, '"')
}

func (v Origin) appendJSON(b []byte) []byte {
	return append(jsonw.Text(append(b, '{'), "by", v.By), '}')
}
func (v Number) appendJSON(b []byte) []byte { return jsonw.String(b, string(v)) }
func (v Sex) appendJSON(b []byte) []byte    { return jsonw.String(b, string(v)) }

func (v Name) appendJSON(b []byte) []byte {
	b = jsonw.Text(append(b, '{'), "kind", v.Kind)
	b = jsonw.ListIf(b, "forms", v.Forms, func(b []byte, f *NameForm) []byte { return f.appendJSON(b) })
	return append(jsonw.TrueIf(b, "unnamed", v.Unnamed), '}')
}

func (f *NameForm) appendJSON(b []byte) []byte {
	b = jsonw.Text(append(b, '{'), "script", f.Script)
	if f.Parts == nil {
		b = append(jsonw.Member(b, "parts"), "null"...)
	} else {
		b = jsonw.List(b, "parts", f.Parts, func(b []byte, p *NamePart) []byte {
			b = jsonw.TextIf(append(b, '{'), "given", p.Given)
			b = jsonw.TextIf(b, "middle", p.Middle)
			return append(jsonw.TextIf(b, "surname", p.Surname), '}')
		})
	}
	return append(jsonw.TextIf(b, "source", f.Source), '}')
}

func (v Where) appendJSON(b []byte) []byte {
	b = jsonw.NumberIf(append(b, '{'), "place", v.Place)
	b = jsonw.TextIf(b, "country", v.Country)
	return append(jsonw.TextIf(b, "text", v.Text), '}')
}

// whereMember leaves out what is not known.
func whereMember(b []byte, v Where) []byte {
	if v == (Where{}) {
		return b
	}
	return v.appendJSON(jsonw.Member(b, "where"))
}

func (v Birth) appendJSON(b []byte) []byte {
	b = whereMember(dateMember(append(b, '{'), "date", v.Date), v.Where)
	return append(jsonw.NumberIf(b, "order", v.Order), '}')
}

func (v Death) appendJSON(b []byte) []byte {
	b = whereMember(dateMember(append(b, '{'), "date", v.Date), v.Where)
	return append(jsonw.TrueIf(b, "declared", v.Declared), '}')
}

func (v Missing) appendJSON(b []byte) []byte {
	return append(dateMember(append(b, '{'), "since", v.Since), '}')
}

func (v Nationality) appendJSON(b []byte) []byte {
	b = jsonw.Text(append(b, '{'), "state", v.State)
	b = jsonw.TextIf(b, "country", v.Country)
	return append(jsonw.TextIf(b, "basis", v.Basis), '}')
}

func (v ResidenceStatus) appendJSON(b []byte) []byte {
	return append(jsonw.TextIf(jsonw.Text(append(b, '{'), "kind", v.Kind), "permit", v.Permit), '}')
}

func (v Identifier) appendJSON(b []byte) []byte {
	b = jsonw.TextIf(jsonw.Text(append(b, '{'), "kind", v.Kind), "issuer", v.Issuer)
	return append(jsonw.Text(b, "value", v.Value), '}')
}

func (v Party) appendJSON(b []byte) []byte {
	b = jsonw.NumberIf(append(b, '{'), "person", v.Person)
	if d := v.Described; d != nil {
		b = d.appendJSON(jsonw.Member(b, "described"))
	}
	return append(b, '}')
}

func (d *Description) appendJSON(b []byte) []byte {
	b = append(b, '{')
	if d.Name.Kind != "" || d.Name.Forms != nil || d.Name.Unnamed {
		b = d.Name.appendJSON(jsonw.Member(b, "name"))
	}
	b = dateMember(b, "born", d.Born)
	b = dateMember(b, "died", d.Died)
	b = jsonw.TextIf(b, "sex", d.Sex)
	if d.Nationality != nil {
		b = d.Nationality.appendJSON(jsonw.Member(b, "nationality"))
	}
	b = whereMember(b, d.Where)
	if d.Document != nil {
		b = d.Document.appendJSON(jsonw.Member(b, "document"))
	}
	return append(b, '}')
}

func (v Parent) appendJSON(b []byte) []byte {
	b = v.Party.appendJSON(jsonw.Member(jsonw.Text(append(b, '{'), "role", v.Role), "party"))
	return append(jsonw.Text(b, "basis", v.Basis), '}')
}

func (v Partner) appendJSON(b []byte) []byte {
	return append(whereMember(v.With.appendJSON(jsonw.Member(append(b, '{'), "with")), v.Where), '}')
}

func (v Guardian) appendJSON(b []byte) []byte {
	return append(jsonw.TextIf(v.Party.appendJSON(jsonw.Member(append(b, '{'), "party")), "scope", v.Scope), '}')
}

func (v Address) appendJSON(b []byte) []byte {
	return append(jsonw.TextIf(jsonw.Number(append(b, '{'), "place", v.Place), "dwelling", v.Dwelling), '}')
}

func (v Residence) appendJSON(b []byte) []byte {
	b = jsonw.Text(append(b, '{'), "kind", v.Kind)
	if v.Address != (Address{}) {
		b = v.Address.appendJSON(jsonw.Member(b, "address"))
	}
	b = jsonw.TextIf(b, "country", v.Country)
	b = jsonw.TextIf(b, "text", v.Text)
	return append(dateMember(b, "expected", v.Expected), '}')
}

func (v Protection) appendJSON(b []byte) []byte {
	return append(jsonw.TextIf(append(b, '{'), "reason", v.Reason), '}')
}

func (v SameAs) appendJSON(b []byte) []byte {
	return append(jsonw.TrueIf(jsonw.Number(append(b, '{'), "person", v.Person), "survives", v.Survives), '}')
}

func (v Member) appendJSON(b []byte) []byte {
	return append(jsonw.Text(jsonw.Number(append(b, '{'), "person", v.Person), "relation", v.Relation), '}')
}

func (v Head) appendJSON(b []byte) []byte {
	return append(jsonw.Number(append(b, '{'), "person", v.Person), '}')
}

func (v HouseholdKind) appendJSON(b []byte) []byte { return jsonw.String(b, string(v)) }

func (v Book) appendJSON(b []byte) []byte {
	return append(jsonw.Text(jsonw.Text(append(b, '{'), "class", v.Class), "number", v.Number), '}')
}

func (v Code) appendJSON(b []byte) []byte { return jsonw.String(b, string(v)) }

func (v PlaceName) appendJSON(b []byte) []byte {
	return append(jsonw.TextIf(jsonw.TextIf(append(b, '{'), "lao", v.Lao), "latin", v.Latin), '}')
}

func (v Level) appendJSON(b []byte) []byte { return jsonw.String(b, string(v)) }

func (v ParentPlace) appendJSON(b []byte) []byte {
	return append(jsonw.Number(append(b, '{'), "place", v.Place), '}')
}

func (v Successor) appendJSON(b []byte) []byte {
	return append(jsonw.Number(append(b, '{'), "place", v.Place), '}')
}

func (f *Fact[T]) appendJSON(b []byte) []byte {
	b = keyMember(append(b, '{'), "key", f.Key)
	b = f.Value.appendJSON(append(b, `,"value":`...))
	b = jsonw.TextIf(dateMember(b, "from", f.From), "source", f.Source)
	b = jsonw.ListIf(b, "trail", f.Trail, func(b []byte, t *Trace) []byte {
		b = jsonw.Text(keyMember(append(b, '{'), "by", t.By), "op", t.Op)
		b = dateMember(dateMember(refMember(b, "of", t.Of), "until", t.Until), "on", t.On)
		return append(jsonw.TextIf(b, "paper", t.Paper), '}')
	})
	return append(b, '}')
}

func (h *History) appendJSON(b []byte) []byte {
	if h.Acts == nil {
		return append(jsonw.Member(b, "acts"), "null"...)
	}
	return jsonw.List(b, "acts", h.Acts, func(b []byte, seq *Seq) []byte { return strconv.AppendInt(b, int64(*seq), 10) })
}

// AppendOpen appends the members of a proposal, all but its payload, as an object that
// is not closed: the register adds what it says of the act itself.
func (p *Proposal) AppendOpen(b []byte) []byte {
	b = jsonw.Text(append(b, '{'), "id", p.ID)
	b = jsonw.Text(b, "kind", p.Kind)
	b = dateMember(b, "happened", p.Happened)
	b = jsonw.Text(b, "declared", p.Declared.String())
	b = jsonw.TextIf(b, "declarant", p.Declarant)
	b = jsonw.Text(append(jsonw.Member(b, "decision"), '{'), "by", p.Decision.By)
	b = jsonw.TextIf(b, "authority", p.Decision.Authority)
	b = jsonw.TextIf(b, "reference", p.Decision.Reference)
	b = append(dateMember(b, "on", p.Decision.On), '}')
	b = jsonw.ListIf(b, "evidence", p.Evidence, func(b []byte, e *Evidence) []byte {
		b = jsonw.TextIf(jsonw.Text(append(b, '{'), "kind", e.Kind), "sha256", e.SHA256)
		return append(jsonw.TextIf(b, "note", e.Note), '}')
	})
	b = jsonw.ListIf(b, "examined", p.Examined, func(b []byte, x *Examined) []byte {
		b = refMember(jsonw.Text(append(b, '{'), "person", x.Person), "fact", x.Fact)
		return append(jsonw.Text(b, "paper", x.Paper), '}')
	})
	b = jsonw.Text(b, "office", p.Office)
	b = jsonw.TextIf(b, "declared_to", p.DeclaredTo)
	b = jsonw.Text(b, "registrar", p.Registrar)
	b = jsonw.ListIf(b, "accepted", p.Accepted, func(b []byte, a *Accepted) []byte {
		b = jsonw.TextIf(jsonw.Text(append(b, '{'), "code", a.Code), "field", a.Field)
		return append(jsonw.Text(jsonw.TextIf(b, "person", a.Person), "reason", a.Reason), '}')
	})
	return jsonw.ListIf(b, "seen", p.Seen, func(b []byte, s *Seen) []byte {
		return append(jsonw.Number(jsonw.Text(append(b, '{'), "subject", s.Subject), "seq", s.Seq), '}')
	})
}
