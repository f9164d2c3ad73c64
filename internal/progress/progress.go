// Package progress owns the bars that show at a terminal how far long work is.
package progress

import (
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// Bar shows how far long work is, only at a terminal. The zero Bar shows nothing.
type Bar struct{ bar *progressbar.ProgressBar }

// New begins a bar on a writer, which shows it if it is a terminal.
func New(out io.Writer, what string) Bar {
	f, ok := out.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return Bar{}
	}
	return Bar{progressbar.NewOptions64(-1,
		progressbar.OptionSetWriter(f), progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(), progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(true))}
}

// Set says that so much of all is done; of 0 or less: nobody knows of how much.
func (b Bar) Set(done, of int64) {
	if b.bar == nil {
		return
	}
	if of > 0 && b.bar.GetMax64() != of {
		b.bar.ChangeMax64(of)
	}
	_ = b.bar.Set64(done) // a bar that cannot be drawn is no reason to stop
}

// Clear takes the bar off the screen until it is set again.
func (b Bar) Clear() {
	if b.bar != nil {
		_ = b.bar.Clear()
	}
}

// Done ends the bar.
func (b Bar) Done() {
	if b.bar != nil {
		_ = b.bar.Finish()
	}
}

// Steps shows a bar for each step of long work. done ends the last one.
func Steps(w io.Writer) (show func(step string, done, of int64), done func()) {
	var now string
	var b Bar
	show = func(step string, done, of int64) {
		if step != now {
			b.Done()
			now, b = step, New(w, step)
		}
		b.Set(done, of)
	}
	return show, func() { b.Done() }
}

// Step returns what shows a bar for one step of long work; that returns what moves the bar and what ends it.
func Step(w io.Writer) func(what string) (set func(done, of int64), end func()) {
	return func(what string) (func(done, of int64), func()) {
		b := New(w, what)
		return b.Set, b.Done
	}
}
