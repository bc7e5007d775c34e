"""A sound row of a register file, to be spoiled."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from trimtab.evidence import COLUMNS

Row = dict[str, str]


@pytest.fixture
def pilot() -> Row:
    """What a bureau may write after a pilot of its own (all invented)."""
    return {
        "id": "pilot-training-employment",
        "lever": "training",
        "programme_en": "Pilot of short courses",
        "programme_zh": "短期课程试点",
        "study": "Pilot report",
        "source": "own report",
        "country": "CN",
        "year_from": "2026",
        "year_until": "2027",
        "market": "ordinary",
        "population_en": "Unemployed of one city",
        "population_zh": "某市失业人员",
        "design": "rct",
        "outcome": "employment",
        "horizon": "months",
        "months_from": "0",
        "months_until": "12",
        "counted_from": "programme_end",
        "unit": "share_points",
        "estimate": "0.04",
        "low": "0.01",
        "high": "0.07",
        "interval": "confidence",
        "coverage": "0.95",
        "sample": "1200",
        "sample_unit": "persons",
        "lock_in": "yes",
        "windfall": "no",
        "verification": "seen",
        "recorded": "2027-10-01",
    }


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write rows as a register file and give back its path."""

    def writer(*rows: Row, name: str = "own.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        with path.open("w", encoding=encoding, newline="") as stream:
            table = csv.DictWriter(stream, COLUMNS, restval="")
            table.writeheader()
            table.writerows(rows)
        return path

    return writer
