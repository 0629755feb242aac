#!/usr/bin/env python3
"""An SMTP server that fails on demand. Standard library only, loopback only.

    smtp_standin.py --folder DIR [--cert FILE --key FILE] [--tls] [--user NAME --password WORD] [--at STAGE=WHAT]...

Listens on a free port and writes it to DIR/port. With a certificate it offers STARTTLS and takes no mail before
it, or speaks TLS from the first byte with --tls. With a user it wants AUTH PLAIN or LOGIN.
A mail that was taken lies in DIR as NUMBER.json: envelope, raw bytes, and what Python's own e-mail library reads in
it. DIR/log holds every command that came, one a line.

STAGE is one of connect ehlo starttls auth mail rcpt data body end. WHAT is a reply (`451 later`), `cut`, `silent`, or
`keep-cut`, which takes the mail and hangs up without an answer; with `xN` at its end it happens N times, then never.
DIR/faults, lines `STAGE=WHAT`, replaces the faults whenever it appears.
"""
import argparse, base64, email, email.policy, json, os, pathlib, re, socket, socketserver, ssl, threading, time


class Faults:
    def __init__(self, folder, given):
        self.folder, self.lock = folder, threading.Lock()
        self.plan = self.read(given)

    @staticmethod
    def read(lines):
        plan = {}
        for line in lines:
            stage, _, what = line.partition("=")
            times = re.search(r"\s*x(\d+)$", what)
            plan[stage] = [what[: times.start()] if times else what, int(times[1]) if times else None]
        return plan

    def take(self, stage):
        with self.lock:
            file = self.folder / "faults"
            if file.exists():
                self.plan = self.read(file.read_text().split("\n"))
                file.unlink()
            fault = self.plan.get(stage)
            if not fault or fault[1] == 0:
                return None
            if fault[1]:
                fault[1] -= 1
            return fault[0]


class Cut(Exception):
    pass


class Session(socketserver.StreamRequestHandler):
    def handle(self):
        try:
            self.talk()
        except (Cut, OSError, ssl.SSLError, ValueError):
            pass

    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def fault(self, stage):
        """True when the stage was answered by its fault."""
        what = self.server.faults.take(stage)
        if what is None:
            return False
        if what == "cut":
            raise Cut
        if what == "silent":
            time.sleep(60)
            raise Cut
        self.say(what)
        return True

    def wrap(self):
        self.request = self.server.context.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", buffering=0)
        self.is_private = True

    def talk(self):
        options = self.server.options
        self.is_private, self.is_known, self.envelope = False, not options.user, {}
        if options.tls:
            self.wrap()
        if self.fault("connect"):
            return
        self.say("220 stand-in ESMTP")
        while line := self.rfile.readline(2000):
            text = line.decode("utf-8", "replace").rstrip("\r\n")
            verb = text.split(" ")[0].upper()
            self.server.log(text if verb != "AUTH" else "AUTH " + ("private" if self.is_private else "in the clear"))
            stage = {"HELO": "ehlo", "RCPT": "rcpt", "MAIL": "mail"}.get(verb, verb.lower())
            if stage in ("ehlo", "starttls", "auth", "mail", "rcpt", "data") and self.fault(stage):
                continue
            if verb == "QUIT":
                return self.say("221 bye")
            self.answer(verb, text, options)

    def answer(self, verb, text, options):
        wants_tls = options.cert and not self.is_private
        if verb in ("EHLO", "HELO"):
            lines = ["stand-in", "SIZE 1000000", "8BITMIME"]
            if wants_tls:
                lines.append("STARTTLS")
            if options.user and not wants_tls:
                lines.append("AUTH PLAIN LOGIN")
            for number, line in enumerate(lines):
                self.say(f"250{' ' if number == len(lines) - 1 else '-'}{line}")
        elif verb == "STARTTLS" and wants_tls:
            self.say("220 go ahead")
            self.wrap()
        elif wants_tls:
            self.say("530 STARTTLS first")
        elif verb == "AUTH":
            self.authenticate(text, options)
        elif not self.is_known:
            self.say("530 who are you")
        elif verb == "MAIL":
            self.envelope = {"from": re.search("<(.*?)>", text)[1], "to": []}
            self.say("250 ok")
        elif verb == "RCPT":
            self.envelope["to"].append(re.search("<(.*?)>", text)[1])
            self.say("250 ok")
        elif verb == "DATA":
            self.say("354 go ahead")
            self.receive()
        else:
            self.say("250 ok")

    def authenticate(self, text, options):
        words = text.split(" ")
        if words[1].upper() == "PLAIN":
            if len(words) < 3:
                self.say("334 ")
                words.append(self.rfile.readline().decode().strip())
            _, user, password = base64.b64decode(words[2]).decode().split("\0")
        else:
            given = words[2:]
            for question in ["VXNlcm5hbWU6", "UGFzc3dvcmQ6"][len(given):]:
                self.say("334 " + question)
                given.append(self.rfile.readline().decode().strip())
            user, password = (base64.b64decode(word).decode() for word in given)
        self.is_known = (user, password) == (options.user, options.password)
        self.say("235 welcome" if self.is_known else "535 wrong password")

    def receive(self):
        if self.server.faults.plan.get("body", [None, 0])[1] != 0:
            self.rfile.readline()
            self.fault("body")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise Cut
            lines.append(line[1:] if line.startswith(b".") else line)
        what = self.server.faults.take("end")
        if what in ("cut", None, "keep-cut") or what.startswith("2"):
            if what != "cut":
                self.server.keep(self.envelope, b"".join(lines))
            if what in ("cut", "keep-cut"):
                raise Cut
            what = what or "250 taken"
        elif what == "silent":
            time.sleep(60)
            raise Cut
        self.say(what)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self, options):
        super().__init__(("127.0.0.1", 0), Session)
        self.options, self.folder = options, pathlib.Path(options.folder)
        self.faults = Faults(self.folder, options.at)
        self.count, self.lock = 0, threading.Lock()
        if options.cert:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(options.cert, options.key)

    def log(self, line):
        with self.lock, open(self.folder / "log", "a") as log:
            log.write(line + "\n")

    def keep(self, envelope, raw):
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        bodies = {part.get_content_subtype(): part.get_content() for part in mail.walk() if not part.is_multipart()}
        kept = dict(envelope, raw=raw.decode("latin-1"), fields=[[name, str(value)] for name, value in mail.items()],
                    text=bodies.get("plain", ""), html=bodies.get("html", ""),
                    defects=[str(d) for part in mail.walk() for d in part.defects])
        with self.lock:
            self.count += 1
            path = self.folder / f"{self.count:03}.json"
            path.with_suffix(".new").write_text(json.dumps(kept))
            os.rename(path.with_suffix(".new"), path)

    def handle_error(self, request, address):
        pass


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for name in ("--folder", "--cert", "--key", "--user", "--password"):
        parser.add_argument(name)
    parser.add_argument("--tls", action="store_true")
    parser.add_argument("--at", action="append", default=[])
    options = parser.parse_args()
    with Server(options) as server:
        port = pathlib.Path(options.folder) / "port"
        port.with_suffix(".new").write_text(str(server.server_address[1]))
        os.rename(port.with_suffix(".new"), port)
        server.serve_forever()
