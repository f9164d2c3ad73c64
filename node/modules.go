package node

import (
	"context"
	"log/slog"
	"time"

	"samano/access"
	"samano/keys"
	"samano/register"
	"samano/web/assets"
)

// Module is a capability as the composition root knows it. A serving node runs its jobs; everything
// else states what the capability has, and tests hold the statement against the tables of the
// databases, the routes, the catalogues, the permissions and the uses of keys that there are.
//
// So a new capability is its own folder, its literal here, its service among those that [Build]
// joins, its store among those that node/open opens, and its routes in web/routes.go. Why the
// literals compose no more: docs/decisions/2026-11-29-the-review-and-the-house.md.
type Module struct {
	Name        string
	Schema      string   // of its migrations; empty: it has no tables
	Tables      []Tables // every table of the schema
	Routes      []string // the addresses that it serves begin so, or are these
	Jobs        []Job
	Words       []string // its files in the catalogue of each language
	Permissions []access.Permission
	Keys        []keys.Use
}

// Tables are tables of which the same holds.
type Tables struct {
	Names     []string
	Doctor    string // what `samano doctor` finds out about them
	Retention string // how long a row stays, and by which rule
}

// Job is work that a serving node does without being asked.
type Job struct {
	Name string
	// Every is the time between two runs; 0: once at the start and then each night.
	Every time.Duration
	// Lease says what keeps several processes over one database from harm.
	Lease string
	Run   func(*Node, context.Context) error
}

const (
	forGood = "for good: what is registered is never deleted"
	derived = "as long as the documents that it is made from"
	audited = "compared with the acts, row by row"
	opened  = "opened and its schema compared"
)

// Modules lists the capabilities of the program.
func Modules() []Module {
	return []Module{registerModule, accessModule, factorModule, powersModule, keysModule, looksModule, officeModule, oversightModule, certificateModule, stayModule, readingModule, webModule}
}

var registerModule = Module{
	Name: "register", Schema: "register",
	Tables: []Tables{
		{[]string{"founding", "head", "act", "node", "checkpoint"}, "the ledger is verified from bytes to signed checkpoint", forGood},
		{[]string{"sealed"}, "each part is compared with what its act commits to", "until an act erases it by order of the law; the reason of an absence the law's days after its end (residence.absence_reason_kept_days)"},
		{[]string{"person", "household", "place"}, "folded again from the acts and compared", forGood},
		{[]string{"alias", "book", "decision", "dwelling", "former_number", "kin", "member", "name_key", "printed"}, audited, derived},
		{[]string{"match_load", "match_page", "match_run", "match_state", "match_tail"}, audited, derived},
		{[]string{"register_version"}, opened, "as long as the database"},
	},
	Jobs: []Job{{
		Name: "checkpoint", Every: checkpointEvery, Run: func(n *Node, ctx context.Context) error {
			_, err := n.Checkpoint(ctx)
			return err
		},
		Lease: "none: a size is signed once, and the first note of a size stays",
	}},
	Words: []string{"findings.toml", "findings_acts.toml", "findings_identity.toml"}, Keys: []keys.Use{keys.Number, keys.SealedParts, keys.LedgerSigning},
	Permissions: []access.Permission{access.MakeCheckpoint},
}

var accessModule = Module{
	Name: "access", Schema: "access",
	Tables: []Tables{
		{[]string{"office", "officer"}, "compared with the log of powers", "for good: acts and looks name them"},
		{[]string{"account_change"}, "compared with the log of powers", "until it is made or withdrawn, 7 days at most"},
		{[]string{"recovery", "oversight"}, "compared with the log of powers", "until another paper is made"},
		{[]string{"looks_dropped"}, "compared with the log of powers, and with the looks", "for good: a number"},
		{[]string{"printed_start"}, "compared with the log of powers", "for good: a number on paper is never given again"},
		{[]string{"session", "attempt"}, opened, "until it is over; removed each minute"},
		{[]string{"access_version"}, opened, "as long as the database"},
	},
	Jobs: []Job{{
		Name: "sessions", Every: sweepEvery, Run: func(n *Node, ctx context.Context) error { return n.SignIn.Sweep(ctx) },
		Lease: "none: a row that is gone is not deleted again",
	}},
	Routes: []string{"GET /sign-in", "POST /sign-in", "POST /sign-out", "GET /password", "POST /password"},
	Words:  []string{"errors.toml"}, Permissions: []access.Permission{access.AdministerAccounts},
}

var factorModule = Module{
	Name: "factor", Schema: "factor",
	Tables: []Tables{
		{[]string{"factor"}, "compared with the log of powers", "until its owner removes it, or it is replaced"},
		{[]string{"sign_in"}, opened, "30 days; removed each minute"},
		{[]string{"factor_version"}, opened, "as long as the database"},
	},
	Routes: []string{"GET /sign-in/proof", "POST /sign-in/proof", "GET /account", "POST /account"},
	Words:  []string{"account.toml"}, Keys: []keys.Use{keys.Factors},
}

var powersModule = Module{
	Name: "powers", Schema: "power", Keys: []keys.Use{keys.Entries}, // of looks, too
	Tables: []Tables{
		{[]string{"power", "power_head", "power_node", "power_checkpoint", "power_note"}, "verified from bytes to signed checkpoint, and accounts, offices, requests, copies and lots compared with it", "for good: it names officers and offices, and nobody else"},
		{[]string{"power_version"}, opened, "as long as the database"},
	},
}

var keysModule = Module{
	Name: "keys", Schema: "keys",
	Tables: []Tables{
		{[]string{"renewed_key"}, "compared with the log of powers", "for good: it names keys, which are not in it"},
		{[]string{"keys_version"}, opened, "as long as the database"},
	},
}

var looksModule = Module{
	Name: "looks", Schema: "look",
	Tables: []Tables{
		{[]string{"look", "look_subject", "look_month"}, "verified from bytes to signed checkpoint", "the law's months (looks.retain_months), by whole months"},
		{[]string{"look_counted"}, opened, "24 hours; removed each night"},
		{[]string{"look_stop"}, opened, "the law's months (looks.retain_months)"},
		{[]string{"look_head", "look_node", "look_checkpoint", "look_note"}, "verified with the looks", "for good: hashes, of nobody"},
		{[]string{"look_version"}, opened, "as long as the database"},
	},
	Jobs: []Job{{
		Name: "old looks", Run: func(n *Node, ctx context.Context) error {
			dropped, err := n.reader.Sweep(ctx, func(stays int64) error {
				return n.parts.Accounts.PutDropped(ctx, access.Author{At: n.Clock()}, stays)
			})
			if dropped > 0 {
				slog.Info("looks were removed, as the law's time for them is over", "looks", dropped)
			}
			return err
		},
		Lease: "none: a month that is gone is not deleted again",
	}},
	Permissions: []access.Permission{access.ReadLooks, access.Audit},
}

var officeModule = Module{
	Name: "office", Schema: "office",
	Tables: []Tables{
		{[]string{"application", "application_act"}, "compared with the acts that came of them", "drafts the law's days (applications.draft_days); what was declared for good"},
		{[]string{"application_event", "application_evidence"}, opened, "drafts the law's days (applications.draft_days); what was declared for good"},
		{[]string{"adjudication", "ruling"}, opened, "for good: acts rest on them"},
		{[]string{"lot", "lot_end"}, "compared with the log of powers", "for good: acts rest on them"},
		{[]string{"request"}, "compared with the log of powers", "for good: looks name them"},
		{[]string{"request_count"}, opened, "for good: a number of a request is never given again"},
		{[]string{"evidence", "evidence_chunk"}, "decrypted and compared with its hash", "as long as an application or a request names it; else the days of a draft"},
		{[]string{"evidence_upload"}, opened, "as long as an application or a request names it; else the days of a draft"},
		{[]string{"office_version"}, opened, "as long as the database"},
	},
	Jobs: []Job{{
		Name: "old drafts", Run: func(n *Node, ctx context.Context) error {
			drafts, papers, err := n.Clerk.PruneDrafts(ctx)
			if drafts > 0 || papers > 0 {
				slog.Info("drafts were removed, as the law's time for them is over", "drafts", drafts, "papers", papers)
			}
			return err
		},
		Lease: "none: a draft that is gone is not deleted again",
	}, {
		Name: "reasons of absences", Run: func(n *Node, ctx context.Context) error {
			erased, err := n.Erasure.Absences(ctx)
			if erased > 0 {
				slog.Info("reasons of absences were erased, as the law's time for them is over", "acts", erased)
			}
			return err
		},
		Lease: "none: the id of an erasure follows from the act, so that it is registered once",
	}},
	Routes: []string{
		"GET /{$}", "GET /declare", "POST /declare", "GET /applications", "POST /applications",
		"GET /adjudications", "POST /adjudications", "GET /requests", "POST /requests",
	},
	Words:       []string{"adjudication.toml"},
	Permissions: []access.Permission{access.Declare, access.Register, access.Adjudicate},
	Keys:        []keys.Use{keys.Evidence},
}

var oversightModule = Module{
	Name: "oversight", Schema: "oversight",
	Tables: []Tables{
		{[]string{"breach"}, "compared with the log of powers", "for good: it names no person"},
		{[]string{"look_count", "look_counted_to"}, opened, "the law's months (looks.retain_months); counts of the looks"},
		{[]string{"oversight_version"}, opened, "as long as the database"},
	},
	Jobs: []Job{{
		Name: "counts of looks", Every: countEvery, Run: func(n *Node, ctx context.Context) error {
			_, err := n.Oversight.CountLooks(ctx)
			if register.KindOf(err) == register.Conflict {
				return nil // another process counts them
			}
			return err
		},
		Lease: "none: of two who count the same looks one is refused",
	}},
	Routes:      []string{"GET /oversight", "GET /powers", "GET /breaches", "POST /breaches"},
	Words:       []string{"oversight.toml"},
	Permissions: []access.Permission{access.HeadOffice, access.KeepBreaches, access.Oversee},
}

var certificateModule = Module{
	Name: "certificate", Schema: "certificate",
	Tables: []Tables{
		{[]string{"copy"}, "compared with the log of powers", "for good: a paper may be checked at any time"},
		{[]string{"copy_status"}, opened, "for good: a paper may be checked at any time"},
		{[]string{"certificate_version"}, opened, "as long as the database"},
	},
	Routes:      []string{"GET /certificate", "POST /certificate", "GET /check", "POST /check", "GET /person/{ticket}/copies"},
	Permissions: []access.Permission{access.IssueCertificate},
	Keys:        []keys.Use{keys.CertificateSigning},
}

var stayModule = Module{
	Name: "stay", Schema: "stay",
	Tables: []Tables{
		{[]string{"stay_notice"}, opened, "the law's days after the guests have left (stays.kept_days)"},
		{[]string{"stay_version"}, opened, "as long as the database"},
	},
	Jobs: []Job{{
		Name: "old notices of stays", Run: func(n *Node, ctx context.Context) error {
			dropped, err := n.Stays.Forget(ctx)
			if dropped > 0 {
				slog.Info("notices of stays were deleted, as the law's time for them is over", "notices", dropped)
			}
			return err
		},
		Lease: "none: a notice that is gone is not deleted again",
	}},
}

var readingModule = Module{
	Name: "reading",
	Routes: []string{
		"GET /search", "POST /search", "POST /find", "GET /person/{ticket}", "POST /person/{ticket}", "GET /person/{ticket}/history",
		"GET /person/{ticket}/looks", "GET /household/{ticket}",
	},
	Words:       []string{"person.toml", "match.toml"},
	Permissions: []access.Permission{access.Search, access.ReadPerson, access.ReadHistory, access.NationalDesk},
}

var webModule = Module{
	Name:   "web",
	Routes: []string{"GET /assets/", "GET " + assets.PrintStylesheet, "GET /healthz", "/"},
	Words:  []string{"adjudication_pages.toml", "pages.toml", "pages_words.toml", "ui.toml"}, Keys: []keys.Use{keys.Links},
}
