package access

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"samano/access/password"
)

// What keeps strangers from guessing, and when a session ends, is told to those who run a register as it is.
func TestTheLimitsOfSigningInAreWritten(t *testing.T) {
	page, err := os.ReadFile("../docs/operate.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(page), "\n## Signing in\n")
	section, _, _ = strings.Cut(section, "\n## ")
	if !found {
		t.Fatal("there is no section on signing in")
	}
	for what, figure := range map[string]string{
		"the shortest password":        fmt.Sprintf("%d characters", password.MinRunes),
		"an idle session":              fmt.Sprintf("%d minutes unused", IdleLimit/time.Minute),
		"any session":                  fmt.Sprintf("%d hours", SessionLimit/time.Hour),
		"sessions at once":             fmt.Sprintf("%d sessions", maxSessions),
		"free attempts at an account":  fmt.Sprintf("%d attempts at an account", freeByAccount),
		"free attempts from a network": fmt.Sprintf("%d from a network", freeByAddress),
		"the first wait":               fmt.Sprintf("%d seconds", firstWait/time.Second),
		"the longest wait":             fmt.Sprintf("%d minutes at most", longestWait/time.Minute),
		"what is forgotten":            fmt.Sprintf("after %d hours", forgetAfter/time.Hour),
		"a new password":               "an hour",
		"every way in":                 "in a browser, by a command, by the recovery paper and by the overseers' paper",
	} {
		if !strings.Contains(strings.Join(strings.Fields(section), " "), figure) {
			t.Errorf("of %s the page does not say %q", what, figure)
		}
	}
}
