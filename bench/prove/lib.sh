# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # shares its variables with bench/lib.sh and those who source it
# What the proofs share beyond bench/lib.sh. Sourced, never run.
# shellcheck source=../lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

# prove_begin NAME: a cluster, a shop, and the settings that the Python part starts the program with.
prove_begin() {
    build_release
    bench_begin "prove-$1"
    machine
    make_shop
    first_port=$(free_port)
    rm -f "$work"/serve-*.log
    PROVE_SETTINGS=$(serve_variables "$first_port")
    PROVE_PROGRAM=$(built)
    export PROVE_SETTINGS PROVE_PROGRAM PROVE_PG=$pg PROVE_PSQL="$superuser dbname=takt"
    export PROVE_OWNER=$owner PROVE_DATA=$data PROVE_LOG=$home/log
}
