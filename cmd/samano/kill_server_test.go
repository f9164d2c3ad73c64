package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"fmt"
	"html"
	"io"
	mrand "math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"samano/access"
	"samano/access/accesstest"
	"samano/access/password"
	"samano/node"
	"samano/office/application"
	"samano/register"
)

const (
	serverKills = 45
	// clerksAtOnce declare while as many others register: enough that several acts
	// are in one commit when the server dies.
	clerksAtOnce = 4
	// looksAtOnce bounds how often an application is looked at that offers nothing.
	looksAtOnce = 100
)

// Killing the server at random moments while officers declare and register births
// through its pages: what a page has said to be registered is registered, nothing
// is so half, and nothing twice, whoever presses a button again.
func TestKillServer(t *testing.T) {
	foundHouse(t)
	cookies := signedIn(t, "lek", "bee", "dao")
	before := registerSize(t)
	desks := make([]*birthDesk, clerksAtOnce)
	for i := range desks {
		desks[i] = &birthDesk{t: t, clerk: cookies["lek"], chief: cookies["bee"], rival: cookies["dao"]}
	}
	acknowledged := map[register.ActID]bool{}
	work := func(last bool) {
		s := startServer(t)
		var wg sync.WaitGroup
		for _, d := range desks {
			wg.Go(func() { d.work(s.url, last) })
		}
		if !last {
			time.Sleep(time.Duration(50+mrand.IntN(500)) * time.Millisecond)
			s.kill()
		}
		wg.Wait()
		s.kill()
		if t.Failed() {
			t.Log(s.incidents())
		}
		for _, d := range desks {
			for id := range d.done {
				acknowledged[id] = true
			}
		}
	}
	for i := range serverKills {
		work(false)
		checkAcknowledged(t, acknowledged)
		if i%15 == 14 {
			checkWhole(t)
		}
		if t.Failed() {
			return
		}
	}
	work(true)
	checkAcknowledged(t, acknowledged)
	checkWhole(t)
	checkBirths(t, desks, before)
	if len(acknowledged) < serverKills {
		t.Errorf("only %d births were registered between %d kills: the test has tested little", len(acknowledged), serverKills)
	}
}

// signedIn makes officers at the centre and gives the cookies of their browsers.
// Sessions are in the desk's database: they survive the server.
func signedIn(t *testing.T, ids ...register.OfficerID) map[register.OfficerID]string {
	t.Helper()
	const word = "a boat on the Nam Ou"
	ctx := context.Background()
	g := &Globals{Data: os.Getenv("SAMANO_DATA"), in: os.Stdin, out: io.Discard, errs: os.Stderr}
	h, err := g.opened(ctx, node.Serving)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	cheap, err := password.NewHasher(password.Cost{MemoryKiB: 64, Passes: 1, Lanes: 1}, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := cheap.Hash(ctx, word)
	if err != nil {
		t.Fatal(err)
	}
	out := map[register.OfficerID]string{}
	for _, id := range ids {
		o := access.Officer{ID: id, Name: string(id), Office: node.Centre, Roles: []access.Role{access.NationalRegistrar}, From: register.FirstDay, Until: register.LastDay}
		if err := h.parts.Accounts.AddOfficer(ctx, access.Author{}, o, secret); err != nil {
			t.Fatal(err)
		}
		token, _, _, err := h.SignIn.Begin(ctx, access.Credentials{Account: string(id), Password: word}, "")
		if err != nil {
			t.Fatal(err)
		}
		out[id] = "samano_language=en; samano_session=" + string(token)
	}
	return out
}

// server is `samano serve` in a process of its own.
type server struct {
	cmd  *exec.Cmd
	url  string
	log  strings.Builder
	once sync.Once
}

func startServer(t *testing.T) *server {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	s := &server{cmd: exec.Command(self, "serve", "--listen", "127.0.0.1:0")}
	s.cmd.Env = append(os.Environ(), childVariable+"=samano")
	s.cmd.Stderr = &s.log
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	_, address, found := strings.Cut(strings.TrimSpace(line), "Look at ")
	if err != nil || !found {
		s.kill()
		t.Fatalf("the server did not start (%v): %s\n%s", err, line, &s.log)
	}
	s.url = address
	return s
}

// kill ends the server as a power cut would, as far as a process can see.
func (s *server) kill() {
	s.once.Do(func() {
		_ = s.cmd.Process.Kill()
		_ = s.cmd.Wait() // it was killed
	})
}

// incidents gives what the server has logged of its own failures; it must have ended.
func (s *server) incidents() string {
	var out strings.Builder
	for line := range strings.Lines(s.log.String()) {
		if !strings.Contains(line, "level=INFO") {
			out.WriteString(line)
		}
	}
	return out.String()
}

// birthDesk is a clerk who declares births and a registrar who registers them, one
// after another. Where the line breaks they go on with the same birth.
type birthDesk struct {
	t                   *testing.T
	clerk, chief, rival string // cookies
	births              []*filedBirth
	done                map[register.ActID]bool // a page said so
}

// filedBirth is one birth as far as its officers know of it.
type filedBirth struct {
	form url.Values // as sent; sent again as it is
	path string     // of the application
	said string     // the number on paper, once a page gave it
}

// work files births until the server is gone; the last time only what is begun.
func (d *birthDesk) work(base string, last bool) {
	if d.done == nil {
		d.done = map[register.ActID]bool{}
	}
	for {
		if n := len(d.births); n == 0 || d.births[n-1].said != "" {
			if last {
				return
			}
			d.births = append(d.births, &filedBirth{})
		}
		b := d.births[len(d.births)-1]
		if !d.file(base, b) {
			return
		}
		d.done[register.ActID(b.form.Get("act"))] = true
	}
}

var (
	hiddenInput = regexp.MustCompile(`<input type="hidden" name="(id|act|version|as)" value="([^"]*)"`)
	actNumber   = regexp.MustCompile(`Number of the act: (\S+/\d{4}/\d+)`)
)

// someName makes up a name: of children who are all alike, the second would wait for
// an adjudicator.
func someName() string {
	syllables := [...]string{"ບຸນ", "ຄຳ", "ສົມ", "ວັນ", "ແກ້ວ", "ຈັນ", "ໄຊ", "ພອນ", "ມະ", "ນີ", "ເພັດ", "ດາ", "ທອງ", "ລີ"}
	name := ""
	for range 6 {
		name += syllables[mrand.IntN(len(syllables))]
	}
	return name
}

// file does what is left to do of one birth; false if the server is gone.
func (d *birthDesk) file(base string, b *filedBirth) bool {
	if b.form == nil {
		page, ok := d.ask(d.clerk, base, "/declare/birth", nil)
		if !ok {
			return false
		}
		b.form = hidden(page.body)
		born := time.Now().AddDate(-1, 0, -mrand.IntN(10_000))
		for name, value := range map[string]string{
			"given": someName(), "sex": "female", "mother-given": someName(),
			"born-day": strconv.Itoa(born.Day()), "born-month": strconv.Itoa(int(born.Month())), "born-year": strconv.Itoa(born.Year()),
			"declarant-name": "ບຸນທັນ", "evidence-kind": "birth-notice", "evidence-note": "ບ້ານ", "decided-by": "office", "hand-in": "yes",
		} {
			b.form.Set(name, value)
		}
	}
	if b.path == "" && !d.handIn(base, b) {
		return false
	}
	for looks := 0; ; looks++ {
		page, ok := d.ask(d.chief, base, b.path, nil)
		if !ok {
			return false
		}
		if m := actNumber.FindStringSubmatch(page.body); m != nil {
			b.said = m[1]
			return true
		}
		decision := hidden(page.body)
		who := d.chief
		if decision.Get("version") == "" { // the rival has begun to decide, and may have been cut off
			if page, ok = d.ask(d.rival, base, b.path, nil); !ok {
				return false
			}
			if decision, who = hidden(page.body), d.rival; decision.Get("version") == "" {
				if looks < looksAtOnce {
					continue // registered meanwhile
				}
				d.t.Errorf("nobody is offered to register %s\n%s", b.path, page.body)
				return false
			}
		}
		decision.Set("do", "register")
		if mrand.IntN(3) == 0 { // somebody else presses the same button
			go d.send(d.rival, base, b.path, decision)
		}
		if page, ok = d.ask(who, base, b.path, decision); !ok {
			return false
		}
		if m := actNumber.FindStringSubmatch(page.body); m != nil {
			b.said = m[1]
			return true
		}
		if page.status != http.StatusConflict { // else somebody was first: look again
			d.t.Errorf("registering %s: status %d\n%s", b.path, page.status, page.body[max(0, strings.Index(page.body, "<main")):])
			return false
		}
	}
}

// handIn sends the form, after each kill the same: if the server died between
// keeping the draft and declaring it, it goes on from there.
func (d *birthDesk) handIn(base string, b *filedBirth) bool {
	page, ok := d.ask(d.clerk, base, "/declare/birth", b.form)
	if !ok {
		return false
	}
	if page.status != http.StatusOK || !strings.HasPrefix(page.path, "/applications/") {
		d.t.Errorf("handing in: status %d at %s\n%.2000s", page.status, page.path, page.body)
		return false
	}
	b.path = page.path
	return true
}

func hidden(page string) url.Values {
	v := url.Values{}
	for _, m := range hiddenInput.FindAllStringSubmatch(page, -1) {
		if !v.Has(m[1]) {
			v.Set(m[1], html.UnescapeString(m[2]))
		}
	}
	return v
}

// answer is a page that arrived whole.
type answer struct {
	status     int
	path, body string
}

// ask is send for pages that must not fail while the server lives.
func (d *birthDesk) ask(cookie, base, path string, form url.Values) (answer, bool) {
	a, err := d.send(cookie, base, path, form)
	if err != nil {
		return a, false
	}
	if a.status >= http.StatusInternalServerError || a.path == "/sign-in" {
		d.t.Errorf("%s: status %d at %s\n%.2000s", path, a.status, a.path, a.body)
		return a, false
	}
	return a, true
}

func (d *birthDesk) send(cookie, base, path string, form url.Values) (answer, error) {
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	r, err := http.NewRequest(method, base+path, strings.NewReader(form.Encode()))
	if err != nil {
		return answer{}, err
	}
	r.Header.Set("Cookie", cookie)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, res.Request.URL.Path, string(body)}, err
}

func registerSize(t *testing.T) int64 {
	t.Helper()
	s := openRegister(t)
	defer s.Close()
	head, err := s.Head(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return int64(head.Size)
}

// checkBirths holds that each birth became one act, under the number that its page
// gave, and that the desk knows it.
func checkBirths(t *testing.T, desks []*birthDesk, before int64) {
	pass := accesstest.Pass(t)
	t.Helper()
	ctx := context.Background()
	g := &Globals{Data: os.Getenv("SAMANO_DATA"), in: os.Stdin, out: io.Discard, errs: os.Stderr}
	h, err := g.opened(ctx, node.Serving)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	numbers := map[string]bool{}
	births := int64(0)
	for _, d := range desks {
		for _, b := range d.births {
			births++
			if numbers[b.said] {
				t.Errorf("the number %s was given twice", b.said)
			}
			numbers[b.said] = true
			id := register.ActID(b.form.Get("act"))
			act, err := h.registrar.Act(ctx, pass, b.said)
			if err != nil || act == nil || act.ID != id || act.Kind != "birth" {
				t.Errorf("%s is not the act that was declared: %+v, %v", b.said, act, err)
				continue
			}
			a, err := h.parts.Applications.Application(ctx, application.ID(b.form.Get("id")))
			if err != nil || a.State != application.Registered || len(a.Acts) != 1 || a.Acts[0].Outcome == nil || a.Acts[0].Outcome.Seq != act.Seq {
				t.Errorf("%s: the desk has %+v, %v", b.said, a, err)
			}
			checkHistory(t, b.said, a.History)
		}
	}
	if size := registerSize(t); size != before+births {
		t.Errorf("%d births made %d acts", births, size-before)
	}
	for n := range int(births) { // without a gap: no number went to an act that is not there
		if said := (register.PrintedNumber{Office: node.Centre, Year: time.Now().Year(), No: n + 1}).String(); !numbers[said] {
			t.Errorf("no birth has the number %s of %d", said, births)
		}
	}
}

// checkHistory holds that an application went its way once.
func checkHistory(t *testing.T, said string, history []application.Change) {
	t.Helper()
	var way []string
	for _, c := range history {
		way = append(way, string(c.To))
	}
	if got := fmt.Sprint(way); got != "[draft declared registered]" {
		t.Errorf("%s went the way %s", said, got)
	}
}
