"""Connectors on small files of each known form, and on odd vintages of it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from trimtab.ingest import connect, read_downturns, read_labour_panel, read_panel
from trimtab.kernel import Frequency, InputRejectedError, Period, UnknownCodeError
from trimtab.tables import Severity

Rows = list[dict[str, object]]


def _staged(path: Path, tmp_path: Path) -> Rows:
    rows = pq.read_table(connect(path, tmp_path / "staging").path).to_pylist()
    for row in rows:
        row["period"] = str(Period(Frequency(str(row["frequency"])), int(row["period"])))
    return rows


def _write(tmp_path: Path, name: str, content: str) -> Path:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return path


def test_laus_of_a_later_vintage(tmp_path: Path) -> None:
    """Extra columns, another order, a national row, blanks and areas below a state."""
    path = _write(
        tmp_path,
        "later.csv",
        "year,month,state,fips,unem,clf,unem_rate,note\n"
        "2021,1,Alabama,1,100,2000,5.0,p\n"
        "2021,2,Alabama,1,NaN,NaN,4.8,\n"
        "2021,1,United States,0,9000,160000,5.6,\n"
        "2021,1,New York city,51000,400,4000,10.0,\n"
        "2021,1,Wyoming,56,10,200,5.0,\n"
        "2021,2,Wyoming,56,,,,\n",
    )
    panel, _ = read_labour_panel(path)
    assert [str(key.region) for key in panel.series] == ["US-AL", "US-WY"]
    assert panel.values[0].tolist() == [0.05, 0.048]
    assert panel.values[1, 0] == 0.05 and np.isnan(panel.values[1, 1])
    staged = connect(path, tmp_path / "staging")
    assert [finding.code for finding in staged.findings] == ["INGEST-102"]
    nation = [row for row in pq.read_table(staged.path).to_pylist() if row["region"] == "US"]
    assert {row["indicator"] for row in nation} >= {"unemployment_rate", "labour_force"}


def test_laus_rates_that_contradict_the_counts_are_a_finding(tmp_path: Path) -> None:
    path = _write(
        tmp_path, "odd.csv",
        "fips,state,year,month,clf,unem,unem_rate\n01,Alabama,1976,01,2000,100,5.0\n"
        "01,Alabama,1976,02,2000,100,7.9\n",
    )  # fmt: skip
    found = connect(path, tmp_path / "staging").findings
    assert [(f.code, f.severity, f.params["row"]) for f in found] == [
        ("INGEST-103", Severity.WARNING, 3)
    ]


def test_a_misspelt_state_is_refused(tmp_path: Path) -> None:
    path = _write(
        tmp_path, "typo.csv",
        "fips,state,year,month,clf,unem,unem_rate\n01,Alabaster,1976,01,2000,100,5.0\n",
    )  # fmt: skip
    with pytest.raises(InputRejectedError) as caught:
        connect(path, tmp_path / "staging")
    assert (caught.value.problems[0].code, caught.value.problems[0].row) == ("INGEST-035", 2)


def test_national_rates_in_percent_are_refused(tmp_path: Path) -> None:
    path = _write(tmp_path, "nation.csv", "month,unemployment_rate\n2021-01,6.3\n2021-02,6.2\n")
    with pytest.raises(InputRejectedError) as caught:
        read_labour_panel(path)
    assert caught.value.problems[0].code == "INGEST-032"


def test_a_nation_without_vacancies(tmp_path: Path) -> None:
    path = _write(tmp_path, "nation.csv", "month,unemployment_rate\n2021-01,0.063\n2021-03,\n")
    unemployment, vacancies = read_labour_panel(path)
    assert vacancies is None
    assert unemployment.values.shape == (1, 3)
    assert np.isnan(unemployment.values[0, 1:]).all()


def test_claims_with_a_missing_week_and_without_pua(tmp_path: Path) -> None:
    path = _write(
        tmp_path, "claims.csv",
        "year,month,day_endofweek,statefips,initclaims_count_regular,contclaims_rate_regular\n"
        "2020,1,4,1,4578,.826\n2020,1,18,1,.,.9\n",
    )  # fmt: skip
    panels = read_panel(path, "insured_unemployment_rate", "initial_claims")
    rate = panels["insured_unemployment_rate"].values[0]
    assert rate[0] == 0.00826 and np.isnan(rate[1]) and rate[2] == 0.009
    assert panels["initial_claims"].values.shape == (1, 3)


JOLTS = (
    "series_id\tyear\tperiod\t       value\tfootnote_codes\n"
    "JTS000000000000000JOL         \t2000\tM12\t        5088\t\n"
    "JTS000000000000000JOR         \t2000\tM12\t         3.7\t\n"
    "JTU000000000000000JOL         \t2000\tM12\t        4090\t\n"
    "JTU000000000000000JOL         \t2000\tM13\t        4999\t\n"
    "JTS300000000000000HIL         \t2001\tM01\t         420\tP\n"
    "JTS540099000000000TSL         \t2001\tM01\t         900\t\n"
    "JTS000000010000000QUL         \t2001\tM01\t          40\t\n"
    "JTS000000000000000UOR         \t2001\tM01\t         1.1\t\n"
    "JTS100000000000002JOL         \t2001\tM01\t         300\t\n"
)


def test_jolts_series_are_decoded(tmp_path: Path) -> None:
    path = _write(tmp_path, "jt.data.1.AllItems", JOLTS)
    rows = _staged(path, tmp_path)
    found = {
        (r["indicator"], r["region"], r["industry"], r["seasonal_adjustment"], r["period"]): r[
            "value"
        ]
        for r in rows
    }
    assert found == {
        ("job_openings", "US", "", "S", "2000-12"): 5_088_000.0,
        ("vacancy_rate", "US", "", "S", "2000-12"): 0.037,
        ("job_openings", "US", "", "N", "2000-12"): 4_090_000.0,
        ("hires", "US", "NAICS@2022:31-33", "S", "2001-01"): 420_000.0,
        ("separations", "US", "JOLTS@2022:540099", "S", "2001-01"): 900_000.0,
        ("quits", "US-AL", "", "S", "2001-01"): 40_000.0,
    }
    staged = connect(path, tmp_path / "staging")
    assert [f.params["count"] for f in staged.findings if f.code == "INGEST-104"] == [2]


def test_a_series_of_another_layout_is_refused(tmp_path: Path) -> None:
    path = _write(
        tmp_path, "ce.data", "series_id\tyear\tperiod\tvalue\nCES0000000001\t2001\tM01\t5\n"
    )
    with pytest.raises(InputRejectedError) as caught:
        connect(path, tmp_path / "staging")
    assert (caught.value.code, caught.value.params["series"]) == ("INGEST-067", "CES0000000001")


def test_laus_flat_file(tmp_path: Path) -> None:
    path = _write(
        tmp_path, "la.data.2.AllStatesU",
        "series_id\tyear\tperiod\tvalue\tfootnote_codes\n"
        "LAUST010000000000003          \t1976\tM01\t7.9\t\n"
        "LAUST010000000000004          \t1976\tM01\t116702\t\n"
        "LAUCN010010000000003          \t1976\tM01\t5.5\t\n",
    )  # fmt: skip
    rows = _staged(path, tmp_path)
    assert {(r["indicator"], r["region"], r["value"]) for r in rows} == {
        ("unemployment_rate", "US-AL", 0.079),
        ("unemployed", "US-AL", 116702.0),
    }


SDMX_1 = (
    "DATAFLOW,FREQ,REF_AREA,INDICATOR,SEX,AGE,SEASONAL_ADJUST,TIME_PERIOD,OBS_VALUE,OBS_STATUS,"
    "UNIT_MEASURE,UNIT_MULT\n"
    "ILO:DF_UNE(1.0),M,CHN,UNE_RATE,_T,_T,N,2026-01,5.2,A,PT,0\n"
    "ILO:DF_UNE(1.0),M,USA,UNE_RATE,_T,_T,S,2026-01,4.4,P,PT,0\n"
    "ILO:DF_UNE(1.0),M,USA,UNE_RATE,F,_T,S,2026-01,4.2,A,PT,0\n"
    "ILO:DF_UNE(1.0),M,USA,EMP,_T,_T,N,2026-01,160.5,A,PS,6\n"
)
SDMX_2 = (
    "STRUCTURE,STRUCTURE_ID,ACTION,FREQ: Frequency,REF_AREA: Area,MEASURE: Measure,"
    "TIME_PERIOD: Time,OBS_VALUE: Value,UNIT_MEASURE: Unit\n"
    "dataflow,ILO:DF_EMP(2.0),I,Q: Quarterly,US: United States,EMP: Employment,2026-Q1: x,"
    "160500,THS: Thousand\n"
)


def test_sdmx_csv_1(tmp_path: Path) -> None:
    rows = _staged(_write(tmp_path, "une.csv", SDMX_1), tmp_path)
    found = {
        (r["indicator"], r["region"], r["seasonal_adjustment"]): (r["value"], r["unit"])
        for r in rows
    }
    assert found == {
        ("une_rate", "CN", "N"): (0.052, "share"),
        ("une_rate", "US", "S"): (0.044, "share"),
        ("une_rate_f", "US", "S"): (0.042, "share"),
        ("emp", "US", "N"): (160_500_000.0, "count"),
    }
    assert {r["obs_status"] for r in rows if r["indicator"] == "une_rate"} == {"A", "P"}


def test_sdmx_csv_2_with_labels(tmp_path: Path) -> None:
    rows = _staged(_write(tmp_path, "emp.csv", SDMX_2), tmp_path)
    assert [(r["indicator"], r["region"], r["period"], r["value"]) for r in rows] == [
        ("emp", "US", "2026Q1", 160_500_000.0)
    ]


def test_sdmx_of_two_frequencies_or_an_unknown_unit_is_refused(tmp_path: Path) -> None:
    two = SDMX_1 + "ILO:DF_UNE(1.0),Q,USA,UNE_RATE,_T,_T,S,2026-Q1,4.4,A,PT,0\n"
    unit = SDMX_1.replace("PS,6", "KG,0")
    for content, code in ((two, "INGEST-072"), (unit, "INGEST-073")):
        with pytest.raises(InputRejectedError) as caught:
            connect(_write(tmp_path, "odd.csv", content), tmp_path / "staging")
        assert caught.value.code == code


def _json_1() -> dict[str, object]:
    return {
        "header": {"prepared": "2026-02-20T08:00:00Z"},
        "dataSets": [
            {"action": "Information", "series": {
                "0:0:0": {"attributes": [0], "observations": {"0": [5.2, 0], "1": [5.3, 1]}},
                "0:1:0": {"attributes": [0], "observations": {"1": [None, 1]}}}}
        ],
        "structure": {
            "dimensions": {
                "series": [
                    {"id": "FREQ", "values": [{"id": "M"}]},
                    {"id": "REF_AREA", "values": [{"id": "CN"}, {"id": "US"}]},
                    {"id": "INDICATOR", "values": [{"id": "UNE_RATE", "name": "Rate"}]},
                ],
                "observation": [
                    {"id": "TIME_PERIOD", "values": [{"id": "2025-12"}, {"id": "2026-01"}]}
                ],
            },
            "attributes": {
                "series": [{"id": "UNIT_MEASURE", "values": [{"id": "PC"}]}],
                "observation": [{"id": "OBS_STATUS", "values": [{"id": "A"}, {"id": "P"}]}],
            },
        },
    }  # fmt: skip


def _json_2() -> dict[str, object]:
    """Version 2.0: wrapped in ``data``, structures in a list, values may be plain."""
    message = _json_1()
    structure = message.pop("structure")
    sets = message.pop("dataSets")
    return {
        "meta": {"prepared": "2026-02-20T08:00:00Z"},
        "data": {"structures": [structure], "dataSets": [{**sets[0], "structure": 0}]},  # type: ignore[index]
    }


@pytest.mark.parametrize("message", [_json_1(), _json_2()], ids=["1.0", "2.0"])
def test_sdmx_json(message: dict[str, object], tmp_path: Path) -> None:
    path = _write(tmp_path, "une.json", json.dumps(message))
    rows = _staged(path, tmp_path)
    found = {(r["region"], r["period"]): (r["value"], r["obs_status"]) for r in rows}
    assert found == {
        ("CN", "2025-12"): (0.052, "A"),
        ("CN", "2026-01"): (0.053, "P"),
        ("US", "2026-01"): (None, "M"),
    }
    assert {str(r["release_time"])[:19] for r in rows} == {"2026-02-20 08:00:00"}


def test_broken_sdmx_json_is_refused(tmp_path: Path) -> None:
    for content in ("[1, 2", "{}", json.dumps(_json_1()).replace('"0:1:0"', '"0:7:0"')):
        with pytest.raises(InputRejectedError) as caught:
            connect(_write(tmp_path, "broken.json", content), tmp_path / "staging")
        assert caught.value.code == "INGEST-066"


def test_an_unknown_form_or_connector(tmp_path: Path) -> None:
    path = _write(tmp_path, "other.csv", "a,b\n1,2\n")
    with pytest.raises(InputRejectedError) as caught:
        connect(path, tmp_path / "staging")
    assert caught.value.code == "INGEST-060"
    with pytest.raises(UnknownCodeError) as unknown:
        connect(path, tmp_path / "staging", connector="telepathy")
    assert unknown.value.code == "INGEST-069"


# what is wrong    | line                    | code       | row
DOWNTURNS = """
an unknown state   | ZZ,1990-01,1991-01      | BACKTEST-006 | 3
no such state      | US-ZZ,1990-01,1991-01   | BACKTEST-006 | 3
not a month        | AL,1990-13,1991-01      | BACKTEST-005 | 3
day or month first | AL,01/02/1990,1991-01   | BACKTEST-005 | 3
no end, no panel   | AL,1990-01,             | BACKTEST-005 | 3
ends before start  | AL,1991-01,1990-01      | INGEST-070   | 3
an overlap         | AL,1982-12,1983-05      | INGEST-071   | 3
"""


@pytest.mark.parametrize("case", DOWNTURNS.strip().splitlines(), ids=lambda c: c.split("|")[0])
def test_downturns_that_make_no_sense(case: str, tmp_path: Path) -> None:
    _, line, code, row = (part.strip() for part in case.split("|"))
    path = _write(tmp_path, "downturns.csv", f"state,start,end\nAL,1980-01,1982-12\n{line}\n")
    with pytest.raises(InputRejectedError) as caught:
        read_downturns(path)
    problem = caught.value.problems[0]
    assert (problem.code, problem.row) == (code, int(row))
