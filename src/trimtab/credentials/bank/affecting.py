"""Which past and open cases a new rule would affect. Asked, never done: no case is altered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from trimtab.credentials.bank.deciding import (
    credits_lacking,
    decision_content,
    inputs_of,
    plain_result,
)
from trimtab.credentials.bank.equivalences import EquivalenceRule
from trimtab.credentials.bank.frameworks import Frameworks
from trimtab.credentials.bank.recognising import see_cases
from trimtab.credentials.bank.records import CaseState, RecognitionCase
from trimtab.credentials.bank.stacking import stack
from trimtab.credentials.bank.values import to_hundredths
from trimtab.ports import Reading


@dataclass(frozen=True, slots=True)
class Affected:
    """What one case would say if the rule had counted when it was decided; in hundredths.

    ``shortfall`` is what the optimiser made small and no number of credits; ``lacking`` is: the
    fewest that could close what is lacking. ``counted``: what is recognised.
    """

    case_id: str
    holder_id: str
    state: CaseState
    qualification_key: str
    shortfall_before: int
    shortfall_after: int
    lacking_before: int
    lacking_after: int
    counted_before: int
    counted_after: int
    used_before: int
    used_after: int

    @property
    def changed(self) -> bool:
        """Whether the result would be another."""
        before = (self.shortfall_before, self.used_before)
        return before != (self.shortfall_after, self.used_after)


def affected_cases(
    reading: Reading, actor: str, rule: EquivalenceRule, frameworks: Frameworks
) -> tuple[Affected, ...]:
    """Of the cases somebody may see, those whose result a rule would change; the newest first.

    Each is computed again from its own frozen inputs, with the rule in place of earlier versions
    of itself as if it had been in force and known. A case that holds nothing the rule asks for and
    did not know an earlier version cannot change and is not computed.
    """
    found = (
        affected(one, rule, frameworks)
        for one in see_cases(reading, actor)
        if _could_change(decision_content(one), rule)
    )
    return tuple(one for one in found if one.changed)


def _could_change(content: Mapping[str, Any], rule: EquivalenceRule) -> bool:
    qualification = content["qualification"]["id"]
    if rule.qualifications and qualification not in rule.qualifications:
        return any(one["id"] == rule.rule_id for one in content["rules"])
    codes = {one.code for one in rule.inputs}
    matches = any({one.get("standard"), one.get("module")} & codes for one in content["entries"])
    return matches or any(one["id"] == rule.rule_id for one in content["rules"])


def affected(case: RecognitionCase, rule: EquivalenceRule, frameworks: Frameworks) -> Affected:
    """What one case would say with a rule. Frameworks the case did not know are added."""
    content = decision_content(case)
    entries, qualification, known_frameworks, rules = inputs_of(content)
    on = date.fromisoformat(content["decided_on"])
    known = datetime.fromisoformat(content["known_at"])
    held = {one.framework_id for one in known_frameworks.frameworks}
    added = tuple(one for one in frameworks.frameworks if one.framework_id not in held)
    supposed = replace(rule, since=min(rule.since, on), until=None, recorded=known)
    others = tuple(one for one in rules if one.rule_id != rule.rule_id)
    result = stack(
        entries,
        qualification,
        Frameworks((*known_frameworks.frameworks, *added), known_frameworks.maps),
        on=on,
        known=known,
        rules=(*others, supposed),
    )
    before = content["result"]
    return Affected(
        case_id=case.case_id,
        holder_id=case.holder_id,
        state=case.state,
        qualification_key=case.qualification_key,
        shortfall_before=to_hundredths(before["shortfall"]),
        shortfall_after=result.shortfall,
        lacking_before=credits_lacking(content),
        lacking_after=credits_lacking({"result": plain_result(result)}),
        counted_before=sum(to_hundredths(one["credits"]) for one in before["assignments"]),
        counted_after=sum(one.hundredths for one in result.assignments),
        used_before=to_hundredths(before["used"]),
        used_after=result.used,
    )
