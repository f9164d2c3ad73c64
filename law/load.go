package law

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"samano/internal/flattoml"
)

// maxFileBytes bounds a file of a pack. The largest of the Lao pack has some 10 kB; a file that
// is far larger is somebody's mistake.
const maxFileBytes = flattoml.MaxBytes

// ext ends the name of a section's file.
const ext = ".toml"

//go:embed la/*.toml xx/*.toml
var shipped embed.FS

// Codes lists the shipped packs.
func Codes() []string {
	// An embedded directory is always readable; an error would mean that the
	// program was built without its packs, and then there are none.
	dirs, _ := fs.ReadDir(shipped, ".")
	codes := make([]string, 0, len(dirs))
	for _, d := range dirs {
		codes = append(codes, d.Name())
	}
	return codes
}

// Shipped loads the shipped pack of that code, which rules on those kinds of acts.
func Shipped(code string, kinds []Kind) (*Pack, error) {
	if !slices.Contains(Codes(), code) {
		return nil, fmt.Errorf("law: no shipped pack %q: there are %s", code, strings.Join(Codes(), ", "))
	}
	dir, err := fs.Sub(shipped, code)
	if err != nil {
		return nil, fmt.Errorf("law: shipped pack %q: %w", code, err)
	}
	return load(dir, kinds)
}

// load reads the pack whose section files lie at the root of fsys. It rules on each of the kinds
// of acts, and on no others. Files that are not TOML are
// neither read nor hashed. A pack that is wrong is refused with [Problems].
func load(fsys fs.FS, kinds []Kind) (*Pack, error) {
	l := &loader{kinds: kinds, read: map[string]bool{}, levels: map[string]bool{}}
	p := &Pack{}
	texts := make(map[string][]byte)
	complete := true
	for _, s := range sections() {
		text, err := l.file(fsys, s.name+ext)
		if err != nil {
			return nil, err
		}
		texts[s.name+ext] = text
		t := l.open(s.name, text)
		if t == nil {
			complete = false
			continue
		}
		s.read(t, p)
		t.close()
		t.undecoded()
	}
	if err := l.extra(fsys, texts); err != nil {
		return nil, err
	}
	if complete {
		l.unusedLevels(p)
	}
	if len(l.problems) > 0 {
		return nil, l.problems.sorted()
	}
	p.Hash = hash(texts)
	return p, nil
}

// file returns the bytes of a section's file; nil, with a problem, where it is missing or too
// large.
func (l *loader) file(fsys fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		l.bad(Problem{File: name, Wrong: "is missing", Remedy: "a pack has a file for each section: add it"})
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("law: %w", err)
	}
	if info.Size() > maxFileBytes {
		l.bad(Problem{File: name, Wrong: "is too large", Remedy: fmt.Sprintf("a file has at most %d bytes", maxFileBytes)})
		return nil, nil
	}
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("law: %w", err)
	}
	return append([]byte{}, text...), nil // never nil, also of an empty file
}

// extra reports the TOML files that are of no section.
func (l *loader) extra(fsys fs.FS, texts map[string][]byte) error {
	names, err := fs.Glob(fsys, "*"+ext)
	if err != nil {
		return fmt.Errorf("law: %w", err)
	}
	for _, name := range names {
		if _, ok := texts[name]; !ok {
			l.bad(Problem{File: name, Wrong: "is not a file of a law pack", Remedy: "mend its name or take it out"})
		}
	}
	return nil
}

// hash names the bytes of all files. Their order is that of their names, and each name and text
// has its length in front, so that no two packs have one hash.
func hash(texts map[string][]byte) string {
	h := sha256.New()
	fmt.Fprintf(h, "samano law pack %d\n", packFormat)
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		fmt.Fprintf(h, "%d:%s%d:", len(name), name, len(texts[name]))
		h.Write(texts[name])
	}
	return hex.EncodeToString(h.Sum(nil))
}

// open reads the file of a section; nil, with a problem, where it cannot be read.
func (l *loader) open(section string, text []byte) *table {
	if text == nil {
		return nil // reported when the file was looked for
	}
	name := section + ext
	var top map[string]toml.Primitive
	meta, err := flattoml.Decode(bytes.NewReader(text), maxFileBytes, &top)
	if err != nil {
		l.bad(Problem{File: name, Wrong: strings.TrimPrefix(err.Error(), "toml: "), Remedy: "mend the TOML"})
		return nil
	}
	for _, key := range meta.Keys() {
		// The decoder takes Value for value; a pack has one spelling of each key.
		if last := key[len(key)-1]; last != strings.ToLower(last) {
			l.bad(Problem{File: name, Key: key.String(), Wrong: "is not in lower case", Remedy: "write " + strings.ToLower(last)})
		}
	}
	for key := range top {
		if key != section {
			l.misplaced(name, key)
		}
	}
	prim, ok := top[section]
	if !ok || !isTable(&meta, section) {
		l.bad(Problem{File: name, Key: section, Wrong: "is not a table of the file", Remedy: "write the keys below [" + section + "]"})
		return nil
	}
	t := &table{loader: l, name: section, meta: &meta}
	t.decode(prim, section, &t.entries, "a table ["+section+"]")
	return t
}

// misplaced reports a key at the top of a file that is not the file's section.
func (l *loader) misplaced(file, key string) {
	if slices.ContainsFunc(sections(), func(s section) bool { return s.name == key }) {
		l.bad(Problem{File: file, Key: key, Wrong: "is the section of another file", Remedy: "move it to " + key + ext})
		return
	}
	l.bad(Problem{File: file, Key: key, Wrong: "is not the section of this file", Remedy: "mend its spelling or take it out"})
}

// undecoded reports the keys inside rules that are no part of a rule. Keys outside of rules were
// reported when their table was closed.
func (t *table) undecoded() {
	for _, key := range t.meta.Undecoded() {
		for n := 1; n < len(key); n++ {
			if t.read[strings.Join(key[:n], ".")] {
				t.at(key.String(), "", "is not a key of a law pack", "mend its spelling or take it out")
				break
			}
		}
	}
}
