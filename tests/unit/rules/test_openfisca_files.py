"""Reading and writing OpenFisca's parameter files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from trimtab.kernel import InputRejectedError, Region
from trimtab.rules import Condition, Kind, Number, RuleBook, Statement, Validity, Verification
from trimtab.rules.openfisca import export_openfisca, load_openfisca
from trimtab.rules.openfisca.importing import Imported
from trimtab.rules.scales import Scale, ScaleKind

SWEDEN = Region("SE")
RECORDED = date(2026, 11, 22)


SAME_THRESHOLD_TWICE = """\
brackets:
  - {threshold: {2020-01-01: 1}, rate: {2020-01-01: 1}}
  - {threshold: {2020-01-01: 1}, rate: {2020-01-01: 2}}
"""


def _load(path: Path, text: str, source: str = "SFS 1997:238") -> Imported:
    path.write_text(text, encoding="utf-8")
    return load_openfisca(path, SWEDEN, recorded=RECORDED, source=source)


def test_a_folder_gives_keys_by_its_names(tmp_path):
    (tmp_path / "benefits").mkdir()
    (tmp_path / "benefits/index.yaml").write_text("description: Benefits\n")
    (tmp_path / "benefits/basic.yaml").write_text("values: {2020-01-01: 365}\n")
    (tmp_path / "benefits/notes.txt").write_text("not read")
    (tmp_path / "rates.yml").write_text(
        "description: Rates\nlow: {2020-01-01: 0.1}\nhigh: {values: {2020: 0.2}}\n"
    )
    found = load_openfisca(tmp_path, SWEDEN, recorded=RECORDED, source="x", prefix="se")
    assert [one.key for one in found.parameters] == ["se.benefits.basic", "se.rates.low",
                                                     "se.rates.high"]  # fmt: skip


def test_units_references_and_lines_are_kept(tmp_path):
    text = """\
description: Daily amount
metadata:
  unit: currency-SEK/day
  reference:
    2020-01-01: {title: Act 1, href: https://example.org/1}
    2022-01-01: [{title: Act 2}, {title: Act 3, href: https://example.org/3}]
values:
  2019-01-01: 365
  2020-01-01:
    value: 510
  2023-01-01:
    value: 520
  2024-01-01:
    value: null
    metadata: {reference: https://example.org/end}
"""
    found = _load(tmp_path / "amount.yaml", text)
    (parameter,) = found.parameters
    assert (parameter.unit, parameter.kind, parameter.range) == ("sek_day", Kind.VALUE, None)
    cited = [(one.reference.title, one.reference.url, one.line) for one in parameter.values]
    assert cited == [
        ("SFS 1997:238", "", 8),
        ("Act 1", "https://example.org/1", 9),
        ("Act 2; Act 3", "https://example.org/3", 11),
        ("https://example.org/end", "https://example.org/end", 13),
    ]
    assert parameter.values[-1].validity is Validity.EXPIRED
    assert {one.verification for one in parameter.values} == {Verification.UNVERIFIED}
    assert found.findings == ()


def test_a_value_without_reference_or_source_is_a_finding(tmp_path):
    found = _load(tmp_path / "a.yaml", "values: {2020-01-01: 1}\nmetadata: {unit: /1}\n", source="")
    assert [(one.code, one.row) for one in found.findings] == [("RULES-064", 1)]
    assert found.parameters[0].values[0].reference.title == str(tmp_path / "a.yaml")


def test_unknown_units_and_expected_values_are_findings(tmp_path):
    text = "values: {2020-01-01: 1, 2030-01-01: expected, 2031-01-01: {expected: 2}}\n"
    found = _load(tmp_path / "a.yaml", text + "metadata: {unit: currency-SEK/m2}\n")
    assert [one.code for one in found.findings] == ["RULES-066", "RULES-066", "RULES-063"]
    assert found.parameters[0].unit == "currency-SEK/m2"
    assert len(found.parameters[0].values) == 1


def test_values_of_every_type(tmp_path):
    text = "flag: {2020-01-01: true}\nword: {2020-01-01: weekly}\nlisted: {2020-01-01: [a, b]}\n"
    found = _load(tmp_path / "a.yaml", text)
    kinds = [(one.kind, one.unit) for one in found.parameters]
    assert kinds == [(Kind.CONDITION, "none"), (Kind.STATEMENT, "none"), (Kind.STATEMENT, "none")]
    values = [one.values[0].value for one in found.parameters]
    assert values[0] == Condition(True)
    assert isinstance(values[1], Statement) and values[1].wording.en == "weekly"


def test_a_bracket_without_threshold_or_rate_is_left_out_and_comes_back(tmp_path):
    text = """\
brackets:
  - threshold: {2020-01-01: 0}
    rate: {2020-01-01: 0.1, 2021-01-01: null, 2022-01-01: 0.2}
"""
    (parameter,) = _load(tmp_path / "a.yaml", text).parameters
    kinds = [type(one.value) for one in parameter.values]
    assert kinds == [Scale, type(None), Scale]
    first = parameter.values[0].value
    assert isinstance(first, Scale) and first.kind is ScaleKind.MARGINAL_RATE


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        ("values: {2020-13-01: 1}\n", "RULES-049", 1),
        ("values: {2020-01-01: 1}\nvalue: 2\n", "RULES-048", 2),
        ("rate:\n  values:\n    2020-01-01: {valeu: 1}\n", "RULES-048", 3),
        ("rate: 1\n", "RULES-048", 1),
        ("brackets: 3\n", "RULES-048", 1),
        ("brackets:\n  - treshold: {2020-01-01: 1}\n", "RULES-048", 2),
        ("rate:\n  2020-01-01: 1\n  2020-01-01: 2\n", "RULES-011", 3),
        ("values: {2020-01-01: {value: {a: 1}}}\n", "RULES-060", 1),
        (SAME_THRESHOLD_TWICE, "RULES-065", 1),
    ],
)  # fmt: skip
def test_a_file_with_anything_wrong_is_refused_with_its_line(tmp_path, text, code, row):
    with pytest.raises(InputRejectedError) as caught:
        _load(tmp_path / "a.yaml", text)
    assert caught.value.code == "RULES-047"
    found = [(problem.code, problem.row) for problem in caught.value.problems]
    assert (code, row) in found


def test_a_path_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(InputRejectedError, match="RULES-062"):
        load_openfisca(tmp_path / "absent", SWEDEN, recorded=RECORDED)


def test_what_is_exported_is_what_a_reader_expects(tmp_path):
    """The figures stand where OpenFisca looks for them, not only in our metadata."""
    text = "metadata: {unit: /1}\nvalues: {2020-01-01: 0.5, 2021-01-01: null}\n"
    imported = _load(tmp_path / "share.yaml", text)
    documents = export_openfisca(RuleBook(imported.parameters), SWEDEN)
    assert list(documents) == ["share.yaml"]
    document = documents["share.yaml"]
    assert document["metadata"]["unit"] == "/1"
    assert document["values"]["2020-01-01"]["value"] == 0.5
    assert document["values"]["2021-01-01"] == {"value": None}
    assert yaml.safe_load(yaml.safe_dump(document)) == document


def test_a_key_that_begins_another_cannot_be_a_file_and_a_folder(tmp_path):
    (tmp_path / "a").mkdir()
    for name in ("a.yaml", "a/b.yaml"):
        (tmp_path / name).write_text("metadata: {unit: /1}\nvalues: {2020-01-01: 1}\n")
    book = RuleBook(load_openfisca(tmp_path, SWEDEN, recorded=RECORDED, source="x").parameters)
    with pytest.raises(InputRejectedError, match="RULES-067"):
        export_openfisca(book, SWEDEN)
    assert list(export_openfisca(book, SWEDEN, keys=["a"])) == ["a.yaml"]
    assert book.at("a", SWEDEN, RECORDED).value == Number(1)
