package ui

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

// node is one element or piece of text of a parsed page.
type node struct {
	Tag      string // empty for text
	Attr     map[string]string
	Text     string
	Children []*node
}

// Elements that have no end tag (HTML standard, 13.1.2).
var voidElements = []string{"br", "hr", "img", "input", "link", "meta"}

// parse reads HTML as our templates write it. It is stricter than a browser: every other element
// must be closed where it was opened, and an attribute may stand once, which is what a template
// breaks when it goes wrong.
func parse(t *testing.T, html string) *node {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(html))
	d.Strict = false // attributes without value
	d.Entity = map[string]string{"ctdot": "⋯", "nbsp": "\u00a0"}
	root := &node{Tag: "root"}
	open := []*node{root}
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, html)
		}
		top := open[len(open)-1]
		switch token := token.(type) {
		case xml.StartElement:
			n := &node{Tag: token.Name.Local, Attr: map[string]string{}}
			for _, a := range token.Attr {
				if _, twice := n.Attr[a.Name.Local]; twice {
					t.Errorf("<%s> has %s twice", n.Tag, a.Name.Local)
				}
				n.Attr[a.Name.Local] = a.Value
			}
			top.Children = append(top.Children, n)
			if !slices.Contains(voidElements, n.Tag) {
				open = append(open, n)
			}
		case xml.EndElement:
			if slices.Contains(voidElements, token.Name.Local) {
				continue
			}
			if top.Tag != token.Name.Local {
				t.Fatalf("</%s> closes <%s> in\n%s", token.Name.Local, top.Tag, html)
			}
			open = open[:len(open)-1]
		case xml.CharData:
			if text := strings.Join(strings.Fields(string(token)), " "); text != "" {
				top.Children = append(top.Children, &node{Text: text})
			}
		}
	}
	if len(open) != 1 {
		t.Fatalf("<%s> is not closed in\n%s", open[len(open)-1].Tag, html)
	}
	return root
}

// canonical writes a parsed page one node to a line: attributes and classes sorted, white space as
// one.
func canonical(t *testing.T, html string) string {
	t.Helper()
	var out strings.Builder
	parse(t, html).write(&out, "")
	return out.String()
}

func (n *node) write(out *strings.Builder, indent string) {
	if n.Tag == "" {
		out.WriteString(indent + n.Text + "\n")
		return
	}
	out.WriteString(indent + "<" + n.Tag)
	names := make([]string, 0, len(n.Attr))
	for name := range n.Attr {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		value := n.Attr[name]
		if name == "class" {
			words := strings.Fields(value)
			slices.Sort(words)
			value = strings.Join(slices.Compact(words), " ")
		}
		out.WriteString(" " + name + "=" + value)
	}
	out.WriteString(">\n")
	for _, c := range n.Children {
		c.write(out, indent+"  ")
	}
}

// walk visits every element below n.
func (n *node) walk(visit func(*node)) {
	for _, c := range n.Children {
		if c.Tag != "" {
			visit(c)
			c.walk(visit)
		}
	}
}

// text is all the words below n.
func (n *node) text() string {
	if n.Tag == "" {
		return n.Text
	}
	var words []string
	for _, c := range n.Children {
		words = append(words, c.text())
	}
	return strings.Join(words, " ")
}
