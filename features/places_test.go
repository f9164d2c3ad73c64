package features

import (
	"context"
	"encoding/json"
	"fmt"

	"samano/acts"
	"samano/register"
	"samano/registrar"
)

// office is one of the offices of every scenario.
type office struct {
	name  string // as the scenarios call it
	id    register.OfficeID
	level string
	area  register.Code // none: the whole country
}

// country is what every scenario has under one law.
type country struct {
	offices []office    // first one that may register whatever a scenario takes for granted
	units   [][3]string // code, Lao, Latin
}

var countries = map[string]country{
	"la": {
		offices: []office{
			{"the centre", "C", "centre", ""},
			{"Vientiane province", "P01", "province", "01"},
			{"Xiangkhoang province", "P09", "province", "09"},
			{"Chanthabuly district", "D0101", "district", "0101"},
			{"Sikhottabong district", "D0102", "district", "0102"},
			{"Luangprabang district", "D0601", "district", "0601"},
			{"Pek district", "D0901", "district", "0901"},
			{"Nongping village", "V0101001", "village", "0101001"},
			{"the consulate in Hanoi", "K-HAN", "consulate", ""},
		},
		units: [][3]string{
			{"01", "ນະຄອນຫຼວງວຽງຈັນ", "Vientiane Capital"},
			{"06", "ຫຼວງພະບາງ", "Louangphabang"},
			{"09", "ຊຽງຂວາງ", "Xiangkhoang"},
			{"18", "ໄຊສົມບູນ", "Xaisomboun"},
			{"0101", "ຈັນທະບູລີ", "Chanthabuly"},
			{"0102", "ສີໂຄດຕະບອງ", "Sikhottabong"},
			{"0601", "ຫຼວງພະບາງ", "Luangprabang"},
			{"0901", "ແປກ", "Pek"},
			{"0908", "ທ່າໂທມ", "Thathom"},
			{"0101001", "ໜອງປິງ", "Nongping"},
			{"0101002", "ບໍ່ນາງົວ", "Bornangoua"},
			{"0102001", "ນາຄຳ", "Nakham"},
			{"0102030", "ໂພສີ", "Phosy"},
			{"0601001", "ຊຽງທອງ", "Xiengthong"},
			{"0901001", "ເມືອງນ້ອຍ", "Muangnoy"},
			{"0908001", "ດອນສຳພັນ", "Donesamphan"},
		},
	},
	"xx": {
		offices: []office{
			{"the chancery", "CH", "chancery", ""},
			{"Eastmark house", "R1", "region-house", "010"},
			{"Alder hall", "H1", "commune-hall", "010001"},
			{"Birch hall", "H2", "commune-hall", "010002"},
			{"Cedar hall", "H3", "commune-hall", "020001"},
			{"the mission in Hanoi", "M-HAN", "mission", ""},
		},
		units: [][3]string{
			{"010", "", "Eastmark"},
			{"020", "", "Westmark"},
			{"010001", "", "Alder"},
			{"010002", "", "Birch"},
			{"020001", "", "Cedar"},
		},
	},
}

func (w *world) offices() []office  { return countries[w.pack().Code].offices }
func (w *world) units() [][3]string { return countries[w.pack().Code].units }

func (w *world) officeNamed(name string) (office, error) {
	for _, o := range w.offices() {
		if o.name == name {
			return o, nil
		}
	}
	return office{}, fmt.Errorf("no office is called %q", name)
}

// foundPlaces enters the units of the scenario by a decree, before everybody else.
func (w *world) foundPlaces(ctx context.Context) error {
	levels := map[int]register.Level{}
	for _, l := range w.pack().Territory.Levels {
		levels[l.CodeDigits] = l.Name
	}
	var decree acts.PlaceChange
	for _, u := range w.units() {
		decree.Steps = append(decree.Steps, acts.PlaceStep{
			Code: register.Code(u[0]), Name: register.PlaceName{Lao: u[1], Latin: u[2]}, Level: levels[len(u[0])],
			Parent: register.Code(u[0][:above(w, len(u[0]))]),
		})
	}
	payload, err := json.Marshal(decree)
	if err != nil {
		return err
	}
	p := register.Proposal{
		ID: register.ActID(w.uuid()), Kind: "place-change", Happened: register.Exact(register.DayOf(1900, 1, 1)), Declared: w.today,
		Decision: register.Decision{By: register.ByMinistry, Authority: "MOHA", Reference: "units of the scenario"},
		Office:   w.offices()[0].id, DeclaredTo: "Vilay", Registrar: "Somsak", Payload: payload,
	}
	for _, kind := range w.pack().Kinds[p.Kind].Evidence.On(w.today).Value {
		p.Evidence = append(p.Evidence, register.Evidence{Kind: kind})
	}
	results, err := w.reg.Register(ctx, registrar.Request{Proposals: []register.Proposal{p}})
	if err != nil {
		return err
	}
	if results[0].Act == nil {
		return fmt.Errorf("the places were not registered: %v", results[0].Err)
	}
	atlas, err := w.reg.Atlas(ctx)
	if err != nil {
		return err
	}
	for _, u := range w.units() {
		if unit, ok := atlas.ByCode(register.Code(u[0]), w.today); ok {
			w.areas[register.Code(u[0])] = unit.ID
		}
	}
	return nil
}

// above gives the length of the code of the unit above one whose code is so long.
func above(w *world, digits int) (n int) {
	for _, l := range w.pack().Territory.Levels {
		if l.CodeDigits < digits {
			n = l.CodeDigits
		}
	}
	return n
}
