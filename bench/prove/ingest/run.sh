#!/usr/bin/env bash
# bin/prove ingest [EVENTS] [KILLS]
#
# F1: 20,000 events against two processes of takt serve that are killed a hundred times and more: what was
# acknowledged is stored, each event once, and what is derived is what a derivation from nothing gives.

# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"

prove_begin ingest
second_port=$(free_port)
"$python" "$root/bench/prove/ingest/ingest.py" "$first_port" "$second_port" "$hook" "${1:-20000}" "${2:-120}"
