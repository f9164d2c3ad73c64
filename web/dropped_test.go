package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"samano/web/webtest"
)

// complete are forms in which nothing is missing.
func complete(c *webtest.Country) map[string]url.Values {
	return map[string]url.Values{
		"birth": aBirth(c),
		"death": values("person", string(c.Father), "died-day", "2", "died-month", "11", "died-year", "2026", "declarant-name", "ຄຳແພງ"),
		"move":  values("person-1", string(c.Father), "to", "0101002", "from-day", "1", "from-month", "11", "from-year", "2026", "declarant-name", "ບຸນທັນ"),
	}
}

// sample is an answer to a question, by the name of its field.
func sample(c *webtest.Country, name string) string {
	last := name[strings.LastIndexByte(name, '-')+1:]
	switch {
	case strings.HasPrefix(name, "relation-"):
		return "child"
	case strings.HasPrefix(name, "person") || last == "number":
		return string(c.Mother)
	case last == "country":
		return "THA"
	case last == "day" || last == "month" || last == "order":
		return "2"
	case last == "year":
		return "1999"
	case last == "about" || name == "whole":
		return "yes"
	case last == "latin":
		return "Noi"
	case last == "given" || last == "surname":
		return "ຈັນ"
	}
	return map[string]string{"decided-by": "court", "evidence-kind": "declaration", "sex": "male", "born-at": "0101002", "died-at": "0101002", "to": "0101001"}[name]
}

// An answer is in the application, or the form comes back with it and says what is wrong: alone or
// beside a complete form, none is dropped in silence.
func TestNoAnswerIsDroppedInSilence(t *testing.T) {
	c := webtest.New(t)
	p := officer(t, c, webtest.Clerk)
	ours := []string{"id", "act", "version", "owner", "as", "evidence", "evidence-note", "evidence-kind"} // papers have tests of their own
	for kind, typed := range complete(c) {
		action := "/declare/" + kind
		p.get(action + "?lang=en")
		questions := p.form(action, 0)
		for _, box := range inputPattern.FindAllStringSubmatch(p.page, -1) {
			if k := attribute(box[1], "type"); k == "checkbox" || k == "radio" {
				questions.Add(attribute(box[1], "name"), "")
			}
		}
		for name := range questions {
			if slices.Contains(ours, name) {
				continue
			}
			answer := sample(c, name)
			if answer == "" {
				answer = "77/2026"
			}
			for from, base := range map[string]url.Values{"empty": {}, "complete": typed} {
				t.Run(kind+" "+from+" "+name, func(t *testing.T) {
					p.t = t
					p.get(action)
					v := p.form(action, 0)
					for n, list := range base {
						v[n] = list
					}
					v.Set(name, answer)
					v.Set("draft", "yes")
					if p.upload(action, v); p.status == http.StatusOK {
						p.get(p.at.Path + "/edit").shows(http.StatusOK)
					} else {
						p.shows(http.StatusUnprocessableEntity, "There is a problem")
					}
					now := p.form(action, 0)
					got := strings.ReplaceAll(now.Get(name), " ", "")
					if strings.HasPrefix(name, "person-") { // those who move stand in the first lines
						got = strings.Join([]string{now.Get("person-1"), now.Get("person-2"), now.Get("person-3"), now.Get("person-4")}, " ")
					}
					if !strings.Contains(got, answer) {
						t.Errorf("typed %q, the form has %q at %s", answer, got, p.at.Path)
					}
				})
			}
		}
	}
}

// What goes nowhere is told at its own question.
func TestAnAnswerThatGoesNowhereIsToldAtItsQuestion(t *testing.T) {
	c := webtest.New(t)
	p := officer(t, c, webtest.Clerk)
	for _, tt := range []struct {
		kind, at string
		more     []string
		says     string
	}{
		{"birth", "authority", []string{"authority", "court:0101"}, "“Who decided” is this office"},
		{"birth", "reference", []string{"reference", "77/2026"}, "“Who decided” is this office"},
		{"death", "reference", []string{"reference", "77/2026", "decided-by", "office"}, "“Who decided” is this office"},
		{"move", "relation-1", []string{"relation-1", "child"}, "no family book"},
		{"move", "relation-3", []string{"relation-3", "child", "join", "BL-1", "relation-1", "child"}, "no person"},
		{"birth", "mother-born", []string{"mother-number", "", "mother-given", "ຈັນ", "mother-born-about", "yes"}, "no date"},
		{"birth", "order", []string{"order", "0"}, "from 1 to 8"},
	} {
		t.Run(tt.kind+" "+tt.at, func(t *testing.T) {
			p.t = t
			action := "/declare/" + tt.kind
			for _, button := range []string{"draft", "hand-in"} {
				p.get(action + "?lang=en")
				v := complete(c)[tt.kind]
				for i := 0; i < len(tt.more); i += 2 {
					v.Set(tt.more[i], tt.more[i+1])
				}
				p.send(action, button, "yes", v).shows(http.StatusUnprocessableEntity, tt.says)
				if !strings.Contains(p.page, `id="`+tt.at+`-error"`) {
					t.Errorf("nothing stands at the question %s", tt.at)
				}
			}
		})
	}
	// Whoever decides it elsewhere keeps all of it.
	p.get("/declare/birth?lang=en")
	p.send("/declare/birth", "draft", "yes", aBirth(c, "decided-by", "court", "authority", "court:0101", "reference", "77/2026")).shows(http.StatusOK, "77/2026")
}
