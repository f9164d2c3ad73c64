package jsonw

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// Repeated returns the path of the first member that an object has twice, under spellings that
// encoding/json takes for one; "" if there is none. What a member says twice is read by one program as the
// first, by another as the last, and by encoding/json as both together. The text is JSON.
func Repeated(text []byte) string {
	var open []object
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '{':
			open = append(open, object{isObject: true, naming: true})
		case '[':
			open = append(open, object{})
		case '}', ']':
			open = open[:len(open)-1]
		case ',':
			in := &open[len(open)-1]
			in.naming = in.isObject
		case '"':
			end := i + closingQuote(text[i:])
			if n := len(open); n > 0 && open[n-1].naming {
				in := &open[n-1]
				name := text[i+1 : end]
				if bytes.IndexByte(name, '\\') >= 0 {
					var unescaped string
					_ = json.Unmarshal(text[i:end+1], &unescaped)
					name = []byte(unescaped)
				}
				if slices.ContainsFunc(in.names, func(other []byte) bool { return bytes.EqualFold(other, name) }) {
					return path(open, name)
				}
				in.names, in.naming = append(in.names, name), false
			}
			i = end
		}
	}
	return ""
}

// object is an object or a list that is being read, with the names of its members so far.
type object struct {
	isObject bool
	naming   bool // the next text is a name
	names    [][]byte
}

// closingQuote returns where the text ends that begins with a quote.
func closingQuote(text []byte) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return len(text) - 1
}

// path joins the names of the members that lead to a name.
func path(open []object, name []byte) string {
	var out []string
	for _, in := range open[:len(open)-1] {
		if n := len(in.names); n > 0 {
			out = append(out, string(in.names[n-1]))
		}
	}
	return strings.Join(append(out, string(name)), ".")
}
