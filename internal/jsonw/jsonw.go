// Package jsonw owns writing JSON by hand, member by member, for what is written too
// often for encoding/json. Every function appends to b what encoding/json would write.
// A member goes into the object that is open at the end of b; names are written as they
// are, so they hold nothing that needs escaping.
package jsonw

import (
	"encoding/json"
	"strconv"
	"unicode/utf8"
)

// Member begins a member: its value is appended next.
func Member(b []byte, name string) []byte {
	if b[len(b)-1] != '{' {
		b = append(b, ',')
	}
	return append(append(append(b, '"'), name...), '"', ':')
}

// Key begins a member whose name is data, so that it is escaped.
func Key(b []byte, name string) []byte {
	if b[len(b)-1] != '{' {
		b = append(b, ',')
	}
	return append(String(b, name), ':')
}

// Text writes a member that is a string.
func Text[S ~string](b []byte, name string, s S) []byte {
	return String(Member(b, name), string(s))
}

// TextIf leaves out the empty string.
func TextIf[S ~string](b []byte, name string, s S) []byte {
	if s == "" {
		return b
	}
	return Text(b, name, s)
}

// Number writes a member that is a whole number.
func Number[N ~int | ~int64](b []byte, name string, n N) []byte {
	return strconv.AppendInt(Member(b, name), int64(n), 10)
}

// NumberIf leaves out 0.
func NumberIf[N ~int | ~int64](b []byte, name string, n N) []byte {
	if n == 0 {
		return b
	}
	return Number(b, name, n)
}

// TrueIf writes true and leaves out false.
func TrueIf(b []byte, name string, is bool) []byte {
	if !is {
		return b
	}
	return append(Member(b, name), "true"...)
}

// List writes a member that is a list, one item after the other.
func List[T any](b []byte, name string, list []T, item func([]byte, *T) []byte) []byte {
	b = append(Member(b, name), '[')
	for i := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = item(b, &list[i])
	}
	return append(b, ']')
}

// ListIf leaves out the empty list.
func ListIf[T any](b []byte, name string, list []T, item func([]byte, *T) []byte) []byte {
	if len(list) == 0 {
		return b
	}
	return List(b, name, list, item)
}

// The classes of a byte in a string.
const (
	plain = 0
	wide  = 1 // part of a letter of several bytes
	other = 2 // it may need more than quotes
)

var classes = func() (t [256]uint8) {
	for c := range t {
		switch {
		case c == 0xe2: // U+2028 and U+2029, which encoding/json escapes, begin so
			t[c] = other
		case c >= utf8.RuneSelf:
			t[c] = wide
		case c < ' ' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || c == 0x7f:
			t[c] = other
		}
	}
	return t
}()

// String writes a string. What needs more than quotes is rare and left to encoding/json.
func String(b []byte, s string) []byte {
	class := uint8(plain)
	for i := range len(s) {
		class |= classes[s[i]]
	}
	if class == plain || class == wide && utf8.ValidString(s) {
		return append(append(append(b, '"'), s...), '"')
	}
	text, _ := json.Marshal(s) // of a string it cannot fail
	return append(b, text...)
}
