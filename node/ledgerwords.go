package node

import (
	"fmt"
	"maps"
	"slices"
)

// Lines says in words what an audit covered and what it came to; against is how many checkpoints that were kept
// outside it was held against.
func (s Summary) Lines(against int) (out []string) {
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if s.Since > 0 {
		say("%d acts after act %d, and the documents of the %d subjects whom they concern; root %s", s.Acts, s.Since-1, s.Subjects, s.Root)
	} else {
		say("%d acts, %d subjects, %d projection rows; signed up to act %d; root %s", s.Acts, s.Subjects, s.Rows, s.Signed, s.Root)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Logs)) {
		if s.Since > 0 {
			say("The log of %s extends its note of %d entries.", name, s.Logs[name].Signed)
			continue
		}
		say("%d entries in the log of %s; signed up to %d", s.Logs[name].Entries, name, s.Logs[name].Signed)
	}
	if s.Since > 0 {
		say("Not read: the first %d acts and what is sealed of them, the documents of all others, the rows and keys of searches, the entries of the logs of looks and of powers, the papers, and the applications. That the first %d acts are those of the note is shown by the stored tree. Verify without --since to read everything.", s.Since, s.Since)
	} else {
		say("%d papers compared with their hashes; %d applications compared with their acts", s.Papers, s.Applications)
	}
	switch {
	case s.Alarms > 0:
		say("%d faults. Restore from a backup older than the fault, and keep this database as evidence.", s.Alarms)
	case s.Since > 0:
		say("The ledger extends the note, and nothing of what was read was altered.")
	case against == 0:
		say("Nothing was altered, as far as the database itself can tell: only a checkpoint kept outside proves it (--checkpoint).")
	default:
		say("Nothing was altered, measured against the checkpoints given.")
	}
	return out
}
