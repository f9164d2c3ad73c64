// Package ui owns how a page looks and speaks to a browser: the components of GOV.UK Frontend 6.6.0
// that Samano uses, as typed Go structs, each rendered by a named html/template.
//
// A handler builds a tree of components and renders the page that holds them:
//
//	r, err := ui.New(printer)
//	err = r.Render(w, ui.Page{
//		Title: printer.T("birth.title"),
//		Before: ui.Body{ui.BackLink{Href: "/births"}},
//		Main: ui.Body{
//			ui.Heading{Text: printer.T("birth.title")},
//			ui.Form{Action: "/births", Body: ui.Body{
//				ui.Input{Name: "given", Label: ui.Label{Text: printer.T("person.given-name")}},
//				ui.Button{Text: printer.T("ui.save")},
//			}},
//		},
//	})
//
// Where a page needs markup that no component makes (a drawing, a comparison of two states), it
// brings its own templates: a type with TemplateName, and a file system of *.html files given to
// New. There every template of this package can be called by its name ({{template "govuk-button"
// .Save}}), a component by {{body .Parts}}, and a message by {{T "key"}}.
//
// Nothing here takes finished HTML. Each word passes through html/template's contextual escaping,
// so that a name typed by a stranger is shown and never run. Words that vary are chosen by the
// handler; the few that belong to a component ("Error:", "Next page") come from the catalogue under
// "ui.".
//
// The pages work without script. What a component does only with script (collapsing a menu, hiding
// a conditional question) is shown open. The ports are held to the fixtures that govuk-frontend
// publishes; testdata/README.md says which, and the test says which not and why.
package ui

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"regexp"
	"slices"

	"samano/web/assets"
)

//go:embed templates/*.html
var templates embed.FS

// Printer returns the words of one language; lang.Printer is one.
type Printer interface {
	// Lang is the BCP 47 tag for the lang attribute.
	Lang() string
	// T is the message of a key, with its named placeholders filled from pairs of name and value.
	T(key string, args ...any) string
}

// Component is anything a page can hold.
type Component interface {
	// TemplateName names the template that renders the component, with the component as its data.
	TemplateName() string
}

// Body is components in reading order. Where a struct has both Text and Body, Body wins.
type Body []Component

// Attributes are further attributes of a component's outer element. Names are a closed set, so that
// none can run script or load something: those with a hyphen (data-…, aria-…) and the few of
// plainNames. Another name is an error at rendering.
type Attributes map[string]string

var (
	hyphenName = regexp.MustCompile(`^[a-z]+(-[a-z0-9]+)+$`)
	plainNames = []string{"accept", "dir", "id", "lang", "maxlength", "role", "tabindex", "translate"}
)

// attributeName lets an allowed name through the escaper, which of itself takes no hyphen.
func attributeName(name string) (template.HTMLAttr, error) {
	if !hyphenName.MatchString(name) && !slices.Contains(plainNames, name) {
		return "", fmt.Errorf("attribute %q is not in the closed set", name)
	}
	return template.HTMLAttr(name), nil // #nosec G203: from a closed list
}

// Renderer renders components in one language. It is safe for concurrent use.
type Renderer struct {
	set *template.Template
}

// New makes the renderer for a language. Each of pages holds further templates, *.html at its root.
// A name that is already taken is an error: a page that redefined a component by accident would
// change every other page.
func New(p Printer, pages ...fs.FS) (*Renderer, error) {
	files, err := newFiles()
	if err != nil {
		return nil, err
	}
	own, err := fs.Sub(templates, "templates")
	if err != nil {
		return nil, fmt.Errorf("ui: %w", err)
	}
	r := &Renderer{}
	r.set = template.New("").Option("missingkey=error").Funcs(template.FuncMap{
		"T":                  p.T,
		"lang":               p.Lang,
		"files":              func() pageFiles { return files },
		"attributeName":      attributeName,
		"body":               r.body,
		"describedBy":        describedBy,
		"labelFor":           labelFor,
		"hintFor":            hintFor,
		"errorFor":           errorFor,
		"fieldsetFor":        fieldsetFor,
		"given":              optional.given,
		"choices":            choiceViews,
		"choiceKind":         choiceKind,
		"choicesDescribedBy": choicesDescribedBy,
		"tabID":              tabID,
		"actions":            actionViews,
		"cardTitle":          SummaryList.cardTitle,
		"dateInputs":         func(d DateInput) []Input { return d.inputs(p) },
	})
	taken := map[string]bool{}
	for _, source := range append([]fs.FS{own}, pages...) {
		if err := r.parse(source, taken); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func (r *Renderer) parse(source fs.FS, taken map[string]bool) error {
	names, err := fs.Glob(source, "*.html")
	if err != nil {
		return fmt.Errorf("ui: %w", err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(source, name)
		if err != nil {
			return fmt.Errorf("ui: %w", err)
		}
		for _, m := range definition.FindAllSubmatch(text, -1) {
			if taken[string(m[1])] {
				return fmt.Errorf("ui: %s defines %q a second time", name, m[1])
			}
			taken[string(m[1])] = true
		}
		if _, err := r.set.New(name).Parse(string(text)); err != nil {
			return fmt.Errorf("ui: %w", err)
		}
	}
	return nil
}

var definition = regexp.MustCompile(`\{\{-?\s*(?:define|block)\s+"([^"]+)"`)

// Render writes a component. Nothing is written unless the whole of it could be rendered, so that a
// handler can still answer with an error page.
func (r *Renderer) Render(w io.Writer, c Component) error {
	var page bytes.Buffer
	if err := r.set.ExecuteTemplate(&page, c.TemplateName(), c); err != nil {
		return fmt.Errorf("ui: %s: %w", c.TemplateName(), err)
	}
	_, err := page.WriteTo(w)
	return err
}

// body renders components inside a template. Its result is the output of escaped templates only.
func (r *Renderer) body(b Body) (template.HTML, error) {
	var out bytes.Buffer
	for _, c := range b {
		if err := r.Render(&out, c); err != nil {
			return "", err
		}
	}
	return template.HTML(out.String()), nil // #nosec G203: of components that html/template has rendered
}

// pageFiles are the paths that every page refers to.
type pageFiles struct {
	Stylesheet, Icon, Font string
}

func newFiles() (pageFiles, error) {
	var f pageFiles
	for file, path := range map[assets.File]*string{
		assets.Stylesheet: &f.Stylesheet,
		assets.Icon:       &f.Icon,
		assets.FontLao:    &f.Font,
	} {
		var err error
		if *path, err = assets.Path(file); err != nil {
			return f, fmt.Errorf("ui: %w", err)
		}
	}
	return f, nil
}
