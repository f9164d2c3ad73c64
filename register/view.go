package register

// Ordinary returns the person as ordinary extracts may show them: without facts that
// are void or sealed, and without whatever would tell an adopted, recognised or
// found child from any other. The parents are the present ones, from birth on;
// neither their basis nor the acts that made them so can be seen.
func (p *Person) Ordinary() *Person {
	birth, _ := p.Births.Last()
	born, source := birth.Value.Date, birth.Source // an adoption has a paper, a birth perhaps none
	out := *p
	out.History = History{}
	for i := range out.width() {
		out.column(i).show()
	}
	out.Origins = nil
	for range p.Origins.Standing() {
		out.Origins = append(out.Origins, Fact[Origin]{})
	}
	for i := range out.Nationalities {
		out.Nationalities[i].Value.Basis = ""
	}
	if len(out.Names) < len(p.Names.Standing()) {
		// A name that begins later than the person would tell of one before it.
		for i := range out.Names {
			out.Names[i] = Fact[Name]{Value: out.Names[i].Value, From: born, Source: source, Trail: out.Names[i].Trail}
		}
	}
	parents := out.Parents.Current()
	out.Parents = nil
	for _, f := range parents {
		out.Parents = append(out.Parents, Fact[Parent]{Value: Parent{Role: f.Value.Role, Party: f.Value.Party}, From: born, Source: source})
	}
	return &out
}
