"""What is known about a lever: the effect it is calibrated by, or that its size is the author's."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from trimtab.evidence import Transferred, discounted, evidence_register
from trimtab.kernel.evidence import Effect, Measured
from trimtab.kernel.evidence_vocabulary import Outcome, Span
from trimtab.simulation.levers.calibrated import CalibratedEffect, calibrated_effects, effect_range
from trimtab.simulation.levers.fields import LeverForm
from trimtab.simulation.levers.uncertain import Uncertain


class Refusal(StrEnum):
    """Why an effect of the register calibrates no lever: the model does not carry the outcome, the
    finding may not be a default or has no figure, money would count the weeks of the same trial
    twice, or no horizon is stated to run it for."""

    OUTCOME = "outcome"
    UNUSABLE = "unusable"
    MONEY = "money"
    HORIZON = "horizon"


_CARRIED = frozenset({Outcome.BENEFIT_WEEKS, Outcome.EMPLOYMENT, Outcome.BENEFIT_PAYMENTS})


def refusal(effect: Effect) -> Refusal | None:
    """Why an effect calibrates no lever; None for one that does.

    Earnings, public saving, who is reached or served are no outcomes of the model.
    """
    if any(one.effect == effect.id for one in calibrated_effects()):
        return None
    if effect.outcome not in _CARRIED:
        return Refusal.OUTCOME
    if effect.unusable or not isinstance(effect.finding, Measured):
        return Refusal.UNUSABLE
    if effect.finding.unit.is_money:
        return Refusal.MONEY
    return Refusal.HORIZON if effect.horizon.span is not Span.CLAIM else Refusal.UNUSABLE


@dataclass(frozen=True, slots=True)
class LeverEvidence:
    """What stands behind a lever in a country.

    ``calibrated`` with ``effect``, ``transferred`` (the estimate after the discount) and ``range``
    (the parameter that is drawn), or all None: then the sizes are assumptions of the author.
    ``related``: all effects of the register about this lever, with the reason why they calibrate
    nothing; their lock-in, windfall, displacement and fade-out are worth reading all the same.
    """

    form: str
    calibrated: CalibratedEffect | None
    effect: Effect | None
    transferred: Transferred | None
    range: Uncertain | None
    related: tuple[tuple[Effect, Refusal | None], ...]

    @property
    def is_assumption(self) -> bool:
        """Whether nothing measured sets the size of the lever."""
        return self.calibrated is None


def lever_evidence(form: LeverForm, to_country: str) -> LeverEvidence:
    """The evidence behind a lever, carried over to a country (ISO 3166).

    Raises InputRejectedError CODE-001 for a text that is no country.
    """
    register = evidence_register()
    related = register.find(lever=form.evidence) if form.evidence else ()
    calibrated = next((one for one in calibrated_effects() if one.form == form.name), None)
    effect = register.get(calibrated.effect) if calibrated else None
    return LeverEvidence(
        form=form.name,
        calibrated=calibrated,
        effect=effect,
        transferred=discounted(effect, to_country) if effect else None,
        range=effect_range(calibrated, to_country) if calibrated else None,
        related=tuple((one, refusal(one)) for one in related),
    )
