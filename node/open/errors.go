package open

import (
	"errors"

	"samano/register"
)

// Codes of errors that have none where they arise: what an operator can do about them differs,
// whatever their kind is.
const (
	CodeDiskFull     = "disk-full"
	CodeDatabaseDown = "database-down"
	CodeNotFounded   = "not-founded"
	CodeNotRegister  = "not-a-database"
	CodeInternal     = "internal"
)

// Code returns the code of an error as an operator meets it: that of the full disk or of the
// damaged file behind it, else its own, else that of its kind.
func Code(err error) string {
	var e *register.Error
	switch kind := register.KindOf(err); {
	case diskFull(err):
		return CodeDiskFull
	case notDatabase(err):
		return CodeNotRegister
	case errors.As(err, &e) && e.Code != "":
		return e.Code
	case kind == register.NotFound:
		return CodeNotFounded // all other things that are not found have a code
	case kind == register.Unavailable:
		return CodeDatabaseDown
	}
	return CodeInternal
}

// Codes of the two databases for "no space" and "this is no database".
const (
	sqliteFull      = 13 // SQLITE_FULL
	sqliteNotADB    = 26 // SQLITE_NOTADB
	sqliteCorrupt   = 11 // SQLITE_CORRUPT
	postgresNoSpace = "53100"
)

func diskFull(err error) bool {
	var lite interface{ Code() int }
	if errors.As(err, &lite) && lite.Code()&0xff == sqliteFull {
		return true
	}
	var pg interface{ SQLState() string }
	return noSpace(err) || (errors.As(err, &pg) && pg.SQLState() == postgresNoSpace)
}

func notDatabase(err error) bool {
	var lite interface{ Code() int }
	if !errors.As(err, &lite) {
		return false
	}
	code := lite.Code() & 0xff
	return code == sqliteNotADB || code == sqliteCorrupt
}
