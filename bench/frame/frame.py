"""frame.py PORT COOKIE PROJECT PID [PART…]: the figures of the frame, one line each."""
import json
import os
import re
import sys
import threading
import time
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from client import Client, percentile, server_milliseconds  # noqa: E402

port, cookie, project, pid = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
parts = sys.argv[5:] or ["page", "session", "doors", "sign-in"]
PAGE = f"/p/{project}/orders?size=50&state=all"
SESSION = re.compile(rb"session;dur=([0-9.]+)")
TICK = os.sysconf("SC_CLK_TCK")


def spent():
    """Seconds of processor time of the program so far."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def cost(client, path, count):
    for _ in range(count // 10):
        client.get(path)
    before = spent()
    for _ in range(count):
        status, _, body = client.get(path)
        assert status == 200, (path, status)
    return (spent() - before) / count * 1e6, len(body)


def page():
    client = Client(port, cookie=cookie)
    _, _, body = client.get(PAGE)
    file = re.search(rb"/assets/favicon\.[^\"]*", body).group(0).decode()
    rounds = []
    for _ in range(3):
        as_page, page_bytes = cost(client, PAGE, 1_500)
        as_file, file_bytes = cost(client, file, 6_000)
        rounds.append((as_page / as_file, as_page, as_file))
    ratio, as_page, as_file = sorted(rounds)[1]
    print(f"page of {page_bytes} bytes {as_page:.0f} us of processor, as a file of {file_bytes} bytes {as_file:.0f} us: "
          f"{ratio:.1f} times (bar 6)")


def session():
    client = Client(port, cookie=cookie)
    times = []
    for _ in range(2_000):
        _, head, _ = client.get(f"/p/{project}/orders?size=10")
        times.append(float(SESSION.search(head).group(1)))
    print(f"session and rights p50 {percentile(times, .5):.3f} ms, p95 {percentile(times, .95):.3f} ms (bar 0.5)")


def doors():
    """Calls begin at a steady pace whatever the earlier ones took; a call's time counts from when it was due."""
    base = f"/api/v1/projects/{project}/orders"
    head = f"Authorization: Bearer {os.environ['BENCH_TOKEN']}\r\n"
    body = Client(port).get(f"{base}?limit=50", head)[2]
    order = json.loads(body)["items"][0]["number"]
    for name, path, bar in (("one order", f"{base}/{order}", 20), ("list of 50", f"{base}?limit=50", 40)):
        times, threads, pace, count = [], 6, 150, 250
        begun = time.monotonic() + 0.1

        def call(number):
            client = Client(port)
            for turn in range(count):
                due = begun + (turn * threads + number) / pace
                time.sleep(max(0, due - time.monotonic()))
                status, _, answer = client.get(path, head)
                assert status == 200, (path, status, answer[:200])
                times.append((time.monotonic() - due) * 1e3)

        callers = [threading.Thread(target=call, args=(number,)) for number in range(threads)]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
        print(f"JSON door, {name} at {pace} requests a second, {len(times)} of them: p50 {percentile(times, .5):.1f} ms, "
              f"p95 {percentile(times, .95):.1f} ms (bar {bar})")


class Attempts:
    """Wrong passwords at a steady pace, each for an address of its own."""

    def __init__(self, pace):
        self.pace, self.stopped, self.answers = pace, False, {}
        self.threads = [threading.Thread(target=self.run, args=(n,)) for n in range(8)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopped = True
        for thread in self.threads:
            thread.join()

    def run(self, number):
        count = 0
        while not self.stopped:
            begun = time.monotonic()
            count += 1
            try:
                status = attempt(f"nobody-{number}-{count}@example.com", "not the password")[0]
            except OSError:
                status = 0
            self.answers[status] = self.answers.get(status, 0) + 1
            time.sleep(max(0, len(self.threads) / self.pace - (time.monotonic() - begun)))


def attempt(email, password):
    client = Client(port)
    _, _, body = client.get("/login")
    visitor = re.search(rb"(?i)set-cookie: (__Host-p=[^;]*)", client.head).group(1).decode()
    token = re.search(rb'name="csrf" value="([^"]*)"', body).group(1).decode()
    client.cookie = f"Cookie: {visitor}\r\nSec-Fetch-Site: same-origin\r\n"
    fields = urllib.parse.urlencode({"email": email, "password": password, "csrf": token})
    answer = client.post("/login", fields.encode(), "application/x-www-form-urlencoded")
    client.close()
    return answer


def sign_in():
    times = []
    for n in range(60):
        begun = time.monotonic()
        attempt(f"alone-{n}@example.com", "not the password")
        times.append((time.monotonic() - begun) * 1e3)
    print(f"sign-in alone p50 {percentile(times, .5):.0f} ms, p95 {percentile(times, .95):.0f} ms, form included (bar 150)")
    client = Client(port, cookie=cookie)
    times = []
    with Attempts(50) as attempts:
        begun = time.monotonic()
        while time.monotonic() - begun < 20:
            sent = time.monotonic()
            status, _, _ = client.get(PAGE)
            assert status == 200, status
            times.append((time.monotonic() - sent) * 1e3)
            time.sleep(0.02)
        took = time.monotonic() - begun
    tried = sum(attempts.answers.values())
    print(f"{tried / took:.0f} wrong passwords a second {attempts.answers}: other pages p50 {percentile(times, .5):.1f} ms, "
          f"p95 {percentile(times, .95):.1f} ms (bar 60)")


for part in parts:
    {"page": page, "session": session, "doors": doors, "sign-in": sign_in}[part]()
