package territory_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"samano/access"
	"samano/internal/testenv"
	"samano/law"
	"samano/node"
	"samano/places"
	"samano/register"
)

// world is a country with an officer of the national desk and one of a district.
type world struct {
	*testenv.Country
	national, kham access.Actor
}

func newWorld(t testing.TB) *world { return newWorldWith(t, testenv.Options{}) }

func newWorldWith(t testing.TB, o testenv.Options) *world {
	t.Helper()
	w := &world{Country: testenv.New(t, o)}
	w.FoundDistricts(t)
	centre, district := w.OpenOffice(t, "CENTRE", "centre", ""), w.OpenOffice(t, "D0101", "district", "0101")
	w.national, w.kham = testenv.ActorAt(centre, "vilay", access.NationalRegistrar), testenv.ActorAt(district, "kham", access.DistrictRegistrar)
	return w
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// twoVillages is a list of one unit that is there, one that is new and one without a district.
const twoVillages = "code,district,name_lo,name_latin\n0101001,0101,ໜອງປິງ,Nongping\n0101003,0101,ບໍ່ນາງົວ,Bornangoua\n0909001,0909,ທ່າ,Tha\n"

func villages(pack *law.Pack) places.Format {
	f, _ := places.FormatOf(pack.Territory, "village")
	return f
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("the line is gone") }

// A list of units is registered by a decree: what is there already is passed over, what has a fault
// is told, and the same list once more enters nothing.
func TestAListOfPlacesIsImported(t *testing.T) {
	outage := &testenv.Outage{}
	w, ctx := newWorldWith(t, testenv.Options{Change: outage.Into}), context.Background()
	size := func() int64 {
		head, err := w.Country.Store.Head(ctx)
		must(t, err)
		return head.Size
	}
	before := size()
	outage.Arm(0) // which places there are
	none, err := w.Node.Territory.Import(ctx, w.national, "CENTRE", villages(w.Law), strings.NewReader(twoVillages))
	if calls, _ := outage.Disarm(); register.KindOf(err) != register.Unavailable || none.Entered+none.There+none.Refused != 0 {
		t.Errorf("%v fails, and it comes to %+v, %v", calls, none, err)
	}
	done, err := w.Node.Territory.Import(ctx, w.national, "CENTRE", villages(w.Law), strings.NewReader(twoVillages))
	must(t, err)
	if done.Entered != 1 || done.There != 1 || done.Refused != 1 || len(done.Faults) != 1 || done.Faults[0].Line != 4 || done.Faults[0].Enters {
		t.Errorf("imported is %+v", done)
	}
	if size() != before+1 {
		t.Errorf("by %d acts", size()-before)
	}
	atlas, err := w.Atlas(ctx)
	must(t, err)
	p, ok := atlas.ByCode("0101003", w.Today())
	if parent, _ := atlas.ByCode("0101", w.Today()); !ok || p.LevelOn(w.Today()) != "village" || !atlas.Area(parent.ID, w.Today()).Contains(p.ID) {
		t.Errorf("the village is %+v", p)
	}
	if _, since1900 := atlas.ByCode("0101003", register.DayOf(1930, 1, 1)); !since1900 {
		t.Error("nobody can have been born there in 1930")
	}
	acts, err := w.Acts(ctx, w.Pass, []register.Seq{register.Seq(before)})
	must(t, err)
	a := acts[0]
	if a.Kind != register.KindPlaceChange || a.Registrar != w.national.Officer.ID || a.Office != "CENTRE" || a.Declared != w.Today() || a.Happened != register.InYear(1900, register.Declared) ||
		a.Decision.Authority != "territory" || a.Decision.Reference != "list of 2026-11-02/0101003" || len(a.Evidence) != 1 || a.Evidence[0].Kind != "ministry-decision" {
		t.Errorf("the act is %+v", a)
	}
	again, err := w.Node.Territory.Import(ctx, w.national, "CENTRE", villages(w.Law), strings.NewReader(twoVillages))
	must(t, err)
	if again.Entered != 0 || again.There != 2 || again.Refused != 1 || size() != before+1 {
		t.Errorf("imported again is %+v, by %d acts", again, size()-before)
	}
	// A name that looks wrong is told, and enters: people live there.
	odd, err := w.Node.Territory.Import(ctx, w.national, "CENTRE", villages(w.Law), strings.NewReader("code,district,name_lo,name_latin\n0101004,0101,ໜອງ\u0081ປິງ,\n"))
	must(t, err)
	if odd.Entered != 1 || odd.Refused != 0 || len(odd.Faults) == 0 || !odd.Faults[0].Enters {
		t.Errorf("an odd name is %+v", odd)
	}
	if _, err := w.Node.Territory.Import(ctx, w.national, "CENTRE", villages(w.Law), broken{}); err == nil || !strings.Contains(err.Error(), "the line is gone") {
		t.Errorf("a list that cannot be read: %v", err)
	}
	denied, err := w.Node.Territory.Import(ctx, w.kham, "CENTRE", villages(w.Law), strings.NewReader(twoVillages))
	if !register.HasCode(err, access.CodeNotCompetent) || register.KindOf(err) != register.Forbidden {
		t.Errorf("who may not: %v", err)
	}
	if denied.Entered+denied.There+denied.Refused != 0 || denied.Faults != nil {
		t.Errorf("who may not is told %+v", denied)
	}
}

// A list that is longer than what is taken at once is registered by several acts. A database that
// fails leaves those before, and the same list once more brings the rest.
func TestAFoundingThatFails(t *testing.T) {
	failing, outage := &testenv.Failing{At: -1, Kind: register.Unavailable}, &testenv.Outage{}
	w := newWorldWith(t, testenv.Options{Change: func(p *node.Parts) {
		outage.Into(p)
		failing.Register, p.Register = p.Register, failing
	}})
	ctx := context.Background()
	// One act founds the units under one parent: more parents than acts are taken at once.
	var lists [3]strings.Builder
	const provinces, districts = 8, 70
	for p := 20; p < 20+provinces; p++ {
		fmt.Fprintf(&lists[0], "%02d,ແຂວງ,Khoueng\n", p)
		for d := 10; d < 10+districts; d++ {
			fmt.Fprintf(&lists[1], "%02d%02d,%02d,ເມືອງ,Muang\n", p, d, p)
			fmt.Fprintf(&lists[2], "%02d%02d001,%02d%02d,ບ້ານ,Ban\n", p, d, p, d)
		}
	}
	sheet := func(level register.Level, list string) places.Sheet {
		format, _ := places.FormatOf(w.Law.Territory, level)
		head := map[register.Level]string{"province": "code,name_lo,name_latin\n", "district": "code,province,name_lo,name_latin\n", "village": "code,district,name_lo,name_latin\n"}[level]
		rows, faults, err := places.Read(format, strings.NewReader(head+list), func(register.Code) bool { return true })
		if must(t, err); len(rows) != strings.Count(list, "\n") {
			t.Fatalf("%d rows of %s, %v", len(rows), level, faults)
		}
		return places.Sheet{Format: format, Rows: rows}
	}
	must(t, w.Node.Territory.Found(ctx, "CENTRE", "vilay", []places.Sheet{sheet("province", lists[0].String()), sheet("district", lists[1].String())}))
	read := func() []places.Sheet { return []places.Sheet{sheet("village", lists[2].String())} }
	before, err := w.Country.Store.Head(ctx)
	must(t, err)
	// An office that is none is refused by the register.
	var e *register.Error
	if err := w.Node.Territory.Found(ctx, "NOWHERE", "vilay", read()); !errors.As(err, &e) || e.Kind != register.Invalid || len(e.Findings) == 0 {
		t.Errorf("at an office that is none: %v", err)
	}
	if now, err := w.Country.Store.Head(ctx); err != nil || now.Size != before.Size {
		t.Errorf("at an office that is none %d acts are registered, %v", now.Size-before.Size, err)
	}
	// Before the first act it is asked whether anybody is registered, and what places there are.
	for call := range 2 {
		outage.Arm(call)
		err := w.Node.Territory.Found(ctx, "CENTRE", "vilay", read())
		if calls, failed := outage.Disarm(); !failed || register.KindOf(err) != register.Unavailable {
			t.Errorf("one of %v fails, and it comes to %v", calls, err)
		}
	}
	failing.Armed = true
	for call := 0; ; call++ {
		failing.Calls, failing.At = nil, call
		err := w.Node.Territory.Found(ctx, "CENTRE", "vilay", read())
		if len(failing.Calls) <= call {
			must(t, err)
			break
		}
		if err != nil && register.KindOf(err) != register.Unavailable {
			t.Errorf("%s (%d) fails, and it comes to %v", failing.Calls[call], call, err)
		}
		if now, again := w.Country.Store.Head(ctx); again == nil && err == nil && now.Size != before.Size+provinces*districts {
			t.Errorf("%s (%d) fails, it is told as done, and %d acts are registered", failing.Calls[call], call, now.Size-before.Size)
		}
	}
	failing.Armed = false
	head, err := w.Country.Store.Head(ctx)
	must(t, err)
	if head.Size != before.Size+provinces*districts {
		t.Errorf("%d acts are registered", head.Size-before.Size)
	}
	atlas, err := w.Atlas(ctx)
	must(t, err)
	for n := range provinces * districts {
		if _, ok := atlas.ByCode(register.Code(fmt.Sprintf("%02d%02d001", 20+n/districts, 10+n%districts)), w.Today()); !ok {
			t.Fatalf("village %d is not there", n)
		}
	}
}

// Places are founded past officers only while nobody is registered. Later an officer imports them.
func TestPlacesAreNotFoundedAmongPeople(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	sheets := func(code string) []places.Sheet {
		rows, _, err := places.Read(villages(w.Law), strings.NewReader("code,district,name_lo,name_latin\n"+code+",0101,ທ່າ,Tha\n"), func(register.Code) bool { return true })
		must(t, err)
		return []places.Sheet{{Format: villages(w.Law), Rows: rows}}
	}
	must(t, w.Node.Territory.Found(ctx, "CENTRE", "nobody", sheets("0101091")))
	w.Resident(t, "ຄຳ", register.Female, "1991", "0101001")
	before, err := w.Country.Store.Head(ctx)
	must(t, err)
	if err := w.Node.Territory.Found(ctx, "CENTRE", "nobody", sheets("0101092")); err == nil || register.KindOf(err) != register.Forbidden {
		t.Errorf("it comes to %v", err)
	}
	if now, err := w.Country.Store.Head(ctx); err != nil || now.Size != before.Size {
		t.Errorf("%d acts are registered, %v", now.Size-before.Size, err)
	}
}
