package ui

// SummaryList shows what is known, a key and a value to a row.
type SummaryList struct {
	Rows       []SummaryRow
	Card       *SummaryCard
	Classes    string
	Attributes Attributes
}

func (SummaryList) TemplateName() string { return "govuk-summary-list" }

// SummaryRow is one row.
type SummaryRow struct {
	Key     SummaryText
	Value   SummaryText
	Actions SummaryActions
	Classes string
}

// SummaryText is a key, a value or a card's title.
type SummaryText struct {
	Text    string
	Body    Body
	Classes string
}

// SummaryActions are the links at the end of a row or a card.
type SummaryActions struct {
	Items   []SummaryAction
	Classes string
}

// SummaryAction is one link. VisuallyHiddenText says what is changed.
type SummaryAction struct {
	Text               string
	Body               Body
	Href               string
	VisuallyHiddenText string
	Classes            string
	Attributes         Attributes
}

// SummaryCard is a box with a title around a SummaryList.
type SummaryCard struct {
	Title      CardTitle
	Actions    SummaryActions
	Classes    string
	Attributes Attributes
}

// CardTitle is the title of a card.
type CardTitle struct {
	Text         string
	Body         Body
	HeadingLevel int // 2 when zero; up to 4
	Classes      string
}

// AnyActions tells whether the list needs a third column.
func (l SummaryList) AnyActions() bool {
	for _, r := range l.Rows {
		if len(r.Actions.Items) > 0 {
			return true
		}
	}
	return false
}

// actionView is an action with the title of the card that it stands in.
type actionView struct {
	SummaryAction
	CardTitle CardTitle
}

// actionViews adds the title to each action: ten links "change" on a page must not sound alike.
func actionViews(items []SummaryAction, title CardTitle) []actionView {
	views := make([]actionView, len(items))
	for i, item := range items {
		views[i] = actionView{SummaryAction: item, CardTitle: title}
	}
	return views
}

func (l SummaryList) cardTitle() CardTitle {
	if l.Card == nil {
		return CardTitle{}
	}
	return l.Card.Title
}

// Table shows rows that are compared with each other.
type Table struct {
	Caption           string
	CaptionClasses    string
	Head              []Cell
	Rows              [][]Cell
	FirstCellIsHeader bool
	// Scroll lets a wide table scroll in its own box on a narrow screen; it needs a Caption.
	Scroll     bool
	Classes    string
	Attributes Attributes
}

func (Table) TemplateName() string { return "govuk-table" }

// Cell is one cell. Format "numeric" sets it to the right.
type Cell struct {
	Text             string
	Body             Body
	Format           string
	Colspan, Rowspan int
	Classes          string
	Attributes       Attributes
}

// Pagination leads through pages of a list: either numbered Items, or only Previous and Next with
// labels.
type Pagination struct {
	Previous, Next *PageLink
	Items          []PageItem
	LandmarkLabel  string // the catalogue's, when empty
	Classes        string
	Attributes     Attributes
}

func (Pagination) TemplateName() string { return "govuk-pagination" }

// Block tells whether the links are set below each other.
func (p Pagination) Block() bool {
	return len(p.Items) == 0 && (p.Next != nil || p.Previous != nil)
}

// PageLink leads to the page before or after.
type PageLink struct {
	Href       string
	Text       string // the catalogue's, when empty
	Body       Body
	LabelText  string
	Attributes Attributes
}

// PageItem is one page's number, or an ellipsis.
type PageItem struct {
	Number             string
	Href               string
	Current            bool
	Ellipsis           bool
	VisuallyHiddenText string
	Attributes         Attributes
}
