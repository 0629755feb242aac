#!/usr/bin/env bash
# bin/prove restore [SECONDS]
#
# F20, the rehearsal of a restore, while webhooks are taken the whole time: a dump as takt_backup is loaded
# into a second cluster; a base backup and the archived log are restored to the second before a wrong
# TRUNCATE. After each: what was acknowledged before is there, takt check passes with the same keys, the
# walls between organizations stand, and takt serve serves it. The cluster that was backed up stays alone.

# shellcheck disable=SC2034,SC2154 # shares its variables with those it sources
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"

seconds=${1:-6}
prove_begin restore
failed=0
claim() { # claim WORDS COMMAND…
    local words=$1
    shift
    if "$@"; then echo "holds: $words"; else echo "FAILS: $words" && failed=1; fi
}

archive=$home/archive second=$home/second second_socket=$home/second-socket
as_owner rm -rf "$second" "$archive" "$home/dump" "$home/base"
as_owner mkdir -p "$archive" "$second_socket"
as_owner chmod 700 "$second_socket"
printf '%s\n' 'archive_mode = on' "archive_command = 'test ! -f $archive/%f && cp %p $archive/%f'" 'archive_timeout = 60s' |
    as_owner tee -a "$data/takt.conf" >/dev/null
as_owner "$pg/pg_ctl" -D "$data" -l "$home/log" -t 120 -s -w -m fast restart 8>&-

second_sql() { local database=$1; shift; PGOPTIONS="-c client_min_messages=warning" "$pg/psql" -XqAt -v ON_ERROR_STOP=1 -d "host=$second_socket user=postgres dbname=$database" "$@"; }
start_second() {
    cluster_settings durable | sed "s#$socket#$second_socket#" | as_owner tee "$second/takt.conf" >/dev/null
    as_owner "$pg/pg_ctl" -D "$second" -l "$home/second.log" -t 120 -s -w start 8>&- >/dev/null
}
stop_second() { as_owner "$pg/pg_ctl" -D "$second" -m fast -s -w stop >/dev/null 2>&1 || true; }
trap 'stop_second; bench_end' EXIT

# What must be alike on both sides beyond the rows: owners, grants, policies, functions, constraints.
# shellcheck disable=SC2016
catalogue="SELECT md5(string_agg(line, E'\n' ORDER BY line)) FROM (
    SELECT concat_ws(' ', 'table', relname, relowner::regrole, relrowsecurity, relforcerowsecurity, (SELECT string_agg(a::text, ',' ORDER BY a::text) FROM unnest(relacl) a)) AS line
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'S')
    UNION ALL SELECT concat_ws(' ', 'policy', tablename, policyname, roles, cmd, qual, with_check) FROM pg_policies
    UNION ALL SELECT concat_ws(' ', 'function', oid::regprocedure, proowner::regrole, prosecdef, proleakproof, proconfig, (SELECT string_agg(a::text, ',' ORDER BY a::text) FROM unnest(proacl) a))
    FROM pg_proc WHERE pronamespace IN ('public'::regnamespace, 'takt'::regnamespace) AND proowner::regrole::text LIKE 'takt%'
    UNION ALL SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', 'index', indexdef) FROM pg_indexes WHERE schemaname = 'public'
) c"

# looked_at NAME TOLD: the restored database in the second cluster.
looked_at() {
    local name=$1 told=$2 variables answer orders missing
    missing=$({ echo 'CREATE TEMPORARY TABLE told (id bigint); COPY told FROM STDIN;'; cat "$told"; echo '\.'
        echo 'SELECT count(*) FROM told WHERE NOT EXISTS (SELECT FROM status_events e WHERE e.order_id = told.id)
              OR NOT EXISTS (SELECT FROM orders o WHERE o.order_id = told.id) OR NOT EXISTS (SELECT FROM deliveries d WHERE d.order_id = told.id);'; } | second_sql takt)
    claim "$name: all $(wc -l <"$told") events acknowledged before are there, with their orders and deliveries" [ "$missing" = 0 ]
    claim "$name: owners, grants, policies, functions and constraints are the same" \
        [ "$(second_sql takt -c "$catalogue")" = "$(sql takt -c "$catalogue")" ]
    orders=$(PGOPTIONS="" "$pg/psql" -XqAt -d "host=$second_socket dbname=takt user=takt_app" -c 'SELECT count(*) FROM orders')
    claim "$name: the application's login sees nothing without an organization" [ "$orders" = 0 ]
    orders=$("$pg/psql" -XqAt -d "host=$second_socket dbname=takt user=takt_app" \
        -c "SELECT set_config('takt.organization', '00000000-0000-7000-8000-000000000001', false)" -c 'SELECT count(*) FROM orders' | tail -n 1)
    claim "$name: with it, its $orders orders" [ "$orders" -ge "$(wc -l <"$told")" ]
    mapfile -t variables < <(serve_variables "$restored_port" | sed "s#host=$socket #host=$second_socket #")
    env -i "${variables[@]}" TAKT_OWNER_DATABASE_URL="host=$second_socket dbname=takt user=takt_owner" "$(built)" check >"$work/check.log" 2>&1 || true
    claim "$name: takt check passes" [ "$(grep -c ': ok$' "$work/check.log")" = "$(wc -l <"$work/check.log")" ]
    grep -v ': ok$' "$work/check.log" || true
    env -i "${variables[@]}" "$(built)" serve >"$work/restored.log" 2>"$work/restored.err" 8>&- &
    server=$!
    servers+=("$server")
    await "$restored_port" || true
    answer=$("$python" -c "
import sys; sys.path.insert(0, '$root/bench')
from client import Client
print(Client($restored_port, cookie='$cookie').get('/p/$project/orders')[0])" 2>/dev/null || true)
    claim "$name: takt serve shows its orders to a session of before" [ "$answer" = 200 ]
    stop_serving "$server"
}
took() { awk -v a="$1" -v b="$(date +%s.%N)" 'BEGIN { printf "%.1f s", b - a }'; }
restored_port=$(free_port)

serve "$first_port"
rm -f "$work/stop"
"$python" "$root/bench/prove/restore/load.py" "$first_port" "$hook" "$work/told" "$work/stop" 8>&- &
load=$!
servers+=("$load")
sleep "$seconds"

# 1. A dump, as the login that reads everything and writes nothing.
cp "$work/told" "$work/told-dump"
begin=$(date +%s.%N)
"$pg/pg_dump" --format=custom --file="$work/takt.dump" -d "host=$socket dbname=takt user=takt_backup"
echo "pg_dump as takt_backup while webhooks came: $(took "$begin"), $(du -h "$work/takt.dump" | cut -f1)"

# 2. A base backup, and the log from then on.
begin=$(date +%s.%N)
as_owner "$pg/pg_basebackup" -D "$home/base" -d "host=$socket user=postgres" -c fast -X none 2>/dev/null
echo "pg_basebackup meanwhile: $(took "$begin"), $(as_owner du -sh "$home/base" | cut -f1)"
sleep "$seconds"
cp "$work/told" "$work/told-before"
before=$(sql takt -c 'SELECT clock_timestamp()')
sleep 1
sql takt -c 'TRUNCATE order_intervals, orders, deliveries, status_events'
sleep 1
touch "$work/stop"
wait "$load" || true
sql takt -c 'SELECT pg_switch_wal()' >/dev/null
for ((i = 0; i < 100; i++)); do
    [ "$(sql takt -c 'SELECT last_archived_time > now() - make_interval(secs => 10) AND last_failed_time IS NULL FROM pg_stat_archiver')" = t ] && break
    sleep 0.1
done
stop_serving "$server"

begin=$(date +%s.%N)
as_owner "$pg/initdb" --pgdata="$second" --username=postgres --auth=trust --data-checksums --encoding=UTF8 \
    --locale-provider=libc --locale=C.UTF-8 >/dev/null
as_owner tee -a "$second/postgresql.conf" <<<"include 'takt.conf'" >/dev/null
start_second
second_sql postgres -c 'CREATE DATABASE takt TEMPLATE template0'
second_sql takt -f "$root/Migrations/setup/roles.sql"
"$pg/pg_restore" --clean --if-exists --exit-on-error --single-transaction -d "host=$second_socket user=postgres dbname=takt" "$work/takt.dump"
second_sql takt -f "$root/Migrations/setup/roles.sql" -c ANALYZE
echo "a new cluster with the dump in it: $(took "$begin")"
looked_at dump "$work/told-dump"
stop_second
as_owner rm -rf "$second"

begin=$(date +%s.%N)
as_owner cp -a "$home/base" "$second"
printf '%s\n' "restore_command = 'cp $archive/%f %p'" "recovery_target_time = '$before'" "recovery_target_action = 'promote'" |
    as_owner tee -a "$second/postgresql.auto.conf" >/dev/null
as_owner touch "$second/recovery.signal"
start_second
for ((i = 0; i < 600; i++)); do
    [ "$(second_sql postgres -c 'SELECT pg_is_in_recovery()')" = f ] && break
    sleep 0.1
done
echo "restored to $before, before the wrong TRUNCATE: $(took "$begin")"
claim "log: the rows deleted afterwards are gone where it happened, and there where it was restored" \
    [ "$(sql takt -c 'SELECT count(*) = 0 FROM orders WHERE order_id <= 1000050'),$(second_sql takt -c 'SELECT count(*) = 50 FROM orders WHERE order_id <= 1000050')" = t,t ]
looked_at log "$work/told-before"
claim "log: the restored cluster holds no broken page" as_owner "$pg/pg_amcheck" -h "$second_socket" -U postgres -d takt --install-missing --heapallindexed
exit "$failed"
