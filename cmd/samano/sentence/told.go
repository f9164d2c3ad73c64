package sentence

import (
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"samano/access"
	"samano/office/lot"
	"samano/register"
	"samano/stay"
)

// Version writes what the linker recorded about the program; nil: nothing.
func Version(info *debug.BuildInfo) string {
	version, commit, goVersion := "unknown", "unknown", "unknown"
	if info != nil {
		goVersion = info.GoVersion
		if info.Main.Version != "" {
			version = info.Main.Version
		}
		for _, s := range info.Settings {
			switch {
			case s.Key == "vcs.revision":
				commit = s.Value
			case s.Key == "vcs.modified" && s.Value == "true":
				commit += " with changes"
			}
		}
	}
	return fmt.Sprintf("samano %s, commit %s, %s", version, commit, goVersion)
}

// EndOfLot says how a load ended.
func EndOfLot(r lot.Record, zone *time.Location) string {
	e := r.End
	if e == nil {
		return "no end: it was broken off, or still runs; if it was broken off, load the same file again"
	}
	text := fmt.Sprintf("ended %s: registered %d, repeated %d, refused %d, unreadable %d", e.At.In(zone).Format(time.DateTime),
		e.Registered, e.Repeated, e.Refused, r.Count-e.Registered-e.Repeated-e.Refused)
	if e.Registered == 0 {
		text += " (nothing new)"
	}
	return text
}

// Stay writes a notice of a short stay.
func Stay(n stay.Notice) string {
	guests := make([]string, len(n.Guests))
	for i, g := range n.Guests {
		guests[i] = string(g.Number) + g.Name
	}
	return fmt.Sprintf("%s to %s: %s", n.From, n.Until, strings.Join(guests, "; "))
}

// Power writes an entry of the log of powers.
func Power(p access.Power, zone *time.Location) string {
	text := fmt.Sprintf("%6d  %s  %-18s %s", p.Seq, p.At.In(zone).Format(time.DateTime), p.What, p.Subject)
	if p.By != "" {
		text += ", by " + string(p.By)
	}
	if p.Second != "" {
		text += ", confirmed by " + string(p.Second)
	}
	return text
}

// OfFault says what is wrong. The remedy that goes with the error is better than the one that goes
// with the place where it was met.
func (w Words) OfFault(err error, remedy string) (says, do string) {
	var e *register.Error
	if !errors.As(err, &e) {
		return err.Error(), remedy
	}
	wrong, own := w.OfError(err)
	if len(own) > 0 && own[0] != "" {
		remedy = own[0]
	}
	return wrong[0], remedy
}
