"""Nobody pays for a module that a certificate, a rule or another course gives already."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from trimtab.credentials.bank.entries import Course, Entry
from trimtab.credentials.bank.equivalences import EquivalenceRule
from trimtab.credentials.bank.gap import Gap
from trimtab.credentials.bank.stacking import Assigned


def close_without_repeats(
    close: Callable[[tuple[Course, ...]], Gap],
    entries: Iterable[Entry],
    rules: Iterable[EquivalenceRule],
    offered: Sequence[Course],
) -> Gap:
    """What ``close`` advises, without courses of a module that counts already.

    To a total such a course would add its credits a second time. Where the advice holds one, it is
    asked for again without it, until none is left. Simplification: a course that was left out once
    stays out, so of advice without repeats this need not be the cheapest.
    """
    modules = {one.entry_id: one.module_id for one in entries}
    given = {one.key: {name for out in one.outputs for name in out.modules} for one in rules}
    sold = tuple(offered)
    while True:
        gap = close(sold)
        repeated = _repeated(gap, modules, given)
        if not repeated:
            return gap
        sold = tuple(one for one in sold if one.course_id not in repeated)


def _repeated(gap: Gap, modules: dict[str, str], given: dict[str, set[str]]) -> set[str]:
    """The courses of the advice whose module counts from elsewhere; of two courses of one module,
    the dearer."""
    counted = {name for one in gap.result.assignments for name in _modules(one, modules, given)}
    found = set()
    for one in sorted(gap.courses, key=lambda course: (course.price, course.course_id)):
        if one.module_id in counted:
            found.add(one.course_id)
        elif one.module_id:
            counted.add(one.module_id)
    return found


def _modules(
    assigned: Assigned, modules: dict[str, str], given: dict[str, set[str]]
) -> Iterable[str]:
    """The modules that what is held, or a rule, counts as; of a course alone, none."""
    if assigned.rule_key is not None:
        return given.get(assigned.rule_key, set())
    return {modules[one] for one in assigned.entry_ids if modules.get(one)}
