"""Economies by name and from files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from trimtab.app.column_files import fetch, opened
from trimtab.ingest import source as ingested
from trimtab.kernel import UnknownCodeError, UsageError

if TYPE_CHECKING:
    from trimtab.classifications import Source
    from trimtab.simulation.economies import MobilityAssumptions, TextTable, UserNetwork
    from trimtab.simulation.types import Economy

UNITED_STATES = "us"
NETWORK = "network"
PROVINCE = "province:"


def open_economy(
    name: str,
    *,
    edges: Path | None = None,
    occupations_file: Path | None = None,
    regions: Sequence[str] = (),
    occupations: str = "detailed",
    assumptions: MobilityAssumptions | None = None,
) -> Economy:
    """Open an economy: ``us``, ``province:FOLDER`` or ``network`` with its two files.

    ``regions``: these only, all by default. ``occupations``: detailed, minor or major groups, for
    ``us`` only; the others come at the detail they have. ``assumptions``: of the modelled network
    of ``us``. Exposure is added by occupation where codes are of a classification that has it.

    Raises UsageError SIMULATION-023 (a network without its files, or files without a network),
    SIMULATION-024 (a level or assumptions for another economy than ``us``); UnknownCodeError
    SIMULATION-025 (another name); what reading raises.
    """
    from trimtab.simulation.economies import select_regions

    if (edges is None) != (occupations_file is None) or (edges is None) == (name == NETWORK):
        raise UsageError("SIMULATION-023", name=name)
    if name != UNITED_STATES and (occupations != "detailed" or assumptions is not None):
        raise UsageError("SIMULATION-024", name=name)
    if name == UNITED_STATES:
        return _united_states(regions, occupations, assumptions)
    if edges is not None and occupations_file is not None:
        economy = _exposed(read_network(edges, occupations_file).economy)
    elif name.startswith(PROVINCE):
        from trimtab.app.province import read_province

        economy = read_province(Path(name.removeprefix(PROVINCE)))
    else:
        raise UnknownCodeError("SIMULATION-025", value=name)
    return select_regions(economy, regions) if regions else economy


def _exposed(economy: Economy) -> Economy:
    """With exposure where the occupations' codes are of a classification that has it."""
    from trimtab.app.exposure_cells import exposure_of_occupations
    from trimtab.simulation.economies import with_exposure

    found = with_exposure(economy, exposure_of_occupations)
    return found if np.isfinite(found.exposure).any() else economy


def assume(
    name: str, stay_share: float | None = None, between_share: float | None = None
) -> MobilityAssumptions | None:
    """The assumptions of ``us`` with what was given; None for an economy that has none.

    Raises UsageError SIMULATION-024 for assumptions of another economy, InputRejectedError
    SIMULATION-020 for a value beyond the limits.
    """
    from trimtab.simulation.economies import MobilityAssumptions

    if name != UNITED_STATES:
        if stay_share is not None or between_share is not None:
            raise UsageError("SIMULATION-024", name=name)
        return None
    ours = MobilityAssumptions()
    return MobilityAssumptions(
        stay_share=ours.stay_share if stay_share is None else stay_share,
        between_share=ours.between_share if between_share is None else between_share,
    )


def sources_of(economy: Economy) -> tuple[Source, ...]:
    """The embedded files among an economy's sources; a user's files have no entry."""
    from trimtab import classifications

    held = {source.file: source for source in classifications.sources()}
    return tuple(held[name] for name in economy.sources if name in held)


def _united_states(
    regions: Sequence[str], occupations: str, assumptions: MobilityAssumptions | None
) -> Economy:
    from trimtab.app.exposure_cells import exposure_of_occupations
    from trimtab.simulation.economies import us_economy

    return us_economy(regions or None, occupations, assumptions, exposure_of_occupations)


def read_network(edges: Path, occupations: Path, currency: str = "") -> UserNetwork:
    """Read a mobility network of a user's own: CSV, Excel or Parquet, forms of ``network_economy``.

    Raises InputRejectedError INGEST-... for a file that is no table, SIMULATION-001 with the place
    of everything that is wrong in the network.
    """
    from trimtab.simulation.economies import network_economy

    with opened(edges) as moves, opened(occupations) as found:
        return network_economy(_texts(found), _texts(moves), name=edges.stem, currency=currency)


def _texts(source: ingested.Source) -> TextTable:
    """All columns of a file as texts, able to say on which lines its rows stand."""
    from trimtab.simulation.economies import TextTable

    held = fetch(source, range(len(source.header)))
    columns = {
        name.lower(): held.table[f"c{source.position(name)}"].combine_chunks()
        for name in source.header
        if name
    }
    return TextTable(
        source.file, columns, lambda positions: held.lines(held.rows[list(positions)].tolist())
    )
