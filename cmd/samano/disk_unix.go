//go:build !windows

package main

import (
	"errors"
	"syscall"
)

// freeSpace gives the bytes that the register may still take on the disk of a
// folder.
func freeSpace(folder string) (bytes int64, err error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(folder, &st); err != nil {
		return 0, err
	}
	return int64(st.Bavail) * int64(st.Bsize), nil
}

// noSpace reports whether a write failed for want of space, or of quota.
func noSpace(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}
