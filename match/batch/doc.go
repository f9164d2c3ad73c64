// Package batch owns the matching of a file of people with an index of people, row by row and in bounded memory: another
// office's list against the register ([Linker.Answers]), or a file with itself ([People]).
//
// # What leaves
//
// For each row one word: yes, somebody of the index is this person; ask, a human has to look; no. Whatever else is known
// of the person stays inside: [Answered] names her to the caller, who logs the look and writes the word. Where a row
// cannot be asked (nothing in it makes a key) there is no word but a finding: silence would be read as "no".
//
// # The file
//
// CSV in UTF-8, with comma, semicolon or tab, a header and one line a row ([CSV]); or Parquet with flat columns
// ([Parquet]). A [Plan] says which column holds what of a person, else the header does ([Guess]). A value that cannot be
// read (another encoding, no date, no such unit) is a [Finding] of its row, and the row is asked by the rest of it. A line
// that is too long to be one, or whose quotation marks do not pair, is a finding and no more, and reading goes on behind it: what
// is wrong with one row costs no other, neither its answer nor memory.
//
// # The work
//
// A row costs at most match.MaxProbeKeys keys of match.MostPerSplit comparisons, however many people are alike; a row for
// which somebody was left out for that is told by a finding if it was not found. Rows are read by the chunk, asked on
// several processors and given back in their order.
package batch
