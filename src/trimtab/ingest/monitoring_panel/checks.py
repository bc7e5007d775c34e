"""Do the figures of the panel agree with each other? Each disagreement names its cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.ingest.monitoring_panel.fields import OCCUPATION_GROUPS, REASONS
from trimtab.kernel import Problem

Column = npt.NDArray[np.float64]
Place = Callable[..., Problem]  # (code, row, field name, **params) -> Problem


@dataclass(frozen=True, slots=True)
class Counts:
    """Columns of the panel by field name, NaN where a cell is empty; all of one length."""

    columns: dict[str, Column]
    printed: dict[str, tuple[Column, Column]]  # rate as written, and half its last digit

    def __getitem__(self, name: str) -> Column:
        return self.columns[name]

    def total(self, names: Sequence[str]) -> Column:
        """Sum over fields, empty cells as nothing; NaN where all are empty."""
        stacked = np.stack([self.columns[name] for name in names])
        return np.where(np.isnan(stacked).all(axis=0), np.nan, np.nansum(stacked, axis=0))


def check_counts(counts: Counts, place: Place) -> list[Problem]:
    """Balances within a row: stocks with flows, reasons and groups with totals, printed rates."""
    return [
        *_balance(counts, place),
        *_sums(counts, place),
        *_layoff_item(counts, place),
        *_printed(counts, "change_on_last", "staff_last", place),
        *_printed(counts, "change_on_base", "staff_base", place),
    ]


def _balance(counts: Counts, place: Place) -> list[Problem]:
    expected = counts["staff_last"] + counts["hires"] - counts["separations"]
    wrong = np.flatnonzero(expected != np.where(np.isnan(expected), expected, counts["staff_now"]))
    return [
        place("INGEST-081", row, "staff_now", got=_whole(counts["staff_now"][row]),
              expected=_whole(expected[row]))
        for row in wrong
        if not np.isnan(expected[row]) and not np.isnan(counts["staff_now"][row])
    ]  # fmt: skip


def _sums(counts: Counts, place: Place) -> list[Problem]:
    problems = []
    for code, names, total in (
        ("INGEST-082", [f"left_{reason}" for reason in REASONS], "separations"),
        ("INGEST-089", [f"staff_group_{group}" for group in OCCUPATION_GROUPS], "staff_now"),
    ):
        parts, whole = counts.total(names), counts[total]
        for row in np.flatnonzero(~np.isnan(parts) & ~np.isnan(whole) & (parts != whole)):
            problems.append(
                place(code, row, total, got=_whole(whole[row]), parts=_whole(parts[row]))
            )
    return problems


def _layoff_item(counts: Counts, place: Place) -> list[Problem]:
    """Layoffs under Article 41 state which item they rest on, and only they do."""
    layoffs = np.nan_to_num(counts["left_economic_layoff"]) > 0
    stated = ~np.isnan(counts["article_41_item"])
    return [
        place("INGEST-084", row, "article_41_item") for row in np.flatnonzero(layoffs != stated)
    ]


def _printed(counts: Counts, name: str, base: str, place: Place) -> list[Problem]:
    """A printed rate must be what the counts give, within half a unit of its last digit.

    A spreadsheet stores 5.2% as 0.052, so the figure may be meant either way; it is wrong only
    when neither reading agrees with the counts.
    """
    written, half = counts.printed[name]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(counts[base] > 0, counts["staff_now"] / counts[base] - 1, np.nan)
    slack = half + 1e-9
    as_percent = np.abs(written - 100 * share) <= slack
    as_share = np.abs(written - share) <= slack
    wrong = ~np.isnan(written) & ~np.isnan(share) & ~as_percent & ~as_share
    return [
        place("INGEST-083", row, name, printed=f"{written[row]:g}",
              computed=f"{100 * share[row]:.2f}")
        for row in np.flatnonzero(wrong)
    ]  # fmt: skip


def check_months(
    firms: Sequence[str], months: npt.NDArray[np.int64], counts: Counts, place: Place
) -> list[Problem]:
    """A firm has one row a month, and starts each month with what it ended the last one with."""
    order = np.lexsort((months, np.array(firms)))
    same_firm = np.array(firms)[order][1:] == np.array(firms)[order][:-1]
    step = months[order][1:] - months[order][:-1]
    problems = [
        place("INGEST-088", int(order[i + 1]), "firm_code", firm=firms[order[i + 1]])
        for i in np.flatnonzero(same_firm & (step == 0))
    ]
    ended, began = counts["staff_now"][order][:-1], counts["staff_last"][order][1:]
    broken = same_firm & (step == 1) & ~np.isnan(ended) & ~np.isnan(began) & (ended != began)
    problems += [
        place("INGEST-090", int(order[i + 1]), "staff_last", got=_whole(began[i]),
              expected=_whole(ended[i]))
        for i in np.flatnonzero(broken)
    ]  # fmt: skip
    return problems


def _whole(value: float) -> str:
    return f"{value:.0f}"
