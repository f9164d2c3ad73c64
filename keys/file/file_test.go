package file_test

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"filippo.io/age"

	"samano/keys"
	"samano/keys/file"
)

const passphrase = "ສີ່ ຫ້າ ຫົກ river stone"

// cheap keeps scrypt out of the way.
var cheap = file.Options{WorkFactor: 2}

func newSet(t *testing.T, seed byte) *keys.Set {
	t.Helper()
	set, err := keys.Generate(rand.NewChaCha8([32]byte{seed}), keys.Ed25519)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func created(t *testing.T) (path string, set *keys.Set) {
	t.Helper()
	path, set = filepath.Join(t.TempDir(), "keys"), newSet(t, 1)
	if err := file.Create(path, set, passphrase, cheap); err != nil {
		t.Fatal(err)
	}
	return path, set
}

func same(t *testing.T, a, b *keys.Set) bool {
	t.Helper()
	x, err := a.Encode()
	if err != nil {
		t.Fatal(err)
	}
	y, err := b.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Equal(x, y)
}

func contents(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	path, set := created(t)
	back, err := file.Open(path, passphrase)
	if err != nil {
		t.Fatal(err)
	}
	if !same(t, set, back) {
		t.Error("another set came back")
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	number, err := set.NumberKey()
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(contents(t, path), number[:8]) {
		t.Error("a key stands in the file in the clear")
	}
}

func TestNothingIsOverwritten(t *testing.T) {
	path, set := created(t)
	before := contents(t, path)
	if err := file.Create(path, newSet(t, 2), passphrase, cheap); !errors.Is(err, file.ErrExists) {
		t.Errorf("error %v", err)
	}
	if !bytes.Equal(contents(t, path), before) {
		t.Error("the file changed")
	}
	if back, err := file.Open(path, passphrase); err != nil || !same(t, set, back) {
		t.Errorf("after it: %v", err)
	}
}

// The three that an officer must be able to tell apart, and their relatives.
func TestWhatIsWrongIsSaid(t *testing.T) {
	for _, c := range []struct {
		name   string
		do     func(t *testing.T, path string)
		phrase string
		want   error
	}{
		{"wrong passphrase", nil, passphrase + "!", file.ErrPassphrase},
		{"no passphrase", nil, "", file.ErrPassphrase},
		{"no file", func(t *testing.T, path string) { os.Remove(path) }, passphrase, file.ErrMissing},
		{"a directory", func(t *testing.T, path string) { os.Remove(path); os.Mkdir(path, 0o700) }, passphrase, file.ErrNotRegular},
		{"readable by the group", func(t *testing.T, path string) { os.Chmod(path, 0o640) }, passphrase, file.ErrPermissions},
		{"writable by all", func(t *testing.T, path string) { os.Chmod(path, 0o602) }, passphrase, file.ErrPermissions},
		{"empty", func(t *testing.T, path string) { os.Truncate(path, 0) }, passphrase, file.ErrDamaged},
		{"endless", func(t *testing.T, path string) { os.Truncate(path, 1<<30) }, passphrase, file.ErrDamaged},
		{"another file", func(t *testing.T, path string) { os.WriteFile(path, []byte("hello\nworld\n"), 0o600) }, passphrase, file.ErrDamaged},
	} {
		t.Run(c.name, func(t *testing.T) {
			if errors.Is(c.want, file.ErrPermissions) && runtime.GOOS == "windows" {
				return // no such bits
			}
			path, _ := created(t)
			if c.do != nil {
				c.do(t, path)
			}
			set, err := file.Open(path, file.Passphrase(c.phrase))
			if !errors.Is(err, c.want) || set != nil {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

// Wherever a byte is altered or the file cut, with the right passphrase and
// with a wrong one, the answer is "damaged".
func TestEveryAlteredByteIsDamage(t *testing.T) {
	path, _ := created(t)
	whole := contents(t, path)
	check := func(what string, at int, b []byte) {
		t.Helper()
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, p := range []string{passphrase, "another passphrase"} {
			if _, err := file.Open(path, file.Passphrase(p)); !errors.Is(err, file.ErrDamaged) {
				t.Fatalf("%s at %d: %v", what, at, err)
			}
		}
	}
	for i := range whole {
		altered := bytes.Clone(whole)
		altered[i] ^= 0x20
		check("altered", i, altered)
		check("cut", i, whole[:i])
	}
}

func TestPassphrases(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys")
	if err := file.Create(path, newSet(t, 1), "eleven char", cheap); !errors.Is(err, file.ErrWeakPassphrase) {
		t.Errorf("short: %v", err)
	}
	if err := file.Create(path, newSet(t, 1), passphrase, file.Options{WorkFactor: 40}); !errors.Is(err, file.ErrWorkFactor) {
		t.Errorf("work factor 40: %v", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a refused file is there")
	}
	// đường with letters in one piece, and in pieces.
	if err := file.Create(path, newSet(t, 1), "con đường dài", cheap); err != nil {
		t.Fatal(err)
	}
	if _, err := file.Open(path, "con đươ\u0300ng da\u0300i"); err != nil {
		t.Errorf("the same words from another keyboard: %v", err)
	}
}

func TestReplace(t *testing.T) {
	path, old := created(t)
	renewed, err := old.Renew(keys.Evidence, "", rand.NewChaCha8([32]byte{3}))
	if err != nil {
		t.Fatal(err)
	}
	if err := file.Replace(path, renewed, "another passphrase", cheap); err != nil {
		t.Fatal(err)
	}
	if _, err := file.Open(path, passphrase); !errors.Is(err, file.ErrPassphrase) {
		t.Errorf("under the former passphrase: %v", err)
	}
	if back, err := file.Open(path, "another passphrase"); err != nil || !same(t, renewed, back) {
		t.Errorf("under the new one: %v", err)
	}
	if err := os.WriteFile(path+".next", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := file.Replace(path, old, passphrase, cheap); !errors.Is(err, file.ErrExists) {
		t.Errorf("over a replacement that was cut off: %v", err)
	}
	if err := file.Replace(filepath.Join(t.TempDir(), "none"), old, passphrase, cheap); !errors.Is(err, file.ErrMissing) {
		t.Errorf("where there is none: %v", err)
	}
}

// The promise of the package comment: after the first line it is an age file.
func TestAgeItselfOpensTheFile(t *testing.T) {
	path, set := created(t)
	_, box, _ := bytes.Cut(contents(t, path), []byte("\n"))
	identity, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := age.Decrypt(bytes.NewReader(box), identity)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(plain)
	if err != nil {
		t.Fatal(err)
	}
	if back, err := keys.Decode(b); err != nil || !same(t, set, back) {
		t.Errorf("another set: %v", err)
	}
}

// A file of the first format must open for as long as registers have one.
func TestReleasedFileStillOpens(t *testing.T) {
	sample := contents(t, filepath.Join("testdata", "v1.keys"))
	path := filepath.Join(t.TempDir(), "keys") // a checkout is readable by all
	if err := os.WriteFile(path, sample, 0o600); err != nil {
		t.Fatal(err)
	}
	back, err := file.Open(path, passphrase)
	if err != nil {
		t.Fatal(err)
	}
	before := slices.DeleteFunc(keys.Uses(), func(u keys.Use) bool { return u == keys.Links || u == keys.Entries || u == keys.Factors }) // uses that the sample has
	if !same(t, newSet(t, 1).Only(before...), back) {
		t.Error("another set came back")
	}
}
