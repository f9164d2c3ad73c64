package places

import (
	"bytes"
	"embed"
	"fmt"

	"samano/law"
	"samano/register"
)

//go:embed data/*.csv
var data embed.FS

// shippedFiles are the lists of Laos by their level.
var shippedFiles = map[register.Level]string{"province": "data/provinces.csv", "district": "data/districts.csv", "village": "data/villages.csv"}

// Sheet is the good rows of one list.
type Sheet struct {
	Format
	Rows []Row
}

// Shipped reads the lists of Laos for its law pack's territory.
func Shipped(t law.Territory) ([]Sheet, error) {
	var out []Sheet
	known := map[register.Code]bool{}
	for _, f := range formats(t) {
		name, ok := shippedFiles[f.Level]
		if !ok {
			return nil, register.Errorf(register.NotFound, "places.Shipped", "no list of the level %q ships with the program", f.Level)
		}
		b, err := data.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("places: %w", err)
		}
		rows, faults, err := Read(f, bytes.NewReader(b), func(c register.Code) bool { return known[c] })
		if err != nil {
			return nil, err
		}
		for _, fault := range faults {
			if !fault.Enters {
				return nil, fmt.Errorf("places: %s: %s", name, fault)
			}
		}
		for _, r := range rows {
			known[r.Code] = true
		}
		out = append(out, Sheet{f, rows})
	}
	return out, nil
}
