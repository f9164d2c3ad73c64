package flattoml

import (
	"bytes"
	"errors"
	"runtime"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

const depth = 10_000

// deep are files of some kilobytes of which the decoder would make gigabytes.
var deep = map[string]string{
	"parts of a key":        strings.Repeat("a.", depth) + "a = 1\n",
	"parts of a header":     "[" + strings.Repeat("a.", depth) + "a]\nb = 1\n",
	"parts in quotes":       strings.Repeat(`"a".`, depth) + "a = 1\n",
	"tables in a line":      "a = " + strings.Repeat("{a = ", depth) + "1" + strings.Repeat("}", depth) + "\n",
	"lists in a line":       "a = " + strings.Repeat("[", depth) + strings.Repeat("]", depth) + "\n",
	"lists in lines":        "a = " + strings.Repeat("[\n", depth) + strings.Repeat("]\n", depth) + "\n",
	"keys within tables":    "a = " + strings.Repeat("{a.a.a = ", depth) + "1" + strings.Repeat("}", depth) + "\n",
	"behind an empty text":  "b = \"\"\n" + strings.Repeat("a.", depth) + "a = 1\n",
	"behind a long text":    "b = \"\"\"x\"\"\"\n" + strings.Repeat("a.", depth) + "a = 1\n",
	"behind a text of five": "b = \"\"\"x\"\"\"\"\"\n" + strings.Repeat("a.", depth) + "a = 1\n",
	"behind one of four":    "b = {c = \"\"\"x\"\"\"\", " + strings.Repeat("a.", depth) + "a = 1}\n",
	"behind an escape":      "b = \"\\\\\"\n" + strings.Repeat("a.", depth) + "a = 1\n",
	"behind a remark":       "b = 1 # it's\n" + strings.Repeat("a.", depth) + "a = 1\n",
}

func TestNestedFilesCostNothing(t *testing.T) {
	for name, text := range deep {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		var v map[string]any
		_, err := Decode(strings.NewReader(text), MaxBytes, &v)
		runtime.ReadMemStats(&after)
		if !errors.Is(err, ErrDepth) {
			t.Errorf("%s: %v", name, err)
		}
		if spent := after.TotalAlloc - before.TotalAlloc; spent > 4<<20 {
			t.Errorf("%s: %d bytes cost %d MB", name, len(text), spent>>20)
		}
	}
	var v map[string]any
	if _, err := Decode(strings.NewReader("a = 1\n"), 5, &v); !errors.Is(err, ErrSize) {
		t.Errorf("a file beyond its limit: %v", err)
	}
}

// Dots and brackets in texts and remarks are no nesting.
func TestTextsAreNotNested(t *testing.T) {
	many := strings.Repeat("[{a.", 100)
	for _, text := range []string{
		"a = \"" + many + "\"\n", "a = '" + many + "'\n", "a = \"\"\"\n" + many + "\n\"\"\"\n", "a = '''\n" + many + "'''\n",
		"a = 1 # " + many + "\n", "# " + many, "a = [1.5, 2.5, 3.5]\n", "a = \"\\\"" + many + "\"\n",
	} {
		var v map[string]any
		if _, err := Decode(strings.NewReader(text), MaxBytes, &v); err != nil {
			t.Errorf("%.40q: %v", text, err)
		}
	}
}

// What is decoded here is what the decoder makes of it, and costs no more than its size allows.
func FuzzDecode(f *testing.F) {
	f.Add([]byte("[kinds.birth]\nlevels = { value = [], article = 'x' }\n"))
	f.Add([]byte("[[a.b]]\nvalue = \"\"\"x\"\"\"\"\n[[a.b]]\nfrom = 2018-06-01\n"))
	for _, text := range deep {
		f.Add([]byte(text[:min(len(text), 200)]))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var got, want map[string]any
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		meta, err := Decode(bytes.NewReader(text), MaxBytes, &got)
		runtime.ReadMemStats(&after)
		if spent := after.TotalAlloc - before.TotalAlloc; spent > uint64(1<<20+2000*len(text)) {
			t.Fatalf("%d bytes cost %d", len(text), spent)
		}
		if err != nil {
			return
		}
		for _, key := range meta.Keys() {
			if len(key) > 2*maxDepth*maxDepth {
				t.Fatalf("a key of %d parts", len(key))
			}
		}
		if _, err := toml.Decode(string(text), &want); err != nil || len(got) != len(want) {
			t.Fatalf("%v, and from the decoder %v (%v)", got, want, err)
		}
	})
}
