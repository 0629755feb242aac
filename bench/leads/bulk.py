"""bulk.py PORT COOKIE ORGANIZATION DATE

Hands all leads created since a date to one person, and takes that back: seconds until the job is done, and the server time
of other pages meanwhile.
"""
import os
import re
import sys
import time
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from client import Client, percentile, server_milliseconds  # noqa: E402

port, cookie, organization, since = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
client = Client(port, cookie=cookie)
base = f"/o/{organization}/leads"
form = "application/x-www-form-urlencoded"


def get(path):
    status, head, body = client.get(path)
    if status != 200:
        sys.exit(f"{path} answered {status}")
    return server_milliseconds(head), body.decode()


def post(path, fields):
    data = urllib.parse.urlencode(fields).encode()
    status, head, body = client.send((
        f"POST {path} HTTP/1.1\r\nHost: {client.host}\r\n{client.cookie}Origin: http://{client.host}\r\nContent-Type: {form}\r\n"
        f"Content-Length: {len(data)}\r\n\r\n").encode() + data)
    if status != 303:
        sys.exit(f"{path} answered {status}: {body[:500]!r}")


def wait(what):
    """Reads other pages until nothing runs any more."""
    began, times = time.monotonic(), []
    while True:
        for path in [base, base + "?segment=Hotel&sort=company", f"/o/{organization}/pipeline", f"/o/{organization}/activities"]:
            took, body = get(path)
            times.append(took)
            if path == base and "<progress" not in body:
                print(f"  {what}: {time.monotonic() - began:.1f} s; other pages p50 {percentile(times, .5):.1f} ms, "
                      f"p95 {percentile(times, .95):.1f} ms of {len(times)}")
                return
        if time.monotonic() - began > 120:
            sys.exit(f"{what} did not end")


query = f"from={since}"
_, page = get(f"{base}/bulk?act=assign&every=on&query={urllib.parse.quote(query)}")
csrf = re.search(r'name="csrf" value="([^"]+)"', page).group(1)
# Another one in each run: after one that broke off they are somebody's already.
people = re.findall(r'<option value="([0-9a-f-]{36})"', page)
person = people[int(time.time()) % len(people)]
print(re.search(r"[0-9][0-9,]* leads", page).group(0), "handed over at once")
post(f"{base}/bulk", {"act": "assign", "to": person, "every": "on", "query": query, "csrf": csrf})
_, page = get(base)
undo = re.search(r'action="([^"]*undo[^"]*)"', page)
wait("handed over")
if undo:
    post(undo.group(1), {"csrf": csrf})
    wait("taken back")
