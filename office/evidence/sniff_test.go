package evidence

import "testing"

func FuzzSniff(f *testing.F) {
	f.Add([]byte("%PDF-1.4"))
	f.Add([]byte("\xFF\xD8\xFF\xE0"))
	f.Add([]byte("\x89PNG\r\n\x1a\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		media, ok := sniff(content)
		if ok != (media == PDF || ok && (media == JPEG || media == PNG)) {
			t.Errorf("%v, %v", media, ok)
		}
		if ok && len(content) < 5 {
			t.Errorf("%d bytes are %s", len(content), media)
		}
	})
}
