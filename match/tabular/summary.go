package tabular

import "samano/match"

// Summary says in counts what linking a file came to.
type Summary struct {
	Rows      int             `json:"rows"`
	Columns   []SummaryColumn `json:"columns"`
	Compared  int             `json:"compared"`  // pairs of rows that share a key
	Truncated int             `json:"truncated"` // times that a row was left out under a key that is too common even when split
	Threshold float64         `json:"threshold"`
	SameFrom  float64         `json:"same_from"`
	AskFrom   float64         `json:"ask_from"`
	Join      int             `json:"join"`
	Ask       int             `json:"ask"`
	Leave     int             `json:"leave"`
}

// SummaryColumn is a column that was compared.
type SummaryColumn struct {
	Name string `json:"name"`
	Kind Kind   `json:"kind"`
}

// Summary counts the pairs of a file of so many rows by what the thresholds make of them.
func (r *Result) Summary(rows int, at match.Thresholds, columns ...SummaryColumn) Summary {
	s := Summary{
		Rows: rows, Columns: columns, Compared: len(r.Pairs), Truncated: r.Truncated, Threshold: r.Threshold,
		SameFrom: float64(at.SamePPM) / 1e6, AskFrom: float64(at.AskPPM) / 1e6,
	}
	for _, pair := range r.Pairs {
		switch at.Outcome(pair.P) {
		case match.Match:
			s.Join++
		case match.PossibleMatch:
			s.Ask++
		case match.NonMatch:
			s.Leave++
		}
	}
	return s
}
