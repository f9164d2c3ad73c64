package evidence

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"testing"
)

func FuzzSniff(f *testing.F) {
	f.Add([]byte("%PDF-1.4"))
	f.Add([]byte("\xFF\xD8\xFF\xE0"))
	f.Add([]byte("\x89PNG\r\n\x1a\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		media, ok := sniff(content)
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
		"a PDF":             {[]byte("%PDF-1.4"), PDF, true},
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
		if media, ok := sniff(test.content); media != test.want || ok != test.ok {
			t.Errorf("%s: %q, %t", name, media, ok)
		}
	}
}
