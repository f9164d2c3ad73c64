package registrar

import (
	"embed"
	"path"
)

// The dictionaries under which acts are packed. A file, once released, stays: it
// unpacks what it packed. The last by name packs.
//
//go:embed dict
var dictionaries embed.FS

// Dictionaries gives all released dictionaries, oldest first.
func Dictionaries() [][]byte {
	entries, err := dictionaries.ReadDir("dict")
	if err != nil {
		return nil
	}
	var out [][]byte
	for _, e := range entries {
		if path.Ext(e.Name()) != ".dict" {
			continue
		}
		if b, err := dictionaries.ReadFile("dict/" + e.Name()); err == nil && len(b) > 0 {
			out = append(out, b)
		}
	}
	return out
}
