// Package flattoml owns reading TOML that somebody else wrote. Our files have tables within tables, and
// no more; the decoder takes the cube of the depth of what is nested: forty kilobytes took 11 GB and
// half a minute. So nesting, like size, is measured before anything is decoded.
package flattoml

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/BurntSushi/toml"
)

// MaxBytes bounds a file that people write; the largest of a law pack has some ten kilobytes.
const MaxBytes = 1 << 20

// maxDepth bounds brackets within brackets, with the parts of a key inside. A law pack has
// [kinds.birth], and lists of tables in a table below it.
const maxDepth = 12

// Errors of files that are not decoded.
var (
	ErrSize  = errors.New("toml: the file is too large")
	ErrDepth = fmt.Errorf("toml: tables are nested more than %d deep", maxDepth)
)

// Decode decodes a file of at most so many bytes.
func Decode(r io.Reader, limit int64, v any) (toml.MetaData, error) {
	text, err := io.ReadAll(io.LimitReader(r, limit+1))
	switch {
	case err != nil:
		return toml.MetaData{}, err
	case int64(len(text)) > limit:
		return toml.MetaData{}, ErrSize
	case isDeep(text):
		return toml.MetaData{}, ErrDepth
	}
	return toml.Decode(string(text), v)
}

// isDeep reports whether brackets and the parts of keys are nested too deep. What stands in texts and
// remarks does not count.
func isDeep(text []byte) bool {
	depth, parts := 0, 0
	for len(text) > 0 {
		c := text[0]
		text = text[1:]
		switch c {
		case '#':
			if at := bytes.IndexByte(text, '\n'); at >= 0 {
				text = text[at:]
			} else {
				text = nil
			}
		case '"', '\'':
			text = behind(text, c)
		case '.':
			parts++
		case '=', ',', '\n':
			parts = 0
		case '{', '[':
			depth++
		case '}', ']':
			depth = max(0, depth-1)
		}
		if depth+parts > maxDepth {
			return true
		}
	}
	return false
}

// behind returns what follows a text that a quotation mark has begun.
func behind(text []byte, mark byte) []byte {
	end := []byte{mark}
	if three := bytes.Repeat(end, 3); bytes.HasPrefix(text, three[1:]) {
		end, text = three, text[2:]
	}
	for len(text) > 0 {
		switch {
		case bytes.HasPrefix(text, end):
			text = text[len(end):]
			for i := 0; i < 2 && len(end) == 3 && len(text) > 0 && text[0] == mark; i++ { // up to two more are of the text
				text = text[1:]
			}
			return text
		case text[0] == '\\' && mark == '"' && len(text) > 1:
			text = text[2:]
		case text[0] == '\n' && len(end) == 1: // it is not closed: the decoder says so
			return text
		default:
			text = text[1:]
		}
	}
	return nil
}
