"""A rule while it is written: read from a form, checked, tried on past cases, only then kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from trimtab.app.credits import book_of
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.credit_rules import latest_version
from trimtab.app.workbench.credit_rules_trial import (
    RuleChange,
    TrialCase,
    rule_changes,
    trial_cases,
)
from trimtab.credentials.bank import (
    Affected,
    EquivalenceRule,
    RuleVersion,
    affected_cases,
    end_rule,
    lint_rule,
    record_rule,
    rule_from_plain,
    see_cases,
)
from trimtab.kernel import InputRejectedError, NotAllowedError
from trimtab.messages import Language, explain_problem
from trimtab.office.rights import Right, grants_of
from trimtab.ports import Reading

LINES = 3
"""How many inputs and outputs the form has room for, unless the rule at hand has more."""

LINES_MOST = 20

_INPUTS = ("code", "level", "credits", "hours", "grade")
_OUTPUTS = ("modules", "credits", "nature", "level")
_NUMBERS = frozenset({"hours", "grade"})
_LISTS = frozenset({"modules", "qualifications"})
_PLAIN = (
    "id", "kind", "framework", "authority", "legal_basis", "since", "until", "source", "bridge",
    "cap", "exclusive_group", "origin",
)  # fmt: skip

_REASON = "credit rule"

Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Trial:
    """A draft that can be kept: the rule as it would be, what the checks say, whom it affects.

    ``before``: the version it would follow; ``changes`` in words against it; ``checked``: how many
    cases the asker may see, of which ``affected`` would say something else.
    """

    rule: EquivalenceRule
    before: EquivalenceRule | None
    changes: tuple[RuleChange, ...]
    findings: tuple[tuple[str, str], ...]  # field and sentence
    checked: int
    affected: tuple[Affected, ...]
    cases: tuple[TrialCase, ...]


def fields_of(rule: EquivalenceRule) -> dict[str, str]:
    """A rule as the fields of the form."""
    plain = rule.to_plain()
    found = {name: str(plain[name]) for name in _PLAIN if name in plain}
    found |= {f"title_{spoken}": words for spoken, words in plain["title"].items()}
    found["qualifications"] = ", ".join(plain.get("qualifications", ()))
    for part, names in (("inputs", _INPUTS), ("outputs", _OUTPUTS)):
        for number, line in enumerate(plain[part]):
            for name in names:
                value = line.get(name, "")
                shown = ", ".join(value) if isinstance(value, list | tuple) else str(value)
                found[f"{part}_{number}_{name}"] = shown
    return found


def lines_of(fields: Fields) -> int:
    """How many lines of inputs and outputs the form shows for these fields."""
    numbers = (name.split("_")[1] for name in fields if name.startswith(("inputs_", "outputs_")))
    found = [int(one) + 1 for one in numbers if one.isascii() and one.isdigit() and len(one) < 3]
    return min(max(LINES, *found), LINES_MOST) if found else LINES


def plain_of(fields: Fields) -> dict[str, Any]:
    """The fields of the form as the plain values of a rule; what is empty is absent.

    Raises InputRejectedError WEB-174 for what should be a whole number.
    """
    plain: dict[str, Any] = {name: fields[name].strip() for name in _PLAIN if _given(fields, name)}
    plain["title"] = {"zh": fields.get("title_zh", ""), "en": fields.get("title_en", "")}
    if _given(fields, "qualifications"):
        plain["qualifications"] = _words(fields["qualifications"])
    for part, names in (("inputs", _INPUTS), ("outputs", _OUTPUTS)):
        lines = [
            line
            for number in range(lines_of(fields))
            if (line := _line(fields, f"{part}_{number}_", names))
        ]
        plain[part] = lines
    return plain


def _given(fields: Fields, name: str) -> bool:
    return bool(fields.get(name, "").strip())


def _line(fields: Fields, start: str, names: tuple[str, ...]) -> dict[str, Any]:
    line: dict[str, Any] = {}
    for name in names:
        if not _given(fields, start + name):
            continue
        value = fields[start + name].strip()
        if name in _NUMBERS:
            if not (value.isascii() and value.isdigit()):
                raise InputRejectedError("WEB-174", field=name, value=value[:40])
            line[name] = int(value)
        else:
            line[name] = _words(value) if name in _LISTS else value
    return line


def _words(typed: str) -> list[str]:
    for sign in "，、；;\n":
        typed = typed.replace(sign, ",")
    return [one.strip() for one in typed.split(",") if one.strip()]


def try_rule(
    bench: Workbench, asking: str, fields: Fields, language: Language, *, named: bool = False
) -> Trial:
    """What a draft of the form would do; nothing is kept.

    Raises InputRejectedError CREDITS-001 to -009 and WEB-174.
    """
    return try_plain(bench, asking, plain_of(fields), language, named=named)


def try_plain(
    bench: Workbench,
    asking: str,
    plain: Mapping[str, Any],
    language: Language,
    *,
    named: bool = False,
) -> Trial:
    """What a draft would do; nothing is kept. ``named``: cases bear the names of their holders.

    Raises InputRejectedError CREDITS-001 to -009.
    """
    with bench.office.reading() as reading:
        rule, book = _drafted(reading, plain), book_of(reading)
        before = latest_version(reading, rule.rule_id)
        found = affected_cases(reading, asking, rule, book.frameworks)
        return Trial(
            rule,
            before,
            rule_changes(reading, before, rule, language),
            tuple(
                (one.column or "", explain_problem(one, language)) for one in lint_rule(rule, book)
            ),
            len(see_cases(reading, asking)),
            found,
            trial_cases(reading, found, language, named=named),
        )


def keep_rule(
    bench: Workbench, asking: str, fields: Fields, note: str, *, retroactive: bool = False
) -> RuleVersion:
    """Record a draft of the form. Raises what ``try_rule`` and ``record_rule`` raise."""
    return keep_plain(bench, asking, plain_of(fields), note, retroactive=retroactive)


def keep_plain(
    bench: Workbench,
    asking: str,
    plain: Mapping[str, Any],
    note: str,
    *,
    retroactive: bool = False,
) -> RuleVersion:
    """Record a draft as a version of its rule; past decisions stay as they are.

    Raises what ``try_plain`` and ``record_rule`` raise.
    """
    with bench.office.work(asking, note[:200] or _REASON) as work:
        region, department = _place_of(work, asking)
        return record_rule(
            work, _drafted(work, plain), region=region, department_id=department,
            book=book_of(work), note=note, retroactive=retroactive,
        )  # fmt: skip


def stop_rule(bench: Workbench, asking: str, rule_id: str, until: date, note: str) -> RuleVersion:
    """End a rule: a version of it that is no longer in force from a day on.

    Raises what ``end_rule`` raises.
    """
    with bench.office.work(asking, note[:200] or _REASON) as work:
        region, department = _place_of(work, asking)
        return end_rule(
            work, rule_id, until, region=region, department_id=department, book=book_of(work),
            note=note,
        )  # fmt: skip


def _drafted(reading: Reading, plain: Mapping[str, Any]) -> EquivalenceRule:
    """The rule with the version, standing and instant that the register gives it."""
    before = latest_version(reading, str(plain.get("id", "")))
    given = {
        "version": before.version + 1 if before else 1,
        "standing": "own",
        "recorded": datetime.now(UTC).isoformat(),
    }
    return rule_from_plain({**plain, **given})


def _place_of(reading: Reading, asking: str) -> tuple[str, str | None]:
    """Where the asker may edit rules. Raises NotAllowedError WEB-002."""
    person = grants_of(reading, asking, Right.CREDIT_RULES_EDIT)
    if not person:
        raise NotAllowedError("WEB-002", right=Right.CREDIT_RULES_EDIT.value)
    return person[0].region, person[0].department_id
