"""What is published at one moment, read once and kept for all who ask."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from datetime import datetime
from threading import Lock, RLock
from typing import Any, TypeVar

from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.series_block import Block, read_block
from trimtab.app.workbench.series_history import History, Origin
from trimtab.app.workbench.series_index import SeriesIndex
from trimtab.kernel import Frequency, SeriesKey
from trimtab.kernel.time import utc
from trimtab.office.rights import today
from trimtab.ports import BatchInfo, SeriesQuery
from trimtab.stores.origins import batches_of_series

Found = TypeVar("Found")
_KEPT = 768  # answers
_ONE_BLOCK = 4_000  # series of an indicator that are read together


class Edition:
    """The batches of one moment, and answers made from them. Answers about an edition never
    change, so they are kept; another import makes another edition."""

    def __init__(
        self, bench: Workbench, batches: tuple[BatchInfo, ...], before: Edition | None = None
    ) -> None:
        self.bench, self.batches = bench, batches
        self.now = default_instant(batches)
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._making: dict[Hashable, RLock] = {}
        self._lock = Lock()
        self._before = before

    @property
    def index(self) -> SeriesIndex:
        """All series, to be searched."""
        return self.kept(("index",), self._index)

    def histories(self, keys: Sequence[SeriesKey], instant: datetime) -> tuple[History | None, ...]:
        """What was known of each series by an instant; None where nothing was."""
        return tuple(self._history(key, instant) for key in keys)

    def origins(self, keys: Sequence[SeriesKey]) -> tuple[Origin, ...]:
        """Where each series came from."""
        return self.kept(("origins", tuple(keys)), lambda: self._origins(keys))

    def kept(self, asked: Hashable, make: Callable[[], Found]) -> Found:
        """An answer found before; made by one of those who ask at once, the others wait for it."""
        with self._lock:
            if asked in self._kept:
                self._kept.move_to_end(asked)
                return self._kept[asked]  # type: ignore[no-any-return]
            making = self._making.setdefault(asked, RLock())
        with making:
            with self._lock:
                if asked in self._kept:
                    return self._kept[asked]  # type: ignore[no-any-return]
            try:
                made = make()
                with self._lock:
                    self._kept[asked] = made
                    while len(self._kept) > _KEPT:
                        self._kept.popitem(last=False)
            finally:
                with self._lock:
                    self._making.pop(asked, None)
        return made

    def _index(self) -> SeriesIndex:
        store = self.bench.store
        held = tuple(key for one in Frequency for key in store.series(SeriesQuery(frequency=one)))
        before, self._before = self._before, None  # an import that brought no series changes none
        if before is not None:
            known = before._kept.get(("index",))
            if known is not None and known.keys[len(known.parts) :] == held:
                same: SeriesIndex = known
                return same
        return SeriesIndex.of(held)

    def _history(self, key: SeriesKey, instant: datetime) -> History | None:
        parts = self.index.parts.get(key)
        if parts is None:
            return self._block(key, instant).history(key)
        return self.kept(("sum", key, instant), lambda: self._sum(key, parts, instant))

    def _sum(
        self, key: SeriesKey, parts: tuple[SeriesKey, ...], instant: datetime
    ) -> History | None:
        known = [self._block(part, instant).history(part) for part in parts]
        return History.added(key, parts, [one for one in known if one is not None])

    def _block(self, key: SeriesKey, instant: datetime) -> Block:
        """The rows of an indicator, or of one of its regions where there are many series: files
        hold them side by side, so all are read in the time of one."""
        alike = self.kept(("alike", key.indicator, key.frequency), lambda: self._alike(key))
        region = str(key.region) if alike > _ONE_BLOCK else None
        asked = ("block", key.indicator, key.frequency, region, instant)
        return self.kept(
            asked,
            lambda: read_block(self.bench.store, key.indicator, key.frequency, region, instant),
        )

    def _alike(self, key: SeriesKey) -> int:
        return sum(
            one.indicator == key.indicator and one.frequency is key.frequency
            for one in self.index.keys
        )

    def _origins(self, keys: Sequence[SeriesKey]) -> tuple[Origin, ...]:
        sums = self.index.parts
        parts = [sums.get(key, (key,)) for key in keys]
        every = tuple(dict.fromkeys(part for one in parts for part in one))
        found = batches_of_series(self.bench.office.engine, self.bench.folder, every)
        ids = dict(zip(every, found, strict=True))
        behind = [{name for part in one for name in ids[part]} for one in parts]
        return tuple(
            Origin(tuple(one for one in self.batches if one.batch_id in some)) for some in behind
        )


class Editions:
    """The edition of now. One object serves all threads: ``bench.services["series"]``."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._lock = Lock()
        self._edition: Edition | None = None

    def now(self) -> Edition:
        """The edition of the batches that are published; the same as before while these are."""
        batches = self._bench.store.batches()
        with self._lock:
            known = self._edition
            if (
                known is None
                or known.now != default_instant(batches)
                or [one.batch_id for one in known.batches] != [one.batch_id for one in batches]
            ):
                known = self._edition = Edition(self._bench, batches, known)
            return known


def edition_of(bench: Workbench) -> Edition:
    """What is published now; ask once for each request."""
    editions: Editions = bench.services.setdefault("series", Editions(bench))
    return editions.now()


def default_instant(batches: Sequence[BatchInfo]) -> datetime:
    """What "now" means for answers that may be kept: the start of today (UTC), or the last import
    where that was later.

    It changes only with the day and with the batches, so an answer can be recognised before it is
    computed. A value that is released in the course of today counts from tomorrow on, unless it was
    imported after its release.
    """
    return max((utc(today()), *(one.imported_at for one in batches)))
