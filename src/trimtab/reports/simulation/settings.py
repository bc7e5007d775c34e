"""The settings of a lever as a scenario has them, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from trimtab.kernel import Wording
from trimtab.messages import Language, has_text, text
from trimtab.reports import numbers
from trimtab.reports.simulation.figures import form_of
from trimtab.reports.simulation.titles import code_title
from trimtab.reports.simulation.types import SimulationReport
from trimtab.simulation.answers import OutcomeUnit
from trimtab.simulation.levers import FieldUnit, LeverField, Policy, Uncertain, field_title

NO_TITLES: Mapping[str, Wording] = MappingProxyType({})
_SCALED_FROM = 1e6  # prices and wages are read in whole units
_MONEY = frozenset(
    {FieldUnit.MONEY, FieldUnit.MONEY_PERSON, FieldUnit.MONEY_YEAR, FieldUnit.MONEY_JOB_YEAR}
)


def distinct_policies(report: SimulationReport) -> tuple[Policy, ...]:
    """Every lever of shocks and mixes once, by form and label."""
    every = (*report.shocks, *(one for mix in report.mixes for one in mix.policies))
    return tuple({(one.form, one.label): one for one in every}.values())


def settings_in_words(
    policy: Policy, language: Language, currency: str, titles: Mapping[str, Wording] = NO_TITLES
) -> Iterator[str]:
    """``cost of a person: 290 USD``: every field that differs from its default. ``titles``: the
    economy's own, of occupations and regions."""
    for field in policy.lever.fields:
        value = policy.values.get(field.name)
        if value is None or value == field.default or value in ((), {}):
            continue
        title = field_title(policy.form, field.name, language)
        shown = value_in_words(policy.form, field, value, language, currency, titles)
        yield text("simulation_report.setting", language, title=title, value=shown)


def value_in_words(
    form: str,
    field: LeverField,
    value: object,
    language: Language,
    currency: str,
    titles: Mapping[str, Wording] = NO_TITLES,
) -> str:
    """A number with its unit, a range with its best value, a choice, codes."""
    joint = text("brief.list_joint", language)
    if isinstance(value, Uncertain):
        return text(
            "simulation_report.range",
            language,
            best=_number(field, value.best, language, currency),
            low=_number(field, value.low, language, currency),
            high=_number(field, value.high, language, currency),
        )
    if isinstance(value, Mapping):
        return joint.join(f"{axis}: {', '.join(of)}" for axis, of in value.items())
    if isinstance(value, tuple):
        return joint.join(code_title(field.name, str(one), titles, language) for one in value)
    if isinstance(value, str):
        key = f"lever.{form}.{field.name}.{value}"
        return text(key, language) if has_text(key, language) else value.replace("_", " ")
    return _number(field, float(str(value)), language, currency)


def _number(field: LeverField, value: float, language: Language, currency: str) -> str:
    if field.unit is FieldUnit.SHARE:
        shown = numbers.constant(100 * value, language)
        return text("brief.number.percent", language, number=shown)
    if field.unit in _MONEY:
        form = form_of(OutcomeUnit.MONEY, [value if abs(value) >= _SCALED_FROM else 0.0], language,
                       currency)  # fmt: skip
        scaled = form.scaled(value)
        shown = numbers.fixed(scaled, 0 if float(scaled).is_integer() else 2, language)
        return form.with_unit(shown)
    if field.unit in (FieldUnit.YEARS, FieldUnit.WEEKS):
        unit = text(f"simulation_report.unit.{field.unit.value}", language, n=value)
        return text(
            "answers.with_unit", language, number=numbers.constant(value, language), unit=unit
        )
    if field.unit in (FieldUnit.PERSONS_YEAR, FieldUnit.JOBS):
        people = field.unit is FieldUnit.PERSONS_YEAR
        word = text(f"simulation_report.unit.{'persons' if people else 'jobs'}", language)
        shown = numbers.fixed(value, 0, language)
        return text("answers.with_unit", language, number=shown, unit=word)
    return numbers.constant(value, language)
