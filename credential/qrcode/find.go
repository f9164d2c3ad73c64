package qrcode

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
	"github.com/makiuchi-d/gozxing/qrcode/detector"
)

// A QR code shows itself by three finder patterns: in each, a line through the middle crosses black,
// white, black, white and black in the ratio 1:1:3:1:1. They are looked for here, and not by the library,
// since its search compares every three of all that it finds: a picture of 17 kB that holds a thousand
// patterns took seconds, one of forty thousand would take days. What it costs here is bounded by the
// picture's pixels, and whoever waits may leave.

const (
	// rowStep is how many rows lie between two that are looked at: the middle of a pattern is three
	// modules high, of one pixel or more.
	rowStep = 3
	// maxPatterns is how many patterns are compared: those that most rows cross. A code has three, and a
	// page of print or noise some that one or two rows cross.
	maxPatterns = 40
	// maxTriples is how many times the code is read where three patterns stand as those of a code do.
	maxTriples = 4
	// maxSpread is how much larger than another a pattern of one code may be, as it is on a tilted page.
	maxSpread = 1.4
)

// pattern is a finder pattern: its middle, and its width in modules of a pixel size.
type pattern struct {
	x, y, module float64
	rows         int // that cross it
}

// readMatrix finds a code in black and white and returns its text. It is ErrNoCode where there is none.
func readMatrix(ctx context.Context, black *gozxing.BitMatrix) (string, error) {
	found, err := patternsIn(ctx, black)
	if err != nil {
		return "", err
	}
	for _, three := range triplesOf(found) {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		if text, ok := readTriple(black, three); ok {
			return text, nil
		}
	}
	return "", ErrNoCode
}

// readTriple reads the code whose finder patterns are these three.
func readTriple(black *gozxing.BitMatrix, three [3]pattern) (string, bool) {
	var points [3]gozxing.ResultPoint
	for i, p := range three {
		points[i] = detector.NewFinderPattern(p.x, p.y, p.module, p.rows)
	}
	var corners [3]*detector.FinderPattern
	corners[0], corners[1], corners[2] = ordered(points)
	found, err := detector.NewDetector(black).ProcessFinderPatternInfo(detector.NewFinderPatternInfo(corners[0], corners[1], corners[2]))
	if err != nil {
		return "", false
	}
	read, err := decoder.NewDecoder().Decode(found.GetBits(), nil)
	if err != nil {
		return "", false
	}
	return read.GetText(), true
}

// ordered returns finder patterns as those of the bottom left, the top left and the top right.
func ordered(points [3]gozxing.ResultPoint) (bottomLeft, topLeft, topRight *detector.FinderPattern) {
	a, b, c := gozxing.ResultPoint_OrderBestPatterns(points[0], points[1], points[2])
	bottomLeft, _ = a.(*detector.FinderPattern)
	topLeft, _ = b.(*detector.FinderPattern)
	topRight, _ = c.(*detector.FinderPattern)
	return bottomLeft, topLeft, topRight
}

// patternsIn finds the finder patterns of a picture.
func patternsIn(ctx context.Context, black *gozxing.BitMatrix) ([]pattern, error) {
	var all, near []pattern // near: those that a further row may cross
	width := black.GetWidth()
	for y := rowStep - 1; y < black.GetHeight(); y += rowStep {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		n := 0
		for _, p := range near {
			if p.y+3*p.module+rowStep < float64(y) {
				all = append(all, p)
			} else {
				near[n] = p
				n++
			}
		}
		near = near[:n]
		var r runs
		for x := range width {
			if !r.add(black.Get(x, y)) || !r.isPattern(2) {
				continue
			}
			if p, ok := patternAt(black, r, x, y); ok {
				near = joined(near, p)
			}
		}
		if r.end() && r.isPattern(2) {
			if p, ok := patternAt(black, r, width, y); ok {
				near = joined(near, p)
			}
		}
	}
	return append(all, near...), nil
}

// joined adds a pattern to the list, or a row to the one that it is.
func joined(list []pattern, p pattern) []pattern {
	for i := range list {
		q := &list[i]
		if math.Abs(p.y-q.y) > p.module || math.Abs(p.x-q.x) > p.module || math.Abs(p.module-q.module) > max(1, q.module) {
			continue
		}
		n := float64(q.rows)
		q.x, q.y, q.module = (n*q.x+p.x)/(n+1), (n*q.y+p.y)/(n+1), (n*q.module+p.module)/(n+1)
		q.rows++
		return list
	}
	return append(list, p)
}

// runs are the lengths of the last five runs of one colour along a line. Where the line has just left a black
// run, they are a black, a white, a black, a white and a black one.
type runs struct {
	length [5]int
	black  bool
	open   int // the length of the run that the line is in
}

// add goes on by a pixel. It reports whether a black run has ended before it.
func (r *runs) add(black bool) bool {
	if black == r.black {
		r.open++
		return false
	}
	ended := r.end()
	r.black, r.open = black, 1
	return ended
}

// end ends the open run, and reports whether it was black.
func (r *runs) end() bool {
	if r.open == 0 && !r.black {
		return false
	}
	copy(r.length[:], r.length[1:])
	r.length[4] = r.open
	return r.black
}

// total is how long the five runs are.
func (r *runs) total() int {
	return r.length[0] + r.length[1] + r.length[2] + r.length[3] + r.length[4]
}

// isPattern reports whether the runs are as long as 1:1:3:1:1, but for a module's part each: half of one for 2.
func (r *runs) isPattern(part float64) bool {
	total := r.total()
	if total < 7 || slices.Contains(r.length[:], 0) {
		return false
	}
	module := float64(total) / 7
	for i, n := range r.length {
		want := 1.0
		if i == 2 {
			want = 3
		}
		if math.Abs(want*module-float64(n)) >= want*module/part {
			return false
		}
	}
	return true
}

// patternAt reports whether a finder pattern lies where a row has crossed these runs, of which the last ends
// before x, and where its middle is: also the column, the row and the diagonal through it cross such runs.
func patternAt(black *gozxing.BitMatrix, r runs, x, y int) (pattern, bool) {
	total := r.total()
	middle := float64(x-r.length[4]-r.length[3]) - float64(r.length[2])/2
	down, ok := across(black, int(middle), y, 0, 1, total)
	if !ok || !down.isPattern(2) || 5*abs(down.total()-total) >= 2*total {
		return pattern{}, false
	}
	level, ok := across(black, int(middle), int(down.middle), 1, 0, total)
	if !ok || !level.isPattern(2) || 5*abs(level.total()-total) >= total {
		return pattern{}, false
	}
	slope, ok := across(black, int(level.middle), int(down.middle), 1, 1, total)
	if !ok || !slope.isPattern(4.0/3) {
		return pattern{}, false
	}
	return pattern{x: level.middle, y: down.middle, module: float64(total) / 7, rows: 1}, true
}

// line is what lies to both sides of a black pixel along a line.
type line struct {
	runs
	middle float64 // of the middle run, along the axis in which the line goes on
}

// across counts the runs along a line through a black pixel, no further than the pattern may reach that is
// total wide.
func across(black *gozxing.BitMatrix, x, y, dx, dy, total int) (out line, ok bool) {
	width, height := black.GetWidth(), black.GetHeight()
	run := func(from, step int, want bool) (n int) {
		for ; n <= total; n++ {
			i := from + step*n
			px, py := x+i*dx, y+i*dy
			if px < 0 || py < 0 || px >= width || py >= height || black.Get(px, py) != want {
				break
			}
		}
		return n
	}
	before, after := run(0, -1, true), run(1, 1, true)
	if before == 0 {
		return out, false
	}
	out.length[2] = before + after
	out.length[1] = run(-before, -1, false)
	out.length[0] = run(-before-out.length[1], -1, true)
	out.length[3] = run(1+after, 1, false)
	out.length[4] = run(1+after+out.length[3], 1, true)
	at := y
	if dy == 0 {
		at = x
	}
	out.middle = float64(at+1+after) - float64(out.length[2])/2
	return out, true
}

func abs(n int) int { return max(n, -n) }

// triplesOf returns the patterns that stand most as those of a code do: of about one size, at the ends and in
// the corner of two sides that are as long as each other and stand at a right angle.
func triplesOf(found []pattern) [][3]pattern {
	slices.SortStableFunc(found, func(a, b pattern) int { return b.rows - a.rows })
	found = found[:min(len(found), maxPatterns)]
	slices.SortStableFunc(found, func(a, b pattern) int { return cmp.Compare(a.module, b.module) })
	type triple struct {
		is   [3]pattern
		odds float64
	}
	var best []triple
	for i := range found {
		for j := i + 1; j < len(found); j++ {
			for k := j + 1; k < len(found) && found[k].module <= maxSpread*found[i].module; k++ {
				sides := []float64{apart(found[i], found[j]), apart(found[j], found[k]), apart(found[i], found[k])}
				slices.Sort(sides)
				// Of such a triangle the square over the longest side is twice that over each other one.
				t := triple{[3]pattern{found[i], found[j], found[k]}, math.Abs(sides[2]-2*sides[1]) + math.Abs(sides[2]-2*sides[0])}
				at, _ := slices.BinarySearchFunc(best, t.odds, func(b triple, odds float64) int { return cmp.Compare(b.odds, odds) })
				if at < maxTriples {
					best = slices.Insert(best, at, t)
					best = best[:min(len(best), maxTriples)]
				}
			}
		}
	}
	out := make([][3]pattern, len(best))
	for i, t := range best {
		out[i] = t.is
	}
	return out
}

// apart is the square of the distance between two patterns.
func apart(a, b pattern) float64 {
	x, y := a.x-b.x, a.y-b.y
	return x*x + y*y
}
