//go:build !linux

package main

import "github.com/rogpeppe/go-internal/testscript"

// mountSmall is for systems on which a small disk can be mounted at once.
func mountSmall(*testscript.TestScript, string, int64) (grow func(), ok bool) { return nil, false }
