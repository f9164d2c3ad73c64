package kept

import (
	"slices"

	"samano/web/ui"
	"samano/web/words"
)

// Unused shows what an officer typed where it is no answer to any question of the page.
func Unused(w words.Words, texts []string) ui.Body {
	texts = slices.DeleteFunc(slices.Clone(texts), func(s string) bool { return s == "" })
	if len(texts) == 0 {
		return nil
	}
	body := ui.Body{ui.Paragraph{Text: w.T("page.typed-unused")}}
	for _, text := range texts {
		body = append(body, ui.InsetText{Text: text})
	}
	return ui.Body{ui.Section{ID: "typed", Title: w.T("page.typed"), Body: body}}
}
