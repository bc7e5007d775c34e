"""How a region's offices work together, as the administration shows and changes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from trimtab.app.office import change_people
from trimtab.app.places import parse_region
from trimtab.coordination.procedures import LEVELS, TIMED, procedure_of, set_procedure
from trimtab.coordination.types import Procedure
from trimtab.kernel import InputRejectedError
from trimtab.office.rights import Right, grants_of
from trimtab.office.types import Department
from trimtab.stores.office.store import SqlOfficeStore


@dataclass(frozen=True, slots=True)
class ProcedureView:
    """What counts in a region. ``stated``: by whom is not said here but that it was, and where;
    empty for what this software proposes."""

    region: str
    regions: tuple[str, ...]
    procedure: Procedure
    stated: str
    levels: tuple[str, ...]
    stages: tuple[str, ...]


def see_procedure(office: SqlOfficeStore, asking: str, region: str = "") -> ProcedureView:
    """The procedure of a region; of the first where one may state it if none is given.

    Raises UnknownCodeError for an unknown region.
    """
    with office.reading() as reading:
        own = [one.region for one in grants_of(reading, asking, Right.CASES_CONFIGURE)]
        places = {one.region for one in reading.find(Department, active=True)} | set(own)
        chosen = str(parse_region(region)) if region else (own or ["CN"])[0]
        procedure = procedure_of(reading, chosen)
        stated = procedure.region if reading.get(Procedure, procedure.region) else ""
    return ProcedureView(
        chosen,
        tuple(sorted(places | {chosen})),
        procedure,
        stated,
        tuple(str(level) for level in LEVELS),
        tuple(stage.value for stage in TIMED),
    )


def state_procedure(
    office: SqlOfficeStore,
    asking: str,
    region: str,
    days: Sequence[str],
    chain: Sequence[tuple[str, str]],
    people_least: str,
    holidays: str,
    workdays: str,
    reason: str,
) -> Procedure:
    """State it out of what somebody typed: ``days`` level by level, each stage in order; ``chain``
    as kind and department (empty: those concerned), without the rows left empty; days of the
    calendar apart by spaces, commas or lines.

    Raises InputRejectedError WEB-037 for what is no number, and what ``set_procedure`` raises.
    """
    numbers = [_number(one) for one in days]
    width = len(TIMED)
    rows = [numbers[start : start + width] for start in range(0, len(numbers), width)]
    deadlines = {
        str(level): dict(zip((stage.value for stage in TIMED), row, strict=False))
        for level, row in zip(LEVELS, rows, strict=False)
    }
    steps = tuple(
        {"kind": kind, "department_id": department or None} for kind, department in chain if kind
    )
    with change_people(office, asking, reason) as work:
        changed = replace(
            procedure_of(work, region),
            region=region,
            deadlines=deadlines,
            chain=steps,
            people_least=_number(people_least),
            holidays=_days(holidays),
            workdays=_days(workdays),
        )
        return set_procedure(work, changed)


def _number(typed: str) -> int:
    given = typed.strip()
    if not (given.isascii() and given.isdigit() and len(given) < 6):
        raise InputRejectedError("WEB-037", given=given[:20])
    return int(given)


def _days(typed: str) -> tuple[str, ...]:
    return tuple(sorted(typed.replace(",", " ").replace("，", " ").split()))
