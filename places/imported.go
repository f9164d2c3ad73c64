package places

import "samano/register"

// Imported is what becomes of a list of units.
type Imported struct {
	Entered int     `json:"entered"`
	There   int     `json:"there_already"`
	Refused int     `json:"refused"` // rows
	Faults  []Fault `json:"-"`       // told one by one; one that enters refuses nothing
}

// Import tells what becomes of the rows of a list beside the units that exist on a day.
func Import(atlas *register.Atlas, day register.Day, rows []Row, faults []Fault) Imported {
	out := Imported{Faults: faults}
	for _, r := range rows {
		if _, there := atlas.ByCode(r.Code, day); there {
			out.There++
		}
	}
	out.Entered = len(rows) - out.There
	for _, f := range faults {
		if !f.Enters {
			out.Refused++
		}
	}
	return out
}
