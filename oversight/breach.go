package oversight

import (
	"context"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"samano/access"
	"samano/register"
)

// Breach is a line of the record of breaches: somebody saw, changed or lost personal data who should not have. It names
// no person; whom it is about is told by kinds and number.
type Breach struct {
	No     int                `json:"no"` // from 1; given by Breaches
	What   string             `json:"what"`
	Whom   string             `json:"whom"`
	People int                `json:"people"` // at most; 0: not known yet
	Since  register.Day       `json:"since"`  // when it began, as far as is known
	Found  register.Day       `json:"found"`  // when somebody of the ministry knew
	By     register.OfficerID `json:"by"`
	At     time.Time          `json:"at"`
	Told   []Telling          `json:"told,omitempty"`
}

// Telling says that somebody was told of a breach.
type Telling struct {
	Who string             `json:"who"` // the overseers, the people, the public, the police
	On  register.Day       `json:"on"`
	By  register.OfficerID `json:"by"`
	At  time.Time          `json:"at"`
}

// Breaches keeps the record. Nothing of it is changed or deleted, and each line leaves an entry in the log of powers.
type Breaches interface {
	// AddBreach returns the breach with its number.
	AddBreach(ctx context.Context, b Breach) (Breach, error)
	// TellBreach adds that somebody was told. A breach that is not there is register.NotFound.
	TellBreach(ctx context.Context, no int, t Telling) error
	// ListBreaches returns the newest, at most limit.
	ListBreaches(ctx context.Context, limit int) ([]Breach, error)
}

// The kinds of its entries in the log of powers.
const (
	BreachRecorded = "breach-recorded"
	BreachTold     = "breach-told"
)

// The codes of its findings.
const (
	CodeBreachText  = "breach-text-missing" // Field: what, whom or who
	CodeBreachDays  = "breach-days"         // it began after it was found, or was found after today
	CodeBreachWhom  = "breach-people"       // no number of people
	CodeBreachTold  = "breach-told-day"     // before it was found, or after today
	CodeBreachThere = "breach-unknown"
)

const (
	maxBreachText = 2000 // characters: two pages of a report
	maxPeople     = 1 << 31
	// breachPage is how many breaches a page shows. A ministry that has more has other troubles.
	breachPage = 100
)

// RecordBreach enters a breach, as an auditor.
func (s *Service) RecordBreach(ctx context.Context, who access.Actor, b Breach) (Breach, error) {
	const op = "oversight.RecordBreach"
	if err := s.c.Rules.Has(who, access.KeepBreaches, s.today()); err != nil {
		return Breach{}, err
	}
	var bad []register.Finding
	b.What, b.Whom = strings.TrimSpace(b.What), strings.TrimSpace(b.Whom)
	bad = append(append(bad, checkText("what", b.What)...), checkText("whom", b.Whom)...)
	if b.Found > s.today() || b.Found == 0 {
		bad = append(bad, register.Blocked(CodeBreachDays, "found"))
	}
	if b.Since > b.Found || b.Since == 0 {
		bad = append(bad, register.Blocked(CodeBreachDays, "since"))
	}
	if b.People < 0 || b.People > maxPeople {
		bad = append(bad, register.Blocked(CodeBreachWhom, "people"))
	}
	if len(bad) > 0 {
		return Breach{}, register.InvalidBy(op, bad...)
	}
	b.By, b.At, b.Told = who.Officer.ID, s.c.Now(), nil
	return s.c.Store.AddBreach(ctx, b)
}

func checkText(field, text string) []register.Finding {
	switch {
	case text == "":
		return []register.Finding{register.Blocked(CodeBreachText, field)}
	case utf8.RuneCountInString(text) > maxBreachText:
		return []register.Finding{register.Blocked(register.CodeTextTooLong, field, "limit", strconv.Itoa(maxBreachText))}
	}
	return nil
}

// TellBreach enters that somebody was told of a breach, as an auditor.
func (s *Service) TellBreach(ctx context.Context, who access.Actor, no int, t Telling) error {
	const op = "oversight.TellBreach"
	if err := s.c.Rules.Has(who, access.KeepBreaches, s.today()); err != nil {
		return err
	}
	t.Who = strings.TrimSpace(t.Who)
	bad := checkText("who", t.Who)
	if t.On > s.today() || t.On == 0 {
		bad = append(bad, register.Blocked(CodeBreachTold, "on"))
	}
	if len(bad) > 0 {
		return register.InvalidBy(op, bad...)
	}
	t.By, t.At = who.Officer.ID, s.c.Now()
	err := s.c.Store.TellBreach(ctx, no, t)
	if register.KindOf(err) == register.NotFound && err != nil {
		return register.Coded(register.NotFound, op, CodeBreachThere)
	}
	return err
}

// Breaches shows the record to auditors and overseers, the newest first.
func (s *Service) Breaches(ctx context.Context, who access.Actor) ([]Breach, error) {
	if err := s.mayWatch(who); err != nil {
		return nil, err
	}
	return s.c.Store.ListBreaches(ctx, breachPage)
}
