package office

import (
	"context"
	"iter"

	"samano/register"
	"samano/registrar"
	"samano/registrar/load"
)

// Lot is a long stream of proposals that is loaded at one go: the first enrolment of a country,
// or a migration.
type Lot struct {
	Proposals iter.Seq2[register.Proposal, error]
	Acts      int // of one transaction; 0: LotActs
	// Report receives each proposal's result, in order, once it is on disk or refused. The index
	// counts the stream from 0. May be nil.
	Report   func(index int64, p *register.Proposal, s Submitted) error
	Progress func(done, steps int) // of the work that follows the acts; may be nil
}

// LotActs is how many acts one transaction of a lot holds unless the lot says otherwise.
const LotActs = load.DefaultActs

// SubmitLot registers a lot. Nobody is served meanwhile, and nobody is compared.
//
// What is asked of an officer for each submission (Submit) is asked here of nobody: a lot is
// loaded before there are officers, by those who hold the register's keys, and the caller has
// opened the register with them. A lot has no basis of its own: each proposal states its
// declarant, its decision and its papers, and is checked by them as any other is, four eyes of
// the names that it gives included. A killed load is run again with the same stream.
func SubmitLot(ctx context.Context, c registrar.Config, l Lot) error {
	loading := load.Loading{Config: c, Acts: l.Acts}
	if l.Report != nil {
		loading.Report = func(index int64, p *register.Proposal, r registrar.Result) error {
			return l.Report(index, p, submitted(r))
		}
	}
	return load.Run(ctx, loading, l.Proposals, l.Progress)
}
