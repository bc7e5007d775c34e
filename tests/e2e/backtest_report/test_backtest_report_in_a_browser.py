"""The back-test report as a person meets it: both languages, telephone, paper, no JavaScript."""

from __future__ import annotations

import base64
import csv
import io
import re

import pytest

pytestmark = pytest.mark.chromium

FIGURES = 5  # comparison, delays, promises, reliability, sensitivity


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
def test_no_two_labels_of_a_drawing_lie_on_each_other(browser, report_file, language):
    page = _open(browser, report_file, language)
    met = page.evaluate(
        """() => [...document.querySelectorAll('svg.chart')].filter(s => s.clientWidth)
        .flatMap(svg => { const all = [...svg.querySelectorAll('text')].map(
            t => [t.textContent, t.getBoundingClientRect()]);
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
    page.evaluate("document.querySelectorAll('.sources').forEach(e => e.remove())")
    shown = page.locator(".edition-zh").inner_text()
    assert re.findall(r"[A-Za-z]+(?:[ ,]+[A-Za-z]+){2,}", shown) == []
    assert not re.search(r"[\u4e00-\u9fff][,;:()][\u4e00-\u9fff]", shown)
    page.context.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_chart_has_words_a_table_and_a_download(browser, report_file, language):
    page = _open(browser, report_file, language)
    figures = page.locator(f".edition-{language} figure").all()
    assert len(figures) == 2 * FIGURES
    for figure in figures:
        labels = figure.locator("svg").evaluate_all(
            "all => all.map(e => [e.getAttribute('role'), e.getAttribute('aria-label')])"
        )
        assert labels and all(role == "img" and len(words) > 8 for role, words in labels)
        assert len(figure.locator("details tbody tr").all()) >= 9
        link = figure.locator("a[download]")
        assert link.get_attribute("download").endswith(f"{language}.csv")
        head, _, encoded = link.get_attribute("href").partition(",")
        assert head == "data:text/csv;charset=utf-8;base64"
        rows = list(csv.reader(io.StringIO(base64.b64decode(encoded).decode("utf-8-sig"))))
        assert len(rows) >= 9 and {len(row) for row in rows} == {len(rows[0])}
    page.context.close()


def test_a_chart_can_be_saved_as_a_drawing(browser, report_file):
    page = _open(browser, report_file)
    figure = page.locator(".edition-en figure.figure-delays").first
    figure.locator("summary").click()
    with page.expect_download(timeout=5_000) as caught:
        figure.locator(".save").click(timeout=5_000)
    assert caught.value.suggested_filename == "delays-held_out-en.svg"
    drawing = caught.value.path().read_text(encoding="utf-8")
    assert "How soon downturns were found" in drawing and 'class="' not in drawing
    page.context.close()


def test_without_javascript_both_languages_can_be_read(browser, report_file):
    page = _open(browser, report_file, "", java_script_enabled=False)
    assert page.locator(".edition-zh").is_visible()
    page.locator("label[for=language-en]").click()
    assert page.locator(".edition-en").is_visible()
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
