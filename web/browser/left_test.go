package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"samano/web/webtest"
)

// Whoever sits down where an officer has signed out is shown nothing of what the officer saw, and the browser keeps none of it.
func TestNothingIsLeftInABrowserAfterSigningOut(t *testing.T) {
	c := webtest.New(t)
	clerk := newWalker(t, "left", "en", c.URL).officer(webtest.Clerk)
	findAndRead(clerk, c.Case)
	kept := evaluate[string](clerk, `() => [localStorage.length, sessionStorage.length, document.cookie].join()`, "")
	if kept != "0,0," {
		t.Errorf("scripts would find %q in the browser", kept)
	}
	if shown := evaluate[string](clerk, `() => document.body.textContent`, ""); !strings.Contains(shown, "ຄຳແພງ") {
		t.Fatalf("the officer sees nobody: %s", shown)
	}
	clerk.press(`form[action="/sign-out"] button`, "/sign-in")
	for range 2 { // to the history of the person, and to the person
		clerk.run("going back", page.Enable(), chromedp.NavigateBack())
		if shown := evaluate[string](clerk, `() => document.body.textContent`, ""); strings.Contains(shown, "ຄຳແພງ") {
			t.Fatalf("going back shows at %s: %s", clerk.path(), shown)
		}
	}
}
