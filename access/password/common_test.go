package password_test

import (
	"strings"
	"testing"

	"samano/access/password"
)

func TestCommonPasswordsAreRefused(t *testing.T) {
	for typed, code := range map[string]string{
		"1qaz2wsx3edc": password.CodeCommon, "1QAZ2wsx3EDC": password.CodeCommon, "1qaz-2wsx-3edc": password.CodeCommon, "１qaz２wsx３edc": password.CodeCommon,
		"q1w2e3r4t5y6": password.CodeCommon, "mailcreated5240": password.CodeCommon,
		"1qaz2wsx3edc of my own": "", "nine green mountains": "", "ແມ່ນ້ຳຂອງ ໄຫຼຜ່ານ": "",
	} {
		got := ""
		for _, f := range password.CheckNew(typed, "kham") {
			got = strings.Join([]string{got, f.Code}, "")
		}
		if got != code {
			t.Errorf("%q: %q, want %q", typed, got, code)
		}
	}
}
