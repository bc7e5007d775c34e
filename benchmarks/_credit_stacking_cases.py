"""Cases of the credit bank for the benchmark: somebody with many entries, a qualification with
many needs; and the plain way to solve them, for comparison.

The cases are invented. Entries are worth 1 to 4 credits and carry a module, a nature, a level and
a mark; needs ask for modules or natures; there is a choice, a total, a cap, a residency, exclusive
groups and equivalence rules, so that every part of the model has something to do.
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from trimtab.credentials.bank import (
    Choice,
    Entry,
    EquivalenceRule,
    Framework,
    Frameworks,
    Level,
    Need,
    Origin,
    Qualification,
    Residency,
    RuleInput,
    RuleKind,
    RuleOutput,
    SourceCap,
)
from trimtab.credentials.bank.columns import stacked
from trimtab.credentials.bank.judging import Asked, feed, in_order, judge
from trimtab.credentials.bank.program import build
from trimtab.credentials.bank.solving import aim_short, aim_used

ON, KNOWN = date(2026, 11, 23), datetime(2026, 11, 23, tzinfo=UTC)
TITLE = {"zh": "例", "en": "example"}
FRAMEWORKS = Frameworks(
    (
        Framework(
            "f", TITLE, "CN", None, date(2020, 1, 1), "invented", "synthetic",
            tuple(Level(n, str(n), TITLE) for n in range(1, 9)), 30, 30,
        ),
    )
)  # fmt: skip
MODULES = [f"module {n}" for n in range(30)]
NATURES = ("major", "general", "practice")


def random_case(
    seed: int, entries: int = 40, needs: int = 12
) -> tuple[list[Entry], Qualification, Frameworks, list[EquivalenceRule], date, datetime]:
    """Entries, a qualification, frameworks, rules, day and instant; the same for the same seed."""
    chance = random.Random(seed)
    held = [_entry(number, chance) for number in range(entries)]
    leaves = [_need(number, needs, chance) for number in range(needs)]
    tree = Choice(2, (Choice(needs - 3, tuple(leaves[:-3])), Choice(1, tuple(leaves[-3:]))))
    wanted = sum(need.hundredths for need in leaves[:-3])
    qualification = Qualification(
        "q", 1, TITLE, "f", "issuer 0", tree, date(2020, 1, 1), date(2020, 1, 1), "synthetic", "",
        total=wanted + 1000,
        caps=(SourceCap((Origin.WORK,), 1500),),
        residency=Residency(("issuer 0",), 1500),
        months=120,
    )  # fmt: skip
    rules = [_rule(number) for number in range(6)]
    return held, qualification, FRAMEWORKS, rules, ON, KNOWN


def _entry(number: int, chance: random.Random) -> Entry:
    return Entry(
        entry_id=f"entry {number:03d}",
        holder_id="holder",
        certificate_id=f"certificate {number}",
        issuer_id=f"issuer {chance.randrange(3)}",
        standard_id=f"standard {number}",
        title=TITLE,
        framework_id="f",
        earned_on=date(2026 - chance.randrange(8), 1 + chance.randrange(9), 1),
        level=str(chance.randint(2, 6)),
        module_id=chance.choice(MODULES),
        nature=chance.choice(NATURES),
        hundredths=100 * chance.randint(1, 4),
        grade=chance.randint(50, 100),
        origin=chance.choice([Origin.COURSE, Origin.CERTIFICATE, Origin.WORK]),
        exclusive_group=f"group {chance.randrange(4)}" if chance.random() < 0.15 else None,
    )


def _need(number: int, needs: int, chance: random.Random) -> Need:
    by_module = number < needs * 2 // 3
    return Need(
        need_id=f"need {number}",
        title=TITLE,
        hundredths=100 * chance.choice([3, 4, 5, 6, 8] if by_module else [6, 8, 10]),
        modules=tuple(sorted(chance.sample(MODULES, 4))) if by_module else (),
        natures=() if by_module else (chance.choice(NATURES),),
        level=chance.choice([None, None, 3]),
        months=chance.choice([None, 60]),
    )


def _rule(number: int) -> EquivalenceRule:
    inputs = (RuleInput(f"standard {3 * number}"), RuleInput(f"standard {3 * number + 1}"))
    outputs = (
        RuleOutput((MODULES[number],), 300, level="4"),
        RuleOutput((MODULES[number + 1],), 200, level="4"),
    )
    return EquivalenceRule(
        f"rule {number}", 1, RuleKind.ONE_TO_MANY, TITLE, "f", inputs[: 1 + number % 2], outputs,
        "nobody", "none", date(2020, 1, 1), KNOWN, "synthetic", "",
    )  # fmt: skip


def stack_plainly(
    entries: list[Entry],
    qualification: Qualification,
    frameworks: Frameworks,
    rules: list[EquivalenceRule],
    on: date,
    known: datetime,
) -> int:
    """The shortfall by HiGHS as one would first write it: the same rows, first the least
    shortfall, then the least use with the shortfall held."""
    asked = Asked(qualification, frameworks, on, known)
    judged = judge(in_order(entries), asked)
    fed = feed(judged, rules, asked)
    program = build(qualification, judged, fed, on)
    starts, columns, weights, low, high = stacked(program.rows)
    rows = csr_array((weights, columns, starts), shape=(len(low), len(program.upper)))
    short, used = aim_short(program), aim_used(program, program.worths[: len(judged)])
    bounds, limits = Bounds(0, np.array(program.upper)), LinearConstraint(rows, low, high)
    whole = np.ones(len(program.upper))
    first = milp(short, integrality=whole, bounds=bounds, constraints=[limits])
    held = LinearConstraint(short[None, :], -np.inf, first.fun + 0.5)
    milp(used, integrality=whole, bounds=bounds, constraints=[limits, held])
    return round(float(first.fun)) * program.unit
