"""Which trials can be run, and why the other effects of the register cannot."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType

from trimtab.evidence import evidence_register
from trimtab.kernel import UnknownCodeError, UsageError
from trimtab.simulation.levers import Refusal, refusal
from trimtab.simulation.trials.types import Trial

NEVADA_2022 = Trial(
    name="nevada_2022",
    effect="resea-reanv-nevada-2022-benefit-weeks",
    form="reemployment_service",
    parameter="search_lift",
    region="US-NV",
    participants=17_848,
    intake_years=1.0,
    claim_weeks=26.0,
    treated_share=0.5,
    assumed=("treated_share", "entitlement", "insured", "market"),
)
"""RESEA and REANV, Nevada, October 2022 to September 2023. Participants and intake are as the
source says; the sizes of the two groups were not seen. 26 weeks is the most of a claim by the
Nevada Revised Statutes of 2022, chapter 612, which also bound it by a third of the wages of the
base period; here every claim may last 26 weeks and every newly unemployed person of the market is
a claimant."""

TRIALS: Mapping[str, Trial] = MappingProxyType({NEVADA_2022.name: NEVADA_2022})
"""Trials by name."""


def find_trial(name: str) -> Trial:
    """A trial by its name or by the id of its effect.

    Raises UsageError SIMULATION-075 for an effect that cannot be run, with the reason;
    UnknownCodeError SIMULATION-073 for a name that is neither.
    """
    for trial in TRIALS.values():
        if name in (trial.name, trial.effect):
            return trial
    effects = {effect.id: effect for effect in evidence_register()}
    if name in effects:
        raise UsageError(
            "SIMULATION-075", id=name, outcome=effects[name].outcome.value,
            reason=(refusal(effects[name]) or Refusal.UNUSABLE).value, trials=", ".join(TRIALS),
        )  # fmt: skip
    known = [*TRIALS, *effects]
    near = get_close_matches(name, known, n=3, cutoff=0.3) or list(TRIALS)
    raise UnknownCodeError("SIMULATION-073", name=name, near=", ".join(near))
