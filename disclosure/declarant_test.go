package disclosure

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"samano/acts"
	"samano/number"
)

// A number is found however its digits are parted and whatever stands beside it.
func TestWhomATextNames(t *testing.T) {
	parse := func(s string) (string, error) {
		if digits := strings.Map(func(r rune) rune {
			if r >= '໐' && r <= '໙' {
				return '0' + r - '໐'
			}
			return r
		}, s); digits == "382649272712" || digits == "821705663771" {
			return digits, nil
		}
		return "", number.WrongCheckDigits
	}
	const one, two = "382649272712", "821705663771"
	for text, want := range map[string][]string{
		"382649272712":                              {one},
		"3826 4927 2712, ລູກ":                       {one},
		"3826.4927.2712":                            {one},
		"3826/4927/2712":                            {one},
		"3826–4927–2712":                            {one},
		"3826\u00a04927\u00a02712":                  {one},
		"໓໘໒໖໔໙໒໗໒໗໑໒":                              {one},
		"No.382649272712":                           {one},
		"8217 0566 3771 020 5555 1234":              {two},
		"020 5555 1234 8217 0566 3771":              {two},
		"0382649272712":                             {one},
		"382649272712 and 8217-0566-3771, the aunt": {one, two},
		"3826 aunt 4927 2712":                       nil,
		"38264927271":                               nil,
		"":                                          nil,
	} {
		var got []string
		for _, l := range namesIn(text, parse) {
			if l.By != acts.ByNumber {
				t.Errorf("%q: %+v", text, l)
			}
			got = append(got, l.Key)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q names %v, want %v", text, got, want)
		}
	}
	never := func(string) (string, error) { return "", errors.New("no") }
	if got := namesIn("@a, her aunt @b @a", never); !slices.Equal(got, []acts.Lookup{{By: acts.ByProposed, Key: "a"}, {By: acts.ByProposed, Key: "b"}}) {
		t.Errorf("by client-made ids: %+v", got)
	}
}
