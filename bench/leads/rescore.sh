# shellcheck shell=bash
# Scoring every lead of the organization by other rules, with takt work alone, killed and started again on the way. Sourced
# by run.sh.

organization=00000000-0000-7000-8000-000000000001

# rescored: whether all leads are scored, and how many have been come to.
rescored() { sql takt -c "SELECT counted_version = version, recount_done FROM lead_scoring WHERE organization_id = '$organization'"; }

# rescore WHAT RULES: every lead by those rules; says how long it took and how many leads were written.
rescore() {
    local what=$1 started done killed=no before after variables worker
    sql takt -c "UPDATE lead_scoring SET rules = '$2', version = version + 1, recount_after = NULL, recount_done = 0 WHERE organization_id = '$organization'" \
        -c "INSERT INTO jobs (organization_id, kind, payload, key, priority, run_at, max_attempts)
            VALUES ('$organization', 'rescore_leads', '{}', 'rescore_leads', 100, now(), 6) ON CONFLICT DO NOTHING"
    before=$(sql takt -c "SELECT n_tup_upd FROM pg_stat_all_tables WHERE relname = 'lead_scores'")
    mapfile -t variables < <(serve_variables "$(free_port)")
    started=$(date +%s%N)
    env -i "${variables[@]}" "$(built)" work >"$work/work.log" 2>&1 8>&- &
    worker=$!
    servers+=("$worker")
    while done=$(rescored) && [ "${done%%|*}" = f ]; do
        if [ "$killed" = no ] && [ "${3-}" = kill ] && [ "${done##*|}" -gt 100000 ]; then
            killed=${done##*|}
            kill -KILL "$worker"
            wait "$worker" 2>/dev/null || true
            env -i "${variables[@]}" "$(built)" work >>"$work/work.log" 2>&1 8>&- &
            worker=$!
            servers+=("$worker")
        fi
        sleep 0.2
    done
    printf '  %s: %s ms' "$what" $((($(date +%s%N) - started) / 1000000))
    stop_serving "$worker"
    sleep 1
    after=$(sql takt -c "SELECT n_tup_upd FROM pg_stat_all_tables WHERE relname = 'lead_scores'")
    printf ', %s leads written%s\n' $((after - before)) "$([ "$killed" = no ] || printf ', killed after %s leads' "$killed")"
}

printf 'scoring all leads\n'
# Every lead has a phone: other points than the last time change every score.
phone=$(sql takt -c "SELECT 5 + (coalesce((SELECT x->>'points' FROM jsonb_array_elements(rules->'rules') x WHERE x->>'kind' = 'known.phone'), '0')::integer + 1) % 7
    FROM lead_scoring WHERE organization_id = '$organization'")
phone=${phone:-7}
sql takt -c "SELECT begin_lead_scoring('$organization')" >/dev/null
known='{"kind": "known.email", "value": "", "points": 30}, {"kind": "known.inn", "value": "", "points": 15}, {"kind": "older", "value": "180", "points": -10}'
rescore 'every score another' "{\"rules\": [$known, {\"kind\": \"known.phone\", \"value\": \"\", \"points\": $phone}, {\"kind\": \"activities\", \"value\": \"2\", \"points\": 20}]}"
rescore 'one lead in five (form), killed on the way' "{\"rules\": [$known, {\"kind\": \"known.phone\", \"value\": \"\", \"points\": $phone}, {\"kind\": \"activities\", \"value\": \"2\", \"points\": 20}, {\"kind\": \"source.form\", \"value\": \"\", \"points\": 5}]}" kill
rescore 'nothing (a rule that holds of none)' "{\"rules\": [$known, {\"kind\": \"known.phone\", \"value\": \"\", \"points\": $phone}, {\"kind\": \"activities\", \"value\": \"2\", \"points\": 20}, {\"kind\": \"source.form\", \"value\": \"\", \"points\": 5}, {\"kind\": \"source.mobile\", \"value\": \"\", \"points\": 5}]}"
