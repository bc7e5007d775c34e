"""Lists in Excel and CSV: headers in both languages, every faulty cell by row and column."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from trimtab.app.credentials_achievements import AchievementFinder, read_grade
from trimtab.app.credentials_files import read_input
from trimtab.app.credentials_findings import finding_place
from trimtab.app.credentials_lists import FIELDS, headers_of, read_list
from trimtab.app.credentials_results import write_template
from trimtab.credentials.issuing.checking import check_rows
from trimtab.credentials.issuing.types import AchievementRecord, Grade
from trimtab.kernel import InputRejectedError
from trimtab.messages import LANGUAGES, Language

GOOD, OTHER = "110101199003074514", "11010119900307002X"
KNOWN = (
    AchievementRecord("urn:x:4", "STD-1", {"zh": "育婴员", "en": "Nanny"}, {}, 4),
    AchievementRecord("urn:x:5", "STD-1", {"zh": "育婴员", "en": "Nanny"}, {}, 5),
    AchievementRecord("urn:x:6", "STD-2", {"zh": "旧项目"}, {}, 6, active=False),
)
CHINESE = ("姓名", "身份证号", "标准", "等级", "发证日期", "有效期至", "成绩", "证书编号")
ENGLISH = (
    "Name", "Identity number", "Standard", "Grade", "Awarded on", "Valid until", "Score",
    "Certificate number",
)  # fmt: skip


def _csv(path: Path, header: tuple[str, ...], *rows: tuple[str, ...]) -> Path:
    lines = [",".join(line) for line in (header, *rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _xlsx(path: Path, header: tuple[str, ...], *rows: tuple[object, ...]) -> Path:
    book = Workbook()
    for line in (header, *rows):
        book.active.append(line)
    book.save(path)
    return path


def _codes(rows):
    return {row.row_number: [(one["column"], one["code"]) for one in row.findings] for row in rows}


@pytest.mark.parametrize("header", [CHINESE, ENGLISH])
def test_a_list_is_read_in_both_languages(tmp_path, header):
    row = ("张三", GOOD, "STD-1", "高级工", "2026-11-01", "2031-10-31", "86", "A001")
    (found,) = read_list(_csv(tmp_path / "l.csv", header, row), AchievementFinder(KNOWN)).rows
    assert found.findings == () and found.row_number == 2
    assert (found.name, found.identity_number, found.achievement_id) == ("张三", GOOD, "urn:x:4")
    assert (found.awarded_on, found.valid_until) == (date(2026, 11, 1), date(2031, 10, 31))
    assert (found.score, found.number) == ("86", "A001")


def test_a_workbook_with_its_own_dates_and_cut_numbers(tmp_path):
    path = _xlsx(
        tmp_path / "l.xlsx",
        CHINESE,
        ("张三", GOOD, "STD-1", "高级工", date(2026, 11, 1), None, None, None),
        ("李四", int(OTHER[:17] + "0"), "STD-1", "高级工", date(2026, 11, 2), None, None, None),
        ("王五", 110101199003074000, "STD-1", "高级工", date(2026, 11, 2), None, None, None),
    )
    found = read_list(path, AchievementFinder(KNOWN)).rows
    assert found[0].findings == () and found[0].awarded_on == date(2026, 11, 1)
    assert {one["column"] for row in found[1:] for one in row.findings} == {"identity_number"}
    assert found[2].findings[0]["code"] == "CREDENTIALS-197"


def test_each_faulty_cell_is_named_and_no_number_is_shown(tmp_path):
    wrong = GOOD[:-1] + "5"
    rows = (
        ("张三", wrong, "STD-1", "高级工", "2026-11-01", "", "", ""),
        ("李四", "", "STD-1", "高级工", "2026-11-01", "", "", ""),
        ("王五", OTHER, "STD-1", "大师", "2026-11-01", "", "", ""),
        ("赵六", "1.10101E+17", "STD-9", "高级工", "1 Nov", "", "", ""),
        ("钱七", "E12345678", "STD-1", "", "2026-11-01", "", "", ""),
        ("孙八", "E87654321", "STD-2", "高级技师", "2026-11-01", "2026-13-01", "", ""),
    )
    listed = read_list(_csv(tmp_path / "l.csv", CHINESE, *rows), AchievementFinder(KNOWN))
    assert _codes(listed.rows) == {
        2: [("identity_number", "CREDENTIALS-196")],
        3: [("identity_number", "CREDENTIALS-198")],
        4: [("level", "CREDENTIALS-192")],
        5: [
            ("identity_number", "CREDENTIALS-197"),
            ("awarded_on", "CREDENTIALS-195"),
            ("standard", "CREDENTIALS-176"),
        ],
        6: [("standard", "CREDENTIALS-193")],
        7: [("valid_until", "CREDENTIALS-195"), ("standard", "CREDENTIALS-176")],
    }
    assert wrong not in repr([row.findings for row in listed.rows])


def test_a_list_without_names_is_refused(tmp_path):
    path = _csv(tmp_path / "l.csv", ("身份证号", "标准", "发证日期"), (GOOD, "STD-1", "2026-11-01"))
    with pytest.raises(InputRejectedError, match="CREDENTIALS-194"):
        read_list(path, AchievementFinder(KNOWN))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_template_is_a_list_that_can_be_read(tmp_path, language):
    from openpyxl import load_workbook

    path = tmp_path / "template.xlsx"
    write_template(path, language)
    book = load_workbook(path)
    book.active.append(["张三", GOOD, None, "STD-1", "高级工", "2026-11-01", None, None, None])
    book.save(path)
    (found,) = read_list(path, AchievementFinder(KNOWN)).rows
    assert found.findings == () and found.achievement_id == "urn:x:4"


@pytest.mark.parametrize(
    "header", ["有效期限", "失效日期", "有效截止日期", "到期日", "Expires", "Expiration date"]
)
def test_an_end_is_read_under_its_usual_headers(tmp_path, header):
    path = _csv(
        tmp_path / "l.csv",
        ("姓名", "标准", "等级", "发证日期", header),
        ("张三", "STD-1", "高级工", "2026-11-01", "2031-10-31"),
    )
    listed = read_list(path, AchievementFinder(KNOWN))
    assert listed.rows[0].valid_until == date(2031, 10, 31) and listed.unread == ()


@pytest.mark.parametrize("header", ["有效截止至", "Valid thru", "End of validity"])
def test_an_unknown_header_that_speaks_of_an_end_is_refused(tmp_path, header):
    path = _csv(
        tmp_path / "l.csv",
        ("姓名", "标准", "等级", "发证日期", header),
        ("张三", "STD-1", "高级工", "2026-11-01", "2022-01-01"),
    )
    with pytest.raises(InputRejectedError, match="CREDENTIALS-263") as refused:
        read_list(path, AchievementFinder(KNOWN))
    assert refused.value.params["columns"] == header


def test_columns_that_mean_nothing_are_named(tmp_path):
    path = _csv(
        tmp_path / "l.csv",
        ("序号", "姓名", "标准", "等级", "发证日期", "Gender", "绩效"),
        ("1", "张三", "STD-1", "高级工", "2026-11-01", "f", "优"),
    )
    assert read_list(path, AchievementFinder(KNOWN)).unread == ("序号", "Gender", "绩效")


@pytest.mark.parametrize("write", [_csv, _xlsx])
def test_a_list_of_headers_alone_is_refused(tmp_path, write):
    path = write(tmp_path / ("l.csv" if write is _csv else "l.xlsx"), CHINESE)
    with pytest.raises(InputRejectedError, match="CREDENTIALS-160"):
        read_list(path, AchievementFinder(KNOWN))


def test_a_finding_names_header_and_cell_of_the_list(tmp_path):
    rows = (("高级工", GOOD, "", "STD-1"), ("高级工", GOOD, "2026-11-01", "STD-9"))
    path = _csv(tmp_path / "l.csv", ("等级", "证件号码", "颁发日期", "职业标准", "姓名"),
                *((*row, "张三") for row in rows))  # fmt: skip
    listed = read_list(path, AchievementFinder(KNOWN)).rows
    known = {one.achievement_id: one for one in KNOWN}
    first, second = check_rows(listed, known, lambda *_: True, date(2026, 11, 23))
    assert [(one["cell"], one["header"]) for one in first] == [("C2", "颁发日期")]
    assert [(one["cell"], one["header"]) for one in second] == [("D3", "职业标准")]
    assert finding_place(first[0], Language.EN) == "C2 颁发日期"


def test_no_header_means_two_columns():
    known = [name for field in FIELDS for name in set(headers_of(field))]
    assert len(known) == len(set(known))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_grade_is_read_by_its_name(language):
    from trimtab.messages import text

    for grade in Grade:
        names = text(f"credentials_grade.{grade.name.lower()}", language).split("|")
        assert {read_grade(name) for name in names} == {grade}
    assert [read_grade(str(number)) for number in range(10)] == [None, *range(1, 9), None]


def test_old_levels_count_from_the_top():
    assert [read_grade(level) for level in ("一级", "二级", "三级", "四级", "五级")] == [
        6,
        5,
        4,
        3,
        2,
    ]
    assert read_grade("三级/高级工") == 4
    assert read_grade("三级/中级工") is None  # contradicts itself


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.json", b'{"a": 1, "a": 2}', "CREDENTIALS-003"),
        ("a.json", b"[]", "CREDENTIALS-147"),
        ("a.json", b"[1]", "CREDENTIALS-147"),
        ("a.jsonl", b"", "CREDENTIALS-147"),
        ("a.json", b'{"n": 9007199254740993}', "CREDENTIALS-"),
    ],
)
def test_what_is_no_credential_is_refused(tmp_path, name, content, code):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputRejectedError) as refused:
        read_input(path, AchievementFinder(()))
    named = [refused.value.code, *(problem.code for problem in refused.value.problems)]
    assert any(one.startswith(code) for one in named)
    assert refused.value.params["file"] == name  # whose error it is, when several files are given


def test_a_broken_line_is_named_by_its_number(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"a": 1}\n\n{"a": \n', encoding="utf-8")
    with pytest.raises(InputRejectedError, match="CREDENTIALS-265") as refused:
        read_input(path, AchievementFinder(()))
    assert refused.value.problems[0].place == "a.jsonl:3"


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(InputRejectedError, match="CREDENTIALS-105"):
        read_input(tmp_path / "no.xlsx", AchievementFinder(()))


def test_an_array_and_lines_give_the_same_rows(tmp_path):
    one = '{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential"],"credentialSubject":{"id":"did:example:%s"}}'
    both = [one % name for name in "ab"]
    (tmp_path / "a.json").write_text(f"[{','.join(both)}]", encoding="utf-8")
    (tmp_path / "a.jsonl").write_text("\n".join(both), encoding="utf-8")
    array, lines = (
        read_input(tmp_path / name, AchievementFinder(())) for name in ("a.json", "a.jsonl")
    )
    assert array.rows == lines.rows and [row.row_number for row in array.rows] == [1, 2]
    assert all(row.findings == () for row in array.rows)
