// Package qrcode owns the QR code on paper: it draws a text as a code that offices can print and
// scan, and finds the code in a scanned or photographed page.
//
// It knows nothing of what the text says. The alphabet is that of Base45 (RFC 9285), which is the
// alphanumeric mode of QR codes.
package qrcode

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"rsc.io/qr"
)

// A code is printed 35 to 45 mm wide, quiet zone included. Cameras and office
// scanners read modules of a third of a millimetre reliably, so 45 mm have room
// for 45 * 3 = 135 modules, of which 8 are the quiet zone: version 27 has 125.
const (
	maxModules = 125
	quietZone  = 4 // modules on each side (ISO/IEC 18004, section 5.3.8)

	// MaxText is what version 27-M holds in alphanumeric mode (ISO/IEC 18004,
	// table 7).
	MaxText = 1637
)

// Alphabet is table 1 of RFC 9285: the characters of the alphanumeric mode.
const Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

// ErrTooLong means that the code of the text would be too dense to print.
var ErrTooLong = errors.New("qrcode: the text is too long for one printed code")

// pixelsPerModule of PNG: on a 300 dpi printer a module of 4 dots is a third
// of a millimetre, and this is twice as fine.
const pixelsPerModule = 8

// encode returns the code with error correction M, which survives 15 % of damage,
// as folded paper needs. All of Base45 is in the alphanumeric alphabet, and the
// encoder takes that mode by itself whenever it can; other text is refused here,
// because it would silently become a larger code. The encoder always uses mask 0;
// packed and signed data is near random, so that masks do not differ.
func encode(text string) (*qr.Code, error) {
	if text == "" || strings.Trim(text, Alphabet) != "" {
		return nil, errors.New("qrcode: the text is not Base45")
	}
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, fmt.Errorf("qrcode: %w", err)
	}
	if code.Size > maxModules {
		return nil, ErrTooLong
	}
	code.Scale = pixelsPerModule
	return code, nil
}

// Modules returns how many modules wide the code of the text is, quiet zone
// included, so that a page can choose its size: a third of a millimetre each, at
// least.
func Modules(text string) (int, error) {
	code, err := encode(text)
	if err != nil {
		return 0, err
	}
	return code.Size + 2*quietZone, nil
}

// SVG draws the code, its quiet zone included, as an SVG element for a page.
// One unit is one module; the page gives it a width and, in its own language, a
// text for those who do not see it.
func SVG(text string) ([]byte, error) {
	code, err := encode(text)
	if err != nil {
		return nil, err
	}
	return draw(code), nil
}

// SVGOfLink draws any text as SVG does, for a telephone to read from the screen: no paper is folded.
func SVGOfLink(text string) ([]byte, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, fmt.Errorf("qrcode: %w", err)
	}
	return draw(code), nil
}

func draw(code *qr.Code) []byte {
	var b bytes.Buffer
	side := code.Size + 2*quietZone
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges">`, side, side)
	fmt.Fprintf(&b, `<path fill="#fff" d="M0 0h%dv%dH0z"/><path fill="#000" d="`, side, side)
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			run := 0
			for code.Black(x+run, y) {
				run++
			}
			if run > 0 {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x+quietZone, y+quietZone, run, run)
				x += run
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return b.Bytes()
}
