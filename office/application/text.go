package application

import (
	"strconv"
	"strings"

	"samano/acts"
	"samano/register"
)

// CheckText returns the faults of a free text.
func CheckText(field, text string, limit int) []register.Finding {
	switch {
	case len(text) > limit:
		return []register.Finding{register.Blocked(register.CodeTextTooLong, field, "limit", strconv.Itoa(limit))}
	case strings.ContainsFunc(text, func(r rune) bool {
		return r == 0xFFFD || (r < 0x20 && r != '\n') || (r >= 0x202A && r <= 0x202E) || (r >= 0x2066 && r <= 0x2069)
	}):
		return []register.Finding{register.Blocked(register.CodeTextCharacter, field)}
	}
	return nil
}

// CheckReasons refuses a return or a refusal without reasons.
func CheckReasons(op register.Operation, reasons []Reason, count int) error {
	if len(reasons) == 0 {
		return register.InvalidBy(op, register.Blocked(register.CodeReasonMissing, "reasons"))
	}
	if len(reasons) > MaxFindings {
		err := register.InvalidBy(op, register.Blocked(CodeTooManyReasons, "reasons", "limit", strconv.Itoa(MaxFindings)))
		err.Kind = register.TooLarge
		return err
	}
	for _, r := range reasons {
		if strings.TrimSpace(r.Text) == "" || r.Act < -1 || r.Act >= count {
			return register.InvalidBy(op, register.Blocked(register.CodeReasonMissing, "reasons"))
		}
		if bad := CheckText("reasons", r.Text, acts.MaxText); bad != nil {
			return register.InvalidBy(op, bad...)
		}
	}
	return nil
}
