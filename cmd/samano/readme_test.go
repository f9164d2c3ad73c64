package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"rsc.io/qr"

	"samano/demo/setup"
)

// Whoever has only the README runs each of its commands as it is printed, one after the other, in
// one folder; the demonstration goes on while the others run.
func TestTheCommandsOfTheREADME(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(filepath.Join(root, "match"), filepath.Join(dir, "match")); err != nil { // a file that a command names
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	commands := printedCommands(string(text))
	if len(commands) < 5 {
		t.Fatalf("only these commands were found: %q", commands)
	}
	for _, command := range commands {
		switch words := strings.Fields(command); {
		case words[0] == "make":
			if !hasTarget(t, filepath.Join(root, "Makefile"), words[1]) {
				t.Errorf("%s: no such target", command)
			}
		case strings.HasPrefix(command, "go run ") && words[len(words)-1] == "demo": // it would serve until it is ended, as the built one below does
			runs(t, root, command, append(words, "--help"), "GOFLAGS="+os.Getenv("GOFLAGS"))
		case words[0] == "go": // in the checkout; what it builds comes here
			runs(t, root, command, words, "GOFLAGS="+os.Getenv("GOFLAGS")+" -o="+filepath.Join(dir, "samano"))
		case words[0] != "./samano":
			t.Errorf("%s: nothing said how one comes by %s", command, words[0])
		case slices.Equal(words[1:], []string{"demo"}):
			demoRuns(t, dir, words)
			paperOf(t, filepath.Join(dir, "data"))
		default:
			runs(t, dir, command, words, "SAMANO_PASSWORD="+setup.Password) // which is else asked for
		}
	}
}

var (
	fenced  = regexp.MustCompile("(?ms)^```\n(.*?)^```$")
	quoted  = regexp.MustCompile("`([^`\n]+)`")
	program = regexp.MustCompile(`^(go|make|(\./)?samano) `)
)

// printedCommands lists the lines of the blocks of a page, and what stands within a sentence and
// begins with a program.
func printedCommands(page string) (out []string) {
	for _, block := range fenced.FindAllStringSubmatch(page, -1) {
		out = append(out, strings.Split(strings.TrimSpace(block[1]), "\n")...)
	}
	for _, m := range quoted.FindAllStringSubmatch(fenced.ReplaceAllString(page, ""), -1) {
		if program.MatchString(m[1]) {
			out = append(out, m[1])
		}
	}
	return out
}

// hasTarget reports whether a Makefile has a target.
func hasTarget(t *testing.T, file, target string) bool {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Contains("\n"+string(b), "\n"+target+":")
}

// childOf makes a process as a newcomer starts it: nothing of the environment speaks to the program.
func childOf(dir string, words []string, env ...string) *exec.Cmd {
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Dir = dir
	cmd.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "SAMANO_") }), env...)
	return cmd
}

func runs(t *testing.T, dir, command string, words []string, env ...string) {
	t.Helper()
	if out, err := childOf(dir, words, env...).CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", command, err, out)
	}
}

// demoRuns starts the demonstration, of a smaller country and at an address that nobody else has,
// and returns when it serves. It ends with the test.
func demoRuns(t *testing.T, dir string, words []string) {
	t.Helper()
	cmd := childOf(dir, append(words, "--people", "400", "--years", "8", "--listen", "127.0.0.1:0"))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
	})
	told := ""
	for lines := bufio.NewScanner(out); lines.Scan(); {
		told += lines.Text() + "\n"
		if strings.HasPrefix(lines.Text(), "Look at ") {
			return
		}
	}
	t.Fatalf("the demonstration ended:\n%s", told)
}

// paperOf draws the picture of a certificate that the README has its reader keep.
func paperOf(t *testing.T, folder string) {
	t.Helper()
	passphrase, err := firstLine(filepath.Join(folder, setup.PassphraseFile))
	if err != nil {
		t.Fatal(err)
	}
	text, err := certificateCode(folder, passphrase, "demo.samano.example/acts", false)
	if err != nil {
		t.Fatal(err)
	}
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "paper.png"), code.PNG(), 0o600); err != nil {
		t.Fatal(err)
	}
}
