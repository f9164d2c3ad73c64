package lines

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"samano/acts"
	"samano/register"
)

// maxLine is a payload at its limit, with header and room.
const maxLine = 2 * acts.MaxPayload

// The codes of lines that are no proposals, and of an input that breaks off.
const (
	CodeLong      = "line-too-long"
	CodeEncoding  = "line-not-utf8"
	CodeNotJSON   = "line-not-json"
	CodeNotObject = "line-not-object"
	CodeSeveral   = "line-several-values"
	CodeField     = "line-unknown-field"
	CodeType      = "line-wrong-type"
	CodeDay       = "line-day"
	CodeNoID      = "line-without-id"
)

// readProposal is one line of a file of proposals.
type readProposal struct {
	proposal register.Proposal
	fault    *register.Finding // it is no proposal
	detail   string            // in English, for whoever made the file
	broken   error             // reading cannot go on
}

func faulty(code, field, detail string) readProposal {
	return readProposal{fault: &register.Finding{Code: code, Field: field, Severity: register.Blocking}, detail: detail}
}

// proposalsOf reads the lines that are not empty, counted from 1. A bad line is a
// fault of its own and reading goes on behind it.
func proposalsOf(in io.Reader) func(yield func(int, readProposal) bool) {
	return func(yield func(int, readProposal) bool) {
		r := bufio.NewReaderSize(in, maxLine)
		for n := 1; ; n++ {
			text, err := r.ReadSlice('\n')
			long := errors.Is(err, bufio.ErrBufferFull)
			for errors.Is(err, bufio.ErrBufferFull) {
				_, err = r.ReadSlice('\n')
			}
			if n == 1 {
				text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
			}
			if err != nil && !errors.Is(err, io.EOF) { // what there is of this line is no line
				broken := faulty(register.CodeBrokenOff, "", err.Error())
				broken.broken = err
				yield(n, broken)
				return
			}
			goOn := true
			switch {
			case long:
				f := faulty(CodeLong, "", "")
				f.fault.Args = map[string]string{"limit": strconv.Itoa(maxLine)}
				goOn = yield(n, f)
			case len(bytes.TrimSpace(text)) > 0:
				goOn = yield(n, parseProposal(text))
			}
			if !goOn || err != nil {
				return
			}
		}
	}
}

// parseProposal reads one line strictly.
func parseProposal(line []byte) readProposal {
	var p register.Proposal
	if !utf8.Valid(line) {
		return faulty(CodeEncoding, "", "")
	}
	if hasNUL(line) {
		return faulty(register.CodeTextCharacter, "", "U+0000")
	}
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&p); err != nil {
		return undecoded(err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return faulty(CodeSeveral, "", "")
	}
	if line := bytes.TrimSpace(line); line[0] != '{' {
		return faulty(CodeNotObject, "", "") // null
	}
	if p.ID == "" {
		return faulty(CodeNoID, "id", "")
	}
	return readProposal{proposal: p}
}

// undecoded says in the terms of the line what package json has found.
func undecoded(err error) readProposal {
	var wrongType *json.UnmarshalTypeError
	var date *register.DateError
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &wrongType) && wrongType.Field == "":
		return faulty(CodeNotObject, "", "")
	case errors.As(err, &wrongType):
		return faulty(CodeType, wrongType.Field, "")
	case errors.As(err, &date):
		f := faulty(string(date.Problem), "", "")
		f.fault.Args = map[string]string{"text": date.Text}
		return f
	case errors.As(err, &syntax), errors.Is(err, io.ErrUnexpectedEOF):
		return faulty(CodeNotJSON, "", err.Error())
	}
	// encoding/json has no type for this error; what else there is comes from the
	// one text of a proposal that reads itself and is no Date: the day.
	if _, field, ok := strings.Cut(err.Error(), "unknown field "); ok {
		return faulty(CodeField, strings.Trim(field, `"`), "")
	}
	return faulty(CodeDay, "declared", "")
}

// hasNUL reports whether a text in the line holds U+0000, which JSON can write and
// databases cannot keep.
func hasNUL(line []byte) bool {
	const escaped = `\u0000`
	for rest := line; ; {
		at := bytes.Index(rest, []byte(escaped))
		if at < 0 {
			return false
		}
		slashes := 0
		for i := at - 1; i >= 0 && rest[i] == '\\'; i-- {
			slashes++
		}
		if slashes%2 == 0 { // else the backslash is itself escaped
			return true
		}
		rest = rest[at+len(escaped):]
	}
}
