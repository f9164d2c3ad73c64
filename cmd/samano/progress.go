package main

import "samano/internal/progress"

// steps shows a bar for each step of long work. done ends the last one.
func (g *Globals) steps() (show func(step string, done, of int64), done func()) {
	var now string
	var b progress.Bar
	show = func(step string, done, of int64) {
		if step != now {
			b.Done()
			now, b = step, progress.New(g.errs, step)
		}
		b.Set(done, of)
	}
	return show, func() { b.Done() }
}

// step shows a bar for one step of long work and returns what moves and what ends it.
func (g *Globals) step(what string) (set func(done, of int64), end func()) {
	b := progress.New(g.errs, what)
	return b.Set, b.Done
}
