"""The fields of a lever: unit, range, default; and how a written value becomes a checked one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from trimtab.kernel import InputRejectedError
from trimtab.kernel.evidence_vocabulary import Lever
from trimtab.simulation.levers.uncertain import ASSUMPTION, Uncertain

FieldValue: TypeAlias = (
    float | Uncertain | str | tuple[str, ...] | Mapping[str, tuple[str, ...]] | None
)


class FieldUnit(StrEnum):
    """Unit of a field. Shares are 0 to 1; money is in the currency of the economy, undiscounted."""

    SHARE = "share"
    RATIO = "ratio"
    YEARS = "years"
    WEEKS = "weeks"
    PERSONS_YEAR = "persons_year"
    JOBS = "jobs"
    MONEY = "money"
    MONEY_PERSON = "money_person"
    MONEY_YEAR = "money_year"
    MONEY_JOB_YEAR = "money_job_year"
    CHOICE = "choice"
    CODES = "codes"
    TRAITS = "traits"


NUMBERS = frozenset(set(FieldUnit) - {FieldUnit.CHOICE, FieldUnit.CODES, FieldUnit.TRAITS})


@dataclass(frozen=True, slots=True)
class LeverField:
    """One field of a lever; its words are ``lever.<form>.<field>`` or ``lever.common.<field>``.

    ``uncertain``: may be given as ``{low, best, high}``. ``default`` is used where a field that is
    not required is left out; None means "not used".
    """

    name: str
    unit: FieldUnit
    lowest: float = 0.0
    highest: float = math.inf
    required: bool = False
    default: float | str | None = None
    uncertain: bool = False
    choices: tuple[str, ...] = ()

    def read(self, form: str, value: object, line: int | None) -> FieldValue:
        """The checked value, or InputRejectedError SIMULATION-050, 053-057, 065, 076."""
        match self.unit:
            case FieldUnit.CHOICE:
                return self._choice(form, value, line)
            case FieldUnit.CODES:
                return self._codes(form, value, line)
            case FieldUnit.TRAITS:
                return self._traits(form, value, line)
            case _:
                return self._number(form, value, line)

    def _refused(
        self, code: str, form: str, value: object, line: int | None, **more: Any
    ) -> InputRejectedError:
        return InputRejectedError(
            code, lever=form, field=self.name, value=_shown(value), line=line or "-", **more
        )

    def _number(self, form: str, value: object, line: int | None) -> float | Uncertain:
        if isinstance(value, Uncertain | Mapping):
            return self._range(form, value, line)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._refused("SIMULATION-053", form, value, line)
        return self._within(form, float(value), line)

    def _within(self, form: str, value: float, line: int | None) -> float:
        if not (math.isfinite(value) and self.lowest <= value <= self.highest):
            if math.isinf(self.highest):
                raise self._refused("SIMULATION-065", form, value, line, lowest=_shown(self.lowest))
            raise self._refused(
                "SIMULATION-054", form, value, line,
                lowest=_shown(self.lowest), highest=_shown(self.highest),
            )  # fmt: skip
        return value

    def _range(
        self, form: str, value: Uncertain | Mapping[object, object], line: int | None
    ) -> float | Uncertain:
        if not self.uncertain:
            raise self._refused("SIMULATION-055", form, value, line)
        given: dict[str, object]
        if isinstance(value, Uncertain):
            given, source = {"low": value.low, "best": value.best, "high": value.high}, value.source
        else:
            given, source = {str(key): end for key, end in value.items()}, ASSUMPTION
        if set(given) != {"low", "best", "high"}:
            raise self._refused("SIMULATION-056", form, value, line)
        ends = {}
        for name, end in given.items():
            if isinstance(end, bool) or not isinstance(end, int | float):
                raise self._refused("SIMULATION-053", form, end, line)
            ends[name] = self._within(form, float(end), line)
        return Uncertain(**ends, source=source)

    def _choice(self, form: str, value: object, line: int | None) -> str:
        if value not in self.choices:
            raise self._refused(
                "SIMULATION-057", form, value, line, allowed=", ".join(self.choices)
            )
        return str(value)

    def _codes(self, form: str, value: object, line: int | None) -> tuple[str, ...]:
        given = [value] if isinstance(value, str | int) else value
        if not isinstance(given, list | tuple) or not all(isinstance(x, str | int) for x in given):
            raise self._refused("SIMULATION-076", form, value, line)
        return tuple(str(one) for one in given)

    def _traits(self, form: str, value: object, line: int | None) -> Mapping[str, tuple[str, ...]]:
        if not isinstance(value, Mapping):
            raise self._refused("SIMULATION-053", form, value, line)
        return {str(axis): self._codes(form, wanted, line) for axis, wanted in value.items()}


def _shown(value: object) -> object:
    """As a scenario file writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value:,.12g}"
    if isinstance(value, Uncertain):
        value = {"low": value.low, "best": value.best, "high": value.high}
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_shown(end)}" for name, end in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(str(_shown(one)) for one in value) + "]"
    return value


@dataclass(frozen=True, slots=True)
class LeverForm:
    """A kind of lever: its fields, and the lever of the evidence register it stands for, if any.

    ``is_shock``: something that happens, without cost to anybody's budget. ``title`` and help are
    the catalogue keys ``lever.<name>.title`` and ``lever.<name>.help``.
    """

    name: str
    evidence: Lever | None
    fields: tuple[LeverField, ...]
    is_shock: bool = False

    def field(self, name: str) -> LeverField | None:
        """The field of that name, or None."""
        return next((one for one in self.fields if one.name == name), None)


FROM_YEAR = LeverField("from_year", FieldUnit.YEARS, default=0.0)
UNTIL_YEAR = LeverField("until_year", FieldUnit.YEARS)
WINDOW = (FROM_YEAR, UNTIL_YEAR)
REGIONS = LeverField("regions", FieldUnit.CODES)
OCCUPATIONS = LeverField("occupations", FieldUnit.CODES)
TIERS = LeverField("tiers", FieldUnit.CODES)
KINDS = LeverField("kinds", FieldUnit.TRAITS)
CELLS = (REGIONS, OCCUPATIONS, TIERS)
PAID_BY = LeverField("paid_by", FieldUnit.CHOICE, default="budget", choices=("budget", "fund"))
COMMON = frozenset(one.name for one in (*WINDOW, *CELLS, KINDS, PAID_BY))
"""Fields that mean the same in every lever; their words are ``lever.common.<field>``."""
