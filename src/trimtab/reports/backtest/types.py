"""What the report of a back-test is made of. Frozen; nothing here renders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from trimtab.kernel import Period, Region
from trimtab.messages import Language
from trimtab.monitoring.backtest import BacktestStudy


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file the test read. ``role`` is a catalogue key under ``backtest_report.role``."""

    role: str
    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class BacktestReport:
    """Held-out and development results, never mixed, and what they rest on.

    ``dated``: downturns in the events file; ``regions``, ``first`` and ``last`` are the panel's.
    ``language`` is the edition shown first.
    """

    held_out: BacktestStudy
    development: BacktestStudy | None
    files: tuple[InputFile, ...]
    regions: int
    first: Period
    last: Period
    dated: int
    promised_rate: float
    region_title: Callable[[Region, Language], str]
    generated_at: datetime
    software_version: str
    language: Language = Language.ZH

    @property
    def leading(self) -> BacktestStudy | None:
        """What the first screen speaks of: the held-out part if anything was scored there."""
        studies = (self.held_out, self.development)
        return next((one for one in studies if one is not None and one.scored), None)
