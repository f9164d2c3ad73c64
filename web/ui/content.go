package ui

import (
	"cmp"
	"strconv"
)

// Heading is a heading of level 1 to 4; level 1, once on a page, when zero. Size is "xl", "l", "m"
// or "s", chosen from the level when empty.
type Heading struct {
	Text    string
	Level   int
	Size    string
	ID      string
	Caption string // a line above, such as the case reference
}

func (Heading) TemplateName() string { return "samano-heading" }

// Paragraph is running text; Body may hold Text and Link in turn.
type Paragraph struct {
	Text    string
	Body    Body
	Classes string // beside govuk-body
}

func (Paragraph) TemplateName() string { return "samano-paragraph" }

// Text is words inside a Paragraph.
type Text string

func (Text) TemplateName() string { return "samano-text" }

// Link is a link inside text. Hidden is read out after Text, where Text alone ("change") says too
// little to somebody who does not see its surroundings.
type Link struct {
	Text, Href, Hidden string
	Lang               string // of the page it leads to, when another
	Classes            string
	NewTab             bool // opens beside the page, which stays; the text says so
}

func (Link) TemplateName() string { return "samano-link" }

// List is a bulleted or numbered list.
type List struct {
	Items    []Body
	Numbered bool
}

func (List) TemplateName() string { return "samano-list" }

// Section is content under a heading of level 2, with an id to link to.
type Section struct {
	ID, Title string
	Body      Body
}

func (Section) TemplateName() string { return "samano-section" }

// InsetText sets a piece of text apart.
type InsetText struct {
	ID         string
	Text       string
	Body       Body
	Classes    string
	Attributes Attributes
}

func (InsetText) TemplateName() string { return "govuk-inset-text" }

// WarningText warns of something that cannot be taken back or that the law punishes.
type WarningText struct {
	Text             string
	Body             Body
	IconFallbackText string // the catalogue's word for "Warning", when empty
	Classes          string
	Attributes       Attributes
}

func (WarningText) TemplateName() string { return "govuk-warning-text" }

// Details hides what few need to read. It opens without script.
type Details struct {
	ID          string
	SummaryText string
	SummaryBody Body
	Text        string
	Body        Body
	Open        bool
	Classes     string
	Attributes  Attributes
}

func (Details) TemplateName() string { return "govuk-details" }

// Panel says that something was done, with its reference.
type Panel struct {
	TitleText    string
	TitleBody    Body
	HeadingLevel int // 1 when zero; up to 4
	Text         string
	Body         Body
	Classes      string
	Attributes   Attributes
}

func (Panel) TemplateName() string { return "govuk-panel" }

// Tag shows a state in a word or two. Colour alone never carries the meaning.
type Tag struct {
	Text       string
	Body       Body
	Classes    string
	Attributes Attributes
}

func (Tag) TemplateName() string { return "govuk-tag" }

// Tabs lists parts of a page with links to them; without script the parts stand below each other,
// so each needs its heading.
type Tabs struct {
	ID         string
	IDPrefix   string
	Title      string // the catalogue's word for "Contents", when empty
	Items      []Tab
	Classes    string
	Attributes Attributes
}

func (Tabs) TemplateName() string { return "govuk-tabs" }

// Tab is one part.
type Tab struct {
	ID         string // Tabs.IDPrefix and a number when empty
	Label      string
	Panel      TabPanel
	Attributes Attributes
}

// TabPanel is what a Tab shows.
type TabPanel struct {
	Text       string
	Body       Body
	Attributes Attributes
}

func tabID(prefix string, index int, t Tab) string {
	return cmp.Or(t.ID, prefix+"-"+strconv.Itoa(index+1))
}

// NotificationBanner tells of something that is not the page's own subject, or that the last step
// succeeded.
type NotificationBanner struct {
	Type              string // "success" or nothing
	TitleText         string // the catalogue's word for "Success" or "Important", when empty
	TitleBody         Body
	TitleID           string
	TitleHeadingLevel int // 2 when zero; up to 4
	Text              string
	Body              Body
	Role              string // "alert" for success and "region" otherwise, when empty
	Classes           string
	Attributes        Attributes
}

func (NotificationBanner) TemplateName() string { return "govuk-notification-banner" }
