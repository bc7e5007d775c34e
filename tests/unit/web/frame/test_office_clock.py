"""By which clock pages tell the time: the office's own, named."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from trimtab.app.workbench.audit import query_of
from trimtab.app.workbench.time_zone import VARIABLE, named_time_zone, office_time_zone
from trimtab.kernel import ConfigurationError
from trimtab.messages import LANGUAGES, Language, explain_error, format_moment
from trimtab.office.types import Department, Grant, Role
from trimtab.web.forms import Forms

LATE = datetime(2026, 11, 22, 16, 5, tzinfo=UTC)
BEIJING = ZoneInfo("Asia/Shanghai")


def bench_of(departments=(), grants=(), observed=()):
    """A workbench that knows no more than where its office works."""
    held = {Department: departments, Grant: grants}
    asked = []

    class Office:
        @contextmanager
        def reading(self):
            asked.append(self)
            yield SimpleNamespace(find=lambda kind, **_: held[kind])

    store = SimpleNamespace(series=lambda _: tuple(SimpleNamespace(region=r) for r in observed))
    return SimpleNamespace(office=Office(), store=store, services={}), asked


def department(region):
    return Department(f"dept:{region}", "就业局", region)


@pytest.fixture(autouse=True)
def _nothing_named(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)


@pytest.mark.parametrize(
    ("departments", "grants", "observed", "zone"),
    [
        (["CN-310000", "CN"], ["US"], ["US"], "Asia/Shanghai"),
        ([], ["CN"], ["US"], "Asia/Shanghai"),
        ([], [], ["CN-440000"], "Asia/Shanghai"),
        (["US-AL"], [], ["CN"], "UTC"),
        (["CN", "US"], [], [], "UTC"),
        ([], [], [], "UTC"),
    ],
)
def test_the_country_of_the_office_decides(departments, grants, observed, zone):
    bench, _ = bench_of(
        [department(region) for region in departments],
        [Grant("g", "li", Role.ANALYST, region) for region in grants],
        observed,
    )
    assert str(office_time_zone(bench)) == zone


def test_a_known_clock_is_asked_for_once_and_an_unknown_one_again():
    known, asked = bench_of([department("CN")])
    assert office_time_zone(known) is office_time_zone(known)
    assert len(asked) == 1
    empty, asked = bench_of()
    office_time_zone(empty)
    office_time_zone(empty)
    assert len(asked) == 2


def test_the_environment_overrules_the_country(monkeypatch):
    monkeypatch.setenv(VARIABLE, "Asia/Urumqi")
    bench, asked = bench_of([department("CN")])
    assert (str(office_time_zone(bench)), asked) == ("Asia/Urumqi", [])


@pytest.mark.parametrize("name", ["Beijing", "../etc/passwd", "Asia", "Asia/Shanghai\0"])
def test_a_zone_that_does_not_exist_is_refused_in_words(name):
    with pytest.raises(ConfigurationError) as refused:
        named_time_zone({VARIABLE: name})
    assert refused.value.code == "WEB-200"
    assert all(VARIABLE in explain_error(refused.value, language) for language in LANGUAGES)


@pytest.mark.parametrize(
    ("zone", "zh", "en"),
    [
        (BEIJING, "2026年11月23日 00:05（北京时间）", "Nov 23, 2026, 00:05 Beijing time"),
        (UTC, "2026年11月22日 16:05（UTC）", "Nov 22, 2026, 16:05 UTC"),
        (
            ZoneInfo("America/New_York"),
            "2026年11月22日 11:05（北美东部标准时间）",
            "Nov 22, 2026, 11:05 Eastern Standard Time",
        ),
    ],
)
def test_a_moment_names_its_clock(zone, zh, en):
    assert format_moment(LATE, Language.ZH, zone) == zh
    assert format_moment(LATE, Language.EN, zone) == en


def test_the_day_of_a_moment_is_the_offices_and_a_day_stays_a_day():
    there = Forms(Language.ZH, BEIJING)
    assert there.day(LATE) == "2026年11月23日"
    assert there.day(LATE.date()) == "2026年11月22日"


def test_the_trail_is_searched_by_the_days_it_shows():
    found = query_of(since="2026-11-23", until="2026-11-23", zone=BEIJING)
    assert found.since <= LATE < found.until
    everything = query_of(since="0001-01-01", until="9999-12-31", zone=BEIJING)
    assert everything.since.astimezone(UTC) < LATE < everything.until.astimezone(UTC)
