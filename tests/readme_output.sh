#!/usr/bin/env bash
# Holds the README against the program: what it says scripts/run prints is what is printed.
#   tests/readme_output.sh <repository> <program>
set -euo pipefail
cd "$1"
out="$(mktemp -d)"
trap 'rm -rf "$out"' EXIT
arguments="$(sed -n 's/^exec build\/release\/loadshare \(.*\) \\$/\1/p' scripts/run) $(sed -n 's/^  \(--model.*\) --out report$/\1/p' scripts/run)"
[ -n "${arguments// /}" ] || { echo "scripts/run does not end in the analyze command that this test reads" >&2; exit 1; }
# shellcheck disable=SC2086
"$2" $arguments --out "$out/report" | sed "s#$out/report/#report/#" >"$out/printed"
awk '/^```$/ { if (inside) exit; getline first; if (first ~ /^Who held the tension/) { inside = 1; print first; next } } inside' README.md >"$out/said"
[ -s "$out/said" ] || { echo "README.md holds no verdict" >&2; exit 1; }
diff -u "$out/said" "$out/printed" || { echo "README.md says (-) what the program does not print (+)" >&2; exit 1; }
