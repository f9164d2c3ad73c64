package browser

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"testing"

	"samano/number"
	"samano/office"
	"samano/web/webtest"
)

// adjudicationPlan is what the adjudicators' script types and looks for.
type adjudicationPlan struct {
	Password           string                `json:"password"`
	Judge              string                `json:"judge"`
	Registrar          string                `json:"registrar"`
	Chief              string                `json:"chief"`
	Woman              office.AdjudicationID `json:"woman"`
	Brother            office.AdjudicationID `json:"brother"`
	WomanApplication   office.ApplicationID  `json:"womanApplication"`
	BrotherApplication office.ApplicationID  `json:"brotherApplication"`
	Same               string                `json:"same"`
	Another            string                `json:"another"`
	There              string                `json:"there"` // the number of the woman who is there
}

// One woman who is written in two scripts is found to be one and her second enrolment
// refused; a boy is told from his brother and registered.
func TestTheAdjudicatorsPagesInABrowser(t *testing.T) {
	node, chromium := tool(t, "node", "nodejs"), tool(t, "chromium", "chromium-browser")
	modules(t)
	for _, language := range []string{"lo", "en"} {
		t.Run(language, func(t *testing.T) {
			c := webtest.Comparing(t)
			a := c.Alike(t)
			asked := func(of office.Application) office.AdjudicationID {
				list, err := c.Desk.Store.ListAdjudications(context.Background(), office.AdjudicationList{Application: of.ID, Limit: 2})
				if err != nil || len(list) != 1 {
					t.Fatalf("%d are asked about, %v", len(list), err)
				}
				return list[0].ID
			}
			b, err := json.Marshal(adjudicationPlan{
				Password: webtest.Password, Judge: string(webtest.Judge), Registrar: string(webtest.SecondJudge), Chief: string(webtest.Chief),
				Woman: asked(a.Woman), Brother: asked(a.Brother), WomanApplication: a.Woman.ID, BrotherApplication: a.Brother.ID,
				Same: "ຮູບຖ່າຍທັງສອງແມ່ນໜ້າດຽວກັນ", Another: "ເດັກທັງສອງມາຫ້ອງການພ້ອມກັນ", There: number.Group(string(a.There)),
			})
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(node, "adjudication.mjs", c.URL, language, string(b))
			cmd.Env = append(os.Environ(), "SAMANO_CHROMIUM="+chromium)
			var errs bytes.Buffer
			cmd.Stderr = &errs
			if err := cmd.Run(); err != nil {
				t.Fatalf("%v\n%s", err, errs.String())
			}
			for of, want := range map[office.ApplicationID]office.State{a.Woman.ID: office.Refused, a.Brother.ID: office.Registered} {
				if now, err := c.Desk.Store.Application(context.Background(), of); err != nil || now.State != want {
					t.Errorf("an application is %s, not %s: %v", now.State, want, err)
				}
			}
		})
	}
}
