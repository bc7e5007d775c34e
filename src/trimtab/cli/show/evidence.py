"""Effects: a list, one in full with its transfer discount, and both for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from trimtab.app.titles import country_name
from trimtab.cli.output import console, language, print_lines, say, table
from trimtab.cli.show.effect_words import (
    amount,
    assumed_interval,
    cost_words,
    finding_words,
    horizon_words,
    interval,
    listed,
    population_words,
    sample_words,
    word,
)
from trimtab.cli.show.entries import Entry, print_entries
from trimtab.evidence import TransferDiscount, discounted, transfer_discount, unusable_in
from trimtab.kernel import Wording
from trimtab.kernel.evidence import Effect, Measured
from trimtab.kernel.evidence_vocabulary import Unusable
from trimtab.messages import format_day, format_share


def show_effects(effects: Sequence[Effect], held: int) -> None:
    """An effect with what was found and how; recalled ones say that they are never used."""
    if not effects:
        print_lines(say("evidence.nothing", held=held))
        return
    print_entries("", map(_listed, effects))
    print_lines(say("evidence.count", shown=len(effects), held=held))


def _listed(effect: Effect) -> Entry:
    outcome = word(f"outcome.{effect.outcome}")
    standing = (
        horizon_words(effect.horizon),
        word(f"design.{effect.design}"),
        word(f"verification.{effect.verification}"),
    )
    facts = word("of", outcome=outcome, effect=finding_words(effect)), listed([*standing])
    return Entry(effect.id, facts, faint=_is_recalled(effect))


def show_written(path: Path, rows: int) -> None:
    """Where the file is."""
    print_lines(say("evidence.written", n=rows, file=path))


def show_effect(effect: Effect, file: str, to: str) -> None:
    """All that stands beside an effect, then what may be assumed of it elsewhere."""
    out, discount = console(), transfer_discount(effect, to)
    title = effect.programme.in_language(language())
    out.print(f"\n[bold]{_escaped(title)}[/]")
    print_lines(effect.id)
    if _is_recalled(effect):
        out.print(f"[bold red]{say('evidence.recalled')}[/]")
    _print_pairs("", _facts(effect, file))
    country = country_name(discount.country, language())
    _print_pairs(say("evidence.transfer_title", country=country), _transfer(effect, discount))
    out.print(f"[dim]{say('evidence.assumption')}[/]")


def _print_pairs(title: str, pairs: Iterator[tuple[str, str]]) -> None:
    shown = table(title, (say("evidence.column.what"), say("evidence.column.value")), whole=(0,))
    for name, value in pairs:
        shown.add_row(name, _escaped(value))
    console().print(shown)


def _facts(effect: Effect, file: str) -> Iterator[tuple[str, str]]:
    finding = effect.finding
    yield say("evidence.row.lever"), word(f"lever.{effect.lever}")
    yield say("evidence.row.outcome"), word(f"outcome.{effect.outcome}")
    yield say("evidence.row.effect"), finding_words(effect)
    if isinstance(finding, Measured):
        yield say("evidence.row.interval"), interval(finding)
    yield say("evidence.row.horizon"), horizon_words(effect.horizon)
    yield say("evidence.row.study"), effect.study
    yield say("evidence.row.population"), population_words(effect.population)
    method = effect.method.in_language(language())
    yield say("evidence.row.design"), listed([word(f"design.{effect.design}"), method])
    yield say("evidence.row.sample"), sample_words(effect.sample)
    yield say("evidence.row.cost"), cost_words(effect.cost)
    yield from _side_effects(effect)
    yield say("evidence.row.verification"), word(f"verification.{effect.verification}")
    yield say("evidence.row.source"), effect.source
    recorded = format_day(effect.recorded, language())
    yield say("evidence.row.recorded"), listed([recorded, file])
    if note := effect.note.in_language(language()):
        yield say("evidence.row.note"), note


def _side_effects(effect: Effect) -> Iterator[tuple[str, str]]:
    """What the study says of side effects, and in one line on which it is silent."""
    told = {
        "lock_in": effect.lock_in,
        "windfall": effect.windfall,
        "displacement": effect.displacement,
    }
    for name, found in told.items():
        if found is not None:
            yield say(f"evidence.row.{name}"), word("found" if found else "not_found")
    if effect.fade_out_months is not None:
        yield say("evidence.row.fade_out"), word("fade_out", months=effect.fade_out_months)
    silent = [say(f"evidence.row.{name}") for name, found in told.items() if found is None]
    if effect.fade_out_months is None:
        silent.append(say("evidence.row.fade_out"))
    if silent:
        yield say("evidence.row.silent"), listed(silent)


def _transfer(effect: Effect, discount: TransferDiscount) -> Iterator[tuple[str, str]]:
    yield say("evidence.row.discount"), _kept(discount.factor)
    for part in discount.parts:
        reason = word(f"transfer.{part.part}.{part.case}")
        yield word(f"part.{part.part}"), listed([_kept(part.factor), reason])
    refusal = unusable_in(effect, discount.country)
    if refusal is not None:
        yield say("evidence.row.assumed"), word(f"unusable.{refusal}")
        return
    moved = discounted(effect, discount.country)
    if moved.estimate is not None:
        yield say("evidence.row.assumed"), amount(moved.finding, moved.estimate)
    yield say("evidence.row.assumed_interval"), assumed_interval(moved)


def _kept(share: float) -> str:
    return format_share(share, language(), places=0)


def _is_recalled(effect: Effect) -> bool:
    return effect.unusable is Unusable.RECALLED


def _escaped(shown: str) -> str:
    """A register's text is text, never the terminal's markup."""
    from rich.markup import escape

    return escape(shown)


def effect_to_json(effect: Effect, file: str, to: str | None) -> dict[str, Any]:
    """An effect for a program; ``to`` adds what may be assumed there."""
    finding = effect.finding
    measured = finding if isinstance(finding, Measured) else None
    values: dict[str, Any] = _plain(effect) | {
        "finding": {"kind": "measured" if measured else "qualitative"} | _plain(finding),
        "usable_as_default": effect.usable_as_default,
        "unusable": effect.unusable,
        "file": file,
        "words": {
            "effect": finding_words(effect),
            "interval": interval(measured) if measured else None,
            "verification": word(f"verification.{effect.verification}"),
        },
    }
    return values | ({"transfer": _transfer_to_json(effect, to)} if to else {})


def _plain(value: Any) -> Any:
    """Records and wordings as dictionaries, all else as it is."""
    if isinstance(value, Wording):
        return value._asdict()
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


def _transfer_to_json(effect: Effect, to: str) -> dict[str, Any]:
    """Estimate and interval are null where the effect must not be used there."""
    discount, refusal = transfer_discount(effect, to), unusable_in(effect, to)
    moved = None if refusal else discounted(effect, to)
    return {
        "to": discount.country,
        "factor": discount.factor,
        "basis": say("evidence.assumption"),
        "parts": [
            _plain(part) | {"reason": word(f"transfer.{part.part}.{part.case}")}
            for part in discount.parts
        ],
        "usable_as_default": refusal is None,
        "unusable": refusal,
        "estimate": moved.estimate if moved else None,
        "low": moved.low if moved else None,
        "high": moved.high if moved else None,
    }
