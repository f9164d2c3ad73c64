package node

// Forget, KeepForgetting and UntilQuiet are for tests of this package.
var (
	Forget         = (*Node).forget
	KeepForgetting = (*Node).keepForgetting
	UntilQuiet     = untilQuiet
)
