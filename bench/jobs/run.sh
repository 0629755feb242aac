#!/usr/bin/env bash
# bin/bench jobs [JOBS]
#
# From the moment a job is queued by another process until a worker has it: on an idle installation, and
# while another organization has 20,000 jobs waiting (T-NOISY, A12). The database itself notes each start.
# One process of takt serve with its two workers; the bars are 0.5 s and 2 s at p95.

# shellcheck disable=SC2034,SC2154 # shares its variables with those it sources
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"

jobs=${1:-200}
build_release
bench_begin jobs
machine
make_shop
# Another organization with a shop of its own, the quiet one.
sed 's/-7000-8/-7000-9/g; s/benchrg222/benchrg333/; s/bench@example/quiet@example/' "$root/bench/shop.sql" |
    sql takt -v hook="$(head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n')" -v project=nextshp222 -f -
noisy=00000000-0000-7000-8000-000000000001
quiet=00000000-0000-7000-9000-000000000001

sql takt <<'SQL'
CREATE UNLOGGED TABLE starts (phase text, organization_id uuid, seconds double precision);
CREATE UNLOGGED TABLE phases (name text, since timestamptz DEFAULT clock_timestamp());
GRANT INSERT, SELECT ON starts, phases TO takt_queue;
CREATE FUNCTION note_start() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO starts SELECT (SELECT name FROM phases ORDER BY since DESC LIMIT 1), NEW.organization_id,
        extract(epoch FROM clock_timestamp() - NEW.created_at);
    RETURN NULL;
END $$;
CREATE TRIGGER note_start AFTER UPDATE ON jobs FOR EACH ROW
WHEN (OLD.state = 0 AND NEW.state = 1 AND NEW.attempt = 1) EXECUTE FUNCTION note_start();
SQL

port=$(free_port)
serve "$port"
"$python" "$root/bench/intake/ten.py" "$port" "$hook" 424242
sleep 2

# measure PHASE: so many jobs of the quiet organization, one at a time, at uneven intervals.
measure() {
    sql takt -c "INSERT INTO phases VALUES ('$1')"
    sql takt -c "DO \$\$ BEGIN
        FOR i IN 1..$jobs LOOP
            INSERT INTO jobs (organization_id, kind, payload) VALUES ('$quiet', 'derive_order',
                '{\"project\": \"00000000-0000-7000-9000-000000000002\", \"order\": 1}');
            COMMIT;
            PERFORM pg_sleep(0.02 + random() * 0.1);
        END LOOP;
    END \$\$"
    sleep 3
}

measure idle
sql takt -c "INSERT INTO jobs (organization_id, kind, payload) SELECT '$noisy', 'derive_order',
    '{\"project\": \"00000000-0000-7000-8000-000000000002\", \"order\": 424242}' FROM generate_series(1, 20000)"
# The heavy organization is kept heavy: what is worked off is queued again.
while :; do
    sql takt -c "INSERT INTO jobs (organization_id, kind, payload) SELECT '$noisy', 'derive_order',
        '{\"project\": \"00000000-0000-7000-8000-000000000002\", \"order\": 424242}'
        FROM generate_series(1, greatest(0, 20000 - (SELECT count(*) FROM jobs WHERE organization_id = '$noisy')))"
    sleep 0.5
done 8>&- &
refill=$!
servers+=("$refill")
measure noisy
waiting=$(sql takt -c "SELECT count(*) FROM jobs WHERE organization_id = '$noisy' AND state = 0")
kill "$refill" 2>/dev/null || true
stop_serving "$server"

printf '%-8s %6s %8s %8s %8s\n' phase jobs p50 p95 longest
failed=0
for phase in idle noisy; do
    read -r count p50 p95 longest < <(sql takt -F ' ' -c "SELECT count(*), round(percentile_disc(0.5) WITHIN GROUP (ORDER BY seconds)::numeric, 3),
        round(percentile_disc(0.95) WITHIN GROUP (ORDER BY seconds)::numeric, 3), round(max(seconds)::numeric, 3)
        FROM starts WHERE phase = '$phase' AND organization_id = '$quiet'")
    printf '%-8s %6s %7ss %7ss %7ss\n' "$phase" "$count" "$p50" "$p95" "$longest"
    bar=$([ "$phase" = idle ] && echo 0.5 || echo 2)
    [ "$count" = "$jobs" ] || { echo "FAILS: $count of $jobs jobs were started"; failed=1; }
    awk -v a="$p95" -v b="$bar" 'BEGIN { exit !(a <= b) }' || { echo "FAILS: p95 over $bar s"; failed=1; }
done
echo "the other organization had $waiting jobs waiting at the end, and $(sql takt -c "SELECT count(*) FROM starts WHERE organization_id = '$noisy'") of its jobs were started"
[ "$waiting" -gt 15000 ] || { echo "FAILS: it was not noisy"; failed=1; }
exit "$failed"
