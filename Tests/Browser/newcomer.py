"""A newcomer's walk in a real browser: sign up, confirm, invite somebody, join as they, set up a second factor, lose the
phone, come in with a recovery code, set up another phone, leave.

    newcomer.py BASE MAIL_FOLDER

Once with JavaScript and once without, in both languages. The mails are read from files in MAIL_FOLDER. Every page on the
way: no console message, no sideways scroll, nothing that axe finds. Prints one line per finding; exits 1 if there is any.
"""
import base64, email, email.policy, hashlib, hmac, pathlib, re, struct, sys, time
import axe_playwright_python
from playwright.sync_api import sync_playwright

BASE, MAILS = sys.argv[1], pathlib.Path(sys.argv[2])
PASSWORD = "seven herons stand in the reeds"
# JavaScript, width, theme, language.
WALKS = [(True, 390, "dark", "uk"), (False, 1280, "light", "en")]
AXE = next(pathlib.Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text()
findings, pages = [], set()


def say(where, what):
    findings.append(what)
    print(f"{where}: {what}", flush=True)


def link(recipient, part):
    """The link with that part in a mail to them, once it has come."""
    for _ in range(300):
        for file in MAILS.glob("*.eml"):
            mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            found = re.search(re.escape(BASE) + r"/\S*", mail.get_body(("plain",)).get_content())
            if str(mail["to"]) == recipient and found and part in found.group(0):
                return found.group(0)
        time.sleep(0.1)
    raise AssertionError(f"no mail with {part} came to {recipient}")


def code(key, ahead=0):
    """What a phone with that key shows, `ahead` half minutes from now."""
    count = struct.pack(">Q", int(time.time()) // 30 + ahead)
    digest = hmac.new(base64.b32decode(key.replace(" ", "")), count, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, browser, who, script, width, theme, language):
        self.name = f"{who}, {'js' if script else 'no js'}"
        self.script, self.language = script, language
        self.email = f"{who}-{'js' if script else 'plain'}@berehynia.example"
        self.page = browser.new_context(
            viewport={"width": width, "height": 860}, color_scheme=theme, locale=language,
            java_script_enabled=script, reduced_motion="reduce").new_page()
        self.page.set_default_timeout(60_000)
        self.page.on("console", self.hear)
        self.page.on("pageerror", lambda error: say(f"{self.name} {self.page.url}", f"script: {str(error)[:200]}"))

    def hear(self, message):
        # A refused form and the second step answer 422 and 401, which the browser notes.
        if message.type in ("error", "warning") and not re.search(r"status of (401|422)|^Clear-Site", message.text):
            say(f"{self.name} {self.page.url}", f"console {message.type}: {message.text[:200]}")

    def look(self, *expected):
        where = re.sub(r"[\w-]{43}", "…", f"{self.name} {self.page.url.removeprefix(BASE)}")
        kind = f"{where} {self.page.query_selector('.errors') is not None}"
        is_known = kind in pages
        pages.add(kind)
        for selector in expected:
            if self.page.query_selector(selector) is None:
                say(where, f"has no {selector}")
        if self.page.get_attribute("html", "lang") != self.language:
            say(where, f"speaks {self.page.get_attribute('html', 'lang')}")
        if not self.script or is_known:
            return
        over = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            say(where, f"scrolls sideways by {over} px")
        self.page.evaluate(AXE)
        for found in self.page.evaluate(
            "axe.run().then(r => r.violations.map(v => [v.id, v.impact, v.nodes[0].html.slice(0, 160)].join(' ')))"
        ):
            say(where, f"axe {found}")

    def open(self, address, *expected):
        self.page.goto(address if address.startswith("http") else BASE + address, wait_until="load")
        self.look(*expected)

    def press(self, selector, *expected):
        with self.page.expect_navigation(wait_until="load"):
            self.page.click(selector)
        self.look(*expected)

    def send(self, *expected, **fields):
        """Fills in the page's form and sends it."""
        for name, value in fields.items():
            self.page.fill(f"main [name={name}]", value)
        self.press("main form .btn.primary", *expected)

    def sign_in(self, *expected):
        self.send(*expected, email=self.email, password=PASSWORD)

    def sign_out(self):
        self.page.goto(BASE + "/account", wait_until="load")
        self.page.click("summary:has(.avatar)")
        self.press("form[action='/logout'] button", "[name=password]")

    def sign_up(self):
        self.open("/login")
        self.press("main a[href='/sign-up']", "[name=organization]")
        self.send(".errors")
        self.send("h1", name="Оксана Грищенко", email=self.email, organization="Берегиня & Co")
        self.open(link(self.email, "/sign-up/confirm/"), "[name=password]")
        self.send(".errors", password="short")
        self.send(".flash", password=PASSWORD)
        self.sign_in("main a[href$='/projects/new']")

    def invite(self, other):
        # From the first page on, the menu leads to the organization's own pages.
        address = self.page.get_attribute("nav.side a[href$='/settings/invitations']", "href")
        self.open(address, "[name=role]")
        self.page.select_option("[name=role]", "rep")
        self.page.select_option("main [name=language]", other.language)
        self.send(".flash", email=other.email)

    def join(self):
        self.open(link(self.email, "/invitation/"), "[name=name]")
        self.send(".flash", name="Тарас Бондар", password=PASSWORD)
        self.sign_in("h1")

    def set_up_phone(self, start):
        self.open("/account/second-factor", start)
        self.press(start, "main svg", "main code")
        key = self.page.inner_text("main code")
        self.send(".errors", code="000000" if code(key) != "000000" else "111111")
        key = self.page.inner_text("main code")
        self.send("main .btn.primary", code=code(key))
        codes = re.findall(r"\b\w{4}(?:-\w{4}){3}\b", self.page.input_value("#codes"))
        if len(codes) != 10:
            say(self.name, f"{len(codes)} recovery codes")
        self.press("main .btn.primary", "h1")
        return key, codes

    def prove_phone(self, key):
        self.sign_out()
        self.sign_in("[name=code]")
        # The code of the set-up is used up; the next one is good already.
        self.send("h1", code=code(key, ahead=1))

    def lose_phone(self, codes):
        self.sign_out()
        self.sign_in("[name=code]")
        self.send(".errors", code="123 456")
        self.send(".notice.near", code=codes[3])
        if not self.page.url.endswith("/account/second-factor"):
            say(self.name, f"a recovery code leads to {self.page.url}")
        key, _ = self.set_up_phone("main a[href$='/second-factor/setup']")
        self.sign_out()
        self.sign_in("[name=code]")
        # Neither the codes of the lost phone count any more, nor the phone itself.
        self.send(".errors", code=codes[4])
        self.send("h1", code=code(key, ahead=1))

    def leave(self, *expected):
        self.open("/account/organizations", "main a[href$='/settings/leaving']")
        self.press("main a[href$='/settings/leaving']", "main form .btn.danger")
        self.press("main form .btn.danger", *expected)


def walk(browser, script, width, theme, language):
    admin, rep = (Person(browser, who, script, width, theme, language) for who in ("oksana", "taras"))
    admin.sign_up()
    admin.invite(rep)
    rep.join()
    key, codes = rep.set_up_phone("main .btn.primary")
    rep.prove_phone(key)
    rep.lose_phone(codes)
    rep.leave(".flash")
    rep.open("/account/organizations", ".empty")
    # Somebody has to stay who can let others in.
    admin.leave("main form .btn.danger")
    admin.open("/account/organizations", "main a[href$='/settings/leaving']")


with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    for settings in WALKS:
        try:
            walk(browser, *settings)
        except Exception as error:
            say(f"walk {settings}", f"stopped: {str(error)[:400]}")
    browser.close()
print(f"{len(pages)} pages, {len(findings)} findings")
sys.exit(1 if findings else 0)
