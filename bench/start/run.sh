#!/usr/bin/env bash
# bin/bench start [TIMES]
#
# From the start of takt serve to its first answer, the database being up.

# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"

build_release
bench_begin start
machine
make_shop
port=$(free_port)
serve_variables "$port" | "$python" "$root/bench/start/start.py" "$port" "${1:-20}" "$(built)"
