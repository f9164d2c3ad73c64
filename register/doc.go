// Package register owns the words of the system: people, households, places,
// the lawful acts that change them, the effects those acts had, and the fold
// that turns effects into the state of a subject. It imports nothing
// but the standard library and internal/jsonw, which writes JSON. Read it first.
//
// # How state comes about
//
// Nothing changes but by an [Act]. When an act is registered, the code of its kind decides once
// what it means and writes that down as a list of [Effect]s from a small closed set: open a fact,
// end it, void it, put it under inquiry, lift the inquiry, seal it, note that it was examined.
// [Fold] alone applies effects to subjects. It knows neither law nor kinds of acts, so that a later
// change of law never rewrites people and a rebuild from stored acts is exact.
//
// # Both times
//
// A [Fact] holds a value, the [Date] from which it holds in the world, and a
// trail of what later acts did to it. Every entry carries the [EffectRef] of
// the effect that made it, and with it the [Seq] of its act. The document of a
// subject is append-only inside; two questions are filters over it:
//
//   - what do we now hold to have been true on that day: [Facts.On]
//   - what did the register say at that time: [AsKnown]
//
// Nothing is ever taken out of a document. Voiding is an entry of its own and
// can itself be voided, so that annulling an annulment gives back what was.
package register
