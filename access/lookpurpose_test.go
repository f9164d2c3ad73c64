package access_test

import (
	"slices"
	"strings"
	"testing"

	"samano/access"
)

func TestCheckLookPurposesFindsWhoSaysNothing(t *testing.T) {
	good := access.LookPurpose{What: access.WhatPerson, Purpose: access.PurposeChosen}
	declared := map[string]access.LookPurpose{
		"good": good, "none": {None: "shows a form"}, "both": {What: access.WhatPerson, Purpose: "audit", None: "?"},
		"aimless": {What: access.WhatPerson}, "unknown": {What: "soul", Purpose: "audit"}, "empty": {}, "gone": good,
	}
	wrong := access.CheckLookPurposes(declared, []string{"good", "none", "both", "aimless", "unknown", "empty", "silent"})
	var names []string
	for _, line := range wrong {
		name, _, _ := strings.Cut(line, ":")
		names = append(names, name)
	}
	if want := []string{"aimless", "both", "empty", "gone", "silent", "unknown"}; !slices.Equal(names, want) {
		t.Errorf("it finds %q, want %v", wrong, want)
	}
}
