package synth

import (
	"math/rand/v2"
	"strings"
	"unicode/utf8"

	"samano/internal/splitmix"
	"samano/match"
	"samano/names"
	"samano/register"
)

// Corruptor writes people down a second time. The same Corruptor gives the same record of a person.
type Corruptor struct {
	Model   Model
	Country Country
	Seed    uint64
	book    *book
}

// NewCorruptor returns a corruptor for the people of a country.
func NewCorruptor(m Model, c Country, seed uint64) *Corruptor {
	return &Corruptor{Model: m, Country: c, Seed: seed, book: newBook()}
}

// Again returns the record of the person as written down for the n-th time, without an id.
func (l *Corruptor) Again(p *Person, n int) match.Record {
	w := writing{Corruptor: l, rng: rand.New(rand.NewPCG(l.Seed^splitmix.Mix(uint64(n)), splitmix.Mix(uint64(p.ID))))} // #nosec G404: seeded, to be made again
	r := p.Record
	r.ID = 0
	r.Names = []match.Name{w.own(p)}
	r.Birth = w.birth(r.Birth)
	if w.hit(l.Model.WrongSex) {
		r.Sex = map[register.Sex]register.Sex{register.Female: register.Male, register.Male: register.Female}[r.Sex]
	}
	r.Home, r.BornAt = w.home(r.Home), w.bornAt(r.BornAt)
	r.Mother = w.kin(r.Mother, l.Model.ParentLost)
	r.Father = w.kin(r.Father, l.Model.ParentLost)
	r.Spouse = w.kin(r.Spouse, l.Model.SpouseLost)
	if !w.hit(l.Model.Household) {
		r.Household = 0
	}
	return r
}

// writing is one record being written.
type writing struct {
	*Corruptor
	rng *rand.Rand
}

func (w *writing) hit(rate float64) bool { return w.rng.Float64() < rate }

// own writes the person's own name.
func (w *writing) own(p *Person) match.Name {
	n := p.Names[0]
	if p.Married && p.Sex == register.Female && w.hit(w.Model.NewSurname) {
		n.Surname = p.Spouse.Surname
	}
	if w.hit(w.Model.NoSurname) {
		n.Surname = ""
	}
	if w.hit(w.Model.Nickname) {
		n.Given = w.nickname(n.Given)
	}
	n = w.spell(n)
	if w.hit(w.Model.SwappedParts) && n.Surname != "" {
		n.Given, n.Surname = n.Surname, n.Given
	}
	if w.hit(w.Model.Title) {
		n.Given = [...]string{"ນາງ ", "ທ້າວ ", "ທ່ານ "}[w.rng.IntN(3)] + n.Given
	}
	return n
}

// kin writes the name of a relative; of the surname one knows less.
func (w *writing) kin(n match.Name, lost float64) match.Name {
	if n.IsZero() || w.hit(lost) {
		return match.Name{}
	}
	if w.hit(w.Model.NoSurname * 2) {
		n.Surname = ""
	}
	if w.hit(w.Model.Nickname) {
		n.Given = w.nickname(n.Given)
	}
	return w.spell(n)
}

// nickname returns half the time a name that has nothing to do with the given name, else its last
// or first syllable.
func (w *writing) nickname(given string) string {
	parts := names.Syllables(given)
	if len(parts) < 2 || w.hit(0.5) {
		return w.book.nickname(w.rng).lao
	}
	if w.hit(0.5) {
		return parts[0]
	}
	return parts[len(parts)-1]
}

// spell writes a name anew: script, romanisation and typing errors.
func (w *writing) spell(n match.Name) match.Name {
	if isLao(n.Given+n.Surname) && w.hit(w.Model.OtherScript) {
		n.Given, n.Surname = w.romanise(n.Given), w.romanise(n.Surname)
	} else if !isLao(n.Given + n.Surname) {
		n.Given, n.Surname = w.respell(n.Given), w.respell(n.Surname)
	}
	return match.Name{Given: w.typo(n.Given), Surname: w.typo(n.Surname), Other: n.Other}
}

func isLao(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r >= 0x0e80 && r <= 0x0eff })
}

func (w *writing) romanise(lao string) string {
	if lao == "" {
		return ""
	}
	if !w.hit(w.Model.OtherSpell) {
		return names.Suggest(lao)
	}
	system := names.BGNPCGN1966
	if w.hit(0.5) {
		system = names.MOH2020
	}
	return w.respell(strings.ReplaceAll(names.Romanise(lao, system), "-", ""))
}

// habits are ways to write one sound; one is as good as the other.
var habits = [][2]string{
	{"ou", "u"},
	{"oo", "ou"},
	{"ph", "p"},
	{"th", "t"},
	{"kh", "k"},
	{"x", "s"},
	{"s", "x"},
	{"v", "w"},
	{"y", "i"},
	{"ay", "ai"},
	{"eu", "ue"},
	{"ch", "j"},
	{"one", "on"},
	{"anh", "an"},
	{"ane", "an"},
	{"ath", "at"},
	{"ack", "ak"},
	{"ieng", "iang"},
}

// respell applies one or two habits to a Latin spelling.
func (w *writing) respell(latin string) string {
	if !w.hit(w.Model.OtherSpell) {
		return latin
	}
	latin = strings.ToLower(latin)
	for range 1 + w.rng.IntN(2) {
		h := habits[w.rng.IntN(len(habits))]
		latin = strings.Replace(latin, h[0], h[1], 1)
	}
	return latin
}

// typo makes one typing error: a letter dropped, doubled, exchanged with the next or replaced by
// another of its script.
func (w *writing) typo(s string) string {
	if !w.hit(w.Model.Typo) || utf8.RuneCountInString(s) < 3 {
		return s
	}
	r := []rune(s)
	i := w.rng.IntN(len(r) - 1)
	switch w.rng.IntN(4) {
	case 0:
		r = append(r[:i], r[i+1:]...)
	case 1:
		r = append(r[:i+1], r[i:]...)
	case 2:
		r[i], r[i+1] = r[i+1], r[i]
	default:
		letters := []rune("aeioukhnstpmlvg")
		if isLao(s) {
			letters = []rune("ກຂຄງຈສຊຍດຕຖທນບປຜພມວຫອາີຸໍ່້")
		}
		r[i] = letters[w.rng.IntN(len(letters))]
	}
	return string(r)
}

// birth damages a date: at most one fault.
func (w *writing) birth(d register.Date) register.Date {
	m := &w.Model
	u := w.rng.Float64()
	for _, fault := range []struct {
		rate float64
		make func(register.Date) register.Date
	}{
		{m.YearOnly, func(d register.Date) register.Date { return register.InYear(int(d.Year), register.Declared) }},
		{m.Swapped, w.swap},
		{m.DigitTypo, w.digit},
		{m.YearOff, w.yearOff},
		{m.Heaped, heap},
		{m.Buddhist, func(d register.Date) register.Date { d.Year += 10; return d }},
		{m.NoBirth, func(register.Date) register.Date { return register.Date{} }},
		{m.NewYearDay, func(d register.Date) register.Date { d.Month, d.Day = 1, 1; return d }},
	} {
		if u < fault.rate {
			return fault.make(d)
		}
		u -= fault.rate
	}
	return d
}

// swap exchanges day and month; where that gives no day or the same, it is another fault.
func (w *writing) swap(d register.Date) register.Date {
	if d.Precision() == register.ToDay && d.Day <= 12 && d.Day != d.Month {
		d.Day, d.Month = d.Month, d.Day
		return d
	}
	return w.digit(d)
}

// digit writes another day within the month, or another month.
func (w *writing) digit(d register.Date) register.Date {
	if d.Precision() != register.ToDay {
		return w.yearOff(d)
	}
	if w.hit(0.6) {
		d.Day = uint8(1 + (int(d.Day)-1+10*(1+w.rng.IntN(2)))%28)
	} else {
		d.Month, d.Day = uint8(1+(int(d.Month)+w.rng.IntN(11))%12), min(d.Day, 28)
	}
	return d
}

func (w *writing) yearOff(d register.Date) register.Date {
	if d.Year != 0 {
		d.Year += int16([...]int{-2, -1, -1, -1, 1, 1, 1, 2}[w.rng.IntN(8)])
		d.Day = min(d.Day, 28)
	}
	return d
}

// heap rounds the year to one that ends in 0 or 5, as an age in round numbers gives it.
func heap(d register.Date) register.Date {
	if d.Year == 0 {
		return d
	}
	return register.Date{Year: (d.Year + 2) / 5 * 5, About: true, Basis: register.Estimated}
}

func (w *writing) home(p match.Place) match.Place {
	if !w.hit(w.Model.Moved) {
		return p
	}
	first, n := 0, w.Country.villages()
	village := int(p.Village) - 1
	if w.hit(w.Model.MovedDistrict) {
		size := w.Country.villagesPerDistrict()
		first = village / size * size
		n = min(size, n-first)
	}
	if n < 2 {
		return p
	}
	// Any village of these but the old one.
	other := first + w.rng.IntN(n-1)
	if other >= village {
		other++
	}
	return w.Country.place(other)
}

func (w *writing) bornAt(p match.Place) match.Place {
	switch {
	case p.IsZero() || w.hit(w.Model.BornAtLost):
		return match.Place{}
	case w.hit(w.Model.BornAtWrong):
		return w.Country.place(w.rng.IntN(w.Country.villages()))
	}
	return p
}
