package register

import (
	"encoding/json"

	"samano/internal/jsonw"
)

// Value is what a fact can hold: one of the closed set of types in this package
// that know their field.
type Value interface {
	field() Field
	appendJSON(b []byte) []byte
}

// Op says what an effect does. The values are stored: never rename.
type Op string

// The closed set of effects.
const (
	OpOpen    Op = "open"    // a new fact: Value, From
	OpEnd     Op = "end"     // the fact holds until Until, exclusive
	OpVoid    Op = "void"    // the fact, or one entry of its trail, was wrong from the start
	OpInquire Op = "inquire" // the fact is under investigation
	OpLift    Op = "lift"    // the investigation is over
	OpSeal    Op = "seal"    // the fact is withheld from all ordinary reading
	// OpExamined: the fact was compared with its paper. Its source stays what it was.
	OpExamined Op = "examined"
)

// Fact is one thing held to be true of a subject.
type Fact[T Value] struct {
	Key    EffectRef `json:"key"`              // the effect that opened it; unique in the register
	Value  T         `json:"value"`            //
	From   Date      `json:"from,omitzero"`    // the day from which it holds; unknown where nobody knows
	Source Source    `json:"source,omitempty"` // as the act that opened it decided
	Trail  []Trace   `json:"trail,omitempty"`
}

// Trace is what a later effect did to a fact. The trail only grows.
type Trace struct {
	By    EffectRef `json:"by"`
	Op    Op        `json:"op"`
	Of    EffectRef `json:"of,omitzero"`     // OpVoid: the entry that it voids; none: the fact itself
	Until Date      `json:"until,omitzero"`  // OpEnd
	On    Date      `json:"on,omitzero"`     // OpExamined: the day
	Paper string    `json:"paper,omitempty"` // OpExamined: of the law pack's kinds of evidence
}

// Standing is what the trail of a fact comes to.
type Standing struct {
	Void    bool
	VoidBy  EffectRef // the effect that voided it
	Ended   bool
	Until   Date      // if Ended; exclusive
	EndedBy EffectRef // the effect that ended it
	Inquiry bool
	Sealed  bool
	// ExaminedOn is the last day on which the fact was compared with a paper, whenever that was
	// entered; Paper is the kind of that paper. Both are zero if there was none.
	ExaminedOn Date
	Paper      string
}

// Standing folds the trail: an entry counts unless a later entry that counts
// voids it; of several ends the last one counts.
func (f *Fact[T]) Standing() Standing {
	if len(f.Trail) == 0 {
		return Standing{}
	}
	return standing(f.Trail)
}

func standing(trail []Trace) Standing {
	var s Standing
	var inquiryDecided bool
	// From the last entry to the first: whether an entry counts depends only on
	// entries behind it. Trails are short (an end, perhaps its voiding), so a
	// search among the later ones is cheaper than a map.
	for i := len(trail) - 1; i >= 0; i-- {
		t := trail[i]
		if Voided(trail, i) {
			continue
		}
		switch t.Op {
		case OpVoid:
			if t.Of.IsZero() && !s.Void {
				s.Void, s.VoidBy = true, t.By
			}
		case OpEnd:
			if !s.Ended {
				s.Ended, s.Until, s.EndedBy = true, t.Until, t.By
			}
		case OpInquire, OpLift:
			if !inquiryDecided {
				inquiryDecided, s.Inquiry = true, t.Op == OpInquire
			}
		case OpSeal:
			s.Sealed = true
		case OpExamined:
			if s.Paper == "" || s.ExaminedOn.Before(t.On) == Yes {
				s.ExaminedOn, s.Paper = t.On, t.Paper
			}
		}
	}
	return s
}

// Voided reports whether a later entry that counts voids the entry at i.
func Voided(trail []Trace, i int) bool {
	for j := len(trail) - 1; j > i; j-- {
		if trail[j].Op == OpVoid && trail[j].Of == trail[i].By && !Voided(trail, j) {
			return true
		}
	}
	return false
}

// Holds says whether the fact is held to be true on that day.
func (f *Fact[T]) Holds(day Day) Truth { return HoldsOn(f.From, f.Standing(), day) }

// HoldsOn says whether a fact from that date, with that standing, is held to be
// true on that day.
func HoldsOn(from Date, s Standing, day Day) Truth {
	if s.Void {
		return No
	}
	begun := from.NotAfterDay(day)
	if begun == No || !s.Ended {
		return begun
	}
	switch s.Until.NotAfterDay(day) {
	case Yes:
		return No
	case Undetermined:
		return Undetermined
	}
	return begun
}

// Facts are all facts of one field of a subject, in the order of their keys.
type Facts[T Value] []Fact[T]

// Standing returns the facts that are not void, whatever their time.
func (fs Facts[T]) Standing() Facts[T] {
	return fs.only(func(f *Fact[T]) bool { return !f.Standing().Void })
}

// Current returns the facts that are neither void nor ended.
func (fs Facts[T]) Current() Facts[T] {
	return fs.only(func(f *Fact[T]) bool {
		s := f.Standing()
		return !s.Void && !s.Ended
	})
}

// only returns the facts that keep wants, nil if it wants none. Most often it wants all, and they
// are returned as they lie in the document: nobody changes them there.
func (fs Facts[T]) only(keep func(*Fact[T]) bool) Facts[T] {
	n := 0
	for n < len(fs) && keep(&fs[n]) {
		n++
	}
	out := fs[:n:n]
	for i := n + 1; i < len(fs); i++ {
		if keep(&fs[i]) {
			out = append(out, fs[i])
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// Last returns the latest-opened current fact; ok is false if there is none.
func (fs Facts[T]) Last() (f Fact[T], ok bool) {
	for i := len(fs) - 1; i >= 0; i-- {
		if s := fs[i].Standing(); !s.Void && !s.Ended {
			return fs[i], true
		}
	}
	return f, false
}

// On returns the facts that are, or may be, true on that day. Ask Holds of each
// to tell the one from the other.
func (fs Facts[T]) On(day Day) Facts[T] {
	return fs.only(func(f *Fact[T]) bool { return f.Holds(day) != No })
}

// Find returns the fact with that key.
func (fs Facts[T]) Find(key EffectRef) (f Fact[T], ok bool) {
	for i := range fs {
		if fs[i].Key == key {
			return fs[i], true
		}
	}
	return f, false
}

// rewind keeps the facts as the register held them once the act at seq was in.
func (fs *Facts[T]) rewind(seq Seq) {
	var out Facts[T]
	for _, f := range *fs {
		if f.Key.Seq > seq {
			continue
		}
		var trail []Trace
		for _, t := range f.Trail {
			if t.By.Seq <= seq {
				trail = append(trail, t)
			}
		}
		f.Trail = trail
		out = append(out, f)
	}
	*fs = out
}

func (fs *Facts[T]) open(key EffectRef, e *Effect) bool {
	t, ok := e.Value.(T)
	if ok {
		*fs = append(*fs, Fact[T]{Key: key, Value: t, From: e.From, Source: e.Source})
	}
	return ok
}

// mark appends an entry to the trail of the fact. The trail is copied, so that
// documents given out earlier do not change under their readers.
func (fs Facts[T]) mark(key EffectRef, t Trace) bool {
	for i := range fs {
		if fs[i].Key == key {
			n := len(fs[i].Trail)
			fs[i].Trail = append(fs[i].Trail[:n:n], t)
			return true
		}
	}
	return false
}

// detach copies the facts, with room for one more.
func (fs *Facts[T]) detach() {
	if *fs != nil {
		*fs = append(make(Facts[T], 0, len(*fs)+1), *fs...)
	}
}

// show drops the facts that are void or sealed.
func (fs *Facts[T]) show() {
	var out Facts[T]
	for i := range *fs {
		if s := (*fs)[i].Standing(); !s.Void && !s.Sealed {
			out = append(out, (*fs)[i])
		}
	}
	*fs = out
}

func (fs Facts[T]) appendMember(b []byte, name string) []byte {
	return jsonw.ListIf(b, name, fs, func(b []byte, f *Fact[T]) []byte { return f.appendJSON(b) })
}

func (fs Facts[T]) field() Field {
	var v T
	return v.field()
}

func (fs Facts[T]) decode(b []byte) (Value, error) {
	var v T
	err := json.Unmarshal(b, &v)
	return v, err
}

// each hands every fact to fn without its value's type.
func (fs Facts[T]) each(fn func(AnyFact) bool) bool {
	for i := range fs {
		if !fn(fs[i].Any()) {
			return false
		}
	}
	return true
}

// Any returns the fact without its value's type.
func (f *Fact[T]) Any() AnyFact {
	return AnyFact{Key: f.Key, Value: f.Value, From: f.From, Source: f.Source, Trail: f.Trail}
}

// AnyFact is a fact of any field, for code that treats them all alike.
type AnyFact struct {
	Key    EffectRef
	Value  Value
	From   Date
	Source Source
	Trail  []Trace
}

// Field says of which field the fact is.
func (f AnyFact) Field() Field { return f.Value.field() }

// Standing folds the trail.
func (f AnyFact) Standing() Standing { return standing(f.Trail) }

// column is what every Facts[T] can do, whatever its T.
type column interface {
	field() Field
	open(key EffectRef, e *Effect) bool
	mark(key EffectRef, t Trace) bool
	each(fn func(AnyFact) bool) bool
	detach()
	rewind(seq Seq)
	show()
	unseal(next EffectRef) int32
	appendMember(b []byte, name string) []byte
	decode(b []byte) (Value, error)
}
