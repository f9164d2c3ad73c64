// Package lang owns the words that people read: message catalogues, one folder a language, and how
// a language writes numbers, dates and times.
//
// A folder (lo/, en/) holds TOML files by area: ui.toml, person.toml, findings.toml, and so on. All
// files of a folder are one catalogue. A file holds sections of plain strings; a message's key is
// section and name: `[ui]` `save = "…"` is "ui.save". A name may hold points when it is quoted. A
// section may be spread over files, a key occurs once only.
//
//	cat, err := lang.Load()
//	p := cat.For("lo")
//	p.T("ui.page-number", "number", 3)      // "ໜ້າ 3"
//	p.Finding("date-in-future", f.Args).Remedy
//
// A placeholder is a name in braces, {number}, filled by name: languages order their words
// differently. The key with "#one" added is used instead when the argument "count" is one; only
// languages that tell one from many have it. For a missing key the text is the key in brackets:
// ugly, seen at once, and the page still works. Keys returns a printer that shows every key that
// way, to find text that is not in the catalogue.
//
// Lao comes first: it is the language of the law, and For returns it for a language that we do not
// have. Every language has exactly the keys and the placeholders of Lao; Differences says where
// not.
package lang

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

//go:embed lo/*.toml en/*.toml
var own embed.FS

// First is the language that is complete by definition.
const First = "lo"

// one marks the form of a message for a count of one.
const one = "#one"

// Catalogue holds the messages of all languages. It is read-only and safe for concurrent use.
type Catalogue struct {
	messages map[string]map[string]string // language, key
}

// Load reads the catalogues that are built in.
func Load() (*Catalogue, error) { return loadFS(own) }

// loadFS reads catalogues from folders of TOML files; a folder's name is the language.
func loadFS(files fs.FS) (*Catalogue, error) {
	names, err := fs.Glob(files, "*/*.toml")
	if err != nil {
		return nil, fmt.Errorf("lang: %w", err)
	}
	c := &Catalogue{messages: map[string]map[string]string{}}
	for _, name := range names {
		if err := c.read(files, name); err != nil {
			return nil, fmt.Errorf("lang: %s: %w", name, err)
		}
	}
	if c.messages[First] == nil {
		return nil, fmt.Errorf("lang: no catalogue for %q", First)
	}
	return c, nil
}

func (c *Catalogue) read(files fs.FS, name string) error {
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	// Not into a typed map: the decoder skips a value outside a section.
	var sections map[string]any
	if err := toml.Unmarshal(text, &sections); err != nil {
		return err
	}
	language := path.Dir(name)
	into := c.messages[language]
	if into == nil {
		into = map[string]string{}
		c.messages[language] = into
	}
	for section, content := range sections {
		messages, ok := content.(map[string]any)
		if !ok {
			return fmt.Errorf("%q stands outside a section", section)
		}
		for key, value := range messages {
			key = section + "." + key
			message, ok := value.(string)
			if !ok {
				return fmt.Errorf("%q is not a string", key)
			}
			if _, twice := into[key]; twice {
				return fmt.Errorf("%q is there a second time", key)
			}
			if err := checkMessage(message); err != nil {
				return fmt.Errorf("%q: %w", key, err)
			}
			into[key] = message
		}
	}
	return nil
}

var placeholder = regexp.MustCompile(`\{([a-z][a-z0-9-]*)\}`)

func checkMessage(message string) error {
	if strings.TrimSpace(message) != message || message == "" {
		return errors.New("empty, or with white space around it")
	}
	if strings.ContainsAny(placeholder.ReplaceAllString(message, ""), "{}") {
		return errors.New("a brace that is no placeholder")
	}
	return nil
}

// Languages are the languages held, Lao first and the others by name.
func (c *Catalogue) Languages() []string {
	return slices.SortedFunc(maps.Keys(c.messages), func(a, b string) int {
		if a == First || b == First {
			return strings.Compare(strconv.FormatBool(b == First), strconv.FormatBool(a == First))
		}
		return strings.Compare(a, b)
	})
}

// For returns the printer of a language (a BCP 47 tag; "en-GB" is "en"), or of Lao.
func (c *Catalogue) For(language string) *Printer {
	base, _, _ := strings.Cut(strings.ToLower(language), "-")
	messages, known := c.messages[base]
	if !known {
		base, messages = First, c.messages[First]
	}
	return &Printer{language: base, messages: messages}
}

// Printer writes the messages of one language. It is safe for concurrent use.
type Printer struct {
	language string
	messages map[string]string
}

// Lang is the language's BCP 47 tag.
func (p *Printer) Lang() string { return p.language }

// Has reports whether a key has a message.
func (p *Printer) Has(key string) bool {
	_, ok := p.messages[key]
	return ok
}

// T is the message of a key, with its placeholders filled. The arguments are names and values in
// turn, or one map[string]string. Whole numbers are written as the language writes them; a number
// that is a name (a year, a case, an article) is passed as a string. A placeholder without argument
// stays as it is.
func (p *Printer) T(key string, args ...any) string {
	message, ok := p.messages[key]
	if !ok {
		return "[" + key + "]"
	}
	values := p.values(args)
	if values["count"] == "1" {
		if single, ok := p.messages[key+one]; ok {
			message = single
		}
	}
	return placeholder.ReplaceAllStringFunc(message, func(hole string) string {
		if value, ok := values[hole[1:len(hole)-1]]; ok {
			return value
		}
		return hole
	})
}

func (p *Printer) values(args []any) map[string]string {
	if len(args) == 1 {
		if m, ok := args[0].(map[string]string); ok {
			return m
		}
	}
	values := make(map[string]string, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		values[fmt.Sprint(args[i])] = p.value(args[i+1])
	}
	return values
}

func (p *Printer) value(v any) string {
	switch v := v.(type) {
	case int:
		return p.Number(int64(v))
	case int64:
		return p.Number(v)
	default:
		return fmt.Sprint(v)
	}
}

// FindingText is the text about a finding that people read.
type FindingText struct {
	Wrong  string // what is wrong
	Rule   string // what the law or the register asks; empty where Wrong says it all
	Remedy string // what to do next
}

// dateArguments are the arguments of findings that hold a date in EDTF; they are shown as people
// write dates. Others may look like one (a place 0101) and are none.
var dateArguments = []string{"born", "date", "day", "died", "found", "opened", "other", "since", "until"}

// Finding returns the texts of a finding's code, with its arguments. Errors of packages outside acts
// come as findings too: their texts are those of errors, whose arguments hold no dates.
func (p *Printer) Finding(code string, args map[string]string) FindingText {
	key := "finding." + code
	if e := "error." + code; !p.Has(key) && p.Has(e) {
		return p.texts(e, args)
	}
	args = maps.Clone(args)
	for _, name := range dateArguments {
		if d, ok := parseEDTF(args[name]); ok {
			args[name] = p.Date(d)
		}
	}
	return p.texts(key, args)
}

// texts returns the texts of a key, with its rule and remedy if it has them.
func (p *Printer) texts(key string, args map[string]string) FindingText {
	text := FindingText{Wrong: p.T(key, args)}
	if p.Has(key + ".rule") {
		text.Rule = p.T(key+".rule", args)
	}
	if p.Has(key + ".remedy") {
		text.Remedy = p.T(key+".remedy", args)
	}
	return text
}
