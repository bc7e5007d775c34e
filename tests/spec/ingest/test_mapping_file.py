"""A mapping file is commented YAML; its errors name the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from trimtab.ingest import load_mapping, mapping_yaml, save_mapping
from trimtab.ingest.mapping import DimensionRule, Form, Layout, Mapping, Measure, PeriodRule
from trimtab.ingest.mapping_file import parse_mapping
from trimtab.ingest.releases import ReleaseKind, ReleaseRule
from trimtab.kernel import Frequency, InputRejectedError
from trimtab.messages import LANGUAGES, Language, explain_error

GOOD = """\
version: 1
layout:
  format: csv
  delimiter: ','
form: long
period:
  frequency: M
  columns: [month]
region:
  constant: NO
measures:
  - source: rate
    indicator: unemployment_rate
    unit: share
    written_as: percent
release:
  kind: instant
  at: 2026-01-01
"""


def test_scalars_are_text_where_text_is_meant() -> None:
    mapping = parse_mapping(GOOD)
    assert mapping.region.constant == "NO"
    assert mapping.release.at == "2026-01-01"
    assert mapping.layout.header_rows == (1, 1)


# what is wrong              | replaced          | by                 | code       | line
CASES = """
not YAML                     | form: long        | form: [long        | INGEST-050 | 6
an alias                     | constant: NO      | constant: *NO      | INGEST-050 | 10
an unknown field             | form: long        | shape: long        | INGEST-051 | 5
an unknown field within      | delimiter: ','    | separator: ','     | INGEST-051 | 4
a missing field              | form: long        |                    | INGEST-052 | 1
a frequency that is none     | frequency: M      | frequency: monthly | INGEST-053 | 7
an unknown unit              | unit: share       | unit: percent      | INGEST-053 | 14
an unknown notation          | written_as: perc  | written_as: pct    | INGEST-053 | 15
a delimiter of two           | ','               | ',,'               | INGEST-053 | 4
a version to come            | version: 1        | version: 2         | INGEST-053 | 1
text where a list belongs    | columns: [month]  | columns: month     | INGEST-053 | 8
a field twice                | form: long        | version: 1         | INGEST-054 | 5
"""


@pytest.mark.parametrize("case", CASES.strip().splitlines(), ids=lambda c: c.split("|")[0].strip())
def test_errors_name_the_line(case: str, tmp_path: Path) -> None:
    _, replaced, by, code, line = (part.strip() for part in case.split("|"))
    content = GOOD.replace(replaced, by)
    path = tmp_path / "mapping.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputRejectedError) as caught:
        load_mapping(path)
    assert caught.value.code == code
    assert caught.value.problems[0].row == int(line)
    for language in LANGUAGES:
        assert "{" not in explain_error(caught.value, language).replace("{...}", "")


def test_the_file_has_a_comment_for_each_section(tmp_path: Path) -> None:
    mapping = Mapping(
        layout=Layout("csv", delimiter="\t"),
        form=Form.LONG,
        period=PeriodRule(Frequency.MONTHLY, ("年", "月")),
        region=DimensionRule(("地区",), scheme="CN", words={"全市": "CN-330100"}),
        measures=(Measure("失业率", "unemployment_rate", "share", "percent"),),
        release=ReleaseRule(ReleaseKind.LAG, days=20),
    )
    for language in (Language.ZH, Language.EN):
        path = tmp_path / f"{language}.yaml"
        save_mapping(mapping, path, language)
        lines = path.read_text(encoding="utf-8").splitlines()
        sections = [i for i, line in enumerate(lines) if line and line[0].isalpha()]
        assert len(sections) >= 6
        assert all(lines[i - 1].startswith("# ") for i in sections)
        assert load_mapping(path) == mapping
    assert mapping_yaml(mapping, Language.ZH) != mapping_yaml(mapping, Language.EN)
