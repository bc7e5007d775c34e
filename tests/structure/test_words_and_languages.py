"""What a person reads comes from the catalogue, in both languages."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

CHINESE = re.compile(r"[\u3400-\u9fff]")
# Words of a source (column headers to be recognised, names of codes) are data, not speech.
HOLDS_DATA = {"messages", "classifications", "reference", "rulebook", "ingest"}
SHOWS_TO_PEOPLE = {"print", "echo", "secho", "print_lines", "add_column", "add_row", "write"}
TWO_WORDS = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")
MARKUP = re.compile(r"<[^>]*>|\[/?[a-z ]+\]")
DUMP_HELP = """
import json, typer
from trimtab.cli.commands import application
found = {}
def walk(command, path):
    found[path] = command.help or ""
    for parameter in command.params:
        if parameter.name not in {"help", "install_completion", "show_completion"}:
            found[path + " " + parameter.name] = getattr(parameter, "help", None) or ""
    for name, child in getattr(command, "commands", {}).items():
        walk(child, path + " " + name)
walk(typer.main.get_command(application), "trimtab")
print(json.dumps(found))
"""


def _docstrings(tree: ast.Module) -> set[int]:
    """Ids of the constants that stand alone as a statement: docstrings, also of attributes."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def _strings(tree: ast.Module) -> Iterator[ast.Constant]:
    skipped = _docstrings(tree)
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in skipped:
            yield node


def test_no_chinese_outside_the_catalogue_and_the_data(source: dict[Path, ast.Module]):
    spoken = [
        f"{path}:{node.lineno}: {node.value[:40]}"
        for path, tree in source.items()
        if path.parts[1] not in HOLDS_DATA
        for node in _strings(tree)
        if CHINESE.search(node.value)
    ]
    assert not spoken


def test_help_texts_go_through_the_catalogue(source: dict[Path, ast.Module]):
    literal = [
        f"{path}:{keyword.value.lineno}"
        for path, tree in source.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg in {"help", "short_help", "epilog", "prompt"}
        and isinstance(keyword.value, ast.Constant | ast.JoinedStr)
        and getattr(keyword.value, "value", "") is not None
    ]
    assert not literal


def _sentence_parts(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = (v.value if isinstance(v, ast.Constant) else "0" for v in node.values)
        return "".join(map(str, parts))
    return ""


def test_nothing_is_printed_that_the_catalogue_does_not_hold(source: dict[Path, ast.Module]):
    spoken = []
    for path, tree in source.items():
        if path.parts[1] not in {"cli", "reports"}:
            continue
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            function = node.func
            name = getattr(function, "attr", getattr(function, "id", ""))
            if name not in SHOWS_TO_PEOPLE:
                continue
            for argument in node.args:
                if TWO_WORDS.search(MARKUP.sub("", _sentence_parts(argument))):
                    spoken.append(f"{path}:{node.lineno}")
    assert not spoken


class _VisibleText(HTMLParser):
    """Text of a template that a reader would see as written."""

    def __init__(self) -> None:
        super().__init__()
        self.silent = 0
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.silent += tag in {"style", "script"}

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"style", "script"}

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.seen.append(data)


def test_templates_hold_no_sentences(project_files: list[Path], repository: Path):
    spoken = {}
    for path in project_files:
        if (
            path.suffix not in {".html", ".j2", ".jinja"}
            or (repository / "src") not in path.parents
            or (repository / "src/trimtab/web") in path.parents  # test_templates.py reads these
        ):
            continue
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.DOTALL)
        reader = _VisibleText()
        reader.feed(text)
        words = [
            word for data in reader.seen for word in re.findall(r"[A-Za-z\u3400-\u9fff]+", data)
        ]
        if left := [word for word in words if word not in {"Trimtab", "稳舵"}]:
            spoken[str(path.relative_to(repository))] = left[:10]
    assert not spoken


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_command_and_option_explains_itself(language: str, fresh_python):
    """In both languages, none silent, none in the other language."""
    helps = json.loads(fresh_python(DUMP_HELP, TRIMTAB_LANG=language))
    assert len(helps) > 10
    silent = [path for path, words in helps.items() if not words.strip()]
    foreign = [
        path for path, words in helps.items() if bool(CHINESE.search(words)) != (language == "zh")
    ]
    assert (silent, foreign) == ([], [])
