#!/usr/bin/env bash
# bin/bench intake [SECONDS] [ROUNDS]
#
# Webhooks stored a second through the whole program (8 connections, fsync on), beside pgbench saying
# the same statements in the same trips with 8 clients: recorded from the program, so that they cannot
# drift apart. Rounds alternate; the ratio is that of the medians.

# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"

seconds=${1:-12}
rounds=${2:-3}
need_packages bench
build_release
bench_begin intake
machine
make_shop

# Ten webhooks of one order with the rules at hand and every statement prepared: what is said then.
sql takt -c 'ALTER DATABASE takt SET log_min_duration_statement = 0' -c 'ALTER DATABASE takt SET log_parameter_max_length = -1'
port=$(free_port)
serve "$port" --no-work
"$python" "$root/bench/intake/ten.py" "$port" "$hook" 424241
from=$(stat -c %s "$home/log")
"$python" "$root/bench/intake/ten.py" "$port" "$hook" 424242
tail -c "+$((from + 1))" "$home/log" | "$python" "$root/bench/intake/record.py" 424242 "$work/script.sql"
stop_serving "$server"
sql takt -c 'ALTER DATABASE takt RESET ALL'
say "recorded $(grep -c ';$' "$work/script.sql") statements in $(grep -c '^.endpipeline' "$work/script.sql") trips"

port=$(free_port)
serve "$port" --no-work
mapfile -d '' -t values <"$work/script.sql.values"

# Both print: webhooks a second, milliseconds at p50 and p95 where known.
through_pgbench() {
    "$pg/pgbench" -n -M prepared -c 8 -j 1 -T "$1" -f "$work/script.sql" -D n="$((round * 100000))" "${values[@]}" \
        "host=$socket dbname=takt user=takt_app" >"$work/pgbench.log" 2>&1 || die "pgbench: $(tail -n 1 "$work/pgbench.log")"
    awk '/^tps/ { printf "%.1f\n", $3 * 10 }' "$work/pgbench.log"
}
through_program() {
    local before after requests took errors p50 p95
    before=$(sql takt -c "SELECT count(*) FROM status_events")
    read -r requests took errors p50 p95 < <(FIRST_ORDER=$((2000000 + round * 10000000)) HOST_NAME=127.0.0.1:$port \
        wrk -t1 -c8 -d "$1s" --timeout 20s -s "$root/bench/intake/hook.lua" "http://127.0.0.1:$port$hook" | sed -n 's/^RESULT //p')
    after=$(sql takt -c "SELECT count(*) FROM status_events")
    [ "$errors" = 0 ] || die "$errors webhooks were not answered with 200"
    # What is underway when the time is up may be stored without having been counted.
    [ "$((after - before))" -ge "$requests" ] || die "$requests were acknowledged, $((after - before)) are stored"
    awk -v n="$requests" -v s="$took" -v a="$p50" -v b="$p95" 'BEGIN { printf "%.1f %s %s\n", n / s, a, b }'
}

round=0
through_pgbench 4 >/dev/null
through_program 4 >/dev/null
: >"$work/pairs"
for ((round = 1; round <= rounds; round++)); do
    sql takt -c CHECKPOINT
    database=$(through_pgbench "$seconds")
    sql takt -c CHECKPOINT
    program=$(through_program "$seconds")
    echo "$database $program" | tee -a "$work/pairs" | awk '{ printf "pgbench %.0f/s, Takt %.0f/s (p50 %.2f ms, p95 %.2f ms)\n", $1, $2, $3, $4 }'
done
"$python" - "$work/pairs" <<'END'
import statistics, sys
pairs = [[float(x) for x in line.split()] for line in open(sys.argv[1])]
database, program = (statistics.median(pair[i] for pair in pairs) for i in (0, 1))
print(f"ratio {program / database:.2f} (medians: Takt {program:.0f}/s, pgbench {database:.0f}/s); bar 0.60")
END
