// Package disclosure owns who may see what of whom, once package access has said that
// somebody may read at all: whom a protection covers ([Cover]), who is of an office's own
// area and which residences are outside it ([Area]), whom a document, an act or a proposal
// names ([Named]), what findings may tell ([Redact], [LookAtFindings]), and which sides of an
// act a reader sees ([Sides]). Whatever shows people asks here: pages, commands, applications,
// adjudications, papers and lists.
package disclosure
