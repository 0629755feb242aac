#!/usr/bin/env bash
# bin/bench spine
#
# Every measurement of bench/RESULTS.md one after the other, and one table of their figures.

# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"

out=$here/bench-spine
mkdir -p "$out"
for name in worktime templates orders intake memory start; do
    [ -f "$root/bench/$name/run.sh" ] || continue
    say "== $name"
    bash "$root/bench/$name/run.sh" >"$out/$name.txt" || say "$name failed"
done
machine
printf '| %-9s | figure\n|-----------|--------\n' what
row() { sed -n "s/$2/| $1 | \\1/p" "$out/$1.txt" 2>/dev/null | tail -n 3; }
row worktime '^\(.*second.*\)$'
row templates '^\(.*\(ratio\|times\).*\)$'
row orders '^\(server time .*\)$'
row intake '^\(ratio .*\)$'
row memory '^\(resident after .*\)$'
row start '^\(.*first 200.*\)$'
