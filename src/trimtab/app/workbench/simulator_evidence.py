"""Levers and what stands behind them, for the pages of evidence."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from trimtab.app.titles import country_name
from trimtab.app.workbench.simulator_controls import Control, controls_of
from trimtab.app.workbench.simulator_grounds import grounds_of, open_quick, scale_of
from trimtab.app.workbench.simulator_views import (
    allowed_words,
    choice_words,
    mark_of,
    unit_words,
)
from trimtab.kernel import UnknownCodeError
from trimtab.messages import Language, format_number, text
from trimtab.simulation.levers import FORMS, LeverForm, field_title, lever_evidence, lever_title
from trimtab.simulation.levers.wording import evidence_pairs

_COUNTRY = {"province": "CN", "us": "US"}


@dataclass(frozen=True)
class LeverRow:
    """A lever in the list. ``mark``: measured, assumption or shock."""

    form: str
    title: str
    help: str
    mark: str


@dataclass(frozen=True)
class LeverPage:
    """One lever: settings as rows (title, unit, allowed, start), facts of its evidence."""

    row: LeverRow
    country: str
    settings: tuple[tuple[str, str, str, str], ...]
    facts: tuple[tuple[str, str], ...]


def lever_rows(language: Language) -> tuple[LeverRow, ...]:
    """Every lever with what sets its size."""
    return tuple(_row(form, language) for form in FORMS.values())


def _row(form: LeverForm, language: Language) -> LeverRow:
    help_words = text(f"lever.{form.name}.help", language)
    return LeverRow(form.name, lever_title(form.name, language), help_words, mark_of(form))


def lever_page(workspace: Path, name: str, language: Language) -> LeverPage:
    """A lever with its settings on the first economy of the workspace, and its evidence there.

    Raises UnknownCodeError WEB-105 for a lever that does not exist.
    """
    if name not in FORMS:
        raise UnknownCodeError("WEB-105", name=name, known=", ".join(FORMS))
    form, ground = FORMS[name], grounds_of(workspace)[0]
    economy = open_quick(ground)
    country, currency = _COUNTRY[ground.name], economy.cells.currency
    return LeverPage(
        row=_row(form, language),
        country=country_name(country, language),
        settings=tuple(
            (
                field_title(name, one.field, language),
                unit_words(one, currency, language),
                allowed_words(one, language)
                or text("form.listed", language).join(
                    choice_words(one, choice, language) for choice in one.choices
                ),
                _start(one, language),
            )
            for one in controls_of(form, scale_of(economy))
        ),
        facts=tuple(evidence_pairs(lever_evidence(form, country), language)),
    )


def _start(control: Control, language: Language) -> str:
    if control.start is not None:
        return format_number(control.start, language)
    if control.calibrated:
        return text("web.simulation.build.empty_calibrated", language)
    if control.required:
        return text("web.simulation.levers.required", language)
    if isinstance(control.default, str):
        return choice_words(control, control.default, language)
    if control.default is not None:
        return format_number(float(control.default), language)
    return text("web.simulation.build.empty_unused", language)
