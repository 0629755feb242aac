"""start.py PORT TIMES PROGRAM, settings on standard input: from the start of the process to its first answer."""
import os
import signal
import socket
import statistics
import subprocess
import sys
import time

port, times, program = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
settings = dict(line.rstrip("\n").split("=", 1) for line in sys.stdin)
ask = f"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode()


def answers():
    try:
        with socket.create_connection(("127.0.0.1", port), 2) as wire:
            wire.sendall(ask)
            return wire.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


taken, stopped = [], []
for _ in range(times):
    begin = time.monotonic()
    process = subprocess.Popen([program, "serve"], env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not answers():
            if process.poll() is not None or time.monotonic() - begin > 20:
                sys.exit("takt serve did not answer")
            time.sleep(0.002)
        taken.append(time.monotonic() - begin)
    finally:
        begin = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        stopped.append(time.monotonic() - begin)
print(f"{times} starts: first 200 of /readyz after {statistics.median(taken) * 1000:.0f} ms (median), "
      f"{max(taken) * 1000:.0f} ms (longest); ended {max(stopped):.1f} s after SIGTERM at most")
