package evaltest

import (
	"fmt"
	"io"
	"strings"
)

// The measures of the drawing, in its own units, and how far its axes go: beyond, a matcher is of
// no use.
const (
	side      = 400
	margin    = 70
	mostHuman = 0.02
	mostMiss  = 0.01
	ticks     = 5
)

// WriteSVG draws who is missed over who is sent to a human, threshold by threshold; the chosen ones
// are marked. The table of Write is printed beside it for readers who cannot see it. there is the
// share of those who come that is there already; labels are the captions in the reader's language:
// title, human, missed, chosen.
func WriteSVG(w io.Writer, curve []Counts, there float64, labels [4]string) error {
	var b strings.Builder
	whole := side + 2*margin
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-label="%s" font-family="sans-serif" font-size="13">`+"\n", whole, whole, escape(labels[0]))
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="#fff"/>`+"\n", whole, whole)
	fmt.Fprintf(&b, `<text x="%d" y="30" font-size="16">%s</text>`+"\n", margin, escape(labels[0]))
	for i := range ticks + 1 {
		share := float64(i) / ticks
		fmt.Fprintf(&b, `<path d="M%.1f %dv%dM%d %.1fh%d" stroke="#b1b4b6" fill="none"/>`, across(share*mostHuman), margin, side, margin, down(share*mostMiss), side)
		fmt.Fprintf(&b, `<text x="%.1f" y="%d" text-anchor="middle">%.1f %%</text>`, across(share*mostHuman), margin+side+18, 100*share*mostHuman)
		fmt.Fprintf(&b, `<text x="%d" y="%.1f" text-anchor="end">%.1f %%</text>`+"\n", margin-6, down(share*mostMiss)+4, 100*share*mostMiss)
	}
	fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="middle">%s</text>`, margin+side/2, whole-20, escape(labels[1]))
	fmt.Fprintf(&b, `<text transform="translate(16 %d) rotate(-90)" text-anchor="middle">%s</text>`+"\n", margin+side/2, escape(labels[2]))
	b.WriteString(`<polyline fill="none" stroke="#1d70b8" stroke-width="2" points="`)
	for _, c := range curve[:len(curve)-1] {
		fmt.Fprintf(&b, "%.1f,%.1f ", across(c.Human(there)), down(ratio(c.Missed, c.There)))
	}
	c := curve[len(curve)-1]
	x, y := across(c.Human(there)), down(ratio(c.Missed, c.There))
	fmt.Fprintf(&b, `"/>`+"\n"+`<circle cx="%.1f" cy="%.1f" r="5" fill="#d4351c"/>`, x, y)
	fmt.Fprintf(&b, `<text x="%.1f" y="%.1f">%s</text>`+"\n</svg>\n", x+10, y-8, escape(labels[3]))
	_, err := io.WriteString(w, b.String())
	return err
}

func across(human float64) float64 { return margin + side*min(human, mostHuman)/mostHuman }
func down(missed float64) float64  { return margin + side - side*min(missed, mostMiss)/mostMiss }

func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(s)
}
