package ui

import "cmp"

// Page is a whole page.
type Page struct {
	// Title says what the page is for; the service's name is added. With errors shown, "Error:" is
	// put before it, which is the first thing a screen reader says.
	Title     string
	HasErrors bool
	// Wide uses the whole width, for tables and comparisons; otherwise lines stay readable.
	Wide       bool
	Before     Body // back link, breadcrumbs, banners that concern every page
	Main       Body
	Home       string // "/" when empty
	Navigation []NavigationItem
	Languages  []Language
	Officer    *Officer
	Footer     []Link
	// FooterText is one line, such as the office's address or the version.
	FooterText string
}

func (Page) TemplateName() string { return "samano-page" }

// Officer is who is signed in.
type Officer struct {
	Name, Office string
	SignOut      string // where the sign-out form posts to
}

// Language is one language of the switch. Text is the language's own name of itself.
type Language struct {
	Text                    string
	Body                    Body
	Lang                    string
	Hreflang                string // Lang when empty
	Dir                     string
	Href                    string
	Current                 bool
	LanguageDescriptionText string
	Classes                 string
	Attributes              Attributes
}

// LanguageNavigation is the language switch.
type LanguageNavigation struct {
	AriaLabel  string // the catalogue's word for "Language", when empty
	Items      []Language
	Classes    string
	Attributes Attributes
}

func (LanguageNavigation) TemplateName() string { return "govuk-language-navigation" }

// Switch is the language switch as it stands in the head of the page.
func (p Page) Switch() LanguageNavigation {
	return LanguageNavigation{Items: p.Languages, Classes: "govuk-language-navigation--inverse"}
}

// Menu is the page's navigation.
func (p Page) Menu() ServiceNavigation {
	return ServiceNavigation{Navigation: p.Navigation}
}

// SkipLink lets a keyboard pass the head of the page.
type SkipLink struct {
	Text       string
	Body       Body
	Href       string // "#content" when empty
	Classes    string
	Attributes Attributes
}

func (SkipLink) TemplateName() string { return "govuk-skip-link" }

// BackLink leads to the page before.
type BackLink struct {
	Href       string
	Text       string // the catalogue's word for "Back", when empty
	Body       Body
	Classes    string
	Attributes Attributes
}

func (BackLink) TemplateName() string { return "govuk-back-link" }

// Breadcrumbs show where the page stands; the last may be without Href.
type Breadcrumbs struct {
	Items            []Crumb
	CollapseOnMobile bool
	LabelText        string // the catalogue's, when empty
	Classes          string
	Attributes       Attributes
}

func (Breadcrumbs) TemplateName() string { return "govuk-breadcrumbs" }

// Crumb is one of them.
type Crumb struct {
	Text       string
	Body       Body
	Href       string
	Attributes Attributes
}

// ServiceNavigation leads to the main parts of the service.
type ServiceNavigation struct {
	ServiceName       string
	ServiceURL        string
	AriaLabel         string // the catalogue's, when empty
	Navigation        []NavigationItem
	NavigationID      string // "navigation" when empty
	NavigationLabel   string // MenuButtonText when empty
	NavigationClasses string
	MenuButtonText    string // the catalogue's word for "Menu", when empty
	MenuButtonLabel   string
	// Collapse adds the button that opens the menu on a narrow screen; only a script shows it.
	Collapse   bool
	End        NavigationEnd
	Classes    string
	Attributes Attributes
}

func (ServiceNavigation) TemplateName() string { return "govuk-service-navigation" }

// NavigationEnd is what stands after the menu; Align "inline" sets it beside.
type NavigationEnd struct {
	Body  Body
	Align string
}

// NavigationItem is one part. Current is this very page, Active the part it belongs to.
type NavigationItem struct {
	Text            string
	Body            Body
	Href            string
	Current, Active bool
	Attributes      Attributes
}

// ErrorSummary lists everything that is wrong with a form, at the top of the page. Errors makes
// one.
type ErrorSummary struct {
	TitleText       string // the catalogue's "There is a problem", when empty
	TitleBody       Body
	DescriptionText string
	DescriptionBody Body
	ErrorList       []ErrorLink
	// Focus moves the keyboard to the summary when the page is shown, without script.
	Focus      bool
	Classes    string
	Attributes Attributes
}

func (ErrorSummary) TemplateName() string { return "govuk-error-summary" }

// ErrorLink is one error and the control it is about.
type ErrorLink struct {
	Text       string
	Body       Body
	Href       string
	Attributes Attributes
}

// FieldError is one thing wrong with a form.
type FieldError struct {
	// ID is that of the question, or nothing when the form as a whole is at fault.
	ID   string
	Text string
	// Control is the id of the control that the summary leads to, where a question has several
	// ("born-day"); ID when empty.
	Control string
}

// Errors are what is wrong with a form, in the order of its controls.
type Errors []FieldError

// For is the message to show at a control; the first, when it has several.
func (e Errors) For(id string) ErrorMessage {
	for _, f := range e {
		if f.ID == id {
			return ErrorMessage{Text: f.Text}
		}
	}
	return ErrorMessage{}
}

// Summary is the summary for the top of the page, or nothing when nothing is wrong.
func (e Errors) Summary() Body {
	if len(e) == 0 {
		return nil
	}
	s := ErrorSummary{Focus: true}
	for _, f := range e {
		link := ErrorLink{Text: f.Text}
		if f.ID != "" {
			link.Href = "#" + cmp.Or(f.Control, f.ID)
		}
		s.ErrorList = append(s.ErrorList, link)
	}
	return Body{s}
}
