#!/usr/bin/env bash
# bin/prove schedule [ROUNDS]
#
# F17: two processes of takt serve and one of takt work on one database. Every task is made due again and
# again, now and then one process is stopped and started: each run is begun once and done once, none is left.

# shellcheck disable=SC2034,SC2154 # shares its variables with those it sources
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"

rounds=${1:-40}
prove_begin schedule
sql takt <<'SQL'
CREATE UNLOGGED TABLE claims (kind text, due bigint);
GRANT INSERT ON claims TO takt_queue;
CREATE FUNCTION note_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claims VALUES (NEW.kind, (NEW.payload ->> 'due')::bigint);
    RETURN NULL;
END $$;
CREATE TRIGGER note_claim AFTER UPDATE ON jobs FOR EACH ROW
WHEN (OLD.state = 0 AND NEW.state = 1 AND NEW.payload ? 'due') EXECUTE FUNCTION note_claim();
SQL
second_port=$(free_port)
public_port=$first_port
serve "$first_port"
first=$server
serve "$second_port"
mapfile -t variables < <(serve_variables "$first_port")
env -i "${variables[@]}" "$(built)" work >"$work/work.log" 2>"$work/work.err" 8>&- &
servers+=("$!")
sleep 3
tasks=$(sql takt -c 'SELECT count(*) FROM scheduled_tasks')
[ "$tasks" -gt 3 ] || die "no task was counted"

open=0
for ((round = 1; round <= rounds; round++)); do
    sql takt -c 'UPDATE scheduled_tasks SET next_at = clock_timestamp()'
    for ((i = 0; i < 200; i++)); do
        open=$(sql takt -c "SELECT count(*) FROM scheduled_tasks WHERE next_at <= clock_timestamp()")
        [ "$open" != 0 ] || open=$(sql takt -c "SELECT count(*) FROM scheduled_runs WHERE outcome IS NULL")
        [ "$open" != 0 ] || break
        sleep 0.1
    done
    if ((round % 10 == 0)); then
        stop_serving "$first"
        serve "$first_port"
        first=$server
    fi
done

runs=$(sql takt -c 'SELECT count(*) FROM scheduled_runs')
done=$(sql takt -c "SELECT count(*) FROM scheduled_runs WHERE outcome = 'done'")
claims=$(sql takt -c 'SELECT count(*) FROM claims')
twice=$(sql takt -c 'SELECT count(*) FROM (SELECT FROM claims GROUP BY kind, due HAVING count(*) > 1) t')
echo "$rounds rounds of $tasks tasks over three processes: $runs runs begun, $done done, $claims jobs taken, $twice of them twice"
[ "$runs" = "$((rounds * tasks))" ] && [ "$done" = "$runs" ] && [ "$claims" = "$runs" ] && [ "$twice" = 0 ] && [ "$open" = 0 ] && exit 0
echo "FAILS"
exit 1
