package match

import "samano/register"

// Compare compares two persons, in either order.
func (l *Lexicon) Compare(a, b *Features) (v Vector) {
	for i := range v.Rarity {
		v.Rarity[i] = 1
	}
	l.compareNames(&v, a, b)
	v.Level[BirthField] = compareBirth(a.Birth, b.Birth)
	v.Level[SexField] = compareSex(a.Sex, b.Sex)
	v.Level[PlaceField] = comparePlaces(a, b)
	l.compareKin(&v, MotherField, a, b, a.Mother, b.Mother)
	l.compareKin(&v, FatherField, a, b, a.Father, b.Father)
	l.compareKin(&v, SpouseField, a, b, a.Spouse, b.Spouse)
	if a.Household != 0 && b.Household != 0 {
		v.Level[HouseholdField] = equal(a.Household == b.Household)
	}
	return v
}

func equal(b bool) uint8 {
	if b {
		return same
	}
	return differs
}

// compareNames takes the pair of names that agrees best.
func (l *Lexicon) compareNames(v *Vector, a, b *Features) {
	best := -1
	for i := range a.Names {
		for j := range b.Names {
			given, surname := l.compareName(&a.Names[i], &b.Names[j])
			if r := rank(given)*rankBase + rank(surname); r > best {
				best = r
				v.Level[GivenField], v.Level[SurnameField] = given, surname
				v.Rarity[GivenField], v.Rarity[SurnameField] = 1, 1
				if agrees(given) {
					v.Rarity[GivenField] = float32(l.givenRarity(a.Names[i].Given))
				}
				if agrees(surname) {
					v.Rarity[SurnameField] = float32(l.surnameRarity(a.Names[i].Surname))
				}
			}
		}
	}
}

const rankBase = nameDiffers + 1

// rank orders levels of names: better agreement is higher, unknown is lowest.
func rank(level uint8) int {
	if level == 0 {
		return 0
	}
	return rankBase - int(level)
}

// agrees reports whether a name agrees in sound, so that its rarity counts.
func agrees(level uint8) bool { return level == nameExact || level == nameAlike }

func (l *Lexicon) compareName(a, b *FullName) (given, surname uint8) {
	given, surname = compareWords(a.Given, b.Given, l.rareGiven), compareWords(a.Surname, b.Surname, l.rareSurname)
	if given > nameSwapped && !agrees(surname) {
		x, y := agrees(compareSound(a.Given, b.Surname)), agrees(compareSound(a.Surname, b.Given))
		switch {
		case x && y: // told once, or one fault would count twice
			return nameSwapped, 0
		case x && (a.Surname == nil || b.Given == nil), y && (a.Given == nil || b.Surname == nil):
			return namePart, 0
		}
	}
	if a.Other || b.Other {
		if given < nameOther && given != 0 {
			given = nameOther
		}
		if surname >= nameOdd {
			surname = 0 // who has another given name may have another surname with it
		}
	}
	return given, surname
}

func agreesOrUnknown(level uint8) bool { return level == 0 || agrees(level) }

// compareSound is compareWords without the costly levels.
func compareSound(a, b *Word) uint8 {
	switch {
	case a == nil || b == nil:
		return 0
	case a == b || a.Fold == b.Fold:
		return nameExact
	case a.hash == b.hash && a.Sound == b.Sound:
		return nameAlike
	}
	return nameDiffers
}

// compareWords compares two words; hardly reports that a word is a name of hardly anybody.
func compareWords(a, b *Word, hardly func(*Word) bool) uint8 {
	if level := compareSound(a, b); level != nameDiffers {
		return level
	}
	letters, slip := nearLetters(max(len(a.Sound), len(b.Sound)))
	odd := hardly(a) || hardly(b)
	switch {
	case odd && near(a, b, slip):
		return nameSlip
	case near(a, b, letters):
		return nameNear
	case within(a.Sound, b.Sound) || within(b.Sound, a.Sound):
		return namePart
	case odd:
		return nameOdd
	}
	return nameDiffers
}

// rareNameRarity is how rare a name is, against the mean meeting of two names, to be hardly
// anybody's: one that a typing error made, or a nickname.
const rareNameRarity = 0.1

func (l *Lexicon) rareGiven(w *Word) bool   { return l.givenRarity(w) < rareNameRarity }
func (l *Lexicon) rareSurname(w *Word) bool { return l.surnameRarity(w) < rareNameRarity }

// leastPart is how long a part of a name must be to count as the whole.
const leastPart = 3

// within reports whether a is the beginning or the end of b.
func within(a, b string) bool {
	return len(a) >= leastPart && len(a) < len(b) && (b[:len(a)] == a || b[len(b)-len(a):] == a)
}

// compareKin compares the names of two relatives of the same sort. A relative's surname that is the
// person's own says nothing that the person's surname does not say.
func (l *Lexicon) compareKin(v *Vector, field int, of, with *Features, a, b FullName) {
	if a.isZero() || b.isZero() {
		return
	}
	given, surname := compareWords(a.Given, b.Given, l.rareGiven), compareSound(a.Surname, b.Surname)
	if of.hasSurname(a.Surname) || with.hasSurname(b.Surname) {
		surname = 0
	}
	level := uint8(kinDiffers)
	switch {
	case agrees(given) && agrees(surname):
		level = kinFull
	case agrees(given) && surname == 0:
		level = kinGiven
	case agrees(given):
		level = kinOther
	case (given == nameSlip || given == nameNear || given == namePart) && agreesOrUnknown(surname):
		level = kinNear
	case agrees(surname):
		level = kinSurname
	case given == 0:
		level = 0
	}
	v.Level[field] = level
	rarity := 1.0
	if agrees(given) {
		rarity = l.givenRarity(a.Given)
	}
	if level == kinFull || level == kinSurname {
		rarity *= l.surnameRarity(a.Surname)
	}
	v.Rarity[field] = float32(max(leastRarity, rarity))
}

func compareSex(a, b register.Sex) uint8 {
	if a == "" || b == "" || a == register.SexUndetermined || b == register.SexUndetermined {
		return 0
	}
	return equal(a == b)
}

// nearYears is how far apart two years may be that tell of one birth, where nobody wrote it down in
// time.
const nearYears = 2

func compareBirth(a, b register.Date) uint8 {
	if a.Year == 0 || b.Year == 0 {
		return 0
	}
	apart := int(a.Year) - int(b.Year)
	if apart < 0 {
		apart = -apart
	}
	exactA, exactB := toDay(a), toDay(b)
	if exactA && exactB {
		return compareDays(a, b, apart)
	}
	slack := 0
	if a.About || b.About {
		slack = register.AboutYears
	}
	switch {
	case apart == 0 && slack == 0:
		return birthRough
	case apart <= nearYears+slack:
		return birthAbout
	}
	return birthDiffers
}

// toDay reports whether day and month carry information: clerks who know the year only write 1
// January.
func toDay(d register.Date) bool {
	return d.Precision() == register.ToDay && !d.About && (d.Day != 1 || d.Month != 1)
}

func compareDays(a, b register.Date, apart int) uint8 {
	day, month := a.Day == b.Day, a.Month == b.Month
	switch {
	case apart == 0 && day && month:
		return birthExact
	case apart == 0 && a.Day == b.Month && a.Month == b.Day:
		return birthSwapped
	case apart == 0 && month:
		return birthDay
	case apart == 0 && day:
		return birthMonth
	case day && month && apart <= nearYears:
		return birthYear
	case day && month && (apart%10 == 0 || apart == register.BuddhistEra%100):
		return birthDecade
	case apart == 0:
		return birthSameYear
	case apart <= nearYears:
		return birthNear
	}
	return birthDiffers
}

func comparePlaces(a, b *Features) uint8 {
	home, bornAt := meet(a.Home, b.Home), meet(a.BornAt, b.BornAt)
	crossed := max(meet(a.Home, b.BornAt), meet(a.BornAt, b.Home))
	switch most := max(home, bornAt, crossed); {
	case home == inVillage && bornAt == inVillage:
		return placeBoth
	case home == inVillage:
		return placeHome
	case bornAt == inVillage:
		return placeBornAt
	case crossed == inVillage && (home == notKnown || bornAt == notKnown):
		// Who moved away from where they were born: an old address says nothing either way.
		return 0
	case crossed == inVillage:
		return placeCrossed
	case most == inDistrict:
		return placeDistrict
	case most == inProvince:
		return placeProvince
	case most == nowhere:
		return placeDiffers
	}
	return 0
}

// How two places meet, less to more.
const (
	notKnown = iota
	nowhere
	inProvince
	inDistrict
	inVillage
)

func meet(a, b Place) int {
	switch {
	case a.IsZero() || b.IsZero():
		return notKnown
	case a.Village != 0 && a.Village == b.Village:
		return inVillage
	case a.District != 0 && a.District == b.District:
		return inDistrict
	case a.Province != 0 && a.Province == b.Province:
		return inProvince
	}
	return nowhere
}
