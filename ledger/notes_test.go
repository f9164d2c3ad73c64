package ledger

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// Notes that stand one after the other come apart as they were, whoever else signed them.
func TestNotesComeApart(t *testing.T) {
	one := "a.example/acts\n5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— a.example/acts Az3grlgt\n"
	witnessed := "a.example/acts/looks\n7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\nmore\n\n— a.example/acts/looks Az3grlgt\n— witness.example Az3grlgt\n"
	for _, want := range [][]string{{one}, {one, one}, {witnessed, one, witnessed}} {
		got, err := SplitNotes([]byte(strings.Join(want, "")))
		if err != nil || len(got) != len(want) {
			t.Fatalf("%d notes of %d (%v)", len(got), len(want), err)
		}
		for i := range want {
			if string(got[i]) != want[i] {
				t.Errorf("note %d is %q, want %q", i, got[i], want[i])
			}
		}
	}
	for name, file := range map[string]string{
		"nothing": "", "no signature": "a.example/acts\n5\n", "a note, and half of one": one + "a.example/acts\n", "no last line end": one[:len(one)-1],
		"too many": strings.Repeat(one, maxNotes+1), "too long": strings.Repeat("x\n", maxNotes*maxCheckpointBytes),
	} {
		if got, err := SplitNotes([]byte(file)); !errors.Is(err, ErrCheckpoint) || got != nil {
			t.Errorf("%s: %d notes (%v)", name, len(got), err)
		}
	}
	if got, err := SplitNotes([]byte(strings.Repeat(one, maxNotes))); err != nil || len(got) != maxNotes {
		t.Errorf("of the most notes of a file there are %d (%v)", len(got), err)
	}
}

func FuzzSplitNotes(f *testing.F) {
	f.Add([]byte("a\n5\nb\n\n— a b\nc\n\n— c d\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		notes, err := SplitNotes(file)
		if err == nil && !bytes.Equal(bytes.Join(notes, nil), file) {
			t.Errorf("the notes of %q are %q", file, notes)
		}
	})
}
