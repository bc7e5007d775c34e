"""The published model: one step computed by hand, the demand paths, the measures."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from trimtab.kernel import InputRejectedError
from trimtab.simulation.mean_field import simulate_mean_field
from trimtab.simulation.published import (
    Parameters,
    automation_path,
    cycle_path,
    measure_cycle,
    pooled_long_term,
    pooled_unemployment,
    pooled_vacancy,
    published_model,
    start_stocks,
)
from trimtab.simulation.recording import CELLS
from trimtab.simulation.types import (
    Cells,
    DataBasis,
    Economy,
    Kinds,
    Model,
    Network,
    Rates,
    Recording,
    Start,
    Statuses,
    StepInputs,
    Stocks,
)


def two_cells() -> Cells:
    return Cells(
        ("here",), ("a", "b"), np.zeros(2, np.intp), np.arange(2), ("",), np.zeros(2, np.intp),
        np.full(2, np.nan),
    )  # fmt: skip


def network() -> Network:
    return Network(("mobility",), (sparse.csr_array(np.array([[0.5, 0.5], [0.25, 0.75]])),))


def test_a_step_of_two_occupations_by_hand():
    """d_u = d_v = 0.1, gamma = 0.5, e = (100, 200), u = (10, 20), v = (5, 10), d* = (90, 230).

    gap        100 + 5 - 90 = 15           200 + 10 - 230 = -20
    separated  10 + 0.9 x 7.5 = 16.75      20
    opened     10                          20 + 0.9 x 10 = 29
    q from a: 5 x 0.5 : 10 x 0.5 = 1/3, 2/3;  from b: 5 x 0.25 : 10 x 0.75 = 1/7, 6/7
    applied    10/3 + 20/7 = 6.190476      20/3 + 120/7 = 23.809524
    filled     5 (1 - exp(-6.190476 / 5)) = 3.550320     10 (1 - exp(-2.3809524)) = 9.075375
    """
    unemployed = np.zeros((2, 4, 1, 1))
    unemployed[:, 0, 0, 0], unemployed[:, 2, 0, 0] = (6, 12), (4, 8)
    model = Model(
        two_cells(), Kinds(), Statuses(), network(), Rates(0.1, 0.1, 0.5),
        Start(np.array([[100.0], [200.0]]), unemployed, np.array([5.0, 10.0])),
        lambda t: StepInputs(np.array([[90.0], [230.0]])),
    )  # fmt: skip
    found = simulate_mean_field(model, 1, Recording(cells=True))
    cells = found.by[CELLS]
    assert found.separations[0, 0] == pytest.approx(36.75)
    assert found.openings[0, 0] == pytest.approx(39.0)
    assert found.hires[0, 0] == pytest.approx(3.550320 + 9.075375, abs=1e-5)
    assert cells.employed[1, :, 0] == pytest.approx([86.800320, 189.075375], abs=1e-5)
    assert cells.vacancies[1, :, 0] == pytest.approx([11.449680, 29.924625], abs=1e-5)
    assert cells.unemployed[1, :, 0] == pytest.approx([22.297184, 31.827120], abs=1e-5)
    # Hired from a: 1.911711 + 2.541105 of 10, so 55.47184 % of those with spell 2 stay, and age.
    # Hired from b: 1.638609 + 6.534270 of 20, so 59.13560 % stay.
    long_term = [4 * 0.5547184, 8 * 0.5913560]
    assert cells.long_term[1, :, 0] == pytest.approx(long_term, abs=1e-5)


def test_a_cell_without_workers_opens_what_is_wanted_up_to_one():
    start = Start(np.array([[0.0], [200.0]]), np.zeros((2, 4, 1, 1)), np.array([0.0, 0.0]))
    for wanted, opened in ((0.25, 0.25), (50.0, 1.0)):
        model = Model(
            two_cells(), Kinds(), Statuses(), network(), Rates(0.0, 0.0, 0.5), start,
            lambda t, wanted=wanted: StepInputs(np.array([[wanted], [200.0]])),
        )  # fmt: skip
        assert simulate_mean_field(model, 1).openings[0, 0] == opened


def test_automation_moves_demand_and_keeps_its_sum():
    parameters = Parameters()
    demand, automated = np.array([100.0, 300.0]), np.array([0.8, 0.2])
    path = automation_path(demand, automated, 600, parameters)
    assert path.shape == (601, 2)
    assert (path[:100] == demand).all()
    assert path.sum(axis=1) == pytest.approx(400.0)
    # left: 20 and 240 of 400, scaled up by 400 / 260
    assert path[600] == pytest.approx([400 / 13, 400 * 12 / 13], rel=1e-4)
    half = round(100 + parameters.duration / 2)
    assert path[half, 0] == pytest.approx((100 + 400 / 13) / 2, rel=0.01)
    assert (np.diff(path[100:, 0]) <= 0).all()


@pytest.mark.parametrize("automated", [[0.5, np.nan], [-0.1, 0.5], [0.5, 1.1], [1.0, 1.0]])
def test_automation_probabilities_that_are_none_are_refused(automated):
    with pytest.raises(InputRejectedError) as refused:
        automation_path(np.array([1.0, 1.0]), np.array(automated), 400, Parameters())
    assert refused.value.code == "SIMULATION-042"


def test_the_cycle_swings_by_its_amplitude_over_its_period():
    path = cycle_path(np.array([1000.0]), 206, Parameters())[:, 0]
    assert path[:103] == pytest.approx(path[103:206])
    assert path.max() == pytest.approx(1065, abs=0.2)
    assert path.min() == pytest.approx(935, abs=0.2)
    assert path[3] == pytest.approx(1000)  # 3 + 100 steps are one period


def test_start_stocks_are_scaled_to_the_labour_force_and_rounded_where_asked():
    employment = np.array([100.0, 0.4, 899.6])
    start = start_stocks(employment, Rates(), workers=2032.0)
    assert start.employed.sum() + start.unemployed.sum() == pytest.approx(2032.0)
    assert start.employed[:, 0] == pytest.approx([200, 0.8, 1799.2])
    whole = start_stocks(employment / 4, Rates(), whole=True)
    assert whole.employed[:, 0].tolist() == [25, 1, 225]  # at least one
    assert whole.unemployed[:, 0, 0, 0].tolist() == [0, 0, 4]
    assert whole.vacancies.tolist() == [0, 0, 3]


def test_measures_pool_over_a_window():
    made = Stocks(*(np.array(values, float).reshape(-1, 1, 1) for values in (
        [90, 80, 95], [10, 20, 5], [1, 4, 0], [10, 20, 5],
    )))  # fmt: skip
    assert pooled_unemployment(made, slice(0, 2)) == pytest.approx(30 / 200)
    assert pooled_long_term(made, slice(0, 2)) == pytest.approx(5 / 200)
    assert pooled_vacancy(made, slice(1, 3)) == pytest.approx(25 / 200)


def test_a_loop_run_through_counter_clockwise_has_a_positive_area():
    angle = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    unemployed = 5 + np.cos(angle)  # percent of 100 persons
    vacancy_rate = (3 + np.sin(angle)) / 100
    employed = 100 - unemployed
    vacancies = employed * vacancy_rate / (1 - vacancy_rate)
    made = Stocks(*(column.reshape(-1, 1, 1) for column in (
        employed, unemployed, unemployed * 0, vacancies)))  # fmt: skip
    cycle = measure_cycle(made, 400)
    assert cycle.loop_area_pp2 == pytest.approx(np.pi, rel=1e-3)
    assert cycle.unemployment_min == pytest.approx(0.04)
    assert cycle.vacancy_max == pytest.approx(0.04)
    back = Stocks(*(getattr(made, name)[::-1] for name in (
        "employed", "unemployed", "long_term", "vacancies")))  # fmt: skip
    assert measure_cycle(back, 400).loop_area_pp2 == pytest.approx(-np.pi, rel=1e-3)


def test_layers_of_an_economy_act_together():
    """Two halves of a network in two layers are the network."""
    whole = network().layers[0]
    halves = Network(("within", "between"), (whole * 0.25, whole * 0.75))
    found = []
    for each in (network(), halves):
        economy = Economy("made up", two_cells(), Kinds(), each, np.array([[100.0], [200.0]]),
                          DataBasis.SYNTHETIC)  # fmt: skip
        start = start_stocks(economy.employed.sum(axis=1), Rates())
        path = cycle_path(np.array([101.6, 203.2]), 10, Parameters())
        found.append(simulate_mean_field(published_model(economy, start, path, Rates()), 10))
    assert found[0].whole.unemployed == pytest.approx(found[1].whole.unemployed)
