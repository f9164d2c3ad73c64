package pgtest

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	dirPrefix = "samano-pgtest-"
	// startWait bounds the start of a server, on a busy machine too.
	startWait = 60 * time.Second
	// starts is how often another port is tried: between the choice of a free one
	// and its use somebody else may take it.
	starts = 5
)

// cluster is one running server.
type cluster struct {
	dir      string // holds everything; removed at the end
	port     int
	password string
	process  *exec.Cmd
	ended    chan error
	log      bytes.Buffer // owned by the process until it has ended
}

func (c *cluster) url() string {
	u := url.URL{Scheme: "postgres", User: url.UserPassword("samano", c.password), Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(c.port)), Path: "/postgres", RawQuery: "sslmode=disable"}
	return u.String()
}

// start makes and starts a server. PostgreSQL does not run as root, so root lends
// it the account "postgres", or "nobody".
func start() (*cluster, error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	sweep()
	dir, err := os.MkdirTemp("", fmt.Sprintf("%s%d-", dirPrefix, os.Getpid()))
	if err != nil {
		return nil, err
	}
	c := &cluster{dir: dir, password: rand.Text()}
	err = c.create(bin)
	for range starts {
		if err != nil {
			break
		}
		var retry bool
		if retry, err = c.run(bin); err == nil {
			return c, nil
		} else if retry {
			err = nil
		}
	}
	if err == nil {
		err = errors.New("no free port")
	}
	return nil, errors.Join(err, os.RemoveAll(dir))
}

// programs finds the directory of initdb and postgres, the newest first.
func programs() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	best, bestVersion := "", 0
	for _, path := range found {
		dir := filepath.Dir(path)
		if v, err := strconv.Atoi(filepath.Base(filepath.Dir(dir))); err == nil && v > bestVersion {
			best, bestVersion = dir, v
		}
	}
	if best != "" {
		return best, nil
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return "", fmt.Errorf("neither /usr/lib/postgresql nor PATH has initdb: %w", err)
	}
	if path, err = filepath.EvalSymlinks(path); err != nil {
		return "", err
	}
	return filepath.Dir(path), nil
}

// account returns the credential under which the server runs; nil: our own.
func account() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(err1, err2); err != nil {
			return nil, err
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("PostgreSQL does not run as root, and there is no other account")
}

// command prepares a program of the server. The kernel kills it with the thread
// that starts it.
func (c *cluster) command(bin, name string, args ...string) (*exec.Cmd, error) {
	credential, err := account()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(filepath.Join(bin, name), args...)
	cmd.Dir = c.dir
	cmd.Env = append(os.Environ(), "LC_ALL=C", "TZ=UTC")
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: credential, Pdeathsig: syscall.SIGQUIT}
	return cmd, nil
}

// create makes the files of a server.
func (c *cluster) create(bin string) error {
	secret := filepath.Join(c.dir, "password")
	if err := os.WriteFile(secret, []byte(c.password), 0o600); err != nil {
		return err
	}
	credential, err := account()
	if err != nil {
		return err
	}
	if credential != nil {
		for _, path := range []string{c.dir, secret} {
			if err := os.Chown(path, int(credential.Uid), int(credential.Gid)); err != nil {
				return err
			}
		}
	}
	cmd, err := c.command(bin, "initdb", "--pgdata", filepath.Join(c.dir, "data"), "--username=samano", "--pwfile="+secret,
		"--auth=scram-sha-256", "--locale=C", "--encoding=UTF8")
	if err != nil {
		return err
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	return nil
}

// run starts the server and waits until it answers; retry: its port was taken.
func (c *cluster) run(bin string) (retry bool, err error) {
	if c.port, err = freePort(); err != nil {
		return false, err
	}
	cmd, err := c.command(bin, "postgres", "-D", filepath.Join(c.dir, "data"),
		"-c", "listen_addresses=127.0.0.1", "-c", "port="+strconv.Itoa(c.port), "-c", "unix_socket_directories=")
	if err != nil {
		return false, err
	}
	c.log.Reset()
	cmd.Stdout, cmd.Stderr = &c.log, &c.log
	c.process, c.ended = cmd, make(chan error, 1)
	started := make(chan error)
	go func() {
		// The thread must live as long as the server (see command).
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			c.ended <- cmd.Wait()
		}
	}()
	if err := <-started; err != nil {
		return false, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), startWait)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, c.url())
		if err == nil {
			return false, conn.Close(ctx)
		}
		select {
		case <-c.ended:
			text := c.log.String()
			return strings.Contains(text, "Address already in use"), fmt.Errorf("the server ended: %s", text)
		case <-ctx.Done():
			return false, errors.Join(err, c.kill())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// kill ends the server at once: nothing in it is worth keeping.
func (c *cluster) kill() error {
	if err := c.process.Process.Signal(syscall.SIGQUIT); err != nil {
		return err
	}
	<-c.ended
	return nil
}

func (c *cluster) stop() error {
	return errors.Join(c.kill(), os.RemoveAll(c.dir))
}

// sweep removes what test processes left that were killed.
func sweep() {
	dirs, err := filepath.Glob(filepath.Join(os.TempDir(), dirPrefix+"*"))
	if err != nil {
		return
	}
	for _, dir := range dirs {
		pid, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(dir), dirPrefix), "-")
		n, err := strconv.Atoi(pid)
		if err == nil && errors.Is(syscall.Kill(n, 0), syscall.ESRCH) {
			_ = os.RemoveAll(dir) // another test process may be sweeping too
		}
	}
}
