package described

import (
	"testing"

	"samano/register"
)

func written(script register.Script, given, surname string) register.Name {
	f := register.NameForm{Script: script, Parts: []register.NamePart{{Given: given}}}
	if surname != "" {
		f.Parts = append(f.Parts, register.NamePart{Surname: surname})
	}
	return register.Name{Kind: register.OfficialName, Forms: []register.NameForm{f}}
}

func TestWhoMayBeAPerson(t *testing.T) {
	latin := func(given, surname string) register.Name { return written(register.Latin, given, surname) }
	date := func(text string) register.Date {
		d, err := register.ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	called, nickname := latin("Somsak", "Vongsa"), latin("Noy", "")
	nickname.Kind = register.OtherName
	living := &register.Person{
		Names: register.Facts[register.Name]{{Value: called}, {Value: nickname}}, Sexes: register.Facts[register.Sex]{{Value: register.Male}},
		Births: register.Facts[register.Birth]{{Value: register.Birth{Date: date("1980-04-02")}}},
	}
	dead := *living
	dead.Deaths = register.Facts[register.Death]{{Value: register.Death{Date: date("2020-05-01")}}}
	nobody := &register.Person{}
	for name, c := range map[string]struct {
		d    register.Description
		of   *register.Person
		want bool
	}{
		"of whom nothing is told":               {register.Description{}, living, true},
		"of his name and day":                   {register.Description{Name: called, Born: date("1980-04-02"), Sex: register.Male}, living, true},
		"in Lao":                                {register.Description{Name: written(register.Lao, "ສົມສັກ", "")}, living, true},
		"with a title":                          {register.Description{Name: latin("Mr Somsack", "")}, living, true},
		"by a nickname":                         {register.Description{Name: latin("Noy", "Vongsa")}, living, true},
		"by half of his name":                   {register.Description{Name: latin("Sak", "")}, living, true},
		"by one wrong letter":                   {register.Description{Name: latin("Somsam", "")}, living, true},
		"with given name and surname exchanged": {register.Description{Name: latin("Vongsa", "Somsak")}, living, true},
		"by a short name that one letter parts from his": {register.Description{Name: latin("Toy", "")}, living, false},
		"by another name":                        {register.Description{Name: latin("Bounmy", "Keola")}, living, false},
		"by another name and his surname":        {register.Description{Name: latin("Bounmy", "Vongsa")}, living, false},
		"by a surname alone":                     {register.Description{Name: register.Name{Forms: []register.NameForm{{Script: register.Latin, Parts: []register.NamePart{{Surname: "Keola"}}}}}}, living, true},
		"somebody of whom no name is known":      {register.Description{Name: latin("Bounmy", "")}, nobody, true},
		"born in his year":                       {register.Description{Name: called, Born: date("1980")}, living, true},
		"born about his year":                    {register.Description{Name: called, Born: date("1981~")}, living, true},
		"born in another year":                   {register.Description{Name: called, Born: date("1979")}, living, false},
		"born on another day":                    {register.Description{Born: date("1980-04-03")}, living, false},
		"somebody of whom no birth is known":     {register.Description{Born: date("1979")}, nobody, true},
		"dead, and he lives":                     {register.Description{Name: called, Died: date("2020")}, living, false},
		"dead as he is":                          {register.Description{Name: called, Died: date("2020")}, &dead, true},
		"dead before he died":                    {register.Description{Name: called, Died: date("2019")}, &dead, false},
		"of whose death nobody knows":            {register.Description{Name: called}, &dead, true},
		"a woman":                                {register.Description{Name: called, Sex: register.Female}, living, false},
		"of whom the sex is not determined":      {register.Description{Name: called, Sex: register.SexUndetermined}, living, true},
		"a woman, of whose sex nothing is known": {register.Description{Sex: register.Female}, nobody, true},
	} {
		if got := MayBe(&c.d, c.of); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
