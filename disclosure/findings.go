package disclosure

import (
	"slices"

	"samano/register"
)

// homeCodes are the findings of package acts that tell by themselves where somebody lives, with
// whom, or whether they are away. An office could propose moves to each house of its villages, or
// changes in each household, until one of these is found or is not.
var homeCodes = []string{
	"office-outside-area", "already-lives-there", "stay-at-home", "return-is-move", "not-away", "already-abroad",
	"no-permanent-place", "dwelling-missing", "notice-running-already", "not-a-member", "before-membership",
	"head-already", "household-without-head",
	"move-whole-leaves-somebody", "merge-leaves-somebody", "merge-leaves-household", "merge-same-household",
	"split-leaves-nobody", "correction-changes-nothing",
}

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
		return slices.Contains(homeCodes, f.Code)
	})
}

// Redact returns findings about somebody whom a protection covers as others may see them:
// without particulars, and without those findings that are one (homeCodes). An act that only these
// stop is for the national desk to refuse.
func Redact(findings []register.Finding) []register.Finding {
	out := slices.DeleteFunc(slices.Clone(findings), func(f register.Finding) bool { return slices.Contains(homeCodes, f.Code) })
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
