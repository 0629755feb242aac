"""load.py PORT HOOK FILE STOP: webhooks one after another until the file STOP is there. A line of FILE is an
order whose event was acknowledged, written after the acknowledgement; the order's number counts up."""
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
from client import Client, Lost, body_of_change  # noqa: E402

port, hook, path, stop = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
client = Client(port)
order = 1_000_000
with open(path, "w", buffering=1) as told:
    while not os.path.exists(stop):
        order += 1
        at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime()) + ".000000Z"
        while True:
            try:
                if client.post(hook, body_of_change(order, 1, 1, at))[0] == 200:
                    break
            except (OSError, Lost):
                time.sleep(0.01)
        told.write(f"{order}\n")
