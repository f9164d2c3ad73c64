package qrcode

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"time"

	"github.com/makiuchi-d/gozxing"
)

// Limits of a picture.
const (
	// MaxBytes is the largest request body of the house.
	MaxBytes = 16 << 20
	// maxPixels lets an A4 page at 600 dpi pass (4960 x 7016) and bounds what
	// decoding it takes: four bytes a pixel. A picture that takes eight may have half as many.
	maxPixels = 36_000_000
	// maxProgressive is as much for a progressive JPEG, of which the decoder keeps twelve bytes more a pixel
	// until the last of its passes: cameras and scanners write none.
	maxProgressive = 9_000_000
	// maxSearched bounds what is searched: an A4 page at 300 dpi (2480 x 3508) and the picture of a
	// telephone (4000 x 3000). A larger picture is halved.
	maxSearched = 12_500_000
	// maxTime is how long a picture may be read: a page at 600 dpi takes a third of it.
	maxTime = 2 * time.Second * slower
	// sip is how many bytes a decoder gets at once. In between it can be stopped: a few bytes of a
	// progressive JPEG let it go over the whole picture.
	sip = 512
)

// Errors of pictures.
var (
	ErrFormat   = errors.New("qrcode: the picture is neither PNG nor JPEG, or is damaged")
	ErrTooLarge = errors.New("qrcode: the picture is too large")
	ErrNoCode   = errors.New("qrcode: no QR code was found in the picture")
	ErrTime     = errors.New("qrcode: reading the picture takes too long")
)

// Fault returns the code of the message catalogue for an error of Read.
func Fault(err error) string {
	switch {
	case errors.Is(err, ErrNoCode):
		return "picture-without-code"
	case errors.Is(err, ErrTooLarge):
		return "picture-too-large"
	case errors.Is(err, ErrTime):
		return "picture-takes-long"
	}
	return "picture-format"
}

// TextOf returns what a file says: the text of the code where the file is a picture, else the file's
// own text.
func TextOf(ctx context.Context, file []byte) (string, error) {
	if !isPNG(file) && !bytes.HasPrefix(file, []byte("\xff\xd8")) {
		return strings.TrimSpace(string(file)), nil
	}
	return Read(ctx, bytes.NewReader(file))
}

func isPNG(file []byte) bool { return bytes.HasPrefix(file, []byte("\x89PNG")) }

// Read finds the QR code in a PNG or JPEG picture of a page, scanned or
// photographed, and returns its text. Whatever the picture, it ends within two seconds, and soon after
// the context does, with its error; and it takes no more than some 300 MB of memory.
func Read(ctx context.Context, r io.Reader) (string, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return "", fmt.Errorf("qrcode: picture: %w", err)
	}
	if len(data) > MaxBytes {
		return "", ErrTooLarge
	}
	ctx, cancel := context.WithTimeoutCause(ctx, maxTime, ErrTime)
	defer cancel()
	text, err := read(ctx, data)
	if err != nil && ctx.Err() != nil { // whatever it was stopped at
		return "", context.Cause(ctx)
	}
	return text, err
}

func read(ctx context.Context, data []byte) (string, error) {
	// The two decoders are called by name: image.Decode would accept whatever
	// formats other packages happen to register.
	config, decode := jpeg.DecodeConfig, jpeg.Decode
	if isPNG(data) {
		config, decode = png.DecodeConfig, png.Decode
	}
	size, err := config(&sips{ctx, data})
	if err != nil {
		return "", ErrFormat
	}
	width := size.Width
	if isDear(size.ColorModel, isPNG(data)) {
		width *= 2
	}
	if tooManyPixels(width, size.Height, maxPixels) || isProgressive(data) && tooManyPixels(width, size.Height, maxProgressive) {
		return "", ErrTooLarge
	}
	img, err := decode(&sips{ctx, data})
	if err != nil {
		return "", ErrFormat
	}
	return readImage(ctx, img)
}

// sips are what a decoder reads: a little at once, and nothing once the context has ended.
type sips struct {
	ctx  context.Context
	rest []byte
}

func (s *sips) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	if len(s.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p[:min(len(p), sip)], s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

// isProgressive reports whether a JPEG says before its first pass that it has several: the segments are
// gone through as the decoder does.
func isProgressive(data []byte) bool {
	const startOfFrame, startOfProgressive, startOfScan, end, restart, lastRestart = 0xc0, 0xc2, 0xda, 0xd9, 0xd0, 0xd7
	for i := 2; i+3 < len(data); {
		if data[i] != 0xff || data[i+1] == 0xff {
			i++
			continue
		}
		switch marker := data[i+1]; {
		case marker == startOfProgressive:
			return true
		case marker == startOfFrame, marker == startOfFrame+1, marker == startOfScan, marker == end:
			return false
		case marker == 0, marker >= restart && marker <= lastRestart:
			i += 2
		default:
			i += 2 + max(2, int(binary.BigEndian.Uint16(data[i+2:])))
		}
	}
	return false
}

// isDear reports whether decoding takes up to eight bytes a pixel: sixteen bits a colour do, and a JPEG in
// other colours than those of light and tint, which is decoded twice.
func isDear(m color.Model, ofPNG bool) bool {
	return m == color.NRGBA64Model || m == color.RGBA64Model || !ofPNG && (m == color.CMYKModel || m == color.RGBAModel)
}

func tooManyPixels(width, height, most int) bool {
	return width <= 0 || height <= 0 || width > most/height
}

// readImage is Read for a picture that is decoded already.
func readImage(ctx context.Context, img image.Image) (string, error) {
	size := img.Bounds().Size()
	if tooManyPixels(size.X, size.Y, maxPixels) {
		return "", ErrTooLarge
	}
	gray, err := grayOf(ctx, img)
	if err != nil {
		return "", err
	}
	for size := gray.Rect.Size(); tooManyPixels(size.X, size.Y, maxSearched); size = gray.Rect.Size() {
		gray = halve(gray)
	}
	// A sharp scan is best as it is. Shrinking smooths the dots of a printer, the noise of a camera
	// and the edges of modules that are no whole number of pixels, which otherwise break the finder
	// patterns: one sheet in fourteen, printed and scanned at 300 dpi, is read only at two thirds.
	for {
		for _, smaller := range []func(*image.Gray) *image.Gray{asItIs, twoThirds} {
			text, err := findCode(ctx, smaller(gray))
			if !errors.Is(err, ErrNoCode) {
				return text, err
			}
		}
		if size = gray.Rect.Size(); min(size.X, size.Y) < 2*minSide {
			return "", ErrNoCode
		}
		gray = halve(gray)
	}
}

func asItIs(src *image.Gray) *image.Gray { return src }

// minSide is the smallest picture, in pixels, that is searched after halving:
// a small code with its quiet zone at two pixels a module.
const minSide = 128

// findCode tries both ways of telling black from white: by neighbourhood, for
// shadows, and by one threshold, for flat scans.
func findCode(ctx context.Context, gray *image.Gray) (text string, err error) {
	// The library indexes by positions that it estimates from the picture, and a
	// hostile picture must not stop the program.
	defer func() {
		if recover() != nil {
			text, err = "", ErrNoCode
		}
	}()
	w, h := gray.Rect.Dx(), gray.Rect.Dy()
	for _, binarizer := range []func(gozxing.LuminanceSource) gozxing.Binarizer{
		gozxing.NewHybridBinarizer, gozxing.NewGlobalHistgramBinarizer,
	} {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		source, err := gozxing.NewPlanarYUVLuminanceSource(gray.Pix, w, h, 0, 0, w, h, false)
		if err != nil {
			return "", ErrNoCode
		}
		black, err := binarizer(source).GetBlackMatrix()
		if err != nil {
			continue
		}
		if text, err := readMatrix(ctx, black); !errors.Is(err, ErrNoCode) {
			return text, err
		}
	}
	return "", ErrNoCode
}

// grayOf copies the lightness of a picture, its rows without gaps. The kinds that
// scanners write are copied in rows; going through colours is many times slower.
// A transparent pixel is paper, hence white.
func grayOf(ctx context.Context, img image.Image) (*image.Gray, error) {
	b := img.Bounds()
	gray := image.NewGray(image.Rect(0, 0, b.Dx(), b.Dy()))
	var ofPalette []byte
	if p, ok := img.(*image.Paletted); ok {
		ofPalette = make([]byte, 256)
		for i, c := range p.Palette {
			ofPalette[i] = lightOf(c)
		}
	}
	for y := range b.Dy() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		row := gray.Pix[y*gray.Stride:][:b.Dx()]
		switch src := img.(type) {
		case *image.YCbCr:
			copy(row, src.Y[src.YOffset(b.Min.X, b.Min.Y+y):])
		case *image.Gray:
			copy(row, src.Pix[src.PixOffset(b.Min.X, b.Min.Y+y):])
		case *image.Paletted:
			for x, n := range src.Pix[src.PixOffset(b.Min.X, b.Min.Y+y):][:b.Dx()] {
				row[x] = ofPalette[n]
			}
		case *image.RGBA: // its colours are weighed by their opacity
			for x := range row {
				p := src.Pix[src.PixOffset(b.Min.X+x, b.Min.Y+y):][:4]
				row[x] = byte(min(255, light(p[0], p[1], p[2])+255-int(p[3])))
			}
		case *image.NRGBA:
			for x := range row {
				p := src.Pix[src.PixOffset(b.Min.X+x, b.Min.Y+y):][:4]
				row[x] = onPaper(light(p[0], p[1], p[2]), p[3])
			}
		default:
			for x := range row {
				row[x] = lightOf(img.At(b.Min.X+x, b.Min.Y+y))
			}
		}
	}
	return gray, nil
}

// lightOf returns the lightness of a colour on white paper.
func lightOf(c color.Color) byte {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	return onPaper(light(n.R, n.G, n.B), n.A)
}

func light(r, g, b byte) int { return (299*int(r) + 587*int(g) + 114*int(b)) / 1000 }

func onPaper(light int, opacity byte) byte {
	return byte((light*int(opacity) + 255*(255-int(opacity))) / 255)
}

func halve(src *image.Gray) *image.Gray {
	w, h := src.Rect.Dx()/2, src.Rect.Dy()/2
	dst := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		upper, lower := src.Pix[2*y*src.Stride:], src.Pix[(2*y+1)*src.Stride:]
		for x := range w {
			sum := int(upper[2*x]) + int(upper[2*x+1]) + int(lower[2*x]) + int(lower[2*x+1])
			dst.Pix[y*dst.Stride+x] = byte(sum / 4)
		}
	}
	return dst
}

// twoThirds shrinks each square of three by three pixels to one of two by two. A pixel of the
// outcome is the mean of the area of one and a half by one and a half that it covers.
func twoThirds(src *image.Gray) *image.Gray {
	w, h := src.Rect.Dx()/3*2, src.Rect.Dy()/3*2
	dst := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		// The corner row and column are covered whole, the middle ones by half.
		corner, middle := src.Pix[(y/2*3+y%2*2)*src.Stride:], src.Pix[(y/2*3+1)*src.Stride:]
		for x := range w {
			c, m := x/2*3+x%2*2, x/2*3+1
			sum := 4*int(corner[c]) + 2*int(corner[m]) + 2*int(middle[c]) + int(middle[m])
			dst.Pix[y*dst.Stride+x] = byte(sum / 9)
		}
	}
	return dst
}
