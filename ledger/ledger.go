// Package ledger owns the proof that the register's past was not changed: the
// Merkle tree over all acts, its proofs, its signed checkpoints, the packed
// form of an act, and the check of the whole. It is pure: storage is a port
// (Reader, and the values that its caller writes), time does not occur, and
// randomness comes in.
//
// # From an act to a leaf
//
// An act has parts: its header, its payload, and its effects on each subject.
// Each part has its own salt of 16 bytes, so that showing one part, or erasing
// one, says nothing of the others, not even whether they are a guessed text.
// All integers are big-endian and of fixed length.
//
//	content = SHA-256(0x10 ‖ salt ‖ length, 8 bytes ‖ bytes)
//	entry   = SHA-256(0x11 ‖ length of name, 1 byte ‖ name ‖ content)
//	leaf    = SHA-256(0x00 ‖ 0x01 ‖ seq, 8 bytes ‖ count, 2 bytes ‖ entries in the order of their names)
//
// The name is bound outside the content and inside the entry. So the name of
// an erased part, whose salt and bytes are gone and whose content hash
// remains, still cannot be altered; and a proof, which shows the other parts'
// entries only, does not reveal whose they are: names hold internal ids.
//
// The salts of an act come from one random seed, salt i = the first 16 bytes
// of SHA-256(0x12 ‖ seed ‖ i, 2 bytes): one seed is stored instead of all of
// them, which at thirty years of acts is worth some hundred bytes a person.
// Erasing a part destroys the seed, and the other salts are then stored
// themselves.
//
// # From leaves to a root
//
// The tree is that of RFC 6962, as golang.org/x/mod/sumdb/tlog has it; act n
// is leaf n, from 0. An act's row holds its leaf. Of the inner hashes only
// those at levels 8, 16, 24, … are stored, one for each completed subtree of
// 256: the rest is quick to compute again, and a row an act would not fit the
// budget. The head row holds a Frontier, the right edge of the tree, from
// which Append computes the next root without reading anything.
//
// # From a root to a proof
//
// Anybody who can edit the database can recompute a tree, so a tree proves nothing by
// itself. A Checkpoint is its size and root, signed, in the form of C2SP tlog-checkpoint.
// A checkpoint proves something to those who hold it outside the register. Verify goes
// from the parts to the checkpoints and reports what was altered.
package ledger

import (
	"errors"

	"golang.org/x/mod/sumdb/tlog"
)

// Hash is a SHA-256 hash. It prints and marshals as base64.
type Hash = tlog.Hash

const (
	// HashBytes is the length of a Hash.
	HashBytes = tlog.HashSize

	// maxSize bounds the number of leaves, far beyond any country, so that
	// arithmetic on sizes from outside cannot overflow.
	maxSize = 1 << 48

	// levelStep is the distance between levels whose hashes are stored;
	// subtreeLeaves are below one stored hash of the first of them.
	levelStep     = 8
	subtreeLeaves = 1 << levelStep
)

var (
	// ErrSize means that a size or Seq is negative, too large or beyond the tree.
	ErrSize = errors.New("ledger: no such size or position")
	// ErrAbsent means that a Reader lacks a hash that a tree of this size has.
	ErrAbsent = errors.New("ledger: a stored hash is absent")
	// ErrProof means that a proof does not hold.
	ErrProof = errors.New("ledger: the proof does not hold")
)
