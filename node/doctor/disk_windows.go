package doctor

import "golang.org/x/sys/windows"

// freeSpace returns the bytes that the register may still take on the disk of a folder.
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
