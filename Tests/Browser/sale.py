"""A salesperson's walk in a real browser: a lead with contacts is entered and becomes a customer, leads are given a
segment together and have it taken back, cards move over the board by their select, by drag and by keyboard.

    sale.py BASE EMAIL PASSWORD ORGANIZATION

Once with JavaScript, once without, and once with it on a phone. Every page on the way: no console message, no sideways
scroll, nothing that axe finds. Prints one line per finding; exits 1 if there is any.
"""
import pathlib, re, sys
import axe_playwright_python
from playwright.sync_api import sync_playwright

BASE, EMAIL, PASSWORD, ORGANIZATION = sys.argv[1:5]
HOME = f"/o/{ORGANIZATION}"
# JavaScript, width, theme, language, and what the stages are called in it.
STAGES = {"en": ["New", "Call", "Meeting", "Negotiation", "Qualified", "Refused"],
          "uk": ["Новий", "Дзвінок", "Зустріч", "Перемовини", "Кваліфікований", "Відмова"]}
WALKS = [(True, 1280, "light", "en"), (False, 1280, "light", "en"), (True, 390, "dark", "uk")]
AXE = next(pathlib.Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text()
findings = []


def say(where, what):
    findings.append(what)
    print(f"{where}: {what}", flush=True)


class Seller:
    def __init__(self, browser, script, width, theme, language):
        self.name = f"{'js' if script else 'no js'} {width} {language}"
        self.script, self.language = script, language
        self.page = browser.new_context(
            viewport={"width": width, "height": 860}, color_scheme=theme, locale=language,
            java_script_enabled=script, reduced_motion="reduce").new_page()
        self.page.set_default_timeout(60_000)
        self.page.on("console", self.hear)
        self.page.on("pageerror", lambda error: say(f"{self.name} {self.page.url}", f"script: {str(error)[:200]}"))

    def hear(self, message):
        # The browser itself remarks on a form that is answered with 409 or 422, as a refused form should be.
        if message.type in ("error", "warning") and not re.search(r"status of (409|422)", message.text):
            say(f"{self.name} {self.page.url}", f"console {message.type}: {message.text[:200]}")

    def say(self, what):
        say(f"{self.name} {self.page.url.removeprefix(BASE)}", what)

    def look(self):
        if self.page.get_attribute("html", "lang") != self.language:
            self.say(f"speaks {self.page.get_attribute('html', 'lang')}")
        if not self.script:
            return
        over = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            self.say(f"scrolls sideways by {over} px")
        self.page.evaluate(AXE)
        for found in self.page.evaluate(
            "axe.run().then(r => r.violations.map(v => [v.id, v.impact, v.nodes[0].html.slice(0, 160)].join(' ')))"
        ):
            self.say(f"axe {found}")

    def open(self, path):
        answer = self.page.goto(BASE + path, wait_until="load")
        if answer.status != 200:
            self.say(f"status {answer.status}")
        self.look()

    def going(self, act):
        """An act that leads to a page, with script or without."""
        with self.page.expect_navigation(wait_until="load"):
            act()
        self.look()

    def press(self, selector):
        self.going(lambda: self.page.click(selector))

    def sign_in(self):
        self.page.goto(BASE + "/login", wait_until="load")
        self.page.fill("input[name=email]", EMAIL)
        self.page.fill("input[name=password]", PASSWORD)
        self.going(lambda: self.page.click("form:has(input[name=password]) .btn.primary"))

    def flash(self, what):
        if self.page.query_selector("main .flash") is None:
            self.say(f"says nothing of {what}")

    def enter(self, company, *contacts):
        """A lead with so many people, each in a row of its own."""
        self.open(HOME + "/leads/new")
        self.page.fill("[name=company]", company)
        self.page.fill("[name=value]", "12500")
        for number, contact in enumerate(contacts):
            # The form begins with as many rows as it likes; more are asked for.
            if self.page.locator("fieldset.person-row").count() <= number:
                self.press("button[value=add_contact]")
            row = self.page.locator("fieldset.person-row").nth(number)
            row.locator("input[name$='.name']").fill(contact)
        for spare in range(self.page.locator("fieldset.person-row").count() - len(contacts)):
            self.press("fieldset.person-row:last-of-type button[name=action]")
        self.press("main .form-foot .btn.primary")
        if company not in self.page.inner_text("h1"):
            self.say(f"{company} is not entered")
        return self.page.url.removeprefix(BASE)

    def qualify(self, *contacts):
        self.press("main form[action$='/qualify'] .btn")
        if "/customers/" not in self.page.url:
            self.say("no customer came of it")
        text = self.page.inner_text("main")
        for contact in contacts:
            if contact not in text:
                self.say(f"{contact} did not come with the lead")
        self.flash("the customer")

    def bulk(self, *companies):
        """They get a segment together, and it is taken back."""
        mark = f"S{self.name.replace(' ', '')}"
        self.open(HOME + "/leads")
        for company in companies:
            self.page.locator("tbody tr", has_text=company).locator("input[name=id]").check()
        self.page.select_option("#bulk [name=act]", "segment")
        self.press("#bulk .btn")
        self.page.fill("main [name=to]", mark)
        self.press("main form .btn.primary")
        if self.page.inner_text("main tbody").count(mark) != len(companies):
            self.say("not every lead that was chosen has the segment")
        self.press("main .flash form .btn, body .flash form .btn")
        self.open(HOME + "/leads")
        if mark in self.page.inner_text("main tbody"):
            self.say("the segment was not taken back")

    # The board.

    def lane(self, number):
        return self.page.locator(".lane").nth(number)

    def card(self, company):
        return self.page.locator(".card", has_text=company)

    def stands(self, company, number):
        name = STAGES[self.language][number]
        if name not in self.lane(number).locator("h2").inner_text():
            self.say(f"column {number} is not {name}")
        if self.lane(number).locator(".card", has_text=company).count() != 1:
            self.say(f"{company} does not stand in {name}")

    def choose(self, company, number):
        """By the select; where a script is at work choosing is enough."""
        card, name = self.card(company), STAGES[self.language][number]

        def act():
            card.locator("select").select_option(label=name)
            if not self.script:
                card.locator("form").first.locator("button").click()
        self.going(act)

    def drag(self, company, number):
        # Both ends in sight before it begins, as for a person.
        self.lane(number).scroll_into_view_if_needed()
        self.going(lambda: self.card(company).drag_to(self.lane(number).locator("header")))

    def keys(self, company, key):
        def act():
            self.card(company).locator("h3 a").focus()
            self.page.keyboard.press("Shift+" + key)
        self.going(act)
        if not self.card(company).locator("h3 a").evaluate("link => link === document.activeElement"):
            self.say(f"{company} lost the focus on its way")

    def board(self, company):
        self.open(HOME + "/pipeline")
        self.stands(company, 0)
        self.choose(company, 1)
        self.flash("a move")
        self.stands(company, 1)
        if self.script:
            self.keys(company, "ArrowRight")
            self.stands(company, 2)
            self.keys(company, "ArrowLeft")
            self.stands(company, 1)
        if self.script and self.page.viewport_size["width"] > 640:
            self.drag(company, 2)
            self.stands(company, 2)
            # To the failed column with a word why.
            self.drag(company, 5)
        else:
            self.choose(company, 5)
        if self.page.query_selector("[name=reason]") is None:
            self.say("nobody asks why it is refused")
        self.press("main form .btn.primary")
        self.stands(company, 5)
        # And out of it again, by the search, which stays what it was.
        self.page.fill(".filters [name=q]", company)
        if self.script:
            self.page.press(".filters [name=q]", "Enter")
            self.page.wait_for_url("**q=**")
        else:
            self.press(".filters .btn:not(.quiet)")
        self.choose(company, 0)
        self.stands(company, 0)
        if self.page.input_value(".filters [name=q]") != company:
            self.say("the board forgot what was searched")
        if self.page.locator(".card").count() != 1:
            self.say("the board shows more than was searched")

    def quick(self, company):
        """With one click it becomes a customer, and with another it is none again."""
        self.going(lambda: self.card(company).locator("form").nth(1).locator("button").click())
        self.stands(company, 4)
        self.press(".flash form .btn")
        self.open(HOME + "/pipeline")
        self.stands(company, 0)


def walk(browser, script, width, theme, language):
    seller = Seller(browser, script, width, theme, language)
    mark = f"{'js' if script else 'plain'}{width}"
    seller.sign_in()
    seller.enter(f"Dubok {mark}", f"Olena {mark}", f"Taras {mark}")
    seller.qualify(f"Olena {mark}", f"Taras {mark}")
    for company in ("Beresta", "Verba"):
        seller.enter(f"{company} {mark}", f"Iryna of {company}")
    seller.bulk(f"Beresta {mark}", f"Verba {mark}")
    seller.board(f"Beresta {mark}")
    seller.quick(f"Beresta {mark}")


with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    for settings in WALKS:
        try:
            walk(browser, *settings)
        except Exception as error:
            say(f"walk {settings}", f"stopped: {str(error)[:600]}")
    browser.close()
print(f"{len(findings)} findings")
sys.exit(1 if findings else 0)
