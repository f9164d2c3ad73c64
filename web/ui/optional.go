package ui

// optional is a part of a component that may be left out.
type optional interface{ given() bool }

func filled(text string, body Body) bool { return text != "" || len(body) > 0 }

func (l Label) given() bool        { return filled(l.Text, l.Body) }
func (h Hint) given() bool         { return filled(h.Text, h.Body) }
func (e ErrorMessage) given() bool { return filled(e.Text, e.Body) }
func (a Affix) given() bool        { return filled(a.Text, a.Body) }
func (p Panel) given() bool        { return filled(p.Text, p.Body) }
func (t CardTitle) given() bool    { return filled(t.Text, t.Body) }
func (p PageLink) given() bool     { return filled(p.Text, p.Body) }
func (b BackLink) given() bool     { return filled(b.Text, b.Body) }

// A fieldset is drawn for its legend; a description alone also needs it as its carrier.
func (f Fieldset) given() bool { return filled(f.Legend.Text, f.Legend.Body) || f.DescribedBy != "" }
