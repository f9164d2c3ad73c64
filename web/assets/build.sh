#!/bin/sh
# Makes web/assets/dist from web/assets/src: one stylesheet, the fonts it names, the icon, the
# script of passkeys and the licences. Run it (or `make assets`) after a change in src/ or of a pin below, and commit dist/:
# `go build` embeds what is committed and needs no node.
#
# Names carry the first 10 hex digits of the content's SHA-256, so that a browser may keep a file
# for ever. Needs: node, npm (it fetches the three packages), sha256sum, gzip.
set -eu

GOVUK_FRONTEND=6.6.0
NOTO_SANS_LAO=5.3.0
NOTO_SANS=5.3.0
SASS=1.108.2

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$work"
printf '{"private":true}\n' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts \
	"govuk-frontend@$GOVUK_FRONTEND" "@fontsource/noto-sans-lao@$NOTO_SANS_LAO" \
	"@fontsource/noto-sans@$NOTO_SANS" "sass@$SASS"

out="$work/dist"
mkdir -p "$out/LICENSES"

hashed() { # file, base name, extension -> name with the hash of the content
	printf '%s-%s.%s' "$2" "$(sha256sum "$1" | cut -c1-10)" "$3"
}

cp -R "$here/src" src
fonts=node_modules/@fontsource
cp "$fonts/noto-sans-lao/files/noto-sans-lao-lao-400-normal.woff2" noto-sans-lao-400.woff2
cp "$fonts/noto-sans-lao/files/noto-sans-lao-lao-700-normal.woff2" noto-sans-lao-700.woff2
for w in 400 700; do
	cp "$fonts/noto-sans/files/noto-sans-latin-$w-normal.woff2" "noto-sans-latin-$w.woff2"
	cp "$fonts/noto-sans/files/noto-sans-vietnamese-$w-normal.woff2" "noto-sans-vietnamese-$w.woff2"
done

npx sass --quiet-deps --no-source-map --style=compressed \
	--load-path=src --load-path=node_modules/govuk-frontend/dist src/samano.scss samano.css

for font in *.woff2; do
	name=$(hashed "$font" "${font%.woff2}" woff2)
	cp "$font" "$out/$name"
	sed -i "s|url(\"*$font\"*)|url($name)|g" samano.css
done
cp samano.css "$out/$(hashed samano.css samano css)"
cp src/icon.svg "$out/$(hashed src/icon.svg icon svg)"
cp src/passkey.js "$out/$(hashed src/passkey.js passkey js)"

# Text is kept compressed beside itself: the server has no work with it and the line has a quarter
# of the bytes. -n leaves name and time out, so that the same source gives the same bytes.
for f in "$out"/*.css "$out"/*.svg "$out"/*.js; do
	gzip -9 -n -k "$f"
done

cp "$fonts/noto-sans-lao/LICENSE" "$out/LICENSES/noto-sans-lao.OFL.txt"
cp "$fonts/noto-sans/LICENSE" "$out/LICENSES/noto-sans.OFL.txt"
cp "$here/src/govuk-frontend.MIT.txt" "$out/LICENSES/govuk-frontend.MIT.txt"

rm -rf "$here/dist"
cp -R "$out" "$here/dist"
cd "$here/dist" && wc -c -- *
