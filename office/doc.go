// Package office owns applications: what a declarant hands in, how it is
// declared, reviewed, returned, refused, appealed and decided, the evidence it
// rests on, and the certificates that follow.
//
// # An application
//
// An [Application] holds one or more proposed acts in order and moves through a
// few states ([State]). Who moved it, when and why is an append-only history.
// Every change names the version it was made on, so that two officers never
// overwrite each other. Nothing here changes the register: only
// registrar.Register does, called by [Clerk.Decide].
//
// What was found when it was declared, and the Seq at which each subject was
// seen then, stay with the application. When it is opened for decision it is
// examined afresh; the registrar sees what is found now, and each subject before
// and after.
//
// # Deciding once
//
// The ids of the acts are fixed when the application is drafted. Deciding writes
// down that a decision has begun ([Deciding]), registers, and writes what became
// of it. If the process dies in between, the register is right and the desk is
// behind: every reading and every change asks the register first whether the
// acts are in, and catches up. So a decision is never made twice and never lost,
// and nobody refuses what is registered already.
//
// # Reading
//
// Subjects leave this package only after the access layer has written a look
// ([Looker]). The officer who decides an application sees every subject of it,
// wherever they live; who took it sees those of the own area. Of protected
// persons anybody but the national desk learns that much and no more.
//
// # Ports
//
// [Store] keeps applications, evidence and copies, in the desk's database beside
// the accounts. Package officetest has the fake and the suite that every
// implementation passes.
package office
