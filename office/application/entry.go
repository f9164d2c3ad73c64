package application

import "samano/register"

// Entry is one line of a list: enough to recognise an application, and nothing that the register
// holds.
type Entry struct {
	ID        ID
	State     State
	Kinds     []register.Kind
	Declarant string // the name that was given
	Office    register.OfficeID
	// Withheld reports that kinds, declarant and deciding office are not shown: a protection covers
	// somebody whom the application names or of whom its checks know.
	Withheld bool
	TakenAt  register.OfficeID
	Day      register.Day
	Due      register.Day // NoDeadline: none
	Until    register.Day
	Late     bool // the law's day for the decision has passed
}

// Entry returns the line of an application, which may be withheld from the reader.
func (a *Application) Entry(today register.Day, withheld bool) Entry {
	out := Entry{
		ID: a.ID, State: a.State, TakenAt: a.TakenAt, Withheld: withheld, Day: a.Day, Due: a.Due, Until: a.Until, Late: (a.State.Waiting() || a.State == Adjudicated) && a.Due < today,
	}
	if withheld {
		return out
	}
	out.Declarant, out.Office = a.Declarant.Name, a.Office
	for _, i := range a.Acts {
		out.Kinds = append(out.Kinds, i.Proposal.Kind)
	}
	return out
}
