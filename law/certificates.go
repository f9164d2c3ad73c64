package law

// CertificateRules are about one kind of certificate.
type CertificateRules struct {
	Levels    Rule[[]string] // office levels that may issue it
	ValidDays Rule[int]      // 0: until superseded
	Fields    Rule[[]string] // what it shows, in order
}

// readCertificates reads the section certificates: a table for each kind of act of which the
// country issues certificates.
func readCertificates(t *table, p *Pack) {
	p.Certificates = make(map[string]CertificateRules)
	for _, kind := range t.kinds {
		if !t.has(string(kind.Name)) && !kind.Certified {
			continue
		}
		c := t.sub(string(kind.Name), false)
		p.Certificates[string(kind.Name)] = CertificateRules{
			Levels:    inherit(c, "levels", nil, atLeastOne(t.officeLevels(p))),
			ValidDays: inherit(c, "valid_days", nil, days),
			Fields:    inherit(c, "fields", nil, names()),
		}
		c.close()
	}
}
