package ui

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"samano/lang"
	"samano/web/assets"
)

// demoPage holds every component, with the words of a birth declared late.
func demoPage(p Printer) Page {
	lao := p.Lang() == "lo"
	say := func(lo, en string) string {
		if lao {
			return lo
		}
		return en
	}
	errs := Errors{
		{ID: "given", Text: p.T("finding.name-missing")},
		{ID: "born", Text: p.T("finding.date-in-future", "date", "05/2031"), Control: "born-month"},
	}
	return Page{
		Title: say("ຂຶ້ນທະບຽນການເກີດ", "Register a birth"), HasErrors: true,
		Navigation: []NavigationItem{
			{Text: say("ຄຳຮ້ອງ", "Applications"), Href: "/applications", Active: true},
			{Text: say("ຄົ້ນຫາບຸກຄົນ", "Find a person"), Href: "/persons"},
			{Text: say("ສະຖິຕິ", "Reports"), Href: "/reports"},
		},
		Languages: []Language{
			{Text: "ພາສາລາວ", Lang: "lo", Href: "?lang=lo", Current: lao},
			{Text: "English", Lang: "en", Href: "?lang=en", Current: !lao},
		},
		Officer: &Officer{
			Name:   say("ນາງ ບຸນມີ ວົງສາ", "Bounmy Vongsa"),
			Office: say("ຫ້ອງການ ປກສ ເມືອງໄຊ", "District office, Xay"), SignOut: "/sign-out",
		},
		Footer:     []Link{{Text: say("ຊ່ວຍເຫຼືອ", "Help"), Href: "/help"}},
		FooterText: say("ຮຸ່ນ 1.0", "Version 1.0"),
		Before: Body{
			Breadcrumbs{Items: []Crumb{{Text: say("ຄຳຮ້ອງ", "Applications"), Href: "/applications"}, {Text: say("ການເກີດ", "Birth")}}},
			BackLink{Href: "/applications"},
		},
		Main: append(errs.Summary(), demoParts(p, say, errs)...),
	}
}

func demoParts(p Printer, say func(lo, en string) string, errs Errors) Body {
	village := SummaryRow{
		Key:   SummaryText{Text: p.T("person.village")},
		Value: SummaryText{Text: say("ບ້ານ ນາສະຫວ່າງ", "Ban Nasavang")},
		Actions: SummaryActions{Items: []SummaryAction{{
			Text: p.T("ui.change"), Href: "#village",
			VisuallyHiddenText: p.T("person.village"),
		}}},
	}
	name := SummaryRow{
		Key:   SummaryText{Text: p.T("person.name")},
		Value: SummaryText{Text: say("ຄຳຫຼ້າ ພົມມະຈັນ", "Khamla Phommachanh · Nguyễn Thị Hằng")},
	}
	return Body{
		Heading{Text: say("ຂຶ້ນທະບຽນການເກີດ", "Register a birth"), Caption: "OUD-XAY / 2026 / 000214"},
		NotificationBanner{Text: say("ຈຸດນີ້ບໍ່ມີສັນຍານແຕ່ເວລາ 08:40. ຄຳຮ້ອງຈະຖືກສົ່ງເມື່ອມີສັນຍານຄືນ.",
			"This post has had no line since 08:40. Applications are sent when it is back.")},
		InsetText{Text: p.T("finding.declared-late.rule", "days", 30)},
		WarningText{Text: say("ຜູ້ທີ່ແຈ້ງຄວາມເທັດຕໍ່ທະບຽນຈະຖືກປະຕິບັດຕາມກົດໝາຍ.", "To declare what is false is punished by law.")},
		Form{Action: "/births", Multipart: true, Hidden: []HiddenField{{"id", "0198"}}, Body: Body{
			Input{
				Name: "given", Label: Label{Text: p.T("person.given-name"), Classes: "govuk-label--m"},
				Hint:         Hint{Text: say("ຕາມທີ່ຂຽນຢູ່ໃນໃບແຈ້ງ", "As written on the notice")},
				ErrorMessage: errs.For("given"), Spellcheck: "false", Classes: "govuk-!-width-two-thirds",
			},
			PartialDate{
				ID: "born", Legend: Legend{Text: p.T("person.born"), Classes: "govuk-fieldset__legend--m"},
				Hint: say("ຕົວຢ່າງ 27 3 2026.", "For example, 27 3 2026."), ErrorMessage: errs.For("born"),
				Month: "05", Year: "2031", YearError: true, MonthError: true, OfferAbout: true, OfferUnknown: true,
			},
			DateInput{ID: "declared", NamePrefix: "declared", Fieldset: Fieldset{Legend: Legend{Text: p.T("person.declared-on")}}},
			Radios{
				Name: "sex", Value: "f", Classes: "govuk-radios--inline", Fieldset: Fieldset{Legend: Legend{Text: p.T("person.sex")}},
				Items: []Choice{
					{Value: "f", Text: p.T("person.sex-female")},
					{Value: "m", Text: p.T("person.sex-male")},
					{Value: "u", Text: p.T("person.sex-undetermined")},
				},
			},
			Checkboxes{
				Name: "evidence", Values: []string{"notice"}, Fieldset: Fieldset{Legend: Legend{Text: p.T("person.evidence")}},
				Items: []Choice{
					{Value: "notice", Text: say("ໃບແຈ້ງການເກີດຂອງນາຍບ້ານ", "Notice of the village chief")},
					{
						Value: "hospital", Text: say("ໃບຢັ້ງຢືນຂອງໂຮງໝໍ", "Certificate of the hospital"), Hint: Hint{Text: p.T("ui.optional", "label", say("ເອກະສານ", "document"))},
						Conditional: Conditional{Body: Body{Input{Name: "hospital-number", Label: Label{Text: say("ຖ້າມີ: ເລກທີ", "If so: its number")}}}},
					},
				},
			},
			Select{
				Name: "province", Label: Label{Text: p.T("person.province")}, Value: "04",
				Items: []Option{{Text: p.T("ui.choose")}, {Value: "04", Text: say("ອຸດົມໄຊ", "Oudomxay")}},
			},
			Textarea{Name: "remark", Label: Label{Text: say("ໝາຍເຫດ", "Remark")}, Rows: 3},
			FileUpload{Name: "file", Label: Label{Text: p.T("ui.choose-file")}},
			ButtonGroup{Body: Body{
				Button{Text: p.T("ui.continue")},
				Button{Text: p.T("ui.save-draft"), Classes: "govuk-button--secondary", Name: "draft", Value: "yes"},
				Link{Text: p.T("ui.cancel"), Href: "/applications"},
			}},
		}},
		Section{ID: "before", Title: p.T("person.household"), Body: Body{
			SummaryList{Rows: []SummaryRow{name, village}},
			SummaryList{Card: &SummaryCard{Title: CardTitle{Text: p.T("person.mother"), HeadingLevel: 3}}, Rows: []SummaryRow{name, village}},
			Paragraph{Body: Body{Text(p.T("person.relation") + ": "), Tag{Text: p.T("person.child"), Classes: "govuk-tag--teal"}}},
		}},
		Table{
			Caption: p.T("person.member"), Scroll: true, FirstCellIsHeader: true,
			Head: []Cell{{Text: p.T("person.name")}, {Text: p.T("person.born")}, {Text: p.T("person.number"), Format: "numeric"}},
			Rows: [][]Cell{
				{{Text: say("ຄຳຫຼ້າ ພົມມະຈັນ", "Khamla Phommachanh")}, {Text: p.T("date.about", "date", "1974")}, {Text: "482 913 550 271", Format: "numeric"}},
				{{Text: "Nguyễn Thị Hằng"}, {Text: "05/1981"}, {Text: "730 118 264 094", Format: "numeric"}},
			},
		},
		Tabs{Items: []Tab{
			{ID: "now", Label: say("ປັດຈຸບັນ", "Now"), Panel: TabPanel{Body: Body{Heading{Level: 3, Text: say("ປັດຈຸບັນ", "Now")}, List{Items: []Body{{Text("1")}, {Text("2")}}}}}},
			{ID: "then", Label: say("ກ່ອນໜ້ານີ້", "Before"), Panel: TabPanel{Text: p.T("ui.none")}},
		}},
		Details{SummaryText: p.T("ui.what-law-asks"), Text: p.T("finding.evidence-missing.rule")},
		Panel{TitleText: say("ຮັບຄຳຮ້ອງແລ້ວ", "Application received"), HeadingLevel: 2, Text: "OUD-XAY / 2026 / 000214"},
		Pagination{
			Previous: &PageLink{Href: "?p=1"}, Next: &PageLink{Href: "?p=3"},
			Items: []PageItem{{Number: "1", Href: "?p=1"}, {Number: "2", Href: "?p=2", Current: true}, {Ellipsis: true}, {Number: "9", Href: "?p=9"}},
		},
	}
}

func renderDemo(t *testing.T, language string) string {
	t.Helper()
	words, err := lang.Load()
	if err != nil {
		t.Fatal(err)
	}
	p := words.For(language)
	r, err := New(p)
	if err != nil {
		t.Fatal(err)
	}
	var page bytes.Buffer
	if err := r.Render(&page, demoPage(p)); err != nil {
		t.Fatal(err)
	}
	return page.String()
}

// To look at the page in a browser: SAMANO_DEMO_PAGES=folder go test -run TestDemoPage
func TestDemoPage(t *testing.T) {
	for _, language := range []string{"lo", "en"} {
		t.Run(language, func(t *testing.T) {
			html := renderDemo(t, language)
			if folder := os.Getenv("SAMANO_DEMO_PAGES"); folder != "" {
				if err := os.WriteFile(filepath.Join(folder, language+".html"), []byte(html), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			page := parse(t, html)
			if missing := regexp.MustCompile(`\[[a-z]+\.[a-z.-]+\]`).FindAllString(page.text(), -1); missing != nil {
				t.Errorf("words missing: %v", missing)
			}
			checkPage(t, page, language)
		})
	}
}

// checkPage holds what a page owes to somebody who cannot see it or uses the keyboard alone.
func checkPage(t *testing.T, page *node, language string) {
	t.Helper()
	ids, count := map[string]bool{}, map[string]int{}
	var inputs, refs []string
	labels := map[string]bool{}
	page.walk(func(n *node) {
		count[n.Tag]++
		if id := n.Attr["id"]; id != "" {
			if ids[id] {
				t.Errorf("id %q twice", id)
			}
			ids[id] = true
		}
		switch n.Tag {
		case "html":
			if n.Attr["lang"] != language {
				t.Errorf("lang is %q", n.Attr["lang"])
			}
		case "label":
			labels[n.Attr["for"]] = true
		case "input", "select", "textarea":
			if n.Attr["type"] != "hidden" {
				inputs = append(inputs, n.Attr["id"])
			}
		case "script", "style":
			t.Errorf("a page has no <%s>", n.Tag)
		case "a":
			if target, local := strings.CutPrefix(n.Attr["href"], "#"); local && target != "village" {
				refs = append(refs, target)
			}
			if n.text() == "" {
				t.Errorf("a link to %s without words", n.Attr["href"])
			}
		}
		for _, name := range []string{"aria-describedby", "aria-labelledby", "data-aria-controls"} {
			refs = append(refs, strings.Fields(n.Attr[name])...)
		}
		for name := range n.Attr {
			if strings.HasPrefix(name, "on") || name == "style" {
				t.Errorf("<%s> has %s", n.Tag, name)
			}
		}
	})
	for _, id := range inputs {
		if !labels[id] {
			t.Errorf("control %q has no label", id)
		}
	}
	for _, id := range refs {
		if !ids[id] {
			t.Errorf("%q is referred to and is not on the page", id)
		}
	}
	for _, tag := range []string{"main", "h1", "title", "header", "footer"} {
		if count[tag] != 1 {
			t.Errorf("%d <%s>", count[tag], tag)
		}
	}
}

// Over 64 kbit/s a first page has to come in a few seconds: page and stylesheet together are held
// under 60 kB as they travel, and fonts come after the words are read.
func TestFirstPageIsSmall(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write([]byte(renderDemo(t, "lo"))); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	css, err := assets.Path(assets.Stylesheet)
	if err != nil {
		t.Fatal(err)
	}
	style, err := os.ReadFile(filepath.Join("..", "assets", "dist", strings.TrimPrefix(css, assets.Prefix)+".gz"))
	if err != nil {
		t.Fatal(err)
	}
	const allowed = 60 << 10
	total := packed.Len() + len(style)
	t.Logf("page %d B, stylesheet %d B", packed.Len(), len(style))
	if total > allowed {
		t.Errorf("%d bytes, allowed %d", total, allowed)
	}
}

// What strangers type is shown, never run.
func TestStrangersWordsAreShownAndNeverRun(t *testing.T) {
	const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>`
	r, err := New(govukWords{})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	page := Page{
		Title: evil, FooterText: evil, Officer: &Officer{Name: evil, Office: evil, SignOut: "javascript:alert(1)"},
		Navigation: []NavigationItem{{Text: evil, Href: "javascript:alert(1)"}},
		Main: Body{
			Input{
				ID: evil, Name: evil, Value: evil, Label: Label{Text: evil}, Hint: Hint{Text: evil},
				ErrorMessage: ErrorMessage{Text: evil}, Attributes: Attributes{"data-x": evil},
			},
			Textarea{Name: "t", Value: `</textarea>` + evil},
			Select{Name: "s", Items: []Option{{Value: evil, Text: evil}}},
			Radios{Name: "r", Items: []Choice{{Value: evil, Text: evil}}},
			SummaryList{Rows: []SummaryRow{{Key: SummaryText{Text: evil}, Value: SummaryText{Text: evil}}}},
			Table{Caption: evil, Scroll: true, Rows: [][]Cell{{{Text: evil}}}},
			Link{Text: evil, Href: "javascript:alert(1)"},
			Heading{Text: evil},
			Text(evil),
		},
	}
	if err := r.Render(&out, page); err != nil {
		t.Fatal(err)
	}
	parse(t, out.String()).walk(func(n *node) {
		if n.Tag == "script" || n.Tag == "img" || n.Attr["onerror"] != "" {
			t.Errorf("<%s> came through", n.Tag)
		}
		for _, name := range []string{"href", "action"} {
			if strings.HasPrefix(n.Attr[name], "javascript:") {
				t.Errorf("%s=%q came through", name, n.Attr[name])
			}
		}
	})
	if !strings.Contains(out.String(), "&lt;script&gt;") {
		t.Error("the words are not shown")
	}
}

func TestAttributesAreAClosedSet(t *testing.T) {
	r, err := New(govukWords{})
	if err != nil {
		t.Fatal(err)
	}
	for name, allowed := range map[string]bool{
		"data-row": true, "aria-live": true, "tabindex": true, "lang": true,
		"onclick": false, "style": false, "href": false, "srcdoc": false, "x onclick": false, "DATA-X": false, "": false,
	} {
		var out bytes.Buffer
		err := r.Render(&out, Tag{Text: "x", Attributes: Attributes{name: "1"}})
		if (err == nil) != allowed {
			t.Errorf("%q: %v, %s", name, err, out.String())
		}
		if err != nil && out.Len() > 0 {
			t.Errorf("%q: half a component was written: %s", name, out.String())
		}
	}
}

func TestPagesBringTheirOwnTemplates(t *testing.T) {
	pages := fstest.MapFS{"compare.html": {Data: []byte(`{{define "test-markup"}}<svg>{{template "govuk-tag" .}}</svg>{{end}}`)}}
	if _, err := New(govukWords{}, pages); err != nil {
		t.Error(err)
	}
	for name, files := range map[string]fstest.MapFS{
		"a name that is taken": {"a.html": {Data: []byte(`{{define "govuk-tag"}}{{end}}`)}},
		"a broken template":    {"a.html": {Data: []byte(`{{define "x"}}{{if}}{{end}}`)}},
	} {
		if _, err := New(govukWords{}, files); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

// A partial date is posted in fields that stay empty; an error marks the fields at fault only.
func TestPartialDate(t *testing.T) {
	r, err := New(govukWords{})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	d := PartialDate{
		ID: "died", Legend: Legend{Text: "When?"}, Year: "1974", YearError: true,
		ErrorMessage: ErrorMessage{Text: "No"}, OfferAbout: true, About: true,
	}
	if err := r.Render(&out, d); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	parse(t, out.String()).walk(func(n *node) {
		if n.Tag != "input" {
			return
		}
		state := n.Attr["value"]
		if strings.Contains(n.Attr["class"], "govuk-input--error") {
			state += " wrong"
		}
		if _, checked := n.Attr["checked"]; checked {
			state += " checked"
		}
		got[n.Attr["name"]] = state
	})
	want := map[string]string{"died-day": "", "died-month": "", "died-year": "1974 wrong", "died-about": "yes checked"}
	if len(got) != len(want) {
		t.Errorf("fields %v", got)
	}
	for name, state := range want {
		if got[name] != state {
			t.Errorf("%s is %q, want %q", name, got[name], state)
		}
	}
}
