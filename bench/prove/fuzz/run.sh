#!/usr/bin/env bash
# bin/prove fuzz [SECONDS] [TARGET…]
#
# Every parser of what strangers send, for SECONDS (60) each behind libFuzzer with the address sanitizer: no crash, no
# leak of memory, no input that takes longer than 5 s or more than 1 GB. What reaches new code is kept, made small, in
# Tests/Fixtures/corpus/TARGET.tar.gz, and is where the next run begins.

# shellcheck source-path=SCRIPTDIR source=../../lib.sh
. "$(dirname "$0")/../../lib.sh"

seconds=${1:-60}
shift || true
work=$here/prove-fuzz
mkdir -p "$work"
machine
say "building the parsers with their instruments"
TAKT_FUZZ=yes swift build -c release --product Fuzz --scratch-path "$work/build" \
    -Xswiftc -sanitize=fuzzer,address -Xswiftc -use-ld=lld >"$work/build.log" 2>&1 || die "$(tail -n 20 "$work/build.log")"
program=$work/build/release/Fuzz
read -ra targets <<<"${*:-$(TAKT_FUZZ_TARGET='' "$program" 2>/dev/null | sed 's/.*one of //')}"
[ "${#targets[@]}" -gt 0 ] || die "the program names no targets"

failed=0
for target in "${targets[@]}"; do
    kept=$root/Tests/Fixtures/corpus/$target.tar.gz corpus=$work/$target.corpus found=$work/$target
    rm -rf "$corpus" "$found" "$work/$target.small"
    mkdir -p "$corpus" "$found" "$work/$target.small"
    [ ! -f "$kept" ] || tar -xzf "$kept" -C "$corpus"
    if TAKT_FUZZ_TARGET=$target "$program" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=1024 -max_len=4096 \
        -artifact_prefix="$work/$target-" -print_final_stats=1 "$found" "$corpus" >"$work/$target.log" 2>&1; then
        verdict=holds
    else
        verdict=BROKEN failed=1
    fi
    runs=$(awk '/stat::number_of_executed_units/ { print $2 }' "$work/$target.log")
    if TAKT_FUZZ_TARGET=$target "$program" -merge=1 -max_len=4096 "$work/$target.small" "$corpus" "$found" \
        >>"$work/$target.log" 2>&1; then
        tar -C "$work/$target.small" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -c . | gzip -9n >"$kept"
    fi
    say "$verdict: $target, ${runs:-?} inputs in $seconds s, log in ${work#"$root/"}/$target.log"
done
exit "$failed"
