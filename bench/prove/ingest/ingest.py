"""ingest.py PORT PORT HOOK EVENTS KILLS: F1 of the faults. Prints its seed and takes TAKT_SEED."""
import hashlib
import os
import random
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from serving import Claims, Process, Senders, events, missing, sql  # noqa: E402

ports, hook, count, kills = [int(x) for x in sys.argv[1:3]], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
seed = int(os.environ.get("TAKT_SEED", random.randrange(10**9)))
print(f"seed {seed}: {count} events, {kills} SIGKILLs")
chance = random.Random(seed)
claim = Claims()

DERIVED = """COPY (SELECT order_id, status_id, status_group, started_at, changed_at, group_entered_at, delivery_entered_at,
    closed_at, near_at, over_at, breach_key, is_urgent, group_seconds, working_seconds, elapsed_seconds, rules_number
    FROM orders ORDER BY order_id) TO STDOUT"""
INTERVALS = "COPY (SELECT * FROM order_intervals ORDER BY order_id, number) TO STDOUT"


def derived():
    return hashlib.sha256((sql(DERIVED) + "\n" + sql(INTERVALS)).encode()).hexdigest()


class Killer(threading.Thread):
    """SIGKILLs spread over the run by progress; between them some SIGTERMs and killed database sessions."""

    def __init__(self, processes, senders):
        super().__init__()
        self.processes, self.senders = processes, senders
        self.killed = self.terminated = self.sessions = 0
        self.codes, self.longest_stop, self.slow_starts = [], 0.0, 0

    def run(self):
        for number in range(1, kills + 1):
            while len(self.senders.acknowledged) < self.senders.total * number / (kills + 2) and not self.senders.is_over:
                time.sleep(0.002)
            time.sleep(chance.random() * 0.02)
            process = chance.choice(self.processes)
            process.kill()
            self.killed += 1
            self.restart(process)
            if number % 5 == 0:
                process = chance.choice(self.processes)
                code, took = process.stop()
                self.codes.append(code)
                self.longest_stop = max(self.longest_stop, took)
                self.terminated += 1
                self.restart(process)
            if number % 3 == 0:
                self.sessions += int(sql("SELECT count(pg_terminate_backend(pid)) FROM (SELECT pid FROM pg_stat_activity "
                                         "WHERE usename = 'takt_app' ORDER BY random() LIMIT 2) x"))

    def restart(self, process):
        process.start()
        if not process.is_ready():
            self.slow_starts += 1


processes = [Process(port, f"127.0.0.1:{ports[0]}") for port in ports]
for process in processes:
    process.start()
for process in processes:
    if not process.is_ready():
        sys.exit("takt serve did not start")

distinct = events(count, chance)
sent = distinct + chance.sample(distinct, count // 10)
begin = time.monotonic()
senders = Senders(processes, hook, sent, seed=seed % 10**6)
killer = Killer(processes, senders)
killer.start()
killer.join()
senders.join()
took = time.monotonic() - begin
print(f"delivered in {took:.1f} s ({len(sent) / took:.0f} a second); answers "
      + ", ".join(f"{key}: {value}" for key, value in sorted(senders.statuses.items(), key=str))
      + f"; {killer.killed} SIGKILL, {killer.terminated} SIGTERM, {killer.sessions} database sessions")

claim(killer.killed >= kills, f"{killer.killed} times a process was killed and started again ({killer.slow_starts} not within 30 s)")
claim(killer.slow_starts == 0, "every start after a kill answered")
claim(all(code == 0 for code in killer.codes), f"SIGTERM ended with 0, after {killer.longest_stop:.1f} s at most")
lost = missing(senders.acknowledged)
claim(lost == 0, f"of {len(senders.acknowledged)} acknowledged deliveries {lost} are not stored")
stored = int(sql("SELECT count(*) FROM status_events"))
claim(stored == count, f"{stored} events are stored of {count} told")
accepted = int(sql("SELECT count(*) FROM deliveries WHERE verdict = 'accepted'"))
claim(accepted == count, f"{accepted} deliveries counted as new, {sql('''SELECT count(*) FROM deliveries WHERE verdict = 'duplicate' ''')} as repeats")
wrong = sql("""SELECT count(*) FROM (
    SELECT order_id, row_number() OVER w AS number, status_id, changed_at AS entered_at, lead(changed_at) OVER w AS left_at
    FROM status_events WINDOW w AS (PARTITION BY order_id ORDER BY changed_at, status_id)) e
    FULL JOIN order_intervals i USING (order_id, number)
    WHERE (e.status_id, e.entered_at, e.left_at) IS DISTINCT FROM (i.status_id, i.entered_at, i.left_at)""")
claim(wrong == "0", f"{wrong} intervals differ from those that SQL reads off the events")

for process in processes[1:]:
    process.stop()
before = derived()
sql("""UPDATE orders SET status_id = NULL, status_group = NULL, started_at = NULL, changed_at = NULL, group_entered_at = NULL,
    delivery_entered_at = NULL, closed_at = NULL, near_at = NULL, over_at = NULL, group_seconds = '{}', working_seconds = 0,
    elapsed_seconds = 0, rules_number = 0""", "-c", "DELETE FROM order_intervals",
    "-c", """INSERT INTO jobs (organization_id, kind, payload, key)
    SELECT organization_id, 'recompute_orders', jsonb_build_object('project', upper(id::text)), id::text FROM projects""")
end = time.monotonic() + 300
while sql("SELECT count(*) FROM jobs") != "0" and time.monotonic() < end:
    time.sleep(0.2)
claim(sql("SELECT count(*) FROM orders WHERE rules_number = 0") == "0", "every order was derived again from nothing")
after = derived()
claim(before == after, f"derived tables are byte for byte those of a derivation from nothing: {before[:16]} {after[:16]}")
claim(sql("SELECT count(*) FROM dead_jobs") == "0", "no job is dead")
code, took = processes[0].stop()
claim(code == 0, f"the last process ended with {code} after {took:.1f} s")
claim.end()
