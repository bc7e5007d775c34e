"""Codes that a mapping gives itself must exist; districts below the lists may be named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from trimtab.ingest import stage
from trimtab.ingest.mapping import DimensionRule, Form, Layout, Mapping, Measure, PeriodRule
from trimtab.ingest.releases import ReleaseKind, ReleaseRule
from trimtab.kernel import Frequency, InputRejectedError
from trimtab.messages import LANGUAGES, explain_error

MAPPING = Mapping(
    layout=Layout("csv", delimiter=","),
    form=Form.LONG,
    period=PeriodRule(Frequency.MONTHLY, ("月份",)),
    region=DimensionRule(("地区",), scheme="CN"),
    measures=(Measure("登记失业人数", "registered_unemployment", "count"),),
    release=ReleaseRule(ReleaseKind.LAG, days=10),
)


def _staged(tmp_path: Path, mapping: Mapping) -> set[str]:
    path = tmp_path / "districts.csv"
    path.write_text(
        "月份,地区,行业,职业,登记失业人数\n2026-01,西城片,制造,工,41200\n", encoding="utf-8"
    )
    staged = stage(path, mapping, tmp_path / "staging")
    return set(pq.read_table(staged.path)["region"].to_pylist())


@pytest.mark.parametrize("code", ["CN-330106", "CN-330100", "CN-110102", "US-AL"])
def test_a_word_may_name_a_region_or_a_district_below_the_lists(code: str, tmp_path: Path) -> None:
    mapping = replace(MAPPING, region=replace(MAPPING.region, words={"西城片": code}))
    assert _staged(tmp_path, mapping) == {code}


def test_a_district_may_be_the_constant_of_a_file(tmp_path: Path) -> None:
    mapping = replace(MAPPING, region=DimensionRule(constant="CN-330106", scheme="CN"))
    assert _staged(tmp_path, mapping) == {"CN-330106"}


@pytest.mark.parametrize(
    ("dimension", "column", "scheme", "word", "code"),
    [
        ("region", "地区", "CN", "西城片", "CN-999999"),
        ("region", "地区", "CN", "西城片", "CN-339901"),
        ("region", "地区", "CN", "西城片", "US-ZZ"),
        ("region", "地区", "CN", "西城片", "杭州"),
        ("industry", "行业", "GBT4754@2017", "制造", "GBT4754@2017:ZZ"),
        ("occupation", "职业", "CSCO@2022", "工", "CSCO@2022:9-99-99-99"),
    ],
)
def test_a_code_that_does_not_exist_is_refused_by_its_key(
    dimension: str, column: str, scheme: str, word: str, code: str, tmp_path: Path
) -> None:
    rule = DimensionRule((column,), scheme=scheme, words={word: code})
    known = replace(MAPPING, region=replace(MAPPING.region, words={"西城片": "CN-330106"}))
    mapping = replace(known, **{dimension: rule})  # type: ignore[arg-type]
    with pytest.raises(InputRejectedError) as caught:
        _staged(tmp_path, mapping)
    assert caught.value.code == "INGEST-055"
    assert caught.value.params["field"] == f"{dimension}.words.{word}"
    for language in LANGUAGES:
        assert code in explain_error(caught.value, language)
