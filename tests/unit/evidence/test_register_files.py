"""A register file is taken whole or refused with file, line, column and cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from trimtab.evidence import COLUMNS, evidence_register, read_effects
from trimtab.kernel import InputRejectedError
from trimtab.messages import Language, explain_error

QUALITATIVE = {
    "unit": "",
    "estimate": "",
    "low": "",
    "high": "",
    "interval": "",
    "coverage": "",
    "direction": "mixed",
    "finding_en": "Depends on age.",
    "finding_zh": "因年龄而异。",
}
SPOILED = [
    # what is written into the sound row, the code, the column named
    ({"study": ""}, "EVIDENCE-011", "study"),
    ({"programme_zh": ""}, "EVIDENCE-011", "programme_zh"),
    ({"recorded": ""}, "EVIDENCE-011", "recorded"),
    ({**QUALITATIVE, "finding_en": ""}, "EVIDENCE-011", "finding_en"),
    ({"lever": "miracle"}, "EVIDENCE-012", "lever"),
    ({"verification": "sure"}, "EVIDENCE-012", "verification"),
    ({"lock_in": "perhaps"}, "EVIDENCE-012", "lock_in"),
    ({"estimate": "4 %"}, "EVIDENCE-013", "estimate"),
    ({"estimate": "nan"}, "EVIDENCE-013", "estimate"),
    ({"sample": "12.5"}, "EVIDENCE-013", "sample"),
    ({"fade_out_months": "0"}, "EVIDENCE-013", "fade_out_months"),
    ({"id": "Pilot 1"}, "EVIDENCE-014", "id"),
    ({"note_en": "Only in English."}, "EVIDENCE-016", "note"),
    ({"country": "China"}, "EVIDENCE-017", "country"),
    ({"low": "0.05"}, "EVIDENCE-018", "estimate"),
    ({"low": "0.08"}, "EVIDENCE-018", "estimate"),
    ({"coverage": ""}, "EVIDENCE-019", "interval"),
    ({"coverage": "95"}, "EVIDENCE-019", "interval"),
    ({"interval": "none"}, "EVIDENCE-019", "interval"),
    ({"interval": "range"}, "EVIDENCE-019", "interval"),
    ({"high": ""}, "EVIDENCE-019", "interval"),
    ({"estimate": ""}, "EVIDENCE-019", "interval"),
    ({"estimate": "4", "high": "7"}, "EVIDENCE-020", "unit"),
    ({"unit": "odds_ratio", "low": "-1"}, "EVIDENCE-020", "unit"),
    ({"unit": "money_person"}, "EVIDENCE-021", "currency"),
    ({"unit": "money_person", "currency": "yuan"}, "EVIDENCE-021", "currency"),
    ({"currency": "CNY"}, "EVIDENCE-021", "currency"),
    ({"unit": ""}, "EVIDENCE-022", "unit"),
    ({"direction": "positive"}, "EVIDENCE-022", "unit"),
    ({**QUALITATIVE, "estimate": "0.04"}, "EVIDENCE-022", "estimate"),
    ({"finding_en": "Good.", "finding_zh": "好。"}, "EVIDENCE-022", "finding_en"),
    ({"months_until": "0"}, "EVIDENCE-023", "horizon"),
    ({"months_from": ""}, "EVIDENCE-023", "horizon"),
    ({"horizon": "short"}, "EVIDENCE-023", "horizon"),
    ({"treated": "0.5", "control": "0.4"}, "EVIDENCE-024", "treated"),
    ({"treated": "0.5"}, "EVIDENCE-024", "treated"),
    ({"year_until": "2025"}, "EVIDENCE-025", "year_from"),
    ({"year_from": ""}, "EVIDENCE-025", "year_from"),
    ({"recorded": "01.10.2027"}, "EVIDENCE-026", "recorded"),
    ({"cost_low": "5", "cost_high": "4", "cost_currency": "CNY", "cost_basis": "person",
      "cost_verification": "seen"}, "EVIDENCE-027", "cost_low"),
    ({"cost_low": "5"}, "EVIDENCE-011", "cost_high"),
    ({"sample": "0"}, "EVIDENCE-028", "sample"),
    ({"sample_unit": "universe"}, "EVIDENCE-028", "sample"),
]  # fmt: skip


def _refusal(path: Path) -> InputRejectedError:
    with pytest.raises(InputRejectedError) as refused:
        read_effects(path)
    return refused.value


def test_a_sound_file_is_read(pilot, write):
    [effect] = read_effects(write(pilot)).values()
    assert effect.finding.estimate == 0.04
    assert (effect.lock_in, effect.windfall, effect.displacement) == (True, False, None)
    assert effect.usable_as_default


@pytest.mark.parametrize(("change", "code", "column"), SPOILED)
def test_a_bad_cell_refuses_the_file_and_is_named(pilot, write, change, code, column):
    error = _refusal(write(pilot, pilot | {"id": "second"} | change))
    assert error.code == "EVIDENCE-006"
    [problem] = error.problems
    assert (problem.code, problem.file, problem.row) == (code, "own.csv", 3)
    assert problem.column == column
    for language in Language:
        assert f"own.csv:3:{column} {code}: " in explain_error(error, language)


def test_every_bad_row_is_listed(pilot, write):
    rows = [pilot | {"id": f"row-{n}", "lever": "x" if n % 2 else "training"} for n in range(6)]
    error = _refusal(write(*rows))
    assert [problem.row for problem in error.problems] == [3, 5, 7]
    assert error.params["n"] == 3


def test_an_id_stands_in_a_file_once(pilot, write):
    [problem] = _refusal(write(pilot, pilot)).problems
    assert (problem.code, problem.row, problem.column) == ("EVIDENCE-015", 3, "id")


def test_required_columns_must_be_there_and_unknown_ones_not(pilot, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("id,levr,source,source\n", encoding="utf-8")
    problems = _refusal(path).problems
    missing = [problem.column for problem in problems if problem.code == "EVIDENCE-008"]
    foreign = [problem.column for problem in problems if problem.code == "EVIDENCE-009"]
    assert "lever" in missing and "id" not in missing
    assert foreign == ["levr", "source"]


def test_optional_columns_may_be_left_out(pilot, tmp_path):
    path = tmp_path / "own.csv"
    names = [name for name, text in pilot.items() if text]
    path.write_text(f"{','.join(names)}\n{','.join(map(pilot.get, names))}\n", encoding="utf-8")
    assert len(names) < len(COLUMNS)
    assert list(read_effects(path)) == [pilot["id"]]


def test_a_row_of_another_width_is_named(pilot, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(f"{','.join(COLUMNS)}\nfirst,training\n", encoding="utf-8")
    [problem] = _refusal(path).problems
    assert (problem.code, problem.row) == ("EVIDENCE-010", 2)


def test_what_excel_writes_is_read_and_what_is_not_text_is_refused(pilot, write, tmp_path):
    assert read_effects(write(pilot, encoding="utf-8-sig"))
    assert _refusal(write(pilot, encoding="gb18030")).code == "EVIDENCE-007"
    assert _refusal(tmp_path / "absent.csv").code == "EVIDENCE-007"
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    assert _refusal(tmp_path / "empty.csv").code == "EVIDENCE-007"


def test_a_refused_file_leaves_nothing_behind(pilot, write):
    with pytest.raises(InputRejectedError):
        evidence_register(write(pilot | {"lever": "x"}))
    assert pilot["id"] not in {effect.id for effect in evidence_register()}
