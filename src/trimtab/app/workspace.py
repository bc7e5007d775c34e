"""A workspace: its store, and the services that work on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from trimtab.kernel import Basis, Frequency, InputRejectedError, NotAllowedError
from trimtab.monitoring import (
    INDICATORS,
    WATCHED,
    AlertCard,
    MonitoringPass,
    MonitoringService,
)
from trimtab.office.rights import Right, require
from trimtab.office.types import OPERATOR
from trimtab.ports import BatchInfo, Progress, SeriesQuery, no_progress
from trimtab.stores import ObservationStore
from trimtab.stores.office.store import open_office
from trimtab.stores.workspace import Workspace as Place
from trimtab.tables import Panel, StagedObservations


@dataclass(frozen=True)
class Workspace:
    """An open workspace. Everything an edge may do with stored observations goes through here.

    ``actor`` is who does it: their rights are asked for, and the audit trail names them.
    """

    folder: Path
    database_url: str | None
    actor: str
    store: ObservationStore

    @property
    def staging(self) -> Path:
        """Where validated files wait to become a batch."""
        return self.folder / "staging"

    @cached_property
    def monitoring(self) -> MonitoringService:
        from trimtab.app.calendar import dated_downturns
        from trimtab.app.exposure_source import industry_exposure

        return MonitoringService(self.store, dated_downturns, industry_exposure)

    @property
    def basis(self) -> Basis:
        """Synthetic where any batch is, else observed; shown on every screen of the workspace."""
        from trimtab.app.province_panel import SYNTHETIC

        synthetic = any(batch.source.startswith(SYNTHETIC) for batch in self.store.batches())
        return Basis.SYNTHETIC if synthetic else Basis.OBSERVED

    def panel(self, instant: datetime | None, query: SeriesQuery) -> Panel:
        """Observations as known at an instant, now if not given."""
        return self.store.as_of(instant or datetime.now(UTC), query)

    def monitor(
        self,
        instant: datetime | None,
        indicators: tuple[str, ...] = (),
        promised_rate: float = 0.05,
        progress: Progress = no_progress,
    ) -> Sequence[MonitoringPass]:
        """One pass for each indicator with monthly series, all if none is named."""
        return self.monitoring.run(
            instant or datetime.now(UTC), indicators, promised_rate, progress
        )

    def unwatched(self) -> dict[tuple[str, Frequency], int]:
        """How many series of each indicator and frequency are held but not monitored."""
        counts: Counter[tuple[str, Frequency]] = Counter()
        for frequency in Frequency:
            for key in self.store.series(SeriesQuery(frequency=frequency)):
                if frequency not in WATCHED or key.indicator not in INDICATORS:
                    counts[key.indicator, frequency] += 1
        return dict(counts)

    def require(self, right: Right) -> None:
        """Refuse an actor who does not hold a right for the whole office: a batch of any region
        changes what is known of all those above it.

        Raises NotAllowedError OFFICE-010.
        """
        with open_office(self.folder, self.database_url) as office, office.reading() as reading:
            require(reading, self.actor, right, None)

    def publish(self, staged: StagedObservations, progress: Progress = no_progress) -> BatchInfo:
        """Make a staged file one batch. Raises NotAllowedError OFFICE-010, and what
        ``ObservationStore.publish`` raises."""
        self.require(Right.OBSERVATIONS_IMPORT)
        return self.store.publish(staged, progress)

    def verify_store(self, progress: Progress = no_progress) -> int:
        """Compare every batch file with its hash; the number of batches checked."""
        return self.store.verify(progress)

    def compact_store(self, progress: Progress = no_progress) -> int:
        """Merge small batch files; how many were merged. Raises NotAllowedError OFFICE-010."""
        self.require(Right.STORES_MAINTAIN)
        return self.store.compact(progress=progress)

    def write_brief(self, passes: Sequence[MonitoringPass], path: Path) -> None:
        """The situation brief of the first monthly pass, as HTML.

        Raises InputRejectedError APP-008 when all of them are weekly.
        """
        from trimtab.app.briefing import write_brief

        monthly = [one for one in passes if one.frequency is Frequency.MONTHLY]
        if not monthly:
            raise InputRejectedError("APP-008", indicators=", ".join(p.indicator for p in passes))
        write_brief(monthly[0], path, self.store.batches())

    def write_card(self, card: AlertCard, path: Path) -> None:
        """The card of one alert, as HTML."""
        from trimtab.app.briefing import brief_of
        from trimtab.reports.card.page import write_card

        write_card(card, brief_of(card.found, self.store.batches()), path)


def open_workspace(
    folder: Path, database_url: str | None = None, create: bool = False, actor: str = OPERATOR
) -> Workspace:
    """Open a workspace in an actor's name.

    Raises StateError STORE-002 when there is none and ``create`` is False, NotAllowedError
    OFFICE-016 when somebody else than the operator would create it.
    """
    if create and actor != OPERATOR and not Place(folder).exists:
        raise NotAllowedError("OFFICE-016", workspace=str(folder), actor=actor)
    store = ObservationStore.open(folder, database_url, create=create, actor=actor)
    return Workspace(folder, database_url, actor, store)
