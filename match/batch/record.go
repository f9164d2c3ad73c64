package batch

import (
	"context"
	"errors"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"samano/match"
	"samano/match/rows"
	"samano/names"
	"samano/register"
)

// The codes of findings about a row. A row with one of the first three cannot be searched; any
// other is searched by what remains.
const (
	RowLittle    = "row-too-little"     // nothing in it by which somebody could be found
	RowEncoding  = "row-not-utf8"       // a value in another encoding: not compared
	RowDate      = "row-date"           // no date, or one at which nobody was born
	RowSex       = "row-sex"            // no word for a sex
	RowPlace     = "row-place"          // no such unit, or several of that name
	RowCut       = "row-value-too-long" // compared by its beginning
	RowTruncated = "row-truncated"      // not found, but not everybody who is like this was compared
)

// Finding is a fault of a row.
type Finding struct {
	Code   string
	Column string // "" where it is the whole row
}

// Row is one row as a record.
type Row struct {
	Line     int64
	Record   match.Record
	Truth    string
	Findings []Finding
	Unread   bool // the findings say why
}

// Places finds units by what a file says of them; the zero Place where it cannot.
type Places interface {
	// Place reads a village with what stands above it, each a code or a name, each perhaps "".
	Place(village, district, province string) match.Place
}

// Reader reads rows as records.
type Reader struct {
	source  rows.Source
	places  Places
	columns []Column
	at      []int
	truth   int
	cells   rowCells
	into    []*string // where in cells each column goes
	row     Row
}

// rowCells is what a row says, by part.
type rowCells struct {
	given, surname, fullName, otherName, birth, sex string
	home, born                                      [3]string // village, district, province
	mother, father, spouse                          [3]string // given name, surname, full name
}

// of returns the place of a part.
func (s *rowCells) of(p Part) *string {
	switch p {
	case Given:
		return &s.given
	case Surname:
		return &s.surname
	case FullName:
		return &s.fullName
	case OtherName:
		return &s.otherName
	case Birth:
		return &s.birth
	case Sex:
		return &s.sex
	}
	for _, group := range [...]struct {
		parts [3]Part
		to    *[3]string
	}{
		{homeParts, &s.home},
		{bornParts, &s.born},
		{[3]Part{MotherGiven, MotherSurname, Mother}, &s.mother},
		{[3]Part{FatherGiven, FatherSurname, Father}, &s.father},
		{[3]Part{SpouseGiven, SpouseSurname, Spouse}, &s.spouse},
	} {
		if i := slices.Index(group.parts[:], p); i >= 0 {
			return &group.to[i]
		}
	}
	return new(string) // no plan has another
}

// The parts of a place, the village first.
var (
	homeParts = [3]Part{HomeVillage, HomeDistrict, HomeProvince}
	bornParts = [3]Part{BornVillage, BornDistrict, BornProvince}
)

// NewReader reads a source by a plan, all of whose columns the source has (Plan.Missing).
func NewReader(s rows.Source, p *Plan, places Places) *Reader {
	r := &Reader{source: s, places: places, columns: p.Columns}
	for _, c := range p.Columns {
		r.into = append(r.into, r.cells.of(c.Holds))
	}
	r.at, r.truth = columnsOf(p, s.Header())
	return r
}

// maxValue is how many letters of a value are read: twice the longest name on record.
const maxValue = 200

// Next returns the next row, and io.EOF after the last.
func (r *Reader) Next() (Row, error) {
	cells, err := r.source.Next()
	if err != nil {
		if errors.Is(err, io.EOF) {
			return Row{}, io.EOF
		}
		return Row{}, err
	}
	r.row = Row{Line: cells.Line}
	if cells.Code != "" {
		r.row.Findings = append(r.row.Findings, Finding{Code: cells.Code})
	}
	if cells.Code == rows.TooLong || cells.Code == rows.Quotes {
		r.row.Unread = true
		return r.row, nil
	}
	r.cells = rowCells{}
	for i := range r.columns {
		if at := r.at[i]; at < len(cells.Values) && cells.Values[at] != "" {
			*r.into[i] = r.clean(r.columns[i].Name, cells.Values[at])
		}
	}
	if r.truth >= 0 && r.truth < len(cells.Values) {
		r.row.Truth = strings.TrimSpace(cells.Values[r.truth])
	}
	r.record()
	return r.row, nil
}

// aheadRows is how many rows are handed over at a time, and aheadTimes how often before
// the reader waits: handing over costs nothing, and the rows are in the processor's
// cache still.
const (
	aheadRows  = 64
	aheadTimes = 16
)

// ahead returns the rows one after another, and their error last, while the next ones are
// read by another processor. Nobody else may use the reader meanwhile.
func (r *Reader) ahead(ctx context.Context) iter.Seq2[Row, error] {
	type some struct {
		rows []Row
		err  error
	}
	return func(yield func(Row, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		read := make(chan some, aheadTimes)
		go func() {
			defer close(read)
			for err := error(nil); err == nil; {
				rows := make([]Row, 0, aheadRows)
				var row Row
				for err == nil && len(rows) < aheadRows {
					if row, err = r.Next(); err == nil {
						rows = append(rows, row)
					}
				}
				select {
				case read <- some{rows, err}:
				case <-ctx.Done():
					return
				}
			}
		}()
		defer func() {
			cancel()
			for range read { // until the reader is nobody's
			}
		}()
		for s := range read {
			for i := range s.rows {
				if !yield(s.rows[i], nil) {
					return
				}
			}
			if s.err != nil && !errors.Is(s.err, io.EOF) {
				yield(Row{}, s.err)
				return
			}
		}
	}
}

// clean returns a value that can be read. It reports a value that cannot and returns none.
func (r *Reader) clean(column, value string) string {
	if !utf8.ValidString(value) || strings.ContainsRune(value, 0) {
		r.find(RowEncoding, column)
		return ""
	}
	value = strings.TrimSpace(value)
	if len(value) > maxValue && utf8.RuneCountInString(value) > maxValue {
		r.find(RowCut, column)
		return string([]rune(value)[:maxValue])
	}
	return value
}

func (r *Reader) find(code, column string) {
	r.row.Findings = append(r.row.Findings, Finding{code, column})
}

// findPart finds something in the column of a part.
func (r *Reader) findPart(code string, p Part) {
	for _, c := range r.columns {
		if c.Holds == p {
			r.find(code, c.Name)
		}
	}
}

// record fills the row's record.
func (r *Reader) record() {
	v, rec := &r.cells, &r.row.Record
	if own := fullName([3]string{v.given, v.surname, v.fullName}); !own.IsZero() {
		rec.Names = append(rec.Names, own)
	}
	if v.otherName != "" {
		rec.Names = append(rec.Names, match.Name{Given: names.DropTitle(v.otherName), Surname: v.surname, Other: true})
	}
	rec.Mother = fullName(v.mother)
	rec.Father = fullName(v.father)
	rec.Spouse = fullName(v.spouse)
	var ok bool
	if rec.Birth, ok = parseDate(v.birth); !ok {
		r.findPart(RowDate, Birth)
	}
	if rec.Sex, ok = parseSex(v.sex); !ok {
		r.findPart(RowSex, Sex)
	}
	rec.Home = r.place(v.home, homeParts)
	rec.BornAt = r.place(v.born, bornParts)
}

func (r *Reader) place(cells [3]string, parts [3]Part) match.Place {
	v, d, p := cells[0], cells[1], cells[2]
	if v == "" && d == "" && p == "" {
		return match.Place{}
	}
	out := r.places.Place(v, d, p)
	switch {
	case v != "" && out.Village == 0:
		r.findPart(RowPlace, parts[0])
	case v == "" && d != "" && out.District == 0:
		r.findPart(RowPlace, parts[1])
	case v == "" && d == "" && out.Province == 0:
		r.findPart(RowPlace, parts[2])
	}
	return out
}

// fullName takes the parts of a name, else the name as a whole, of which the last word is the
// surname.
func fullName(cells [3]string) match.Name {
	given, surname, whole := cells[0], cells[1], cells[2]
	if given == "" && surname == "" && whole != "" {
		given = names.DropTitle(whole)
		if i := strings.LastIndexByte(given, ' '); i >= 0 {
			given, surname = given[:i], given[i+1:]
		}
	}
	return match.Name{Given: names.DropTitle(given), Surname: surname}
}

// parseDate reads a date of birth as lists have it: EDTF ("1974-05-03", "1974-05", "1974",
// "1974~"), 19740503, day before month and year between points, strokes or hyphens, a time of day
// after it, digits of any script, the Buddhist era. ok is false for text that is no date, and for
// years in which nobody who is meant can have been born.
func parseDate(s string) (d register.Date, ok bool) {
	s = names.Digits(s)
	if i := strings.IndexAny(s, " T"); i > 0 && strings.ContainsRune(s[i:], ':') {
		s = s[:i]
	}
	if s == "" {
		return d, true
	}
	if d, err := register.ParseDate(s); err == nil {
		return d, true
	}
	year, month, day, ok := numbers(s)
	if !ok {
		return d, false
	}
	if year > register.MaxYear {
		year -= register.BuddhistEra
	}
	text := pad(year, 4)
	if month != "" {
		text += "-" + month
	}
	if day != "" {
		text += "-" + day
	}
	d, err := register.ParseDate(text)
	return d, err == nil
}

// numbers splits a date whose parts are figures.
func numbers(s string) (year int, month, day string, ok bool) {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '/' || r == '.' || r == '-' || r == ' ' })
	const compact = len("19740503")
	if len(parts) == 1 && len(s) == compact {
		parts = []string{s[:4], s[4:6], s[6:]}
	}
	n := make([]int, len(parts))
	for i, p := range parts {
		var err error
		if n[i], err = strconv.Atoi(p); err != nil || n[i] < 0 || len(p) > 4 {
			return 0, "", "", false
		}
	}
	switch {
	case len(parts) == 1 && len(parts[0]) == 4:
		return n[0], "", "", true
	case len(parts) == 3 && len(parts[0]) == 4:
		return n[0], pad(n[1], 2), pad(n[2], 2), true
	case len(parts) == 3 && len(parts[2]) == 4:
		return n[2], pad(n[1], 2), pad(n[0], 2), true
	}
	return 0, "", "", false
}

func pad(n, width int) string {
	s := strconv.Itoa(n)
	return strings.Repeat("0", max(0, width-len(s))) + s
}

// parseSex reads the words that lists have for it.
func parseSex(s string) (register.Sex, bool) {
	switch strings.ToLower(s) {
	case "":
		return "", true
	case "f", "female", "w", "woman", "ຍ", "ຍິງ", "ເພດຍິງ":
		return register.Female, true
	case "m", "male", "man", "ຊ", "ຊາຍ", "ເພດຊາຍ":
		return register.Male, true
	}
	return "", false
}
