"""pages.py PORT COOKIE PROJECT [once]: server time of the Orders page over filters, sorts and pages."""
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from client import Client, percentile, server_milliseconds  # noqa: E402

port, cookie, project = int(sys.argv[1]), sys.argv[2], sys.argv[3]
client = Client(port, cookie=cookie)
base = f"/p/{project}/orders"
queries = [""]
for state in ["open", "over", "near", "ok", "closed", "all"]:
    for sort in ["breach", "-breach", "age", "-age", "number", "-number", "change", "-change"]:
        queries.append(f"state={state}&sort={sort}")
for group in range(7):
    queries += [f"group={group}", f"group={group}&state=over", f"group={group}&state=near", f"group={group}&state=all&sort=age"]
for status in [1, 3, 7, 9, 12, 19]:
    queries += [f"status={status}", f"status={status}&state=all", f"status={status}&state=all&sort=change"]
queries += ["number=10431", "number=99999", "number=424242424242"]
queries += ["from=2026-01-01&state=all", "from=2026-03-01&to=2026-03-31&state=all", "to=2026-06-01&state=closed",
            "from=2026-11-01&sort=change", "from=2026-11-01&group=3&sort=-age", "to=2026-06-01&state=over"]
queries += ["size=20", "size=100", "size=100&state=all&sort=change", "size=100&state=closed&sort=-number"]


def link(html, name):
    """The first address in the page that names the next or the previous page."""
    found = re.search(rb'href="([^"]*[?&;]%s=[^"]*)"' % name.encode(), html)
    return found.group(1).decode().replace("&amp;", "&") if found else None


def measure():
    times = []
    for query in queries:
        path = base + ("?" + query if query else "")
        for page in ["after", "after", "after", "before", None]:
            status, head, body = client.get(path)
            if status != 200:
                sys.exit(f"{path} answered {status}")
            times.append((server_milliseconds(head), path, len(body)))
            path = page and link(body, page)
            if not path:
                break
    return times


if sys.argv[4:] == ["once"]:
    for query in queries:
        client.get(base + ("?" + query if query else ""))
    sys.exit()

measure()  # the second and third time count: plans and pages are warm then
times = measure() + measure()
only = [time for time, _, _ in times]
print(f"requests {len(only)}, pages of {sum(size for _, _, size in times) // len(times)} bytes on average")
print(f"server time p50 {percentile(only, .5):.2f} ms, p95 {percentile(only, .95):.2f} ms, p99 {percentile(only, .99):.2f} ms, "
      f"longest {max(only):.2f} ms")
slowest = {}
for time, path, _ in times:
    slowest.setdefault(path, []).append(time)
print("slowest by the faster of two:")
for path, values in sorted(slowest.items(), key=lambda pair: -min(pair[1]))[:8]:
    print(f"  {min(values):8.2f} ms  {path.removeprefix(base) or '(no filter)'}")
