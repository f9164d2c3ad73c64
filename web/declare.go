package web

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"samano/access"
	"samano/office"
	"samano/office/application"
	"samano/office/evidence"
	"samano/register"
	"samano/web/form"
	"samano/web/kept"
	"samano/web/ticket"
	"samano/web/ui"
	"samano/web/words"
)

// Declaring: one page for each of the common kinds of acts. What was typed stays
// until it is handed in. Everything but typing is judged by the register's own
// checks; a form judges only what cannot become a payload at all.

// declaration is the form of one kind of act.
type declaration interface {
	kind() register.Kind
	// read takes what was typed.
	read(f form.Form)
	// build makes the payload and says when it happened; what cannot be made is a
	// fault, in the order of the questions. An error is a failure of ours.
	build(v *visit, errs *faults) (payload any, happened register.Date, err error)
	// fill shows the payload of a saved application again; false if the payload
	// holds what this form has no field for.
	fill(p register.Proposal) bool
	// fields are the questions about the act.
	fields(v *visit, errs faults) ui.Body
	// places are the questions whose answer is a unit.
	places() []*typedPlace
	// control returns the question that a finding's field is about.
	control(field string) string
}

// declarations are empty forms of all kinds that have one.
func declarations() []declaration {
	return []declaration{new(birthForm), new(deathForm), new(moveForm)}
}

// declarationOf returns an empty form of that kind; nil if it has none.
func declarationOf(k register.Kind) declaration {
	for _, d := range declarations() {
		if d.kind() == k {
			return d
		}
	}
	return nil
}

// sheet is a form with all that stands around it.
type sheet struct {
	declaration
	ID, Act        string // client-made ids, kept so that sending twice makes one application
	Version        int    // of the application that is being written; 0: none yet
	Declarant      application.Declarant
	Evidence       []register.Evidence
	EvidenceKind   string
	EvidenceNote   string
	DecidedBy      register.AuthorityKind
	Authority, Ref string
	errs           faults
	closed         bool     // the application is no longer to be rewritten
	returned       []string // why, if it was
}

func newSheet(v *visit, d declaration) *sheet {
	return &sheet{declaration: d, DecidedBy: register.ByOffice, ID: v.newID(), Act: v.newID()}
}

// newID makes a client-made id (UUIDv7, RFC 9562).
func (v *visit) newID() string {
	u, err := uuid.NewV7FromReader(v.s.Random)
	if err != nil {
		panic(err) // the source of randomness has failed: nothing may go on
	}
	return u.String()
}

// readAll takes the whole form. A paper that was chosen is kept at once: browsers do
// not let a form choose it again.
func (s *sheet) readAll(v *visit, f form.Form) error {
	s.readTyped(v, f)
	if n, err := v.s.Reading.Terms().Scheme.Parse(s.Declarant.Person); err == nil {
		s.Declarant.Person = n
	}
	return s.readEvidence(v, f)
}

// readTyped takes what was typed, and the papers that the form carries along.
func (s *sheet) readTyped(v *visit, f form.Form) {
	s.ID, s.Act = f.Text("id"), f.Text("act")
	s.Version, _ = strconv.Atoi(f.Text("version")) // anything but a number is a new application
	s.Declarant = application.Declarant{Person: f.Text("declarant-number"), Name: f.Text("declarant-name"), Relation: f.Text("declarant-relation")}
	s.EvidenceKind, s.EvidenceNote = f.Text("evidence-kind"), f.Text("evidence-note")
	s.DecidedBy, s.Authority, s.Ref = register.AuthorityKind(f.Text("decided-by")), f.Text("authority"), f.Text("reference")
	s.returned = f.Values["returned"]
	s.declaration.read(f)
	for _, kept := range f.Values["evidence"] {
		var e register.Evidence
		if b, ok := ticket.OpenText(v.s.Links, kept, s.paperSeal(v)); !ok || json.Unmarshal(b, &e) != nil {
			s.errs.add("evidence-kind", "evidence-lost")
		} else if !slices.Contains(f.Values["evidence-drop"], kept) {
			s.Evidence = append(s.Evidence, e)
		}
	}
}

// readEvidence takes the paper that is being added. A file that was sent without its kind waits for
// it among the papers. What is neither a file nor a remark is a fault: whether a paper was seen is
// the source of the facts, so none may disappear silently.
func (s *sheet) readEvidence(v *visit, f form.Form) error {
	content, err := f.File("evidence-file")
	if err != nil {
		return err
	}
	e := register.Evidence{}
	waits := slices.IndexFunc(s.Evidence, func(e register.Evidence) bool { return e.Kind == "" })
	switch {
	case content != nil:
		e, err = v.s.Clerk.Upload(v.ctx(), v.who, s.EvidenceKind, bytes.NewReader(content))
		if k := register.KindOf(err); err != nil && (k == register.Invalid || k == register.TooLarge) {
			for _, finding := range findingsOf(err) {
				s.errs = append(s.errs, fault{ID: "evidence-file", Finding: finding})
			}
			return nil
		}
		if err != nil {
			return err
		}
	case waits >= 0:
		e = s.Evidence[waits]
		s.Evidence = slices.Delete(s.Evidence, waits, waits+1)
	case s.EvidenceNote != "":
	case s.EvidenceKind != "" && !f.Values.Has("find"):
		s.errs.add("evidence-file", "evidence-neither")
		return nil
	case !f.Values.Has("attach"):
		return nil
	}
	if e.Kind = s.EvidenceKind; e.Kind != "" {
		e.Note, s.EvidenceKind, s.EvidenceNote = s.EvidenceNote, "", ""
	}
	if e.Kind != "" || e.SHA256 != "" {
		s.Evidence = append(s.Evidence, e)
	}
	if e.Kind == "" || slices.ContainsFunc(s.Evidence, func(e register.Evidence) bool { return e.Kind == "" }) {
		s.errs.add("evidence-kind", "evidence-kind-missing")
	}
	return nil
}

// proposal makes the proposal; what cannot be made is in the sheet's faults.
func (s *sheet) proposal(v *visit) (register.Proposal, error) {
	uploads := s.errs
	s.errs = nil
	payload, happened, err := s.build(v, &s.errs)
	if err != nil {
		return register.Proposal{}, err
	}
	s.errs = append(s.errs, uploads...) // papers stand below the questions about the act
	if s.DecidedBy == register.ByOffice {
		s.errs.addUnused("authority", s.Authority, "decided-here")
		s.errs.addUnused("reference", s.Ref, "decided-here")
	}
	b, err := json.Marshal(payload)
	if err != nil {
		return register.Proposal{}, register.Errorf(register.Internal, "web.declare", "%w", err)
	}
	return register.Proposal{
		ID: register.ActID(s.Act), Kind: s.kind(), Happened: happened, Evidence: s.Evidence, Payload: b,
		Decision: register.Decision{By: s.DecidedBy, Authority: s.Authority, Reference: s.Ref},
	}, nil
}

func declarePage(v *visit) error {
	if !v.may(access.Declare) {
		return v.s.Reading.Rules.Has(v.who, access.Declare, v.today())
	}
	var items []ui.Body
	for _, d := range declarations() {
		items = append(items, ui.Body{ui.Link{Text: v.Kind(d.kind()), Href: "/declare/" + string(d.kind())}})
	}
	return v.show(http.StatusOK, ui.Page{Title: v.T("page.declare-title"), Main: ui.Body{
		ui.Heading{Text: v.T("page.declare-title")}, ui.Paragraph{Text: v.T("page.declare-text")}, ui.List{Items: items},
	}})
}

func declareForm(v *visit) error {
	s, err := v.sheetOf(register.Kind(v.r.PathValue("kind")))
	if err != nil {
		return err
	}
	return s.page(v, http.StatusOK)
}

// sheet returns the form in which an application can be rewritten; nil if it is of a kind, or holds
// something, for which there is no form.
func (v *visit) sheet(a *office.View) *sheet {
	if len(a.Acts) != 1 {
		return nil
	}
	p, d := a.Acts[0].Proposal, declarationOf(a.Acts[0].Proposal.Kind)
	if d == nil || !p.Decision.On.IsZero() || p.Examined != nil || !d.fill(p) {
		return nil
	}
	s := &sheet{declaration: d, ID: string(a.ID), Act: string(p.ID), Version: a.Version, Declarant: a.Declarant, Evidence: p.Evidence}
	s.DecidedBy, s.Authority, s.Ref = p.Decision.By, p.Decision.Authority, p.Decision.Reference
	return s
}

func (v *visit) sheetOf(k register.Kind) (*sheet, error) {
	if err := v.s.Reading.Rules.Has(v.who, access.Declare, v.today()); err != nil {
		return nil, err
	}
	d := declarationOf(k)
	if d == nil {
		return nil, &register.Error{Kind: register.NotFound, Op: "web.declare"}
	}
	return newSheet(v, d), nil
}

// declare takes a form: finds a place, keeps a draft, or hands it in.
func declare(v *visit) error {
	s, err := v.sheetOf(register.Kind(v.r.PathValue("kind")))
	if err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	err = s.take(v, f)
	if register.KindOf(err) == register.Unavailable { // what was typed is sent again from where it is
		v.outage(err)
		s.errs.addError(asError(err), s.question)
		return s.page(v, http.StatusServiceUnavailable)
	}
	return err
}

// take reads a form and does what its button says.
func (s *sheet) take(v *visit, f form.Form) error {
	if err := s.readAll(v, f); err != nil {
		return err
	}
	if f.Values.Has("find") {
		return s.findPlace(v, f.Text("find"))
	}
	if f.Values.Has("attach") {
		return s.page(v, s.status())
	}
	proposal, err := s.proposal(v)
	if err != nil {
		return err
	}
	if len(s.errs) > 0 {
		return s.page(v, http.StatusUnprocessableEntity)
	}
	return s.handIn(v, proposal, f.Values.Has("draft"))
}

// keptDeclaration shows a declaration as it was typed.
func keptDeclaration(v *visit, k kept.Form) error {
	s, err := v.sheetOf(register.Kind(v.r.PathValue("kind")))
	if err != nil {
		return err
	}
	if k.Officer != "" {
		s.readTyped(v, k.Sent())
	}
	return s.page(v, http.StatusOK)
}

func (s *sheet) status() int {
	if len(s.errs) > 0 {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// findPlace shows the form again with the units that a text may mean.
func (s *sheet) findPlace(v *visit, id string) error {
	for _, p := range s.places() {
		if p.ID == id {
			if err := p.find(v); err != nil {
				return err
			}
		}
	}
	return s.page(v, http.StatusOK)
}

// handIn keeps the application and, unless only a draft is wanted, declares it.
func (s *sheet) handIn(v *visit, p register.Proposal, draft bool) error {
	id := application.ID(s.ID)
	in := application.DraftInput{ID: id, Declarant: s.Declarant, Acts: []register.Proposal{p}}
	version, err := v.s.Clerk.SaveDraft(v.ctx(), v.who, in, s.Version)
	if register.KindOf(err) == register.Conflict {
		now, failed := v.s.Clerk.Open(v.ctx(), v.who, id)
		switch {
		case failed != nil:
			err = failed
		case !s.sentTwice(v, &now.Application, in):
			return s.overtaken(v, now)
		case !now.State.Editable():
			return v.redirect(applicationPath(id))
		default:
			version, err = now.Version, nil
		}
	}
	if done, err := s.refused(v, err); done {
		return err
	}
	s.Version = version
	if draft {
		return v.redirect(applicationPath(id))
	}
	version, err = v.s.Clerk.Declare(v.ctx(), v.who, id, version)
	s.Version = max(s.Version, version)
	if register.KindOf(err) == register.Conflict {
		if now, failed := v.s.Clerk.Open(v.ctx(), v.who, id); failed == nil {
			return s.overtaken(v, now)
		}
	}
	if done, err := s.refused(v, err); done {
		return err
	}
	return v.redirect(applicationPath(id))
}

// overtaken shows the form with what was typed after somebody else has changed the application.
// Sending it again replaces what they wrote, unless the application is no longer to be rewritten.
func (s *sheet) overtaken(v *visit, now *office.View) error {
	refusal, theirs := now.Steps[application.Draft]
	if s.closed = !theirs || refusal != nil; !s.closed {
		s.Version = now.Version
	}
	again := v.T("page.overtaken-replaces")
	if s.closed {
		again = v.T("page.overtaken-closed", "state", v.Word("state", string(now.State)))
	}
	v.banner = &ui.NotificationBanner{Role: "alert", Body: ui.Body{
		ui.Heading{Level: 3, Text: v.T("page.conflict-title")},
		ui.Paragraph{Text: v.T("page.overtaken")},
		ui.Paragraph{Text: again},
		ui.Paragraph{Body: ui.Body{ui.Link{Text: v.T("page.overtaken-open"), Href: applicationPath(now.ID), NewTab: true}}},
	}}
	return s.page(v, http.StatusConflict)
}

// sentTwice reports whether the same form, sent before, has left the application so: a button was
// pressed twice, or the answer did not arrive. Where only its draft was kept, sending it again goes on
// from there.
func (s *sheet) sentTwice(v *visit, a *application.Application, in application.DraftInput) bool {
	if a.Declarant != in.Declarant || len(a.Acts) != 1 || !slices.Contains(a.Writers, v.who.Officer.ID) {
		return false
	}
	was, is := &a.Acts[0].Proposal, &in.Acts[0]
	return was.ID == is.ID && was.Kind == is.Kind && was.Happened == is.Happened && was.Decision == is.Decision &&
		slices.Equal(was.Evidence, is.Evidence) && bytes.Equal(was.Payload, is.Payload)
}

// refused shows the form with what was found; done says that the answer is given.
func (s *sheet) refused(v *visit, err error) (done bool, out error) {
	if err == nil {
		return false, nil
	}
	e := asError(err)
	if e == nil || notDone[e.Kind] == 0 {
		return true, err
	}
	s.errs.addError(e, s.question)
	return true, s.page(v, notDone[e.Kind])
}

// question returns the question that a finding's field is about; empty: the whole.
func (s *sheet) question(field string) string {
	field = strings.TrimPrefix(field, "acts.0.")
	for _, at := range [...]struct{ prefix, id string }{
		{"declarant.person", "declarant-number"},
		{"declarant.relation", "declarant-relation"},
		{"declarant", "declarant-name"},
		{"evidence", "evidence-kind"},
		{"decision.reference", "reference"},
		{"decision.authority", "authority"},
		{"decision", "decided-by"},
	} {
		if strings.HasPrefix(field, at.prefix) {
			return at.id
		}
	}
	if payload, ok := strings.CutPrefix(field, "payload."); ok {
		return s.control(payload)
	}
	if field == "happened" {
		return s.control(field)
	}
	return ""
}

// page shows the form.
func (s *sheet) page(v *visit, status int) error {
	title := v.T("page.declare-" + string(s.kind()))
	hidden := []ui.HiddenField{v.owner(), {Name: "id", Value: s.ID}, {Name: "act", Value: s.Act}, {Name: "version", Value: strconv.Itoa(s.Version)}}
	kept := make([]string, len(s.Evidence))
	for i, e := range s.Evidence {
		kept[i] = s.sealPaper(v, e)
		hidden = append(hidden, ui.HiddenField{Name: "evidence", Value: kept[i]})
	}
	for _, reason := range s.returned {
		hidden = append(hidden, ui.HiddenField{Name: "returned", Value: reason})
	}
	body := s.fields(v, s.errs)
	body = append(body, s.evidenceFields(v, kept)...)
	body = append(body, s.declarantFields(v), s.decisionFields(v))
	var buttons ui.Body
	if !s.closed {
		buttons = ui.Body{
			ui.Button{Text: v.T("page.hand-in"), Name: "hand-in", Value: "yes"},
			ui.Button{Text: v.T("ui.save-draft"), Name: "draft", Value: "yes", Classes: "govuk-button--secondary"},
		}
		body = append(ui.Body{defaultButton{}}, body...)
	}
	body = append(body, ui.ButtonGroup{Body: append(buttons, ui.Link{Text: v.T("ui.cancel"), Href: "/"})})
	main := append(s.errs.summary(v), ui.Heading{Text: title}, ui.Paragraph{Text: v.T("page.declare-intro")},
		ui.Form{Action: "/declare/" + string(s.kind()), Multipart: true, Hidden: hidden, Body: body})
	if s.returned != nil {
		main = append(ui.Body{ui.InsetText{Text: v.Word("state", string(application.Returned)) + ": " + strings.Join(s.returned, " ")}}, main...)
	}
	return v.show(status, ui.Page{Title: title, HasErrors: len(s.errs) > 0, Before: ui.Body{wayBack{ui.BackLink{Href: "/declare"}}}, Main: main})
}

// sealPaper makes what a form carries along of a paper. It is sealed: the hash of a paper, which stands
// in acts too, opens the paper to nobody who has not sent it.
func (s *sheet) sealPaper(v *visit, e register.Evidence) string {
	b, err := json.Marshal(e)
	if err != nil {
		panic(err) // strings only
	}
	return ticket.SealText(v.s.Links, b, s.paperSeal(v))
}

// paperSeal binds papers to the officer and the form. Neither ends with a session.
func (s *sheet) paperSeal(v *visit) []byte {
	return []byte("evidence " + string(v.who.Officer.ID) + " " + s.ID)
}

func (s *sheet) declarantFields(v *visit) ui.Component {
	return ui.Fieldset{Legend: ui.Legend{Text: v.T("person.declarant"), Classes: "govuk-fieldset__legend--m"}, Body: ui.Body{
		ui.Input{Name: "declarant-name", Value: s.Declarant.Name, Label: ui.Label{Text: v.T("person.name")}, ErrorMessage: s.errs.message(v, "declarant-name"), Spellcheck: "false"},
		ui.Input{Name: "declarant-number", Value: s.Declarant.Person, Label: ui.Label{Text: v.T("ui.optional", "label", v.T("person.number"))}, ErrorMessage: s.errs.message(v, "declarant-number"), Inputmode: "numeric", Classes: "govuk-input--width-20"},
		ui.Input{Name: "declarant-relation", Value: s.Declarant.Relation, Label: ui.Label{Text: v.T("page.declarant-relation")}, Hint: ui.Hint{Text: v.T("page.declarant-relation-hint")}, ErrorMessage: s.errs.message(v, "declarant-relation"), Classes: "govuk-input--width-20"},
	}}
}

// evidenceFields list the papers that are there and ask for one more.
func (s *sheet) evidenceFields(v *visit, kept []string) ui.Body {
	body := ui.Body{}
	if len(s.Evidence) > 0 {
		var items []ui.Choice
		for i, e := range s.Evidence {
			text := v.T("page.evidence-no-kind")
			if e.Kind != "" {
				text = v.Word("evidence-kind", e.Kind)
			}
			if e.SHA256 != "" {
				text += " – " + v.T("page.evidence-uploaded")
			}
			items = append(items, ui.Choice{Value: kept[i], Text: words.Join(": ", text, e.Note)})
		}
		body = append(body, ui.Checkboxes{
			Name: "evidence-drop", Items: items, Fieldset: ui.Fieldset{Legend: ui.Legend{Text: v.T("page.evidence-there"), Classes: "govuk-fieldset__legend--s"}},
			Hint: ui.Hint{Text: v.T("page.evidence-drop")}, Classes: "govuk-checkboxes--small",
		})
	}
	pack := v.s.Reading.Terms().Law
	kinds := []ui.Option{{Text: v.T("ui.choose")}}
	for _, k := range pack.Persons.EvidenceKinds.On(v.today()).Value {
		kinds = append(kinds, ui.Option{Value: k, Text: v.Word("evidence-kind", k)})
	}
	wanted := pack.Kinds[s.kind()].Evidence.On(v.today()).Value
	for i, k := range wanted {
		wanted = slices.Clone(wanted)
		wanted[i] = v.Word("evidence-kind", k)
	}
	hint := v.T("page.evidence-hint", "formats", "PDF, JPEG, PNG", "limit", evidence.MaxBytes>>20)
	if len(wanted) > 0 {
		hint = v.T("page.evidence-wanted", "kinds", strings.Join(wanted, ", ")) + " " + hint
	}
	body = append(body,
		ui.Select{Name: "evidence-kind", Value: s.EvidenceKind, Items: kinds, Label: ui.Label{Text: v.T("page.evidence-kind")}, ErrorMessage: s.errs.message(v, "evidence-kind")},
		ui.FileUpload{
			Name: "evidence-file", Label: ui.Label{Text: v.T("page.evidence-file")}, Hint: ui.Hint{Text: hint}, ErrorMessage: s.errs.message(v, "evidence-file"),
			Attributes: ui.Attributes{"accept": ".pdf,.jpg,.jpeg,.png"},
		},
		ui.Input{Name: "evidence-note", Value: s.EvidenceNote, Label: ui.Label{Text: v.T("page.evidence-note")}},
		ui.Button{Text: v.T("page.evidence-attach"), Name: "attach", Value: "yes", Classes: "govuk-button--secondary"},
	)
	return ui.Body{ui.Fieldset{Legend: ui.Legend{Text: v.T("person.evidence"), Classes: "govuk-fieldset__legend--m"}, Body: body}}
}

// decisionFields ask for the authority where another than the office decided.
func (s *sheet) decisionFields(v *visit) ui.Component {
	var items []ui.Option
	for _, by := range v.s.Reading.Terms().Law.Kinds[s.kind()].Decided.On(v.today()).Value {
		items = append(items, ui.Option{Value: by, Text: v.Word("authority", by)})
	}
	given := s.DecidedBy != register.ByOffice && s.DecidedBy != "" || s.Authority != "" || s.Ref != ""
	return ui.Details{SummaryText: v.T("page.decided-elsewhere"), Open: given, Body: ui.Body{
		ui.Select{Name: "decided-by", Value: string(s.DecidedBy), Items: items, Label: ui.Label{Text: v.T("page.decided-by")}, ErrorMessage: s.errs.message(v, "decided-by")},
		ui.Input{Name: "authority", Value: s.Authority, Label: ui.Label{Text: v.T("page.authority")}, ErrorMessage: s.errs.message(v, "authority"), Classes: "govuk-input--width-20"},
		ui.Input{Name: "reference", Value: s.Ref, Label: ui.Label{Text: v.T("page.authority-reference")}, ErrorMessage: s.errs.message(v, "reference"), Classes: "govuk-input--width-20"},
	}}
}

// editForm opens a draft, or a returned application, in its form.
func editForm(v *visit) error {
	a, err := v.s.Clerk.Open(v.ctx(), v.who, application.ID(v.r.PathValue("id")))
	if err != nil {
		return err
	}
	s := v.sheet(a)
	if refusal, theirs := a.Steps[application.Draft]; s == nil || !theirs || refusal != nil {
		return v.redirect(applicationPath(a.ID)) // which says why, or how else
	}
	for _, r := range a.Reasons {
		s.returned = append(s.returned, v.reasonText(r, true))
	}
	for _, f := range a.Acts[0].Findings {
		if f.Severity == register.Blocking && !againstReader(f) { // who registers is no question of the form
			s.errs = append(s.errs, fault{ID: s.question(f.Field), Finding: f})
		}
	}
	return s.page(v, http.StatusOK)
}
