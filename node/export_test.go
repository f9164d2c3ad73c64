package node

import "time"

// Jobs, Run and UntilQuiet are for tests of this package.
var (
	Jobs       = (*Node).jobs
	Run        = (*Node).run
	UntilQuiet = untilQuiet
)

// StopWithin makes a server wait only so long when it stops, and returns what makes it wait as before.
func StopWithin(d time.Duration) (before func()) {
	was := stopTimeout
	stopTimeout = d
	return func() { stopTimeout = was }
}
