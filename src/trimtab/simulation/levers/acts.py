"""One lever across the batch: its numbers in every column that uses it, drawn, as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from trimtab.simulation.levers.policy import Policy
from trimtab.simulation.levers.selection import cells_reached, kinds_reached
from trimtab.simulation.types import Cells, Index, Kinds, Matrix, Vector


@dataclass(frozen=True, slots=True)
class Column:
    """An independent run: policies, and the quantile of each uncertain number by its path.

    A number without quantile has its best value.
    """

    policies: tuple[Policy, ...]
    uniforms: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Acts:
    """The ``ordinal``-th use of a form in each of n columns of the batch."""

    form: str
    ordinal: int
    columns: Index
    policies: tuple[Policy, ...]
    uniforms: tuple[Mapping[str, float], ...]
    steps: int
    step_years: float

    @property
    def name(self) -> str:
        """Name of this use: the form, from the second on with its number ("training:2")."""
        return self.form if self.ordinal == 0 else f"{self.form}:{self.ordinal + 1}"

    def numbers(self, field_name: str) -> Vector:
        """A numeric field (n,); NaN where it was left out and has no default."""
        return np.array(
            [
                np.nan if one.values[field_name] is None else one.number(field_name, quantiles)
                for one, quantiles in zip(self.policies, self.uniforms, strict=True)
            ]
        )

    def chosen(self, field_name: str, word: str) -> Vector:
        """(n,) 1 where a choice is ``word``."""
        return np.array([float(one.chosen(field_name) == word) for one in self.policies])

    def steps_of(self, field_name: str) -> Vector:
        """A field in years as steps (n,); the horizon where it was left out."""
        steps = np.rint(self.numbers(field_name) / self.step_years)
        return np.where(np.isnan(steps), self.steps, steps)

    def on(self) -> Matrix:
        """(T, n) 1 in the steps of the window: step t goes from t to t+1."""
        t = np.arange(self.steps)[:, None]
        within = t >= self.steps_of("from_year")
        if self.policies[0].lever.field("until_year") is not None:
            within = within & (t < self.steps_of("until_year"))
        return within.astype(np.float64)

    def ramp(self, field_name: str) -> Matrix:
        """(T, n) path of demand: linear from 0 to 1 over a field in years, 0 outside the window.

        Demand of the step from t to t+1 is that of t+1, hence the first step has a first part.
        """
        t = np.arange(self.steps)[:, None]
        since = t + 1 - self.steps_of("from_year")
        whole = np.maximum(self.steps_of(field_name), 1.0)
        path: Matrix = np.clip(since / whole, 0.0, 1.0) * self.on()
        return path

    def cells(self, cells: Cells, occupations: Sequence[tuple[str, ...]] | None = None) -> Matrix:
        """(C, n) 1 for the cells reached; (C, 1) where all policies reach the same."""
        given = occupations or [()] * len(self.policies)
        keys = [
            (one.codes("regions"), one.codes("occupations"), one.codes("tiers"), extra)
            for one, extra in zip(self.policies, given, strict=True)
        ]
        made: dict[object, Vector] = {}
        for key, one in zip(keys, self.policies, strict=True):
            if key not in made:
                made[key] = cells_reached(cells, one, key[3]).astype(np.float64)
        if len(made) == 1:
            return made[keys[0]][:, None]
        return np.stack([made[key] for key in keys], axis=1)

    def kinds(self, kinds: Kinds, field_name: str = "kinds") -> Matrix:
        """(K, n) 1 for the kinds of persons reached."""
        masks = [kinds_reached(kinds, one, field_name) for one in self.policies]
        return np.stack(masks, axis=1).astype(np.float64)


def gather_acts(columns: Sequence[Column], steps: int, step_years: float) -> tuple[Acts, ...]:
    """The uses of every form, by form and ordinal in its column."""
    found: dict[tuple[str, int], list[tuple[int, Policy, Mapping[str, float]]]] = {}
    for at, column in enumerate(columns):
        seen: dict[str, int] = {}
        for policy in column.policies:
            ordinal = seen.get(policy.form, 0)
            seen[policy.form] = ordinal + 1
            found.setdefault((policy.form, ordinal), []).append((at, policy, column.uniforms))
    return tuple(
        Acts(
            form, ordinal,
            np.array([at for at, _, _ in uses], dtype=np.intp),
            tuple(policy for _, policy, _ in uses),
            tuple(uniforms for _, _, uniforms in uses),
            steps, step_years,
        )
        for (form, ordinal), uses in found.items()
    )  # fmt: skip
