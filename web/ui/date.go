package ui

import (
	"cmp"
	"strconv"
)

// DateInput takes a date in three fields. For dates that people may know in part, use PartialDate.
type DateInput struct {
	ID           string
	NamePrefix   string     // fields are called NamePrefix-day and so on, or plainly day
	Items        []DateItem // day, month and year, when empty
	Fieldset     Fieldset   // rendered when it has a legend
	Hint         Hint
	ErrorMessage ErrorMessage
	FormGroup    FormGroup
	Classes      string
	Attributes   Attributes
}

func (DateInput) TemplateName() string { return "govuk-date-input" }

// DateItem is one field of a DateInput.
type DateItem struct {
	ID           string
	Name         string // "day", "month", "year", or another
	Label        string // the catalogue's word for day, month and year, when empty
	Value        string
	Width        int  // in digits; 4 for a year and 2 otherwise, when zero
	Error        bool // this field is wrong; when none says so, an ErrorMessage marks all
	Autocomplete string
	Pattern      string
	Inputmode    string // "numeric" when empty
	Classes      string
	Attributes   Attributes
}

// PartialDate takes a date of which the day, or the day and the month, or everything may be
// unknown. The fields are posted as ID-day, ID-month, ID-year, and "yes" in ID-about and
// ID-unknown.
type PartialDate struct {
	ID     string
	Legend Legend
	// Hint is an example; that parts may be left out is said by the component.
	Hint             string
	ErrorMessage     ErrorMessage
	Day, Month, Year string // as typed
	// DayError and the others mark the wrong fields.
	DayError, MonthError, YearError bool
	// OfferAbout and OfferUnknown add the boxes "about" and "unknown".
	OfferAbout, OfferUnknown bool
	About, Unknown           bool
}

func (PartialDate) TemplateName() string { return "samano-partial-date" }

// Fields is the date input inside a PartialDate.
func (d PartialDate) Fields() DateInput {
	return DateInput{ID: d.ID, NamePrefix: d.ID, Items: []DateItem{
		{Name: "day", Value: d.Day, Error: d.DayError},
		{Name: "month", Value: d.Month, Error: d.MonthError},
		{Name: "year", Value: d.Year, Error: d.YearError},
	}, ErrorMessage: d.ErrorMessage}
}

// inputs resolves the fields of a date to text inputs.
func (d DateInput) inputs(p Printer) []Input {
	items := d.Items
	if len(items) == 0 {
		items = []DateItem{{Name: "day"}, {Name: "month"}, {Name: "year"}}
	}
	anyMarked := false
	for _, it := range items {
		anyMarked = anyMarked || it.Error
	}
	inputs := make([]Input, len(items))
	for i, it := range items {
		width := it.Width
		if width == 0 {
			width = 2
			if it.Name == "year" {
				width = 4
			}
		}
		label := it.Label
		if label == "" {
			label = p.T("ui." + it.Name)
		}
		classes := "govuk-date-input__input"
		if it.Error || (d.ErrorMessage.given() && !anyMarked) {
			classes += " govuk-input--error"
		}
		name := it.Name
		if d.NamePrefix != "" {
			name = d.NamePrefix + "-" + name
		}
		inputs[i] = Input{
			ID: cmp.Or(it.ID, d.ID+"-"+it.Name), Name: name, Value: it.Value,
			Label:     Label{Text: label, Classes: "govuk-date-input__label"},
			Classes:   joinWords(classes, "govuk-input--width-"+strconv.Itoa(width), it.Classes),
			Inputmode: cmp.Or(it.Inputmode, "numeric"), Autocomplete: it.Autocomplete,
			Pattern: it.Pattern, Attributes: it.Attributes,
		}
	}
	return inputs
}
