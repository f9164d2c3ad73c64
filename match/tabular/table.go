package tabular

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"samano/names"
)

// Fault is a fault of a row. The row is kept, without the values that cannot be read.
type Fault struct {
	Row  int // from 1, the header not counted
	Code string
}

// The codes of faults.
const (
	FaultEncoding = "encoding" // a value is not UTF-8: taken as missing
	FaultColumns  = "columns"  // more or fewer columns than the header
	FaultEmpty    = "empty"    // nothing to compare
	FaultQuotes   = "quotes"   // quotation marks that do not pair: the row is lost
	maxFaults     = 1000       // told one by one; more are counted
	maxValue      = 200        // runes of a value that are compared
	bom           = "\ufeff"   // Excel writes one
)

// Table is a file in memory.
type Table struct {
	Plan   *Plan
	Rows   [][]string // by row and by column of the plan, folded; "" where missing
	Truth  []string   // by row, if the plan says where; "" is nobody, not even another ""
	Faults []Fault
	Lost   int // faults beyond those listed
}

// Read reads a CSV file with a header.
func Read(r io.Reader, p *Plan) (*Table, error) {
	in := csv.NewReader(r)
	in.FieldsPerRecord = -1
	in.ReuseRecord = true
	in.LazyQuotes = true
	header, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("tabular: header: %w", err)
	}
	t := &Table{Plan: p}
	at, truth, err := t.columns(header)
	if err != nil {
		return nil, err
	}
	width := len(header)
	pattern := regexp.MustCompile(p.TruthPattern) // checked with the plan
	for n := 1; ; n++ {
		cells, err := in.Read()
		var bad *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return t, nil
		case errors.As(err, &bad):
			t.fault(n, FaultQuotes)
			continue
		case err != nil:
			return nil, fmt.Errorf("tabular: row %d: %w", n, err)
		}
		if len(cells) != width {
			t.fault(n, FaultColumns)
		}
		t.Rows = append(t.Rows, t.row(n, cells, at))
		if truth >= 0 {
			who := ""
			if truth < len(cells) {
				who = truthOf(strings.TrimSpace(cells[truth]), pattern, p.TruthPattern)
			}
			t.Truth = append(t.Truth, who)
		}
	}
}

// columns finds the plan's columns in the header.
func (t *Table) columns(header []string) (at []int, truth int, err error) {
	clean := make([]string, len(header))
	for i, h := range header {
		clean[i] = strings.TrimSpace(strings.TrimPrefix(h, bom))
	}
	for _, c := range t.Plan.Columns {
		i := slices.Index(clean, c.Name)
		if i < 0 {
			return nil, 0, fmt.Errorf("tabular: no column %q in the file; it has %q", c.Name, clean)
		}
		at = append(at, i)
	}
	truth = -1
	if t.Plan.Truth != "" {
		if truth = slices.Index(clean, t.Plan.Truth); truth < 0 {
			return nil, 0, fmt.Errorf("tabular: no column %q in the file; it has %q", t.Plan.Truth, clean)
		}
	}
	return at, truth, nil
}

func truthOf(value string, pattern *regexp.Regexp, text string) string {
	if text == "" {
		return value
	}
	if m := pattern.FindStringSubmatch(value); len(m) > 1 {
		return m[1]
	}
	return value
}

func (t *Table) row(n int, cells []string, at []int) []string {
	out := make([]string, len(at))
	empty := true
	for i, from := range at {
		if from >= len(cells) {
			continue
		}
		value := cells[from]
		if !utf8.ValidString(value) {
			t.fault(n, FaultEncoding)
			continue
		}
		out[i] = fold(value, t.Plan.Columns[i].Kind)
		empty = empty && out[i] == ""
	}
	if empty {
		t.fault(n, FaultEmpty)
	}
	return out
}

func (t *Table) fault(row int, code string) {
	if len(t.Faults) < maxFaults {
		t.Faults = append(t.Faults, Fault{row, code})
		return
	}
	t.Lost++
}

// fold returns a comparable form of a value, in memory of its own.
func fold(value string, k Kind) string {
	value = strings.TrimSpace(value)
	if i := 0; len(value) > maxValue {
		for j := range value {
			if i++; i > maxValue {
				value = value[:j]
				break
			}
		}
	}
	switch k {
	case Date, Number:
		return strings.Map(keepDigits, names.Digits(value))
	case Email:
		return strings.ToLower(value)
	}
	return names.Fold(value)
}

func keepDigits(r rune) rune {
	if r >= '0' && r <= '9' {
		return r
	}
	return -1
}
