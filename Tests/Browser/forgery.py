"""Pages of other origins, in a real browser, try to act as a person who is signed in.

    forgery.py BASE EMAIL PASSWORD

The other origins listen on the same machine: `localhost` is another site than 127.0.0.1, another port of 127.0.0.1
is another origin of the same site. Nothing they send may change the person's name or end the session; the site's own
form, sent last, must change it, so that the test can tell. Prints one line per finding; exits 1 if there is any.
"""
import http.server, sys, threading
from playwright.sync_api import sync_playwright

BASE, EMAIL, PASSWORD = sys.argv[1:4]
FIELDS = '<input name="name" value="Forged"><input name="language" value="en"><input name="zone" value="UTC">'


def form(path, kind="application/x-www-form-urlencoded", method="post", target=""):
    return (f'<form id="f" action="{BASE}{path}" method="{method}" enctype="{kind}" {target}>{FIELDS}</form>'
            "<script>document.getElementById('f').submit()</script>")


def call(words):
    return f"<script>{words}.catch(() => 0).then(() => document.title = 'sent')</script>"


BODY = "'name=Forged&language=en&zone=UTC'"
FETCH = f"fetch('{BASE}/account', {{method: 'POST', credentials: 'include', "
ATTACKS = {
    "form": form("/account"),
    "form-text": form("/account", "text/plain"),
    "form-multipart": form("/account", "multipart/form-data"),
    "form-get": form("/account", method="get"),
    "form-sign-out": form("/logout"),
    "form-end-sessions": form("/account/sessions/others/end"),
    "form-new-window": form("/account", target='target="_blank"'),
    "fetch-opaque": call(FETCH + f"mode: 'no-cors', body: new URLSearchParams({BODY})}})"),
    "fetch-cors": call(FETCH + f"headers: {{'content-type': 'application/json', 'x-csrf': 'AAAA'}}, body: '{{}}'}})"),
    "beacon": call(f"Promise.resolve(navigator.sendBeacon('{BASE}/account', new URLSearchParams({BODY})))"),
    "image": f'<img src="{BASE}/logout" alt=""><img src="{BASE}/account/sessions/others/end" alt="">',
    # A sandboxed frame has the origin "null".
    "sandboxed": '<iframe sandbox="allow-scripts allow-forms" src="/form"></iframe>',
    "framed": f'<iframe id="frame" src="{BASE}/account"></iframe>',
}


class Elsewhere(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        page = ATTACKS.get(self.path.strip("/"), "").encode()
        self.send_response(200 if page else 404)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>elsewhere</title>" + page)

    def log_message(self, *words):
        pass


findings = []


def say(where, what):
    findings.append(what)
    print(f"{where}: {what}")


def name_of(page):
    """The person's name as the site knows it; signs of a lost session are findings."""
    page.goto(BASE + "/account", wait_until="load")
    if not page.url.endswith("/account"):
        say(page.url, "the session has ended")
        return None
    return page.input_value("main input[name=name]")


elsewhere = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
threading.Thread(target=elsewhere.serve_forever, daemon=True).start()
port = elsewhere.server_address[1]

with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    context = browser.new_context(locale="en")
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(BASE + "/login", wait_until="load")
    page.fill("input[name=email]", EMAIL)
    page.fill("input[name=password]", PASSWORD)
    with page.expect_navigation(wait_until="load"):
        page.click("form:has(input[name=password]) .btn.primary")
    name = name_of(page)
    for origin in (f"http://localhost:{port}", f"http://127.0.0.1:{port}"):
        for attack in ATTACKS:
            there = context.new_page()
            there.goto(f"{origin}/{attack}", wait_until="load")
            # A page of ours keeps a stream open, so the network is never idle.
            there.wait_for_timeout(700)
            if attack == "framed" and any(f.url.startswith(BASE) and "name=" in f.content() for f in there.frames[1:]):
                say(f"{origin}/{attack}", "the site stands in a frame of another")
            for other in context.pages:
                if other is not page:
                    other.close()
            if name_of(page) != name:
                say(f"{origin}/{attack}", "changed the name or ended the session")
    page.fill("main input[name=name]", "Changed Here")
    with page.expect_navigation(wait_until="load"):
        page.click("form:has(input[name=name]) .btn.primary")
    if name_of(page) != "Changed Here":
        say(BASE, "the site's own form changes nothing: the attacks above show nothing")
    browser.close()
print(f"{2 * len(ATTACKS)} attacks, {len(findings)} findings")
sys.exit(1 if findings else 0)
