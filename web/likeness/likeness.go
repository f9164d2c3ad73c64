// Package likeness owns the words for how probable it is that two people are one, and for how much a
// field says for it or against it.
package likeness

import (
	"math"

	"samano/lang"
	"samano/match"
	"samano/web/ui"
)

const million = 1_000_000

// Tag is a probability in words: what the law calls sure enough, more likely
// than not, and what else is asked about.
func Tag(p *lang.Printer, ppm int, sure bool) ui.Tag {
	switch {
	case sure:
		return ui.Tag{Text: p.T("page.likely-very"), Classes: "govuk-tag--purple"}
	case ppm >= million/2:
		return ui.Tag{Text: p.T("page.likely"), Classes: "govuk-tag--blue"}
	}
	return ui.Tag{Text: p.T("page.likely-possible"), Classes: "govuk-tag--grey"}
}

// Share writes a probability as so many of a hundred. Nothing is written as certain.
func Share(p *lang.Printer, ppm int) string {
	of := (ppm*100 + million/2) / million
	switch {
	case of < 1:
		return p.T("page.share-under")
	case of > 99:
		return p.T("page.share-over")
	}
	return p.T("page.share", "number", of)
}

// What is not known on one side, or is compared elsewhere.
const NotKnown, NotCompared match.Agreement = "not-known", "not-compared"

var agreementColours = map[match.Agreement]string{match.Agrees: "green", match.Alike: "yellow", match.Differs: "red", NotKnown: "grey", NotCompared: "grey"}

// AgreementTag says in one word how a field compares.
func AgreementTag(p *lang.Printer, g match.Agreement) ui.Tag {
	return ui.Tag{Text: p.T("agreement." + string(g)), Classes: "govuk-tag--" + agreementColours[g]}
}

// The bits from which a field speaks a little, plainly, and strongly: it makes one
// answer half as likely again, four times, and thirty times as likely.
const (
	bitsLittle = 0.585
	bitsPlain  = 2
	bitsStrong = 4.9
)

// Heavy reports whether a field says much.
func Heavy(r match.Reason) bool { return math.Abs(r.Bits) >= bitsPlain }

// rare and common are from when a name is called so: five times rarer than names are
// when two people's meet, and commoner than that.
const rare, common = 0.2, 1

// Weight says how much a field says, and for what. What two of the next best class
// have in common says little though it agrees, and the words say why.
func Weight(p *lang.Printer, r match.Reason, g match.Agreement, nextBest string) string {
	how := ""
	switch b := math.Abs(r.Bits); {
	case b >= bitsStrong:
		how = "strongly"
	case b >= bitsPlain:
		how = "plainly"
	case b >= bitsLittle && (r.Bits > 0 || g == match.Differs):
		how = "little"
	}
	switch shared := "weight.shared-" + nextBest; {
	case how == "" && g != match.Differs && p.Has(shared):
		return p.T(shared)
	case how == "":
		return p.T("weight.neither")
	case r.Bits < 0:
		return p.T("weight." + how + "-against")
	}
	text := p.T("weight." + how)
	switch {
	case r.Rarity < rare:
		return p.T("weight.rare", "weight", text)
	case r.Rarity > common:
		return p.T("weight.common", "weight", text)
	}
	return text
}

// mostTimes is where a figure ends: a million times or a billion is the same to
// anybody who decides.
const mostTimes = 1_000_000

// Times says how many times likelier, or less likely, a field makes it.
func Times(p *lang.Printer, bits float64) string {
	key := "page.figure-for"
	if bits < 0 {
		key = "page.figure-against"
	}
	if math.Abs(bits) < bitsLittle {
		return p.T("page.figure-even")
	}
	return p.T(key, "times", int(min(mostTimes, math.Round(math.Exp2(math.Abs(bits))))))
}
