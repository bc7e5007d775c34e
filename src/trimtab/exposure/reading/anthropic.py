"""How AI is used in tasks, from the Anthropic Economic Index: automation and augmentation.

Automation is ``directive`` and ``feedback loop`` (the task is handed over), augmentation is ``task
iteration``, ``learning`` and ``validation``: the publisher's own division. What it could not
classify is left out of the shares.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from trimtab.exposure.reading.occupations import (
    SOC,
    SOC_CODE,
    SOC_EXAMPLE,
    carried_over,
    is_earlier_vintage,
    six_digits,
)
from trimtab.exposure.reading.sheet import Faults, Sheet, read_codes, read_numbers
from trimtab.exposure.types import Joining, Modes

AUTOMATION = ("directive", "feedback loop")
AUGMENTATION = ("task iteration", "learning", "validation")
FACET, GEOGRAPHY, COUNT = "onet_task::collaboration", "global", "onet_task_collaboration_count"


@dataclass(frozen=True, slots=True)
class TaskModes:
    """Share of automation in the classified use of each task; ``use``: conversations behind it,
    empty where the file does not say."""

    automation: Mapping[str, float]
    source: str
    use: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TaskStatements:
    """Pairs of a task and the SOC 2018 code of an occupation that does it; ``lost``: codes that
    lead to none."""

    pairs: tuple[tuple[str, str], ...]
    rows: int
    lost: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class TaskUse:
    """Share of all conversations that each task has."""

    share: Mapping[str, float]
    source: str


def task_name(text: str) -> str:
    """A task as it is compared: the files differ in case and in the full stop."""
    return text.strip().rstrip(".").strip().casefold()


def read_task_modes(sheet: Sheet) -> tuple[TaskModes]:
    """``automation_vs_augmentation_by_task.csv``: shares of the five patterns by task."""
    faults = Faults(sheet)
    patterns = {
        name: read_numbers(sheet, name, 0.0, 1.0, faults) for name in (*AUTOMATION, *AUGMENTATION)
    }
    faults.refuse()
    counts = {name: [value or 0.0 for value in values] for name, values in patterns.items()}
    rows = zip(sheet.cells("task name"), *counts.values(), strict=True)
    by_task = {task_name(task): dict(zip(counts, shares, strict=True)) for task, *shares in rows}
    return (TaskModes(_automation(by_task), sheet.file),)


def read_long_task_modes(sheet: Sheet) -> tuple[TaskModes]:
    """The raw files since September 2025, one row per metric: global counts of pattern by task."""
    faults = Faults(sheet)
    values = read_numbers(sheet, "value", float("-inf"), float("inf"), faults)
    keys = zip(*(sheet.cells(name) for name in ("geography", "facet", "variable")), strict=True)
    by_task: dict[str, dict[str, float]] = defaultdict(dict)
    for key, cluster, value in zip(keys, sheet.cells("cluster name"), values, strict=True):
        if key == (GEOGRAPHY, FACET, COUNT) and value is not None and "::" in cluster:
            task, _, pattern = cluster.rpartition("::")
            by_task[task_name(task)][pattern.replace("_", " ").strip()] = value
    faults.refuse()
    use = {
        task: sum(counts.get(name, 0.0) for name in (*AUTOMATION, *AUGMENTATION))
        for task, counts in by_task.items()
    }
    return (TaskModes(_automation(by_task), sheet.file, use),)


def _automation(by_task: Mapping[str, Mapping[str, float]]) -> Mapping[str, float]:
    """Share of automation where anything was classified."""
    found = {}
    for task, counts in by_task.items():
        automated = sum(counts.get(name, 0.0) for name in AUTOMATION)
        classified = automated + sum(counts.get(name, 0.0) for name in AUGMENTATION)
        if task and classified > 0:
            found[task] = automated / classified
    return found


def read_statements(sheet: Sheet) -> tuple[TaskStatements]:
    """``onet_task_statements.csv``: which occupation does which task; SOC 2010 or 2018."""
    faults = Faults(sheet)
    codes = [
        six_digits(code)
        for code in read_codes(sheet, "o*net-soc code", SOC_CODE, SOC_EXAMPLE, faults)
    ]
    faults.refuse()
    onwards: Mapping[str, str] = {code: code for code in codes}
    if is_earlier_vintage(codes):
        onwards = carried_over(codes)
    tasks = [task_name(text) for text in sheet.cells("task")]
    pairs = {
        (task, onwards[code]): None
        for task, code in zip(tasks, codes, strict=True)
        if code in onwards
    }
    lost = tuple(sorted(set(codes) - set(onwards)))
    return (TaskStatements(tuple(pairs), len(codes), lost, sheet.file),)


def read_task_use(sheet: Sheet) -> tuple[TaskUse]:
    """``task_pct_v1.csv`` or ``_v2``: share of all conversations by task, percent."""
    faults = Faults(sheet)
    values = read_numbers(sheet, "pct", 0.0, 100.0, faults)
    faults.refuse()
    names = map(task_name, sheet.cells("task name"))
    return (TaskUse({n: v or 0.0 for n, v in zip(names, values, strict=True)}, sheet.file),)


def modes_of_occupations(
    modes: Iterable[TaskModes], statements: TaskStatements, use: TaskUse | None = None
) -> Modes:
    """Share of automation of each occupation that has a task in use.

    Model        a_o = sum_t w_t a_t / sum_t w_t over the tasks of the occupation that are in use;
                 w_t the use of the task, divided alike among the occupations that do it, or 1
                 where no file says how much a task is used
    Returns      Modes by SOC 2018 code; an occupation of whose tasks none was seen is not in it
    Simplifies   use of one publisher's assistant stands for the use of AI
    """
    automation: dict[str, float] = {}
    weight: dict[str, float] = {}
    for one in modes:
        automation.update(one.automation)
        weight.update(one.use)
    if use is not None:
        weight = dict(use.share)
    doers = Counter(task for task, _ in statements.pairs)
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for task, code in statements.pairs:
        if task in automation:
            part = (weight.get(task, 0.0) if weight else 1.0) / doers[task]
            sums[code][0] += part * automation[task]
            sums[code][1] += part
    known = {code: top / bottom for code, (top, bottom) in sums.items() if bottom > 0}
    return Modes(
        tuple(f"{SOC}:{code}" for code in known),
        np.array(list(known.values())),
        ", ".join(dict.fromkeys(one.source for one in modes)),
        Joining(statements.rows, len(known), statements.lost),
    )
