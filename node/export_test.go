package node

// Jobs and UntilQuiet are for tests of this package.
var (
	Jobs       = (*Node).jobs
	UntilQuiet = untilQuiet
)
