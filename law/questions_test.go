package law

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"samano/register"
)

func day(t testing.TB, s string) register.Day {
	t.Helper()
	d, err := register.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func edtf(t testing.TB, s string) register.Date {
	t.Helper()
	d, err := register.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

type bond = register.Fact[register.Nationality]

func held(country register.Country, from register.Date) bond {
	return bond{Value: register.Nationality{State: register.NationalityHeld, Country: country}, From: from}
}

func state(s register.NationalityState) bond {
	return bond{Value: register.Nationality{State: s}}
}

func ended(f bond, until register.Date) bond {
	f.Trail = append(f.Trail, register.Trace{By: register.EffectRef{Seq: 9}, Op: register.OpEnd, Until: until})
	return f
}

func voided(f bond) bond {
	f.Trail = append(f.Trail, register.Trace{By: register.EffectRef{Seq: 9}, Op: register.OpVoid})
	return f
}

func TestClass(t *testing.T) {
	la := loadPack(t, "la")
	var unknown register.Date
	cases := []struct {
		name    string
		bonds   []bond
		status  string
		class   string
		number  bool
		citizen bool
		book    string
	}{
		{"of whom nothing is known", nil, "", "undetermined", true, false, "red"},
		{"a Lao, nobody knows since when", []bond{held("LAO", unknown)}, "", "citizen", true, true, "blue"},
		{"a Lao with a second passport", []bond{held("FRA", unknown), held("LAO", unknown)}, "permanent-residence", "citizen", true, true, "blue"},
		{"a Lao only from next year", []bond{held("VNM", unknown), held("LAO", edtf(t, "2026-01-01"))}, "", "foreigner", true, false, "red"},
		{"a Vietnamese who lives here for good", []bond{held("VNM", unknown)}, "permanent-residence", "alien", true, false, "red"},
		{"a Vietnamese without a permit", []bond{held("VNM", unknown)}, "", "foreigner", true, false, "red"},
		{"who left Laos and its nationality", []bond{ended(held("LAO", unknown), edtf(t, "1980")), held("USA", edtf(t, "1980"))}, "lao-origin-abroad", "lao-origin-abroad", false, false, ""},
		{"the same, come back for a time", []bond{ended(held("LAO", unknown), edtf(t, "1980")), held("USA", edtf(t, "1980"))}, "temporary-residence", "foreigner", true, false, "red"},
		{"a Lao of origin by a void entry", []bond{voided(held("LAO", unknown)), held("USA", unknown)}, "lao-origin-abroad", "foreigner", true, false, "red"},
		{"determined to have none", []bond{state(register.NationalityNone)}, "", "apatrid", true, false, "red"},
		{"who only claims to be Lao", []bond{{Value: register.Nationality{State: register.NationalityClaimed, Country: "LAO"}}}, "", "undetermined", true, false, "red"},
		{"whose nationality is unknown", []bond{state(register.NationalityUnknown)}, "permanent-residence", "undetermined", true, false, "red"},
	}
	on := day(t, "2025-08-01")
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := &register.Person{Nationalities: c.bonds}
			if c.status != "" {
				p.Statuses = register.Facts[register.ResidenceStatus]{{Value: register.ResidenceStatus{Kind: c.status}}}
			}
			if got := la.Class(p, on); got != c.class {
				t.Errorf("class %q, want %q", got, c.class)
			}
			if got := la.GetsNumber(c.class, on); got != c.number {
				t.Errorf("gets a number: %v", got)
			}
			if got := la.standing(p, on).own; got != c.citizen {
				t.Errorf("citizen: %v", got)
			}
			if got := bookOf(la, c.class, on); got != c.book {
				t.Errorf("book %q, want %q", got, c.book)
			}
		})
	}
}

// bookOf returns the class of the book that lists people of a resident class; "" if none does.
func bookOf(p *Pack, class string, on register.Day) string {
	for _, b := range p.Household.BookClasses.On(on).Value {
		if slices.Contains(b.Classes, class) {
			return b.Name
		}
	}
	return ""
}

func TestNotEverOwn(t *testing.T) {
	la := loadPack(t, "la")
	c := ResidentClass{Name: "newcomer", Nationality: "other", NotEverOwn: true}
	never := &register.Person{Nationalities: []bond{held("FRA", register.Date{})}}
	once := &register.Person{Nationalities: []bond{held("FRA", register.Date{}), ended(held("LAO", register.Date{}), edtf(t, "1999"))}}
	if !la.matches(c, never, 0) || la.matches(c, once, day(t, "2020-01-01")) {
		t.Error("not_ever_own must match who never held the own nationality, and nobody else")
	}
}

// Whatever the register holds of somebody, on every day they have one class of
// the pack, and in both countries at most one book.
func TestClassIsTotal(t *testing.T) {
	for _, code := range Codes() {
		pack := loadPack(t, code)
		statuses := append([]string{"of-another-country"}, pack.Persons.StatusKinds.On(0).Value...)
		known := classNames(pack.Persons.Classes.On(0).Value)
		rapid.Check(t, func(rt *rapid.T) {
			p := &register.Person{}
			dates := rapid.Custom(func(rt *rapid.T) register.Date {
				if rapid.Bool().Draw(rt, "unknown") {
					return register.Date{}
				}
				return register.InYear(rapid.IntRange(1900, 2100).Draw(rt, "year"), register.Declared)
			})
			for range rapid.IntRange(0, 4).Draw(rt, "bonds") {
				f := bond{From: dates.Draw(rt, "from")}
				f.Value.State = rapid.SampledFrom([]register.NationalityState{register.NationalityHeld, register.NationalityClaimed, register.NationalityNone, register.NationalityUnknown}).Draw(rt, "state")
				f.Value.Country = rapid.SampledFrom([]register.Country{"", "LAO", "XXA", "VNM"}).Draw(rt, "country")
				switch rapid.IntRange(0, 2).Draw(rt, "fate") {
				case 1:
					f = ended(f, dates.Draw(rt, "until"))
				case 2:
					f = voided(f)
				}
				p.Nationalities = append(p.Nationalities, f)
			}
			for range rapid.IntRange(0, 2).Draw(rt, "permits") {
				p.Statuses = append(p.Statuses, register.Fact[register.ResidenceStatus]{
					Value: register.ResidenceStatus{Kind: rapid.SampledFrom(statuses).Draw(rt, "status")}, From: dates.Draw(rt, "since"),
				})
			}
			on := register.DayOf(rapid.IntRange(1850, 2150).Draw(rt, "on"), 7, 1)
			class := pack.Class(p, on)
			if !slices.Contains(known, class) {
				rt.Fatalf("class %q of %v", class, p)
			}
			if own := pack.standing(p, on).own; own != (class == known[0]) {
				rt.Fatalf("citizen %v, class %s", own, class)
			}
		})
	}
}

func TestMayRegister(t *testing.T) {
	la, xx := loadPack(t, "la"), loadPack(t, "xx")
	on := day(t, "2025-08-01")
	cases := []struct {
		pack  *Pack
		kind  register.Kind
		level string
		may   bool
	}{
		{la, "birth", "district", true},
		{la, "birth", "consulate", true},
		{la, "birth", "village", false},
		{la, "merge", "district", false},
		{la, "merge", "centre", true},
		{la, "card-issue", "centre", false}, // a kind without rules
		{xx, "birth", "commune-hall", true},
		{xx, "birth", "district", false},
		{xx, "divorce", "chancery", false}, // a country without divorce
	}
	for _, c := range cases {
		may, article := c.pack.MayRegister(c.kind, c.level, on)
		if may != c.may {
			t.Errorf("%s: %s at %s: %v", c.pack.Code, c.kind, c.level, may)
		}
		if c.pack == xx && article == "" {
			t.Errorf("xx: %s at %s: no article", c.kind, c.level)
		}
	}
}

// The Lao law of marriage to foreigners changed: what is asked is the day.
func TestLawChangesThroughTime(t *testing.T) {
	la := loadPack(t, "la")
	before, after := la.Marriage.ForeignLevels.On(day(t, "2017-12-31")), la.Marriage.ForeignLevels.On(day(t, "2018-01-01"))
	if slices.Contains(before.Value, "consulate") || !slices.Contains(after.Value, "consulate") {
		t.Errorf("before %v, after %v", before.Value, after.Value)
	}
	if before.Article == after.Article || before.Until != after.From {
		t.Errorf("before %+v, after %+v", before, after)
	}
}

func TestDeadline(t *testing.T) {
	la, xx := loadPack(t, "la"), loadPack(t, "xx")
	cases := []struct {
		name                  string
		pack                  *Pack
		kind                  register.Kind
		happened, level, said string
		late                  bool
		by                    string // empty: no last day
		days                  int
	}{
		{"on the last day", la, "birth", "2025-01-01", "district", "2025-01-31", false, "2025-01-31", 30},
		{"a day late", la, "birth", "2025-01-01", "district", "2025-02-01", true, "2025-01-31", 30},
		{"abroad in time", la, "birth", "2025-01-01", "consulate", "2025-01-06", false, "2025-01-06", 5},
		{"abroad late", la, "birth", "2025-01-01", "consulate", "2025-01-07", true, "2025-01-06", 5},
		{"a death abroad has the ordinary days", la, "death", "2025-01-01", "consulate", "2025-01-07", false, "2025-01-31", 30},
		{"only the month known: perhaps in time", la, "birth", "2025-01", "district", "2025-03-02", false, "2025-03-02", 30},
		{"only the month known: surely late", la, "birth", "2025-01", "district", "2025-03-03", true, "2025-03-02", 30},
		{"about that year: not surely late", la, "birth", "2023~", "district", "2025-12-31", false, "2026-01-30", 30},
		{"nothing known", la, "birth", "XXXX", "district", "2025-12-31", false, "", 30},
		{"nine years late", la, "birth", "2016-05-03", "district", "2025-05-03", true, "2016-06-02", 30},
		{"before there was a deadline", la, "birth", "2009-11-26", "district", "2025-01-01", false, "", 0},
		{"on its first day", la, "birth", "2009-11-27", "district", "2025-01-01", true, "2009-12-27", 30},
		{"perhaps before there was a deadline", la, "birth", "2009", "district", "2025-01-01", false, "", 0},
		{"no deadline", la, "divorce", "1990-01-01", "district", "2025-01-01", false, "", 0},
		{"a deadline of three days, on the last", xx, "move", "2025-01-01", "commune-hall", "2025-01-04", false, "2025-01-04", 3},
		{"a deadline of three days, a day after", xx, "move", "2025-01-01", "commune-hall", "2025-01-05", true, "2025-01-04", 3},
		{"declared beforehand", la, "move", "2025-03-01", "district", "2025-02-01", false, "2025-03-31", 30},
		{"sixty days", xx, "birth", "2025-01-01", "commune-hall", "2025-03-02", false, "2025-03-02", 60},
		{"sixty-one days", xx, "birth", "2025-01-01", "commune-hall", "2025-03-03", true, "2025-03-02", 60},
		{"at a mission", xx, "birth", "2025-01-01", "mission", "2025-03-03", false, "2025-05-01", 120},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			want := register.LastDay
			if c.by != "" {
				want = day(t, c.by)
			}
			late, by, rule := c.pack.Deadline(c.kind, edtf(t, c.happened), c.level, day(t, c.said))
			if late != c.late || by != want || rule.Value != c.days {
				t.Errorf("late %v by %d under %d days; want %v by %d under %d", late, by, rule.Value, c.late, want, c.days)
			}
			if rule.Article == "" && !rule.Unverified {
				t.Error("no law is named")
			}
		})
	}
}

// A declaration is late only if it is late whatever day the date means.
func TestLateOnlyIfSurelyLate(t *testing.T) {
	la := loadPack(t, "la")
	rapid.Check(t, func(rt *rapid.T) {
		month := register.Date{Year: int16(rapid.IntRange(2008, 2011).Draw(rt, "year")), Month: uint8(rapid.IntRange(1, 12).Draw(rt, "month"))}
		said := month.Earliest() + register.Day(rapid.IntRange(0, 90).Draw(rt, "days"))
		late, _, _ := la.Deadline("birth", month, "district", said)
		all := true
		for d := month.Earliest(); d <= month.Latest(); d++ {
			one, _, _ := la.Deadline("birth", register.Exact(d), "district", said)
			all = all && one
		}
		if late != all {
			rt.Fatalf("%s declared %s: late %v, on every reading %v", month, said, late, all)
		}
	})
}

func TestPurposeFor(t *testing.T) {
	la := loadPack(t, "la")
	if p, ok := la.PurposeFor("court-order", "national-registrar", 0); !ok || p.NoCase || !slices.Contains(p.Cases, CaseCourt) || p.DelayDays == 0 {
		t.Errorf("%+v %v", p, ok)
	}
	if _, ok := la.PurposeFor("audit", "district-registrar", 0); ok {
		t.Error("a registrar claims to audit")
	}
	if _, ok := la.PurposeFor("curiosity", "auditor", 0); ok {
		t.Error("a purpose that the law does not name")
	}
}

// Where the law changed within the time that a date may mean, the kindest reading counts: the last
// day of the longer deadline.
func TestDeadlineOfADateAcrossTwoLaws(t *testing.T) {
	xx := *loadPack(t, "xx")
	days := Rule[int]{
		{Value: 1000, From: register.FirstDay, Until: day(t, "2011-05-01"), Article: "old"},
		{Value: 60, From: day(t, "2011-05-01"), Until: register.LastDay, Article: "new"},
	}
	xx.Kinds = map[register.Kind]KindRules{"birth": {DeclareDays: days}}
	for happened, want := range map[string]string{
		"2011": "2014-01-24", "2011-04-30": "2014-01-24", "2011-05-01": "2011-06-30", "2011-05": "2011-07-30",
	} {
		_, by, rule := xx.Deadline("birth", edtf(t, happened), "commune-hall", day(t, "2020-01-01"))
		if by != day(t, want) || (rule.Value == 1000) != (want == "2014-01-24") {
			t.Errorf("%s: by %s under %d days, want %s", happened, by, rule.Value, want)
		}
	}
}
