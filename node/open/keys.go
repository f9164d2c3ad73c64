package open

import (
	"context"
	"errors"

	"samano/access"
	"samano/keys"
	keyfile "samano/keys/file"
	"samano/node"
	"samano/register"
)

// The codes of a key file that cannot be opened; each has its own remedy.
const (
	CodePassphrase    = "passphrase-wrong"
	CodeKeysOpenToAll = "key-file-permissions"
	CodeKeysDamaged   = "key-file-damaged"
	CodeKeysNoFile    = "key-file-missing"
)

// Keys unlocks the key file.
func Keys(at Place, phrase string) (*keys.Set, error) {
	set, err := keyfile.Open(at.File(KeysFile), keyfile.Passphrase(phrase))
	return set, keyError(err)
}

// keyError returns an error of the key file the code of its remedy.
func keyError(err error) error {
	const op = "unlock"
	switch {
	case errors.Is(err, keyfile.ErrPassphrase):
		return &register.Error{Kind: register.Forbidden, Op: op, Code: CodePassphrase, Err: err}
	case errors.Is(err, keyfile.ErrPermissions):
		return &register.Error{Kind: register.Forbidden, Op: op, Code: CodeKeysOpenToAll, Err: err}
	case errors.Is(err, keyfile.ErrDamaged):
		return &register.Error{Kind: register.Invalid, Op: op, Code: CodeKeysDamaged, Err: err}
	case errors.Is(err, keyfile.ErrMissing), errors.Is(err, keyfile.ErrNotRegular):
		return &register.Error{Kind: register.NotFound, Op: op, Code: CodeKeysNoFile, Err: err}
	}
	return err
}

// RenewKey renews a key of a register that was opened under the passphrase, and its key file. It returns the key's id, and
// the first notes after.
func RenewKey(ctx context.Context, at Place, n *node.Node, who access.Actor, use keys.Use, phrase string) (id string, notes []byte, err error) {
	return n.RenewKey(ctx, who, use, func(next *keys.Set) error {
		err := keyfile.Replace(at.File(KeysFile), next, keyfile.Passphrase(phrase), keyfile.Options{})
		if errors.Is(err, keyfile.ErrExists) {
			return Misuse{Text: err.Error()}
		}
		return keyError(err)
	})
}
