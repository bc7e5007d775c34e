"""The documents are true: links resolve, commands exist, every noun has its page."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
SHELL = re.compile(r"^```(?:sh|shell|bash|console)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(trimtab [a-z][^`]*)`")
DUMP_TREE = """
import json, typer
from trimtab.cli.commands import application
def options(command):
    return sorted({name for p in command.params for name in [*p.opts, *p.secondary_opts]
                   if name.startswith("-")})
def walk(command):
    children = getattr(command, "commands", {})
    return {"options": options(command), "verbs": {n: walk(c) for n, c in children.items()}}
print(json.dumps(walk(typer.main.get_command(application))))
"""


@pytest.fixture(scope="module")
def pages(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every Markdown page by its path from the root, the generated reference included."""
    folder = tmp_path_factory.mktemp("reference")
    subprocess.run(
        [sys.executable, repository / "scripts/generate_reference.py", "--out", folder],
        check=True,
        capture_output=True,
        timeout=120,
    )
    written = [*repository.glob("*.md"), *(repository / "docs").rglob("*.md")]
    found = {str(p.relative_to(repository)): p.read_text(encoding="utf-8") for p in written}
    for path in folder.rglob("*.md"):
        found[f"docs/reference/{path.relative_to(folder)}"] = path.read_text(encoding="utf-8")
    return found


@pytest.fixture(scope="module")
def command_tree(fresh_python) -> dict[str, Any]:
    return json.loads(fresh_python(DUMP_TREE, TRIMTAB_LANG="en"))


def _anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", text), flags=re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()).strip() for heading in headings)
    return {re.sub(r"[\s]+", "-", heading) for heading in plain} | set(
        re.findall(r'id="([^"]+)"', text)
    )


def test_every_link_resolves(pages: dict[str, str], repository: Path):
    broken = []
    for name, text in pages.items():
        for inline, image in LINK.findall(FENCE.sub("", text)):
            target = inline or image
            if re.match(r"[a-z]+:", target):
                continue
            path, _, anchor = target.partition("#")
            place = (repository / name).parent / path if path else repository / name
            key = str(place.resolve().relative_to(repository))
            if not place.exists() and key not in pages:
                broken.append(f"{name}: {target}")
            elif anchor and key in pages and anchor not in _anchors(pages[key]):
                broken.append(f"{name}: {target} (no such heading)")
    assert broken == []


def _nav_pages(entry: Any) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, dict):
        for value in entry.values():
            yield from _nav_pages(value)
    else:
        for value in entry:
            yield from _nav_pages(value)


def test_site_shows_every_page_and_no_other(pages: dict[str, str], repository: Path):
    config = tomllib.loads((repository / "zensical.toml").read_text(encoding="utf-8"))["project"]
    shown = {f"docs/{page}" for page in _nav_pages(config["nav"])}
    written = {name for name in pages if name.startswith("docs/")}
    # A README beside files explains them where they lie; it is no page of the site.
    assert sorted(shown ^ {name for name in written if not name.endswith("README.md")}) == []


def test_site_needs_no_network(repository: Path):
    config = tomllib.loads((repository / "zensical.toml").read_text(encoding="utf-8"))["project"]
    assert config["theme"]["font"] is False
    linked = [*config.get("extra_css", []), *config.get("extra_javascript", [])]
    assert [place for place in linked if not (repository / "docs" / place).is_file()] == []


def _commands(text: str) -> Iterator[str]:
    """Commands shown in shell blocks and in running text, continued lines joined."""
    blocks = "\n".join(SHELL.findall(text)).replace("\\\n", " ")
    for line in blocks.splitlines():
        bare = re.sub(r"\s+#.*$", "", line.strip()).removeprefix("$ ")
        if bare.startswith("trimtab "):
            yield bare
    yield from INLINE.findall(FENCE.sub("", text))


def _fault(command: str, tree: dict[str, Any]) -> str | None:
    """What of a shown command does not exist; words in capitals stand for any word."""
    node = tree
    previous = ""
    for word in shlex.split(command)[1:]:
        after_option, previous = previous.startswith("-"), word
        if word in node["verbs"]:
            node = node["verbs"][word]
        elif word.startswith("-"):
            option = word.split("=")[0]
            known = {*node["options"], *tree["options"], "--lang", "--help", "-h"}
            if option not in known:
                return option
        elif node["verbs"] and not (after_option or word in {"…", "..."} or word.isupper()):
            return word
    return None


def test_every_command_shown_exists(pages: dict[str, str], command_tree: dict[str, Any]):
    shown = [(name, command) for name, text in pages.items() for command in _commands(text)]
    assert len(shown) > 40
    wrong = [
        f"{name}: {command} ({fault})"
        for name, command in shown
        if not re.search(r"NOUN|VERB", command) and (fault := _fault(command, command_tree))
    ]
    assert wrong == []


def test_every_command_in_the_catalogue_exists(sentences, command_tree: dict[str, Any]):
    """Errors tell people what to type: it must work."""
    wrong = [
        f"{language} {key}: {command} ({fault})"
        for language, table in sentences.items()
        for key, forms in table.items()
        for form in forms.values()
        for command in INLINE.findall(form)
        if (fault := _fault(re.sub(r"\{[^}]*\}", "X", command), command_tree))
    ]
    assert wrong == []


def test_every_noun_and_verb_is_shown_in_use(pages: dict[str, str], command_tree: dict[str, Any]):
    """Somewhere in the written pages, not only in the generated list."""
    prose = "\n".join(
        command
        for name, text in pages.items()
        if name.startswith("docs/") and not name.startswith("docs/reference/")
        for command in _commands(text)
    )
    unshown = []
    for noun, node in command_tree["verbs"].items():
        assert f"docs/reference/cli/{noun if node['verbs'] else 'trimtab'}.md" in pages
        for verb in node["verbs"] or [""]:
            if f"trimtab {noun} {verb}".strip() not in prose:
                unshown.append(f"trimtab {noun} {verb}")
    assert unshown == []


def test_reference_names_every_code(pages: dict[str, str], sentences):
    page = pages["docs/reference/codes.md"]
    codes = {key.split(".")[1] for key in sentences["en"] if key.startswith(("error.", "finding."))}
    assert len(codes) > 10
    assert sorted(code for code in codes if f"`{code}`" not in page) == []


def test_chinese_pages_use_full_width_punctuation(pages: dict[str, str]):
    half = re.compile(r"[\u4e00-\u9fff][,:;!?](?:[\u4e00-\u9fff]|$)", re.MULTILINE)
    wrong = {
        name: found.group()
        for name, text in pages.items()
        if name.startswith("docs/zh/") and (found := half.search(FENCE.sub("", text)))
    }
    assert wrong == {}
