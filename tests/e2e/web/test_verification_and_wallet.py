"""A verifier and a worker in a real browser: a badge is dropped, a code is read from a picture, a
certificate is shown once and not twice; every page is readable for everybody."""

from __future__ import annotations

import re
from base64 import b64encode
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.chromium, pytest.mark.slow]

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
DROP = """([name, type, content]) => {
  const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
  const held = new DataTransfer();
  held.items.add(new File([bytes], name, { type }));
  const tell = (kind) => document.body.dispatchEvent(
    new DragEvent(kind, { dataTransfer: held, bubbles: true, cancelable: true }));
  tell("dragover");
  tell("drop");
}"""
NARROW = {"width": 390, "height": 844}


def look(page: Page) -> None:
    """Axe, the width of a telephone, and nothing of another host."""
    page.evaluate(AXE_SCRIPT)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], page.url
    page.emulate_media(color_scheme="light")
    size = page.viewport_size
    page.set_viewport_size(NARROW)
    assert page.evaluate(OVERFLOW) <= 0, page.url
    page.set_viewport_size(size)


def visitor(browser: Browser, url: str, language: str = "zh", **settings) -> Page:
    context = browser.new_context(accept_downloads=True, **settings)
    context.add_cookies([{"name": "trimtab_language", "value": language, "url": url}])
    return context.new_page()


def worker(browser: Browser, url: str, language: str = "zh") -> Page:
    page = visitor(browser, url, language)
    page.goto(f"{url}/sign-in")
    page.locator("form:has(input[value='holder']) button").click()
    page.goto(f"{url}/wallet")
    return page


def first_valid(page: Page) -> str:
    """The address of a valid certificate in the wallet of which parts can be shown."""
    valid = page.locator(".certificates > li", has=page.locator(".tag-accent"))
    listed = valid.filter(has=page.locator("a[href$='/share']")).first
    return listed.locator("h3 a").get_attribute("href")


def outcome(page: Page) -> str:
    return page.locator("[data-outcome]").get_attribute("data-outcome")


@pytest.fixture(scope="module")
def badge(browser, served, tmp_path_factory) -> Path:
    """The baked badge of a valid certificate, saved from the wallet."""
    page = worker(browser, served.url)
    page.goto(served.url + first_valid(page))
    with page.expect_download() as saved:
        page.locator("a[href$='/file/png']").click()
    path = tmp_path_factory.mktemp("badge") / "badge.png"
    saved.value.save_as(path)
    page.context.close()
    return path


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_badge_is_dropped_and_answered(browser, served, badge, language):
    page = visitor(browser, served.url, language)
    page.goto(f"{served.url}/verify")
    look(page)
    content = b64encode(badge.read_bytes()).decode()
    with page.expect_navigation():
        page.evaluate(DROP, ["badge.png", "image/png", content])
    assert outcome(page) == "valid"
    look(page)
    page.context.close()


def test_what_was_chosen_or_pasted_is_sent_by_the_button(browser, served, badge):
    page = visitor(browser, served.url)
    for fill in (
        lambda: page.set_input_files("[name=file]", badge),
        lambda: page.set_input_files("[name=picture]", badge),
        lambda: page.fill("[name=text]", "urn:uuid:0b1d4c53-6e0f-4d8c-9d3a-2f3f3f0f7b11"),
    ):
        page.goto(f"{served.url}/verify")
        fill()
        with page.expect_navigation():
            page.locator("form[data-hand-in] button[type=submit]").click()
        assert outcome(page) in ("valid", "missing")
    page.context.close()


def test_a_large_photograph_of_the_code_is_read(browser, served, tmp_path):
    """Made smaller by the page before it is sent: strangers may send a megabyte."""
    page = worker(browser, served.url)
    page.goto(served.url + first_valid(page))
    page.set_viewport_size({"width": 1200, "height": 900})
    page.locator("img.qr").screenshot(path=tmp_path / "code.png")
    page.context.close()
    photograph = _photograph(tmp_path / "code.png", tmp_path / "photograph.jpg")
    assert photograph.stat().st_size > 2**20

    page = visitor(browser, served.url)
    page.goto(f"{served.url}/verify")
    page.set_input_files("[name=picture]", photograph)
    with page.expect_navigation():
        page.locator("form[data-hand-in] button[type=submit]").click()
    assert outcome(page) == "valid"
    page.context.close()


def _photograph(code: Path, path: Path) -> Path:
    """A camera's picture: large, noisy, the code a little turned."""
    import numpy as np
    from PIL import Image

    noise = np.random.default_rng(7).integers(150, 230, (2400, 3200, 3), dtype=np.uint8)
    scene = Image.fromarray(noise)
    turned = Image.open(code).convert("RGB").resize((1200, 1200)).rotate(6, fillcolor="#c8c2b4")
    scene.paste(turned, (1000, 600))
    scene.save(path, "JPEG", quality=92)
    return path


def test_without_scripts_a_file_is_checked(browser, served, badge):
    page = visitor(browser, served.url, java_script_enabled=False)
    page.goto(f"{served.url}/verify")
    page.set_input_files("[name=file]", badge)
    page.locator("form[data-hand-in] button[type=submit]").click()
    assert outcome(page) == "valid"
    page.context.close()


def test_a_worker_shows_a_certificate_once(browser, served):
    mine = worker(browser, served.url)
    look(mine)
    mine.goto(served.url + first_valid(mine))
    look(mine)
    mine.locator("a[href$='/share']").click()
    look(mine)
    mine.fill("[name=audience]", "Example Logistics")
    mine.locator("main form button[type=submit]").click()
    look(mine)
    link = mine.locator(".secret").inner_text().strip()
    assert re.fullmatch(rf"{served.url}/share/[\w-]{{43}}", link)

    reader = visitor(browser, served.url, "en")
    reader.goto(link)
    look(reader)
    reader.locator("main form button").click()
    assert outcome(reader) == "valid" and "Example Logistics" in reader.content()
    look(reader)
    assert reader.goto(link).status == 404
    second = visitor(browser, served.url)
    assert second.goto(link).status == 404 and outcome(second) == "share_over"

    mine.goto(f"{served.url}/wallet/shares")
    assert "Example Logistics" in mine.content()
    assert mine.locator("form[action$='/revoke']").count() == 0
    for one in (mine, reader, second):
        one.context.close()


def test_a_verifier_asks_and_is_answered_once(browser, served):
    verifier, mine = visitor(browser, served.url, "en"), worker(browser, served.url, "en")
    verifier.goto(f"{served.url}/verify/request")
    look(verifier)
    verifier.fill("[name=audience]", "Example College")
    verifier.locator("main form button[type=submit]").click()
    look(verifier)
    mine.goto(verifier.locator(".secret").inner_text().strip())
    look(mine)
    card = mine.locator("details.card").first
    if card.get_attribute("open") is None:
        card.locator("summary").click()
    card.locator("button[type=submit]").click()
    assert "Example College" in mine.content()
    verifier.locator("main a.button").click()
    look(verifier)
    verifier.locator("main form button").click()
    assert outcome(verifier) in ("valid", "suspended", "revoked", "expired")
    look(verifier)
    verifier.context.close()
    mine.context.close()


def test_the_other_pages_of_a_wallet_are_readable(browser, served):
    for language in ("zh", "en"):
        page = worker(browser, served.url, language)
        for place in ("credits", "shares", "delete"):
            page.goto(f"{served.url}/wallet/{place}")
            look(page)
        page.context.close()
        stranger = visitor(browser, served.url, language)
        stranger.goto(f"{served.url}/wallet/new")
        look(stranger)
        stranger.context.close()
