"""mixed.py PORT COOKIE PROJECT HOOK PID COUNT: mixed requests from four clients, and the program's resident memory."""
import os
import random
import re
import statistics
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from client import Client, body_of_change  # noqa: E402

port, cookie, project, hook, pid, count = (int(x) if x.isdigit() else x for x in sys.argv[1:7])
base = f"/p/{project}"
lock = threading.Lock()
done, seen, samples = 0, {}, []


def resident():
    with open(f"/proc/{pid}/status") as file:
        return int(re.search(r"VmRSS:\s+(\d+) kB", file.read()).group(1)) / 1024


def one(chance, signed, visitor):
    """Sends one request and answers its kind and status."""
    kind = chance.choices(["list", "order", "settings", "home", "hook", "repeat", "malformed", "static", "sign in", "missing",
                           "big"], [24, 16, 8, 4, 24, 6, 2, 10, 3, 2, 1])[0]
    number = chance.randrange(10001, 12001)
    if kind == "list":
        state = chance.choice(["open", "over", "near", "ok", "closed", "all"])
        sort = chance.choice(["breach", "-age", "number", "change"])
        return kind, signed.get(f"{base}/orders?state={state}&sort={sort}&size={chance.choice([20, 50, 100])}")
    if kind == "order":
        return kind, signed.get(f"{base}/orders/{number}")
    if kind == "settings":
        return kind, signed.get(base + chance.choice(["/settings/sla", "/settings/hours", "/settings/statuses", "/deliveries"]),
                                "Accept-Encoding: gzip\r\n")
    if kind == "home":
        return kind, signed.get("/")
    if kind == "hook":
        at = f"2026-1{chance.randrange(2)}-{chance.randrange(1, 20):02}T{chance.randrange(24):02}:15:{chance.randrange(60):02}.000000Z"
        return kind, visitor.post(hook, body_of_change(chance.randrange(20001, 26000), chance.randrange(1, 12), 3, at))
    if kind == "repeat":
        return kind, visitor.post(hook, body_of_change(20001, 1, 1, "2026-10-01T08:00:00.000000Z"))
    if kind == "malformed":
        return kind, visitor.post(hook, b'{"event":"order.change_order_status","context":{"id":')
    if kind == "big":
        return kind, visitor.post(hook, b'{"event":"lead.change_lead_status","context":{"comment":"' + b"x" * 900_000 + b'"}}')
    if kind == "static":
        return kind, visitor.get(chance.choice(assets))
    if kind == "sign in":
        return kind, visitor.get("/login")
    return kind, signed.get(f"{base}/orders/{10**9 + number}")


def work(seed):
    global done
    chance = random.Random(seed)
    signed, visitor = Client(port, cookie=cookie), Client(port)
    while True:
        with lock:
            if done >= count:
                return
            done += 1
            if done % (count // 200) == 0:
                samples.append(resident())
        kind, answer = one(chance, signed, visitor)
        with lock:
            key = f"{kind} {answer[0]}"
            seen[key] = seen.get(key, 0) + 1


seed = int(os.environ.get("TAKT_SEED", "20261119"))
page = Client(port, cookie=cookie).get(f"{base}/orders")
if page[0] != 200:
    sys.exit(f"the Orders page answered {page[0]}")
assets = sorted({found.decode() for found in re.findall(rb'(?:href|src)="(/[^"#]+\.(?:css|js|svg|woff2|png))', page[2])})
print(f"seed {seed}; before {resident():.1f} MB")
threads = [threading.Thread(target=work, args=(seed + i,)) for i in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(", ".join(f"{key}: {value}" for key, value in sorted(seen.items())))
quarters = [statistics.median(samples[len(samples) * i // 4:len(samples) * (i + 1) // 4]) for i in range(4)]
growth = samples[-1] - samples[len(samples) // 2]
print(f"resident after {done} requests {resident():.1f} MB; medians of the quarters "
      + " / ".join(f"{value:.1f}" for value in quarters)
      + f" MB; last half {'+' if growth >= 0 else ''}{growth:.1f} MB, highest {max(samples):.1f} MB")
