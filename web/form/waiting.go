package form

import (
	"slices"
	"sync"
)

// Waiting holds forms under keys until they are shown. It is safe for concurrent use.
type Waiting[K comparable, F any] struct {
	most int
	mu   sync.Mutex
	list []waiting[K, F] // oldest first
}

type waiting[K comparable, F any] struct {
	key  K
	form F
}

// NewWaiting holds at most so many forms; of more the oldest go.
func NewWaiting[K comparable, F any](most int) *Waiting[K, F] { return &Waiting[K, F]{most: most} }

// Put adds a form.
func (w *Waiting[K, F]) Put(key K, form F) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.list = append(w.list, waiting[K, F]{key, form})
	w.list = slices.Delete(w.list, 0, max(0, len(w.list)-w.most))
}

// Get returns the oldest form under the key, if one waits.
func (w *Waiting[K, F]) Get(key K) (form F, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, one := range w.list {
		if one.key == key {
			return one.form, true
		}
	}
	return form, false
}
