package form_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"samano/register"
	"samano/web/form"
)

// What a browser sends is read as texts that can be shown again, or refused; read for its texts alone it holds no
// more than was allowed.
func FuzzForm(f *testing.F) {
	const multi = "multipart/form-data; boundary=b"
	f.Add("application/x-www-form-urlencoded", []byte("name=%E0%BA%84%E0%BA%B3&born-day=1&born-month=2&born-year=1990"))
	f.Add("application/x-www-form-urlencoded", []byte("name=%00&name=%ff&%zz"))
	f.Add(multi, []byte("--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nx\r\n--b\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"a\"\r\n\r\nyy\r\n--b--\r\n"))
	f.Add(multi, []byte("--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nx"))
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		request := func() *http.Request {
			r := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(body))
			r.Header.Set("Content-Type", kind)
			return r
		}
		read, err := form.Read(request(), 1<<20)
		if kind := register.KindOf(err); err != nil && kind != register.Invalid && kind != register.TooLarge {
			t.Fatalf("it is refused as %v", err)
		}
		for name, list := range read.Values {
			for _, text := range list {
				if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
					t.Fatalf("%q holds %q", name, text)
				}
			}
			read.Text(name)
			read.Case(name)
			read.Lines(name)
			if _, err := read.File(name); err != nil {
				t.Fatal(err)
			}
			if date, code, _ := read.Date(strings.TrimSuffix(name, "-day")).Read(); code == "" && !date.IsZero() && form.DateOf(date).Empty() {
				t.Fatalf("%v is shown as nothing", date)
			}
		}
		const most = 64
		if values, ok := form.ReadTexts(request(), most); ok {
			n := 0
			for _, list := range values {
				for _, text := range list {
					n += len(text)
				}
			}
			if n > 3*most {
				t.Fatalf("%d bytes are kept", n)
			}
		}
	})
}
