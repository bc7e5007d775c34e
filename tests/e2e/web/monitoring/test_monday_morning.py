"""A browser waits for the situation, takes an alert up and back, and moves through the past."""

from __future__ import annotations

import re

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


def test_an_alert_is_taken_up_and_back(page, served):
    page.goto(f"{served.url}/alerts")
    page.locator(".alert-table a").first.click()
    page.wait_for_selector("#clearing dl")  # what would clear it comes later
    page.get_by_role("button", name="Acknowledge: I look at it").click()
    page.get_by_text("You look at it now.").wait_for()
    page.get_by_role("button", name="Undo: nobody looks at it").click()
    page.get_by_text("Undone.", exact=True).wait_for()
    assert page.get_by_role("button", name="Acknowledge: I look at it").count() == 1


def test_the_slider_is_moved_by_keyboard_and_shows_what_was_known(page, served):
    page.goto(f"{served.url}/replay")
    slider = page.locator("#month")
    slider.focus()
    before = page.locator(".slider-month").inner_text()
    slider.press("ArrowLeft")
    assert page.locator(".slider-month").inner_text() != before
    page.wait_for_url(re.compile(r"/replay\?month=\d{4}-\d{2}$"))
    page.wait_for_selector("#then")
    month = page.locator(".slider-month").inner_text()
    assert month.split()[0] in page.locator("#then").inner_text()
