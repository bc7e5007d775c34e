"""Every reason the verifier gives has a sentence in every language, and no sentence is idle."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

import trimtab
from trimtab.app.verification_reading import InputKind
from trimtab.credentials.securing import ProofReason, RelatedReason
from trimtab.credentials.status import Purpose
from trimtab.credentials.types import Answer, Check, Outcome
from trimtab.credentials.verifying import CHECKS, check_sentence, printable
from trimtab.credentials.verifying.presentation import PRESENTATION_CHECKS
from trimtab.messages import LANGUAGES, Language, has_text, keys, template

FOLDER = Path(trimtab.__file__).parent / "credentials/verifying"
SAYING = {"passed", "warned", "failed", "unknown", "not_asked"}


def _reasons() -> set[str]:
    """Literals that a step or check is given as its reason, and those returned for one."""
    found: set[str] = set()
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            place = {"Check": 2}.get(getattr(getattr(node, "func", None), "id", ""), 1)
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SAYING | {"Check"}:
                arguments = node.args[place : place + 1]
                found |= {one.value for one in arguments if isinstance(one, ast.Constant)}
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {node.value} & _RETURNED
    return found


_BY_OUTCOME = {"revoked", "suspended", "kept_revoked", "kept_suspended"}
_RETURNED = {
    "status_other_list", "status_other_issuer", "status_not_signed", "status_key",
    "status_words_hidden", "other_nonce",
    "other_audience", "own_word_without_holder", "own_word_of_other",
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_reasons_and_sentences_are_the_same(language):
    given = _reasons() | set(ProofReason) | set(RelatedReason) | _BY_OUTCOME
    file = FOLDER.parents[1] / f"messages/{language}/credentials_verifying.toml"
    held = set(tomllib.loads(file.read_text(encoding="utf-8"))["verification"]["reason"])
    assert len(given) > 60
    assert sorted(given - held) == []
    assert sorted(held - given) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("table", "names"),
    [
        ("outcome", Outcome),
        ("answer", Answer),
        ("check", {*CHECKS, *PRESENTATION_CHECKS}),
        ("purpose", Purpose),
        ("kind", InputKind),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_what_is_named_at_run_time_has_a_word(table, names, language):
    for name in names:
        assert template(f"verification.{table}.{name}", language)
    held = {key for key in keys(language) if key.startswith(f"verification.{table}.")}
    assert held == {f"verification.{table}.{name}" for name in names}


def test_every_code_of_this_part_is_worded():
    for number in range(80, 107):
        for language in LANGUAGES:
            assert has_text(f"error.CREDENTIALS-{number:03}", language), number


def test_a_check_that_quotes_a_code_says_its_sentence():
    check = Check(
        "form", Answer.FAILED, "form_broken", {"code": "CREDENTIALS-080", "place": "issuer"}
    )
    for language in LANGUAGES:
        sentence = check_sentence(check, language)
        assert "issuer" in sentence
        assert sentence.endswith("(CREDENTIALS-080)")
    lacking = Check("form", Answer.FAILED, "form_broken", {"code": "CREDENTIALS-999"})
    assert check_sentence(lacking, Language.EN) == "(CREDENTIALS-999)"


def test_a_strangers_text_cannot_move_the_cursor_or_turn_a_line_around():
    assert printable("有效\x1b[2J\r\u202egnp") == "有效\ufffd[2J\ufffd\ufffdgnp"
