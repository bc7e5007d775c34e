"""Identity numbers of persons are refused wherever they stand, and never shown."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from trimtab.ingest import inspect_file, stage
from trimtab.ingest.identity_numbers import (
    has_right_check_digit,
    holds_identity_number,
    names_identity_numbers,
)
from trimtab.ingest.mapping import DimensionRule, Form, Layout, Mapping, Measure, PeriodRule
from trimtab.ingest.mapping_file import mapping_yaml
from trimtab.ingest.monitoring_panel import read_monitoring_panel, write_panel_template
from trimtab.ingest.releases import ReleaseKind, ReleaseRule
from trimtab.kernel import Frequency, InputRejectedError
from trimtab.messages import LANGUAGES, Language, explain_error, text

INVENTED = next(  # no such person: the district 999 of Beijing does not exist
    f"11099919900307451{last}" for last in "0123456789X"
    if has_right_check_digit(f"11099919900307451{last}")
)  # fmt: skip
WRONG_CHECK = INVENTED[:-1] + ("1" if INVENTED[-1] != "1" else "2")

MAPPING = Mapping(
    layout=Layout("csv", delimiter=","),
    form=Form.LONG,
    period=PeriodRule(Frequency.MONTHLY, ("月份",)),
    region=DimensionRule(("地区",), scheme="CN"),
    measures=(Measure("登记失业人数", "registered_unemployment", "count"),),
    release=ReleaseRule(ReleaseKind.LAG, days=10),
)


def _table(extra: str, cell: str) -> str:
    return (
        f"月份,地区,登记失业人数,{extra}\n2026-01,杭州市,41200,\n2026-01,宁波市,30150,{cell}\n"
        "2026-02,杭州市,41900,\n"
    )


@pytest.mark.parametrize("cell", [INVENTED, f"经办人 {INVENTED}", INVENTED.lower(),
                                  "".join(chr(ord(c) + 0xFEE0) for c in INVENTED)])  # fmt: skip
def test_a_number_in_any_column_is_refused_and_not_shown(cell: str, tmp_path: Path) -> None:
    path = tmp_path / "persons.csv"
    path.write_text(_table("附言", cell), encoding="utf-8")
    with pytest.raises(InputRejectedError) as caught:
        stage(path, MAPPING, tmp_path / "staging")
    problem = caught.value.problems[0]
    assert (problem.code, problem.row, problem.column) == ("INGEST-048", 3, "附言")
    for language in LANGUAGES:
        assert INVENTED not in explain_error(caught.value, language)
    assert INVENTED not in str(caught.value)


def test_a_column_named_so_is_refused_whatever_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "persons.csv"
    for header in ("身份证号", "公民身份号码", "Identity number", "身份证件号码"):
        path.write_text(_table(header, "3301**********1234"), encoding="utf-8")
        with pytest.raises(InputRejectedError) as caught:
            stage(path, MAPPING, tmp_path / "staging")
        assert {problem.code for problem in caught.value.problems} == {"INGEST-048"}


def test_other_long_numbers_pass() -> None:
    assert not holds_identity_number(WRONG_CHECK)
    assert not holds_identity_number("91330100799655058B")  # a unified social credit code
    assert not holds_identity_number(INVENTED + "7")
    assert not names_identity_numbers("paid number")
    assert not names_identity_numbers("持证人数")


def test_a_draft_leaves_the_column_out_and_shows_nothing_of_it(tmp_path: Path) -> None:
    path = tmp_path / "persons.csv"
    for header in ("身份证号", "编码"):
        path.write_text(_table(header, INVENTED), encoding="utf-8")
        draft = inspect_file(path)
        assert draft.mapping is not None
        assert [measure.source for measure in draft.mapping.measures] == ["登记失业人数"]
        assert {problem.code for problem in draft.problems} == {"INGEST-048"}
        assert "INGEST-118" in {finding.code for finding in draft.findings}
        shown = [text(f"finding.{f.code}", Language.ZH, **f.params) for f in draft.findings]
        shown += [mapping_yaml(draft.mapping), str(draft.preview), str(draft.problems)]
        assert not any(INVENTED in sentence for sentence in shown)


def test_a_list_without_a_header_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"张三,杭州市,{INVENTED}\n李四,宁波市,{INVENTED}\n", encoding="utf-8")
    with pytest.raises(InputRejectedError) as caught:
        inspect_file(path)
    assert caught.value.code == "INGEST-048"
    assert INVENTED not in str(caught.value)
    assert (caught.value.problems[0].row, caught.value.problems[0].column) == (1, "C")


def test_the_panel_refuses_one_in_a_text_field(tmp_path: Path) -> None:
    path = tmp_path / "panel.xlsx"
    write_panel_template(path, Language.ZH)
    book = openpyxl.load_workbook(path)
    sheet = book[text("ingest.panel.sheet.form", Language.ZH)]
    firm_name = text("ingest.panel.field.firm_name", Language.ZH)
    place = next(c for row in sheet.iter_rows() for c in row if c.value == firm_name)
    cell = sheet.cell(place.row + 1, place.column, f"张某 {INVENTED}")
    book.save(path)
    with pytest.raises(InputRejectedError) as caught:
        read_monitoring_panel(path)
    assert [p.code for p in caught.value.problems] == ["INGEST-048"]
    assert caught.value.problems[0].row == cell.row
    assert INVENTED not in explain_error(caught.value, Language.ZH)
