package ui

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Radios take one of a few answers.
type Radios struct {
	IDPrefix     string // Name when empty; also the id of the first item, for links from an error summary
	Name         string
	Value        string // checks the item of this value
	Items        []Choice
	Fieldset     Fieldset // rendered when it has a legend
	Hint         Hint
	ErrorMessage ErrorMessage
	FormGroup    FormGroup
	Classes      string
	Attributes   Attributes
}

func (Radios) TemplateName() string { return "govuk-radios" }

// Checkboxes take any of a few answers.
type Checkboxes struct {
	IDPrefix     string // as in Radios
	Name         string
	Values       []string // checks the items of these values
	Items        []Choice
	Fieldset     Fieldset // rendered when it has a legend
	DescribedBy  string
	Hint         Hint
	ErrorMessage ErrorMessage
	FormGroup    FormGroup
	Classes      string
	Attributes   Attributes
}

func (Checkboxes) TemplateName() string { return "govuk-checkboxes" }

// Choice is one item of Radios or Checkboxes, or, with Divider alone, a word between two items.
type Choice struct {
	Divider     string
	ID          string
	Name        string // of its own, in Checkboxes only
	Value       string
	Text        string
	Body        Body
	Checked     bool
	Disabled    bool
	Label       ChoiceLabel
	Hint        Hint
	Conditional Conditional
	Behaviour   string // "exclusive", in Checkboxes only; acts with script only
	Attributes  Attributes
}

// ChoiceLabel changes how the label of a Choice looks.
type ChoiceLabel struct {
	Classes    string
	Attributes Attributes
}

// Conditional is what is asked further about a Choice. Without script it is always shown, so its
// wording must say by itself to which answer it belongs.
type Conditional struct {
	Body Body
}

// choiceView is a Choice with everything that its surroundings decide.
type choiceView struct {
	Choice
	Kind          string // "radios" or "checkboxes", as in the class names
	Type          string // of the input element
	Checked       bool
	ConditionalID string
	DescribedBy   string
	LabelView     Label
	HintView      Hint
}

// choiceViews accepts Radios and Checkboxes.
func choiceViews(c Component) []choiceView {
	var prefix, name string
	var items []Choice
	var describes string
	var checked func(string) bool
	kind, inputType := choiceKind(c), "radio"
	switch c := c.(type) {
	case Radios:
		prefix, name, items = c.IDPrefix, c.Name, c.Items
		checked = func(v string) bool { return c.Value != "" && v == c.Value }
	case Checkboxes:
		inputType = "checkbox"
		prefix, name, items = c.IDPrefix, c.Name, c.Items
		checked = func(v string) bool { return slices.Contains(c.Values, v) }
		if !c.Fieldset.given() {
			// Without a fieldset to carry it, each box says what describes them all.
			describes = describedBy(c.DescribedBy, cmp.Or(prefix, name), c.Hint, c.ErrorMessage)
		}
	}
	prefix = cmp.Or(prefix, name)
	views := make([]choiceView, len(items))
	for i, item := range items {
		v := choiceView{Choice: item, Kind: kind, Type: inputType}
		if v.ID == "" {
			v.ID = prefix
			if i > 0 {
				v.ID += "-" + strconv.Itoa(i+1)
			}
		}
		v.Name = cmp.Or(item.Name, name)
		v.Checked = item.Checked || checked(item.Value)
		v.ConditionalID = "conditional-" + v.ID
		v.DescribedBy = describes
		if item.Hint.given() {
			v.HintView = item.Hint
			v.HintView.ID = v.ID + "-item-hint"
			v.HintView.Classes = joinWords("govuk-"+kind+"__hint", item.Hint.Classes)
			v.DescribedBy = joinWords(describes, v.HintView.ID)
		}
		v.LabelView = Label{
			Text: item.Text, Body: item.Body, For: v.ID,
			Classes:    joinWords("govuk-"+kind+"__label", item.Label.Classes),
			Attributes: item.Label.Attributes,
		}
		views[i] = v
	}
	return views
}

// choicesDescribedBy is what the fieldset around Radios or Checkboxes is described by.
func choicesDescribedBy(c Component) string {
	switch c := c.(type) {
	case Radios:
		return describedBy(c.Fieldset.DescribedBy, cmp.Or(c.IDPrefix, c.Name), c.Hint, c.ErrorMessage)
	case Checkboxes:
		return describedBy(cmp.Or(c.Fieldset.DescribedBy, c.DescribedBy), cmp.Or(c.IDPrefix, c.Name), c.Hint, c.ErrorMessage)
	}
	return ""
}

func choiceKind(c Component) string {
	if _, ok := c.(Radios); ok {
		return "radios"
	}
	return "checkboxes"
}

func joinWords(words ...string) string {
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " ")
}
