"""Titles of the demonstration's departments and accounts, in the language of whoever reads them.

People write their own titles once, in one language. Those of the demonstration are ours: they are
kept in the language the demonstration was made in and read in any.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from trimtab.messages import LANGUAGES, Language, text
from trimtab.office.types import Role

DEPARTMENT_IDS = ("bureau", "monitoring", "policy", "insurance", "jia", "college")
ACCOUNT_ROLES = (
    Role.ANALYST,
    Role.POLICY_DESIGNER,
    Role.CASEWORKER,
    Role.APPROVER,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
    Role.AWARDING_BODY,
    Role.HOLDER,
)


def department_title(department_id: str, language: Language) -> str:
    """The title of one of the demonstration's departments."""
    return text(f"demonstration.department.{department_id}", language)


def account_title(role: Role, language: Language) -> str:
    """The title of the demonstration's account of a role."""
    return text(f"demonstration.account.{role.value}", language)


def title_in(title: str, language: Language) -> str:
    """A title in a language if it is one of the demonstration's; any other as it was written.

    Examples
    --------
    >>> title_in("Analyst (demonstration)", Language.ZH), title_in("Statistics", Language.ZH)
    ('监测分析员（演示）', 'Statistics')
    """
    return _titles(language).get(title, title)


@cache
def _titles(language: Language) -> Mapping[str, str]:
    """Every title of the demonstration, in any language, to that in this one."""
    found = {department_title(one, other): department_title(one, language)
             for one in DEPARTMENT_IDS for other in LANGUAGES}  # fmt: skip
    accounts = (*(one.value for one in ACCOUNT_ROLES), "reviewer")
    return found | {
        text(f"demonstration.account.{one}", other): text(f"demonstration.account.{one}", language)
        for one in accounts
        for other in LANGUAGES
    }
