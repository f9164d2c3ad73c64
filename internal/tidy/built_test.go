package tidy

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// largest is what a file of the repository may hold: the largest is a library that judges pages.
const largest = 1 << 20

// A program that was built beside the sources is not kept with them.
func TestNothingBuiltIsKept(t *testing.T) {
	list := exec.Command("git", "ls-files", "-z")
	list.Dir = root
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	names := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
	for _, name := range names {
		if info, err := os.Lstat(filepath.Join(root, name)); err == nil && info.Size() > largest {
			t.Errorf("%s has %d bytes", name, info.Size())
		}
	}
	if len(names) < 500 {
		t.Errorf("only %d files are listed", len(names))
	}
}
