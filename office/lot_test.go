package office_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"testing"

	"samano/access"
	"samano/acts"
	"samano/internal/testenv"
	"samano/office/application"
	"samano/office/lot"
	"samano/register"
	"samano/registrar"
)

// file is a lot of two enrolments; changed gives other bytes the second time it is read.
type file struct {
	*bytes.Reader
	changed string
	fail    error
}

func (f *file) Read(p []byte) (int, error) {
	if f.fail != nil {
		return 0, f.fail
	}
	return f.Reader.Read(p)
}

func (f *file) Seek(to int64, whence int) (int64, error) {
	if f.changed != "" {
		f.Reset([]byte(f.changed))
	}
	return f.Reader.Seek(to, whence)
}

const lotText = "one\n\n  \ntwo" // two lines that are not empty

func (w *world) lot(t testing.TB) (in lot.Input, told *[]application.Submitted) {
	t.Helper()
	second := w.national
	second.Officer.ID = "vone"
	told = new([]application.Submitted)
	proposals := []register.Proposal{w.submitted(enrolment(boun, nil), w.national), w.submitted(enrolment(boun, nil), w.national)}
	in = lot.Input{
		Declares: w.national, Confirms: second, Basis: "ດຳລັດ 7", Count: 2, SHA256: fmt.Sprintf("%x", sha256.Sum256([]byte(lotText))),
		File: &file{Reader: bytes.NewReader([]byte(lotText))},
		Read: func(r io.Reader) iter.Seq2[register.Proposal, error] {
			return func(yield func(register.Proposal, error) bool) {
				_, _ = r.Read(make([]byte, 2)) // the rest is read all the same
				_ = yield(proposals[0], nil) && yield(proposals[1], nil)
			}
		},
	}
	in.Report = func(_ int64, _ *register.Proposal, s application.Submitted) error {
		*told = append(*told, s)
		return nil
	}
	return in, told
}

func (w *world) lots(t testing.TB) []lot.Record {
	t.Helper()
	all, err := w.desk.ListLots(context.Background())
	must(t, err)
	return all
}

func TestALotIsLoadedAndRecorded(t *testing.T) {
	w := newWorld(t)
	in, told := w.lot(t)
	must(t, w.Node.Load(context.Background(), in))
	if len(*told) != 2 || (*told)[0].Outcome == nil || (*told)[1].Outcome == nil {
		t.Errorf("it came to %+v", *told)
	}
	want := lot.Record{At: w.Country.Now(), SHA256: in.SHA256, Count: 2, Basis: "ດຳລັດ 7", DeclaredBy: "vilay", ConfirmedBy: "vone"}
	got := w.lots(t)
	if len(got) != 1 || !got[0].At.Equal(want.At) || got[0].End == nil {
		t.Fatalf("recorded is %+v", got)
	}
	if end := *got[0].End; end.At.Before(want.At) || end.Registered != 2 || end.Repeated+end.Refused != 0 {
		t.Errorf("it ended as %+v", end)
	}
	if want.At, want.End = got[0].At, got[0].End; got[0] != want {
		t.Errorf("recorded is %+v, not %+v", got[0], want)
	}
}

// The record of a lot has an end only if the load came to the end of the file, and the end tells a
// lot that brought nothing new.
func TestTheEndOfALot(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	in, _ := w.lot(t)
	full := errors.New("the disk is full")
	stops := in
	stops.Report = func(int64, *register.Proposal, application.Submitted) error { return full }
	if err := w.Node.Load(ctx, stops); !errors.Is(err, full) || w.lots(t)[0].End != nil {
		t.Errorf("broken off it came to %v, %+v", err, w.lots(t))
	}
	again, _ := w.lot(t)
	again.Read = in.Read
	w.desk.failing = &failingCall{at: 1}
	if err := w.Node.Load(ctx, again); !errors.Is(err, errDesk) {
		t.Errorf("without its end it came to %v", err)
	}
	w.desk.failing = nil
	third, _ := w.lot(t)
	third.Report, third.Read = nil, func(r io.Reader) iter.Seq2[register.Proposal, error] {
		return func(yield func(register.Proposal, error) bool) {
			for p, err := range in.Read(r) {
				if !yield(p, err) {
					return
				}
			}
			refused := w.submitted(enrolment(boun, nil), w.national)
			refused.Office = "NOWHERE"
			yield(refused, nil)
		}
	}
	must(t, w.Node.Load(ctx, third))
	all := w.lots(t)
	ended := slices.DeleteFunc(slices.Clone(all), func(r lot.Record) bool { return r.End == nil })
	if len(all) != 3 || len(ended) != 1 || ended[0].End.Registered != 0 || ended[0].End.Repeated != 2 || ended[0].End.Refused != 1 {
		t.Errorf("recorded are %+v", all)
	}
}

// A file that is changed while it is loaded is refused at the first block that is another one: no
// act of it is decided, and none whose line begins in the block before.
func TestALotThatIsChangedIsRefusedAtTheBlock(t *testing.T) {
	line := strings.Repeat("x", 700<<10-1) + "\n" // the second line lies in two blocks
	text := line + line + line
	text += strings.Repeat(" ", 3<<20-len(text)) // three, which are full
	for name, c := range map[string]struct {
		changed string
		read    int // proposals that are handed on
	}{
		"the same":            {text, 3},
		"in the second block": {text[:1200<<10] + "y" + text[1200<<10+1:], 1},
		"in the first":        {"y" + text[1:], 0},
		"shorter by a block":  {text[:1<<20], 1},
		"longer":              {text + "more", 3},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			in, _ := w.lot(t)
			in.Count, in.SHA256 = 3, fmt.Sprintf("%x", sha256.Sum256([]byte(text)))
			in.File, in.Acts = &file{Reader: bytes.NewReader([]byte(text)), changed: c.changed}, 1
			read := 0
			in.Read = func(r io.Reader) iter.Seq2[register.Proposal, error] {
				return func(yield func(register.Proposal, error) bool) {
					lines := bufio.NewReader(r)
					for {
						if _, err := lines.ReadString('\n'); err != nil || !yield(w.submitted(enrolment(boun, nil), w.national), nil) {
							return
						}
						read++
					}
				}
			}
			err := w.Node.Load(context.Background(), in)
			if c.changed == text {
				must(t, err)
			} else {
				wants(t, err, register.Conflict, lot.CodeChanged)
			}
			if ended := w.lots(t)[0].End != nil; read != c.read || ended != (c.changed == text) {
				t.Errorf("%d were handed on, and its end is recorded: %t", read, ended)
			}
		})
	}
}

// Whatever is not as stated is said at once, and nothing is written.
func TestALotIsAskedOnceForAll(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*world, *lot.Input)
		kind   register.ErrorKind
		codes  []string
	}{
		"a district registrar declares": {func(w *world, in *lot.Input) { in.Declares = w.kham }, register.Forbidden, []string{lot.CodeAuthority}},
		"a district registrar confirms": {func(w *world, in *lot.Input) { in.Confirms = w.kham }, register.Forbidden, []string{lot.CodeAuthority}},
		"an adjudicator of the country confirms": {func(w *world, in *lot.Input) {
			in.Confirms.Officer.Roles = []access.Role{access.Adjudicator}
		}, register.Forbidden, []string{lot.CodeAuthority}},
		"who has left confirms":           {func(w *world, in *lot.Input) { in.Confirms.Officer.Until = w.Today() }, register.Forbidden, []string{lot.CodeAuthority}},
		"one officer":                     {func(_ *world, in *lot.Input) { in.Confirms = in.Declares }, register.Forbidden, []string{lot.CodeOnePerson}},
		"no order":                        {func(_ *world, in *lot.Input) { in.Basis = " " }, register.Invalid, []string{lot.CodeBasis}},
		"an order that cannot be printed": {func(_ *world, in *lot.Input) { in.Basis = "7\u202e" }, register.Invalid, []string{register.CodeTextCharacter}},
		"a line too few":                  {func(_ *world, in *lot.Input) { in.Count = 3 }, register.Invalid, []string{lot.CodeCount}},
		"another file":                    {func(_ *world, in *lot.Input) { in.SHA256 = strings.Repeat("0", 64) }, register.Invalid, []string{lot.CodeHash}},
		"everything": {func(w *world, in *lot.Input) {
			in.Declares, in.Confirms, in.Basis, in.Count, in.SHA256 = w.kham, w.kham, "", 0, ""
		}, register.Forbidden, []string{lot.CodeAuthority, lot.CodeAuthority, lot.CodeOnePerson, lot.CodeBasis, lot.CodeCount, lot.CodeHash}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			in, told := w.lot(t)
			c.change(w, &in)
			err := w.Node.Load(context.Background(), in)
			var e *register.Error
			if !errors.As(err, &e) || e.Kind != c.kind || !slices.Equal(codes(e.Findings), c.codes) || e.Findings[0].Field == "" {
				t.Errorf("it came to %v", err)
			}
			if len(*told) != 0 || len(w.lots(t)) != 0 {
				t.Errorf("registered %+v, recorded %+v", *told, w.lots(t))
			}
		})
	}
}

func TestALotThatCannotBeReadOrKept(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	in, _ := w.lot(t)
	in.File = &file{Reader: bytes.NewReader(nil), fail: errors.New("the disk is gone")}
	if wants(t, w.Node.Load(ctx, in), register.Invalid, register.CodeBrokenOff); len(w.lots(t)) != 0 {
		t.Errorf("a file that cannot be read is recorded: %+v", w.lots(t))
	}
	w.desk.failing = &failingCall{}
	in, told := w.lot(t)
	if err := w.Node.Load(ctx, in); !errors.Is(err, errDesk) || len(*told) != 0 {
		t.Errorf("without its record it came to %v, %+v", err, *told)
	}
	w.desk.failing = nil
	in, _ = w.lot(t)
	in.File.(*file).changed = "one\ntwo\nthree"
	wants(t, w.Node.Load(ctx, in), register.Conflict, lot.CodeChanged)
}

// A synthetic country is loaded into a register that holds nobody, and no other.
func TestAFoundingAsksNobodyOnce(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	in, told := w.lot(t)
	synthetic := in.Lot
	synthetic.Proposals = in.Read(bytes.NewReader(nil))
	must(t, w.Node.LoadSynthetic(ctx, synthetic))
	if len(*told) != 2 || len(w.lots(t)) != 0 {
		t.Errorf("it came to %+v", *told)
	}
	if err := w.Node.LoadSynthetic(ctx, synthetic); register.KindOf(err) != register.Forbidden {
		t.Errorf("into a register that holds people it came to %v", err)
	}
}

// Each refusal of a lot says what is not as stated, and what was found instead.
func TestALotIsRefusedInFull(t *testing.T) {
	block := func(code, field string, args ...string) register.Finding {
		return register.Blocked(code, field, args...)
	}
	w := newWorld(t)
	sum := fmt.Sprintf("%x", sha256.Sum256([]byte(lotText)))
	for name, c := range map[string]struct {
		change func(*lot.Input)
		kind   register.ErrorKind
		want   []register.Finding
	}{
		"another count": {func(in *lot.Input) { in.Count = 3 }, register.Invalid, []register.Finding{block(lot.CodeCount, "count", "stated", "3", "found", "2")}},
		"another hash":  {func(in *lot.Input) { in.SHA256 = "x" }, register.Invalid, []register.Finding{block(lot.CodeHash, "sha256", "found", sum)}},
		"no order":      {func(in *lot.Input) { in.Basis = "  " }, register.Invalid, []register.Finding{block(lot.CodeBasis, "basis")}},
		"a long order":  {func(in *lot.Input) { in.Basis = strings.Repeat("a", acts.MaxText+1) }, register.Invalid, []register.Finding{block(register.CodeTextTooLong, "basis", "limit", strconv.Itoa(acts.MaxText))}},
		"who declares":  {func(in *lot.Input) { in.Declares = w.kham }, register.Forbidden, []register.Finding{block(lot.CodeAuthority, "officer")}},
		"who confirms":  {func(in *lot.Input) { in.Confirms = w.province }, register.Forbidden, []register.Finding{block(lot.CodeAuthority, "confirmed-by")}},
		"one officer":   {func(in *lot.Input) { in.Confirms = in.Declares }, register.Forbidden, []register.Finding{block(lot.CodeOnePerson, "confirmed-by")}},
		"nothing of it": {func(in *lot.Input) {
			in.Declares, in.Confirms, in.Basis, in.Count, in.SHA256 = w.kham, w.kham, "", 0, ""
		}, register.Forbidden, []register.Finding{
			block(lot.CodeAuthority, "officer"), block(lot.CodeAuthority, "confirmed-by"), block(lot.CodeOnePerson, "confirmed-by"),
			block(lot.CodeBasis, "basis"), block(lot.CodeCount, "count", "stated", "0", "found", "2"), block(lot.CodeHash, "sha256", "found", sum),
		}},
	} {
		t.Run(name, func(t *testing.T) {
			in, _ := w.lot(t)
			c.change(&in)
			refuses(t, w.Node.Load(context.Background(), in), register.Error{Kind: c.kind, Op: "lot.Submit", Findings: c.want})
		})
	}
	in, _ := w.lot(t)
	in.Basis = strings.Repeat("a", acts.MaxText)
	must(t, w.Node.Load(context.Background(), in))
}

// unseekable is a file that cannot be read twice.
type unseekable struct{ *bytes.Reader }

var errSeek = errors.New("it cannot be rewound")

func (unseekable) Seek(int64, int) (int64, error) { return 0, errSeek }

// A file that breaks off is told as that, whichever time it is read.
func TestALotWhoseFileBreaksOff(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	in, told := w.lot(t)
	in.File = unseekable{bytes.NewReader([]byte(lotText))}
	err := w.Node.Load(ctx, in)
	if wants(t, err, register.Invalid, register.CodeBrokenOff); !errors.Is(err, errSeek) || len(w.lots(t)) != 0 {
		t.Errorf("recorded is %+v", w.lots(t))
	}
	broken := &file{Reader: bytes.NewReader([]byte(lotText))}
	in.File = broken
	read := in.Read
	in.Read = func(r io.Reader) iter.Seq2[register.Proposal, error] {
		broken.fail = errSeek
		return read(r)
	}
	err = w.Node.Load(ctx, in)
	if wants(t, err, register.Invalid, register.CodeBrokenOff); len(*told) != 0 || len(w.lots(t)) != 1 || w.lots(t)[0].End != nil {
		t.Errorf("registered is %+v, recorded %+v", *told, w.lots(t))
	}
}

// Whichever call of the database fails while a lot is loaded or a country is founded, the load is
// told as an outage and the record of the lot has no end; the same file once more brings everybody
// once.
func TestALotDuringAnOutage(t *testing.T) {
	for _, founding := range []bool{false, true} {
		for n, more := 0, true; more; n++ {
			outage := &testenv.Outage{}
			w, ctx := newWorldWith(t, testenv.Options{Change: outage.Into}), context.Background()
			in, told := w.lot(t)
			synthetic := in.Lot
			synthetic.Proposals = in.Read(bytes.NewReader(nil))
			load := func() error {
				if founding {
					return w.Node.LoadSynthetic(ctx, synthetic)
				}
				in.File = &file{Reader: bytes.NewReader([]byte(lotText))}
				return w.Node.Load(ctx, in)
			}
			outage.Arm(n)
			err := load()
			calls, failed := outage.Disarm()
			if more = failed; failed {
				if err == nil && len(*told) == 2 {
					continue // the call was made again
				}
				if register.KindOf(err) != register.Unavailable || !testenv.SaysWhere(err) {
					t.Errorf("founding %t: %s (%d) fails, and it comes to %v", founding, calls[n], n, err)
				}
				if ended := slices.ContainsFunc(w.lots(t), func(r lot.Record) bool { return r.End != nil }); ended {
					t.Errorf("founding %t: %s (%d) fails, and its end is recorded", founding, calls[n], n)
				}
				err = load()
			}
			must(t, err)
			head, err := w.Country.Store.Head(ctx)
			must(t, err)
			if head.NextPerson != 3 {
				t.Errorf("founding %t: there are %d people", founding, head.NextPerson-1)
			}
		}
	}
}

// A lot tells how far it is, and commits by as many acts as it is told.
func TestTheProgressOfALot(t *testing.T) {
	w := newWorld(t)
	in, _ := w.lot(t)
	var order []string
	in.Acts = 1
	in.Report = func(index int64, p *register.Proposal, s application.Submitted) error {
		order = append(order, fmt.Sprint(index, p.Kind, s.Outcome.Seq, len(s.Numbers)))
		return nil
	}
	in.Progress = func(done, of int) { order = append(order, "progress") }
	must(t, w.Node.Load(context.Background(), in))
	head, err := w.Country.Store.Head(context.Background())
	must(t, err)
	want := []string{fmt.Sprint(0, register.KindEnrolment, head.Size-2, 1), fmt.Sprint(1, register.KindEnrolment, head.Size-1, 1)}
	if len(order) < 2 || !slices.Equal(order[:2], want) {
		t.Errorf("told is %v, not %v", order, want)
	}
}

// A lot takes no look, so that what it tells of its lines holds no particulars of anybody: of what
// stops an act the code, and what comes from the law.
func TestALotTellsNoParticulars(t *testing.T) {
	w := newWorld(t)
	dead, mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-01", "0101001"), w.Resident(t, "ແກ້ວ", register.Female, "1996-09-08", "0102001")
	w.Must(t, w.Proposal("death", acts.Death{Person: string(dead.Number()), Died: testenv.Date(t, "2026-10-19")}))
	w.registered(t, draft(w.BirthForm(t, string(mother.Number()), "2026-06-01")))
	w.protect(t, mother)
	there := boun
	there.As = "@" + testenv.NewID()
	w.Must(t, w.Proposal("enrolment", there))
	n := w.looksSoFar(t)
	in, told := w.lot(t)
	proposals := []register.Proposal{
		w.submitted(w.BirthForm(t, string(dead.Number()), "2026-11-01"), w.national), w.submitted(w.BirthForm(t, string(mother.Number()), "2026-11-01"), w.national),
		w.submitted(enrolment(boun, func(e *acts.Enrolment) { e.Born = register.Exact(register.DayOf(2030, 1, 1)) }), w.national),
		w.submitted(enrolment(boun, nil), w.national),
		w.submitted(enrolment(boun, func(e *acts.Enrolment) { // under the client-made id of somebody who is there
			e.As, e.Mother, e.Born = there.As, &acts.Who{Person: there.As}, testenv.Date(t, "1950-01-01")
		}), w.national),
	}
	order := register.Decision{By: register.ByCourtOrder, Authority: "ສານເມືອງ", Reference: "7/2026"}
	before := w.submitted(enrolment(boun, somsak), w.national)
	before.Decision, proposals[3].Decision = order, order
	act := w.Must(t, before)[0]
	in.Read = func(io.Reader) iter.Seq2[register.Proposal, error] {
		return func(yield func(register.Proposal, error) bool) {
			for _, p := range proposals {
				if !yield(p, nil) {
					return
				}
			}
		}
	}
	must(t, w.Node.Load(context.Background(), in))
	if s := (*told)[3]; len(s.Findings) != 1 || tells(t, s, string(act.ID)) {
		t.Errorf("of an act under one decision it tells %+v", s)
	}
	if s := (*told)[2]; !tells(t, s.Findings, "2030-01-01") {
		t.Errorf("of what the line itself says it tells %+v", s)
	}
	for i, day := range map[int]string{0: "2026-10-19", 1: "2026-06-01", 4: "1987-06-12"} {
		if s := (*told)[i]; len(s.Findings) == 0 || s.Findings[0].Code == "" || tells(t, s, day) {
			t.Errorf("line %d tells %+v", i+1, s)
		}
	}
	if looks := w.looksSince(t, n); len(looks) != 0 {
		t.Errorf("looks were written: %+v", looks)
	}
}

// Only adjudicators find that two are two. A line that says so is refused, and the others are loaded.
func TestALotBringsNoRuling(t *testing.T) {
	for _, code := range []string{register.CodePerhapsRegistered, register.CodeSurelyRegistered} {
		w, ctx := newWorld(t), context.Background()
		there := w.far(t)
		in, told := w.lot(t)
		read := in.Read
		in.Read = func(r io.Reader) iter.Seq2[register.Proposal, error] {
			return func(yield func(register.Proposal, error) bool) {
				n := 0
				for p, err := range read(r) {
					if n++; n == 1 {
						p.Accepted = []register.Accepted{{Code: code, Field: "payload", Person: string(there.Number()), Reason: "adjudication " + testenv.NewID()}}
					}
					if !yield(p, err) {
						return
					}
				}
			}
		}
		must(t, w.Node.Load(ctx, in))
		if got := *told; len(got) != 2 || got[0].Outcome != nil || !register.HasCode(got[0].Err, application.CodeAcceptedAnother) || got[1].Outcome == nil {
			t.Errorf("%s came to %+v", code, got)
		}
	}
}

// What an application holds, in whatever state, only that application leads to the register. The lines
// beside it are loaded, and what the application has registered is recognised as on any other way.
func TestALotLeavesToAnApplicationWhatItHolds(t *testing.T) {
	for name, state := range map[string]func(*testing.T, *world, application.Application) string{
		"declared":   func(*testing.T, *world, application.Application) string { return registrar.CodeActIDReused },
		"registered": func(t *testing.T, w *world, a application.Application) string { w.decided(t, a); return "" },
		"withdrawn": func(t *testing.T, w *world, a application.Application) string {
			_, err := w.Withdraw(context.Background(), w.noy, a.ID, a.Version, "x")
			must(t, err)
			return registrar.CodeActIDReused
		},
	} {
		t.Run(name, func(t *testing.T) {
			w, ctx := newWorld(t), context.Background()
			a := w.declare(t, w.noy, draft(enrolment(boun, nextDoor)))
			want := state(t, w, a)
			in, told := w.lot(t)
			read := in.Read
			in.Read = func(r io.Reader) iter.Seq2[register.Proposal, error] {
				return func(yield func(register.Proposal, error) bool) {
					held := w.stored(t, a.ID).Acts[0].Proposal
					held.Registrar = w.kham.Officer.ID
					n := 0
					for p, err := range read(r) {
						if n++; n == 2 && !yield(held, nil) {
							return
						}
						if !yield(p, err) {
							return
						}
					}
				}
			}
			must(t, w.Node.Load(ctx, in))
			got := *told
			if len(got) != 3 || got[0].Outcome == nil || got[2].Outcome == nil {
				t.Fatalf("it came to %+v", got)
			}
			if want != "" && (got[1].Outcome != nil || register.KindOf(got[1].Err) != register.Duplicate || !register.HasCode(got[1].Err, want)) {
				t.Errorf("what it holds came to %+v", got[1])
			}
			if want == "" && (got[1].Outcome == nil || !got[1].Outcome.Before) {
				t.Errorf("what it registered came to %+v", got[1])
			}
		})
	}
}

// decided lets kham register an application.
func (w *world) decided(t testing.TB, a application.Application) {
	t.Helper()
	a, decided, err := w.Decide(context.Background(), w.kham, a.ID, a.Version, nil)
	must(t, err)
	if a.State != application.Registered {
		t.Fatalf("it is %s: %+v", a.State, decided)
	}
}

// A lot that asks nobody is for a register that holds nobody, and for none of which that is not known.
func TestARegisterIsFoundedOnce(t *testing.T) {
	outage := &testenv.Outage{}
	w, ctx := newWorldWith(t, testenv.Options{Change: outage.Into}), context.Background()
	found := func() error { return lot.Found(ctx, registrar.Config{Store: w.Country.Store}, lot.Lot{}) }
	w.alone(t, "ຄຳ", "1991", "0101001", "1")
	if err := found(); register.KindOf(err) != register.Forbidden {
		t.Errorf("among people it comes to %v", err)
	}
	outage.Arm(0)
	if err := found(); register.KindOf(err) != register.Unavailable {
		t.Errorf("while nobody knows it comes to %v", err)
	}
	if calls, failed := outage.Disarm(); !failed || len(calls) != 1 {
		t.Errorf("it asks %v", calls)
	}
}
