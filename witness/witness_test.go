package witness

import (
	"bufio"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"samano/keys"
	"samano/ledger"
)

const origin = "register.test/acts"

// grown is a log in memory that anybody may let grow.
type grown struct {
	hashes   []tlog.Hash // as tlog stores them
	size     int64
	frontier ledger.Frontier
	signer   keys.Signer
	key      string
}

func newLog(t testing.TB, seed byte) *grown {
	t.Helper()
	set, err := keys.Generate(rand.NewChaCha8([32]byte{seed}), keys.Ed25519)
	if err != nil {
		t.Fatal(err)
	}
	l := &grown{}
	if l.signer, err = set.Signer(keys.LedgerSigning); err != nil {
		t.Fatal(err)
	}
	if l.key, err = ledger.VerifierKey(origin, l.signer.Public()); err != nil {
		t.Fatal(err)
	}
	return l
}

func (l *grown) ReadHashes(at []int64) (out []tlog.Hash, err error) {
	for _, i := range at {
		out = append(out, l.hashes[i])
	}
	return out, nil
}

func (l *grown) add(t testing.TB, text string) {
	t.Helper()
	more, err := tlog.StoredHashes(l.size, []byte(text), l)
	if err != nil {
		t.Fatal(err)
	}
	l.hashes = append(l.hashes, more...)
	l.size++
	l.frontier.Append(tlog.RecordHash([]byte(text)))
}

func (l *grown) note(t testing.TB) []byte {
	t.Helper()
	b, err := ledger.SignCheckpoint(l.frontier.Checkpoint(origin), l.signer)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (l *grown) request(t testing.TB, old int64) request {
	t.Helper()
	r := request{old: old, origin: origin, note: l.note(t)}
	if old > 0 && old < l.size {
		var err error
		if r.proof, err = tlog.ProveTree(l.size, old, l); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// key is the witness's own, the same in each process.
func key(t testing.TB) keys.Signer { return newLog(t, 9).signer }

func opened(t testing.TB, folder string, l *grown) *Witness {
	t.Helper()
	w, err := Open(Setup{Folder: folder, Name: "witness.test/w1", Logs: []string{l.key}, Key: key(t), Now: func() time.Time { return time.Unix(1764500000, 0) }})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// cosigner verifies cosignatures as C2SP tlog-cosignature has it, by the printed key alone.
type cosigner struct {
	name   string
	id     uint32
	public ed25519.PublicKey
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.id }

func (c cosigner) Verify(text, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(sig), text)
	return ed25519.Verify(c.public, []byte(message), sig[8:])
}

func cosignerOf(t *testing.T, key string) cosigner {
	t.Helper()
	part := strings.SplitN(key, "+", 3)
	id, err := strconv.ParseUint(part[1], 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	public, err := base64.StdEncoding.DecodeString(part[2])
	if err != nil || public[0] != 4 {
		t.Fatal(public, err)
	}
	return cosigner{part[0], uint32(id), public[1:]}
}

func TestWhatIsCosigned(t *testing.T) {
	folder, l := t.TempDir(), newLog(t, 1)
	w := opened(t, folder, l)
	server := httptest.NewServer(w.handler(slog.New(slog.NewTextHandler(io.Discard, nil))))
	defer server.Close()
	send := func(body []byte) (int, string, string) {
		t.Helper()
		answer, err := http.Post(server.URL+"/add-checkpoint", "text/plain", strings.NewReader(string(body)))
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		b, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		return answer.StatusCode, string(b), answer.Header.Get("Content-Type")
	}
	l.add(t, "one")
	for old := int64(0); l.size < 9; old = l.size - 1 {
		r := l.request(t, old)
		status, line, _ := send(r.encode())
		if status != 200 {
			t.Fatalf("%d after %d: %d %s", l.size, old, status, line)
		}
		n, err := note.Open(append(r.note, line...), note.VerifierList(cosignerOf(t, w.VerifierKey())))
		if err != nil || len(n.Sigs) != 1 {
			t.Fatalf("%s: %v", line, err)
		}
		l.add(t, fmt.Sprint(l.size))
	}
	held := l.size - 1
	right := l.request(t, held)
	other := newLog(t, 1) // signed by the register's key over another history
	for range l.size {
		other.add(t, "fork")
	}
	fork := other.request(t, held)
	shorter := newLog(t, 1)
	shorter.add(t, "one")
	stranger := newLog(t, 2)
	stranger.add(t, "one")
	strange := stranger.request(t, 0)
	bent := right
	bent.proof = append([]tlog.Hash{{1}}, right.proof[1:]...)
	elsewhere := right
	elsewhere.note = []byte(strings.ReplaceAll(string(right.note), origin, "elsewhere.test/acts"))
	for name, tt := range map[string]struct {
		body   []byte
		status int
	}{
		"a fork":               {fork.encode(), 422},
		"a rollback":           {shorter.request(t, 0).encode(), 409},
		"a bent proof":         {bent.encode(), 422},
		"no proof":             {request{old: held, note: right.note}.encode(), 422},
		"another old size":     {l.request(t, held-1).encode(), 409},
		"an unknown key":       {strange.encode(), 403},
		"an unknown log":       {elsewhere.encode(), 404},
		"an old size too high": {request{old: l.size + 1, note: right.note}.encode(), 400},
		"nothing":              {nil, 400},
		"no note":              {[]byte("old 0\n\n"), 400},
		"a leading zero":       {[]byte(strings.Replace(string(right.encode()), "old ", "old 0", 1)), 400},
		"too long":             {make([]byte, maxBody+1), 400},
		"too many lines":       {[]byte("old 1\n" + strings.Repeat(tlog.Hash{}.String()+"\n", 64) + "\n" + string(right.note)), 400},
	} {
		status, text, kind := send(tt.body)
		if status != tt.status || status == 409 && (text != fmt.Sprintf("%d\n", held) || kind != "text/x.tlog.size") {
			t.Errorf("%s: %d %q %s", name, status, text, kind)
		}
	}
	if status, text, _ := send(right.encode()); status != 200 {
		t.Fatalf("after all that: %d %s", status, text)
	}
	same := newLog(t, 1)
	for range l.size {
		same.add(t, "fork")
	}
	if status, text, _ := send(same.request(t, l.size).encode()); status != 409 {
		t.Errorf("another root of the same size: %d %s", status, text)
	}
	if status, _, _ := send(l.request(t, l.size).encode()); status != 200 {
		t.Error("the note that is held is not cosigned again")
	}
	answer, err := http.Get(server.URL + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	cp, opening := ledger.OpenCheckpoint(b, l.key)
	if err != nil || opening != nil || cp.Size != l.size || !strings.Contains(string(b), "— witness.test/w1 ") {
		t.Errorf("held is %s, %v %v", b, err, opening)
	}
	// Opened again, it holds the same, and under the same key.
	again := opened(t, folder, l)
	if again.logs[origin].last != cp || again.VerifierKey() != w.VerifierKey() {
		t.Errorf("opened again it holds %+v", again.logs[origin].last)
	}
	if err := os.WriteFile(filepath.Join(folder, fileOf(origin)), []byte("bent"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(Setup{Folder: folder, Name: "witness.test/w1", Logs: []string{l.key}, Key: key(t), Now: time.Now}); err == nil {
		t.Error("it starts over a note that was altered")
	}
}

// Parts of a note that a power cut left behind are nothing.
func TestWhatAPowerCutLeavesBehind(t *testing.T) {
	folder, l := t.TempDir(), newLog(t, 1)
	w := opened(t, folder, l)
	l.add(t, "one")
	if _, err := w.add(t.Context(), l.request(t, 0).encode()); err != nil {
		t.Fatal(err)
	}
	l.add(t, "two")
	next := l.note(t)
	for n := range len(next) {
		name := filepath.Join(folder, fileOf(origin)+".1.part")
		if err := os.WriteFile(name, next[:n], 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got := opened(t, folder, l).logs[origin].last.Size; got != 1 {
		t.Errorf("it holds %d", got)
	}
}

const childFolder = "WITNESS_TEST_FOLDER"

// TestMain is also the witness that is killed.
func TestMain(m *testing.M) {
	folder := os.Getenv(childFolder)
	if folder == "" {
		os.Exit(m.Run())
	}
	var t testing.T
	w := opened(&t, folder, newLog(&t, 1))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(listener.Addr())
	panic(w.Serve(context.Background(), listener, slog.New(slog.NewTextHandler(io.Discard, nil))))
}

// However a witness is killed, it holds no less than what it cosigned last, and no more than what
// was sent.
func TestAWitnessThatIsKilled(t *testing.T) {
	folder, l := t.TempDir(), newLog(t, 1)
	opened(t, folder, l)
	l.add(t, "one")
	acknowledged := int64(0)
	for round := range 12 {
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), childFolder+"="+folder)
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		address, err := bufio.NewReader(out).ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(time.Duration(rand.IntN(40))*time.Millisecond, func() { _ = child.Process.Kill() })
		for old := acknowledged; ; {
			answer, err := http.Post("http://"+strings.TrimSpace(address)+"/add-checkpoint", "text/plain", strings.NewReader(string(l.request(t, old).encode())))
			if err != nil {
				break
			}
			b, err := io.ReadAll(answer.Body)
			answer.Body.Close()
			if err != nil {
				break
			}
			switch answer.StatusCode {
			case 200:
				acknowledged, old = l.size, l.size
				l.add(t, fmt.Sprint(l.size))
			case 409:
				if old, err = strconv.ParseInt(strings.TrimSpace(string(b)), 10, 64); err != nil || old < acknowledged || old > l.size {
					t.Fatalf("it holds %q after %d was cosigned", b, acknowledged)
				}
			default:
				t.Fatalf("%d %s", answer.StatusCode, b)
			}
		}
		_ = child.Wait()
		if got := opened(t, folder, l).logs[origin].last.Size; got < acknowledged || got > l.size {
			t.Errorf("round %d: it holds %d, cosigned were %d, sent %d", round, got, acknowledged, l.size)
		}
	}
	if acknowledged == 0 {
		t.Error("nothing was cosigned")
	}
}

func FuzzParseRequest(f *testing.F) {
	l := newLog(f, 1)
	l.add(f, "one")
	l.add(f, "two")
	f.Add(l.request(f, 1).encode())
	f.Add([]byte("old 0\n\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := parseRequest(b)
		if err == nil && string(r.encode()) != string(b) {
			t.Errorf("%q is written as %q", b, r.encode())
		}
	})
}

// Whoever sends a note slowly, on many lines at once, keeps no other from being answered.
func TestWhoSendsSlowlyHoldsNoTurn(t *testing.T) {
	l := newLog(t, 1)
	w := opened(t, t.TempDir(), l)
	begun := make(chan struct{}, 2*maxAtOnce+1)
	server := httptest.NewUnstartedServer(w.handler(slog.New(slog.NewTextHandler(io.Discard, nil))))
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateActive { // its head has come
			begun <- struct{}{}
		}
	}
	server.Start()
	defer server.Close()
	for range 2 * maxAtOnce {
		conn, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := io.WriteString(conn, "POST /add-checkpoint HTTP/1.1\r\nHost: witness\r\nContent-Length: 900\r\n\r\nold 0\n"); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 * maxAtOnce {
		<-begun
	}
	l.add(t, "one")
	answer, err := http.Post(server.URL+"/add-checkpoint", "text/plain", strings.NewReader(string(l.request(t, 0).encode())))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("beside slow ones it is answered %d", answer.StatusCode)
	}
}
