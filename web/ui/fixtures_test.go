package ui

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// govukWords are the words that GOV.UK Frontend's own templates put in when the options leave them
// out.
type govukWords struct{}

func (govukWords) Lang() string { return "en" }

func (govukWords) T(key string, args ...any) string {
	words := map[string]string{
		"ui.back": "Back", "ui.breadcrumbs": "Breadcrumb", "ui.contents": "Contents", "ui.day": "Day",
		"ui.error": "Error", "ui.error-title": "There is a problem", "ui.important": "Important",
		"ui.language": "Language", "ui.menu": "Menu", "ui.month": "Month", "ui.pagination": "Pagination",
		"ui.service-information": "Service information", "ui.success": "Success", "ui.warning": "Warning",
		"ui.year": "Year",
	}
	if key == "ui.page-number" {
		return fmt.Sprint("Page ", args[1])
	}
	if word, ok := words[key]; ok {
		return word
	}
	return "[" + key + "]"
}

// markup lets a fixture's finished HTML through. It exists in tests only: the product has no
// component that takes HTML.
type markup struct{ HTML template.HTML }

func (markup) TemplateName() string { return "test-markup" }

var markupTemplates = fstest.MapFS{"markup.html": {Data: []byte(`{{define "test-markup"}}{{.HTML}}{{end}}`)}}

// ported is every component that is held to fixtures.
var ported = map[string]Component{
	"back-link": BackLink{}, "breadcrumbs": Breadcrumbs{}, "button": Button{}, "checkboxes": Checkboxes{},
	"date-input": DateInput{}, "details": Details{}, "error-message": ErrorMessage{},
	"error-summary": ErrorSummary{}, "fieldset": Fieldset{}, "file-upload": FileUpload{}, "hint": Hint{},
	"input": Input{}, "inset-text": InsetText{}, "label": Label{},
	"language-navigation": LanguageNavigation{}, "notification-banner": NotificationBanner{},
	"pagination": Pagination{}, "panel": Panel{}, "radios": Radios{}, "select": Select{},
	"service-navigation": ServiceNavigation{}, "skip-link": SkipLink{}, "summary-list": SummaryList{},
	"table": Table{}, "tabs": Tabs{}, "tag": Tag{}, "textarea": Textarea{}, "warning-text": WarningText{},
}

type fixture struct {
	Name    string
	Options map[string]any
	HTML    string
}

func readFixtures(t *testing.T, component string) []fixture {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", component+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Component string
		Fixtures  []fixture
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := d.Decode(&file); err != nil {
		t.Fatal(err)
	}
	if file.Component != component || len(file.Fixtures) == 0 {
		t.Fatalf("%s: holds %q with %d fixtures", component, file.Component, len(file.Fixtures))
	}
	return file.Fixtures
}

func TestFixtures(t *testing.T) {
	r, err := New(govukWords{}, markupTemplates)
	if err != nil {
		t.Fatal(err)
	}
	for component, zero := range ported {
		unused := map[string]bool{}
		for name := range leftOut[component] {
			unused[name] = true
		}
		for _, f := range readFixtures(t, component) {
			if leftOut[component][f.Name] != "" {
				delete(unused, f.Name)
				continue
			}
			t.Run(component+"/"+f.Name, func(t *testing.T) {
				if change := adapt[component]; change != nil {
					change(f.Options)
				}
				c := reflect.New(reflect.TypeOf(zero)).Elem()
				if err := decode(c, f.Options, component); err != nil {
					t.Fatal(err)
				}
				var got bytes.Buffer
				if err := r.Render(&got, c.Interface().(Component)); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(canonical(t, f.HTML), canonical(t, got.String())); diff != "" {
					t.Errorf("-fixture +ours\n%s", diff)
				}
			})
		}
		for name := range unused {
			t.Errorf("%s: %q is left out and no such fixture exists", component, name)
		}
	}
}

// bodyOptions are the options that take HTML, which here take components.
var bodyOptions = map[string]string{
	"html": "body", "titlehtml": "titlebody", "descriptionhtml": "descriptionbody", "summaryhtml": "summarybody",
}

// decode fills a component from a fixture's options. It is strict: an option without a field is an
// error, so that nothing passes by being ignored.
func decode(dst reflect.Value, src any, path string) error {
	if src == nil {
		return nil
	}
	fail := func() error { return fmt.Errorf("%s: cannot put %T into %s", path, src, dst.Type()) }
	switch dst.Interface().(type) {
	case Body:
		if src == false || src == "" {
			return nil
		}
		dst.Set(reflect.ValueOf(Body{markup{template.HTML(fmt.Sprint(src))}}))
		return nil
	case Attributes:
		from, ok := src.(map[string]any)
		if !ok {
			return fail()
		}
		attributes := Attributes{}
		for name, value := range from {
			attributes[name] = fmt.Sprint(value)
		}
		dst.Set(reflect.ValueOf(attributes))
		return nil
	}
	switch dst.Kind() {
	case reflect.Pointer:
		dst.Set(reflect.New(dst.Type().Elem()))
		return decode(dst.Elem(), src, path)
	case reflect.Struct:
		from, ok := src.(map[string]any)
		if !ok {
			return fail()
		}
		return decodeStruct(dst, from, path)
	case reflect.Slice:
		from, ok := src.([]any)
		if !ok {
			return fail()
		}
		for i, item := range from {
			if item == nil || item == false || item == "" {
				continue
			}
			element := reflect.New(dst.Type().Elem()).Elem()
			if err := decode(element, item, fmt.Sprintf("%s[%d]", path, i)); err != nil {
				return err
			}
			dst.Set(reflect.Append(dst, element))
		}
	case reflect.String:
		dst.SetString(fmt.Sprint(src))
	case reflect.Int:
		n, ok := src.(json.Number)
		if !ok {
			return fail()
		}
		v, err := n.Int64()
		if err != nil {
			return err
		}
		dst.SetInt(v)
	case reflect.Bool:
		v, ok := src.(bool)
		if !ok {
			return fail()
		}
		dst.SetBool(v)
	default:
		return fail()
	}
	return nil
}

func decodeStruct(dst reflect.Value, from map[string]any, path string) error {
	for key, value := range from {
		name := strings.ToLower(key)
		if body, ok := bodyOptions[name]; ok {
			name = body
		}
		field := dst.FieldByNameFunc(func(f string) bool { return strings.ToLower(f) == name })
		if !field.IsValid() {
			return fmt.Errorf("%s: no field for option %q", path, key)
		}
		if err := decode(field, value, path+"."+key); err != nil {
			return err
		}
	}
	return nil
}
