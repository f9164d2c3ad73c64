package lines_test

import (
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"samano/office/application"
	"samano/office/lines"
	"samano/register"
)

// proposal is a line that is a proposal, without its end.
const proposal = `{"id":"01900000-0000-7000-8000-00000000000`

// A lot tells of each line once, by its number in the file, whatever stands between.
func TestALotNumbersItsLines(t *testing.T) {
	file := "\ufeff\n" + proposal + `1"}` + "\n" + `{"id":` + "\n\n" + proposal + `2","declared":"2026-13-01"}` + "\n" + proposal + `3"}` + "\n" + `{"name":"\u0000"}`
	var told []lines.Line
	l := lines.File{Tell: func(l lines.Line) error { told = append(told, l); return nil }}
	var read []register.Proposal
	for p, err := range l.Read(strings.NewReader(file)) {
		if err != nil {
			t.Fatal(err)
		}
		read = append(read, p)
	}
	down := &register.Error{Kind: register.Unavailable}
	for i, r := range []application.Submitted{{Outcome: &application.Outcome{Seq: 7, Before: true}}, {Err: down}} {
		if err := l.Report(int64(i), &read[i], r); err != nil {
			t.Fatal(err)
		}
	}
	type line struct {
		no           int
		result, code string
	}
	var got []line
	for _, l := range told {
		code := ""
		if len(l.Findings) > 0 {
			code = l.Findings[0].Code
		}
		got = append(got, line{l.No, l.Result, code})
	}
	want := []line{
		{3, lines.Unreadable, lines.CodeNotJSON},
		{5, lines.Unreadable, lines.CodeDay},
		{7, lines.Unreadable, register.CodeTextCharacter},
		{2, lines.Repeated, ""},
		{6, lines.Unknown, ""},
	}
	if !slices.Equal(got, want) {
		t.Errorf("told %v, want %v", got, want)
	}
}

// What is wrong with a line is told in its own terms.
func TestWhatIsWrongWithALine(t *testing.T) {
	for text, want := range map[string]string{
		`7`:                                  lines.CodeNotObject,
		`"text"`:                             lines.CodeNotObject,
		`[]`:                                 lines.CodeNotObject,
		`null`:                               lines.CodeNotObject,
		`{"id":7}`:                           lines.CodeType,
		`{"id":"x","happened":"2026-1x-01"}`: string(register.DateMalformed),
		`{"id":"x"} {}`:                      lines.CodeSeveral,
		`{}`:                                 lines.CodeNoID,
		`{"name":"x"}`:                       lines.CodeField,
		"{\"id\":\"\xff\"}":                  lines.CodeEncoding,
		`{"id":"`:                            lines.CodeNotJSON,
		`{"name":"\\u0000\\u0000"}`:          lines.CodeField, // two backslashes are one, and no character
		`{"name":"\\\u0000"}`:                register.CodeTextCharacter,
		`{"name":"\\u0000 \u0000"}`:          register.CodeTextCharacter,
	} {
		var told []lines.Line
		l := lines.File{Tell: func(l lines.Line) error { told = append(told, l); return nil }}
		for p, err := range l.Read(strings.NewReader(text)) {
			t.Errorf("%s is read as %+v, %v", text, p, err)
		}
		if len(told) != 1 || len(told[0].Findings) != 1 || told[0].Findings[0].Code != want {
			t.Errorf("%s: told is %+v, not %s", text, told, want)
			continue
		}
		if field := told[0].Findings[0].Field; want == lines.CodeField && field != "name" {
			t.Errorf("%s: the field is told as %q", text, field)
		}
		if wrong := told[0].Findings[0].Args["text"]; want == string(register.DateMalformed) && wrong != "2026-1x-01" {
			t.Errorf("%s: the date that is wrong is told as %q", text, wrong)
		}
	}
}

// What cannot be told ends the lot.
func TestALotEndsWhereNobodyListens(t *testing.T) {
	full := errors.New("the disk is full")
	l := lines.File{Tell: func(lines.Line) error { return full }}
	for p, err := range l.Read(strings.NewReader("nonsense\n" + proposal + `1"}`)) {
		if err != nil {
			t.Fatal(err)
		}
		if err := l.Report(0, &p, application.Submitted{}); !errors.Is(err, full) {
			t.Errorf("reported with %v", err)
		}
	}
}

// A file that breaks off within a line has no such line, and the lot ends as its reader says.
func TestALotEndsWhereItsFileBreaksOff(t *testing.T) {
	gone := errors.New("the disk is gone")
	l := lines.File{Tell: func(l lines.Line) error { t.Errorf("told %+v", l); return nil }}
	var read int
	var end error
	file := io.MultiReader(strings.NewReader(proposal+`1"}`+"\n"+`{"id":`), iotest.ErrReader(gone))
	for _, err := range l.Read(file) {
		if end = err; err == nil {
			read++
		}
	}
	if read != 1 || end != gone {
		t.Errorf("%d were read, and it ended with %v", read, end)
	}
}

// What a line says of what became of its proposal.
func TestWhatALineSays(t *testing.T) {
	late := register.Finding{Code: "declared-late", Severity: register.Warning}
	outcome := &application.Outcome{Seq: 7, Act: "a"}
	before := &application.Outcome{Seq: 7, Act: "a", Before: true}
	lost := &register.Error{Kind: register.Unavailable, Op: "test", Code: "lost"}
	coded := register.Coded(register.Forbidden, "test", "not-yours")
	for name, test := range map[string]struct {
		of   application.Submitted
		want lines.Line
	}{
		"registered":             {application.Submitted{Outcome: outcome, Numbers: []register.Number{"1"}, Findings: []register.Finding{late}}, lines.Line{Result: lines.Registered, Seq: 7, Printed: outcome.Printed.String(), Numbers: []register.Number{"1"}, Findings: []register.Finding{late}}},
		"registered before":      {application.Submitted{Outcome: before}, lines.Line{Result: lines.Repeated, Seq: 7, Printed: before.Printed.String()}},
		"waiting":                {application.Submitted{Application: "x", Findings: []register.Finding{late}}, lines.Line{Result: lines.Sent, Application: "x", Findings: []register.Finding{late}}},
		"nobody knows":           {application.Submitted{Err: lost}, lines.Line{Result: lines.Unknown, Error: lost.Error()}},
		"refused by findings":    {application.Submitted{Err: coded, Findings: []register.Finding{late}}, lines.Line{Result: lines.Refused, Findings: []register.Finding{late}}},
		"refused by a code":      {application.Submitted{Err: coded}, lines.Line{Result: lines.Refused, Findings: []register.Finding{{Code: "not-yours", Severity: register.Blocking}}}},
		"refused without a code": {application.Submitted{Err: errors.New("odd")}, lines.Line{Result: lines.Refused, Error: "odd"}},
	} {
		var told []lines.Line
		f := lines.File{Tell: func(l lines.Line) error { told = append(told, l); return nil }}
		for p, err := range f.Read(strings.NewReader(proposal + `1"}`)) {
			if err != nil || f.Report(0, &p, test.of) != nil {
				t.Fatal(err)
			}
		}
		test.want.No, test.want.ID = 1, told[0].ID
		if len(told) != 1 || !reflect.DeepEqual(told[0], test.want) {
			t.Errorf("%s: %+v, not %+v", name, told, test.want)
		}
	}
}
