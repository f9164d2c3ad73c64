package node_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"samano/access"
	"samano/keys"
	"samano/node"
	"samano/web"
)

// owners returns the modules whose literal names the route: of several entries the longest.
func owners(modules []node.Module, route string) (out []string) {
	longest := 0
	for _, m := range modules {
		for _, entry := range m.Routes {
			if route != entry && (entry == "/" || !strings.HasPrefix(route, strings.TrimSuffix(entry, "/")+"/")) {
				continue
			}
			if len(entry) > longest {
				out, longest = nil, len(entry)
			}
			if len(entry) == longest {
				out = append(out, m.Name)
			}
		}
	}
	return out
}

// wrongRoutes returns the routes that no module names, or several, or that say nothing of a look.
func wrongRoutes(modules []node.Module, routes map[string]access.LookPurpose) (wrong []string) {
	for route, reads := range routes {
		if n := len(owners(modules, route)); n != 1 {
			wrong = append(wrong, route)
		} else if reads.Check() != nil {
			wrong = append(wrong, route)
		}
	}
	slices.Sort(wrong)
	return wrong
}

// Every route stands in one module's literal and says which look it takes and for which purpose,
// or why it takes none.
func TestEveryRouteSaysWhatItReads(t *testing.T) {
	routes := web.Routes()
	if wrong := wrongRoutes(node.Modules(), routes); len(wrong) > 0 {
		t.Errorf("of no module, of several, or without a look: %q", wrong)
	}
	planted := maps.Clone(routes)
	planted["GET /nowhere"] = access.LookPurpose{None: "nothing"}
	planted["GET /search"] = access.LookPurpose{}
	planted["GET /household/{ticket}"] = access.LookPurpose{What: access.WhatHousehold}
	if wrong := wrongRoutes(node.Modules(), planted); !slices.Equal(wrong, []string{"GET /household/{ticket}", "GET /nowhere", "GET /search"}) {
		t.Errorf("of three planted offenders it finds %q", wrong)
	}
	for _, m := range node.Modules() {
		for _, entry := range m.Routes {
			if !slices.ContainsFunc(slices.Collect(maps.Keys(routes)), func(r string) bool {
				return slices.Contains(owners([]node.Module{{Name: "x", Routes: []string{entry}}}, r), "x")
			}) {
				t.Errorf("%s serves %s, which there is not", m.Name, entry)
			}
		}
	}
}

// Every permission, every file of words and every use of a key that something asks for belongs to
// one module; every job says what keeps several processes from harm.
func TestModulesShareNothing(t *testing.T) {
	permissions, uses, names := map[access.Permission]int{}, map[keys.Use]int{}, map[string]int{}
	for _, m := range node.Modules() {
		names[m.Name]++
		for _, p := range m.Permissions {
			permissions[p]++
		}
		for _, u := range m.Keys {
			uses[u]++
		}
		for _, j := range m.Jobs {
			if names[j.Name]++; j.Lease == "" || j.Run == nil {
				t.Errorf("the job %q of %s says nothing of other processes, or does nothing", j.Name, m.Name)
			}
		}
	}
	for _, p := range access.Permissions() {
		if permissions[p] != 1 {
			t.Errorf("the permission %s belongs to %d modules", p, permissions[p])
		}
	}
	for _, u := range keys.Uses() {
		nobodyYet := u == keys.Sector || u == keys.Person
		if n := uses[u]; n > 1 || n == 0 != nobodyYet {
			t.Errorf("the use %s of keys belongs to %d modules", u, n)
		}
	}
	words := map[string]int{"errors_cmd.toml": 1} // of the command line, which is no module
	for _, m := range node.Modules() {
		for _, file := range m.Words {
			words[file]++
		}
	}
	files, err := os.ReadDir(filepath.Join("..", "lang", "en"))
	must(t, err)
	for _, f := range files {
		if words[f.Name()] != 1 {
			t.Errorf("the words of %s belong to %d modules", f.Name(), words[f.Name()])
		}
		delete(words, f.Name())
	}
	if len(words) > 0 {
		t.Errorf("there are no words in %v", words)
	}
	for name, n := range names {
		if n > 1 {
			t.Errorf("%d are called %s", n, name)
		}
	}
}
