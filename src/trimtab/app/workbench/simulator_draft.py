"""A mix as somebody builds it: from fields of a form or of the API to a scenario file."""

from __future__ import annotations

import math
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from trimtab.app.workbench.simulator_controls import (
    SCHEME,
    USUAL_WIDTH,
    Control,
    all_controls,
)
from trimtab.app.workbench.simulator_grounds import (
    DETAIL,
    Ground,
    ground_named,
    occupation_groups,
    open_ground,
    open_quick,
    scale_of,
)
from trimtab.kernel import InputRejectedError, Problem
from trimtab.messages import LANGUAGES, text
from trimtab.simulation.levers import FORMS, LeverField, lever_title
from trimtab.simulation.levers.fields import NUMBERS, FieldUnit
from trimtab.simulation.levers.selection import major_group
from trimtab.simulation.scenario import Mode, Scenario, read_scenario
from trimtab.simulation.scenario.types import MOST_DRAWS

FIRST, MIX = "nothing", "mix"
"""The mix without levers, which others are compared with, and the one that is built."""
DRAWS, SEED = 60, 7
MOST_YEARS, USUAL_YEARS = 10.0, 3.0
LONGEST_NAME = 120
_FILE = "scenario.yaml"
_LARGEST = 1e15
_WHO = ("regions", "occupations", "tiers", "targets")
_OCCUPATIONS = ("occupations", "targets")

Fields = Mapping[str, str]
"""What a form or an address holds: ``training.on``, ``training.seats_year``, ``years`` ..."""


@dataclass(frozen=True)
class Use:
    """A lever in use. ``who``: regions, occupations, tiers, targets to one entry each."""

    form: str
    values: Mapping[str, float | str]
    width: float = USUAL_WIDTH
    who: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Draft:
    """A mix, the economy it is tried on, and how it is run; every value is checked."""

    ground: Ground
    uses: tuple[Use, ...]
    name: str = ""
    region: str = ""
    years: float = USUAL_YEARS
    scheme: Mapping[str, float] | None = None
    budget: float | None = None
    least_reserve: float | None = None
    mode: Mode = Mode.MEAN_FIELD
    draws: int = DRAWS

    @property
    def levers(self) -> tuple[Use, ...]:
        """What somebody decides."""
        return tuple(one for one in self.uses if not FORMS[one.form].is_shock)

    @property
    def shocks(self) -> tuple[Use, ...]:
        """What happens in every mix."""
        return tuple(one for one in self.uses if FORMS[one.form].is_shock)


def read_draft(workspace: Path, fields: Fields) -> Draft:
    """The draft that fields describe. Fields of levers that are not switched on are not read.

    Raises InputRejectedError WEB-094 with a problem for each field (WEB-095 to WEB-098), named by
    ``column``; UnknownCodeError WEB-092 for another economy, SIMULATION-021 for another region.
    """
    ground = ground_named(workspace, fields.get("ground", ""))
    region = fields.get("region", "")
    economy = open_quick(ground, region)
    controls = all_controls(scale_of(economy))
    reader = _Reader(fields, controls)
    groups = occupation_groups(economy)
    places = {
        "regions": economy.cells.regions,
        "occupations": groups,
        "tiers": economy.cells.tiers,
        "targets": groups,
    }
    uses = tuple(
        Use(form, reader.values(form), reader.width(form), reader.who(form, places))
        for form in FORMS
        if reader.on(form)
    )
    draft = Draft(
        ground=ground,
        uses=uses,
        name=reader.words("name"),
        region=region,
        years=reader.number("years", 0.25, MOST_YEARS) or USUAL_YEARS,
        scheme=reader.scheme(),
        budget=reader.number("budget", 0, _LARGEST),
        least_reserve=reader.number("least_reserve", -_LARGEST, _LARGEST),
        mode=Mode(reader.choice("mode", tuple(one.value for one in Mode)) or Mode.MEAN_FIELD),
        draws=int(reader.number("draws", 0, min(MOST_DRAWS, 400)) or 0)
        if fields.get("draws", "").strip()
        else DRAWS,
    )
    reader.refuse()
    return draft


def one_line(name: str) -> str:
    """A name without breaks and signs that cannot be printed: reports carry it, and no Word or
    Excel file holds them.

    >>> one_line("Plan\\x01 \\n B ")
    'Plan B'
    """
    return " ".join("".join(sign if sign.isprintable() else " " for sign in name).split())


@dataclass
class _Reader:
    """Reads fields and gathers what is wrong with them."""

    fields: Fields
    controls: Mapping[str, Control]
    problems: list[Problem] = field(default_factory=list)

    def on(self, form: str) -> bool:
        return self.fields.get(f"{form}.on", "") not in ("", "0", "false")

    def words(self, name: str) -> str:
        given = one_line(self.fields.get(name, ""))
        if len(given) > LONGEST_NAME:
            self._wrong("WEB-098", name, n=len(given), most=LONGEST_NAME)
        return given[:LONGEST_NAME]

    def number(
        self, name: str, lowest: float, highest: float, required: bool = False
    ) -> float | None:
        """A number within limits; None for an empty field."""
        given = self.fields.get(name, "").strip().replace(",", "")
        if not given:
            if required:
                self._wrong("WEB-095", name)
            return None
        try:
            value = float(given)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            self._wrong("WEB-096", name, value=given[:40])
        elif not lowest <= value <= highest:
            most = f"{highest:,.12g}" if math.isfinite(highest) else f"{_LARGEST:,.0f}"
            self._wrong("WEB-097", name, value=given[:40], lowest=f"{lowest:,.12g}", highest=most)
        else:
            return value
        return None

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        given = self.fields.get(name, "")
        if given and given not in allowed:
            shown = ", ".join(allowed[:12])
            self._wrong("WEB-099", name, value=given[:40], allowed=shown)
            return ""
        return given

    def values(self, form: str) -> dict[str, float | str]:
        read: dict[str, float | str] = {}
        for control in self.controls.values():
            if control.form != form:
                continue
            value: float | str | None
            if control.unit is FieldUnit.CHOICE:
                value = self.choice(control.name, control.choices) or None
            else:
                most = min(control.highest, _LARGEST)
                value = self.number(control.name, control.lowest, most, control.required)
            if value is not None:
                read[control.field] = value
        return read

    def width(self, form: str) -> float:
        given = self.number(f"{form}.width", 0, 0.9)
        return USUAL_WIDTH if given is None else given

    def who(self, form: str, places: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
        chosen = {name: self.choice(f"{form}.{name}", places[name]) for name in _WHO}
        if FORMS[form].field("targets"):
            chosen["targets"] = chosen["targets"] or places["targets"][0]
        return {name: one for name, one in chosen.items() if one and FORMS[form].field(name)}

    def scheme(self) -> dict[str, float] | None:
        if not self.on(SCHEME):
            return None
        return {name: float(value) for name, value in self.values(SCHEME).items()}

    def refuse(self) -> None:
        if self.problems:
            raise InputRejectedError("WEB-094", problems=self.problems, n=len(self.problems))

    def _wrong(self, code: str, name: str, **params: Any) -> None:
        self.problems.append(Problem(code, column=name, params={"field": name, **params}))


def document_of(draft: Draft, beside: Path | None = None) -> dict[str, Any]:
    """The draft as a scenario file holds it; a province is named relative to ``beside``.

    Where several levers are used, each stands alone in a mix of its own too: what each brings.
    """
    levers = [_entry(one) for one in draft.levers]
    mixes: dict[str, Any] = {FIRST: {"title": _words("web.simulation.nothing"), "levers": []}}
    if levers:
        mixes[MIX] = {"title": _title(draft), "levers": levers}
    if len(levers) > 1:
        for use in draft.levers:  # made anew: the file has no aliases
            mixes[f"only_{use.form}"] = {"title": _only(use.form), "levers": [_entry(use)]}
    document: dict[str, Any] = {
        "title": _title(draft),
        **_economy(draft, beside),
        "years": draft.years,
        "mode": draft.mode.value,
        "draws": draft.draws,
        "seed": SEED,
    }
    if draft.scheme is not None:
        document["baseline"] = {"benefit": dict(draft.scheme)}
    if draft.shocks:
        document["shocks"] = [_entry(one) for one in draft.shocks]
    document["mixes"] = mixes
    if draft.budget is not None:
        document["budget"] = _budget(draft)
    return document


def _words(key: str) -> dict[str, str]:
    return {one.value: text(key, one) for one in LANGUAGES}


def _title(draft: Draft) -> dict[str, str]:
    if draft.name:
        return {one.value: draft.name for one in LANGUAGES}
    return _words("web.simulation.mix")


def _only(form: str) -> dict[str, str]:
    return {
        one.value: text("web.simulation.only", one, lever=lever_title(form, one))
        for one in LANGUAGES
    }


def _economy(draft: Draft, beside: Path | None) -> dict[str, Any]:
    regions = {"regions": [draft.region]} if draft.region else {}
    folder = draft.ground.folder
    if folder is None:
        return {"economy": "us", **regions, "occupations": DETAIL}
    written = folder if beside is None else os.path.relpath(folder, beside)
    return {"economy": {"province": str(written)}, **regions}


def _budget(draft: Draft) -> dict[str, Any]:
    currency = open_ground(draft.ground, draft.region).cells.currency
    followed = draft.scheme is not None and "reserve" in draft.scheme
    limits: dict[str, Any] = {"amount": draft.budget, "currency": currency}
    if followed and draft.least_reserve is not None:
        limits["least_reserve"] = draft.least_reserve
    return limits


def _entry(use: Use) -> dict[str, Any]:
    """``{training: {seats_year: 4000, ...}}``; uncertain numbers as low, best, high."""
    form = FORMS[use.form]
    values: dict[str, Any] = {}
    for name, value in use.values.items():
        described = form.field(name)
        assert described is not None
        ranged = described.uncertain and described.unit in NUMBERS and use.width and value
        values[name] = _range(float(value), use.width, described) if ranged else value
    for name, code in use.who.items():
        values[name] = [major_group(code) if name in _OCCUPATIONS else code]
    return {use.form: values}


def _range(best: float, width: float, of: LeverField) -> dict[str, float]:
    off = abs(best) * width
    return {
        "low": round(max(best - off, of.lowest), 10),
        "best": best,
        "high": round(min(best + off, of.highest), 10),
    }


def scenario_text(draft: Draft, beside: Path | None = None) -> str:
    """The scenario file, readable by ``trimtab simulation``."""
    return yaml.safe_dump(document_of(draft, beside), allow_unicode=True, sort_keys=False)


def scenario_of(draft: Draft) -> Scenario:
    """The scenario, checked as a file is.

    Raises InputRejectedError WEB-094 with the problems by field of the form.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / _FILE
        path.write_text(scenario_text(draft), encoding="utf-8")
        try:
            return read_scenario(path)
        except InputRejectedError as error:
            problems = [_of_form(one) for one in error.problems]
            raise InputRejectedError("WEB-094", problems=problems, n=len(problems)) from None


def _of_form(problem: Problem) -> Problem:
    """A problem of the file named by the field of the form it came from."""
    path = (problem.column or "").replace("baseline.benefit", SCHEME)
    if path.startswith("budget"):
        return Problem(problem.code, column="budget", params=dict(problem.params))
    parts = path.rpartition("]")[2].strip(".").split(".")
    return Problem(problem.code, column=".".join(parts[-2:]), params=dict(problem.params))
