package register

// Ordinary gives the person as ordinary extracts may show them: without facts that
// are void or sealed, and without whatever would tell an adopted, recognised or
// found child from any other. The parents are the present ones, from birth on;
// neither their basis nor the acts that made them so can be seen.
func (p *Person) Ordinary() *Person {
	born := p.Born().Date
	out := &Person{
		ID:      p.ID,
		Numbers: p.Numbers.shown(), Births: p.Births.shown(), Sexes: p.Sexes.shown(), Deaths: p.Deaths.shown(),
		Missing: p.Missing.shown(), Statuses: p.Statuses.shown(), Identifiers: p.Identifiers.shown(),
		Partners: p.Partners.shown(), Guardians: p.Guardians.shown(), Residences: p.Residences.shown(),
		Protections: p.Protections.shown(), SameAs: p.SameAs.shown(),
	}
	for range p.Origins.Standing() {
		out.Origins = append(out.Origins, Fact[Origin]{})
	}
	for _, f := range p.Nationalities.shown() {
		f.Value.Basis = ""
		out.Nationalities = append(out.Nationalities, f)
	}
	out.Names = p.Names.shown()
	if len(out.Names) < len(p.Names.Standing()) {
		// A name that begins later than the person would tell of one before it.
		for i := range out.Names {
			out.Names[i] = Fact[Name]{Value: out.Names[i].Value, From: born, Trail: out.Names[i].Trail}
		}
	}
	for _, f := range p.Parents.shown().Current() {
		out.Parents = append(out.Parents, Fact[Parent]{Value: Parent{Role: f.Value.Role, Party: f.Value.Party}, From: born})
	}
	return out
}

// shown gives the facts that are neither void nor sealed.
func (fs Facts[T]) shown() Facts[T] {
	var out Facts[T]
	for i := range fs {
		if s := fs[i].Standing(); !s.Void && !s.Sealed {
			out = append(out, fs[i])
		}
	}
	return out
}
