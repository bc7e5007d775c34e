"""An effect's figures and terms in words: amount, interval, horizon, sample, cost."""

from __future__ import annotations

from babel.numbers import format_decimal, get_currency_name

from trimtab.cli.output import language
from trimtab.evidence import Transferred
from trimtab.kernel.evidence import Cost, Effect, Horizon, Measured, Population, Qualitative, Sample
from trimtab.kernel.evidence_vocabulary import CountedFrom, EffectUnit, Market, Span
from trimtab.messages import format_share, text

_PERCENT = (EffectUnit.SHARE_POINTS, EffectUnit.RELATIVE)


def word(key: str, **params: object) -> str:
    """The words ``evidence.<key>`` in this process's language."""
    return text(f"evidence.{key}", language(), **params)


def listed(words: list[str]) -> str:
    """Phrases one after another, those that are blank left out."""
    return text("form.separator", language()).join(filter(None, words))


def _figure(value: float, unit: EffectUnit) -> str:
    """Signed, as published; shares times 100, ratios unsigned."""
    scaled = round(value * 100, 6) if unit in _PERCENT else value
    pattern = "#,##0.##" if unit is EffectUnit.ODDS_RATIO else "+#,##0.##;-#,##0.##"
    shown = str(format_decimal(scaled, format=pattern, locale=language().locale))
    return word("percent", value=shown) if unit is EffectUnit.RELATIVE else shown


def _money_name(currency: str, value: float) -> str:
    return str(get_currency_name(currency, abs(value), locale=language().locale))


def amount(finding: Measured, estimate: float | None) -> str:
    """An estimate with the unit of the finding; where there is none, the published range."""
    if estimate is None:
        ends = (_figure(end, finding.unit) for end in (finding.low, finding.high)
                if end is not None)  # fmt: skip
        shown = word("range").join(ends)
    else:
        shown = _figure(estimate, finding.unit)
    currency = _money_name(finding.currency, 2) if finding.currency else ""
    with_unit = word(f"unit.{finding.unit}", value=shown, currency=currency)
    return word("about", amount=with_unit) if finding.approximate else with_unit


def interval(finding: Measured) -> str:
    """The published interval and what it is, or that none was published."""
    if finding.low is None or finding.high is None:
        return word("interval.none")
    coverage = finding.coverage
    return word(
        f"interval.{finding.interval}",
        low=_figure(finding.low, finding.unit),
        high=_figure(finding.high, finding.unit),
        coverage=format_share(coverage, language(), places=0) if coverage else "",
    )


def assumed_interval(moved: Transferred) -> str:
    """The interval after the discount, or that none was published."""
    if moved.low is None or moved.high is None:
        return word("interval.none")
    unit = moved.finding.unit
    return word("interval.assumed", low=_figure(moved.low, unit), high=_figure(moved.high, unit))


def finding_words(effect: Effect) -> str:
    """The figure as published, or the direction with what was found."""
    finding = effect.finding
    if isinstance(finding, Qualitative):
        found = finding.wording.in_language(language())
        return word("qualitative", direction=word(f"direction.{finding.direction}"), found=found)
    shown = amount(finding, finding.estimate)
    if finding.treated is None or finding.control is None:
        return shown
    groups = {
        name: format_share(share, language(), places=0)
        for name, share in (("treated", finding.treated), ("control", finding.control))
    }
    return listed([shown, word("groups", **groups)])


def horizon_words(horizon: Horizon) -> str:
    """Months with the moment they count from, or the study's own term."""
    if horizon.span is not Span.MONTHS:
        return word(f"span.{horizon.span}")
    key = "span.months" if horizon.months_until is not None else "span.months_open"
    shown = word(key, start=horizon.months_from, stop=horizon.months_until)
    if horizon.counted_from is CountedFrom.NOT_STATED:
        return shown
    return listed([shown, word(f"counted_from.{horizon.counted_from}")])


def population_words(people: Population) -> str:
    """Who was studied, and the state of the labour market where it is stated."""
    market = "" if people.market is Market.NOT_STATED else word(f"market.{people.market}")
    return listed([people.wording.in_language(language()), market])


def sample_words(sample: Sample | None) -> str:
    """How many were studied, or that it is not stated."""
    if sample is None:
        return word("not_stated")
    if sample.size is None:
        return word(f"sample.{sample.unit}")
    size = str(format_decimal(sample.size, locale=language().locale))
    shown = word("at_least", size=size) if sample.at_least else size
    return word(f"sample.{sample.unit}", size=shown)


def cost_words(cost: Cost | None) -> str:
    """What it cost, with its own verification where that is weaker than seen."""
    if cost is None:
        return word("not_stated")
    ends = dict.fromkeys(
        str(format_decimal(end, locale=language().locale)) for end in (cost.low, cost.high)
    )
    shown = word(
        f"cost.{cost.basis}",
        value=word("range").join(ends),
        currency=_money_name(cost.currency, cost.high),
    )
    return listed([shown, word(f"verification.{cost.verification}")])
