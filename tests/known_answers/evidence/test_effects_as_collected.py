"""The embedded register against the list it was carried over from, row by row.

Source       ``rules/effect_sizes.csv`` of the evaluation data; tolerance 1e-12 (percent to share)
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from trimtab.evidence import evidence_register
from trimtab.kernel.evidence import Effect, Measured, Qualitative
from trimtab.kernel.evidence_vocabulary import (
    Design,
    Direction,
    EffectUnit,
    EvidenceVerification,
    Lever,
    SampleUnit,
)

SPANS = ("short", "medium", "longer")
# One entry for each row of the list, in its order: what the row says became these effects.
CARRIED_OVER = (
    ("resea-nevada-2014-earnings-5y", "resea-nevada-2014-earnings-5y-relative"),
    ("resea-nevada-2014-earnings-y1-4", "resea-nevada-2014-earnings-y5"),
    ("resea-nevada-2014-public-saving-5y",),
    ("resea-reanv-nevada-2022-benefit-weeks",),
    ("resea-reanv-nevada-2022-benefit-payments",),
    ("resea-reanv-nevada-2022-counselling",),
    ("resea-other-states-earnings",),
    ("wia-intensive-earnings-30m", "wia-intensive-earnings-30m-relative"),
    ("wia-training-earnings-30m",),
    ("sectoral-training-earnings",),
    ("taa-earnings-10y",),
    ("job-search-interventions-employment",),
    ("ckw-2018-all-short",),
    ("ckw-2018-all-2-3y",),
    ("ckw-2018-human-capital-2-3y",),
    ("ckw-2018-women-long-term-unemployed",),
    ("ckw-2018-recession",),
    *(
        tuple(f"ckw-2018-table-{kind}-{span}" for span in SPANS)
        for kind in ("all", "training", "job-search", "hiring-subsidy", "public-employment")
    ),
    ("ckw-2010-public-employment",),
    ("biewen-2012-training-lock-in",),
    ("cahuc-kramarz-nevoux-short-time-work",),
    ("giupponi-landais-short-time-work",),
    ("furdas-2015-wage-subsidy",),
    ("sweden-study-support-2022",),
    ("mckenzie-2017-vocational-training",),
    ("crepon-2013-displacement",),
)
DESIGNS = {
    "RCT": Design.RANDOMISED_TRIAL,
    "two-step RCT": Design.RANDOMISED_TRIAL,
    "RCTs": Design.RANDOMISED_TRIAL,
    "quasi-random examiner": Design.QUASI_EXPERIMENT,
    "meta-analysis": Design.META_ANALYSIS,
    "meta-analysis mean": Design.META_ANALYSIS,
    "meta": Design.META_ANALYSIS,
    "matching": Design.MATCHING,
    "IV/model": Design.QUASI_EXPERIMENT,
    "RD/DiD": Design.QUASI_EXPERIMENT,
    "administrative description": Design.DESCRIPTIVE,
}
# Words of the list that settle the lever of its row.
LEVERS = {
    "RESEA": Lever.REEMPLOYMENT_SERVICE,
    "intensive staff": Lever.REEMPLOYMENT_SERVICE,
    "funded training": Lever.TRAINING,
    "Sectoral training": Lever.TRAINING,
    "Trade Adjustment": Lever.TRAINING,
    "human-capital": Lever.TRAINING,
    "Training": Lever.TRAINING,
    "Vocational training": Lever.TRAINING,
    "Job-search": Lever.JOB_SEARCH_ASSISTANCE,
    "job placement": Lever.JOB_SEARCH_ASSISTANCE,
    "hiring subsidy": Lever.HIRING_SUBSIDY,
    "Wage subsidy": Lever.HIRING_SUBSIDY,
    "Public-sector employment": Lever.PUBLIC_EMPLOYMENT,
    "Short-time work": Lever.SHORT_TIME_WORK,
    "study support": Lever.STUDY_SUPPORT,
    "ALMP": Lever.ALL_PROGRAMMES,
}
NUMBER = re.compile(r"(?<![\w.])[+-]?\d+(?:,\d{3})*(?:\.\d+)?")


@pytest.fixture(scope="module")
def collected(shared_data: Path) -> list[tuple[dict[str, str], list[Effect]]]:
    register = evidence_register()
    with (shared_data.parent / "rules" / "effect_sizes.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return [
        (row, [register.get(id) for id in ids]) for row, ids in zip(rows, CARRIED_OVER, strict=True)
    ]


def _numbers(text: str) -> list[float]:
    return [float(found.replace(",", "")) for found in NUMBER.findall(text)]


def _figures(effect: Effect) -> list[float]:
    """As the list writes them: percent and percentage points, not shares."""
    finding = effect.finding
    assert isinstance(finding, Measured)
    scale = 100 if finding.unit in (EffectUnit.SHARE_POINTS, EffectUnit.RELATIVE) else 1
    held = [finding.estimate, finding.low, finding.high]
    if finding.treated is not None:
        held = [finding.treated, finding.control]
    return [value * scale for value in held if value is not None]


def test_every_effect_comes_from_a_row_and_every_row_became_effects(collected):
    carried = [effect.id for _, effects in collected for effect in effects]
    assert carried == [effect.id for effect in evidence_register()]


def test_figures_are_those_of_the_list(collected):
    for row, effects in collected:
        if isinstance(effects[0].finding, Qualitative):
            assert not _numbers(row["estimate"]), row["estimate"]
            continue
        # What stands in brackets of the unit is the same effect on another scale: USD (7-20%).
        aside = re.findall(r"\(([^)]*%)\)", row["unit"])
        told = _numbers(row["estimate"])
        told += [abs(x) for text in aside for x in _numbers(text.replace("-", " "))]
        figures = [figure for effect in effects for figure in _figures(effect)]
        assert figures == pytest.approx(told, abs=1e-12), row["programme"]


def test_low_and_high_are_those_of_the_list(collected):
    for row, (effect, *_) in collected:
        if row["low"]:
            assert _figures(effect) == pytest.approx([float(row["low"]), float(row["high"])])
        elif isinstance(effect.finding, Measured):
            assert (effect.finding.low, effect.finding.high) == (None, None)


def test_units_and_approximation_are_those_of_the_list(collected):
    for row, (effect, *_) in collected:
        finding = effect.finding
        if isinstance(finding, Qualitative):
            continue
        assert (finding.currency == "USD") is ("USD" in row["unit"])
        assert (finding.unit is EffectUnit.MONEY_PERSON_YEAR) is ("person-year" in row["unit"])
        assert (finding.unit is EffectUnit.WEEKS) is (row["unit"] == "weeks")
        assert (finding.unit is EffectUnit.ODDS_RATIO) is (row["unit"] == "odds ratio")
        assert finding.approximate is ("~" in row["estimate"])


def test_samples_are_those_of_the_list(collected):
    for row, effects in collected:
        for effect in effects:
            if row["n"] == "universe":
                assert effect.sample and effect.sample.unit is SampleUnit.UNIVERSE
            elif row["n"]:
                assert effect.sample
                assert effect.sample.size == _numbers(row["n"])[0]
                assert effect.sample.at_least is row["n"].endswith("+")


def test_costs_are_those_of_the_list(collected):
    for row, (effect, *_) in collected:
        if not row["cost"]:
            continue
        cost = effect.cost
        assert cost and row["cost"].startswith(cost.currency)
        million = 1e9 if " bn " in row["cost"] else 1.0
        told = [abs(x) * million for x in _numbers(row["cost"].split(" in ")[0].replace("-", " "))]
        assert [cost.low, cost.high] == pytest.approx(told if len(told) == 2 else told * 2)
        recalled = "recalled" in row["cost"] or "cost recalled" in row["evidence"]
        assert (cost.verification is EvidenceVerification.RECALLED) is recalled


def test_verification_design_and_lever_are_those_of_the_list(collected):
    for row, effects in collected:
        for effect in effects:
            recalled = row["evidence"].startswith("RECALLED")
            second_hand = "second-hand" in row["evidence"]
            assert (effect.verification is EvidenceVerification.RECALLED) is recalled
            assert (effect.verification is EvidenceVerification.SECOND_HAND) is second_hand
            assert effect.design is DESIGNS[row["design"]]
            lever = next(lever for words, lever in LEVERS.items() if words in row["programme"])
            assert effect.lever is lever


def test_horizons_are_those_of_the_list(collected):
    told = {
        "5 y": [(0, 60)],
        "y1-4 / y5": [(0, 48), (48, 60)],
        "30 months": [(0, 30)],
        "1-6 y": [(12, 72)],
        "10 y": [(0, 120)],
        "<1 y": [(0, 12)],
        "2-3 y": [(24, 36)],
        "short / medium / longer": list(SPANS),
        "short run": ["short"],
        "claim": ["claim"],
        "": ["not_stated"],
    }
    for row, effects in collected:
        held = [
            (effect.horizon.months_from, effect.horizon.months_until)
            if effect.horizon.months_until
            else effect.horizon.span
            for effect in effects
        ]
        wanted = told[row["horizon"]]
        assert held == (wanted if len(wanted) == len(held) else wanted * len(held)), row


def test_qualitative_rows_keep_their_sense(collected):
    sense = {
        "mostly disappointing": Direction.MIXED,
        "inconclusive": Direction.INCONCLUSIVE,
        "close to zero": Direction.NEAR_ZERO,
        "more positive": Direction.LARGER,
        "larger gains": Direction.LARGER,
        "larger": Direction.LARGER,
        "more likely positive": Direction.OFTENER_POSITIVE,
        "least favourable": Direction.SMALLER,
        "pronounced negative": Direction.NEGATIVE,
        "saves jobs only": Direction.MIXED,
        "select in": Direction.MIXED,
        "deadweight": Direction.MIXED,
        "misses those at risk": Direction.DESCRIBED,
        "offsets part": Direction.NEGATIVE,
    }
    for row, (effect, *_) in collected:
        if isinstance(effect.finding, Qualitative):
            text = row["estimate"]
            wanted = next(one for words, one in sense.items() if words in text)
            assert effect.finding.direction is wanted, text


def test_side_effects_stand_where_the_list_tells_them(collected):
    for row, (effect, *_) in collected:
        told = " ".join(row.values())
        assert (effect.windfall is True) is ("windfall" in told or "deadweight" in told)
        assert (effect.lock_in is True) is ("lock-in" in told)
        assert (effect.displacement is True) is ("Displacement" in told)
        assert (effect.fade_out_months == 120) is ("fades by y10" in told)
