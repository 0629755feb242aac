#!/usr/bin/env bash
# bin/bench memory [REQUESTS]
#
# Resident memory of takt serve after 20,000 mixed requests (pages, webhooks good and bad, files), and
# whether it still grew over the last half.

# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"

build_release
bench_begin memory
machine
make_shop
sql takt -v orders=2000 -f "$root/bench/orders/seed.sql"
port=$(free_port)
serve "$port"
"$python" "$root/bench/memory/mixed.py" "$port" "$cookie" "$project" "$hook" "$server" "${1:-20000}"
