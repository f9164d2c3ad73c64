package web_test

import (
	"net/http"
	"regexp"
	"testing"

	"samano/web/webtest"
)

// internalID is how the program names somebody by the id that a form made.
var internalID = regexp.MustCompile(`@[0-9a-f]{8}-`)

// Whoever was just entered is named by name or number on every page to which the page of the
// application leads, and never by an internal id, read or not.
func TestNoPageNamesAPersonByAnInternalID(t *testing.T) {
	c := webtest.New(t)
	chief := officer(t, c, webtest.Chief)
	application := declaredBirth(officer(t, c, webtest.Clerk))
	chief.get(application + "?lang=en")
	chief.send(application, "do", "register", nil).shows(http.StatusOK, "Registered: Birth")
	child := chief.link("/person/", "")
	number := regexp.MustCompile(`Personal number (\d{4} \d{4} \d{4})`).FindStringSubmatch(chief.text())
	if number == nil {
		t.Fatalf("the page does not tell the number:\n%s", chief.text())
	}
	named := func(page string, status int, words ...string) {
		t.Helper()
		chief.shows(status, append(words, number[1])...)
		if id := internalID.FindString(chief.page); id != "" {
			t.Errorf("%s names %s…:\n%s", page, id, chief.text())
		}
	}
	chief.get(child)
	named("the person", http.StatusOK)
	chief.get(chief.link("/person/", "History"))
	named("the history", http.StatusOK, "Birth")
	chief.get(child)
	chief.send("/certificate", "copies", "yes", nil)
	named("the copies", http.StatusOK, "Copies issued")
	chief.get(child)
	chief.send("/certificate", "", "", nil)
	named("nothing chosen", http.StatusUnprocessableEntity, "There is a problem")
	chief.send("/certificate", "", "", values("kind", "marriage"))
	named("no such act", chief.status, "There is a problem")
	chief.get(child)
	chief.late(webtest.Chief, "/certificate", "", "", values("kind", "birth"))
	named("given back", http.StatusOK, back)
}
