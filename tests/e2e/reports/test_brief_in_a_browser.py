"""The brief as a person meets it: in a browser, on a telephone, on paper, without JavaScript."""

from __future__ import annotations

import base64
import csv
import io
import re
from xml.etree import ElementTree

import pytest

pytestmark = pytest.mark.chromium

CONTRAST = """
(selectors) => {
  const parse = c => c.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const light = c => { const [r, g, b] = parse(c).map(v => v / 255).map(
    v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
    return (x + 0.05) / (y + 0.05); };
  const ground = getComputedStyle(document.body).backgroundColor;
  const low = [];
  const edition = [...document.querySelectorAll('.edition')].find(e => e.offsetParent);
  edition.querySelectorAll('rect.tile').forEach(tile => {
    let label = tile.nextElementSibling;
    while (label && label.tagName === 'text') {
      const value = ratio(getComputedStyle(label).fill, getComputedStyle(tile).fill);
      if (value < 4.5) low.push([label.textContent, value]);
      label = label.nextElementSibling;
    }
  });
  edition.querySelectorAll('g.mark').forEach(mark => {
    const value = ratio(getComputedStyle(mark.querySelector('text')).fill,
                        getComputedStyle(mark).fill);
    if (value < 4.5) low.push(['mark ' + mark.textContent, value]);
  });
  selectors.forEach(selector => edition.querySelectorAll(selector).forEach(element => {
    const style = getComputedStyle(element);
    const value = ratio(element.closest('svg') ? style.fill : style.color, ground);
    if (value < 4.5) low.push([selector, value]);
  }));
  return low;
}
"""


def _open(browser, file, language="en", width=1440, **options):
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    page = context.new_page()
    page.goto(f"file://{file}#{language}")
    return page


def _visible(page, language):
    assert page.locator(f".edition-{language}").is_visible()
    return page.locator(f".edition-{language}").inner_text()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_fetched_and_nothing_fails(browser, brief_file, language):
    context = browser.new_context()
    page = context.new_page()
    requests, complaints = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"file://{brief_file}#{language}")
    page.locator(f".edition-{language} summary").first.click()
    assert complaints == []
    assert [url for url in requests if not url.startswith("file://")] == []
    context.close()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [390, 1440])
def test_the_page_never_scrolls_sideways(browser, brief_file, language, width):
    page = _open(browser, brief_file, language, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


def test_chinese_is_chinese_throughout(browser, brief_file):
    page = _open(browser, brief_file, "zh")
    page.evaluate(
        "document.querySelectorAll('.sources, .figure-tiles .note').forEach(e => e.remove())"
    )
    shown = _visible(page, "zh")
    assert re.findall(r"[A-Za-z]+(?:[ ,]+[A-Za-z]+){2,}", shown) == []
    assert not re.search(r"[\u4e00-\u9fff][,;:()][\u4e00-\u9fff]", shown.split("逐项证据")[0])
    labels = page.locator(".edition-zh svg[aria-label]").evaluate_all(
        "all => all.map(e => e.getAttribute('aria-label'))"
    )
    assert all(re.search(r"[\u4e00-\u9fff]", label) for label in labels)
    page.context.close()


def test_english_is_english_throughout(browser, brief_file):
    page = _open(browser, brief_file, "en")
    assert not re.search(r"[\u4e00-\u9fff]", _visible(page, "en"))
    page.context.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_code_key_or_placeholder_is_shown(browser, brief_file, language):
    page = _open(browser, brief_file, language)
    shown = page.locator(f".edition-{language}").text_content()
    assert not re.search(
        r"[A-Z]+@\d{4}|US-[A-Z]{2}|\b(brief|monitoring|chart)\.\w|[{}]|nan|None", shown
    )
    page.context.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_chart_has_words_a_table_and_a_download(browser, brief_file, language):
    page = _open(browser, brief_file, language)
    figures = page.locator(f".edition-{language} figure").all()
    assert len(figures) == 3 + 2 + 1  # three episodes, overview and strip, tiles
    for figure in figures:
        for label in figure.locator("svg").evaluate_all(
            "all => all.map(e => [e.getAttribute('role'), e.getAttribute('aria-label')])"
        ):
            assert label[0] == "img" and len(label[1]) > 15
        assert len(figure.locator("details tbody tr").all()) >= 30
        link = figure.locator("a[download]")
        assert link.get_attribute("download").endswith(f"{language}.csv")
        head, _, encoded = link.get_attribute("href").partition(",")
        assert head == "data:text/csv;charset=utf-8;base64"
        text = base64.b64decode(encoded).decode("utf-8")
        assert text.startswith("\ufeff")
        rows = list(csv.reader(io.StringIO(text[1:])))
        assert len(rows) > 30 and {len(row) for row in rows} == {len(rows[0])}
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_what_is_behind_it(browser, brief_file, scheme):
    page = _open(browser, brief_file, "en", color_scheme=scheme)
    selectors = [".lead", ".note", ".quiet", ".context", ".reason", ".finding", "dt", "a",
                 "summary", "svg .tick", "svg .panel", "svg .value", "svg .label"]  # fmt: skip
    assert page.evaluate(CONTRAST, selectors) == []
    page.context.close()


def test_the_switch_works_with_the_keyboard(browser, brief_file):
    page = _open(browser, brief_file, "zh")
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert page.locator(".edition-en").is_visible()
    assert not page.locator(".edition-zh").is_visible()
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.title() == "Employment situation brief"
    page.context.close()


@pytest.mark.parametrize(("spoken", "shown"), [("en-GB", "en"), ("zh-CN", "zh"), ("fr-FR", "zh")])
def test_who_has_not_chosen_gets_the_language_of_the_browser(browser, brief_file, spoken, shown):
    page = _open(browser, brief_file, "", locale=spoken)
    assert page.locator(f".edition-{shown}").is_visible()
    other = {"en": "zh", "zh": "en"}[shown]
    page.locator(f"label[for=language-{other}]").click()
    page.reload()
    assert page.locator(f".edition-{other}").is_visible()  # a choice weighs more
    page.context.close()


@pytest.mark.parametrize("width", [390, 1440])
def test_every_chart_can_be_saved_as_a_drawing_of_its_own(browser, brief_file, width):
    page = _open(browser, brief_file, "en", width)
    figures = page.locator(".edition-en figure").all()
    for figure in figures:
        figure.locator("summary").click()
        with page.expect_download(timeout=5_000) as caught:
            figure.locator(".save").click(timeout=5_000)
        assert caught.value.suggested_filename.endswith("-en.svg")
        root = ElementTree.fromstring(caught.value.path().read_text(encoding="utf-8"))
        words = "".join(root.itertext())
        title = figure.get_attribute("data-title")
        assert title.replace(" ", "") in words.replace(" ", "")
        assert "generated for demonstration" in words  # the honesty banner travels along
        shapes = [one for one in root.iter() if one.tag.endswith(("}path", "}rect"))]
        assert shapes and all(shape.get("fill") for shape in shapes)
        assert not [one for one in root.iter() if one.get("class") or one.get("style")]
    page.context.close()


def test_without_javascript_both_languages_can_be_read(browser, brief_file):
    page = _open(browser, brief_file, "", java_script_enabled=False)
    assert page.locator(".edition-zh").is_visible()
    assert not page.locator(".edition-en").is_visible()
    assert not page.locator(".edition-zh .save").first.is_visible()
    page.locator("label[for=language-en]").click()
    assert page.locator(".edition-en").is_visible()
    page.locator(".edition-en summary").first.click()
    assert page.locator(".edition-en details table").first.is_visible()
    page.context.close()


def test_on_paper_every_chart_has_its_table(browser, brief_file):
    page = _open(browser, brief_file, "zh", width=688)
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    for table in page.locator(".edition-zh figure details table").all():
        assert table.bounding_box()["height"] > 40
    assert page.evaluate("document.documentElement.scrollWidth") <= 688
    assert not page.locator(".languages").is_visible()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == 0
    assert len(page.pdf(prefer_css_page_size=True)) > 10_000
    page.context.close()


def test_labels_of_a_drawing_stay_inside_it(browser, brief_file):
    """No text of a chart is cut off at its edge."""
    for language, width in (("zh", 390), ("en", 1440)):
        page = _open(browser, brief_file, language, width)
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
