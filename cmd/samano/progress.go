package main

import (
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// steps shows a bar for each step of long work. done ends the last one.
func (g *Globals) steps() (show func(step string, done, of int64), done func()) {
	var now string
	var b bar
	show = func(step string, done, of int64) {
		if step != now {
			b.done()
			now, b = step, g.progress(step)
		}
		b.set(done, of)
	}
	return show, func() { b.done() }
}

// step shows a bar for one step of long work and returns what moves and what ends it.
func (g *Globals) step(what string) (set func(done, of int64), end func()) {
	b := g.progress(what)
	return b.set, b.done
}

// bar shows how far long work is, on stderr and only at a terminal.
type bar struct{ *progressbar.ProgressBar }

func (g *Globals) progress(what string) bar {
	f, ok := g.errs.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return bar{}
	}
	return bar{progressbar.NewOptions64(-1,
		progressbar.OptionSetWriter(f), progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(), progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(true))}
}

func (b bar) set(done, of int64) {
	if b.ProgressBar == nil {
		return
	}
	if of > 0 && b.GetMax64() != of {
		b.ChangeMax64(of)
	}
	_ = b.Set64(done) // a bar that cannot be drawn is no reason to stop
}

func (b bar) clear() {
	if b.ProgressBar != nil {
		_ = b.Clear()
	}
}

func (b bar) done() {
	if b.ProgressBar != nil {
		_ = b.Finish()
	}
}
