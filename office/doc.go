// Package office owns the way into the register: how an application is declared, reviewed,
// returned, refused, appealed, adjudicated and decided, who may do so, what they are shown, and
// which looks that takes. What is kept of an application, and the rules on it that ask neither the
// register nor who reads, are package application's.
//
// # An application
//
// An [application.Application] holds one or more proposed acts in order and moves through a few
// states ([application.State]). Its history, of who changed the state, when and why, is
// append-only. Every change names the version it was made on, so that two officers never overwrite
// each other. An application changes nothing in the register: only the registrar does, called by
// [Clerk.Decide].
//
// The office that took an application writes for the declarant: it alone rewrites, hands in, withdraws
// and appeals. If its unit has ended, the nearest office in whose area that lies now does. The act
// names the officer to whom it was handed in last.
//
// [Clerk.Submit] registers what an officer brings without an application. A submission becomes an
// application where it names a covered person, for the national desk, and where somebody may be
// registered already, for adjudicators. Package lot registers a lot, for which two officers of the
// national desk answer at once, and package territory the units of lists. Nobody else hands acts to
// the registrar.
//
// The findings of the declaration, and the Seq at which each subject was seen then, stay with the
// application. When an application is opened for decision it is examined again; the registrar
// reads the findings of now, and each subject before and after.
//
// # Is this person here already?
//
// If the registrar finds that somebody whom an act would enter, rename or part from another record
// may be registered already (a register.Finding about another person), no registrar decides it and
// nobody is refused by a probability. The application becomes Adjudicated: an
// [application.Adjudication] holds the person as proposed, the candidates and the reasons for the
// likeness. An officer of a level that the law names, who had no part in the declaration, compares
// them ([Clerk.Adjudication]) and rules ([Clerk.Adjudicate]). The declaring officer learns that
// somebody is very like, and until when it is decided; not who or where that is, nor how like.
//
// If the verdict is "another person", the act names the adjudication, and the application waits for
// its registrar as before; a person who is registered later opens another adjudication. The
// adjudicator's sentence stays with the adjudication: it may tell of somebody who is protected. If the
// verdict is "the same", the application is refused in words of the law and may be appealed, to another
// adjudicator. Nothing happens by itself when the days of the law have
// passed: the adjudication stands first in the queue.
//
// [Clerk.OpenAdjudication] asks about two people who are both registered. All rulings can be read
// to judge the weights ([application.AllLabelled]).
//
// # Deciding once
//
// The ids of the acts are fixed in the draft. Deciding notes that a decision has begun
// ([application.Deciding]), registers, and notes the outcome. If the process dies in between, the
// register is right and the desk is behind: every reading and every change first asks the register
// whether the acts are registered, and catches up. So no decision is made twice or lost, and nobody
// refuses what is registered already.
//
// # Reading
//
// Each use case takes its pass once, at its start: from access.Answer if somebody is told
// something, which withholds an answer without a look, from access.ForJob if not. One answer
// shows parts of an application for different reasons, so that access.Read, with its one look,
// fits none of them. The officer who decides an application sees every subject of it, wherever
// they live; the officer who took it sees those of the own area. A protected person is seen by
// the national desk only; everybody else learns that somebody is protected.
//
// # Ports
//
// [Store] keeps applications, adjudications, papers and the records of lots, in the desk's
// database beside the accounts. Package officetest has the fake and the suite that every
// implementation passes.
package office
