"""Templates of the workbench: words from the catalogue, nothing that the policy would refuse."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from trimtab.messages import LANGUAGES
from trimtab.web.headers import POLICY

TEMPLATES = Path("src/trimtab/web/templates")
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
SAID = re.compile(r"""\bt\(\s*["']([^"']+)["']\s*(~)?""")
KEY = re.compile(r"""["'](web\.[a-z_0-9.]*[a-z_0-9.])["']""")
CODE = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
TAG = re.compile(r"<[^>]*>", re.DOTALL)
WORDS = re.compile(r"[A-Za-z]{2,} [a-z]{2,}|[\u3400-\u9fff]")


@pytest.fixture(scope="module")
def templates(repository) -> dict[str, str]:
    folder = repository / TEMPLATES
    found = {
        str(path.relative_to(folder)): COMMENT.sub("", path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.html.j2"))
    }
    assert len(found) > 10
    return found


def test_no_script_or_style_inside_a_page(templates):
    assert "unsafe" not in POLICY
    wrong = []
    for name, text in templates.items():
        for tag in re.findall(r"<script\b[^>]*>", text):
            if "src=" not in tag and 'type="application/json"' not in tag:
                wrong.append(f"{name}: {tag}")
        wrong += [f"{name}: {one}" for one in re.findall(r"<style\b|\sstyle=", text)]
        wrong += [
            f"{name}: {one}" for one in re.findall(r"<[a-z][^>]*\s(?:on[a-z]+|hx-on\S*)=", text)
        ]
        wrong += [
            f"{name}: {one}" for one in re.findall(r"(?:src|href|action)=\"https?://[^\"]*", text)
        ]
    assert wrong == []


def test_nothing_typed_by_a_person_is_taken_for_markup(templates):
    assert [name for name, text in templates.items() if re.search(r"\|\s*safe\b", text)] == []


def test_every_form_that_changes_something_carries_the_token(templates):
    wrong = []
    for name, text in templates.items():
        for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", text, re.DOTALL):
            if "csrf_field()" not in form and "/sign-in" not in form:
                wrong.append(f"{name}: {form[:80]}")
    assert wrong == []


def test_words_of_templates_come_from_the_catalogue(templates):
    wrong = []
    for name, text in templates.items():
        plain = TAG.sub(
            " ", CODE.sub(" ", re.sub(r"<script\b.*?</script>", "", text, flags=re.DOTALL))
        )
        wrong += [f"{name}: {one.strip()}" for one in WORDS.findall(plain)]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_a_template_says_exists(templates, language, sentences):
    known, wrong = sentences[language], []
    for name, text in templates.items():
        for key, joined in SAID.findall(text):
            held = any(one.startswith(key) for one in known) if joined else key in known
            if not held:
                wrong.append(f"{name}: {key}")
    assert wrong == []


def test_every_sentence_of_the_workbench_is_said(templates, source, sentences, repository):
    """Keys put together at run time count by their start, which is written out somewhere."""
    python = [
        path.read_text(encoding="utf-8") for path in (repository / "src/trimtab").rglob("*.py")
    ]
    written = {key for text in [*templates.values(), *python] for key in KEY.findall(text)}
    written |= {
        start
        for text in [*templates.values(), *python]
        for start in re.findall(r"""["'](web\.[a-z_0-9.]*\.)(?:["']|\{)""", text)
    }
    starts = tuple(key for key in written if key.endswith((".", "_")))
    unsaid = [
        key
        for key in sentences["en"]
        if key.startswith("web.") and key not in written and not key.startswith(starts)
    ]
    assert unsaid == []
