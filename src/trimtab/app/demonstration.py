"""A demonstration office: departments of the demonstration province, one account for each role.

The province is invented and so is its office: titles say what somebody is, never who.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from trimtab.app.demonstration_credentials import furnish_credentials
from trimtab.app.demonstration_titles import account_title, department_title
from trimtab.app.workbench.bench import Workbench
from trimtab.messages import Language, preferred_language
from trimtab.office.people import add_actor, add_department
from trimtab.office.people_grants import give_grant
from trimtab.office.types import OPERATOR, Actor, Department, Role
from trimtab.ports import Progress, Work, no_progress

PROVINCE = "CN-980000"
FIRST_PREFECTURE = "CN-980100"

SEED = 1
"""The province that ``trimtab demo province`` makes when no seed is given."""

_REASON = "demonstration"


@dataclass(frozen=True, slots=True)
class _Place:
    """A department by its id: where it is and which one is above it."""

    region: str
    parent: str | None = None


DEPARTMENTS: Mapping[str, _Place] = MappingProxyType(
    {
        "bureau": _Place(PROVINCE),
        "monitoring": _Place(PROVINCE, "bureau"),
        "policy": _Place(PROVINCE, "bureau"),
        "insurance": _Place(PROVINCE, "bureau"),
        "jia": _Place(FIRST_PREFECTURE, "bureau"),
        "college": _Place(PROVINCE),
    }
)
"""Titles stand in the catalogue: ``demonstration.department.<id>``."""

ACCOUNTS: Mapping[Role, str] = MappingProxyType(
    {
        Role.ANALYST: "monitoring",
        Role.POLICY_DESIGNER: "policy",
        Role.CASEWORKER: "insurance",
        Role.APPROVER: "bureau",
        Role.AUDITOR: "bureau",
        Role.ADMINISTRATOR: "bureau",
        Role.AWARDING_BODY: "college",
        Role.HOLDER: "jia",
    }
)
"""The department of each role's account; the account's id is the role's name."""


def furnish(bench: Workbench, language: Language | None = None) -> None:
    """Add the departments, accounts, roles, certificates and credits that are not there yet.

    Titles are in ``language``, that of this process if not given. Rights reach over the whole
    province. Done again, it adds nothing.
    """
    spoken = language or preferred_language()
    with bench.office.work(OPERATOR, _REASON) as work:
        for department_id, place in DEPARTMENTS.items():
            _add_department(work, department_id, place, spoken)
        for role, department_id in ACCOUNTS.items():
            _add_account(work, role, department_id, spoken)
    furnish_credentials(bench)


def _add_department(work: Work, department_id: str, place: _Place, language: Language) -> None:
    if work.get(Department, department_id) is None:
        title = department_title(department_id, language)
        add_department(work, Department(department_id, title, place.region, place.parent))


def _add_account(work: Work, role: Role, department_id: str, language: Language) -> None:
    if work.get(Actor, role.value) is None:
        title = account_title(role, language)
        account = Actor(role.value, title, department_id=department_id, language=language.value)
        add_actor(work, account)
    give_grant(work, role.value, role, PROVINCE)


def demonstration_folder(out: Path, progress: Progress = no_progress) -> Path:
    """The workspace of the demonstration province below ``out``, generated if it is not there.

    Raises what ``trimtab.app.province.build_province`` raises.
    """
    from trimtab.app.province import build_province
    from trimtab.app.province_files import WORKSPACE
    from trimtab.app.workbench.exposure_jobs import keep_province_jobs, own_jobs
    from trimtab.province import ProvinceSettings

    folder = out / WORKSPACE
    if not (out / "province.json").exists() or not (folder / "batches").is_dir():
        build_province(out, ProvinceSettings(SEED), progress, language=preferred_language())
    if own_jobs(folder) is None:
        keep_province_jobs(out, folder)
    return folder
