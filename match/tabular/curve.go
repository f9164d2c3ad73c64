package tabular

import (
	"fmt"
	"io"
	"strings"
)

// Point is what a threshold comes to against the truth.
type Point struct {
	Threshold float64 `json:"threshold"`
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
	Right     int     `json:"right"` // pairs, as Wrong and Missing
	Wrong     int     `json:"wrong"`
	Missing   int     `json:"missing"`
	Chosen    bool    `json:"chosen"` // without the truth
}

// TruePairs counts the pairs of rows that the truth says are one.
func TruePairs(truth []string) int {
	counts := map[string]int{}
	n := 0
	for _, who := range truth {
		if who != "" {
			n += counts[who]
			counts[who]++
		}
	}
	return n
}

// at counts at one threshold; all is how many pairs are true. True pairs that were never
// compared are missing too.
func (r *Result) at(truth []string, all int, threshold float64) Point {
	p := Point{Threshold: threshold}
	for _, pair := range r.Pairs {
		if pair.P < threshold {
			break
		}
		if truth[pair.A] != "" && truth[pair.A] == truth[pair.B] {
			p.Right++
		} else {
			p.Wrong++
		}
	}
	p.Missing = all - p.Right
	if n := p.Right + p.Wrong; n > 0 {
		p.Precision = float64(p.Right) / float64(n)
	}
	if all > 0 {
		p.Recall = float64(p.Right) / float64(all)
	}
	if p.Right > 0 {
		p.F1 = 2 * p.Precision * p.Recall / (p.Precision + p.Recall)
	}
	return p
}

// thresholds are those of the table and the curve.
func thresholds() []float64 {
	return []float64{0.0001, 0.001, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9999, 0.99999}
}

// Curve judges the result at many thresholds and at the chosen one, which comes last.
func (r *Result) Curve(truth []string) []Point {
	var out []Point
	all := TruePairs(truth)
	for _, t := range thresholds() {
		out = append(out, r.at(truth, all, t))
	}
	chosen := r.at(truth, all, r.Threshold)
	chosen.Chosen = true
	return append(out, chosen)
}

// WriteTable writes a curve as text, the chosen threshold last.
func WriteTable(w io.Writer, points []Point) error {
	var b strings.Builder
	b.WriteString("threshold  precision  recall    F1        right   wrong   missing\n")
	for _, p := range points {
		mark := ""
		if p.Chosen {
			mark = "  chosen without the truth"
		}
		fmt.Fprintf(&b, "%-9.5f  %.5f    %.5f   %.5f   %-6d  %-6d  %d%s\n", p.Threshold, p.Precision, p.Recall, p.F1, p.Right, p.Wrong, p.Missing, mark)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// The measures of the drawing, in its own units.
const (
	side   = 400 // of the square
	margin = 60
	least  = 0.5 // both axes begin here: below, a matcher is of no use
)

// WriteSVG draws precision over recall. The table is printed beside it for readers who cannot see
// it; labels are the captions in the reader's language: title, recall, precision, chosen.
func WriteSVG(w io.Writer, points []Point, labels [4]string) error {
	var b strings.Builder
	whole := side + 2*margin
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-label="%s" font-family="sans-serif" font-size="13">`+"\n", whole, whole, escape(labels[0]))
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="#fff"/>`+"\n", whole, whole)
	fmt.Fprintf(&b, `<text x="%d" y="24" font-size="16">%s</text>`+"\n", margin, escape(labels[0]))
	for i := 0; i <= 5; i++ {
		value := least + (1-least)*float64(i)/5
		fmt.Fprintf(&b, `<path d="M%.1f %dv%dM%d %.1fh%d" stroke="#b1b4b6" fill="none"/>`, across(value), margin, side, margin, down(value), side)
		fmt.Fprintf(&b, `<text x="%.1f" y="%d" text-anchor="middle">%.1f</text>`, across(value), margin+side+18, value)
		fmt.Fprintf(&b, `<text x="%d" y="%.1f" text-anchor="end">%.1f</text>`+"\n", margin-6, down(value)+4, value)
	}
	fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="middle">%s</text>`, margin+side/2, whole-16, escape(labels[1]))
	fmt.Fprintf(&b, `<text transform="translate(18 %d) rotate(-90)" text-anchor="middle">%s</text>`+"\n", margin+side/2, escape(labels[2]))
	b.WriteString(`<polyline fill="none" stroke="#1d70b8" stroke-width="2" points="`)
	for _, p := range points[:len(points)-1] {
		fmt.Fprintf(&b, "%.1f,%.1f ", across(p.Recall), down(p.Precision))
	}
	chosen := points[len(points)-1]
	fmt.Fprintf(&b, `"/>`+"\n"+`<circle cx="%.1f" cy="%.1f" r="5" fill="#d4351c"/>`, across(chosen.Recall), down(chosen.Precision))
	fmt.Fprintf(&b, `<text x="%.1f" y="%.1f" text-anchor="end">%s %.4f, F1 %.4f</text>`+"\n</svg>\n", across(chosen.Recall)-8, down(chosen.Precision)+18, escape(labels[3]), chosen.Threshold, chosen.F1)
	_, err := io.WriteString(w, b.String())
	return err
}

func across(v float64) float64 { return margin + side*(max(v, least)-least)/(1-least) }
func down(v float64) float64   { return margin + side - side*(max(v, least)-least)/(1-least) }

func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(s)
}
