package request

import (
	"context"
	"encoding/binary"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"samano/access"
	"samano/acts"
	"samano/disclosure"
	"samano/law"
	"samano/names"
	"samano/office/evidence"
	"samano/register"
	"samano/registrar"
	"samano/store"
)

// The codes of this package's errors and findings: keys of the message catalogue.
const (
	CodeUnjudged   = "request-unjudged"        // Args: count; earlier ones wait for a judgement
	CodeMany       = "request-too-many"        // Args: limit; in 24 hours
	CodeNumber     = "request-number"          // no number for life
	CodeAsks       = "request-asks"            // nobody is named who asks
	CodeAsksNumber = "request-asks-number"     // beside a scan it is a number for life
	CodeGround     = "request-ground"          // nothing is said of what for
	CodeProof      = "request-proof"           // no such proof, or not of such a request
	CodeCode       = "request-code"            // the code is none of ours, or of another person
	CodePaper      = "request-paper"           // there is no scan
	CodePaperUsed  = "request-paper-used"      // it proves a request for another number
	CodeOwn        = "request-own"             // nobody confirms or judges what they entered
	CodeNotYours   = "request-not-yours"       // another office's
	CodeDone       = "request-done"            // confirmed or judged already
	CodeNoPurpose  = "request-without-purpose" // the law gives the officer no purpose for which such are read
	CodeReason     = "request-reason"          // what is found unfair is given a reason
)

const (
	// maxText bounds who asks and what for: a line each.
	maxText = 300
	// page is how many requests a list shows.
	page = 50
)

// Config is what the service works with. All fields are needed.
type Config struct {
	Store     Store
	Papers    *evidence.Papers
	Documents *registrar.Documents
	Reader    *access.Reader
	Rules     access.Rules
	Offices   func(context.Context) ([]register.Office, error) // all
	// Over reports whether the area of one office contains that of another.
	Over   func(atlas *register.Atlas, upper, lower register.Office) bool
	Random io.Reader // which requests are drawn, and ids
	// ReadCode returns the people on whose paper a code stands that this register has signed and not
	// revoked. Any other code is register.Invalid.
	ReadCode func(ctx context.Context, code string) ([]register.PersonID, error)
}

// Service serves offices. It is safe for concurrent use.
type Service struct{ config Config }

// New makes the service.
func New(c Config) *Service { return &Service{c} }

// Input is what an officer enters.
type Input struct {
	Kind         law.CaseKind
	Number       string // of whom it opens
	Asks, Ground string
	Proof        Proof
	Code         string    // of the paper that was read; with ByCode
	Scan         io.Reader // with ByPaper; nil: none
}

// Enter keeps a request. It refuses an officer whose earlier requests wait too long for a judgement. Whether
// there is a person of the number it does not tell.
func (s *Service) Enter(ctx context.Context, who access.Actor, in Input) (Request, error) {
	const op = "request.Enter"
	today := s.today()
	if err := s.mayEnter(who, in.Kind, today); err != nil {
		return Request{}, err
	}
	if in.Kind != law.CaseDanger { // which waits for nobody
		if err := s.unjudged(ctx, op, who, today); err != nil {
			return Request{}, err
		}
	}
	r := Request{
		Kind: in.Kind, Office: who.Office.ID, By: who.Officer.ID, At: s.config.Documents.Now().UTC(), Until: s.until(in.Kind, today), Year: int(register.Exact(today).Year),
		Asks: strings.TrimSpace(in.Asks), Ground: strings.TrimSpace(in.Ground), Proof: in.Proof, Version: 1,
	}
	if faults := s.check(&r, in); len(faults) > 0 {
		return Request{}, register.InvalidBy(op, faults...)
	}
	switch r.Proof {
	case ByCode:
		if err := s.readCode(ctx, op, strings.TrimSpace(in.Code), r.Number); err != nil {
			return Request{}, err
		}
	case ByPaper:
		sha, err := s.config.Papers.Keep(ctx, who.Officer.ID, in.Scan)
		if err != nil {
			return Request{}, err
		}
		r.Paper = sha
	case BySecond:
	}
	if err := s.draw(ctx, who.Office, &r); err != nil {
		return Request{}, err
	}
	id, err := uuid.NewRandomFromReader(s.config.Random)
	if err != nil {
		return Request{}, register.Errorf(register.Unavailable, op, "no randomness: %w", err)
	}
	r.ID = ID(id.String())
	most := s.config.Documents.Law.Looks.PeopleADay.On(today).Value // more than that opens nobody
	if in.Kind == law.CaseDanger {
		most = s.rules().DangerADay.On(today).Value
	}
	r.No, err = s.config.Store.AddRequest(ctx, r, Bound{Since: s.config.Documents.Now().Add(-access.DayOfBudget), Most: most})
	return r, err
}

// unjudged refuses an officer whose earlier requests wait too long for a judgement.
func (s *Service) unjudged(ctx context.Context, op register.Operation, who access.Actor, today register.Day) error {
	n, err := s.config.Store.Overdue(ctx, who.Officer.ID, today)
	if err == nil && n > 0 {
		err = register.InvalidBy(op, register.Blocked(CodeUnjudged, "", "count", strconv.Itoa(n)))
	}
	return err
}

// readCode refuses a code that stands on no paper of the person of that number.
func (s *Service) readCode(ctx context.Context, op register.Operation, code string, number register.Number) error {
	of, err := s.config.ReadCode(ctx, code)
	if err != nil && register.KindOf(err) != register.Invalid {
		return err
	}
	// Nobody is shown who it is, nor whether there is anybody.
	p, outage := access.ForJob(access.JobApplications, func(pass access.Pass) (*register.Person, error) { return s.person(ctx, pass, number) })
	if outage != nil {
		return outage
	}
	if err != nil || p == nil || !slices.Contains(of, p.ID) {
		return register.InvalidBy(op, register.Blocked(CodeCode, "code"))
	}
	return nil
}

// until returns the last day on which a request opens anybody.
func (s *Service) until(kind law.CaseKind, today register.Day) register.Day {
	days := s.rules().Days
	switch kind {
	case law.CaseCourt:
		days = s.rules().CourtDays
	case law.CaseExport:
		days = s.rules().ExportDays
	default:
	}
	return today + register.Day(days.On(today).Value) - 1
}

// check finds what is wrong with an input, and fills in the number.
func (s *Service) check(r *Request, in Input) (out []register.Finding) {
	fault := func(code, field string) { out = append(out, register.Blocked(code, field)) }
	scheme, danger := s.config.Documents.Scheme, in.Kind == law.CaseDanger
	number, err := scheme.Parse(in.Number)
	r.Number = register.Number(number)
	switch r.Name = strings.Join(strings.Fields(in.Number), " "); {
	case in.Kind == law.CaseExport: // of many
		r.Number, r.Name, r.Proof, in.Proof = "", "", BySecond, BySecond
	case err == nil:
		r.Name = ""
	case !danger || r.Name == "" || utf8.RuneCountInString(r.Name) > maxText || strings.ContainsFunc(r.Name, unicode.IsDigit):
		fault(CodeNumber, "number")
	}
	for _, text := range [...]struct{ value, code, field string }{{r.Asks, CodeAsks, "asks"}, {r.Ground, CodeGround, "ground"}} {
		switch {
		case text.value == "":
			fault(text.code, text.field)
		case utf8.RuneCountInString(text.value) > maxText:
			out = append(out, register.Blocked(register.CodeTextTooLong, text.field, "limit", strconv.Itoa(maxText)))
		}
	}
	if danger { // there is no time for a proof
		r.Proof = ""
		return out
	}
	court := in.Kind == law.CaseCourt
	switch in.Proof {
	case ByPaper:
		if in.Scan == nil {
			fault(CodePaper, "scan")
		}
		if !court && r.Asks != "" {
			if asks, err := scheme.Parse(r.Asks); err == nil {
				r.Asks = asks
			} else {
				fault(CodeAsksNumber, "asks")
			}
		}
	case ByCode, BySecond:
		if court { // an order is a paper
			fault(CodeProof, "proof")
		}
	default:
		fault(CodeProof, "proof")
	}
	return out
}

// mayEnter asks whether the law gives the officer a purpose for which people are read by cases of the kind.
func (s *Service) mayEnter(who access.Actor, kind law.CaseKind, today register.Day) error {
	refusal := error(register.Coded(register.Forbidden, "request.Enter", CodeNoPurpose))
	whats := []access.What{access.WhatPerson}
	switch kind {
	case law.CaseRequest, law.CaseCourt:
	case law.CaseDanger:
		whats[0] = access.WhatWhereabouts
	case law.CaseExport:
		whats = []access.What{access.WhatFeed, access.WhatFile}
	default:
		return refusal
	}
	for _, p := range s.config.Documents.Law.Looks.Purposes.On(today).Value {
		if !slices.Contains(p.Cases, kind) {
			continue
		}
		for _, what := range whats {
			if _, _, err := s.config.Rules.MayRead(who, access.Reason{What: what, Purpose: p.Name, Case: "x"}, today); err == nil {
				return nil
			}
		}
	}
	return refusal
}

// DrawOneIn returns of how many requests one is drawn today.
func (s *Service) DrawOneIn() int { return s.rules().DrawOneIn.On(s.today()).Value }

// Kinds returns the kinds of requests that the officer may enter.
func (s *Service) Kinds(who access.Actor) []law.CaseKind {
	return slices.DeleteFunc([]law.CaseKind{law.CaseRequest, law.CaseCourt, law.CaseDanger, law.CaseExport}, func(k law.CaseKind) bool { return s.mayEnter(who, k, s.today()) != nil })
}

// draw decides by chance whether the request is judged, and by whom, once it opens somebody: one that nobody
// has confirmed yet is drawn when that is done. Whether it is drawn or not, an outage refuses it.
func (s *Service) draw(ctx context.Context, office register.Office, r *Request) error {
	if r.Kind == law.CaseDanger { // every one, by an auditor or an overseer
		r.Judge, r.Due = new(register.OfficeID), s.today()+register.Day(s.rules().DangerDays.On(s.today()).Value)
		return nil
	}
	if r.Kind == law.CaseExport && !r.Waits() { // so is each of these
		r.Judge, r.Due = new(register.OfficeID), s.today()+register.Day(s.rules().JudgeDays.On(s.today()).Value)
		return nil
	}
	var b [8]byte
	if _, err := io.ReadFull(s.config.Random, b[:]); err != nil {
		return register.Errorf(register.Unavailable, "request.draw", "no randomness: %w", err)
	}
	judge, err := s.above(ctx, office)
	if err != nil || r.Waits() || binary.BigEndian.Uint64(b[:])%uint64(s.DrawOneIn()) != 0 {
		return err
	}
	hidden, err := access.ForJob(access.JobApplications, func(pass access.Pass) (bool, error) {
		p, err := s.whom(ctx, pass, *r)
		if err != nil || p == nil {
			return false, err
		}
		cover, err := disclosure.CoverOfPersons(ctx, pass, s.config.Documents, p)
		return err == nil && cover.Covers(p), err
	})
	if err == nil && hidden { // only the national desk sees the scan
		judge, err = s.desk(ctx, judge)
	}
	r.Judge, r.Due = &judge, s.today()+register.Day(s.rules().JudgeDays.On(s.today()).Value)
	return err
}

// desk returns the office of the national desk, that one if there is none.
func (s *Service) desk(ctx context.Context, otherwise register.OfficeID) (register.OfficeID, error) {
	all, err := s.config.Offices(ctx)
	if n := slices.IndexFunc(all, s.config.Documents.Law.National); err == nil && n >= 0 {
		return all[n].ID, nil
	}
	return otherwise, err
}

// above returns the nearest office above; none above the centre, whose requests auditors judge.
func (s *Service) above(ctx context.Context, office register.Office) (register.OfficeID, error) {
	all, err := s.config.Offices(ctx)
	if err != nil {
		return "", err
	}
	atlas, err := s.config.Documents.Atlas(ctx)
	if err != nil {
		return "", err
	}
	levels := s.config.Documents.Law.Duplicates.Decides.On(s.today()).Value // those that also adjudicate
	var nearest *register.Office
	for i := range all {
		if slices.Contains(levels, all[i].Level) && s.config.Over(atlas, all[i], office) && (nearest == nil || s.config.Over(atlas, *nearest, all[i])) {
			nearest = &all[i]
		}
	}
	if nearest == nil {
		return "", nil
	}
	return nearest.ID, nil
}

// Confirm confirms a request as a second officer of the office.
func (s *Service) Confirm(ctx context.Context, who access.Actor, id ID, version int) (Request, error) {
	const op = "request.Confirm"
	r, err := s.config.Store.Request(ctx, id)
	switch {
	case err != nil:
		return Request{}, err
	case r.Office != who.Office.ID:
		return Request{}, register.Coded(register.NotFound, op, CodeNotYours)
	case r.By == who.Officer.ID:
		return Request{}, register.Coded(register.Forbidden, op, CodeOwn)
	case !r.Waits() || r.Until < s.today():
		return Request{}, register.Coded(register.Conflict, op, CodeDone)
	}
	if err := s.mayEnter(who, r.Kind, s.today()); err != nil {
		return Request{}, err
	}
	if err := s.unjudged(ctx, op, who, s.today()); err != nil {
		return Request{}, err
	}
	r.Second = who.Officer.ID
	if err := s.draw(ctx, who.Office, &r); err != nil {
		return Request{}, err
	}
	return s.put(ctx, who, r, version)
}

// Judge says of a drawn request whether it was right.
func (s *Service) Judge(ctx context.Context, who access.Actor, id ID, version int, j Judgement) (Request, error) {
	const op = "request.Judge"
	r, err := s.config.Store.Request(ctx, id)
	if err != nil {
		return Request{}, err
	}
	j.Reason = strings.TrimSpace(j.Reason)
	switch {
	case !s.judges(who, &r):
		return Request{}, register.Coded(register.NotFound, op, CodeNotYours)
	case r.By == who.Officer.ID || r.Second == who.Officer.ID:
		return Request{}, register.Coded(register.Forbidden, op, CodeOwn)
	case r.Judged != nil:
		return Request{}, register.Coded(register.Conflict, op, CodeDone)
	case !j.Fair && j.Reason == "":
		return Request{}, register.InvalidBy(op, register.Blocked(CodeReason, "reason"))
	case utf8.RuneCountInString(j.Reason) > maxText:
		return Request{}, register.InvalidBy(op, register.Blocked(register.CodeTextTooLong, "reason", "limit", strconv.Itoa(maxText)))
	}
	j.By, j.At = who.Officer.ID, s.config.Documents.Now()
	r.Judged = &j
	return s.put(ctx, who, r, version)
}

// judges reports whether the officer is of those who judge a drawn request.
func (s *Service) judges(who access.Actor, r *Request) bool {
	if !r.IsDrawn() {
		return false
	}
	if *r.Judge == "" {
		of := access.Oversee // what the centre asks
		if r.Kind == law.CaseDanger {
			of = access.Audit
		}
		return s.config.Rules.Has(who, of, s.today()) == nil
	}
	return *r.Judge == who.Office.ID && s.config.Rules.Has(who, access.Register, s.today()) == nil
}

func (s *Service) put(ctx context.Context, who access.Actor, r Request, version int) (Request, error) {
	if r.Version != version {
		return Request{}, register.Coded(register.Conflict, "request.put", CodeDone)
	}
	r.Version++
	return r, s.config.Store.PutRequest(ctx, r, who.Officer.ID, s.config.Documents.Now())
}

// Open returns a request to an officer of the office that entered it, to those who judge it and to auditors.
func (s *Service) Open(ctx context.Context, who access.Actor, id ID) (Request, error) {
	r, err := s.config.Store.Request(ctx, id)
	if err != nil {
		return Request{}, err
	}
	own := r.Office == who.Office.ID && s.mayEnter(who, r.Kind, s.today()) == nil
	if !own && !s.judges(who, &r) && s.config.Rules.Has(who, access.Audit, s.today()) != nil {
		return Request{}, register.Coded(register.NotFound, "request.Open", CodeNotYours)
	}
	return r, nil
}

// Named returns a request by its reference, as Open does.
func (s *Service) Named(ctx context.Context, who access.Actor, reference string) (Request, error) {
	office, year, no, ok := parse(reference)
	if !ok {
		return Request{}, register.Coded(register.NotFound, "request.Named", CodeNotYours)
	}
	r, err := s.config.Store.RequestNamed(ctx, office, year, no)
	if err != nil {
		return Request{}, err
	}
	return s.Open(ctx, who, r.ID)
}

// Judges reports whether the officer is to judge the request now.
func (s *Service) Judges(who access.Actor, r *Request) bool {
	return r.Judged == nil && s.judges(who, r) && r.By != who.Officer.ID && r.Second != who.Officer.ID
}

// Requests lists those that the officer's office entered, the newest first, and a page of those that the
// officer is to judge, from 0, the first due first; more says that another page follows.
func (s *Service) Requests(ctx context.Context, who access.Actor, at int) (own, toJudge []Request, more bool, err error) {
	if len(s.Kinds(who)) > 0 {
		if own, err = s.config.Store.ListRequests(ctx, List{Office: who.Office.ID, Limit: page}); err != nil {
			return nil, nil, false, err
		}
	}
	judge := who.Office.ID
	switch {
	case s.config.Rules.Has(who, access.Audit, s.today()) == nil:
		judge = ""
	case s.config.Rules.Has(who, access.Register, s.today()) != nil:
		return own, nil, false, nil
	}
	toJudge, err = s.config.Store.ListRequests(ctx, List{Judge: &judge, Skip: max(at, 0) * page, Limit: page + 1})
	return own, toJudge[:min(page, len(toJudge))], len(toJudge) > page, err
}

// Danger returns the requests of an office for people whose life is in danger that no auditor has judged, the first due
// first.
func (s *Service) Danger(ctx context.Context, office register.OfficeID) ([]Request, error) {
	auditors := register.OfficeID("")
	list, err := s.config.Store.ListRequests(ctx, List{Office: office, Judge: &auditors, Limit: page})
	return slices.DeleteFunc(list, func(r Request) bool { return !r.IsDanger() }), err
}

// Paper returns the scan of a request to whoever entered it and to those who judge it. The look at the person whom the request opens is durable before.
func (s *Service) Paper(ctx context.Context, who access.Actor, id ID) (evidence.Paper, error) {
	r, err := s.Open(ctx, who, id)
	if err != nil {
		return evidence.Paper{}, err
	}
	judges := s.judges(who, &r) || s.config.Rules.Has(who, access.Audit, s.today()) == nil
	if r.Paper == "" || r.By != who.Officer.ID && !judges {
		return evidence.Paper{}, register.Coded(register.NotFound, "request.Paper", CodePaper)
	}
	why := access.Reason{What: access.WhatPerson, Purpose: purposeRequests, Case: r.Reference()}
	if s.config.Rules.Has(who, access.ReadPerson, s.today()) != nil { // an auditor
		why.What, why.Purpose = access.WhatLooks, purposeAudit
	}
	return access.Answer(ctx, s.config.Reader, who, func(ctx context.Context, pass access.Pass, looks *access.Looker) (evidence.Paper, error) {
		of, err := s.whom(ctx, pass, r)
		if err != nil {
			return evidence.Paper{}, err
		}
		if of == nil {
			looks.Nobody() // nobody has the number: the paper is of nobody in the register
			return s.config.Papers.Paper(ctx, r.Paper)
		}
		cover, err := disclosure.CoverOfPersons(ctx, pass, s.config.Documents, of)
		if err != nil {
			return evidence.Paper{}, err
		}
		if r.By == who.Officer.ID { // who has brought it: that it is withheld would tell of whom it is
			err = disclosure.NoteCovered(ctx, looks, why.InHand(r.Kind), cover.Covered(of.Ref()))
		}
		if err == nil && (r.By != who.Officer.ID || !cover.Covers(of)) {
			err = looks.Look(ctx, why.InHand(r.Kind), access.ReadingScope{Subjects: []register.Ref{of.Ref()}, Protected: cover.Covers(of)})
		}
		if err != nil {
			return evidence.Paper{}, err
		}
		return s.config.Papers.Paper(ctx, r.Paper)
	})
}

// PurposeDanger is the purpose of the law pack for which somebody is looked for whose life is in danger.
const PurposeDanger = "danger-to-life"

// Purposes of the law pack for which the papers of requests are read: by offices, and by auditors.
const (
	purposeRequests = "own-queue"
	purposeAudit    = "audit"
)

// Opens answers access.Cases for requests and orders of courts: the person whom one names, to officers of the
// office that entered it, until its last day.
func (s *Service) Opens(ctx context.Context, pass access.Pass, who access.Actor, kind law.CaseKind, reference string) (access.CaseScope, error) {
	none := register.Coded(register.NotFound, "request.Opens", access.CodeNoRequest)
	office, year, no, ok := parse(reference)
	if !ok || office != who.Office.ID {
		return access.CaseScope{}, none
	}
	r, err := s.config.Store.RequestNamed(ctx, office, year, no)
	if register.KindOf(err) == register.NotFound || err == nil && (r.Kind != kind || r.Waits() || r.Until < s.today() || r.Judged != nil && !r.Judged.Fair || r.Reference() != reference) {
		return access.CaseScope{}, none
	}
	if err != nil || kind == law.CaseExport { // which opens nobody by themselves
		return access.CaseScope{}, err
	}
	p, err := s.whom(ctx, pass, r)
	if err == nil && p == nil && kind == law.CaseCourt { // a court knows the paper of before
		p, err = s.config.Documents.FormerlyNumbered(ctx, pass, r.Number)
	}
	if err != nil || p == nil {
		return access.CaseScope{}, err
	}
	return access.CaseScope{Subjects: []register.Ref{p.Ref()}, Self: r.Proof == ByPaper && r.Asks == string(r.Number)}, nil
}

// parse reads what Reference writes.
func parse(reference string) (office register.OfficeID, year, no int, ok bool) {
	parts := strings.Split(reference, "/")
	if len(parts) != 3 {
		return "", 0, 0, false
	}
	year, bad := strconv.Atoi(parts[1])
	no, worse := strconv.Atoi(parts[2])
	return register.OfficeID(parts[0]), year, no, bad == nil && worse == nil
}

// whom returns the person whom a request names; nil if there is none, or are several of the name.
func (s *Service) whom(ctx context.Context, pass access.Pass, r Request) (*register.Person, error) {
	if r.Name == "" {
		return s.person(ctx, pass, r.Number)
	}
	var ranges []store.KeyRange
	for _, word := range strings.Fields(names.DropTitle(names.Clean(r.Name))) {
		if key := names.SoundKey(word); key != "" {
			ranges = append(ranges, store.KeyRange{Prefix: key, Exact: true})
		}
	}
	if len(ranges) == 0 {
		return nil, nil
	}
	ids, err := s.config.Documents.Search(ctx, pass, ranges, [2]int{}, maxNamesakes)
	if err != nil || len(ids) == maxNamesakes {
		return nil, err
	}
	people, err := s.config.Documents.Persons(ctx, pass, ids...)
	var found *register.Person
	for _, p := range people {
		if !p.HasOwnRecord() || !slices.ContainsFunc(p.Official().Forms, func(f register.NameForm) bool {
			return names.Fold(names.DropTitle(r.Name)) == names.Fold(f.String())
		}) {
			continue
		}
		if found != nil {
			return nil, err
		}
		found = p
	}
	return found, err
}

// maxNamesakes bounds the people who are compared with a name.
const maxNamesakes = 200

// person returns who has that number, or answers for who had it; nil if nobody does.
func (s *Service) person(ctx context.Context, pass access.Pass, number register.Number) (*register.Person, error) {
	found, err := s.config.Documents.Find(ctx, pass, acts.Lookup{By: acts.ByNumber, Key: string(number)})
	if err != nil || found[0].Person == nil || !found[0].Person.Exists() {
		return nil, err
	}
	return found[0].Person, nil
}

func (s *Service) today() register.Day      { return s.config.Documents.Today() }
func (s *Service) rules() *law.RequestRules { return &s.config.Documents.Law.Looks.Requests }
