"""Errors and problems in words: code, place, what was got, what is allowed, what to do."""

from __future__ import annotations

from collections.abc import Mapping

from trimtab.kernel import Problem, TrimtabError
from trimtab.messages.catalogue import Language, has_text, text

_TABLES = ("error", "finding")


def _sentence(code: str, language: Language, params: Mapping[str, object]) -> str:
    """The sentence of a code, or nothing: an error must never hide behind a missing sentence.

    A number that was counted as a truth value is shown as a number: 1, never ``True``.
    """
    shown = {
        name: int(value) if isinstance(value, bool) else value for name, value in params.items()
    }
    for table in _TABLES:
        if has_text(f"{table}.{code}", language):
            return text(f"{table}.{code}", language, **shown)
    return ""


def explain_problem(problem: Problem, language: Language) -> str:
    """One line: ``panel.csv:12:rate INGEST-004: ...``."""
    sentence = _sentence(problem.code, language, problem.params)
    return " ".join(part for part in (problem.place, f"{problem.code}:", sentence) if part)


def explain_error(error: TrimtabError, language: Language) -> str:
    """The error's sentence, then one line for each problem it names."""
    sentence = _sentence(error.code, language, error.params)
    head = f"{error.code}: {sentence}" if sentence else str(error)
    return "\n".join([head, *(f"  {explain_problem(p, language)}" for p in error.problems)])
