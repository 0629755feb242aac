"""restart.py PORT HOOK ROUNDS: F4, the database server restarted or killed under load."""
import os
import random
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from serving import Claims, Client, Lost, Process, Senders, events, missing, sql  # noqa: E402

port, hook, rounds = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
seed = int(os.environ.get("TAKT_SEED", random.randrange(10**9)))
print(f"seed {seed}: {rounds} outages")
chance = random.Random(seed)
claim = Claims()
data = os.environ["PROVE_DATA"]


def tool(*words):
    """pg_ctl as the cluster's owner."""
    owner = os.environ["PROVE_OWNER"]
    before = [] if os.environ.get("USER", "") == owner or os.geteuid() != 0 else ["runuser", "-u", owner, "--"]
    subprocess.run(before + [os.environ["PROVE_PG"] + "/pg_ctl", "-D", data, "-l", os.environ["PROVE_LOG"], "-s", "-w", *words],
                   check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def outage(kind):
    """Takes the database away for a second; the instants at which it was gone, began to start and answered."""
    if kind == "kill":
        with open(data + "/postmaster.pid") as file:
            postmaster = int(file.readline())
        os.kill(postmaster, signal.SIGKILL)
        # Its children notice and leave; a new one starts only when they are gone.
        end = time.monotonic() + 10
        while subprocess.run(["pgrep", "-P", str(postmaster)], stdout=subprocess.DEVNULL).returncode == 0 and time.monotonic() < end:
            time.sleep(0.05)
    else:
        tool("-m", kind, "stop")
    down = time.monotonic()
    time.sleep(1)
    for _ in range(20):
        begun = time.monotonic()
        try:
            tool("start")
            break
        except subprocess.CalledProcessError:
            time.sleep(0.25)
    return down, begun, time.monotonic()


process = Process(port, f"127.0.0.1:{port}")
process.start()
if not process.is_ready():
    sys.exit("takt serve did not start")
pid = process.child.pid
senders = Senders([process], hook, events(1_000_000 if rounds > 20 else 60_000, chance), threads=4, seed=seed % 10**6, timeout=15)
recoveries, refusals, slowest = [], [], 0.0
for number in range(rounds):
    time.sleep(1)
    stopped, answered = threading.Event(), []

    def ask():
        """A reader beside the senders: what it is told while the database is away, and how fast."""
        client = Client(port, timeout=15)
        while not stopped.is_set():
            begin = time.monotonic()
            try:
                status, head, _ = client.get("/readyz")
            except (OSError, Lost):
                status, head = "lost", b""
            answered.append((begin, time.monotonic() - begin, status, b"retry-after:" in head))
            time.sleep(0.02)

    reader = threading.Thread(target=ask)
    reader.start()
    down, begun, up = outage(["fast", "immediate", "kill"][number % 3])
    end = time.monotonic() + 20
    while not any(at > up for at, _ in senders.acknowledged[-200:]) and time.monotonic() < end:
        time.sleep(0.02)
    acknowledged = [at for at, _ in senders.acknowledged if at > up]
    recoveries.append(min(acknowledged) - up if acknowledged else float("inf"))
    stopped.set()
    reader.join()
    during = [entry for entry in answered if down <= entry[0] and entry[0] + entry[1] < begun]
    refusals += [(status, told) for _, _, status, told in during]
    slowest = max([slowest] + [took for _, took, _, _ in during])
senders.halted.set()
senders.join()
print("answers to webhooks " + ", ".join(f"{key}: {value}" for key, value in sorted(senders.statuses.items(), key=str)))
claim(max(recoveries) <= 5, f"stored again {max(recoveries):.2f} s after the server was back, at most (5 allowed)")
claim(refusals and all(entry == (503, True) for entry in refusals),
      f"{len(refusals)} readers during the outages got {sorted(set(refusals), key=str)}: 503 with Retry-After")
claim(slowest <= 5, f"none of them waited longer than {slowest:.2f} s")
claim(senders.without_retry_after == 0, "every 503 to a webhook said when to come back")
claim(set(senders.statuses) <= {200, 503}, "no webhook was answered otherwise than 200 or 503")
lost = missing(senders.acknowledged)
claim(lost == 0, f"of {len(senders.acknowledged)} acknowledged events {lost} are not stored")
twice = sql("SELECT count(*) FROM (SELECT FROM deliveries WHERE verdict = 'accepted' GROUP BY order_id, status_id, changed_at HAVING count(*) > 1) x")
claim(twice == "0", "none counted twice")
claim(process.child.poll() is None and process.child.pid == pid, "the process was not started again")
code, took = process.stop()
claim(code == 0, f"it ended with {code} after {took:.1f} s")
claim.end()
