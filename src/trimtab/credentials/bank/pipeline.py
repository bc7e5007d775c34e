"""From a verified certificate to an entry of the bank, one question after the other.

Each step answers for itself and is kept with the entry: verified, issuer accredited on the day of
the achievement, framework known, workload stated, level told. The first step that fails ends it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import partial
from hashlib import sha256

from trimtab.credentials.bank.entries import Entry
from trimtab.credentials.bank.frameworks import Framework, Frameworks
from trimtab.credentials.bank.ledger import add_line
from trimtab.credentials.bank.qualifications import Origin
from trimtab.credentials.bank.records import LineKind
from trimtab.credentials.bank.values import months_after
from trimtab.credentials.types import Answer, Outcome, Verdict
from trimtab.kernel import StateError
from trimtab.office.rights import Right, require
from trimtab.ports import Work

Accredited = Callable[[Entry, Framework | None], Answer]
"""Whether the issuer was accredited, on the day, for the standard, level and region stated."""


@dataclass(frozen=True, slots=True)
class Step:
    """One question and its answer: ``credits.step.<name>``, ``credits.reason.<reason>``."""

    name: str
    passed: bool
    reason: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Considered:
    """What was stated, after all questions; ``entry`` is None where one was not passed."""

    stated: Entry
    steps: tuple[Step, ...]
    entry: Entry | None


def consider(
    stated: Entry,
    *,
    verdict: Verdict,
    accredited: Accredited,
    frameworks: Frameworks,
) -> Considered:
    """Whether a certificate gives credits, and which; changes nothing."""
    steps: list[Step] = []
    framework = frameworks.get(stated.framework_id)
    for ask in (
        partial(_verified, verdict),
        partial(_accredited, accredited, stated, framework),
        partial(_framework, stated, framework),
        partial(_workload, stated, framework),
        partial(_level, stated, framework),
        partial(_assessed, stated),
    ):
        steps.append(ask())
        if not steps[-1].passed:
            return Considered(stated, tuple(steps), None)
    return Considered(stated, tuple(steps), _entry(stated, framework, steps))


def _verified(verdict: Verdict) -> Step:
    held = verdict.outcome is Outcome.VALID
    return Step(
        "verified",
        held,
        "verified" if held else "not_valid",
        {} if held else {"outcome": verdict.outcome.value},
    )


def _accredited(accredited: Accredited, stated: Entry, framework: Framework | None) -> Step:
    held = accredited(stated, framework) is Answer.PASSED
    return Step("accredited", held, "accredited" if held else "not_accredited")


def _framework(stated: Entry, framework: Framework | None) -> Step:
    name = {"framework": stated.framework_id or "-"}
    held = framework is not None
    return Step("framework", held, "framework_known" if held else "framework_unknown", name)


def _workload(stated: Entry, framework: Framework | None) -> Step:
    """Credits stated, or hours, or nothing: a grade alone counts only through a rule."""
    if stated.hundredths is not None:
        return Step("workload", True, "credits_own")
    if stated.hours is not None:
        divisor = framework.hours_high if framework else None
        if divisor is None:
            return Step("workload", True, "hours_kept", {"hours": str(stated.hours)})
        params = {"hours": str(stated.hours), "divisor": str(divisor)}
        return Step("workload", True, "hours_converted", params)
    return Step("workload", True, "rule_needed")


def _level(stated: Entry, framework: Framework | None) -> Step:
    if not stated.level:
        return Step("level", True, "level_absent")
    known = framework is not None and framework.level(stated.level) is not None
    params = {"level": stated.level, "framework": stated.framework_id}
    return Step("level", known, "level_own" if known else "level_unknown", params)


def _assessed(stated: Entry) -> Step:
    held = stated.assessed or stated.origin not in (Origin.PRIOR_LEARNING, Origin.WORK)
    return Step("assessed", held, "assessed" if held else "not_assessed")


def _entry(stated: Entry, framework: Framework | None, steps: list[Step]) -> Entry:
    """Shelf life as the framework limits it, or sooner where the certificate ends sooner; of skill
    certificates of one standard one counts, since a higher grade contains the lower."""
    group = stated.exclusive_group
    if group is None and stated.origin is Origin.CERTIFICATE and stated.standard_id:
        group = f"standard:{stated.standard_id}"
    hundredths = stated.hundredths
    if hundredths is None and stated.hours is not None and framework and framework.hours_high:
        hundredths = stated.hours * 100 // framework.hours_high
    return replace(
        stated,
        hundredths=hundredths,
        expires_on=_expiry(stated, framework),
        exclusive_group=group,
        basis=tuple(asdict(one) for one in steps),
    )


def entry_id_of(certificate_id: str) -> str:
    """The entry of a certificate: derived from it, so that depositing twice finds the first."""
    return f"credit-{sha256(certificate_id.encode()).hexdigest()[:16]}"


def _expiry(stated: Entry, framework: Framework | None) -> date | None:
    ends = [stated.expires_on] if stated.expires_on else []
    if framework and framework.shelf_months is not None:
        ends.append(months_after(stated.earned_on, framework.shelf_months))
    return min(ends, default=None)


def deposit(
    work: Work,
    stated: Entry,
    *,
    region: str,
    verdict: Verdict,
    accredited: Accredited,
    frameworks: Frameworks,
) -> Considered:
    """Put the credits of a certificate into the bank, once; nothing where a step is not passed.

    Raises StateError CREDITS-023 when the certificate is in the bank already, NotAllowedError
    OFFICE-010.
    """
    require(work, work.actor, Right.CREDITS_REVIEW, region, shared=True)
    considered = consider(stated, verdict=verdict, accredited=accredited, frameworks=frameworks)
    if considered.entry is None:
        return considered
    if work.find(Entry, certificate_id=stated.certificate_id):
        raise StateError("CREDITS-023", certificate=stated.certificate_id)
    entry = replace(considered.entry, deposited_at=work.at)
    work.add(entry)
    add_line(work, entry, LineKind.DEPOSIT)
    return Considered(stated, considered.steps, entry)
