package register

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"
)

// held is a fact that stands, and with ops a fact to which these were done, one after the other.
func held[T Value](v T, ops ...Op) Fact[T] {
	f := Fact[T]{Key: EffectRef{1, 0}, Value: v}
	for i, op := range ops {
		f.Trail = append(f.Trail, Trace{By: EffectRef{Seq(i + 2), 0}, Op: op})
	}
	return f
}

func called(kind NameKind, given string, ops ...Op) Fact[Name] {
	return held(Name{Kind: kind, Forms: []NameForm{{Script: Latin, Parts: []NamePart{{Given: given}}}}}, ops...)
}

// Every kind of subject begins as an empty document of its own.
func TestNewSubjects(t *testing.T) {
	for _, ref := range []Ref{PersonRef(7), HouseholdRef(8), PlaceRef(9)} {
		s, err := NewSubject(ref)
		if err != nil || s.Ref() != ref || s.Version() != 0 || s.Seq() != 0 || len(ActsOf(s)) != 0 {
			t.Errorf("%s: %+v, %v", ref, s, err)
		}
		s.Each(func(f AnyFact) bool {
			t.Errorf("%s begins with %+v", ref, f)
			return true
		})
	}
	for _, kind := range []SubjectKind{0, SubjectPlace + 1} {
		if s, err := NewSubject(Ref{kind, 1}); err == nil || s != nil {
			t.Errorf("a subject of kind %d: %+v", kind, s)
		}
	}
}

// The names of fields are stored with every act.
func TestFieldsAreStoredByTheseNames(t *testing.T) {
	want := map[Field]Value{
		"origin": Origin{}, "number": Number(""), "name": Name{}, "birth": Birth{}, "sex": Sex(""), "death": Death{}, "missing": Missing{},
		"nationality": Nationality{}, "residence-status": ResidenceStatus{}, "identifier": Identifier{}, "parent": Parent{}, "partner": Partner{},
		"guardian": Guardian{}, "residence": Residence{}, "protection": Protection{}, "same-as": SameAs{},
		"member": Member{}, "head": Head{}, "address": Address{}, "household-kind": HouseholdKind(""), "book": Book{},
		"code": Code(""), "place-name": PlaceName{}, "level": Level(""), "parent-place": ParentPlace{}, "successor": Successor{},
	}
	for field, v := range want {
		if got := v.field(); got != field {
			t.Errorf("%T is stored as %q, want %q", v, got, field)
		}
		if got := (AnyFact{Value: v}).Field(); got != field {
			t.Errorf("a fact of %T is of %q", v, got)
		}
	}
	if len(fieldColumns) != len(want) {
		t.Errorf("%d fields, want %d", len(fieldColumns), len(want))
	}
}

func TestThePresentNameOfSomebody(t *testing.T) {
	given := func(p Person) string {
		n := p.Official()
		if len(n.Forms) == 0 {
			return ""
		}
		return n.Forms[0].Given()
	}
	for what, c := range map[string]struct {
		names Facts[Name]
		want  string
	}{
		"none":                             {nil, ""},
		"an official one":                  {Facts[Name]{called(BirthName, "A"), called(OfficialName, "B"), called(OtherName, "C")}, "B"},
		"the last of two official ones":    {Facts[Name]{called(OfficialName, "A"), called(OfficialName, "B")}, "B"},
		"one given up for another":         {Facts[Name]{called(OfficialName, "A"), called(OfficialName, "B", OpEnd)}, "A"},
		"one that was wrong":               {Facts[Name]{called(OfficialName, "A"), called(OfficialName, "B", OpVoid)}, "A"},
		"the one of birth":                 {Facts[Name]{called(BirthName, "A"), called(OtherName, "C")}, "A"},
		"an official one that has ended":   {Facts[Name]{called(BirthName, "A"), called(OfficialName, "B", OpEnd)}, "A"},
		"a nickname alone":                 {Facts[Name]{called(OtherName, "C")}, ""},
		"all of them wrong, or given up":   {Facts[Name]{called(BirthName, "A", OpVoid), called(OfficialName, "B", OpEnd)}, ""},
		"an official one under a question": {Facts[Name]{called(OfficialName, "A", OpInquire)}, "A"},
	} {
		if got := given(Person{Names: c.names}); got != c.want {
			t.Errorf("%s: %q, want %q", what, got, c.want)
		}
	}
}

func TestWhatIsNowHeldOfAPerson(t *testing.T) {
	nobody := &Person{ID: 1}
	if _, dead := nobody.Dead(); dead || nobody.Exists() || nobody.Protected() || nobody.Number() != "" || nobody.Sex() != SexUndetermined || nobody.Born() != (Birth{}) || nobody.Survivor() != 0 {
		t.Error("of an empty document something is held")
	}
	born, died := Birth{Date: InYear(1980, Declared)}, Death{Date: InYear(2020, Documented)}
	p := &Person{
		ID: 1, Origins: Facts[Origin]{held(Origin{})}, Numbers: Facts[Number]{held(Number("1"), OpVoid), held(Number("2"))},
		Sexes: Facts[Sex]{held(Female), held(Male)}, Births: Facts[Birth]{held(born), held(Birth{Order: 2}, OpVoid)},
		Deaths: Facts[Death]{held(died)}, Protections: Facts[Protection]{held(Protection{})},
	}
	if d, dead := p.Dead(); !dead || d != died || !p.Exists() || !p.Protected() || p.Number() != "2" || p.Sex() != Male || p.Born() != born {
		t.Errorf("held is %+v", p)
	}
	if p.Ref() != PersonRef(1) || (&Household{ID: 1}).Ref() != HouseholdRef(1) || (&Place{ID: 1}).Ref() != PlaceRef(1) {
		t.Error("a subject has another name")
	}
	for what, q := range map[string]*Person{
		"found alive":              {Deaths: Facts[Death]{held(died, OpEnd)}},
		"no longer protected":      {Protections: Facts[Protection]{held(Protection{}, OpEnd)}},
		"protected in error":       {Protections: Facts[Protection]{held(Protection{}, OpVoid)}},
		"entered in error":         {Origins: Facts[Origin]{held(Origin{}, OpVoid)}},
		"of a death that was none": {Deaths: Facts[Death]{held(died, OpVoid)}},
	} {
		if _, dead := q.Dead(); dead || q.Protected() || q.Exists() {
			t.Errorf("%s: dead, protected or entered", what)
		}
	}
}

// A record that was merged answers nothing; the one that survives does, and again the other once
// the merge was undone.
func TestWhoseRecordItIs(t *testing.T) {
	entered := Facts[Origin]{held(Origin{})}
	for what, c := range map[string]struct {
		p        *Person
		survivor PersonID
		own      bool
	}{
		"nobody's":                  {nil, 0, false},
		"never entered":             {&Person{}, 0, false},
		"taken back":                {&Person{Origins: Facts[Origin]{held(Origin{}, OpVoid)}}, 0, false},
		"of its own":                {&Person{Origins: entered}, 0, true},
		"merged into another":       {&Person{Origins: entered, SameAs: Facts[SameAs]{held(SameAs{Person: 9})}}, 9, false},
		"into which one was merged": {&Person{Origins: entered, SameAs: Facts[SameAs]{held(SameAs{Person: 9, Survives: true})}}, 0, true},
		"both, one after the other": {&Person{Origins: entered, SameAs: Facts[SameAs]{held(SameAs{Person: 8, Survives: true}), held(SameAs{Person: 9})}}, 9, false},
		"merged in error":           {&Person{Origins: entered, SameAs: Facts[SameAs]{held(SameAs{Person: 9}, OpVoid)}}, 0, true},
		"parted again":              {&Person{Origins: entered, SameAs: Facts[SameAs]{held(SameAs{Person: 9}, OpEnd)}}, 0, true},
	} {
		if c.p != nil && c.p.Survivor() != c.survivor || c.p.HasOwnRecord() != c.own {
			t.Errorf("%s: own record %v", what, c.p.HasOwnRecord())
		}
	}
}

func TestWhereSomebodyLives(t *testing.T) {
	at := func(kind ResidenceKind, place PlaceID, ops ...Op) Fact[Residence] {
		return held(Residence{Kind: kind, Address: Address{Place: place}}, ops...)
	}
	p := &Person{Residences: Facts[Residence]{at(Permanent, 1), at(Temporary, 2), at(Permanent, 3, OpEnd), at(Temporary, 4, OpVoid), at(Permanent, 5)}}
	places := func(fs Facts[Residence]) (out []PlaceID) {
		for _, f := range fs {
			out = append(out, f.Value.Address.Place)
		}
		return out
	}
	if a, b, c := places(p.Residence(Permanent)), places(p.Residence(Temporary)), p.Residence(NoFixedAbode); !slices.Equal(a, []PlaceID{1, 5}) || !slices.Equal(b, []PlaceID{2}) || c != nil {
		t.Errorf("permanent %v, temporary %v, no fixed abode %v", a, b, c)
	}
	for kind, want := range map[ResidenceKind]bool{
		Permanent: true, Temporary: true, NoFixedAbode: true, Absent: false, Abroad: false, NotLivingHere: false, "": false, "elsewhere": false,
	} {
		if got := (Residence{Kind: kind}).LivesThere(); got != want {
			t.Errorf("%q: lives there %v", kind, got)
		}
	}
}

func TestHouseholds(t *testing.T) {
	none := &Household{ID: 3}
	if _, member := none.Member(0); none.Exists() || none.Head() != 0 || member {
		t.Error("of an empty household something is held")
	}
	h := &Household{
		ID: 3, Origins: Facts[Origin]{held(Origin{})}, Heads: Facts[Head]{held(Head{Person: 1}, OpEnd), held(Head{Person: 2})},
		Members: Facts[Member]{held(Member{Person: 1, Relation: "child"}, OpEnd), held(Member{Person: 2, Relation: HeadRelation}), held(Member{Person: 4}, OpVoid)},
	}
	if f, member := h.Member(2); !h.Exists() || h.Head() != 2 || !member || f.Value.Relation != HeadRelation {
		t.Errorf("held is %+v, a member %v", f, member)
	}
	for _, id := range []PersonID{0, 1, 3, 4} {
		if _, member := h.Member(id); member {
			t.Errorf("person %d is a member", id)
		}
	}
	for what, ops := range map[string][]Op{"dissolved": {OpEnd}, "opened in error": {OpVoid}} {
		if (&Household{Origins: Facts[Origin]{held(Origin{}, ops...)}}).Exists() {
			t.Errorf("a household %s stands", what)
		}
	}
}

// Whoever walks over a document sees every fact of it, of a person, a household or a place, and may
// stop at any.
func TestWalkingOverADocument(t *testing.T) {
	for _, s := range []Subject{
		&Person{ID: 1, Sexes: Facts[Sex]{held(Female)}, SameAs: Facts[SameAs]{held(SameAs{Person: 5})}, Names: Facts[Name]{called(OtherName, "A")}},
		&Household{ID: 1, Heads: Facts[Head]{held(Head{Person: 5})}, Books: Facts[Book]{held(Book{})}, Members: Facts[Member]{held(Member{Person: 6})}},
		&Place{ID: 1, Codes: Facts[Code]{held(Code("01")), held(Code("02"))}, Successors: Facts[Successor]{held(Successor{Place: 2})}},
	} {
		var seen []AnyFact
		s.Each(func(f AnyFact) bool {
			seen = append(seen, f)
			return true
		})
		if len(seen) != 3 {
			t.Errorf("%T has %d facts, want 3", s, len(seen))
		}
		for stop := range seen {
			n := 0
			s.Each(func(AnyFact) bool {
				n++
				return n <= stop
			})
			if n != stop+1 {
				t.Errorf("%T: told to stop at fact %d, %d were seen", s, stop, n)
			}
		}
	}
	key := EffectRef{4, 2}
	f := held(Female)
	f.Key = key
	p := &Person{Names: Facts[Name]{called(OtherName, "A")}, Sexes: Facts[Sex]{held(Male), f}}
	if got, ok := FindFact(p, key); !ok || got.Key != key || got.Value != Value(Female) {
		t.Errorf("found %+v, %v", got, ok)
	}
	if got, ok := FindFact(p, EffectRef{4, 3}); ok || got.Value != nil {
		t.Errorf("found %+v", got)
	}
	if got, ok := p.Sexes.Find(key); !ok || got.Value != Female {
		t.Errorf("found %+v, %v", got, ok)
	}
	if got, ok := p.Sexes.Find(EffectRef{4, 3}); ok || got.Value != "" {
		t.Errorf("found %+v", got)
	}
	if got := PersonsOf([]PersonID{9}, &Household{Heads: Facts[Head]{held(Head{Person: 5}, OpEnd)}, Members: Facts[Member]{held(Member{Person: 6}, OpVoid)}}); !slices.Equal(got, []PersonID{9, 5, 6}) {
		t.Errorf("a household names %v", got)
	}
}

// What is sealed is in no document that is shown, whatever it is a fact of; one without anything
// sealed is shown as it is.
func TestNothingSealedIsLeft(t *testing.T) {
	open := &Person{ID: 1, Sexes: Facts[Sex]{held(Female)}}
	if got := WithoutSealed(open); got != open {
		t.Errorf("a copy was made: %+v", got)
	}
	p := &Person{ID: 1, Sexes: Facts[Sex]{held(Male, OpSeal), held(Female)}, Names: Facts[Name]{called(OfficialName, "A")}, Parents: Facts[Parent]{held(Parent{Role: Mother}, OpSeal)}}
	got := WithoutSealed(p)
	if len(got.Sexes) != 1 || got.Sexes[0].Value != Female || len(got.Names) != 1 || len(got.Parents) != 0 || got.ID != 1 {
		t.Errorf("shown is %+v", got)
	}
	if len(p.Sexes) != 2 || p.Sexes[0].Value != Male || len(p.Parents) != 1 {
		t.Errorf("the document itself was changed: %+v", p)
	}
	h := WithoutSealed(&Household{ID: 2, Addresses: Facts[Address]{held(Address{Place: 1}), held(Address{Place: 2}, OpSeal)}})
	place := WithoutSealed(&Place{ID: 3, Names: Facts[PlaceName]{held(PlaceName{Lao: "ກ"}, OpSeal), held(PlaceName{Lao: "ຂ"})}})
	if len(h.Addresses) != 1 || h.Addresses[0].Value.Place != 1 || len(place.Names) != 1 || place.Names[0].Value.Lao != "ຂ" {
		t.Errorf("shown are %+v and %+v", h, place)
	}
	for seal, want := range map[string]int{"the seal was wrong": 1, "sealed": 0} {
		f := held(Female, OpSeal)
		if want == 1 {
			f.Trail = append(f.Trail, Trace{By: EffectRef{9, 0}, Op: OpVoid, Of: f.Trail[0].By})
		}
		if got := WithoutSealed(&Person{Sexes: Facts[Sex]{f}}); len(got.Sexes) != want {
			t.Errorf("%s: %+v", seal, got.Sexes)
		}
	}
}

// A trail comes to what its last entries say, without those that later ones took back.
func TestWhatATrailComesTo(t *testing.T) {
	by := func(seq int) EffectRef { return EffectRef{Seq(seq), 0} }
	day := func(year int) Date { return Exact(DayOf(year, time.May, 1)) }
	trail := func(entries ...Trace) []Trace {
		for i := range entries {
			entries[i].By = by(i + 1)
		}
		return entries
	}
	void := func(of int) Trace { return Trace{Op: OpVoid, Of: by(of)} }
	for what, c := range map[string]struct {
		trail []Trace
		want  Standing
	}{
		"nothing":                         {nil, Standing{}},
		"ended":                           {trail(Trace{Op: OpEnd, Until: day(2020)}), Standing{Ended: true, Until: day(2020), EndedBy: by(1)}},
		"ended twice: the last counts":    {trail(Trace{Op: OpEnd, Until: day(2020)}, Trace{Op: OpEnd, Until: day(2010)}), Standing{Ended: true, Until: day(2010), EndedBy: by(2)}},
		"the last end taken back":         {trail(Trace{Op: OpEnd, Until: day(2020)}, Trace{Op: OpEnd, Until: day(2010)}, void(2)), Standing{Ended: true, Until: day(2020), EndedBy: by(1)}},
		"an end taken back, and not":      {trail(Trace{Op: OpEnd, Until: day(2020)}, void(1), void(2)), Standing{Ended: true, Until: day(2020), EndedBy: by(1)}},
		"wrong from the start":            {trail(Trace{Op: OpVoid}), Standing{Void: true, VoidBy: by(1)}},
		"wrong, said twice":               {trail(Trace{Op: OpVoid}, Trace{Op: OpVoid}), Standing{Void: true, VoidBy: by(2)}},
		"wrong, taken back":               {trail(Trace{Op: OpVoid}, void(1)), Standing{}},
		"under a question":                {trail(Trace{Op: OpInquire}), Standing{Inquiry: true}},
		"a question answered":             {trail(Trace{Op: OpInquire}, Trace{Op: OpLift}), Standing{}},
		"an answer taken back":            {trail(Trace{Op: OpInquire}, Trace{Op: OpLift}, void(2)), Standing{Inquiry: true}},
		"sealed":                          {trail(Trace{Op: OpSeal}), Standing{Sealed: true}},
		"compared with its paper":         {trail(Trace{Op: OpExamined, On: day(2020), Paper: "card"}), Standing{ExaminedOn: day(2020), Paper: "card"}},
		"compared twice":                  {trail(Trace{Op: OpExamined, On: day(2020), Paper: "card"}, Trace{Op: OpExamined, On: day(2021), Paper: "book"}), Standing{ExaminedOn: day(2021), Paper: "book"}},
		"compared before, entered after":  {trail(Trace{Op: OpExamined, On: day(2021), Paper: "book"}, Trace{Op: OpExamined, On: day(2020), Paper: "card"}), Standing{ExaminedOn: day(2021), Paper: "book"}},
		"compared twice on one day":       {trail(Trace{Op: OpExamined, On: day(2020), Paper: "card"}, Trace{Op: OpExamined, On: day(2020), Paper: "book"}), Standing{ExaminedOn: day(2020), Paper: "book"}},
		"compared, which was not so":      {trail(Trace{Op: OpExamined, On: day(2020), Paper: "card"}, void(1)), Standing{}},
		"ended, sealed and wrong at once": {trail(Trace{Op: OpEnd, Until: day(2020)}, Trace{Op: OpSeal}, Trace{Op: OpVoid}), Standing{Ended: true, Until: day(2020), EndedBy: by(1), Sealed: true, Void: true, VoidBy: by(3)}},
	} {
		f := Fact[Sex]{Value: Female, Trail: c.trail}
		if got := f.Standing(); got != c.want || f.Any().Standing() != c.want {
			t.Errorf("%s: %+v, want %+v", what, got, c.want)
		}
	}
}

func TestWhenAFactHolds(t *testing.T) {
	d := func(year int) Date { return Exact(DayOf(year, time.May, 1)) }
	on := DayOf(2020, time.May, 1)
	for what, c := range map[string]struct {
		from Date
		s    Standing
		want Truth
	}{
		"since long ago":                  {d(2000), Standing{}, Yes},
		"from this day on":                {d(2020), Standing{}, Yes},
		"from the next":                   {Exact(on + 1), Standing{}, No},
		"nobody knows since when":         {Date{}, Standing{}, Undetermined},
		"until this day":                  {d(2000), Standing{Ended: true, Until: d(2020)}, No},
		"until the next":                  {d(2000), Standing{Ended: true, Until: Exact(on + 1)}, Yes},
		"until some day of the year":      {d(2000), Standing{Ended: true, Until: InYear(2020, Documented)}, Undetermined},
		"begun, ended, nobody knows when": {d(2000), Standing{Ended: true}, Undetermined},
		"ended before, since when?":       {Date{}, Standing{Ended: true, Until: d(2010)}, No},
		"not begun, though ended":         {d(2030), Standing{Ended: true, Until: d(2010)}, No},
		"wrong from the start":            {d(2000), Standing{Void: true}, No},
		"ending later, since when?":       {Date{}, Standing{Ended: true, Until: d(2030)}, Undetermined},
	} {
		if got := HoldsOn(c.from, c.s, on); got != c.want {
			t.Errorf("%s: %v, want %v", what, got, c.want)
		}
	}
	fs := Facts[Sex]{held(Female), held(Male, OpVoid), held(SexUndetermined, OpEnd)}
	for i := range fs {
		fs[i].From = d(2000)
	}
	fs[2].Trail[0].Until = d(2010)
	if a, b, c := fs.Standing(), fs.Current(), fs.On(on); len(a) != 2 || len(b) != 1 || len(c) != 1 || c[0].Value != Female {
		t.Errorf("standing %v, current %v, on the day %v", a, b, c)
	}
	if f, ok := fs.Last(); !ok || f.Value != Female {
		t.Errorf("last %+v, %v", f, ok)
	}
	if f, ok := fs[1:].Last(); ok || f.Value != "" {
		t.Errorf("of void and ended ones the last is %+v", f)
	}
}

func TestActsOfASubject(t *testing.T) {
	p := mustFold(t, &Person{ID: 1}, 3, Effect{Subject: PersonRef(1), Op: OpOpen, Value: Female})
	p = mustFold(t, p, 7, Effect{Subject: PersonRef(2), Op: OpOpen, Value: Male}) // of somebody else
	if got := ActsOf(p); !slices.Equal(got, []Seq{3, 7}) || p.Seq() != 7 || p.Version() != 2 || len(p.Sexes) != 1 {
		t.Errorf("acts %v, %d facts", got, len(p.Sexes))
	}
	for seq, want := range map[Seq]int{0: 0, 2: 0, 3: 1, 6: 1, 7: 2, 99: 2} {
		if got := AsKnown(p, seq); got.Version() != want || len(got.Sexes) != min(want, 1) {
			t.Errorf("known at %d: %d acts, %d facts", seq, got.Version(), len(got.Sexes))
		}
	}
	if p.Version() != 2 {
		t.Error("looking back changed the document")
	}
}

func TestNamesAsWritten(t *testing.T) {
	f := NameForm{Script: Latin, Parts: []NamePart{{Surname: "Nguyễn"}, {Middle: "Văn"}, {Given: "An"}, {Given: "Bình"}}}
	if f.String() != "Nguyễn Văn An Bình" || f.Given() != "An Bình" || f.Surname() != "Nguyễn" {
		t.Errorf("%q, given %q, surname %q", f, f.Given(), f.Surname())
	}
	n := Name{Forms: []NameForm{{Script: Lao}, f}}
	if got, ok := n.In(Latin); !ok || !reflect.DeepEqual(got, f) {
		t.Errorf("in Latin %+v, %v", got, ok)
	}
	if got, ok := n.In("Thai"); ok || got.Script != "" {
		t.Errorf("in Thai %+v", got)
	}
	if (Party{Person: 1}).IsZero() || (Party{Described: &Description{}}).IsZero() || !(Party{}).IsZero() {
		t.Error("whether a party is named")
	}
}

// A derived fact is as weak as the weakest of what it is derived from, in whatever order.
func TestTheWeakestSource(t *testing.T) {
	paper, declared, takenOver := SourcePaper, SourceDeclared, SourceTakenOver
	for _, c := range []struct {
		s      Source
		others []Source
		want   Source
	}{
		{paper, nil, paper},
		{declared, nil, declared},
		{takenOver, nil, takenOver},
		{paper, []Source{paper}, paper},
		{paper, []Source{declared}, declared},
		{declared, []Source{paper}, declared},
		{declared, []Source{takenOver}, takenOver},
		{takenOver, []Source{declared}, takenOver},
		{takenOver, []Source{paper}, takenOver},
		{paper, []Source{declared, takenOver}, takenOver},
		{paper, []Source{takenOver, declared}, takenOver},
		{paper, []Source{paper, declared, paper}, declared},
	} {
		if got := c.s.Weakest(c.others...); got != c.want {
			t.Errorf("the weakest of %s and %s is %s, want %s", c.s, fmt.Sprint(c.others), got, c.want)
		}
	}
	if paper.String() != "paper-seen" || declared.String() != "declared" || takenOver.String() != "taken-over" {
		t.Errorf("%s, %s, %s", paper, declared, takenOver)
	}
}
