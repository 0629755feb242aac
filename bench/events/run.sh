#!/usr/bin/env bash
# bin/bench events [STREAMS]
#
# Open pages that are told what changes (A9): 500 streams of fifty people in one process, their memory and
# processor while nothing happens, and how long a webhook's change takes to reach all of them.

# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"

build_release
bench_begin events
machine
make_shop
sql takt -f "$root/bench/events/people.sql"
eval "$(declare -f serve_variables | sed '1s/serve_variables/common_variables/')"
serve_variables() {
    common_variables "$1"
    printf '%s\n' TAKT_STREAMS_PER_ORGANIZATION=2000 TAKT_CONNECTIONS=3000 TAKT_CONNECTIONS_PER_ADDRESS=3000
}
port=$(free_port)
serve "$port"
"$python" "$root/bench/events/streams.py" "$port" "$project" "$hook" "$server" "${1:-500}"
