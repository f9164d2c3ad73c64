// Command samano is the register: at the ministry, at a district office and, cut
// off from the network, at a post. Each subcommand has a file of its own.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// cli is the command line.
type cli struct {
	Globals
	Version versionFlag `help:"Show version, commit and Go."`

	Init      initCmd      `cmd:"" help:"Found a register: database, keys, places, the first two administrators."`
	Demo      demoCmd      `cmd:"" help:"Make a synthetic country and serve it. The quickest way to look at everything."`
	Serve     serveCmd     `cmd:"" help:"Serve the pages to officers."`
	Office    officeCmd    `cmd:"" help:"Offices: put, list, printed."`
	Officer   officerCmd   `cmd:"" help:"Officers' accounts: add, change, close, reset, confirm, password."`
	Recover   recoverCmd   `cmd:"" help:"Make a new pair of administrators by the recovery paper."`
	Powers    powersCmd    `cmd:"" help:"The log of powers, for auditors: accounts, offices, passwords, requests, lots."`
	Place     placeCmd     `cmd:"" help:"Administrative units: import, search, show."`
	Act       actCmd       `cmd:"" help:"Lawful acts: kinds, schema, submit, show."`
	Person    personCmd    `cmd:"" help:"People."`
	Household householdCmd `cmd:"" help:"Households."`
	Search    searchCmd    `cmd:"" help:"Find people by a Lao or Latin spelling."`
	Request   requestCmd   `cmd:"" help:"Requests at the counter, orders of courts and exports: enter, confirm."`
	Stay      stayCmd      `cmd:"" help:"Notices of short stays: enter, find."`
	Events    eventsCmd    `cmd:"" help:"The feed of events, page by page."`
	Ledger    ledgerCmd    `cmd:"" help:"Verify the register against its acts and checkpoints: verify, checkpoint, prove."`
	Keys      keysCmd      `cmd:"" help:"The register's keys: renew."`
	Verify    verifyCmd    `cmd:"" help:"Check a certificate by its QR code, without a network."`
	Trust     trustCmd     `cmd:"" help:"Write the public keys by which others check certificates, to standard output or a file."`
	Doctor    doctorCmd    `cmd:"" help:"Find out what is wrong and what to do about it."`
	Witness   witnessCmd   `cmd:"" help:"Keep the last checkpoint of a register's logs and cosign those that extend it, in another house than the register."`
	Restored  restoredCmd  `cmd:"" help:"Tell the register that it was restored from a backup, so that no number is given twice."`
	Load      loadCmd      `cmd:"" help:"Load a first enrolment or a migration at full speed, by two officers."`
	Lots      lotsCmd      `cmd:"" help:"List what was loaded: which file, by whose order, by which two officers."`
	Match     matchCmd     `cmd:"" help:"Find who is there twice: dedupe, link, receipt, eval."`
	Bench     benchCmd     `cmd:"" help:"Measure this machine against plain inserts."`
}

// Exit codes. Scripts depend on them: never renumber.
const (
	exitOK       = 0
	exitFindings = 1 // the input, the register or the certificate has faults; they are listed
	exitUsage    = 2 // the command line is wrong
	exitInternal = 3 // ours
	exitRefused  = 4 // not permitted, or a dangerous start
	exitNotFound = 5
	exitDown     = 6 // the database cannot be reached; the outcome may be unknown
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is main with everything handed in, for tests.
func run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) (code int) {
	var c cli
	c.in, c.out, c.errs = in, out, errs
	exited := -1
	parser, err := kong.New(&c,
		kong.Name("samano"),
		kong.Description("Samano (ສຳມະໂນ): a national population register and citizen identity system."),
		kong.UsageOnError(),
		kong.Writers(out, errs),
		kong.Exit(func(code int) { exited = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}),
	)
	if err != nil {
		fmt.Fprintln(errs, err)
		return exitInternal
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	if exited >= 0 { // --help
		return exited
	}
	if err != nil {
		fmt.Fprintf(errs, "samano: %v\n", err)
		fmt.Fprintln(errs, "Run \"samano --help\" or \"samano COMMAND --help\".")
		return exitUsage
	}
	command.BindTo(ctx, (*context.Context)(nil))
	err = command.Run(&c.Globals)
	if err == nil {
		return exitOK
	}
	err = interrupted(ctx, err)
	if !errors.Is(err, errTold) {
		c.explain(err)
	}
	return exitCode(err)
}
