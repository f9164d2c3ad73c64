package qrcode

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"strings"

	"github.com/makiuchi-d/gozxing"
	zxing "github.com/makiuchi-d/gozxing/qrcode"
)

// Limits of a picture.
const (
	// MaxBytes is the largest request body of the house.
	MaxBytes = 16 << 20
	// maxPixels lets an A4 page at 600 dpi pass (4960 x 7016) and bounds what
	// decoding it takes: four bytes a pixel. A picture of sixteen bits a colour may
	// have half as many.
	maxPixels = 36_000_000
)

// Errors of pictures.
var (
	ErrFormat   = errors.New("qrcode: the picture is neither PNG nor JPEG, or is damaged")
	ErrTooLarge = errors.New("qrcode: the picture is too large")
	ErrNoCode   = errors.New("qrcode: no QR code was found in the picture")
)

// Fault returns the code of the message catalogue for an error of Read.
func Fault(err error) string {
	switch {
	case errors.Is(err, ErrNoCode):
		return "picture-without-code"
	case errors.Is(err, ErrTooLarge):
		return "picture-too-large"
	}
	return "picture-format"
}

// TextOf returns what a file says: the text of the code where the file is a picture, else the file's
// own text.
func TextOf(file []byte) (string, error) {
	if !bytes.HasPrefix(file, []byte("\x89PNG")) && !bytes.HasPrefix(file, []byte("\xff\xd8")) {
		return strings.TrimSpace(string(file)), nil
	}
	return Read(bytes.NewReader(file))
}

// Read finds the QR code in a PNG or JPEG picture of a page, scanned or
// photographed, and returns its text.
func Read(r io.Reader) (string, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return "", fmt.Errorf("qrcode: picture: %w", err)
	}
	if len(data) > MaxBytes {
		return "", ErrTooLarge
	}
	// The two decoders are called by name: image.Decode would accept whatever
	// formats other packages happen to register.
	config, decode := jpeg.DecodeConfig, jpeg.Decode
	if bytes.HasPrefix(data, []byte("\x89PNG")) {
		config, decode = png.DecodeConfig, png.Decode
	}
	size, err := config(bytes.NewReader(data))
	if err != nil {
		return "", ErrFormat
	}
	width := size.Width
	if deep(size.ColorModel) {
		width *= 2
	}
	if tooManyPixels(width, size.Height) {
		return "", ErrTooLarge
	}
	img, err := decode(bytes.NewReader(data))
	if err != nil {
		return "", ErrFormat
	}
	return readImage(img)
}

// deep reports whether a pixel takes eight bytes once decoded.
func deep(m color.Model) bool { return m == color.NRGBA64Model || m == color.RGBA64Model }

func tooManyPixels(width, height int) bool {
	return width <= 0 || height <= 0 || width > maxPixels/height
}

// readImage is Read for a picture that is decoded already.
func readImage(img image.Image) (string, error) {
	size := img.Bounds().Size()
	if tooManyPixels(size.X, size.Y) {
		return "", ErrTooLarge
	}
	// A sharp scan is best as it is. Shrinking smooths the dots of a printer, the noise of a camera
	// and the edges of modules that are no whole number of pixels, which otherwise break the finder
	// patterns: one sheet in fourteen, printed and scanned at 300 dpi, is read only at two thirds.
	gray := grayOf(img)
	for {
		for _, picture := range []*image.Gray{gray, twoThirds(gray)} {
			if text, err := findCode(picture); err == nil {
				return text, nil
			}
		}
		if size = gray.Bounds().Size(); min(size.X, size.Y) < 2*minSide {
			return "", ErrNoCode
		}
		gray = halve(gray)
	}
}

// minSide is the smallest picture, in pixels, that is searched after halving:
// a small code with its quiet zone at two pixels a module.
const minSide = 128

// findCode tries both ways of telling black from white: by neighbourhood, for
// shadows, and by one threshold, for flat scans.
func findCode(gray *image.Gray) (text string, err error) {
	// The reader indexes by positions that it estimates from the picture, and a
	// hostile picture must not stop the program.
	defer func() {
		if recover() != nil {
			text, err = "", ErrNoCode
		}
	}()
	w, h := gray.Rect.Dx(), gray.Rect.Dy()
	hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true}
	for _, binarizer := range []func(gozxing.LuminanceSource) gozxing.Binarizer{
		gozxing.NewHybridBinarizer, gozxing.NewGlobalHistgramBinarizer,
	} {
		source, err := gozxing.NewPlanarYUVLuminanceSource(gray.Pix, w, h, 0, 0, w, h, false)
		if err != nil {
			return "", err
		}
		bitmap, err := gozxing.NewBinaryBitmap(binarizer(source))
		if err != nil {
			return "", err
		}
		if result, err := zxing.NewQRCodeReader().Decode(bitmap, hints); err == nil {
			return result.GetText(), nil
		}
	}
	return "", ErrNoCode
}

// grayOf copies the lightness of a picture, its rows without gaps. The kinds that
// scanners write are copied in rows; going through colours is many times slower.
// A transparent pixel is paper, hence white.
func grayOf(img image.Image) *image.Gray {
	b := img.Bounds()
	gray := image.NewGray(image.Rect(0, 0, b.Dx(), b.Dy()))
	for y := range b.Dy() {
		row := gray.Pix[y*gray.Stride:][:b.Dx()]
		switch src := img.(type) {
		case *image.YCbCr:
			copy(row, src.Y[src.YOffset(b.Min.X, b.Min.Y+y):])
		case *image.Gray:
			copy(row, src.Pix[src.PixOffset(b.Min.X, b.Min.Y+y):])
		default:
			for x := range row {
				c := color.NRGBAModel.Convert(img.At(b.Min.X+x, b.Min.Y+y)).(color.NRGBA)
				light := (299*int(c.R) + 587*int(c.G) + 114*int(c.B)) / 1000
				row[x] = byte((light*int(c.A) + 255*(255-int(c.A))) / 255)
			}
		}
	}
	return gray
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
