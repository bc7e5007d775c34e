"""The words: identifiers are full words, or abbreviations that GLOSSARY.md lists.

A word counts as an abbreviation if it has no vowel, is short and not in the list of short English
words below, or is one of the usual clippings. Who adds a short full word adds it here; who needs an
abbreviation defines it in the glossary.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SHORT_WORDS = """
a act add age ago aim air all an and any are art as ask at bad bag ban bar be bed big bin box by
can cap chi cry cut day do dot dry due eat end era fan far fed few fit fix for gap get gig go got
had has hat her hit how hue ice if ill in ink is it its job key lag law lay log lot low map max may
me men met mid min mix my net new no nor not now odd of off old on one or our out own pay per pin
put ran raw red row run say see set sex sit six sky so sum sun tab tag tax ten the tie tip to too
top try two up use via was way web who why yes yet zip
"""
CLIPPINGS = """
agg arg args attr auth calc cfg cmd cnt coef col cols conf config conn ctx cur curr db def desc dest
dev df diff dim dir dirs dist doc elem emp env est eval exc exec expr ext fmt freq fun func idx impl
inc ind info init inst iter kwarg kwargs len lib loc max mgr min mod msg num obj obs occ op opt opts
orig param params pct pos pred prev prob probs proc prod prop props ptr pub qty ref refs reg rel req
res resp ret seq sess spec specs src srv stat stats std str sub svc sync sys temp tmp tol unemp util
val vals var vars vec ver vol
"""
# Names Python or a library prescribes, not ours to choose.
PRESCRIBED = {"args", "kwargs", "cls", "env", "impl", "ok", "param", "req", "fp", "msg"}


@pytest.fixture(scope="module")
def glossary(repository: Path) -> str:
    return (repository / "GLOSSARY.md").read_text(encoding="utf-8")


def _defined_names(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Names a reader meets from outside: functions, classes, parameters, fields, constants."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, node.lineno
        if isinstance(node, ast.arg):
            yield node.arg, node.lineno
    for body in (tree, *(node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))):
        for statement in body.body:
            targets = statement.targets if isinstance(statement, ast.Assign) else []
            if isinstance(statement, ast.AnnAssign):
                targets = [statement.target]
            for target in targets:
                if isinstance(target, ast.Name):
                    yield target.id, target.lineno


def _words(name: str) -> list[str]:
    if name.startswith("__"):
        return []  # the language prescribes it
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|[_\d]+", " ", name.strip("_"))
    return [word.lower() for word in spaced.split()]


def _is_abbreviation(word: str) -> bool:
    if len(word) == 1 or word in PRESCRIBED:
        return False  # single letters are indices and symbols of the cited paper
    vowelless = not re.search(r"[aeiouy]", word)
    return (
        vowelless
        or word in CLIPPINGS.split()
        or (len(word) <= 3 and word not in SHORT_WORDS.split())
    )


def _listed(glossary: str) -> set[str]:
    """First cells of the table under the heading "Abbreviations"."""
    section = glossary.split("## Abbreviations", 1)[1].split("\n## ", 1)[0]
    cells = re.findall(r"^\| ([^|]+?) \|", section, flags=re.MULTILINE)
    return {part.strip().lower() for cell in cells for part in re.sub("[`]", "", cell).split(",")}


def test_every_abbreviation_in_a_name_is_in_the_glossary(source, glossary: str):
    listed = _listed(glossary)
    unknown: dict[str, str] = {}
    for path, tree in source.items():
        names = [*_defined_names(tree), *((part.removesuffix(".py"), 0) for part in path.parts)]
        for name, line in names:
            for word in _words(name):
                if _is_abbreviation(word) and word not in listed:
                    unknown.setdefault(word, f"{name} ({path}:{line})")
    assert unknown == {}


def test_the_check_knows_an_abbreviation_when_it_sees_one():
    assert [word for word in ("idx", "npt", "rgn", "qty") if not _is_abbreviation(word)] == []
    assert [word for word in ("period", "row", "alarms", "key") if _is_abbreviation(word)] == []


def test_every_listed_abbreviation_is_still_needed(source, project_files, glossary: str):
    """A glossary that lists what nobody writes any more misleads."""
    suffixes = {".py", ".toml", ".yaml", ".md", ".csv"}
    written = "\n".join(
        path.read_text(encoding="utf-8", errors="ignore").lower()
        for path in project_files
        if path.suffix in suffixes and path.name != "GLOSSARY.md" and path.stat().st_size < 300_000
    )
    assert sorted(word for word in _listed(glossary) if word not in written) == []


def test_every_term_has_a_chinese_word_and_a_definition(glossary: str):
    """Rows of every table but the abbreviations: term, Chinese, definition, standard."""
    body = glossary.split("## Abbreviations", 1)[0]
    rows = [
        [cell.strip() for cell in line.strip("|\n ").split("|")]
        for line in body.splitlines()
        if line.startswith("| `")
    ]
    assert len(rows) > 60
    wrong = [
        row[0]
        for row in rows
        if len(row) != 4 or not re.search(r"[\u4e00-\u9fff]", row[1]) or len(row[2]) < 25
    ]
    assert wrong == []
    terms = [row[0] for row in rows]
    assert sorted({term for term in terms if terms.count(term) > 1}) == []


def test_words_of_levels_and_status_are_those_of_the_catalogue(glossary: str, sentences):
    for level in "1234":
        english = sentences["en"][f"monitoring.level.{level}"][""]
        chinese = sentences["zh"][f"monitoring.level.{level}"][""]
        assert f"{level} {chinese} {english}" in glossary


ONE_WORD = {
    "final vintage + release lag": ("cli.vintage.lag", "backtest.label.lag", "brief.vintage.lag"),
    "episode": ("cli.title.episodes", "brief.section.episodes"),
    "brief": ("brief.title",),
}


@pytest.mark.parametrize("term", ONE_WORD)
def test_catalogue_speaks_the_words_of_the_glossary(term: str, glossary: str, sentences):
    """Every room calls a thing by the same word, in Chinese too."""
    [chinese] = re.findall(rf"^\| `{re.escape(term)}` \| ([^|]+) \|", glossary, flags=re.MULTILINE)
    said = {key: sentences["zh"][key][""] for key in ONE_WORD[term]}
    assert {key: words for key, words in said.items() if chinese not in words} == {}
