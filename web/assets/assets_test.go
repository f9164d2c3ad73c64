package assets

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

func distFiles(t *testing.T) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := fs.WalkDir(dist, "dist", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := dist.ReadFile(p)
		files[strings.TrimPrefix(p, "dist/")] = b
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// A file under a name that promises other bytes would be kept by browsers for a year.
func TestNamesCarryTheHashOfTheirContent(t *testing.T) {
	for name, content := range distFiles(t) {
		if strings.HasPrefix(name, "LICENSES/") {
			continue
		}
		if plain, ok := strings.CutSuffix(name, ".gz"); ok {
			r, err := gzip.NewReader(bytes.NewReader(content))
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			content, err = io.ReadAll(r)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			name = plain
		}
		m := hashedName.FindStringSubmatch(name)
		if m == nil {
			t.Errorf("%s: not a hashed name", name)
			continue
		}
		sum := sha256.Sum256(content)
		if got := hex.EncodeToString(sum[:])[:10]; got != m[2] {
			t.Errorf("%s: the content hashes to %s; run build.sh", name, got)
		}
	}
}

func TestDistHoldsWhatIsNamedAndNothingElse(t *testing.T) {
	files := distFiles(t)
	named := map[string]bool{
		"LICENSES/govuk-frontend.MIT.txt": true,
		"LICENSES/noto-sans-lao.OFL.txt":  true,
		"LICENSES/noto-sans.OFL.txt":      true,
	}
	for _, f := range []File{Stylesheet, Icon, FontLao, Passkey} {
		p, err := Path(f)
		if err != nil {
			t.Fatal(err)
		}
		named[strings.TrimPrefix(p, Prefix)] = true
	}
	css := stylesheet(t)
	for _, m := range regexp.MustCompile(`url\(([^)]*)\)`).FindAllStringSubmatch(css, -1) {
		named[m[1]] = true
	}
	for name := range named {
		if _, ok := files[name]; !ok {
			t.Errorf("%s is named and not in dist", name)
		}
	}
	for name := range files {
		if !named[strings.TrimSuffix(name, ".gz")] {
			t.Errorf("%s is in dist and named nowhere", name)
		}
	}
	for name, words := range map[string]string{
		"LICENSES/govuk-frontend.MIT.txt": "MIT License",
		"LICENSES/noto-sans-lao.OFL.txt":  "SIL OPEN FONT LICENSE Version 1.1",
		"LICENSES/noto-sans.OFL.txt":      "SIL OPEN FONT LICENSE Version 1.1",
	} {
		if !strings.Contains(string(files[name]), words) {
			t.Errorf("%s does not hold its licence", name)
		}
	}
}

func stylesheet(t *testing.T) string {
	t.Helper()
	p, err := Path(Stylesheet)
	if err != nil {
		t.Fatal(err)
	}
	return string(distFiles(t)[strings.TrimPrefix(p, Prefix)])
}

// The typeface of gov.uk may be used on gov.uk only, the crown is the King's, and a post without a
// line has no other host to ask.
func TestNothingForeignIsReferredTo(t *testing.T) {
	foreign := regexp.MustCompile(`(?i)gds transport|gov\.uk|crest|crown|@import|//[a-z0-9-]+\.[a-z]`)
	for name, content := range distFiles(t) {
		if !strings.HasSuffix(name, ".css") && !strings.HasSuffix(name, ".svg") {
			continue
		}
		text := strings.ReplaceAll(string(content), `xmlns="http://www.w3.org/2000/svg"`, "")
		if m := foreign.FindString(text); m != "" {
			t.Errorf("%s refers to %q", name, m)
		}
	}
	css := stylesheet(t)
	if !strings.Contains(css, `font-family:"Noto Sans Lao","Noto Sans"`) {
		t.Error("the stylesheet does not set the Lao typeface")
	}
	if !strings.Contains(css, "@media print") {
		t.Error("the stylesheet has no rules for paper")
	}
}

// What a first page costs on the line: the compressed stylesheet, and the fonts once. The page
// itself is measured where it is made.
func TestStylesheetAndFontsStaySmall(t *testing.T) {
	const maxStylesheet, maxFonts = 16 << 10, 64 << 10
	fonts := 0
	for name, content := range distFiles(t) {
		switch {
		case strings.HasSuffix(name, ".css.gz") && len(content) > maxStylesheet:
			t.Errorf("%s: %d bytes, allowed %d", name, len(content), maxStylesheet)
		case strings.HasSuffix(name, ".woff2"):
			fonts += len(content)
		}
	}
	if fonts > maxFonts {
		t.Errorf("fonts: %d bytes, allowed %d", fonts, maxFonts)
	}
}

func TestHandler(t *testing.T) {
	css, err := Path(Stylesheet)
	if err != nil {
		t.Fatal(err)
	}
	font, err := Path(FontLao)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, method, path, accept     string
		status                         int
		contentType, encoding, caching string
	}{
		{"stylesheet packed", "GET", css, "br, gzip", 200, "text/css; charset=utf-8", "gzip", "public, max-age=31536000, immutable"},
		{"stylesheet plain", "GET", css, "", 200, "text/css; charset=utf-8", "", "public, max-age=31536000, immutable"},
		{"gzip refused by weight", "GET", css, "gzip;q=0", 200, "text/css; charset=utf-8", "", "public, max-age=31536000, immutable"},
		{"gzip with a weight", "GET", css, "deflate, gzip;q=0.5", 200, "text/css; charset=utf-8", "gzip", "public, max-age=31536000, immutable"},
		{"font is packed already", "GET", font, "gzip", 200, "font/woff2", "", "public, max-age=31536000, immutable"},
		{"head", "HEAD", font, "", 200, "font/woff2", "", "public, max-age=31536000, immutable"},
		{"the packed twin has no name", "GET", css + ".gz", "", 404, "text/plain; charset=utf-8", "", ""},
		{"no listing", "GET", Prefix, "", 404, "text/plain; charset=utf-8", "", ""},
		{"no licences folder", "GET", Prefix + "LICENSES/noto-sans.OFL.txt", "", 404, "text/plain; charset=utf-8", "", ""},
		{"no way up", "GET", Prefix + "../assets.go", "", 404, "text/plain; charset=utf-8", "", ""},
		{"old hash", "GET", Prefix + "samano-0000000000.css", "", 404, "text/plain; charset=utf-8", "", ""},
		{"post", "POST", css, "", 405, "text/plain; charset=utf-8", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(tt.method, "http://samano.test/", nil)
			r.URL.Path = tt.path
			r.Header.Set("Accept-Encoding", tt.accept)
			w := httptest.NewRecorder()
			Handler().ServeHTTP(w, r)
			got := w.Result()
			if got.StatusCode != tt.status || got.Header.Get("Content-Type") != tt.contentType ||
				got.Header.Get("Content-Encoding") != tt.encoding || got.Header.Get("Cache-Control") != tt.caching {
				t.Fatalf("status %d, headers %v", got.StatusCode, got.Header)
			}
			if tt.status != http.StatusOK {
				return
			}
			body := w.Body.Bytes()
			if tt.encoding == "gzip" {
				zr, err := gzip.NewReader(w.Body)
				if err != nil {
					t.Fatal(err)
				}
				if body, err = io.ReadAll(zr); err != nil {
					t.Fatal(err)
				}
			}
			want := distFiles(t)[strings.TrimPrefix(tt.path, Prefix)]
			if tt.method == "HEAD" {
				want = nil
			}
			if !bytes.Equal(body, want) {
				t.Errorf("served %d bytes, the file has %d", len(body), len(want))
			}
		})
	}
}
