"""What every template has at hand: words, forms, chart documents, navigation by right."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from markupsafe import Markup

from trimtab.app.workbench.viewer import NOBODY, Viewer
from trimtab.kernel import Basis, Estimate, Period
from trimtab.messages import Language
from trimtab.office.rights import Right
from trimtab.web.access import Access, Entrance
from trimtab.web.charts import chart_table, drawn_document
from trimtab.web.forms import Forms, as_json
from trimtab.web.pages.search import find_places
from trimtab.web.registry import NAVIGATION, Place

ZH, EN = Forms(Language.ZH), Forms(Language.EN)
NAN = float("nan")


@pytest.mark.parametrize(
    ("zh", "en", "write"),
    [
        ("2026年11月", "Nov 2026", lambda form: form.period("2026-11")),
        ("2026年11月", "Nov 2026", lambda form: form.period(Period.parse("2026-11"))),
        ("2026年11月23日", "Nov 23, 2026", lambda form: form.day(date(2026, 11, 23))),
        (
            "2026年11月23日 07:05（UTC）",
            "Nov 23, 2026, 07:05 UTC",
            lambda form: form.moment(datetime(2026, 11, 23, 7, 5, tzinfo=UTC)),
        ),
        ("1.2万", "12,345", lambda form: form.count(12_345)),
        ("5.43", "5.43", lambda form: form.number(5.4321)),
        ("5.4%", "5.4%", lambda form: form.share(0.0541)),
        ("无法判断", "cannot tell", lambda form: form.number(NAN)),
        ("无法判断", "cannot tell", lambda form: form.count(None)),
        ("[5.10, 5.70]", "[5.10, 5.70]", lambda form: form.ends(0.051, 0.057, "share")),
        (
            "5.4% [5.10, 5.70]",
            "5.4% [5.10, 5.70]",
            lambda form: form.estimate(Estimate(0.054, 0.051, 0.057, "share")),
        ),
        (
            "无法判断",
            "cannot tell",
            lambda form: form.estimate(Estimate(NAN, NAN, NAN, "share", basis=Basis.MODELLED)),
        ),
    ],
)
def test_forms(zh, en, write):
    assert (write(ZH), write(EN)) == (zh, en)


def test_zero_is_a_number():
    assert (EN.number(0.0), EN.count(0), EN.share(0)) == ("0", "0", "0.0%")


def test_json_inside_a_page_cannot_end_its_script():
    written = as_json({"name": "</script><b>&", "values": [NAN, 1.5], "on": date(2026, 11, 1)})
    assert isinstance(written, Markup)
    assert not set("<>&") & set(written)
    assert json.loads(written) == {
        "name": "</script><b>&", "values": [None, 1.5], "on": "2026-11-01"
    }  # fmt: skip


def test_a_chart_has_its_table():
    """Without the periods at its ends that no series knows."""
    document = {
        "kind": "line",
        "unit": "%",
        "format": "share",
        "periods": ["2026-08", "2026-09", "2026-10", "2026-11"],
        "series": [
            {"name": "rate", "values": [None, 0.05], "low": [None, 0.04], "high": [None, 0.06]},
            {"name": "other", "values": [NAN, None, 0.1, None]},
        ],
    }
    table = chart_table(document, EN)
    titles = [one if isinstance(one, str) else one["title"] for one in table["columns"]]
    assert titles == ["Period", "rate", "rate, low end", "rate, high end", "other"]
    assert table["rows"] == [
        ["Sep 2026", "5.0%", "4.0%", "6.0%", "–"],
        ["Oct 2026", "–", "–", "–", "10.0%"],
    ]
    assert drawn_document(document, ZH)["labels"] == ["2026年9月", "2026年10月"]


def test_tables_of_categories_numbers_and_points():
    bars = {"kind": "bar", "categories": ["a"], "series": [{"name": "s", "values": [2.0]}]}
    assert chart_table(bars, EN)["rows"] == [["a", "2.00"]]
    years = {"numbers": [0, 1], "x_title": "years", "series": [{"name": "s", "values": [2, 3]}]}
    table = chart_table(years, EN)
    assert (table["columns"][0], [row[0] for row in table["rows"]]) == ("years", ["0", "1.00"])
    points = {
        "kind": "scatter", "x_title": "cost", "y_title": "jobs",
        "series": [{"name": "s", "points": [{"name": "mix", "x": 1.5, "y": 20}, {"x": 2, "y": 3}]}],
    }  # fmt: skip
    assert [row[0] for row in chart_table(points, EN)["rows"]] == ["mix", "s"]


def test_places_are_open_to_those_whose_right_their_route_asks_for():
    def place(access: Access) -> Place:
        return Place("audit", "/audit", "office", "t", access)

    auditor = Viewer("auditor", rights=frozenset({Right.AUDIT_READ}))
    other = Viewer("other", rights=frozenset({Right.JOBS_SEE}))
    asks = place(Access(Entrance.RIGHT, Right.AUDIT_READ))
    assert [asks.open_to(one) for one in (auditor, other, NOBODY)] == [True, False, False]
    assert [place(Access(Entrance.SIGNED_IN)).open_to(one) for one in (other, NOBODY)] == [
        True,
        False,
    ]
    assert place(Access(Entrance.PUBLIC)).open_to(NOBODY)


def test_every_letter_of_navigation_leads_to_one_page():
    letters = [key for *_, key in NAVIGATION]
    assert len(set(letters)) == len(letters) == len({noun for noun, *_ in NAVIGATION})


@pytest.mark.parametrize("words", ["审计", "Audit", "aud", "AUDIT TRAIL"])
def test_a_page_is_found_by_its_name_in_either_language(words):
    places = [Place(n, a, g, k, Access(Entrance.PUBLIC)) for n, a, g, k in NAVIGATION]
    assert [one.address for one in find_places(places, words, Language.ZH)] == ["/audit"]


def test_navigation_shows_what_the_viewer_may_see(client_as):
    analyst = client_as("analyst").get("/search?q=x", headers={"HX-Request": "false"}).text
    administrator = client_as("administrator").get("/search?q=x").text
    assert 'href="/imports"' in analyst and 'href="/administration"' not in analyst
    assert 'href="/administration"' in administrator


def test_the_language_of_the_address_is_kept_and_the_page_stays(client_as):
    client = client_as("analyst")
    page = client.get("/search?q=a&lang=en")
    assert '<html lang="en">' in page.text
    assert 'href="/search?q=a&amp;lang=zh"' in page.text
    assert '<html lang="en">' in client.get("/search").text


def test_a_finder_may_open_a_service_while_it_searches(client_as, bench_us_small):
    def find(viewer, words, language):
        bench_us_small.services["opened.by.finder"] = object()
        return [("Found by it", "/series?q=x", "note")]

    bench_us_small.services["search.series"] = find
    page = client_as("analyst").get("/search?q=x")
    assert page.status_code == 200
    assert "Found by it" in page.text
