"""The computations of this room, by named columns: for cases, decisions, interfaces, simulation."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt

from trimtab.rules.columns import Column, Columns, Labels, Positions, Situations
from trimtab.rules.computation import Computation, Input, Kind, Output
from trimtab.rules.unknowns import Lookup, shortfall, weakest
from trimtab.unemployment import provision, retirement
from trimtab.unemployment.compute.retirement import retirement_age
from trimtab.unemployment.retirement import find_retirement_rule, months_to_retirement
from trimtab.unemployment.service import Decided, decide
from trimtab.unemployment.types import OUTCOMES, VERIFICATIONS, Claims, RetirementGroup

if TYPE_CHECKING:
    from trimtab.rules.book import RuleBook

LONGEST_CONTRIBUTION = 1200
LONGEST_SPELL = 600
LONGEST_CARRIED = 24

_OUTCOME_WORDS = tuple(one.value for one in OUTCOMES)
_VERIFICATION_WORDS = tuple(one.value for one in VERIFICATIONS)

GROUPS = tuple(group.value for group in RetirementGroup)

INPUTS = (
    Input("region", Kind.REGION),
    Input("claim_date", Kind.DATE),
    Input("contribution_months", unit="months", low=0, high=LONGEST_CONTRIBUTION),
    Input("spell_month", required=False, default=1.0, low=1, high=LONGEST_SPELL),
    Input("near_retirement_extension", Kind.FLAG, required=False, default=False),
    Input("involuntary", Kind.FLAG, required=False, default=True),
    Input("registered", Kind.FLAG, required=False, default=True),
    Input("unused_months", unit="months", required=False, default=0.0, low=0, high=LONGEST_CARRIED),
    Input("last_amount_cny_month", unit="cny_month", required=False, low=0),
    Input("birth_date", Kind.DATE, required=False),
    Input("retirement_category", Kind.TEXT, required=False, default="", choices=("", *GROUPS)),
)
OUTPUTS = (
    Output("months", unit="months"),
    Output("amount_cny_month", unit="cny_month"),
    Output("error", Kind.TEXT),
    Output("verification", Kind.TEXT),
    Output("provisional", Kind.FLAG),
    Output("months_undisputed", unit="months"),
    Output("months_most", unit="months"),
    Output("extended", Kind.FLAG),
    Output("back_pay_due", Kind.FLAG),
)


def decide_columns(lookup: Lookup, columns: Columns, known_on: date | None) -> Decided:
    """Decide claims given as the columns of ``INPUTS``."""
    region, claim_date = columns["region"], columns["claim_date"]
    assert isinstance(region, Labels)
    days = np.asarray(claim_date)
    situations = Situations.of(region, days)
    birth, group = np.asarray(columns["birth_date"]), columns["retirement_category"]
    assert isinstance(group, Labels)
    left = None
    if not np.isnat(birth).all():
        left = months_to_retirement(lookup, situations, birth, days, group, known_on)
    claims = Claims(
        situations,
        contribution_months=np.asarray(columns["contribution_months"]),
        spell_month=np.asarray(columns["spell_month"]),
        extension=np.asarray(columns["near_retirement_extension"]),
        involuntary=_unless(columns, "involuntary", True),
        registered=_unless(columns, "registered", True),
        unused_months=_unless(columns, "unused_months", 0),
        months_left=left,
        last_amount=_unless(columns, "last_amount_cny_month", np.nan),
    )
    return decide(lookup, claims, known_on)


def _unless(columns: Columns, name: str, presumed: float) -> Any:
    """A column, None where it holds for everybody what is presumed."""
    column = np.asarray(columns[name])
    alike = np.isnan(column) if presumed != presumed else column == presumed
    return None if alike.all() else column


def _labels(words: tuple[str, ...], codes: npt.NDArray[np.uint8]) -> Labels:
    """Codes as positions of words, as they are: one byte for each person."""
    return Labels(words, cast("Positions", codes))


def columns_of(decided: Decided) -> dict[str, Column]:
    """Entitlements as the columns of ``OUTPUTS``."""
    made = decided.entitlements
    return {
        "months": _known(made.months),
        "amount_cny_month": made.amount_cny_month,
        "error": _labels(_OUTCOME_WORDS, made.outcome),
        "verification": _labels(_VERIFICATION_WORDS, made.verification),
        "provisional": made.provisional,
        "months_undisputed": _known(made.months_undisputed),
        "months_most": _known(made.months_most),
        "extended": made.extended,
        "back_pay_due": made.back_pay_due,
    }


def _known(months: npt.NDArray[np.int16]) -> npt.NDArray[np.float32]:
    """Months as figures, NaN where none are known; single precision holds every number of them."""
    figures = months.astype(np.float32)
    np.copyto(figures, np.float32(np.nan), where=months < 0)
    return figures


def _run_entitlement(book: RuleBook, columns: Columns, known_on: date | None) -> dict[str, Column]:
    return columns_of(decide_columns(book, columns, known_on))


ENTITLEMENT = Computation(
    "entitlement",
    "unemployment",
    INPUTS,
    OUTPUTS,
    _run_entitlement,
    keys=(*provision.KEYS, *retirement.KEYS),
)


def _run_retirement(book: RuleBook, columns: Columns, known_on: date | None) -> dict[str, Column]:
    """Age and date by group and by the rule of each place and day."""
    region, group = columns["region"], columns["retirement_category"]
    assert isinstance(region, Labels) and isinstance(group, Labels)
    birth = np.asarray(columns["birth_date"])
    situations = Situations.of(region, np.asarray(columns["date"]))
    born = birth.astype("datetime64[M]").astype(np.int64) + 1970 * 12
    age = np.full(len(birth), np.nan)
    words: list[str] = [""]
    error = np.zeros(len(birth), np.int32)
    verification = np.zeros(len(birth), np.int32)
    for word in RetirementGroup:
        asked = group.is_word(word.value)
        for at in np.unique(situations.index[asked]).tolist():
            here = asked & (situations.index == at)
            place, day = situations.pairs[at]
            rule, answers = find_retirement_rule(book, word, place, day, known_on)
            verification[here] = VERIFICATIONS.index(weakest(answers))
            if rule is None:
                words.append(next(filter(None, map(shortfall, answers))))
                error[here] = len(words) - 1
            else:
                age[here] = retirement_age(born[here], rule)
    known = ~np.isnan(age)
    dates = np.full(len(birth), np.datetime64("NaT"), "datetime64[D]")
    dates[known] = _day_in_month(birth[known], born[known] + age[known].astype(np.int64))
    return {
        "retirement_age_months": age,
        "retirement_date": dates,
        "error": Labels.choose(words, error),
        "verification": Labels(_VERIFICATION_WORDS, verification),
    }


def _day_in_month(
    birth: npt.NDArray[np.datetime64], month: npt.NDArray[np.int64]
) -> npt.NDArray[np.datetime64]:
    """The day of birth in a month, the month's last day where it is shorter."""
    first = (month - 1970 * 12).astype("datetime64[M]")
    last = (first + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
    offset = birth.astype("datetime64[D]") - birth.astype("datetime64[M]").astype("datetime64[D]")
    found: npt.NDArray[np.datetime64] = np.minimum(first.astype("datetime64[D]") + offset, last)
    return found


RETIREMENT_DATE = Computation(
    "retirement_date",
    "unemployment",
    (
        Input("region", Kind.REGION),
        Input("date", Kind.DATE),
        Input("birth_date", Kind.DATE),
        Input("retirement_category", Kind.TEXT, choices=GROUPS),
    ),
    (
        Output("retirement_age_months", unit="months"),
        Output("retirement_date", Kind.DATE),
        Output("error", Kind.TEXT),
        Output("verification", Kind.TEXT),
    ),
    _run_retirement,
    keys=retirement.KEYS,
)

COMPUTATIONS = (ENTITLEMENT, RETIREMENT_DATE)
