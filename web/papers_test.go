package web_test

import (
	"net/http"
	"strings"
	"testing"

	"samano/web/webtest"
)

// No paper disappears silently: what was chosen, typed or sent of it is kept, or the form says what
// is missing. Whether a paper was seen is the source of the facts.
func TestAPaperIsKeptOrTheFormSaysWhatIsMissing(t *testing.T) {
	c := webtest.New(t)
	pixel := file{"evidence-file", "notice.png", onePixel(t)}
	empty := file{"evidence-file", "notice.png", nil}
	const neither, noKind, kept = "neither a copy nor a remark", "The kind of document is missing", "Kind not chosen – copy attached"
	for name, tt := range map[string]struct {
		button string
		typed  []string
		files  []file
		says   []string
	}{
		"a kind alone, handed in":        {"hand-in", []string{"evidence-kind", "birth-notice"}, nil, []string{neither}},
		"a kind alone, kept as a draft":  {"draft", []string{"evidence-kind", "birth-notice"}, nil, []string{neither}},
		"a kind alone, attached":         {"attach", []string{"evidence-kind", "birth-notice"}, nil, []string{neither}},
		"nothing, attached":              {"attach", nil, nil, []string{noKind}},
		"an empty file":                  {"hand-in", []string{"evidence-kind", "birth-notice"}, []file{empty}, []string{"The file is empty"}},
		"an empty file with a remark":    {"attach", []string{"evidence-kind", "birth-notice", "evidence-note", "shelf 3"}, []file{empty}, []string{"The file is empty"}},
		"a remark without a kind":        {"hand-in", []string{"evidence-note", "shelf 3"}, nil, []string{noKind}},
		"a file without a kind":          {"hand-in", nil, []file{pixel}, []string{noKind, kept}},
		"a file without a kind, a draft": {"draft", nil, []file{pixel}, []string{noKind, kept}},
	} {
		t.Run(name, func(t *testing.T) {
			p := officer(t, c, webtest.Clerk)
			p.get("/declare/birth?lang=en")
			p.send("/declare/birth", tt.button, "yes", aBirth(c, tt.typed...), tt.files...).shows(http.StatusUnprocessableEntity, tt.says...)
			if got, want := p.form("/declare/birth", 0).Get("evidence-kind"), strings.Contains(strings.Join(tt.typed, " "), "birth-notice"); (got == "birth-notice") != want {
				t.Errorf("the form comes back with the kind %q", got)
			}
		})
	}
}

func TestAFileSentWithoutItsKindWaitsForIt(t *testing.T) {
	c := webtest.New(t)
	p := officer(t, c, webtest.Clerk)
	p.get("/declare/birth?lang=en")
	p.send("/declare/birth", "attach", "yes", aBirth(c, "evidence-note", "shelf 3"), file{"evidence-file", "notice.png", onePixel(t)}).
		shows(http.StatusUnprocessableEntity, "The kind of document is missing")
	p.send("/declare/birth", "hand-in", "yes", values("evidence-kind", "birth-notice")).shows(http.StatusOK, "Waits for decision", "Notice of birth by the village chief: shelf 3")
	if p.get(p.link(p.at.Path+"/evidence/", "Notice of birth")); !strings.HasPrefix(p.page, "\x89PNG") {
		t.Error("the paper is not what was sent")
	}
	// A button that hands nothing in keeps what was chosen.
	p.get("/declare/birth?lang=en")
	p.send("/declare/birth", "find", "born-at", aBirth(c, "evidence-kind", "birth-notice")).shows(http.StatusOK).silent("neither a copy nor a remark")
}
