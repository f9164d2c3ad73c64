// Package erasure owns what is erased because the law's time for it is over, without anybody who
// asks: the reasons of absences that have ended. Each goes by an act of its own, as any erasure does,
// so that the register still verifies and an auditor sees what went when. No officer decides
// about it: the day is the law's, and nothing that anybody is shown changes.
package erasure

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"

	"samano/access"
	"samano/acts"
	"samano/register"
	"samano/registrar"
)

// Config is what a Service works with.
type Config struct {
	Writer    *registrar.Writer
	Documents *registrar.Documents
	Offices   func(context.Context) ([]register.Office, error)
	// By stands in the acts for the program, which no officer is.
	By register.OfficerID
}

// Service erases. It is safe for concurrent use.
type Service struct{ config Config }

// New returns a service.
func New(c Config) *Service { return &Service{c} }

const (
	op = "erasure.Absences"
	// atOnce bounds the acts that are read and registered in one step.
	atOnce = 256
	// perRun bounds the acts of a night, so that a law that shortens its days keeps no counter waiting.
	perRun = 20_000
)

// Absences erases the reason of each absence that ended longer ago than the law of today keeps it,
// whenever the absence was recorded: a law that shortens the days reaches what was recorded before.
// It returns how many it has erased. Run twice at the same time it registers each act once.
func (s *Service) Absences(ctx context.Context) (erased int, err error) {
	d := s.config.Documents
	kept := d.Terms.Law.Residence.AbsenceReasonKept.On(d.Today())
	before := d.Today() - register.Day(kept.Value)
	due, err := access.ForJob(access.JobErasure, func(pass access.Pass) ([]register.ActID, error) { return s.due(ctx, pass, before) })
	if err != nil || len(due) == 0 {
		return 0, err
	}
	office, err := s.office(ctx)
	if err != nil {
		return 0, err
	}
	article := kept.Article
	if article == "" {
		article = "residence.absence_reason_kept_days"
	}
	var refused error // of one act; the others are erased all the same
	for part := range slices.Chunk(due, atOnce) {
		proposals := make([]register.Proposal, len(part))
		for i, act := range part {
			proposals[i] = s.proposal(act, office, article)
		}
		results, err := s.config.Writer.Register(ctx, registrar.Request{Proposals: proposals})
		if err != nil {
			return erased, err
		}
		for _, r := range results {
			switch {
			case r.Err != nil:
				refused = errors.Join(refused, r.Err)
			case r.Act == nil:
				refused = errors.Join(refused, &register.Error{Kind: register.Internal, Op: op, Findings: r.Findings})
			case !r.Repeated:
				erased++
			}
		}
	}
	return erased, refused
}

// due returns the acts whose sealed reason is due: every absence that they recorded was over before
// that day. One act may speak of several people.
func (s *Service) due(ctx context.Context, pass access.Pass, before register.Day) (out []register.ActID, err error) {
	var seqs []register.Seq
	for seq, err := range s.config.Documents.Sealing(ctx, pass, acts.AbsencePart) {
		if err != nil {
			return nil, err
		}
		seqs = append(seqs, seq)
	}
	for part := range slices.Chunk(seqs, atOnce) {
		list, err := s.config.Documents.Acts(ctx, pass, part)
		if err != nil {
			return nil, err
		}
		var ids []register.PersonID
		for _, a := range list {
			for _, ref := range a.Subjects() {
				ids = append(ids, register.PersonID(ref.ID)) // an absence is of people alone
			}
		}
		people, err := s.config.Documents.Persons(ctx, pass, ids...)
		if err != nil {
			return nil, err
		}
		for _, a := range list {
			if over(a, people, before) {
				out = append(out, a.ID)
			}
		}
		if len(out) >= perRun {
			return out[:perRun], nil
		}
	}
	return out, nil
}

// over reports whether all that an act recorded of absences was over before a day.
func over(a *register.Act, people map[register.PersonID]*register.Person, before register.Day) bool {
	for i, e := range a.Effects {
		r, opened := e.Value.(register.Residence)
		if e.Op != register.OpOpen || !opened || r.Kind != register.Absent {
			continue
		}
		p := people[register.PersonID(e.Subject.ID)]
		f, found := p.Residences.Find(register.EffectRef{Seq: a.Seq, N: int32(i)})
		if found && !ended(p, &f, before) {
			return false
		}
	}
	return true
}

// ended reports whether an absence has no reason to keep: it was over before that day, or on a day that
// nobody knows, or was found wrong, or is of a record that answers for nobody since a merge.
func ended(p *register.Person, f *register.Fact[register.Residence], before register.Day) bool {
	s := f.Standing()
	return s.Void || p.Survivor() != 0 || s.Ended && (s.Until.Precision() == register.Unknown || s.Until.Before(register.Exact(before)) == register.Yes)
}

// office returns the office in whose name it is erased: one of the whole country that may.
func (s *Service) office(ctx context.Context) (register.OfficeID, error) {
	terms := s.config.Documents.Terms
	list, err := s.config.Offices(ctx)
	if err != nil {
		return "", err
	}
	for _, o := range list {
		if may, _ := terms.Law.MayRegister(register.KindErasure, o.Level, s.config.Documents.Today()); may && terms.Law.National(o) {
			return o.ID, nil
		}
	}
	return "", register.Errorf(register.NotFound, op, "no office of the whole country may erase")
}

// proposal asks for the erasure. Its id follows from that of the act, so that two processes that erase
// at the same time register one act.
func (s *Service) proposal(act register.ActID, office register.OfficeID, article string) register.Proposal {
	sum := sha256.Sum256([]byte("erase " + acts.AbsencePart + " of " + string(act)))
	sum[6], sum[8] = sum[6]&0x0f|0x80, sum[8]&0x3f|0x80 // RFC 9562, version 8
	id := hex.EncodeToString(sum[:16])
	// Plain texts can be written.
	payload, _ := json.Marshal(acts.Erase{Act: string(act), Part: register.SealedPrefix + acts.AbsencePart, Article: article})
	today := s.config.Documents.Today()
	return register.Proposal{
		ID:   register.ActID(id[:8] + "-" + id[8:12] + "-" + id[12:16] + "-" + id[16:20] + "-" + id[20:32]),
		Kind: register.KindErasure, Happened: register.Exact(today), Declared: today, Decision: register.Decision{By: register.ByOffice},
		Office: office, Registrar: s.config.By, Payload: payload,
	}
}
