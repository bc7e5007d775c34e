"""What the process that computes can be asked, and what it answers. All of it travels by pickle."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from trimtab import kernel
from trimtab.kernel import EnvironmentLackingError, TrimtabError
from trimtab.monitoring import DownturnProbability, MonitoringPass
from trimtab.monitoring.clearing import Clearing


@dataclass(frozen=True, slots=True)
class PassesAsked:
    """A pass for each indicator as known at an instant; None: now."""

    instant: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClearingAsked:
    """What would clear one open alert of the passes of today (or as known at an instant)."""

    episode_id: str
    instant: datetime | None = None


Question = PassesAsked | ClearingAsked


@dataclass(frozen=True, slots=True)
class Judgement:
    """What takes time to find out about an alert."""

    clearing: Clearing | None
    probability: DownturnProbability | None


@dataclass(frozen=True, slots=True)
class Step:
    """How far a computation is; ``step`` is a catalogue key."""

    step: str
    done: int
    total: int | None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer: an error of the tree by its name, code and parameters."""

    kind: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, error: TrimtabError) -> Failure:
        """An error in parts: exceptions with keyword parameters do not survive pickling."""
        return cls(type(error).__name__, error.code, dict(error.params))

    def error(self) -> TrimtabError:
        """The error again, to be raised or put into words."""
        made: TrimtabError = getattr(kernel, self.kind)(self.code, **self.params)
        return made


STOPPED = Failure(EnvironmentLackingError.__name__, "WEB-051")
"""The process ended twice over the same question."""

Answer = tuple[MonitoringPass, ...] | Judgement | Failure
Told = Step | Answer
