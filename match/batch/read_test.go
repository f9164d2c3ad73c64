package batch

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"samano/match"
	"samano/match/rows"
	"samano/register"
)

// read reads a whole file by the names of its columns.
func read(t testing.TB, file string) []Row {
	t.Helper()
	source, err := rows.CSV(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	plan := Guess(source.Header(), "who")
	if plan == nil {
		t.Fatalf("nothing is known of %q", source.Header())
		return nil
	}
	plan.Truth = ""
	return all(t, NewReader(source, plan, NewSpelledPlaces()))
}

func all(t testing.TB, r *Reader) (out []Row) {
	t.Helper()
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		row.Findings = slices.Clone(row.Findings)
		out = append(out, row)
	}
}

// What is wrong with one row is told of that row, and costs no other.
func TestBadRows(t *testing.T) {
	const good = "Bounmy,Vongsa,1974-05-03,M,Phonxay"
	for _, c := range []struct {
		name, line string
		want       []Finding
		unread     bool
	}{
		{"nothing wrong", good, nil, false},
		{"an old encoding", "Boun\xffmy,Vongsa,1974-05-03,M,Phonxay", []Finding{{RowEncoding, "given"}}, false},
		{"a zero byte", "Boun\x00my,Vongsa,1974-05-03,M,Phonxay", []Finding{{RowEncoding, "given"}}, false},
		{"too few values", "Bounmy,Vongsa", []Finding{{rows.Columns, ""}}, false},
		{"too many", good + ",x,y", []Finding{{rows.Columns, ""}}, false},
		{"a date of year 0", "Bounmy,Vongsa,0000-05-03,M,Phonxay", []Finding{{RowDate, "born"}}, false},
		{"a date of year 3000", "Bounmy,Vongsa,3000-05-03,M,Phonxay", []Finding{{RowDate, "born"}}, false},
		{"30 February", "Bounmy,Vongsa,1974-02-30,M,Phonxay", []Finding{{RowDate, "born"}}, false},
		{"a word for a sex that nobody knows", "Bounmy,Vongsa,1974-05-03,yes,Phonxay", []Finding{{RowSex, "sex"}}, false},
		{"a page instead of a name", strings.Repeat("ກ", 201) + ",Vongsa,1974-05-03,M,Phonxay", []Finding{{RowCut, "given"}}, false},
		{"a quotation mark that is not closed", `"Bounmy,Vongsa,1974-05-03,M,Phonxay`, []Finding{{rows.Quotes, ""}}, true},
		{"a line longer than any", strings.Repeat("x", rows.MaxLine+10), []Finding{{rows.TooLong, ""}}, true},
		{"all at once", "\xff,Vongsa,soon,?,Phonxay,", []Finding{{rows.Columns, ""}, {RowEncoding, "given"}, {RowDate, "born"}, {RowSex, "sex"}}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows := read(t, "\ufeffgiven, surname ,born,sex,village\r\n"+good+"\r\n"+c.line+"\r\n\r\n"+good+"\n")
			if len(rows) != 3 {
				t.Fatalf("%d rows of 3", len(rows))
			}
			if got := rows[1]; !slices.Equal(got.Findings, c.want) || got.Unread != c.unread || got.Line != 3 {
				t.Errorf("line %d: %v, unread %t; want %v", got.Line, got.Findings, got.Unread, c.want)
			}
			for _, i := range []int{0, 2} {
				if r := rows[i]; len(r.Findings) > 0 || r.Record.Names[0].Given != "Bounmy" || r.Record.Home.Village == 0 {
					t.Errorf("row %d is %+v", i, r)
				}
			}
		})
	}
}

func TestDates(t *testing.T) {
	for text, want := range map[string]string{
		"1974-05-03": "1974-05-03", "1974": "1974", "1974~": "1974~", "1974-05": "1974-05", "19740503": "1974-05-03",
		"3/5/1974": "1974-05-03", "03.05.1974": "1974-05-03", "03-05-1974": "1974-05-03", "1974/5/3": "1974-05-03",
		"1974-05-03 00:00:00": "1974-05-03", "1974-05-03T00:00:00Z": "1974-05-03", "໑໙໗໔-໐໕-໐໓": "1974-05-03",
		"03/05/2517": "1974-05-03", "2517": "1974", "2517-05-03": "1974-05-03", "": "XXXX",
	} {
		if d, ok := parseDate(text); !ok || d.EDTF() != want {
			t.Errorf("%q is read as %s (%t), want %s", text, d.EDTF(), ok, want)
		}
	}
	for _, text := range []string{
		"soon", "0000-00-00", "0000-01-01", "3000-01-01", "1974-13-01", "31/02/1974", "5/3/74", "1974-05-03-01", "-5", "99999999",
		"1974-05-0x", "1/1/19740", "999999999999999999999", "Ⅻ/5/1974",
	} {
		if d, ok := parseDate(text); ok {
			t.Errorf("%q is read as %s", text, d.EDTF())
		}
	}
}

func TestColumnsAreKnownByTheirNames(t *testing.T) {
	p := Guess([]string{"First Name", "last_name", "DOB", "ເພດ", "Mother's name", "remarks", "who", "ID"}, "who")
	var got []Part
	for _, c := range p.Columns {
		got = append(got, c.Holds)
	}
	if want := []Part{Given, Surname, Birth, Sex, Mother}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if p := Guess([]string{"a", "b"}, ""); p != nil {
		t.Errorf("of columns that say nothing: %+v", p)
	}
}

func TestBadPlansAreRefused(t *testing.T) {
	for what, text := range map[string]string{
		"no column":         ``,
		"no such part":      `column = [{name = "a", holds = "colour"}]`,
		"a part twice":      `column = [{name = "a", holds = "given"}, {name = "b", holds = "given"}]`,
		"a column twice":    `column = [{name = "a", holds = "given"}, {name = "a", holds = "birth"}]`,
		"an unknown key":    `column = [{name = "a", holds = "given", weight = 2}]`,
		"truth is compared": "truth = \"a\"\ncolumn = [{name = \"a\", holds = \"given\"}]",
	} {
		if _, err := ReadPlan(strings.NewReader(text), ""); err == nil {
			t.Errorf("%s: taken", what)
		}
	}
	p, err := ReadPlan(strings.NewReader(`column = [{name = "a", holds = "given"}, {name = "b", holds = "birth"}]`), "")
	if err != nil {
		t.Fatal(err)
	}
	if missing, twice := p.Missing([]string{"a", "a"}); !slices.Equal(missing, []string{"b"}) || !slices.Equal(twice, []string{"a"}) {
		t.Errorf("missing %v, twice %v", missing, twice)
	}
}

// Places of a register: by code, by the name that only one unit bears, within what stands above,
// and as they are now.
func TestGazetteer(t *testing.T) {
	from, today := register.InYear(1990, register.Documented), register.DayOf(2026, 11, 1)
	unit := func(id, parent register.PlaceID, code, lao, latin string) *register.Place {
		key := register.EffectRef{Seq: register.Seq(id)}
		p := &register.Place{ID: id}
		p.Origins = register.Facts[register.Origin]{{Key: key, From: from}}
		p.Codes = register.Facts[register.Code]{{Key: key, From: from, Value: register.Code(code)}}
		p.Names = register.Facts[register.PlaceName]{{Key: key, From: from, Value: register.PlaceName{Lao: lao, Latin: latin}}}
		if parent != 0 {
			p.Parents = register.Facts[register.ParentPlace]{{Key: key, From: from, Value: register.ParentPlace{Place: parent}}}
		}
		return p
	}
	g := NewGazetteer(register.NewAtlas([]*register.Place{
		unit(1, 0, "01", "ວຽງຈັນ", "Vientiane"), unit(2, 1, "0101", "ຈັນທະບູລີ", "Chanthabuly"), unit(3, 1, "0102", "ສີໂຄດຕະບອງ", "Sikhottabong"),
		unit(4, 2, "0101001", "ໂພນໄຊ", "Phonxay"), unit(5, 3, "0102001", "ໂພນໄຊ", "Phonxay"), unit(6, 3, "0102002", "ໜອງບອນ", "Nongbone"),
	}), today)
	for _, c := range []struct {
		village, district, province string
		want                        match.Place
	}{
		{"0101001", "", "", match.Place{Village: 4, District: 2, Province: 1}},
		{"໐໑໐໑໐໐໑", "", "", match.Place{Village: 4, District: 2, Province: 1}},
		{"Nongbone", "", "", match.Place{Village: 6, District: 3, Province: 1}},
		{"ໜອງບອນ", "", "ວຽງຈັນ", match.Place{Village: 6, District: 3, Province: 1}},
		{"Phonxay", "", "", match.Place{}}, // there are two
		{"phonxay", "Sikhottabong", "", match.Place{Village: 5, District: 3, Province: 1}},
		{"Phonxay", "Chanthabuly", "Vientiane", match.Place{Village: 4, District: 2, Province: 1}},
		{"Nowhere", "ຈັນທະບູລີ", "", match.Place{District: 2, Province: 1}},
		{"", "", "Vientiane", match.Place{Province: 1}},
		{"", "", "Atlantis", match.Place{}},
	} {
		for range 2 { // the second time as remembered
			if got := g.Place(c.village, c.district, c.province); got != c.want {
				t.Errorf("%q %q %q: %+v, want %+v", c.village, c.district, c.province, got, c.want)
			}
		}
	}
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("given,surname,born,sex,village\nBounmy,Vongsa,1974-05-03,M,Phonxay\n"))
	f.Add([]byte("\xef\xbb\xbfname;born\r\n\"ນາງ ຄຳ\";2517\r\n\";\r\n;;;\n"))
	f.Add([]byte("given\tmother\n\xff\t\u202e😀\n" + strings.Repeat("x", 300) + "\t\x00"))
	f.Fuzz(func(t *testing.T, file []byte) {
		source, err := rows.CSV(strings.NewReader(string(file)))
		if err != nil {
			return
		}
		plan := Guess(source.Header(), "")
		if plan == nil {
			return
		}
		last := int64(0)
		for _, row := range all(t, NewReader(source, plan, NewSpelledPlaces())) {
			if row.Line <= last || row.Line > int64(strings.Count(string(file), "\n")+1) {
				t.Fatalf("line %d after %d", row.Line, last)
			}
			last = row.Line
			for _, n := range append(row.Record.Names, row.Record.Mother) {
				if text := fmt.Sprint(n.Given, n.Surname); strings.ContainsRune(text, 0) || !strings.HasPrefix(strings.ToValidUTF8(text, ""), text) {
					t.Fatalf("line %d: %q", row.Line, text)
				}
			}
		}
	})
}
