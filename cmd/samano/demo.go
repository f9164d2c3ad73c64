package main

type demoCmd struct{}
type serveCmd struct{}
type benchCmd struct{}

func (*demoCmd) Run() error  { return nil }
func (*serveCmd) Run() error { return nil }
func (*benchCmd) Run() error { return nil }
