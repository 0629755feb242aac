#!/usr/bin/env bash
# bin/bench frame [PART…]
#
# What every page pays for the frame around it: page (CPU of a signed-in list of 50 against the same bytes served as a
# file), session (the look-up of session and rights), doors (the JSON door at 150 requests a second), sign-in (alone,
# and what other pages feel of 50 wrong passwords a second). The streams and the queue have measurements of their own:
# bin/bench events, bin/bench jobs.

# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"

need_packages bench
build_release
bench_begin frame
machine
make_shop
sql takt -v orders=2000 -f "$root/bench/orders/seed.sql"
port=$(free_port)
serve "$port"
sql takt >/dev/null -c "INSERT INTO jobs (organization_id, kind, payload, key)
    SELECT organization_id, 'recompute_orders', jsonb_build_object('project', upper(id::text)), id::text FROM projects"
for ((i = 0; i < 240; i++)); do
    [ "$(sql takt -c 'SELECT count(*) FROM jobs')" != 0 ] || break
    sleep 0.5
done
stop_serving "$server"
sql takt -c 'VACUUM ANALYZE'

# The page as a file: served in the place of the browser's own picture, so that it needs no route.
port=$(free_port)
serve "$port" --no-work
cp -r "$root/Resources" "$work/resources.new"
rm -rf "$work/resources" && mv "$work/resources.new" "$work/resources"
"$python" "$root/bench/frame/save.py" "$port" "$cookie" "/p/$project/orders?size=50&state=all" "$work/resources/favicon.svg"
stop_serving "$server"

port=$(free_port)
serve_variables() {
    printf '%s\n' PATH="$PATH" HOME="$work" TAKT_LISTEN="127.0.0.1:$1" TAKT_PUBLIC_ORIGIN="http://127.0.0.1:$1" \
        TAKT_METRICS_LISTEN=off TAKT_KEY_FILE="$work/keys" TAKT_RESOURCES="$work/resources" TAKT_MIGRATIONS="$root/Migrations" \
        TAKT_DATABASE_URL="host=$socket dbname=takt user=takt_app" TAKT_RATE_ADDRESS='1000000/s burst 1000000' \
        TAKT_RATE_API_TOKEN='1000/s burst 1000' TAKT_RATE_API_ORGANIZATION='1000/s burst 1000'
}
serve "$port" --no-work
read -r BENCH_TOKEN token_id secret_hash <<<"$("$python" "$root/bench/frame/token.py")"
export BENCH_TOKEN
sql takt -v id="$token_id" -v hash="$secret_hash" <<'SQL'
INSERT INTO api_tokens (organization_id, id, person_id, name, scopes, secret_sha256, created_at, expires_at)
SELECT organization_id, :'id', person_id, 'Bench', '{orders:read}', decode(:'hash', 'hex'), now(), now() + interval '1 day'
FROM memberships
SQL
"$python" "$root/bench/frame/frame.py" "$port" "$cookie" "$project" "$server" "$@"
