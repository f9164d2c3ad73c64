// Package office owns applications: what a declarant hands in, how it is
// declared, reviewed, returned, refused, appealed and decided, and the evidence it
// rests on.
//
// # An application
//
// An [Application] holds one or more proposed acts in order and moves through a
// few states ([State]). Who moved it, when and why is an append-only history.
// Every change names the version it was made on, so that two officers never
// overwrite each other. Nothing of it changes the register: only
// registrar.Register does, called by [Clerk.Decide].
//
// What an officer brings without an application is registered by [Clerk.Submit], and a lot by
// [SubmitLot]. Nobody else hands acts to the registrar. A submission that names a covered person
// becomes an application. For a lot two officers of the national desk answer at once.
//
// What was found when it was declared, and the Seq at which each subject was
// seen then, stay with the application. When it is opened for decision it is
// examined afresh; the registrar sees what is found now, and each subject before
// and after.
//
// # Is this person here already?
//
// Where the registrar finds that somebody whom an act would enter, rename or part
// from another record is perhaps in the register already (register.Finding about
// another), no registrar decides it and nobody is refused by a probability. The
// application is Adjudicated: an [Adjudication] holds the person as proposed, the
// candidates and why they are like, and an officer of a level that the law names,
// who had no part in the declaration, compares both ([Clerk.Adjudication]) and rules
// ([Clerk.Adjudicate]). Who declared learns that there is somebody very like, and
// until when it is decided; not who, nor where, nor how like.
//
// If it is another person, the adjudicator's sentence goes into the act, and the
// application waits for its registrar as before; who came into the register since
// then makes another adjudication. If it is the same, the application is refused in
// words of the law and may be appealed, to another adjudicator. When the days of the
// law have passed nothing happens by itself: it stands first in the queue.
//
// Two who are both registered are asked about by [Clerk.OpenAdjudication]. All that
// was ruled can be read to judge the weights ([AllLabelled]).
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
// Each use case takes its pass once, at its start: from access.Answer if somebody is told
// something, which withholds an answer without a look, from access.ForJob if not. One answer
// shows parts of an application for different reasons, so that access.Read, with its one look,
// fits none of them. The officer who decides an application sees every subject of it,
// wherever they live; who took it sees those of the own area. Of protected
// persons anybody but the national desk learns that much and no more.
//
// # Ports
//
// [Store] keeps applications and evidence, in the desk's database beside
// the accounts. Package officetest has the fake and the suite that every
// implementation passes.
package office
