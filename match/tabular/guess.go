package tabular

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"

	"samano/match"
)

// The rules of guessing.
const (
	guessRows   = 1000 // rows looked at
	mostlyIs    = 0.8  // share of the values of a column that must look like its kind
	fewestKnown = 0.02 // a column with fewer values known says too little
	firstYear   = "1850"
	pastYear    = "2101"
	longNumber  = 40 // digits: more are a text
)

// Guess returns a plan for a file that has none, from its header and first rows. truth is the
// column that says who is who, left out of what is compared, as are columns that number the rows.
// The reader begins the file; it is read to the end of the rows looked at.
func Guess(r io.Reader, truth string) (*Plan, error) {
	in := csv.NewReader(r)
	in.FieldsPerRecord, in.LazyQuotes = -1, true
	header, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("tabular: header: %w", err)
	}
	values := make([][]string, len(header))
	rows := 0
	for ; rows < guessRows; rows++ {
		cells, err := in.Read()
		if err != nil {
			break // the end, or a fault that Read will name
		}
		for i := range min(len(cells), len(values)) {
			if v := strings.TrimSpace(cells[i]); v != "" {
				values[i] = append(values[i], v)
			}
		}
	}
	p := &Plan{Truth: truth}
	for i, name := range header {
		name = strings.TrimSpace(strings.TrimPrefix(name, bom))
		few := float64(len(values[i])) < fewestKnown*float64(rows)
		if name == truth || few || numbersRows(name, values[i], rows) || len(p.Columns) == match.MaxFields {
			continue
		}
		p.Columns = append(p.Columns, Column{Name: name, Kind: guessKind(values[i])})
	}
	p.pair()
	return p, p.check()
}

// numbersRows reports whether a column only numbers rows: every row has a value of its own, and the
// column's name says so.
func numbersRows(name string, values []string, rows int) bool {
	name = strings.ToLower(name)
	if name != "id" && !strings.HasPrefix(name, "rec_id") && !strings.HasSuffix(name, "unique_id") && !strings.HasSuffix(name, "record_id") {
		return false
	}
	distinct := slices.Compact(slices.Sorted(slices.Values(values)))
	return len(distinct) == rows
}

func guessKind(values []string) Kind {
	var mails, dates, numbers float64
	for _, v := range values {
		digits := fold(v, Number)
		mails += one(strings.Contains(v, "@"))
		dates += one(len(digits) == dateDigits && len(v) <= len("2006-01-02") && digits[:4] >= firstYear && digits[:4] < pastYear)
		numbers += one(len(digits) == len(v) && len(v) <= longNumber)
	}
	switch most := mostlyIs * float64(len(values)); {
	case mails >= most:
		return Email
	case dates >= most:
		return Date
	case numbers >= most:
		return Number
	}
	return Text
}

func one(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// pair finds texts that are exchanged by mistake: the given name and the surname, and two lines of
// one address.
func (p *Plan) pair() {
	given := p.texts("given", "first", "forename")
	family := p.texts("surname", "last", "family")
	if len(given) == 1 && len(family) == 1 {
		p.Columns[given[0]].Partner, p.Columns[family[0]].Partner = p.Columns[family[0]].Name, p.Columns[given[0]].Name
	}
	if lines := p.texts("address"); len(lines) == 2 {
		p.Columns[lines[0]].Partner, p.Columns[lines[1]].Partner = p.Columns[lines[1]].Name, p.Columns[lines[0]].Name
	}
}

// texts returns the columns of texts whose names hold one of the words.
func (p *Plan) texts(words ...string) (at []int) {
	for i, c := range p.Columns {
		if c.Kind == Text && slices.ContainsFunc(words, func(w string) bool { return strings.Contains(strings.ToLower(c.Name), w) }) {
			at = append(at, i)
		}
	}
	return at
}
