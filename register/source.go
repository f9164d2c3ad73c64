package register

// Source says how the register came to hold a fact. The act that opens the fact decides it,
// once. The values are stored: never rename. Most facts of everyday are declared, so that is
// what is not written.
type Source string

// The sources, from the strongest to the weakest.
const (
	// SourcePaper: the act lists evidence that the law names for its kind and that the declarant
	// did not write, or another authority decided it.
	SourcePaper Source = "paper-seen"
	// SourceDeclared: somebody declared it and no paper that the law names was seen.
	SourceDeclared Source = ""
	// SourceTakenOver: it came with a load, or in a lot that no declarant stands behind.
	SourceTakenOver Source = "taken-over"
)

// String returns the word for a source; of a declared fact too, where the stored text is empty.
func (s Source) String() string {
	if s == SourceDeclared {
		return "declared"
	}
	return string(s)
}

func (s Source) weakness() int {
	switch s {
	case SourcePaper:
		return 0
	case SourceTakenOver:
		return 2
	}
	return 1
}

// Weakest returns the weakest of the sources: that of a fact which is derived from facts that
// have these.
func (s Source) Weakest(others ...Source) Source {
	for _, o := range others {
		if o.weakness() > s.weakness() {
			s = o
		}
	}
	return s
}
