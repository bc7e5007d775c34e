"""Every word of the register's closed lists can be said, and the page tells the factors in use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from trimtab.evidence import ASSUMPTIONS, COLUMNS, evidence_register
from trimtab.kernel import evidence_vocabulary as vocabulary
from trimtab.kernel.evidence_vocabulary import CountedFrom
from trimtab.messages import LANGUAGES

SAID = {
    "lever": vocabulary.Lever,
    "design": vocabulary.Design,
    "outcome": vocabulary.Outcome,
    "unit": vocabulary.EffectUnit,
    "interval": vocabulary.IntervalKind,
    "direction": vocabulary.Direction,
    "verification": vocabulary.EvidenceVerification,
    "market": vocabulary.Market,
    "span": vocabulary.Span,
    "counted_from": [one for one in CountedFrom if one is not CountedFrom.NOT_STATED],
    "sample": vocabulary.SampleUnit,
    "cost": vocabulary.CostBasis,
    "unusable": vocabulary.Unusable,
    "part": ASSUMPTIONS,
    **{f"transfer.{part}": cases for part, cases in ASSUMPTIONS.items()},
}


@pytest.fixture(scope="module")
def page(repository: Path) -> str:
    return (repository / "docs/explanation/evidence.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("listed", SAID)
def test_every_word_of_a_list_has_a_sentence(listed, language, sentences):
    lacking = [one for one in SAID[listed] if f"evidence.{listed}.{one}" not in sentences[language]]
    assert lacking == []


def test_the_page_tells_the_factors_in_use(page):
    rows = re.findall(r"^\| (\w+) \| `(\w+)` \| ([\d.]+) \|", page, flags=re.MULTILINE)
    told = {(part, case): float(factor) for part, case, factor in rows}
    assert told == {
        (part, case): factor
        for part, cases in ASSUMPTIONS.items()
        for case, factor in cases.items()
    }


def test_the_page_names_every_column_and_every_word_a_file_may_hold(page):
    written = set(re.findall(r"`([\w]+)`", page))
    assert set(COLUMNS) - written == set()
    lists = set(SAID) - {"unusable", "part"}
    words = {str(one) for name in lists for one in SAID[name]}
    assert words - written == set()


def test_the_page_counts_what_the_register_holds(page):
    register = evidence_register()
    recalled = [effect for effect in register if effect.verification == "recalled"]
    counts = (len(register), len(register.find(usable=True)),
              len(register.find(usable=True, to="CN")), len(recalled))  # fmt: skip
    told = re.search(
        r"holds (\d+) effects.*?(\d+) may be a default.*?(\d+) in China.*?(\d+) are\s+recalled",
        page,
        flags=re.DOTALL,
    )
    assert told and tuple(map(int, told.groups())) == counts
