#!/usr/bin/env bash
# bin/prove threads [FILTER]
#
# The tests under the thread sanitizer, two at a time: no report. Left out are the long proofs, whose processes have an
# environment of their own. A test that fails because everything is ten times slower is named, but proves nothing
# about threads.

# shellcheck source-path=SCRIPTDIR source=../../lib.sh
. "$(dirname "$0")/../../lib.sh"

work=$here/prove-threads
mkdir -p "$work"
rm -f "$work"/report.*
machine
eval "$("$root/bin/test" --env)"
say "building the tests with their instruments"
(cd "$root" && swift build --build-tests --sanitize=thread --scratch-path "$work/build") >"$work/build.log" 2>&1 ||
    die "$(tail -n 20 "$work/build.log")"
clang=$(dirname "$(readlink -f "$(command -v swift)")")/clang
"$clang" -O1 -Wall -Werror -shared -fPIC -o "$work/locks.so" "$root/bench/prove/threads/locks.c"

cd "$root"
NO_COLOR=1 LD_PRELOAD=$work/locks.so TSAN_OPTIONS="halt_on_error=0 log_path=$work/report" \
    timeout --foreground --kill-after=10 5400 "$work/build/debug/taktPackageTests.xctest" \
    --testing-library swift-testing --experimental-maximum-parallelization-width 2 --skip ProofTests ${1:+--filter "$1"} \
    >"$work/tests.log" 2>&1 || true
grep -aE '^✘ Test |Test run with' "$work/tests.log" || die "the tests ended early: see ${work#"$root/"}/tests.log"
reports=$(cat "$work"/report.* 2>/dev/null | grep -c 'WARNING: ThreadSanitizer' || true)
say "reports of the thread sanitizer: $reports"
[ "$reports" = 0 ]
