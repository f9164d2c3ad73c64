// Package browser owns the test that looks at the pages in a real browser: node
// drives the machine's Chromium through them and axe-core judges each. `make setup`
// installs what it needs beside Go.
package browser

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"samano/credential"
	"samano/web/webtest"
)

// tool finds a program, under one of its names.
func tool(t *testing.T, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatalf("%s is not on this machine; run: make setup", names[0])
	return ""
}

// modules installs what package-lock.json pins, where it is not there.
func modules(t *testing.T) {
	t.Helper()
	if _, err := os.Stat("node_modules/playwright-core/package.json"); err == nil {
		if _, err := os.Stat("node_modules/axe-core/axe.min.js"); err == nil {
			return
		}
	}
	out, err := exec.Command(tool(t, "npm"), "ci", "--no-audit", "--no-fund").CombinedOutput()
	if err != nil {
		t.Fatalf("npm ci: %v\n%s", err, out)
	}
}

// plan is what the script types.
type plan struct {
	Password string            `json:"password"`
	Clerk    string            `json:"clerk"`
	Chief    string            `json:"chief"`
	Name     string            `json:"name"`
	Village  string            `json:"village"`
	Code     string            `json:"code"`
	Paper    string            `json:"paper"`
	Case     string            `json:"case"`
	Birth    map[string]string `json:"birth"`
}

func TestThePagesInABrowser(t *testing.T) {
	node, chromium, pdftoppm := tool(t, "node", "nodejs"), tool(t, "chromium", "chromium-browser"), tool(t, "pdftoppm")
	modules(t)
	for _, language := range []string{"lo", "en"} {
		t.Run(language, func(t *testing.T) {
			c := webtest.New(t)
			folder := t.TempDir()
			paper := filepath.Join(folder, "notice.png")
			if err := os.WriteFile(paper, picture(t), 0o600); err != nil {
				t.Fatal(err)
			}
			b, err := json.Marshal(plan{
				Password: webtest.Password, Clerk: string(webtest.Clerk), Chief: string(webtest.Chief), Name: "ຄຳແພງ", Village: "ໂພນສະຫວັນ", Code: "0101002", Paper: paper, Case: c.Case,
				Birth: map[string]string{
					"given": "ວິໄລສອນ", "surname": "ສີສຸລາດ", "given-latin": "Vilayson", "surname-latin": "Sisoulath", "sex": "female",
					"born-day": "28", "born-month": "10", "born-year": "2026", "mother-number": string(c.Mother), "father-number": string(c.Father),
					"declarant-name": "ບຸນທັນ ສີສຸລາດ", "declarant-relation": "ພໍ່",
				},
			})
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(node, "pages.mjs", c.URL, language, string(b), folder)
			cmd.Env = append(os.Environ(), "SAMANO_CHROMIUM="+chromium)
			var errs bytes.Buffer
			cmd.Stderr = &errs
			out, err := cmd.Output()
			if err != nil {
				t.Fatalf("%v\n%s", err, errs.String())
			}
			var done struct{ PDF string }
			if err := json.Unmarshal(out, &done); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			readBack(t, c, pdftoppm, done.PDF)
		})
	}
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
	text, err := credential.ReadPicture(bytes.NewReader(b))
	if err != nil {
		t.Fatalf("the code on the sheet: %v", err)
	}
	v := credential.Check(text, c.Trust, c.Now())
	if v.Outcome != credential.SignedStatusNotChecked || v.Claims.Person.Names.Latin != "Vilayson Sisoulath" {
		t.Errorf("the code on the sheet says %s, %s", v.Outcome, v.Detail)
	}
}
