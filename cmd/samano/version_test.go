package main

import (
	"bytes"
	"context"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"samano/cmd/samano/sentence"
)

func TestVersion(t *testing.T) {
	var out, errs bytes.Buffer
	if code := run(context.Background(), []string{"--version"}, strings.NewReader(""), &out, &errs); code != exitOK || errs.Len() > 0 {
		t.Fatalf("code %d, %s", code, errs.String())
	}
	if text := out.String(); !strings.HasPrefix(text, "samano ") || !strings.Contains(text, ", commit ") || !strings.HasSuffix(text, ", "+runtime.Version()+"\n") {
		t.Errorf("it says %q", text)
	}
	info := &debug.BuildInfo{GoVersion: "go1.99", Main: debug.Module{Version: "v1.2.3"}, Settings: []debug.BuildSetting{{Key: "vcs.revision", Value: "abc"}, {Key: "vcs.modified", Value: "true"}}}
	if text := sentence.Version(info); text != "samano v1.2.3, commit abc with changes, go1.99" {
		t.Errorf("a marked build says %q", text)
	}
	if text := sentence.Version(nil); text != "samano unknown, commit unknown, unknown" {
		t.Errorf("a build without marks says %q", text)
	}
}
