#!/bin/sh
# Installs what Samano's tests need beside Go: a PostgreSQL server that they can start
# for themselves, Chromium for the pages, Lao type, poppler to read printed paper back,
# and a C compiler for the race detector. Running Samano needs none of it.
#
# Only what is missing is installed, by apt, as root or with sudo; a second run changes
# nothing. What is there is run and asked for its version, because a name in PATH proves
# nothing. `make setup` and `make test` call this script.
set -eu
cd "$(dirname "$0")"

# The oldest versions that the tests run with.
postgresql_least=15 # internal/sqldb refuses older servers
chromium_least=121  # the browser tests ask an element with checkVisibility whether it is seen

say() { echo "setup: $1" >&2; }

# at_least reports whether the first number of a program's answer is at least $2.
at_least() { # answer, least
	major=$(printf %s "$1" | sed -n 's/^[^0-9]*\([0-9][0-9]*\).*/\1/p' | head -n 1)
	[ -n "$major" ] && [ "$major" -ge "$2" ]
}

# Debian installs a PostgreSQL server's programs beside its version, outside PATH.
has_postgresql() {
	for dir in $(printf %s "$PATH" | tr ':' ' ') /usr/lib/postgresql/*/bin; do
		[ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ] && [ -x "$dir/postgres" ] || continue
		at_least "$("$dir/postgres" --version 2>/dev/null)" "$postgresql_least" && return
	done
	return 1
}

has_chromium() {
	for program in chromium chromium-browser; do
		command -v "$program" >/dev/null || continue
		# It writes to its home, and complains there, also when it is only asked for its version.
		at_least "$("$program" --version 2>/dev/null)" "$chromium_least" && return
	done
	return 1
}

has_lao_font() {
	[ -e /usr/share/fonts/truetype/noto/NotoSansLao-Regular.ttf ] ||
		{ command -v fc-list >/dev/null && fc-list :lang=lo | grep -qi noto; }
}

# A compiler without the C library's headers cannot build what cgo needs.
has_c_compiler() {
	printf '#include <stdlib.h>\nint main(void) { return 0; }\n' | "${CC:-gcc}" -x c -o /dev/null - 2>/dev/null
}

missing() { # prints the packages that are not there
	has_postgresql || echo postgresql
	has_chromium || echo chromium
	has_lao_font || echo fonts-noto-core
	pdftoppm -v >/dev/null 2>&1 || echo poppler-utils
	has_c_compiler || echo gcc libc6-dev
}

give_up() { # why, packages
	say "$1"
	say "the tests need these Debian packages, or their like: $2"
	say "(PostgreSQL $postgresql_least or later, Chromium $chromium_least or later)"
	say "install them, for example by: sudo apt-get install $2"
	exit 1
}

# Go is not installed from here: Debian's is too old, and which one is used is the
# reader's choice. With GOTOOLCHAIN as it comes, an older Go fetches the one that go.mod
# names; what is compared is the one that runs in the end.
check_go() {
	command -v go >/dev/null || { say "there is no go in PATH; see https://go.dev/doc/install"; exit 1; }
	wanted=$(sed -n 's/^go //p' go.mod)
	found=$(go env GOVERSION 2>&1) || { say "go does not run: $found"; exit 1; }
	older=$(printf '%s\n%s\n' "$wanted" "${found#go}" | sort -V | head -n 1)
	[ "$older" = "$wanted" ] || { say "this is $found; go.mod needs Go $wanted or later"; exit 1; }
}

check_go
packages=$(missing | tr '\n' ' ')
packages=${packages% }
[ -n "$packages" ] || exit 0

command -v apt-get >/dev/null || give_up "no apt-get on this machine" "$packages"
as_root=
if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null || give_up "not root, and no sudo on this machine" "$packages"
	# With nobody at a terminal sudo must not ask for a password.
	if [ -t 0 ]; then as_root=sudo; else as_root="sudo -n"; fi
fi

echo "setup: installing $packages"
$as_root apt-get update -qq || give_up "apt-get update failed" "$packages"
# shellcheck disable=SC2086 # the words are the packages
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages </dev/null ||
	give_up "apt-get install failed" "$packages"

packages=$(missing | tr '\n' ' ')
packages=${packages% }
[ -z "$packages" ] || give_up "after installing, these are still missing, too old, or do not run" "$packages"
