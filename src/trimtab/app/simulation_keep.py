"""A folder in which finished tasks of an ensemble lie, so that an interrupted one can go on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from trimtab import __version__
from trimtab.kernel import StateError, UsageError
from trimtab.kernel.files import written_whole
from trimtab.simulation.answers.measuring import Measured
from trimtab.simulation.ensemble import Ensemble, pack, unpack
from trimtab.simulation.types import Economy

_IDENTITY = "identity.json"


@dataclass(frozen=True, slots=True)
class Identity:
    """What figures depend on; the same identity gives the same figures."""

    scenario_sha256: str
    economy_sha256: str
    mixes: tuple[str, ...]
    mode: str
    draws: int
    replicates: int
    steps: int
    seed: int
    version: str

    def to_json(self) -> dict[str, object]:
        return {**asdict(self), "mixes": list(self.mixes)}


def identity_of(scenario_sha256: str, ensemble: Ensemble) -> Identity:
    """The identity of an ensemble."""
    return Identity(
        scenario_sha256=scenario_sha256,
        economy_sha256=fingerprint(ensemble.economy),
        mixes=ensemble.names,
        mode=ensemble.mode.value,
        draws=ensemble.draws,
        replicates=ensemble.replicates,
        steps=ensemble.steps,
        seed=ensemble.seed,
        version=__version__,
    )


def fingerprint(economy: Economy) -> str:
    """SHA-256 of all that a run takes from an economy: stocks, network, codes, targets."""
    digest = hashlib.sha256()
    cells, network = economy.cells, economy.network
    words = (cells.regions, cells.occupations, cells.tiers, economy.kinds, network.names)
    rates = (economy.unemployment_rate, economy.vacancy_rate, economy.measures, economy.industries)
    digest.update(repr((words, rates)).encode())
    arrays = [economy.employed, cells.region_of, cells.occupation_of, cells.tier_of]
    arrays += [cells.wage_year, economy.exposure, economy.industry_mix]
    for layer in network.layers:
        arrays += [layer.indptr, layer.indices, layer.data]
    for array in arrays:
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class TaskFolder:
    """The finished tasks of one ensemble in a folder."""

    folder: Path

    def begin(self, identity: Identity, resume: bool) -> Mapping[int, tuple[Measured, ...]]:
        """What is finished already, after making sure that it belongs to this ensemble.

        Raises StateError SIMULATION-107 when tasks lie there and ``resume`` was not asked for,
        -108 when they are of another scenario, economy or version; UsageError -109 when the folder
        cannot be written.
        """
        known = self.folder / _IDENTITY
        there = sorted(self.folder.glob("task-*.npz")) if self.folder.is_dir() else []
        if there and not resume:
            raise StateError("SIMULATION-107", folder=str(self.folder), n=len(there))
        if there and _read_json(known) != json.loads(json.dumps(identity.to_json())):
            raise StateError("SIMULATION-108", folder=str(self.folder))
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with written_whole(known) as draft:
                draft.write_text(json.dumps(identity.to_json(), indent=2) + "\n", encoding="utf-8")
        except OSError as error:
            reason = error.strerror or str(error)
            raise UsageError("SIMULATION-109", path=str(self.folder), reason=reason) from None
        return {int(file.stem.partition("-")[2]): _load(file) for file in there}

    def keep(self, at: int, measured: tuple[Measured, ...]) -> None:
        """Write a finished task, whole or not at all."""
        with written_whole(self.folder / f"task-{at:06d}.npz") as draft, draft.open("wb") as file:
            np.savez(file, **pack(measured))  # type: ignore[arg-type]

    @property
    def kept(self) -> int:
        """Tasks that are finished."""
        return len(list(self.folder.glob("task-*.npz")))

    def clear(self) -> None:
        """Take away what is no longer needed; the folder too when nothing else lies in it."""
        drafts = self.folder.glob(".task-*.npz.*")  # of processes that were killed while writing
        for file in (*self.folder.glob("task-*.npz"), *drafts, self.folder / _IDENTITY):
            file.unlink(missing_ok=True)
        if not any(self.folder.iterdir()):
            self.folder.rmdir()


def _load(file: Path) -> tuple[Measured, ...]:
    with np.load(file, allow_pickle=False) as arrays:
        return unpack({name: arrays[name] for name in arrays.files})


def _read_json(file: Path) -> object:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
