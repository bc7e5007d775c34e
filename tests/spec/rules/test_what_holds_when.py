"""What a rule answers on a day, as known on a day.

Each table lists entries (from, what begins there, recorded) and then questions: ``on`` a day, as
``known`` on a day (``*``: all that is recorded), and the answer: the figure, or why there is none.
``!validity`` begins something without a figure; ``2300@`` was seen to hold on that day only;
``~2300`` is expected; ``a|b`` is disputed.
"""

from __future__ import annotations

from datetime import date

import pytest

from trimtab.kernel import Region, Wording
from trimtab.rules import (
    Alternative,
    DatedValue,
    Kind,
    Number,
    Parameter,
    Reason,
    Reference,
    RuleBook,
    Validity,
    Verification,
)

PLACE = Region("CN-310000")
TABLES = {
    "an entry holds until the next begins": """
        2023-07-01  2690          2026-11-22
        2025-07-01  2740          2026-11-22
        ---
        2023-06-30  *           not_yet_in_force
        2023-07-01  *           2690
        2025-06-30  *           2690
        2025-07-01  *           2740
        2099-01-01  *           2740
    """,
    "what was not recorded yet was not known": """
        2023-07-01  2690          2024-01-01
        2025-07-01  2740          2025-06-20
        ---
        2024-06-01  2023-12-31  not_recorded
        2024-06-01  2024-01-01  2690
        2026-01-01  2025-06-19  2690
        2026-01-01  2025-06-20  2740
    """,
    "a correction stands from the day it was recorded, and the past answer stays": """
        2025-07-01  2740          2025-06-20
        2025-07-01  2760          2025-09-05
        ---
        2025-08-01  2025-08-01  2740
        2025-08-01  2025-09-04  2740
        2025-08-01  2025-09-05  2760
        2025-08-01  *           2760
    """,
    "a rule recorded late holds backwards once it is known": """
        2024-01-01  100           2024-01-01
        2024-06-01  120           2024-09-01
        ---
        2024-07-01  2024-08-31  100
        2024-07-01  2024-09-01  120
    """,
    "an entry taken back leaves what held before": """
        2024-01-01  100           2024-01-01
        2024-06-01  120           2024-05-01
        2024-06-01  !withdrawn    2024-06-10
        ---
        2024-07-01  2024-06-09  120
        2024-07-01  2024-06-10  100
    """,
    "an expired rule has no value, and may return": """
        2024-04-01  0.60          2026-11-22
        2025-01-01  !expired      2026-11-22
        2025-04-14  0.60          2026-11-22
        2026-01-01  !unknown_after 2026-11-22
        ---
        2024-12-31  *           0.60
        2025-01-01  *           expired
        2025-04-13  *           expired
        2025-04-14  *           0.60
        2026-01-01  *           unknown_after
    """,
    "seen to hold on one day says nothing about the others": """
        2024-01-01  2420@         2026-11-22
        2026-01-01  2540@         2026-11-22
        ---
        2023-12-31  *           not_yet_in_force
        2024-01-01  *           2420
        2024-01-02  *           known_only_on
        2025-12-31  *           known_only_on
        2026-01-01  *           2540
        2026-01-02  *           known_only_on
    """,
    "what is disputed is not decided here": """
        2024-01-01  80            2026-11-22
        2025-01-12  12|3          2026-11-22
        ---
        2025-01-11  *           80
        2025-01-12  *           disputed
    """,
    "what is expected answers, provisionally": """
        2027-01-01  ~2900         2026-11-22
        ---
        2026-12-31  *           not_yet_in_force
        2027-01-01  *           2900
    """,
}


def entries_of(text: str, key: str = "figure", region: Region = PLACE) -> tuple[DatedValue, ...]:
    """Entries written as in the tables above."""
    return tuple(_entry(line.split(), key, region) for line in text.strip().splitlines())


def _entry(words: list[str], key: str, region: Region) -> DatedValue:
    start, told, recorded = words
    days = (date.fromisoformat(start), date.fromisoformat(recorded))
    common = {"key": key, "region": region, "in_force_from": days[0], "recorded": days[1]}
    common["reference"] = Reference("text")
    if told.startswith("!"):
        return DatedValue(**common, validity=Validity(told[1:]))
    if "|" in told:
        readings = [Alternative(Number(float(one)), Reference(one)) for one in told.split("|")]
        return DatedValue(
            **common, alternatives=tuple(readings), verification=Verification.DISPUTED
        )
    validity = Validity.IN_FORCE
    if told.endswith("@"):
        validity = Validity.KNOWN_TO_HOLD_ON
    if told.startswith("~"):
        validity = Validity.EXPECTED
    return DatedValue(**common, value=Number(float(told.strip("@~"))), validity=validity)


def parameter_of(text: str, key: str = "figure", region: Region = PLACE) -> Parameter:
    """A parameter with these entries."""
    values = entries_of(text, key, region)
    return Parameter(key, region, Wording("f", "f"), Kind.VALUE, "count", values, (0, 1e6))


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_what_holds(table):
    entries, questions = table.split("---")
    book = RuleBook([parameter_of(entries)])
    for line in questions.strip().splitlines():
        on, known, expected = line.split()
        known_on = None if known == "*" else date.fromisoformat(known)
        answer = book.at("figure", PLACE, date.fromisoformat(on), known_on)
        if answer.value is None:
            assert answer.reason.value == expected, line
        else:
            assert (answer.number, answer.reason) == (float(expected), Reason.NONE), line


LAYERED = {
    "CN": "2020-01-01 10 2020-01-01",
    "CN-440000": "2022-01-01 20 2020-01-01\n2025-01-01 !expired 2020-01-01",
    "CN-440300": "2023-01-01 30 2020-01-01\n2024-01-01 !unknown_after 2020-01-01",
}
LAYER_ROWS = """
    CN-440300  2020-06-01  10             CN         before either had a rule of its own
    CN-440300  2022-06-01  20             CN-440000  the province's stands over the nation's
    CN-440300  2023-06-01  30             CN-440300  the city's over the province's
    CN-440300  2024-06-01  unknown_after  CN-440300  an unknown does not fall through
    CN-440100  2023-06-01  20             CN-440000  another city has the province's
    CN-440100  2025-06-01  expired        CN-440000  an expiry does not fall through
    CN-440305  2023-06-01  30             CN-440300  a district has its city's
    CN-310000  2025-06-01  10             CN         another province has the nation's
    CN         2023-06-01  10             CN         the nation sees no province
    US-AL      2023-06-01  no_rule        -          another country has none
    SE         2023-06-01  no_rule        -          nor one whose parts are not listed
"""


@pytest.mark.parametrize("row", LAYER_ROWS.strip().splitlines(), ids=str.strip)
def test_layers(row):
    place, on, expected, layer, *_ = row.split()
    book = RuleBook(parameter_of(text, region=Region(region)) for region, text in LAYERED.items())
    answer = book.at("figure", Region(place), date.fromisoformat(on))
    shown = answer.reason.value or f"{answer.number:g}"
    assert (shown, str(answer.layer or "-")) == (expected, layer)


NEAREST = """
    2023-01-01  -           2024-04-01
    2024-05-01  2024-04-01  2025-04-14
    2025-01-01  2024-04-01  2025-04-14
    2025-05-01  2025-04-14  -
    2026-05-01  2025-04-14  -
"""


@pytest.mark.parametrize("row", NEAREST.strip().splitlines(), ids=str.strip)
def test_nearest_known_values(row):
    on, last, following = row.split()
    entries = TABLES["an expired rule has no value, and may return"].split("---")[0]
    answer = RuleBook([parameter_of(entries)]).at("figure", PLACE, date.fromisoformat(on))
    assert str(answer.last_known.in_force_from if answer.last_known else "-") == last
    assert str(answer.next_known.in_force_from if answer.next_known else "-") == following


def test_the_last_undisputed_value_is_at_hand_while_sources_contradict():
    entries = TABLES["what is disputed is not decided here"].split("---")[0]
    answer = RuleBook([parameter_of(entries)]).at("figure", PLACE, date(2026, 1, 1))
    assert answer.last_known is not None
    assert answer.last_known.value == Number(80)
    assert [one.value for one in answer.alternatives] == [Number(12), Number(3)]
    assert answer.provisional


def test_expected_is_provisional_though_verified():
    entries = TABLES["what is expected answers, provisionally"].split("---")[0]
    book = RuleBook([parameter_of(entries)])
    assert book.at("figure", PLACE, date(2027, 1, 1)).provisional
