"""How alarms and downturns are matched, drawn month by month.

``#`` month of a downturn, ``A`` alarm; the answer: ``h`` hit, ``r`` repeated alarm, ``l`` late
alarm, ``F`` false alarm. ``lags`` are months from each downturn's start to its alarm, ``-`` missed.
"""

from __future__ import annotations

import pytest

from trimtab.kernel import Frequency, Period, Region, SeriesKey
from trimtab.monitoring.backtest import Clock, Outcome, match_alarms
from trimtab.monitoring.compute.detection import Downturn
from trimtab.monitoring.types import Alarm, Level

FIRST = Period.parse("2001-01")
REGION = Region("US-AL")
SERIES = SeriesKey("unemployment_rate", REGION, None, None, Frequency.MONTHLY, "share")
LETTER = {Outcome.HIT: "h", Outcome.REPEAT: "r", Outcome.LATE: "l", Outcome.FALSE: "F"}

TIMELINES = {
    "an alarm in the downturn hits; its lag counts from the first month": """
        downturns ..........#####.........
        alarms    ............A...........
        answer    ............h...........
        lags      2
    """,
    "six months before the start still hits, seven is false": """
        downturns ..........#####.........
        alarms    ...AA...................
        answer    ...Fh...................
        lags      -6
    """,
    "the last month of the downturn still hits, the next is late": """
        downturns ..........#####.....#####
        alarms    ..............A..........
        answer    ..............h..........
        lags      4 -
    """,
    "up to six months after the end an alarm is late, the seventh is false": """
        downturns ..........#####.........
        alarms    ....................AA..
        answer    ....................lF..
        lags      -
    """,
    "one downturn is found once: another alarm in its window is a repeat": """
        downturns ..........#####.........
        alarms    ......A...A..A..........
        answer    ......h...r..r..........
        lags      -4
    """,
    "every alarm in calm months is false by itself": """
        downturns ........................
        alarms    ..A...A.....A...........
        answer    ..F...F.....F...........
        lags
    """,
    "two downturns whose windows overlap are both found, the first takes the first alarm": """
        downturns .......####..####.......
        alarms    .........AA.............
        answer    .........hh.............
        lags      2 -3
    """,
    "one alarm finds one downturn: the earlier of two whose windows hold it": """
        downturns .......####..####.......
        alarms    .........A..............
        answer    .........h..............
        lags      2 -
    """,
    "an alarm too late for the first downturn may be early for the second": """
        downturns .......####..####.......
        alarms    ...........A............
        answer    ...........h............
        lags      - -2
    """,
    "without alarms everything is missed": """
        downturns ....####.......####.....
        alarms    ........................
        answer    ........................
        lags      - -
    """,
}


def downturns_of(row: str) -> list[Downturn]:
    edges = [i for i in range(len(row) + 1) if (row[i : i + 1] == "#") != (row[i - 1 : i] == "#")]
    starts, ends = edges[::2], edges[1::2]
    return [Downturn(REGION, FIRST + a, FIRST + (b - 1)) for a, b in zip(starts, ends, strict=True)]


def alarms_of(row: str, delay: int = 0) -> list[Alarm]:
    months = [FIRST + i for i, letter in enumerate(row) if letter == "A"]
    return [Alarm("toy", SERIES, at, at + delay, Level.HIGH) for at in months]


@pytest.mark.parametrize("name", TIMELINES)
def test_timeline(name: str) -> None:
    rows = (line.split() for line in TIMELINES[name].strip().splitlines())
    lines = {word: " ".join(rest) for word, *rest in rows}
    matching = match_alarms(alarms_of(lines["alarms"]), downturns_of(lines["downturns"]))
    answer = ["."] * len(lines["alarms"])
    for alarm, outcome in zip(matching.alarms, matching.outcomes, strict=True):
        answer[alarm.reference - FIRST] = LETTER[outcome]
    lags = [matching.lag(event) for event in range(len(matching.downturns))]
    assert "".join(answer) == lines["answer"]
    assert " ".join("-" if lag is None else str(lag) for lag in lags) == lines["lags"]


def test_counted_at_the_month_it_was_known_a_late_release_can_miss() -> None:
    """
    downturns ..........###...........
    alarms    ............A...........   the figures are about the last month of the downturn
    known     .............A..........   and came out a month later
    """
    downturns = downturns_of("..........###...........")
    alarms = alarms_of("............A...........", delay=1)
    by_reference = match_alarms(alarms, downturns, Clock.REFERENCE)
    by_known = match_alarms(alarms, downturns, Clock.KNOWN)
    assert by_reference.outcomes == (Outcome.HIT,)
    assert by_known.outcomes == (Outcome.LATE,)
    assert (by_reference.lag(0), by_known.lag(0)) == (2, None)


def test_regions_are_matched_apart() -> None:
    elsewhere = [Downturn(Region("US-AK"), FIRST + 10, FIRST + 14)]
    matching = match_alarms(alarms_of("............A..........."), elsewhere)
    assert matching.outcomes == (Outcome.FALSE,)
    assert matching.alarm_of == (-1,)
