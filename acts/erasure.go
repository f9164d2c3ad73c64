package acts

import (
	"strings"

	"samano/register"
)

// Erase removes one part of an act because the law demands it. The part's
// commitment stays in the ledger, so that everything still verifies, and what the
// act changed stays as it is.
type Erase struct {
	Act     string `json:"act"`  // its client-made id, or its number on paper
	Part    string `json:"part"` // "payload", or a sealed part by register.SealedPrefix and its name
	Article string `json:"article"`
}

// partPayload is the one part in the act itself that can be erased. The others are sealed.
const partPayload = "payload"

// Needs asks for the act.
func (e *Erase) Needs(*State) []Lookup { return needAct(e.Act) }

// Check checks that there is such a part and a law that demands it.
func (e *Erase) Check(c *Case) {
	if e.Article == "" {
		c.Block("article-missing", "payload.article", "")
	}
	c.Text("payload.article", e.Article)
	name, sealed := register.CutSealed(e.Part)
	if e.Part != partPayload && (!sealed || !kebab(name)) {
		c.Block("not-in-list", "payload.part", "", "value", e.Part)
	}
	act := c.act("payload.act", e.Act)
	if act == nil {
		return
	}
	if e.Part == partPayload && len(act.Payload) == 0 {
		c.Block("erased-already", "payload.part", "")
	}
	if act.Kind == register.KindErasure {
		c.Block("erasure-is-final", "payload.act", "")
	}
}

// kebab reports whether the text is a name in the manner of sealed parts.
func kebab(s string) bool {
	return s != "" && len(s) <= 40 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz-") == ""
}

// Apply asks for the removal. No subject changes.
func (e *Erase) Apply(c *Case) {
	c.Erased = append(c.Erased, Erasure{Seq: c.State.act(e.Act).Seq, Part: e.Part})
}
