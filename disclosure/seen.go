package disclosure

// Seen is what a reader may be shown of somebody. Only this package makes one that holds
// anything, after it has taken out what the reader may not see; whoever holds one may
// open it. So a page or a command that shows people can only show what has been here.
type Seen[T any] struct{ value T }

// Show opens it.
func (s Seen[T]) Show() T { return s.value }
