package qrcode

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/png"
	"testing"
	"testing/iotest"
	"time"

	"github.com/makiuchi-d/gozxing"
)

// patterned is a square of finder patterns, each module of so many pixels, with gaps of three modules.
func patterned(side, module int) *image.Gray {
	page, cell := white(side, side), 10*module
	for y := range side / cell * cell {
		for x := range side / cell * cell {
			col, row := x%cell/module, y%cell/module
			ring := max(max(3-col, col-3), max(3-row, row-3))
			if ring == 3 || ring < 2 {
				page.SetGray(x, y, color.Gray{})
			}
		}
	}
	return page
}

// striped is a page of which each row crosses a finder pattern in each eight pixels, and no column one.
func striped(side int) *image.Gray {
	page := white(side, side)
	for y := 3; y < side-3; y++ {
		for x := range side {
			if column := x % 8; column != 1 && column != 5 && column != 7 {
				page.SetGray(x, y, color.Gray{})
			}
		}
	}
	return page
}

func pngBytes(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A page of nothing but finder patterns, of which the library compares each three, and one of rows that look
// like them are searched to their end, or until the time is over.
func TestAPictureOfFinderPatternsIsSearched(t *testing.T) {
	for name, page := range map[string]*image.Gray{"1,089 patterns": patterned(1000, 3), "40,000 patterns": patterned(6000, 3), "stripes": striped(3000)} {
		if text, err := Read(t.Context(), bytes.NewReader(pngBytes(t, page))); !errors.Is(err, ErrNoCode) && !errors.Is(err, ErrTime) {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
}

// Of many patterns those are compared that most rows cross, and the code among them is read.
func TestACodeAmongFinderPatternsIsRead(t *testing.T) {
	text := released(t, "birth")
	code := pngOf(t, text)
	side := code.Bounds().Dx()
	page := white(3*side, 2*side)
	small := patterned(side, 1)
	for y := range side {
		for x := range side {
			page.SetGray(x, y, small.GrayAt(x, y))
			page.Set(side+x, side/2+y, code.At(x, y))
		}
	}
	if got, err := Read(t.Context(), bytes.NewReader(pngBytes(t, page))); err != nil || got != text {
		t.Errorf("%q, %v", got, err)
	}
}

// passes is a progressive JPEG of so many pixels whose every pass says that nothing changes: few bytes each,
// for which the decoder goes over the whole picture.
func passes(side, count int) []byte {
	segment := func(marker byte, body ...byte) []byte {
		return append(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(body)+2)), body...)
	}
	b := []byte{0xff, 0xd8}
	table := make([]byte, 65) // of quanta
	for i := range table[1:] {
		table[i+1] = 1
	}
	b = append(b, segment(0xdb, table...)...)
	b = append(b, segment(0xc2, 8, byte(side>>8), byte(side), byte(side>>8), byte(side), 1, 1, 0x11, 0)...)
	// One code, of one bit: the end of a band for 2^14 blocks and as many more as the next 14 bits say.
	b = append(b, segment(0xc4, append([]byte{0x10, 1}, append(make([]byte, 15), 0xe0)...)...)...)
	pass := segment(0xda, 1, 1, 0x00, 1, 63, 0)
	blocks := (side/8 + 1) * (side/8 + 1)
	bits := 0
	for ; blocks > 0; blocks -= 1 << 14 {
		bits += 15
	}
	pass = append(pass, make([]byte, bits/8+1)...)
	for range count {
		b = append(b, pass...)
	}
	return append(b, 0xff, 0xd9)
}

// A file of thousands of passes is left when its time is over or whoever sent it is gone, and a large one is
// not begun.
func TestAJPEGOfManyPassesIsLeft(t *testing.T) {
	bomb := passes(2900, 150_000)
	if len(bomb) > MaxBytes {
		t.Fatalf("%d bytes are not taken anyway", len(bomb))
	}
	if _, err := Read(t.Context(), bytes.NewReader(bomb)); !errors.Is(err, ErrTime) {
		t.Errorf("it ends with %v", err)
	}
	gone, leave := context.WithCancel(t.Context())
	time.AfterFunc(time.Millisecond, leave)
	if _, err := Read(gone, bytes.NewReader(bomb)); !errors.Is(err, context.Canceled) {
		t.Errorf("when nobody waits it ends with %v", err)
	}
	if _, err := Read(t.Context(), bytes.NewReader(passes(3100, 1))); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a large one ends with %v", err)
	}
	if _, err := Read(t.Context(), bytes.NewReader(passes(200, 3))); !errors.Is(err, ErrNoCode) {
		t.Errorf("an ordinary one ends with %v", err)
	}
}

// What a JPEG is stands behind whatever segments come first.
func TestWhetherAJPEGHasPasses(t *testing.T) {
	for name, c := range map[string]struct {
		data string
		want bool
	}{
		"passes":                           {"\xff\xc2\x00\x0b", true},
		"one pass":                         {"\xff\xc0\x00\x0b\xff\xc2\x00\x0b", false},
		"one pass, extended":               {"\xff\xc1\x00\x0b\xff\xc2\x00\x0b", false},
		"a segment before":                 {"\xff\xe0\x00\x04\xff\xc0\xff\xc2\x00\x0b", true},
		"a thumbnail in a segment":         {"\xff\xe1\x00\x06\xff\xc2\x00\x0b\xff\xc0\x00\x0b", false},
		"filling, rubbish and a restart":   {"\xff\xff\xe0\x00\x02xy\xff\x00\xff\xd3\xff\xc2\x00\x0b", true},
		"an end, and a segment of nothing": {"\xff\xe0\x00\x00\xff\xd9\xff\xc2\x00\x0b", false},
		"a scan before":                    {"\xff\xda\x00\x04xx\xff\xc2\x00\x0b", false},
		"cut off":                          {"\xff\xe0\xff\xff", false},
		"nothing":                          {"", false},
	} {
		if got := isProgressive([]byte("\xff\xd8" + c.data)); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// Whoever is gone before a picture is decoded, turned grey or searched is not waited for; and what cannot be
// read is no picture.
func TestNobodyWaits(t *testing.T) {
	gone, leave := context.WithCancel(t.Context())
	leave()
	page := white(400, 400)
	if _, err := Read(gone, bytes.NewReader(pngBytes(t, page))); !errors.Is(err, context.Canceled) {
		t.Errorf("reading ends with %v", err)
	}
	if _, err := grayOf(gone, page); !errors.Is(err, context.Canceled) {
		t.Errorf("turning grey ends with %v", err)
	}
	if _, err := findCode(gone, page); !errors.Is(err, context.Canceled) {
		t.Errorf("searching ends with %v", err)
	}
	black, err := gozxing.NewBitMatrix(90, 90)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := readMatrix(gone, black); !errors.Is(err, context.Canceled) {
		t.Errorf("looking for patterns ends with %v", err)
	}
	lost := errors.New("the line is cut")
	if _, err := Read(t.Context(), iotest.ErrReader(lost)); !errors.Is(err, lost) {
		t.Errorf("a cut line ends with %v", err)
	}
}
