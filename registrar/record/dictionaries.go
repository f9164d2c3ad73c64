package record

import (
	"embed"

	"samano/internal/zpack"
)

// dictionaries compress acts. A released file stays for ever, because it is needed to read the
// acts that it compressed. The last file by name compresses new acts.
//
//go:embed dict
var dictionaries embed.FS

// Dictionaries returns all released dictionaries, oldest first.
func Dictionaries() ([][]byte, error) { return zpack.Dictionaries(dictionaries) }
