"""What is said about data that arrive, seen against what was known before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from trimtab.ingest import check_arrival
from trimtab.ingest.matrices import panel_of
from trimtab.kernel import Frequency, Period, SeriesKey
from trimtab.messages import LANGUAGES, text
from trimtab.ports import BatchInfo, SeriesQuery
from trimtab.tables import OBSERVATIONS, Panel, Severity, StagedObservations, Vintage

NOW = datetime(2026, 11, 22, tzinfo=UTC)
_FIRST = Period.parse("2023-01")


@dataclass
class Known:
    """A store in memory that knows one table."""

    table: pa.Table | None = None
    delivered: list[BatchInfo] = field(default_factory=list)

    def as_of(self, instant: datetime, query: SeriesQuery) -> Panel:
        if self.table is None:
            return Panel((), _FIRST, np.empty((0, 0)), np.empty((0, 0), "M8[us]"), instant,
                         Vintage.TRUE)  # fmt: skip
        panel = panel_of(self.table, Vintage.TRUE)
        rows = [
            i for i, key in enumerate(panel.series)
            if (not query.regions or str(key.region) in query.regions)
            and key.indicator in query.indicators
        ]  # fmt: skip
        return panel.select(rows)

    def series(self, query: SeriesQuery) -> Sequence[SeriesKey]:
        return () if self.table is None else panel_of(self.table, Vintage.TRUE).series

    def batches(self) -> Sequence[BatchInfo]:
        return self.delivered

    def publish(self, staged: StagedObservations) -> BatchInfo:
        raise AssertionError("arrival checks never publish")


def _walk(seed: int, months: int = 46) -> np.ndarray:
    steps = np.random.default_rng(seed).normal(0, 0.001, months)
    return 0.05 + np.cumsum(steps)


def _table(
    series: dict[str, np.ndarray], unit: str = "share", status: str = "A", skip: int = 0
) -> pa.Table:
    rows = []
    for region, values in series.items():
        for month, value in enumerate(values[skip:], start=skip):
            blank = np.isnan(value)
            rows.append(
                {
                    "indicator": "unemployment_rate", "region": region, "industry": "",
                    "occupation": "", "frequency": "M", "unit": unit, "seasonal_adjustment": "N",
                    "period": (_FIRST + month).ordinal,
                    "release_time": datetime(2026, 11, 20, tzinfo=UTC),
                    "value": None if blank else float(value),
                    "obs_status": ("Q" if status == "Q" else "M") if blank else "A",
                }
            )  # fmt: skip
    return pa.Table.from_pylist(rows, schema=OBSERVATIONS.schema)


def _codes(
    table: pa.Table, known: Known, tmp_path: Path, accept_shrunk: bool = False
) -> dict[str, Severity]:
    path = tmp_path / "staged.parquet"
    pq.write_table(table, path)
    staged = StagedObservations(path, table.num_rows, "rates.csv", "0" * 64, "vintage")
    findings = check_arrival(staged, known, NOW, accept_shrunk=accept_shrunk)
    for finding in findings:
        for language in LANGUAGES:
            assert "{" not in text(f"finding.{finding.code}", language, **finding.params)
    return {finding.code: finding.severity for finding in findings}


REGIONS = {"US-AL": _walk(1), "US-CA": _walk(2), "US-NY": _walk(3)}


def test_a_first_delivery_and_a_repeated_one_raise_nothing(tmp_path: Path) -> None:
    table = _table(REGIONS)
    assert _codes(table, Known(), tmp_path) == {}
    assert _codes(table, Known(table), tmp_path) == {}


def test_shrunken_history_is_refused_unless_accepted(tmp_path: Path) -> None:
    known = Known(_table(REGIONS))
    shrunk = _table(REGIONS, skip=10)
    assert _codes(shrunk, known, tmp_path) == {"INGEST-201": Severity.REFUSE}
    accepted = _codes(shrunk, known, tmp_path, accept_shrunk=True)
    assert accepted == {"INGEST-201": Severity.WARNING}


def test_an_update_need_not_repeat_the_past(tmp_path: Path) -> None:
    known = Known(_table({name: values[:44] for name, values in REGIONS.items()}))
    assert _codes(_table(REGIONS, skip=43), known, tmp_path) == {}


def test_figures_that_became_blank_count_as_lost(tmp_path: Path) -> None:
    blanked = REGIONS["US-CA"].copy()
    blanked[5:8] = np.nan
    found = _codes(_table(REGIONS | {"US-CA": blanked}), Known(_table(REGIONS)), tmp_path)
    assert found == {"INGEST-201": Severity.REFUSE}


def test_a_series_that_vanished_from_its_source_is_refused(tmp_path: Path) -> None:
    table = _table(REGIONS)
    before = BatchInfo("b", "rates.csv", "1" * 64, "vintage", NOW, table.num_rows, 3, ())
    left = {name: values for name, values in REGIONS.items() if name != "US-NY"}
    found = _codes(_table(left), Known(table, [before]), tmp_path)
    assert found == {"INGEST-202": Severity.REFUSE}
    other = Known(table)  # the same series known from another source: nothing vanished
    assert _codes(_table(left), other, tmp_path) == {}


def test_another_unit_is_noticed(tmp_path: Path) -> None:
    found = _codes(_table(REGIONS, unit="index"), Known(_table(REGIONS)), tmp_path)
    assert found == {"INGEST-203": Severity.WARNING}


@pytest.mark.parametrize("factor", [100.0, 0.01, 1_000.0])
def test_rescaled_figures_are_noticed(factor: float, tmp_path: Path) -> None:
    scaled = {name: values * factor for name, values in REGIONS.items()}
    assert "INGEST-204" in _codes(_table(scaled), Known(_table(REGIONS)), tmp_path)


def test_a_frozen_series_is_noticed_but_a_quiet_one_is_not(tmp_path: Path) -> None:
    frozen = _walk(4)
    frozen[-7:] = frozen[-8]
    assert _codes(_table(REGIONS | {"US-TX": frozen}), Known(), tmp_path) == {
        "INGEST-205": Severity.WARNING
    }
    steps = np.repeat([0.04, 0.05, 0.04, 0.05, 0.04], 10)[:46]  # always stands still for long
    assert _codes(_table(REGIONS | {"US-TX": steps}), Known(), tmp_path) == {}


def test_a_stale_series_is_noticed(tmp_path: Path) -> None:
    found = _codes(_table(REGIONS | {"US-TX": _walk(5, 43)}), Known(), tmp_path)
    assert found == {"INGEST-206": Severity.WARNING}


def test_withheld_figures_are_noted(tmp_path: Path) -> None:
    withheld = _walk(6)
    withheld[3:5] = np.nan
    found = _codes(_table(REGIONS | {"US-WY": withheld}, status="Q"), Known(), tmp_path)
    assert found == {"INGEST-207": Severity.NOTE}


def test_an_overdue_figure_is_noted(tmp_path: Path) -> None:
    late = {name: values[:40] for name, values in REGIONS.items()}  # to 2026-04, in late November
    assert _codes(_table(late), Known(), tmp_path) == {"INGEST-208": Severity.NOTE}


def test_a_jump_is_noticed_once_and_only_when_new(tmp_path: Path) -> None:
    jumped = _walk(7)
    jumped[-1] += 0.09
    table = _table(REGIONS | {"US-MI": jumped})
    assert _codes(table, Known(), tmp_path) == {"INGEST-209": Severity.WARNING}
    assert _codes(table, Known(table), tmp_path) == {}


def test_seasonal_swings_are_not_jumps(tmp_path: Path) -> None:
    season = np.tile([0.02] + [0.0] * 11, 4)[:46]
    assert _codes(_table(REGIONS | {"US-AK": _walk(8) + season}), Known(), tmp_path) == {}


def test_many_findings_of_a_kind_are_cut_short(tmp_path: Path) -> None:
    codes = [f"CN-{n}" for n in range(110000, 110030)]
    withheld = np.full(46, np.nan)
    withheld[:5] = 0.05
    series = dict.fromkeys(codes, withheld)
    path = tmp_path / "staged.parquet"
    table = _table(series, status="Q")
    pq.write_table(table, path)
    staged = StagedObservations(path, table.num_rows, "rates.csv", "0" * 64, "vintage")
    findings = check_arrival(staged, Known(), NOW)
    withheld_ones = [f for f in findings if f.code == "INGEST-207"]
    assert len(withheld_ones) == 20
    assert [f.params["more"] for f in findings if f.code == "INGEST-210"] == [10]
    assert all(f.series is not None and f.series.frequency is Frequency.MONTHLY
               for f in withheld_ones)  # fmt: skip


def _found(table: pa.Table, known: Known, tmp_path: Path) -> list[tuple[str, str, str]]:
    path = tmp_path / "staged.parquet"
    pq.write_table(table, path)
    staged = StagedObservations(path, table.num_rows, "rates.csv", "0" * 64, "vintage")
    return [
        (f.code, str(f.series.region) if f.series else "", str(f.params.get("period")))
        for f in check_arrival(staged, known, NOW)
    ]


def _count(seed: int, level: float, months: int) -> np.ndarray:
    steps = np.random.default_rng(seed).normal(0, 0.02, months)
    return np.round(level * np.exp(np.cumsum(steps)))


@pytest.mark.parametrize("months", [10, 46])
def test_a_typing_error_in_a_file_of_one_new_month_is_noticed(months: int, tmp_path: Path) -> None:
    """The arriving file has no past of its own: what was known before is its yardstick."""
    last = months - 1
    series = {"CN-110000": _count(11, 110_000, months), "CN-310000": _count(12, 200_000, months),
              "CN-440000": _count(13, 300_000, months), "CN-330000": _walk(14, months)}  # fmt: skip
    known = Known(_table({name: values[:last] for name, values in series.items()}, unit="count"))
    wrong = {name: values.copy() for name, values in series.items()}
    wrong["CN-110000"][last], wrong["CN-310000"][last] = 9, 12_000_000
    wrong["CN-330000"][last] /= 100  # 3.3 % entered as 0.033 %
    month = str(_FIRST + last)
    found = _found(_table(wrong, unit="count", skip=last), known, tmp_path)
    assert [entry for entry in found if entry[0] != "INGEST-208"] == [
        ("INGEST-209", "CN-110000", month),
        ("INGEST-209", "CN-310000", month),
        ("INGEST-209", "CN-330000", month),
    ]
    right = _found(_table(series, unit="count", skip=last), known, tmp_path)
    assert [entry for entry in right if entry[0] != "INGEST-208"] == []


def test_a_tenfold_revision_is_noticed_and_a_usual_one_is_not(tmp_path: Path) -> None:
    series = {"CN-110000": _count(11, 110_000, 30), "CN-310000": _count(12, 200_000, 30)}
    known = Known(_table(series, unit="count"))
    revised = {name: values.copy() for name, values in series.items()}
    revised["CN-110000"][27] *= 10
    revised["CN-310000"][24:] *= 1.01  # a benchmark revision of one percent
    found = _found(_table(revised, unit="count", skip=24), known, tmp_path)
    assert [entry for entry in found if entry[0] != "INGEST-208"] == [
        ("INGEST-211", "CN-110000", str(_FIRST + 27))
    ]


def test_a_gap_before_the_new_month_does_not_hide_a_typing_error(tmp_path: Path) -> None:
    series = {"CN-110000": _count(11, 110_000, 40)}
    known = Known(_table({"CN-110000": series["CN-110000"][:38]}, unit="count"))
    series["CN-110000"][39] = 9
    found = _found(_table(series, unit="count", skip=39), known, tmp_path)
    assert ("INGEST-209", "CN-110000", str(_FIRST + 39)) in found
