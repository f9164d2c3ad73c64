package qrcode

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

// released returns the text on a certificate that was released: birth or death.
func released(t testing.TB, kind string) string {
	t.Helper()
	b, err := os.ReadFile("../testdata/v1/" + kind + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimRight(string(b), "\n")
}

// randomText is Base45 of the length n, always the same for n.
func randomText(n int) string {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	b := make([]byte, n)
	for i := range b {
		b[i] = Alphabet[r.IntN(len(Alphabet))]
	}
	return string(b)
}

func TestQRTakesTheAlphanumericModeAndItsLimit(t *testing.T) {
	// Capacities in alphanumeric mode at level M: ISO/IEC 18004, table 7.
	for version, capacity := range map[int]int{1: 20, 10: 311, 18: 816, 20: 970, 26: 1542, 27: MaxText} {
		for chars, want := range map[int]int{capacity: version, capacity + 1: version + 1} {
			modules, err := Modules(randomText(chars))
			if want > 27 {
				if !errors.Is(err, ErrTooLong) {
					t.Errorf("%d characters: %v, want ErrTooLong", chars, err)
				}
				continue
			}
			if err != nil || modules != 17+4*want+2*quietZone {
				t.Errorf("%d characters: %d modules, %v, want those of version %d", chars, modules, err, want)
			}
		}
	}
	for _, text := range []string{"", "lower case", "ລາວ", "A\n"} {
		if _, err := drawPNG(text); err == nil {
			t.Errorf("%q was drawn", text)
		}
	}
}

// The drawing is checked by drawing it again from the SVG's own path.
func TestSVGIsThePNG(t *testing.T) {
	text := released(t, "birth")
	svg, err := SVG(text)
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		ViewBox string `xml:"viewBox,attr"`
		Paths   []struct {
			D string `xml:"d,attr"`
		} `xml:"path"`
	}
	if err := xml.Unmarshal(svg, &doc); err != nil {
		t.Fatal(err)
	}
	modules, err := Modules(text)
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("0 0 %d %d", modules, modules); doc.ViewBox != want || len(doc.Paths) != 2 {
		t.Fatalf("viewBox %q, %d paths, want %q and 2", doc.ViewBox, len(doc.Paths), want)
	}
	drawn := white(modules, modules)
	for _, run := range strings.Split(strings.TrimSuffix(doc.Paths[1].D, "z"), "z") {
		var x, y, w, back int
		if _, err := fmt.Sscanf(run, "M%d %dh%dv1h-%d", &x, &y, &w, &back); err != nil || w != back {
			t.Fatalf("path part %q: %v", run, err)
		}
		for i := range w {
			drawn.SetGray(x+i, y, color.Gray{})
		}
	}
	picture := pngOf(t, text)
	if picture.Bounds().Dx() != modules*pixelsPerModule {
		t.Fatalf("PNG is %d wide, want %d", picture.Bounds().Dx(), modules*pixelsPerModule)
	}
	for y := range modules {
		for x := range modules {
			r, _, _, _ := picture.At(x*pixelsPerModule+pixelsPerModule/2, y*pixelsPerModule+pixelsPerModule/2).RGBA()
			if (r == 0) != (drawn.GrayAt(x, y).Y == 0) {
				t.Fatalf("module %d, %d differs", x, y)
			}
		}
	}
}

func white(w, h int) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = 0xff
	}
	return img
}

func pngOf(t testing.TB, text string) image.Image {
	t.Helper()
	data, err := drawPNG(text)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// scan is an A4 page at dpi with the code of mm width printed on it, turned by
// a small slope as a page lies in a scanner, with lines of "text" above, and
// grey noise up to noise.
type scan struct {
	dpi   float64
	mm    float64
	slope float64
	noise int
}

func (s scan) of(t testing.TB, text string) *image.Gray {
	code := pngOf(t, text)
	side := float64(code.Bounds().Dx())
	pixels := s.mm / 25.4 * s.dpi
	page := white(int(210/25.4*s.dpi), int(297/25.4*s.dpi))
	r := rand.New(rand.NewPCG(2, 3))
	left, top := 0.6*float64(page.Rect.Dx()), 0.7*float64(page.Rect.Dy())
	for y := range page.Rect.Dy() {
		for x := range page.Rect.Dx() {
			// The mean of nine samples, as a sensor blurs what it sees.
			sum := 0
			for i := range 9 {
				px, py := float64(x)+float64(i%3)/3-left, float64(y)+float64(i/3)/3-top
				u, v := (px+s.slope*py)*side/pixels, (py-s.slope*px)*side/pixels
				if u < 0 || v < 0 || u >= side || v >= side {
					sum += 0xff
					continue
				}
				l, _, _, _ := code.At(int(u), int(v)).RGBA()
				sum += int(l >> 8)
			}
			light := sum / 9
			if y < page.Rect.Dy()/2 && y%24 < 9 && (x*y)%11 < 5 && x > page.Rect.Dx()/10 {
				light = 30
			}
			if s.noise > 0 {
				light += r.IntN(2*s.noise) - s.noise
			}
			page.SetGray(x, y, color.Gray{Y: uint8(max(0, min(255, light)))})
		}
	}
	return page
}

func TestCodeIsFoundOnAScannedPage(t *testing.T) {
	text := released(t, "birth")
	for name, tc := range map[string]struct {
		scan scan
		jpeg int // quality; 0: PNG
	}{
		"300 dpi, 40 mm":               {scan{dpi: 300, mm: 40}, 0},
		"200 dpi, 35 mm, turned, JPEG": {scan{dpi: 200, mm: 35, slope: 0.03}, 75},
		"150 dpi, 45 mm, noise, JPEG":  {scan{dpi: 150, mm: 45, slope: -0.02, noise: 24}, 85},
		"300 dpi, 40 mm, much noise":   {scan{dpi: 300, mm: 40, slope: 0.01, noise: 150}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			var file bytes.Buffer
			page := tc.scan.of(t, text)
			err := png.Encode(&file, page)
			if tc.jpeg > 0 {
				file.Reset()
				err = jpeg.Encode(&file, page, &jpeg.Options{Quality: tc.jpeg})
			}
			if err != nil {
				t.Fatal(err)
			}
			got, err := Read(t.Context(), &file)
			if err != nil || got != text {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
}

func TestPicturesOfEveryColourModel(t *testing.T) {
	text := released(t, "death")
	code := pngOf(t, text)
	b := image.Rect(-7, 11, code.Bounds().Dx()-7, code.Bounds().Dy()+11) // pictures need not begin at 0, 0
	rgba, paper, ycbcr := image.NewRGBA(b), image.NewNRGBA(b), image.NewYCbCr(b, image.YCbCrSubsampleRatio420)
	clear, deep, paletted := image.NewRGBA(b), image.NewNRGBA64(b), image.NewPaletted(b, color.Palette{color.White, color.NRGBA{}, color.Gray{Y: 40}})
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := color.GrayModel.Convert(code.At(x-b.Min.X, y-b.Min.Y)).(color.Gray)
			rgba.Set(x, y, color.RGBA{c.Y, c.Y, 0xff, 0xff}) // printed in blue
			if c.Y == 0 {
				paper.Set(x, y, color.NRGBA{A: 0xff}) // black on nothing
				clear.Set(x, y, color.RGBA{A: 0xff})
				deep.Set(x, y, color.NRGBA64{A: 0xffff})
				paletted.SetColorIndex(x, y, 2)
			} else {
				paletted.SetColorIndex(x, y, uint8(x%2))
			}
			ycbcr.Y[ycbcr.YOffset(x, y)] = c.Y
		}
	}
	for name, img := range map[string]image.Image{"RGBA": rgba, "transparent": paper, "YCbCr": ycbcr, "transparent, weighed": clear, "sixteen bits": deep, "of a palette": paletted} {
		if got, err := readImage(t.Context(), img); err != nil || got != text {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestPicturesThatAreRefused(t *testing.T) {
	encoded := func(img image.Image) []byte {
		var b bytes.Buffer
		if err := png.Encode(&b, img); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	bomb := encoded(white(1, 1)) // which says that it is 60000 pixels wide and high
	copy(bomb[16:], []byte{0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60})
	binary.BigEndian.PutUint32(bomb[29:], crc32.ChecksumIEEE(bomb[12:29]))
	for name, tc := range map[string]struct {
		data []byte
		want error
	}{
		"an empty page":         {encoded(white(400, 500)), ErrNoCode},
		"a page of one pixel":   {encoded(white(1, 1)), ErrNoCode},
		"nothing":               {nil, ErrFormat},
		"a GIF":                 {[]byte("GIF89a\x01\x00\x01\x00"), ErrFormat},
		"half a PNG":            {encoded(white(400, 500))[:60], ErrFormat},
		"3.6 billion pixels":    {bomb, ErrTooLarge},
		"more bytes than taken": {make([]byte, MaxBytes+1), ErrTooLarge},
	} {
		if got, err := Read(t.Context(), bytes.NewReader(tc.data)); !errors.Is(err, tc.want) {
			t.Errorf("%s: %q, %v, want %v", name, got, err, tc.want)
		}
	}
}

// A paper comes as a picture of it, or as the text of its code.
func TestWhatAFileSays(t *testing.T) {
	const code = "BB8%69 VD92EX0"
	picture, err := drawPNG(code)
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string][]byte{"a picture": picture, "a text": []byte("  " + code + "\n")} {
		if got, err := TextOf(t.Context(), file); err != nil || got != code {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	var page bytes.Buffer
	if err := png.Encode(&page, white(400, 500)); err != nil {
		t.Fatal(err)
	}
	for want, file := range map[string][]byte{
		"picture-without-code": page.Bytes(),
		"picture-format":       []byte("\xff\xd8 no JPEG"),
		"picture-too-large":    append([]byte("\x89PNG"), make([]byte, MaxBytes)...),
	} {
		if got, err := TextOf(t.Context(), file); err == nil || Fault(err) != want {
			t.Errorf("%s: %q, %v", want, got, err)
		}
	}
}

// The reader of pictures meets whatever people hand in.
func FuzzRead(f *testing.F) {
	code, err := drawPNG("BB8%69 VD92EX0")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(code)
	f.Add([]byte("\x89PNG"))
	f.Fuzz(func(t *testing.T, data []byte) {
		text, err := Read(t.Context(), bytes.NewReader(data))
		if err != nil && text != "" {
			t.Fatalf("both a text and %v", err)
		}
	})
}

// Sixteen bits a colour take twice the memory: what unpacks to more than a page at
// 600 dpi is refused before it is unpacked.
func TestADeepPictureIsHalfAsLarge(t *testing.T) {
	header := func(depth byte) []byte {
		b := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR")
		b = binary.BigEndian.AppendUint32(b, 6000)
		b = binary.BigEndian.AppendUint32(b, 6000)
		b = append(b, depth, 6, 0, 0, 0)
		return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[12:]))
	}
	for depth, want := range map[byte]error{8: ErrFormat, 16: ErrTooLarge} {
		if _, err := Read(t.Context(), bytes.NewReader(header(depth))); !errors.Is(err, want) {
			t.Errorf("%d bits: %v, want %v", depth, err, want)
		}
	}
}

func TestTwoThirdsIsTheMeanOfTheAreaCovered(t *testing.T) {
	src := &image.Gray{Pix: []byte{
		90, 0, 9, 1, // the fourth column and row are no whole square of three
		0, 0, 0, 1,
		0, 90, 180, 1,
		1, 1, 1, 1,
	}, Stride: 4, Rect: image.Rect(0, 0, 4, 4)}
	dst := twoThirds(src)
	if want := []byte{40, 4, 20, 100}; dst.Rect != image.Rect(0, 0, 2, 2) || !bytes.Equal(dst.Pix, want) {
		t.Errorf("%v of %v, want %v", dst.Pix, dst.Rect, want)
	}
}

// drawPNG draws the code, its quiet zone included, as a PNG in black and white.
func drawPNG(text string) ([]byte, error) {
	code, err := encode(text)
	if err != nil {
		return nil, err
	}
	return code.PNG(), nil
}
