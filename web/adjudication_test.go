package web_test

import (
	"bytes"
	"context"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"samano/access/accesstest"
	"samano/acts"
	"samano/lang"
	"samano/match"
	"samano/office"
	"samano/office/application"
	"samano/register"
	"samano/web/webtest"
)

// Whatever the matcher can say of two people is said in words, in every language.
func TestEveryLevelAndEveryClassIsWorded(t *testing.T) {
	words, err := lang.Load()
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, f := range match.People() {
		keys = append(keys, "compare."+f.Name)
		for _, level := range f.Levels[1:] {
			keys = append(keys, "match."+f.Name+"."+level)
		}
	}
	for _, class := range []string{match.Same, match.Twin, match.Sibling, match.Relative, match.Cousin, match.Neighbour, match.Stranger} {
		keys = append(keys, "match.class."+class)
	}
	for _, class := range []string{match.Twin, match.Sibling, match.Relative, match.Cousin, match.Neighbour} {
		keys = append(keys, "weight.shared-"+class)
	}
	for _, s := range []application.AdjudicationState{application.Asked, application.Ruled, application.Dropped} {
		keys = append(keys, "adjudication."+string(s))
	}
	for _, f := range []application.Verdict{application.Different, application.Same} {
		keys = append(keys, "verdict."+string(f))
		for _, what := range []string{"enters", "changes", "pair"} {
			keys = append(keys, "page.follows-"+string(f)+"-"+what)
		}
	}
	for _, language := range words.Languages() {
		for _, key := range keys {
			if !words.For(language).Has(key) {
				t.Errorf("%s: %s has no words", language, key)
			}
		}
	}
}

// question opens the case of an application from the list: the nth that waits.
func (p *person) question(a application.Application) *person {
	p.t.Helper()
	open, err := p.c.Desk.ListAdjudications(context.Background(), application.AdjudicationList{Application: a.ID, Limit: 9})
	if err != nil || len(open) == 0 {
		p.t.Fatalf("nothing is asked of %s: %v", a.State, err)
	}
	return p.get("/adjudications/" + string(open[len(open)-1].ID))
}

func (p *person) whole(language string) *person {
	p.t.Helper()
	if found := missingPattern.FindAllString(p.page, -1); found != nil {
		p.t.Errorf("%s in %s: not translated: %v", p.at.Path, language, found)
	}
	return p
}

// noCase tells nothing of whether there is a case.
const noCase = "There is no such case at your office, or you took part in it."

func TestWhoAdjudicatesFindsWhatWaits(t *testing.T) {
	c := webtest.Comparing(t)
	a := c.Alike(t)
	judge := officer(t, c, webtest.Judge)
	judge.get("/?lang=en").shows(http.StatusOK, "2 cases wait for your decision").whole("en")
	judge.get("/adjudications").shows(http.StatusOK, "A first enrolment: is this person in the register already?", "Case To be decided by Since", "17/11/2026 02/11/2026")
	judge.silent("ຄຳວົງສາ", "Khamvongsa", "ສີສຸລາດ", string(a.There), "Late", "likely", "Possible")
	c.SetToday("2026-11-20")
	judge = officer(t, c, webtest.Judge)
	judge.get("/?lang=en").shows(http.StatusOK, "2 late")
	judge.get("/adjudications").shows(http.StatusOK, "17/11/2026 Late")
	judge.get("/adjudications?state=ruled").shows(http.StatusOK, "No case that you may see has been decided.")

	for _, test := range []struct {
		name string
		who  register.OfficerID
		home string
		menu bool
		page int
	}{
		{"who has not the role finds nothing of it", webtest.Clerk, "", false, http.StatusForbidden},
		{"at a level that the law does not name one is told why", webtest.DistrictJudge, "Offices of this level do not decide whether two are one: District.", true, http.StatusForbidden},
		{"the country's own desk also sees what waits below", webtest.NationalJudge, "No case that you may see waits", true, http.StatusOK},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := officer(t, c, test.who)
			p.get("/?lang=en").shows(http.StatusOK, test.home).whole("en")
			if strings.Contains(p.page, "/adjudications") != test.menu {
				t.Errorf("the home page leads there: %v", !test.menu)
			}
			p.get("/adjudications?below=yes").shows(test.page)
			if test.page == http.StatusOK {
				p.shows(test.page, "Vientiane Capital", "17/11/2026")
			}
			p.question(a.Woman)
			if (p.status == http.StatusOK) != (test.page == http.StatusOK) {
				t.Errorf("the case: %d", p.status)
			}
		})
	}
}

func TestOneIsComparedWithTheOtherFieldByField(t *testing.T) {
	c := webtest.Comparing(t)
	a := c.Alike(t)
	judge := officer(t, c, webtest.Judge)
	judge.get("/?lang=en")
	judge.question(a.Woman).shows(http.StatusOK,
		"One person? Very likely Of 100 cases as alike as this one, more than 99 are one person.",
		"Given name As declared now Bouaphanh (paper seen) In the register ບົວພັນ (paper seen) Alike The given name sounds the same and is written differently. Speaks strongly for one person.",
		"Surname As declared now Khamvongsa (paper seen) In the register ຄຳວົງສາ (paper seen)",
		"Date of birth As declared now 06/12/1987 (paper seen) In the register 12/06/1987 (paper seen) Alike The day and the month are exchanged. Speaks strongly for one person.",
		"Sex As declared now Female (paper seen) In the register Female (paper seen) Agrees",
		"Born in Nongping", "Permanent residence: house 31, Nakham", "Permanent residence: house 4, Nongping",
		"Father As declared now Not known In the register ບຸນເພັງ ຄຳວົງສາ (paper seen) Not known Not known on one side; so it says nothing.",
		"The declarant has 60 days to appeal", "for one person").whole("en")
	whole := judge.link("/person/", "The whole record")
	judge.get(whole).shows(http.StatusOK, "ບົວພັນ ຄຳວົງສາ")
	judge.question(a.Brother).shows(http.StatusOK, "One person? Possible Of 100 cases as alike as this one, about 18 are one person.",
		"If they are two people, they are rather brothers or sisters.", "Says little: brothers and sisters have this in common anyway.", "The given names differ. Speaks strongly for two people.",
		"Mother As declared now ຄຳແພງ ສີສຸລາດ", "This is one and the same person of the register.")
	judge.get("/?lang=lo")
	judge.question(a.Woman).shows(http.StatusOK, "ວັນ ແລະ ເດືອນ ສະຫຼັບກັນ. ຊີ້ຊັດວ່າແມ່ນຄົນດຽວກັນ.").whole("lo")

	for _, at := range judge.seen {
		if strings.Contains(at, string(a.There)) || strings.Contains(at, "Bouaphanh") {
			t.Errorf("%s names somebody", at)
		}
	}
	looks, err := c.Looks.LooksOf(context.Background(), accesstest.Pass(t), []register.Ref{c.Person(t, a.There).Ref()}, c.Today(), math.MaxInt64, 9)
	if err != nil || len(looks) == 0 || looks[0].Officer != webtest.Judge || looks[0].Purpose != "duplicate-check" || looks[0].Case == "" {
		t.Errorf("the looks are %+v, %v", looks, err)
	}
}

func TestTheSamePersonIsRefusedAndAnotherGoesOn(t *testing.T) {
	c := webtest.Comparing(t)
	a := c.Alike(t)
	judge := officer(t, c, webtest.Judge)
	judge.get("/?lang=en")
	judge.question(a.Woman)
	here := judge.at.Path
	judge.send(here, "", "", values("verdict", "same-0", "reason", " ")).shows(http.StatusUnprocessableEntity, "There is a problem").whole("en")
	if v := judge.form(here, 0); v.Get("verdict") != "same-0" {
		t.Errorf("what was chosen is lost: %v", v)
	}
	judge.send(here, "", "", values("reason", "one face on both photographs", "verdict", "")).shows(http.StatusUnprocessableEntity, "It is not chosen whether")
	if v := judge.form(here, 0); v.Get("reason") != "one face on both photographs" {
		t.Errorf("what was typed is lost: %v", v)
	}
	for _, odd := range []string{"same-7", "same--1", "same-x", "nobody"} {
		judge.send(here, "", "", values("verdict", odd)).shows(http.StatusUnprocessableEntity, "There is a problem")
	}
	judge.send(here, "", "", values("verdict", "same-0")).
		shows(http.StatusOK, "Decision that counts Decision The same person: ບົວພັນ ຄຳວົງສາ", "one face on both photographs", "judge, Vientiane Capital", "Decided").whole("en")
	judge.get("/adjudications?state=ruled").shows(http.StatusOK, "The same person")
	judge.get("/").shows(http.StatusOK, "1 case waits for your decision")

	// Who declared reads that; who may see her, as what she is registered.
	taker := officer(t, c, webtest.Other)
	taker.get("/applications/"+string(a.Woman.ID)+"?lang=en").shows(http.StatusOK, "Refused", "This person is in the register already.").silent("one face on both photographs").silent("Registered already as", "When the adjudicator has decided")
	province := officer(t, c, webtest.SecondJudge)
	province.get("/applications/"+string(a.Woman.ID)+"?lang=en").shows(http.StatusOK, "Registered already as", "ບົວພັນ ຄຳວົງສາ")

	judge.question(a.Brother)
	judge.send(judge.at.Path, "", "", values("verdict", "different", "reason", "both boys came to the office")).shows(http.StatusOK, "Decision that counts Decision Another person", "both boys came")
	chief := officer(t, c, webtest.Chief)
	application := "/applications/" + string(a.Brother.ID)
	chief.get(application+"?lang=en").shows(http.StatusOK, "An adjudicator found that it is another person.")
	chief.send(application, "do", "register", nil).shows(http.StatusOK, "Registered: First enrolment", "Name ສົມສັກ ສີສຸລາດ", "Personal number")
	chief.get(chief.link("/person/", "ສົມສັກ")).shows(http.StatusOK, "08/03/2020")
}

// What was told with a refusal is not told as true once the appeal against it was decided.
func TestAnAppealThatWasDecidedSaysWhatWasFound(t *testing.T) {
	c := webtest.Comparing(t)
	a := c.Alike(t)
	judge, second, clerk := officer(t, c, webtest.Judge), officer(t, c, webtest.SecondJudge), officer(t, c, webtest.Clerk)
	at := "/applications/" + string(a.Brother.ID)
	judge.get("/?lang=en")
	judge.question(a.Brother)
	judge.send(judge.at.Path, "", "", values("verdict", "same-0", "reason", "one boy")).shows(http.StatusOK)
	const there, appeal = "This person is in the register already.", "If this is wrong, appeal"
	clerk.get(at+"?lang=en").shows(http.StatusOK, "Refused", there, appeal)
	clerk.step(at, "appeal", "ສອງຄົນ").shows(http.StatusOK, "State Is this person registered already?").silent(appeal)
	second.get("/?lang=en")
	asked, err := c.Desk.ListAdjudications(context.Background(), application.AdjudicationList{Application: a.Brother.ID, States: []application.AdjudicationState{application.Asked}, Limit: 9})
	if err != nil || len(asked) != 1 {
		t.Fatalf("on appeal %d are asked: %v", len(asked), err)
	}
	second.get("/adjudications/" + string(asked[0].ID))
	second.send(second.at.Path, "", "", values("verdict", "different", "reason", "two boys")).shows(http.StatusOK)
	clerk.get(at).shows(http.StatusOK, "Reason of the refusal An adjudicator found since that this is another person.").silent(appeal)
}

// Adjudicators who are asked on appeal read that the application was refused before, and why the
// declarant appealed; those who were asked first do not.
func TestAdjudicatorsReadTheAppeal(t *testing.T) {
	c := webtest.Comparing(t)
	a := c.Alike(t)
	judge, second, clerk := officer(t, c, webtest.Judge), officer(t, c, webtest.SecondJudge), officer(t, c, webtest.Clerk)
	const appealed, grounds = "Refused before, and appealed", "ສອງຄົນ, ເກີດຄົນລະປີ"
	judge.get("/?lang=en")
	second.get("/?lang=en")
	question := judge.question(a.Brother).silent(appealed).at.Path
	judge.send(question, "", "", values("verdict", "same-0", "reason", "one boy")).shows(http.StatusOK).silent(appealed)
	at := "/applications/" + string(a.Brother.ID)
	clerk.get(at + "?lang=en")
	clerk.step(at, "appeal", grounds).shows(http.StatusOK)
	asked, err := c.Desk.ListAdjudications(context.Background(), application.AdjudicationList{Application: a.Brother.ID, States: []application.AdjudicationState{application.Asked}, Limit: 9})
	if err != nil || len(asked) != 1 {
		t.Fatalf("on appeal %d are asked: %v", len(asked), err)
	}
	second.get("/adjudications/"+string(asked[0].ID)).shows(http.StatusOK, appealed+" "+grounds)
}

func TestRulingsStandBesideEachOther(t *testing.T) {
	c := webtest.Comparing(t)
	a := c.Alike(t)
	first, second := officer(t, c, webtest.Judge), officer(t, c, webtest.NationalJudge)
	first.get("/?lang=en")
	second.get("/?lang=en")
	first.question(a.Brother)
	second.question(a.Brother)
	here := first.at.Path
	first.send(here, "", "", values("verdict", "different", "reason", "two boys")).shows(http.StatusOK, "Decide anew")
	second.send(here, "", "", values("verdict", "same-0", "reason", "one boy")).shows(http.StatusConflict, "two boys", "There is a problem").whole("en")
	if v := second.form(here, 0); v.Get("reason") != "one boy" || v.Get("verdict") != "same-0" || v.Get("rulings") != "1" {
		t.Errorf("what was typed is lost: %v", v)
	}
	second.send(here, "", "", nil).shows(http.StatusOK, "Decision that counts Decision The same person", "Earlier decision Decision Another person", "national-judge, Centre").whole("en")
	officer(t, c, webtest.Clerk).get("/applications/"+string(a.Brother.ID)+"?lang=en").shows(http.StatusOK, "Refused").silent("one boy")
}

func TestWhoMayNotDecideIsToldWhy(t *testing.T) {
	c := webtest.Comparing(t)
	a := c.Alike(t)
	own := c.Comes(t, webtest.SecondJudge, a.Again, "Bouaphanh")
	p := officer(t, c, webtest.SecondJudge)
	p.get("/?lang=en")
	p.question(own).shows(http.StatusNotFound, noCase).silent(`name="verdict"`, "Given name", "Bouaphanh").whole("en")
	p.post(p.at.Path, "verdict", "different", "reason", "x", "rulings", "0").shows(http.StatusNotFound, noCase).silent("application")
	// A case that nobody has, and one of another office, are answered with the same words.
	p.get("/adjudications/"+string(c.ClientID())).shows(http.StatusNotFound, noCase).whole("en")
	p.get("/adjudications/x").shows(http.StatusNotFound, noCase)

	// An application that is withdrawn asks nothing any more.
	ctx := context.Background()
	stored, err := c.Desk.Application(ctx, a.Woman.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Clerk.Withdraw(ctx, c.Actor(t, webtest.Other), stored.ID, stored.Version, "ຂໍຖອນ"); err != nil {
		t.Fatal(err)
	}
	p.question(a.Woman).shows(http.StatusOK, "Nobody waits for this decision any more").silent(`name="verdict"`)

	// One who is protected meanwhile is seen by the country's own desk only.
	protect := c.Proposal("protection", acts.Protection{Person: string(a.ThereBrother), Article: "Law, art. 7"})
	c.Must(t, protect)
	p.question(a.Brother).shows(http.StatusForbidden, "The case goes to the country's own desk.").silent("ສົມພອນ", "ສົມສັກ")
	national := officer(t, c, webtest.NationalJudge)
	national.get("/?lang=en").shows(http.StatusOK, "1 case waits for your decision")
	national.question(a.Brother).shows(http.StatusOK, "ສົມພອນ ສີສຸລາດ")
}

func TestSeveralAreComparedOneAfterAnother(t *testing.T) {
	c := webtest.Comparing(t)
	a := c.Alike(t)
	namesake := a.Again
	namesake.Born = register.InYear(1987, register.Estimated)
	second := c.Enters(t, namesake, a.There)
	third := c.Comes(t, webtest.Other, a.Again, "Bouaphanh")
	judge := officer(t, c, webtest.Judge)
	judge.get("/?lang=en")
	judge.question(third).shows(http.StatusOK, "1 of 2: compared with", "2 of 2: compared with", "Another person, none of those compared").whole("en")
	open, err := c.Desk.ListAdjudications(context.Background(), application.AdjudicationList{Application: third.ID, Limit: 9})
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(open[0].Candidates, func(x application.Candidate) bool { return x.Named == string(second) })
	judge.send(judge.at.Path, "", "", values("verdict", "same-"+strconv.Itoa(at), "reason", "one face")).
		shows(http.StatusOK, "Decision that counts Decision The same person: Bouaphanh Khamvongsa, "+grouped(second)).whole("en")
}

// That two bear a name that many bear says less than a name that hardly anybody
// bears, and the page says which it is.
func TestRareAndCommonNamesAreCalledSo(t *testing.T) {
	c := webtest.Comparing(t)
	same := c.Registrar.Matcher
	common, most := "", uint32(0)
	for _, given := range []string{"ບຸນມີ", "ສົມສັກ", "ຄຳ", "ບຸນທັນ", "ວັນ"} {
		f := same.Lexicon.Read(match.Record{Names: []match.Name{{Given: given}}})
		if n := f.Names[0].Given.Count.Given; n > most {
			common, most = given, n
		}
	}
	judge := officer(t, c, webtest.Judge)
	judge.get("/?lang=en")
	for i, test := range []struct{ given, says string }{
		{"ຟູຊິຢະມະ", "A rare name. Speaks strongly for one person."}, {common, "A common name. Speaks"},
	} {
		e := acts.Enrolment{
			Name: []register.NameForm{{Script: register.Lao, Parts: []register.NamePart{{Given: test.given}}}}, Sex: register.Male,
			Born: register.Exact(register.DayOf(1961+i, time.August, 17)), BornAt: acts.PlaceOf{Code: "0102001"},
		}
		c.Enters(t, e)
		judge.question(c.Comes(t, webtest.Other, e, "ຕົນເອງ")).shows(http.StatusOK, test.says)
	}
	judge.get("/adjudications/none").shows(http.StatusNotFound)
}

func TestANewNameIsAskedAboutToo(t *testing.T) {
	c := webtest.Comparing(t)
	a := c.Alike(t)
	other := a.Again
	other.Name = []register.NameForm{{Script: register.Lao, Parts: []register.NamePart{{Given: "ວິໄລພອນ"}, {Surname: "ແກ້ວມະນີ"}}}}
	other.Mother, other.Born = nil, register.Exact(register.DayOf(1987, time.June, 12))
	n := c.Enters(t, other)
	renamed := c.Proposal("name-change", acts.NameChange{Person: string(n), Kind: register.OfficialName, Name: a.Again.Name})
	renamed.Evidence = []register.Evidence{{Kind: "declaration", Note: "shelf 3"}}
	judge := officer(t, c, webtest.Judge)
	judge.get("/?lang=en")
	judge.question(c.Declared(t, webtest.Other, renamed, "Vilayphone")).shows(http.StatusOK,
		"Change of name: is this the same person as another in the register?", "As it would be after the act, "+grouped(n), "Given name As it would be after the act Bouaphanh (declared) Also ວິໄລພອນ ແກ້ວມະນີ (paper seen) In the register ບົວພັນ (paper seen)",
		"Two entries of one person are joined by an act of merging").whole("en")
}

func TestAPairAndAListOfManyPages(t *testing.T) {
	c := webtest.Comparing(t)
	ctx := context.Background()
	first := c.Person(t, c.Mother).ID
	ids := []register.PersonID{first}
	for i, given := range []string{"ຄຳຕັນ", "ບຸນທອງ", "ວິໄລ", "ສຸລິຍາ", "ເພັດສະໝອນ", "ອານຸສອນ", "ດວງໃຈ", "ມະນີວັນ", "ໄຊສົມພອນ", "ແສງຈັນ", "ບຸນເລີດ"} {
		n := c.Enters(t, acts.Enrolment{Name: []register.NameForm{{Script: register.Lao, Parts: []register.NamePart{{Given: given}}}}, Sex: register.Male, Born: register.Exact(register.DayOf(1950+4*i, time.March, 3+i))})
		ids = append(ids, c.Person(t, n).ID)
	}
	opened := 0
	for i, one := range ids {
		for _, other := range ids[i+1:] {
			s := office.Pair{Persons: [2]register.PersonID{one, other}, Likeness: application.Likeness{PPM: 400_000, Reasons: []string{"given.alike", "household.same"}, NextBest: match.Relative}}
			if _, fresh, err := c.Clerk.OpenAdjudication(ctx, c.Pass, s); err != nil || !fresh {
				t.Fatalf("%v, %v", fresh, err)
			}
			opened++
		}
	}
	p := officer(t, c, webtest.NationalJudge)
	p.get("/?lang=en").shows(http.StatusOK, "cases or more wait")
	var seen []string
	for next := "/adjudications?below=yes"; next != ""; {
		p.get(next).shows(http.StatusOK, "Two who are registered: are they one person?").whole("en")
		next = ""
		for _, l := range p.links() {
			switch {
			case strings.HasPrefix(l, "/adjudications/") && !slices.Contains(seen, l):
				seen = append(seen, l)
			case strings.Contains(l, "after="):
				next = l
			}
		}
	}
	if len(seen) != opened {
		t.Errorf("the pages list %d of %d", len(seen), opened)
	}
	p.get(seen[0]).shows(http.StatusOK, "They live in one household.", "Nothing changes in the register by itself").whole("en")
	p.send(seen[0], "", "", values("verdict", "same-0", "reason", "fingerprints")).shows(http.StatusOK, "Decision that counts Decision The same person").whole("en")
}

// Of a marriage that has ended the partner is compared, so they are named, and the page says that it has
// ended. Of two who are registered the records of both are a link away.
func TestWhoWasMarriedIsNamedAndBothRecordsOpen(t *testing.T) {
	c := webtest.Comparing(t)
	marriage := c.Proposal(register.KindMarriage, acts.Marriage{Spouses: [2]acts.Who{{Person: string(c.Mother)}, {Person: string(c.Father)}}})
	for _, kind := range c.Law.Kinds[marriage.Kind].Evidence.On(c.Today()).Value {
		marriage.Evidence = append(marriage.Evidence, register.Evidence{Kind: kind})
	}
	c.Must(t, marriage)
	c.Must(t, c.Proposal(register.KindDeath, acts.Death{Person: string(c.Father), Died: register.Exact(c.Today() - 1)}))
	mother, other := c.Person(t, c.Mother), c.Person(t, c.Elsewhere)
	id, _, err := c.Clerk.OpenAdjudication(t.Context(), c.Pass, office.Pair{Persons: [2]register.PersonID{mother.ID, other.ID}, Likeness: application.Likeness{PPM: 400_000}})
	if err != nil {
		t.Fatal(err)
	}
	p := officer(t, c, webtest.NationalJudge)
	p.get("/adjudications/"+string(id)+"?lang=en").shows(http.StatusOK, "Bounthan, "+grouped(c.Father)+", marriage ended ").silent("Not shown to your office").whole("en")
	for _, n := range []register.Number{c.Mother, c.Elsewhere} {
		link := p.link("/person", grouped(n))
		p.get(link).shows(http.StatusOK, grouped(n)).get("/adjudications/" + string(id))
	}
}

// grouped writes a number as the pages do.
func grouped(n register.Number) string {
	return strings.Join([]string{string(n[:4]), string(n[4:8]), string(n[8:])}, " ")
}

func TestAnAdjudicatorOpensThePapers(t *testing.T) {
	c := webtest.Comparing(t)
	a := c.Alike(t)
	ctx := context.Background()
	paper, err := c.Clerk.Upload(ctx, c.Actor(t, webtest.Other), "identity-document", bytes.NewReader(onePixel(t)))
	if err != nil {
		t.Fatal(err)
	}
	again := a.Again
	again.As, again.Nationalities = "@"+string(c.ClientID()), []register.Nationality{{State: register.NationalityHeld, Country: "LAO", Basis: "birth"}}
	p := c.Proposal("enrolment", again)
	p.Evidence = []register.Evidence{paper, {Kind: "photograph", Note: "shelf 3"}}
	declared := c.Declared(t, webtest.Other, p, "Bouaphanh")

	judge := officer(t, c, webtest.Judge)
	judge.get("/?lang=lo")
	judge.question(declared).shows(http.StatusOK, "ເອກະສານທີ່ຍື່ນມາພ້ອມຄຳຮ້ອງ").whole("lo")
	judge.get("/?lang=en")
	judge.question(declared).shows(http.StatusOK, "Declared by Bouaphanh", "Taken by seng, Sikhottabong district office", "Date of declaration 02/11/2026",
		"Papers that were handed in", "First enrolment, ", "Photograph: shelf 3").whole("en")
	here := judge.at.Path
	link := judge.link(here+"/evidence/", judge.word("evidence-kind.identity-document"))
	judge.get(link).shows(http.StatusOK)
	if !strings.HasPrefix(judge.page, "\x89PNG") {
		t.Error("the paper is not what was sent")
	}
	judge.get(strings.Replace(link, paper.SHA256[:8], "00000000", 1)).shows(http.StatusNotFound)
	judge.get("/applications/" + string(declared.ID) + "/evidence/" + paper.SHA256).shows(http.StatusForbidden)
	for _, other := range []register.OfficerID{webtest.Chief, webtest.DistrictJudge, webtest.Auditor} {
		officer(t, c, other).get(link).shows(http.StatusForbidden)
	}

	// The link is there again with a ruling, and goes away with a protection.
	judge.get(here).send(here, "", "", values("verdict", "different", "reason", "two photographs")).shows(http.StatusOK, "Decision that counts", "Papers that were handed in")
	c.Must(t, c.Proposal("protection", acts.Protection{Person: string(a.There), Article: "Law, art. 7"}))
	judge.get(link).shows(http.StatusForbidden, "The case goes to the country's own desk.")
	judge.get(link).shows(http.StatusNotFound)
	officer(t, c, webtest.NationalJudge).get(link).shows(http.StatusOK)
}

func TestThatNotEverybodyWasComparedIsSaid(t *testing.T) {
	c := webtest.Comparing(t)
	a := c.Alike(t)
	const says = "not all of them were compared"
	judge := officer(t, c, webtest.Judge)
	judge.get("/?lang=en")
	judge.question(a.Woman).shows(http.StatusOK).silent(says)
	compare := c.Registrar.Matcher
	c.Registrar.Matcher = nil // as those came who are loaded
	for range match.MostPerKey + 2 {
		c.Enters(t, a.Again)
	}
	c.Registrar.Matcher = compare
	judge.question(c.Comes(t, webtest.Other, a.Again, "Bouaphanh")).shows(http.StatusOK, says).whole("en")
}
