package evidence

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
	"time"

	"samano/register"
)

// aPDF is as short as one can be.
const aPDF = "%PDF-1.4\nxref\n0 1\n0000000000 65535 f \ntrailer<</Size 1>>\nstartxref\n9\n%%EOF\n"

// A picture is as large as it says that it is, before it is unpacked.
func TestPixelsOfPictures(t *testing.T) {
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 300, 7))); err != nil {
		t.Fatal(err)
	}
	if _, pixels, ok := sniff(picture.Bytes()); !ok || pixels != 2100 {
		t.Errorf("it has %d pixels, %t", pixels, ok)
	}
	bomb := picture.Bytes()
	binary.BigEndian.PutUint32(bomb[16:], 60_000)
	binary.BigEndian.PutUint32(bomb[20:], 60_000)
	binary.BigEndian.PutUint32(bomb[29:], crc32.ChecksumIEEE(bomb[12:29]))
	if _, pixels, ok := sniff(bomb); !ok || pixels <= maxPixels {
		t.Errorf("a bomb has %d pixels, %t", pixels, ok)
	}
	kept := &Papers{Now: time.Now}
	if _, err := kept.Keep(t.Context(), "noy", bytes.NewReader(bomb)); register.KindOf(err) != register.TooLarge || !register.HasCode(err, CodeLarge) {
		t.Errorf("a bomb is kept: %v", err)
	}
}

func FuzzSniff(f *testing.F) {
	f.Add([]byte(aPDF))
	f.Add([]byte("\xFF\xD8\xFF\xE0"))
	f.Add([]byte("\x89PNG\r\n\x1a\n"))
	f.Add([]byte(aPDF + archive(f, "")))
	f.Fuzz(func(t *testing.T, content []byte) {
		media, _, ok := sniff(content)
		if _, err := zip.NewReader(bytes.NewReader(content), int64(len(content))); ok && err == nil {
			t.Errorf("%s is an archive too", media)
		}
		if ok && media != PDF && media != JPEG && media != PNG {
			t.Errorf("%q is taken", media)
		}
		if ok && len(content) < 5 {
			t.Errorf("%d bytes are %s", len(content), media)
		}
	})
}

// archive is a ZIP archive of one file, with a remark.
func archive(t testing.TB, remark string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	if _, err := w.Create("x.html"); err != nil {
		t.Fatal(err)
	}
	if err := cmp.Or(w.SetComment(remark), w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// What is a paper and something else too is no paper, wherever the other begins.
func TestFilesOfTwoTypes(t *testing.T) {
	var picture, photograph bytes.Buffer
	dot := image.NewGray(image.Rect(0, 0, 1, 1))
	if png.Encode(&picture, dot) != nil || jpeg.Encode(&photograph, dot, nil) != nil {
		t.Fatal("no picture")
	}
	page := "<html><script>alert(1)</script></html>"
	pointed := func(at int) string { return fmt.Sprintf("\nstartxref\n%d\n%%%%EOF\n", at) }
	for name, content := range map[string]string{
		"HTML before a PDF":               page + aPDF,
		"HTML behind a PDF":               aPDF + page,
		"HTML that points at itself":      "%PDF-1.4\n" + page + pointed(9),
		"script that points at itself":    "%PDF-1.4\n=0;alert(1)/*" + pointed(9) + "*/",
		"an archive behind a PDF":         aPDF + archive(t, ""),
		"an archive with a PDF around it": "%PDF-1.4\n" + archive(t, "\nxref\n0 1\n"+pointed(9)),
		"an archive that holds the table": strings.Replace(aPDF, "\nxref", "\n"+archive(t, "")+"xref", 1),
		"an archive behind a photograph":  photograph.String() + archive(t, ""),
		"an archive behind a PNG":         picture.String() + archive(t, "with a remark"),
		"an archive with a tail":          picture.String() + archive(t, "") + "\n\n",
		"a program behind the last line":  aPDF + "\x7fELF",
	} {
		if media, _, ok := sniff([]byte(content)); ok {
			t.Errorf("%s is taken as %s", name, media)
		}
	}
	stream := "%PDF-1.5\n12 0 obj\n<</Type/XRef>>" + pointed(9)
	if _, _, ok := sniff([]byte(stream)); !ok {
		t.Error("a PDF whose table is a stream is refused")
	}
}

// A type is what a file begins with and, of a picture, what can be read.
func TestTypesOfFiles(t *testing.T) {
	var picture, photograph bytes.Buffer
	dot := image.NewGray(image.Rect(0, 0, 1, 1))
	if png.Encode(&picture, dot) != nil || jpeg.Encode(&photograph, dot, nil) != nil {
		t.Fatal("no picture")
	}
	for name, test := range map[string]struct {
		content []byte
		want    MediaType
		ok      bool
	}{
		"a PDF":             {[]byte(aPDF), PDF, true},
		"a later one":       {[]byte(strings.Replace(aPDF, "1.4", "2.0", 1) + "\r\n\x00\x00"), PDF, true},
		"HTML as a PDF":     {[]byte("%PDF-1.4\n<html><script>alert(1)</script></html>"), PDF, false},
		"half a PDF":        {[]byte(aPDF[:len(aPDF)-4]), PDF, false},
		"a PDF of no table": {[]byte("%PDF-1.4\n%%EOF"), PDF, false},
		"a table outside":   {[]byte(strings.Replace(aPDF, "startxref\n9", "startxref\n999", 1)), PDF, false},
		"a table nowhere":   {[]byte(strings.Replace(aPDF, "startxref\n9", "startxref\n-9", 1)), PDF, false},
		"no version":        {[]byte(strings.Replace(aPDF, "1.4", "x.4", 1)), PDF, false},
		"a version cut off": {[]byte("%PDF-1."), PDF, false},
		"a PNG":             {picture.Bytes(), PNG, true},
		"a JPEG":            {photograph.Bytes(), JPEG, true},
		"the head of a PNG": {picture.Bytes()[:8], PNG, false},
		"the head of JPEG":  {photograph.Bytes()[:3], JPEG, false},
		"almost a PDF":      {[]byte("%PDF1.4"), "", false},
		"almost a PNG":      {picture.Bytes()[1:], "", false},
		"almost a JPEG":     {photograph.Bytes()[1:], "", false},
		"a page":            {[]byte("<html>"), "", false},
		"nothing":           {nil, "", false},
	} {
		if media, _, ok := sniff(test.content); media != test.want || ok != test.ok {
			t.Errorf("%s: %q, %t", name, media, ok)
		}
	}
}
