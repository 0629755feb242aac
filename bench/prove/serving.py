"""What the proofs share: processes of takt serve that may be killed, and senders that repeat like a source.

The shell passes PROVE_PROGRAM, PROVE_SETTINGS (NAME=VALUE lines of takt serve) and PROVE_PSQL (conninfo).
"""
import os
import queue
import random
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from client import Client, Lost, body_of_change  # noqa: E402

STATUSES = {1: 1, 2: 1, 3: 2, 4: 2, 5: 2, 6: 3, 7: 3, 9: 3, 14: 3, 8: 4, 11: 4, 12: 5, 19: 6}


def sql(text, *more):
    """What psql prints, as the superuser."""
    return subprocess.run(
        [os.environ["PROVE_PG"] + "/psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", os.environ["PROVE_PSQL"], "-c", text, *more],
        check=True, capture_output=True, text=True).stdout.strip()


class Process:
    """takt serve on one port. `host`: what requests must say, the public origin of all of them."""

    def __init__(self, port, host):
        self.port, self.host = port, host
        self.settings = dict(line.split("=", 1) for line in os.environ["PROVE_SETTINGS"].splitlines())
        self.settings["TAKT_LISTEN"] = f"127.0.0.1:{port}"
        self.starts = 0
        self.child = None

    def start(self):
        self.starts += 1
        with open(f"{self.settings['HOME']}/serve-{self.port}.log", "ab") as log:
            self.child = subprocess.Popen(
                [os.environ["PROVE_PROGRAM"], "serve"], env=self.settings, stdout=log, stderr=log)

    def is_ready(self, within=30):
        end = time.monotonic() + within
        while time.monotonic() < end:
            if self.child.poll() is not None:
                return False
            try:
                if Client(self.port, self.host, timeout=2).get("/readyz")[0] == 200:
                    return True
            except (OSError, Lost):
                pass
            time.sleep(0.01)
        return False

    def kill(self):
        self.child.kill()
        self.child.wait()

    def stop(self, within=30):
        """SIGTERM; its exit code and the seconds it took."""
        begin = time.monotonic()
        self.child.send_signal(signal.SIGTERM)
        try:
            code = self.child.wait(within)
        except subprocess.TimeoutExpired:
            self.kill()
            code = "killed"
        return code, time.monotonic() - begin


class Senders:
    """Threads that deliver every event until it is acknowledged, to any of the processes."""

    def __init__(self, processes, hook, events, threads=6, seed=0, timeout=10):
        self.processes, self.hook = processes, hook
        self.left = queue.SimpleQueue()
        for event in events:
            self.left.put(event)
        self.total = len(events)
        self.acknowledged = []
        self.statuses = {}
        self.slowest = 0.0
        self.without_retry_after = 0
        self.timeout = timeout
        self.halted = threading.Event()
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.work, args=(seed * 100 + i,)) for i in range(threads)]
        for thread in self.threads:
            thread.start()

    @property
    def is_over(self):
        return len(self.acknowledged) >= self.total or self.halted.is_set()

    def work(self, seed):
        chance = random.Random(seed)
        clients = [Client(process.port, process.host, timeout=self.timeout) for process in self.processes]
        while not self.is_over:
            try:
                event = self.left.get(timeout=0.05)
            except queue.Empty:
                continue
            begin = time.monotonic()
            try:
                status, head, _ = chance.choice(clients).post(self.hook, body_of_change(*event))
            except (OSError, Lost):
                status, head = "lost", b""
            with self.lock:
                self.statuses[status] = self.statuses.get(status, 0) + 1
                self.slowest = max(self.slowest, time.monotonic() - begin)
                if status == 200:
                    self.acknowledged.append((time.monotonic(), event))
                elif status == 503 and b"retry-after:" not in head:
                    self.without_retry_after += 1
            if status != 200:
                self.left.put(event)
                time.sleep(0.02)

    def join(self):
        for thread in self.threads:
            thread.join()


def events(count, chance):
    """Distinct status changes of orders with some eight each, in no order."""
    made = set()
    while len(made) < count:
        status = chance.choice(list(STATUSES))
        second = chance.randrange(20 * 86_400)
        at = f"2026-10-{second // 86_400 + 1:02}T{second // 3600 % 24:02}:{second // 60 % 60:02}:{second % 60:02}.{chance.randrange(10**6):06}Z"
        made.add((10_000 + chance.randrange(max(1, count // 8)), status, STATUSES[status], at))
    made = sorted(made)
    chance.shuffle(made)
    return made


class Claims:
    """Prints each claim as it is checked; the exit code says whether all held."""

    def __init__(self):
        self.failed = 0

    def __call__(self, holds, words):
        print(("holds: " if holds else "FAILS: ") + words)
        self.failed += not holds

    def end(self):
        sys.exit(1 if self.failed else 0)


def missing(acknowledged):
    """How many acknowledged events are not stored."""
    rows = "\n".join(f"{order}\t{status}\t{at}" for _, (order, status, _, at) in acknowledged)
    text = ("CREATE TEMPORARY TABLE told (order_id bigint, status_id bigint, changed_at timestamptz);\n"
            f"COPY told FROM STDIN;\n{rows}\n\\.\n"
            "SELECT count(*) FROM told t WHERE NOT EXISTS (SELECT FROM status_events e WHERE e.order_id = t.order_id "
            "AND e.status_id = t.status_id AND e.changed_at = t.changed_at);\n")
    return int(subprocess.run(
        [os.environ["PROVE_PG"] + "/psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", os.environ["PROVE_PSQL"]],
        input=text, check=True, capture_output=True, text=True).stdout.strip())
