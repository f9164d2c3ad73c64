package access

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"samano/register"
)

// Officer is a named account at an office.
type Officer struct {
	ID        register.OfficerID `json:"id"`
	Name      string             `json:"name"`                 // as the officer writes it, mostly in Lao
	NameLatin string             `json:"name_latin,omitempty"` // may be empty
	Office    register.OfficeID  `json:"office"`
	Roles     []Role             `json:"roles"` // none: may do nothing
	From      register.Day       `json:"from"`  // the first active day
	Until     register.Day       `json:"until"` // the first day no longer active; register.LastDay: open
	// MustChange is set when somebody else has set the password. Until the officer
	// has chosen one, nothing else is allowed.
	MustChange bool `json:"must_change"`
}

// Active reports whether the account is active on that day.
func (o Officer) Active(day register.Day) bool { return o.From <= day && day < o.Until }

// Actor is who acts: an officer and the office, as both stand at this moment.
// SignIn returns one for a session.
type Actor struct {
	Officer Officer
	Office  register.Office
}

const (
	// minIDBytes and maxIDBytes bound the ids of officers and offices: they are
	// typed at every sign-in and stand on paper beside each act.
	minIDBytes = 2
	maxIDBytes = 40
	// maxNameRunes bounds an officer's or office's name: one printed line.
	maxNameRunes = 120
)

// validID accepts lower-case ASCII letters, digits, '.' and '-', with a letter
// or digit at both ends: it can be typed on any keyboard and read out on the
// telephone, and no two look alike but for their letters.
func validID(id string) bool {
	if len(id) < minIDBytes || len(id) > maxIDBytes {
		return false
	}
	for i := range len(id) {
		c := id[i]
		inner := i > 0 && i < len(id)-1 && (c == '.' || c == '-')
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && !inner {
			return false
		}
	}
	return true
}

// accountID returns the id of the account that was typed. A text that cannot be an id becomes the
// empty one, which nobody has.
func accountID(typed string) register.OfficerID {
	if id := strings.ToLower(strings.TrimSpace(typed)); validID(id) {
		return register.OfficerID(id)
	}
	return ""
}

func validName(s string) bool {
	return utf8.ValidString(s) && utf8.RuneCountInString(s) <= maxNameRunes && !strings.ContainsFunc(s, unicode.IsControl)
}

// checkOfficer returns what is wrong with an officer at an office.
func (r Rules) checkOfficer(o Officer, office register.Office) []register.Finding {
	var out []register.Finding
	if !validID(string(o.ID)) {
		out = append(out, register.Blocked(CodeAccountMalformed, "id"))
	}
	if strings.TrimSpace(o.Name) == "" {
		out = append(out, register.Blocked(CodeNameMissing, "name"))
	}
	if !validName(o.Name) || !validName(o.NameLatin) {
		out = append(out, register.Blocked(CodeNameMalformed, "name"))
	}
	if o.From >= o.Until {
		out = append(out, register.Blocked(CodeIntervalEmpty, "until"))
	}
	return append(out, r.checkRoles(o.Roles, office)...)
}

// normal returns the officer with sorted roles.
func (o Officer) normal() Officer {
	o.Roles = slices.Clone(o.Roles)
	slices.Sort(o.Roles)
	return o
}
