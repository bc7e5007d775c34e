"""Four people take an alert to a closed review in a real browser, two of them in English."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

pytestmark = pytest.mark.chromium

SOON = (datetime.now(UTC).date() + timedelta(days=30)).isoformat()


def person(browser, url: str, role: str, language: str, scripts: bool = True):
    """A browser of one's own, signed in by role."""
    context = browser.new_context(java_script_enabled=scripts, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(f"{url}/sign-in?lang={language}")
    page.locator(f'form:has(input[value="{role}"]) button').first.click()
    page.wait_for_url(lambda address: "/sign-in" not in address)
    return page


def open_alert(page, url: str) -> None:
    """The first open alert, once the monitoring has answered."""
    for _ in range(60):
        page.goto(f"{url}/alerts")
        links = page.locator('main a[href^="/alerts/"]:not([href*="."])')
        if links.count():
            links.first.click()
            return
        page.wait_for_timeout(1000)
    pytest.fail("the monitoring found no alert")


def test_from_an_alert_to_a_closed_review(served, browser):
    url = served.url
    analyst = person(browser, url, "analyst", "zh")
    open_alert(analyst, url)
    analyst.get_by_role("button", name=re.compile("研判")).first.click()
    analyst.wait_for_url(re.compile(r"/cases/\d{4}-\d+"))
    case = re.search(r"/cases/([0-9-]+)", analyst.url)[1]
    here = f"{url}/cases/{case}"
    assess(analyst)
    designer = person(browser, url, "policy_designer", "en", scripts=False)
    draft(designer, here)
    cosign(person(browser, url, "caseworker", "zh"), url)
    approver = person(browser, url, "approver", "en")
    sign(approver, url)
    act(person(browser, url, "caseworker", "zh"), here)
    review(analyst, here)
    assert analyst.locator(".step-now, .step-done").count() == 7
    for page in (analyst, approver):
        page.goto(here)
        assert page.locator("h1").count() == 1
    approver.goto(f"{url}/cases?ended=true")
    assert (
        approver.get_by_role("link", name=re.compile("."))
        .filter(has=approver.locator(f'xpath=self::*[@href="/cases/{case}"]'))
        .count()
    )


def assess(page) -> None:
    """Write, rest on the alert, complete; refused once, nothing is lost."""
    page.locator("#write_assessment-situation").fill("从业人员连续下降，幅度超过往年同期。")
    page.locator("#write_assessment-advice").fill("扩大技能培训规模。")
    page.get_by_role("button", name="完成研判并固化").click()
    summary = page.locator(".error-summary")
    summary.wait_for()
    assert "扩大技能培训" in page.locator("#write_assessment-advice").input_value()
    page.get_by_role("button", name="引用这项预警").click()
    page.locator("#basis ~ ul >> text=SHA-256").first.wait_for(state="attached")
    page.get_by_role("button", name="完成研判并固化").click()
    page.wait_for_url(re.compile("done=complete"))


def draft(page, here: str) -> None:
    """Without a browser's script, in English: half a form is refused at its fields."""
    page.goto(here)
    page.get_by_role("button", name="Begin the draft").click()
    page.fill("#write_decision-title", "Decision on training in manufacturing")
    page.fill("#write_decision-text", "The bureau funds further training places.")
    page.fill("#write_decision-measure_title_1", "3,000 training places")
    page.select_option("#write_decision-measure_department_1", "insurance")
    page.fill("#write_decision-expected_base", "2025-06")
    page.fill("#write_decision-expected_by", "2025-12")
    page.fill("#write_decision-expected_low", "-5")
    page.fill("#write_decision-expected_value", "-2")
    page.fill("#write_decision-expected_high", "1")
    page.fill("#write_decision-review_on", SOON)
    page.get_by_role("button", name="Submit for signature").click()
    link = page.locator('.error-summary a[href="#write_decision-measure_due_1"]')
    assert link.count() == 1
    assert page.input_value("#write_decision-measure_title_1") == "3,000 training places"
    page.fill("#write_decision-measure_due_1", SOON)
    page.get_by_role("button", name="Submit for signature").click()
    page.wait_for_url(re.compile("done=submit"))
    assert page.get_by_text("You drafted this and so cannot sign it.").count()


def from_inbox(page, url: str) -> None:
    page.goto(f"{url}/inbox")
    page.locator('main a[href^="/cases/2"]').first.click()
    page.wait_for_url(re.compile(r"/cases/\d"))


def cosign(page, url: str) -> None:
    from_inbox(page, url)
    confirm(page, page.locator("summary", has_text="会签"), "会签")


def sign(page, url: str) -> None:
    from_inbox(page, url)
    confirm(page, page.locator("summary", has_text="Sign into force"), "Sign into force")


def confirm(page, summary, name: str) -> None:
    """The sentence of consequence, the box, then the signature."""
    summary.first.click()
    assert page.locator(".confirm[open] p").first.inner_text().strip()
    page.locator("#sign-read").check()
    page.locator(".confirm[open]").get_by_role("button", name=name).click()
    page.wait_for_url(re.compile("done=sign"))


def act(page, here: str) -> None:
    page.goto(here)
    page.get_by_role("button", name="由我负责").click()
    page.wait_for_url(re.compile("done=assign_action"))
    page.locator("summary", has_text="措施已完成").click()
    page.locator(".confirm[open] textarea").fill("已开设40个班次。")
    page.locator(".confirm[open] button[type=submit]").click()
    page.wait_for_url(re.compile("done=finish_action"))


def review(page, here: str) -> None:
    page.goto(here)
    page.get_by_role("button", name="开始复盘").click()
    page.wait_for_url(re.compile("done=review"))
    page.fill("#write_review-lessons", "培训见效需要半年以上。")
    page.get_by_role("button", name="提交复盘").click()
    page.wait_for_url(re.compile("done=write_review"))
    page.locator("summary", has_text="办结").first.click()
    page.locator(".confirm[open] button[type=submit]").click()
    page.wait_for_url(re.compile("done=close"))
