package intake_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"samano/match/intake"
	"samano/match/memindex"
	"samano/match/rows"
	"samano/register"
)

// codes returns what an error finds, as "code field".
func codes(t *testing.T, err error) (out []string) {
	t.Helper()
	var e *register.Error
	if err != nil && !errors.As(err, &e) {
		t.Fatalf("no error of ours: %v", err)
	}
	if e == nil {
		return nil
	}
	if e.Code != "" {
		out = append(out, e.Code)
	}
	for _, f := range e.Findings {
		out = append(out, strings.TrimSpace(f.Code+" "+f.Field))
	}
	return out
}

// A file of nothing but wrong quotation marks is told by its first lines: each finding takes a hundred times the
// six bytes of its line.
func TestWrongQuotesAreToldUpToALimit(t *testing.T) {
	file := []byte("given,surname\n" + strings.Repeat("\"\n\"x\"\n", 100_000))
	_, _, err := intake.Table(file, nil, "")
	if got := codes(t, err); len(got) != 1000 || got[0] != intake.CodeQuotes {
		t.Errorf("%d findings", len(got))
	}
}

func TestATableIsLookedOver(t *testing.T) {
	for file, want := range map[string][]string{
		"":                              {intake.CodeEmpty},
		"given,surname\na,b\n":          {intake.CodeFewRows},
		"given,surname\na,b\nc,d\n":     nil,
		"given,\xffx\na,b\nc,d\n":       {intake.CodeEncoding},
		"given,surname\na,\"b\nc,d\n":   {intake.CodeQuotes},
		"Somsak,1974-05-03\na,b\nc,d\n": {intake.CodeHeader},
		"given,given\na,b\nc,d\n":       {intake.CodeColumnTwice + " given"},
		"given,surname" + strings.Repeat("\na,b", 200_000+1): {intake.CodeManyRows},
	} {
		_, _, err := intake.Table([]byte(file), nil, "")
		if got := codes(t, err); !slices.Equal(got, want) {
			t.Errorf("of %.40q it finds %q, want %q", file, got, want)
		}
	}
	_, _, err := intake.Table([]byte("given,surname\na,b\nc,d\n"), nil, "who")
	if got := codes(t, err); !slices.Equal(got, []string{intake.CodeColumnMissing + " who"}) {
		t.Errorf("of a missing truth it finds %q", got)
	}
	_, lines, err := intake.Table([]byte("given,who\na,1\n\nc,1\n"), nil, "who")
	if err != nil || !slices.Equal(lines, []int{2, 4}) {
		t.Errorf("rows begin in lines %v, %v", lines, err)
	}
	_, _, err = intake.Table([]byte("given,who\na,1\nc,2\n"), nil, "who")
	if got := codes(t, err); !slices.Equal(got, []string{intake.CodeTruthAlone + " who"}) {
		t.Errorf("of a truth without pairs it finds %q", got)
	}
}

func TestAFileOfPeopleHasItsColumns(t *testing.T) {
	plan := []byte(`column = [{ name = "a", holds = "given" }, { name = "b", holds = "surname" }]`)
	for header, want := range map[string][]string{
		"a,b,who":   nil,
		"a,b,a,who": {intake.CodeColumnTwice + " a"},
		"b":         {intake.CodeColumnMissing + " a", intake.CodeColumnMissing + " who"},
	} {
		_, err := intake.ReadPlan(plan, strings.Split(header, ","), "who")
		if got := codes(t, err); !slices.Equal(got, want) {
			t.Errorf("of %s it finds %q, want %q", header, got, want)
		}
	}
	for header, want := range map[string][]string{
		"given,born":  nil,
		"Somsak,1974": {intake.CodeHeader},
		"x,y":         {intake.CodeNoColumns},
	} {
		_, err := intake.ReadPlan(nil, strings.Split(header, ","), "")
		if got := codes(t, err); !slices.Equal(got, want) {
			t.Errorf("without a plan, of %s it finds %q, want %q", header, got, want)
		}
	}
}

func TestWhyAFileCannotBeRead(t *testing.T) {
	for cause, want := range map[error]string{
		rows.ErrEmpty: intake.CodeEmpty, rows.ErrEncoding: intake.CodeEncoding, rows.ErrColumns: intake.CodeColumns, rows.ErrParquet: intake.CodeParquet,
		memindex.ErrPairs: intake.CodeAlike, errors.New("the cable"): register.CodeBrokenOff,
	} {
		if got := codes(t, intake.Unreadable(fmt.Errorf("reading: %w", cause))); !slices.Equal(got, []string{want}) {
			t.Errorf("%v: %q, want %q", cause, got, want)
		}
	}
	if err := intake.Unreadable(nil); err != nil {
		t.Errorf("of no error: %v", err)
	}
}
