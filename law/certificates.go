package law

import (
	"slices"
	"strings"
)

// CertificateRules are about one kind of certificate.
type CertificateRules struct {
	Levels    Rule[[]string] // office levels that may issue it
	ValidDays Rule[int]      // 0: until superseded
	Fields    Rule[[]string] // what it shows, in order
}

// readCertificates reads the section certificates: a table for each kind of act of which
// certificates are issued. A table of another kind, and a field that no certificate of the kind
// has, would be law on paper.
func readCertificates(t *table, p *Pack) {
	p.Certificates = make(map[string]CertificateRules)
	var certified []string
	for _, kind := range t.kinds {
		if len(kind.CertificateFields) > 0 {
			certified = append(certified, string(kind.Name))
		}
	}
	for _, kind := range t.kinds {
		if !slices.Contains(certified, string(kind.Name)) {
			if _, there := t.take(string(kind.Name)); there {
				t.at(t.name+"."+string(kind.Name), "", "is of a kind of act of which no certificate is issued",
					"take the table out: there are certificates of "+strings.Join(certified, ", "))
			}
			continue
		}
		c := t.sub(string(kind.Name), false)
		p.Certificates[string(kind.Name)] = CertificateRules{
			Levels:    inherit(c, "levels", nil, atLeastOne(t.officeLevels(p))),
			ValidDays: inherit(c, "valid_days", nil, days),
			Fields:    inherit(c, "fields", nil, atLeastOne(among("field of a certificate of "+string(kind.Name), kind.CertificateFields))),
		}
		c.close()
	}
}
