package ledger

import (
	"context"
	"errors"
	"slices"
	"testing"
)

var errDisk = errors.New("the disk is broken")

// failing is a register whose nodes and leaves cannot be read from the nth question on; with once,
// only that question fails.
type failing struct {
	*register
	n     int
	once  bool
	asked int
}

func (f *failing) fails() bool {
	f.asked++
	return f.asked == f.n || f.asked > f.n && !f.once
}

func (f *failing) Leaves(ctx context.Context, from, n int64) ([]Hash, error) {
	if f.fails() {
		return nil, errDisk
	}
	return f.register.Leaves(ctx, from, n)
}

func (f *failing) Nodes(ctx context.Context, level int, from, n int64) ([]Hash, error) {
	if f.fails() {
		return nil, errDisk
	}
	return f.register.Nodes(ctx, level, from, n)
}

// eachFailure runs do until it asks less than n questions, and wants the error of each failure.
func eachFailure(t *testing.T, what string, r *register, do func(*failing) error) {
	t.Helper()
	for _, once := range []bool{false, true} {
		for n := 1; ; n++ {
			f := &failing{register: r, n: n, once: once}
			err := do(f)
			if f.asked < n {
				if n == 1 {
					t.Errorf("%s: nothing was read", what)
				}
				break
			}
			if !errors.Is(err, errDisk) {
				t.Errorf("%s: question %d failed (once: %v): %v", what, n, once, err)
			}
		}
	}
}

// A disk that fails is an error, never a finding and never a proof.
func TestABrokenDiskIsAnError(t *testing.T) {
	r := filled(t, plainCodec(t), 1500)
	withHoles := r.clone()
	delete(withHoles.nodes, [2]int64{8, 1})
	withHoles.drop(600, 1)
	for what, reg := range map[string]*register{"whole": r, "with holes": withHoles} {
		cp := r.checkpointAt(t, 1500)
		eachFailure(t, "an audit of a register "+what, reg, func(f *failing) error {
			_, err := Verify(t.Context(), Audit{
				Codec: reg.codec, Entries: reg.entries(), Nodes: f, Frontier: reg.frontier.Clone(), Checkpoints: []Checkpoint{cp},
			}, func(Fault) error { return nil })
			return err
		})
	}
	eachFailure(t, "a proof that an act is there", r, func(f *failing) error {
		_, err := ProveInclusion(t.Context(), f, 300, 1000)
		return err
	})
	eachFailure(t, "a root", r, func(f *failing) error {
		_, err := RootAt(t.Context(), f, 1001)
		return err
	})
}

// A node that stands over nodes is compared with them, and whoever is told of it may end the audit.
func TestAnAuditEndsAtAHigherNode(t *testing.T) {
	r := newRegister(plainCodec(t))
	for i := range int64(65_536) {
		rec, err := NewRecord(i, Salt{}, []Part{{Name: "a"}})
		if err != nil {
			t.Fatal(err)
		}
		r.appendRecord(t, rec)
	}
	r.nodes[[2]int64{16, 0}] = numbered(9)
	_, err := Verify(t.Context(), Audit{Codec: r.codec, Entries: r.entries(), Nodes: r, Frontier: r.frontier.Clone()}, func(f Fault) error {
		if f.Kind == AlteredNode && f.Level == 16 {
			return errDisk
		}
		return nil
	})
	if !errors.Is(err, errDisk) {
		t.Errorf("told to stop: %v", err)
	}
}

// The names go into logs and reports; they may only be added to.
func TestNamesOfFaults(t *testing.T) {
	names := map[FaultKind]string{
		0: "unknown", AlteredPart: "altered-part", AlteredLeaf: "altered-leaf", AlteredNode: "altered-node",
		AlteredFrontier: "altered-frontier", MissingAct: "missing-act", ErasedBy: "erased-by", Forked: "forked",
		Truncated: "truncated", UnsignedTail: "unsigned-tail", Unchecked: "unchecked", AlteredState: "altered-state", AlteredState + 1: "unknown",
	}
	for k, want := range names {
		if got := k.String(); got != want {
			t.Errorf("kind %d is called %q, want %q", k, got, want)
		}
		if got, want := k.Alarm(), k != ErasedBy && k != UnsignedTail; got != want {
			t.Errorf("%s is an alarm: %v", k, got)
		}
	}
	for want, f := range map[string]Fault{
		"altered-part: act 7":                                     {Kind: AlteredPart, Seq: 7},
		"missing-act: act 7, count 2":                             {Kind: MissingAct, Seq: 7, Count: 2},
		"missing-act: act 7, count 1":                             {Kind: MissingAct, Seq: 7, Count: 1},
		"altered-node: act 256, count 256, level 8, node 1 (why)": {Kind: AlteredNode, Seq: 256, Count: 256, Level: 8, Node: 1, Detail: "why"},
		"erased-by: act 7, by act 9":                              {Kind: ErasedBy, Seq: 7, By: 9},
	} {
		if got := f.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// An erasure is by a later act, of nothing that is still there.
func TestErasuresThatAreNone(t *testing.T) {
	whole := small(t)
	erased, err := whole.Erase("payload", 9)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(erased.Parts, func(p Part) bool { return p.Name == "payload" })
	for name, c := range map[string]struct {
		change func(*Record)
		good   bool
	}{
		"as it was made":               {func(*Record) {}, true},
		"by the next act":              {func(r *Record) { r.Parts[i].Erased.By = r.Seq + 1 }, true},
		"by the last act there may be": {func(r *Record) { r.Parts[i].Erased.By = maxSize - 1 }, true},
		"by itself":                    {func(r *Record) { r.Parts[i].Erased.By = r.Seq }, false},
		"by an act beyond all":         {func(r *Record) { r.Parts[i].Erased.By = maxSize }, false},
		"with bytes":                   {func(r *Record) { r.Parts[i].Bytes = []byte{1} }, false},
		"with a salt":                  {func(r *Record) { r.Parts[i].Salt = Salt{1} }, false},
		"with the seed of all salts":   {func(r *Record) { r.seed = &Salt{1} }, false},
	} {
		r := *erased
		r.Parts = slices.Clone(erased.Parts)
		e := *erased.Parts[i].Erased
		r.Parts[i].Erased = &e
		c.change(&r)
		if err := r.check(); (err == nil) != c.good || err != nil && !errors.Is(err, ErrRecord) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Every length and count has one spelling, and a limit that is itself allowed.
func TestNumbersInPackedRecords(t *testing.T) {
	for text, want := range map[string]int{
		"0;": 0, "9;": 9, "10;": 10, "99;": 99, "100;": 100, "101;": -1, "00;": -1, "01;": -1, ";": -1, "1": -1, "1/;": -1, "1:;": -1,
		"1000000000;": -1,
	} {
		c := cursor{b: []byte(text)}
		got := c.decimal(endOfLength, 100)
		if c.bad {
			if got != 0 {
				t.Errorf("%q is none, and read as %d", text, got)
			}
			got = -1
		} else if len(c.b) != 0 {
			t.Errorf("%q: %d bytes are left", text, len(c.b))
		}
		if got != want {
			t.Errorf("%q is %d, want %d", text, got, want)
		}
	}
	for text, want := range map[string]int64{"\x00": 0, "\x7f": 127, "\x80\x01": 128, "\x81\x01": -1, "\x80\x00": -1, "\x80": -1, "": -1} {
		c := cursor{b: []byte(text)}
		got := c.uvarint(128)
		if c.bad {
			got = -1
		}
		if got != want {
			t.Errorf("% x is %d, want %d", text, got, want)
		}
	}
	for text, good := range map[string]bool{"ab:": true, "abc:": true, "ab:c:": true, "abcd:": false, "abc": false, "": false} {
		c := cursor{b: []byte(text)}
		name := c.until(endOfName, 3)
		if c.bad == good || good && string(name)+string(endOfName)+string(c.b) != text {
			t.Errorf("%q is read as %q, and %q is left", text, name, c.b)
		}
	}
	bad := cursor{b: []byte("12;3"), bad: true}
	if bad.take(1) != nil || bad.until(endOfLength, 9) != nil || bad.uvarint(100) != 0 || bad.byte() != 0 || string(bad.b) != "12;3" {
		t.Error("a cursor that failed reads on")
	}
	for _, mark := range []byte{markSalt, markErasure, 2, 255} {
		c := cursor{b: append([]byte{mark}, make([]byte, HashBytes+1)...)}
		parts := make([]Part, 1)
		c.salts(parts)
		if (parts[0].Erased != nil) != (mark == markErasure) || c.bad != (mark > markErasure) {
			t.Errorf("mark %d: %+v, bad %v", mark, parts[0], c.bad)
		}
	}
}
