#!/usr/bin/env bash
# bin/bench orders [ORDERS|again]
#
# Server time of the signed-in Orders page with 100,000 orders of ten events each, after the program
# has derived them all (measured, too); again: with the orders of the last time.
# What each list query does stands in .local/bench-orders/explain.txt.

# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"

orders=${1:-100000}
build_release
[ "$orders" != again ] || keep_database=yes
bench_begin orders
machine
if [ "$orders" = again ]; then
    sql takt -c 'ALTER DATABASE takt RESET ALL'
    sign_in
    port=$(free_port)
    serve "$port" --no-work
else
    make_shop
    sql takt -v orders="$orders" -f "$root/bench/orders/seed.sql"
    sql takt -c "SELECT (SELECT count(*) FROM orders) || ' orders, ' || (SELECT count(*) FROM status_events) || ' events'"
    port=$(free_port)
    serve "$port"
    started=$(date +%s.%N)
    sql takt >/dev/null -c "INSERT INTO jobs (organization_id, kind, payload, key)
        SELECT organization_id, 'recompute_orders', jsonb_build_object('project', upper(id::text)), id::text FROM projects"
    for ((i = 0; i < 1200; i++)); do
        [ "$(sql takt -c 'SELECT count(*) FROM jobs')" != 0 ] || break
        sleep 0.5
    done
    left=$(sql takt -c 'SELECT count(*) FROM orders WHERE rules_number = 0')
    [ "$left" = 0 ] || die "$left orders were not derived in ten minutes"
    "$python" -c "import sys, time; s = time.time() - float(sys.argv[1]); n = int(sys.argv[2]); print(f'derived in {s:.1f} s: {n / s:.0f} orders and {10 * n / s:.0f} events a second')" "$started" "$orders"
    sql takt -c 'VACUUM ANALYZE'
    sql takt -c "SELECT count(*) FILTER (WHERE closed_at IS NULL) || ' open, ' || count(*) FILTER (WHERE closed_at IS NULL AND over_at <= now())
        || ' over, ' || count(*) FILTER (WHERE closed_at IS NULL AND near_at <= now() AND over_at > now()) || ' near' FROM orders"
fi

"$python" "$root/bench/orders/pages.py" "$port" "$cookie" "$project"

# The plans as the program's own session gets them: takt_app, row-level security, prepared statements.
from=$(stat -c %s "$home/log")
for setting in "session_preload_libraries = 'auto_explain'" 'auto_explain.log_min_duration = 0' \
    'auto_explain.log_analyze = on' 'auto_explain.log_buffers = on' 'log_min_duration_statement = -1'; do
    sql takt -c "LOAD 'auto_explain'" -c "ALTER DATABASE takt SET $setting"
done
port=$(free_port)
serve "$port" --no-work
"$python" "$root/bench/orders/pages.py" "$port" "$cookie" "$project" once
tail -c "+$((from + 1))" "$home/log" | "$python" "$root/bench/plans.py" orders >"$work/explain.txt"
head -n 1 "$work/explain.txt"
say "the plans are in ${work#"$root"/}/explain.txt, the slowest first"
