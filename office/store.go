package office

import (
	"samano/office/application"
	"samano/office/evidence"
	"samano/office/lot"
	"samano/office/request"
)

// Store keeps what offices work with besides the register. Every change is durable when the call
// returns. Errors are of kind register.NotFound, Conflict, Invalid or Unavailable.
type Store interface {
	application.Applications
	application.Adjudications
	evidence.Store
	lot.Store
	request.Store
}
