# What one does with this repository. Building and running Samano needs Go alone:
#
#	go run ./cmd/samano demo

.PHONY: demo test race bench fuzz mutate assets lint setup

demo: # a synthetic country to sign in to; says at which address
	go run ./cmd/samano demo

test: setup # everything that is checked by itself
	go vet ./...
	go test ./...
	$(MAKE) race

# SQLite is translated C, and under the race detector its tests do not end: a package
# whose tests link it is left out. internal/tidy holds which packages never are.
race: # the race detector over the packages that serve many requests at once
	@packages=$$(go list -test -f '{{.ImportPath}} {{join .Deps " "}}' ./... | awk ' \
		$$1 ~ /^samano\/(access|disclosure|office|registrar|web)(\/.*)?\.test$$/ && !/ modernc\.org\/sqlite/ \
		{ sub(/\.test$$/, "", $$1); print $$1 }') && [ -n "$$packages" ] && set -x && go test -race -timeout 30m $$packages

bench: # speed and size, with the floor they are measured against
	go run ./cmd/samano bench

FUZZTIME = 20s
fuzz: # every parser of bytes from outside meets whatever the fuzzer makes, for $(FUZZTIME) each
	@grep -rl --include='*_test.go' '^func Fuzz' . | sort | while read -r file; do \
		for target in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$$file"); do \
			(set -x && go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) "$$(dirname "$$file")") || exit 1; \
		done || exit 1; done

mutate: # which small changes of the program would no test notice? make mutate MUTATE="-seed 7 -n 30 ./acts"
	go run ./internal/mutate $(MUTATE)

assets: # web/assets/dist from web/assets/src; commit the outcome
	web/assets/build.sh

lint: # linters, pinned in tools/go.mod
	@unformatted=$$(go tool -modfile=tools/go.mod gofumpt -l .); [ -z "$$unformatted" ] || { echo "gofumpt would change:"; echo "$$unformatted"; exit 1; }
	go tool -modfile=tools/go.mod staticcheck ./...
	# G304: an operator names the files; that is what a command line is for.
	go tool -modfile=tools/go.mod gosec -quiet -exclude=G304 -exclude-dir=storetest -exclude-dir=pgtest -exclude-dir=testdata ./...

setup: # what the tests need beside Go, by apt where it is missing
	@./setup.sh
