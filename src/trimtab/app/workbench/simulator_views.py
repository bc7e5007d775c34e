"""The builder in words of one language: levers, controls with what was entered, the ground."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from trimtab.app.workbench.simulator_controls import (
    SCHEME,
    USUAL_WIDTH,
    WIDTHS,
    Control,
    controls_of,
    scheme_controls,
    starting_budget,
)
from trimtab.app.workbench.simulator_draft import USUAL_YEARS, Fields
from trimtab.app.workbench.simulator_grounds import (
    Ground,
    Scale,
    ground_named,
    grounds_of,
    occupation_groups,
    open_quick,
    region_titles,
    scale_of,
)
from trimtab.kernel import InputRejectedError, Problem
from trimtab.messages import Language, format_number, format_share, has_text, text
from trimtab.reports.simulation.titles import group_title
from trimtab.simulation.levers import (
    BASELINE_FIELDS,
    FORMS,
    FieldUnit,
    LeverForm,
    field_title,
    lever_evidence,
    lever_title,
)
from trimtab.simulation.types import Economy

USUAL_FORMS = ("ai_adoption", "reemployment_service", SCHEME)
"""What a first visit begins with: a shock, one lever, an insurance fund, so that there is an answer
to look at."""

_MONEY = {
    FieldUnit.MONEY: "money",
    FieldUnit.MONEY_PERSON: "money_person",
    FieldUnit.MONEY_YEAR: "money_year",
    FieldUnit.MONEY_JOB_YEAR: "money_job_year",
}
_WHEN = ("from_year", "until_year")
assert BASELINE_FIELDS  # the benefit is a part of the baseline; its words are lever.baseline.*


@dataclass(frozen=True)
class Option:
    """A choice of a select."""

    value: str
    title: str


@dataclass(frozen=True)
class ControlView:
    """A control as a page shows it; ``value`` is what was entered, also where it is wrong."""

    control: Control
    label: str
    unit: str
    allowed: str
    value: str
    empty: str
    error: str
    options: tuple[Option, ...]

    @property
    def name(self) -> str:
        return self.control.name


@dataclass(frozen=True)
class Who:
    """A select of the regions, occupations or tiers that a lever is limited to."""

    name: str
    label: str
    value: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class LeverView:
    """A lever in the builder. ``mark``: measured, assumption or shock."""

    form: str
    title: str
    help: str
    on: bool
    mark: str
    main: tuple[ControlView, ...]
    more: tuple[ControlView, ...]
    width: str = ""
    widths: tuple[Option, ...] = ()
    who: tuple[Who, ...] = ()
    targets: tuple[Who, ...] = ()
    error: str = ""


@dataclass(frozen=True)
class Builder:
    """Everything that the form of the builder shows."""

    ground: Ground
    grounds: tuple[Option, ...]
    region: str
    regions: tuple[Option, ...]
    years: str
    shocks: tuple[LeverView, ...]
    levers: tuple[LeverView, ...]
    scheme: LeverView
    currency: str
    budget: str
    least_reserve: str
    errors: tuple[tuple[str, str], ...]


def builder(
    workspace: Path, fields: Fields, language: Language, refused: InputRejectedError | None = None
) -> Builder:
    """The builder with these fields; ``refused`` puts an error beside each field it names."""
    ground = ground_named(workspace, fields.get("ground", ""))
    region = fields.get("region", "")
    economy = open_quick(ground, region)
    errors = _errors(refused.problems if refused else (), language)
    view = _Views(fields, economy, scale_of(economy), language, dict(errors))
    levers = [view.lever(form) for form in FORMS.values()]
    return Builder(
        ground=ground,
        grounds=tuple(
            Option(one.name, text(f"web.simulation.ground.{one.name}", language))
            for one in grounds_of(workspace)
        ),
        region=region,
        regions=_regions(ground, language),
        years=fields.get("years", f"{USUAL_YEARS:g}"),
        shocks=tuple(one for one in levers if FORMS[one.form].is_shock),
        levers=tuple(one for one in levers if not FORMS[one.form].is_shock),
        scheme=view.scheme(),
        currency=economy.cells.currency,
        budget=fields.get("budget", ""),
        least_reserve=fields.get("least_reserve", ""),
        errors=errors,
    )


def _regions(ground: Ground, language: Language) -> tuple[Option, ...]:
    titles = region_titles(ground)
    everywhere = Option("", text("web.simulation.build.everywhere", language))
    each = (Option(code, one.in_language(language.value)) for code, one in titles.items())
    return (everywhere, *each)


def _errors(problems: Sequence[Problem], language: Language) -> tuple[tuple[str, str], ...]:
    return tuple((one.column or "", problem_words(one, language)) for one in problems)


def problem_words(problem: Problem, language: Language) -> str:
    """The sentence of a problem or caution, without file and code."""
    for table in ("error", "finding"):
        if has_text(f"{table}.{problem.code}", language):
            return text(f"{table}.{problem.code}", language, **problem.params)
    return problem.code


@dataclass(frozen=True)
class _Views:
    fields: Fields
    economy: Economy
    scale: Scale
    language: Language
    errors: Mapping[str, str]

    def lever(self, form: LeverForm) -> LeverView:
        controls = controls_of(form, self.scale)
        who = tuple(self._who(form))
        targets = tuple(one for one in who if one.name.endswith(".targets"))
        main = [one for one in controls if one.required or one.start is not None]
        return LeverView(
            form=form.name,
            title=lever_title(form.name, self.language),
            help=text(f"lever.{form.name}.help", self.language),
            on=self._on(form.name),
            mark=mark_of(form),
            main=tuple(self.control(one) for one in main),
            more=tuple(self.control(one) for one in controls if one not in main),
            width=self.fields.get(f"{form.name}.width", f"{USUAL_WIDTH:g}"),
            widths=tuple(self._widths()) if any(one.uncertain for one in controls) else (),
            who=tuple(one for one in who if one not in targets),
            targets=targets,
            error=self.errors.get(f"{form.name}.on", ""),
        )

    def scheme(self) -> LeverView:
        return LeverView(
            form=SCHEME,
            title=text("web.simulation.build.scheme", self.language),
            help=text("web.simulation.build.scheme_help", self.language),
            on=self._on(SCHEME),
            mark="assumption",
            main=tuple(self.control(one) for one in scheme_controls(self.scale)),
            more=(),
        )

    def _on(self, form: str) -> bool:
        return self.fields.get(f"{form}.on", "") not in ("", "0", "false")

    def control(self, control: Control) -> ControlView:
        language, words = self.language, control.field
        if control.form == SCHEME:
            label = text(f"lever.baseline.{words}", language)
        else:
            label = field_title(control.form, words, language)
        start = "" if control.start is None else f"{control.start:.12g}"
        given = self.fields.get(control.name)
        shown = given if given is not None and (given or self._on(control.form)) else start
        return ControlView(
            control=control,
            label=label,
            unit=unit_words(control, self.economy.cells.currency, language),
            allowed=allowed_words(control, language),
            value=shown,
            empty="" if control.required else self._empty(control),
            error=self.errors.get(control.name, ""),
            options=tuple(
                Option(one, choice_words(control, one, language)) for one in control.choices
            ),
        )

    def _empty(self, control: Control) -> str:
        if control.calibrated:
            return text("web.simulation.build.empty_calibrated", self.language)
        if isinstance(control.default, int | float):
            shown = format_number(float(control.default), self.language)
            return text("web.simulation.build.empty_is", self.language, value=shown)
        return text("web.simulation.build.empty_unused", self.language)

    def _widths(self) -> Iterator[Option]:
        for width in WIDTHS:
            share = format_share(width, self.language, places=0)
            key = "width_off" if width else "width_exact"
            yield Option(
                f"{width:g}", text(f"web.simulation.build.{key}", self.language, share=share)
            )

    def _who(self, form: LeverForm) -> Iterator[Who]:
        cells, own = self.economy.cells, self.economy.cells.occupation_titles
        groups = occupation_groups(self.economy)
        listed = {
            "regions": ("region", cells.regions),
            "occupations": ("occupation_group", groups),
            "tiers": ("tier", cells.tiers),
            "targets": ("occupation_group", groups),
        }
        for name, (axis, codes) in listed.items():
            if form.field(name) is None or len(codes) < 2:
                continue
            titles = (group_title(axis, code, own, self.language) for code in codes)
            each = (Option(code, title) for code, title in zip(codes, titles, strict=True))
            anybody = Option("", text("web.simulation.build.all", self.language))
            yield Who(
                f"{form.name}.{name}",
                text(f"web.simulation.build.who_{name}", self.language),
                self.fields.get(f"{form.name}.{name}", ""),
                tuple(each) if name == "targets" else (anybody, *each),
            )


def mark_of(form: LeverForm) -> str:
    """``shock``, ``measured`` where an effect of a trial sets a size, else ``assumption``."""
    if form.is_shock:
        return "shock"
    return "assumption" if lever_evidence(form, "US").is_assumption else "measured"


def unit_words(control: Control, currency: str, language: Language) -> str:
    """The unit of a field; money in the currency of the economy."""
    if control.unit is FieldUnit.CHOICE:
        return ""
    if control.unit in _MONEY:
        key = f"rules.currency.{currency.lower()}"
        named = text(key, language) if has_text(key, language) else currency
        return text(f"web.simulation.unit.{_MONEY[control.unit]}", language, currency=named)
    return text(f"lever.unit.{control.unit.value}", language)


def allowed_words(control: Control, language: Language) -> str:
    """The range that a field takes."""
    if control.unit is FieldUnit.CHOICE:
        return ""
    low = f"{control.lowest:,.12g}"
    if math.isinf(control.highest):
        return text("web.simulation.build.at_least", language, low=low)
    return text("web.simulation.build.between", language, low=low, high=f"{control.highest:,.12g}")


def choice_words(control: Control, choice: str, language: Language) -> str:
    """A choice in words."""
    key = f"lever.{control.form}.{control.field}.{choice}"
    return text(key, language) if has_text(key, language) else choice.replace("_", " ")


def starting_fields(workspace: Path, fields: Fields) -> dict[str, str]:
    """The fields with a starting value for each number that is not among them, of the levers that
    are switched on: what an address that names levers alone stands for. Without any lever or years
    it is a first visit, which begins with ``USUAL_FORMS`` and a budget."""
    ground = ground_named(workspace, fields.get("ground", ""))
    scale = scale_of(open_quick(ground, fields.get("region", "")))
    filled = dict(fields)
    if not any(name.endswith(".on") or name == "years" for name in fields):  # a first visit
        filled |= {f"{form}.on": "1" for form in USUAL_FORMS}
        filled.setdefault("budget", f"{starting_budget(scale):.12g}")
    for form in (*FORMS.values(), None):
        name = SCHEME if form is None else form.name
        if filled.get(f"{name}.on", "") in ("", "0", "false"):
            continue
        for control in scheme_controls(scale) if form is None else controls_of(form, scale):
            if control.start is not None:
                filled.setdefault(control.name, f"{control.start:.12g}")
    return filled
