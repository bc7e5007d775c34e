"""The credit bank on a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, tzinfo
from typing import TYPE_CHECKING, Any

from trimtab.app.credits_words import gap_sentences, unused_sentence
from trimtab.cli.output import console, language, print_lines, say, table
from trimtab.credentials.bank import (
    Affected,
    Appeal,
    Balance,
    CaseFolder,
    CaseState,
    EquivalenceRule,
    Fact,
    Framework,
    Frameworks,
    LevelMap,
    RecognitionCase,
    Standard,
    credit_sources,
    credits_lacking,
    decision_content,
    load_book,
    recognition_id,
    to_credits,
)
from trimtab.kernel import Problem
from trimtab.messages import format_day, format_moment, text

if TYPE_CHECKING:
    from trimtab.app.credits_files import LedgerRead, Simulated


def _title(titles: Mapping[str, str], name: str = "") -> str:
    return titles.get(language().value) or next(iter(titles.values()), name)


def _word(group: str, value: str) -> str:
    return text(f"credits.{group}.{value}", language())


def _source(source_id: str) -> str:
    found = credit_sources()[source_id]
    told = ", ".join(one for one in (found.publisher, found.published) if one)
    return say("credits.source_read", source=told, read=_word("read", found.read))


def show_frameworks(found: Sequence[Framework]) -> None:
    """Frameworks with hours a credit, year, shelf life, levels and source."""
    names = ("framework", "hours", "year", "shelf", "levels", "standing", "source")
    made = table(say("credits.frameworks"), [say(f"credits.{one}") for one in names], (1, 2, 3, 4))
    for one in found:
        hours = "-" if one.hours_low is None else f"{one.hours_low}-{one.hours_high}"
        made.add_row(
            f"{one.framework_id}\n{_title(one.title)}",
            hours if one.hours_low != one.hours_high else str(one.hours_low or "-"),
            str(one.credits_year or "-"),
            str(one.shelf_months or "-"),
            str(len(one.levels) or "-"),
            _word("standing", one.standing),
            _source(one.source),
        )
    console().print(made)


def show_framework(found: Framework, book: Frameworks) -> None:
    """The levels of one framework and what has been published of each, with its source."""
    names = ("level", "code", "answers_to", "source")
    made = table(_title(found.title, found.framework_id), [say(f"credits.{one}") for one in names])
    for level in found.levels:
        maps = book.maps_from(found.framework_id, level.code)
        made.add_row(
            _title(level.title),
            level.code,
            "\n".join(_answer(one, book) for one in maps) or "-",
            "\n".join(dict.fromkeys(_source(one.source) for one in maps)) or "-",
        )
    console().print(made)
    own = [one.note for one in book.maps if one.from_framework == found.framework_id]
    notes = dict.fromkeys(_title(one) for one in (found.notes, *own) if one)
    print_lines(*notes, say("credits.maps_oblige_nobody"))


def _answer(one: LevelMap, book: Frameworks) -> str:
    target = book.get(one.to_framework)
    level = target.level(one.to_level) if target else None
    title = _title(level.title, one.to_level) if level else one.to_level
    relation = _word("relation", one.relation)
    return say("credits.answer", relation=relation, framework=one.to_framework, level=title)


def show_facts(found: Sequence[Fact]) -> None:
    """Published figures with their sources."""
    names = ("fact", "value", "as_of", "source")
    made = table(say("credits.facts"), [say(f"credits.{one}") for one in names], (1,))
    for one in found:
        made.add_row(_title(one.title), f"{one.value:,}", one.as_of, _source(one.source))
    console().print(made)


def show_skills(found: Sequence[Standard]) -> None:
    """Standards with occupations and the skills their sources name."""
    names = ("standard", "occupations", "skill", "source")
    made = table(say("credits.skills"), [say(f"credits.{one}") for one in names])
    for one in found:
        kinds = "\n".join(
            say("credits.skill_kind", skill=_title(each.title), kind=_word("skill_kind", each.kind))
            for each in one.skills
        )
        sources = dict.fromkeys((one.source, *(skill.source for skill in one.skills)))
        told = "\n".join(_source(name) for name in sources)
        made.add_row(_title(one.title), ", ".join(one.occupations), kinds or "-", told)
    console().print(made)


def show_rules(found: Sequence[EquivalenceRule], day: date) -> None:
    """Rules in force on a day."""
    names = ("rule", "kind", "gives", "since", "standing")
    title = say("credits.rules", day=day.isoformat())
    made = table(title, [say(f"credits.{one}") for one in names])
    for one in found:
        gives = "\n".join(
            f"{'/'.join(out.modules) or out.nature} {to_credits(out.hundredths)}"
            for out in one.outputs
        )
        made.add_row(
            f"{one.key}\n{_title(one.title)}",
            _word("rule_kind", one.kind.value),
            gives,
            one.since.isoformat(),
            _word("standing", one.standing),
        )
    console().print(made)


def show_problems(problems: Sequence[Problem], rules: int) -> None:
    """What is wrong with rules, each in its sentence."""
    if not problems:
        print_lines(say("credits.lint_fine", n=rules))
        return
    print_lines(
        *(
            f"{one.column or '-'}: {text(f'error.{one.code}', language(), **one.params)}"
            for one in problems
        )
    )


def show_simulated(found: Simulated) -> None:
    """A result, what is lacking, and what was not used."""
    result = found.result
    title = _title(found.qualification.title, found.qualification.key)
    standing = _word("standing", found.qualification.standing)
    names = ("need", "wanted", "got", "lacking", "from_entries")
    made = table(
        say("credits.result", qualification=f"{title} ({standing})"),
        [say(f"credits.{one}") for one in names],
        (1, 2, 3),
    )
    for need in result.needs:
        sources = [
            ", ".join(one.entry_ids) + (f" ({one.rule_key})" if one.rule_key else "")
            for one in result.assignments
            if one.need_id == need.need_id
        ]
        short = str(to_credits(need.short)) if need.asked else say("credits.not_asked")
        made.add_row(
            _title(need.title),
            str(to_credits(need.wanted)),
            str(to_credits(need.got)),
            short,
            "\n".join(sources) or "-",
        )
    for limit in result.limits:
        amounts = (limit.wanted, limit.got, limit.short)
        made.add_row(_word("limit", limit.name), *(str(to_credits(one)) for one in amounts), "")
    console().print(made)
    if result.unused:
        unused = table(say("credits.unused"), [say("credits.entry"), say("credits.reason")])
        for one in result.unused:
            unused.add_row(one.entry_id, unused_sentence(one, language()))
        console().print(unused)
    print_lines(*gap_sentences(result, found.gap, language()))


def show_cases(found: Sequence[RecognitionCase], zone: tzinfo) -> None:
    """Cases, one a line, with the day on ``zone``'s clock."""
    names = ("case", "holder", "need", "state", "lacking", "opened")
    made = table(say("credits.cases"), [say(f"credits.{one}") for one in names], (4,), (0,))
    for one in found:
        made.add_row(
            one.case_id,
            one.holder_id,
            _title(decision_content(one)["qualification"]["title"], one.qualification_key),
            _word("state", one.state.value),
            str(to_credits(credits_lacking(decision_content(one)))),
            format_day(one.opened_at.astimezone(zone).date(), language()),
        )
    console().print(made)


def show_folder(folder: CaseFolder, zone: tzinfo) -> None:
    """One case: its result as it was frozen, its history on ``zone``'s clock, whether it is still
    that."""
    content: Mapping[str, Any] = folder.content
    title = _title(content["qualification"]["title"])
    names = ("need", "wanted", "got", "lacking")
    made = table(
        f"{folder.case.case_id}  {title}  {_word('state', folder.case.state.value)}",
        [say(f"credits.{one}") for one in names],
        (1, 2, 3),
    )
    for one in content["result"]["needs"]:
        short = one["short"] if one["asked"] else say("credits.not_asked")
        made.add_row(_title(one["title"]), one["wanted"], one["got"], short)
    console().print(made)
    names = ("move", "actor", "at", "note")
    steps = table(say("credits.history"), [say(f"credits.{one}") for one in names])
    for step in folder.steps:
        steps.add_row(
            _word("move", step.move),
            step.actor,
            format_moment(step.at, language(), zone),
            step.note,
        )
    console().print(steps)
    if folder.holds:
        print_lines(say("credits.intact", digest=folder.case.digest))
    else:
        print_lines(say("credits.broken"))
    if folder.case.signed_at is None:
        print_lines(text("credits.reason.advice", language()))


def show_lines(holder: str, found: LedgerRead, sums: Sequence[Balance]) -> None:
    """The ledger of a holder and its balance. An entry that states no credits counts by rules, so
    its amount is a dash."""
    frameworks = load_book().frameworks

    def framework(name: str) -> str:
        known = frameworks.get(name)
        return _title(known.title, name) if known else name

    names = ("entry", "line", "credits", "framework", "at", "actor", "case")
    made = table(
        say("credits.ledger", holder=holder), [say(f"credits.{one}") for one in names], (2,)
    )
    for one in found.lines:
        entry = found.entries.get(one.entry_id)
        made.add_row(
            f"{_title(entry.title, one.entry_id)}\n{one.entry_id}" if entry else one.entry_id,
            _word("line", one.kind.value),
            str(to_credits(one.hundredths)) if one.hundredths else "-",
            framework(one.framework_id),
            format_moment(one.at, language(), found.zone),
            one.actor,
            one.case_id or "-",
        )
    console().print(made)
    for held in sums:
        if not held.deposited:  # grades alone: nothing to add up
            continue
        print_lines(
            say(
                "credits.balance",
                framework=framework(held.framework_id),
                left=to_credits(held.left),
                deposited=to_credits(held.deposited),
                redeemed=to_credits(held.redeemed),
                expired=to_credits(held.expired),
                withdrawn=to_credits(held.withdrawn),
                reversed=to_credits(held.reversed),
            )
        )


def show_affected_cases(found: Sequence[Affected]) -> None:
    """What a rule would change, case by case."""
    if not found:
        print_lines(say("credits.affected_none"))
        return
    names = ("case", "state", "before", "after")
    made = table(say("credits.affected"), [say(f"credits.{one}") for one in names], (2, 3))
    for one in found:
        made.add_row(
            one.case_id,
            _word("state", one.state.value),
            str(to_credits(one.lacking_before)),
            str(to_credits(one.lacking_after)),
        )
    console().print(made)


def show_judged(appeal: Appeal, case: RecognitionCase) -> None:
    """How an appeal was decided; where a signed document still stands, how it is revoked."""
    print_lines(
        say("credits.judged", appeal=appeal.appeal_id, state=_word("appeal", appeal.state.value))
    )
    if case.state is CaseState.OVERTURNED and case.signed_at is not None:
        print_lines(say("credits.stands", id=recognition_id(case), case=case.case_id))
