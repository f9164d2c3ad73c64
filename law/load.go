package law

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// Limits of a pack. The Lao pack has a dozen files, the largest of some 20 kB;
// what is far beyond is no pack but somebody's mistake.
const (
	maxFiles     = 64
	maxFileBytes = 1 << 20
)

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

// Shipped loads the shipped pack of that code.
func Shipped(code string) (*Pack, error) {
	if !slices.Contains(Codes(), code) {
		return nil, fmt.Errorf("law: no shipped pack %q: there are %s", code, strings.Join(Codes(), ", "))
	}
	dir, err := fs.Sub(shipped, code)
	if err != nil {
		return nil, fmt.Errorf("law: shipped pack %q: %w", code, err)
	}
	p, err := Load(dir)
	if err != nil {
		return nil, err
	}
	if p.Code != code {
		return nil, fmt.Errorf("law: shipped pack %q calls itself %q", code, p.Code)
	}
	return p, nil
}

// Load reads the pack whose *.toml files lie at the root of fsys. Other files
// are neither read nor hashed. A pack that is wrong is refused with [Problems].
func Load(fsys fs.FS) (*Pack, error) {
	names, err := fs.Glob(fsys, "*.toml")
	if err != nil {
		return nil, fmt.Errorf("law: %w", err)
	}
	slices.Sort(names)
	if len(names) == 0 || len(names) > maxFiles {
		return nil, Problems{{File: "*.toml", Wrong: fmt.Sprintf("%d files found", len(names)), Remedy: fmt.Sprintf("a pack has 1 to %d files", maxFiles)}}
	}
	l := newLoader()
	hash := sha256.New()
	for _, name := range names {
		info, err := fs.Stat(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("law: %w", err)
		}
		if info.Size() > maxFileBytes {
			return nil, Problems{{File: name, Wrong: "is too large", Remedy: fmt.Sprintf("a file has at most %d bytes", maxFileBytes)}}
		}
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("law: %w", err)
		}
		// Lengths before name and bytes, so that no two packs give one stream.
		fmt.Fprintf(hash, "%d:%s%d:", len(name), name, len(text))
		hash.Write(text)
		l.parse(name, text)
	}
	if len(l.problems) > 0 { // keys would seem missing that are only unreadable
		return nil, l.problems.sorted()
	}
	p := l.pack()
	p.Hash = hex.EncodeToString(hash.Sum(nil))
	l.undecoded()
	if len(l.problems) > 0 {
		return nil, l.problems.sorted()
	}
	return p, nil
}

// parse reads one file into the sections.
func (l *loader) parse(name string, text []byte) {
	var top map[string]map[string]toml.Primitive
	meta, err := toml.Decode(string(text), &top)
	if err != nil {
		l.bad(Problem{File: name, Wrong: strings.TrimPrefix(err.Error(), "toml: "), Remedy: "mend the TOML; all keys stand in sections"})
		return
	}
	l.metas = append(l.metas, decoded{name, &meta})
	for _, key := range meta.Keys() {
		// The decoder takes Value for value; a pack has one spelling of each key.
		if last := key[len(key)-1]; last != strings.ToLower(last) {
			l.bad(Problem{File: name, Key: key.String(), Wrong: "is not in lower case", Remedy: "write " + strings.ToLower(last)})
		}
	}
	for section, entries := range top {
		if !isTable(&meta, section) {
			l.bad(Problem{File: name, Key: section, Wrong: "is not a table", Remedy: "write it within a section"})
			continue
		}
		if l.sections[section] == nil {
			l.sections[section] = make(map[string]entry)
			l.files[section] = name
		}
		for key, prim := range entries {
			if first, twice := l.sections[section][key]; twice {
				l.bad(Problem{File: name, Key: section + "." + key, Wrong: "stands also in " + first.file, Remedy: "keep one of them"})
				continue
			}
			l.sections[section][key] = entry{file: name, meta: &meta, prim: prim}
		}
	}
}

// isTable reports whether the key is a table; one that is only implied by the
// keys below it has no type of its own. The decoder does not say: it takes any
// value for an empty map.
func isTable(meta *toml.MetaData, path ...string) bool {
	t := meta.Type(path...)
	return t == "Hash" || t == ""
}

// undecoded reports what stands inside rules and is no part of one. Keys outside
// of rules were reported when their section was closed.
func (l *loader) undecoded() {
	for _, m := range l.metas {
		for _, key := range m.meta.Undecoded() {
			for n := 1; n < len(key); n++ {
				if l.read[strings.Join(key[:n], ".")] {
					l.bad(Problem{File: m.file, Key: key.String(), Wrong: "is not a key of a law pack", Remedy: "mend its spelling or take it out"})
					break
				}
			}
		}
	}
}
