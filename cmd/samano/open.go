package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/term"

	"samano/demo/setup"
	"samano/node"
	"samano/node/open"
)

// place says where the register's data lie.
func (g *Globals) place() open.Place { return open.Place{Folder: g.Data, Database: g.Database} }

// open opens the register; the caller closes it.
func (g *Globals) open(ctx context.Context, mode node.Mode) (*node.Node, error) {
	return open.Node(ctx, g.place(), open.How{Mode: mode, Passphrase: g.unlocking})
}

func (g *Globals) unlocking() (string, error) { return g.passphrase("Passphrase of the keys: ") }

// passphrase comes from a file, the demo's own file, a credential of systemd, the environment, or a question
// at the terminal; never from the command line. A demo's own goes before what the
// environment has for a real register.
func (g *Globals) passphrase(question string) (string, error) {
	if g.PassphraseFile != "" {
		return firstLine(g.PassphraseFile)
	}
	if p, err := firstLine(g.place().File(setup.PassphraseFile)); err == nil {
		return p, nil
	}
	if folder := os.Getenv("CREDENTIALS_DIRECTORY"); folder != "" { // systemd.exec(5), LoadCredential=
		if file := filepath.Join(folder, underSystemd); exists(file) {
			return firstLine(file)
		}
	}
	if p := os.Getenv("SAMANO_PASSPHRASE"); p != "" {
		return p, nil
	}
	return g.ask(question, "SAMANO_PASSPHRASE or --passphrase-file")
}

// underSystemd is the name of the credential of systemd that holds the passphrase.
const underSystemd = "samano-passphrase"

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

func firstLine(path string) (string, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return "", usagef("cannot read the passphrase: %v", err)
	}
	line, _, _ := strings.Cut(string(b), "\n")
	return strings.TrimRight(line, "\r"), nil
}

// ask reads a secret at the terminal without showing it. elsewhere says where it is taken from
// without a terminal.
func (g *Globals) ask(question, elsewhere string) (string, error) {
	f, ok := g.in.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		line, err := bufio.NewReader(g.in).ReadString('\n')
		if line == "" && err != nil {
			return "", usagef("a secret is needed: set %s, or run at a terminal", elsewhere)
		}
		return strings.TrimRight(line, "\r\n"), nil
	}
	fmt.Fprint(g.errs, question)
	secret, err := term.ReadPassword(int(f.Fd()))
	fmt.Fprintln(g.errs)
	return string(secret), err
}
