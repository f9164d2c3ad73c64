package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/rogpeppe/go-internal/testscript"
)

// mountSmall moves a folder to a file system of its own with so much room left, and
// gives what makes room there. Not everybody may mount.
func mountSmall(ts *testscript.TestScript, data string, room int64) (grow func(), ok bool) {
	aside := data + ".aside"
	ts.Check(os.Rename(data, aside))
	ts.Check(os.Mkdir(data, 0o700))
	size := room
	files, err := os.ReadDir(aside)
	ts.Check(err)
	for _, f := range files {
		info, err := f.Info()
		ts.Check(err)
		size += info.Size()
	}
	if err := syscall.Mount("tmpfs", data, "tmpfs", 0, fmt.Sprintf("size=%d,mode=0700", size)); err != nil {
		ts.Check(os.Remove(data))
		ts.Check(os.Rename(aside, data))
		return nil, false
	}
	ts.Defer(func() { ts.Check(syscall.Unmount(data, 0)) })
	for _, f := range files {
		cp := exec.CommandContext(context.Background(), "cp", "-p", filepath.Join(aside, f.Name()), data)
		if out, err := cp.CombinedOutput(); err != nil {
			ts.Fatalf("%s", strings.TrimSpace(string(out)))
		}
	}
	return func() { ts.Check(syscall.Mount("tmpfs", data, "tmpfs", syscall.MS_REMOUNT, "size=64m,mode=0700")) }, true
}
