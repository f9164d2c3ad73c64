//go:build !windows

package open

import (
	"errors"
	"syscall"
)

// noSpace reports whether a write failed for want of space, or of quota.
func noSpace(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}
