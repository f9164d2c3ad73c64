// Package intake owns the look over a file of people before the matcher compares it: what makes it
// another file than it seems, which of its columns are missing or there twice, and whether it holds
// anything to compare. A file is refused with findings, each with a code of the message catalogues;
// no value of the file is told.
package intake

import (
	"bytes"
	"encoding/csv"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"samano/match/batch"
	"samano/match/memindex"
	"samano/match/rows"
	"samano/match/tabular"
	"samano/names"
	"samano/register"
)

// maxRows bounds a table: it is compared in memory, with its keys and pairs. 200,000 rows of five
// columns took 2.8 GB and 20 seconds.
const maxRows = 200_000

// maxTold bounds the lines that are told one by one: a finding takes a hundred times a short line.
const maxTold = 1000

// The codes of files that cannot be compared, and of lines that can be in part.
const (
	CodeEmpty         = "file-empty"
	CodeEncoding      = "file-not-utf8"
	CodeQuotes        = "file-quotes"
	CodeHeader        = "file-without-header"
	CodeFewRows       = "file-few-rows"
	CodeManyRows      = "file-many-rows"
	CodeNoColumns     = "file-nothing-to-compare"
	CodeColumnMissing = "column-missing"
	CodeColumnTwice   = "column-twice"
	CodeTruthAlone    = "truth-without-pairs"
	CodeRowColumns    = "row-columns"
	CodeRowEmpty      = "row-empty"
	CodeColumns       = "file-many-columns"
	CodeParquet       = "file-not-parquet"
	CodeAlike         = "file-too-alike"
)

// Table makes the table that is compared, by the plan, or by one that is guessed where p is nil.
// truth is the column that judges, if there is one. lines says on which line of the file each row begins.
func Table(file []byte, p *tabular.Plan, truth string) (t *tabular.Table, lines []int, err error) {
	header, lines, wrong := lookOver(file)
	if len(wrong) == 0 {
		wrong = absent(header, p, truth)
	}
	if len(lines) > maxRows {
		f := fault(CodeManyRows)
		f.Args["rows"], f.Args["limit"] = strconv.Itoa(len(lines)), strconv.Itoa(maxRows)
		wrong = append(wrong, f)
	}
	if len(wrong) > 0 {
		return nil, nil, refused(nil, wrong...)
	}
	if p == nil {
		if p, err = tabular.Guess(bytes.NewReader(file), truth); err != nil {
			return nil, nil, refused(err, fault(CodeNoColumns))
		}
	}
	if t, err = tabular.Read(bytes.NewReader(file), p); err != nil {
		return nil, nil, register.Errorf(register.Internal, "match eval", "%w", err) // all that it refuses is looked for above
	}
	return t, lines, judged(len(t.Rows), p.Truth, "truth_pattern", t.Truth)
}

func refused(cause error, wrong ...register.Finding) error {
	return &register.Error{Kind: register.Invalid, Op: "match eval", Findings: wrong, Err: cause}
}

func fault(code string) register.Finding {
	return register.Finding{Code: code, Severity: register.Blocking, Args: map[string]string{"format": "CSV"}}
}

// lookOver finds what makes a file another than it seems: an encoding that would be compared as
// nonsense, and a quotation mark that swallows the lines behind it. It reads as package tabular
// does, so that rows and lines go together.
func lookOver(file []byte) (header []string, lines []int, wrong []register.Finding) {
	in := csv.NewReader(bytes.NewReader(file))
	in.FieldsPerRecord, in.LazyQuotes, in.ReuseRecord = -1, true, true
	encoding, count := fault(CodeEncoding), 0
	for {
		begin := in.InputOffset()
		cells, err := in.Read()
		if err != nil {
			break // the end: there is no other error with lazy quotes and any number of fields
		}
		line, _ := in.FieldPos(0)
		if header == nil {
			header = headerOf(cells)
		} else {
			lines = append(lines, line)
		}
		if i := slices.IndexFunc(cells, func(s string) bool { return !utf8.ValidString(s) || strings.Contains(s, "\x00") }); i >= 0 {
			if count++; count == 1 {
				encoding.Args["line"], encoding.Args["column"] = strconv.Itoa(line), strconv.Itoa(i+1)
				if len(lines) > 0 && i < len(header) {
					encoding.Field = header[i]
				}
			}
		}
		raw := bytes.TrimSpace(file[begin:in.InputOffset()])
		if len(wrong) < maxTold && bytes.Count(raw, []byte{'"'})%2 == 1 && bytes.Contains(raw, []byte{'\n'}) {
			f := fault(CodeQuotes)
			f.Args["line"] = strconv.Itoa(line)
			wrong = append(wrong, f)
		}
	}
	switch {
	case header == nil:
		wrong = append(wrong, fault(CodeEmpty))
	case count > 0:
		encoding.Args["lines"] = strconv.Itoa(count)
		wrong = append(wrong, encoding)
	}
	return header, lines, wrong
}

// headerOf returns the names of columns, cleaned as package tabular cleans them.
func headerOf(cells []string) []string {
	header := make([]string, len(cells))
	for i, name := range cells {
		header[i] = strings.TrimSpace(strings.TrimPrefix(name, "\ufeff"))
	}
	return header
}

// absent says which columns are not there or there twice. Without a plan the header itself is
// judged: a file that begins with a person would have her data taken, and printed, for names of
// columns.
func absent(header []string, p *tabular.Plan, truth string) (wrong []register.Finding) {
	var want []string
	if truth != "" {
		want = append(want, truth)
	}
	if p != nil {
		for _, col := range p.Columns {
			want = append(want, col.Name)
		}
	} else {
		if slices.ContainsFunc(header, isValue) {
			return []register.Finding{fault(CodeHeader)}
		}
		for _, name := range header {
			if !slices.Contains(want, name) {
				want = append(want, name)
			}
		}
	}
	for _, name := range want {
		f := fault(CodeColumnMissing)
		f.Field = name
		switch first := slices.Index(header, name); {
		case first < 0:
			wrong = append(wrong, f)
		case slices.Contains(header[first+1:], name):
			f.Code = CodeColumnTwice
			wrong = append(wrong, f)
		}
	}
	return wrong
}

// isValue tells a number, a date or an address from the name of a column.
func isValue(name string) bool {
	name = names.Digits(name)
	return strings.Contains(name, "@") || strings.ContainsAny(name, "0123456789") && strings.Trim(name, "0123456789-/. ") == ""
}

// Unreadable says in the terms of the file why it cannot be read.
func Unreadable(err error) error {
	code := ""
	switch {
	case err == nil:
		return nil
	case errors.Is(err, rows.ErrEmpty):
		code = CodeEmpty
	case errors.Is(err, rows.ErrEncoding):
		f := fault(CodeEncoding)
		f.Args["line"], f.Args["column"], f.Args["lines"] = "1", "1", "1"
		return refused(err, f)
	case errors.Is(err, rows.ErrColumns):
		code = CodeColumns
	case errors.Is(err, rows.ErrParquet):
		f := fault(CodeParquet)
		f.Args["format"], f.Args["other"] = "Parquet", "CSV"
		f.Args["packing"], f.Args["limit"] = rows.Packing, strconv.Itoa(rows.MaxPage>>20)+" MB"
		return refused(err, f)
	case errors.Is(err, memindex.ErrPairs):
		return &register.Error{Kind: register.TooLarge, Op: "match", Code: CodeAlike, Err: err}
	default:
		return &register.Error{Kind: register.Invalid, Op: "match", Code: register.CodeBrokenOff, Err: err}
	}
	return refused(err, fault(code))
}

// Deduplicated holds that a file of people that was compared with itself can be judged: it has rows, and
// its truth, if it has one, names pairs.
func Deduplicated(s *batch.Deduplication, truth string) error {
	return judged(len(s.Lines), truth, "truth", s.Truth)
}

// judged holds that there are rows and, if the truth is a column, pairs of it. key is that of a plan
// by which the truth is mended.
func judged(rows int, truth, key string, who []string) error {
	switch {
	case rows < 2:
		return refused(nil, fault(CodeFewRows))
	case truth != "" && tabular.TruePairs(who) == 0:
		f := fault(CodeTruthAlone)
		f.Field, f.Args["key"] = truth, key
		return refused(nil, f)
	}
	return nil
}

// PlanError says why a plan of columns cannot be read.
type PlanError struct{ Err error }

func (e *PlanError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *PlanError) Unwrap() error { return e.Err }

// ReadTablePlan reads the plan of a file of any columns. truth takes the place of the plan's own.
func ReadTablePlan(text []byte, truth string) (*tabular.Plan, error) {
	p, err := tabular.ReadPlan(bytes.NewReader(text), truth)
	if err != nil {
		return nil, &PlanError{err}
	}
	return p, nil
}

// ReadPlan reads the plan of a file of people, or makes one of the names of its columns where text
// is nil, and holds that the file has all its columns.
func ReadPlan(text []byte, header []string, truth string) (p *batch.Plan, err error) {
	switch {
	case text != nil:
		if p, err = batch.ReadPlan(bytes.NewReader(text), truth); err != nil {
			return nil, &PlanError{err}
		}
	case slices.ContainsFunc(header, isValue):
		return nil, refused(nil, fault(CodeHeader))
	default:
		if p = batch.Guess(header, truth); p == nil {
			return nil, refused(nil, fault(CodeNoColumns))
		}
	}
	var wrong []register.Finding
	missing, twice := p.Missing(header)
	for code, columns := range map[string][]string{CodeColumnMissing: missing, CodeColumnTwice: twice} {
		for _, column := range columns {
			f := fault(code)
			f.Field = column
			wrong = append(wrong, f)
		}
	}
	slices.SortFunc(wrong, func(a, b register.Finding) int {
		return slices.Compare([]string{a.Code, a.Field}, []string{b.Code, b.Field})
	})
	if len(wrong) > 0 {
		return nil, refused(nil, wrong...)
	}
	return p, nil
}

// RowFinding returns a finding about a row as the catalogues know it.
func RowFinding(f batch.Finding) register.Finding {
	out := register.Finding{Code: f.Code, Field: f.Column, Severity: register.Warning}
	if f.Code == rows.TooLong {
		out.Args = map[string]string{"limit": strconv.Itoa(rows.MaxLine)}
	}
	return out
}

// TableFinding returns a fault of a row of a table as the catalogues know it.
func TableFinding(f tabular.Fault) register.Finding {
	if f.Code == tabular.FaultEmpty {
		return register.Finding{Code: CodeRowEmpty, Severity: register.Warning}
	}
	return register.Finding{Code: CodeRowColumns, Severity: register.Warning}
}
