package disclosure

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"samano/access"
	"samano/acts"
	"samano/register"
	"samano/registrar"
)

// DeclaredAct is an act of an application, with what is shown of it.
type DeclaredAct struct {
	Named
	Payload json.RawMessage
	Act     *register.Act // as it would be registered; nil: something stops it, or it is not examined
	Done    *register.Act // as it is registered
	// Findings are redacted where a side is withheld or the act is hidden.
	Findings *[]register.Finding
	Sides    []Side // each subject before and after Act
	Typed    bool   // by the reader, so that nothing declared is new to them
	Examined bool   // the application is: without Act or Done something stops the act
	// Hidden reports that only the national desk sees people of the act: a protection covers somebody
	// whom it names or changes or, where it cannot be said what it would change, and it is stopped or the
	// reader did not type it, of whom its checks know. Only whoever typed what was declared may read it beside the desk.
	// One such act hides all of its application that the reader did not type: what was typed beside it
	// may tell where the protected live.
	Hidden bool
}

// Reader is who reads an application.
type Reader struct {
	Area Area
	Desk bool          // of the national desk
	Why  access.Reason // for which people of that area are shown
	Case access.Reason // for which everybody is who is named
}

// Declared shows the subjects of each act, before and after, and the people whom they and the payloads
// name, as far as the reader may see them, and writes the looks: at whom it shows, at everybody whom
// a payload names that is shown, and at the covered of every one. texts says whom texts of the payloads name.
func Declared(ctx context.Context, pass access.Pass, looks *access.Looker, r *registrar.Documents, reader Reader, list []DeclaredAct) (people Seen[map[register.PersonID]*register.Person], texts map[string]register.PersonID, err error) {
	if err := addDone(ctx, pass, r, list); err != nil {
		return people, nil, err
	}
	named, err := textsOf(ctx, pass, r, list)
	if err != nil {
		return people, nil, err
	}
	would := make([]*register.Act, len(list))
	for i := range list {
		would[i] = list[i].Act
	}
	sides, err := SidesOf(ctx, pass, r, would, slices.Collect(maps.Values(named))...)
	if err != nil {
		return people, nil, err
	}
	// Of who is protected the look is written in any case: they see that somebody was here.
	if err := NoteCovered(ctx, looks, reader.Case, sides.withhold(reader.Area)); err != nil {
		return people, nil, err
	}
	if !reader.Desk {
		hide(list, sides)
	}
	shown := sides.registered()
	if reader.Desk {
		sides.reveal()
	}
	texts = map[string]register.PersonID{}
	var others []register.PersonID
	for i := range list {
		a := &list[i]
		if a.Hidden {
			continue
		}
		if text, id := a.enters(); id != 0 {
			texts[text] = id
		}
		for _, t := range a.Texts {
			if id := named[t.Subject]; id != 0 {
				texts[t.Subject], others = id, append(others, id)
			}
		}
	}
	beside, covered := sides.named(reader.Area, reader.Desk, &shown, others...)
	if err := LookAtCovered(ctx, looks, reader.Case, covered); err != nil {
		return people, nil, err
	}
	if len(looks.Rest(shown.Subjects)) == 0 {
		looks.Nobody() // more, but those who are not registered yet
	} else if err := looks.Look(ctx, reader.Why, shown); err != nil {
		return people, nil, err
	}
	if err := lookAtNamed(ctx, looks, reader, list); err != nil {
		return people, nil, err
	}
	area, err := sides.shelters.spare(ctx, looks, reader.Desk, reader.Case, reader.Area, sides.documents(beside)...)
	if err != nil {
		return people, nil, err
	}
	for i := range list {
		withheld := false
		if list[i].Sides, withheld = sides.shown(looks, i, area); withheld || list[i].Hidden {
			*list[i].Findings = Redact(*list[i].Findings)
		}
	}
	return RedactedPeople(looks, area, beside), texts, nil
}

// addDone adds to whom registered acts name the covered whom they changed.
func addDone(ctx context.Context, pass access.Pass, r *registrar.Documents, list []DeclaredAct) error {
	for i := range list {
		if list[i].Done == nil {
			continue
		}
		covered, err := CoveredByDone(ctx, pass, r, list[i].Done)
		if err != nil {
			return err
		}
		list[i].Covered = AddRefs(slices.Clone(list[i].Covered), covered...)
	}
	return nil
}

// textsOf returns the people whom texts of proposals name.
func textsOf(ctx context.Context, pass access.Pass, r *registrar.Documents, list []DeclaredAct) (map[string]register.PersonID, error) {
	out := map[string]register.PersonID{}
	var ask []acts.Lookup
	var texts []string
	for i := range list {
		for _, t := range list[i].Texts {
			if l, ok := acts.PersonLookup(t.Subject); ok && !slices.Contains(texts, t.Subject) {
				ask, texts = append(ask, l), append(texts, t.Subject)
			}
		}
	}
	entries, err := r.Find(ctx, pass, ask...)
	if err != nil {
		return nil, err
	}
	for i, e := range entries {
		if e.Person != nil {
			out[texts[i]] = e.Person.ID
		}
	}
	return out, nil
}

// hide marks what is hidden from a reader who is not of the national desk.
func hide(list []DeclaredAct, sides *Sides) {
	hides := false // the application, from whoever did not type it
	for i := range list {
		a := &list[i]
		a.Hidden = len(a.Covered) > 0 || a.hiddenByNear() || sides.protected(i) || sides.behindLeft(i)
		hides = hides || a.Hidden
	}
	for i := range list {
		if hides && !list[i].Typed {
			list[i].Hidden = true
		}
		if list[i].Hidden {
			sides.hide(i)
		}
	}
}

// hiddenByNear reports whether people of whom only the checks of the act know hide it from a reader who
// is not of the national desk: what others typed may tell of them, and so does that something stops it.
func (a *DeclaredAct) hiddenByNear() bool {
	return a.Act == nil && a.Done == nil && (a.Examined || !a.Typed) && len(a.Near) > 0
}

// enters returns the person whom an act that is not registered would enter, and the text by which the
// others name them.
func (a *DeclaredAct) enters() (text string, id register.PersonID) {
	var payload struct {
		As string `json:"as"`
	}
	if a.Act == nil || json.Unmarshal(a.Payload, &payload) != nil || payload.As == "" || a.Act.Effects[0].Subject.Kind != register.SubjectPerson {
		return "", 0
	}
	return payload.As, register.PersonID(a.Act.Effects[0].Subject.ID)
}

// lookAtNamed writes the looks at those whom the payloads name, and at those because of whom an act is
// hidden, at whom there is none yet.
func lookAtNamed(ctx context.Context, looks *access.Looker, reader Reader, list []DeclaredAct) error {
	var named, covered []register.Ref
	for i := range list {
		covered = AddRefs(covered, list[i].Covered...)
		if !reader.Desk && list[i].hiddenByNear() {
			covered = AddRefs(covered, list[i].Near...)
		}
		named = AddRefs(named, list[i].Subjects...)
	}
	if err := NoteCovered(ctx, looks, reader.Case, looks.Rest(covered)); err != nil {
		return err
	}
	if named = Except(looks.Rest(named), covered); len(named) == 0 {
		return nil
	}
	return looks.Look(ctx, reader.Case, access.ReadingScope{Subjects: named})
}
