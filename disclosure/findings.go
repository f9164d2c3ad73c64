package disclosure

import (
	"slices"

	"samano/register"
)

// CodeOutsideArea is the finding of package acts that an act belongs to a place outside
// the office's area. It discloses a residence: an office could propose moves to learn
// whether a person lives in its area.
const CodeOutsideArea = "office-outside-area"

// publicArgs are the arguments of findings that come from the law or from the
// application itself. All others may tell of somebody.
var publicArgs = []string{"kind", "limit", "days", "age", "level", "authority", "role", "class", "code", "value"}

// Tells reports whether findings may tell of somebody: they have particulars that Redact takes out.
func Tells(findings []register.Finding) bool {
	return slices.ContainsFunc(findings, func(f register.Finding) bool {
		for name := range f.Args {
			if !slices.Contains(publicArgs, name) {
				return true
			}
		}
		return f.Code == CodeOutsideArea
	})
}

// Redact returns findings about somebody whom a protection covers as others may see them:
// without particulars, and without the finding that is one (CodeOutsideArea).
func Redact(findings []register.Finding) []register.Finding {
	out := slices.DeleteFunc(slices.Clone(findings), func(f register.Finding) bool { return f.Code == CodeOutsideArea })
	for i := range out {
		args := map[string]string{}
		for name, value := range out[i].Args {
			if !slices.Contains(publicArgs, name) {
				value = "–"
			}
			args[name] = value
		}
		if len(args) > 0 {
			out[i].Args = args
		}
	}
	return out
}
