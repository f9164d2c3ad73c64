package tidy

import (
	"go/token"
	"go/types"
	"testing"
)

// measures registers acts of a made-up country to measure the writing transaction alone; its
// package comment says why.
const measures = "bench"

// registering lists where a package hands acts to the registrar or runs a load.
func registering(p *program, in *typedPackage) []token.Position {
	var out []token.Position
	for id, object := range in.info.Uses {
		f, ok := object.(*types.Func)
		if !ok || f.Pkg() == nil {
			continue
		}
		method := f.Signature().Recv() != nil
		switch path := f.Pkg().Path(); {
		case path == own+"registrar" && method && f.Name() == "Register":
		case path == own+"registrar/load" && !method:
		default:
			continue
		}
		out = append(out, p.fset.Position(id.Pos()))
	}
	return out
}

// Acts are handed to the registrar by office alone, where competence, four eyes and the own
// office are asked.
func TestOfficeAloneRegisters(t *testing.T) {
	p := load(t)
	for _, in := range p.packages {
		if in.name == "office" || in.name == measures || tree(in.name) == "registrar" || isForTests(in.name) {
			continue
		}
		for _, at := range registering(p, in) {
			t.Errorf("%s registers acts past office", at)
		}
	}
}

func TestWhoRegistersIsFound(t *testing.T) {
	p := load(t)
	in := p.offender(t, "offender", `package offender

import (
	"context"

	"samano/registrar"
	"samano/registrar/load"
)

func past(ctx context.Context, r *registrar.Registrar) error {
	if _, err := r.Register(ctx, registrar.Request{}); err != nil { // 1
		return err
	}
	hand := r.Register // 2
	_, err := hand(ctx, registrar.Request{})
	if err != nil {
		return err
	}
	_, err = r.Examine(ctx, nil)
	if err != nil {
		return err
	}
	return load.Run(ctx, load.Loading{}, nil, nil) // 3
}
`)
	if got := registering(p, in); len(got) != 3 {
		t.Errorf("found %d of 3: %v", len(got), got)
	}
}
