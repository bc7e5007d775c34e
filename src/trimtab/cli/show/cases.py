"""What computing cases by rules shows beside the results: open questions, decisions again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from trimtab.app.rule_records import AskedQuestions, NotStored, RecomputedRecord
from trimtab.cli.output import console, language, print_lines, say, table
from trimtab.kernel import Problem
from trimtab.messages import text


def money(amount: float | None, provisional: bool) -> str:
    """An amount, with a mark where it is provisional; a dash where there is none."""
    from babel.numbers import format_decimal

    if amount is None:
        return "-"
    return marked(format_decimal(amount, "#,##0.##", locale=language().locale), provisional)


def marked(figure: str, provisional: bool) -> str:
    """A figure, with a mark where it is provisional."""
    return say("cases.provisional_mark", figure=figure) if provisional else figure


def lacking_word(error: str | None) -> str:
    """What lacks, in words; nothing where nothing does."""
    return text(f"cases.error.{error}", language()) if error else ""


def verification_word(verification: str) -> str:
    """How well the rules are known, in words."""
    return text(f"cases.verification.{verification}", language())


def show_closing(
    provisional: bool,
    asked: AskedQuestions,
    kept: Sequence[str],
    compared: int,
    differences: Sequence[Problem],
) -> None:
    """What stands under a table of results."""
    if provisional:
        print_lines(say("cases.provisional"))
    show_questions(asked)
    if kept:
        print_lines(say("cases.kept", n=len(kept)))
    if compared and not differences:
        print_lines(say("cases.as_expected", n=compared))


def differences_to_json(differences: Sequence[Problem]) -> list[dict[str, Any]]:
    """What came out otherwise than expected, by case, output and line."""
    return [
        {
            "case": one.params["case"],
            "output": one.column,
            "row": one.row,
            "expected": one.params["expected"],
            "got": one.params["got"],
        }
        for one in differences
    ]


def show_questions(asked: AskedQuestions) -> None:
    """The rules somebody has to find out, and whether that was kept as tasks."""
    if not asked.questions:
        return
    names = ("kind", "key", "region", "on", "task")
    shown = table(say("cases.tasks"), [say(f"cases.column.{name}") for name in names], whole=(2, 3))
    for one in asked:
        question = one.question
        shown.add_row(
            say(f"cases.kind.{question.kind.value}"),
            question.key,
            str(question.region),
            str(question.on),
            one.task_id or "-",
        )
    console().print(shown)
    if stored := asked.count(None):
        print_lines(say("cases.tasks_stored", n=stored, open=asked.open_tasks))
    if refused := asked.count(NotStored.RIGHT_LACKS):
        print_lines(say("cases.tasks_refused", n=refused))
    if asked.count(NotStored.NO_WORKSPACE):
        print_lines(say("cases.tasks_not_stored"))


def show_recomputed(found: Sequence[RecomputedRecord]) -> None:
    """The decisions that do not come out as decided, and why."""
    print_lines(say("cases.recomputed", n=len(found)))
    disagreeing = [one for one in found if not one.agrees]
    if not disagreeing:
        print_lines(say("cases.all_agree"))
        return
    names = ("decision", "what")
    shown = table(say("cases.title.recomputed"), [say(f"cases.column.{name}") for name in names])
    for one in disagreeing:
        shown.add_row(one.decision_id, "\n".join(_reasons(one)))
    console().print(shown)


def _reasons(one: RecomputedRecord) -> Iterator[str]:
    if one.altered:
        yield say("cases.difference.altered")
    for way in ("frozen", "from_book"):
        for item in getattr(one.again, way):
            yield say(
                f"cases.difference.{way}",
                output=item.output,
                decided=_word(item.decided),
                now=_word(item.now),
            )
    for rule in one.again.rewritten:
        yield say("cases.difference.rewritten", rule=rule)


def _word(value: Any) -> str:
    return "-" if value is None else str(value)


def recomputed_to_json(found: Sequence[RecomputedRecord]) -> dict[str, Any]:
    """Every decision computed again, with what differs."""
    return {
        "decisions": [
            {
                "decision_id": one.decision_id,
                "agrees": one.agrees,
                "altered": one.altered,
                "differences": {
                    way: [
                        {"output": item.output, "decided": item.decided, "now": item.now}
                        for item in getattr(one.again, way)
                    ]
                    for way in ("frozen", "from_book")
                },
                "rewritten": list(one.again.rewritten),
            }
            for one in found
        ]
    }
