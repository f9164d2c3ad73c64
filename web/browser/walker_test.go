package browser

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"samano/register"
	"samano/web/webtest"
)

// axe judges the accessibility of the page that it is evaluated on.
//
//go:embed testdata/axe-core/axe.min.js
var axe string

// viewport is a size of the window, in CSS pixels.
type viewport struct{ width, height int64 }

var (
	wide   = viewport{1200, 900}
	narrow = viewport{360, 740} // a small telephone
)

// patience bounds each step of a walk: a page that needs longer is broken, or the
// machine is.
const patience = 60 * time.Second

// tool finds a program, under one of its names.
func tool(t *testing.T, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatalf("%s is not on this machine; run: make setup", names[0])
	return ""
}

// walker walks through the pages in one language and judges every page that it
// comes by: axe-core finds nothing, nothing scrolls sideways on a telephone, and the
// console is silent. Pictures of all pages go to the folder in SAMANO_SCREENSHOTS, if
// it is set.
type walker struct {
	t        *testing.T
	name     string // of the story, for the pictures
	language string
	url      string
	browser  context.Context
	step     int
	fault    func(format string, args ...any) // reports what is wrong with a page
}

// newWalker starts a Chromium of its own, which ends with the test.
func newWalker(t *testing.T, name, language, url string) *walker {
	t.Helper()
	allocator, stop := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(tool(t, "chromium", "chromium-browser")),
		chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
	)
	t.Cleanup(stop)
	browser, closeBrowser := chromedp.NewContext(allocator)
	t.Cleanup(closeBrowser)
	if err := chromedp.Run(browser); err != nil {
		t.Fatalf("starting Chromium: %v", err)
	}
	return &walker{t: t, name: name, language: language, url: url, browser: browser, fault: t.Errorf}
}

// window is a page of one officer, in a session of their own.
type window struct {
	*walker
	ctx context.Context

	mu     sync.Mutex
	faults []string // what the console said; owned by mu, because events arrive on another goroutine
}

// officer signs in and returns the window.
func (w *walker) officer(account register.OfficerID) *window {
	w.t.Helper()
	p := w.window()
	p.open("/sign-in?lang=" + w.language)
	p.judge("sign-in-" + string(account))
	p.fill("[name=account]", string(account))
	p.fill("[name=password]", webtest.Password)
	p.press("main button[type=submit]", "/")
	return p
}

// window opens an empty window.
func (w *walker) window() *window {
	w.t.Helper()
	ctx, closeWindow := chromedp.NewContext(w.browser, chromedp.WithTargetID(w.newTarget()))
	p := &window{walker: w, ctx: ctx}
	w.t.Cleanup(func() {
		p.reportFaults("after the last page")
		closeWindow()
	})
	chromedp.ListenTarget(ctx, p.hear)
	// The first call on a context attaches to the window for the context's whole life,
	// so it has no time limit of its own.
	if err := chromedp.Run(ctx); err != nil {
		w.t.Fatalf("opening a window: %v", err)
	}
	p.resize(wide)
	return p
}

// newTarget opens a window with cookies of its own. chromedp.WithNewBrowserContext would
// open a tab, for which Chromium has no window yet.
func (w *walker) newTarget() target.ID {
	w.t.Helper()
	executor := cdp.WithExecutor(w.browser, chromedp.FromContext(w.browser).Browser)
	session, err := target.CreateBrowserContext().WithDisposeOnDetach(true).Do(executor)
	if err != nil {
		w.t.Fatalf("opening a session: %v", err)
	}
	id, err := target.CreateTarget("about:blank").WithBrowserContextID(session).WithNewWindow(true).Do(executor)
	if err != nil {
		w.t.Fatalf("opening a window: %v", err)
	}
	return id
}

// hear keeps what the console says. A form that is shown again answers 422, which
// Chromium counts among its errors.
func (p *window) hear(event any) {
	fault := ""
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError {
			for _, arg := range e.Args {
				fault += " " + string(arg.Value) + arg.Description
			}
			fault = "console:" + fault
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.LevelError && !strings.Contains(e.Entry.Text, "status of 422") {
			fault = "console: " + e.Entry.Text
		}
	case *runtime.EventExceptionThrown:
		fault = "page error: " + e.ExceptionDetails.Error()
	}
	if fault != "" {
		p.mu.Lock()
		p.faults = append(p.faults, fault)
		p.mu.Unlock()
	}
}

// run carries out actions within patience; the test ends where one fails.
func (p *window) run(what string, actions ...chromedp.Action) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Run(ctx, actions...); err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
}

// open goes to a path, or to an address.
func (p *window) open(address string) {
	p.t.Helper()
	if strings.HasPrefix(address, "/") {
		address = p.url + address
	}
	p.run("opening "+address, chromedp.Navigate(address))
}

// click clicks what changes the page that stands.
func (p *window) click(selector string) {
	p.t.Helper()
	p.run("click on "+selector, chromedp.Click(selector, chromedp.ByQuery, chromedp.NodeVisible))
}

// press clicks what leads to another page and waits until that is loaded. want is the
// pattern (path.Match) of its path.
func (p *window) press(selector, want string) {
	p.t.Helper()
	p.leave("click on "+selector, want, chromedp.Click(selector, chromedp.ByQuery, chromedp.NodeVisible))
}

// enter presses the Enter key in a field and waits for the page that follows.
func (p *window) enter(selector, want string) {
	p.t.Helper()
	p.leave("Enter in "+selector, want, chromedp.SendKeys(selector, kb.Enter, chromedp.ByQuery, chromedp.NodeVisible))
}

func (p *window) leave(what, want string, action chromedp.Action) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, action); err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
	at := p.path()
	if ok, err := path.Match(want, at); err != nil || !ok {
		p.t.Fatalf("%s leads to %s, not to %s", what, at, want)
	}
}

// path is the path of the page that is shown.
func (p *window) path() string {
	p.t.Helper()
	return evaluate[string](p, `() => location.pathname`, "")
}

// evaluate calls a function of JavaScript on the page, with one argument, and returns
// its result.
func evaluate[T any](p *window, function, arg string) T {
	p.t.Helper()
	var result T
	p.run(function, chromedp.Evaluate(call(function, arg), &result, func(params *runtime.EvaluateParams) *runtime.EvaluateParams {
		return params.WithAwaitPromise(true)
	}))
	return result
}

// call is the expression that calls a function with one argument.
func call(function, arg string) string {
	text, err := json.Marshal(arg)
	if err != nil {
		panic(err) // a string has a JSON form
	}
	return fmt.Sprintf("(%s)(%s)", function, text)
}

// editable reports whether people see an element and may write in it.
const editable = `(selector) => {
	const e = document.querySelector(selector);
	return !!e && e.checkVisibility({ checkVisibilityCSS: true }) && !e.disabled && !e.readOnly;
}`

// fill replaces the text of a field, as somebody does who selects it and types.
func (p *window) fill(selector, text string) {
	p.t.Helper()
	if !evaluate[bool](p, editable, selector) {
		p.t.Fatalf("nobody can type into %s", selector)
	}
	p.run("typing into "+selector,
		chromedp.Focus(selector, chromedp.ByQuery),
		chromedp.Evaluate(call(`(selector) => document.querySelector(selector).select()`, selector), nil),
		input.InsertText(text))
	if got := evaluate[string](p, `(selector) => document.querySelector(selector).value`, selector); got != text {
		p.t.Fatalf("%s holds %q, not %q", selector, got, text)
	}
}

// choose takes the option with this value.
func (p *window) choose(selector, value string) {
	p.t.Helper()
	if !evaluate[bool](p, editable, selector) {
		p.t.Fatalf("nobody can choose in %s", selector)
	}
	p.run("choosing in "+selector, chromedp.SetValue(selector, value, chromedp.ByQuery))
	if got := evaluate[string](p, `(selector) => document.querySelector(selector).value`, selector); got != value {
		p.t.Fatalf("%s holds %q, not %q", selector, got, value)
	}
}

// check clicks a radio button or a box, which is chosen then.
func (p *window) check(selector string) {
	p.t.Helper()
	if !p.checked(selector) {
		p.click(selector)
	}
	if !p.checked(selector) {
		p.t.Fatalf("%s is not chosen by a click", selector)
	}
}

// attach gives a file to a field for files.
func (p *window) attach(selector, file string) {
	p.t.Helper()
	p.run("attaching to "+selector, chromedp.SetUploadFiles(selector, []string{file}, chromedp.ByQuery))
}

func (p *window) checked(selector string) bool {
	p.t.Helper()
	return evaluate[bool](p, `(selector) => document.querySelector(selector).checked`, selector)
}

// shows ends the test unless the page has such an element that people see.
func (p *window) shows(selector string) {
	p.t.Helper()
	if !evaluate[bool](p, `(selector) => [...document.querySelectorAll(selector)].some((e) => e.checkVisibility({ checkVisibilityCSS: true }))`, selector) {
		p.t.Fatalf("%s is not shown", selector)
	}
}

func (p *window) resize(to viewport) {
	p.t.Helper()
	p.run("resizing", chromedp.EmulateViewport(to.width, to.height))
}

// judge looks at the page wide and narrow.
func (p *window) judge(what string) {
	p.t.Helper()
	p.step++
	for _, size := range []viewport{wide, narrow} {
		p.resize(size)
		at := fmt.Sprintf("%s, %s at %d", p.language, what, size.width)
		p.judgeAccess(at)
		if over := evaluate[int](p, `() => document.documentElement.scrollWidth - document.documentElement.clientWidth`, ""); over > 0 {
			p.fault("%s: scrolls sideways by %d pixels", at, over)
		}
		// A certificate is in the language that was asked for on paper.
		if lang := evaluate[string](p, `() => document.documentElement.lang`, ""); lang != p.language && !strings.HasPrefix(what, "certificate") {
			p.fault("%s: is in %s", at, lang)
		}
		if folder := os.Getenv("SAMANO_SCREENSHOTS"); folder != "" {
			p.picture(filepath.Join(folder, fmt.Sprintf("%s-%s-%02d-%s-%d.png", p.name, p.language, p.step, what, size.width)))
		}
	}
	p.resize(wide)
	p.reportFaults(what)
}

// reportFaults reports what the console has said since the last report.
func (p *window) reportFaults(at string) {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, fault := range p.faults {
		p.fault("%s, by %s: %s", p.language, at, fault)
	}
	p.faults = nil
}

// violation is a rule of accessibility that a page breaks, and where.
type violation struct {
	ID    string `json:"id"`
	Help  string `json:"help"`
	Nodes []struct {
		HTML string `json:"html"`
	} `json:"nodes"`
}

func (p *window) judgeAccess(at string) {
	p.t.Helper()
	p.run("loading axe-core", chromedp.Evaluate(axe, nil))
	found := evaluate[[]violation](p, `async () => (await globalThis.axe.run(document, { resultTypes: ['violations'] })).violations`, "")
	for _, v := range found {
		var where []string
		for _, n := range v.Nodes[:min(3, len(v.Nodes))] {
			where = append(where, n.HTML)
		}
		p.fault("%s: %s: %s: %s", at, v.ID, v.Help, strings.Join(where, " | "))
	}
}

// picture writes a picture of the whole page.
func (p *window) picture(file string) {
	p.t.Helper()
	var png []byte
	p.run("a picture", chromedp.FullScreenshot(&png, 100))
	if err := os.WriteFile(file, png, 0o600); err != nil {
		p.t.Fatal(err)
	}
}

// print prints the page as its stylesheet wants it on paper, as PDF.
func (p *window) print(file string) {
	p.t.Helper()
	p.run("printing", chromedp.ActionFunc(func(ctx context.Context) error {
		pdf, _, err := page.PrintToPDF().WithPreferCSSPageSize(true).WithPrintBackground(true).Do(ctx)
		if err != nil {
			return err
		}
		return os.WriteFile(file, pdf, 0o600)
	}))
}
