package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	_ "modernc.org/sqlite" // hand edits of the databases

	"samano/access"
	"samano/node"
	"samano/node/open"
	"samano/office/lines"
	"samano/places"
	"samano/register"
	"samano/store/sqlstore"
)

// The command line as its users meet it: each script in testdata/script is a story
// of an operator, and runs the program as a process of its own.
func TestScripts(t *testing.T) {
	template := templateHouse(t)
	files, err := filepath.Abs("../../match/testdata")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("SAMANO_PASSPHRASE", testPassphrase)
			env.Setenv("SAMANO_PASSWORD", testPassword)
			env.Setenv("SAMANO_CONFIRM_PASSWORD", testPassword)
			env.Setenv("SAMANO_DECLARED_TO", "noi")
			env.Setenv("SAMANO_TAKER_PASSWORD", testPassword)
			env.Setenv("WHY", "A-1") // a case
			env.Setenv("FILES", files)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"house":        func(ts *testscript.TestScript, _ bool, args []string) { cmdHouse(ts, template, args) },
			"exits":        cmdExits,
			"loads":        cmdLoads,
			"capture":      cmdCapture,
			"bytes":        cmdBytes,
			"sql":          cmdSQL,
			"flip":         cmdFlip,
			"defects":      cmdDefects,
			"certificate":  cmdCertificate,
			"picture":      cmdPicture,
			"shorten":      cmdShorten,
			"blank":        cmdBlank,
			"reseal":       cmdReseal,
			"stranger":     cmdStranger,
			"repeat":       cmdRepeat,
			"fills":        cmdFills,
			"lao":          cmdLao,
			"wrongdigit":   cmdWrongDigit,
			"newer":        cmdNewer,
			"acknowledged": cmdAcknowledged,
		},
	})
}

const testPassword = "sabaidee samano 2026"

// templateHouse founds the register that scripts begin with: all provinces and
// districts, the villages of district 0101, and an officer in each role that the
// scripts need. The costs of keys and passwords are those of a machine that is in
// a hurry.
func templateHouse(t *testing.T) string {
	dir := filepath.Join(t.TempDir(), "data")
	ctx := context.Background()
	g := &Globals{Data: dir, in: os.Stdin, out: io.Discard, errs: os.Stderr}
	t.Setenv("SAMANO_PASSPHRASE", testPassphrase)
	h, err := g.foundOpened(ctx, open.Founding{Law: "la", Origin: "register.test/acts", Passphrase: testPassphrase, WorkFactor: 10})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	sheets, err := places.Shipped(h.Law.Territory)
	if err != nil {
		t.Fatal(err)
	}
	var villages []places.Row
	for _, r := range sheets[2].Rows {
		if r.Parent == "0101" {
			villages = append(villages, r)
		}
	}
	sheets[2].Rows = villages
	centre := register.Office{ID: node.Centre, Name: "ສູນກາງ", NameLatin: "Centre", Level: h.Law.Offices[0].Name}
	if err := h.PutOffice(ctx, centre); err != nil {
		t.Fatal(err)
	}
	if err := h.Territory.Found(ctx, node.Centre, "samano", sheets); err != nil {
		t.Fatal(err)
	}
	atlas, err := h.Atlas(ctx)
	if err != nil {
		t.Fatal(err)
	}
	area, _ := atlas.ByCode("0101", register.DayOf(2026, 1, 1))
	district := register.Office{ID: "d0101", Name: "ຈັນທະບູລີ", NameLatin: "Chanthabuly", Level: "district", Jurisdiction: area.ID}
	if err := h.PutOffice(ctx, district); err != nil {
		t.Fatal(err)
	}
	secret, err := h.Passwords.Hash(ctx, testPassword)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range []struct {
		id     register.OfficerID
		office register.OfficeID
		role   access.Role
	}{
		{"admin", node.Centre, access.Administrator},
		{"admin2", node.Centre, access.Administrator},
		{"mali", node.Centre, access.NationalRegistrar},
		{"vone", node.Centre, access.NationalRegistrar},
		{"sith", node.Centre, access.Auditor},
		{"ta", node.Centre, access.Adjudicator},
		{"keo", "d0101", access.DistrictRegistrar},
		{"noi", "d0101", access.DistrictRegistrar},
	} {
		officer := access.Officer{ID: o.id, Name: string(o.id), Office: o.office, Roles: []access.Role{o.role}, From: register.FirstDay, Until: register.LastDay}
		if err := h.parts.Accounts.AddOfficer(ctx, access.Author{}, officer, secret); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// house copies the template to $WORK/data and makes it the register of all
// commands that follow.
func cmdHouse(ts *testscript.TestScript, template string, args []string) {
	dir := ts.MkAbs("data")
	if len(args) == 1 {
		dir = ts.MkAbs(args[0])
	}
	ts.Check(os.CopyFS(dir, os.DirFS(template)))
	ts.Check(os.Chmod(dir, 0o700))
	ts.Check(os.Chmod(filepath.Join(dir, open.KeysFile), 0o600))
	ts.Setenv("SAMANO_DATA", dir)
}

// exits CODE COMMAND… runs a command that must end with that code. What it wrote is
// there for stdout and stderr.
func cmdExits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	code := 0
	err = ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		code = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if code != want {
		ts.Fatalf("exit code %d, want %d", code, want)
	}
}

// loads CODE FILE ARG… loads a file that two officers state as it is; the command must end with
// that code.
func cmdLoads(ts *testscript.TestScript, _ bool, args []string) {
	load := []string{args[0], "samano"}
	cmdExits(ts, false, append(append(load, stated(ts.MkAbs(args[1]))...), args[2:]...))
}

// stated is the command by which two national registrars load a file, and what they state about it.
func stated(file string) []string {
	b, _ := os.ReadFile(file) // none: the command says so
	count := 0
	for line := range bytes.Lines(b) {
		if len(bytes.TrimSpace(line)) > 0 {
			count++
		}
	}
	return []string{
		"load", file, "--officer", "mali", "--confirmed-by", "vone", "--basis", "MOHA order 7 of 1 November 2026",
		"--count", strconv.Itoa(count), "--sha256", fmt.Sprintf("%x", sha256.Sum256(b)),
	}
}

// capture NAME PATTERN sets a variable to the first group of the pattern in the
// last command's output.
func cmdCapture(ts *testscript.TestScript, _ bool, args []string) {
	m := regexp.MustCompile("(?m)" + args[1]).FindStringSubmatch(ts.ReadFile("stdout"))
	if m == nil {
		ts.Fatalf("%q is not in the output", args[1])
	}
	ts.Setenv(args[0], m[1])
}

var hexRun = regexp.MustCompile(`⟦([0-9a-f ]+)⟧`)

// bytes FILE puts bytes in place of ⟦c3 28⟧, which no text file can hold.
func cmdBytes(ts *testscript.TestScript, _ bool, args []string) {
	text := hexRun.ReplaceAllStringFunc(ts.ReadFile(args[0]), func(s string) string {
		b, err := hex.DecodeString(strings.ReplaceAll(hexRun.FindStringSubmatch(s)[1], " ", ""))
		ts.Check(err)
		return string(b)
	})
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}

// sql FILE STATEMENT edits a database by hand, as an administrator could who has
// the file.
func cmdSQL(ts *testscript.TestScript, _ bool, args []string) {
	db, err := sql.Open("sqlite", "file:"+ts.MkAbs(args[0]))
	ts.Check(err)
	defer db.Close()
	done, err := db.Exec(args[1])
	ts.Check(err)
	if n, err := done.RowsAffected(); err != nil || n == 0 && !strings.HasPrefix(args[1], "DROP ") { // which changes no row
		ts.Fatalf("no row was changed (%v)", err)
	}
}

// flip FILE AFTER alters the first letter of a file behind a text.
func cmdFlip(ts *testscript.TestScript, _ bool, args []string) {
	before, behind, found := strings.Cut(ts.ReadFile(args[0]), args[1])
	if !found || behind == "" {
		ts.Fatalf("%q is not in %s", args[1], args[0])
	}
	letter := byte('A')
	if behind[0] == letter {
		letter = 'B'
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(before+args[1]+string(letter)+behind[1:]), 0o600))
}

// defects FILE writes the public list of villages as it was published: with the
// rows that are known to be wrong behind the good ones.
func cmdDefects(ts *testscript.TestScript, _ bool, args []string) {
	good, err := os.ReadFile("../../places/data/villages.csv")
	ts.Check(err)
	bad, err := os.ReadFile("../../places/testdata/villages-defects.csv")
	ts.Check(err)
	pad := func(s string, n int) string { return strings.Repeat("0", max(0, n-len(s))) + s }
	out := string(good)
	for _, line := range strings.Split(strings.TrimSpace(string(bad)), "\n")[1:] {
		f := strings.Split(strings.TrimSpace(line), ",")
		out += strings.Join([]string{pad(f[1], 7), pad(f[2], 4), f[3], f[4]}, ",") + "\n"
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(out), 0o600))
}

// shorten FILE N cuts a file to its first N bytes.
func cmdShorten(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	ts.Check(os.Truncate(ts.MkAbs(args[0]), n))
}

// repeat FILE N appends a line of N letters.
func cmdRepeat(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(ts.ReadFile(args[0])+strings.Repeat("x", n)+"\n"), 0o600))
}

// lao NAME DIGITS sets a variable to the digits as a Lao keyboard writes them.
func cmdLao(ts *testscript.TestScript, _ bool, args []string) {
	ts.Setenv(args[0], strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '໐' + r - '0'
		}
		return r
	}, args[1]))
}

// wrongdigit NAME NUMBER sets a variable to the number with another last digit.
func cmdWrongDigit(ts *testscript.TestScript, _ bool, args []string) {
	n := []byte(args[1])
	last := len(n) - 1
	n[last] = '0' + (n[last]-'0'+1)%10
	ts.Setenv(args[0], string(n))
}

// newer FILE N writes N enrolments with ids that no other file has.
func cmdNewer(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `{"id":"01910000-0000-7000-8000-%012x","kind":"enrolment","declared":"2026-11-01","decision":{"by":"office"},"office":"d0101","declared_to":"noi","registrar":"keo","payload":{"as":"@01910000-0000-7000-8001-%012x","sex":"male","born":"19%02d","name":[{"script":"Laoo","parts":[{"given":"ບຸນ"}]}]}}`+"\n", i, i, 50+i%50)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(b.String()), 0o600))
}

// acknowledged holds that every act which the last command reported as registered
// is in the register.
func cmdAcknowledged(ts *testscript.TestScript, _ bool, _ []string) {
	var ids []register.ActID
	for _, line := range strings.Split(ts.ReadFile("stdout"), "\n") {
		var r lines.Line
		if json.Unmarshal([]byte(line), &r) == nil && r.Seq > 0 {
			ids = append(ids, r.ID)
		}
	}
	ctx := context.Background()
	s, err := sqlstore.Open(ctx, "sqlite:"+filepath.Join(ts.Getenv("SAMANO_DATA"), open.RegisterFile), sqlstore.Options{})
	ts.Check(err)
	defer s.Close()
	found, err := access.ForJob(access.JobDemo, func(pass access.Pass) (map[register.ActID]register.Seq, error) { return s.ActsByID(ctx, pass, ids) })
	ts.Check(err)
	if len(ids) == 0 || len(found) != len(ids) {
		ts.Fatalf("%d of %d acknowledged acts are in the register", len(found), len(ids))
	}
}

// fills KILOBYTES COMMAND… runs a command whose data folder lies on a disk with
// that much room left: the register is moved to a small file system of its own.
// Where none can be mounted, the operating system's limit of the size of a file
// stands in for it. Afterwards there is room again.
func cmdFills(ts *testscript.TestScript, _ bool, args []string) {
	data := ts.Getenv("SAMANO_DATA")
	var room int64
	_, err := fmt.Sscan(args[0], &room)
	ts.Check(err)
	room <<= 10
	grow, mounted := mountSmall(ts, data, room)
	if !mounted {
		limit := fmt.Sprintf("ulimit -f %d; exec \"$@\"", (largest(ts, data)+room)/1024)
		_ = ts.Exec("bash", append([]string{"-c", limit, "bash"}, args[1:]...)...)
		return
	}
	_ = ts.Exec(args[1], args[2:]...)
	grow()
}

// largest gives the size of the largest file of a folder.
func largest(ts *testscript.TestScript, dir string) (most int64) {
	files, err := os.ReadDir(dir)
	ts.Check(err)
	for _, f := range files {
		info, err := f.Info()
		ts.Check(err)
		most = max(most, info.Size())
	}
	return most
}
