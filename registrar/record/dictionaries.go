package record

import (
	"embed"
	"path"
)

// dictionaries compress acts. A released file stays for ever, because it is needed to read the
// acts that it compressed. The last file by name compresses new acts.
//
//go:embed dict
var dictionaries embed.FS

// Dictionaries returns all released dictionaries, oldest first.
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
