#!/usr/bin/env bash
# bin/prove restart [OUTAGES]
#
# F4: the database server stopped fast, stopped at once or killed under load: meanwhile 503 with
# Retry-After, stored again within five seconds, nothing acknowledged lost, the program not started again.

# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"

prove_begin restart
"$python" "$root/bench/prove/restart/restart.py" "$first_port" "$hook" "${1:-30}"
