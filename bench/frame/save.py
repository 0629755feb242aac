"""save.py PORT COOKIE PATH FILE: keeps the page at PATH in FILE."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from client import Client  # noqa: E402

port, cookie, path, file = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
status, _, body = Client(port, cookie=cookie).get(path)
if status != 200:
    sys.exit(f"{path} answered {status}")
with open(file, "wb") as out:
    out.write(body)
