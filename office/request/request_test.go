package request_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"image"
	"image/png"
	"math"
	"slices"
	"strconv"
	"testing"
	"time"

	"samano/access"
	"samano/access/accesstest"
	"samano/acts"
	"samano/certificate"
	"samano/internal/testenv"
	"samano/law"
	"samano/node"
	"samano/office/request"
	"samano/reading"
	"samano/reading/view"
	"samano/register"
)

// chance is random but for what decides whether a request is drawn.
type chance struct {
	drawn  bool
	honest bool // it decides by chance
}

func (c *chance) Read(p []byte) (int, error) {
	if len(p) == 8 && !c.honest {
		fill := byte(0xff)
		if c.drawn {
			fill = 0
		}
		for i := range p {
			p[i] = fill
		}
		return len(p), nil
	}
	return rand.Read(p)
}

type world struct {
	*testenv.Country
	*request.Service
	chance chance
	now    time.Time
	scan   []byte // of the paper of there
	t      testing.TB

	noy, kham, other, province, chief, auditor, overseer, national, second access.Actor
	here, there, apart                                                     *register.Person // of the own district, and of another
}

func newWorld(t testing.TB) *world { return newWorldOf(t, func(*law.Pack) {}) }

func newWorldOf(t testing.TB, change func(*law.Pack)) *world {
	t.Helper()
	w := &world{t: t, now: time.Date(2026, 11, 2, 13, 0, 0, 0, testenv.Vientiane)}
	w.Country = testenv.New(t, testenv.Options{Change: func(p *node.Parts) {
		p.Random = &w.chance
		p.Now = func() time.Time { return w.now }
		pack := *p.Law
		change(&pack)
		p.Law = &pack
	}})
	w.Service = w.Node.Requests
	w.FoundDistricts(t)
	district := w.OpenOffice(t, "D0101", "district", "0101")
	w.noy, w.kham = testenv.ActorAt(district, "noy", access.DistrictRegistrar), testenv.ActorAt(district, "kham", access.DistrictRegistrar)
	w.chief = testenv.ActorAt(w.OpenOffice(t, "V0101001", "village", "0101001"), "bounmy", access.VillageReporter)
	w.other = testenv.ActorAt(w.OpenOffice(t, "D0102", "district", "0102"), "seng", access.DistrictRegistrar)
	w.province = testenv.ActorAt(w.OpenOffice(t, "P01", "province", "01"), "phet", access.ProvincialRegistrar)
	centre := w.OpenOffice(t, "CENTRE", "centre", "")
	w.national, w.second = testenv.ActorAt(centre, "vilay", access.NationalRegistrar), testenv.ActorAt(centre, "mali", access.NationalRegistrar)
	w.auditor = testenv.ActorAt(centre, "souk", access.Auditor)
	w.overseer = testenv.ActorAt(register.Office{ID: "WATCH", Level: "oversight"}, "somchit", access.Overseer)
	w.here = w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	w.there = w.Resident(t, "ແກ້ວ", register.Female, "1990-04-12", "0102001")
	w.apart = w.Resident(t, "ບຸນ", register.Male, "1980-04-12", "0102001")
	w.scan = scanOf(t, string(w.there.Number()))
	return w
}

// scanOf is a scan of a paper about a number.
func scanOf(t testing.TB, number string) []byte {
	t.Helper()
	paper := image.NewGray(image.Rect(0, 0, len(number), 1))
	copy(paper.Pix, number)
	var b bytes.Buffer
	must(t, png.Encode(&b, paper))
	return b.Bytes()
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wants(t testing.TB, code string, err error) {
	t.Helper()
	if code == "" && err != nil || code != "" && !register.HasCode(err, code) {
		t.Fatalf("%v, want %q", err, code)
	}
}

// byPaper is a request with a scan, in which somebody asks for their own data.
func (w *world) byPaper(of *register.Person) request.Input { return w.paperOf(string(of.Number())) }

func (w *world) paperOf(number string) request.Input {
	return request.Input{Kind: law.CaseRequest, Number: number, Asks: number, Ground: "ສຳເນົາ", Proof: request.ByPaper, Scan: bytes.NewReader(scanOf(w.t, number))}
}

func (w *world) entered(t testing.TB, who access.Actor, in request.Input) request.Request {
	t.Helper()
	r, err := w.Enter(context.Background(), who, in)
	must(t, err)
	return r
}

func (w *world) reads(who access.Actor, purpose, cause string, of *register.Person) (*reading.Person, error) {
	return w.Node.Reading.Person(context.Background(), who, access.Reason{What: access.WhatPerson, Purpose: purpose, Case: cause}, string(of.Number()), reading.Moment{})
}

// A request opens the one person that it names, to the officers of the office that entered it, for a day.
func TestARequestOpensOnePersonForADay(t *testing.T) {
	w := newWorld(t)
	_, err := w.reads(w.kham, "own-queue", "", w.there)
	wants(t, access.CodeNothingToShow, err)
	_, err = w.reads(w.kham, "person-request", "x", w.there)
	wants(t, access.CodeNoRequest, err)
	r := w.entered(t, w.kham, w.byPaper(w.there))
	if want := "D0101/2026/1"; r.Reference() != want || r.IsDrawn() || r.Waits() {
		t.Fatalf("entered is %+v, want %s", r, want)
	}
	for _, who := range []access.Actor{w.kham, w.noy} {
		p, err := w.reads(who, "person-request", r.Reference(), w.there)
		must(t, err)
		if !slices.ContainsFunc(p.Facts, func(f view.Fact) bool { return f.Field == register.FieldResidence }) {
			t.Errorf("%s is not told where she lives", who.Officer.ID)
		}
	}
	_, err = w.reads(w.kham, "person-request", r.Reference(), w.apart)
	wants(t, access.CodeNothingToShow, err)
	for _, who := range []access.Actor{w.other, w.province, w.national} {
		_, err = w.reads(who, "person-request", r.Reference(), w.there)
		wants(t, access.CodeNoRequest, err)
	}
	_, err = w.reads(w.kham, "registration", r.Reference(), w.there)
	wants(t, access.CodeNoApplication, err)
	looks, err := w.Parts.Looks.LooksOf(t.Context(), accesstest.Pass(t), []register.Ref{w.there.Ref()}, register.LastDay, math.MaxInt64, 9)
	must(t, err)
	if len(looks) < 3 || looks[0].Case != r.Reference() || looks[0].Kind != law.CaseRequest || looks[0].Refused {
		t.Errorf("the looks at her are %+v", looks)
	}
	w.Must(t, w.Proposal(register.KindProtection, acts.Protection{Person: string(w.there.Number()), Article: "art. 1"}))
	_, err = w.reads(w.kham, "person-request", r.Reference(), w.there)
	wants(t, access.CodeNothingToShow, err)
	w.now = w.now.AddDate(0, 0, 1)
	_, err = w.reads(w.kham, "person-request", r.Reference(), w.there)
	wants(t, access.CodeNoRequest, err)
}

// That somebody asked is proved, and what cannot be is told at its field.
func TestTheProofOfARequest(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	birth := w.BirthForm(t, string(w.there.Number()), "2026-10-20")
	birth.Declared, birth.Office, birth.DeclaredTo, birth.Registrar = w.Today(), "D0102", "noy", "seng"
	w.Must(t, birth)
	copies := map[bool]certificate.Copy{}
	for _, revoked := range []bool{false, true} {
		c, err := w.Node.Certificates.Certify(ctx, w.other, certificate.Request{ID: certificate.CopyID(testenv.NewID()), Kind: register.KindBirth, Act: string(birth.ID), Case: "P-1"})
		must(t, err)
		copies[revoked] = c
	}
	child := w.PersonCalled(t, testenv.Child(t, birth))
	must(t, w.Node.Certificates.Revoke(ctx, w.other, copies[true].ID, "lost"))
	for name, c := range map[string]struct {
		change func(*request.Input)
		code   string
		field  string
	}{
		"the code of the person":    {func(in *request.Input) {}, "", ""},
		"the code of another":       {func(in *request.Input) { in.Number = string(w.there.Number()) }, request.CodeCode, "code"},
		"a code that is revoked":    {func(in *request.Input) { in.Code = copies[true].QR }, request.CodeCode, "code"},
		"no code":                   {func(in *request.Input) { in.Code = "HELLO" }, request.CodeCode, "code"},
		"no proof":                  {func(in *request.Input) { in.Proof = "" }, request.CodeProof, "proof"},
		"a court's order by a code": {func(in *request.Input) { in.Kind = law.CaseCourt }, request.CodeNoPurpose, ""},
		"a number that is none":     {func(in *request.Input) { in.Number = "12" }, request.CodeNumber, "number"},
		"nobody asks":               {func(in *request.Input) { in.Asks = " " }, request.CodeAsks, "asks"},
		"for nothing":               {func(in *request.Input) { in.Ground = "" }, request.CodeGround, "ground"},
		"a scan that there is not":  {func(in *request.Input) { in.Proof, in.Asks = request.ByPaper, in.Number }, request.CodePaper, "scan"},
		"a name beside a scan": {func(in *request.Input) {
			in.Proof, in.Scan, in.Asks = request.ByPaper, bytes.NewReader(w.scan), "ນາງ ແກ້ວ"
		}, request.CodeAsksNumber, "asks"},
	} {
		in := request.Input{Kind: law.CaseRequest, Number: string(child.Number()), Asks: "the mother", Ground: "a copy", Proof: request.ByCode, Code: copies[false].QR}
		c.change(&in)
		r, err := w.Enter(ctx, w.kham, in)
		wants(t, c.code, err)
		var e *register.Error
		if errors.As(err, &e) && c.field != "" && (len(e.Findings) != 1 || e.Findings[0].Field != c.field) {
			t.Errorf("%s: told at %+v", name, e.Findings)
		}
		if c.code == "" {
			_, err = w.reads(w.kham, "person-request", r.Reference(), child)
			must(t, err)
		}
	}
	if _, err := w.Enter(ctx, w.chief, w.byPaper(w.there)); !register.HasCode(err, request.CodeNoPurpose) {
		t.Errorf("a village reporter enters a request: %v", err)
	}
}

// What rests on nothing else than an officer's word, and a court's order, is confirmed by a second officer.
func TestASecondOfficerConfirms(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	in := w.byPaper(w.there)
	in.Proof, in.Scan = request.BySecond, nil
	r := w.entered(t, w.kham, in)
	_, err := w.reads(w.kham, "person-request", r.Reference(), w.there)
	wants(t, access.CodeNoRequest, err)
	for who, code := range map[*access.Actor]string{&w.kham: request.CodeOwn, &w.other: request.CodeNotYours, &w.chief: request.CodeNotYours} {
		_, err := w.Confirm(ctx, *who, r.ID, 1)
		wants(t, code, err)
	}
	_, err = w.Confirm(ctx, w.noy, r.ID, 7)
	wants(t, request.CodeDone, err)
	r, err = w.Confirm(ctx, w.noy, r.ID, 1)
	must(t, err)
	_, err = w.reads(w.kham, "person-request", r.Reference(), w.there)
	must(t, err)
	_, err = w.Confirm(ctx, w.noy, r.ID, 2)
	wants(t, request.CodeDone, err)

	order := w.byPaper(w.there)
	order.Kind, order.Asks = law.CaseCourt, "ສານ ເຂດ 1"
	_, err = w.Enter(ctx, w.kham, order)
	wants(t, request.CodeNoPurpose, err)
	c := w.entered(t, w.national, order)
	_, err = w.reads(w.national, "court-order", c.Reference(), w.there)
	wants(t, access.CodeNoCourtOrder, err)
	_, err = w.Confirm(ctx, w.second, c.ID, 1)
	must(t, err)
	w.now = w.now.AddDate(0, 0, 89)
	_, err = w.reads(w.national, "court-order", c.Reference(), w.there)
	must(t, err)
	w.now = w.now.AddDate(0, 0, 1)
	_, err = w.reads(w.national, "court-order", c.Reference(), w.there)
	wants(t, access.CodeNoCourtOrder, err)
	late := w.entered(t, w.kham, in)
	w.now = w.now.AddDate(0, 0, 1)
	_, err = w.Confirm(ctx, w.noy, late.ID, 1)
	wants(t, request.CodeDone, err)
}

// A drawn request is judged by the office above, one of the centre by an overseer; while one waits too long,
// whoever entered it enters no other.
func TestADrawnRequestIsJudged(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	w.chance.drawn = true
	r := w.entered(t, w.kham, w.byPaper(w.there))
	if !r.IsDrawn() || *r.Judge != "P01" || r.Due != w.Today()+10 {
		t.Fatalf("drawn is %+v", r)
	}
	own := w.entered(t, w.national, w.byPaper(w.apart))
	if !own.IsDrawn() || *own.Judge != "" {
		t.Fatalf("the centre's is %+v", own)
	}
	listed := func(who access.Actor, ownWant, judgeWant int) {
		t.Helper()
		mine, toJudge, _, err := w.Requests(ctx, who, 0)
		must(t, err)
		if len(mine) != ownWant || len(toJudge) != judgeWant {
			t.Errorf("%s sees %d of their office and %d to judge, want %d and %d", who.Officer.ID, len(mine), len(toJudge), ownWant, judgeWant)
		}
	}
	listed(w.kham, 1, 0)
	listed(w.province, 0, 1)
	listed(w.auditor, 1, 1)
	listed(w.overseer, 0, 1)
	listed(w.national, 1, 0)
	listed(w.chief, 0, 0)
	fair := request.Judgement{Fair: true}
	for who, code := range map[*access.Actor]string{&w.kham: request.CodeNotYours, &w.noy: request.CodeNotYours, &w.other: request.CodeNotYours, &w.national: request.CodeNotYours, &w.auditor: request.CodeNotYours} {
		_, err := w.Judge(ctx, *who, r.ID, 1, fair)
		wants(t, code, err)
	}
	for _, who := range []access.Actor{w.national, w.auditor} {
		_, err := w.Judge(ctx, who, own.ID, 1, fair)
		wants(t, request.CodeNotYours, err)
	}

	// The paper is read by those who judge it, and the person sees that they did.
	_, err := w.Paper(ctx, w.other, r.ID)
	wants(t, request.CodeNotYours, err)
	for _, who := range []access.Actor{w.province, w.auditor, w.overseer, w.kham} {
		p, err := w.Paper(ctx, who, r.ID)
		must(t, err)
		if !bytes.Equal(p.Content, w.scan) {
			t.Errorf("%s reads another paper", who.Officer.ID)
		}
		looks, err := w.Parts.Looks.LooksOf(ctx, accesstest.Pass(t), []register.Ref{w.there.Ref()}, register.LastDay, math.MaxInt64, 1)
		must(t, err)
		if looks[0].Officer != who.Officer.ID || looks[0].Case != r.Reference() {
			t.Errorf("the last look at her is %+v", looks[0])
		}
	}

	// Ten days later no other request is entered, until it is judged.
	w.now = w.now.AddDate(0, 0, 10)
	w.chance.drawn = false
	w.entered(t, w.kham, w.byPaper(w.there))
	w.now = w.now.AddDate(0, 0, 1)
	_, err = w.Enter(ctx, w.kham, w.byPaper(w.there))
	wants(t, request.CodeUnjudged, err)
	w.entered(t, w.noy, w.byPaper(w.there))
	_, err = w.Judge(ctx, w.province, r.ID, 1, request.Judgement{})
	wants(t, request.CodeReason, err)
	_, err = w.Judge(ctx, w.province, r.ID, 2, fair)
	wants(t, request.CodeDone, err)
	r, err = w.Judge(ctx, w.province, r.ID, 1, request.Judgement{Reason: " ບໍ່ມີລາຍເຊັນ "})
	must(t, err)
	if r.Judged.Fair || r.Judged.Reason != "ບໍ່ມີລາຍເຊັນ" || r.Judged.By != w.province.Officer.ID {
		t.Errorf("judged is %+v", r.Judged)
	}
	_, err = w.Judge(ctx, w.province, r.ID, 2, fair)
	wants(t, request.CodeDone, err)
	w.entered(t, w.kham, w.byPaper(w.there))
	_, err = w.Judge(ctx, w.overseer, own.ID, 1, fair)
	must(t, err)
}

// A number that nobody has is entered as any other, and opens nobody: a request tells nothing of who is
// registered.
func TestARequestTellsOfNobody(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	nobody, err := w.Scheme.Format(999_999)
	must(t, err)
	in := w.paperOf(nobody)
	r := w.entered(t, w.kham, in)
	_, err = w.Node.Reading.Person(ctx, w.kham, access.Reason{What: access.WhatPerson, Purpose: "person-request", Case: r.Reference()}, nobody, reading.Moment{})
	wants(t, access.CodeNothingToShow, err)
	if _, err := w.Paper(ctx, w.kham, r.ID); err != nil {
		t.Errorf("a paper of nobody: %v", err)
	}
}

// Of 200 insiders each invents papers to read people of another district, as fast as they can. None sees more
// people in an hour than twice the budget, and of as many as chance says a request is drawn before the budget
// is spent.
func TestAnInsiderWithInventedPapers(t *testing.T) {
	// A fifth of the shipped budget, so that chance has its say within it.
	const hour = 8
	w, ctx := newWorldOf(t, func(p *law.Pack) {
		p.Looks.PeopleAnHour = slices.Clone(p.Looks.PeopleAnHour)
		p.Looks.PeopleAnHour[0].Value = hour
	}), context.Background()
	var people []*register.Person
	for i := range 2*hour + 2 {
		people = append(people, w.Resident(t, "ຈັນ", register.Female, "19"+strconv.Itoa(50+i%50)+"-03-04", "0102001"))
	}
	w.chance.honest = true
	begin := w.now
	const seeds = 200
	drawn, expected, variance := 0, 0.0, 0.0
	for seed := range seeds {
		who := testenv.ActorAt(w.kham.Office, register.OfficerID("insider-"+strconv.Itoa(seed)), access.DistrictRegistrar)
		w.now = begin.AddDate(0, 0, 2*seed)
		seen := map[register.PersonID]bool{}
		entered, caught := 0, false
		for start := w.now; w.now.Sub(start) < time.Hour && len(seen) < len(people); {
			w.now = w.now.Add(time.Second)
			of := people[len(seen)]
			in := w.byPaper(of)
			r, err := w.Enter(ctx, who, in)
			must(t, err)
			entered, caught = entered+1, caught || r.IsDrawn()
			_, err = w.reads(who, "person-request", r.Reference(), of)
			var wait access.Wait
			for errors.As(err, &wait) && register.HasCode(err, access.CodeBudgetSlow) {
				w.now = w.now.Add(time.Duration(wait))
				_, err = w.reads(who, "person-request", r.Reference(), of)
			}
			if register.HasCode(err, access.CodeBudgetSpent) {
				break
			}
			must(t, err)
			seen[of.ID] = true
		}
		if len(seen) > 2*hour {
			t.Fatalf("an insider saw %d people within an hour", len(seen))
		}
		if caught {
			drawn++
		}
		p := 1 - math.Pow(0.95, float64(entered))
		expected, variance = expected+p, variance+p*(1-p)
	}
	if off := math.Abs(float64(drawn) - expected); off > 4*math.Sqrt(variance)+1 {
		t.Errorf("of %d insiders %d had a request drawn before the budget was spent, chance says %.1f", seeds, drawn, expected)
	}
}

// Where somebody lives whose life is in danger is told at once, by number or full name, and nothing else; an
// auditor judges each time within three days, else the officer's next request waits.
func TestDangerToLife(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	enter := func(who access.Actor, named string) (request.Request, error) {
		return w.Enter(ctx, who, request.Input{Kind: law.CaseDanger, Number: named, Asks: "her sister", Ground: "a threat"})
	}
	where := func(r request.Request) (*reading.Whereabouts, error) {
		return w.Node.Reading.Whereabouts(ctx, w.kham, request.PurposeDanger, r.Reference())
	}
	r, err := enter(w.kham, string(w.there.Number()))
	must(t, err)
	if !r.IsDrawn() || *r.Judge != "" || r.Due != w.Today()+3 || r.State(w.Today()) != request.Drawn {
		t.Errorf("entered is %+v", r)
	}
	at, err := where(r)
	must(t, err)
	if len(at.Places) != 1 || at.Places[0].Code != "0102001" || at.Number != w.there.Number() || at.Lao != "ແກ້ວ" {
		t.Errorf("she is at %+v", at)
	}
	looks, err := w.Parts.Looks.LooksOf(ctx, accesstest.Pass(t), []register.Ref{w.there.Ref()}, register.LastDay, math.MaxInt64, 1)
	must(t, err)
	if looks[0].What != access.WhatWhereabouts || looks[0].Kind != law.CaseDanger || looks[0].Case != r.Reference() {
		t.Errorf("the look is %+v", looks[0])
	}
	// For it nothing else is read, and for nothing else it.
	_, err = w.reads(w.kham, request.PurposeDanger, r.Reference(), w.there)
	wants(t, access.CodePurposeNotThis, err)
	_, err = w.Node.Reading.Whereabouts(ctx, w.kham, "own-queue", "")
	wants(t, access.CodePurposeNotThis, err)
	_, err = w.Node.Reading.Whereabouts(ctx, w.kham, request.PurposeDanger, "x")
	wants(t, access.CodeNoDanger, err)

	// By full name, if one person has it.
	named := func(name, code string) {
		t.Helper()
		r, err := enter(w.kham, name)
		must(t, err)
		at, err := where(r)
		wants(t, code, err)
		if code == "" && at.Number != w.apart.Number() {
			t.Errorf("%s is %+v", name, at)
		}
	}
	named("ບຸນ", "")
	named(" ທ້າວ  ບຸນ ", "")
	named("ບຸ", access.CodeNothingToShow)
	named("ສີ", access.CodeNothingToShow)
	w.Resident(t, "ບຸນ", register.Male, "1999-04-12", "0102001")
	named("ບຸນ", access.CodeNothingToShow)
	_, err = enter(w.kham, " ")
	wants(t, request.CodeNumber, err)
	_, err = enter(w.chief, "ບຸນ")
	wants(t, request.CodeNoPurpose, err)
	w.Must(t, w.Proposal(register.KindProtection, acts.Protection{Person: string(w.there.Number()), Article: "art. 1"}))
	named(string(w.there.Number()), access.CodeNothingToShow)
	named("ແກ້ວ", access.CodeNothingToShow)

	_, toJudge, _, err := w.Requests(ctx, w.auditor, 0)
	must(t, err)
	if len(toJudge) != 8 {
		t.Errorf("%d are told to the auditors", len(toJudge))
	}
	w.now = w.now.AddDate(0, 0, 4)
	_, err = w.Enter(ctx, w.kham, w.byPaper(w.apart))
	wants(t, request.CodeUnjudged, err)
	for _, one := range toJudge {
		_, err := w.Judge(ctx, w.auditor, one.ID, 1, request.Judgement{Fair: true})
		must(t, err)
	}
	w.entered(t, w.kham, w.byPaper(w.apart))
}
