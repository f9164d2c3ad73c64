package ledger

import "fmt"

// FaultKind says what Verify found. The list only grows at its end.
type FaultKind uint8

const (
	// AlteredPart: an act's parts do not match its leaf, or cannot be read (Detail says
	// why, for example that a dictionary is missing).
	AlteredPart FaultKind = iota + 1
	// AlteredLeaf: a stored leaf does not match its act, and the tree shows that the act
	// is right.
	AlteredLeaf
	// AlteredNode: a stored inner hash does not match the hashes below it. Either it was
	// altered or they were; in the second case a checkpoint is Forked too.
	AlteredNode
	// AlteredFrontier: the head row's frontier is not that of the acts, or
	// there are acts beyond it.
	AlteredFrontier
	// MissingAct: Count acts from Seq on are missing.
	MissingAct
	// ErasedBy: a part was erased by order of act By. It is no fault if that act is an
	// erasure of this part, which the caller checks.
	ErasedBy
	// Forked: the tree recomputed over Count acts has another root than the signed
	// checkpoint of that size. Some act before it was altered.
	Forked
	// Truncated: a checkpoint signed Count acts more than there are.
	Truncated
	// UnsignedTail: no matching checkpoint covers the last Count acts, from
	// Seq on. They may be right, but nothing outside the register proves it.
	UnsignedTail
	// Unchecked: acts missing before Count made it impossible to check a
	// checkpoint of that size.
	Unchecked
	// AlteredState: something that a log tells of is not as its last entry says. Package internal/powerlog
	// finds it.
	AlteredState
)

var faultNames = [...]string{
	AlteredPart: "altered-part", AlteredLeaf: "altered-leaf", AlteredNode: "altered-node",
	AlteredFrontier: "altered-frontier", MissingAct: "missing-act", ErasedBy: "erased-by",
	Forked: "forked", Truncated: "truncated", UnsignedTail: "unsigned-tail", Unchecked: "unchecked",
	AlteredState: "altered-state",
}

func (k FaultKind) String() string {
	if k == 0 || int(k) >= len(faultNames) {
		return "unknown"
	}
	return faultNames[k]
}

// Alarm reports whether the register was damaged or tampered with. Other kinds are
// information.
func (k FaultKind) Alarm() bool { return k != ErasedBy && k != UnsignedTail }

// Fault is one finding of Verify. It holds no personal data.
type Fault struct {
	Kind   FaultKind
	Seq    int64  // the act, or the first of them
	Count  int64  // see the kinds
	Part   string // ErasedBy
	By     int64  // ErasedBy: Seq of the erasing act
	Level  int    // AlteredNode
	Node   int64  // AlteredNode: its place in the level; it covers acts from Seq, Count of them
	Detail string // for the log, in English
}

func (f Fault) String() string {
	s := fmt.Sprintf("%s: act %d", f.Kind, f.Seq)
	if f.Count > 0 {
		s += fmt.Sprintf(", count %d", f.Count)
	}
	switch f.Kind {
	case AlteredNode:
		s += fmt.Sprintf(", level %d, node %d", f.Level, f.Node)
	case ErasedBy:
		s += fmt.Sprintf(", by act %d", f.By)
	}
	if f.Detail != "" {
		s += " (" + f.Detail + ")"
	}
	return s
}
