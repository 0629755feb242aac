"""pages.py PORT COOKIE ORGANIZATION WHO [once]: server time of the pages of leads over filters, sorts, terms and pages."""
import datetime
import os
import re
import sys
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from client import Client, percentile, server_milliseconds  # noqa: E402

port, cookie, organization, who = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
client = Client(port, cookie=cookie)
base = f"/o/{organization}/leads"
board = f"/o/{organization}/pipeline"


def link(html, name):
    """The first address in the page that names the next page."""
    found = re.search(rb'href="([^"]*[?&;]%s=[^"]*)"' % name.encode(), html)
    return found.group(1).decode().replace("&amp;", "&") if found else None


def get(path):
    status, head, body = client.get(path)
    if status != 200:
        sys.exit(f"{path} answered {status}")
    return server_milliseconds(head), body


def term(text):
    return "q=" + urllib.parse.quote(text)


_, first = get(base)
stages = sorted(set(re.findall(rb'name="stage".*?</select>', first, re.S)[0].decode().split('value="')[1:]))
stages = [value.split('"')[0] for value in stages if value[0].isdigit()]
seller = (re.findall(rb'name="assignee".*?</select>', first, re.S)[0].decode().split('value="') + ["nobody"])[-2].split('"')[0]
sorts = [sign + sort for sort in ["company", "created", "score", "last", "next"] for sign in ["", "-"]]

groups = {
    "first page": [""],
    "any sort": [f"sort={sort}" for sort in sorts],
    "one filter": [f"stage={stage}" for stage in stages] + [
        "assignee=me", "assignee=nobody", "segment=Hotel", "segment=Rare+segment", "source=form", "score=95", "score=20", "plan=none",
        "from=2026-11-01", "to=2025-02-01", "from=2026-03-01&to=2026-03-02", "size=100"],
    "a selective term": [term(text) for text in ["office3000@", "30300003", "+380 67 123", "Riverside Works 600", "zzzqqq"]],
    "words in another order": [term(text) for text in ["Дубок Груп 30003", "600 Works Riverside"]],
    "short term": [term(text) for text in ["ду", "of", "L"]],
    "any combination": [f"stage={stages[1]}&segment=Hotel&sort=score", "assignee=me&plan=none&sort=last", "source=form&score=50&sort=company",
                        "segment=Rare+segment&score=90&from=2026-01-01", f"stage={stages[0]}&assignee=nobody&sort=next",
                        "source=webhook&segment=Retail&sort=-last", term("коваль") + "&segment=Hotel&sort=score"],
    "a term that matches 100,000": [term("дубок"), term("riverside"), term("hotel") + "&sort=company", term("gmail.com") + "&sort=score"],
}

boards = {
    "board": [""] + [f"stage={stages[1]}"],
    "board of somebody": ["assignee=me", "assignee=nobody"],
    "board, one filter": ["segment=Hotel", "segment=Rare+segment", "source=form", "score=95", "score=20", "plan=none",
                          "from=2026-11-01", "from=2026-03-01&to=2026-03-02"],
    "board, a selective term": [term(text) for text in ["office3000@", "30300003", "+380 67 123", "Riverside Works 600", "zzzqqq"]],
    "board, a term that matches 100,000": [term("дубок"), term("riverside"), term("hotel"), term("gmail.com")],
}


def addresses(queries, base):
    return [base + ("?" + query if query else "") for query in queries]


groups = {name: addresses(queries, base) for name, queries in groups.items()}
groups |= {name: addresses(queries, board) for name, queries in boards.items()}


def walk(pages):
    path, times = base, []
    for _ in range(pages):
        time, body = get(path)
        times.append((time, path))
        path = link(body, "after")
        if not path:
            break
    return times


def measure():
    found = {}
    for name, queries in groups.items():
        found[name] = []
        for path in queries:
            time, body = get(path)
            found[name].append((time, path))
            following = link(body, "after")
            if following:
                found[name].append((get(following)[0], following))
    found["page 50"] = walk(50)[-1:]
    if who == "admin":
        path = f"{base}/01000000-0000-7000-8000-000000000003"
        # Each of the eight connections plans a statement five times before it keeps a plan.
        for _ in range(0 if sys.argv[5:] == ["once"] else 60):
            get(path)
        found["lead with 300 entries"] = [(get(path)[0], path)] * 6
        today = datetime.date.today()
        for name, days in [("figures of 30 days", 30), ("figures of a year", 366)]:
            dates = f"from={today - datetime.timedelta(days - 1)}&to={today}"
            found[name] = [(get(path)[0], path) for path in [
                f"{base}/figures?{dates}", f"{base}/figures?{dates}&assignee=nobody", f"{base}/figures?{dates}&assignee={seller}",
                f"{base}/figures/rows?step=stay&stage={stages[0]}&{dates}", f"{base}/figures/rows?step=contacted&{dates}",
                f"{base}/figures/rows?step=qualified&assignee={seller}&{dates}",
                f"{base}/figures/activities?state=completed&{dates}", f"{base}/figures/activities?state=scheduled&assignee={seller}&{dates}"]]
    return found


if sys.argv[5:] == ["once"]:
    for queries in groups.values():
        for path in queries:
            client.get(path)
    sys.exit()

measure()  # the times that follow count: plans and pages are warm then
rounds = [measure() for _ in range(10)]
print(f"as {who}")
for name in rounds[0]:
    times = [time for found in rounds for time, _ in found[name]]
    worst = {}
    for found in rounds:
        for time, path in found[name]:
            worst.setdefault(path, []).append(time)
    path = max(worst, key=lambda key: min(worst[key]))
    print(f"  {name}: p50 {percentile(times, .5):.1f} ms, p95 {percentile(times, .95):.1f} ms of {len(times)}; "
          f"slowest {min(worst[path]):.1f} ms {urllib.parse.unquote(path.removeprefix(base).removeprefix(board))[:80]}")
