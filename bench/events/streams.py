"""streams.py PORT PROJECT HOOK PROCESS STREAMS: what open pages cost, and how soon they hear."""
import base64
import hashlib
import os
import re
import selectors
import socket
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from client import Client, body_of_change  # noqa: E402

port, project, hook, process, count = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
ORDER = re.compile(rb'"order":(\d+)')
TICK = os.sysconf("SC_CLK_TCK")


def resident():
    """Megabytes."""
    with open(f"/proc/{process}/status") as file:
        return int(re.search(r"VmRSS:\s+(\d+)", file.read()).group(1)) / 1024


def spent():
    """Seconds of processor."""
    with open(f"/proc/{process}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def cookie(number):
    token = hashlib.sha256(f"stream {number}".encode()).digest()
    return "__Host-s=" + base64.urlsafe_b64encode(token).decode().rstrip("=")


# Whatever the first requests cost is not the streams'.
warm = Client(port, cookie=cookie(0))
for _ in range(300):
    warm.get(f"/p/{project}/orders")
    warm.post(hook, body_of_change(9_000_001, 1, 1, "2026-11-02T08:00:00.000000Z"))
warm.close()
time.sleep(2)
before = resident()

selector = selectors.DefaultSelector()
ready, heard, lock = set(), {}, threading.Lock()
for number in range(count):
    stream = socket.create_connection(("127.0.0.1", port), 30)
    stream.sendall(f"GET /events?project={project} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie(number % 50)}\r\n\r\n".encode())
    stream.setblocking(False)
    selector.register(stream, selectors.EVENT_READ, [number, b""])


def read():
    while True:
        for key, _ in selector.select(1):
            try:
                data = key.fileobj.recv(65536)
            except OSError:
                data = b""
            now = time.monotonic()
            if not data:
                print(f"stream {key.data[0]} ended")
                selector.unregister(key.fileobj)
                continue
            key.data[1] += data
            if b"event: ready" in key.data[1]:
                ready.add(key.data[0])
            *whole, key.data[1] = key.data[1].split(b"\n\n")
            for event in whole:
                if order := ORDER.search(event):
                    with lock:
                        heard.setdefault(int(order.group(1)), {}).setdefault(key.data[0], now)


threading.Thread(target=read, daemon=True).start()
begin = time.monotonic()
while len(ready) < count and time.monotonic() - begin < 60:
    time.sleep(0.05)
print(f"{len(ready)} of {count} streams open after {time.monotonic() - begin:.1f} s")
time.sleep(3)
opened = resident()
start, clock = spent(), time.monotonic()
time.sleep(45)
share = (spent() - start) / (time.monotonic() - clock) * 100
idle = resident()
print(f"memory {before:.1f} MB before, {opened:.1f} with {count} streams, {idle:.1f} after 45 s idle: "
      f"{idle - before:.1f} MB for them (at most 60)")
print(f"processor while idle {share:.1f} % of a core (at most 5)")

told, client = {}, Client(port)
for number in range(60):
    order = 9_100_000 + number
    told[order] = time.monotonic()
    status, _, _ = client.post(hook, body_of_change(order, 1, 1, "2026-11-03T08:00:00.000000Z"))
    if status != 200:
        sys.exit(f"the webhook was answered with {status}")
    time.sleep(0.2)
time.sleep(3)
delays = [at - told[order] for order in told for at in heard.get(order, {}).values()]
missing = sum(count - len(heard.get(order, {})) for order in told)
print(f"{len(told)} webhooks heard by {count} streams: p50 {percentile(delays, .5) * 1000:.0f} ms, "
      f"p95 {percentile(delays, .95) * 1000:.0f} ms (at most 1000), slowest {max(delays) * 1000:.0f} ms, {missing} not heard")
print(f"memory {resident():.1f} MB at the end")
