// Package inorder owns work on pages on all processors, whose results are taken in the order of the
// pages.
package inorder

import (
	"cmp"
	"context"
	"iter"
	"runtime"

	"golang.org/x/sync/errgroup"

	"samano/register"
)

// Run reads pages on one goroutine, works on them on all processors and gives the results to
// take on the caller's goroutine, in the order of the pages. It holds a few pages for each
// processor. The first error ends it; when it returns, nothing of it runs any more.
func Run[Page, Result any](ctx context.Context, pages func(context.Context) iter.Seq2[Page, error], worker func() func(context.Context, Page) (Result, error), take func(Result) error) error {
	type job struct {
		page Page
		done chan Result // holds one
	}
	processors := runtime.GOMAXPROCS(0)
	jobs, order := make(chan job), make(chan chan Result, 2*processors)
	stopping, stop := context.WithCancel(ctx)
	defer stop()
	group, running := errgroup.WithContext(stopping)
	group.Go(func() error {
		defer close(order)
		defer close(jobs)
		for page, err := range pages(running) {
			if err != nil {
				return err
			}
			j := job{page, make(chan Result, 1)}
			select {
			case order <- j.done:
			case <-running.Done():
				return ended(running)
			}
			select {
			case jobs <- j:
			case <-running.Done():
				return ended(running)
			}
		}
		return nil
	})
	for range processors {
		group.Go(func() error {
			work := worker()
			for j := range jobs {
				result, err := work(running, j.page)
				if err != nil {
					return err
				}
				j.done <- result
			}
			return nil
		})
	}
	for done := range order {
		select {
		case result := <-done:
			if err := take(result); err != nil {
				stop()
				_ = group.Wait() // what stopped it is told
				return err
			}
		case <-running.Done():
			return cmp.Or(group.Wait(), ended(running))
		}
	}
	return group.Wait()
}

func ended(ctx context.Context) error {
	return register.Errorf(register.Unavailable, "inorder.Run", "%w", context.Cause(ctx))
}

// Pages groups what a walk yields.
func Pages[Row any](rows iter.Seq2[Row, error], size int) iter.Seq2[[]Row, error] {
	return func(yield func([]Row, error) bool) {
		var page []Row
		for row, err := range rows {
			if err != nil {
				yield(nil, err)
				return
			}
			if page = append(page, row); len(page) == size {
				if !yield(page, nil) {
					return
				}
				page = make([]Row, 0, size)
			}
		}
		if len(page) > 0 {
			yield(page, nil)
		}
	}
}
