#!/usr/bin/env bash
# bin/prove migrations [ROUNDS]
#
# F22: takt migrate killed at any moment, fifty times: whole migrations or nothing of them, and the next
# run ends with the same tables as an undisturbed one.

# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"

rounds=${1:-50}
prove_begin migrations
seed=${TAKT_SEED:-$RANDOM}
RANDOM=$seed
schema() { "$pg/pg_dump" -s -d "$superuser dbname=takt" | grep -v '^\\\(un\)\?restrict' | sha256sum; }
# Names of the migrations that are written down as applied, against the tables that are there.
applied() { migrate --status | grep -c '^applied ' || true; }
tables() { sql takt -c "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"; }

wanted=$(schema)
files=$(find "$root/Migrations" -maxdepth 1 -name '*.sql' | wc -l)
# How many tables stand after so many migrations: whatever else is found was left by half of one.
declare -A after
sql postgres -c 'DROP DATABASE takt WITH (FORCE)' -c 'CREATE DATABASE takt TEMPLATE template0'
sql takt -f "$root/Migrations/setup/roles.sql"
partial=$work/partial
rm -rf "$partial" && mkdir -p "$partial"
number=0
after[0]=0
for file in "$root"/Migrations/*.sql; do
    cp "$file" "$partial"
    number=$((number + 1))
    migrations=$partial migrate >/dev/null
    after[$number]=$(tables)
done

failed=0
cut=0
for ((round = 1; round <= rounds; round++)); do
    sql postgres -c 'DROP DATABASE takt WITH (FORCE)' -c 'CREATE DATABASE takt TEMPLATE template0'
    sql takt -f "$root/Migrations/setup/roles.sql"
    env -i TAKT_OWNER_DATABASE_URL="host=$socket dbname=takt user=takt_owner" TAKT_MIGRATIONS="$root/Migrations" \
        "$PROVE_PROGRAM" migrate >/dev/null 2>&1 &
    runner=$!
    sleep "0.$(printf '%03d' $((RANDOM % 600)))"
    kill -KILL "$runner" 2>/dev/null || true
    wait "$runner" 2>/dev/null || true
    # The session that the runner left behind ends by itself; its transaction with it.
    for ((i = 0; i < 200; i++)); do
        [ "$(sql takt -c "SELECT count(*) FROM pg_stat_activity WHERE usename = 'takt_owner'")" != 0 ] || break
        sleep 0.02
    done
    found=$(tables)
    done=$(applied)
    # The list of what was applied is a table of its own, made by the first run.
    if [ "$found" != 0 ] && [ "$found" != "${after[$done]}" ] && ! { [ "$done" = 0 ] && [ "$found" = 1 ]; }; then
        echo "round $round of seed $seed: $done migrations are written down, but there are $found tables"
        failed=$((failed + 1))
    fi
    [ "$done" = "$files" ] || cut=$((cut + 1))
    migrate >/dev/null
    if [ "$(schema)" != "$wanted" ]; then
        echo "round $round of seed $seed: after the next run the tables differ"
        failed=$((failed + 1))
    fi
done
echo "seed $seed: $rounds runs killed, $cut of them before their end; $failed left something half"
[ "$failed" = 0 ]
