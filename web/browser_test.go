package web_test

import (
	"bytes"
	"html"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"samano/register"
	"samano/web/webtest"
)

// person is somebody at a browser without script.
type person struct {
	t      *testing.T
	c      *webtest.Country
	client *http.Client
	// What the browser shows.
	status int
	header http.Header
	at     *url.URL
	page   string
	seen   []string // every address it was led to
}

func browse(t *testing.T, c *webtest.Country) *person {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	p := &person{t: t, c: c}
	p.client = &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		p.seen = append(p.seen, r.URL.String())
		return nil
	}}
	return p
}

// officer is a browser at which somebody has signed in.
func officer(t *testing.T, c *webtest.Country, id register.OfficerID) *person {
	t.Helper()
	p := browse(t, c)
	p.post("/sign-in", "account", string(id), "password", webtest.Password)
	if p.at.Path == "/sign-in" {
		t.Fatalf("%s was not let in:\n%s", id, p.text())
	}
	return p
}

func (p *person) take(r *http.Request) *person {
	p.t.Helper()
	p.seen = append(p.seen, r.URL.String())
	res, err := p.client.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	p.status, p.header, p.at, p.page = res.StatusCode, res.Header, res.Request.URL, string(b)
	return p
}

func (p *person) get(path string) *person {
	p.t.Helper()
	r, err := http.NewRequest(http.MethodGet, p.c.URL+path, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	return p.take(r)
}

func values(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

func (p *person) post(path string, pairs ...string) *person {
	p.t.Helper()
	r, err := http.NewRequest(http.MethodPost, p.c.URL+path, strings.NewReader(values(pairs...).Encode()))
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return p.take(r)
}

// file is a file that is chosen in a form.
type file struct {
	field, name string
	content     []byte
}

func (p *person) upload(path string, fields url.Values, files ...file) *person {
	p.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, list := range fields {
		for _, value := range list {
			_ = w.WriteField(name, value) // into memory
		}
	}
	for _, f := range files {
		part, err := w.CreateFormFile(f.field, f.name)
		if err != nil {
			p.t.Fatal(err)
		}
		_, _ = part.Write(f.content)
	}
	_ = w.Close()
	r, err := http.NewRequest(http.MethodPost, p.c.URL+path, &body)
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	return p.take(r)
}

var (
	formPattern     = regexp.MustCompile(`(?s)<form [^>]*action="([^"]*)"[^>]*>(.*?)</form>`)
	inputPattern    = regexp.MustCompile(`(?s)<input ([^>]*)>`)
	textareaPattern = regexp.MustCompile(`(?s)<textarea ([^>]*)>(.*?)</textarea>`)
	selectPattern   = regexp.MustCompile(`(?s)<select ([^>]*)>(.*?)</select>`)
	selectedPattern = regexp.MustCompile(`<option value="([^"]*)" selected`)
	optionPattern   = regexp.MustCompile(`<option value="([^"]*)"`)
	tagPattern      = regexp.MustCompile(`(?s)<style.*?</style>|<[^>]*>`)
	spacePattern    = regexp.MustCompile(`\s+`)
	linkPattern     = regexp.MustCompile(`(?:href|src|action)="([^"]*)"`)
	missingPattern  = regexp.MustCompile(`\[[a-z]+\.[a-z0-9_.#-]+\]`)
)

func attribute(tag, name string) string {
	m := regexp.MustCompile(`(?:^|\s)` + name + `="([^"]*)"`).FindStringSubmatch(tag)
	if m == nil {
		return ""
	}
	return html.UnescapeString(m[1])
}

// form gives the values of the n-th form with that action as the browser would
// send them, without any button.
func (p *person) form(action string, n int) url.Values {
	p.t.Helper()
	for _, m := range formPattern.FindAllStringSubmatch(p.page, -1) {
		if html.UnescapeString(m[1]) != action {
			continue
		}
		if n > 0 {
			n--
			continue
		}
		return formValues(m[2])
	}
	p.t.Fatalf("%s has no form for %s:\n%s", p.at.Path, action, p.text())
	return nil
}

func formValues(body string) url.Values {
	v := url.Values{}
	for _, m := range inputPattern.FindAllStringSubmatch(body, -1) {
		switch kind := attribute(m[1], "type"); kind {
		case "file":
		case "checkbox", "radio":
			if strings.Contains(m[1], " checked") {
				v.Add(attribute(m[1], "name"), attribute(m[1], "value"))
			}
		default:
			v.Add(attribute(m[1], "name"), attribute(m[1], "value"))
		}
	}
	for _, m := range textareaPattern.FindAllStringSubmatch(body, -1) {
		v.Add(attribute(m[1], "name"), html.UnescapeString(strings.TrimPrefix(m[2], "\n")))
	}
	for _, m := range selectPattern.FindAllStringSubmatch(body, -1) {
		value := ""
		if s := selectedPattern.FindStringSubmatch(m[2]); s != nil {
			value = html.UnescapeString(s[1])
		} else if o := optionPattern.FindStringSubmatch(m[2]); o != nil {
			value = html.UnescapeString(o[1])
		}
		v.Add(attribute(m[1], "name"), value)
	}
	return v
}

// merged returns the values of a form with others in their place.
func merged(form, changes url.Values) url.Values {
	v := maps.Clone(form)
	maps.Copy(v, changes)
	return v
}

// send fills a form in and presses a button.
func (p *person) send(action, button, value string, changes url.Values, files ...file) *person {
	p.t.Helper()
	v := p.form(action, 0)
	for name, list := range changes {
		v[name] = list
	}
	v.Set(button, value)
	if strings.Contains(p.page, `enctype="multipart/form-data"`) {
		return p.upload(action, v, files...)
	}
	r, err := http.NewRequest(http.MethodPost, p.c.URL+action, strings.NewReader(v.Encode()))
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return p.take(r)
}

// text is what somebody reads.
func (p *person) text() string {
	return strings.TrimSpace(html.UnescapeString(spacePattern.ReplaceAllString(tagPattern.ReplaceAllString(p.page, " "), " ")))
}

// links are the addresses of the page.
func (p *person) links() []string {
	var out []string
	for _, m := range linkPattern.FindAllStringSubmatch(p.page, -1) {
		if link := html.UnescapeString(m[1]); strings.HasPrefix(link, "/") && !slices.Contains(out, link) {
			out = append(out, link)
		}
	}
	return out
}

// link gives the address of the first link that begins so and whose text has that.
func (p *person) link(prefix, text string) string {
	p.t.Helper()
	for _, m := range regexp.MustCompile(`(?s)<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>`).FindAllStringSubmatch(p.page, -1) {
		if link := html.UnescapeString(m[1]); strings.HasPrefix(link, prefix) && strings.Contains(tagPattern.ReplaceAllString(html.UnescapeString(m[2]), ""), text) {
			return link
		}
	}
	p.t.Fatalf("%s has no link %s… with %q:\n%s", p.at.Path, prefix, text, p.text())
	return ""
}

// shows fails unless the page has the status and says all that.
func (p *person) shows(status int, words ...string) *person {
	p.t.Helper()
	if p.status != status {
		p.t.Fatalf("%s: status %d, want %d:\n%s", p.at.Path, p.status, status, p.text())
	}
	for _, w := range words {
		if !strings.Contains(p.text(), w) {
			p.t.Errorf("%s does not say %q:\n%s", p.at.Path, w, p.text())
		}
	}
	return p
}

// sealedPattern finds sealed texts, keys and hashes: any few letters come up in them by chance.
var sealedPattern = regexp.MustCompile(`[A-Za-z0-9_-]{40,}`)

// silent fails if the page says any of that.
func (p *person) silent(words ...string) *person {
	p.t.Helper()
	plain := sealedPattern.ReplaceAllString(p.page, "SEALED")
	for _, w := range words {
		page := plain
		if sealedPattern.MatchString(w) {
			page = p.page
		}
		if strings.Contains(page, w) {
			p.t.Errorf("%s says %q", p.at.Path, w)
		}
	}
	return p
}

// english switches the language.
func (p *person) english() *person { return p.get(p.at.Path + "?lang=en") }
