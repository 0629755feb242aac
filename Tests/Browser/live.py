"""An open page in a real browser: it is told what changes, and nothing on it moves until somebody asks.

    live.py BASE EMAIL PASSWORD PROJECT HOOK

Prints one line per finding; exits 1 if there is any.
"""
import json, sys, urllib.request
from playwright.sync_api import sync_playwright

BASE, EMAIL, PASSWORD, PROJECT, HOOK = sys.argv[1:6]
findings = []


def say(what):
    findings.append(what)
    print(what)


def deliver(text):
    request = urllib.request.Request(BASE + HOOK, data=text.encode(), headers={"content-type": "application/json"})
    urllib.request.urlopen(request, timeout=20).read()


def change(order, status, hour):
    at = f"2026-11-19T{hour:02}:00:00.000000Z"
    deliver(json.dumps({"event": "order.change_order_status", "context": {
        "id": order, "status_id": status, "status_group_id": status, "status_changed_at": at, "created_at": at}}))


def sign_in(context):
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.on("console", lambda m: say(f"console {m.type}: {m.text[:200]}"))
    page.on("pageerror", lambda e: say(f"script error: {str(e)[:200]}"))
    page.goto(BASE + "/login", wait_until="load")
    page.fill("input[name=email]", EMAIL)
    page.fill("input[name=password]", PASSWORD)
    with page.expect_navigation(wait_until="load"):
        page.click("form:has(input[name=password]) .btn.primary")
    return page


def shown(page, selector, text):
    try:
        page.wait_for_function(
            "([s, t]) => { const e = document.querySelector(s); return e && !e.hidden && e.textContent.includes(t) }",
            arg=[selector, text])
    except Exception:
        say(f"{page.url}: {selector} does not come to say {text}")


with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    context = browser.new_context(locale="en", viewport={"width": 1280, "height": 860})
    page = sign_in(context)
    page.goto(f"{BASE}/p/{PROJECT}/orders", wait_until="load")
    order = context.new_page()
    order.set_default_timeout(60_000)
    order.goto(f"{BASE}/p/{PROJECT}/orders/10482", wait_until="load")
    if not page.is_hidden(".bell .badge"):
        say("the badge counts before there is anything")
    # Streams are open once the first event can come through.
    page.wait_for_timeout(1_500)
    before = page.inner_text("main")
    place = page.evaluate("document.querySelector('main table').getBoundingClientRect().top")

    deliver('{"event":"order.change_order_status","context":{}}')
    shown(page, ".bell .badge", "1")
    if page.get_attribute(".bell", "aria-label") != "Notifications, unread: 1":
        say(f"the bell is called {page.get_attribute('.bell', 'aria-label')}")

    change(10483, 2, 9)
    shown(page, ".live a", "Orders changed: 1. Show")
    change(10482, 2, 9)
    shown(page, ".live a", "Orders changed: 2. Show")
    shown(order, ".live a", "This order has changed. Show")
    if page.evaluate("document.querySelector('main table').getBoundingClientRect().top") != place:
        say("the table has moved by itself")
    if page.inner_text("main").replace(page.inner_text(".live"), "").split() != before.split():
        say("the page has changed by itself")
    if page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") > 0:
        say("scrolls sideways")
    with page.expect_navigation(wait_until="load"):
        page.click(".live a")
    if not page.is_hidden(".live a") or page.inner_text(".bell .badge") != "1":
        say("the page that was asked for does not show the same")

    # Another page reads the notice; a page that was away hears it when it comes back.
    page.goto(f"{BASE}/notifications", wait_until="load")
    with page.expect_navigation(wait_until="load"):
        page.click("button:has-text('Mark all as read')")
    if not page.is_hidden(".bell .badge"):
        say("the badge counts what was read")
    browser.close()
sys.exit(1 if findings else 0)
