// Package batch owns the matching of a file of people with an index of people, row by row and in
// bounded memory: another office's list against the register ([Answerer.Answers]), or a file with
// itself ([Deduplicate]).
//
// # What leaves
//
// Each row gets one word: yes, the index holds this person; ask, a human has to look; no.
// Everything else that is known of the person stays inside: [Answered] names the person to the
// caller, which logs the look and writes the word. A row without a key cannot be answered and gets
// a finding instead: silence would be read as "no".
//
// # The file
//
// CSV in UTF-8, with comma, semicolon or tab, a header and one line a row ([rows.CSV]); or Parquet
// with flat columns ([rows.Open]). A [Plan] says which column holds what of a person, else the
// header does ([Guess]). A value that cannot be read (another encoding, no date, no such unit) is a
// [Finding] of its row, and the row is searched by the rest of it. A line that is too long, or
// whose quotation marks do not pair, is a finding alone, and reading goes on after it: a fault in
// one row costs no other row its answer, and no memory.
//
// # The work
//
// A row costs at most match.MaxProbeKeys keys of match.MostPerSplit comparisons, however many
// people are alike; a row for which somebody was left out for that gets a finding if it was not
// found. Rows are read by the chunk, searched on several processors and returned in their order.
package batch
