"""The forms of file that are known, each by the columns its header must have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from trimtab.exposure.reading.anthropic import (
    AUGMENTATION,
    AUTOMATION,
    TaskModes,
    TaskStatements,
    TaskUse,
    read_long_task_modes,
    read_statements,
    read_task_modes,
    read_task_use,
)
from trimtab.exposure.reading.published import (
    AIOE,
    RATINGS,
    UNIT_GROUPS,
    read_eloundou,
    read_felten,
    read_observed_use,
    read_unit_groups,
)
from trimtab.exposure.reading.sheet import Sheet, column_name
from trimtab.exposure.types import Scores

Content: TypeAlias = Scores | TaskModes | TaskStatements | TaskUse


@dataclass(frozen=True, slots=True)
class Form:
    """``needed`` columns, all of them, and of ``some`` at least one (none needed if empty)."""

    name: str
    needed: frozenset[str]
    read: Callable[[Sheet], tuple[Content, ...]]
    some: frozenset[str] = frozenset()

    def fits(self, columns: frozenset[str]) -> bool:
        return self.needed <= columns and (not self.some or bool(self.some & columns))


FORMS = (
    Form("eloundou", frozenset({"o*net-soc code"}), read_eloundou, frozenset(RATINGS)),
    Form("felten", frozenset({"soc code"}), read_felten, frozenset(AIOE)),
    Form("ilo", frozenset({"isco 08"}), read_unit_groups, frozenset(UNIT_GROUPS)),
    Form("observed_use", frozenset({"occ code", "observed exposure"}), read_observed_use),
    Form("task_modes", frozenset({"task name", *AUTOMATION, *AUGMENTATION}), read_task_modes),
    Form(
        "long_task_modes",
        frozenset({"geography", "facet", "variable", "cluster name", "value"}),
        read_long_task_modes,
    ),
    Form("task_statements", frozenset({"o*net-soc code", "task"}), read_statements),
    Form("task_use", frozenset({"task name", "pct"}), read_task_use),
)


def form_of(header: tuple[str, ...]) -> Form | None:
    """The form that a header belongs to; None for none.

    >>> form_of(("SOC Code", "Occupation Title", "AIOE")).name
    'felten'
    """
    columns = frozenset(map(column_name, header))
    return next((form for form in FORMS if form.fits(columns)), None)


def read_sheet(sheet: Sheet) -> tuple[Content, ...]:
    """What a sheet of a known form holds; nothing for a header of another form.

    Raises InputRejectedError EXPOSURE-002 with every fault at its row and column.
    """
    form = form_of(sheet.header)
    return form.read(sheet) if form else ()
