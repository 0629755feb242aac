"""rival.py PORT COOKIE ORGANIZATION TAKT_PID ADMIN_PORT ADMIN_PID POSTGRES_PID

A list of 20 of the same leads, from Takt and from Django's admin in turn: requests a second of one client, and the
processor that the application and the database took for each request.
"""
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from client import Client, percentile  # noqa: E402

port, cookie, organization, takt, admin_port, admin, postgres = sys.argv[1:8]
tick = os.sysconf("SC_CLK_TCK")


def family(pid):
    """The process and all that it started."""
    children, found = {}, []
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                fields = open(f"/proc/{name}/stat").read().rsplit(")", 1)[1].split()
            except OSError:
                continue
            children.setdefault(fields[1], []).append(name)
    todo = [pid]
    while todo:
        one = todo.pop()
        found.append(one)
        todo += children.get(one, [])
    return found


def seconds(pids):
    """Of processor, of themselves and of the children they have waited for."""
    total = 0
    for pid in pids:
        try:
            fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        total += sum(int(field) for field in fields[11:15])
    return total / tick


def measure(name, client, path, pid, requests):
    for _ in range(max(3, requests // 20)):
        status, _, body = client.get(path)
        if status != 200:
            sys.exit(f"{name}: {path} answered {status}: {body[:300]!r}")
    before, database, times = seconds(family(pid)), seconds(family(postgres)), []
    started = time.monotonic()
    for _ in range(requests):
        begun = time.monotonic()
        client.get(path)
        times.append((time.monotonic() - begun) * 1_000)
    took = time.monotonic() - started
    application = (seconds(family(pid)) - before) * 1_000 / requests
    database = (seconds(family(postgres)) - database) * 1_000 / requests
    print(f"  {name}: {requests / took:.2f} requests/s, p50 {percentile(times, .5):.1f} ms, p95 {percentile(times, .95):.1f} ms; "
          f"processor {application:.2f} + {database:.2f} ms; {len(body):,} bytes")
    return requests / took, application, database


print("a list of 20, one client after the other")
theirs = measure("Django admin", Client(int(admin_port)), "/admin/admin/lead/", admin, 30)
ours = measure("Takt", Client(int(port), cookie=cookie), f"/o/{organization}/leads", takt, 2_000)
again = measure("Django admin again", Client(int(admin_port)), "/admin/admin/lead/", admin, 30)
best = max(theirs, again)
cost = min(sum(theirs[1:]), sum(again[1:]))
print(f"  Takt: {ours[0] / best[0]:.0f} times the requests/s, 1/{cost / sum(ours[1:]):.0f} of the processor, "
      f"of the application alone 1/{min(theirs[1], again[1]) / ours[1]:.1f}")
