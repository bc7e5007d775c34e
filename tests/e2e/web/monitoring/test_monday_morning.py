"""A browser waits for the situation, which then appears by itself."""

from __future__ import annotations

import pytest

PATIENCE = 120_000  # milliseconds, on a busy machine


@pytest.fixture(scope="module")
def page(browser, served):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE)
    opened.goto(f"{served.url}/sign-in?lang=en")
    opened.locator("form:has([name=actor][value=analyst]) button").first.click()
    opened.wait_for_url(f"{served.url}/")
    yield opened
    context.close()


def test_the_overview_appears_by_itself_when_it_is_computed(page):
    page.wait_for_selector("#figures")  # the waiting page loads itself again
    assert page.locator(".tile").count() == 3
    assert "alerts are open" in page.locator(".lead").inner_text()
