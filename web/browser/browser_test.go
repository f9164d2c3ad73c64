// Package browser owns the tests that look at the pages in a real browser: they drive
// the machine's Chromium, and axe-core judges each page. `make setup` installs Chromium
// where it is missing.
package browser

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"samano/credential"
	"samano/credential/qrcode"
	"samano/web/webtest"
)

func TestThePagesInABrowser(t *testing.T) {
	pdftoppm := tool(t, "pdftoppm")
	for _, language := range []string{"lo", "en"} {
		t.Run(language, func(t *testing.T) {
			c := webtest.New(t)
			w := newWalker(t, "pages", language, c.URL)
			clerk := w.officer(webtest.Clerk)
			clerk.judge("queue-empty")
			findAndRead(clerk, c.Case)
			watch(w.officer(webtest.Auditor))
			askAtTheCounter(clerk, w.officer(webtest.Chief), string(c.Elsewhere))
			application := declareBirth(t, clerk, c)
			pdf := filepath.Join(t.TempDir(), "certificate-"+language+".pdf")
			decideAndCertify(w.officer(webtest.Chief), application, pdf)
			readBack(t, c, pdftoppm, pdf)
		})
	}
}

// findAndRead searches for a person and reads what the register has of them.
func findAndRead(clerk *window, reason string) {
	clerk.t.Helper()
	clerk.open("/search")
	clerk.judge("search")
	clerk.fill("[name=name]", "ຄຳແພງ")
	clerk.choose("#purpose", "registration")
	clerk.fill("#case", reason)
	clerk.press(`form[action="/search"] button`, "/search/*")
	clerk.judge("results")
	clerk.press("table a", "/person/*")
	clerk.judge("person")
	clerk.press(`a[href$="/history"]`, "/person/*/history")
	clerk.judge("history")
}

// watch opens what auditors and overseers see, and records a breach.
func watch(auditor *window) {
	auditor.t.Helper()
	for path, name := range map[string]string{"/oversight": "oversight", "/powers": "powers", "/breaches": "breaches"} {
		auditor.open(path)
		auditor.judge(name)
	}
	auditor.open("/breaches")
	auditor.press(`#new-breach button`, "/breaches")
	auditor.judge("breaches-faults")
}

// askAtTheCounter enters what somebody asks for, which a second officer confirms.
func askAtTheCounter(clerk, chief *window, number string) {
	clerk.t.Helper()
	clerk.open("/requests")
	clerk.judge("requests")
	clerk.press(`form[action="/requests"] button`, "/requests")
	clerk.judge("requests-faults")
	for name, text := range map[string]string{"number": number, "asks": number, "ground": "ສຳເນົາ"} {
		clerk.fill("[name="+name+"]", text)
	}
	clerk.check("[name=proof][value=second-officer]")
	clerk.press(`form[action="/requests"] button`, "/requests/*")
	clerk.judge("request")
	chief.open("/requests")
	chief.press("table a", "/requests/*")
	chief.judge("request-to-confirm")
	chief.press(`button[value=confirm]`, "/requests/*")
	chief.judge("request-confirmed")
}

// declareBirth takes the declaration of a birth, at first with the year of birth in
// the Buddhist era, and returns the path of the application.
func declareBirth(t *testing.T, clerk *window, c *webtest.Country) string {
	t.Helper()
	clerk.open("/declare")
	clerk.judge("declare")
	for _, kind := range []string{"death", "move"} {
		clerk.open("/declare/" + kind)
		clerk.judge("form-" + kind)
	}
	clerk.open("/declare/birth")
	clerk.judge("form-birth")
	for _, field := range [][2]string{
		{"given", "ວິໄລສອນ"},
		{"surname", "ສີສຸລາດ"},
		{"given-latin", "Vilayson"},
		{"surname-latin", "Sisoulath"},
		{"born-day", "28"},
		{"born-month", "10"},
		{"born-year", "2569"},
		{"born-at", "ໂພນສະຫວັນ"},
		{"mother-number", string(c.Mother)},
		{"father-number", string(c.Father)},
		{"declarant-name", "ບຸນທັນ ສີສຸລາດ"},
		{"declarant-relation", "ພໍ່"},
	} {
		clerk.fill(fmt.Sprintf("[name=%q]", field[0]), field[1])
	}
	clerk.check("[name=sex][value=female]")
	// The Enter key hands in; it does not press the first button that it finds.
	clerk.enter("[name=declarant-relation]", "/declare/birth")
	clerk.shows(".govuk-error-summary")
	clerk.judge("form-birth-faults")
	clerk.fill("[name=born-year]", "2026")
	clerk.press("button[name=find]", "/declare/birth")
	clerk.shows("[name=born-at-code]")
	clerk.judge("form-birth-place")
	clerk.check(`[name=born-at-code][value^="0101002|"]`)
	clerk.choose("[name=evidence-kind]", "birth-notice")
	clerk.press("button[name=attach]", "/declare/birth")
	clerk.shows("#evidence-file-error")
	clerk.judge("form-birth-no-paper")
	clerk.choose("[name=evidence-kind]", "")
	clerk.attach("[name=evidence-file]", notice(t))
	clerk.press("button[name=attach]", "/declare/birth")
	clerk.shows("#evidence-kind-error")
	clerk.judge("form-birth-no-kind")
	clerk.choose("[name=evidence-kind]", "birth-notice")
	clerk.press("button[name=hand-in].govuk-button", "/applications/*")
	clerk.judge("application-clerk")
	return clerk.path()
}

// decideAndCertify registers an application and prints the certificate of the birth.
func decideAndCertify(chief *window, application, pdf string) {
	chief.t.Helper()
	chief.judge("queue")
	chief.open(application)
	chief.judge("application")
	chief.press("button[value=register]", "/applications/*")
	chief.shows(".govuk-panel")
	chief.judge("registered")
	chief.press(`form[action="/certificate"] button`, "/certificate/*")
	chief.judge("certificate")
	chief.print(pdf)

	chief.open("/check")
	chief.judge("check")
}

// notice writes a paper to attach and returns where.
func notice(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "notice.png")
	if err := os.WriteFile(file, picture(t), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// picture is a paper to attach.
func picture(t *testing.T) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 60, 80))
	for i := range img.Pix {
		img.Pix[i] = 0xff
	}
	img.SetGray(30, 40, color.Gray{})
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// readBack prints the certificate and reads its code from the picture.
func readBack(t *testing.T, c *webtest.Country, pdftoppm, pdf string) {
	t.Helper()
	prefix := pdf[:len(pdf)-len(".pdf")]
	// 300 dots an inch is what office scanners do.
	if out, err := exec.Command(pdftoppm, "-r", "300", "-png", pdf, prefix).CombinedOutput(); err != nil {
		t.Fatalf("pdftoppm: %v\n%s", err, out)
	}
	sheets, err := filepath.Glob(prefix + "-*.png")
	if err != nil {
		t.Fatal(err)
	}
	if len(sheets) != 1 {
		t.Fatalf("the certificate takes %d sheets", len(sheets))
	}
	b, err := os.ReadFile(sheets[0])
	if err != nil {
		t.Fatal(err)
	}
	if folder := os.Getenv("SAMANO_SCREENSHOTS"); folder != "" {
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("paper-%s", filepath.Base(sheets[0]))), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	text, err := qrcode.Read(t.Context(), bytes.NewReader(b))
	if err != nil {
		t.Fatalf("the code on the sheet: %v", err)
	}
	v := credential.Check(text, c.Trust, c.Now())
	if v.Outcome != credential.SignedStatusNotChecked || v.Claims.Person.Names.Latin != "Vilayson Sisoulath" {
		t.Errorf("the code on the sheet says %s, %s", v.Outcome, v.Detail)
	}
}
