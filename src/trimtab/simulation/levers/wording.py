"""Levers, their parameters, costs and evidence in words, for reports and the command line."""

from __future__ import annotations

from collections.abc import Iterator

from trimtab.kernel.evidence import Effect, Horizon, Measured
from trimtab.kernel.evidence_vocabulary import CountedFrom, Span
from trimtab.messages import Language, format_number, format_share, has_text, text
from trimtab.simulation.levers.evidence import LeverEvidence
from trimtab.simulation.levers.fields import COMMON
from trimtab.simulation.levers.forms import FORMS
from trimtab.simulation.levers.policy import Policy


def lever_title(form: str, language: Language) -> str:
    """Title of a lever."""
    return text(f"lever.{form}.title", language)


def field_title(form: str, field: str, language: Language) -> str:
    """Title of a field of a lever."""
    table = "common" if field in COMMON else form
    return text(f"lever.{table}.{field}", language)


def item_title(name: str, language: Language) -> str:
    """Title of a cost item or a part of demand: ``training``, ``training:2``, ``benefits``,
    ``cluster_support/displaced``.

    Examples
    --------
    >>> item_title("training:2", Language.EN)
    'Training (2)'
    """
    head, _, part = name.partition("/")
    form, _, number = head.partition(":")
    title = lever_title(form, language) if form in FORMS else text(f"lever.item.{form}", language)
    if part:
        of_part = text(f"lever.item.{part}", language)
        title = text("lever.item.part", language, title=title, part=of_part)
    return text("lever.item.numbered", language, title=title, number=number) if number else title


def parameter_title(path: str, language: Language) -> str:
    """Title of an uncertain number by its path: lever and field; a label stays as it was written.

    Examples
    --------
    >>> parameter_title("reemployment_service.search_lift", Language.EN)
    'Re-employment service: relative rise of search intensity'
    """
    head, _, field = path.rpartition(".")
    form = head.partition(":")[0]
    if path == "baseline.search_intensity":
        return text("lever.baseline.search_intensity", language)
    forms = [form] if form in FORMS else [one for one in FORMS if FORMS[one].field(field)]
    shown = item_title(head, language) if form in FORMS else head
    known = forms and has_text(f"lever.{forms[0]}.{field}", language)
    title = field_title(forms[0], field, language) if known else field
    return text("lever.item.field", language, lever=shown, field=title)


def evidence_in_words(
    policy: Policy, to_country: str, language: Language
) -> tuple[tuple[str, str], ...]:
    """What stands behind a lever in a country, as pairs of a label and words."""
    return tuple(evidence_pairs(policy.evidence(to_country), language))


def evidence_pairs(evidence: LeverEvidence, language: Language) -> Iterator[tuple[str, str]]:
    """What stands behind a lever, as pairs of a label and words."""

    def word(key: str, **params: object) -> str:
        return text(f"lever.evidence.{key}", language, **params)

    basis, effect, moved = word("basis"), evidence.effect, evidence.transferred
    if effect is None or moved is None or evidence.range is None or evidence.calibrated is None:
        yield basis, word("assumption")
        for one, reason in evidence.related:
            if reason is not None:
                found = [": ".join(pair) for pair in _side_effects(one, language, silent=False)]
                parts = (word(f"refused.{reason}"), *found)
                yield one.id, text("form.separator", language).join(parts)
        return
    yield basis, word("trial", study=effect.study)
    yield word("effect"), estimate_in_words(effect, language)
    yield word("horizon"), horizon_in_words(effect.horizon, language)
    yield from _side_effects(effect, language, silent=True)
    factor = format_share(moved.discount.factor, language, places=0)
    yield word("discount"), word("discounted", share=factor)
    drawn = evidence.range
    ends = {name: format_number(getattr(drawn, name), language) for name in ("low", "best", "high")}
    yield word("parameter"), word("drawn", **ends)


def estimate_in_words(effect: Effect, language: Language) -> str:
    """The outcome of an effect with its estimate and unit."""
    finding = effect.finding
    if not isinstance(finding, Measured) or finding.estimate is None:
        return text("evidence.not_stated", language)
    value = format_number(finding.estimate, language)
    shown = text(f"evidence.unit.{finding.unit}", language, value=value, currency=finding.currency)
    outcome = text(f"evidence.outcome.{effect.outcome}", language)
    return text("evidence.of", language, outcome=outcome, effect=shown)


def horizon_in_words(horizon: Horizon, language: Language) -> str:
    """A horizon: months and what they count from, or the study's own words."""
    if horizon.span is not Span.MONTHS:
        return text(f"evidence.span.{horizon.span}", language)
    key = "months" if horizon.months_until is not None else "months_open"
    shown = text(
        f"evidence.span.{key}", language, start=horizon.months_from, stop=horizon.months_until
    )
    if horizon.counted_from is CountedFrom.NOT_STATED:
        return shown
    counted = text(f"evidence.counted_from.{horizon.counted_from}", language)
    return text("form.separator", language).join((shown, counted))


def _side_effects(effect: Effect, language: Language, *, silent: bool) -> Iterator[tuple[str, str]]:
    """What a study says of side effects; with ``silent`` also that it does not."""

    def pair(name: str, words: str) -> tuple[str, str]:
        return text(f"lever.evidence.{name}", language), words

    for name in ("lock_in", "windfall", "displacement"):
        found = getattr(effect, name)
        if found is not None:
            yield pair(name, text("evidence.found" if found else "evidence.not_found", language))
        elif silent:
            yield pair(name, text("evidence.not_stated", language))
    months = effect.fade_out_months
    if months is not None:
        yield pair("fade_out", text("evidence.fade_out", language, months=months))
    elif silent:
        yield pair("fade_out", text("evidence.not_stated", language))
