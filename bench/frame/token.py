"""token.py: a token for the JSON door, its id and the SHA-256 of its secret in hex, one line."""
import base64
import hashlib
import os

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def letters(data):
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in data)


name, secret = letters(os.urandom(12)), os.urandom(32)
body = f"takt_test_{name}_" + base64.urlsafe_b64encode(secret).decode().rstrip("=")
print(f"{body}_{letters(hashlib.sha256(body.encode()).digest()[:6])}", name, hashlib.sha256(secret).hexdigest())
