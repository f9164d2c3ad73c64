package rows

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestFilesThatCannotBeRead(t *testing.T) {
	for what, c := range map[string]struct {
		file string
		want error
	}{
		"nothing":            {"", ErrEmpty},
		"nothing but a mark": {"\ufeff\n", ErrEmpty},
		"UTF-16":             {"\xff\xfen\x00a\x00", ErrEncoding},
		"one line of all":    {strings.Repeat("a,", MaxLine), ErrColumns},
		"too many columns":   {strings.Repeat("a,", maxColumns+1) + "\n", ErrColumns},
		"an open header":     {"\"given,surname\n", errQuotes},
	} {
		if _, err := CSV(strings.NewReader(c.file)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", what, err, c.want)
		}
	}
}

func TestValuesInQuotes(t *testing.T) {
	for line, want := range map[string][]string{
		`a,b`:            {"a", "b"},
		`"a,b",c`:        {"a,b", "c"},
		`"say ""so""",`:  {`say "so"`, ""},
		`a"b,"",`:        {`a"b`, "", ""},
		`"a"b,c`:         {"ab", "c"},
		`,"",""`:         {"", "", ""},
		`""""`:           {`"`},
		`"`:              nil,
		`"ຄຳ, ພອນ","x"`:  {"ຄຳ, ພອນ", "x"},
		`"a" ,b`:         {"a ", "b"},
		`"a""`:           nil,
		`plain "q" text`: {`plain "q" text`},
	} {
		got, err := split(nil, line, ',')
		if (err != nil) != (want == nil) || err == nil && !slices.Equal(got, want) {
			t.Errorf("%s: %q, %v; want %q", line, got, err, want)
		}
	}
}
