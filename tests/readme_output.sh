#!/usr/bin/env bash
# Holds the README against the program: what it says scripts/run prints is what is printed.
#   tests/readme_output.sh <repository> <program>
set -euo pipefail
cd "$1"
out="$(mktemp -d)"
trap 'rm -rf "$out"' EXIT
arguments="$(sed -n 's/^exec build\/release\/loadshare \(.*\) --out report$/\1/p' scripts/run)"
[ -n "${arguments// /}" ] || { echo "scripts/run does not end in the analyze command that this test reads" >&2; exit 1; }
# shellcheck disable=SC2086
"$2" $arguments --out "$out/report" | sed "s#$out/report/#report/#" >"$out/printed"
awk '/^```$/ { if (inside) exit; getline first; if (first ~ /^Who held the tension/) { inside = 1; print first; next } } inside' README.md >"$out/said"
[ -s "$out/said" ] || { echo "README.md holds no verdict" >&2; exit 1; }
# Word for word; a number may be one off in its last place, which rounding tips either way on another processor.
awk 'function is_number(word) { return word ~ /^<?-?[0-9]+(\.[0-9]+)?$/ }
  function differ(a, b, gap) { if (a == b) return 0; if (!is_number(a) || !is_number(b)) return 1
    gap = a - b; return (gap < 0 ? -gap : gap) > (a > 1000 ? a / 500 : 1) }
  NR == FNR { said[++n] = $0; next }
  { count = split(said[++m], word); bad = count != NF
    for (i = 1; i <= NF && !bad; ++i) bad = differ(word[i], $i)
    if (bad) { print "-" said[m]; print "+" $0; failed = 1 } }
  END { exit failed || n != m }' "$out/said" "$out/printed" ||
  { echo "README.md says (-) what the program does not print (+)" >&2; exit 1; }
