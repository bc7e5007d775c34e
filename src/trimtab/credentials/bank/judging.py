"""What each entry could count for: usable at all, which needs it fits, which rules it feeds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from trimtab.credentials.bank.entries import Entry
from trimtab.credentials.bank.equivalences import (
    EquivalenceRule,
    RuleInput,
    RuleKind,
    RuleOutput,
    rules_in_force,
)
from trimtab.credentials.bank.frameworks import (
    Concluded,
    Frameworks,
    convert_credits,
    level_number,
)
from trimtab.credentials.bank.qualifications import Need, Origin, Qualification
from trimtab.credentials.bank.values import months_after


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something counts or does not: the sentence ``credits.reason.<name>`` and its blanks."""

    name: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judged:
    """An entry as one qualification sees it. ``worth`` in hundredths of its framework, None where
    that cannot be told; ``refused`` says why it cannot be used at all."""

    entry: Entry
    worth: Concluded
    level: Concluded
    needs: tuple[int, ...]  # positions of the needs it fits as it is
    refused: Reason | None = None


@dataclass(frozen=True, slots=True)
class Fed:
    """A rule that the entries at hand could feed. ``fed`` holds, for each input, the positions of
    the entries that match it; ``fits``, for each output, those of the needs."""

    rule: EquivalenceRule
    fed: tuple[tuple[int, ...], ...]
    amounts: tuple[tuple[int, ...], ...]  # what each match adds to what the input asks for
    asked: tuple[int, ...]
    fits: tuple[tuple[int, ...], ...]
    bridges: tuple[int, ...]  # positions of entries that are the bridge module


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: what do these entries count for, on a day, as far as known at an instant."""

    qualification: Qualification
    frameworks: Frameworks
    on: date
    known: datetime


def in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Entries in the one order in which everything is decided: those that end soonest first, then
    the older, then by their ids. So the answer cannot depend on how a list was sorted."""
    return tuple(
        sorted(entries, key=lambda one: (one.expires_on or date.max, one.earned_on, one.entry_id))
    )


def judge(entries: Sequence[Entry], asked: Asked) -> tuple[Judged, ...]:
    """Each entry as the qualification sees it, in the order given."""
    needs = asked.qualification.needs()
    return tuple(_judged(one, needs, asked) for one in entries)


def _judged(entry: Entry, needs: Sequence[Need], asked: Asked) -> Judged:
    wanted, known = asked.qualification.framework_id, asked.known.date()
    worth = convert_credits(
        asked.frameworks, entry.hundredths, entry.hours, entry.framework_id, wanted
    )
    level = level_number(asked.frameworks, entry.framework_id, entry.level, wanted, asked.on, known)
    refused = _refused(entry, asked)
    fits = () if refused or not worth.number else tuple(
        position
        for position, need in enumerate(needs)
        if _is_of(need, entry.module_id, entry.nature)
        and need_allows(need, entry, asked.on)
        and (not need.origins or entry.origin in need.origins)
        and _high_enough(need, level.number)
    )  # fmt: skip
    return Judged(entry, worth, level, fits, refused)


def _refused(entry: Entry, asked: Asked) -> Reason | None:
    if entry.earned_on > asked.on:
        return Reason("earned_later", {"day": entry.earned_on.isoformat()})
    if entry.expires_on is not None and entry.expires_on <= asked.on:
        return Reason("expired", {"day": entry.expires_on.isoformat()})
    months = asked.qualification.months
    if months is not None and months_after(entry.earned_on, months) <= asked.on:
        return Reason("too_old", {"day": entry.earned_on.isoformat(), "months": str(months)})
    if entry.origin is Origin.PRIOR_LEARNING and not entry.assessed:
        return Reason("not_assessed")
    return None


def _is_of(need: Need, module: str, nature: str) -> bool:
    if not need.modules and not need.natures:
        return True
    return module in need.modules or (bool(nature) and nature in need.natures)


def _high_enough(need: Need, level: int | None) -> bool:
    return need.level is None or (level is not None and level >= need.level)


def need_allows(need: Need, entry: Entry, on: date) -> bool:
    """What a need asks of the learning itself, also where a rule turns it into something else:
    the mark, the age, who taught it."""
    if need.grade is not None and (entry.grade is None or entry.grade < need.grade):
        return False
    if need.months is not None and months_after(entry.earned_on, need.months) <= on:
        return False
    return not need.issuers or entry.issuer_id in need.issuers


def feed(
    judged: Sequence[Judged], rules: Iterable[EquivalenceRule], asked: Asked
) -> tuple[Fed, ...]:
    """The rules in force that these entries could feed and whose result could fill a need."""
    needs = asked.qualification.needs()
    found = (
        _fed(rule, judged, needs, asked)
        for rule in rules_in_force(
            rules, asked.on, asked.known, asked.qualification.qualification_id
        )
    )
    return tuple(one for one in found if one is not None)


def _fed(
    rule: EquivalenceRule, judged: Sequence[Judged], needs: Sequence[Need], asked: Asked
) -> Fed | None:
    matches, amounts = [], []
    for wanted in rule.inputs:
        found = {
            position: amount
            for position, one in enumerate(judged)
            if one.refused is None
            and (amount := _match(rule, wanted, one.entry, asked)) is not None
        }
        if not found or sum(found.values()) < _asks(wanted):
            return None
        matches.append(tuple(found))
        amounts.append(tuple(found.values()))
    fits = tuple(_output_fits(rule, output, needs, asked) for output in rule.outputs)
    bridges = tuple(
        position
        for position, one in enumerate(judged)
        if rule.bridge and one.refused is None and one.entry.module_id == rule.bridge
    )
    useful = any(fits) or asked.qualification.total is not None
    if not useful or (rule.bridge and not bridges):
        return None
    asks = tuple(_asks(wanted) for wanted in rule.inputs)
    return Fed(rule, tuple(matches), tuple(amounts), asks, fits, bridges)


def _asks(wanted: RuleInput) -> int:
    """How much an input asks for: hundredths, or hours, or one match."""
    return wanted.hundredths or wanted.hours or 1


def _match(rule: EquivalenceRule, wanted: RuleInput, entry: Entry, asked: Asked) -> int | None:
    """What an entry adds to an input; None where it does not match."""
    if wanted.code not in (entry.standard_id, entry.module_id):
        return None
    if wanted.grade is not None and (entry.grade is None or entry.grade < wanted.grade):
        return None
    if rule.kind is RuleKind.PRIOR_LEARNING and not (
        entry.assessed and entry.origin in (Origin.PRIOR_LEARNING, Origin.WORK)
    ):
        return None
    if wanted.level and not _reaches(rule, wanted.level, entry, asked):
        return None
    if wanted.hundredths:
        return convert_credits(
            asked.frameworks, entry.hundredths, entry.hours, entry.framework_id, rule.framework_id
        ).number
    return entry.hours if wanted.hours else 1


def _reaches(rule: EquivalenceRule, level: str, entry: Entry, asked: Asked) -> bool:
    framework = asked.frameworks.get(rule.framework_id)
    least = framework.level(level) if framework else None
    held = level_number(
        asked.frameworks,
        entry.framework_id,
        entry.level,
        rule.framework_id,
        asked.on,
        asked.known.date(),
    ).number
    return least is not None and held is not None and held >= least.number


def _output_fits(
    rule: EquivalenceRule, output: RuleOutput, needs: Sequence[Need], asked: Asked
) -> tuple[int, ...]:
    framework = asked.frameworks.get(asked.qualification.framework_id)
    level = framework.level(output.level) if framework and output.level else None
    modules = output.modules or ("",)
    return tuple(
        position
        for position, need in enumerate(needs)
        if output.hundredths > 0
        and any(_is_of(need, module, output.nature) for module in modules)
        and (not need.origins or rule.origin in need.origins)
        and _high_enough(need, level.number if level else None)
    )
