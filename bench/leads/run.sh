#!/usr/bin/env bash
# bin/bench leads [LEADS|again|rescore|rival]
#
# Server time of the pages of leads with 1,000,000 leads in one organization and 3,000,000 in the table, 2.5 contacts
# and 3 activities each, as an administrator and as a rep; again: with the leads of the last time;
# rescore: with those only how long it takes to score all of them by other rules.
# What each query does stands in .local/bench-leads/explain.txt.
# rival: a list of 20 of the leads of the last time against Django's admin over the same rows.

# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"

leads=${1:-1000000}
build_release
case $leads in again | rescore | rival) keep_database=yes ;; esac
bench_begin leads
machine
if [ -n "${keep_database-}" ]; then
    migrate >/dev/null
    # As autovacuum leaves it some minutes after the last rescoring.
    sql takt -c 'ALTER DATABASE takt RESET ALL' -c 'VACUUM (ANALYZE) lead_scores'
else
    make_shop
    started=$(date +%s)
    sql takt -v leads="$leads" -f "$root/bench/leads/seed.sql"
    printf 'filled in %s s\n' $(($(date +%s) - started))
fi
sql takt -c "SELECT (SELECT count(*) FROM leads WHERE organization_id = '00000000-0000-7000-8000-000000000001') || ' leads of '
    || (SELECT count(*) FROM leads) || ', ' || (SELECT count(*) FROM lead_contacts) || ' contacts, ' || (SELECT count(*) FROM activities) || ' activities, '
    || pg_size_pretty(pg_database_size('takt'))"

if [ "$leads" = rescore ]; then
    # shellcheck source=rescore.sh
    . "$root/bench/leads/rescore.sh"
    exit
fi

# cookie_of EMAIL: a session of that person.
cookie_of() {
    local session session_hash
    make_token session session_hash
    sql takt -c "INSERT INTO sessions (token_sha256, person_id, csrf_key, is_long, expires_at)
        SELECT decode('$session_hash', 'hex'), id, decode(repeat('07', 32), 'hex'), true, now() + interval '30 days' FROM people WHERE email = '$1'"
    printf '__Host-s=%s\n' "$session"
}
admin=$(cookie_of bench@example.com)
rep=$(cookie_of seller3@example.com)

if [ "$leads" = rival ]; then
    venv=$work/venv
    [ -e "$venv/bin/gunicorn" ] || { python3 -m venv "$venv" && "$venv/bin/pip" install -q 'django==5.2.19' 'psycopg[binary]==3.3.9' 'gunicorn==27.0.1'; }
    sql takt -f "$root/bench/leads/rival.sql"
    port=$(free_port)
    serve "$port" --no-work
    admin_port=$(free_port)
    (cd "$root/bench/leads" && PGHOST=$socket PGUSER=postgres PGDATABASE=takt \
        exec "$venv/bin/gunicorn" admin_app:application -w 2 -b "127.0.0.1:$admin_port" >"$work/admin.log" 2>&1 8>&-) &
    rival=$!
    servers+=("$rival")
    server=$rival
    await "$admin_port" || die "the admin did not start: $(tail -n 3 "$work/admin.log")"
    "$python" "$root/bench/leads/rival.py" "$port" "$admin" benchrg222 "${servers[0]}" "$admin_port" "$rival" \
        "$(head -n 1 "$home/data/postmaster.pid")"
    kill "$rival"
    exit
fi

port=$(free_port)
serve "$port" --no-work
"$python" "$root/bench/leads/pages.py" "$port" "$admin" benchrg222 admin
"$python" "$root/bench/leads/pages.py" "$port" "$rep" benchrg222 rep
stop_serving "$server"

# Some 10,000 of them change hands, by the site with its workers.
port=$(free_port)
serve "$port"
"$python" "$root/bench/leads/bulk.py" "$port" "$admin" benchrg222 "$(date -d '8 days ago' +%F)"
stop_serving "$server"

# Before the plans, which make every statement slow.
# shellcheck source=rescore.sh
. "$root/bench/leads/rescore.sh"

# The plans as the program's own session gets them: takt_app, row-level security, prepared statements.
from=$(stat -c %s "$home/log")
for setting in "session_preload_libraries = 'auto_explain'" 'auto_explain.log_min_duration = 0' \
    'auto_explain.log_analyze = on' 'auto_explain.log_buffers = on' 'log_min_duration_statement = -1'; do
    sql takt -c "LOAD 'auto_explain'" -c "ALTER DATABASE takt SET $setting"
done
port=$(free_port)
serve "$port" --no-work
"$python" "$root/bench/leads/pages.py" "$port" "$admin" benchrg222 admin once
"$python" "$root/bench/leads/pages.py" "$port" "$rep" benchrg222 rep once
tail -c "+$((from + 1))" "$home/log" | "$python" "$root/bench/plans.py" leads >"$work/explain.txt"
head -n 1 "$work/explain.txt"
say "the plans are in ${work#"$root"/}/explain.txt, the slowest first"
