package accesstest

import (
	"testing"

	"samano/access"
)

// Pass returns a pass that is valid until the test ends.
func Pass(t testing.TB) access.Pass {
	t.Helper()
	lent, end, ended := make(chan access.Pass), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		_ = access.ForWriting(func(p access.Pass) error {
			lent <- p
			<-end
			return nil
		})
	}()
	t.Cleanup(func() {
		close(end)
		<-ended
	})
	return <-lent
}
