//go:build !windows

package doctor

import "syscall"

// freeSpace returns the bytes that the register may still take on the disk of a folder.
func freeSpace(folder string) (bytes int64, err error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(folder, &st); err != nil {
		return 0, err
	}
	return int64(st.Bavail) * int64(st.Bsize), nil
}
