package office

import "testing"

func TestReceipt(t *testing.T) {
	if got := Receipt("Kham", "Vong"); got != "Kham Vong has paid" {
		t.Error(got)
	}
}
