"""A network of a user's own, from two tables: occupations with jobs, and moves between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from trimtab.kernel import Problem, Wording
from trimtab.simulation.economies.regional import WITHIN
from trimtab.simulation.economies.text_table import Faults, Flags, TextTable, text_table
from trimtab.simulation.types import Cells, DataBasis, Economy, Index, Kinds, Network, Vector

if TYPE_CHECKING:
    import pyarrow as pa

ROW_SUM_TOLERANCE = 1e-6
"""How far the probabilities of an occupation may be from summing to 1: rounding to six digits."""

EVERYWHERE = "ALL"
"""The region of a network that knows no regions."""

EDGE_COLUMNS = ("src", "dst", "prob")
OCCUPATION_COLUMNS = ("code", "employment")
_TEXT_COLUMNS = ("code", "title", "region", "occupation", "tier", "basis")
_KNOWN = (*_TEXT_COLUMNS, "employment", "mean_wage")


@dataclass(frozen=True, slots=True)
class UserNetwork:
    """An economy from a user's files; ``columns``: every other numeric column of the occupations
    file (C,), in the order of the cells, NaN where blank."""

    economy: Economy
    columns: Mapping[str, Vector]


def network_economy(
    occupations: TextTable | pa.Table,
    edges: TextTable | pa.Table,
    name: str = "network",
    currency: str = "",
) -> UserNetwork:
    """Build an economy from tables in the public form of mobility networks.

    Inputs       occupations: ``code`` and ``employment`` (persons, above 0); optionally ``title``,
                 ``mean_wage`` (per year, in ``currency``), ``region``, ``occupation`` (then
                 ``code`` names a cell), ``tier``, ``basis`` (published, modelled, synthetic);
                 other numeric columns are carried along. edges: ``src``, ``dst``, ``prob`` (0 to
                 1; those of each ``src`` sum to 1 within 1e-6, itself included), optionally
                 ``layer``
    Returns      UserNetwork; cells in the order of the occupations table, the layer "within" first.
                 The basis is the weakest stated, "modelled" where none is stated
    Raises       InputRejectedError SIMULATION-001 with a problem for everything that is wrong
    """
    found = (
        occupations
        if isinstance(occupations, TextTable)
        else text_table(occupations, "occupations")
    )
    moves = edges if isinstance(edges, TextTable) else text_table(edges, "edges")
    faults = Faults()
    _require_columns(found, OCCUPATION_COLUMNS, faults)
    _require_columns(moves, EDGE_COLUMNS, faults)
    faults.refuse()
    codes = found.texts("code")
    employed, wage = _check_occupations(found, codes, faults)
    columns = _more_columns(found, faults)
    network = _network(found, codes, moves, faults)
    basis = _basis(found, faults)
    faults.refuse()
    economy = Economy(
        name=name,
        cells=_cells(found, codes, wage, currency),
        kinds=Kinds(),
        network=network,
        employed=employed[:, None],
        basis=basis,
        sources=(found.file, moves.file),
    )
    return UserNetwork(economy, columns)


def _require_columns(table: TextTable, names: tuple[str, ...], faults: Faults) -> None:
    for name in names:
        if name not in table.columns:
            held = ", ".join(table.columns)
            faults.add(Problem("SIMULATION-002", table.file, column=name, params={"found": held}))
    if not len(table):
        faults.add(Problem("SIMULATION-003", table.file))


def _check_occupations(table: TextTable, codes: list[str], faults: Faults) -> tuple[Vector, Vector]:
    """Employment and wage (C,); codes blank or given twice, figures that are none are noted."""
    names = np.array(codes)
    faults.note("SIMULATION-004", table, "code", names == "")
    faults.note("SIMULATION-005", table, "code", _repeated(names) & (names != ""), _giving(codes))
    employed, wrong = table.numbers("employment")
    given = table.texts("employment")
    faults.note("SIMULATION-006", table, "employment", wrong | ~(employed > 0), _giving(given))
    if "mean_wage" not in table.columns:
        return employed, np.full(len(codes), np.nan)
    wage, wrong = table.numbers("mean_wage")
    given_wage = table.texts("mean_wage")
    faults.note("SIMULATION-007", table, "mean_wage", wrong | (wage <= 0), _giving(given_wage))
    return employed, wage


def _more_columns(table: TextTable, faults: Faults) -> dict[str, Vector]:
    """Numeric columns beyond those known; a column without any number is text and left out."""
    found = {}
    for name in table.columns:
        if name in _KNOWN:
            continue
        values, wrong = table.numbers(name)
        if not np.isfinite(values).any():
            continue
        faults.note("SIMULATION-008", table, name, wrong, _giving(table.texts(name)))
        found[name] = values
    return found


def _network(found: TextTable, codes: list[str], moves: TextTable, faults: Faults) -> Network:
    import pyarrow as pa
    import pyarrow.compute as pc

    known = pa.array(codes)
    ends = []
    for column in ("src", "dst"):
        filled = pc.fill_null(moves.columns[column], "")
        at = pc.fill_null(pc.index_in(filled, value_set=known), -1).to_numpy(zero_copy_only=False)
        ends.append(at.astype(np.intp))
        faults.note("SIMULATION-009", moves, column, at < 0, _giving(moves.texts(column)))
    probability, wrong = moves.numbers("prob")
    given = moves.texts("prob")
    wrong = wrong | ~(probability >= 0)
    faults.note("SIMULATION-010", moves, "prob", wrong, _giving(given))
    names, layer_of = _layers(moves)
    source, target = ends
    usable = (source >= 0) & (target >= 0) & ~wrong
    cell_pair = (layer_of * len(codes) + source) * len(codes) + target
    again = _repeated(cell_pair) & (source >= 0) & (target >= 0)
    faults.note(
        "SIMULATION-012",
        moves,
        "dst",
        again,
        lambda at: {"source": codes[source[at]], "target": codes[target[at]]},
    )
    layers = tuple(
        _layer(probability, source, target, usable & (layer_of == layer), len(codes))
        for layer in range(len(names))
    )
    _check_network(found, codes, layers, faults)
    return Network(names, layers)


def _layers(moves: TextTable) -> tuple[tuple[str, ...], Index]:
    """Names of the layers, "within" first, and the layer of each edge (E,); blank is "within"."""
    if "layer" not in moves.columns:
        return (WITHIN,), np.zeros(len(moves), dtype=np.intp)
    names, layer_of = np.unique(moves.texts("layer"), return_inverse=True)
    written = [str(name) or WITHIN for name in names]
    ordered = sorted(dict.fromkeys(written), key=lambda name: (name != WITHIN, name))
    place = np.array([ordered.index(name) for name in written], dtype=np.intp)
    return tuple(ordered), place[layer_of]


def _layer(
    probability: Vector, source: Index, target: Index, kept: Flags, size: int
) -> sparse.csr_array:
    made = sparse.coo_array(
        (probability[kept], (source[kept], target[kept])), shape=(size, size)
    ).tocsr()
    made.eliminate_zeros()
    return made


def _check_network(
    found: TextTable, codes: list[str], layers: tuple[sparse.csr_array, ...], faults: Faults
) -> None:
    """Rows that do not sum to 1, occupations nobody leaves from or nobody can apply to."""
    total = layers[0]
    for layer in layers[1:]:
        total = total + layer
    sums = np.asarray(total.sum(axis=1)).ravel()
    leaving = np.diff(total.tocsr().indptr)
    arriving = np.bincount(total.tocsr().indices, minlength=len(codes))
    names = _giving(codes)
    faults.note("SIMULATION-013", found, "code", leaving == 0, names)
    off = (leaving > 0) & ~(np.abs(sums - 1.0) <= ROW_SUM_TOLERANCE)
    faults.note(
        "SIMULATION-014",
        found,
        "code",
        off,
        lambda at: {"value": codes[at], "sum": f"{sums[at]:.6g}", "tolerance": ROW_SUM_TOLERANCE},
    )
    faults.note("SIMULATION-015", found, "code", arriving == 0, names)


def _basis(table: TextTable, faults: Faults) -> DataBasis:
    if "basis" not in table.columns:
        return DataBasis.MODELLED
    given = table.texts("basis")
    texts = np.array([text.strip().lower() for text in given])
    known = [basis.value for basis in DataBasis]
    faults.note("SIMULATION-016", table, "basis", ~np.isin(texts, known), _giving(given))
    stated = [basis for basis in DataBasis if basis.value in texts]
    return stated[-1] if stated else DataBasis.MODELLED


def _cells(table: TextTable, codes: list[str], wage: Vector, currency: str) -> Cells:
    def column(name: str, default: list[str]) -> list[str]:
        return table.texts(name) if name in table.columns else default

    size = len(codes)
    regions, region_of = _indexed(column("region", [EVERYWHERE] * size))
    occupations, occupation_of = _indexed(column("occupation", codes))
    tiers, tier_of = _indexed(column("tier", [""] * size), without_blank=True)
    titles = dict(zip(column("occupation", codes), column("title", codes), strict=True))
    return Cells(
        regions=regions,
        occupations=occupations,
        region_of=region_of,
        occupation_of=occupation_of,
        tiers=tiers,
        tier_of=tier_of,
        wage_year=wage,
        currency=currency,
        occupation_titles={code: Wording(title) for code, title in titles.items()},
    )


def _indexed(texts: list[str], without_blank: bool = False) -> tuple[tuple[str, ...], Index]:
    """Distinct texts in order of appearance and the place of each; blank is -1 where asked."""
    place = {text: at for at, text in enumerate(dict.fromkeys(filter(None, texts)))}
    if not without_blank:
        place = {text: at for at, text in enumerate(dict.fromkeys(texts))}
    return tuple(place), np.array([place.get(text, -1) for text in texts], dtype=np.intp)


def _repeated(keys: object) -> Flags:
    """Mask of the keys that stood in an earlier row already."""
    values = np.asarray(keys)
    _, first = np.unique(values, return_index=True)
    again = np.ones(values.size, dtype=bool)
    again[first] = False
    return again


def _giving(texts: list[str]) -> Callable[[int], dict[str, object]]:
    """What was given in a row, for the sentence about it."""
    return lambda position: {"value": texts[position]}
