package batch

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"samano/internal/flattoml"
	"samano/names"
)

// Part names the information about a person that a column holds.
type Part string

// The parts. A place is given by the code of a unit of any level or by the names of the unit and of
// those above it.
const (
	Given         Part = "given"
	Surname       Part = "surname"
	FullName      Part = "name" // given name, then surname behind the last space
	OtherName     Part = "other-name"
	Birth         Part = "birth"
	Sex           Part = "sex"
	HomeVillage   Part = "home-village"
	HomeDistrict  Part = "home-district"
	HomeProvince  Part = "home-province"
	BornVillage   Part = "born-village"
	BornDistrict  Part = "born-district"
	BornProvince  Part = "born-province"
	MotherGiven   Part = "mother-given"
	MotherSurname Part = "mother-surname"
	Mother        Part = "mother" // full name
	FatherGiven   Part = "father-given"
	FatherSurname Part = "father-surname"
	Father        Part = "father"
	SpouseGiven   Part = "spouse-given"
	SpouseSurname Part = "spouse-surname"
	Spouse        Part = "spouse"
)

// heading is a part with the names of columns by which it is known without a plan, as plain writes
// them.
type heading struct {
	part Part
	as   []string
}

var headings = []heading{
	{Given, []string{"given", "givenname", "firstname", "forename", "prenom", "ຊື່"}},
	{Surname, []string{"surname", "lastname", "familyname", "nomdefamille", "ນາມສະກຸນ"}},
	{FullName, []string{"name", "fullname", "ຊື່ແລະນາມສະກຸນ"}},
	{OtherName, []string{"othername", "nickname", "alias", "ຊື່ຫຼິ້ນ"}},
	{Birth, []string{"birth", "born", "dob", "dateofbirth", "birthdate", "birthday", "ວັນເດືອນປີເກີດ"}},
	{Sex, []string{"sex", "gender", "ເພດ"}},
	{HomeVillage, []string{"homevillage", "home", "village", "residence", "ບ້ານ"}},
	{HomeDistrict, []string{"homedistrict", "district", "ເມືອງ"}},
	{HomeProvince, []string{"homeprovince", "province", "ແຂວງ"}},
	{BornVillage, []string{"bornvillage", "birthplace", "placeofbirth", "birthvillage", "villageofbirth", "ບ້ານເກີດ"}},
	{BornDistrict, []string{"borndistrict", "birthdistrict", "districtofbirth", "ເມືອງເກີດ"}},
	{BornProvince, []string{"bornprovince", "birthprovince", "provinceofbirth", "ແຂວງເກີດ"}},
	{MotherGiven, []string{"mothergiven", "mothergivenname", "motherfirstname"}},
	{MotherSurname, []string{"mothersurname", "motherlastname"}},
	{Mother, []string{"mother", "mothername", "mothersname", "ຊື່ແມ່"}},
	{FatherGiven, []string{"fathergiven", "fathergivenname", "fatherfirstname"}},
	{FatherSurname, []string{"fathersurname", "fatherlastname"}},
	{Father, []string{"father", "fathername", "fathersname", "ຊື່ພໍ່"}},
	{SpouseGiven, []string{"spousegiven", "spousegivenname", "spousefirstname"}},
	{SpouseSurname, []string{"spousesurname", "spouselastname"}},
	{Spouse, []string{"spouse", "spousename", "ຊື່ຜົວເມຍ"}},
}

// Plan says which column holds what. Other columns are not read.
type Plan struct {
	Columns []Column `toml:"column"`
	Truth   string   `toml:"truth"` // the column that says who is who, for judging only
}

// Column is one column.
type Column struct {
	Name  string `toml:"name"`
	Holds Part   `toml:"holds"`
}

// ReadPlan reads a plan as TOML; unknown keys are errors. A truth that is given takes the place of the
// plan's own.
func ReadPlan(r io.Reader, truth string) (*Plan, error) {
	var p Plan
	meta, err := flattoml.Decode(r, flattoml.MaxBytes, &p)
	if err != nil {
		return nil, fmt.Errorf("batch: plan: %w", err)
	}
	if extra := meta.Undecoded(); len(extra) > 0 {
		return nil, fmt.Errorf("batch: plan: unknown key %s", extra[0])
	}
	if truth != "" {
		p.Truth = truth
	}
	return &p, p.check()
}

func (p *Plan) check() error {
	if len(p.Columns) == 0 {
		return fmt.Errorf("batch: plan: no column")
	}
	for i, c := range p.Columns {
		if !slices.ContainsFunc(headings, func(h heading) bool { return h.part == c.Holds }) {
			return fmt.Errorf("batch: plan: column %q holds %q: there is no such part", c.Name, c.Holds)
		}
		if slices.ContainsFunc(p.Columns[:i], func(d Column) bool { return d.Name == c.Name || d.Holds == c.Holds }) {
			return fmt.Errorf("batch: plan: column %q or what it holds stands there twice", c.Name)
		}
		if c.Name == p.Truth {
			return fmt.Errorf("batch: plan: the truth, %q, is among the columns that are compared: leave it out there", c.Name)
		}
	}
	return nil
}

// Guess returns a plan made from the names of columns, without the column truth. It is nil if it
// knows no column.
func Guess(header []string, truth string) *Plan {
	p := &Plan{Truth: truth}
	for _, h := range headings {
		for _, name := range header {
			if name != truth && slices.Contains(h.as, plain(name)) {
				p.Columns = append(p.Columns, Column{Name: name, Holds: h.part})
				break
			}
		}
	}
	if len(p.Columns) == 0 {
		return nil
	}
	return p
}

// plain writes the name of a column so that "Given_Name" and "given name" are equal.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '_' || r == '-' || r == '\'' || r == '.' {
			return -1
		}
		return r
	}, strings.ToLower(names.Clean(name)))
}

// Missing returns the columns of the plan, and of its truth, that the header lacks or has twice.
func (p *Plan) Missing(header []string) (missing, twice []string) {
	want := []string{}
	for _, c := range p.Columns {
		want = append(want, c.Name)
	}
	if p.Truth != "" {
		want = append(want, p.Truth)
	}
	for _, name := range want {
		switch first := slices.Index(header, name); {
		case first < 0:
			missing = append(missing, name)
		case slices.Contains(header[first+1:], name):
			twice = append(twice, name)
		}
	}
	return missing, twice
}

// columnsOf returns the positions of the plan's columns; -1 for the truth of a plan without one.
func columnsOf(p *Plan, header []string) (at []int, truth int) {
	for _, c := range p.Columns {
		at = append(at, slices.Index(header, c.Name))
	}
	truth = -1
	if p.Truth != "" {
		truth = slices.Index(header, p.Truth)
	}
	return at, truth
}
