package application

// Status is what a step answers with: where the application stands now. What was declared leaves only as
// it is opened, for whoever may read it.
type Status struct {
	ID      ID
	Version int // 0: nothing was written
	State   State
}

// Status returns where the application stands.
func (a *Application) Status() Status { return Status{a.ID, a.Version, a.State} }
