package evidence

import (
	"bytes"
	"encoding/binary"
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
	f.Fuzz(func(t *testing.T, content []byte) {
		media, _, ok := sniff(content)
		if ok != (media == PDF || ok && (media == JPEG || media == PNG)) {
			t.Errorf("%v, %v", media, ok)
		}
		if ok && len(content) < 5 {
			t.Errorf("%d bytes are %s", len(content), media)
		}
	})
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
