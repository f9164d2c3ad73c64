package places

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"samano/law"
	"samano/names"
	"samano/register"
)

// Row is one unit of a list.
type Row struct {
	Code   register.Code
	Parent register.Code // empty at the highest level
	Name   register.PlaceName
}

// Format says what a list of one level looks like.
type Format struct {
	Level  register.Level
	Digits int            // of a code
	Parent register.Level // the level above and the column of its codes; empty at the highest
	Above  int            // digits of a code of the level above
}

// FormatOf returns the format of one level of a territory.
func FormatOf(t law.Territory, level register.Level) (Format, bool) {
	all := formats(t)
	i := slices.IndexFunc(all, func(f Format) bool { return f.Level == level })
	if i < 0 {
		return Format{}, false
	}
	return all[i], true
}

// formats returns the format of each level of a territory, from the top.
func formats(t law.Territory) []Format {
	out := make([]Format, len(t.Levels))
	for i, l := range t.Levels {
		out[i] = Format{Level: l.Name, Digits: l.CodeDigits}
		if i > 0 {
			out[i].Parent, out[i].Above = t.Levels[i-1].Name, t.Levels[i-1].CodeDigits
		}
	}
	return out
}

// columns names the columns that a list must have.
func (f Format) columns() []string {
	if f.Parent == "" {
		return []string{"code", "name_lo", "name_latin"}
	}
	return []string{"code", string(f.Parent), "name_lo", "name_latin"}
}

// ignoredColumns may occur in a list and are not read: they are known from the
// lists that ship with the program.
var ignoredColumns = []string{"iso3166_2", "borders_vietnam"}

// Limits of a list.
const (
	// maxLine bounds a line in bytes: five long names in Lao.
	maxLine = 4 << 10
	// maxName bounds a name in bytes: one printed line in Lao.
	maxName = 240
	// maxRows bounds a list: no country has so many units at one level.
	maxRows = 200_000
	// maxFaults bounds what is told of a list: whoever made it so mends it before they read on.
	maxFaults = 10_000
)

// Read reads the list of one level. parent tells whether a unit of the level above
// is known; it is not asked at the highest. A bad row is a fault and the others
// enter; a list whose encoding or header is wrong gives one fault and no rows. The
// error is the source's own.
func Read(f Format, r io.Reader, parent func(register.Code) bool) ([]Row, []Fault, error) {
	l := list{Format: f, parent: parent, lines: make(map[register.Code]int)}
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 0, maxLine), maxLine)
	s.Split(scanLine)
	for s.Scan() {
		l.line++
		text := s.Bytes()
		if l.line == 1 {
			if !l.header(bytes.TrimPrefix(text, []byte("\uFEFF"))) {
				return nil, l.faults, nil
			}
			continue
		}
		if len(l.faults) >= maxFaults {
			l.fault("", RuleTooLong, "", fmt.Sprintf("There are %d faults. From here on nothing was read; mend these first.", len(l.faults)))
			break
		}
		if len(l.rows) == maxRows {
			l.fault("", RuleTooLong, "", fmt.Sprintf("A list has at most %d rows; cut it in two.", maxRows))
			break
		}
		l.row(text)
	}
	if errors.Is(s.Err(), bufio.ErrTooLong) {
		l.line++
		l.fault("", RuleTooLong, "", fmt.Sprintf("A line has at most %d bytes. From here on nothing was read.", maxLine))
		return l.rows, l.faults, nil
	}
	if err := s.Err(); err != nil {
		return nil, nil, fmt.Errorf("places: reading the list of the level %q: %w", f.Level, err)
	}
	if l.line == 0 {
		l.line = 1
		l.wrongHeader("")
	}
	return l.rows, l.faults, nil
}

// scanLine is bufio.ScanLines for the line ends of all systems.
func scanLine(data []byte, atEOF bool) (advance int, token []byte, err error) {
	i := bytes.IndexAny(data, "\r\n")
	switch {
	case i < 0 && atEOF && len(data) > 0:
		return len(data), data, nil
	case i < 0:
		return 0, nil, nil
	case data[i] == '\n':
		return i + 1, data[:i], nil
	case i+1 < len(data) && data[i+1] == '\n':
		return i + 2, data[:i], nil
	case i+1 == len(data) && !atEOF:
		return 0, nil, nil // the other half of the line end may follow
	}
	return i + 1, data[:i], nil
}

// list is a list in the course of reading.
type list struct {
	Format
	parent func(register.Code) bool
	column map[string]int
	lines  map[register.Code]int // where each code was first used
	line   int
	rows   []Row
	faults []Fault
}

func (l *list) fault(field string, rule Rule, value, remedy string) {
	l.faults = append(l.faults, Fault{Line: l.line, Field: field, Rule: rule, Value: shown(value), Remedy: remedy})
}

func (l *list) wrongHeader(text string) {
	l.fault("", RuleHeader, text, "The first line of a list of the level "+string(l.Level)+" reads: "+strings.Join(l.columns(), ","))
}

const utf8Remedy = `Save the list as "CSV UTF-8".`

// header reads the first line. The columns may come in any order, but have
// exactly these names: a name that is only nearly right may mean another thing.
func (l *list) header(text []byte) bool {
	if !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0 {
		l.fault("", RuleEncoding, "", utf8Remedy)
		return false
	}
	names, err := fields(text)
	if err != nil {
		l.wrongHeader(string(text))
		return false
	}
	l.column = make(map[string]int, len(names))
	for i, name := range names {
		_, twice := l.column[name]
		if twice || !slices.Contains(l.columns(), name) && !slices.Contains(ignoredColumns, name) {
			l.wrongHeader(string(text))
			return false
		}
		l.column[name] = i
	}
	for _, name := range l.columns() {
		if _, there := l.column[name]; !there {
			l.wrongHeader(string(text))
			return false
		}
	}
	return true
}

// fields cuts one line. Each line is read by itself, so that a stray quotation
// mark costs one row and not the rest of the list.
func fields(line []byte) ([]string, error) {
	return csv.NewReader(bytes.NewReader(line)).Read()
}

func (l *list) row(text []byte) {
	if len(bytes.TrimSpace(text)) == 0 {
		return
	}
	if !utf8.Valid(text) {
		l.fault("", RuleEncoding, "", utf8Remedy)
		return
	}
	values, err := fields(text)
	if err != nil || len(values) != len(l.column) {
		l.fault("", RuleColumns, string(text), fmt.Sprintf("A row has %d values with commas between them; a value with a comma or a quotation mark stands in quotation marks.", len(l.column)))
		return
	}
	value := func(column string) string { return strings.TrimSpace(values[l.column[column]]) }
	row := Row{}
	ok := l.codes(&row, value)
	if ok = l.names(&row, value) && ok; !ok {
		return
	}
	if first, twice := l.lines[row.Code]; twice {
		l.fault("code", RuleCodeTwice, string(row.Code), fmt.Sprintf("Line %d has the code already. Give one of the two units its own.", first))
		return
	}
	l.lines[row.Code] = l.line
	l.rows = append(l.rows, row)
}

func (l *list) codes(row *Row, value func(string) string) bool {
	row.Code = register.Code(names.Digits(value("code")))
	ok := l.code("code", row.Code, l.Digits)
	if l.Parent == "" {
		return ok
	}
	column := string(l.Parent)
	row.Parent = register.Code(names.Digits(value(column)))
	switch {
	case !l.code(column, row.Parent, l.Above):
		return false
	case !l.parent(row.Parent):
		l.fault(column, RuleParent, string(row.Parent), "No unit of that level has the code. Import the list of the level above first, or mend the code.")
		return false
	case ok && !strings.HasPrefix(string(row.Code), string(row.Parent)):
		l.fault("code", RuleNotUnder, string(row.Code), "A code begins with the code of the unit above, here "+string(row.Parent)+".")
		return false
	}
	return ok
}

func (l *list) code(column string, code register.Code, digits int) bool {
	if len(code) == digits && strings.Trim(string(code), "0123456789") == "" {
		return true
	}
	remedy := fmt.Sprintf("A code here has %d digits.", digits)
	if len(code) < digits && code != "" {
		remedy += " Spreadsheets drop zeros in front: keep the column as text."
	}
	l.fault(column, RuleCode, string(code), remedy)
	return false
}

func (l *list) names(row *Row, value func(string) string) bool {
	row.Name = register.PlaceName{Lao: names.Clean(value("name_lo")), Latin: names.Clean(value("name_latin"))}
	ok := l.name("name_lo", value("name_lo")) && l.name("name_latin", value("name_latin"))
	if !hasLao(row.Name.Lao) && !isNumber(row.Name.Lao) {
		l.fault("name_lo", RuleNameLao, row.Name.Lao, "Write the name in Lao letters; the Latin name has its own column.")
		ok = false
	}
	if hasLao(row.Name.Latin) {
		l.fault("name_latin", RuleNameLatin, row.Name.Latin, "Write the name in Latin letters, or leave it empty.")
		ok = false
	}
	return ok
}

// name checks what holds for both names: their length, and that nothing in them
// would be lost or turned about when printed.
func (l *list) name(column, text string) bool {
	if len(text) > maxName {
		l.fault(column, RuleTooLong, text, fmt.Sprintf("A name has at most %d bytes.", maxName))
		return false
	}
	for _, r := range text {
		if r == utf8.RuneError || r < firstC1 && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			l.fault(column, RuleCharacters, text, fmt.Sprintf("Take out the character U+%04X.", r))
			return false
		}
	}
	if strings.ContainsFunc(text, unicode.IsControl) {
		l.fault(column, RuleSpoiled, text, "Part of the name was lost when it left an old Lao typeface. Ask the unit for its name and rename it by a place-change.")
		l.faults[len(l.faults)-1].Enters = true
	}
	return true
}

// firstC1 is the first of the control characters in which the letters of old
// eight-bit typefaces end up.
const firstC1 = 0x7F

// isNumber reports whether the name is a number: some villages are called after a
// kilometre or a number of the time of war.
func isNumber(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsDigit(r) })
}

func hasLao(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Lao, r) && unicode.IsLetter(r) })
}
