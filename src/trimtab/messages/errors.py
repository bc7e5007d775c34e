"""Errors and problems in words: code, place, what was got, what is allowed, what to do."""

from __future__ import annotations

from trimtab.kernel import Problem, TrimtabError
from trimtab.messages.catalogue import Language, has_text, text


def explain_problem(problem: Problem, language: Language) -> str:
    """One line: ``panel.csv:12:rate INGEST-004: ...``."""
    key = f"error.{problem.code}"
    sentence = text(key, language, **problem.params) if has_text(key, language) else ""
    return " ".join(part for part in (problem.place, f"{problem.code}:", sentence) if part)


def explain_error(error: TrimtabError, language: Language) -> str:
    """The error's sentence, then one line for each problem it names."""
    key = f"error.{error.code}"
    sentence = text(key, language, **error.params) if has_text(key, language) else ""
    head = f"{error.code}: {sentence}" if sentence else str(error)
    return "\n".join([head, *(f"  {explain_problem(p, language)}" for p in error.problems)])
