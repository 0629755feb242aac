"""plans.py TABLE <LOG: what auto_explain wrote about the statements on a table, the slowest first."""
import re
import sys

table = sys.argv[1]
plans = []
for entry in re.split(r"(?m)^(?=\d{4}-\d\d-\d\d )", sys.stdin.read()):
    found = re.search(r"duration: ([0-9.]+) ms  plan:\n(.*)", entry, re.S)
    if found and f" {table}" in found.group(2):
        plans.append((float(found.group(1)), re.sub(r"(?m)^\t", "", found.group(2)).rstrip()))
plans.sort(reverse=True)
sequential = sum(f"Seq Scan on {table} " in plan for _, plan in plans)
print(f"{len(plans)} plans, {sequential} with a sequential scan of {table}, the slowest took {plans[0][0]:.1f} ms "
      "(with the cost of being measured)")
for time, plan in plans:
    print(f"\n== {time:.2f} ms\n{plan}")
