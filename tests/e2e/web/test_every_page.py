"""Every page in a real browser: accessible in both languages and themes, narrow enough, alone.

The walk starts at the overview and follows every link of the workbench itself, one address for each
kind of page, as an analyst and then in the roles that are shown further pages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from importlib import import_module
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from fastapi.routing import APIRoute
from playwright.sync_api import Browser, Page, Response

from trimtab.web.registry import NAVIGATION, PAGES

pytestmark = [pytest.mark.chromium, pytest.mark.slow]

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
ROLES = ("analyst", "administrator", "caseworker", "policy_designer", "holder")
NO_PAGE = re.compile(r"\.[a-z]{2,5}$|/sign-out|/static/")
# For whoever is signed out; part of a page; what takes two finished runs; a short address; a file.
NOT_LINKED = {
    "/sign-in",
    "/live/progress",
    "/simulation/compare",
    "/qualifications",
    "/wallet/download",
}
MET = {
    "/alerts/{alert_id}",
    "/cases/{case_id}",
    "/jobs/{job_id}",
    "/rules/{key}",
    "/simulation/{run_id}",
    "/simulation/levers/{form}",
    "/audit/{sequence}",
    "/administration/people/{actor}",
    "/certificates/{key}",
    "/certificates/batches/{batch_id}",
    "/issuers/{key}",
    "/issuers/{key}/stolen",
    "/credits/{case_id}",
    "/credits/{case_id}/appeal",
    "/credits/rules/{rule_id}",
    "/credits/qualifications/{key}",
}
NARROW = 390
FIRST_PAGE_BYTES = 500_000
COMPUTED = "() => !document.querySelector('#live-progress')"
DRAWN = """() => [...document.querySelectorAll('[data-chart]')]
    .every(one => !one.clientWidth || one.querySelector('canvas'))"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
RECEIVED = """() => performance.getEntriesByType('navigation')
    .concat(performance.getEntriesByType('resource'))
    .reduce((sum, one) => sum + one.transferSize, 0)"""


@dataclass
class Walk:
    """What a walk through the pages met, each finding with the page it stands on."""

    seen: dict[str, str] = field(default_factory=dict)  # kind of page -> address
    unreadable: list[str] = field(default_factory=list)  # findings of axe
    too_wide: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)  # statuses and errors of scripts
    hosts: set[str] = field(default_factory=set)


def page_routes() -> list[APIRoute]:
    return [
        route
        for name in PAGES
        for route in import_module(f"trimtab.web.pages.{name}").router.routes
        if isinstance(route, APIRoute) and "GET" in route.methods
    ]


ROUTES = page_routes()


def kind_of(address: str) -> str:
    """The route that answers an address: /alerts/{alert_id}."""
    path = urlsplit(address).path
    return next((route.path for route in ROUTES if route.path_regex.match(path)), path)


def sign_in(browser: Browser, url: str, role: str, language: str) -> Page:
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, color_scheme="light", reduced_motion="reduce"
    )
    context.add_cookies([{"name": "trimtab_language", "value": language, "url": url}])
    page = context.new_page()
    page.goto(f"{url}/sign-in")
    page.locator(f"form:has(input[value='{role}']) button").click()
    page.wait_for_load_state()
    return page


def listen(page: Page, walk: Walk, url: str) -> None:
    """Note who is asked and what goes wrong in the page."""

    def asked(address: str) -> None:
        if not address.startswith(("data:", "blob:")):
            walk.hosts.add(urlsplit(address).netloc)

    def answered(response: Response) -> None:
        if response.status >= 400:
            walk.failed.append(f"{response.status} {response.url.removeprefix(url)}")

    page.on("request", lambda request: asked(request.url))
    page.on("response", answered)
    page.on("pageerror", lambda error: walk.failed.append(f"{page.url}: {error}"))
    page.on(
        "console",
        lambda message: (
            walk.failed.append(f"{page.url}: {message.text}") if message.type == "error" else None
        ),
    )


def look(page: Page, walk: Walk, kind: str, themes: tuple[str, ...]) -> None:
    """Axe, contrast in each theme, and the width of a telephone; once all is computed and drawn."""
    page.wait_for_function(COMPUTED, timeout=120_000)
    page.wait_for_function(DRAWN)
    page.evaluate(AXE_SCRIPT)
    for scheme in themes:
        rules = RULES if scheme == "light" else CONTRAST
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = page.evaluate(
            "options => axe.run(options)", {"resultTypes": ["violations"]} | rules
        )
        for violation in found["violations"]:
            nodes = [node["html"][:160] for node in violation["nodes"][:3]]
            walk.unreadable.append(f"{kind} ({scheme}) {violation['id']}: {nodes}")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": NARROW, "height": 844})
    if (beyond := page.evaluate(OVERFLOW)) > 0:
        walk.too_wide.append(f"{kind}: {beyond} px")
    page.set_viewport_size({"width": 1440, "height": 900})


class Links(HTMLParser):
    """Where the links of a page lead: files to be kept and other languages aside."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and "download" not in given and given.get("rel") != "alternate":
            self.found.append(given.get("href") or "")


def links_of(html: str, address: str) -> list[str]:
    """Addresses within the workbench that a page leads to."""
    links = Links()
    links.feed(html)
    return [one for href in links.found if (one := urljoin(address, href)).startswith("/")]


def leave_traces(page: Page, url: str) -> None:
    """A case, a simulation run and its job, so that their pages are there to be met."""
    page.goto(f"{url}/alerts")
    page.wait_for_function(COMPUTED, timeout=120_000)
    page.locator("main a[href^='/alerts/']").first.click()
    page.wait_for_function(COMPUTED, timeout=120_000)
    page.wait_for_selector("h2")
    if (assess := page.locator("form[action$='/assess'] button")).count():  # else done before
        assess.click()
        page.wait_for_load_state()
    page.goto(f"{url}/simulation")
    run = page.locator("form[action='/simulation/runs']")
    run.locator("[name=name]").fill("walk")
    run.locator("[name=draws]").fill("0")
    run.locator("button[type=submit]").click()
    page.wait_for_url("**/simulation/*")


def walk_pages(browser: Browser, url: str, language: str) -> Walk:
    walk = Walk()
    themes = ("light", "dark") if language == "zh" else ("light",)  # colours have no language
    for role in ROLES:
        page = sign_in(browser, url, role, language)
        if role == "analyst":
            leave_traces(page, url)
        listen(page, walk, url)
        ahead, met = ["/", "/account", "/search?q=a"], set[str]()
        while ahead:
            address = ahead.pop(0)
            kind = kind_of(address)
            if kind in met or NO_PAGE.search(urlsplit(address).path):
                continue
            met.add(kind)
            if kind in walk.seen:  # looked at in another role: only its links may be others
                answer = page.context.request.get(url + address)
                if answer.status >= 400:
                    walk.failed.append(f"{answer.status} {role} {address}")
                ahead += links_of(answer.text(), address)
                continue
            shown = page.goto(url + address)
            assert shown is not None
            if "text/html" not in shown.headers.get("content-type", ""):
                continue
            walk.seen[kind] = address
            look(page, walk, kind, themes)
            ahead += links_of(page.content(), address)
        page.context.close()
    return walk


@pytest.fixture(scope="module", params=["zh", "en"])
def walked(request, browser: Browser, served) -> Walk:
    return walk_pages(browser, served.url, request.param)


def test_the_walk_meets_every_page_that_navigation_names(walked):
    assert {address for _, address, *_ in NAVIGATION} <= set(walked.seen)


def test_the_walk_leaves_no_page_out(walked):
    """Pages without an identifier, and those of what the walk itself leaves behind."""
    plain = {route.path for route in ROUTES if "{" not in route.path and "." not in route.path}
    assert (plain | MET) - set(walked.seen) - NOT_LINKED == set()


def test_nothing_fails_on_the_way(walked):
    assert walked.failed == []


def test_every_page_passes_axe_in_both_themes(walked):
    assert walked.unreadable == []


def test_no_page_is_wider_than_a_telephone(walked):
    assert walked.too_wide == []


def test_no_page_asks_another_host(walked, served):
    assert walked.hosts == {urlsplit(served.url).netloc}


@pytest.mark.parametrize("address", ["/", "/exposure"])
def test_a_first_visit_is_light(browser, served, address):
    """Without and with charts; nothing is in the browser's cache."""
    page = sign_in(browser, served.url, "analyst", "zh")
    page.goto(f"{served.url}/")
    page.wait_for_function(COMPUTED, timeout=120_000)
    cold = browser.new_context(storage_state=page.context.storage_state()).new_page()
    cold.goto(f"{served.url}{address}", wait_until="networkidle")
    assert 10_000 < cold.evaluate(RECEIVED) < FIRST_PAGE_BYTES
    for opened in (cold, page):
        opened.context.close()


def test_everything_is_reached_by_keyboard(browser, served):
    """Skip link first; / searches; ? lists; g and a letter goes to a page; Escape closes."""
    page = sign_in(browser, served.url, "analyst", "en")
    page.goto(f"{served.url}/series")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "quick"
    page.keyboard.type("rep")
    page.locator("#quick-found a").first.wait_for()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "/replay"
    page.keyboard.press("Escape")
    page.locator("h1").first.click()
    page.keyboard.press("?")
    assert page.locator("#shortcuts").evaluate("one => one.open")
    page.keyboard.press("Escape")
    assert not page.locator("#shortcuts").evaluate("one => one.open")
    page.keyboard.press("g")
    page.keyboard.press("j")
    page.wait_for_url("**/jobs")
    page.context.close()


def test_the_language_switch_stays_on_the_page(browser, served):
    page = sign_in(browser, served.url, "analyst", "zh")
    page.goto(f"{served.url}/series?q=hires")
    page.locator("a[rel=alternate]").click()
    page.wait_for_url("**/series?q=hires&lang=en")
    assert page.locator("html").get_attribute("lang") == "en"
    page.goto(f"{served.url}/jobs")  # kept in a cookie
    assert page.locator("html").get_attribute("lang") == "en"
    page.context.close()


def test_pages_work_without_scripts(browser, served):
    """Search is a form, navigation are links, tables stand where charts would be drawn."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served.url}/sign-in")
    page.locator("form:has(input[value='analyst']) button").click()
    page.goto(f"{served.url}/search?q=series")
    assert page.locator("main a[href='/series']").count() == 1
    context.close()
