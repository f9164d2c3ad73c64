package ui

import (
	"encoding/json"
	"slices"
	"strings"
)

// Why a fixture is not ported.
const (
	needsScript  = "an option that only a script acts on"
	oneWord      = "the word comes from the catalogue for every call alike"
	noUse        = "an option that Samano has no use for and does not offer"
	twoAnswers   = "says twice which item is chosen, and differently; here one way says it"
	looseOptions = "items that are null, false or empty cannot be written in Go"
)

// leftOut are the fixtures that are not ported: component, fixture, reason.
var leftOut = map[string]map[string]string{
	"checkboxes": {
		"item checked overrides values": twoAnswers,
		"with falsy values":             looseOptions,
	},
	"date-input": {
		"with nested name":                       "labels a field by its name in the form; here the label is given or from the catalogue",
		"with field value and items":             twoAnswers,
		"with error on single field by omission": twoAnswers,
		"with error on single item by omission":  twoAnswers,
	},
	"error-message": {
		"translated":                   oneWord,
		"with visually hidden text":    oneWord,
		"visually hidden text removed": oneWord,
	},
	"error-summary": {
		"autofocus disabled":           needsScript,
		"autofocus explicitly enabled": needsScript,
	},
	"file-upload": {
		"enhanced":                                        needsScript,
		"enhanced, with error message and hint":           needsScript,
		"enhanced, multiple files":                        needsScript,
		"enhanced, custom wrapper classes and attributes": needsScript,
		"translated":                                      needsScript,
		"translated, no javascript enhancement":           needsScript,
		"with value":                                      noUse,
	},
	"notification-banner": {
		"auto-focus disabled, with type as success":           needsScript,
		"auto-focus explicitly enabled, with type as success": needsScript,
	},
	"pagination": {
		"with empty items": looseOptions,
	},
	"panel": {
		"confirmation, with actions":                        noUse,
		"interruption":                                      noUse,
		"interruption with custom classes":                  noUse,
		"interruption, button link":                         noUse,
		"interruption, no actions":                          noUse,
		"interruption, no actions items":                    noUse,
		"interruption, submit action":                       noUse,
		"interruption, with actions classes and attributes": noUse,
		"interruption-with-content-with-long-line-length":   noUse,
		"interruption-with-headings-content-and-lists":      noUse,
	},
	"radios": {
		"item checked overrides value": twoAnswers,
		"with falsy items":             looseOptions,
	},
	"select": {
		"item selected overrides value":      twoAnswers,
		"without values":                     "an option without a value; here the value is always sent",
		"without values with selected value": "an option without a value; here the value is always sent",
	},
	"service-navigation": {
		"with slotted content": noUse,
	},
}

// adapt turns options that are shaped otherwise here into our shape.
var adapt = map[string]func(map[string]any){
	"back-link": func(o map[string]any) {
		// Here a back link always says where back is.
		if o["href"] == nil {
			o["href"] = "#"
		}
	},
	"pagination": func(o map[string]any) {
		// Here the words for previous and next are whole; theirs are half hidden.
		for side, word := range map[string]string{
			"previous": `Previous<span class="govuk-visually-hidden"> page</span>`,
			"next":     `Next<span class="govuk-visually-hidden"> page</span>`,
		} {
			if link, ok := o[side].(map[string]any); ok && link["text"] == nil {
				link["html"] = word
			}
		}
	},
	"service-navigation": func(o map[string]any) {
		// Here the button that only a script can show is asked for; there it comes with the second
		// item.
		items, _ := o["navigation"].([]any)
		items = slices.DeleteFunc(items, func(item any) bool { return item == nil || item == false || item == "" })
		o["collapse"] = len(items) > 1
		if asked, ok := o["collapseNavigationOnMobile"]; ok {
			o["collapse"] = asked
			delete(o, "collapseNavigationOnMobile")
		}
		if slots, ok := o["slots"].(map[string]any); ok {
			end, isMap := slots["end"].(map[string]any)
			if !isMap {
				end = map[string]any{"html": slots["end"]}
			}
			o["end"] = end
			delete(o, "slots")
		}
	},
	"date-input": adaptDate,
}

// adaptDate makes items of the options day, month and year and of values, and takes back from the
// classes what here has a field.
func adaptDate(o map[string]any) {
	items, _ := o["items"].([]any)
	if len(items) == 0 {
		for _, name := range []string{"day", "month", "year"} {
			item, given := o[name].(map[string]any)
			if _, present := o[name]; present && !given {
				continue // false: the field is left out
			}
			if item == nil {
				item = map[string]any{}
			}
			if item["name"] == nil {
				item["name"] = name
			}
			if name == "year" {
				item["width"] = json.Number("4")
			}
			items = append(items, item)
		}
	}
	values, _ := o["values"].(map[string]any)
	prefix, _ := o["namePrefix"].(string)
	for _, it := range items {
		item := it.(map[string]any)
		name := item["name"].(string)
		if prefix != "" {
			name = prefix + "-" + name
		}
		if item["value"] == nil && values[name] != nil {
			item["value"] = values[name]
		}
		if classes, ok := item["classes"].(string); ok && strings.Contains(classes, "govuk-input--error") {
			item["error"] = true
		}
	}
	o["items"] = items
	for _, name := range []string{"day", "month", "year", "values"} {
		delete(o, name)
	}
}
