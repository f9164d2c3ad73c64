package ui

import "strings"

// Label names one control. Text or Body; a label without either is not rendered.
type Label struct {
	Text          string
	Body          Body
	For           string // set by the control that owns the label
	IsPageHeading bool   // the only question of a page is its heading
	Classes       string
	Attributes    Attributes
}

func (Label) TemplateName() string { return "govuk-label" }

// Hint helps with one control.
type Hint struct {
	ID         string // set by the control that owns the hint
	Text       string
	Body       Body
	Classes    string
	Attributes Attributes
}

func (Hint) TemplateName() string { return "govuk-hint" }

// ErrorMessage says what is wrong with one control; the zero value means that nothing is.
type ErrorMessage struct {
	ID         string // set by the control that owns the message
	Text       string
	Body       Body
	Classes    string
	Attributes Attributes
}

func (ErrorMessage) TemplateName() string { return "govuk-error-message" }

// FormGroup is the box around a control, its label and its messages.
type FormGroup struct {
	Classes    string
	Attributes Attributes
}

// Legend names a fieldset.
type Legend struct {
	Text          string
	Body          Body
	IsPageHeading bool
	Classes       string
}

// Fieldset groups controls that answer one question.
type Fieldset struct {
	Legend      Legend
	DescribedBy string
	Role        string
	Body        Body
	Classes     string
	Attributes  Attributes
}

func (Fieldset) TemplateName() string { return "govuk-fieldset" }

// Affix stands before or after what is typed into an Input: a unit, a currency.
type Affix struct {
	Text       string
	Body       Body
	Classes    string
	Attributes Attributes
}

// Wrapper is the box around an Input that has affixes.
type Wrapper struct {
	Classes    string
	Attributes Attributes
}

// Input takes one line of text.
type Input struct {
	ID   string // Name when empty
	Name string
	// Type is "text" when empty. Not "number": it hides leading zeros and changes on scrolling.
	Type         string
	Value        string
	Label        Label
	Hint         Hint
	ErrorMessage ErrorMessage
	FormGroup    FormGroup
	Prefix       Affix
	Suffix       Affix
	InputWrapper Wrapper
	DescribedBy  string
	Disabled     bool
	// Spellcheck is "true", "false" or left to the browser when empty. Names want "false".
	Spellcheck     string
	Autocomplete   string
	Autocapitalize string
	Pattern        string
	Inputmode      string
	Classes        string
	Attributes     Attributes
}

func (Input) TemplateName() string { return "govuk-input" }

// Textarea takes several lines of text.
type Textarea struct {
	ID           string // Name when empty
	Name         string
	Value        string
	Rows         int // 5 when zero
	Label        Label
	Hint         Hint
	ErrorMessage ErrorMessage
	FormGroup    FormGroup
	DescribedBy  string
	Disabled     bool
	Spellcheck   string // as in Input
	Autocomplete string
	Classes      string
	Attributes   Attributes
}

func (Textarea) TemplateName() string { return "govuk-textarea" }

// Select offers one of a list. Radios are better up to about ten.
type Select struct {
	ID           string // Name when empty
	Name         string
	Value        string // selects the option of this value
	Items        []Option
	Label        Label
	Hint         Hint
	ErrorMessage ErrorMessage
	FormGroup    FormGroup
	DescribedBy  string
	Disabled     bool
	Classes      string
	Attributes   Attributes
}

func (Select) TemplateName() string { return "govuk-select" }

// Option is one line of a Select. Its value is always sent; empty means "not chosen".
type Option struct {
	Value      string
	Text       string
	Selected   bool
	Disabled   bool
	Attributes Attributes
}

// FileUpload takes files. The form that holds it must be Multipart.
type FileUpload struct {
	ID           string // Name when empty
	Name         string
	Multiple     bool
	Label        Label
	Hint         Hint
	ErrorMessage ErrorMessage
	FormGroup    FormGroup
	DescribedBy  string
	Disabled     bool
	Classes      string
	Attributes   Attributes
}

func (FileUpload) TemplateName() string { return "govuk-file-upload" }

// Button sends a form, or is a link that looks like a button when Href is set.
type Button struct {
	ID            string
	Text          string
	Body          Body
	Type          string // "submit" when empty
	Name          string
	Value         string
	Href          string
	Disabled      bool
	IsStartButton bool
	// PreventDoubleClick is "true", "false" or absent; only a script acts on it.
	PreventDoubleClick string
	Classes            string
	Attributes         Attributes
}

func (Button) TemplateName() string { return "govuk-button" }

// ButtonGroup sets buttons and links beside each other.
type ButtonGroup struct {
	Body Body
}

func (ButtonGroup) TemplateName() string { return "govuk-button-group" }

// Form posts its controls. It has no GET: what is asked about a person must not stand in a URL.
type Form struct {
	Action    string
	Multipart bool
	Body      Body
	// Hidden are values carried along, in the order given.
	Hidden []HiddenField
}

func (Form) TemplateName() string { return "samano-form" }

// HiddenField is a value that the person filling in the form does not see and may still change.
type HiddenField struct {
	Name, Value string
}

// describedBy joins what a control's aria-describedby names: first the caller's own, then its hint
// and its message, in the order they are read.
func describedBy(own, id string, h Hint, e ErrorMessage) string {
	var ids []string
	if own != "" {
		ids = append(ids, own)
	}
	if h.given() {
		ids = append(ids, id+"-hint")
	}
	if e.given() {
		ids = append(ids, id+"-error")
	}
	return strings.Join(ids, " ")
}

func fieldsetFor(f Fieldset, describedBy, role string) Fieldset {
	f.DescribedBy, f.Role = describedBy, role
	return f
}

func labelFor(l Label, id string) Label {
	l.For = id
	return l
}

func hintFor(h Hint, id string) Hint {
	h.ID = id + "-hint"
	return h
}

func errorFor(e ErrorMessage, id string) ErrorMessage {
	e.ID = id + "-error"
	return e
}
