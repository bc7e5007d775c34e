"""What holds before any lever: turnover, search, and the benefit scheme there already is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from trimtab.kernel import InputRejectedError
from trimtab.simulation.levers.fields import FieldUnit, LeverField
from trimtab.simulation.levers.uncertain import Uncertain
from trimtab.simulation.types import LONG_TERM_FROM, STEP_WEEKS, WEEKS_A_YEAR, Rates

SEARCH_PATH = "baseline.search_intensity"
"""Path of the search intensity among the uncertain numbers."""

DEFAULT_SEARCH = Uncertain(0.5, 0.6, 0.7)
"""Assumption: below 1, so that a service can raise it. What matters is the ratio of two
intensities, since the turnover rates are solved anew for each value (``solve_baseline``)."""


@dataclass(frozen=True, slots=True)
class BenefitScheme:
    """Unemployment insurance as it is: it pays in every mix, and ``benefit`` changes it.

    ``insured_share``: share of the unemployed who draw it, where the economy has no axis
    "insured" among the kinds of persons; ``contribution_rate``: of the wages of the insured;
    ``reserve``: money of the fund at the start, None where no reserve is to be followed.
    """

    replacement_rate: float
    weeks: float
    insured_share: float = 1.0
    contribution_rate: float = 0.0
    reserve: float | None = None


@dataclass(frozen=True, slots=True)
class Baseline:
    """Rates and search before any lever.

    ``rates``: per step. Where the economy states its unemployment and vacancy rate, separation and
    opening are solved to meet them and only ``rates.adjustment`` is used. ``steady_steps``: most
    steps of the way to the steady state that is the start of every run.
    """

    rates: Rates = field(default_factory=Rates)
    search_intensity: float | Uncertain = DEFAULT_SEARCH
    spells: int = LONG_TERM_FROM + 1
    step_weeks: float = STEP_WEEKS
    steady_steps: int = 400
    scheme: BenefitScheme | None = None

    @property
    def uncertain(self) -> Mapping[str, Uncertain]:
        """Its numbers that have a range, by path."""
        value = self.search_intensity
        known = not isinstance(value, Uncertain) or value.is_known
        return {} if known else {SEARCH_PATH: value}  # type: ignore[dict-item]

    @property
    def step_years(self) -> float:
        """Length of a step in years."""
        return self.step_weeks / WEEKS_A_YEAR

    def steps(self, years: float) -> int:
        """Steps in so many years, to the nearest.

        Examples
        --------
        >>> Baseline().steps(5)
        39
        """
        return round(years / self.step_years)

    def search(self, uniforms: Mapping[str, float] | None = None) -> float:
        """Search intensity at a quantile of its range, else the best value."""
        value = self.search_intensity
        if not isinstance(value, Uncertain):
            return float(value)
        u = (uniforms or {}).get(SEARCH_PATH)
        return value.best if u is None else value.draw(u)


_SEARCH = LeverField("search_intensity", FieldUnit.SHARE, lowest=0.05, highest=1.0, uncertain=True)


def _rate(name: str) -> LeverField:
    return LeverField(name, FieldUnit.SHARE, lowest=1e-4, highest=0.9)


BASELINE_FIELDS = (
    _SEARCH,
    _rate("separation"),
    _rate("opening"),
    _rate("adjustment"),
    LeverField("steady_steps", FieldUnit.RATIO, lowest=10, highest=10_000),
)
BENEFIT_FIELDS = (
    LeverField("replacement_rate", FieldUnit.SHARE, highest=1.5, required=True),
    LeverField("weeks", FieldUnit.WEEKS, highest=260, required=True),
    LeverField("insured_share", FieldUnit.SHARE, highest=1.0, default=1.0),
    LeverField("contribution_rate", FieldUnit.SHARE, highest=0.5, default=0.0),
    LeverField("reserve", FieldUnit.MONEY),
)


def make_baseline(values: Mapping[str, object], line: int | None = None) -> Baseline:
    """The ``baseline`` of a scenario file: ``search_intensity`` (number or range), ``separation``,
    ``opening``, ``adjustment``, ``steady_steps`` and ``benefit`` (replacement_rate, weeks,
    insured_share, contribution_rate, reserve), each optional.

    Raises InputRejectedError SIMULATION-050, 053 to 058, 065, 077.
    """
    given = dict(values)
    written = given.pop("benefit", None)
    read = _read(BASELINE_FIELDS, "baseline", given, line)
    scheme = None
    if isinstance(written, Mapping):
        scheme = BenefitScheme(**_read(BENEFIT_FIELDS, "baseline.benefit", dict(written), line))  # type: ignore[arg-type]
    elif written is not None:
        raise InputRejectedError(
            "SIMULATION-053", lever="baseline", field="benefit", value=str(written),
            line=line or "-",
        )  # fmt: skip
    rates = Rates(**{
        name: read.pop(name) for name in ("separation", "opening", "adjustment") if name in read
    })  # type: ignore[arg-type]  # fmt: skip
    if "steady_steps" in read:
        read["steady_steps"] = int(str(round(float(str(read["steady_steps"])))))
    return Baseline(rates=rates, scheme=scheme, **read)  # type: ignore[arg-type]


def _read(
    fields: tuple[LeverField, ...], name: str, given: dict[str, object], line: int | None
) -> dict[str, object]:
    known = {one.name: one for one in fields}
    for key in given:
        if key not in known:
            allowed = ", ".join((*known, "benefit") if name == "baseline" else known)
            raise InputRejectedError(
                "SIMULATION-077", part=name, field=key, allowed=allowed, line=line or "-"
            )
    read: dict[str, object] = {}
    for one in fields:
        if given.get(one.name) is not None:
            read[one.name] = one.read(name, given[one.name], line)
        elif one.required:
            raise InputRejectedError("SIMULATION-058", lever=name, field=one.name, line=line or "-")
    return read
