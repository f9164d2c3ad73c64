// Package file owns the file in which a register keeps its keys, encrypted
// under a passphrase.
//
// The file is one line and then an age file (age-encryption.org/v1, scrypt):
//
//	samano-keys-file-1 SHA-256-of-the-rest-in-hexadecimal
//	age-encryption.org/v1
//	…
//
// The sum protects nothing. It distinguishes a damaged file from a wrong passphrase,
// which age alone cannot: an officer who reads "wrong passphrase" tries for an hour, and
// one who reads "damaged" fetches the copy. Without this program, `tail -n +2 FILE | age
// -d` prints the keys.
//
// A file is complete on disk when Create or Replace returns. Losing it, with
// every copy, loses the sealed parts and the evidence for good, and no number can be
// issued any more: keep copies in two places, and the passphrase in two others.
package file

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"unicode/utf8"

	"filippo.io/age"
	"golang.org/x/text/unicode/norm"

	"samano/keys"
)

const (
	firstLine = "samano-keys-file-1 "

	// MinPassphrase is the fewest characters of a passphrase. A thief may copy the file
	// and guess elsewhere; scrypt makes each guess expensive but does not bound their
	// number.
	MinPassphrase = 12

	// DefaultWorkFactor is log2 of scrypt's cost: about a second on an office
	// machine, paid at each start. maxWorkFactor is the most that Open accepts (some
	// fifteen seconds and 4 GB), so that a planted file cannot hang it.
	DefaultWorkFactor = 18
	maxWorkFactor     = 22

	// maxFileBytes is some hundred times a set as generated.
	maxFileBytes = 256 << 10

	fileMode = 0o600
)

var (
	// ErrExists means that the file exists. It is never overwritten.
	ErrExists = errors.New("key file: it exists already and is not overwritten")
	// ErrMissing means that the file does not exist.
	ErrMissing = errors.New("key file: there is none")
	// ErrPassphrase means that the file is whole and the passphrase wrong.
	ErrPassphrase = errors.New("key file: wrong passphrase")
	// ErrWeakPassphrase means that a new passphrase is too short.
	ErrWeakPassphrase = fmt.Errorf("key file: a passphrase needs at least %d characters", MinPassphrase)
	// ErrDamaged means that the bytes are not those that were written.
	ErrDamaged = errors.New("key file: damaged; fetch a copy")
	// ErrPermissions means that accounts other than its owner may read or write the file.
	ErrPermissions = errors.New("key file: others than its owner may read or write it (chmod 600)")
	// ErrNotRegular means that the path is a directory, a device or the like.
	ErrNotRegular = errors.New("key file: not a regular file")
	// ErrWorkFactor means that the option is out of range.
	ErrWorkFactor = fmt.Errorf("key file: the work factor must be 1 to %d", maxWorkFactor)
)

// Passphrase unlocks a file. It is no string, so that it is never taken for a path, whose errors are
// shown.
type Passphrase string

// Options of writing. The zero value is right for a register.
type Options struct {
	// WorkFactor is log2 of the cost of scrypt; 0 means DefaultWorkFactor.
	WorkFactor int
}

// Create writes a new file that only its owner may read. It leaves an existing file as it
// is and returns ErrExists.
func Create(path string, set *keys.Set, passphrase Passphrase, opts Options) error {
	b, err := encrypt(set, passphrase, opts)
	if err != nil {
		return err
	}
	if err := write(path, b); errors.Is(err, fs.ErrExist) {
		return ErrExists
	} else if err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	return syncDir(filepath.Dir(path))
}

// Replace replaces the file's set, or its passphrase. After a power cut the file is
// either the old one or the new one.
func Replace(path string, set *keys.Set, passphrase Passphrase, opts Options) error {
	if _, err := read(path); err != nil {
		return err
	}
	b, err := encrypt(set, passphrase, opts)
	if err != nil {
		return err
	}
	next := path + ".next"
	if err := write(next, b); errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("key file: %s is left from a replacement that was cut off; remove it: %w", next, ErrExists)
	} else if err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	if err := os.Rename(next, path); err != nil {
		return fmt.Errorf("key file: %w", errors.Join(err, os.Remove(next)))
	}
	return syncDir(filepath.Dir(path))
}

// Open reads a file. Each way to fail has its own error.
func Open(path string, passphrase Passphrase) (*keys.Set, error) {
	b, err := read(path)
	if err != nil {
		return nil, err
	}
	box, err := whole(b)
	if err != nil {
		return nil, err
	}
	phrase := canonical(passphrase)
	if phrase == "" {
		return nil, ErrPassphrase
	}
	identity, err := age.NewScryptIdentity(phrase)
	if err != nil {
		return nil, ErrPassphrase
	}
	identity.SetMaxWorkFactor(maxWorkFactor)
	plain, err := age.Decrypt(bytes.NewReader(box), identity)
	if errors.Is(err, age.ErrIncorrectIdentity) {
		return nil, ErrPassphrase
	} else if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	secret, err := io.ReadAll(plain)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	set, err := keys.Decode(secret)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return set, nil
}

func encrypt(set *keys.Set, passphrase Passphrase, opts Options) ([]byte, error) {
	if opts.WorkFactor == 0 {
		opts.WorkFactor = DefaultWorkFactor
	}
	if opts.WorkFactor < 1 || opts.WorkFactor > maxWorkFactor {
		return nil, ErrWorkFactor
	}
	phrase := canonical(passphrase)
	if utf8.RuneCountInString(phrase) < MinPassphrase {
		return nil, ErrWeakPassphrase
	}
	secret, err := set.Encode()
	if err != nil {
		return nil, err
	}
	recipient, err := age.NewScryptRecipient(phrase)
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	recipient.SetWorkFactor(opts.WorkFactor)
	var box bytes.Buffer
	w, err := age.Encrypt(&box, recipient)
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	if _, err := w.Write(secret); err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	if box.Len() > maxFileBytes/2 {
		return nil, errors.New("key file: the set is too large")
	}
	return append([]byte(sumLine(box.Bytes())), box.Bytes()...), nil
}

// canonical is the passphrase in normalisation form C, as RFC 8265 asks: two
// keyboards may write one Lao or Vietnamese word in two ways.
func canonical(p Passphrase) string { return norm.NFC.String(string(p)) }

func sumLine(box []byte) string {
	sum := sha256.Sum256(box)
	return firstLine + hex.EncodeToString(sum[:]) + "\n"
}

// whole checks the first line and returns the rest.
func whole(b []byte) ([]byte, error) {
	line, box, found := bytes.Cut(b, []byte("\n"))
	if !found || !strings.HasPrefix(string(line), firstLine) {
		return nil, fmt.Errorf("%w: the first line is not that of a key file", ErrDamaged)
	}
	if string(line)+"\n" != sumLine(box) {
		return nil, fmt.Errorf("%w: the sum does not match", ErrDamaged)
	}
	return box, nil
}

func read(path string) ([]byte, error) {
	// The path is checked before it is opened, because opening a pipe would wait.
	if info, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, ErrMissing
	} else if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	} else if !info.Mode().IsRegular() {
		return nil, ErrNotRegular
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	defer f.Close()
	info, err := f.Stat() // of what was opened, whatever the path is by now
	switch {
	case err != nil:
		return nil, fmt.Errorf("key file: %w", err)
	case !info.Mode().IsRegular():
		return nil, ErrNotRegular
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0:
		return nil, ErrPermissions // on Windows the bits mean nothing
	}
	b, err := io.ReadAll(io.LimitReader(f, maxFileBytes+1))
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	if len(b) > maxFileBytes {
		return nil, fmt.Errorf("%w: longer than a key file can be", ErrDamaged)
	}
	return b, nil
}

// write creates a file, and removes it again if it cannot be finished.
func write(path string, b []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

// syncDir makes the name durable, which syncing the file does not.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil // directories cannot be synced there; NTFS journals names
	}
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	return nil
}
