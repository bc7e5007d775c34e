"""The report of a simulation as a person meets it: both languages, telephone, paper."""

from __future__ import annotations

import base64
import csv
import io
import re

import pytest

pytestmark = pytest.mark.chromium

CHARTS = 10  # paths, Beveridge, differences, frontier, three of winners, flows, two tornados


def _open(browser, file, language="en", width=1440, **options):
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    page = context.new_page()
    page.goto(f"file://{file}#{language}")
    return page


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_fetched_and_nothing_fails(browser, report_file, language):
    context = browser.new_context()
    page = context.new_page()
    requests, complaints = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"file://{report_file}#{language}")
    page.locator(f".edition-{language} summary").first.click()
    assert complaints == []
    assert [url for url in requests if not url.startswith("file://")] == []
    context.close()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [390, 1440])
def test_the_page_never_scrolls_sideways_and_no_label_is_cut(browser, report_file, language, width):
    page = _open(browser, report_file, language, width)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    outside = page.evaluate(
        """() => [...document.querySelectorAll('svg.chart')].filter(s => s.clientWidth)
        .flatMap(svg => { const box = svg.getBoundingClientRect();
          return [...svg.querySelectorAll('text')].filter(t => {
            const b = t.getBoundingClientRect();
            return b.width && (b.left < box.left - 1.5 || b.right > box.right + 1.5
              || b.top < box.top - 1.5 || b.bottom > box.bottom + 1.5);
          }).map(t => t.textContent); })"""
    )
    assert outside == []
    page.context.close()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [390, 1440])
def test_no_two_labels_of_a_drawing_lie_on_each_other(browser, report_file, language, width):
    page = _open(browser, report_file, language, width)
    met = page.evaluate(
        """() => [...document.querySelectorAll('svg.chart')].filter(s => s.clientWidth)
        .flatMap(svg => { const all = [...svg.querySelectorAll('text')].map(
            t => [t.textContent, t.getBoundingClientRect()]).filter(([, b]) => b.width);
          return all.flatMap(([a, p], i) => all.slice(i + 1).filter(([b, q]) =>
            p.left < q.right - 1 && q.left < p.right - 1 && p.top < q.bottom - 4
            && q.top < p.bottom - 4).map(([b]) => [a, b])); })"""
    )
    assert met == []
    page.context.close()


def test_each_language_is_itself_throughout(browser, report_file):
    page = _open(browser, report_file, "en")
    assert not re.search(r"[\u4e00-\u9fff]", page.locator(".edition-en").inner_text())
    page.context.close()
    page = _open(browser, report_file, "zh")
    quoted = ".table-evidence, .sources"  # studies and sources are named as published
    page.evaluate("q => document.querySelectorAll(q).forEach(e => e.remove())", quoted)
    shown = page.locator(".edition-zh").inner_text()
    paper = "del Rio-Chanona"
    lines = [line for line in shown.splitlines() if paper not in line]
    found = re.findall(r"[A-Za-z]+(?:[ ,]+[A-Za-z]+){2,}", "\n".join(lines))
    assert found == []
    assert not re.search(r"[\u4e00-\u9fff][,;:()][\u4e00-\u9fff]", shown)
    page.context.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_chart_has_words_a_table_and_a_download(browser, report_file, language):
    page = _open(browser, report_file, language)
    figures = page.locator(f".edition-{language} figure").all()
    assert len(figures) == CHARTS
    for figure in figures:
        labels = figure.locator("svg").evaluate_all(
            "all => all.map(e => [e.getAttribute('role'), e.getAttribute('aria-label')])"
        )
        assert labels and all(role == "img" and len(words) > 2 for role, words in labels)
        link = figure.locator("a[download]")
        assert link.get_attribute("download").endswith(f"{language}.csv")
        head, _, encoded = link.get_attribute("href").partition(",")
        assert head == "data:text/csv;charset=utf-8;base64"
        rows = list(csv.reader(io.StringIO(base64.b64decode(encoded).decode("utf-8-sig"))))
        assert len(rows) >= 3 and {len(row) for row in rows} == {len(rows[0])}
    page.context.close()


def test_on_paper_every_chart_has_its_table(browser, report_file):
    page = _open(browser, report_file, "zh", width=688)
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    for table in page.locator(".edition-zh figure details table").all():
        assert table.bounding_box()["height"] > 40
    assert page.evaluate("document.documentElement.scrollWidth") <= 688
    assert len(page.pdf(prefer_css_page_size=True)) > 10_000
    page.context.close()
