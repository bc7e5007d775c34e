"""Bad input is refused whole: a code, the file, the row and the column; nothing stays behind.

Each case edits one good table. The table below is the reference of what is checked.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from trimtab.ingest import Mapping, stage
from trimtab.ingest.mapping import DimensionRule, Form, Layout, Measure, PeriodRule
from trimtab.ingest.releases import ReleaseKind, ReleaseRule
from trimtab.kernel import Frequency, InputRejectedError
from trimtab.messages import LANGUAGES, explain_error

GOOD = (
    "月份,地区,行业,失业率,登记失业人数,发布日期\n"
    "2026-01,杭州市,C,2.4,41200,2026-02-20\n"
    "2026-01,宁波市,C,2.1,30150,2026-02-20\n"
    "2026-02,杭州市,C,2.5,41900,2026-03-20\n"
    "2026-02,宁波市,C,2.2,30480,2026-03-20\n"
)

MAPPING = Mapping(
    layout=Layout("csv", delimiter=","),
    form=Form.LONG,
    period=PeriodRule(Frequency.MONTHLY, ("月份",)),
    region=DimensionRule(("地区",), scheme="CN"),
    industry=DimensionRule(("行业",), scheme="GBT4754@2017"),
    measures=(
        Measure("失业率", "unemployment_rate", "share", "percent"),
        Measure("登记失业人数", "registered_unemployment", "count"),
    ),
    release=ReleaseRule(ReleaseKind.COLUMN, column="发布日期"),
)

# what is wrong             |replaced         |by                      |code      |row|column
CASES = """
a negative count          |41900            |-5                      |INGEST-031|4  |登记失业人数
not a number              |30150            |三万                    |INGEST-030|3  |登记失业人数
a decimal comma           |2.4,41200        |"2,4",41200             |INGEST-030|2  |失业率
an infinite figure        |30150            |inf                     |INGEST-030|3  |登记失业人数
a spreadsheet error       |30150            |#DIV/0!                 |INGEST-045|3  |登记失业人数
percent beyond a hundred  |2.5,41900        |250,41900               |INGEST-032|4  |失业率
a share far outside       |2.5,41900        |25000,41900             |INGEST-033|4  |失业率
an unknown region         |2026-02,宁波市   |2026-02,凝波市          |INGEST-035|5  |地区
a region of another land  |2026-02,宁波市   |2026-02,US-AL           |INGEST-035|5  |地区
an unknown industry       |2026-01,宁波市,C |2026-01,宁波市,Z        |INGEST-036|3  |行业
a month that is none      |2026-02,杭州市   |2026-13,杭州市          |INGEST-034|4  |月份
a quarter among months    |2026-02,杭州市   |2026Q1,杭州市           |INGEST-034|4  |月份
a release that is no day  |30150,2026-02-20 |30150,二月              |INGEST-040|3  |发布日期
a release before its month|30480,2026-03-20 |30480,2026-01-20        |INGEST-041|5  |发布日期
a repeated key            |2026-02,宁波市   |2026-02,杭州市          |INGEST-038|5  |失业率
a row with too few columns|,30150,2026-02-20|,30150                  |INGEST-020|3  |
a row with too many       |30150,2026-02-20 |30,150,2026-02-20       |INGEST-020|3  |
a cut identity number     |杭州市,C,2.5     |110101199003074000,C,2.5|INGEST-043|4  |地区
an identity number as 1E17|杭州市,C,2.5     |1.10101E+17,C,2.5       |INGEST-043|4  |地区
"""


def _cases() -> list[list[str]]:
    return [[part.strip() for part in line.split("|")] for line in CASES.strip().splitlines()]


def _refused(path: Path, mapping: Mapping, staging: Path) -> InputRejectedError:
    """Stage, expect a refusal, and check that nothing is left and both languages explain it."""
    with pytest.raises(InputRejectedError) as caught:
        stage(path, mapping, staging)
    assert not staging.exists() or not any(staging.iterdir())
    for language in LANGUAGES:
        explained = explain_error(caught.value, language)
        assert caught.value.code in explained and "{" not in explained
    return caught.value


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case[0])
def test_each_problem_names_its_place(case: list[str], tmp_path: Path) -> None:
    _, replaced, by, code, row, column = case
    assert GOOD.count(replaced) == 1 or code == "INGEST-043"
    path = tmp_path / "failed.csv"
    path.write_text(GOOD.replace(replaced, by), encoding="utf-8")
    problem = _refused(path, MAPPING, tmp_path / "staging").problems[0]
    assert (problem.code, problem.file, problem.row) == (code, "failed.csv", int(row))
    assert problem.column == (column or None)


def test_the_good_table_is_staged(tmp_path: Path) -> None:
    path = tmp_path / "good.csv"
    path.write_text(GOOD, encoding="utf-8")
    assert stage(path, MAPPING, tmp_path / "staging").rows == 8


def test_all_problems_are_reported_at_once(tmp_path: Path) -> None:
    rows = [f"2026-01,杭州市,C,2.4,{-n},2026-02-20" for n in range(1, 81)]
    path = tmp_path / "many.csv"
    path.write_text("\n".join([GOOD.splitlines()[0], *rows]), encoding="utf-8")
    error = _refused(path, MAPPING, tmp_path / "staging")
    assert error.params["total"] == 80
    assert [problem.row for problem in error.problems] == list(range(2, 52))


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    """Blank lines and line breaks inside quotes do not shift the row that is named."""
    header, first, second, *rest = GOOD.splitlines()
    broken = first.replace("杭州市", '"杭州市\n"')
    bad = rest[0].replace("41900", "-5")
    path = tmp_path / "shifted.csv"
    path.write_text("\n".join([header, "", broken, second, "", bad]), encoding="utf-8")
    problem = _refused(path, MAPPING, tmp_path / "staging").problems[-1]
    assert (problem.code, problem.row) == ("INGEST-031", 7)


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_a_wrong_delimiter_is_recognised(delimiter: str, tmp_path: Path) -> None:
    path = tmp_path / "semicolons.csv"
    path.write_text(GOOD.replace(",", delimiter), encoding="utf-8")
    error = _refused(path, MAPPING, tmp_path / "staging")
    assert error.code == "INGEST-022"
    assert error.params["suggestion"] == delimiter


def test_a_missing_column_is_named_with_those_there_are(tmp_path: Path) -> None:
    path = tmp_path / "renamed.csv"
    path.write_text(GOOD.replace("登记失业人数", "失业登记数"), encoding="utf-8")
    error = _refused(path, MAPPING, tmp_path / "staging")
    assert error.code == "INGEST-021"
    assert "失业登记数" in str(error.params["found"])


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "twice.csv"
    path.write_text(GOOD.replace("行业", "失业率"), encoding="utf-8")
    assert _refused(path, MAPPING, tmp_path / "staging").code in ("INGEST-021", "INGEST-023")


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    for content in ("", GOOD.splitlines()[0] + "\n"):
        path = tmp_path / "empty.csv"
        path.write_text(content, encoding="utf-8")
        assert _refused(path, MAPPING, tmp_path / "staging").code == "INGEST-007"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert _refused(tmp_path / "nowhere.csv", MAPPING, tmp_path / "staging").code == "INGEST-001"


@pytest.mark.parametrize(
    "note",
    [
        "注：本表不含兵团",
        "资料来源: 市人社局, 2026",
        '"说明：按月末数"',
        "Source: bureau",
        "数据为初步数。",
    ],
)
def test_a_note_under_a_text_table_is_left_out_and_said(note: str, tmp_path: Path) -> None:
    path = tmp_path / "noted.csv"
    path.write_text(GOOD + note + "\n", encoding="utf-8")
    staged = stage(path, MAPPING, tmp_path / "staging")
    assert staged.rows == 8
    assert [(f.code, f.params) for f in staged.findings] == [
        ("INGEST-101", {"count": 1, "rows": "6"})
    ]


def test_a_cut_row_is_no_note_and_rows_after_a_note_keep_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "cut.csv"
    path.write_text(GOOD + "2026-03\n", encoding="utf-8")
    problem = _refused(path, MAPPING, tmp_path / "staging").problems[0]
    assert (problem.code, problem.row) == ("INGEST-020", 6)
    path.write_text(GOOD + "注：一\n2026-03,杭州市,C,2.4,-1,2026-04-20\n", encoding="utf-8")
    problem = _refused(path, MAPPING, tmp_path / "staging").problems[0]
    assert (problem.code, problem.row) == ("INGEST-031", 7)


def test_one_wrong_word_in_many_rows_is_one_problem(tmp_path: Path) -> None:
    """Also with two measures, which make two cells of every row."""
    rows = [f"20{n // 12 + 10}-{n % 12 + 1:02},凝波市,C,2.4,{n + 1},2026-02-20" for n in range(60)]
    path = tmp_path / "equal.csv"
    path.write_text("\n".join([*GOOD.splitlines(), *rows, "2026-02,舟山,C,2,abc,2026-03-20"]),
                    encoding="utf-8")  # fmt: skip
    error = _refused(path, MAPPING, tmp_path / "staging")
    assert [(p.code, p.row, p.column) for p in error.problems] == [
        ("INGEST-035", 6, "地区"),
        ("INGEST-056", 6, "地区"),
        ("INGEST-030", 66, "登记失业人数"),
    ]
    assert error.problems[1].params["n"] == 59
    assert error.problems[1].params["rows"] == "7, 8, 9, 10, 11, …"
    assert (error.params["total"], error.params["shown"]) == (61, 2)
