#!/usr/bin/env bash
# bin/prove counters [SECONDS]
#
# Eight connections enter, move, hand over, delete and restore leads at random for so long, 60 seconds unless told: the
# counters and sums of each stage and person are then what a count of the leads says.

# shellcheck source-path=SCRIPTDIR source=../../lib.sh
. "$(dirname "$0")/../../lib.sh"

machine
eval "$("$root/bin/test" --env)"
cd "$root"
swift build --build-tests >&2
NO_COLOR=1 TAKT_SECONDS=${1:-60} "$(swift build --show-bin-path)/taktPackageTests.xctest" --testing-library swift-testing \
    --filter 'LeadCountTests' | grep -aE '^counters|^✘|passed after|Test run with'
