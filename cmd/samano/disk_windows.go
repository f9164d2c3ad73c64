package main

import (
	"errors"

	"golang.org/x/sys/windows"
)

// freeSpace gives the bytes that the register may still take on the disk of a
// folder.
func freeSpace(folder string) (bytes int64, err error) {
	path, err := windows.UTF16PtrFromString(folder)
	if err != nil {
		return 0, err
	}
	var free uint64
	if err := windows.GetDiskFreeSpaceEx(path, &free, nil, nil); err != nil {
		return 0, err
	}
	return int64(free), nil
}

// noSpace reports whether a write failed for want of space.
func noSpace(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL)
}
