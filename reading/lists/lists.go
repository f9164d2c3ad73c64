// Package lists owns the answers to another authority's list: for each row, whether the person
// is in the register. Programs compare, and no officer is shown anybody. It asks whether the
// officer may have a list answered, searches where that costs less (the matcher's index in the
// database, or the whole register in memory), withholds whom a protection covers, writes a look
// at everybody whom an answer speaks of before the answer is written, and signs the receipt.
//
// The whole register in memory ([Service.Everybody]) also serves the search for people who are
// registered twice (package office).
package lists

import (
	"context"
	"iter"
	"time"

	"samano/access"
	"samano/keys"
	"samano/law"
	"samano/match"
	"samano/match/batch"
	"samano/register"
	"samano/registrar"
	"samano/store"
)

// Store is what of the register's database is read: the head, the index of the matcher, and all
// documents.
type Store interface {
	store.Postings
	Head(ctx context.Context) (store.Head, error)
	Founding(ctx context.Context) (store.Founding, error)
	EachSubject(ctx context.Context, pass access.Pass, kind register.SubjectKind, from int64) iter.Seq2[store.Subject, error]
}

// Config is what lists are answered with. All fields are needed.
type Config struct {
	Documents *registrar.Documents
	Store     Store
	Reader    *access.Reader
	Rules     access.Rules
	Now       func() time.Time            // the country's own time
	Signer    func() (keys.Signer, error) // signs receipts: a paper that leaves the office
	Workers   int                         // that compare side by side
}

// Service answers lists. It is safe for concurrent use.
type Service struct{ config Config }

// New returns the service.
func New(c Config) *Service { return &Service{c} }

// Workers returns how many compare side by side.
func (s *Service) Workers() int { return s.config.Workers }

// Progress is told how far a step of long work is. of is 0 where nobody knows. It may be nil.
type Progress func(step string, done, of int64)

func (p Progress) set(step string, done, of int64) {
	if p != nil {
		p(step, done, of)
	}
}

// The steps of which Progress is told.
const (
	stepNames  = "names"
	stepIndex  = "index"
	stepAnswer = "answer"
)

// Where says where people are searched.
type Where string

// The places of a search. In memory the whole register is read first, which pays for long lists.
const (
	Cheapest   Where = "auto"
	InMemory   Where = "memory"
	InDatabase Where = "database"
)

// Question is what is asked of a list.
type Question struct {
	Purpose string
	Case    string
	Numbers bool // also the number of each person of whom the answer is yes
	Where   Where
	// Expected is the share of the list's people who are expected to be registered; 0: it is
	// learned from the list.
	Expected float64
}

// Asked is a question that was permitted. It is for one goroutine.
type Asked struct {
	s   *Service
	who access.Actor
	q   Question
	why access.Reason

	pass access.Pass // while it is answered

	receipt  batch.Receipt
	rows     map[register.PersonID]int64 // rows that found a person
	findings []batch.RowFinding
	more     int
}

// Ask holds that the officer may have a list answered, and writes the look at the register as a
// whole. Numbers are given only for a purpose that allows them.
func (s *Service) Ask(ctx context.Context, who access.Actor, q Question) (*Asked, error) {
	why := access.Reason{What: access.WhatFile, Purpose: q.Purpose, Case: q.Case}
	_, purpose, err := s.config.Rules.MayRead(who, why, register.DayAt(s.config.Now()))
	if err != nil {
		return nil, err
	}
	if q.Numbers && purpose.Files != law.FilesNumbers {
		return nil, &register.Error{Kind: register.Forbidden, Op: "lists.Ask", Code: CodePurposeNotNumbers}
	}
	if err := s.config.Reader.Look(ctx, who, why, access.ReadingScope{Nobody: true}); err != nil {
		return nil, err
	}
	return &Asked{s: s, who: who, q: q, why: why, rows: map[register.PersonID]int64{}}, nil
}

// CodePurposeNotNumbers says that the purpose does not allow numbers beside the answers.
const CodePurposeNotNumbers = "purpose-not-for-numbers"

// List is a list with the plan of its columns.
type List struct {
	*batch.File
	Plan *batch.Plan
}

// AnsweredList is a list that was answered.
type AnsweredList struct {
	Receipt batch.Receipt
	Signed  []byte // the receipt with its signature
	// Findings are what was wrong with rows, at most maxFindings; More counts the others.
	Findings []batch.RowFinding
	More     int
}

// maxFindings bounds the findings that are kept of a list; each stands with its row in the
// answers.
const maxFindings = 100

// searcher makes a search for one goroutine.
type searcher func(*match.Model) (batch.Searcher, error)
