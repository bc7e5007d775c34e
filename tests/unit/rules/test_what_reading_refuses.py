"""Every rule of writing: what is refused, with its line and key path, and words for it."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from trimtab.kernel import InputRejectedError, Region
from trimtab.messages import LANGUAGES, explain_problem
from trimtab.rules import Payment
from trimtab.rules.reading import inspect_folders, read_folders

GOOD = """\
region: CN-310000
parameters:
  benefit.amount_cny_month:
    title: {en: Benefit, zh: 待遇}
    unit: cny_month
    range: [0, 10000]
    kind: value
    payment: statutory
    values:
      - from: 2024-01-01
        until: 2025-01-01
        value: 2340
        recorded: 2026-11-22
        verification: verified
        reference: {title: 某规定, article: 第一条}
      - from: 2025-01-01
        validity: unknown_after
        recorded: 2026-11-22
        reference: {title: 某规定}
"""
P = "parameters.benefit.amount_cny_month"
V = P + ".values"
DISPUTE_OF_ONE = """alternatives: [{value: 1, reference: {title: a}}]
        recorded: 2026-11-22
        verification: disputed"""
# what is replaced, by what -> code, line, key path
SPOILED = {
    "a syntax error": ("region: CN-310000", "region: [CN", "RULES-010", 2, ""),
    "a name given twice": (
        "    unit: cny_month",
        "    unit: cny_month\n    unit: share",
        "RULES-011",
        6,
        f"{P}.unit",
    ),
    "an unknown field": ("    kind: value", "    kinds: value", "RULES-012", 7, f"{P}.kinds"),
    "an unknown field of an entry": ("until:", "untl:", "RULES-012", 11, f"{V}[0].untl"),
    "a missing field": ("    unit: cny_month\n", "", "RULES-013", 3, P),
    "a missing range": ("    range: [0, 10000]\n", "", "RULES-013", 3, P),
    "a missing title of the source": (
        "{title: 某规定}",
        "{url: x}",
        "RULES-013",
        19,
        f"{V}[1].reference",
    ),
    "no values": ("    values:", "    valuse:", "RULES-012", 9, f"{P}.valuse"),
    "a date that is none": ("2024-01-01", "2024-02-30", "RULES-015", 10, f"{V}[0].from"),
    "a date in words": ("2024-01-01", "January 2024", "RULES-015", 10, f"{V}[0].from"),
    "text for a number": ("value: 2340", "value: about 2340", "RULES-014", 12, f"{V}[0].value"),
    "a number in quotes": ("value: 2340", 'value: "2340"', "RULES-014", 12, f"{V}[0].value"),
    "not a number at all": ("value: 2340", "value: .nan", "RULES-014", 12, f"{V}[0].value"),
    "a list for a title": ("{en: Benefit, zh: 待遇}", "[a]", "RULES-014", 4, f"{P}.title"),
    "a range of one": ("[0, 10000]", "[0]", "RULES-014", 6, f"{P}.range"),
    "a word for another": ("statutory", "statutary", "RULES-016", 8, f"{P}.payment"),
    "an unknown unit": ("unit: cny_month", "unit: yuan_month", "RULES-017", 5, f"{P}.unit"),
    "no unit for a figure": ("unit: cny_month", "unit: none", "RULES-017", 5, f"{P}.unit"),
    "a figure out of range": ("value: 2340", "value: 23400", "RULES-018", 12, f"{V}[0].value"),
    "a row out of range": (
        "value: 2340",
        "value: {by: class, rows: {1: 2340, 2: -1}}",
        "RULES-018",
        12,
        f"{V}[0].value",
    ),
    "a range upside down": ("[0, 10000]", "[10000, 0]", "RULES-019", 6, f"{P}.range"),
    "words for a figure": (
        "value: 2340",
        "value: {en: a, zh: 甲}",
        "RULES-020",
        12,
        f"{V}[0].value",
    ),
    "a truth for a figure": ("value: 2340", "value: true", "RULES-020", 12, f"{V}[0].value"),
    "in force without a value": ("        value: 2340\n", "", "RULES-021", 10, f"{V}[0]"),
    "a value though none is in force": (
        "        validity: unknown_after",
        "        validity: unknown_after\n        value: 1",
        "RULES-022",
        16,
        f"{V}[1]",
    ),
    "no source": ("        reference: {title: 某规定}\n", "", "RULES-023", 16, f"{V}[1]"),
    "a gap": ("until: 2025-01-01", "until: 2024-12-31", "RULES-024", 11, f"{V}[0].until"),
    "an overlap": ("until: 2025-01-01", "until: 2025-01-02", "RULES-025", 11, f"{V}[0].until"),
    "an end with nothing after": (
        "      - from: 2025-01-01\n        validity: unknown_after",
        "      - from: 2023-01-01\n        value: 1",
        "RULES-077",
        11,
        f"{V}[0].until",
    ),
    "two entries of the same days": (
        "- from: 2025-01-01\n        validity: unknown_after",
        "- from: 2024-01-01\n        value: 1",
        "RULES-026",
        16,
        f"{V}[1].from",
    ),
    "a key that is not there": (
        "value: 2340",
        "value: {same_as: benefit.amount_cny}",
        "RULES-027",
        10,
        "benefit.amount_cny_month.same_as",
    ),
    "a circle": (
        "value: 2340",
        "value: {same_as: benefit.amount_cny_month}",
        "RULES-028",
        3,
        "benefit.amount_cny_month",
    ),
    "a region that is not there": ("CN-310000", "CN-320001", "RULES-029", 1, "region"),
    "a region in another form": ("CN-310000", "Shanghai", "RULES-072", 1, "region"),
    "a class that is no industry": (
        "value: 2340",
        "value: {by: industry, rows: {GBT4754@2017:I99: 1}}",
        "RULES-029",
        12,
        f"{V}[0].value",
    ),
    "a class that is no region": (
        "value: 2340",
        "value: {by: region, rows: {CN-990000: 1}}",
        "RULES-029",
        12,
        f"{V}[0].value",
    ),
    "a year that is none": (
        "from: 2024-01-01\n",
        "reference_year: 20240\n",
        "RULES-014",
        10,
        f"{V}[0].reference_year",
    ),
    "a base for what is no percentage": (
        "kind: value",
        "kind: value\n    of: benefit.base",
        "RULES-012",
        3,
        P,
    ),
    "a percentage of nothing": ("kind: value", "kind: percentage_of", "RULES-013", 3, P),
    "a name with capitals": (
        "benefit.amount",
        "Benefit.amount",
        "RULES-030",
        3,
        "parameters.Benefit.amount_cny_month",
    ),
    "an end before the beginning": (
        "until: 2025-01-01",
        "until: 2023-01-01",
        "RULES-034",
        10,
        f"{V}[0]",
    ),
    "alternatives without dispute": (
        "value: 2340",
        "alternatives: [{value: 1, reference: {title: a}}, {value: 2, reference: {title: b}}]",
        "RULES-035",
        10,
        f"{V}[0]",
    ),
    "a dispute of one": (
        "value: 2340\n        recorded: 2026-11-22\n        verification: verified",
        DISPUTE_OF_ONE,
        "RULES-036",
        10,
        f"{V}[0]",
    ),
    "bands that go back": (
        "value: 2340",
        "value: {by: month, bands: [{from: 12, value: 1}, {from: 1, value: 2}]}",
        "RULES-037",
        12,
        f"{V}[0].value",
    ),
    "a step of nothing": (
        "value: 2340",
        "value: {by: month, accrual: [{from: 0, step: 0, award: 2}]}",
        "RULES-014",
        12,
        f"{V}[0].value",
    ),
}


def _write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_the_good_file_is_read(tmp_path):
    parameters, problems = inspect_folders(_write(tmp_path / "book", "good.yaml", GOOD))
    assert problems == []
    (parameter,) = parameters
    assert (parameter.region, parameter.unit, parameter.range) == (
        Region("CN-310000"),
        "cny_month",
        (0.0, 10000.0),
    )
    assert [(entry.line, entry.file) for entry in parameter.values] == [
        (10, "book/good.yaml"),
        (16, "book/good.yaml"),
    ]


@pytest.mark.parametrize(("old", "new", "code", "line", "path"), SPOILED.values(), ids=SPOILED)
def test_refused_with_line_path_and_words(tmp_path, old, new, code, line, path):
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    _, problems = inspect_folders(_write(tmp_path / "book", "spoiled.yaml", text))
    found = [(p.code, p.file, p.row, p.column or "") for p in problems]
    assert (code, "book/spoiled.yaml", line, path) in found
    for language in LANGUAGES:
        for problem in problems:
            assert f"{problem.code}: " in explain_problem(problem, language)


def test_an_empty_file_lacks_its_region(tmp_path):
    _, (problem,) = inspect_folders(_write(tmp_path, "empty.yaml", "# nothing yet\n"))
    assert (problem.code, problem.row, problem.params["field"]) == ("RULES-013", 1, "region")


def test_one_spoiled_place_is_one_problem(tmp_path):
    """No cascade: what is wrong once is told once."""
    told_twice = {}
    for name, (old, new, *_) in SPOILED.items():
        text = GOOD.replace(old, new, 1)
        _, problems = inspect_folders(_write(tmp_path / name, "spoiled.yaml", text))
        if len(problems) > 1:
            told_twice[name] = sorted(problem.code for problem in problems)
    # The one is unknown, and so the other is missing.
    unknown_and_missing = ["RULES-012", "RULES-013"]
    assert told_twice == dict.fromkeys(("an unknown field", "no values"), unknown_and_missing)


def test_every_problem_of_every_file_is_told_and_nothing_is_loaded(tmp_path):
    folder = _write(tmp_path / "book", "one.yaml", GOOD.replace("2024-01-01", "soon"))
    _write(folder, "two.yaml", GOOD.replace("cny_month\n    range", "yuan\n    range"))
    _write(folder / "deeper", "three.yml", GOOD.replace("value: 2340", "value: -5"))
    with pytest.raises(InputRejectedError) as refused:
        read_folders(folder)
    assert refused.value.code == "RULES-009"
    assert {(p.code, p.file) for p in refused.value.problems} == {
        ("RULES-015", "book/one.yaml"),
        ("RULES-017", "book/two.yaml"),
        ("RULES-018", "book/deeper/three.yml"),
    }


def test_a_rule_written_twice_in_a_folder(tmp_path):
    folder = _write(tmp_path / "book", "a.yaml", GOOD)
    _write(folder, "b.yaml", GOOD)
    _, problems = inspect_folders(folder)
    assert [(p.code, p.params["first"]) for p in problems] == [("RULES-031", "book/a.yaml:3")]


def test_one_key_has_one_unit_everywhere(tmp_path):
    folder = _write(tmp_path / "book", "a.yaml", GOOD)
    other = GOOD.replace("CN-310000", "CN-440000").replace("unit: cny_month", "unit: cny_year")
    _write(folder, "b.yaml", other)
    _, problems = inspect_folders(folder)
    assert [(p.code, p.file) for p in problems] == [("RULES-033", "book/b.yaml")]


@pytest.mark.parametrize("made", [False, True])
def test_a_folder_without_rules(tmp_path, made):
    if made:
        _write(tmp_path / "book", "readme.txt", "no rules")
    with pytest.raises(InputRejectedError) as refused:
        read_folders(tmp_path / "book")
    assert refused.value.code == "RULES-039"


MORE = dedent(
    """\
    region: CN-310000
    parameters:
      benefit.amount_cny_month:
        title: {en: Benefit, zh: 待遇}
        unit: cny_month
        range: [0, 10000]
        kind: value
        values:
          - {from: 2025-01-01, value: 2500, recorded: RECORDED, reference: {title: 新规定}}
    """
)


def test_a_bureaus_folder_adds_entries_and_may_correct(tmp_path):
    first = _write(tmp_path / "book", "a.yaml", GOOD)
    second = _write(tmp_path / "ours", "b.yaml", MORE.replace("RECORDED", "2026-12-01"))
    (parameter,) = read_folders(first, second)
    assert [(entry.file, entry.line) for entry in parameter.values] == [
        ("book/a.yaml", 10),
        ("book/a.yaml", 16),
        ("ours/b.yaml", 9),
    ]


def test_what_a_payment_is_stays_as_the_embedded_rule_says(tmp_path):
    """A bureau that adds a figure does not turn an owed benefit into one that waits."""
    first = _write(tmp_path / "book", "a.yaml", GOOD)
    text = MORE.replace("RECORDED", "2026-12-01").replace("[0, 10000]", "[0, 20000]")
    (parameter,) = read_folders(first, _write(tmp_path / "ours", "b.yaml", text))
    assert parameter.payment is Payment.STATUTORY
    assert parameter.range == (0, 20000)


def test_a_bureaus_folder_may_not_contradict_the_day_of_recording(tmp_path):
    first = _write(tmp_path / "book", "a.yaml", GOOD)
    second = _write(tmp_path / "ours", "b.yaml", MORE.replace("RECORDED", "2026-11-22"))
    _, problems = inspect_folders(first, second)
    assert [(p.code, p.file, p.row) for p in problems] == [("RULES-026", "ours/b.yaml", 9)]


def test_a_bureaus_folder_keeps_unit_and_kind(tmp_path):
    first = _write(tmp_path / "book", "a.yaml", GOOD)
    text = MORE.replace("RECORDED", "2026-12-01").replace("unit: cny_month", "unit: cny_year")
    _, problems = inspect_folders(first, _write(tmp_path / "ours", "b.yaml", text))
    assert [(p.code, p.file) for p in problems] == [("RULES-033", "ours/b.yaml")]


def test_gaps_are_found_on_every_day_of_knowledge(tmp_path):
    """What is whole today may have had a gap for who looked earlier."""
    text = GOOD.replace(
        "        validity: unknown_after\n        recorded: 2026-11-22",
        "        validity: unknown_after\n        recorded: 2026-11-25",
    )
    _, problems = inspect_folders(_write(tmp_path / "book", "a.yaml", text))
    assert [(p.code, p.params["known_on"]) for p in problems] == [("RULES-077", "2026-11-22")]


def test_a_file_in_the_encoding_of_chinese_windows_is_told_how_to_be_saved(tmp_path):
    book = tmp_path / "book"
    book.mkdir()
    (book / "a.yaml").write_bytes(("# plain\n" + GOOD).encode("gbk"))
    _, (problem,) = inspect_folders(book)
    assert problem.code == "RULES-078"
    first = next(n for n, line in enumerate(GOOD.splitlines(), 2) if not line.isascii())
    assert problem.row == first
    for language in LANGUAGES:
        shown = explain_problem(problem, language)
        assert "UTF-8" in shown and "GBK" in shown and "codec" not in shown


def test_no_sentence_shows_that_a_word_is_lacking(tmp_path):
    """A dash in place of what was probably meant or of what follows says nothing."""
    spoiled = {
        "unit: cny_month": "unit: qqq",
        "    kind: ": "    kind: qqq",
        "      - from: 2025-01-01\n        validity: unknown_after": (
            "      - from: 2023-01-01\n        value: 1"
        ),
        "value: 2340": "value: {same_as: zzz.qqq}",
        "CN-310000": "Qqq",
    }
    for at, (good, bad) in enumerate(spoiled.items()):
        text = GOOD.replace(good, bad, 1)
        assert text != GOOD, good
        _, problems = inspect_folders(_write(tmp_path / str(at), "a.yaml", text))
        assert problems
        for problem in problems:
            assert "-" not in problem.params.values()


@pytest.mark.parametrize("word", ["no", "yes", "on", "1:30", "0x10", "1_000", "null", "~", ""])
def test_yaml_guesses_nothing(tmp_path, word):
    """``no`` is not false, ``1:30`` not 90: what is not written as a number is none."""
    text = GOOD.replace("value: 2340", f"value: {word}")
    _, problems = inspect_folders(_write(tmp_path / "book", "a.yaml", text))
    assert [p.code for p in problems] == ["RULES-014"]


def test_the_year_a_figure_belongs_to_stands_in_for_its_first_day(tmp_path):
    text = GOOD.replace("from: 2024-01-01\n", "reference_year: 2024\n")
    (parameter,) = read_folders(_write(tmp_path / "book", "a.yaml", text))
    assert str(parameter.values[0].in_force_from) == "2024-01-01"
    assert parameter.values[0].reference_year == 2024
