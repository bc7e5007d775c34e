"""Results of cases on the terminal: a first part as a table, all of them counted, clauses once."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from trimtab.app.case_results import CaseResults
from trimtab.cli.output import console, print_lines, say, table
from trimtab.cli.show.cases import lacking_word, verification_word

SHOWN = 50
"""Cases a terminal shows; a file holds them all."""

_CHUNK = 2_000


def print_results_json(
    head: Mapping[str, Any], results: CaseResults, rest: Mapping[str, Any]
) -> None:
    """One JSON document on stdout: one line for each case, every rule once under ``rules``.

    Cases are made and written in parts, so that memory does not grow with them.
    """
    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    write = sys.stdout.write
    write("{\n")
    for name, value in head.items():
        write(f"  {encode(name)}: {encode(value)},\n")
    write('  "cases": [')
    for start in range(0, len(results), _CHUNK):
        stop = min(start + _CHUNK, len(results))
        lines = ",\n    ".join(map(encode, results.rows(start, stop)))
        write(("," if start else "") + f"\n    {lines}")
    write("\n  ]")
    for name, value in {"rules": list(results.rules.values()), **rest}.items():
        write(f",\n  {encode(name)}: {encode(value)}")
    write("\n}\n")


def show_results(
    title: str,
    columns: Sequence[str],
    results: CaseResults,
    figures: Callable[[Mapping[str, Any]], Sequence[str]],
) -> None:
    """A table of the first cases and the clauses they rest on, each once below it.

    ``columns`` are the titles of case, place and ``figures``, of what lacks, rules and clause.
    """
    numbers: dict[str, int] = {}
    last = len(columns) - 3
    shown = table(title, columns, right=range(2, last), whole=(0, 1))
    for row, at in zip(results.rows(0, SHOWN), results.ground, strict=False):
        clauses = results.grounds[at].clauses
        marks = [str(numbers.setdefault(clause, len(numbers) + 1)) for clause in clauses]
        shown.add_row(
            row["case"],
            row["region"],
            *figures(row),
            _lacking(row),
            verification_word(row["verification"]),
            ", ".join(marks),
        )
    console().print(shown)
    print_lines(*(f"{number:>3}  {clause}" for clause, number in numbers.items()))
    if len(results) > SHOWN:
        print_lines(say("cases.first_shown", shown=SHOWN, n=len(results)))


def _lacking(row: Mapping[str, Any]) -> str:
    """What lacks, with the rule it speaks of; what is disputed says so itself."""
    word, about = lacking_word(row["error"]), row["error_about"]
    plain = about is None or "disputed" in row["error"]
    return word if plain else say("cases.error_about", error=word, rule=about)


def summary_of(counts: Mapping[tuple[Any, ...], int]) -> dict[str, Any]:
    """How many are due something, provisionally, refused or open, from counts by ``(due,
    provisional, error)``."""
    found: dict[str, Any] = {"cases": sum(counts.values())}
    found["entitled"] = sum(n for (due, _, _), n in counts.items() if due)
    found["provisional"] = sum(n for (due, before, _), n in counts.items() if due and before)
    for name, state in (("refused", False), ("undecided", None)):
        reasons: dict[str, int] = {}
        for (due, _, error), n in counts.items():
            if due is state:
                reasons[error or ""] = reasons.get(error or "", 0) + n
        found[name] = dict(sorted(reasons.items(), key=lambda one: (-one[1], one[0])))
    return found


def show_summary(summary: Mapping[str, Any]) -> None:
    """The counts in one line each."""
    print_lines(
        say(
            "cases.summary",
            n=summary["cases"],
            entitled=summary["entitled"],
            provisional=summary["provisional"],
        )
    )
    for name in ("refused", "undecided"):
        if reasons := summary[name]:
            listed = say("cases.between").join(
                say("cases.reason", reason=lacking_word(reason), count=count)
                for reason, count in reasons.items()
            )
            print_lines(say(f"cases.{name}", n=sum(reasons.values()), reasons=listed))
