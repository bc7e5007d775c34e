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

from trimtab.credentials.bank.entries import Assertion, Entry
from trimtab.credentials.bank.frameworks import Framework, Frameworks
from trimtab.credentials.bank.ledger import add_line
from trimtab.credentials.bank.qualifications import Origin
from trimtab.credentials.bank.records import LineKind
from trimtab.credentials.bank.values import months_after
from trimtab.credentials.types import Answer, Outcome, Verdict
from trimtab.kernel import StateError
from trimtab.office.rights import Right, require
from trimtab.ports import Work

Accredited = Callable[[Assertion, Framework | None], Answer]
"""Whether the issuer was accredited for an assertion's standard, level and region on its day."""


@dataclass(frozen=True, slots=True)
class Step:
    """One question and its answer: ``credits.step.<name>``, ``credits.reason.<reason>``."""

    name: str
    passed: bool
    reason: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Considered:
    """An assertion after all questions; ``entry`` is None where one was not passed."""

    assertion: Assertion
    steps: tuple[Step, ...]
    entry: Entry | None


def consider(
    assertion: Assertion,
    *,
    verdict: Verdict,
    accredited: Accredited,
    frameworks: Frameworks,
) -> Considered:
    """Whether a certificate gives credits, and which; changes nothing."""
    steps: list[Step] = []
    framework = frameworks.get(assertion.framework_id)
    for ask in (
        partial(_verified, verdict),
        partial(_accredited, accredited, assertion, framework),
        partial(_framework, assertion, framework),
        partial(_workload, assertion, framework),
        partial(_level, assertion, framework),
        partial(_assessed, assertion),
    ):
        steps.append(ask())
        if not steps[-1].passed:
            return Considered(assertion, tuple(steps), None)
    return Considered(assertion, tuple(steps), _entry(assertion, framework, steps))


def _verified(verdict: Verdict) -> Step:
    held = verdict.outcome is Outcome.VALID
    return Step(
        "verified",
        held,
        "verified" if held else "not_valid",
        {} if held else {"outcome": verdict.outcome.value},
    )


def _accredited(accredited: Accredited, assertion: Assertion, framework: Framework | None) -> Step:
    held = accredited(assertion, framework) is Answer.PASSED
    return Step("accredited", held, "accredited" if held else "not_accredited")


def _framework(assertion: Assertion, framework: Framework | None) -> Step:
    name = {"framework": assertion.framework_id or "-"}
    held = framework is not None
    return Step("framework", held, "framework_known" if held else "framework_unknown", name)


def _workload(assertion: Assertion, framework: Framework | None) -> Step:
    """Credits stated, or hours, or nothing: a grade alone counts only through a rule."""
    if assertion.hundredths is not None:
        return Step("workload", True, "credits_own")
    if assertion.hours is not None:
        divisor = framework.hours_high if framework else None
        if divisor is None:
            return Step("workload", True, "hours_kept", {"hours": str(assertion.hours)})
        params = {"hours": str(assertion.hours), "divisor": str(divisor)}
        return Step("workload", True, "hours_converted", params)
    return Step("workload", True, "rule_needed")


def _level(assertion: Assertion, framework: Framework | None) -> Step:
    if not assertion.level:
        return Step("level", True, "level_absent")
    known = framework is not None and framework.level(assertion.level) is not None
    params = {"level": assertion.level, "framework": assertion.framework_id}
    return Step("level", known, "level_own" if known else "level_unknown", params)


def _assessed(assertion: Assertion) -> Step:
    held = assertion.assessed or assertion.origin not in (Origin.PRIOR_LEARNING, Origin.WORK)
    return Step("assessed", held, "assessed" if held else "not_assessed")


def _entry(assertion: Assertion, framework: Framework | None, steps: list[Step]) -> Entry:
    """Shelf life as the framework limits it, or sooner where the certificate ends sooner; of skill
    certificates of one standard one counts, since a higher grade contains the lower."""
    group = assertion.exclusive_group
    if group is None and assertion.origin is Origin.CERTIFICATE and assertion.standard_id:
        group = f"standard:{assertion.standard_id}"
    hundredths = assertion.hundredths
    if hundredths is None and assertion.hours is not None and framework and framework.hours_high:
        hundredths = assertion.hours * 100 // framework.hours_high
    return Entry(
        entry_id=entry_id_of(assertion.certificate_id),
        holder_id=assertion.holder_id,
        certificate_id=assertion.certificate_id,
        issuer_id=assertion.issuer_id,
        standard_id=assertion.standard_id,
        title=dict(assertion.title),
        framework_id=assertion.framework_id,
        earned_on=assertion.earned_on,
        level=assertion.level,
        module_id=assertion.module_id,
        nature=assertion.nature,
        hundredths=hundredths,
        hours=assertion.hours,
        grade=assertion.grade,
        origin=assertion.origin,
        assessed=assertion.assessed,
        expires_on=_expiry(assertion, framework),
        exclusive_group=group,
        digest=assertion.digest,
        basis=tuple(asdict(one) for one in steps),
    )


def entry_id_of(certificate_id: str) -> str:
    """The entry of a certificate: derived from it, so that depositing twice finds the first."""
    return f"credit-{sha256(certificate_id.encode()).hexdigest()[:16]}"


def _expiry(assertion: Assertion, framework: Framework | None) -> date | None:
    ends = [assertion.expires_on] if assertion.expires_on else []
    if framework and framework.shelf_months is not None:
        ends.append(months_after(assertion.earned_on, framework.shelf_months))
    return min(ends, default=None)


def deposit(
    work: Work,
    assertion: Assertion,
    *,
    verdict: Verdict,
    accredited: Accredited,
    frameworks: Frameworks,
) -> Considered:
    """Put the credits of a certificate into the bank, once; nothing where a step is not passed.

    Raises StateError CREDITS-023 when the certificate is in the bank already, NotAllowedError
    OFFICE-010.
    """
    require(work, work.actor, Right.CREDITS_REVIEW, assertion.region, shared=True)
    considered = consider(assertion, verdict=verdict, accredited=accredited, frameworks=frameworks)
    if considered.entry is None:
        return considered
    if work.find(Entry, certificate_id=assertion.certificate_id):
        raise StateError("CREDITS-023", certificate=assertion.certificate_id)
    entry = replace(considered.entry, deposited_at=work.at)
    work.add(entry)
    add_line(work, entry, LineKind.DEPOSIT)
    return Considered(assertion, considered.steps, entry)
