"""stop.py PORT HOOK COOKIE PROJECT ROUNDS: F18, SIGTERM under load."""
import os
import random
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from serving import Claims, Client, Lost, Process, body_of_change, events, missing  # noqa: E402

port, hook, cookie, project, rounds = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5])
seed = int(os.environ.get("TAKT_SEED", random.randrange(10**9)))
print(f"seed {seed}: {rounds} times SIGTERM")
chance = random.Random(seed)
claim = Claims()
told = iter(events(200_000, chance))
acknowledged, results, lock = [], [], threading.Lock()


def work(number, over):
    """Webhooks and pages, on kept and on new connections, until the door is shut."""
    client = Client(port, cookie=cookie, timeout=30)
    while not over.is_set():
        with lock:
            event = next(told)
        begin = time.monotonic()
        try:
            if number % 2:
                status, _, _ = client.post(hook, body_of_change(*event))
            else:
                status, _, _ = client.get(f"/p/{project}/orders?state=all&size=100")
        except (OSError, Lost):
            status = "lost"
        with lock:
            results.append((begin, status))
            if number % 2 and status == 200:
                acknowledged.append((begin, event))
        if number % 4 < 2:
            client.close()
        if status == "lost":
            time.sleep(0.01)


codes, longest = [], 0.0
accepted = failed = wrong = 0
for _ in range(rounds):
    process = Process(port, f"127.0.0.1:{port}")
    process.start()
    if not process.is_ready():
        sys.exit("takt serve did not start")
    over = threading.Event()
    results.clear()
    threads = [threading.Thread(target=work, args=(i, over)) for i in range(12)]
    for thread in threads:
        thread.start()
    time.sleep(0.7 + chance.random() * 0.6)
    term = time.monotonic()
    code, took = process.stop()
    over.set()
    for thread in threads:
        thread.join()
    codes.append(code)
    longest = max(longest, took)
    # What was sent well before SIGTERM has been accepted; later a client may find the door shut.
    sure = [status for begin, status in results if begin < term - 0.05]
    accepted += len(sure)
    failed += sum(status != 200 for status in sure)
    wrong += sum(status not in (200, 503, "lost") for _, status in results)
claim(failed == 0, f"of {accepted} requests that were accepted before SIGTERM {failed} were not answered with 200")
claim(wrong == 0, "afterwards nobody was told anything but 200, 503 or a shut door")
claim(all(code == 0 for code in codes), f"exit codes {sorted(set(codes), key=str)}")
claim(longest <= 25, f"ended {longest:.1f} s after SIGTERM at most (25 allowed)")
lost = missing(acknowledged)
claim(lost == 0, f"of {len(acknowledged)} acknowledged events {lost} are not stored")
claim.end()
