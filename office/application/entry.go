package application

import "samano/register"

// Entry is one line of a list: enough to recognise an application, and nothing that the register
// holds.
type Entry struct {
	ID        ID
	State     State
	Kinds     []register.Kind
	Declarant string // the name that was given
	// DeclarantWithheld reports that a protection covers the declarant, who is not shown.
	DeclarantWithheld bool
	TakenAt           register.OfficeID
	Office            register.OfficeID
	Day               register.Day
	Due               register.Day // NoDeadline: none
	Until             register.Day
	Late              bool // the law's day for the decision has passed
}

// Entry returns the line of an application, whose declarant may be withheld from the reader.
func (a *Application) Entry(today register.Day, withheld bool) Entry {
	out := Entry{
		ID: a.ID, State: a.State, TakenAt: a.TakenAt, Office: a.Office,
		DeclarantWithheld: withheld, Day: a.Day, Due: a.Due, Until: a.Until, Late: (a.State.Waiting() || a.State == Adjudicated) && a.Due < today,
	}
	if !withheld {
		out.Declarant = a.Declarant.Name
	}
	for _, i := range a.Acts {
		out.Kinds = append(out.Kinds, i.Proposal.Kind)
	}
	return out
}
