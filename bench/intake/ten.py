"""ten.py PORT HOOK ORDER: delivers ten status changes of one order, one after the other."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from client import Client, body_of_change  # noqa: E402

port, hook, order = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
client = Client(port)
for step, status in enumerate([1, 2, 3, 4, 6, 7, 9, 8, 11, 12], 1):
    answer = client.post(hook, body_of_change(order, status, 3, f"2026-11-{step:02}T09:15:00.000000Z"))
    if answer[0] != 200 or answer[2] != b"stored\n":
        sys.exit(f"the webhook answered {answer[0]} {answer[2]!r}")
