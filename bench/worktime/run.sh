#!/usr/bin/env bash
# bin/bench worktime
#
# Working-time intervals, deadlines and calendars a second on one core, and orders derived a second.
# First the cases: a fast wrong answer is not measured.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
cd "$root"
swift build -c release --product takt >&2
takt=$(swift build -c release --show-bin-path)/takt
"$takt" worktime --cases Tests/Fixtures/worktime-cases.jsonl
if command -v taskset >/dev/null; then exec taskset -c 0 "$takt" worktime --speed; fi
exec "$takt" worktime --speed
