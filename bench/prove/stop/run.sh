#!/usr/bin/env bash
# bin/prove stop [TIMES]
#
# F18: SIGTERM under load: what was accepted is answered, the process ends with 0 within 25 seconds.

# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"

prove_begin stop
sql takt -v orders=1000 -f "$root/bench/orders/seed.sql"
"$python" "$root/bench/prove/stop/stop.py" "$first_port" "$hook" "$cookie" "$project" "${1:-10}"
