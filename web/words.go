package web

import (
	"errors"

	"samano/register"
)

// asError returns the error with its kind and code, nil if it is of no known kind.
func asError(err error) *register.Error {
	var e *register.Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}
