package features

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/cucumber/godog"

	"samano/access"
	"samano/acts"
	desk "samano/office"
	"samano/office/application"
	"samano/office/officetest"
	"samano/register"
	"samano/registrar/duplicates"
)

// counter is where applications of a scenario are taken, adjudicated and decided.
type counter struct {
	*desk.Clerk
	desk  *officetest.Desk
	taken map[string]application.ID // by what the scenario calls it
	last  application.ID
	who   access.Actor // took the last application
	told  []application.DecidedAct
	copy  register.Evidence // of the paper that came with an application
}

// theApplication is what a scenario calls the application that it spoke of last.
const theApplication = "the application"

func (w *world) adjudicationSteps(sc *godog.ScenarioContext) {
	const (
		adjudicator = `(an adjudicator|another adjudicator|\p{Lu}\p{L}*) of ` + officePattern
		somebody    = `(\p{Lu}\p{L}*|"[^"]+")`
	)
	sc.Step(`^whoever is entered is compared with everybody$`, w.compares)
	sc.Step(`^`+officePattern+` (?:takes|took) an? `+kindPattern+`(?: of `+datePattern+`)?:$`, w.takes)
	sc.Step(`^adjudicators are asked until `+datePattern+`$`, w.adjudicatorsAsked)
	sc.Step(`^they are asked about `+somebody+`$`, w.askedAbout)
	sc.Step(`^they are asked whether `+somebody+` is `+somebody+`$`, w.askedWhether)
	sc.Step(`^nobody is asked any more$`, w.nobodyAsked)
	sc.Step(`^one asks after "([^"]+)"$`, w.asksAfter)
	sc.Step(`^(?:once more )?the application (waits for its registrar|waits for adjudicators|is appealed and waits for its registrar|is registered|is withdrawn|is refused|is returned)$`, w.applicationIs)
	sc.Step(`^who declared is not told of whom$`, w.notToldOfWhom)
	sc.Step(`^`+adjudicator+` finds that it is (another person|\p{Lu}\p{L}*|"[^"]+") because "([^"]+)"$`, w.adjudicates)
	sc.Step(`^`+adjudicator+` finds anew that it is (another person|\p{Lu}\p{L}*) because "([^"]+)"$`, w.adjudicatesAnew)
	sc.Step(`^`+adjudicator+` may not decide because of "([a-z-]+)"$`, w.mayNotDecide)
	sc.Step(`^`+adjudicator+` reads (who declared|the paper)$`, w.readsDeclared)
	sc.Step(`^`+adjudicator+` may not read the paper because of "([a-z-]+)"$`, w.mayNotReadPaper)
	sc.Step(`^`+officePattern+` decides ("[^"]+"|the application)(?:, and "([a-z-]+)" because "([^"]+)")?$`, w.decidesApplication)
	sc.Step(`^the application is refused because of "([a-z-]+)" and may be appealed until `+datePattern+`$`, w.applicationRefused)
	sc.Step(`^the declarant appeals because "([^"]+)"$`, w.appeals)
	sc.Step(`^the declarant withdraws because "([^"]+)"$`, w.withdraws)
	sc.Step(`^the act names the adjudication of `+whoPattern+`, and not its reason$`, w.actNamesAdjudication)
	sc.Step(`^(?:the office that took it is|`+officePattern+` is) told that it is (nobody|\p{Lu}\p{L}*|"[^"]+")$`, w.toldThatItIs)
	sc.Step(`^it stands first of what waits for adjudicators of `+officePattern+`, overdue$`, w.standsOverdue)
	sc.Step(`^who declared sees that it is overdue$`, w.declarantSeesOverdue)
}

func (w *world) compares() error {
	r, err := w.registrar()
	if err != nil {
		return err
	}
	r.Matcher, err = duplicates.Shipped()
	return err
}

// atCounter opens the counters of all offices.
func (w *world) atCounter() (*counter, error) {
	if w.counter != nil {
		return w.counter, nil
	}
	if _, err := w.registrar(); err != nil {
		return nil, err
	}
	w.counter = &counter{Clerk: w.node.Clerk, desk: w.desk, taken: map[string]application.ID{}}
	return w.counter, nil
}

// actor is an officer who works at an office of that level, and adjudicates there.
func (w *world) actor(name, officeName string, roles ...access.Role) (access.Actor, error) {
	o, err := w.officeNamed(officeName)
	if err != nil {
		return access.Actor{}, err
	}
	open, err := w.reg.Office(context.Background(), o.id)
	if err != nil {
		return access.Actor{}, err
	}
	if len(roles) == 0 {
		role, ok := map[string]access.Role{"centre": access.NationalRegistrar, "province": access.ProvincialRegistrar, "village": access.VillageReporter}[o.level]
		if !ok {
			role = access.DistrictRegistrar
		}
		roles = []access.Role{role}
	}
	id := register.OfficerID(strings.ToLower(strings.ReplaceAll(name, " ", "-")))
	return access.Actor{Officer: access.Officer{ID: id, Name: name, Office: o.id, Roles: roles, Until: register.LastDay}, Office: open}, nil
}

// takes drafts an application and hands it in, as a form does.
func (w *world) takes(officeName, kind, happened string, table *godog.Table) error {
	c, err := w.atCounter()
	if err != nil {
		return err
	}
	called, officer, copied, rows := theApplication, "Vilay", "", godog.Table{}
	for _, r := range table.Rows {
		switch r.Cells[0].Value {
		case "application":
			called = r.Cells[1].Value
		case "taken by":
			officer = r.Cells[1].Value
		case "copied":
			copied = r.Cells[1].Value
		default:
			rows.Rows = append(rows.Rows, r)
		}
	}
	p, err := w.proposal(officeName, kind, happened, &rows)
	if err != nil {
		return err
	}
	if c.who, err = w.actor(officer, officeName); err != nil {
		return err
	}
	if copied != "" {
		if c.copy, err = c.Upload(context.Background(), c.who, copied, strings.NewReader(paper)); err != nil {
			return err
		}
		p.Evidence = append(p.Evidence, c.copy)
	}
	in := application.DraftInput{ID: application.ID(w.uuid()), Acts: []register.Proposal{p}, Declarant: application.Declarant{Name: "a relative"}}
	version, err := c.SaveDraft(context.Background(), c.who, in, 0)
	if err != nil {
		return err
	}
	c.last, c.taken[called] = in.ID, in.ID
	_, err = c.Declare(context.Background(), c.who, in.ID, version)
	return err
}

// paper is the content of every copy.
const paper = "%PDF-1.7\na copy\nxref\n0 0\ntrailer<<>>\nstartxref\n16\n%%EOF\n"

// readsDeclared reads what an adjudication shows of the application, as an adjudicator.
func (w *world) readsDeclared(name, officeName, what string) error {
	c, q, who, err := w.atAdjudication(name, officeName)
	if err != nil {
		return err
	}
	if what == "the paper" {
		content, _, err := c.AdjudicationPaper(context.Background(), who, q, c.copy.SHA256)
		if err == nil && string(content) != paper {
			return fmt.Errorf("the paper says %q", content)
		}
		return err
	}
	v, err := c.Adjudication(context.Background(), who, q)
	if err != nil {
		return err
	}
	d := v.Declaration
	if d == nil || d.Declarant.Name != "a relative" || len(d.Acts) != 1 || !slices.Contains(d.Acts[0].Evidence, c.copy) {
		return fmt.Errorf("what was declared is %+v", d)
	}
	return nil
}

func (w *world) mayNotReadPaper(name, officeName, code string) error {
	return refusedBy(code, w.readsDeclared(name, officeName, "the paper"))
}

// atAdjudication gives the adjudication of the last application, decided or not, and
// somebody who would read it.
func (w *world) atAdjudication(name, officeName string) (*counter, application.AdjudicationID, access.Actor, error) {
	c, a, err := w.application()
	if err != nil {
		return c, "", access.Actor{}, err
	}
	all, err := c.desk.ListAdjudications(context.Background(), application.AdjudicationList{Application: a.ID, Limit: 9})
	if err != nil || len(all) != 1 {
		return c, "", access.Actor{}, fmt.Errorf("%d adjudications: %w", len(all), err)
	}
	who, err := w.adjudicatorAt(name, officeName)
	return c, all[0].ID, who, err
}

// application gives the application that was spoken of last.
func (w *world) application() (*counter, application.Application, error) {
	c, err := w.atCounter()
	if err != nil {
		return nil, application.Application{}, err
	}
	a, err := c.desk.Application(context.Background(), c.last)
	return c, a, err
}

// waiting gives the adjudications that wait for somebody to decide them.
func (w *world) waiting() (*counter, []application.Adjudication, error) {
	c, a, err := w.application()
	if err != nil {
		return c, nil, err
	}
	l := application.AdjudicationList{Application: a.ID, States: []application.AdjudicationState{application.Asked}, Limit: 9}
	asked, err := c.desk.ListAdjudications(context.Background(), l)
	return c, asked, err
}

func (w *world) adjudicatorsAsked(text string) error {
	d, err := parseDate(text)
	if err != nil {
		return err
	}
	_, a, err := w.application()
	if err != nil || a.State != application.Adjudicated || a.Due != d.Earliest() {
		return fmt.Errorf("the application is %s until %s with %v: %w", a.State, a.Due, a.Acts[0].Findings, err)
	}
	w.unread = false
	return nil
}

func (w *world) askedAbout(name string) error {
	_, asked, err := w.waiting()
	if err != nil {
		return err
	}
	p, err := w.entered(name)
	if err != nil {
		return err
	}
	if len(asked) != 1 || len(asked[0].Candidates) != 1 || asked[0].Candidates[0].Person != p.ID {
		return fmt.Errorf("they are not asked about %s: %+v", name, asked)
	}
	return nil
}

func (w *world) askedWhether(name, candidate string) error {
	if err := w.askedAbout(candidate); err != nil {
		return err
	}
	_, asked, err := w.waiting()
	if err != nil {
		return err
	}
	if id, err := w.personID(name); err != nil || asked[0].Subject != id {
		return fmt.Errorf("they are asked about another than %s: %w", name, err)
	}
	return nil
}

func (w *world) nobodyAsked() error {
	_, asked, err := w.waiting()
	if err == nil && len(asked) > 0 {
		return fmt.Errorf("they are asked %+v", asked)
	}
	return err
}

func (w *world) asksAfter(called string) error {
	c, err := w.atCounter()
	if err == nil {
		c.last = c.taken[called]
	}
	return err
}

// entered gives a person as registered now.
func (w *world) entered(name string) (*register.Person, error) {
	l, ok := acts.PersonLookup(w.name(strings.Trim(name, `"`)))
	if !ok {
		return nil, fmt.Errorf("nobody is called %s", name)
	}
	found, err := w.reg.Find(context.Background(), w.pass, l)
	if err != nil || found[0].Person == nil {
		return nil, fmt.Errorf("%s is not registered: %w", name, err)
	}
	return found[0].Person, nil
}

func (w *world) applicationIs(words string) error {
	want := map[string]application.State{
		"waits for its registrar": application.Declared, "waits for adjudicators": application.Adjudicated,
		"is appealed and waits for its registrar": application.Appealed, "is registered": application.Registered, "is withdrawn": application.Withdrawn,
		"is refused": application.Refused, "is returned": application.Returned,
	}[words]
	c, a, err := w.application()
	if err == nil && a.State != want {
		return fmt.Errorf("the application is %s: %+v %+v", a.State, a.Acts[0].Findings, c.told)
	}
	return err
}

// notToldOfWhom reads everything that the application's page shows to who took it.
func (w *world) notToldOfWhom() error {
	c, asked, err := w.waiting()
	if err != nil || len(asked) == 0 {
		return fmt.Errorf("nobody is asked: %w", err)
	}
	v, err := c.Open(context.Background(), c.who, c.last)
	if err != nil {
		return err
	}
	opened := v.Application
	for i := range opened.Acts {
		opened.Acts[i].Proposal = register.Proposal{}
	}
	shown, err := json.Marshal([]any{opened, v.Existing, v.History, v.Application.Reasons})
	if err != nil {
		return err
	}
	for i := range v.Acts {
		findings, err := json.Marshal(v.Acts[i].Findings)
		if err != nil {
			return err
		}
		shown = append(shown, findings...)
	}
	for _, q := range asked {
		for _, candidate := range q.Candidates {
			for _, secret := range append(candidate.Reasons, candidate.Named, candidate.Weights) {
				if strings.Contains(string(shown), secret) {
					return fmt.Errorf("who declared is shown %q in %s", secret, shown)
				}
			}
		}
	}
	if !strings.Contains(string(shown), application.CodeSomebodyLike) {
		return fmt.Errorf("who declared is not told that there is somebody: %s", shown)
	}
	return nil
}

func (w *world) adjudicatorAt(name, officeName string) (access.Actor, error) {
	o, err := w.officeNamed(officeName)
	roles := []access.Role{access.Adjudicator}
	if err == nil && o.area == "" {
		roles = append(roles, access.NationalRegistrar)
	}
	if err != nil {
		return access.Actor{}, err
	}
	return w.actor(name, officeName, roles...)
}

// adjudicates rules on the first adjudication that waits.
func (w *world) adjudicates(name, officeName, whom, reason string) error {
	c, asked, err := w.waiting()
	if err != nil || len(asked) == 0 {
		return fmt.Errorf("nobody is asked: %w", err)
	}
	return w.rules(c, &asked[0], name, officeName, whom, reason)
}

// adjudicatesAnew rules on the adjudication that is answered.
func (w *world) adjudicatesAnew(name, officeName, whom, reason string) error {
	c, a, err := w.application()
	if err != nil {
		return err
	}
	l := application.AdjudicationList{Application: a.ID, States: []application.AdjudicationState{application.Ruled}, Limit: 9}
	ruled, err := c.desk.ListAdjudications(context.Background(), l)
	if err != nil || len(ruled) != 1 {
		return fmt.Errorf("%d adjudications are answered: %w", len(ruled), err)
	}
	return w.rules(c, &ruled[0], name, officeName, whom, reason)
}

func (w *world) rules(c *counter, q *application.Adjudication, name, officeName, whom, reason string) error {
	who, err := w.adjudicatorAt(name, officeName)
	if err != nil {
		return err
	}
	in := application.RulingInput{Rulings: len(q.Rulings), Verdict: application.Different, Reason: reason}
	if whom != "another person" {
		p, err := w.entered(whom)
		if err != nil {
			return err
		}
		in.Verdict, in.Candidate = application.Same, slices.IndexFunc(q.Candidates, func(c application.Candidate) bool { return c.Person == p.ID })
	}
	return c.Adjudicate(context.Background(), who, q.ID, in)
}

func (w *world) mayNotDecide(name, officeName, code string) error {
	return refusedBy(code, w.adjudicates(name, officeName, "another person", "a reason"))
}

func (w *world) decidesApplication(officeName, called, code, reason string) error {
	c, err := w.atCounter()
	if err != nil {
		return err
	}
	if id, ok := c.taken[strings.Trim(called, `"`)]; ok && called != theApplication {
		c.last = id
	}
	who, err := w.actor("Somsak", officeName)
	if err != nil {
		return err
	}
	a, err := c.desk.Application(context.Background(), c.last)
	if err != nil {
		return err
	}
	accepted := map[register.ActID][]register.Accepted{}
	if code != "" {
		accepted[a.Acts[0].Proposal.ID] = []register.Accepted{{Code: code, Reason: reason}}
	}
	_, c.told, err = c.Decide(context.Background(), who, a.ID, a.Version, accepted)
	return err
}

func (w *world) applicationRefused(code, until string) error {
	d, err := parseDate(until)
	if err != nil {
		return err
	}
	_, a, err := w.application()
	if err != nil || a.State != application.Refused || len(a.Reasons) != 1 || a.Reasons[0].Code != code || a.Until != d.Earliest() {
		return fmt.Errorf("the application is %s until %s because of %+v: %w", a.State, a.Until, a.Reasons, err)
	}
	return nil
}

func (w *world) appeals(reason string) error {
	c, a, err := w.application()
	if err == nil {
		_, err = c.Appeal(context.Background(), c.who, a.ID, a.Version, reason)
	}
	return err
}

func (w *world) withdraws(reason string) error {
	c, a, err := w.application()
	if err == nil {
		_, err = c.Withdraw(context.Background(), c.who, a.ID, a.Version, reason)
	}
	return err
}

func (w *world) actNamesAdjudication(name string) error {
	c, a, err := w.application()
	if err != nil {
		return err
	}
	p, err := w.entered(name)
	if err != nil {
		return err
	}
	ruled, err := c.desk.ListAdjudications(context.Background(), application.AdjudicationList{Application: a.ID, Limit: 9})
	if err != nil || len(ruled) != 1 {
		return fmt.Errorf("there are %d adjudications: %w", len(ruled), err)
	}
	act, err := w.reg.Act(context.Background(), w.pass, string(a.Acts[0].Proposal.ID))
	if err != nil || act == nil {
		return fmt.Errorf("the act is not registered: %w", err)
	}
	if len(act.Accepted) != 1 || act.Accepted[0].Person != string(p.Number()) || act.Accepted[0].Reason != "adjudication "+string(ruled[0].ID) {
		return fmt.Errorf("the act says %+v", act.Accepted)
	}
	return nil
}

func (w *world) toldThatItIs(officeName, whom string) error {
	c, a, err := w.application()
	if err != nil {
		return err
	}
	who := c.who
	if officeName != "" {
		if who, err = w.actor("Somsak", officeName); err != nil {
			return err
		}
	}
	v, err := c.Open(context.Background(), who, a.ID)
	if err != nil {
		return err
	}
	var told []register.PersonID
	for _, x := range v.Existing {
		told = append(told, x.Person.Open().ID)
	}
	if whom == "nobody" {
		if len(told) > 0 {
			return fmt.Errorf("it is told of %d people", len(told))
		}
		return nil
	}
	p, err := w.entered(whom)
	if err == nil && !slices.Equal(told, []register.PersonID{p.ID}) {
		return fmt.Errorf("it is told of %d people", len(told))
	}
	return err
}

func (w *world) standsOverdue(officeName string) error {
	c, a, err := w.application()
	if err != nil {
		return err
	}
	who, err := w.adjudicatorAt("an adjudicator", officeName)
	if err != nil {
		return err
	}
	lines, _, err := c.AdjudicationQueue(context.Background(), who, application.Asked, false, application.AdjudicationCursor{})
	if err != nil || len(lines) < 2 || lines[0].Application != a.ID || !lines[0].Overdue || lines[1].Overdue {
		return fmt.Errorf("the queue is %+v: %w", lines, err)
	}
	return nil
}

func (w *world) declarantSeesOverdue() error {
	c, a, err := w.application()
	if err != nil {
		return err
	}
	lines, _, err := c.Taken(context.Background(), c.who, []application.State{application.Adjudicated}, application.Cursor{})
	if err != nil || len(lines) == 0 || lines[0].ID != a.ID || !lines[0].Late {
		return fmt.Errorf("the list is %+v: %w", lines, err)
	}
	return nil
}
