"""What benchmarks/simulation.py runs: the published network, 31 provinces, 1,000 policy mixes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from trimtab.simulation.types import Economy, Model

REPOSITORY = Path(__file__).resolve().parent.parent
OCCUPATIONS, EDGES = 539, 15_427
PROVINCES, BETWEEN_SHARE = 31, 0.05
SEED = 20261123
MIXES, MIX_STEPS = 1_000, 60


def published_files() -> Path | None:
    """The folder with the published network, where it is on this machine."""
    folder = Path(os.environ.get("TRIMTAB_SHARED", REPOSITORY.parent / "shared"))
    found = folder / "data" / "us_occupations"
    return found if (found / "mobility_network_edges.csv").exists() else None


def make_network(folder: Path) -> None:
    """Write the network to ``network.npz``: the published one, else one of the same size."""
    import numpy as np

    files = published_files()
    if files is None:
        network = _generated()
    else:
        from trimtab.app.economies import read_network

        found = read_network(
            files / "mobility_network_edges.csv", files / "mobility_network_occupations.csv"
        )
        moves = found.economy.network.layers[0]
        network = {
            "data": moves.data, "indices": moves.indices, "indptr": moves.indptr,
            "employed": found.economy.employed[:, 0],
            "automated": found.columns["p_auto_synthetic"],
        }  # fmt: skip
    np.savez(folder / "network.npz", **network)


def _generated() -> dict[str, np.ndarray]:
    import numpy as np
    from scipy import sparse

    rng = np.random.default_rng(SEED)
    inside = rng.choice(OCCUPATIONS * OCCUPATIONS, EDGES - OCCUPATIONS, replace=False)
    rows = np.concatenate([np.arange(OCCUPATIONS), inside // OCCUPATIONS])
    columns = np.concatenate([np.arange(OCCUPATIONS), inside % OCCUPATIONS])
    weight = np.concatenate([np.full(OCCUPATIONS, 30.0), rng.exponential(size=len(inside))])
    made = sparse.csr_array((weight, (rows, columns)), shape=(OCCUPATIONS, OCCUPATIONS))
    made = sparse.csr_array(made / made.sum(axis=1)[:, None])
    employed = rng.lognormal(11.5, 1.4, OCCUPATIONS)
    return {
        "data": made.data, "indices": made.indices, "indptr": made.indptr,
        "employed": employed, "automated": rng.uniform(0, 1, OCCUPATIONS),
    }  # fmt: skip


def load_economy(folder: Path) -> tuple[Economy, np.ndarray]:
    """The network as an economy, and its automation probabilities."""
    import numpy as np
    from scipy import sparse

    from trimtab.simulation.types import Cells, DataBasis, Economy, Kinds, Network

    held = np.load(folder / "network.npz")
    size = len(held["employed"])
    moves = sparse.csr_array((held["data"], held["indices"], held["indptr"]), shape=(size, size))
    cells = Cells(
        ("ALL",), tuple(map(str, range(size))), np.zeros(size, np.intp), np.arange(size),
        ("",), np.zeros(size, np.intp), np.full(size, np.nan),
    )  # fmt: skip
    economy = Economy(
        "network", cells, Kinds(), Network(("within",), (moves,)), held["employed"][:, None],
        DataBasis.SYNTHETIC,
    )  # fmt: skip
    return economy, held["automated"]


def automation_model(folder: Path, steps: int, workers: float | None, whole: bool) -> Model:
    """The published model under automation."""
    from trimtab.simulation import published

    economy, automated = load_economy(folder)
    parameters = published.Parameters()
    start = published.start_stocks(
        economy.employed[:, 0], parameters.rates, workers=workers, whole=whole
    )
    demand = published.demand_before(start)
    path = published.automation_path(demand, automated, steps, parameters)
    return published.published_model(
        economy, start, path.round() if whole else path, parameters.rates
    )


def provinces_model(folder: Path, steps: int, workers: float, whole: bool) -> Model:
    """The network once in each of 31 provinces of different size, joined in the own occupation,
    in a business cycle."""
    import numpy as np

    from trimtab.simulation import published
    from trimtab.simulation.economies import replicated_economy

    economy, _ = load_economy(folder)
    economy = replicated_economy(
        economy,
        tuple(f"P{at}" for at in range(PROVINCES)),
        np.linspace(1.0, 12.0, PROVINCES),
        BETWEEN_SHARE,
    )
    parameters = published.Parameters()
    start = published.start_stocks(
        economy.employed[:, 0], parameters.rates, workers=workers, whole=whole
    )
    path = published.cycle_path(published.demand_before(start), steps, parameters)
    return published.published_model(
        economy, start, path.round() if whole else path, parameters.rates
    )


def mixes_model(folder: Path, mixes: int = MIXES) -> Model:
    """Mixes that differ in seats of a service and of training, in what they do to search and to
    applications (two row classes), and in the jobs that a subsidy retains."""
    import numpy as np
    from scipy import sparse

    from trimtab.simulation import published
    from trimtab.simulation.types import (
        Model,
        Network,
        Rates,
        Start,
        Statuses,
        StepInputs,
        Stock,
        Tally,
        Transfer,
    )

    economy, automated = load_economy(folder)
    rng = np.random.default_rng(SEED)
    rates, size = Rates(), len(economy.cells)
    basic = published.start_stocks(economy.employed[:, 0], rates)
    unemployed = np.zeros((size, published.SPELLS, 4, 1))
    unemployed[:, :, 0] = basic.unemployed[:, :, 0]
    demand = published.demand_before(basic)
    parameters = published.Parameters(shock_at=0, duration_years=MIX_STEPS * 6.75 / 52)
    path = published.automation_path(demand, automated, MIX_STEPS, parameters)[:, :, None]
    course = sparse.random_array((size, size), density=0.01, rng=rng, format="csr")
    draw = rng.uniform(size=(5, MIXES))[:, :mixes]
    search = np.ones((1, 4, 1, mixes))
    search[0, 0] = 0.8
    search[0, 1] = 0.8 + 0.15 * draw[0]
    search[0, 2] = 0.1
    search[0, 3] = 0.9
    weights = np.zeros((2, 2, mixes))
    weights[:, 0], weights[1, 1] = 1.0, draw[1]
    share = np.full((1, 1, 1, 1), 0.5)
    transfers = (
        Transfer("serve", 0, 1, share, 1e4 + 9e4 * draw[2]),
        Transfer("enrol", 0, 2, share, 1e4 + 9e4 * draw[3]),
        Transfer("complete", 2, 3, np.full((1, 1, 1, 1), 0.3)),
    )
    retained = (0.3 * draw[4]).reshape(1, 1, mixes)
    served = np.array([0.0, 1.0, 0.0, 0.0]).reshape(1, 1, 4, 1, 1)
    return Model(
        cells=economy.cells,
        kinds=economy.kinds,
        statuses=Statuses(("ordinary", "served", "in training", "trained"), (0, 0, 0, 1)),
        network=Network(("within", "training"), (economy.network.layers[0], course)),
        rates=rates,
        start=Start(basic.employed, unemployed, basic.vacancies),
        inputs=lambda t: StepInputs(path[t + 1], retained, search, weights, transfers),
        batch=mixes,
        tallies=(
            Tally("unemployed", Stock.UNEMPLOYED),
            Tally("served", Stock.UNEMPLOYED, served),
            Tally("retained", Stock.RETAINED),
        ),
    )
