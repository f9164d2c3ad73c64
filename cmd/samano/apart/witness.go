package apart

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"time"

	"samano/node/open"
	"samano/witness"
)

// Witness runs a witness of a register's logs.
type Witness struct {
	Folder string   `arg:"" help:"Folder of the witness: its key, made at the first start under the passphrase of the keys, and the last note of each log." type:"path"`
	Name   string   `help:"Name of the witness, a URL without scheme as witness.example.org/w1. It stands in every cosignature." required:"" placeholder:"NAME"`
	Log    []string `help:"Public key of a log, as \"samano ledger key\" shows it: of acts, looks and powers, present and former ones; repeatable." required:"" sep:"none" placeholder:"KEY"`
	Listen string   `help:"Address to listen at, without encryption: what is sent and answered is public and signed." default:"127.0.0.1:8170" placeholder:"ADDRESS"`
}

// Serve answers until the context ends; passphrase asks for that of the key.
func (c *Witness) Serve(ctx context.Context, out, errs io.Writer, passphrase func() (string, error)) error {
	if err := os.MkdirAll(c.Folder, 0o700); err != nil {
		return open.Misuse{Text: fmt.Sprintf("cannot make %s: %v", c.Folder, err)}
	}
	key, err := open.WitnessKey(c.Folder, passphrase)
	if err != nil {
		return err
	}
	w, err := witness.Open(witness.Setup{Folder: c.Folder, Name: c.Name, Logs: c.Log, Key: key, Now: time.Now})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return open.Misuse{Text: fmt.Sprintf("cannot listen at %s: %v; choose another address with --listen", c.Listen, err)}
	}
	if _, err := fmt.Fprintf(out, "Cosigns by %s\nNotes go to http://%s/add-checkpoint\n", w.VerifierKey(), listener.Addr()); err != nil {
		return err
	}
	return w.Serve(ctx, listener, slog.New(slog.NewTextHandler(errs, nil)))
}
