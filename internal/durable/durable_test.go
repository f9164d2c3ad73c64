package durable_test

import (
	"os"
	"path/filepath"
	"testing"

	"samano/internal/durable"
)

// What was written is the file's whole content, readable by its owner alone, and nothing is left
// beside it; where it cannot be written the former content stays.
func TestAFileIsReplacedWhole(t *testing.T) {
	folder := t.TempDir()
	name := filepath.Join(folder, "file")
	for _, text := range []string{"a longer text", "short", ""} {
		if err := durable.Write(name, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if b, err := os.ReadFile(name); err != nil || string(b) != text {
			t.Errorf("%q, %v", b, err)
		}
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if list, err := os.ReadDir(folder); err != nil || len(list) != 1 {
		t.Errorf("beside it are %v, %v", list, err)
	}
	if err := durable.Write(folder, []byte("x")); err == nil {
		t.Error("a folder was replaced")
	}
	if err := durable.Write(filepath.Join(folder, "none", "file"), nil); err == nil {
		t.Error("written into a folder that is not there")
	}
}
