package register

// Severity says what a finding does to the act.
type Severity string

// The severities.
const (
	// Blocking stops the act.
	Blocking Severity = "blocking"
	// NeedsDecision stops the act until the registrar accepts it with a reason.
	NeedsDecision Severity = "needs-decision"
	// Warning stops nothing and is stored with the act.
	Warning Severity = "warning"
)

// Finding is the outcome of a check. It carries no prose: code, field and
// arguments become a sentence in the reader's language at the edge, with the
// rule and the remedy beside it.
type Finding struct {
	Code     string            `json:"code"`            // a key of the message catalogue
	Field    string            `json:"field,omitempty"` // path in the proposal: "payload.mother"
	Severity Severity          `json:"severity"`
	Article  string            `json:"article,omitempty"` // the source of the rule, from the law pack
	Args     map[string]string `json:"args,omitempty"`
}

// NewFinding makes a finding. Its arguments stand in pairs, each with its name before it.
func NewFinding(s Severity, code, field string, pairs ...string) Finding {
	f := Finding{Code: code, Field: field, Severity: s}
	if len(pairs) > 0 {
		f.Args = make(map[string]string, len(pairs)/2)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.Args[pairs[i]] = pairs[i+1]
	}
	return f
}

// Blocked makes a finding that stops what was proposed.
func Blocked(code, field string, pairs ...string) Finding {
	return NewFinding(Blocking, code, field, pairs...)
}

// The findings about somebody else in the register who may be the person whom an
// act enters, renames or parts from another record. Each names one such person, in
// its argument ArgPerson. It is accepted for that person only: a comparison with one
// says nothing of the next.
const (
	CodePerhapsRegistered = "perhaps-registered-already"
	CodeSurelyRegistered  = "registered-already-it-seems"

	// ArgPerson is the number for life of that person, or, of somebody who has none,
	// a client-made id with '@', or that of the act that entered the person.
	ArgPerson = "person"
	// ArgOf names, in the same way, whom the act renames or parts from another record;
	// a person whom it enters has no name yet.
	ArgOf = "of"
)

// AboutAnother reports whether the finding asks if somebody is a certain other person.
func (f Finding) AboutAnother() bool { return aboutAnother(f.Code) }

func aboutAnother(code string) bool {
	return code == CodePerhapsRegistered || code == CodeSurelyRegistered
}

// Accept returns the decision that accepts this finding for that reason.
func (f Finding) Accept(reason string) Accepted {
	a := Accepted{Code: f.Code, Field: f.Field, Reason: reason}
	if f.AboutAnother() {
		a.Person = f.Args[ArgPerson]
	}
	return a
}

// Stops reports whether the finding stops an act whose registrar accepted what
// is in accepted.
func (f Finding) Stops(accepted []Accepted) bool {
	switch f.Severity {
	case Blocking:
		return true
	case NeedsDecision:
		for _, a := range accepted {
			if a.answers(f) && (a.Field == "" || a.Field == f.Field) && a.Reason != "" {
				return false
			}
		}
		return true
	}
	return false
}

// answers reports whether the decision is on this finding's question. Whether two
// records are one person is one question, however sure the register is.
func (a Accepted) answers(f Finding) bool {
	if f.AboutAnother() {
		return aboutAnother(a.Code) && a.Person != "" && a.Person == f.Args[ArgPerson]
	}
	return a.Code == f.Code
}
