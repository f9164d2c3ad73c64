package web_test

import (
	"bytes"
	"encoding/base64"
	"html"
	"image"
	"image/draw"
	"image/png"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"samano/acts"
	"samano/credential/qrcode"
	"samano/lang"
	"samano/oversight"
	"samano/register"
	"samano/web/webtest"
)

// aBirth is what is typed of a birth; the child has a name, the father is known.
func aBirth(c *webtest.Country, pairs ...string) url.Values {
	v := values("given", "ນ້ອຍ", "surname", "ສີສຸລາດ", "given-latin", "Noy", "sex", "female", "born-day", "28", "born-month", "10", "born-year", "2026",
		"born-at", "0101001", "mother-number", string(c.Mother), "father-number", string(c.Father), "declarant-name", "ບຸນທັນ", "declarant-relation", "ພໍ່")
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

func TestABirthFromTheFormToTheCertificate(t *testing.T) {
	c := webtest.New(t)
	clerk := officer(t, c, webtest.Clerk)
	clerk.get("/declare/birth?lang=en").shows(http.StatusOK, "Declare a birth", "Notice of birth")
	clerk.send("/declare/birth", "hand-in", "yes", aBirth(c, "evidence-kind", "birth-notice", "evidence-note", "ບ້ານ"), file{"evidence-file", "notice.png", onePixel(t)}).
		shows(http.StatusOK, "Waits for decision", "Noy", "Given on registration", "Nongping", "Chanthabuly", "To be decided by 05/11/2026", "Two officers are needed")
	application := clerk.at.Path
	if !strings.HasPrefix(application, "/applications/") {
		t.Fatalf("handed in and at %s", application)
	}
	clerk.get(clerk.link(application+"/evidence/", "Notice of birth")).shows(http.StatusOK)
	if !strings.HasPrefix(clerk.page, "\x89PNG") {
		t.Error("the paper is not what was sent")
	}

	chief := officer(t, c, webtest.Chief)
	chief.get("/?lang=en").shows(http.StatusOK, "Birth", "05/11/2026")
	chief.get(chief.link("/applications/", "Birth")).shows(http.StatusOK, "Before", "After", "Noy", "New", "Mother", "ຄຳແພງ ສີສຸລາດ")
	chief.send(application, "do", "register", nil).shows(http.StatusOK, "Registered: Birth", "d0101/2026/1", "Personal number")
	number := regexp.MustCompile(`Personal number (\d{4} \d{4} \d{4})`).FindStringSubmatch(chief.text())
	if number == nil {
		t.Fatalf("no number was given:\n%s", chief.text())
	}
	chief.get(chief.link("/person/", "Noy")).shows(http.StatusOK, number[1], "Khamphaeng", "Child")
	chief.lookUp(c.Mother, "own-queue", "").shows(http.StatusOK, "Children", number[1]+" (paper seen)")

	chief.get(application)
	chief.send("/certificate", "", "", nil).shows(http.StatusOK, "ໃບເກີດ", "Birth certificate", "ນ້ອຍ ສີສຸລາດ", "Noy", number[1], "28 ຕຸລາ 2026", "28 October 2026",
		"ໜອງປິງ, ຈັນທະບູລີ", "Nongping, Chanthabuly", "d0101/2026/1", "ຫ້ອງການ ເມືອງຈັນທະບູລີ", "signed; current status not checked", "ຍິງ", "Female", "Laos")
	again := chief.at.Path
	id := regexp.MustCompile(`Copy id ([0-9a-f-]{36})`).FindStringSubmatch(chief.text())
	if id == nil {
		t.Fatalf("the paper has no id:\n%s", chief.text())
	}
	chief.lookUp(c.Mother, "own-queue", "").shows(http.StatusOK, "Certificates")
	chief.post("/certificate", "id", "01a20033-40d0-7b01-b197-e0c4ddd5955e", "kind", "marriage", "person", string(c.Mother), "case", "REQ-1").shows(http.StatusNotFound, "no such act for this person")
	chief.post("/certificate", "id", "01a20033-40d0-7b01-b197-e0c4ddd5955e", "kind", "birth", "person", strings.ReplaceAll(number[1], " ", ""), "case", "").shows(http.StatusUnprocessableEntity, "needs the number of a case")
	chief.lookUp(c.Mother, "certificate", "REQ-7")
	for _, wrong := range []struct {
		kind, cause string
		status      int
		says        string
	}{
		{"", "REQ-7", http.StatusUnprocessableEntity, "Choose birth, death or marriage."},
		{"birth", "REQ 7 / a", http.StatusUnprocessableEntity, "The number of the case is malformed."},
		{"marriage", "REQ-7", http.StatusNotFound, "no such act for this person"},
	} {
		chief.send("/certificate", "case", wrong.cause, values("kind", wrong.kind)).shows(wrong.status, "There is a problem", wrong.says)
		if v := chief.form("/certificate", 0); v.Get("kind") != wrong.kind || v.Get("case") != wrong.cause {
			t.Errorf("%v: the form has %v", wrong, v)
		}
		chief.get(chief.link("/person/", "")).shows(http.StatusOK, "Khamphaeng", "Certificates")
	}
	if chief.get(again).shows(http.StatusOK, id[1]); !strings.Contains(chief.text(), "Copy number 1") {
		t.Error("looking at a copy again made another")
	}
	drawing := drawn(t, chief.page)
	var scan bytes.Buffer
	if err := png.Encode(&scan, drawing); err != nil {
		t.Fatal(err)
	}
	text, err := qrcode.Read(t.Context(), &scan)
	if err != nil {
		t.Fatal(err)
	}
	checkPaper(t, c, text, id[1], drawing)
}

// drawn draws the code of a page as a printer would: squares of black on white.
func drawn(t *testing.T, page string) image.Image {
	t.Helper()
	m := regexp.MustCompile(`src="data:image/svg\+xml;base64,([^"]*)"`).FindStringSubmatch(html.UnescapeString(page))
	if m == nil {
		t.Fatal("the page has no code")
	}
	svg, err := base64.StdEncoding.DecodeString(m[1])
	if err != nil {
		t.Fatal(err)
	}
	return rasterise(t, string(svg))
}

var (
	viewBox = regexp.MustCompile(`viewBox="0 0 (\d+) (\d+)"`)
	dark    = regexp.MustCompile(`fill="#000" d="([^"]*)"`)
	run     = regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-\d+z`)
)

// rasterise draws credential's own kind of SVG: rows of squares.
func rasterise(t *testing.T, svg string) image.Image {
	t.Helper()
	const scale = 6
	side := number(viewBox.FindStringSubmatch(svg)[1])
	img := image.NewGray(image.Rect(0, 0, side*scale, side*scale))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	runs := run.FindAllStringSubmatch(dark.FindStringSubmatch(svg)[1], -1)
	if len(runs) == 0 {
		t.Fatalf("an SVG of another kind: %.300s", svg)
	}
	for _, r := range runs {
		x, y, w := number(r[1]), number(r[2]), number(r[3])
		draw.Draw(img, image.Rect(x*scale, y*scale, (x+w)*scale, (y+1)*scale), image.Black, image.Point{}, draw.Src)
	}
	return img
}

func number(s string) int {
	n := 0
	for _, r := range s {
		n = n*10 + int(r-'0')
	}
	return n
}

// checkPaper checks a certificate as anybody would.
func checkPaper(t *testing.T, c *webtest.Country, text, id string, drawing image.Image) {
	t.Helper()
	anybody := browse(t, c)
	anybody.get("/check?lang=en").shows(http.StatusOK, "Check a certificate").silent("/declare")
	anybody.upload("/check", values("text", text)).shows(http.StatusOK, "Signed; current status not checked", "Noy", "Birth certificate", "28/10/2026")
	var picture bytes.Buffer
	if err := png.Encode(&picture, drawing); err != nil {
		t.Fatal(err)
	}
	anybody.upload("/check", nil, file{"picture", "p.png", picture.Bytes()}).shows(http.StatusOK, "Signed; current status not checked", id)
	altered := []byte(text)
	altered[len(altered)/2] ^= 1
	anybody.upload("/check", values("text", string(altered))).shows(http.StatusOK, "Do not rely on this paper").silent("Noy")
	anybody.upload("/check", values("text", "HELLO")).shows(http.StatusOK, "no code of a certificate")
	anybody.upload("/check", nil).shows(http.StatusUnprocessableEntity, "neither a picture nor a text")
	anybody.upload("/check", nil, file{"picture", "p.png", onePixel(t)}).shows(http.StatusUnprocessableEntity, "No QR code was found")
	anybody.post("/check/status", "copy", id).shows(http.StatusOK, "still says what the register holds").silent("Noy")
	anybody.post("/check/status", "copy", "00000000-0000-0000-0000-000000000000").shows(http.StatusUnprocessableEntity, "No paper with this id")
}

func TestFormsKeepWhatWasTyped(t *testing.T) {
	c := webtest.New(t)
	p := officer(t, c, webtest.Clerk)
	tests := []struct {
		name, kind string
		typed      url.Values
		says       []string
	}{
		{"a future date", "birth", aBirth(c, "born-year", "2027"), []string{"has not come yet"}},
		{"31 February", "birth", aBirth(c, "born-day", "31", "born-month", "2"), []string{"There is no such day as 31/2/2026"}},
		{"a Buddhist year", "birth", aBirth(c, "born-year", "2569"), []string{"Buddhist era", "Take 543"}},
		{"letters for a year", "birth", aBirth(c, "born-year", "last"), []string{"cannot be read"}},
		{"no sex", "birth", aBirth(c, "sex", ""), []string{"The sex is missing"}},
		{"a wrong digit", "birth", aBirth(c, "mother-number", wrongDigit(string(c.Mother))), []string{"a digit is wrong or two have changed places"}},
		{"two people in one line", "birth", aBirth(c, "mother-number", string(c.Mother)+" "+string(c.Father)), []string{"12 digits", "enter each by itself"}},
		{"an unknown code of a place", "birth", aBirth(c, "born-at", "9999999"), []string{"9999999"}},
		{"a place in two districts", "birth", aBirth(c, "born-at", "Phonsavan"), []string{"Several places have this name", "Choose the place", "Sikhottabong"}},
		{"a place that is nowhere", "birth", aBirth(c, "born-at", "Xyzzy"), []string{"Xyzzy"}},
		{"Latin letters in the field for Lao", "birth", aBirth(c, "surname", "Sisoulath"), []string{"not in Lao script"}},
		{"Lao letters in the field for Latin", "birth", aBirth(c, "mother-number", "", "mother-given-latin", "ຄຳ"), []string{"not in Latin letters"}},
		{"a digit in a name", "birth", aBirth(c, "given", "ນ້ອຍ2"), []string{"There is a digit in the name"}},
		{"a child before its mother", "birth", aBirth(c, "born-year", "1990"), []string{"born before the mother"}},
		{"one person twice as parents", "birth", aBirth(c, "father-number", string(c.Mother)), []string{"There is a problem"}},
		{"no declarant", "birth", aBirth(c, "declarant-name", ""), []string{"The declarant is missing"}},
		{"nobody died", "death", values("died-year", "2026", "declarant-name", "ບຸນທັນ"), []string{"There is a problem"}},
		{"dead before birth", "death", values("person", string(c.Father), "died-year", "1990", "declarant-name", "ບຸນທັນ"), []string{"before the date of birth"}},
		{"nobody moves", "move", values("to", "0101001", "from-day", "1", "from-month", "11", "from-year", "2026", "declarant-name", "ບຸນທັນ"), []string{"There is a problem"}},
		{"to a district", "move", values("person-1", string(c.Father), "to", "0101", "from-day", "1", "from-month", "11", "from-year", "2026", "declarant-name", "ບຸນທັນ"), []string{"There is a problem"}},
		{"joining without relation", "move", values("person-1", string(c.Father), "to", "0101002", "join", "BL-1", "from-year", "2026", "declarant-name", "ບຸນທັນ"), []string{"The relation is missing"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p.t = t
			action := "/declare/" + tt.kind
			p.get(action + "?lang=en")
			p.send(action, "hand-in", "yes", tt.typed).shows(http.StatusUnprocessableEntity, append(tt.says, "There is a problem")...)
			kept := p.form(action, 0)
			for name, want := range tt.typed {
				if got := kept.Get(name); got != want[0] && want[0] != "" {
					t.Errorf("%s: typed %q, the form has %q", name, want[0], got)
				}
			}
			for _, m := range regexp.MustCompile(`<a href="#([^"]*)">`).FindAllStringSubmatch(p.page, -1) {
				if !strings.Contains(p.page, `id="`+m[1]+`"`) {
					t.Errorf("the summary leads to %s, which is not on the page", m[1])
				}
			}
		})
	}
}

// wrongDigit changes one digit.
func wrongDigit(n string) string {
	last := n[len(n)-1]
	return n[:len(n)-1] + string('0'+(last-'0'+1)%10)
}

func TestAPlaceIsFoundWithoutScript(t *testing.T) {
	c := webtest.New(t)
	p := officer(t, c, webtest.Clerk)
	p.get("/declare/birth?lang=en")
	p.send("/declare/birth", "find", "born-at", aBirth(c, "born-at", "ໂພນສະຫວັນ")).shows(http.StatusOK, "Choose the place", "Chanthabuly", "Sikhottabong").silent("There is a problem")
	p.send("/declare/birth", "hand-in", "yes", values("born-at-code", "0101002|ໂພນສະຫວັນ")).shows(http.StatusOK, "Waits for decision", "Phonsavan, Chanthabuly")
	p.get("/declare/birth")
	p.send("/declare/birth", "find", "born-at", aBirth(c, "born-at", "nowhere")).shows(http.StatusOK, "No place of that name")
	// A choice that was offered for another text does not count.
	p.send("/declare/birth", "hand-in", "yes", values("born-at", "Nakham", "born-at-code", "0101002|ໂພນສະຫວັນ")).shows(http.StatusOK, "Nakham, Sikhottabong")
}

// A village whose name begins as another's does not make the other's doubtful, and one that nobody
// has written in Latin letters is offered by its own name.
func TestAnExactNameIsThePlace(t *testing.T) {
	c := webtest.New(t)
	decree := c.Proposal(register.KindPlaceChange, acts.PlaceChange{Steps: []acts.PlaceStep{
		{Code: "0102008", Name: register.PlaceName{Lao: "ໜອງປິງໃຕ້"}, Level: "village", Parent: "0102"},
		{Code: "0102009", Name: register.PlaceName{Lao: "ໜອງປິງເໜືອ"}, Level: "village", Parent: "0102"},
	}})
	decree.Happened = register.Exact(register.DayOf(1900, 1, 1))
	decree.Decision = register.Decision{By: register.ByMinistry, Authority: "MOHA", Reference: "decree 2"}
	decree.Evidence = []register.Evidence{{Kind: "ministry-decision"}}
	c.Must(t, decree)
	p := officer(t, c, webtest.Clerk)
	p.get("/declare/birth?lang=en")
	p.send("/declare/birth", "find", "born-at", aBirth(c, "born-at", "ໜອງປິງ")).shows(http.StatusOK, "Choose the place", "Nongping, Chanthabuly", "ໜອງປິງໃຕ້, Sikhottabong")
	p.send("/declare/birth", "hand-in", "yes", nil).shows(http.StatusOK, "Waits for decision", "Nongping, Chanthabuly")
	for _, typed := range []string{"Nongping", "ໜອງປິງເໜືອ", "ໜອງປິງ, ຈັນທະບູລີ"} {
		p.get("/declare/birth")
		p.send("/declare/birth", "hand-in", "yes", aBirth(c, "born-at", typed)).shows(http.StatusOK, "Waits for decision")
	}
	p.get("/declare/birth")
	p.send("/declare/birth", "hand-in", "yes", aBirth(c, "born-at", "ໜອງ")).shows(http.StatusUnprocessableEntity, "Several places have this name")
}

func TestADraftAReturnAndARefusal(t *testing.T) {
	c := webtest.New(t)
	clerk, chief := officer(t, c, webtest.Clerk), officer(t, c, webtest.Chief)
	clerk.get("/declare/birth?lang=en")
	chief.get("/?lang=en")
	described := aBirth(c, "mother-number", "", "mother-given", "ມະນີ", "mother-born-year", "1999", "mother-country", "vnm", "order", "")
	clerk.send("/declare/birth", "draft", "yes", described).shows(http.StatusOK, "Draft")
	application := clerk.at.Path
	clerk.get("/").shows(http.StatusOK, "Draft")
	clerk.get(application + "/edit").shows(http.StatusOK)
	for name, want := range described {
		if got := clerk.form("/declare/birth", 0).Get(name); got != want[0] && name != "mother-country" {
			t.Errorf("the draft has %s %q, typed %q", name, got, want[0])
		}
	}
	clerk.send("/declare/birth", "hand-in", "yes", nil).shows(http.StatusOK, "Waits for decision")
	if clerk.at.Path != application {
		t.Fatalf("the draft became another application, %s", clerk.at.Path)
	}

	chief.get(application)
	chief.send(application, "do", "return", values("reason", "")).shows(http.StatusUnprocessableEntity, "The reasons are missing")
	post := func(do, reason string) *person {
		v := chief.form(application, 0)
		return chief.post(application, "version", v.Get("version"), "do", do, "reason", reason)
	}
	post("return", "ຂາດໃບແຈ້ງ").shows(http.StatusOK, "Returned", "ຂາດໃບແຈ້ງ")
	clerk.get(application+"/edit").shows(http.StatusOK, "Returned: ຂາດໃບແຈ້ງ").silent("There is a problem", "may not also register")
	stale := clerk.form("/declare/birth", 0)
	clerk.send("/declare/birth", "hand-in", "yes", values("given-latin", "Noi")).shows(http.StatusOK, "Waits for decision", "Noi")
	clerk.upload("/declare/birth", stale).shows(http.StatusConflict, "Somebody else")
	chief.get(application)
	post("refuse", "ບໍ່ແມ່ນເຂດນີ້").shows(http.StatusOK, "Refused", "01/01/2027")
	clerk.get(application)
	v := clerk.form(application, 0)
	clerk.post(application, "version", v.Get("version"), "do", "appeal", "wish", "ແມ່ຢູ່ທີ່ນີ້").shows(http.StatusOK, "Appealed")
	const barred = "An officer who refused an application takes no further step in it."
	chief.get(application).shows(http.StatusOK, barred).silent(`name="do"`, `name="reason"`)
	version := clerk.form(application, 0).Get("version")
	chief.post(application, "version", version, "do", "register").shows(http.StatusForbidden, "There is a problem", barred, "Appealed", "ນ້ອຍ")
}

// Since somebody in it was protected the national desk alone decides it. The office is told so before it
// tries, and when it tries on a page of before; then it waits at the national desk.
func TestAnOfficeIsToldThatTheNationalDeskDecides(t *testing.T) {
	const desk = "Only the national desk goes on from here."
	for _, do := range []string{"open", "register", "return", "refuse"} {
		c := webtest.New(t)
		clerk, chief := officer(t, c, webtest.Clerk), officer(t, c, webtest.Chief)
		clerk.get("/declare/death?lang=en")
		application := clerk.send("/declare/death", "hand-in", "yes", values("person", string(c.Father), "died-year", "2026", "died-month", "11", "cause", "ເປັນໄຂ້", "declarant-name", "ຄຳແພງ")).shows(http.StatusOK, "Waits for decision").at.Path
		version := chief.get(application+"?lang=en").form(application, 0).Get("version")
		c.Must(t, c.Proposal(register.KindProtection, acts.Protection{Person: string(c.Father), Article: "Law, art. 7"}))
		if do == "open" {
			chief.get(application).shows(http.StatusOK, "Decision", desk).silent(`value="register"`, `value="return"`, `value="refuse"`, "ເປັນໄຂ້")
		} else {
			chief.post(application, "version", version, "do", do, "reason", map[bool]string{true: "", false: "ສົ່ງໃຫ້ສູນກາງ"}[do == "register"]).shows(http.StatusForbidden, desk).silent("ເປັນໄຂ້")
		}
		clerk.get(application).silent("ເປັນໄຂ້")
		chief.get(application).shows(http.StatusOK, "Office that decides Centre").silent("Notice of death", `value="register"`, `value="return"`, `value="refuse"`)
	}
}

// Where somebody else was first, the application comes as it is now, with what was typed.
func TestAReasonOutlivesAConflict(t *testing.T) {
	c := webtest.New(t)
	clerk, chief := officer(t, c, webtest.Clerk), officer(t, c, webtest.Chief)
	clerk.get("/declare/birth?lang=en")
	application := clerk.send("/declare/birth", "hand-in", "yes", aBirth(c)).shows(http.StatusOK).at.Path
	chief.get(application + "?lang=en")
	chief.post(application, "version", "1", "do", "return", "reason", "ຂາດໃບແຈ້ງ").shows(http.StatusConflict, "Somebody else", "Waits for decision")
	if got := chief.form(application, 0).Get("reason"); got != "ຂາດໃບແຈ້ງ" {
		t.Errorf("the reason that was typed is %q now", got)
	}
	chief.post(application, "version", chief.form(application, 0).Get("version"), "do", "return", "reason", "ຂາດໃບແຈ້ງ").shows(http.StatusOK, "Returned")
}

func TestSendingAFormTwiceMakesOneApplication(t *testing.T) {
	c := webtest.New(t)
	p := officer(t, c, webtest.Clerk)
	p.get("/declare/birth?lang=en")
	v := p.form("/declare/birth", 0)
	for name, list := range aBirth(c, "hand-in", "yes") {
		v[name] = list
	}
	first := p.upload("/declare/birth", v).shows(http.StatusOK).at.Path
	if second := p.upload("/declare/birth", v).shows(http.StatusOK).at.Path; second != first {
		t.Errorf("the same form made %s and %s", first, second)
	}
}

// outOrFine checks that a page came, or says that the database is away and when to ask again.
func (p *person) outOrFine(call string) {
	p.t.Helper()
	if p.status == http.StatusOK {
		return
	}
	if p.shows(http.StatusServiceUnavailable, "The database cannot be reached"); p.header.Get("Retry-After") == "" {
		p.t.Errorf("%s fails: the page does not say when to ask again", call)
	}
}

// A form that is sent again while the database is away is no conflict with anybody.
func TestSendingAFormTwiceDuringAnOutage(t *testing.T) {
	c := webtest.New(t)
	p := officer(t, c, webtest.Clerk)
	p.get("/declare/birth?lang=en")
	v := p.form("/declare/birth", 0)
	for name, list := range aBirth(c, "hand-in", "yes") {
		v[name] = list
	}
	first := p.upload("/declare/birth", v).shows(http.StatusOK).at.Path
	forms := 0
	for n, more := 0, true; more; n++ {
		c.Outage.Arm(n)
		p.upload("/declare/birth", v)
		calls, failed := c.Outage.Disarm()
		if more = failed; failed {
			p.outOrFine(calls[n])
			if p.at.Path == "/declare/birth" && strings.Contains(p.page, `action="/sign-out"`) { // the session was found
				if forms++; p.form("/declare/birth", 0).Get("given-latin") != "Noy" {
					t.Errorf("%s fails: what was typed is lost", calls[n])
				}
			}
		}
	}
	if p.shows(http.StatusOK).at.Path != first {
		t.Errorf("sent again afterwards it led to %s, not to %s", p.at.Path, first)
	}
	if forms == 0 {
		t.Error("the database was never away while the form was read")
	}
}

// A form that changes a draft may be sent twice too: the second answer is the
// first one's. With other content it is not the same form.
func TestSendingAChangedDraftTwiceGoesOn(t *testing.T) {
	c := webtest.New(t)
	p := officer(t, c, webtest.Clerk)
	p.get("/declare/birth?lang=en")
	p.send("/declare/birth", "draft", "yes", aBirth(c)).shows(http.StatusOK, "Draft")
	application := p.at.Path
	v := p.get(application+"/edit").form("/declare/birth", 0)
	v.Set("draft", "yes")
	p.upload("/declare/birth", v).shows(http.StatusOK, "Draft")
	v.Del("draft")
	v.Set("hand-in", "yes") // as if the first had died after keeping the draft
	for range 2 {
		if p.upload("/declare/birth", v).shows(http.StatusOK, "Waits for decision"); p.at.Path != application {
			t.Errorf("the form led to %s, not to %s", p.at.Path, application)
		}
	}
	v.Set("given-latin", "Noi")
	p.upload("/declare/birth", v).shows(http.StatusConflict, "Somebody else")
}

func TestFindingsAreAcceptedWithAReason(t *testing.T) {
	c := webtest.New(t)
	clerk, chief := officer(t, c, webtest.Clerk), officer(t, c, webtest.Chief)
	clerk.get("/declare/birth?lang=en")
	chief.get("/?lang=en")
	clerk.send("/declare/birth", "hand-in", "yes", aBirth(c, "born-year", "2005")).shows(http.StatusOK, "Needs a decision")
	application := clerk.at.Path
	chief.get("/").shows(http.StatusOK, "Waits for decision")
	chief.get(application)
	chief.send(application, "do", "register", nil).shows(http.StatusUnprocessableEntity, "The reasons are missing")
	v := chief.form(application, 0)
	for name := range v {
		if strings.HasPrefix(name, "accept-") {
			v.Set(name, "ໃບຢັ້ງຢືນແພດ")
		}
	}
	chief.send(application, "do", "register", v).shows(http.StatusOK, "Registered: Birth")
}

func TestADeathAndAMove(t *testing.T) {
	c := webtest.New(t)
	clerk, chief := officer(t, c, webtest.Clerk), officer(t, c, webtest.Chief)
	chief.get("/?lang=en")
	clerk.get("/declare/move?lang=en")
	clerk.send("/declare/move", "hand-in", "yes", values("person-1", string(c.Mother), "person-2", string(c.Father), "to", "Nakham", "house", "7", "whole", "yes",
		"from-day", "1", "from-month", "11", "from-year", "2026", "declarant-name", "ບຸນທັນ", "evidence-kind", "family-book", "evidence-note", "seen")).
		shows(http.StatusOK, "Waits for decision", "house 7", "Nakham, Sikhottabong", "Ends")
	application := clerk.at.Path
	chief.get(application)
	chief.send(application, "do", "register", nil).shows(http.StatusOK, "Registered: Move")

	clerk.get("/declare/death?lang=en")
	clerk.send("/declare/death", "hand-in", "yes", values("person", string(c.Father), "died-month", "11", "died-year", "2026", "died-at", "0101001", "declarant-name", "ຄຳແພງ")).
		shows(http.StatusOK, "Waits for decision")
	application = clerk.at.Path
	chief.get(application)
	chief.send(application, "do", "register", nil).shows(http.StatusOK, "Registered: Death")
	chief.send("/certificate", "", "", nil).shows(http.StatusOK, "ໃບມໍລະນະ", "Death certificate", "ພະຈິກ 2026", "Bounthan")
}

func TestAMarriageCertificateIsSupersededByAChangeOfName(t *testing.T) {
	c := webtest.New(t)
	marriage := c.Proposal("marriage", acts.Marriage{Spouses: [2]acts.Who{{Person: string(c.Mother)}, {Person: string(c.Father)}}, At: acts.PlaceOf{Code: "0101001"}})
	marriage.Evidence = []register.Evidence{{Kind: "joint-request"}, {Kind: "identity-document"}}
	c.Must(t, marriage)
	clerk := officer(t, c, webtest.Clerk)
	clerk.get("/?lang=en")
	clerk.lookUp(c.Mother, "certificate", "REQ-7").shows(http.StatusOK, "Husband or wife")
	person := clerk.at.Path
	v := clerk.form("/certificate", 0)
	v.Set("kind", "marriage")
	clerk.upload("/certificate", v).shows(http.StatusOK, "ໃບແຕ່ງງານ", "Marriage certificate", "Spouse 1", "Spouse 2", "Khamphaeng", "Bounthan", "1995", "2 April 1998", "CENTRE/2026/")
	id := v.Get("id")
	clerk.get(person+"/copies").shows(http.StatusOK, id, "still says what the register holds")

	change := c.Proposal("name-change", acts.NameChange{Person: string(c.Mother), Name: []register.NameForm{{Script: register.Lao, Parts: []register.NamePart{{Given: "ຄຳພອນ"}}}}})
	change.Evidence = []register.Evidence{{Kind: "declaration"}}
	c.Must(t, change)
	browse(t, c).get("/check?lang=en").post("/check/status", "copy", id).shows(http.StatusOK, "Do not rely on this paper", "superseded").silent("Khamphaeng", "ຄຳພອນ")
	clerk.get(person+"/copies").shows(http.StatusOK, "superseded")
	clerk.get(person).shows(http.StatusOK, "ຄຳພອນ", "Former facts")
}

// tour visits every page in a language and gives what each browser saw.
func tour(t *testing.T, language string, visit func(p *person)) {
	t.Helper()
	c := webtest.New(t)
	anybody, clerk, chief := browse(t, c), officer(t, c, webtest.Clerk), officer(t, c, webtest.Chief)
	step := func(p *person) *person { visit(p); return p }
	for _, p := range []*person{anybody, clerk, chief} {
		p.get("/check?lang=" + language)
	}
	for _, path := range []string{"/sign-in", "/sign-in?ended=1", "/check", "/nowhere"} {
		step(anybody.get(path))
	}
	step(anybody.upload("/check", values("text", "HELLO")))
	step(anybody.post("/check/status", "copy", "x"))
	step(anybody.post("/sign-in", "account", "x", "password", "y"))
	for _, path := range []string{"/", "/search", "/declare", "/declare/birth", "/declare/death", "/declare/move", "/password", "/certificate/x"} {
		step(clerk.get(path))
	}
	step(clerk.post("/search"))
	step(clerk.post("/find"))
	step(clerk.post("/search", "name", "ຄຳແພງ", "purpose", "registration", "case", c.Case))
	step(clerk.lookUp(c.Protected, "registration", c.Case))
	step(clerk.lookUp(c.Mother, "registration", c.Case))
	person := clerk.at.Path
	household := clerk.link("/household/", c.Book)
	step(clerk.get(person + "/copies"))
	step(clerk.post(person, "on-day", "x"))
	step(clerk.get(person + "/history"))
	step(clerk.get(household))
	clerk.get("/declare/birth")
	step(clerk.send("/declare/birth", "find", "born-at", aBirth(c, "born-at", "ໂພນສະຫວັນ")))
	step(clerk.send("/declare/birth", "hand-in", "yes", values("born-year", "2569", "mother-number", "1", "born-at", "ໂພນສະຫວັນ")))
	clerk.get("/declare/birth")
	step(clerk.send("/declare/birth", "hand-in", "yes", aBirth(c, "born-year", "2005", "evidence-kind", "birth-notice"), file{"evidence-file", "n.png", onePixel(t)}))
	application := clerk.at.Path
	step(chief.get("/"))
	step(chief.get(application))
	step(chief.send(application, "do", "register", nil))
	v := chief.form(application, 0)
	for name := range v {
		if strings.HasPrefix(name, "accept-") {
			v.Set(name, "ໃບຢັ້ງຢືນແພດ")
		}
	}
	step(chief.send(application, "do", "register", v))
	step(chief.send("/certificate", "", "", nil))
	step(clerk.get(application))
	tourOfThoseWhoWatch(t, c, language, step)
}

// tourOfThoseWhoWatch visits the pages of auditors and overseers.
func tourOfThoseWhoWatch(t *testing.T, c *webtest.Country, language string, step func(p *person) *person) {
	t.Helper()
	if _, err := c.Node.Oversight.CountLooks(t.Context()); err != nil {
		t.Fatal(err)
	}
	auditor, overseer := officer(t, c, webtest.Auditor), officer(t, c, webtest.Overseer)
	overseer.get("/search?lang=" + language)
	step(overseer.lookUp(c.Mother, "audit", "R-7"))
	step(auditor.get("/oversight?lang=" + language))
	for _, by := range oversight.Groupings() {
		step(auditor.get("/oversight?days=31&by=" + string(by)))
	}
	step(auditor.get("/powers"))
	step(auditor.get("/breaches"))
	step(auditor.post("/breaches", "people", "x"))
	step(auditor.post("/breaches", "what", "lost", "whom", "a village", "since-day", "1", "since-month", "11", "since-year", "2026", "found-day", "2", "found-month", "11", "found-year", "2026"))
	step(auditor.post("/breaches", "no", "1"))
	step(auditor.post("/breaches", "no", "1", "who", "the overseers", "on-day", "2", "on-month", "11", "on-year", "2026"))
}

// word gives a word in the browser's language.
func (p *person) word(key string) string {
	p.t.Helper()
	words, err := lang.Load()
	if err != nil {
		p.t.Fatal(err)
	}
	language := regexp.MustCompile(`<html lang="([a-z]+)"`).FindStringSubmatch(p.page)
	return words.For(language[1]).T(key)
}

func TestEveryPageSpeaksBothLanguages(t *testing.T) {
	for _, language := range []string{"lo", "en"} {
		t.Run(language, func(t *testing.T) {
			pages := 0
			tour(t, language, func(p *person) {
				pages++
				if m := missingPattern.FindAllString(p.text(), -1); m != nil {
					p.t.Errorf("%s: words are missing: %v", p.at.Path, m)
				}
				if strings.Contains(p.page, "ZgotmplZ") || strings.Contains(p.page, "<script") || strings.Contains(p.page, " style=") {
					p.t.Errorf("%s: something that the policy of the pages refuses", p.at.Path)
				}
				if want := `<html lang="` + language; !strings.Contains(p.page, want) && !strings.HasPrefix(p.at.Path, "/certificate/") {
					p.t.Errorf("%s is not in %s", p.at.Path, language)
				}
				if strings.Contains(p.text(), "1900-") || strings.Contains(p.text(), "2026-") {
					p.t.Errorf("%s: a date that is written for machines:\n%s", p.at.Path, p.text())
				}
			})
			if pages < 25 {
				t.Errorf("only %d pages were seen", pages)
			}
		})
	}
}

func TestNoAddressAndNoLogTellsOfAnybody(t *testing.T) {
	var country *webtest.Country
	var addresses []string
	tour(t, "en", func(p *person) {
		country = p.c
		addresses = append(addresses, p.seen...)
		addresses = append(addresses, p.links()...)
	})
	c := country
	private := []string{
		"ຄຳແພງ", "Khamphaeng", "khamphaeng", "ນ້ອຍ", "Noy", "ໂພນສະຫວັນ", c.Book, "1998", "2005", "0101001",
		string(c.Mother), string(c.Father), string(c.Protected), webtest.Password,
	}
	if len(addresses) < 100 {
		t.Fatalf("only %d addresses were seen", len(addresses))
	}
	// In ids, hashes, sealed text and durations any few letters come up by chance.
	drawnByChance := regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}|/[A-Za-z0-9_-]{80,}| took=[0-9.]+[nµm]?s`)
	look := func(where, text string) {
		plain, err := url.PathUnescape(text)
		if err != nil {
			plain = text
		}
		plain = drawnByChance.ReplaceAllString(plain, "ID")
		for _, word := range private {
			if strings.Contains(plain, word) {
				t.Errorf("%s tells %q: %s", where, word, plain)
			}
		}
	}
	slices.Sort(addresses)
	for _, a := range slices.Compact(addresses) {
		look("an address", a)
	}
	log := c.Log.String()
	if !strings.Contains(log, `page="GET /person/{ticket}"`) {
		t.Fatalf("the log has no line of a page about somebody:\n%.500s", log)
	}
	for line := range strings.Lines(log) {
		// The time of the line has a year in it.
		_, rest, _ := strings.Cut(line, " level=")
		look("the log", rest)
	}
}

// Every word that the pages name in code stands in the catalogue, also those on
// pages that no test happens to see.
func TestEveryNamedWordIsThere(t *testing.T) {
	words, err := lang.Load()
	if err != nil {
		t.Fatal(err)
	}
	p := words.For(lang.First)
	named := regexp.MustCompile(`"((?:page|certificate|check|person|purpose|ui|error)\.[a-z0-9.-]*[a-z0-9])"`)
	var files []string
	for _, pattern := range []string{"*.go", "*/*.go", "templates/*.html"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	seen := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range named.FindAllStringSubmatch(string(b), -1) {
			seen++
			if !p.Has(m[1]) {
				t.Errorf("%s: %q is not in the catalogue", name, m[1])
			}
		}
	}
	if seen < 200 {
		t.Errorf("only %d words were found in the code", seen)
	}
}
