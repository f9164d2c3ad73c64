#!/bin/sh
# Installs what Samano's tests need beside Go: a PostgreSQL server that they can
# start for themselves, Chromium and node for the pages, Lao type, and poppler to
# read printed paper back. Running Samano needs none of it.
#
# Only what is missing is installed, by apt, as root or with sudo; a second run
# does nothing. `make setup` and `make test` call it.
set -eu
cd "$(dirname "$0")"

# Debian installs a PostgreSQL server's programs beside its version, outside PATH.
has_postgresql() {
	for dir in $(printf %s "$PATH" | tr ':' ' ') /usr/lib/postgresql/*/bin; do
		[ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ] && [ -x "$dir/postgres" ] && return
	done
	return 1
}
has_chromium() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null; }
has_lao_font() {
	[ -e /usr/share/fonts/truetype/noto/NotoSansLao-Regular.ttf ] ||
		{ command -v fc-list >/dev/null && fc-list :lang=lo | grep -qi noto; }
}

missing() { # prints the packages that are not there
	has_postgresql || echo postgresql
	has_chromium || echo chromium
	command -v node >/dev/null || echo nodejs
	# Some builds of nodejs bring npm along and conflict with Debian's package, so
	# npm is asked for by itself only when node is there without it.
	! command -v node >/dev/null || command -v npm >/dev/null || echo npm
	has_lao_font || echo fonts-noto-core
	command -v pdftotext >/dev/null || echo poppler-utils
}

give_up() { # why, packages
	echo "setup: $1" >&2
	echo "setup: the tests need these Debian packages, or their like: $2" >&2
	echo "setup: install them, for example by: sudo apt-get install $2" >&2
	exit 1
}

# What drives the browser comes from npm, as the lock file pins it.
install_browser_driver() {
	lock=web/browser/package-lock.json
	[ -e "$lock" ] || return 0
	done=web/browser/node_modules/.package-lock.json
	[ -e "$done" ] && [ ! "$lock" -nt "$done" ] && return 0
	echo "setup: installing what $lock pins"
	(cd web/browser && npm ci --silent --no-audit --no-fund --ignore-scripts) </dev/null
}

# Twice, because npm can be judged only once node is there.
for round in 1 2; do
	packages=$(missing | tr '\n' ' ')
	packages=${packages% }
	[ -n "$packages" ] || break

	command -v apt-get >/dev/null || give_up "no apt-get on this machine" "$packages"
	as_root=
	if [ "$(id -u)" != 0 ]; then
		command -v sudo >/dev/null || give_up "not root, and no sudo on this machine" "$packages"
		# With nobody at a terminal sudo must not ask for a password.
		if [ -t 0 ]; then as_root=sudo; else as_root="sudo -n"; fi
	fi

	echo "setup: installing $packages"
	[ "$round" = 2 ] || $as_root apt-get update -qq || give_up "apt-get update failed" "$packages"
	# shellcheck disable=SC2086 # the words are the packages
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages </dev/null ||
		give_up "apt-get install failed" "$packages"
done

packages=$(missing | tr '\n' ' ')
[ -z "$packages" ] || give_up "still missing after installing" "$packages"

install_browser_driver
