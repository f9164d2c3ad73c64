package law

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // a laptop at a post may have no zones of its own

	"golang.org/x/text/language"

	"samano/register"
)

// pack reads all sections. The order matters where one names what another sets
// up: territory, offices and persons come first.
func (l *loader) pack() *Pack {
	p := &Pack{}
	l.identity(p)
	p.Territory = l.territory()
	p.Offices = l.offices(p.Territory)
	var levels []string
	for _, o := range p.Offices {
		levels = append(levels, o.Name)
	}
	p.Persons = l.persons()
	p.Kinds = l.kinds(levels, p.Persons.EvidenceKinds)
	p.Birth = l.birth()
	p.Marriage = l.marriage(levels, p)
	p.Adoption = l.adoption()
	p.Residence = l.residence()
	p.Household = l.household(p.Persons.Classes)
	p.Applications = l.applications()
	p.Duplicates = l.duplicates(levels, p.Offices)
	p.Looks = l.looks()
	p.Certificates = l.certificates(levels)
	p.Revives = l.revives()
	for name := range l.sections {
		l.bad(Problem{File: l.files[name], Key: name, Wrong: "is not a section of a law pack", Remedy: "mend its spelling or take it out"})
	}
	return p
}

var (
	packCode    = regexp.MustCompile(`^[a-z]{2}$`)
	countryCode = regexp.MustCompile(`^[A-Z]{3}$`)
)

func (l *loader) identity(p *Pack) {
	s := l.open("pack")
	defer s.close()
	p.Code = plain[string](s, "code", `"la"`)
	p.Country = plain[register.Country](s, "country", `"LAO"`)
	p.Languages = plain[[]string](s, "languages", `["lo"]`)
	p.Letterhead = plain[map[string][]string](s, "letterhead", `{ lo = ["ສປປ ລາວ"] }`)
	zone := plain[string](s, "time_zone", `"Asia/Vientiane"`)
	bad := func(key, value, wrong, remedy string) {
		l.bad(Problem{File: l.files["pack."+key], Key: "pack." + key, Value: value, Wrong: wrong, Remedy: remedy})
	}
	// What is missing or of a wrong type has been reported as that.
	if l.read["pack.code"] && !packCode.MatchString(p.Code) {
		bad("code", p.Code, "is not a code of a pack", "write two lower-case letters")
	}
	if l.read["pack.country"] && !countryCode.MatchString(string(p.Country)) {
		bad("country", string(p.Country), "is not an ISO 3166-1 alpha-3 code", "write three capital letters")
	}
	if l.read["pack.time_zone"] {
		var err error
		if p.TimeZone, err = time.LoadLocation(zone); err != nil || zone == "" || zone == "Local" {
			bad("time_zone", zone, "is not a time zone", `write its name in the IANA database: "Asia/Vientiane"`)
		}
	}
	if l.read["pack.languages"] && len(p.Languages) == 0 {
		bad("languages", "[]", "is empty", "name the language whose text binds")
	}
	for i, tag := range p.Languages {
		if _, err := language.Parse(tag); err != nil || slices.Contains(p.Languages[:i], tag) {
			bad("languages", tag, "is not a language tag, or stands twice", `write each once, as in BCP 47: "lo"`)
		}
	}
	if l.read["pack.letterhead"] && l.read["pack.languages"] {
		for _, tag := range p.Languages {
			lines := p.Letterhead[tag]
			if len(lines) == 0 || len(lines) != len(p.Letterhead[p.Languages[0]]) || slices.Contains(lines, "") {
				bad("letterhead", tag, "has no lines, or not as many as the others", "write the lines of official papers in each language of the pack")
			}
		}
		for _, tag := range slices.Sorted(maps.Keys(p.Letterhead)) {
			if !slices.Contains(p.Languages, tag) {
				bad("letterhead", tag, "is not a language of the pack", "take it out, or name it in languages")
			}
		}
	}
}

// maxTerritoryLevels is how far package register walks up the tree of places.
const maxTerritoryLevels = 8

// maxCodeDigits bounds the code of a unit.
const maxCodeDigits = 18

func (l *loader) territory() Territory {
	s := l.open("territory")
	defer s.close()
	t := Territory{Levels: plain[[]TerritoryLevel](s, "levels", "a list [[territory.levels]], the largest units first")}
	bad := func(i int, value, wrong, remedy string) {
		l.bad(Problem{File: l.files["territory.levels"], Key: fmt.Sprintf("territory.levels[%d]", i+1), Value: value, Wrong: wrong, Remedy: remedy})
	}
	var all []string
	digits, dwellings := 0, false
	for i, v := range t.Levels {
		all, dwellings = append(all, string(v.Name)), dwellings || v.Dwellings
		if v.CodeDigits <= digits || v.CodeDigits > maxCodeDigits {
			bad(i, fmt.Sprint(v.CodeDigits), "code_digits is not above that of the level before", fmt.Sprintf("write the whole length of the code, at most %d", maxCodeDigits))
		}
		digits = v.CodeDigits
		if strings.TrimSpace(v.Article) == "" && !v.Unverified {
			bad(i, string(v.Name), "has no article", "name the article, or write unverified = true")
		}
	}
	for _, f := range spelled(all) {
		bad(len(all)-1, f.value, f.wrong, f.remedy)
	}
	if n := len(t.Levels); l.read["territory.levels"] && (n == 0 || n > maxTerritoryLevels || !dwellings) {
		bad(n-1, strings.Join(all, ", "), "has no level with dwellings, or too many levels", fmt.Sprintf("write 1 to %d levels, at least one with dwellings = true", maxTerritoryLevels))
	}
	return t
}

func (l *loader) offices(t Territory) []OfficeLevel {
	s := l.open("offices")
	defer s.close()
	list := plain[[]OfficeLevel](s, "levels", "a list [[offices.levels]], the highest first")
	bad := func(i int, value, wrong, remedy string) {
		l.bad(Problem{File: l.files["offices.levels"], Key: fmt.Sprintf("offices.levels[%d]", i+1), Value: value, Wrong: wrong, Remedy: remedy})
	}
	var units, all []string
	for _, v := range t.Levels {
		units = append(units, string(v.Name))
	}
	for i, o := range list {
		all = append(all, o.Name)
		if o.Unit != "" && !slices.Contains(units, string(o.Unit)) {
			f := unknown("level of territory", string(o.Unit), units)
			bad(i, f.value, f.wrong, f.remedy)
		}
		if o.Abroad && o.Unit != "" {
			bad(i, string(o.Unit), "is a unit within the country for an office abroad", "leave unit out")
		}
		if strings.TrimSpace(o.Article) == "" && !o.Unverified {
			bad(i, o.Name, "has no article", "name the article, or write unverified = true")
		}
	}
	for _, f := range spelled(all) {
		bad(len(all)-1, f.value, f.wrong, f.remedy)
	}
	if l.read["offices.levels"] && len(list) == 0 {
		l.bad(Problem{File: l.files["offices.levels"], Key: "offices.levels", Value: "[]", Wrong: "is empty", Remedy: "name at least one level"})
	}
	return list
}

func (l *loader) persons() PersonRules {
	s := l.open("persons")
	defer s.close()
	r := PersonRules{
		AdultAge:        rule(s, "adult_age", years),
		Classes:         rule(s, "classes", classes),
		NumberFor:       rule(s, "number_for", names()),
		IdentifierKinds: rule(s, "identifier_kinds", names()),
		StatusKinds:     rule(s, "status_kinds", names()),
		EvidenceKinds:   rule(s, "evidence_kinds", names()),
		GuardianScopes:  rule(s, "guardian_scopes", names()),
		SexCorrection:   rule(s, "sex_correction", oneOf("ground", "document", "court")),
		SurnameOptional: rule(s, "surname_optional", whatever),
	}
	l.listed("persons.number_for", r.NumberFor, "persons.classes", convert(r.Classes, classNames))
	l.listed("persons.classes", convert(r.Classes, func(list []ResidentClass) (out []string) {
		for _, c := range list {
			out = append(out, c.Statuses...)
		}
		return out
	}), "persons.status_kinds", r.StatusKinds)
	// Who falls into no narrower class is a human being of whom little is known
	// yet, and gets a number like everybody.
	together(r.NumberFor, r.Classes, func(x Dated[[]string], y Dated[[]ResidentClass]) {
		if n := len(y.Value); n > 0 && !slices.Contains(x.Value, y.Value[n-1].Name) {
			l.bad(Problem{
				File: l.files["persons.number_for"], Key: "persons.number_for", Value: strings.Join(x.Value, ", "),
				Wrong:  "leaves out " + y.Value[n-1].Name + ", the class that anybody falls into",
				Remedy: "add " + y.Value[n-1].Name + ": nobody goes without a number because little is known",
			})
		}
	})
	return r
}

func (l *loader) kinds(levels []string, evidence Rule[[]string]) map[register.Kind]KindRules {
	d := l.open("kind_defaults")
	base := d.kind(KindRules{}, levels, evidence)
	d.close()
	s := l.open("kinds")
	out := make(map[register.Kind]KindRules)
	for _, kind := range Kinds() {
		k := s.sub(string(kind), true)
		keyOf := func(field string) string {
			if k.has(field) {
				return k.name + "." + field
			}
			return d.name + "." + field
		}
		levelsKey, blocksKey := keyOf("levels"), keyOf("evidence_blocks")
		out[kind] = k.kind(base, levels, evidence)
		k.close()
		if slices.Contains(neverStopped(), kind) {
			l.letIn(kind, out[kind], levelsKey, blocksKey)
		}
	}
	s.close()
	return out
}

// letIn holds that nobody is kept out of the register.
func (l *loader) letIn(kind register.Kind, r KindRules, levelsKey, blocksKey string) {
	for _, v := range r.EvidenceBlocks {
		if v.Value {
			l.bad(Problem{
				File: l.files[blocksKey], Key: blocksKey, Value: "true", Wrong: "would let a missing paper stop " + string(kind),
				Remedy: "write false for " + string(kind) + ": no pack may ask for papers there",
			})
		}
	}
	for _, v := range r.Levels {
		if len(v.Value) == 0 {
			l.bad(Problem{
				File: l.files[levelsKey], Key: levelsKey, Value: "[]", Wrong: "leaves no office that may register " + string(kind),
				Remedy: "name at least one office level",
			})
		}
	}
}

func (s *section) kind(base KindRules, levels []string, evidence Rule[[]string]) KindRules {
	asks := s.has("evidence")
	r := KindRules{
		Levels:         inherit(s, "levels", base.Levels, among("office level", levels)),
		DeclareDays:    inherit(s, "declare_days", base.DeclareDays, days),
		DecideDays:     inherit(s, "decide_days", base.DecideDays, days),
		Evidence:       inherit(s, "evidence", base.Evidence, spelled),
		EvidenceBlocks: inherit(s, "evidence_blocks", base.EvidenceBlocks, whatever),
		FourEyes:       inherit(s, "four_eyes", base.FourEyes, whatever),
		Decided:        inherit(s, "decided", base.Decided, some("authority", authorities())),
		Printed:        inherit(s, "printed", base.Printed, whatever),
	}
	if asks {
		s.l.listed(s.name+".evidence", r.Evidence, "persons.evidence_kinds", evidence)
	}
	return r
}

// maxWeeks bounds the length of a pregnancy.
const maxWeeks = 45

func (l *loader) birth() BirthRules {
	s := l.open("birth")
	defer s.close()
	r := BirthRules{
		ConsulateDays:  rule(s, "consulate_days", days),
		MotherMinAge:   rule(s, "mother_min_age", years),
		MotherMaxAge:   rule(s, "mother_max_age", years),
		NamingDays:     rule(s, "naming_days", days),
		SpacingDays:    rule(s, "spacing_days", days),
		PosthumousDays: rule(s, "posthumous_days", days),
		LateYears:      rule(s, "late_years", years),
		Nationality:    rule(s, "nationality", oneOf("ground of nationality", "either-parent", "both-parents", "soil")),

		StillbirthWeeks: rule(s, "stillbirth_weeks", between(1, maxWeeks)),
		FoundlingOwn:    rule(s, "foundling_own", whatever),
	}
	l.ordered("birth.mother_min_age", r.MotherMinAge, "birth.mother_max_age", r.MotherMaxAge)
	return r
}

func (l *loader) marriage(levels []string, p *Pack) MarriageRules {
	s := l.open("marriage")
	defer s.close()
	r := MarriageRules{
		MinAge:        rule(s, "min_age", years),
		MinAgeSpecial: rule(s, "min_age_special", years),
		SpecialNeeds:  rule(s, "special_needs", aName),
		ForeignLevels: rule(s, "foreign_levels", among("office level", levels)),
		KinDegrees:    rule(s, "kin_degrees", between(0, maxDegree)),
		SameSex:       rule(s, "same_sex", whatever),
	}
	l.ordered("marriage.min_age_special", r.MinAgeSpecial, "marriage.min_age", r.MinAge)
	l.listed("marriage.special_needs", convert(r.SpecialNeeds, func(s string) []string { return []string{s} }),
		"persons.evidence_kinds", p.Persons.EvidenceKinds)
	l.listed("marriage.foreign_levels", r.ForeignLevels, "kinds.marriage.levels", p.Kinds["marriage"].Levels)
	return r
}

func (l *loader) adoption() AdoptionRules {
	s := l.open("adoption")
	defer s.close()
	return AdoptionRules{MaxAge: rule(s, "max_age", years), MinGap: rule(s, "min_gap", years)}
}

func (l *loader) residence() ResidenceRules {
	s := l.open("residence")
	defer s.close()
	r := ResidenceRules{
		TemporaryFromDays:   rule(s, "temporary_from_days", days),
		TemporaryMaxDays:    rule(s, "temporary_max_days", days),
		AbsenceReasons:      rule(s, "absence_reasons", names()),
		AbsenceMaxDays:      rule(s, "absence_max_days", days),
		NotLivingNotice:     rule(s, "not_living_notice", between(1, maxDays)), // notice and objection are never nothing
		NotLivingObjection:  rule(s, "not_living_objection", between(1, maxDays)),
		SplitAtSameDwelling: rule(s, "split_at_same_dwelling", whatever),
	}
	l.ordered("residence.temporary_from_days", r.TemporaryFromDays, "residence.temporary_max_days", r.TemporaryMaxDays)
	return r
}

func (l *loader) household(people Rule[[]ResidentClass]) HouseholdRules {
	s := l.open("household")
	defer s.close()
	r := HouseholdRules{
		Relations:   rule(s, "relations", names(derived()...)),
		Kinds:       rule(s, "kinds", names(string(register.PrivateHousehold))),
		BookClasses: rule(s, "book_classes", books),
	}
	l.listed("household.book_classes", convert(r.BookClasses, func(list []BookClass) (out []string) {
		for _, b := range list {
			out = append(out, b.Classes...)
		}
		return out
	}), "persons.classes", convert(people, classNames))
	return r
}

func (l *loader) applications() ApplicationRules {
	s := l.open("applications")
	defer s.close()
	return ApplicationRules{
		ReturnDays: rule(s, "return_days", between(1, maxDays)),
		AppealDays: rule(s, "appeal_days", between(1, maxDays)), // a refusal always has an appeal
		DraftDays:  rule(s, "draft_days", between(1, maxDays)),
	}
}

func (l *loader) duplicates(levels []string, offices []OfficeLevel) Duplicates {
	s := l.open("duplicates")
	defer s.close()
	r := Duplicates{
		SamePPM:     rule(s, "same_ppm", between(1, million)),
		AskPPM:      rule(s, "ask_ppm", between(1, million)),
		ExpectedPPM: rule(s, "expected_ppm", between(1, million-1)), // to expect nobody, or everybody, is to be sure before looking
		Days:        rule(s, "days", between(1, maxDays)),           // nobody waits without end
		Decides:     rule(s, "decides", some("office level", levels)),
	}
	l.ordered("duplicates.ask_ppm", r.AskPPM, "duplicates.same_ppm", r.SamePPM)
	// Who is protected is seen by nobody below, and a consulate has no office over
	// it: without a level of the whole country some would wait without end.
	for _, v := range r.Decides {
		if len(v.Value) > 0 && !slices.ContainsFunc(offices, func(o OfficeLevel) bool {
			return o.Unit == "" && !o.Abroad && slices.Contains(v.Value, o.Name)
		}) {
			l.bad(Problem{
				File: l.files["duplicates.decides"], Key: "duplicates.decides", Value: strings.Join(v.Value, ", "),
				Wrong: "has no level of the whole country", Remedy: "add one: there is decided what no lower office may see",
			})
		}
	}
	return r
}

func (l *loader) looks() LookRules {
	s := l.open("looks")
	defer s.close()
	return LookRules{Purposes: rule(s, "purposes", purposes), RetainMonths: rule(s, "retain_months", between(1, maxMonths))}
}

func (l *loader) certificates(levels []string) map[string]CertificateRules {
	s := l.open("certificates")
	out := make(map[string]CertificateRules)
	for _, kind := range Kinds() {
		if !s.has(string(kind)) && !slices.Contains(certificates(), kind) {
			continue
		}
		c := s.sub(string(kind), false)
		out[string(kind)] = CertificateRules{
			Levels:    inherit(c, "levels", nil, some("office level", levels)),
			ValidDays: inherit(c, "valid_days", nil, days),
			ReadyDays: inherit(c, "ready_days", nil, days),
			Fields:    inherit(c, "fields", nil, names()),
		}
		c.close()
	}
	s.close()
	return out
}

func (l *loader) revives() ReviveRules {
	s := l.open("revives")
	defer s.close()
	return ReviveRules{Marriage: rule(s, "marriage", whatever), Member: rule(s, "member", whatever)}
}
