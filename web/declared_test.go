package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"samano/acts"
	"samano/acts/schema"
	"samano/lang"
	"samano/register"
	"samano/web/webtest"
)

// Whoever registers has read all that was declared: what is typed into a form stands on the page of
// the application of the officer who decides.
func TestWhoDecidesReadsAllThatWasTyped(t *testing.T) {
	c := webtest.New(t)
	grouped := func(n register.Number) string { return string(n[:4] + " " + n[4:8] + " " + n[8:]) }
	around := url.Values{}
	says := map[string]string{}
	for name, pair := range map[string][2]string{
		"declarant-name": {"ບຸນທັນ"}, "declarant-number": {string(c.Father), grouped(c.Father)}, "declarant-relation": {"ພໍ່ໃຫຍ່"},
		"evidence-kind": {"court-decision", "Decision of a court"}, "evidence-note": {"ຕູ້ທີ 4"},
		"decided-by": {"court", "A court"}, "authority": {"court:0101"}, "reference": {"12/2026"},
	} {
		around.Set(name, pair[0])
		says[name] = pair[0]
		if pair[1] != "" {
			says[name] = pair[1]
		}
	}
	for name, form := range map[string]struct {
		kind  string
		typed map[string][2]string
	}{
		"a birth abroad of parents who are described": {"birth", map[string][2]string{
			"given": {"ນ້ອຍ"}, "surname": {"ສີສຸລາດ"}, "given-latin": {"Noy"}, "surname-latin": {"Sisoulath"}, "sex": {"female", "Female"},
			"born-day": {"28", "28/10/2026"}, "born-month": {"10", "28/10/2026"}, "born-year": {"2026", "28/10/2026"}, "order": {"2", "number 2 of one delivery"},
			"born-country": {"VNM", "Vietnam"}, "born-abroad": {"ດານັງ"},
			"mother-given": {"ມະນີ"}, "mother-surname": {"ສີດາ"}, "mother-given-latin": {"Manee"}, "mother-surname-latin": {"Sida"},
			"mother-born-month": {"3", "03/1999"}, "mother-born-year": {"1999", "03/1999"}, "mother-country": {"THA", "Thailand"},
			"father-given": {"ຈັນດີ"}, "father-born-year": {"1988", "Date of birth: 1988"}, "father-country": {"KHM", "Cambodia"},
		}},
		"a birth in a household": {"birth", map[string][2]string{
			"sex": {"male", "Male"}, "born-day": {"27", "27/10/2026"}, "born-month": {"10", "27/10/2026"}, "born-year": {"2026", "27/10/2026"}, "born-at": {"0101002", "Phonsavan, Chanthabuly"},
			"mother-number": {string(c.Mother), "Khamphaeng"}, "father-number": {string(c.Father), "Bounthan"}, "household": {c.Book},
		}},
		"a death": {"death", map[string][2]string{
			"person": {string(c.Mother), grouped(c.Mother)}, "died-day": {"1", "01/11/2026"}, "died-month": {"11", "01/11/2026"}, "died-year": {"2026", "01/11/2026"},
			"died-at": {"0102001", "Nakham, Sikhottabong"}, "cause": {"ເປັນໄຂ້", "Cause Stated; it is kept sealed"},
		}},
		"a death abroad": {"death", map[string][2]string{
			"person": {string(c.Mother), grouped(c.Mother)}, "died-year": {"2026", "2026"}, "died-country": {"THA", "Thailand"}, "died-abroad": {"ຂອນແກ່ນ"},
		}},
		"a move of a whole household": {"move", map[string][2]string{
			"person-1": {string(c.Mother), grouped(c.Mother)}, "person-2": {string(c.Father), grouped(c.Father)}, "from-day": {"1", "01/11/2026"}, "from-month": {"11", "01/11/2026"}, "from-year": {"2026", "01/11/2026"},
			"to": {"0102001", "Nakham, Sikhottabong"}, "house": {"77", "house 77"}, "whole": {"yes", "Whole household Yes"},
		}},
		"a move to another household": {"move", map[string][2]string{
			"person-1": {string(c.Elsewhere), grouped(c.Elsewhere)}, "relation-1": {"parent", "Parent"}, "from-month": {"10", "10/2026"}, "from-year": {"2026", "10/2026"},
			"to": {"0101001", "Nongping, Chanthabuly"}, "house": {"12", "house 12"}, "join": {c.Book},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			clerk, chief := officer(t, c, webtest.Clerk), officer(t, c, webtest.Chief)
			clerk.get("/declare/" + form.kind + "?lang=en")
			v, want := url.Values{}, map[string]string{}
			for name := range around {
				v.Set(name, around.Get(name))
				want[name] = says[name]
			}
			for name, pair := range form.typed {
				v.Set(name, pair[0])
				if want[name] = pair[0]; pair[1] != "" {
					want[name] = pair[1]
				}
			}
			for name := range clerk.form("/declare/"+form.kind, 0) {
				if strings.HasPrefix(name, "declarant") && want[name] == "" {
					t.Errorf("nothing is typed into %s", name)
				}
			}
			clerk.send("/declare/"+form.kind, "hand-in", "yes", v).shows(http.StatusOK, "Waits for decision")
			chief.get(clerk.at.Path + "?lang=en")
			chief.silent("ເປັນໄຂ້")
			for name, words := range want {
				if chief.shows(http.StatusOK); !strings.Contains(chief.text(), words) {
					t.Errorf("%s: %q is not on the page:\n%s", name, words, chief.text())
				}
			}
		})
	}
}

// The village that took a move out of its area reads where to, as it was declared; where a mother of
// another area lives, and her child with her, it does not learn.
func TestTheTakerReadsTheAddressThatWasDeclared(t *testing.T) {
	c := webtest.New(t)
	p := officer(t, c, webtest.Village)
	p.get("/declare/move?lang=en")
	p.send("/declare/move", "hand-in", "yes", values("person-1", string(c.Mother), "to", "Nakham", "house", "77", "from-day", "1", "from-month", "11", "from-year", "2026", "declarant-name", "ຄຳແພງ")).
		shows(http.StatusOK, "Ends", "New address house 77, Nakham, Sikhottabong, Vientiane Capital")
	p.get("/declare/birth")
	p.send("/declare/birth", "hand-in", "yes", aBirth(c, "mother-number", string(c.Elsewhere), "father-number", "")).
		shows(http.StatusOK, "Place of birth Nongping").silent("Nakham", "Sikhottabong")
}

// A move shows who moves where, by name, number and a link, whatever becomes of it: whoever returns,
// refuses or appeals reads of whom.
func TestWhatWasDeclaredIsReadWhateverBecomesOfIt(t *testing.T) {
	for name, do := range map[string]func(p *person, application string) *person{
		"Registered": func(p *person, at string) *person { return p.send(at, "do", "register", nil) },
		"Refused": func(p *person, at string) *person {
			return p.send(at, "do", "refuse", values("reason", "ຂາດປຶ້ມ"))
		},
		"Note": func(p *person, at string) *person { return p }, // stopped: one of them has died since
	} {
		t.Run(name, func(t *testing.T) {
			c := webtest.New(t)
			clerk, chief := officer(t, c, webtest.Clerk), officer(t, c, webtest.Chief)
			clerk.get("/declare/move?lang=en")
			at := clerk.send("/declare/move", "hand-in", "yes", values("person-1", string(c.Mother), "person-2", string(c.Father), "to", "Nakham", "house", "7",
				"from-day", "1", "from-month", "11", "from-year", "2026", "declarant-name", "ບຸນທັນ")).shows(http.StatusOK, "Waits for decision").at.Path
			if name == "Note" {
				c.Must(t, c.Proposal(register.KindDeath, acts.Death{Person: string(c.Father), Died: register.Exact(c.Today() - 5)}))
			}
			do(chief.get(at+"?lang=en"), at)
			for _, p := range []*person{chief, clerk.get(at + "?lang=en")} {
				p.shows(http.StatusOK, name, "Person 1 ຄຳແພງ ສີສຸລາດ · Khamphaeng , "+grouped(c.Mother), "Person 2 ບຸນທັນ ສີສຸລາດ · Bounthan , "+grouped(c.Father), "New address house 7, Nakham").whole("en")
				p.get(p.link("/person/", "Bounthan")).shows(http.StatusOK, grouped(c.Father))
			}
		})
	}
}

// What only decides how an act goes is read by whoever decides it, of every kind.
func TestWhatOnlyDecidesHowAnActGoesIsRead(t *testing.T) {
	c := webtest.New(t)
	split := c.Proposal(register.KindHouseholdSplit, acts.HouseholdSplit{Household: c.Book, Members: []acts.Related{{Person: string(c.Mother), Relation: register.HeadRelation}}, HeadConsents: true})
	notice := c.Proposal(register.KindNotLivingHere, acts.NotLivingHere{Person: string(c.Mother), Step: acts.StepNotice, Reason: "ບໍ່ເຫັນຕັ້ງແຕ່ປີກາຍ"})
	for words, p := range map[string]register.Proposal{"The head of the household consents Yes": split, "Step Notice Reason ບໍ່ເຫັນຕັ້ງແຕ່ປີກາຍ": notice} {
		a := c.Declared(t, webtest.Clerk, p, "ບຸນທັນ")
		officer(t, c, webtest.Chief).get("/applications/"+string(a.ID)+"?lang=en").shows(http.StatusOK, words)
	}
}

// Nobody of the office reads what a colleague typed of somebody protected, nor edits it.
func TestWhatWasTypedOfTheProtectedIsNotShown(t *testing.T) {
	c := webtest.New(t)
	clerk, chief := officer(t, c, webtest.Clerk), officer(t, c, webtest.Chief)
	clerk.get("/declare/death?lang=en")
	at := clerk.send("/declare/death", "draft", "yes", values("person", string(c.Protected), "died-day", "1", "died-month", "11", "died-year", "2026", "died-country", "THA", "died-abroad", "ວຽງຈັນ",
		"declarant-name", "ຄຳແພງ", "declarant-relation", "ຜູ້ດູແລທີ່ພັກ", "evidence-kind", "death-notice", "evidence-note", "ຢູ່ທີ່ພັກ", "decided-by", "court", "authority", "court:0101", "reference", "12/2026")).shows(http.StatusOK, "ຢູ່ທີ່ພັກ").at.Path
	chief.get(at+"?lang=en").shows(http.StatusOK, "Only the national desk").silent("ທີ່ພັກ", "01/11/2026", "ວຽງຈັນ", "court", "12/2026", grouped(c.Protected), "/edit")
	chief.get(at+"/edit").shows(http.StatusOK, "Only the national desk").silent("ທີ່ພັກ") // which is the page again
	clerk.get(at+"/edit").shows(http.StatusOK, "Death")
}

// Who is asked whether two are one reads who decided and who the parents are said to be.
func TestWhoAdjudicatesReadsAllThatWasDeclared(t *testing.T) {
	c := webtest.Comparing(t)
	again := c.Alike(t).Again
	again.Father = &acts.Who{Described: &acts.Described{
		Name: []register.NameForm{{Script: register.Latin, Parts: []register.NamePart{{Given: "Bounpheng"}}}}, Born: register.InYear(1961, register.Declared),
		Nationality: &register.Nationality{State: register.NationalityClaimed, Country: "THA"}, Document: &register.Identifier{Kind: "passport", Value: "AA123", Issuer: "THA"},
	}}
	again.As = "@" + string(c.ClientID())
	p := c.Proposal(register.KindEnrolment, again)
	p.Evidence = []register.Evidence{{Kind: "court-decision"}}
	p.Decision = register.Decision{By: register.ByCourtOrder, Authority: "court:0101", Reference: "12/2026"}
	judge := officer(t, c, webtest.Judge)
	judge.get("/?lang=en")
	judge.question(c.Declared(t, webtest.Clerk, p, "Bouaphanh")).shows(http.StatusOK, "Decision A court, court:0101, 12/2026", "Father Bounpheng, Date of birth: 1961, as declared, ", "Thailand", "AA123", "house 31, Nakham").whole("en")
	judge.get(judge.at.Path + "?lang=lo").whole("lo")
}

// Whatever a payload can state has a label of its own, in every language: the last name in its path.
func TestEveryFieldOfAnActIsLabelled(t *testing.T) {
	words, err := lang.Load()
	if err != nil {
		t.Fatal(err)
	}
	var see func(name string, s schema.Schema)
	named := map[string]bool{}
	see = func(name string, s schema.Schema) {
		switch {
		case s.Items != nil:
			see(name, *s.Items)
		case s.Properties == nil || slices.Contains(wholes, name):
			named[name] = true
		default:
			for name, of := range s.Properties {
				see(name, of)
			}
		}
	}
	for _, kind := range acts.Kinds() {
		s, _ := schema.Of(kind)
		see("", s)
	}
	delete(named, "as")
	for name := range named {
		for _, l := range words.Languages() {
			if !words.For(l).Has("path." + name) {
				t.Errorf("%s: path.%s has no words", l, name)
			}
		}
	}
	if len(named) < 80 {
		t.Errorf("only %d were found: %v", len(named), named)
	}
}

// wholes are the fields that are stated as one: names, papers, places and parties.
var wholes = []string{
	"name", "forms", "nationality", "nationalities", "opens", "ends", "identifier", "identifiers", "book", "books", "described", "mother", "father", "parent", "guardian",
	"party", "with", "spouses", "at", "born_at", "died_at", "found_at", "to", "dwelling", "address",
}
