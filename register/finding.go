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

// Stops reports whether the finding stops an act whose registrar accepted what
// is in accepted.
func (f Finding) Stops(accepted []Accepted) bool {
	switch f.Severity {
	case Blocking:
		return true
	case NeedsDecision:
		for _, a := range accepted {
			if a.Code == f.Code && (a.Field == "" || a.Field == f.Field) && a.Reason != "" {
				return false
			}
		}
		return true
	}
	return false
}
