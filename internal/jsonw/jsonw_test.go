package jsonw

import (
	"encoding/json"
	"testing"
)

func TestStringsAreWrittenAsEncodingJSONDoes(t *testing.T) {
	for _, s := range []string{"", "ບຸນມີ", "a\"b\\c", "<&>", "line\nbreak", "\x00\x7f", "cut \xe0\xba", "\u2028\u2029", "’", "é 😀"} {
		want, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if got := String(nil, s); string(got) != string(want) {
			t.Errorf("%q: %s, want %s", s, got, want)
		}
	}
}

func TestAnObjectIsWrittenAsEncodingJSONDoes(t *testing.T) {
	type object struct {
		Text   string `json:"text"`
		None   string `json:"none,omitempty"`
		Number int64  `json:"number"`
		Zero   int    `json:"zero,omitempty"`
		True   bool   `json:"true,omitempty"`
		False  bool   `json:"false,omitempty"`
		List   []int  `json:"list,omitempty"`
		Empty  []int  `json:"empty,omitempty"`
		Bare   []int  `json:"bare"`
	}
	v := object{Text: "<ບຸນມີ>", Number: -7, True: true, List: []int{3, 4}, Bare: []int{}}
	want, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	item := func(b []byte, n *int) []byte {
		text, _ := json.Marshal(*n)
		return append(b, text...)
	}
	b := TextIf(Text([]byte{'{'}, "text", v.Text), "none", v.None)
	b = NumberIf(Number(b, "number", v.Number), "zero", v.Zero)
	b = TrueIf(TrueIf(b, "true", v.True), "false", v.False)
	b = ListIf(ListIf(b, "list", v.List, item), "empty", v.Empty, item)
	b = append(List(b, "bare", v.Bare, item), '}')
	if string(b) != string(want) {
		t.Errorf("by hand:\n%s\nby encoding/json:\n%s", b, want)
	}
}
