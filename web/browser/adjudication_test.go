package browser

import (
	"context"
	"strings"
	"testing"

	"samano/number"
	"samano/office/application"
	"samano/web/webtest"
)

// Reasons that the adjudicators write.
const (
	oneFace  = "ຮູບຖ່າຍທັງສອງແມ່ນໜ້າດຽວກັນ"
	bothCame = "ເດັກທັງສອງມາຫ້ອງການພ້ອມກັນ"
)

// One woman who is written in two scripts is found to be one and her second enrolment
// refused; a boy is told from his brother and registered.
func TestTheAdjudicatorsPagesInABrowser(t *testing.T) {
	for _, language := range []string{"lo", "en"} {
		t.Run(language, func(t *testing.T) {
			c := webtest.Comparing(t)
			a := c.Alike(t)
			adjudication := func(of application.Application) string {
				list, err := c.Desk.ListAdjudications(context.Background(), application.AdjudicationList{Application: of.ID, Limit: 2})
				if err != nil || len(list) != 1 {
					t.Fatalf("%d are asked about, %v", len(list), err)
				}
				return "/adjudications/" + string(list[0].ID)
			}
			w := newWalker(t, "adjudication", language, c.URL)
			judge := w.officer(webtest.Judge)
			judge.judge("home")
			judge.press("#adjudications a", "/adjudications")
			judge.judge("list")
			findSame(judge, adjudication(a.Woman))
			findAnother(judge, adjudication(a.Brother))
			judge.open("/adjudications?state=ruled")
			judge.judge("list-decided")

			registrar := w.officer(webtest.SecondJudge)
			registrar.open("/applications/" + string(a.Woman.ID))
			registrar.judge("woman-refused")
			refused := evaluate[string](registrar, `() => document.querySelector('main').textContent`, "")
			if word := number.Group(string(a.There)); !strings.Contains(refused, word) {
				t.Errorf("the refusal does not say %s", word)
			}
			if strings.Contains(refused, oneFace) {
				t.Error("the refusal says in the adjudicator's words what stays with the adjudication")
			}
			chief := w.officer(webtest.Chief)
			chief.open("/applications/" + string(a.Brother.ID))
			chief.judge("brother-goes-on")
			chief.press("button[value=register]", "/applications/*")
			chief.shows(".govuk-panel")
			chief.judge("brother-registered")
			for of, want := range map[application.ID]application.State{a.Woman.ID: application.Refused, a.Brother.ID: application.Registered} {
				if now, err := c.Desk.Application(context.Background(), of); err != nil || now.State != want {
					t.Errorf("an application is %s, not %s: %v", now.State, want, err)
				}
			}
		})
	}
}

// findSame reads a case, forgets the reason at first, and finds that both are one.
func findSame(judge *window, page string) {
	judge.t.Helper()
	judge.open(page)
	judge.judge("woman")
	if got := compared(judge); got != "beside" {
		judge.t.Errorf("wide, the two do not stand beside each other but %s", got)
	}
	judge.resize(narrow)
	if got := compared(judge); got != "below" {
		judge.t.Errorf("narrow, the two do not stand one below the other but %s", got)
	}
	judge.resize(wide)
	judge.click("details summary")
	judge.judge("woman-figures")
	judge.check("[name=verdict][value=same-0]")
	judge.press("#decision button", "/adjudications/*")
	judge.shows(".govuk-error-summary")
	judge.judge("woman-without-reason")
	if !judge.checked("[name=verdict][value=same-0]") {
		judge.t.Error("what was chosen is lost")
	}
	judge.fill("[name=reason]", oneFace)
	judge.press("#decision button", "/adjudications/*")
	judge.shows(".govuk-summary-card")
	judge.judge("woman-decided")
}

// findAnother finds that the one of a case is somebody else.
func findAnother(judge *window, page string) {
	judge.t.Helper()
	judge.open(page)
	judge.judge("brother")
	judge.check("[name=verdict][value=different]")
	judge.fill("[name=reason]", bothCame)
	judge.press("#decision button", "/adjudications/*")
	judge.shows(".govuk-summary-card")
	judge.judge("brother-decided")
}

// compared returns where the two sides of the comparison's second field are: beside
// each other, or one below the other in one block.
func compared(p *window) string {
	p.t.Helper()
	return evaluate[string](p, `() => {
		const [one, other] = document.querySelectorAll('.samano-compare tbody tr:nth-child(2) td');
		const a = one.getBoundingClientRect();
		const b = other.getBoundingClientRect();
		return a.top === b.top ? 'beside' : b.top - a.bottom < 1 ? 'below' : 'apart';
	}`, "")
}
