// Package oversight owns what those are told who watch the officers: auditors, the overseers of another authority, and
// the head of each office. It counts looks, finds days that are unlike an officer's others, and keeps the record of
// breaches. It shows nobody who is registered.
package oversight

import (
	"context"
	"slices"
	"strconv"
	"time"

	"samano/access"
	"samano/law"
	"samano/office/request"
	"samano/register"
)

// Count is how many looks are alike but for whom they are at. Where counts are added up, the fields in which they differ
// are zero.
type Count struct {
	Day     register.Day       `json:"day,omitempty"`
	Officer register.OfficerID `json:"officer,omitempty"`
	Office  register.OfficeID  `json:"office,omitempty"`
	Purpose string             `json:"purpose,omitempty"`
	Case    law.CaseKind       `json:"case,omitempty"` // the kind; empty: for no case
	Looks   int                `json:"looks"`
	Refused int                `json:"refused"` // of them
	People  int                `json:"people"`  // whom the looks name, each time
}

// Grouping is by what counts are added up. The set is closed.
type Grouping string

// The groupings.
const (
	ByOfficer Grouping = "officer"
	ByOffice  Grouping = "office"
	ByPurpose Grouping = "purpose"
	ByCase    Grouping = "case"
	ByDay     Grouping = "day"
)

// Groupings lists all, the first of them for whoever names none.
func Groupings() []Grouping { return []Grouping{ByOfficer, ByOffice, ByPurpose, ByCase, ByDay} }

// Period is from one day to another, both of them in it.
type Period struct{ From, To register.Day }

// Store keeps the counts and the record of breaches. Errors are of kind register.NotFound, Conflict or Unavailable.
type Store interface {
	// Counted returns the Seq of the first look that is not counted yet.
	Counted(ctx context.Context) (next int64, err error)
	// AddCounts adds the counts of the looks from one Seq to before another. It refuses to count from another Seq than
	// Counted with register.Conflict. Counts of days before keep go.
	AddCounts(ctx context.Context, from, next int64, counts []Count, keep register.Day) error
	// Counts adds up the counts of a period, the greatest number of people first, at most limit.
	Counts(ctx context.Context, p Period, by Grouping, limit int) ([]Count, error)
	// DaysOf returns the people whom each officer looked at on each day of a period, by officer and day.
	DaysOf(ctx context.Context, p Period) ([]Count, error)

	Breaches
}

// Config is what a Service works with.
type Config struct {
	Store    Store
	Reader   *access.Reader
	Rules    access.Rules
	Accounts *access.Accounts
	Requests *request.Service
	// KeepMonths is how long counts stay: as long as the looks.
	KeepMonths func(register.Day) int
	Now        func() time.Time // the country's own time
}

// Service tells those who watch. It is safe for concurrent use.
type Service struct{ c Config }

// New returns a service.
func New(c Config) *Service { return &Service{c} }

func (s *Service) today() register.Day { return register.DayAt(s.c.Now()) }

// mayWatch refuses whoever does not watch the whole register.
func (s *Service) mayWatch(who access.Actor) error {
	return s.c.Rules.Has(who, access.Audit, s.today())
}

const (
	// page is how many looks are counted at once: a page of the log.
	page = 1000
	// maxRows is how many rows of counts a page shows: an officer's day more or less is no finding.
	maxRows = 200
	// MaxPeriod bounds a period: a year.
	MaxPeriod = 366
	// DefaultPeriod is the period of whoever names none.
	DefaultPeriod = 7
)

// CodePeriod says that a period ends before it begins, or is too long.
const CodePeriod = "period-malformed"

// CountLooks counts the looks that nobody has counted yet, and says how many there were.
func (s *Service) CountLooks(ctx context.Context) (counted int, err error) {
	keep := register.DayAt(s.c.Now().AddDate(0, -s.c.KeepMonths(s.today()), 0))
	for {
		from, err := s.c.Store.Counted(ctx)
		if err != nil {
			return counted, err
		}
		zone := s.c.Now().Location()
		next, err := access.ForJob(access.JobCounts, func(pass access.Pass) (batch, error) {
			list, err := s.c.Reader.LooksFrom(ctx, pass, from, page)
			if err != nil || len(list) == 0 {
				return batch{}, err
			}
			return batch{len(list), list[len(list)-1].Seq + 1, countsOf(list, zone)}, nil
		})
		if err != nil || next.looks == 0 {
			return counted, err
		}
		if err := s.c.Store.AddCounts(ctx, from, next.next, next.counts, keep); err != nil {
			return counted, err
		}
		if counted += next.looks; next.looks < page {
			return counted, nil
		}
	}
}

// batch is what looks that are read at once come to.
type batch struct {
	looks  int
	next   int64 // Seq of the first look behind them
	counts []Count
}

// countsOf adds up looks that are alike, by the days of the zone.
func countsOf(list []access.Look, zone *time.Location) (out []Count) {
	at := map[Count]int{}
	for i := range list {
		l := &list[i]
		key := Count{Day: register.DayAt(l.At.In(zone)), Officer: l.Officer, Office: l.Office, Purpose: l.Purpose, Case: l.Kind}
		n, ok := at[key]
		if !ok {
			n, at[key] = len(out), len(out)
			out = append(out, key)
		}
		out[n].Looks++
		if l.Refused {
			out[n].Refused++
		}
		for _, subject := range l.Subjects {
			if subject.Kind == register.SubjectPerson {
				out[n].People++
			}
		}
	}
	return out
}

// Report is how officers looked in a period.
type Report struct {
	By      Grouping            `json:"by"`
	Counts  []Count             `json:"counts"`
	Unusual []Unusual           `json:"unusual"` // of the last 31 days of the period
	Stops   []access.BudgetStop `json:"stops"`   // the newest, of whatever period
}

// Report tells auditors and overseers how officers looked.
func (s *Service) Report(ctx context.Context, who access.Actor, p Period, by Grouping) (r Report, err error) {
	if err := s.mayWatch(who); err != nil {
		return Report{}, err
	}
	if p.To < p.From || int(p.To-p.From) >= MaxPeriod {
		return Report{}, register.InvalidBy("oversight.Report", register.Blocked(CodePeriod, "days", "most", strconv.Itoa(MaxPeriod)))
	}
	if r.By = by; !slices.Contains(Groupings(), by) {
		r.By = Groupings()[0]
	}
	if r.Counts, err = s.c.Store.Counts(ctx, p, r.By, maxRows); err != nil {
		return Report{}, err
	}
	last := Period{max(p.From, p.To-unusualDays+1), p.To}
	days, err := s.c.Store.DaysOf(ctx, Period{last.From - unusualSpan, last.To})
	if err != nil {
		return Report{}, err
	}
	r.Unusual = unusual(days, last)
	r.Stops, err = s.c.Reader.Stops(ctx, "", access.LooksPage)
	return r, err
}

// PowersPage is how many entries a page of the log of powers shows.
const PowersPage = 100

// Powers shows auditors and overseers the log of powers, the newest first.
func (s *Service) Powers(ctx context.Context, who access.Actor, before int64) ([]access.Power, error) {
	return s.c.Accounts.Log(ctx, who, access.PowerQuery{Before: before, Limit: PowersPage})
}

// Unusual is a day on which an officer looked at many more people than on their other days.
type Unusual struct {
	Count
	Usual int `json:"usual"` // the median of the days before on which they looked at anybody
}

const (
	// unusualTimes and unusualLeast say what is unusual: three times the officer's median day, and twenty people at least,
	// so that two households on a quiet day are none. Both are ours: no law and no measurement gives them.
	unusualTimes = 3
	unusualLeast = 20
	// unusualSpan is how many days before are compared, and unusualDays how many of a period are judged: a country's
	// officers of a year are a million rows.
	unusualSpan, unusualDays = 30, 31
	// maxUnusual bounds the list.
	maxUnusual = 100
)

// unusual returns the unusual days of a period, the last first. days are by officer and day.
func unusual(days []Count, p Period) (out []Unusual) {
	for i, d := range days {
		if d.Day < p.From || d.People < unusualLeast {
			continue
		}
		var before []int
		for j := i - 1; j >= 0 && days[j].Officer == d.Officer && days[j].Day >= d.Day-unusualSpan; j-- {
			before = append(before, days[j].People)
		}
		if usual := median(before); d.People >= unusualTimes*usual {
			out = append(out, Unusual{d, usual})
		}
	}
	slices.SortStableFunc(out, func(a, b Unusual) int { return int(b.Day - a.Day) })
	return out[:min(maxUnusual, len(out))]
}

// median returns the middle number; of none it is 0.
func median(numbers []int) int {
	if len(numbers) == 0 {
		return 0
	}
	slices.Sort(numbers)
	return numbers[len(numbers)/2]
}

// News is what the head of an office is told.
type News struct {
	Resets []access.AccountChange // new passwords of the office's officers that wait
	Stops  []access.BudgetStop    // hours of the last days in which officers looked at more people than their budget
	Danger []request.Request      // for people whose life is in danger, until they are judged
}

// News tells the head of an office what happened there.
func (s *Service) News(ctx context.Context, who access.Actor) (n News, err error) {
	if n.Resets, err = s.c.Accounts.OfficeResets(ctx, who); err != nil {
		return News{}, err
	}
	stops, err := s.c.Reader.Stops(ctx, who.Office.ID, access.LooksPage)
	if err != nil {
		return News{}, err
	}
	since := s.c.Now().AddDate(0, 0, -DefaultPeriod)
	n.Stops = slices.DeleteFunc(stops, func(x access.BudgetStop) bool { return x.Hour.Before(since) })
	n.Danger, err = s.c.Requests.Danger(ctx, who.Office.ID)
	return n, err
}
