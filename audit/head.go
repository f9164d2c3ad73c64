package audit

import (
	"encoding/json"
	"slices"

	"samano/acts"
	"samano/ledger"
	"samano/register"
	"samano/registrar/projection"
	"samano/registrar/record"
	"samano/store"
)

// expectedHead is the head row that follows from acts and documents, to be compared with the stored
// one.
type expectedHead struct {
	last      int64        // registered_at of the last act
	placesSeq register.Seq // the last act that changed a place
	counter   uint64       // the first that no document has used
	next      [register.SubjectPlace + 1]int64
}

func (e *expectedHead) subject(ref register.Ref) {
	if e.next[ref.Kind] <= ref.ID {
		e.next[ref.Kind] = ref.ID + 1
	}
}

// verifyHead compares the head row with acts and documents. Its counters may be ahead, because a
// restore skips some. Counters that are behind would issue a number or id twice.
func (v *verification) verifyHead() error {
	for _, c := range []struct {
		column string
		ok     bool
	}{
		{"last", v.head.Last == v.seen.last},
		{"places_seq", v.head.PlacesSeq == v.seen.placesSeq},
		{"projections", 1 <= v.head.Projections && v.head.Projections <= projection.Version}, // an older one is refused by registrar.Open
		{"counter", v.head.Counter >= v.seen.counter},
		{"next_person", v.head.NextPerson >= v.seen.next[register.SubjectPerson]},
		{"next_household", v.head.NextHousehold >= v.seen.next[register.SubjectHousehold]},
		{"next_place", v.head.NextPlace >= v.seen.next[register.SubjectPlace]},
	} {
		if c.ok {
			continue
		}
		if err := v.fault(Fault{Kind: AlteredHead, Where: c.column, Alarm: true}); err != nil {
			return err
		}
	}
	return nil
}

// verifyFounding compares the founding row with the founding record.
func (v *verification) verifyFounding(a *register.Act) error {
	row, err := v.Store.Founding(v.steady)
	if err != nil {
		return err
	}
	var said record.Founded
	if json.Unmarshal(a.Payload, &said) == nil && said.Origin == row.Origin && said.NumberKey == row.NumberKey && said.Pack == row.Pack {
		return nil
	}
	return v.fault(Fault{Kind: AlteredColumn, Where: "founding", Alarm: true})
}

// verifyCheckpoint adds the last stored checkpoint to those that the register is compared with, if
// a key of the register signed it.
func (v *verification) verifyCheckpoint() error {
	size, note, err := v.Store.LastCheckpoint(v.ctx)
	if err != nil || size == 0 || len(v.Keys) == 0 {
		return err
	}
	cp, err := ledger.OpenCheckpoint(note, v.Keys...)
	if err != nil || cp.Size != size {
		return v.fault(Fault{Kind: AlteredCheckpoint, Alarm: true})
	}
	v.Checkpoints = append(slices.Clone(v.Checkpoints), cp)
	return nil
}

// goneParts compares the absent parts of acts with the acts of erasure: only these remove a part
// lawfully.
type goneParts struct {
	gone    []record.GonePart
	ordered map[record.GonePart]bool
}

// noteErasure notes the part that an act of erasure removed.
func (v *verification) noteErasure(from store.Acts, a *register.Act) error {
	payload, _ := acts.Decode(&a.Proposal)
	e, ok := payload.(*acts.Erase)
	if !ok {
		return nil
	}
	seq, ok, err := v.seqOf(from, e.Act)
	if err != nil || !ok {
		return err
	}
	g := record.GonePart{Seq: seq, Part: e.Part, By: a.Seq}
	if _, sealed := register.CutSealed(e.Part); sealed {
		g.By = 0
	}
	if v.parts.ordered == nil {
		v.parts.ordered = map[record.GonePart]bool{}
	}
	v.parts.ordered[g] = true
	return nil
}

// seqOf finds an act by its client-made id or its number on paper.
func (v *verification) seqOf(from store.Acts, text string) (seq register.Seq, ok bool, err error) {
	id, n, _ := register.ParseActName(text) // what is neither is found under neither
	if id != "" {
		found, err := from.ActsByID(v.steady, v.pass, []register.ActID{id})
		seq, ok = found[id]
		return seq, ok, err
	}
	found, err := from.PrintedActs(v.steady, v.pass, []register.PrintedNumber{n})
	seq, ok = found[n]
	return seq, ok, err
}

// verifyGone reports absent parts: as erased by an act, or as altered.
func (v *verification) verifyGone() error {
	for _, g := range v.parts.gone {
		f := Fault{Kind: ledger.ErasedBy.String(), Seq: g.Seq, Where: g.Part}
		switch {
		case v.parts.ordered[g]:
		case int64(g.By) >= v.head.Size:
			f = Fault{Kind: ledger.AlteredPart.String(), Seq: g.Seq, Alarm: true, Detail: "erased by an act that does not exist"}
		case g.By != 0:
			f.Kind, f.Alarm, f.Detail = ledger.AlteredPart.String(), true, "gone, and no act erased it"
		default:
			f.Kind, f.Alarm, f.Detail = AlteredSealed, true, "gone, and no act erased it"
		}
		if err := v.fault(f); err != nil {
			return err
		}
	}
	return v.verifyErased()
}

// verifyErased reports sealed parts that were erased and are present again.
func (v *verification) verifyErased() error {
	for g := range v.parts.ordered {
		name, sealed := register.CutSealed(g.Part)
		if !sealed {
			continue
		}
		boxes, err := v.Store.Sealed(v.ctx, v.pass, g.Seq)
		if err != nil {
			return err
		}
		for _, b := range boxes {
			if b.Name != name {
				continue
			}
			if err := v.fault(Fault{Kind: AlteredSealed, Seq: g.Seq, Where: g.Part, Alarm: true, Detail: "it was erased and is present again"}); err != nil {
				return err
			}
		}
	}
	return nil
}
