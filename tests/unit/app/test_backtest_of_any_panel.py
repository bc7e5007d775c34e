"""A bureau's own history through the back-test: Chinese provinces, with and without a mapping."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from trimtab.app.backtest import BacktestFiles, run_backtest_files
from trimtab.classifications import region_title
from trimtab.ingest import inspect_file, read_downturns, read_labour_panel, save_mapping
from trimtab.kernel import InputRejectedError, Period, SeasonalAdjustment
from trimtab.messages import LANGUAGES, explain_error

PROVINCES = ("CN-110000", "CN-310000", "CN-330000", "CN-440000", "CN-510000", "CN-610000")
MONTHS = 180
FIRST = Period.parse("2008-01")
STARTS = (50, 130)  # months of two common downturns, each ten months long


def _rates() -> np.ndarray:
    """(R, T) percent: a season, noise, and a rise of two points in each downturn."""
    random = np.random.default_rng(20200229)
    month = np.arange(MONTHS)
    rates = 4 + 0.3 * np.sin(month * np.pi / 6) + random.normal(0, 0.05, (6, MONTHS))
    for start in STARTS:
        up, down = (np.clip(one, 0, 1) for one in ((month - start) / 10, (start + 40 - month) / 30))
        rates += 2 * up * down
    return np.asarray(rates)


def _write(path: Path, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def _panel(path: Path, header: tuple[str, ...], divisor: int = 1) -> Path:
    rates = _rates() / divisor
    rows = [
        (str(FIRST + t), region_title(code, "zh") if at % 2 else code, f"{rates[at, t]:.6f}")
        for at, code in enumerate(PROVINCES)
        for t in range(MONTHS)
    ]
    return _write(path, header, rows)


@pytest.fixture
def events(tmp_path: Path) -> Path:
    """Regions in several forms; the last downturn of the first province is still going on."""
    forms = ("北京市", "CN-310000", "330000", "Guangdong", "四川", "陕西省")
    rows = [
        (form, str(FIRST + start), "" if at == 0 and start == STARTS[1] else str(FIRST + start + 9))
        for at, form in enumerate(forms)
        for start in STARTS
    ]
    return _write(tmp_path / "events.csv", ("region", "start", "end"), rows)


@pytest.mark.parametrize("form", ["mapping", "percent", "share"])
def test_a_chinese_panel_end_to_end(form: str, events: Path, tmp_path: Path) -> None:
    mapping = None
    if form == "mapping":
        panel = _panel(tmp_path / "figures.csv", ("月份", "地区", "城镇调查失业率(%)"))
        draft = inspect_file(panel)
        assert draft.mapping is not None
        mapping = tmp_path / "figures.mapping.yaml"
        save_mapping(draft.mapping, mapping)
    else:
        header = ("month", "region", "unemployment_rate")
        panel = _panel(tmp_path / "figures.csv", header, 1 if form == "percent" else 100)
    answer = run_backtest_files(
        BacktestFiles(panel, events, mapping=mapping),
        Period.parse("2015-12"),
        Period.parse("2016-01"),
    )
    ours = answer.held_out.detectors[0]
    assert [str(region) for region in ours.track.regions] == list(PROVINCES)
    assert ours.scores is not None
    assert (ours.scores.downturns, ours.scores.hits) == (6, 6)
    assert ours.scores.median_lag_reference.value <= 5
    assert np.isfinite(ours.track.p_in_downturn).all()


def test_a_downturn_without_an_end_lasts_as_long_as_the_panel(events: Path) -> None:
    last = FIRST + (MONTHS - 1)
    ends = [
        one.end for one in read_downturns(events, "CN", last) if str(one.region) == PROVINCES[0]
    ]
    assert ends == [FIRST + STARTS[0] + 9, last]


def test_rates_are_computed_from_counts(tmp_path: Path) -> None:
    rows = [("2020-01", "北京市", "5", "100"), ("2020-02", "北京市", "6", ""),
            ("2020-01", "上海市", "8", "200"), ("2020-02", "上海市", "9", "200")]  # fmt: skip
    path = _write(tmp_path / "counts.csv", ("月份", "地区", "失业人数", "劳动力"), rows)
    panel, _ = read_labour_panel(path, _mapping(path, tmp_path))
    assert str(panel.series[0]).startswith("unemployment_rate|CN-110000")
    np.testing.assert_allclose(panel.values, [[0.05, np.nan], [0.04, 0.045]])
    assert np.isnat(panel.released).tolist() == [[False, True], [False, False]]


def _mapping(path: Path, folder: Path) -> Path:
    draft = inspect_file(path)
    assert draft.mapping is not None
    save_mapping(draft.mapping, folder / "mapping.yaml")
    return folder / "mapping.yaml"


def test_counts_alone_are_refused(tmp_path: Path) -> None:
    path = _write(
        tmp_path / "counts.csv", ("月份", "地区", "登记失业人数"), [("2020-01", "北京市", "5")]
    )
    with pytest.raises(InputRejectedError) as caught:
        read_labour_panel(path, _mapping(path, tmp_path))
    assert caught.value.code == "BACKTEST-001"
    assert all("CN-110000" in explain_error(caught.value, language) for language in LANGUAGES)


def test_an_unknown_form_asks_for_a_mapping(tmp_path: Path) -> None:
    path = _write(
        tmp_path / "figures.csv", ("月份", "地区", "失业率"), [("2020-01", "北京市", "5")]
    )
    with pytest.raises(InputRejectedError) as caught:
        read_labour_panel(path)
    assert "--mapping" in explain_error(caught.value, LANGUAGES[0])


def test_dates_of_other_places_are_refused(tmp_path: Path) -> None:
    panel = _panel(tmp_path / "panel.csv", ("month", "region", "unemployment_rate"))
    dates = _write(
        tmp_path / "dates.csv", ("region", "start", "end"), [("US-AL", "2012-03", "2013-01")]
    )
    with pytest.raises(InputRejectedError) as caught:
        run_backtest_files(
            BacktestFiles(panel, dates), Period.parse("2015-12"), Period.parse("2016-01")
        )
    assert caught.value.code == "BACKTEST-007"


# header | row | another row | code
REFUSED_PANELS = """
月份,地区,登记招聘人数 | 2020-01,北京市,5 | 2020-02,北京市,6 | BACKTEST-002
季度,地区,失业率(%) | 2020Q1,北京市,5 | 2020Q2,北京市,6 | BACKTEST-002
"""


@pytest.mark.parametrize("case", REFUSED_PANELS.strip().splitlines())
def test_panels_without_a_monthly_rate_are_refused(case: str, tmp_path: Path) -> None:
    header, *rows, code = (part.strip() for part in case.split("|"))
    path = tmp_path / "figures.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    with pytest.raises(InputRejectedError) as caught:
        read_labour_panel(path, _mapping(path, tmp_path))
    assert caught.value.code == code


def test_two_series_of_a_region_are_refused(tmp_path: Path) -> None:
    rows = [("2020-01", "北京市", "5", "4.9"), ("2020-02", "北京市", "6", "5.9")]
    path = _write(tmp_path / "figures.csv", ("月份", "地区", "失业率(%)", "other"), rows)
    drafted = inspect_file(path).mapping
    assert drafted is not None
    rate = drafted.measures[0]
    adjusted = replace(rate, source="other", seasonal_adjustment=SeasonalAdjustment.PUBLISHER)
    save_mapping(replace(drafted, measures=(rate, adjusted), ignore=()), tmp_path / "both.yaml")
    with pytest.raises(InputRejectedError) as caught:
        read_labour_panel(path, tmp_path / "both.yaml")
    assert caught.value.code == "BACKTEST-003"
    assert caught.value.params["regions"] == "CN-110000"


def test_events_without_a_start_are_refused(tmp_path: Path) -> None:
    path = _write(tmp_path / "events.csv", ("region", "from", "to"), [("AL", "2020-01", "2020-02")])
    with pytest.raises(InputRejectedError) as caught:
        read_downturns(path)
    assert (caught.value.code, caught.value.params["found"]) == ("BACKTEST-004", "region, from, to")
