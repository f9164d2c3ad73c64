package zpack

import "io/fs"

// Dictionaries reads the dictionaries in the folder dict of a package's own files, in the order of
// their names: the last one packs. It leaves out other files and empty ones.
func Dictionaries(files fs.FS) ([][]byte, error) {
	names, err := fs.Glob(files, "dict/*.dict")
	if err != nil {
		return nil, err
	}
	var out [][]byte
	for _, name := range names {
		d, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		if len(d) > 0 {
			out = append(out, d)
		}
	}
	return out, nil
}
