package filing

import (
	"strings"

	"samano/access"
	"samano/demo/people"
	"samano/register"
)

// Centre is the office of the ministry.
const Centre register.OfficeID = "centre"

func districtOffice(district string) register.OfficeID { return register.OfficeID("d" + district) }
func provinceOffice(province string) register.OfficeID { return register.OfficeID("p" + province) }

// officeOf returns the office of a village's district, and aboveOf that of its province.
func officeOf(v *people.Village) register.OfficeID { return districtOffice(v.District()) }
func aboveOf(v *people.Village) register.OfficeID  { return provinceOffice(v.Province()) }

// Offices returns the offices of the demo country: the ministry, one for each
// province and district, the village of the first village reporter, a consulate, and the authority that watches.
func Offices(atlas *register.Atlas, day register.Day) []register.Office {
	out := []register.Office{
		{ID: Centre, Name: "ກົມຄຸ້ມຄອງພົນລະເມືອງ", NameLatin: "Department of Resident Management", Level: "centre"},
		{ID: "k-han", Name: "ສະຖານທູດລາວ ທີ່ຮ່າໂນ້ຍ", NameLatin: "Lao Embassy in Hanoi", Level: "consulate"},
		{ID: "oversight", Name: "ອົງການກວດກາແຫ່ງລັດ", NameLatin: "State Inspection Authority", Level: "oversight"},
	}
	for _, p := range atlas.All() {
		if !p.StandsOn(day) {
			continue
		}
		code, name := string(p.CodeOn(day)), p.NameOn(day)
		o := register.Office{Jurisdiction: p.ID, Level: string(p.LevelOn(day))}
		switch o.Level {
		case "province":
			o.ID, o.Name = provinceOffice(code), "ຫ້ອງການແຂວງ "+name.Lao
			if strings.HasPrefix(name.Lao, "ນະຄອນ") {
				o.Name = "ຫ້ອງການ" + name.Lao
			}
		case "district":
			o.ID, o.Name = districtOffice(code), "ຫ້ອງການເມືອງ "+name.Lao
		case "village":
			if code != reporterVillage {
				continue
			}
			o.ID, o.Name, o.Post = register.OfficeID("v"+code), "ບ້ານ "+name.Lao, true
		default:
			continue
		}
		o.NameLatin = name.Latin
		out = append(out, o)
	}
	return out
}

// reporterVillage is the village whose reporter may sign in.
const reporterVillage = "0101001"

// Officer is a named account of the demo country.
type Officer struct {
	ID        register.OfficerID
	Name      string
	NameLatin string
	Roles     []access.Role
	Office    register.OfficeID
}

// Officers returns the officers who can sign in: each role once; two registrars at the
// district, because no officer registers what they declared themselves; and an adjudicator
// at the province beside the national one. Only the national one has both roles that comparing
// protected persons takes.
func Officers() []Officer {
	return []Officer{
		{"bounmy", "ບຸນມີ ພົມມະຈັນ", "Bounmy Phommachanh", []access.Role{access.VillageReporter}, "v" + reporterVillage},
		{"chanthala", "ຈັນທະລາ ສີສຸລາດ", "Chanthala Sisoulath", []access.Role{access.DistrictRegistrar}, "d0101"},
		{"somsack", "ສົມສັກ ວົງສາ", "Somsack Vongsa", []access.Role{access.DistrictRegistrar, access.OfficeHead}, "d0101"},
		{"khamla", "ຄຳຫຼ້າ ແກ້ວມະນີ", "Khamla Keomany", []access.Role{access.ProvincialRegistrar}, "p01"},
		{"phonesavanh", "ໂພນສະຫວັນ ໄຊຍະວົງ", "Phonesavanh Xayavong", []access.Role{access.NationalRegistrar}, Centre},
		{"douangmala", "ດວງມາລາ ສຸວັນນະວົງ", "Douangmala Souvannavong", []access.Role{access.Adjudicator}, "p01"},
		{"manivone", "ມະນີວອນ ອິນທະວົງ", "Manivone Inthavong", []access.Role{access.Adjudicator, access.NationalRegistrar}, Centre},
		{"vilayphone", "ວິໄລພອນ ບຸບຜາ", "Vilayphone Bouppha", []access.Role{access.Auditor}, Centre},
		{"thongdy", "ທອງດີ ລັດຕະນະ", "Thongdy Rattana", []access.Role{access.Administrator}, Centre},
		{"sengchanh", "ແສງຈັນ ດາລາວົງ", "Sengchanh Daravong", []access.Role{access.Administrator}, Centre},
		{"anousone", "ອານຸສອນ ພິມມະສານ", "Anousone Phimmasan", []access.Role{access.Overseer}, "oversight"},
	}
}

// staff returns the two officers of an office who declare and register there: those who
// can sign in, or officers who exist in their acts only.
func staff(office register.OfficeID) [2]register.OfficerID {
	switch office {
	case "d0101":
		return [2]register.OfficerID{"chanthala", "somsack"}
	case "p01":
		return [2]register.OfficerID{"khamla", "p01.2"}
	}
	return [2]register.OfficerID{register.OfficerID(office + ".1"), register.OfficerID(office + ".2")}
}
